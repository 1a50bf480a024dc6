//! What a draft says otherwise than its document, since the language folds it away or has no words for it: entries for
//! `deviations.yaml`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::kinds::{Ground, KINDS, Kind};
use super::types::Materials;
use super::yaml::{Entry, Yaml, write_list};
use super::{complete, gap};
use crate::contract::{self, Finding, subject};
use crate::model::{Api, Deviation};
use crate::{File, Source, compile};

/// An entry of `deviations.yaml` whose difference stands in another number of places with a draft than it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recount {
    /// Its place.
    pub at: String,
    /// What it says of the document.
    pub document: String,
    /// In how many places it says so.
    pub old: usize,
    /// In how many places the document says so, once the draft is a part of the description.
    pub new: usize,
}

impl fmt::Display for Recount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { at, document, old, new } = self;
        write!(f, "spec/deviations.yaml: the entry `{at}`, `{document}` has to say `places: {new}`; it says {old}")
    }
}

/// What has to be recorded of a draft.
#[derive(Debug, Default)]
pub(super) struct Recorded {
    pub(super) file: Option<File>,
    pub(super) recounts: Vec<Recount>,
}

/// Holds the description with a draft in it against the document, and records each difference of what was drafted.
///
/// # Errors
///
/// If the description does not compile even with all gaps filled; the text says where.
pub(super) fn record(sources: &[Source], from: Materials<'_>, drafted: &[File]) -> Result<Recorded, String> {
    let family = from.known.family.as_str();
    let api = compile(&complete(sources, drafted)?).map_err(|found| {
        let first = found.iter().next().map(|first| format!("{}:{}: {}", first.file, first.span.line, first.message));
        let more = found.len().saturating_sub(1);
        let more = if more == 0 { String::new() } else { format!(", and {more} more faults") };
        format!("{}{more}", first.unwrap_or_default())
    })?;
    let findings = contract::compare(&contract::of_api(&api, family), from.contract);
    let counted = count(&findings, &operations_of(&api, family, drafted));
    let elsewhere = reached_by_others(&api, family);
    let mut recorded = Recorded::default();
    let mut new: Vec<Counted<'_>> = Vec::new();
    for counted in counted {
        let Counted { finding, all, fresh } = counted;
        let known = |entry: &&Deviation| entry.at == finding.at && entry.document == finding.document;
        match api.deviations.iter().find(known) {
            Some(entry) => {
                // Of places that another family's document is held against, too, only what the draft adds is known here.
                let count = if elsewhere.contains(&subject(&finding.at)) { entry.places + fresh } else { all };
                if count != entry.places {
                    let (at, document) = (entry.at.clone(), entry.document.clone());
                    recorded.recounts.push(Recount { at, document, old: entry.places, new: count });
                }
            }
            None => new.push(counted),
        }
    }
    recorded.file = file(&Ground::new(&api, family, from.document), family, &new);
    Ok(recorded)
}

/// A difference of what was drafted.
#[derive(Clone, Copy)]
struct Counted<'f> {
    finding: &'f Finding,
    /// In how many places of the document it is so.
    all: usize,
    /// In how many of them for what was drafted alone.
    fresh: usize,
}

/// The differences that concern some operations, counted as deviations count: by place and by what the document says.
fn count<'f>(findings: &'f [Finding], drafted: &BTreeSet<String>) -> Vec<Counted<'f>> {
    let mut counted: BTreeMap<(&str, &str), Counted<'f>> = BTreeMap::new();
    for finding in findings {
        let key = (finding.at.as_str(), finding.document.as_str());
        let counted = counted.entry(key).or_insert(Counted { finding, all: 0, fresh: 0 });
        counted.all += 1;
        counted.fresh += usize::from(finding.operations.is_subset(drafted));
    }
    let concerned = |counted: &Counted<'_>| {
        let same = |other: &&Finding| other.at == counted.finding.at && other.document == counted.finding.document;
        findings.iter().filter(same).any(|finding| !finding.operations.is_disjoint(drafted))
    };
    counted.into_values().filter(concerned).collect()
}

/// The names of the operations that the areas of a draft have.
fn operations_of(api: &Api, family: &str, drafted: &[File]) -> BTreeSet<String> {
    let is_drafted = |key: &str| drafted.iter().any(|file| file.path == format!("{family}/{key}.yaml"));
    let areas = api.operations().filter(|(area, _)| api.family(area).key == family && is_drafted(&area.key));
    areas.map(|(_, operation)| operation.name.clone()).collect()
}

/// The types that operations of other families reach.
fn reached_by_others(api: &Api, family: &str) -> BTreeSet<String> {
    let others = api.families.iter().filter(|other| other.key != family);
    let schemas = others.flat_map(|other| contract::of_api(api, &other.key).schemas);
    schemas.map(|schema| subject(&schema.at)).collect()
}

/// The file of entries, those with one reason together: first what somebody has to find a reason for.
fn file(ground: &Ground<'_>, family: &str, new: &[Counted<'_>]) -> Option<File> {
    let mut groups: BTreeMap<Option<usize>, Vec<Counted<'_>>> = BTreeMap::new();
    for counted in new {
        groups.entry(ground.kind(counted.finding)).or_default().push(*counted);
    }
    let mut entries = Vec::new();
    for (kind, group) in groups {
        match kind.map(|kind| &KINDS[kind]) {
            Some(Kind { reason, evidence, .. }) => {
                entries.push(entry(reason, evidence, group.iter().map(|counted| difference(counted, Vec::new()))));
            }
            None => entries.extend(unexplained(&group)),
        }
    }
    let remarks = ["To be added to spec/deviations.yaml.".to_owned()];
    (!entries.is_empty()).then(|| {
        let path = format!("deviations.{family}.additions.yaml");
        File { path, text: write_list(&remarks, &entries) }
    })
}

/// Entries that wait for their reason, one for each operation or type.
fn unexplained(group: &[Counted<'_>]) -> Vec<Yaml> {
    let mut subjects: BTreeMap<String, Vec<Counted<'_>>> = BTreeMap::new();
    for counted in group {
        subjects.entry(subject(&counted.finding.at)).or_default().push(*counted);
    }
    let waiting = |(subject, group): (&String, &Vec<Counted<'_>>)| {
        let told =
            group.iter().map(|counted| difference(counted, vec![format!("the description: {}", counted.finding.spec)]));
        entry(&gap(&format!("reason of {subject}")), &gap(&format!("evidence of {subject}")), told)
    };
    subjects.iter().map(waiting).collect()
}

fn entry(reason: &str, evidence: &str, each: impl Iterator<Item = Yaml>) -> Yaml {
    Yaml::Map(vec![
        Entry::new("reason", Yaml::Prose(reason.to_owned())),
        Entry::new("evidence", Yaml::Prose(evidence.to_owned())),
        Entry::new("each", Yaml::List(each.collect())),
    ])
}

fn difference(counted: &Counted<'_>, comments: Vec<String>) -> Yaml {
    let Counted { finding, all, .. } = counted;
    let at = Entry::text("at", &finding.at).remarked(comments);
    let mut entries = vec![at, Entry::text("document", &finding.document)];
    if *all != 1 {
        entries.push(Entry::new("places", Yaml::Plain(all.to_string())));
    }
    Yaml::Short(entries)
}
