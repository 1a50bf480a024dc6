//! Secrets, and keeping them out of whatever is printed.

use std::collections::VecDeque;
use std::fmt;
use std::hint::black_box;
use std::sync::{Arc, PoisonError, RwLock};

use super::percent;
use crate::Json;

/// What stands in a secret's place.
pub(crate) const HIDDEN: &str = "(hidden)";

/// Texts of fewer letters are no secrets, and taking them out would only make messages unreadable.
const SHORTEST: usize = 4;

/// So many of the tokens that come and go are remembered, so that a program that runs for years does not grow. A call can
/// only meet the last few.
const MOST_RECENT: usize = 32;

/// A text that is never printed: a password, a key, a token.
///
/// Members of answers and requests that hold one are of this type. Its `Debug` prints `(hidden)`, and it has no `Display`, so
/// that a text can only be had on purpose, by [`expose`](Self::expose). It is made of any text, and travels as that text:
/// what writes it as JSON writes it in full, since that is how it is sent.
///
/// ```
/// use snyk_api::Secret;
///
/// let secret = Secret::new("hunter2");
/// assert_eq!(format!("{secret:?}"), "(hidden)");
/// assert_eq!(secret.expose(), "hunter2");
/// ```
#[derive(Clone)]
pub struct Secret(Arc<str>);

impl Secret {
    /// Keeps a text secret.
    pub fn new(text: impl AsRef<str>) -> Self {
        Self(text.as_ref().into())
    }

    /// The text itself. Whoever asks for it sees to it that it goes no further.
    pub fn expose(&self) -> &str {
        &self.0
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

/// All that a client must not show. Clones share it: an error made early hides what became secret later as well.
#[derive(Clone, Default)]
pub(crate) struct Secrets(Arc<RwLock<Kept>>);

#[derive(Default)]
struct Kept {
    forever: Vec<Secret>,
    recent: VecDeque<Secret>,
    /// All of them as they may stand in a text, the longest first: one may be a part of another.
    forms: Vec<String>,
}

impl Secrets {
    #[cfg(test)]
    pub(crate) fn of(text: &str) -> Self {
        let secrets = Self::default();
        secrets.keep(&text.into());
        secrets
    }

    /// Hides a secret for as long as there is a clone of this.
    pub(crate) fn keep(&self, secret: &Secret) {
        self.change(|kept| kept.forever.push(secret.clone()));
    }

    /// Hides a secret that will be replaced by others.
    pub(crate) fn pass(&self, secret: &Secret) {
        self.change(|kept| {
            if kept.recent.iter().all(|known| known != secret) {
                kept.recent.push_back(secret.clone());
                kept.recent.drain(..kept.recent.len().saturating_sub(MOST_RECENT));
            }
        });
    }

    fn change(&self, change: impl FnOnce(&mut Kept)) {
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        change(&mut kept);
        let mut forms: Vec<String> = kept.forever.iter().chain(&kept.recent).flat_map(forms).collect();
        forms.retain(|form| form.len() >= SHORTEST);
        forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
        forms.dedup();
        kept.forms = forms;
    }

    /// The text without the secrets in it.
    pub(crate) fn redact(&self, text: &str) -> String {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        kept.forms.iter().fold(text.to_owned(), |text, form| match text.contains(form) {
            true => text.replace(form, HIDDEN),
            false => text,
        })
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

/// As it is, as it stands in a form or a query, and as `Debug` and JSON write it.
fn forms(secret: &Secret) -> [String; 3] {
    let text = secret.expose();
    let mut encoded = String::new();
    percent::push(&mut encoded, text);
    let quoted = format!("{text:?}");
    [text.to_owned(), encoded, quoted[1..quoted.len() - 1].to_owned()]
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

/// Whether a member of this name may hold a secret, such as the one that is shown once when an app is created.
pub(crate) fn is_secret_name(name: &str) -> bool {
    const HINTS: &[&str] =
        &["secret", "token", "password", "credential", "apikey", "api_key", "privatekey", "encrypted", "jwt"];
    let name = name.to_ascii_lowercase();
    HINTS.iter().any(|hint| name.contains(hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_taken_out_wherever_it_stands() {
        let secret = Secrets::of("s3cr3t-t0ken");
        assert_eq!(secret.redact("a s3cr3t-t0ken b"), "a (hidden) b");
        let json = serde_json::json!({"s3cr3t-t0ken": ["x s3cr3t-t0ken", 1, null]});
        assert_eq!(secret.redact_json(json).to_string(), r#"{"(hidden)":["x (hidden)",1,null]}"#);
        assert_eq!(Secrets::of("t").redact("a tent"), "a tent");
    }

    #[test]
    fn secrets_compare_as_texts_and_print_as_none() {
        for (other, same) in [("hunter2", true), ("hunter3", false), ("iunter2", false), ("hunter", false), ("", false)]
        {
            assert_eq!(Secret::from("hunter2") == Secret::from(other.to_owned()), same, "{other}");
        }
        let (one, all) = (Secret::new("hunter2"), Secrets::of("hunter2"));
        assert_eq!(format!("{one:?} {:#?} {all:?}", Some(&one)), "(hidden) Some(\n    (hidden),\n) (hidden)");
    }

    #[test]
    fn secrets_are_taken_out_in_every_form() {
        let secrets = Secrets::of("hunter2");
        secrets.pass(&r#"hunter2/"x"+\"#.into());
        let shown = secrets.redact(r#"hunter2 hunter2/"x"+\ hunter2%2F%22x%22%2B%5C hunter2/\"x\"+\\"#);
        assert_eq!(shown, "(hidden) (hidden) (hidden) (hidden)");
    }

    #[test]
    fn only_the_latest_of_those_that_come_and_go_are_remembered() {
        let secrets = Secrets::of("forever");
        let early = secrets.clone();
        for index in 0..=MOST_RECENT {
            secrets.pass(&format!("token-{index}.").into());
        }
        assert_eq!(early.redact("forever token-0. token-1. token-32."), "(hidden) token-0. (hidden) (hidden)");
        assert!(secrets.0.read().expect("no panic").forms.len() <= MOST_RECENT + 1);
    }
}
