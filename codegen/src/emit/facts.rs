//! What the docs say of a value, in words.

use serde_json::Value;

use crate::model::{Facts, Type};

use super::docs;
use super::ty;

/// The documentation of a member or a parameter: what it is, and what is known of its values.
pub(super) fn docs(docs: &str, ty: &Type, facts: &Facts) -> String {
    let mut text = docs.trim_end().to_owned();
    let known = sentence(docs, ty, facts);
    if !known.is_empty() {
        text.push_str("\n\n");
        text.push_str(&known);
    }
    if let Some(reason) = &facts.deprecated {
        text.push_str("\n\nDeprecated: ");
        text.push_str(reason);
    }
    text
}

/// "From 1 to 1000; `100` where it is absent." Empty where nothing is known.
fn sentence(docs: &str, ty: &Type, facts: &Facts) -> String {
    let mut parts = Vec::new();
    let said = |word: &str| docs.to_lowercase().contains(word);
    match ty::not_null(ty) {
        Type::Uuid if !said("uuid") => parts.push("a UUID".to_owned()),
        Type::Uri if !said("uri") && !said("url") => parts.push("a URI".to_owned()),
        _ => {}
    }
    parts.extend(
        facts
            .format
            .as_ref()
            .filter(|format| ty_says(format))
            .map(|format| format!("of the format `{}`", docs::one_line(format).replace('`', "'"))),
    );
    parts.extend(range(facts.min, facts.max, ""));
    parts.extend(facts.step.map(|step| format!("a multiple of {step}")));
    parts.extend(range(facts.min_length, facts.max_length, "character"));
    parts.extend(
        facts.pattern.as_ref().map(|pattern| format!("of the form `{}`", docs::one_line(pattern).replace('`', "'"))),
    );
    parts.extend(range(facts.min_items, facts.max_items, "item"));
    parts.extend(facts.default.as_ref().map(|value| format!("`{}` where it is absent", shown(value))));
    let mut text = parts.join("; ");
    if let Some(first) = text.get(..1).map(str::to_uppercase) {
        text.replace_range(..1, &first);
        text.push('.');
    }
    text
}

/// Whether a format says something to a reader. Widths of numbers do not: they are the same type.
fn ty_says(format: &str) -> bool {
    !matches!(format, "int32" | "int64" | "float" | "double")
}

fn range<T: std::fmt::Display + PartialEq>(min: Option<T>, max: Option<T>, unit: &str) -> Option<String> {
    let counted = |number: &T| match unit {
        "" => number.to_string(),
        _ if number.to_string() == "1" => format!("1 {unit}"),
        _ => format!("{number} {unit}s"),
    };
    match (&min, &max) {
        (Some(min), Some(max)) if min == max => Some(format!("exactly {}", counted(min))),
        (Some(min), Some(max)) => Some(format!("from {min} to {}", counted(max))),
        (Some(min), None) => Some(format!("at least {}", counted(min))),
        (None, Some(max)) => Some(format!("at most {}", counted(max))),
        (None, None) => None,
    }
}

fn shown(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    docs::one_line(&text).replace('`', "'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_read_as_a_sentence() {
        let facts = Facts { min: Some(1), max: Some(1000), default: Some(Value::from(100)), ..Facts::default() };
        assert_eq!(docs("How many.", &Type::Int, &facts), "How many.\n\nFrom 1 to 1000; `100` where it is absent.");
        let facts = Facts { min_length: Some(1), max_length: Some(1), max_items: Some(3), ..Facts::default() };
        assert_eq!(docs("A.", &Type::Uuid, &facts), "A.\n\nA UUID; exactly 1 character; at most 3 items.");
        let facts = Facts { step: Some(10), deprecated: Some("Nobody reads it.".to_owned()), ..Facts::default() };
        assert_eq!(docs("A.", &Type::Int, &facts), "A.\n\nA multiple of 10.\n\nDeprecated: Nobody reads it.");
        assert_eq!(docs("A.", &Type::Int, &Facts::default()), "A.");
    }
}
