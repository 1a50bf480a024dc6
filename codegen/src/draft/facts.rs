//! What a document says of values apart from their types: limits, defaults, and what is on its way out.

use serde_json::{Number, Value as Json};

use super::gap;
use super::ir::Ty;
use super::yaml::Yaml;
use crate::contract::{Contract, Facts, Kind, Schema};
use crate::lower::grammar::is_date;

/// The facts that can be said of a type, and the others in words.
pub(super) fn facts(contract: &Contract, schema: &Schema, ty: &Ty) -> (Vec<(&'static str, Yaml)>, Vec<String>) {
    let facts = &schema.facts;
    let bare = ty.bare();
    let number = bare.is(&["int", "number", "float"]);
    let text = bare.is(&["string", "uuid", "uri"]);
    let list = matches!(bare, Ty::List(_) | Ty::Csv(_) | Ty::Map(_));
    let (mut said, mut left) = (Vec::new(), Vec::new());
    let mut put = |key: &'static str, value: Option<String>, fits: bool| match value {
        Some(value) if fits => said.push((key, Yaml::Plain(value))),
        Some(value) => left.push(format!("{key} {value}")),
        None => {}
    };
    let crossed = crossed(facts);
    put("min", written(facts.min.as_ref()), number && !crossed && is_whole(facts.min.as_ref()));
    put("max", written(facts.max.as_ref()), number && !crossed && is_whole(facts.max.as_ref()));
    let step = facts.step.as_ref();
    put("step", written(step), number && whole(step).is_some_and(|step| step > 0));
    put("min_length", facts.min_length.map(|length| length.to_string()), text && !crossed);
    put("max_length", facts.max_length.map(|length| length.to_string()), text && !crossed);
    put("min_items", facts.min_items.map(|items| items.to_string()), list && !crossed);
    put("max_items", facts.max_items.map(|items| items.to_string()), list && !crossed);
    if let Some(default) = &facts.default {
        let fits = !matches!(bare, Ty::Const(_)) && default_fits(contract, default, schema);
        match default {
            Json::String(text) if fits => said.push(("default", Yaml::Text(text.clone()))),
            _ if fits => said.push(("default", Yaml::Plain(default.to_string()))),
            _ => left.push(format!("default {default}")),
        }
    }
    match &facts.pattern {
        Some(pattern) if text => said.push(("pattern", Yaml::Text(pattern.clone()))),
        Some(pattern) => left.push(format!("pattern {pattern}")),
        None => {}
    }
    match format(schema) {
        Some(format) if text || number => said.push(("format", Yaml::Text(format.to_owned()))),
        Some(format) => left.push(format!("format {format}")),
        None => {}
    }
    if facts.deprecated {
        said.push(("deprecated", Yaml::Text(gap("why deprecated"))));
    }
    left.extend(facts.more.iter().cloned());
    (said, left)
}

/// A format that the type does not say.
fn format(schema: &Schema) -> Option<&str> {
    let format = schema.format.as_deref()?;
    let said = schema.kind == Kind::String && ["uuid", "date-time", "date", "uri"].contains(&format);
    (!said).then_some(format)
}

/// Everything that is said of a value, in words.
pub(super) fn in_words(schema: &Schema) -> Vec<String> {
    let facts = &schema.facts;
    let numbers = [("min", &facts.min), ("max", &facts.max), ("step", &facts.step)];
    let counts = [
        ("min_length", facts.min_length),
        ("max_length", facts.max_length),
        ("min_items", facts.min_items),
        ("max_items", facts.max_items),
    ];
    let numbers = numbers.into_iter().filter_map(|(key, value)| Some(format!("{key} {}", written(value.as_ref())?)));
    let counts = counts.into_iter().filter_map(|(key, value)| Some(format!("{key} {}", value?)));
    let pattern = facts.pattern.iter().map(|pattern| format!("pattern {pattern}"));
    let pattern = pattern.chain(format(schema).map(|format| format!("format {format}")));
    let default = facts.default.iter().map(|default| format!("default {default}"));
    let deprecated = facts.deprecated.then(|| "to be deprecated".to_owned());
    numbers.chain(counts).chain(pattern).chain(default).chain(deprecated).chain(facts.more.iter().cloned()).collect()
}

/// A number as it is written in the description, which has whole ones alone.
fn written(number: Option<&Number>) -> Option<String> {
    let number = number?;
    Some(whole(Some(number)).map_or_else(|| number.to_string(), |whole| whole.to_string()))
}

fn is_whole(number: Option<&Number>) -> bool {
    whole(number).is_some()
}

fn whole(number: Option<&Number>) -> Option<i64> {
    let number = number?;
    // Beyond 2^53 a float does not tell which number is meant.
    let float = number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() <= 9_007_199_254_740_992.0);
    #[expect(clippy::cast_possible_truncation, reason = "it is whole, and small enough")]
    number.as_i64().or(float.map(|float| float as i64))
}

/// Whether no value is between the limits.
fn crossed(facts: &Facts) -> bool {
    let above = |low: Option<i64>, high: Option<i64>| matches!((low, high), (Some(low), Some(high)) if low > high);
    let count = |count: Option<u64>| count.and_then(|count| i64::try_from(count).ok());
    above(whole(facts.min.as_ref()), whole(facts.max.as_ref()))
        || above(count(facts.min_length), count(facts.max_length))
        || above(count(facts.min_items), count(facts.max_items))
}

/// Whether a default is one of the values that are taken, as the compiler sees it.
fn default_fits(contract: &Contract, value: &Json, schema: &Schema) -> bool {
    if value.is_null() {
        return schema.nullable;
    }
    let kind = match (&schema.kind, value) {
        (Kind::Any, _) => true,
        (Kind::Bool, value) => value.is_boolean(),
        (Kind::Int, value) => value.is_i64(),
        (Kind::Number, value) => value.is_number(),
        (Kind::String, Json::String(text)) => text_fits(text, schema.format.as_deref()),
        (Kind::Link, value) => value.is_string(),
        (Kind::Enum(values), value) => values.contains(value),
        (Kind::List(item), Json::Array(items)) => {
            items.iter().all(|value| default_fits(contract, value, contract.schema(*item)))
        }
        (Kind::Object(object), Json::Object(value)) => {
            value.is_empty() && object.members.iter().all(|member| !member.required)
        }
        _ => false,
    };
    kind && within(value, &schema.facts)
}

fn text_fits(text: &str, format: Option<&str>) -> bool {
    match format {
        Some("uuid") => text.len() == 36 && text.chars().all(|c| c.is_ascii_hexdigit() || c == '-'),
        Some("date") => is_date(text),
        Some("date-time") => text.get(..10).is_some_and(is_date) && text.len() > 15,
        _ => true,
    }
}

/// Whether a value keeps the limits.
fn within(value: &Json, facts: &Facts) -> bool {
    let number = |number: &Option<Number>| number.as_ref().and_then(Number::as_f64);
    let length = value.as_str().map(|text| text.chars().count() as u64);
    let items = value.as_array().map(|items| items.len() as u64);
    let inside = |length: Option<u64>, low: Option<u64>, high: Option<u64>| {
        length.is_none_or(|length| low.is_none_or(|low| length >= low) && high.is_none_or(|high| length <= high))
    };
    value.as_f64().is_none_or(|value| {
        let step = number(&facts.step).is_none_or(|step| step <= 0.0 || (value / step).fract() == 0.0);
        step && number(&facts.min).is_none_or(|min| value >= min) && number(&facts.max).is_none_or(|max| value <= max)
    }) && inside(length, facts.min_length, facts.max_length)
        && inside(items, facts.min_items, facts.max_items)
}
