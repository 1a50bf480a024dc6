//! Between JSON and Rust's types.
//!
//! Generated types don't derive serde's traits: that is what makes generated clients slow to compile. They give a table of
//! members' names, a setter by index and a finisher ([`Record`]), and everything else is written once, here.

mod basic;
mod excerpt;
mod find;
mod loose;
mod macros;
mod number;
mod open_enum;
mod owned;
mod patch;
pub(crate) mod path;
mod record;
mod secret;
mod slice;
#[cfg(test)]
mod tests;
mod text;
#[allow(dead_code, reason = "what is used depends on the operations of the API")]
mod union;

use serde::Deserializer;

pub(crate) use self::excerpt::shorten;
pub(crate) use self::find::{Want, find, find_all};
pub use self::loose::Loose;
#[allow(unused_imports, reason = "what is used depends on the types of the API")]
pub(crate) use self::macros::{id, open_enum, record, serde_impls, text_impls, union};
pub use self::number::Number;
pub use self::open_enum::UnknownValue;
pub(crate) use self::open_enum::{OpenEnum, decode_enum};
pub(crate) use self::owned::Owned;
pub use self::patch::Patch;
pub(crate) use self::record::{Encode, Missing, Record, Slot, decode_record, encode_record, put, put_patch, put_some};
pub(crate) use self::slice::{Failure, from_slice};
pub use self::text::{Date, Timestamp};
pub(crate) use self::text::{decode_text, encode_text};
#[allow(unused_imports, reason = "what is used depends on the types of the API")]
pub(crate) use self::union::{PickError, Union, decode_union, encode_tagged, fits, tag, variant};
#[allow(unused_imports, reason = "what is used depends on the types of the API")]
pub(crate) use super::secret::Secret;

/// Any JSON.
pub type Json = serde_json::Value;

/// A JSON object with any members.
pub type Object = serde_json::Map<String, Json>;

/// What can be read from an answer.
///
/// It is serde's `Deserialize` once more, for two reasons: errors carry the JSON path, which costs nothing until there is
/// one; and `()` and `Option` can be read from an answer without a body.
#[diagnostic::on_unimplemented(message = "`{Self}` cannot be read from an answer")]
pub(crate) trait Wire: Sized {
    /// An answer's body does not matter: it is not looked at.
    const IGNORES_BODY: bool = false;

    /// Reads a value.
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;

    /// What an empty body means, if anything.
    fn from_nothing() -> Option<Self> {
        None
    }

    /// What an envelope without data means, if anything.
    fn from_no_data() -> Option<Self> {
        None
    }
}
