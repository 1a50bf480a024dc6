//! Schemas in a line of text: what findings show, and what deviations repeat.

use serde_json::Value;

use super::{Contract, Facts, Kind, Object, Schema, SchemaId};

/// Longer texts are cut, with a digest of the whole behind them.
const LONG: usize = 160;

/// Deeper than any document nests.
const DEPTH: usize = 24;

impl Contract {
    /// A schema in one line, all that it holds included, as far as a line goes.
    #[must_use]
    pub fn text(&self, id: SchemaId) -> String {
        let whole = self.write(id, true, &[]);
        if whole.chars().count() <= LONG {
            return whole;
        }
        let digest = digest(&whole);
        let cut: String = whole.chars().take(LONG - 20).collect();
        format!("{}… #{digest}", cut.trim_end())
    }

    /// A schema in one line, without what is compared on its own: the members of objects, the variants of unions, and the
    /// values of enums.
    pub(super) fn head(&self, id: SchemaId) -> String {
        self.write(id, false, &[])
    }

    /// A schema within others. One that holds itself would have no end, nor would several that hold each other.
    fn write(&self, id: SchemaId, whole: bool, above: &[SchemaId]) -> String {
        let schema = self.schema(id);
        let mut text = match above.contains(&id) || above.len() > DEPTH {
            true => "…".to_owned(),
            false => self.kind(schema, whole, &[above, &[id]].concat()),
        };
        if let Some(format) = &schema.format {
            text = formatted(&text, format);
        }
        if schema.nullable && schema.kind != Kind::Any {
            text.push_str(" or null");
        }
        for fact in facts(&schema.facts) {
            text.push_str(", ");
            text.push_str(&fact);
        }
        text
    }

    fn kind(&self, schema: &Schema, whole: bool, above: &[SchemaId]) -> String {
        match &schema.kind {
            Kind::Any => "anything".to_owned(),
            Kind::Bool => "bool".to_owned(),
            Kind::Int => "int".to_owned(),
            Kind::Number => "number".to_owned(),
            Kind::String => "string".to_owned(),
            Kind::Link => "link".to_owned(),
            Kind::Links(names) if names.is_empty() => "links".to_owned(),
            Kind::Links(names) => format!("links {}", names.join("|")),
            Kind::Enum(values) if whole => values_text(values),
            Kind::Enum(_) => "enum".to_owned(),
            Kind::List(item) => format!("list of {}", self.inner(*item, whole, above)),
            Kind::Object(object) => self.object(object, whole, above),
            Kind::Union(union) if whole => {
                let variants = union.variants.iter().map(|variant| self.inner(variant.schema, true, above));
                let by = union.by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
                format!("one of{by} {}", variants.collect::<Vec<_>>().join(" | "))
            }
            Kind::Union(_) => "union".to_owned(),
        }
    }

    fn object(&self, object: &Object, whole: bool, above: &[SchemaId]) -> String {
        let rest = object.rest.map(|rest| format!("map of {}", self.inner(rest, whole, above)));
        match (object.members.is_empty(), rest) {
            (true, Some(rest)) => rest,
            (true, None) => "object".to_owned(),
            (false, None) if !whole => "members".to_owned(),
            (false, Some(rest)) if !whole => format!("members and {rest}"),
            (false, rest) => {
                let member = |member: &super::Member| {
                    let mark = if member.required { "" } else { "?" };
                    format!("{}{mark}: {}", member.name, self.write(member.schema, true, above))
                };
                let mut members: Vec<String> = object.members.iter().map(member).collect();
                members.sort();
                members.extend(rest);
                format!("{{{}}}", members.join("; "))
            }
        }
    }

    /// A schema within another: in parentheses where it says more than its kind.
    fn inner(&self, id: SchemaId, whole: bool, above: &[SchemaId]) -> String {
        let text = self.write(id, whole, above);
        let schema = self.schema(id);
        let plain = (!schema.nullable || schema.kind == Kind::Any) && schema.facts == Facts::default();
        if plain { text } else { format!("({text})") }
    }
}

/// A text or number with its format, by the word of the description's language where it has one.
fn formatted(kind: &str, format: &str) -> String {
    match (kind, format) {
        ("string", "uuid" | "date" | "uri") => format.to_owned(),
        ("string", "date-time") => "datetime".to_owned(),
        _ => format!("{kind} ({format})"),
    }
}

/// The values of an enum, in alphabetical order.
pub(super) fn values_text(values: &[Value]) -> String {
    let mut texts: Vec<String> = values.iter().map(value_text).collect();
    texts.sort();
    match texts.as_slice() {
        [only] => format!("const {only}"),
        _ => format!("enum {}", texts.join("|")),
    }
}

pub(super) fn value_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What restricts a schema, each in a few words.
fn facts(facts: &Facts) -> Vec<String> {
    let mut texts = Vec::new();
    let mut say = |name: &str, value: Option<String>| texts.extend(value.map(|value| format!("{name} {value}")));
    say("min", facts.min.as_ref().map(ToString::to_string));
    say("max", facts.max.as_ref().map(ToString::to_string));
    say("step", facts.step.as_ref().map(ToString::to_string));
    say("min_length", facts.min_length.map(|length| length.to_string()));
    say("max_length", facts.max_length.map(|length| length.to_string()));
    say("min_items", facts.min_items.map(|items| items.to_string()));
    say("max_items", facts.max_items.map(|items| items.to_string()));
    say("pattern", facts.pattern.clone());
    say("default", facts.default.as_ref().map(ToString::to_string));
    if facts.deprecated {
        texts.push("deprecated".to_owned());
    }
    let mut more = facts.more.clone();
    more.sort();
    texts.extend(more);
    texts
}

/// A short digest that is the same on every machine and in every release (FNV-1a).
fn digest(text: &str) -> String {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{:08x}", hash >> 32 ^ hash & 0xffff_ffff)
}
