//! One call against a server on this machine: what is sent is compared exactly, what comes back must be understood in full.

use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use snyk_api::{Client, OPERATIONS, Pending, Response};
use snyk_api_recorder::TOKEN;

use crate::loopback::{Answer, Request, serve};

/// Headers that every request has, apart from those that the description asks for.
const COMMON: &[&str] = &["accept-encoding", "host", "user-agent", "authorization", "content-length"];

/// A request as it should be, and the answer that it gets.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// The operation's full name.
    pub operation: &'static str,
    /// The method.
    pub method: &'static str,
    /// The path, base included, encoded.
    pub path: &'static str,
    /// The query's pairs, decoded, in their order.
    pub query: &'static [(&'static str, &'static str)],
    /// The query as it travels.
    pub raw_query: &'static str,
    /// Headers that the description asks for, with names in lower case.
    pub headers: &'static [(&'static str, &'static str)],
    /// The body as JSON.
    pub body: Option<&'static str>,
    /// The status of the answer.
    pub status: u16,
    /// The media type of the answer; empty for an answer without a body.
    pub media: &'static str,
    /// The body of the answer.
    pub answer: Option<&'static str>,
    /// The id that is all that the answer tells, in its `Location` header.
    pub location: Option<&'static str>,
}

/// Makes the call, and checks both ways.
///
/// # Panics
///
/// If anything differs.
pub async fn check<T: Serialize>(case: Case, call: impl FnOnce(&Client) -> Pending<Response<T>>) {
    snyk_api_recorder::start();
    let location = case.location.map(|id| format!("https://elsewhere.example/a/b/{}?c=d", encoded(id)));
    let answer = Answer { status: case.status, media: case.media, body: case.answer.unwrap_or_default(), location };
    let (address, server) = serve(answer).await.expect("a port is free");
    let client = Client::builder().token(TOKEN).api_url(format!("http://{address}")).build().expect("a client");
    let response = tokio::time::timeout(Duration::from_secs(20), call(&client)).await.expect("an answer in time");
    let response = response.unwrap_or_else(|error| panic!("{}: {error}", case.operation));
    let request = server.await.expect("the server ends").expect("the server reads the request");
    check_operation(&case);
    check_request(&case, &request);
    check_answer(&case, &response);
}

/// The table of operations knows it.
fn check_operation(case: &Case) {
    let operation = OPERATIONS.iter().find(|operation| operation.name == case.operation);
    let operation = operation.unwrap_or_else(|| panic!("{} is not in the table of operations", case.operation));
    assert_eq!(operation.method.as_str(), case.method, "method in the table of operations");
}

fn check_request(case: &Case, request: &Request) {
    assert_eq!(request.method, case.method, "method");
    assert_eq!(request.path(), case.path, "path");
    assert_eq!(request.query(), case.raw_query, "query");
    let decoded = pairs(request.query());
    let decoded: Vec<_> = decoded.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(decoded, case.query, "pairs of the query");
    check_headers(case, request);
    let body = (!request.body.is_empty()).then(|| json("the body that was sent", &request.body));
    assert_eq!(body, case.body.map(|body| json("the expected body", body.as_bytes())), "body");
}

/// Each expected header is there once, and no other.
fn check_headers(case: &Case, request: &Request) {
    for (name, value) in case.headers {
        assert_eq!(request.header(name), [*value], "header {name}");
    }
    assert_eq!(request.header("authorization"), [format!("token {TOKEN}")], "header authorization");
    for (name, _) in &request.headers {
        let expected = COMMON.contains(&name.as_str()) || case.headers.iter().any(|(other, _)| other == name);
        assert!(expected, "the header {name} was not expected");
    }
}

fn check_answer<T: Serialize>(case: &Case, response: &Response<T>) {
    assert_eq!(response.status().as_u16(), case.status, "status");
    let written = serde_json::to_value(response.value()).expect("the value can be written");
    if let Some(text) = case.answer.filter(|_| !case.media.ends_with("json")).or(case.location) {
        assert_eq!(written, text, "the text");
        return;
    }
    let Some(answer) = case.answer else { return };
    let example = json("the example", answer.as_bytes());
    if let Err(difference) = holds(&written, &example, "$") {
        panic!("{} does not keep the whole answer: {difference}\n{written:#}", case.operation);
    }
}

/// Whether everything of the example is in the value. Null is the same as absent; numbers are compared as numbers.
fn holds(value: &Value, example: &Value, path: &str) -> Result<(), String> {
    match (value, example) {
        (Value::Object(value), Value::Object(example)) => example.iter().try_for_each(|(name, example)| {
            holds(value.get(name).unwrap_or(&Value::Null), example, &format!("{path}.{name}"))
        }),
        (Value::Array(value), Value::Array(example)) if value.len() == example.len() => {
            let mut items = value.iter().zip(example).enumerate();
            items.try_for_each(|(index, (value, example))| holds(value, example, &format!("{path}[{index}]")))
        }
        (Value::Number(value), Value::Number(example)) if value.as_f64() == example.as_f64() => Ok(()),
        _ if value == example => Ok(()),
        _ => Err(format!("{path} is {value}, and not {example}")),
    }
}

fn json(what: &str, bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap_or_else(|error| panic!("{what} is not JSON: {error}"))
}

/// The pairs of a query, decoded.
fn pairs(query: &str) -> Vec<(String, String)> {
    let parts = query.split('&').filter(|part| !part.is_empty());
    parts
        .map(|part| part.split_once('=').unwrap_or((part, "")))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect()
}

/// Every byte but letters and digits as `%XX`.
fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte.is_ascii_alphanumeric() {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let escape = behind.get(..2).and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match (first, escape) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &behind[2..];
            }
            _ => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_holds_an_example_or_says_where_it_does_not() {
        assert_eq!(holds(&json!({"a": 1.0, "b": 2}), &json!({"a": 1, "c": null}), "$"), Ok(()));
        let error = holds(&json!({"a": [{"b": 1}]}), &json!({"a": [{"b": 2}]}), "$");
        assert_eq!(error, Err("$.a[0].b is 1, and not 2".to_owned()));
        assert!(holds(&json!({"a": []}), &json!({"a": [1]}), "$").is_err());
        assert!(holds(&json!({}), &json!({"a": false}), "$").is_err());
    }

    #[test]
    fn queries_are_decoded() {
        let expected = [("a b", "ü"), ("c", "1,2"), ("c", "")];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(pairs("a%20b=%C3%BC&c=1%2C2&c"), expected);
        assert_eq!(pairs(""), []);
        assert_eq!(decoded(&encoded("a/b ü%")), "a/b ü%");
    }
}
