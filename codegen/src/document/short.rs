//! What may be written on one line, or as a map where more is to be said.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// A short form or a long one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ShortOr<L> {
    /// One line of text.
    Short(String),
    /// A map, or a list where `L` is one.
    Long(L),
}

impl<'de, L: Deserialize<'de>> Deserialize<'de> for ShortOr<L> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ShortVisitor(PhantomData))
    }
}

struct ShortVisitor<L>(PhantomData<L>);

/// The text of a scalar that YAML took for something else than text.
macro_rules! as_text {
    ($($method:ident $ty:ty),*) => {
        $(fn $method<E: Error>(self, value: $ty) -> Result<Self::Value, E> {
            Ok(ShortOr::Short(value.to_string()))
        })*
    };
}

impl<'de, L: Deserialize<'de>> Visitor<'de> for ShortVisitor<L> {
    type Value = ShortOr<L>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text or a map")
    }

    as_text!(visit_str &str, visit_bool bool, visit_i64 i64, visit_u64 u64, visit_f64 f64);

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        L::deserialize(MapAccessDeserializer::new(map)).map(ShortOr::Long)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        L::deserialize(SeqAccessDeserializer::new(seq)).map(ShortOr::Long)
    }
}

impl<L: JsonSchema> JsonSchema for ShortOr<L> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("ShortOr{}", L::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let long = generator.subschema_for::<L>();
        json_schema!({ "anyOf": [{ "type": "string" }, long] })
    }
}

/// A list of texts, or a map that says more of each.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ListOr<L> {
    /// A list.
    List(Vec<String>),
    /// A map.
    Map(L),
}

impl<'de, L: Deserialize<'de>> Deserialize<'de> for ListOr<L> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ListVisitor(PhantomData))
    }
}

struct ListVisitor<L>(PhantomData<L>);

impl<'de, L: Deserialize<'de>> Visitor<'de> for ListVisitor<L> {
    type Value = ListOr<L>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list or a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        L::deserialize(MapAccessDeserializer::new(map)).map(ListOr::Map)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(seq)).map(ListOr::List)
    }
}

impl<L: JsonSchema> JsonSchema for ListOr<L> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("ListOr{}", L::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let map = generator.subschema_for::<L>();
        json_schema!({ "anyOf": [{ "type": "array", "items": { "type": "string" } }, map] })
    }
}
