//! Types of path parameters, and the ids that they need.

use std::collections::{BTreeMap, BTreeSet};

use super::known::Known;
use super::words::{camel, singular_of, words};
use crate::contract::{Contract, Kind, Operation, Schema};

/// What is known of path parameters, and what is to be added to that.
pub(super) struct Ids<'a> {
    known: &'a Known,
    /// What stands before each name in the document's paths.
    before: BTreeMap<String, BTreeSet<String>>,
    /// For `api.yaml`: names with their ids.
    pub(super) paths: BTreeMap<String, String>,
    /// For `shared.yaml`.
    pub(super) new: BTreeSet<String>,
}

impl<'a> Ids<'a> {
    pub(super) fn new(known: &'a Known, contract: &Contract) -> Self {
        let mut before: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for operation in &contract.operations {
            for (literal, name) in holes(&operation.path) {
                before.entry(name.to_owned()).or_default().insert(literal.to_owned());
            }
        }
        Self { known, before, paths: BTreeMap::new(), new: BTreeSet::new() }
    }

    /// The type that an operation has to give a path parameter; none where the family does, an inner none where it is no id.
    pub(super) fn path(
        &mut self,
        operation: &Operation,
        parameter: &crate::contract::Parameter,
        schema: &Schema,
    ) -> Option<Option<String>> {
        let name = parameter.name.as_str();
        let literal = holes(&operation.path).find(|(_, hole)| *hole == name).map_or("", |(literal, _)| literal);
        let uuid = schema.format.as_deref() == Some("uuid") && schema.kind == Kind::String;
        // Under the same name, other things stand for something else: a group of Maven's is none of Snyk's.
        if self.known.path_type(name).is_some() {
            return if uuid || relates(literal, name) { None } else { Some(None) };
        }
        if let Some(id) = self.known.path_id(name).filter(|_| uuid && self.stands_alone(name)) {
            return Some(Some(id.to_owned()));
        }
        if let Some(id) = self.known.id_of(stem(name)).filter(|_| schema.kind == Kind::String && is_id(name)) {
            if relates(literal, name) && self.stands_alone(name) {
                self.paths.insert(name.to_owned(), id);
                return None;
            }
            return Some(Some(id));
        }
        if !uuid {
            return Some(None);
        }
        if self.stands_alone(name) && is_id(name) && !stem(name).is_empty() {
            let id = format!("{}Id", camel(&words(stem(name))));
            self.add(&id);
            self.paths.insert(name.to_owned(), id);
            return None;
        }
        let id = format!("{}Id", camel(&singular_of(literal)));
        self.add(&id);
        Some(Some(id))
    }

    fn add(&mut self, id: &str) {
        if !self.known.ids.contains(id) {
            self.new.insert(id.to_owned());
        }
    }

    /// Whether a name is about the same thing in all of the document.
    fn stands_alone(&self, name: &str) -> bool {
        self.before.get(name).is_some_and(|before| before.len() == 1)
    }
}

/// The holes of a path, each with what stands before it.
pub(super) fn holes(path: &str) -> impl Iterator<Item = (&str, &str)> {
    let segments: Vec<&str> = path.split('/').collect();
    let pairs: Vec<(&str, &str)> = segments.windows(2).map(|pair| (pair[0], pair[1])).collect();
    pairs.into_iter().filter_map(|(before, hole)| Some((before, hole.strip_prefix('{')?.strip_suffix('}')?)))
}

fn is_id(name: &str) -> bool {
    name.ends_with("_id") || name.ends_with("Id")
}

/// A name without what says that it is an id.
fn stem(name: &str) -> &str {
    name.strip_suffix("_id").or(name.strip_suffix("Id")).unwrap_or(if name == "id" { "" } else { name })
}

/// Whether what stands before a hole is about what its name says: `service_accounts` before `serviceaccount_id`.
fn relates(literal: &str, name: &str) -> bool {
    if literal.is_empty() || literal.starts_with('{') || stem(name).is_empty() {
        return false;
    }
    let joined = |words: Vec<String>| words.concat();
    let (literal, name) = (joined(singular_of(literal)), joined(words(stem(name))));
    literal.ends_with(&name) || name.ends_with(&literal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_before_a_hole_tells_what_it_is() {
        for (literal, name) in [
            ("orgs", "org_id"),
            ("service_accounts", "serviceaccount_id"),
            ("project", "projectId"),
            ("ai_bom_jobs", "job_id"),
        ] {
            assert!(relates(literal, name), "{literal} {name}");
        }
        for (literal, name) in [("maven", "groupId"), ("sbom_tests", "job_id"), ("", "id")] {
            assert!(!relates(literal, name), "{literal} {name}");
        }
        assert_eq!(holes("/a/{b}/{c}/d").collect::<Vec<_>>(), [("a", "b"), ("{b}", "c")]);
    }
}
