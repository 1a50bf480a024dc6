//! Whether two schemas are told apart: whether it is certain that no value fits both.

use std::collections::BTreeSet;

use serde_yaml::Value;

use super::tree::{at, target};

/// How deep schemas are followed. Below it nothing is certain, and so nothing is told apart.
const DEPTH: usize = 8;

/// Whether it is certain that no value fits both schemas of a document.
///
/// Certain are these: their JSON types are disjoint; they list values and share none; one of them requires a member that the
/// other forbids (it is closed and does not list the member, or excludes it with `not`); one of them requires a member whose
/// schemas are themselves told apart, such as a `type` with one value each. A discriminator alone does not count: it is a hint
/// for readers that validation does not look at. Patterns, formats and ranges are not compared.
#[must_use]
pub fn told_apart(document: &Value, left: &Value, right: &Value) -> bool {
    Schemas { document }.told_apart(left, right, DEPTH)
}

struct Schemas<'a> {
    document: &'a Value,
}

/// What a schema says of the values that fit it, with references and `allOf` resolved.
struct Facts<'a> {
    /// The JSON types that a value may have.
    types: u8,
    /// The only values.
    values: Option<Vec<&'a Value>>,
    /// The schemas of members; a name may stand there more than once.
    members: Vec<(&'a str, &'a Value)>,
    /// Members that have to be there.
    required: BTreeSet<&'a str>,
    /// Members that must not be there.
    excluded: BTreeSet<&'a str>,
    /// Each of these lists the only members that may be there.
    closed: Vec<BTreeSet<&'a str>>,
    /// Of each of these, one has to fit.
    choices: Vec<&'a [Value]>,
}

const OBJECT: u8 = 1;
const ARRAY: u8 = 2;
const STRING: u8 = 4;
const INTEGER: u8 = 8;
const FRACTION: u8 = 16;
const BOOLEAN: u8 = 32;
const NULL: u8 = 64;
const ANY: u8 = 127;

impl<'a> Schemas<'a> {
    fn told_apart(&self, left: &'a Value, right: &'a Value, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        let (a, b) = (self.facts(left), self.facts(right));
        let types = a.types & b.types;
        if types == 0 {
            return true;
        }
        if let (Some(some), Some(others)) = (&a.values, &b.values)
            && !some.iter().any(|value| others.contains(value))
        {
            return true;
        }
        (types == OBJECT && self.members_told_apart(&a, &b, depth))
            || self.choices_told_apart(&a, right, depth)
            || self.choices_told_apart(&b, left, depth)
    }

    /// Whether a member that one of them requires cannot be there, or cannot have a value, in both.
    fn members_told_apart(&self, a: &Facts<'a>, b: &Facts<'a>, depth: usize) -> bool {
        a.required.union(&b.required).any(|name| {
            let schemas = |facts: &Facts<'a>| -> Vec<&'a Value> {
                facts.members.iter().filter(|(member, _)| member == name).map(|(_, schema)| *schema).collect()
            };
            let others = schemas(b);
            a.forbids(name)
                || b.forbids(name)
                || schemas(a).iter().any(|left| others.iter().any(|right| self.told_apart(left, right, depth)))
        })
    }

    /// Whether, whichever alternative is taken, it is told apart from the other schema.
    fn choices_told_apart(&self, facts: &Facts<'a>, other: &'a Value, depth: usize) -> bool {
        facts.choices.iter().any(|choice| choice.iter().all(|schema| self.told_apart(schema, other, depth)))
    }

    fn facts(&self, schema: &'a Value) -> Facts<'a> {
        let mut facts = Facts {
            types: ANY,
            values: None,
            members: Vec::new(),
            required: BTreeSet::new(),
            excluded: BTreeSet::new(),
            closed: Vec::new(),
            choices: Vec::new(),
        };
        self.collect(schema, &mut facts, DEPTH);
        facts
    }

    /// Adds what a schema says. What lies too deep adds nothing, which only makes less certain.
    fn collect(&self, schema: &'a Value, facts: &mut Facts<'a>, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else { return };
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            if let Some(schema) = target(reference).and_then(|place| at(self.document, &place)) {
                self.collect(schema, facts, depth);
            }
            return;
        }
        facts.add_values(schema);
        facts.add_members(schema);
        for part in sequence(schema, "allOf") {
            self.collect(part, facts, depth);
        }
        facts.choices.extend(["oneOf", "anyOf"].map(|key| sequence(schema, key)).into_iter().filter(|c| !c.is_empty()));
    }
}

impl<'a> Facts<'a> {
    fn add_values(&mut self, schema: &'a Value) {
        if let Some(name) = schema.get("type").and_then(Value::as_str) {
            let nullable = schema.get("nullable").and_then(Value::as_bool).unwrap_or(false);
            self.types &= type_named(name) | if nullable { NULL } else { 0 };
        }
        let listed: Vec<&Value> = match schema.get("const") {
            Some(value) => vec![value],
            None => sequence(schema, "enum").iter().collect(),
        };
        if !listed.is_empty() {
            self.types &= listed.iter().fold(0, |types, value| types | type_of(value));
            self.values = Some(match self.values.take() {
                None => listed,
                Some(values) => values.into_iter().filter(|value| listed.contains(value)).collect(),
            });
        }
    }

    fn add_members(&mut self, schema: &'a Value) {
        let members = schema.get("properties").and_then(Value::as_mapping);
        let members: Vec<(&str, &Value)> =
            members.into_iter().flatten().filter_map(|(name, schema)| Some((name.as_str()?, schema))).collect();
        if schema.get("additionalProperties") == Some(&Value::Bool(false)) {
            self.closed.push(members.iter().map(|(name, _)| *name).collect());
        }
        self.members.extend(members);
        self.required.extend(sequence(schema, "required").iter().filter_map(Value::as_str));
        // `not: {required: [a]}` forbids `a`. With two names it only forbids both at once.
        if let [name] = schema.get("not").map(|not| sequence(not, "required")).unwrap_or_default() {
            self.excluded.extend(name.as_str());
        }
    }

    fn forbids(&self, name: &str) -> bool {
        self.excluded.contains(name) || self.closed.iter().any(|names| !names.contains(name))
    }
}

fn sequence<'a>(schema: &'a Value, key: &str) -> &'a [Value] {
    schema.get(key).and_then(Value::as_sequence).map(Vec::as_slice).unwrap_or_default()
}

fn type_named(name: &str) -> u8 {
    match name {
        "object" => OBJECT,
        "array" => ARRAY,
        "string" => STRING,
        "integer" => INTEGER,
        "number" => INTEGER | FRACTION,
        "boolean" => BOOLEAN,
        _ => ANY,
    }
}

fn type_of(value: &Value) -> u8 {
    match value {
        Value::Null => NULL,
        Value::Bool(_) => BOOLEAN,
        Value::Number(number) if number.is_f64() => FRACTION | INTEGER,
        Value::Number(_) => INTEGER,
        Value::String(_) => STRING,
        Value::Sequence(_) => ARRAY,
        Value::Mapping(_) => OBJECT,
        Value::Tagged(_) => ANY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apart(left: &str, right: &str) -> bool {
        let document: Value = serde_yaml::from_str(
            "components: {schemas: {
                Cat: {type: object, required: [kind], properties: {kind: {type: string, enum: [cat]}}},
                Loop: {allOf: [{$ref: '#/components/schemas/Loop'}]},
                Nest: {type: object, required: [nest], properties: {nest: {$ref: '#/components/schemas/Nest'}}}}}",
        )
        .expect("it is YAML");
        let [left, right] = [left, right].map(|text| serde_yaml::from_str(text).expect("it is YAML"));
        let both = [told_apart(&document, &left, &right), told_apart(&document, &right, &left)];
        assert_eq!(both[0], both[1], "the order makes no difference");
        both[0]
    }

    #[test]
    fn by_type() {
        assert!(apart("{type: string}", "{type: object}"));
        assert!(!apart("{type: integer}", "{type: number}"));
        assert!(!apart("{type: string}", "{}"));
        assert!(!apart("{type: string, nullable: true}", "{type: object, nullable: true}"), "null fits both");
        assert!(!apart("{type: string}", "{type: string, format: date}"));
    }

    #[test]
    fn by_values() {
        assert!(apart("{enum: [a, b]}", "{enum: [c]}"));
        assert!(apart("{const: a}", "{enum: [c]}"));
        assert!(!apart("{enum: [a, b]}", "{enum: [b, c]}"));
        assert!(apart("{enum: [a]}", "{type: integer}"));
        assert!(!apart("{enum: [a]}", "{type: string}"));
    }

    #[test]
    fn by_a_member_that_is_required() {
        let cat = "{$ref: '#/components/schemas/Cat'}";
        assert!(apart(cat, "{type: object, required: [kind], properties: {kind: {enum: [dog]}}}"));
        assert!(apart(cat, "{type: object, properties: {kind: {enum: [dog]}}}"), "a cat has a kind, and no dog's");
        assert!(apart(cat, "{allOf: [{type: object}, {properties: {kind: {enum: [dog]}}}]}"));
        assert!(apart(cat, "{properties: {kind: {enum: [dog]}}}"), "it may be no object, but a cat is one");
        assert!(!apart("{required: [kind], properties: {kind: {enum: [cat]}}}", "{properties: {kind: {enum: [dog]}}}"));
    }

    #[test]
    fn by_a_member_that_is_forbidden() {
        let a = "{type: object, required: [a], properties: {a: {type: string}}}";
        assert!(apart(a, "{type: object, properties: {b: {}}, additionalProperties: false}"));
        assert!(apart(a, "{type: object, not: {required: [a]}}"));
        assert!(!apart(a, "{type: object, not: {required: [a, b]}}"));
        assert!(!apart(a, "{type: object, required: [b], properties: {b: {type: string}}}"), "both may be there");
    }

    #[test]
    fn optional_members_tell_nothing_apart() {
        assert!(!apart(
            "{type: object, properties: {kind: {enum: [cat]}}}",
            "{type: object, properties: {kind: {enum: [dog]}}}"
        ));
    }

    #[test]
    fn alternatives_all_have_to_be_told_apart() {
        assert!(apart("{oneOf: [{type: string}, {type: integer}]}", "{type: object}"));
        assert!(!apart("{anyOf: [{type: string}, {type: object}]}", "{type: object}"));
    }

    #[test]
    fn what_leads_back_to_itself_ends() {
        let refer = |name: &str| format!("{{$ref: '#/components/schemas/{name}'}}");
        assert!(!apart(&refer("Loop"), &refer("Loop")));
        assert!(!apart(&refer("Nest"), &refer("Nest")));
        assert!(!apart(&refer("Nowhere"), &refer("Cat")));
    }
}
