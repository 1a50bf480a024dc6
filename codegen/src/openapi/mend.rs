//! Mends a document so that a mock server that follows it to the letter accepts correct requests.
//!
//! The rules are general: none of them knows the name of an operation or of a schema.

use std::collections::BTreeSet;
use std::fmt;

use serde_yaml::{Mapping, Value};

use super::separate::told_apart;
use super::tree::{self, Place, at, at_mut, members, pointer, step, target};

/// One place that was mended.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mend {
    /// The place, as a JSON pointer.
    pub pointer: String,
    /// What was changed.
    pub what: String,
    /// Why.
    pub why: String,
}

impl fmt::Display for Mend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}: {}: {}", self.pointer, self.what, self.why)
    }
}

/// Mends a document.
///
/// 1. A security requirement that names a scheme which the document does not define is dropped, since nobody can meet it. Where
///    none is left, the document's own requirement applies to the operation.
/// 2. A `oneOf` in a request body of which two variants may fit the same value becomes an `anyOf`, since a correct request is
///    refused if it happens to fit both. "May" is meant widely, see [`told_apart`]: where a correct `oneOf` is taken for
///    a wrong one, the mock server only checks a little less. Answers that share the schema are checked less, too.
#[must_use]
pub fn mend(mut document: Value) -> (Value, Vec<Mend>) {
    let mut mends = mend_security(&mut document);
    mends.extend(mend_unions(&mut document));
    mends.sort();
    (document, mends)
}

/// The first rule.
fn mend_security(document: &mut Value) -> Vec<Mend> {
    let schemes = members(document, &["components", "securitySchemes"].map(str::to_owned));
    let known: BTreeSet<String> = schemes.filter_map(|(place, _)| place.last().cloned()).collect();
    // The document itself is a place with a requirement, too; it comes first, since operations fall back to it.
    let places = [Place::new()].into_iter().chain(tree::operations(document));
    let places: Vec<Place> = places.collect();
    places.iter().filter_map(|place| mend_requirement(document, place, &known)).collect()
}

/// Drops what cannot be met from the requirement of an operation, or of the document.
fn mend_requirement(document: &mut Value, place: &[String], known: &BTreeSet<String>) -> Option<Mend> {
    let owner = at_mut(document, place)?.as_mapping_mut()?;
    let alternatives = owner.get_mut("security")?.as_sequence_mut()?;
    let before = alternatives.len();
    let mut unknown = BTreeSet::new();
    alternatives.retain(|alternative| {
        let names = alternative.as_mapping().into_iter().flatten().filter_map(|(name, _)| name.as_str());
        let missing: Vec<String> = names.filter(|name| !known.contains(*name)).map(str::to_owned).collect();
        let keep = missing.is_empty();
        unknown.extend(missing);
        keep
    });
    let left = alternatives.len();
    if left == before {
        return None;
    }
    let rest = match (left, place.is_empty()) {
        (0, true) => "nothing is required",
        (0, false) => "the document's own requirement applies",
        _ => "the others stay",
    };
    if left == 0 {
        // An empty list would say that nothing is required.
        owner.shift_remove("security");
    }
    let names: Vec<String> = unknown.iter().map(|name| format!("`{name}`")).collect();
    Some(Mend {
        pointer: pointer(&step(place, "security")),
        what: format!("dropped {}, {rest}", names.join(", ")),
        why: "the document defines no such security scheme".to_owned(),
    })
}

/// The second rule.
fn mend_unions(document: &mut Value) -> Vec<Mend> {
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

/// The place that references lead to, at most so many of them.
fn resolve(document: &Value, mut place: Place) -> Place {
    for _ in 0..16 {
        let reference = at(document, &place).and_then(|value| value.get("$ref")).and_then(Value::as_str);
        let Some(next) = reference.and_then(target) else { break };
        place = next;
    }
    place
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

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(text: &str) -> (Value, Vec<String>) {
        let (document, mends) = mend(serde_yaml::from_str(text).expect("it is YAML"));
        (document, mends.iter().map(ToString::to_string).collect())
    }

    const HEAD: &str = "openapi: 3.0.3\n";

    #[test]
    fn nothing_to_mend() {
        let text = "openapi: 3.0.3\nsecurity: [{Key: []}]\ncomponents: {securitySchemes: {Key: {}}}\n\
                    paths: {/a: {get: {security: []}, put: {security: [{Key: []}]}, post: {}}}";
        let (document, mends) = mended(text);
        assert!(mends.is_empty());
        assert_eq!(document, serde_yaml::from_str::<Value>(text).expect("it is YAML"));
    }

    #[test]
    fn an_unknown_scheme_is_dropped() {
        let (document, mends) = mended(
            "security: [{Key: []}]\ncomponents: {securitySchemes: {Key: {}}}\n\
             paths: {/a/b: {get: {security: [{Token: []}]}, put: {security: [{Token: [], Key: []}, {Key: []}]}}}",
        );
        assert_eq!(
            mends,
            [
                "#/paths/~1a~1b/get/security: dropped `Token`, the document's own requirement applies: \
                 the document defines no such security scheme",
                "#/paths/~1a~1b/put/security: dropped `Token`, the others stay: \
                 the document defines no such security scheme",
            ]
        );
        let path = &document["paths"]["/a/b"];
        assert_eq!(path["get"].get("security"), None);
        assert_eq!(path["put"]["security"], serde_yaml::from_str::<Value>("[{Key: []}]").expect("it is YAML"));
    }

    #[test]
    fn the_documents_own_requirement_may_be_unknown_too() {
        let (document, mends) = mended("security: [{Token: []}]\npaths: {}");
        assert_eq!(document.get("security"), None);
        assert_eq!(
            mends,
            ["#/security: dropped `Token`, nothing is required: the document defines no such security scheme"]
        );
    }

    /// A document with one operation that sends `body` and receives `answer`.
    fn with_union(body: &str, answer: &str) -> String {
        format!(
            "{HEAD}paths:\n  /a:\n    post:\n      requestBody: {{content: {{application/json: {{schema: {body}}}}}}}\n      \
             responses: {{200: {{content: {{application/json: {{schema: {answer}}}}}}}}}\n\
             components:\n  schemas:\n    Open: {{type: object, properties: {{a: {{type: string}}}}}}\n    \
             Any: {{title: x, oneOf: [{{$ref: '#/components/schemas/Open'}}, {{type: object}}], description: y}}\n"
        )
    }

    #[test]
    fn an_overlapping_union_is_loosened_in_its_place() {
        let (document, mends) = mended(&with_union("{$ref: '#/components/schemas/Any'}", "{type: object}"));
        assert_eq!(
            mends,
            ["#/components/schemas/Any/oneOf: made it `anyOf`: `Open` and variant 2 may fit the same value"]
        );
        let keys = document["components"]["schemas"]["Any"].as_mapping().expect("a mapping").keys();
        assert_eq!(keys.filter_map(Value::as_str).collect::<Vec<_>>(), ["title", "anyOf", "description"]);
    }

    #[test]
    fn it_is_said_when_answers_share_it() {
        let any = "{type: array, items: {$ref: '#/components/schemas/Any'}}";
        let (_, mends) = mended(&with_union(any, any));
        assert_eq!(
            mends,
            ["#/components/schemas/Any/oneOf: made it `anyOf`: `Open` and variant 2 may fit the same value \
              (answers share this schema)"]
        );
    }

    #[test]
    fn what_is_only_received_stays() {
        let (_, mends) = mended(&with_union("{type: object}", "{$ref: '#/components/schemas/Any'}"));
        assert!(mends.is_empty());
    }

    #[test]
    fn unions_that_are_told_apart_stay() {
        let (_, mends) = mended(&with_union("{oneOf: [{type: string}, {type: object}]}", "{}"));
        assert!(mends.is_empty());
    }

    #[test]
    fn unions_are_found_wherever_schemas_are() {
        let union = "{oneOf: [{type: string}, {type: string}]}";
        for (body, place) in [
            (format!("{{properties: {{m: {union}}}}}"), "properties/m"),
            (format!("{{additionalProperties: {union}}}"), "additionalProperties"),
            (format!("{{not: {union}}}"), "not"),
            (format!("{{allOf: [{{}}, {union}]}}"), "allOf/1"),
            (format!("{{properties: {{oneOf: {union}}}}}"), "properties/oneOf"),
        ] {
            let (_, mends) = mended(&with_union(&body, "{}"));
            assert_eq!(mends.len(), 1, "{body}");
            assert!(mends[0].contains(&format!("/schema/{place}/oneOf: ")), "{}", mends[0]);
        }
    }

    #[test]
    fn an_example_that_looks_like_a_schema_stays() {
        let (_, mends) =
            mended(&with_union("{example: {oneOf: [{}, {}]}, properties: {a: {default: {oneOf: [1, 2]}}}}", "{}"));
        assert!(mends.is_empty());
    }

    #[test]
    fn a_union_beside_an_any_of() {
        let (document, mends) =
            mended(&with_union("{anyOf: [{type: object}], oneOf: [{type: object}, {type: object}]}", "{}"));
        assert_eq!(mends.len(), 1);
        let schema = &document["paths"]["/a"]["post"]["requestBody"]["content"]["application/json"]["schema"];
        let expected = "{anyOf: [{type: object}], allOf: [{anyOf: [{type: object}, {type: object}]}]}";
        assert_eq!(schema, &serde_yaml::from_str::<Value>(expected).expect("it is YAML"));
    }

    #[test]
    fn references_that_lead_nowhere_or_back_are_survived() {
        let (_, mends) = mended(&with_union("{$ref: '#/nowhere'}", "{$ref: 'other.yaml#/x'}"));
        assert!(mends.is_empty());
        let back = "{properties: {again: {$ref: '#/paths/~1a/post/requestBody/content/application~1json/schema'}}}";
        assert!(mended(&with_union(back, "{}")).1.is_empty());
    }

    #[test]
    fn mending_twice_changes_nothing() {
        let (document, _) = mended(&with_union("{$ref: '#/components/schemas/Any'}", "{}"));
        assert_eq!(mend(document.clone()), (document, Vec::new()));
    }
}
