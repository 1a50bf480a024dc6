//! Relationships of JSON:API.

use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::Links;
use crate::runtime::codec::{
    Encode, Missing, Object, Owned, Record, Slot, Wire, decode_record, encode_record, put, put_some,
};

/// A relationship to at most one resource.
///
/// ```
/// use snyk_api::Relationship;
///
/// let owner: Relationship<String> = Relationship::to("my-user-id", "user");
/// assert_eq!(serde_json::to_string(&owner)?, r#"{"data":{"id":"my-user-id","type":"user"}}"#);
/// let nobody: Relationship<String> = Relationship::none();
/// assert_eq!(serde_json::to_string(&nobody)?, r#"{"data":null}"#);
/// # Ok::<_, serde_json::Error>(())
/// ```
///
/// Without data it is written with `data` as null, which clears it, unless there are links or meta to be written.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Relationship<I, A = Object> {
    /// The resource at the other end, if there is one and it is told.
    pub data: Option<Related<I, A>>,
    /// Where it leads.
    pub links: Option<Links>,
    /// Anything else.
    pub meta: Option<Object>,
}

/// A relationship to any number of resources.
///
/// Without data it is written with an empty list, which clears it, unless there are links or meta to be written.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Relationships<I, A = Object> {
    /// The resources at the other end, if they are told.
    pub data: Vec<Related<I, A>>,
    /// Where it leads.
    pub links: Option<Links>,
    /// Anything else.
    pub meta: Option<Object>,
}

/// A resource at the other end of a relationship.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Related<I, A = Object> {
    /// Identifies it.
    pub id: Option<I>,
    /// The type of resource that it is (`type`).
    pub kind: Option<String>,
    /// Its attributes, where the service was asked to send them along.
    pub attributes: Option<A>,
    /// Where it is.
    pub links: Option<Links>,
    /// Anything else.
    pub meta: Option<Object>,
}

impl<I, A> Related<I, A> {
    /// The resource of this id and type.
    pub fn new(id: impl Into<I>, kind: impl Into<String>) -> Self {
        Self { id: Some(id.into()), kind: Some(kind.into()), attributes: None, links: None, meta: None }
    }
}

impl<I, A> Relationship<I, A> {
    /// To the resource of this id and type.
    pub fn to(id: impl Into<I>, kind: impl Into<String>) -> Self {
        Self { data: Some(Related::new(id, kind)), ..Self::none() }
    }

    /// To no resource.
    pub fn none() -> Self {
        Self { data: None, links: None, meta: None }
    }

    /// The id of the resource at the other end.
    pub fn id(&self) -> Option<&I> {
        self.data.as_ref()?.id.as_ref()
    }
}

impl<I, A> Relationships<I, A> {
    /// To the resources of these ids, all of this type.
    pub fn to(ids: impl IntoIterator<Item = impl Into<I>>, kind: impl Into<String>) -> Self {
        let kind = kind.into();
        Self { data: ids.into_iter().map(|id| Related::new(id, kind.clone())).collect(), ..Self::none() }
    }

    /// To no resources.
    pub fn none() -> Self {
        Self { data: Vec::new(), links: None, meta: None }
    }

    /// The ids of the resources at the other end.
    pub fn ids(&self) -> impl Iterator<Item = &I> {
        self.data.iter().filter_map(|related| related.id.as_ref())
    }
}

impl<I, A> Default for Relationship<I, A> {
    fn default() -> Self {
        Self::none()
    }
}

impl<I, A> Default for Relationships<I, A> {
    fn default() -> Self {
        Self::none()
    }
}

/// Both kinds of relationship, as they travel.
struct Ends<T> {
    data: Option<T>,
    links: Option<Links>,
    meta: Option<Object>,
}

impl<T: Wire> Record for Ends<T> {
    const NAME: &'static str = "Relationship";
    const MEMBERS: &'static [&'static str] = &["data", "links", "meta"];
    type Slots = (Slot<Option<T>>, Slot<Option<Links>>, Slot<Option<Object>>);

    fn member<'de, A: MapAccess<'de>>(slots: &mut Self::Slots, index: usize, map: &mut A) -> Result<(), A::Error> {
        match index {
            0 => slots.0.read(map),
            1 => slots.1.read(map),
            _ => slots.2.read(map),
        }
    }

    fn finish(slots: Self::Slots) -> Result<Self, Missing> {
        Ok(Self { data: slots.0.optional(), links: slots.1.optional(), meta: slots.2.optional() })
    }
}

impl<I: Wire, A: Wire> Record for Related<I, A> {
    const NAME: &'static str = "Related";
    const MEMBERS: &'static [&'static str] = &["id", "type", "attributes", "links", "meta"];
    type Slots = (Slot<Option<I>>, Slot<Option<String>>, Slot<Option<A>>, Slot<Option<Links>>, Slot<Option<Object>>);

    fn member<'de, M: MapAccess<'de>>(slots: &mut Self::Slots, index: usize, map: &mut M) -> Result<(), M::Error> {
        match index {
            0 => slots.0.read(map),
            1 => slots.1.read(map),
            2 => slots.2.read(map),
            3 => slots.3.read(map),
            _ => slots.4.read(map),
        }
    }

    fn finish(slots: Self::Slots) -> Result<Self, Missing> {
        Ok(Self {
            id: slots.0.optional(),
            kind: slots.1.optional(),
            attributes: slots.2.optional(),
            links: slots.3.optional(),
            meta: slots.4.optional(),
        })
    }
}

impl<I: Serialize, A: Serialize> Encode for Related<I, A> {
    fn encode<S: SerializeMap>(&self, map: &mut S) -> Result<(), S::Error> {
        put_some(map, "id", &self.id)?;
        put_some(map, "type", &self.kind)?;
        put_some(map, "attributes", &self.attributes)?;
        put_some(map, "links", &self.links)?;
        put_some(map, "meta", &self.meta)
    }
}

/// Writes either kind of relationship.
fn encode_ends<T: Serialize, S: Serializer>(
    (data, is_empty): (&T, bool),
    links: &Option<Links>,
    meta: &Option<Object>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    if !is_empty || (links.is_none() && meta.is_none()) {
        put(&mut map, "data", data)?;
    }
    put_some(&mut map, "links", links)?;
    put_some(&mut map, "meta", meta)?;
    map.end()
}

impl<I: Wire, A: Wire> Wire for Relationship<I, A> {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        decode_record(deserializer).map(|Ends { data, links, meta }| Self { data, links, meta })
    }
}

impl<I: Wire, A: Wire> Wire for Relationships<I, A> {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Ends { data, links, meta } = decode_record(deserializer)?;
        Ok(Self { data: data.unwrap_or_default(), links, meta })
    }
}

impl<I: Wire, A: Wire> Wire for Related<I, A> {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        decode_record(deserializer)
    }
}

impl<I, A> From<Related<Owned<I>, Owned<A>>> for Related<I, A> {
    fn from(read: Related<Owned<I>, Owned<A>>) -> Self {
        let Related { id, kind, attributes, links, meta } = read;
        Self { id: id.map(|id| id.0), kind, attributes: attributes.map(|attributes| attributes.0), links, meta }
    }
}

impl<'de, I: DeserializeOwned, A: DeserializeOwned> Deserialize<'de> for Relationship<I, A> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Relationship { data, links, meta } = Relationship::<Owned<I>, Owned<A>>::decode(deserializer)?;
        Ok(Self { data: data.map(Into::into), links, meta })
    }
}

impl<'de, I: DeserializeOwned, A: DeserializeOwned> Deserialize<'de> for Relationships<I, A> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Relationships { data, links, meta } = Relationships::<Owned<I>, Owned<A>>::decode(deserializer)?;
        Ok(Self { data: data.into_iter().map(Into::into).collect(), links, meta })
    }
}

impl<'de, I: DeserializeOwned, A: DeserializeOwned> Deserialize<'de> for Related<I, A> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Related::<Owned<I>, Owned<A>>::decode(deserializer).map(Into::into)
    }
}

impl<I: Serialize, A: Serialize> Serialize for Relationship<I, A> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        encode_ends((&self.data, self.data.is_none()), &self.links, &self.meta, serializer)
    }
}

impl<I: Serialize, A: Serialize> Serialize for Relationships<I, A> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        encode_ends((&self.data, self.data.is_empty()), &self.links, &self.meta, serializer)
    }
}

impl<I: Serialize, A: Serialize> Serialize for Related<I, A> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        encode_record(self, serializer)
    }
}
