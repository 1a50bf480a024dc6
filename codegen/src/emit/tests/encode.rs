//! What a request should look like on the wire, worked out from the description and an example alone: not by the code that
//! the client encodes with, so that one checks the other.

use serde_json::Value;

use crate::model::{Api, Area, ListStyle, Operation, Parameter, RequestExample, Segment};

use super::super::calls::{self, Input};
use super::super::example::given;

/// The path under the server's root.
pub(super) fn path(api: &Api, area: &Area, operation: &Operation, example: &RequestExample) -> String {
    let mut path = api.family(area).base.clone();
    for segment in &operation.path.segments {
        path.push('/');
        match segment {
            Segment::Literal(text) => path.push_str(text),
            Segment::Parameter(index) => {
                let parameter = &operation.path_parameters[*index];
                path.push_str(&encoded(&example.path.get(&parameter.name).map(shown).unwrap_or_default()));
            }
        }
    }
    path
}

/// The pairs of the query: the version, then what is required, then the rest, each in the order of the description.
pub(super) fn query(api: &Api, area: &Area, operation: &Operation, example: &RequestExample) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    if let (Some(name), Some(version)) = (&api.family(area).version_parameter, &operation.version) {
        pairs.push((name.clone(), version.text.clone()));
    }
    for input in calls::arguments(operation).chain(calls::setters(operation)) {
        if let (Input::Query(parameter), Some(value)) = (input, given(input, example)) {
            pairs.extend(values(parameter, value).into_iter().map(|value| (parameter.name.clone(), value)));
        }
    }
    pairs
}

/// The query as it travels. A comma inside an item of a list with commas is encoded; those between are not.
pub(super) fn raw_query(api: &Api, area: &Area, operation: &Operation, example: &RequestExample) -> String {
    let pairs = query(api, area, operation, example).into_iter().map(|(name, value)| {
        let commas =
            operation.query.iter().find(|parameter| parameter.name == name && parameter.style == ListStyle::Commas);
        let items = commas.and_then(|parameter| example.query.get(&parameter.name)).and_then(Value::as_array);
        let value = match items {
            Some(items) => items.iter().map(|item| encoded(&shown(item))).collect::<Vec<_>>().join(","),
            None => encoded(&value),
        };
        format!("{}={value}", encoded(&name))
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// The headers that the description asks for, by their names in lower case.
pub(super) fn headers(
    api: &Api,
    area: &Area,
    operation: &Operation,
    example: &RequestExample,
) -> Vec<(String, String)> {
    let mut headers = vec![("accept".to_owned(), accept(api, area, operation))];
    if let (Some(body), Some(_)) = (&operation.body, &example.body) {
        headers.push(("content-type".to_owned(), body.media.clone()));
    }
    for parameter in &operation.headers {
        if let Some(value) = example.headers.get(&parameter.name) {
            headers.push((parameter.name.to_lowercase(), shown(value)));
        }
    }
    headers
}

/// The media types of all answers; the family's, which errors have, where no answer has a body.
fn accept(api: &Api, area: &Area, operation: &Operation) -> String {
    let mut types: Vec<&str> = Vec::new();
    for answer in operation.answers.iter().filter(|answer| answer.ty.is_some()) {
        for media in answer.media.iter().filter(|media| !types.contains(&media.as_str())).collect::<Vec<_>>() {
            types.push(media);
        }
    }
    if types.is_empty() { api.family(area).media.clone() } else { types.join(", ") }
}

fn values(parameter: &Parameter, value: &Value) -> Vec<String> {
    match (value, parameter.style) {
        (Value::Array(items), ListStyle::Repeated) => items.iter().map(shown).collect(),
        (Value::Array(items), ListStyle::Commas) if items.is_empty() => Vec::new(),
        (Value::Array(items), ListStyle::Commas) => vec![items.iter().map(shown).collect::<Vec<_>>().join(",")],
        _ => vec![shown(value)],
    }
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Everything but letters, digits and `-._~` as `%XX`.
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn texts_are_encoded() {
        assert_eq!(super::encoded("npm:ms:2017 ü/?"), "npm%3Ams%3A2017%20%C3%BC%2F%3F");
        assert_eq!(super::encoded("a-b.c_d~9Z"), "a-b.c_d~9Z");
    }
}
