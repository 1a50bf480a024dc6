//! JSON:API's envelope, and what its resources are made of.

mod link;
mod relation;
#[cfg(test)]
mod tests;

use std::ops::Deref;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess};
use serde::ser::{Serialize, SerializeMap, Serializer};

pub use self::link::{Link, Links};
pub use self::relation::{Related, Relationship, Relationships};
use super::codec::{
    Encode, Json, Missing, Object, Owned, Record, Slot, Wire, decode_record, encode_record, put, put_some,
};

/// What REST operations answer: the data, and what stands around it.
///
/// `send()` gives the data alone, `response()` and `pages()` give the whole. It dereferences to the data.
///
/// ```
/// use snyk_api::Document;
///
/// let document: Document<Vec<String>> = serde_json::from_str(r#"{"data": ["a", "b"], "links": {"next": "/x"}}"#)?;
/// assert_eq!(document.len(), 2);
/// assert_eq!(document.links.as_ref().and_then(|links| links.next()).map(|link| link.href()), Some("/x"));
/// assert_eq!(document.into_data(), ["a", "b"]);
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Document<T, M = Object, I = Json> {
    /// The data: a resource, or a list of them.
    pub data: T,
    /// What the service says of its JSON:API, mostly the version.
    pub jsonapi: Option<Object>,
    /// Where the document and, of a list, other pages are.
    pub links: Option<Links>,
    /// What is not data, such as counts.
    pub meta: Option<M>,
    /// Resources that the data refers to; empty if there are none.
    pub included: Vec<I>,
}

impl<T, M, I> Document<T, M, I> {
    /// A document of data alone.
    pub fn new(data: T) -> Self {
        Self { data, jsonapi: None, links: None, meta: None, included: Vec::new() }
    }

    /// The data alone, for keeps.
    pub fn into_data(self) -> T {
        self.data
    }
}

impl<T, M, I> Deref for Document<T, M, I> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.data
    }
}

impl<T: Wire, M: Wire, I: Wire> Record for Document<T, M, I> {
    const NAME: &'static str = "Document";
    const MEMBERS: &'static [&'static str] = &["data", "jsonapi", "links", "meta", "included"];
    type Slots = (Slot<Option<T>>, Slot<Option<Object>>, Slot<Option<Links>>, Slot<Option<M>>, Slot<Option<Vec<I>>>);

    fn member<'de, A: MapAccess<'de>>(slots: &mut Self::Slots, index: usize, map: &mut A) -> Result<(), A::Error> {
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
            data: slots.0.data()?,
            jsonapi: slots.1.optional(),
            links: slots.2.optional(),
            meta: slots.3.optional(),
            included: slots.4.optional().unwrap_or_default(),
        })
    }
}

impl<T: Serialize, M: Serialize, I: Serialize> Encode for Document<T, M, I> {
    fn encode<S: SerializeMap>(&self, map: &mut S) -> Result<(), S::Error> {
        put(map, "data", &self.data)?;
        put_some(map, "jsonapi", &self.jsonapi)?;
        put_some(map, "links", &self.links)?;
        put_some(map, "meta", &self.meta)?;
        match self.included.is_empty() {
            true => Ok(()),
            false => put(map, "included", &self.included),
        }
    }
}

impl<T: Wire, M: Wire, I: Wire> Wire for Document<T, M, I> {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        decode_record(deserializer)
    }
}

impl<'de, T: DeserializeOwned, M: DeserializeOwned, I: DeserializeOwned> Deserialize<'de> for Document<T, M, I> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = Document::<Owned<T>, Owned<M>, Owned<I>>::decode(deserializer)?;
        let included = read.included.into_iter().map(|item| item.0).collect();
        Ok(Self {
            data: read.data.0,
            jsonapi: read.jsonapi,
            links: read.links,
            meta: read.meta.map(|meta| meta.0),
            included,
        })
    }
}

impl<T: Serialize, M: Serialize, I: Serialize> Serialize for Document<T, M, I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        encode_record(self, serializer)
    }
}

/// A body on its way into the envelope.
pub(crate) struct Enveloped<'a, T: ?Sized>(pub(crate) &'a T);

impl<T: Serialize + ?Sized> Serialize for Enveloped<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry("data", self.0)?;
        map.end()
    }
}
