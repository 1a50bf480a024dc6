//! Unions whose variants overlap.

use std::collections::BTreeSet;

use serde_yaml::{Mapping, Value};

use super::Mend;
use crate::openapi::separate::told_apart;
use crate::openapi::tree::{self, Place, at, at_mut, members, pointer, resolve, step};

/// Loosens every `oneOf` in a request body whose variants are not told apart.
pub(super) fn mend(document: &mut Value) -> Vec<Mend> {
    let operations = tree::operations(document);
    let bodies = operations.iter().map(|place| step(place, "requestBody"));
    let answers =
        operations.iter().flat_map(|place| members(document, &step(place, "responses")).map(|(place, _)| place));
    let received = schemas(document, answers.collect());
    let overlapping: Vec<(Place, Mend)> = schemas(document, bodies.collect())
        .into_iter()
        .filter_map(|place| {
            let (left, right) = overlap(document, &place)?;
            let shared = if received.contains(&place) { " (answers share this schema)" } else { "" };
            let mend = Mend {
                pointer: pointer(&step(&place, "oneOf")),
                what: "made it `anyOf`".to_owned(),
                why: format!("{left} and {right} may fit the same value{shared}"),
            };
            Some((place, mend))
        })
        .collect();
    overlapping.into_iter().filter_map(|(place, mend)| loosen(document, &place).map(|()| mend)).collect()
}

/// Two variants of a schema's `oneOf` that are not told apart.
fn overlap(document: &Value, place: &[String]) -> Option<(String, String)> {
    let variants = at(document, place)?.get("oneOf")?.as_sequence()?;
    for (index, left) in variants.iter().enumerate() {
        for (other, right) in variants.iter().enumerate().skip(index + 1) {
            if !told_apart(document, left, right) {
                return Some((title(left, index), title(right, other)));
            }
        }
    }
    None
}

/// What to call a variant: the schema that it refers to, or its number.
fn title(variant: &Value, index: usize) -> String {
    let reference = variant.get("$ref").and_then(Value::as_str).and_then(|reference| reference.rsplit('/').next());
    reference.map_or_else(|| format!("variant {}", index + 1), |name| format!("`{name}`"))
}

/// Makes a schema's `oneOf` an `anyOf`, in its place.
fn loosen(document: &mut Value, place: &[String]) -> Option<()> {
    let schema = at_mut(document, place)?.as_mapping_mut()?;
    if schema.contains_key("anyOf") {
        // It has one of its own: both have to hold.
        let variants = schema.shift_remove("oneOf")?;
        let part = Value::Mapping(Mapping::from_iter([(Value::from("anyOf"), variants)]));
        match schema.get_mut("allOf").and_then(Value::as_sequence_mut) {
            Some(parts) => parts.push(part),
            None => _ = schema.insert(Value::from("allOf"), Value::Sequence(vec![part])),
        }
        return Some(());
    }
    let renamed = std::mem::take(schema)
        .into_iter()
        .map(|(key, value)| if key.as_str() == Some("oneOf") { (Value::from("anyOf"), value) } else { (key, value) });
    *schema = renamed.collect();
    Some(())
}

/// The places of all schemas in some request bodies or answers, with references followed.
fn schemas(document: &Value, carriers: Vec<Place>) -> BTreeSet<Place> {
    let mut found = BTreeSet::new();
    let mut open: Vec<Place> = carriers
        .into_iter()
        .flat_map(|carrier| members(document, &step(&resolve(document, carrier), "content")))
        .map(|(media, _)| step(&media, "schema"))
        .collect();
    while let Some(place) = open.pop() {
        let place = resolve(document, place);
        let Some(schema) = at(document, &place).filter(|_| !found.contains(&place)) else { continue };
        open.extend(parts(document, &place, schema));
        found.insert(place);
    }
    found
}

/// The schemas that a schema is made of. Not everything below it: an example may look like a schema.
fn parts(document: &Value, place: &[String], schema: &Value) -> Vec<Place> {
    let mut places = Vec::new();
    for key in ["allOf", "oneOf", "anyOf"] {
        let count = schema.get(key).and_then(Value::as_sequence).map_or(0, Vec::len);
        places.extend((0..count).map(|index| step(&step(place, key), &index.to_string())));
    }
    for key in ["not", "items", "additionalProperties"] {
        if schema.get(key).is_some_and(Value::is_mapping) {
            places.push(step(place, key));
        }
    }
    places.extend(members(document, &step(place, "properties")).map(|(place, _)| place));
    places
}
