//! Links of JSON:API.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, Deserializer, MapAccess, Unexpected, Visitor, value::MapAccessDeserializer};
use serde::ser::{Serialize, Serializer};

use crate::runtime::codec::path::{Step, at};
use crate::runtime::codec::{Json, Object, Wire, serde_impls};

/// A link: an address, in a text or in an object with more in it. It is written back in the form in which it came.
///
/// ```
/// use snyk_api::Link;
///
/// let link: Link = serde_json::from_str(r#"{"href": "https://x.example", "meta": {"a": 1}}"#)?;
/// assert_eq!(link.href(), "https://x.example");
/// assert_eq!(link.meta().map(|meta| meta.len()), Some(1));
/// assert_eq!(Link::from("/orgs").href(), "/orgs");
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link(Form);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    Text(Box<str>),
    Object(Object),
    /// What somebody put among the links though it is none.
    Other(Json),
}

impl Link {
    /// The address, absolute or relative; empty if none came.
    pub fn href(&self) -> &str {
        match &self.0 {
            Form::Text(text) => text,
            Form::Object(members) => members.get("href").and_then(Json::as_str).unwrap_or_default(),
            Form::Other(_) => "",
        }
    }

    /// What an object says beside the address.
    pub fn meta(&self) -> Option<&Object> {
        match &self.0 {
            Form::Text(_) | Form::Other(_) => None,
            Form::Object(members) => members.get("meta").and_then(Json::as_object),
        }
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.href())
    }
}

impl AsRef<str> for Link {
    fn as_ref(&self) -> &str {
        self.href()
    }
}

impl From<&str> for Link {
    fn from(href: &str) -> Self {
        Self(Form::Text(href.into()))
    }
}

impl From<String> for Link {
    fn from(href: String) -> Self {
        Self(Form::Text(href.into()))
    }
}

struct LinkVisitor;

impl<'de> Visitor<'de> for LinkVisitor {
    type Value = Link;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a link: a text or an object")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Link, E> {
        Ok(text.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Link, A::Error> {
        Object::decode(MapAccessDeserializer::new(map)).map(|members| Link(Form::Object(members)))
    }
}

fn decode_link<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Link, D::Error> {
    deserializer.deserialize_any(LinkVisitor)
}

fn encode_link<S: Serializer>(link: &Link, serializer: S) -> Result<S::Ok, S::Error> {
    match &link.0 {
        Form::Text(text) => serializer.serialize_str(text),
        Form::Object(members) => members.serialize(serializer),
        Form::Other(json) => json.serialize(serializer),
    }
}

serde_impls!(Link, read decode_link, write encode_link);

/// Links by their names. A link that came as null is kept as such.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links(BTreeMap<String, Option<Link>>);

impl Links {
    /// The link of this name, if it is there and not null.
    pub fn get(&self, name: &str) -> Option<&Link> {
        self.0.get(name)?.as_ref()
    }

    /// The next page.
    pub fn next(&self) -> Option<&Link> {
        self.get("next")
    }

    /// The page before.
    pub fn prev(&self) -> Option<&Link> {
        self.get("prev")
    }

    /// The first page.
    pub fn first(&self) -> Option<&Link> {
        self.get("first")
    }

    /// The last page.
    pub fn last(&self) -> Option<&Link> {
        self.get("last")
    }

    /// This document itself, or this resource.
    pub fn self_(&self) -> Option<&Link> {
        self.get("self")
    }

    /// What a relationship leads to.
    pub fn related(&self) -> Option<&Link> {
        self.get("related")
    }

    /// All names with their links, null ones too, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Option<&Link>)> {
        self.0.iter().map(|(name, link)| (name.as_str(), link.as_ref()))
    }

    /// Whether there is none, not even a null one.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<N: Into<String>, L: Into<Link>> FromIterator<(N, L)> for Links {
    fn from_iter<T: IntoIterator<Item = (N, L)>>(links: T) -> Self {
        Self(links.into_iter().map(|(name, link)| (name.into(), Some(link.into()))).collect())
    }
}

/// The names that JSON:API gives a meaning. What stands under another one is nobody's promise.
const KNOWN: &[&str] = &["self", "related", "first", "last", "prev", "next"];

struct LinksVisitor;

impl<'de> Visitor<'de> for LinksVisitor {
    type Value = Links;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of links")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Links, A::Error> {
        let mut links = BTreeMap::new();
        while let Some(name) = map.next_key::<String>()? {
            let json: Json = map.next_value()?;
            let link = match json {
                Json::Null => None,
                Json::String(text) => Some(text.into()),
                Json::Object(members) => Some(Link(Form::Object(members))),
                other if KNOWN.contains(&name.as_str()) => {
                    let error = de::Error::invalid_type(unexpected(&other), &LinkVisitor);
                    return Err(at(Step::Member(&name), error));
                }
                other => Some(Link(Form::Other(other))),
            };
            links.insert(name, link);
        }
        Ok(Links(links))
    }
}

fn unexpected(json: &Json) -> Unexpected<'_> {
    match json {
        Json::Bool(value) => Unexpected::Bool(*value),
        Json::Number(number) => number.as_f64().map_or(Unexpected::Other("number"), Unexpected::Float),
        _ => Unexpected::Seq,
    }
}

fn decode_links<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Links, D::Error> {
    deserializer.deserialize_map(LinksVisitor)
}

fn encode_links<S: Serializer>(links: &Links, serializer: S) -> Result<S::Ok, S::Error> {
    links.0.serialize(serializer)
}

serde_impls!(Links, read decode_links, write encode_links);
