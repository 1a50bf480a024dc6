//! Media types that are none.

use std::collections::BTreeSet;

use serde_yaml::Value;

use super::Mend;
use crate::openapi::tree::{self, Place, at_mut, members, pointer, resolve, step};

/// Mends the media types of all request bodies and answers.
pub(super) fn mend(document: &mut Value) -> Vec<Mend> {
    let carriers = tree::operations(document).into_iter().flat_map(|operation| {
        let answers = members(document, &step(&operation, "responses")).map(|(place, _)| place);
        answers.chain([step(&operation, "requestBody")]).collect::<Vec<_>>()
    });
    // A set, since operations share answers.
    let contents: BTreeSet<Place> = carriers.map(|carrier| step(&resolve(document, carrier), "content")).collect();
    let wrong = contents.iter().flat_map(|content| members(document, content)).map(|(place, _)| place);
    let wrong: Vec<Place> = wrong.filter(|place| place.last().is_some_and(|media| !is_media_type(media))).collect();
    wrong.iter().filter_map(|place| rename(document, place)).collect()
}

/// Gives the member at a place the name that it begins with, or drops it where that is no media type or taken already.
fn rename(document: &mut Value, place: &[String]) -> Option<Mend> {
    let (name, content) = place.split_last()?;
    let better = beginning(name);
    let members = at_mut(document, content)?.as_mapping_mut()?;
    let better = better.filter(|better| !members.contains_key(*better));
    let old = std::mem::take(members).into_iter();
    *members = old
        .filter_map(|(key, value)| match better {
            _ if key.as_str() != Some(name) => Some((key, value)),
            better => better.map(|better| (Value::from(better), value)),
        })
        .collect();
    let what = better.map_or_else(|| "dropped it".to_owned(), |better| format!("made it `{better}`"));
    Some(Mend { pointer: pointer(place), what, why: "this is no media type".to_owned() })
}

/// Whether a text is a media type, perhaps with parameters.
fn is_media_type(text: &str) -> bool {
    let essence = text.split(';').next().unwrap_or_default().trim();
    beginning(essence) == Some(essence)
}

/// The media type that a text begins with.
fn beginning(text: &str) -> Option<&str> {
    let token = |text: &str| text.find(|c: char| !is_token(c)).unwrap_or(text.len());
    let slash = token(text);
    let rest = text[slash..].strip_prefix('/')?;
    let length = token(rest);
    (slash > 0 && length > 0).then(|| &text[..=slash + length])
}

/// Whether a character may stand in one of the two names of a media type.
fn is_token(character: char) -> bool {
    character.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types() {
        for good in ["application/json", "application/vnd.api+json", "text/plain; charset=utf-8", "*/*"] {
            assert!(is_media_type(good), "{good}");
        }
        for bad in ["", "json", "application/json, charset=utf-8", "/json", "text/", "a b/c"] {
            assert!(!is_media_type(bad), "{bad}");
        }
        assert_eq!(beginning("application/json, charset=utf-8"), Some("application/json"));
        assert_eq!(beginning("json"), None);
        assert_eq!(beginning("größe/x"), None);
    }
}
