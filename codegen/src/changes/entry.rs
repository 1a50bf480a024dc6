//! The changelog's entry.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Change, Class, Subject, Version};

/// From so many operations on, what is said of all of them is said once.
const MANY: usize = 3;

/// The entry of a version in a changelog, in Markdown: a section for each class, in it a line for each operation or type, and
/// below it what changed. What is the same of many is said once, with all their names.
#[must_use]
pub fn entry(version: Version, changes: &[Change]) -> String {
    let mut text = format!("## {version}\n");
    for class in Class::ALL {
        let of_class: Vec<&Change> = changes.iter().filter(|change| change.class == *class).collect();
        if !of_class.is_empty() {
            let _ = write!(text, "\n### {}\n\n", title(*class));
            section(&mut text, &of_class);
        }
    }
    if changes.is_empty() {
        text.push_str("\nNo changes.\n");
    }
    text
}

fn title(class: Class) -> &'static str {
    match class {
        Class::Compilation => "Breaking: code",
        Class::Request => "Breaking: what is sent",
        Class::Decoding => "Breaking: what is read",
        Class::Additive => "Added",
        Class::Lifecycle => "Deprecated and lifecycle",
        Class::Docs => "Documentation",
    }
}

fn section(text: &mut String, changes: &[&Change]) {
    let mut by_what: BTreeMap<&str, Vec<&Subject>> = BTreeMap::new();
    for change in changes {
        by_what.entry(&change.what).or_default().push(&change.subject);
    }
    let is_common = |change: &&&Change| by_what[change.what.as_str()].len() >= MANY;
    for (what, subjects) in by_what.iter().filter(|(_, subjects)| subjects.len() >= MANY) {
        let _ = writeln!(text, "- each of these {}: {what}", subjects.len());
        for subject in subjects {
            let _ = writeln!(text, "  - {}", named(subject));
        }
    }
    let mut by_subject: BTreeMap<&Subject, Vec<&str>> = BTreeMap::new();
    for change in changes.iter().filter(|change| !is_common(change)) {
        by_subject.entry(&change.subject).or_default().push(&change.what);
    }
    for (subject, whats) in by_subject {
        match whats[..] {
            [what] => text.push_str(&format!("- {}: {what}\n", named(subject))),
            _ => {
                let _ = writeln!(text, "- {}:", named(subject));
                text.extend(whats.iter().map(|what| format!("  - {what}\n")));
            }
        }
    }
}

/// `` `v1::projects::Projects::get` (`GET /v1/org/{orgId}`) ``
fn named(subject: &Subject) -> String {
    let Subject { kind: _, rust, wire } = subject;
    if rust.ends_with(wire.as_str()) { format!("`{rust}`") } else { format!("`{rust}` (`{wire}`)") }
}
