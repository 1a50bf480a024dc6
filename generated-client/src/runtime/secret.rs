//! Credentials, and keeping them out of whatever is printed.

use std::fmt;
use std::hint::black_box;
use std::sync::Arc;

use http::HeaderValue;

use crate::Json;

/// What stands in a secret's place.
pub(crate) const HIDDEN: &str = "(hidden)";

/// A text that is never printed: a password, a key, a token.
///
/// Members of answers and requests that hold one are of this type. Its `Debug` prints `(hidden)`, and it has no `Display`, so
/// that a text can only be had on purpose, by [`expose`](Self::expose). It is made of any text, and travels as that text:
/// what writes it as JSON writes it in full, since that is how it is sent.
///
/// ```
/// use snyk_api::Secret;
///
/// let secret = Secret::from("hunter2");
/// assert_eq!(format!("{secret:?}"), "(hidden)");
/// assert_eq!(secret.expose(), "hunter2");
/// ```
#[derive(Clone)]
pub struct Secret(Arc<str>);

impl Secret {
    pub(crate) fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// The text itself.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The text without the secret in it. Texts of a few letters are left alone: they are no secrets, and taking them out
    /// would only make messages unreadable.
    pub(crate) fn redact(&self, text: &str) -> String {
        match self.0.len() < 4 {
            true => text.to_owned(),
            false => text.replace(&*self.0, HIDDEN),
        }
    }

    /// The same for every text in a JSON value, members' names included.
    pub(crate) fn redact_json(&self, json: Json) -> Json {
        match json {
            Json::String(text) => Json::String(self.redact(&text)),
            Json::Array(items) => items.into_iter().map(|item| self.redact_json(item)).collect(),
            Json::Object(members) => {
                members.into_iter().map(|(name, value)| (self.redact(&name), self.redact_json(value))).collect()
            }
            other => other,
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<&String> for Secret {
    fn from(text: &String) -> Self {
        Self::new(text)
    }
}

impl From<&Self> for Secret {
    fn from(secret: &Self) -> Self {
        secret.clone()
    }
}

/// How long it takes tells how long the texts are, and not where they differ.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        let (own, other) = (self.0.as_bytes(), other.0.as_bytes());
        let difference = own.iter().zip(other).fold(0, |all, (one, other)| black_box(all | (one ^ other)));
        own.len() == other.len() && difference == 0
    }
}

impl Eq for Secret {}

/// Whether a member of this name may hold a secret, such as the one that is shown once when an app is created.
pub(crate) fn is_secret_name(name: &str) -> bool {
    const HINTS: &[&str] =
        &["secret", "token", "password", "credential", "apikey", "api_key", "privatekey", "encrypted", "jwt"];
    let name = name.to_ascii_lowercase();
    HINTS.iter().any(|hint| name.contains(hint))
}

/// How a client proves who it is. It prints as `Credentials(token (hidden))`, whatever it holds.
#[derive(Clone)]
pub struct Credentials {
    scheme: &'static str,
    secret: Secret,
}

impl Credentials {
    /// An API token: a user's personal one, or that of a service account. Travels as `Authorization: token …`.
    pub fn token(token: impl AsRef<str>) -> Self {
        Self { scheme: "token", secret: Secret::new(token.as_ref()) }
    }

    /// An OAuth access token, of an app or of an OAuth service account. Travels as `Authorization: bearer …`.
    pub fn bearer(token: impl AsRef<str>) -> Self {
        Self { scheme: "bearer", secret: Secret::new(token.as_ref()) }
    }

    pub(crate) fn secret(&self) -> &Secret {
        &self.secret
    }

    /// The header, marked as sensitive so that nothing below us prints it; or what is wrong, without the token.
    pub(crate) fn header(&self) -> Result<HeaderValue, &'static str> {
        let text = &*self.secret.0;
        if text.is_empty() {
            return Err("the token is empty: check where it is read from");
        }
        if text.contains(char::is_whitespace) {
            return Err(
                "the token has white space in it: pass it alone, without a scheme before it or a line break behind",
            );
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err("the token has characters in it that cannot travel in a header: check where it is read from");
        }
        let mut header = HeaderValue::try_from(format!("{} {text}", self.scheme))
            .map_err(|_| "the token cannot travel in a header: check where it is read from")?;
        header.set_sensitive(true);
        Ok(header)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credentials({} {HIDDEN})", self.scheme)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_taken_out_wherever_it_stands() {
        let secret = Secret::new("s3cr3t-t0ken");
        assert_eq!(secret.redact("a s3cr3t-t0ken b"), "a (hidden) b");
        let json = serde_json::json!({"s3cr3t-t0ken": ["x s3cr3t-t0ken", 1, null]});
        assert_eq!(secret.redact_json(json).to_string(), r#"{"(hidden)":["x (hidden)",1,null]}"#);
        assert_eq!(Secret::new("t").redact("a tent"), "a tent");
    }

    #[test]
    fn secrets_compare_as_texts_and_print_as_none() {
        for (other, same) in [("hunter2", true), ("hunter3", false), ("iunter2", false), ("hunter", false), ("", false)]
        {
            assert_eq!(Secret::from("hunter2") == Secret::from(other.to_owned()), same, "{other}");
        }
        assert_eq!(format!("{:?} {:#?}", Secret::new("hunter2"), Some(Secret::new("")).is_some()), "(hidden) true");
    }

    #[test]
    fn headers_are_sensitive_and_their_errors_silent() {
        let header = Credentials::token("s3cr3t-t0ken").header().expect("a good token");
        assert_eq!(header.to_str().ok(), Some("token s3cr3t-t0ken"));
        assert_eq!(format!("{header:?}"), "Sensitive");
        for bad in ["", "s3cr3t\n", "token s3cr3t", "s3cr3t\u{7f}", "s3cr3t-ü"] {
            let message = Credentials::bearer(bad).header().expect_err("a bad token");
            assert!(!message.contains("s3cr3t"), "{message}");
        }
    }
}
