//! Intended differences to the vendor's documents: each names something that exists, and repeats what is written there.

use std::collections::HashSet;

use super::grammar::split_docs;
use super::place::{Part, Place, Report};
use crate::diagnostic::Rule;
use crate::document::tree::{Kind, Node};
use crate::document::{DeviationText, Documents};
use crate::model::Deviation;

/// The words that stand for a presence instead of a type.
const REQUIRED: &str = "required";
const OPTIONAL: &str = "optional";
const ABSENT: &str = "absent";
const PRESENT: &str = "present";

pub(super) fn lower(documents: &Documents, report: &Report<'_>) -> Vec<Deviation> {
    let Some((file, texts)) = &documents.deviations else { return Vec::new() };
    let mut seen: HashSet<(&str, &str)> = HashSet::new();
    let mut deviations = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        let place = Place::file(*file).item(index);
        reasons(text, &place, report);
        for (difference, place) in differences(text, &place, report) {
            if !seen.insert((difference.at, difference.document)) {
                let help = "keep one of the two; `places` says in how many places the document says the same";
                report.add(Rule::DuplicateKey, &place.key("at"), Part::Value, "this deviation stands here twice", help);
            }
            check(&difference, &place, report);
            deviations.push(Deviation {
                at: difference.at.to_owned(),
                document: difference.document.to_owned(),
                spec: difference.spec.map(str::to_owned),
                places: difference.places.unwrap_or(1),
                line: report.line(&place),
                reason: text.reason.clone(),
                evidence: text.evidence.clone(),
            });
        }
    }
    deviations
}

/// A difference as it is written, alone or as one of several.
struct Difference<'t> {
    at: &'t str,
    document: &'t str,
    spec: Option<&'t str>,
    places: Option<usize>,
}

/// The differences of an entry, each with its place.
fn differences<'t>(text: &'t DeviationText, place: &Place, report: &Report<'_>) -> Vec<(Difference<'t>, Place)> {
    let each = text.each.iter().enumerate().map(|(index, one)| {
        let difference =
            Difference { at: &one.at, document: &one.document, spec: one.spec.as_deref(), places: one.places };
        (difference, place.key("each").item(index))
    });
    match (&text.at, &text.document, &text.spec) {
        (Some(at), Some(document), Some(spec)) if text.each.is_empty() => {
            let difference = Difference { at, document, spec: Some(spec), places: text.places };
            vec![(difference, place.clone())]
        }
        (None, None, None) if !text.each.is_empty() && text.places.is_none() => each.collect(),
        _ => {
            let help = "write `at`, `document` and `spec`, or several of them under `each`";
            report.add(
                Rule::WrongShape,
                place,
                Part::Value,
                "this entry names no difference, or two ways of one",
                help,
            );
            Vec::new()
        }
    }
}

fn reasons(text: &DeviationText, place: &Place, report: &Report<'_>) {
    for (key, value) in [("reason", &text.reason), ("evidence", &text.evidence)] {
        if value.trim().is_empty() {
            let help = "say it, so that somebody else can judge whether it still holds";
            report.add(Rule::MissingDocs, &place.key(key), Part::Key, format!("the {key} is empty"), help);
        }
    }
}

fn check(text: &Difference<'_>, place: &Place, report: &Report<'_>) {
    if text.document.trim().is_empty() {
        let help = "say it, so that somebody else can judge whether it still holds";
        report.add(Rule::MissingDocs, &place.key("document"), Part::Key, "the document is empty", help);
    }
    let at = place.key("at");
    match (find(text.at, report), text.spec) {
        (Target::Unknown(message), _) => {
            let help = "write `FAMILY.AREA Type.member`, `FAMILY.AREA operation [PART [NAME]]` or `shared Type.member`";
            report.add(Rule::DeviationPlace, &at, Part::Value, message, help);
        }
        (Target::Partial, _) | (_, None) | (Target::Absent, Some(ABSENT)) => {}
        (Target::Absent, Some(_)) => {
            let help = "correct the place, write `spec: absent` if it is left out on purpose, or remove the entry";
            report.add(Rule::DeviationPlace, &at, Part::Value, "the description has nothing there", help);
        }
        (Target::Found { key, value }, Some(said)) => repeats(text.at, said, &key, value, place, report),
    }
}

/// That an entry repeats what the description says.
fn repeats(at: &str, said: &str, key: &str, value: &Node, place: &Place, report: &Report<'_>) {
    match written(said, key, value) {
        Some(written) if written == said => {}
        Some(written) => {
            let message = format!("the description says `{written}` there");
            let help = "write that, if the difference is still meant, or remove the entry";
            report.add(Rule::DeviationStale, &place.key("spec"), Part::Value, message, help);
        }
        None => {
            let message = format!("`{at}` is more than one text, so it can't be repeated");
            let help = "name the part that differs, such as `v1.animals get returns` or `v1.animals Animal.born`";
            report.add(Rule::DeviationPlace, &place.key("at"), Part::Value, message, help);
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

/// File and line of a place, or of the nearest thing that is there.
pub(crate) fn locate(at: &str, report: &Report<'_>) -> Option<(String, usize)> {
    let mut words: Vec<&str> = at.split_whitespace().collect();
    let file = file_of(words.first()?);
    let id = report.file(&file)?;
    while words.len() > 1 {
        let place = match way(&words, report) {
            Way::Place { home, last } => existing(&home, last, report),
            Way::Partial | Way::Unknown(_) | Way::Implied => None,
        };
        if let Some(place) = place {
            return Some((file, report.line_of_key(&place)));
        }
        if let Some((home, _)) = words.pop().and_then(|word| word.rsplit_once('.')) {
            words.push(home);
        }
    }
    Some((file, report.line_of_key(&Place::file(id))))
}

/// Where a place is looked for.
enum Way<'w> {
    /// A key, with or without a question mark, of any of these maps.
    Place {
        home: Vec<Place>,
        last: &'w str,
    },
    /// Something that is nowhere written.
    Implied,
    /// Its file has other faults, which hide whether it is there.
    Partial,
    Unknown(String),
}

fn file_of(home: &str) -> String {
    match home.split_once('.') {
        Some((family, area)) => format!("spec/{family}/{area}.yaml"),
        None => format!("spec/{home}.yaml"),
    }
}

fn existing(homes: &[Place], last: &str, report: &Report<'_>) -> Option<Place> {
    let keys = [last.to_owned(), format!("{last}?")];
    homes.iter().flat_map(|home| keys.iter().map(|key| home.key(key))).find(|place| report.node(place).is_some())
}

fn find<'a>(at: &str, report: &Report<'a>) -> Target<'a> {
    let words: Vec<&str> = at.split_whitespace().collect();
    match way(&words, report) {
        Way::Implied => Target::Absent,
        Way::Partial => Target::Partial,
        Way::Unknown(message) => Target::Unknown(message),
        Way::Place { home, last } => {
            let found = home.iter().map(|home| entry(home, last, report));
            found.into_iter().find(|target| !matches!(target, Target::Absent)).unwrap_or(Target::Absent)
        }
    }
}

fn way<'w>(words: &[&'w str], report: &Report<'_>) -> Way<'w> {
    let [home, subject, rest @ ..] = words else {
        return Way::Unknown(format!("`{}` names no place", words.join(" ")));
    };
    if (*subject == ERRORS || *subject == BASE) && rest.is_empty() && is_family(home, report) {
        return Way::Implied;
    }
    let path = file_of(home);
    if !report.is_whole(&path) {
        return Way::Partial;
    }
    let Some(file) = report.file(&path) else {
        return Way::Unknown(format!("there is no file {path}"));
    };
    let top = Place::file(file);
    match subject.split_once('.') {
        Some((name, member)) => member_way(&path, &top, name, member, report),
        None => subject_way(&path, &top, subject, rest, report),
    }
}

/// `Type.member`, `resource.member` or `resource.part.member`.
fn member_way<'w>(path: &str, top: &Place, name: &str, member: &'w str, report: &Report<'_>) -> Way<'w> {
    const PARTS: [&str; 7] =
        ["attributes", "attributes?", "relationships", "relationships?", "meta", "meta?", "members"];
    let (ty, resource) = (top.key("types").key(name), top.key("resources").key(name));
    if report.node(&ty).is_none() && report.node(&resource).is_none() {
        return Way::Unknown(format!("{path} has no type and no resource `{name}`"));
    }
    if let Some((part, member)) = member.split_once('.') {
        let home = [part.to_owned(), format!("{part}?")].map(|part| resource.key(&part)).to_vec();
        return Way::Place { home, last: member };
    }
    let parts = PARTS.iter().map(|part| resource.key(part));
    let homes = [ty.key("members"), ty.key("enum"), ty.key("union").key("variants"), resource.clone()];
    Way::Place { home: homes.into_iter().chain(parts).collect(), last: member }
}

/// A type or resource as a whole, or an operation and its parts.
fn subject_way<'w>(path: &str, top: &Place, subject: &'w str, rest: &[&'w str], report: &Report<'_>) -> Way<'w> {
    let homes = ["operations", "resources", "types"].map(|home| top.key(home));
    let Some(home) = homes.iter().find(|home| report.node(&home.key(subject)).is_some()) else {
        return match rest {
            [] => Way::Place { home: homes.to_vec(), last: subject },
            _ => Way::Unknown(format!("{path} has no `{subject}`")),
        };
    };
    match rest {
        [] => Way::Place { home: vec![home.clone()], last: subject },
        [first, ..] if !is_part(first) => Way::Unknown(format!("`{first}` is no part of `{subject}`")),
        [parts @ .., last] => {
            let place = parts.iter().fold(home.key(subject), |place, part| place.key(part));
            Way::Place { home: vec![place], last }
        }
    }
}

/// What is said of the errors of a whole family, whose bodies the client's runtime knows.
const ERRORS: &str = "errors";

/// The base path of a family.
const BASE: &str = "base";

fn is_family(name: &str, report: &Report<'_>) -> bool {
    let api = report.file("spec/api.yaml").map(Place::file);
    api.is_some_and(|api| report.node(&api.key("families").key(name)).is_some())
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

/// What is written at a place, as an entry repeats it; nothing where a single text can't.
fn written(spec: &str, key: &str, value: &Node) -> Option<String> {
    if matches!(spec, REQUIRED | OPTIONAL) {
        let optional = value.entry("optional").is_some_and(|(_, value)| value.text() == Some("true"));
        return Some(if key.ends_with('?') || optional { OPTIONAL } else { REQUIRED }.to_owned());
    }
    if spec == PRESENT {
        return Some(PRESENT.to_owned());
    }
    match &value.kind {
        Kind::Scalar { text, .. } => Some(split_docs(text).0.to_owned()),
        Kind::Sequence(items) => Some(texts(items).join(", ")),
        Kind::Refused => None,
        Kind::Mapping(entries) => {
            if let Some((_, ty)) = value.entry("type") {
                return ty.text().map(str::to_owned);
            }
            if let Some((_, values)) = value.entry("enum") {
                let values = match &values.kind {
                    Kind::Mapping(entries) => entries.iter().filter_map(|(value, _)| value.text()).collect(),
                    Kind::Sequence(items) => texts(items),
                    _ => return None,
                };
                return Some(format!("enum {}", values.join("|")));
            }
            let answer = |(status, answer): &(Node, Node)| {
                let ty = answer.entry("type").map_or(answer, |(_, ty)| ty);
                Some(format!("{} {}", status.text()?, ty.text()?))
            };
            let answers: Vec<String> = entries.iter().map(answer).collect::<Option<_>>()?;
            (key == "returns").then(|| answers.join(", "))
        }
    }
}

fn texts(nodes: &[Node]) -> Vec<&str> {
    nodes.iter().filter_map(Node::text).collect()
}

/// Whether an operation has parts of this name.
fn is_part(name: &str) -> bool {
    const PARTS: &[&str] = &[
        "http",
        "docs",
        "page",
        "permissions",
        "path",
        "query",
        "headers",
        "body",
        "returns",
        "errors",
        "error_statuses",
        "index",
        "notes",
        "limits",
        "regions",
        "effect",
        "version",
        "deprecated",
        "sunset",
        "retired",
        "paging",
        "poll",
        "type",
        "id",
        "attributes",
        "relationships",
        "meta",
        "members",
    ];
    PARTS.contains(&name)
}
