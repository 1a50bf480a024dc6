//! From serde's trait to ours.

use serde::de::{DeserializeOwned, Deserializer};

use super::Wire;

/// A value that is read by serde's trait where ours is asked for: how the runtime's own generic types get both.
pub(crate) struct Owned<T>(pub(crate) T);

impl<T: DeserializeOwned> Wire for Owned<T> {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self)
    }
}
