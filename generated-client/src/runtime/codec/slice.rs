//! Reading of a whole body.

use super::excerpt::{excerpt, shorten};
use super::secret::NO_TEXT;
use super::{Wire, path};
use crate::runtime::secret::{Secrets, is_secret_name};

/// Why a body could not be read.
#[derive(Debug)]
pub(crate) struct Failure {
    /// Where, `$.issues[3].severity`.
    pub(crate) path: String,
    /// What was found and what was expected.
    pub(crate) message: String,
    /// What the body holds there.
    pub(crate) excerpt: Option<String>,
}

/// Reads a body of JSON.
pub(crate) fn from_slice<T: Wire>(body: &[u8], secret: &Secrets) -> Result<T, Failure> {
    read(body).map_err(|error| explain(&error, body, secret))
}

fn read<T: Wire>(body: &[u8]) -> serde_json::Result<T> {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let value = T::decode(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}

#[cold]
fn explain(error: &serde_json::Error, body: &[u8], secret: &Secrets) -> Failure {
    let text = error.to_string();
    let (path, message) = path::split(&text);
    let place = format!(" at line {} column {}", error.line(), error.column());
    let message = message.strip_suffix(&place).unwrap_or(message);
    let is_secret = is_secret_name(&path) || message == NO_TEXT;
    let message = if message.starts_with("EOF while parsing") {
        format!("the body breaks off after {} bytes", body.len())
    } else if message.starts_with("recursion limit exceeded") {
        "the body is nested too deep".to_owned()
    } else if is_secret {
        NO_TEXT.to_owned()
    } else {
        shorten(&secret.redact(message))
    };
    let excerpt = if is_secret { None } else { excerpt(body, &path, secret) };
    Failure { path, message, excerpt }
}
