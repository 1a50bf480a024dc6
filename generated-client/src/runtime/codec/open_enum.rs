//! Enums that may grow.

use std::fmt;

use serde::Deserializer;

use super::decode_text;

/// A text out of a list that may grow. A value that is not in the list is kept, shown and written back unchanged.
pub(crate) trait OpenEnum: Sized + 'static {
    /// For messages.
    const NAME: &'static str;
    /// The values that are known.
    const VALUES: &'static [(&'static str, Self)];

    /// The text that travels.
    fn as_text(&self) -> &str;

    /// The value of a text.
    fn from_text(text: &str) -> Self;
}

/// Reads an open enum.
pub(crate) fn decode_enum<'de, T: OpenEnum, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    decode_text(deserializer, T::NAME, T::from_text)
}

/// A value that this version of the client does not know.
///
/// It cannot be made, only met: match on `as_str()` of the enum to tell one from another. So the program goes on to work
/// when a later version of the client knows the value by name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    pub(crate) fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// The text that travels.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
