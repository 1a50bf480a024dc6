//! Values that travel as texts.

use std::fmt;

use serde::de::{self, Deserializer, Visitor};
use serde::ser::Serializer;

use super::id;

/// Reads a text, and makes something of it.
pub(crate) fn decode_text<'de, T, D: Deserializer<'de>>(
    deserializer: D,
    name: &'static str,
    make: fn(&str) -> T,
) -> Result<T, D::Error> {
    deserializer.deserialize_str(TextVisitor { name, make })
}

/// Writes a text.
pub(crate) fn encode_text<T: AsRef<str>, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(value.as_ref())
}

struct TextVisitor<T> {
    name: &'static str,
    make: fn(&str) -> T,
}

impl<T> Visitor<'_> for TextVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a string ({})", self.name)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        Ok((self.make)(text))
    }
}

/// A point in time, the text as it was sent: mostly RFC 3339, `2024-10-15T09:41:00.123Z`.
///
/// It is kept as a text so that no answer fails over a format, and so that you choose the library that reads it. Two texts
/// that mean the same moment are not equal.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Timestamp(Box<str>);

id!(Timestamp);

/// A day, the text as it was sent: mostly `2024-10-15`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Date(Box<str>);

id!(Date);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_kept_as_they_are() {
        let text = "2024-10-15T09:41:00.123+02:00";
        let read: Timestamp = serde_json::from_value(text.into()).expect("a text");
        assert_eq!(read, Timestamp::from(text));
        assert_eq!((read.as_str(), read.to_string().as_str()), (text, text));
        assert_eq!(format!("{read:?}"), format!("Timestamp({text:?})"));
        assert_eq!(serde_json::to_value(&read).expect("a text"), text);
        let error = serde_json::from_str::<Date>("5").expect_err("a number");
        assert_eq!(error.to_string(), "invalid type: integer `5`, expected a string (Date) at line 1 column 1");
    }
}
