//! A glimpse of a body for a message.

use super::{Json, path};
use crate::runtime::secret::{HIDDEN, Secrets, is_secret_name};

/// As much as a message shows.
const LENGTH: usize = 160;

/// Bodies above this are not read a second time for a message.
const LARGEST: usize = 1 << 20;

/// The value at a path, or what is there of the way to it, shortened and without what may be secret.
pub(super) fn excerpt(body: &[u8], at: &str, secret: &Secrets) -> Option<String> {
    if body.len() > LARGEST {
        return None;
    }
    let json: Json = serde_json::from_slice(body).ok()?;
    let found = hide(path::follow(&json, at).clone());
    Some(shorten(&secret.redact_json(found).to_string()))
}

/// Without the values of members that may be secret, and without the queries of addresses: that of a signed one is as good as
/// a key.
fn hide(json: Json) -> Json {
    match json {
        Json::String(text) if text.starts_with("http") => match text.split_once('?') {
            Some((address, _)) => format!("{address}?{HIDDEN}").into(),
            None => text.into(),
        },
        Json::Array(items) => items.into_iter().map(hide).collect(),
        Json::Object(members) => members
            .into_iter()
            .map(|(name, value)| match is_secret_name(&name) {
                true => (name, HIDDEN.into()),
                false => (name, hide(value)),
            })
            .collect(),
        other => other,
    }
}

/// At most so much of a text.
pub(crate) fn shorten(text: &str) -> String {
    match text.char_indices().nth(LENGTH) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excerpts_show_the_place_and_no_secrets() {
        let body =
            br#"{"app": {"clientSecret": "hunter2", "name": "my s3cr3t-t0ken", "url": "https://x/y?sig=1"}, "x": 1}"#;
        let secret = Secrets::of("s3cr3t-t0ken");
        let shown = excerpt(body, "$.app.id", &secret);
        assert_eq!(
            shown.as_deref(),
            Some(r#"{"clientSecret":"(hidden)","name":"my (hidden)","url":"https://x/y?(hidden)"}"#)
        );
        assert_eq!(excerpt(b"{", "$", &secret), None);
        assert_eq!(shorten(&"ü".repeat(200)).chars().count(), LENGTH + 1);
    }
}
