//! Holds a tree against the schema of its file: unknown and missing keys, and values of the wrong shape.
//!
//! serde stops at the first of these. This finds them all, with their places, and hands back what is left of the file when
//! the faulty parts are taken out, so that the rest of it can still be checked in the same run.

use serde_json::Value as Json;
use serde_yaml::{Mapping, Number, Value};

use super::tree::{Kind, Node, Problem};
use crate::diagnostic::{Rule, Span, nearest};

/// Checks a file. The value is what is left of it, if anything.
pub(crate) fn check(root: &Node, schema: &Json) -> (Option<Value>, Vec<Problem>) {
    let mut shape = Shape { root: schema, problems: Vec::new() };
    let start = Span { line: root.span.line, column: root.span.column, width: 1 };
    let value = shape.value(root, schema, Owner { title: "the file", span: start });
    (value, shape.problems)
}

/// What a value belongs to, for messages: the title of the map around it, and the key before it.
#[derive(Clone, Copy)]
struct Owner<'a> {
    title: &'a str,
    span: Span,
}

struct Shape<'a> {
    root: &'a Json,
    problems: Vec<Problem>,
}

impl<'a> Shape<'a> {
    /// The value, or nothing where it has a fault that its own shape can't do without.
    fn value(&mut self, node: &Node, schema: &'a Json, owner: Owner<'_>) -> Option<Value> {
        let schema = self.resolve(schema);
        if accepts_anything(schema) {
            return Some(plain(node));
        }
        if node.is_null() {
            let help = "give it a value, or remove the key".to_owned();
            self.problem(Rule::WrongShape, owner.span, format!("this is empty in {}", owner.title), help);
            return None;
        }
        let Some(schema) = self.branch(node, schema) else {
            let schema = self.resolve(schema);
            self.wrong_shape(node, schema, owner);
            return None;
        };
        match &node.kind {
            Kind::Mapping(entries) => self.mapping(entries, schema, owner),
            Kind::Sequence(items) => self.sequence(items, schema, owner),
            Kind::Scalar { text, .. } => self.scalar(node, text, schema, owner),
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

    fn mapping(&mut self, entries: &[(Node, Node)], schema: &'a Json, owner: Owner<'_>) -> Option<Value> {
        let title = schema.get("title").and_then(Json::as_str).unwrap_or(owner.title);
        let properties = schema.get("properties").and_then(Json::as_object);
        let rest = schema.get("additionalProperties").filter(|rest| **rest != Json::Bool(false));
        let required = required(schema);
        let mut mapping = Mapping::new();
        let mut whole = true;
        for (key, value) in entries {
            let Some(name) = key.text() else { continue };
            let owner = Owner { title, span: key.span };
            match properties.and_then(|known| known.get(name)).or(rest) {
                Some(schema) => match self.value(value, schema, owner) {
                    Some(value) => drop(mapping.insert(Value::String(name.to_owned()), value)),
                    None => whole &= !required.contains(&name),
                },
                None => {
                    let known = properties.into_iter().flatten().map(|(name, _)| name.as_str());
                    self.unknown_key(name, key.span, title, known.collect());
                }
            }
        }
        let missing: Vec<&str> =
            required.into_iter().filter(|name| entries.iter().all(|(key, _)| key.text() != Some(name))).collect();
        if !missing.is_empty() {
            whole = false;
            let list = missing.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let help = format!("add {list}; see spec/README.md for what to write there");
            self.problem(Rule::MissingKey, owner.span, format!("{title} needs {list}"), help);
        }
        whole.then_some(Value::Mapping(mapping))
    }

    fn unknown_key(&mut self, name: &str, span: Span, title: &str, known: Vec<&str>) {
        let list = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let help = match nearest(name, known) {
            Some(near) => format!("did you mean `{near}`? The keys here are {list}"),
            None => format!("remove it, or use one of the keys here: {list}"),
        };
        self.problem(Rule::UnknownKey, span, format!("`{name}` is no key of {title}"), help);
    }

    fn sequence(&mut self, items: &[Node], schema: &'a Json, owner: Owner<'_>) -> Option<Value> {
        let Some(item) = schema.get("items") else { return Some(Value::Sequence(items.iter().map(plain).collect())) };
        let each = items.iter().filter_map(|node| self.value(node, item, Owner { span: node.span, ..owner }));
        Some(Value::Sequence(each.collect()))
    }

    fn scalar(&mut self, node: &Node, text: &str, schema: &'a Json, owner: Owner<'_>) -> Option<Value> {
        if let Some(choices) = choices(schema) {
            if choices.contains(&text) {
                return Some(Value::String(text.to_owned()));
            }
            let list = choices.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let near = nearest(text, choices).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
            let title = schema.get("title").and_then(Json::as_str).unwrap_or(owner.title);
            let help = format!("{near}it is one of {list}");
            self.problem(Rule::WrongShape, node.span, format!("`{text}` is no value of {title}"), help);
            return None;
        }
        if has_type(schema, "string") {
            return Some(Value::String(text.to_owned()));
        }
        let value = plain(node);
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
            Kind::Scalar { .. } => "text",
        };
        let wanted = self.wanted(schema).join(" or ");
        let help = format!("write {wanted} here; see spec/README.md");
        let message = format!("this is {found}, where {} has {wanted}", owner.title);
        self.problem(Rule::WrongShape, node.span, message, help);
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
            wanted = vec![choices.join(" or ")];
        }
        wanted
    }

    fn problem(&mut self, rule: Rule, span: Span, message: String, help: String) {
        self.problems.push(Problem { rule, span, message, help });
    }
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

/// A node as YAML's core schema reads it.
pub(crate) fn plain(node: &Node) -> Value {
    match &node.kind {
        Kind::Sequence(items) => Value::Sequence(items.iter().map(plain).collect()),
        Kind::Mapping(entries) => Value::Mapping(
            entries
                .iter()
                .map(|(key, value)| (Value::String(key.text().unwrap_or_default().to_owned()), plain(value)))
                .collect(),
        ),
        Kind::Scalar { text, plain: false, .. } => Value::String(text.clone()),
        Kind::Scalar { .. } if node.is_null() => Value::Null,
        Kind::Scalar { text, .. } => match text.as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            text => text
                .parse::<i64>()
                .map(|number| Value::Number(number.into()))
                .or_else(|_| number(text))
                .unwrap_or_else(|()| Value::String(text.to_owned())),
        },
    }
}

/// A number with a fraction or an exponent; words such as `nan` and `inf` are text.
fn number(text: &str) -> Result<Value, ()> {
    let numeric = text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
    match text.parse::<f64>() {
        Ok(value) if numeric && value.is_finite() => Ok(Value::Number(Number::from(value))),
        _ => Err(()),
    }
}
