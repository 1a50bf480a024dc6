//! Permissions: keys, or names that stand for keys.

use serde_yaml::Value;

use super::known::Known;
use super::words::{snake, words};
use crate::contract::Operation;
use crate::openapi::tree::{at, target};

/// The keys that an operation needs, with the name of each that is new, and what to say of them.
#[derive(Debug, Default)]
pub(super) struct Needed {
    pub(super) keys: Vec<String>,
    pub(super) new: Vec<(String, Option<String>)>,
    pub(super) remarks: Vec<String>,
}

/// Resolves what a document says that an operation needs.
pub(super) fn needed(known: &Known, document: &Value, operation: &Operation) -> Needed {
    let mut needed = Needed::default();
    for text in &operation.permissions {
        let key = if known.permissions.iter().any(|(key, _)| key == text) {
            text.clone()
        } else if is_key(text) {
            needed.new.push((text.clone(), shown_name(document, operation, text)));
            text.clone()
        } else {
            by_name(known, operation, text).unwrap_or_else(|| {
                let key = snake(&words(text));
                needed.remarks.push(format!("the document: no key for `{text}`"));
                needed.new.push((key.clone(), Some(text.clone())));
                key
            })
        };
        if !needed.keys.contains(&key) {
            needed.keys.push(key);
        }
    }
    needed
}

fn is_key(text: &str) -> bool {
    text.contains('.') && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c))
}

/// The key of a name. Groups, organizations and tenants have permissions of the same name, and the path tells which is meant.
fn by_name(known: &Known, operation: &Operation, name: &str) -> Option<String> {
    let same = |other: &str| other.eq_ignore_ascii_case(name.trim());
    let mut keys = known.permissions.iter().filter(|(_, other)| same(other)).map(|(key, _)| key);
    let container = operation.path.trim_start_matches('/').split(['s', '/']).next().unwrap_or_default();
    let fitting = keys.clone().find(|key| key.starts_with(&format!("{container}.")));
    fitting.or_else(|| keys.next()).cloned()
}

/// The name that stands before a key in the prose: ``- `View Zoo (zoo.read)` ``.
fn shown_name(document: &Value, operation: &Operation, key: &str) -> Option<String> {
    let place = target(&format!("#{}/description", operation.at))?;
    let prose = at(document, &place)?.as_str()?;
    let (before, _) = prose.split_once(&format!("({key})"))?;
    let name = before.rsplit(['`', '\n']).next()?.trim_start_matches(['-', '*', ' ']).trim();
    (!name.is_empty()).then(|| name.to_owned())
}
