//! Bodies whose schema is the text of an include that a converter left behind.

use std::collections::BTreeSet;

use serde_yaml::{Mapping, Value};

use super::Mend;
use crate::openapi::tree::{self, Place, at, at_mut, members, pointer, resolve, step};

/// Refers to the schema that the text names, wherever a body is that text.
pub(super) fn mend(document: &mut Value) -> Vec<Mend> {
    let bodies = tree::operations(document).into_iter().map(|operation| step(&operation, "requestBody"));
    let contents: BTreeSet<Place> = bodies.map(|body| step(&resolve(document, body), "content")).collect();
    let media: Vec<Place> =
        contents.iter().flat_map(|content| members(document, content)).map(|(place, _)| place).collect();
    media.iter().filter_map(|media| include(document, media)).collect()
}

/// Mends one body.
fn include(document: &mut Value, media: &[String]) -> Option<Mend> {
    let place = step(media, "schema");
    let schema = at(document, &place)?;
    let text = schema.get("example").filter(|_| schema.get("type").and_then(Value::as_str) == Some("string"))?;
    let name = text.as_str()?.strip_prefix("+ Attributes (")?.strip_suffix(')')?.to_owned();
    let schemas = vec!["components".to_owned(), "schemas".to_owned()];
    let letters = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let component = members(document, &schemas)
        .filter_map(|(place, _)| place.last().cloned())
        .find(|it| letters(it) == letters(&name))?;
    let reference = format!("#/components/schemas/{component}");
    *at_mut(document, &place)? = Value::Mapping(Mapping::from_iter([(Value::from("$ref"), Value::from(reference))]));
    // Its sample is the same text.
    at_mut(document, media)?.as_mapping_mut()?.shift_remove("example");
    let what = format!("made it refer to `{component}`");
    Some(Mend { pointer: pointer(&place), what, why: "an include was left behind as a text".to_owned() })
}
