//! Compiles the YAML description of the Snyk API into the client `snyk-api`.
//!
//! Text in, files or diagnostics out: nothing here touches a disk, reads the environment or ends the process. The way is
//! always the same, and nothing reads leftwards:
//!
//! ```text
//! sources -- document --> documents -- lower --> model -- check --> model -- emit --> tokens -- render --> files
//! ```
//!
//! - [`compile`] goes as far as the model, or reports everything that is wrong with the description.
//! - [`generate`] goes on from there, and can't fail.
//! - [`plan`] compares files as they should be with files as they are.

mod check;
pub mod diagnostic;
mod document;
pub mod emit;
mod lower;
pub mod model;
pub mod openapi;
pub mod plan;
pub mod render;

pub use self::diagnostic::{Diagnostic, Diagnostics, Rule};
pub use self::document::load::MAX_FILE;
pub use self::model::Api;

/// A file of the description, as it was read.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its path under the root of the workspace, with forward slashes: `spec/v1/projects.yaml`.
    pub path: String,
    /// What stands in it; of a file above [`MAX_FILE`], one byte more than that is enough.
    pub bytes: Vec<u8>,
}

/// A file as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path under the root of the workspace, with forward slashes.
    pub path: String,
    /// What should stand in it.
    pub text: String,
}

/// Reads the description.
///
/// # Errors
///
/// Everything that is wrong with it, all at once. A file with faults of its own shape is still checked as far as it goes.
pub fn compile(sources: &[Source]) -> Result<Api, Diagnostics> {
    let mut documents = document::load(sources);
    let mut list = std::mem::take(&mut documents.problems);
    let report = lower::place::Report::new(&documents);
    let lowered = lower::lower(&documents, &report);
    check::check(&lowered, &report);
    list.extend(report.finish());
    if list.is_empty() { Ok(lowered.api) } else { Err(Diagnostics::new(list)) }
}

/// The JSON Schema of the description's files, for editors.
#[must_use]
pub fn schema() -> String {
    document::schema::text()
}

/// Makes the files of the client and of its tests.
///
/// # Errors
///
/// If the manifest has no place for the cargo features.
pub fn generate(api: &Api, manifest: &str) -> Result<Vec<File>, String> {
    let _ = (api, manifest);
    Err("the emitters are not part of this build".to_owned())
}
