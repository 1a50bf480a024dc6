//! Words, and the names that are made of them.

use heck::ToUpperCamelCase;

use crate::model::Ident;

/// Words that end like a plural and are none, or have no singular that anybody says.
const SAME: &[&str] = &["settings", "details", "news", "series", "sbom", "canvas", "alias", "always", "kubernetes"];

/// Names that say nothing of what they name.
const EMPTY: &[&str] =
    &["attributes", "data", "type", "item", "items", "object", "body", "response", "request", "value"];

/// The words of a name, in small letters. There is always one at least.
pub(super) fn words(text: &str) -> Vec<String> {
    let ident = Ident::field(text);
    let words: Vec<String> = ident.as_str().split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    if words.is_empty() { vec!["unnamed".to_owned()] } else { words }
}

/// Words as the name of an operation, an area or a resource.
pub(super) fn snake(words: &[String]) -> String {
    let name = words.join("_");
    if name.starts_with(|c: char| c.is_ascii_lowercase()) { name } else { format!("n{name}") }
}

/// Words as the name of a type.
pub(super) fn camel(words: &[String]) -> String {
    let name: String = words.iter().map(|word| word.to_upper_camel_case()).collect();
    if name.starts_with(|c: char| c.is_ascii_uppercase()) { name } else { format!("T{name}") }
}

/// The name of a type, from any texts.
pub(super) fn type_name(parts: &[&str]) -> String {
    camel(&parts.iter().flat_map(|part| words(part)).collect::<Vec<_>>())
}

/// One of many.
pub(super) fn singular(word: &str) -> String {
    let keep = SAME.contains(&word) || word.len() < 4 || ["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    let cut = |end: &str, put: &str| word.strip_suffix(end).map(|stem| format!("{stem}{put}"));
    if keep {
        return word.to_owned();
    }
    let plural = ["sses", "xes", "shes", "ches"].iter().any(|end| word.ends_with(end)) || word.ends_with("uses");
    cut("ies", "y").or_else(|| if plural { cut("es", "") } else { cut("s", "") }).unwrap_or_else(|| word.to_owned())
}

/// A name whose last word is one of many.
pub(super) fn singular_of(text: &str) -> Vec<String> {
    let mut words = words(text);
    if let Some(last) = words.last_mut() {
        *last = singular(last);
    }
    words
}

/// The words of a component's name, without what only tells it from its older copies; none where nothing is left that says
/// what it is.
pub(super) fn component(name: &str) -> Option<Vec<String>> {
    let name = name.rsplit('.').find(|part| !part.is_empty())?;
    let name = name.split_once("__").map_or(name, |(name, _)| name);
    let name = undated(name);
    let name = ["Attributes", "_attributes"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
    if name.is_empty() || !name.is_ascii() {
        return None;
    }
    let words = words(name);
    (words != ["empty"] && !(words.len() == 1 && EMPTY.contains(&words[0].as_str()))).then_some(words)
}

/// A name without the date or the number of a copy behind it.
fn undated(name: &str) -> &str {
    let digits = |c: char| c.is_ascii_digit() || c == '-' || c == '_';
    let stem = name.trim_end_matches(digits);
    let tail = &name[stem.len()..];
    let count = tail.chars().filter(char::is_ascii_digit).count();
    // One digit or two count copies, unless they are those of a version.
    let copy = matches!(count, 1 | 2) && !stem.ends_with(['v', 'V']) && tail.len() == count;
    if stem.is_empty() || !(count == 8 || copy) { name } else { stem }
}

/// The first of some names that is free, or the first one with a number behind it.
pub(super) fn free(wanted: &[String], is_free: impl Fn(&str) -> bool) -> String {
    if let Some(name) = wanted.iter().find(|name| is_free(name)) {
        return name.clone();
    }
    let first = wanted.first().map_or("Unnamed", String::as_str);
    let separator = if first.starts_with(|c: char| c.is_ascii_lowercase()) { "_" } else { "" };
    let numbered = (2..).map(|number| format!("{first}{separator}{number}"));
    numbered.into_iter().find(|name| is_free(name)).unwrap_or_else(|| first.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_many() {
        let cases = [
            ("policies", "policy"),
            ("statuses", "status"),
            ("status", "status"),
            ("access", "access"),
            ("boxes", "box"),
            ("branches", "branch"),
            ("projects", "project"),
            ("settings", "settings"),
            ("analysis", "analysis"),
            ("licenses", "license"),
            ("as", "as"),
        ];
        for (many, one) in cases {
            assert_eq!(singular(many), one);
        }
    }

    #[test]
    fn what_only_tells_copies_apart_is_left_out() {
        let cases = [
            ("AppDataWithSecret20220311", Some("AppDataWithSecret")),
            ("Org_2024-01-02", Some("Org")),
            ("Error__0", Some("Error")),
            ("io.snyk.api.common.Error", Some("Error")),
            ("OrgAttributes", Some("Org")),
            ("Attributes", None),
            ("filters8", Some("Filters")),
            ("CVSSv3", Some("CvsSv3")),
            ("type", None),
            ("...", None),
            ("2024", Some("T2024")),
            ("größe", None),
            ("-", Some("Minus")),
        ];
        for (name, cleaned) in cases {
            assert_eq!(component(name).map(|words| camel(&words)).as_deref(), cleaned, "{name}");
        }
    }

    #[test]
    fn any_text_gives_names() {
        for odd in ["", "_", "1.0", "2fa", "type", "self", "🦀", "größe", "a-b.c d", "\u{202e}", "-1"] {
            let (snake, camel) = (snake(&words(odd)), type_name(&[odd]));
            assert!(snake.starts_with(|c: char| c.is_ascii_lowercase()), "{odd:?}: {snake}");
            assert!(camel.starts_with(|c: char| c.is_ascii_uppercase()), "{odd:?}: {camel}");
            assert!(camel.chars().all(|c| c.is_ascii_alphanumeric()), "{odd:?}: {camel}");
        }
    }

    #[test]
    fn names_that_are_taken_get_a_better_word_and_a_number_at_last() {
        let wanted = ["Owner".to_owned(), "ProjectOwner".to_owned()];
        assert_eq!(free(&wanted, |_| true), "Owner");
        assert_eq!(free(&wanted, |name| name != "Owner"), "ProjectOwner");
        assert_eq!(free(&wanted, |name| !name.ends_with("Owner")), "Owner2");
        assert_eq!(free(&["owner".to_owned()], |name| name != "owner"), "owner_2");
    }
}
