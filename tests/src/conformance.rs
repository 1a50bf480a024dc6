//! Calls of every operation against a server that holds them against the vendor's documents.

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;

use serde::Serialize;
use serde_json::{Value, json};
use snyk_api::operation::Operation;
use snyk_api::{Client, Error, ErrorKind, OPERATIONS, Pending, Response};
use snyk_api_codegen::diagnostic::nearest;

use crate::service::told;

/// One call of an operation.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    /// The operation's full name.
    pub operation: &'static str,
    /// Makes the call with the example of the description.
    pub run: fn(&Client) -> Running,
}

/// A call under way.
pub type Running = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// What became of a call.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The whole address that was called, if one was.
    pub url: Option<String>,
    /// The status that came back, if one did.
    pub status: Option<u16>,
    /// `ok`, `http_error`, `decode_error` or `transport_error`.
    pub kind: &'static str,
    /// What went wrong; empty where nothing did.
    pub detail: String,
    /// What was understood, written back.
    pub value: Option<Value>,
    /// All that the answer or the error shows of itself.
    pub shown: String,
}

/// Starts a call.
pub fn run<T: Serialize + Debug + Send + 'static>(pending: Pending<Response<T>>) -> Running {
    Box::pin(async move {
        match pending.await {
            Ok(response) => understood(&response),
            Err(error) => failed(&error),
        }
    })
}

fn understood<T: Serialize + Debug>(response: &Response<T>) -> Outcome {
    let shown = format!("{response:?}\n{response:#?}");
    let status = Some(response.status().as_u16());
    let url = Some(response.url().as_str().to_owned());
    match serde_json::to_value(response.value()) {
        Ok(value) => Outcome {
            url,
            status,
            kind: "ok",
            detail: String::new(),
            value: Some(value).filter(|value| !value.is_null()),
            shown,
        },
        Err(error) => Outcome { url, status, kind: "decode_error", detail: error.to_string(), value: None, shown },
    }
}

fn failed(error: &Error) -> Outcome {
    let kind = match error.kind() {
        ErrorKind::Status | ErrorKind::Gone => "http_error",
        ErrorKind::Decode => "decode_error",
        _ => "transport_error",
    };
    Outcome {
        url: error.url().map(|url| url.as_str().to_owned()),
        status: error.status().map(|status| status.as_u16()),
        kind,
        detail: error.to_string(),
        value: None,
        shown: told(error),
    }
}

impl Outcome {
    /// Whether it went well.
    pub fn is_ok(&self) -> bool {
        self.kind == "ok"
    }

    /// One line of the report. Path and query are those that were sent; the path is without the family's base.
    pub fn report(&self, client: &Client, call: &Call) -> Value {
        let operation = OPERATIONS.iter().find(|operation| operation.name == call.operation).copied();
        let (path, query) = self.address(client, operation);
        json!({
            "operation": call.operation,
            "method": operation.map(|operation| operation.method.as_str()),
            "path": path,
            "query": query,
            "status": self.status,
            "outcome": self.kind,
            "detail": self.detail,
            "value": self.value,
        })
    }

    fn address(&self, client: &Client, operation: Option<&Operation>) -> (Option<&str>, Option<&str>) {
        let Some(url) = self.url.as_deref() else { return (None, None) };
        let base = operation.map_or("", |operation| client.base_url(operation.family));
        let below = url.strip_prefix(base).unwrap_or(url);
        match below.split_once('?') {
            Some((path, query)) => (Some(path), Some(query)),
            None => (Some(below), None),
        }
    }
}

/// The calls of these names, or of all operations where there are none.
///
/// # Errors
///
/// A message for each name that no operation has, with the nearest one.
pub fn choose(calls: &'static [Call], names: &[String]) -> Result<Vec<&'static Call>, Vec<String>> {
    if names.is_empty() {
        return Ok(calls.iter().collect());
    }
    let mut unknown = Vec::new();
    let mut chosen = Vec::new();
    for name in names {
        match calls.iter().find(|call| call.operation == name) {
            Some(call) => chosen.push(call),
            None => {
                let near = nearest(name, calls.iter().map(|call| call.operation));
                let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                unknown.push(format!("there is no operation `{name}`{hint}"));
            }
        }
    }
    if unknown.is_empty() { Ok(chosen) } else { Err(unknown) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn never(_: &Client) -> Running {
        Box::pin(std::future::pending())
    }

    const CALLS: &[Call] = &[
        Call { operation: "v1.projects.get", run: never },
        Call { operation: "v1.projects.update", run: never },
        Call { operation: "v1.tags.list", run: never },
        Call { operation: "v1.users.get", run: never },
    ];

    #[test]
    fn an_unknown_name_is_answered_with_near_ones() {
        let errors = choose(CALLS, &["v1.project.get".to_owned()]).expect_err("it is unknown");
        let expected = "there is no operation `v1.project.get`; did you mean `v1.projects.get`?";
        assert_eq!(errors, [expected]);
        assert_eq!(choose(CALLS, &["v1.tags.list".to_owned()]).map(|calls| calls.len()), Ok(1));
        assert_eq!(choose(CALLS, &[]).map(|calls| calls.len()), Ok(4));
    }

    #[test]
    fn the_generated_calls_are_those_of_the_table() {
        let names: Vec<_> = crate::generated::conformance::CALLS.iter().map(|call| call.operation).collect();
        let table: Vec<_> = OPERATIONS.iter().map(|operation| operation.name).collect();
        assert_eq!(names, table);
    }
}
