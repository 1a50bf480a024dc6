//! Places of a document that a change can be made at: only those that an operation reaches.

use std::collections::{BTreeMap, BTreeSet};

use serde_yaml::Value;
use snyk_api_codegen::contract::Contract;

use super::change::Kind;

/// What stands at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Operation,
    Parameter,
    Body,
    Answer,
    Content,
    Schema,
}

/// A place that a change can be made at.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    pub(crate) what: What,
    pub(crate) place: Vec<String>,
    pub(crate) pointer: String,
    /// The operations that reach it, as the description names them.
    pub(crate) operations: BTreeSet<String>,
}

impl Site {
    /// What has to be put back after a change.
    pub(crate) fn scope(&self, kind: &Kind) -> &[String] {
        &self.place[..self.place.len() - kind.above]
    }
}

pub(crate) fn at<'a>(document: &'a Value, place: &[String]) -> Option<&'a Value> {
    place.iter().try_fold(document, |value, step| match value {
        Value::Mapping(members) => members.iter().find(|(key, _)| name(key) == *step).map(|(_, value)| value),
        Value::Sequence(items) => items.get(step.parse::<usize>().ok()?),
        _ => None,
    })
}

pub(crate) fn at_mut<'a>(document: &'a mut Value, place: &[String]) -> Option<&'a mut Value> {
    place.iter().try_fold(document, |value, step| match value {
        Value::Mapping(members) => members.iter_mut().find(|(key, _)| name(key) == *step).map(|(_, value)| value),
        Value::Sequence(items) => items.get_mut(step.parse::<usize>().ok()?),
        _ => None,
    })
}

fn name(key: &Value) -> String {
    match key {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

pub(crate) fn step(place: &[String], name: &str) -> Vec<String> {
    place.iter().cloned().chain([name.to_owned()]).collect()
}

pub(crate) fn pointer(place: &[String]) -> String {
    place.iter().map(|step| format!("/{}", step.replace('~', "~0").replace('/', "~1"))).collect()
}

/// Every place that an operation reaches. Error answers and headers of answers are left out, but for their statuses.
pub(crate) fn sites(document: &Value, contract: &Contract, description: &Contract) -> Vec<Site> {
    let mut walk = Walk { document, found: BTreeMap::new(), operation: String::new() };
    for operation in &contract.operations {
        let known = description.operations.iter().find(|other| other.http_template() == operation.http_template());
        walk.operation = known.map_or_else(String::new, |known| known.name.clone());
        walk.operation_at(&place(&operation.at));
    }
    walk.found.into_values().collect()
}

/// Whether what stands at a pointer refers to a site.
pub(crate) fn reaches(document: &Value, pointer: &str, site: &Site) -> bool {
    let mut walk = Walk { document, found: BTreeMap::new(), operation: String::new() };
    walk.schema(&place(pointer));
    walk.found.contains_key(&site.place)
}

/// The place that a pointer names.
fn place(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect()
}

struct Walk<'a> {
    document: &'a Value,
    found: BTreeMap<Vec<String>, Site>,
    operation: String,
}

impl Walk<'_> {
    /// Notes a place; false where this operation reached it before.
    fn note(&mut self, what: What, place: &[String]) -> bool {
        let site = self.found.entry(place.to_vec()).or_insert_with(|| Site {
            what,
            place: place.to_vec(),
            pointer: pointer(place),
            operations: BTreeSet::new(),
        });
        site.operations.insert(self.operation.clone())
    }

    fn resolve(&self, place: &[String]) -> Vec<String> {
        let mut place = place.to_vec();
        while let Some(reference) =
            at(self.document, &place).and_then(|value| value.get("$ref")).and_then(Value::as_str)
        {
            place = self::place(&reference[1..]);
        }
        place
    }

    fn names(&self, place: &[String]) -> Vec<String> {
        match at(self.document, place) {
            Some(Value::Mapping(members)) => members.keys().map(name).collect(),
            Some(Value::Sequence(items)) => (0..items.len()).map(|index| index.to_string()).collect(),
            _ => Vec::new(),
        }
    }

    fn operation_at(&mut self, place: &[String]) {
        self.note(What::Operation, place);
        let path = &place[..place.len() - 1];
        for home in [step(path, "parameters"), step(place, "parameters")] {
            for index in self.names(&home) {
                let parameter = self.resolve(&step(&home, &index));
                self.note(What::Parameter, &parameter);
                self.schema(&step(&parameter, "schema"));
            }
        }
        let body = self.resolve(&step(place, "requestBody"));
        if at(self.document, &body).is_some() {
            self.note(What::Body, &body);
            self.content(&step(&body, "content"));
        }
        let answers = step(place, "responses");
        for status in self.names(&answers) {
            self.note(What::Answer, &step(&answers, &status));
            if status.starts_with(['2', '3']) {
                let answer = self.resolve(&step(&answers, &status));
                self.content(&step(&answer, "content"));
            }
        }
    }

    fn content(&mut self, place: &[String]) {
        for media in self.names(place) {
            let place = step(place, &media);
            self.note(What::Content, &place);
            self.schema(&step(&place, "schema"));
        }
    }

    fn schema(&mut self, place: &[String]) {
        let place = self.resolve(place);
        if at(self.document, &place).is_none() || !self.note(What::Schema, &place) {
            return;
        }
        for list in ["oneOf", "anyOf", "allOf", "properties"] {
            for name in self.names(&step(&place, list)) {
                self.schema(&step(&step(&place, list), &name));
            }
        }
        for one in ["items", "additionalProperties"] {
            let inner = step(&place, one);
            if at(self.document, &inner).is_some_and(Value::is_mapping) {
                self.schema(&inner);
            }
        }
    }
}
