//! Examples, already held against the types that they are examples of.

use serde_json::{Map, Value};

/// The examples of an operation.
#[derive(Clone, Debug, Default)]
pub struct Examples {
    /// What is sent; the first one has no label.
    pub requests: Vec<RequestExample>,
    /// What comes back; the first one of a status has no label.
    pub answers: Vec<AnswerExample>,
}

/// An example of what is sent. Every member fits its declared type, and nothing that is required is missing.
#[derive(Clone, Debug, Default)]
pub struct RequestExample {
    /// The label in the file's name; none for the first.
    pub label: Option<String>,
    /// Path parameters by name.
    pub path: Map<String, Value>,
    /// Query parameters by name; a list for a list.
    pub query: Map<String, Value>,
    /// Header parameters by name.
    pub headers: Map<String, Value>,
    /// The body.
    pub body: Option<Value>,
}

/// An example of a success answer's body.
#[derive(Clone, Debug)]
pub struct AnswerExample {
    /// The label in the file's name; none for the first.
    pub label: Option<String>,
    /// The status.
    pub status: u16,
    /// The body.
    pub body: Value,
}

impl Examples {
    /// The answer that belongs to a request: the one of the same label, or the unlabelled one.
    #[must_use]
    pub fn answer_to(&self, request: &RequestExample, status: u16) -> Option<&AnswerExample> {
        let of = |label: Option<&str>| {
            self.answers.iter().find(|answer| answer.status == status && answer.label.as_deref() == label)
        };
        of(request.label.as_deref()).or_else(|| of(None))
    }
}
