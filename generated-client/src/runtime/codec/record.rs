//! Objects with known members.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::path::{Step, at};
use super::{Patch, Wire};

/// An object with known members, as it is read. Members come in any order; unknown ones are skipped; of those that come
/// twice the last counts.
pub(crate) trait Record: Sized {
    /// For messages.
    const NAME: &'static str;
    /// The names that travel.
    const MEMBERS: &'static [&'static str];
    /// What was read so far: a [`Slot`] for each member, in tuples of at most twelve, nested where there are more.
    type Slots: Default;

    /// Reads the member of this index in [`Self::MEMBERS`].
    fn member<'de, A: MapAccess<'de>>(slots: &mut Self::Slots, index: usize, map: &mut A) -> Result<(), A::Error>;

    /// Makes the value.
    fn finish(slots: Self::Slots) -> Result<Self, Missing>;
}

/// A required member did not come.
#[derive(Debug)]
pub(crate) struct Missing(pub(crate) &'static str);

/// Room for a member that may have come. `Slot<T>` is for members that must come, `Slot<Option<T>>` for all others, so that
/// null is told from absent.
pub(crate) struct Slot<T>(Option<T>);

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Wire> Slot<T> {
    /// Reads the member's value.
    pub(crate) fn read<'de, A: MapAccess<'de>>(&mut self, map: &mut A) -> Result<(), A::Error> {
        self.0 = Some(map.next_value_seed(Seed(PhantomData))?);
        Ok(())
    }
}

impl<T> Slot<T> {
    /// The value of a member that must come.
    pub(crate) fn required(self, name: &'static str) -> Result<T, Missing> {
        self.0.ok_or(Missing(name))
    }
}

#[allow(dead_code, reason = "what is used depends on the operations of the API")]
impl<T> Slot<Option<T>> {
    /// The value of a member that may be absent; null means the same.
    pub(crate) fn optional(self) -> Option<T> {
        self.0.flatten()
    }

    /// The data of an envelope; null is the same as none.
    pub(crate) fn data(self) -> Result<T, Missing>
    where
        T: Wire,
    {
        self.0.flatten().or_else(T::from_no_data).ok_or(Missing("data"))
    }

    /// The value of a member that should come and may be null. An absent one is forgiven.
    pub(crate) fn nullable(self) -> Option<T> {
        self.0.flatten()
    }

    /// The value of a member where absent and null differ.
    pub(crate) fn patch(self) -> Patch<T> {
        match self.0 {
            None => Patch::Absent,
            Some(None) => Patch::Null,
            Some(Some(value)) => Patch::Set(value),
        }
    }
}

#[allow(dead_code, reason = "what is used depends on the types of the API")]
impl Slot<Option<String>> {
    /// The text of a member that has always the same one. What came in its place is kept, and that it did not come is forgiven.
    pub(crate) fn constant(self, text: &str) -> String {
        self.0.flatten().unwrap_or_else(|| text.to_owned())
    }
}

/// Makes serde's `MapAccess`, which asks for its own traits, read by ours.
pub(super) struct Seed<T>(pub(super) PhantomData<T>);

impl<'de, T: Wire> DeserializeSeed<'de> for Seed<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::decode(deserializer)
    }
}

/// Reads a record.
pub(crate) fn decode_record<'de, T: Record, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(RecordVisitor(PhantomData))
}

struct RecordVisitor<T>(PhantomData<T>);

impl<'de, T: Record> Visitor<'de> for RecordVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object ({})", T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut slots = T::Slots::default();
        let mut next = 0;
        while let Some(index) = map.next_key_seed(Key { members: T::MEMBERS, next })? {
            let Some(name) = T::MEMBERS.get(index) else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            T::member(&mut slots, index, &mut map).map_err(|error| at(Step::Member(name), error))?;
            next = index + 1;
        }
        T::finish(slots).map_err(|Missing(name)| at(Step::Member(name), A::Error::custom("the member is missing")))
    }
}

/// Reads a member's name as its index; an unknown one as an index that is too large.
struct Key {
    members: &'static [&'static str],
    next: usize,
}

impl Key {
    /// Answers mostly hold their members in the documented order, so the one behind the last is tried first.
    fn find(&self, name: &[u8]) -> usize {
        if self.members.get(self.next).is_some_and(|member| member.as_bytes() == name) {
            return self.next;
        }
        self.members.iter().position(|member| member.as_bytes() == name).unwrap_or(usize::MAX)
    }
}

impl<'de> DeserializeSeed<'de> for Key {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Key {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<usize, E> {
        Ok(self.find(name.as_bytes()))
    }

    fn visit_bytes<E: de::Error>(self, name: &[u8]) -> Result<usize, E> {
        Ok(self.find(name))
    }
}

/// An object with known members, as it is written.
pub(crate) trait Encode {
    /// Writes the members.
    fn encode<S: SerializeMap>(&self, map: &mut S) -> Result<(), S::Error>;
}

/// Writes a record.
pub(crate) fn encode_record<T: Encode, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    value.encode(&mut map)?;
    map.end()
}

/// Writes a member.
pub(crate) fn put<S: SerializeMap, T: Serialize>(map: &mut S, name: &'static str, value: &T) -> Result<(), S::Error> {
    map.serialize_entry(name, value)
}

/// Writes a member if there is one.
pub(crate) fn put_some<S: SerializeMap, T: Serialize>(
    map: &mut S,
    name: &'static str,
    value: &Option<T>,
) -> Result<(), S::Error> {
    value.as_ref().map_or(Ok(()), |value| put(map, name, value))
}

/// Writes a member where absent and null differ.
pub(crate) fn put_patch<S: SerializeMap, T: Serialize>(
    map: &mut S,
    name: &'static str,
    value: &Patch<T>,
) -> Result<(), S::Error> {
    match value {
        Patch::Absent => Ok(()),
        Patch::Null => put(map, name, &()),
        Patch::Set(value) => put(map, name, value),
    }
}
