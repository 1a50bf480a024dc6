//! One of several types.

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{SerializeMap, Serializer};

use super::{Encode, Json, Wire};

/// One of several types, told apart by a member's value or by what fits.
pub(crate) trait Union: Sized {
    /// For messages.
    const NAME: &'static str;

    /// Finds the variant. What no variant knows becomes the variant that keeps the JSON.
    fn pick(json: Json) -> Result<Self, PickError>;

    /// Writes what the variant holds.
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

/// The variant is known, and its content does not fit.
#[derive(Debug)]
pub(crate) struct PickError(serde_json::Error);

/// Reads a union.
pub(crate) fn decode_union<'de, T: Union, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let json = Json::deserialize(deserializer)?;
    // The text begins with the path inside the union; what lies around goes on to put its own parts before it.
    T::pick(json).map_err(|PickError(error)| D::Error::custom(format_args!("{error} (a variant of {})", T::NAME)))
}

/// The value of the member that tells the variants apart.
pub(crate) fn tag<'a>(json: &'a Json, by: &str) -> Option<&'a str> {
    json.get(by)?.as_str()
}

/// The variant that the tag names: its content must fit.
pub(crate) fn variant<T: Wire, U>(json: &Json, make: fn(T) -> U) -> Result<U, PickError> {
    T::decode(json).map(make).map_err(PickError)
}

/// Writes a variant that does not hold its own tag.
pub(crate) fn encode_tagged<T: Encode, S: Serializer>(
    serializer: S,
    by: &'static str,
    tag: &'static str,
    value: &T,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    map.serialize_entry(by, tag)?;
    value.encode(&mut map)?;
    map.end()
}

/// The variant, if the JSON fits.
pub(crate) fn fits<T: Wire, U>(json: &Json, make: fn(T) -> U) -> Option<U> {
    T::decode(json).ok().map(make)
}
