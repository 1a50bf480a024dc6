//! Intended differences to the vendor's documents: each names something that exists, and repeats what is written there.

use super::grammar::split_docs;
use super::place::{Part, Place, Report};
use crate::diagnostic::Rule;
use crate::document::tree::{Kind, Node};
use crate::document::{DeviationText, Documents, FileId};
use crate::model::Deviation;

/// The words that stand for a presence instead of a type.
const REQUIRED: &str = "required";
const OPTIONAL: &str = "optional";
const ABSENT: &str = "absent";

pub(super) fn lower(documents: &Documents, report: &Report<'_>) -> Vec<Deviation> {
    let Some((file, texts)) = &documents.deviations else { return Vec::new() };
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        let place = Place::file(*file).item(index);
        let same = (text.at.as_str(), text.document.as_str());
        if seen.contains(&same) {
            let help = "keep one of the two";
            report.add(Rule::DuplicateKey, &place.key("at"), Part::Value, "this deviation stands here twice", help);
        }
        seen.push(same);
        check(text, &place, documents, report);
    }
    let model = |text: &DeviationText| Deviation {
        at: text.at.clone(),
        document: text.document.clone(),
        spec: text.spec.clone(),
        reason: text.reason.clone(),
        evidence: text.evidence.clone(),
    };
    texts.iter().map(model).collect()
}

fn check(text: &DeviationText, place: &Place, documents: &Documents, report: &Report<'_>) {
    for (key, value) in [("reason", &text.reason), ("evidence", &text.evidence), ("document", &text.document)] {
        if value.trim().is_empty() {
            let help = "say it, so that somebody else can judge whether it still holds";
            report.add(Rule::MissingDocs, &place.key(key), Part::Key, format!("the {key} is empty"), help);
        }
    }
    let at = place.key("at");
    match find(&text.at, documents, report) {
        Target::Unknown(message) => {
            let help = "write `FAMILY.AREA Type.member`, `FAMILY.AREA operation [PART [NAME]]` or `shared Type.member`";
            report.add(Rule::DeviationPlace, &at, Part::Value, message, help);
        }
        Target::Partial => {}
        Target::Absent if text.spec == ABSENT => {}
        Target::Absent => {
            let help = "correct the place, write `spec: absent` if it is left out on purpose, or remove the entry";
            report.add(Rule::DeviationPlace, &at, Part::Value, "the description has nothing there", help);
        }
        Target::Found { key, value } => {
            if let Some(written) = stale(&text.spec, &key, value) {
                let message = format!("the description says `{written}` there");
                let help = "write that, if the difference is still meant, or remove the entry";
                report.add(Rule::DeviationStale, &place.key("spec"), Part::Value, message, help);
            }
        }
    }
}

enum Target<'a> {
    Found {
        key: String,
        value: &'a Node,
    },
    Absent,
    /// Its file has other faults, which hide whether it is there.
    Partial,
    Unknown(String),
}

fn find<'a>(at: &str, documents: &'a Documents, report: &Report<'a>) -> Target<'a> {
    let mut words = at.split_whitespace();
    let (Some(home), Some(subject)) = (words.next(), words.next()) else {
        return Target::Unknown(format!("`{at}` names no place"));
    };
    let rest: Vec<&str> = words.collect();
    let path = match home.split_once('.') {
        Some((family, area)) => format!("spec/{family}/{area}.yaml"),
        None => format!("spec/{home}.yaml"),
    };
    if !report.is_whole(&path) {
        return Target::Partial;
    }
    let Some(file) = documents.files.iter().position(|file| file.path == path) else {
        return Target::Unknown(format!("there is no file {path}"));
    };
    let top = Place::file(FileId(file));
    let mut place = match subject.split_once('.') {
        Some((name, member)) => {
            let ty = top.key("types").key(name);
            if report.node(&ty).is_none() {
                return Target::Unknown(format!("{path} has no type `{name}`"));
            }
            return entry(&ty.key("members"), member, report);
        }
        None if subject.starts_with(|c: char| c.is_ascii_uppercase()) => top.key("types").key(subject),
        None => top.key("operations").key(subject),
    };
    if report.node(&place).is_none() {
        return Target::Unknown(format!("{path} has no `{subject}`"));
    }
    let Some((last, parts)) = rest.split_last() else {
        return match report.node(&place) {
            Some(value) => Target::Found { key: subject.to_owned(), value },
            None => Target::Absent,
        };
    };
    for part in parts {
        place = place.key(part);
    }
    entry(&place, last, report)
}

/// A key of a map, with or without the question mark.
fn entry<'a>(map: &Place, name: &str, report: &Report<'a>) -> Target<'a> {
    for key in [name.to_owned(), format!("{name}?")] {
        if let Some(value) = report.node(&map.key(&key)) {
            return Target::Found { key, value };
        }
    }
    Target::Absent
}

/// What is written at a place, if it is not what the entry repeats.
fn stale(spec: &str, key: &str, value: &Node) -> Option<String> {
    let presence = if key.ends_with('?') { OPTIONAL } else { REQUIRED };
    if matches!(spec, REQUIRED | OPTIONAL) {
        return (spec != presence).then(|| presence.to_owned());
    }
    let node = match (&value.kind, value.entry("type"), value.entry("enum")) {
        (Kind::Mapping(_), Some((_, ty)), _) => ty,
        (Kind::Mapping(_), None, Some((_, values))) => values,
        _ => value,
    };
    let written = written(node)?;
    (written != spec).then_some(written)
}

/// A node's text as an entry repeats it: a type without its docs, a list with commas; maps have none.
fn written(node: &Node) -> Option<String> {
    match &node.kind {
        Kind::Scalar { text, .. } => Some(split_docs(text).0.to_owned()),
        Kind::Sequence(items) => {
            let texts: Vec<&str> = items.iter().filter_map(Node::text).collect();
            Some(texts.join(", "))
        }
        Kind::Mapping(_) => None,
    }
}
