//! Places in a document.

use serde_yaml::Value;

/// A place in a document: the names and indices that lead to it.
pub type Place = Vec<String>;

/// The methods that a path item may have operations for.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// A place as a JSON pointer.
#[must_use]
pub fn pointer(place: &[String]) -> String {
    place.iter().map(|step| format!("/{}", step.replace('~', "~0").replace('/', "~1"))).collect()
}

/// The place that a reference within the document names; none for a reference to elsewhere.
#[must_use]
pub fn target(reference: &str) -> Option<Place> {
    let steps = reference.strip_prefix("#/")?.split('/');
    Some(steps.map(|step| step.replace("~1", "/").replace("~0", "~")).collect())
}

/// What stands at a place.
#[must_use]
pub fn at<'a>(document: &'a Value, place: &[String]) -> Option<&'a Value> {
    place.iter().try_fold(document, |value, step| match value {
        Value::Mapping(members) => {
            members.get(step).or_else(|| members.iter().find(|(key, _)| name(key) == *step).map(|(_, value)| value))
        }
        Value::Sequence(items) => items.get(step.parse::<usize>().ok()?),
        _ => None,
    })
}

/// What stands at a place, to be changed.
pub fn at_mut<'a>(document: &'a mut Value, place: &[String]) -> Option<&'a mut Value> {
    place.iter().try_fold(document, |value, step| match value {
        Value::Mapping(members) => members.iter_mut().find(|(key, _)| name(key) == *step).map(|(_, value)| value),
        Value::Sequence(items) => items.get_mut(step.parse::<usize>().ok()?),
        _ => None,
    })
}

/// The members of what stands at a place, each with its own place.
pub fn members<'a>(document: &'a Value, place: &[String]) -> impl Iterator<Item = (Place, &'a Value)> + use<'a> {
    let place = place.to_vec();
    let found = at(document, &place).and_then(Value::as_mapping);
    found.into_iter().flatten().map(move |(key, value)| (step(&place, &name(key)), value))
}

/// The place that references lead to, at most so many of them.
#[must_use]
pub fn resolve(document: &Value, mut place: Place) -> Place {
    for _ in 0..16 {
        let reference = at(document, &place).and_then(|value| value.get("$ref")).and_then(Value::as_str);
        let Some(next) = reference.and_then(target) else { break };
        place = next;
    }
    place
}

/// A place one step further.
#[must_use]
pub fn step(place: &[String], name: &str) -> Place {
    place.iter().cloned().chain([name.to_owned()]).collect()
}

/// The places of all operations under `paths`.
#[must_use]
pub fn operations(document: &Value) -> Vec<Place> {
    let paths = members(document, &["paths".to_owned()]);
    paths
        .flat_map(|(path, _)| members(document, &path))
        .filter(|(place, value)| value.is_mapping() && place.last().is_some_and(|method| METHODS.contains(&&**method)))
        .map(|(place, _)| place)
        .collect()
}

/// A member's name. YAML allows others than texts: a status without quotes is a number.
pub(super) fn name(key: &Value) -> String {
    match key {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        let mut document: Value = serde_yaml::from_str(
            "paths:\n  /a/{b}:\n    parameters: []\n    get: {responses: {200: {x: [1, 2]}}}\n    post: {}\n",
        )
        .expect("it is YAML");
        let found: Vec<String> = operations(&document).iter().map(|place| pointer(place)).collect();
        assert_eq!(found, ["/paths/~1a~1{b}/get", "/paths/~1a~1{b}/post"]);
        let place = target("#/paths/~1a~1{b}/get/responses/200/x/1").expect("it is local");
        assert_eq!(at(&document, &place), Some(&Value::from(2)));
        assert_eq!(at_mut(&mut document, &place), Some(&mut Value::from(2)));
        assert_eq!(at(&document, &step(&place, "further")), None);
        assert_eq!(target("other.yaml#/a"), None);
    }
}
