//! Values of which the documents and real answers disagree.

use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::{Json, Wire};

/// The documented type, or whatever came in its place.
///
/// Some members are sent in another shape than the documents say. Such a member is no reason to lose a whole answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Loose<T> {
    /// As documented.
    Known(T),
    /// Another shape, as JSON.
    Other(Json),
}

impl<T> Loose<T> {
    /// The value, if it came as documented.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Other(_) => None,
        }
    }

    /// The JSON, if it came in another shape.
    pub fn other(&self) -> Option<&Json> {
        match self {
            Self::Known(_) => None,
            Self::Other(json) => Some(json),
        }
    }

    /// The value if it came as documented, the JSON if not.
    pub fn into_known(self) -> Result<T, Json> {
        match self {
            Self::Known(value) => Ok(value),
            Self::Other(json) => Err(json),
        }
    }
}

impl<T> From<T> for Loose<T> {
    fn from(value: T) -> Self {
        Self::Known(value)
    }
}

impl<T: Wire> Wire for Loose<T> {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Json::deserialize(deserializer)?;
        Ok(T::decode(&json).map_or_else(|_| Self::Other(json), Self::Known))
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Loose<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Json::deserialize(deserializer)?;
        Ok(T::deserialize(&json).map_or_else(|_| Self::Other(json), Self::Known))
    }
}

impl<T: Serialize> Serialize for Loose<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Known(value) => value.serialize(serializer),
            Self::Other(json) => json.serialize(serializer),
        }
    }
}
