//! The docs' index of endpoints against the description.

use std::collections::BTreeSet;

use serde_yaml::Value;

use crate::contract::Finding;
use crate::coverage::{self, Key};
use crate::index::Entry;
use crate::model::{Api, Operation, Stability};

/// What the index says of operations that the description does not. The vendor's documents help to tell which operations its
/// entries mean.
#[must_use]
pub fn findings(api: &Api, rest: &Value, v1: &Value, entries: &[Entry]) -> Vec<Finding> {
    let meant = coverage::meant(api, rest, v1, entries);
    let mut findings: Vec<Finding> =
        entries.iter().zip(&meant).filter_map(|(entry, key)| listed(api, entry, key.as_ref())).collect();
    findings.extend(unlisted(api, &meant));
    findings
}

/// What is wrong with the operation that an entry means.
fn listed(api: &Api, entry: &Entry, key: Option<&Key>) -> Option<Finding> {
    let operation = key.and_then(|key| {
        api.operations().find(|(area, operation)| coverage::key(api, area, operation).as_ref() == Some(key))
    });
    let Some((area, operation)) = operation else {
        let at = format!("{} index \"{}\" of {}", entry.family.as_str(), entry.title, entry.category);
        return Some(finding(at, "listed", "absent", entry.line, key.map(|key| key.2.clone())));
    };
    let beta = entry.remark.as_deref().is_some_and(|remark| remark.contains("beta"));
    let is_beta = operation.version.as_ref().is_some_and(|version| version.stability != Stability::Ga);
    let ending = operation.deprecated.is_some() || operation.retired.is_some();
    let document = state(entry.deprecated, beta);
    let spec = state(ending, beta && is_beta);
    let at = format!("{}.{} {} index", api.family(area).key, area.key, operation.key);
    (document != spec).then(|| finding(at, &document, &spec, entry.line, Some(operation.name.clone())))
}

/// Operations that the index does not list. It leaves many out, and each of those is recorded: so one that goes is noticed.
fn unlisted(api: &Api, meant: &[Option<Key>]) -> Vec<Finding> {
    let missing = api.operations().filter(|(area, operation)| {
        let key = coverage::key(api, area, operation);
        key.is_some() && !meant.contains(&key)
    });
    let finding = |(area, operation): (&crate::model::Area, &Operation)| {
        let at = format!("{}.{} {} index", api.family(area).key, area.key, operation.key);
        let spec = state(operation.deprecated.is_some() || operation.retired.is_some(), false);
        finding(at, "absent", &spec, 0, Some(operation.name.clone()))
    };
    missing.map(finding).collect()
}

fn state(deprecated: bool, beta: bool) -> String {
    let mut text = "listed".to_owned();
    for (word, holds) in [("deprecated", deprecated), ("beta", beta)] {
        if holds {
            text.push_str(", ");
            text.push_str(word);
        }
    }
    text
}

fn finding(at: String, document: &str, spec: &str, line: usize, operation: Option<String>) -> Finding {
    let place = if line == 0 { String::new() } else { line.to_string() };
    Finding {
        at,
        document: document.to_owned(),
        spec: spec.to_owned(),
        pointers: BTreeSet::from([place.clone()]),
        cause: place,
        operations: operation.into_iter().collect(),
        hides: BTreeSet::new(),
    }
}
