//! Holds a tree against the schema of its file: unknown and missing keys, and values of the wrong shape.
//!
//! serde stops at the first of these. This finds them all, with their places, and hands back what is left of the file when
//! the faulty parts are taken out, so that the rest of it can still be checked in the same run.

use std::collections::HashSet;

use serde_json::Value as Json;
use serde_yaml::{Mapping, Number, Value};

use super::tree::{Kind, MERGE, Node, Problem};
use crate::diagnostic::{Rule, Span, listed, nearest};

/// Checks a file. The value is what is left of it, if anything; what is left out of it is taken out of the tree as well.
pub(crate) fn check(root: &mut Node, schema: &Json) -> (Option<Value>, Vec<Problem>) {
    let mut shape = Shape { root: schema, problems: Vec::new() };
    let span = Span { width: 1, ..root.span };
    let value = shape.value(root, schema, Owner { title: "the file", key: None, item: false, span });
    (value, shape.problems)
}

/// What a value belongs to, for messages: the title of the map around it, and the key before it.
#[derive(Clone, Copy)]
struct Owner<'a> {
    title: &'a str,
    key: Option<&'a str>,
    /// It is an item of the list behind that key.
    item: bool,
    span: Span,
}

impl Owner<'_> {
    /// What the value is, in words.
    fn words(&self) -> String {
        match self.key {
            Some(key) if self.item => format!("an item of `{key}` of {}", self.title),
            Some(key) => format!("`{key}` of {}", self.title),
            None if self.item => format!("an item of {}", self.title),
            None => self.title.to_owned(),
        }
    }
}

struct Shape<'a> {
    root: &'a Json,
    problems: Vec<Problem>,
}

impl<'a> Shape<'a> {
    /// The value, or nothing where it has a fault that its own shape can't do without.
    fn value(&mut self, node: &mut Node, schema: &'a Json, owner: Owner<'_>) -> Option<Value> {
        let schema = self.resolve(schema);
        let anything = accepts_anything(schema);
        if node.is_null() && !(anything && node.text() == Some("null")) {
            let help = "give it a value, or remove it".to_owned();
            self.problem(Rule::WrongShape, owner.span, format!("{} is empty", owner.words()), help);
            return None;
        }
        if anything {
            return plain(node);
        }
        let Some(schema) = self.branch(node, schema) else {
            let schema = self.resolve(schema);
            self.wrong_shape(node, schema, owner);
            return None;
        };
        match &mut node.kind {
            Kind::Mapping(entries) => self.mapping(entries, schema, owner),
            Kind::Sequence(items) => self.sequence(items, schema, owner),
            Kind::Scalar { .. } => self.scalar(node, schema, owner),
            Kind::Refused => None,
        }
    }

    /// Follows a reference into the definitions.
    fn resolve(&self, schema: &'a Json) -> &'a Json {
        let mut schema = schema;
        while let Some(reference) = schema.get("$ref").and_then(Json::as_str) {
            match self.root.pointer(reference.trim_start_matches('#')) {
                Some(target) => schema = target,
                None => break,
            }
        }
        schema
    }

    /// The alternative of a schema that has the node's kind.
    fn branch(&self, node: &Node, schema: &'a Json) -> Option<&'a Json> {
        let fits = |schema: &Json| match &node.kind {
            Kind::Mapping(_) => has_type(schema, "object"),
            Kind::Sequence(_) => has_type(schema, "array"),
            Kind::Refused => true,
            Kind::Scalar { .. } => {
                ["string", "integer", "boolean"].iter().any(|name| has_type(schema, name)) || choices(schema).is_some()
            }
        };
        match schema.get("anyOf").and_then(Json::as_array) {
            Some(branches) => {
                branches.iter().map(|branch| self.resolve(branch)).find_map(|branch| self.branch(node, branch))
            }
            None => fits(schema).then_some(schema),
        }
    }

    fn mapping(&mut self, entries: &mut [(Node, Node)], schema: &'a Json, owner: Owner<'_>) -> Option<Value> {
        let title = schema.get("title").and_then(Json::as_str).unwrap_or(owner.title);
        let properties = schema.get("properties").and_then(Json::as_object);
        let rest = schema.get("additionalProperties").filter(|rest| **rest != Json::Bool(false));
        let required = required(schema);
        let mut mapping = Mapping::new();
        let mut seen: HashSet<&str> = HashSet::new();
        let mut whole = true;
        for (key, value) in entries {
            // Those that are no text, merge, or stand there a second time are reported already.
            let Some(name) = key.text().filter(|name| *name != MERGE && !key.is_null()) else { continue };
            let first = seen.insert(name);
            let owner = Owner { title, key: Some(name), item: false, span: key.span };
            match properties.and_then(|known| known.get(name)).or(rest) {
                Some(schema) => match self.value(value, schema, owner) {
                    Some(value) if first => drop(mapping.insert(Value::String(name.to_owned()), value)),
                    Some(_) => {}
                    None if first && required.contains(&name) => whole &= stand_in(&mut mapping, name),
                    None => {}
                },
                None => {
                    let known = properties.into_iter().flatten().map(|(name, _)| name.as_str());
                    self.unknown_key(name, key.span, title, known.collect());
                }
            }
        }
        let missing: Vec<&str> = required.into_iter().filter(|name| !seen.contains(name)).collect();
        if !missing.is_empty() {
            for name in &missing {
                whole &= stand_in(&mut mapping, name);
            }
            let list = listed(missing);
            let help = format!("add {list}; see spec/README.md for what to write there");
            self.problem(Rule::MissingKey, owner.span, format!("{title} needs {list}"), help);
        }
        whole.then_some(Value::Mapping(mapping))
    }

    fn unknown_key(&mut self, name: &str, span: Span, title: &str, known: Vec<&str>) {
        let list = listed(known.iter().copied());
        let help = match nearest(name, known) {
            Some(near) => format!("did you mean `{near}`? The keys here are {list}"),
            None => format!("remove it, or use one of the keys here: {list}"),
        };
        self.problem(Rule::UnknownKey, span, format!("`{name}` is no key of {title}"), help);
    }

    fn sequence(&mut self, items: &mut Vec<Node>, schema: &'a Json, owner: Owner<'_>) -> Option<Value> {
        let item = schema.get("items").unwrap_or(&Json::Bool(true));
        let mut values = Vec::new();
        items.retain_mut(|node| {
            let span = node.span;
            let value = self.value(node, item, Owner { item: true, span, ..owner });
            let left = value.is_some();
            values.extend(value);
            left
        });
        Some(Value::Sequence(values))
    }

    fn scalar(&mut self, node: &Node, schema: &'a Json, owner: Owner<'_>) -> Option<Value> {
        let text = node.text()?;
        if let Some(choices) = choices(schema) {
            if choices.contains(&text) {
                return Some(Value::String(text.to_owned()));
            }
            let near = nearest(text, choices.iter().copied()).map(|near| format!("did you mean `{near}`? "));
            let help = format!("{}it is one of {}", near.unwrap_or_default(), listed(choices));
            self.problem(Rule::WrongShape, node.span, format!("{} can't be `{text}`", owner.words()), help);
            return None;
        }
        if has_type(schema, "string") {
            return Some(Value::String(text.to_owned()));
        }
        let value = plain(node)?;
        let lowest = schema.get("minimum").and_then(Json::as_i64);
        let fits = match &value {
            Value::Bool(_) => has_type(schema, "boolean"),
            Value::Number(number) => {
                has_type(schema, "integer")
                    && number.as_i64().is_some_and(|number| lowest.is_none_or(|low| number >= low))
            }
            _ => false,
        };
        if !fits {
            self.wrong_shape(node, schema, owner);
        }
        fits.then_some(value)
    }

    fn wrong_shape(&mut self, node: &Node, schema: &'a Json, owner: Owner<'_>) {
        let found = match &node.kind {
            Kind::Mapping(_) => "a map",
            Kind::Sequence(_) => "a list",
            Kind::Scalar { .. } if plain(node).is_some_and(|value| value.is_number()) => "another number",
            Kind::Scalar { .. } | Kind::Refused => "text",
        };
        let wanted = self.wanted(schema).join(" or ");
        let span = if matches!(node.kind, Kind::Scalar { .. }) { node.span } else { owner.span };
        let help = format!("write {wanted} there; see spec/README.md");
        self.problem(Rule::WrongShape, span, format!("{} is {wanted}, and this is {found}", owner.words()), help);
    }

    /// The shapes that a schema takes, in words.
    fn wanted(&self, schema: &'a Json) -> Vec<String> {
        if let Some(branches) = schema.get("anyOf").and_then(Json::as_array) {
            let mut all: Vec<String> = branches.iter().flat_map(|branch| self.wanted(self.resolve(branch))).collect();
            all.dedup();
            return all;
        }
        let words =
            [("string", "text"), ("integer", "a whole number"), ("boolean", "true or false"), ("array", "a list")];
        let mut wanted: Vec<String> =
            words.iter().filter(|(name, _)| has_type(schema, name)).map(|(_, word)| (*word).to_owned()).collect();
        if has_type(schema, "integer") && schema.get("minimum").and_then(Json::as_i64) == Some(0) {
            wanted = vec!["a whole number from 0".to_owned()];
        }
        if has_type(schema, "object") {
            wanted.push("a map".to_owned());
        }
        if let Some(choices) = choices(schema) {
            wanted = vec![format!("one of {}", listed(choices))];
        }
        wanted
    }

    fn problem(&mut self, rule: Rule, span: Span, message: String, help: String) {
        self.problems.push(Problem { rule, span, message, help });
    }
}

/// Puts something in the place of what is missing, so that the rest of an operation or a type can be checked in the same run.
/// It never gets into a model, since the file has a fault already.
fn stand_in(mapping: &mut Mapping, name: &str) -> bool {
    let text = match name {
        "docs" | "name" | "document" | "reason" | "evidence" => "missing",
        "page" => "https://missing.example",
        "permissions" => "none",
        "returns" => "nothing",
        _ => return false,
    };
    mapping.insert(Value::String(name.to_owned()), Value::String(text.to_owned()));
    true
}

/// A schema without any demand, as that of a default value.
fn accepts_anything(schema: &Json) -> bool {
    match schema {
        Json::Bool(any) => *any,
        Json::Object(members) => {
            !["type", "anyOf", "oneOf", "enum", "const", "$ref"].iter().any(|key| members.contains_key(*key))
        }
        _ => false,
    }
}

fn has_type(schema: &Json, name: &str) -> bool {
    match schema.get("type") {
        Some(Json::String(ty)) => ty == name,
        Some(Json::Array(types)) => types.iter().any(|ty| ty == name),
        _ => false,
    }
}

fn required(schema: &Json) -> Vec<&str> {
    schema.get("required").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str).collect()
}

/// The texts that a schema lists.
fn choices(schema: &Json) -> Option<Vec<&str>> {
    if let Some(values) = schema.get("enum").and_then(Json::as_array) {
        return Some(values.iter().filter_map(Json::as_str).collect());
    }
    let variants = schema.get("oneOf").and_then(Json::as_array)?;
    variants.iter().map(|variant| variant.get("const").and_then(Json::as_str)).collect()
}

/// A node as YAML's core schema reads it; nothing where a part of it is refused.
fn plain(node: &Node) -> Option<Value> {
    Some(match &node.kind {
        Kind::Refused => return None,
        Kind::Sequence(items) => Value::Sequence(items.iter().map(plain).collect::<Option<_>>()?),
        Kind::Mapping(entries) => {
            let pair = |(key, value): &(Node, Node)| Some((Value::String(key.text()?.to_owned()), plain(value)?));
            Value::Mapping(entries.iter().map(pair).collect::<Option<_>>()?)
        }
        Kind::Scalar { text, plain: false, .. } => Value::String(text.clone()),
        Kind::Scalar { .. } if node.is_null() => Value::Null,
        Kind::Scalar { text, .. } => match text.as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            text => number(text).unwrap_or_else(|| Value::String(text.to_owned())),
        },
    })
}

/// A number as JSON writes it; what only one version of YAML takes for a number is text.
fn number(text: &str) -> Option<Value> {
    serde_json::from_str::<serde_json::Number>(text).ok()?;
    let whole = || text.parse::<i64>().ok().map(Number::from).or_else(|| text.parse::<u64>().ok().map(Number::from));
    let value = whole().or_else(|| text.parse::<f64>().ok().filter(|value| value.is_finite()).map(Number::from));
    value.map(Value::Number)
}
