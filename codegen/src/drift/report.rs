//! What people and programs read of a drift.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Change, Drift, INDEX, Stale};
use crate::contract::subject;

/// Where places of the description stand, file and line.
pub type Located = BTreeMap<String, (String, usize)>;

/// The places that a report names.
#[must_use]
pub fn places(drift: &Drift) -> BTreeSet<String> {
    drift.changes.iter().flat_map(|change| &change.at).flat_map(|at| [at.clone(), subject(at)]).collect()
}

/// So many places of one cause are named; the others are counted.
const NAMED: usize = 3;

/// The report for people: by operation or type, with the places of both sides.
#[must_use]
pub fn text(drift: &Drift, documents: &BTreeMap<String, String>, located: &Located) -> String {
    let mut text = String::new();
    let mut heading = String::new();
    for change in &drift.changes {
        let own = subject(&change.at[0]);
        if own != heading {
            heading = own;
            let place = located.get(&heading).map(|(file, line)| format!("  {file}:{line}")).unwrap_or_default();
            writes(&mut text, &format!("\n{heading}{place}"));
        }
        change_text(&mut text, change, documents, located);
    }
    if !drift.stale.is_empty() {
        writes(&mut text, "\nspec/deviations.yaml");
        for stale in &drift.stale {
            stale_text(&mut text, stale);
        }
    }
    writes(&mut text, &format!("\n{}", summary(drift)));
    text.trim_start().to_owned()
}

fn change_text(text: &mut String, change: &Change, documents: &BTreeMap<String, String>, located: &Located) {
    let at = &change.at[0];
    let rest = at.strip_prefix(&subject(at)).unwrap_or(at).trim_start_matches([' ', '.']);
    let what = match (change.spec.as_str(), change.document.as_str(), rest) {
        ("absent", _, "") => "the document has it, the description has not".to_owned(),
        (_, "absent", "http") => "the document does not have this operation any more".to_owned(),
        (_, _, "http") => "the operation has moved".to_owned(),
        ("absent", ..) => format!("{rest}: only the document has it"),
        (_, "absent", _) => format!("{rest}: only the description has it"),
        (_, _, "") => "its values".to_owned(),
        _ => rest.to_owned(),
    };
    writes(text, &format!("  {what}"));
    let document = documents.get(&change.family).map_or("document", String::as_str);
    let pointer = match change.family.as_str() {
        _ if change.pointer.is_empty() => String::new(),
        INDEX => format!("  {document}:{}", change.pointer),
        _ => format!("  {document}#{}", change.pointer),
    };
    writes(text, &format!("    document     {}{pointer}", change.document));
    let place = located.get(at).map(|(file, line)| format!("  {file}:{line}")).unwrap_or_default();
    writes(text, &format!("    description  {}{place}", change.spec));
    for (expected, line) in &change.expected {
        writes(text, &format!("    deviation    {expected}  spec/deviations.yaml:{line}"));
    }
    if change.at.len() > 1 {
        writes(text, &format!("    the same at   {}", named(&change.at[1..])));
    }
    if change.operations.len() > 1 {
        let list = named(&change.operations);
        writes(text, &format!("    concerns {} operations: {list}", change.operations.len()));
    }
}

fn stale_text(text: &mut String, stale: &Stale) {
    let Stale { at, document, line, places, found } = stale;
    let what = match found.len() {
        0 => "no longer applies: the document does not say that any more, or the description says the same".to_owned(),
        count => format!("is so in {count} places of the document, and the entry says {places}"),
    };
    writes(text, &format!("  line {line}: `{at}`, `{document}` {what}"));
    for pointer in found {
        writes(text, &format!("    #{pointer}"));
    }
}

fn named(list: &[String]) -> String {
    let mut text = list.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    if list.len() > NAMED {
        let _ = write!(text, " and {} more", list.len() - NAMED);
    }
    text
}

fn summary(drift: &Drift) -> String {
    if drift.is_empty() {
        let Drift { operations, explained, .. } = drift;
        return format!(
            "no drift: {operations} operations agree with the documents, but for {explained} recorded deviations"
        );
    }
    let count = |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    let changes = count(drift.changes.len(), "difference", "differences");
    let stale = count(drift.stale.len(), "deviation that does not apply", "deviations that do not apply");
    let found = match (drift.changes.is_empty(), drift.stale.is_empty()) {
        (false, false) => format!("{changes}, {stale}"),
        (false, true) => changes,
        (true, _) => stale,
    };
    format!(
        "{found}; correct the description, or record what is meant in spec/deviations.yaml \
         (`--entries` prints entries to start from)"
    )
}

/// The report for programs.
#[must_use]
pub fn json(drift: &Drift, located: &Located) -> Value {
    let place = |at: &String| match located.get(at) {
        Some((file, line)) => json!({ "at": at, "file": file, "line": line }),
        None => json!({ "at": at }),
    };
    let change = |change: &Change| {
        json!({
            "places": change.at.iter().map(place).collect::<Vec<_>>(),
            "family": change.family,
            "document": change.document,
            "description": change.spec,
            "pointer": change.pointer,
            "operations": change.operations,
        })
    };
    let stale = |stale: &Stale| {
        json!({
            "at": stale.at,
            "document": stale.document,
            "line": stale.line,
            "places": stale.places,
            "found": stale.found,
        })
    };
    json!({
        "operations": drift.operations,
        "explained": drift.explained,
        "changes": drift.changes.iter().map(change).collect::<Vec<_>>(),
        "stale": drift.stale.iter().map(stale).collect::<Vec<_>>(),
    })
}

/// Entries for `spec/deviations.yaml`, to be given a reason and evidence.
#[must_use]
pub fn entries(drift: &Drift) -> String {
    let mut counts: BTreeMap<(&String, &String), (usize, &String)> = BTreeMap::new();
    for change in &drift.changes {
        for at in &change.at {
            counts.entry((at, &change.document)).or_insert((0, &change.spec)).0 += 1;
        }
    }
    let mut text = String::from("- reason:\n  evidence:\n  each:\n");
    for ((at, document), (places, spec)) in counts {
        writes(&mut text, &format!("    # the description: {spec}"));
        writes(&mut text, &format!("    - at: {}", quoted(at)));
        writes(&mut text, &format!("      document: {}", quoted(document)));
        if places != 1 {
            writes(&mut text, &format!("      places: {places}"));
        }
    }
    text
}

/// A text of YAML that is read back as it is.
fn quoted(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || " ._-()|/<>=$".contains(c))
        && !matches!(text, "true" | "false" | "null" | "yes" | "no" | "on" | "off");
    if plain && text.trim() == text { text.to_owned() } else { format!("'{}'", text.replace('\'', "''")) }
}

fn writes(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}
