//! Drift from the docs: what the vendor's documents say that the description does not, beyond the recorded deviations.

pub mod index;
pub mod report;

use std::collections::{BTreeMap, BTreeSet};

use crate::contract::{self, Contract, Finding};
use crate::model::{Api, Deviation};

/// What came out of holding the description against documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drift {
    /// Differences that no deviation explains, those with the same cause together.
    pub changes: Vec<Change>,
    /// Deviations that do not apply as they stand.
    pub stale: Vec<Stale>,
    /// How many operations were held against documents.
    pub operations: usize,
    /// How many differences deviations explain.
    pub explained: usize,
}

/// A difference, at every place where it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where in the description, as deviations write it.
    pub at: Vec<String>,
    /// What the document says there; `absent` for nothing.
    pub document: String,
    /// What the description says there; `absent` for nothing.
    pub spec: String,
    /// Where in the document it is written.
    pub pointer: String,
    /// The family whose document it is.
    pub family: String,
    /// The operations that it concerns.
    pub operations: Vec<String>,
    /// Deviations of the same place, which expect something else: what they expect, and the line of each.
    pub expected: Vec<(String, usize)>,
}

/// A deviation that does not apply as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    /// Its place.
    pub at: String,
    /// What it says of the document.
    pub document: String,
    /// Its line in `spec/deviations.yaml`.
    pub line: usize,
    /// In how many places it says that the document says so.
    pub places: usize,
    /// Where the document says so.
    pub found: Vec<String>,
}

/// Why a document was not held against the description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foreign {
    /// The family that it was given for.
    pub family: String,
    /// Operations that the description has.
    pub known: usize,
    /// Those of them that the document has.
    pub found: usize,
}

impl Drift {
    /// Whether there is nothing to complain of.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.stale.is_empty()
    }
}

/// A family, described twice.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    /// `v1` or `rest`.
    pub family: &'a str,
    /// The description: that of the model, or what was exported from it.
    pub description: &'a Contract,
    /// The vendor's document.
    pub document: &'a Contract,
}

/// What the index of endpoints is called where a family is named.
pub const INDEX: &str = "index";

/// Holds the description against documents, and the model's deviations against what comes out; so too what was found in the
/// index of endpoints, if that is given.
///
/// # Errors
///
/// If a document is of another API: it has less than half of the operations that the description has.
pub fn drift(api: &Api, pairs: &[Pair<'_>], index: Option<Vec<Finding>>) -> Result<Drift, Foreign> {
    let given = index.is_some();
    let index = index.into_iter().flatten().map(|finding| (INDEX, finding));
    let mut findings: Vec<(&str, Finding)> = index.collect();
    let mut drift = Drift::default();
    for &Pair { family, description, document } in pairs {
        drift.operations += belongs(family, description, document)?;
        let found = contract::compare(description, document);
        findings.extend(found.into_iter().map(|finding| (family, finding)));
    }
    let mut applied: BTreeMap<usize, Vec<&Finding>> = BTreeMap::new();
    let mut unexplained: Vec<(&str, &Finding)> = Vec::new();
    for (family, finding) in &findings {
        let applies = |deviation: &Deviation| deviation.at == finding.at && deviation.document == finding.document;
        match api.deviations.iter().position(applies) {
            Some(index) => applied.entry(index).or_default().push(finding),
            None => unexplained.push((family, finding)),
        }
    }
    drift.explained = applied.values().map(Vec::len).sum();
    drift.stale = stale(api, pairs, given, &applied, &unexplained);
    drift.changes = changes(api, &unexplained);
    Ok(drift)
}

/// That a document is the family's own. How many of the description's operations it has.
fn belongs(family: &str, spec: &Contract, document: &Contract) -> Result<usize, Foreign> {
    let keys: BTreeSet<_> = document.operations.iter().map(|operation| operation.http_template()).collect();
    let known = spec.operations.len();
    let found = spec.operations.iter().filter(|operation| keys.contains(&operation.http_template())).count();
    if found * 2 < known { Err(Foreign { family: family.to_owned(), known, found }) } else { Ok(found) }
}

/// The deviations that do not apply, or in another number of places. One whose place has a finding of its own is not among
/// them: that finding says what there is now.
fn stale(
    api: &Api,
    pairs: &[Pair<'_>],
    index: bool,
    applied: &BTreeMap<usize, Vec<&Finding>>,
    unexplained: &[(&str, &Finding)],
) -> Vec<Stale> {
    let given = |family: &str| pairs.iter().any(|pair| pair.family == family);
    let judged = |deviation: &Deviation| {
        let home = deviation.at.split(['.', ' ']).next().unwrap_or_default();
        if deviation.at.ends_with(" index") {
            return index;
        }
        if home == "shared" { api.families.iter().all(|family| given(&family.key)) } else { given(home) }
    };
    let mut stale = Vec::new();
    for (index, deviation) in api.deviations.iter().enumerate() {
        let found = applied.get(&index).map(Vec::as_slice).unwrap_or_default();
        let told = unexplained.iter().any(|(family, finding)| {
            // A status that comes or goes takes the body of its error along.
            let status = finding.at.ends_with(" error_statuses") && deviation.at == format!("{family} errors");
            let within =
                deviation.at.strip_prefix(&finding.at).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
            let gone =
                finding.at.ends_with(" http") && contract::subject(&finding.at) == contract::subject(&deviation.at);
            within || gone || status || finding.hides.contains(&contract::subject(&deviation.at))
        });
        if judged(deviation) && !told && found.len() != deviation.places {
            stale.push(Stale {
                at: deviation.at.clone(),
                document: deviation.document.clone(),
                line: deviation.line,
                places: deviation.places,
                found: found.iter().map(|finding| finding.cause.clone()).collect(),
            });
        }
    }
    stale
}

/// Findings with one cause, together.
fn changes(api: &Api, unexplained: &[(&str, &Finding)]) -> Vec<Change> {
    let mut order: Vec<(&str, &str, &str, &str)> = Vec::new();
    let mut groups: BTreeMap<(&str, &str, &str, &str), Vec<&Finding>> = BTreeMap::new();
    for (family, finding) in unexplained {
        let key = (*family, finding.cause.as_str(), finding.document.as_str(), finding.spec.as_str());
        if !groups.contains_key(&key) {
            order.push(key);
        }
        groups.entry(key).or_default().push(finding);
    }
    let change = |key: (&str, &str, &str, &str)| {
        let findings = &groups[&key];
        let at: Vec<String> = findings.iter().map(|finding| finding.at.clone()).collect();
        let operations: BTreeSet<&String> = findings.iter().flat_map(|finding| &finding.operations).collect();
        let expected = api.deviations.iter().filter(|deviation| at.contains(&deviation.at));
        Change {
            document: key.2.to_owned(),
            spec: key.3.to_owned(),
            pointer: key.1.to_owned(),
            family: key.0.to_owned(),
            operations: operations.into_iter().cloned().collect(),
            expected: expected.map(|deviation| (deviation.document.clone(), deviation.line)).collect(),
            at,
        }
    };
    order.into_iter().map(change).collect()
}
