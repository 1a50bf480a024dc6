//! Members of a request where absent and null differ.

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::Wire;

/// What to do with a member: leave it as it is, clear it, or set it.
///
/// ```
/// use snyk_api::Patch;
///
/// assert_eq!(Patch::default(), Patch::<String>::Absent);
/// assert_eq!(Patch::from("main"), Patch::Set("main"));
/// assert_eq!(Patch::<String>::from(None), Patch::Null);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Patch<T> {
    /// The member is not sent: it stays as it is.
    #[default]
    Absent,
    /// Null is sent: it is cleared.
    Null,
    /// A value is sent.
    Set(T),
}

impl<T> Patch<T> {
    /// The member is not sent.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Null is sent.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The value that is sent, if any.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }
}

#[allow(dead_code, reason = "what is used depends on the operations of the API")]
impl<T> Patch<T> {
    /// The value that came, if one did.
    pub(crate) fn into_value(self) -> Option<T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }
}

impl<T> From<T> for Patch<T> {
    fn from(value: T) -> Self {
        Self::Set(value)
    }
}

/// `None` is null here: leave the setter out to leave the member as it is.
impl<T> From<Option<T>> for Patch<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Set)
    }
}

impl<T: Wire> Wire for Patch<T> {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::<T>::decode(deserializer).map(Self::from)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::<T>::deserialize(deserializer).map(Self::from)
    }
}

/// In a place that cannot be left out, absent is written as null.
impl<T: Serialize> Serialize for Patch<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}
