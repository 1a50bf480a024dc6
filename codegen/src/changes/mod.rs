//! What a change of the description does to programs that use the client.
//!
//! Two models are [compared](compare()) part by part. Whether a part is another in Rust is asked of the emitters (`emit::surface`),
//! so what is compared is what is emitted; each struct of the model is taken apart by name, so that a field which the model
//! gets one day cannot be forgotten here.
//!
//! ```text
//! two models -- pair --> what belongs together -- compare --> changes -- entry --> Markdown
//!                                                                  └---- next --> version
//! ```

mod answers;
mod areas;
mod entry;
mod facts;
mod inputs;
mod log;
mod operations;
mod pairs;
mod roots;
mod structs;
mod types;
mod version;

use serde::Serialize;

use crate::model::Api;

pub use self::entry::entry;
pub use self::version::{Version, next};

use self::pairs::Pairs;

/// What a change does to a program that uses the client; what stands first is the most severe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// A program that compiled may not compile any more.
    Compilation,
    /// It compiles, but the same call sends something else, or is refused before it is sent.
    Request,
    /// It compiles, but the same answer is read otherwise, or not at all.
    Decoding,
    /// There is more than there was.
    Additive,
    /// Code is the same; what is known of an operation is not: when it ends, who may call it, how often and where.
    Lifecycle,
    /// Words alone.
    Docs,
}

impl Class {
    /// Every class, the most severe first.
    pub const ALL: &'static [Class] =
        &[Class::Compilation, Class::Request, Class::Decoding, Class::Additive, Class::Lifecycle, Class::Docs];

    /// Whether SemVer calls it a breaking change.
    #[must_use]
    pub fn is_breaking(self) -> bool {
        matches!(self, Class::Compilation | Class::Request | Class::Decoding)
    }

    /// As people call it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Class::Compilation => "breaks compilation",
            Class::Request => "breaks a request",
            Class::Decoding => "breaks decoding",
            Class::Additive => "additive",
            Class::Lifecycle => "lifecycle",
            Class::Docs => "docs only",
        }
    }
}

/// The kinds of things that change, in the order in which a changelog names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// What is the same for the whole API: regions, families, names of permissions.
    Api,
    /// An area, with its module and its cargo feature.
    Area,
    /// An operation.
    Operation,
    /// A type, or a typed identifier.
    Type,
}

/// What changed, by its name on either side; where these have changed, the names that users know from before.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Subject {
    /// What it is.
    pub kind: Kind,
    /// Its path in Rust below `snyk_api`: `v1::projects::Projects::get`.
    pub rust: String,
    /// Its name outside of Rust: `GET /v1/org/{orgId}`, a cargo feature, a type's name in the description.
    pub wire: String,
}

/// A change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Change {
    /// What it does to a program.
    pub class: Class,
    /// What changed.
    #[serde(flatten)]
    pub subject: Subject,
    /// In which way, as the rest of a sentence: "the query parameter `day` is gone".
    pub what: String,
}

/// Every difference between two models that a user can notice, the most severe first.
///
/// A change that makes others necessary is told once: of a type that changes, the operations that use it say nothing; of an area
/// that is gone, its operations and types say nothing.
///
/// ```
/// use snyk_api_codegen::changes::compare;
/// use snyk_api_codegen::{Diagnostics, Source, compile};
///
/// fn breaks(old: &[Source], new: &[Source]) -> Result<bool, Diagnostics> {
///     let changes = compare(&compile(old)?, &compile(new)?);
///     Ok(changes.iter().any(|change| change.class.is_breaking()))
/// }
/// # assert!(breaks(&[], &[]).is_err());
/// ```
#[must_use]
pub fn compare(old: &Api, new: &Api) -> Vec<Change> {
    let pairs = Pairs::new(old, new);
    let mut changes = Vec::new();
    roots::compare(&pairs, &mut changes);
    areas::compare(&pairs, &mut changes);
    operations::compare(&pairs, &mut changes);
    types::compare(&pairs, &mut changes);
    changes.sort();
    changes
}
