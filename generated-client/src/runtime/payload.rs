//! Answers that are not of the API's own kind of JSON.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use serde::ser::{Serialize, Serializer};

use super::codec::Json;

/// The body of an answer whose media type the caller chose, or the service: an SBOM, a CSV file, a document of OpenAPI.
///
/// It is serialized as JSON if it is JSON, and as a text if not; bytes that are no UTF-8 are lost then.
#[derive(Clone, PartialEq, Eq)]
pub struct Payload {
    bytes: Bytes,
    content_type: Option<String>,
}

impl Payload {
    pub(crate) fn new(bytes: Bytes, content_type: Option<String>) -> Self {
        Self { bytes, content_type }
    }

    /// The body as it came.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The body as it came, for keeps.
    pub fn into_bytes(self) -> Bytes {
        self.bytes
    }

    /// The media type without its parameters, `application/vnd.cyclonedx+json`.
    pub fn media_type(&self) -> Option<&str> {
        self.content_type.as_deref()?.split(';').next().map(str::trim).filter(|media| !media.is_empty())
    }

    /// The body as a text; what is no UTF-8 is replaced.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes)
    }

    /// The body as JSON.
    ///
    /// # Errors
    ///
    /// If it is none, whatever the media type says.
    pub fn json(&self) -> Result<Json, serde_json::Error> {
        serde_json::from_slice(&self.bytes)
    }

    fn claims_json(&self) -> bool {
        let media = self.media_type().unwrap_or_default().to_ascii_lowercase();
        media.ends_with("/json") || media.ends_with("+json")
    }
}

impl AsRef<[u8]> for Payload {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// The body is left out, since it may hold what is not meant for a log.
impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Payload")
            .field("media_type", &self.media_type())
            .field("bytes", &format_args!("{} bytes", self.bytes.len()))
            .finish()
    }
}

impl Serialize for Payload {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.json().ok().filter(|_| self.claims_json()) {
            Some(json) => json.serialize(serializer),
            None => serializer.serialize_str(&self.text()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payload(body: &'static [u8], content_type: &str) -> Payload {
        Payload::new(Bytes::from_static(body), Some(content_type.to_owned()))
    }

    #[test]
    fn payloads_are_what_they_say() {
        let json = payload(br#"{"a": [1]}"#, "application/vnd.cyclonedx+json; charset=utf-8");
        assert_eq!(json.media_type(), Some("application/vnd.cyclonedx+json"));
        assert_eq!(json.json().expect("JSON")["a"][0], 1);
        assert_eq!(serde_json::to_string(&json).expect("JSON"), r#"{"a":[1]}"#);
        let text = payload(b"<a/>", "application/xml");
        assert_eq!((text.text().as_ref(), text.bytes()), ("<a/>", &b"<a/>"[..]));
        assert_eq!(serde_json::to_string(&text).expect("a text"), r#""<a/>""#);
        assert_eq!(serde_json::to_string(&payload(b"12", "text/plain")).expect("a text"), r#""12""#);
        assert_eq!(serde_json::to_string(&payload(b"{", "application/json")).expect("a text"), r#""{""#);
        assert_eq!(payload(b"\xff", "").media_type(), None);
        assert!(!format!("{json:?}").contains("[1]"));
    }
}
