//! One change at a time, anywhere in the vendor's documents: each is found, at the right place, and nothing else is reported.
//!
//! The documents are not part of this repository: `SNYK_API_DOCUMENTS` names the folder that holds `rest-openapi.json` and
//! `v1-openapi.yaml`. `SNYK_API_MUTATIONS` sets how many places of each kind are changed, 0 for all.

#![expect(clippy::print_stderr, reason = "whoever runs it is told what was changed, and what is skipped")]

#[path = "mutations/change.rs"]
mod change;
#[path = "mutations/places.rs"]
mod places;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_yaml::Value;
use snyk_api_codegen::contract::{self, Contract};
use snyk_api_codegen::drift::{self, Change, Drift, Pair};
use snyk_api_codegen::openapi;
use snyk_api_codegen::{Api, Source};

use change::{KINDS, Kind};
use places::{Site, sites};

/// So many places of each kind are changed, unless the environment says otherwise.
const PLACES: usize = 6;

/// The folder with the vendor's documents; says loudly that it is skipped where there is none.
fn documents() -> Option<PathBuf> {
    let folder = std::env::var_os("SNYK_API_DOCUMENTS").map(PathBuf::from);
    let found = folder.filter(|folder| folder.join("rest-openapi.json").is_file());
    if found.is_none() {
        eprintln!("!! SKIPPED: SNYK_API_DOCUMENTS names no folder with rest-openapi.json and v1-openapi.yaml");
    }
    found
}

fn sources() -> Vec<Source> {
    fn collect(root: &Path, folder: &Path, sources: &mut Vec<Source>) {
        for entry in std::fs::read_dir(folder).expect("the description can be read") {
            let path = entry.expect("the description can be read").path();
            let name =
                path.strip_prefix(root).expect("it is below the root").to_str().expect("UTF-8").replace('\\', "/");
            if path.is_dir() {
                collect(root, &path, sources);
            } else if !["spec/README.md", "spec/schema.json"].contains(&name.as_str()) {
                sources.push(Source { path: name, bytes: std::fs::read(&path).expect("the description can be read") });
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut sources = Vec::new();
    collect(&root, &root.join("spec"), &mut sources);
    sources.sort_by(|one, other| one.path.cmp(&other.path));
    sources
}

/// The description, and both documents.
struct Bench {
    api: Api,
    description: BTreeMap<&'static str, Contract>,
    documents: BTreeMap<&'static str, Value>,
    contracts: BTreeMap<&'static str, Contract>,
}

impl Bench {
    fn new(folder: &Path) -> Self {
        let api = snyk_api_codegen::compile(&sources()).expect("the description compiles");
        let mut bench =
            Self { description: BTreeMap::new(), documents: BTreeMap::new(), contracts: BTreeMap::new(), api };
        for (family, file) in [("rest", "rest-openapi.json"), ("v1", "v1-openapi.yaml")] {
            let bytes = std::fs::read(folder.join(file)).expect("the document can be read");
            let document = openapi::read(&bytes).expect("the document is OpenAPI");
            bench.contracts.insert(family, openapi::import(&document, family).expect("the document is understood"));
            bench.description.insert(family, contract::of_api(&bench.api, family));
            bench.documents.insert(family, document);
        }
        bench
    }

    /// The drift where one of the documents is another.
    fn drift(&self, family: &str, document: &Contract) -> Drift {
        let pairs: Vec<Pair<'_>> = self
            .contracts
            .iter()
            .map(|(key, own)| Pair {
                family: key,
                description: &self.description[key],
                document: if *key == family { document } else { own },
            })
            .collect();
        drift::drift(&self.api, &pairs, None).expect("it is still the same API")
    }

    /// The same, with a look at that family alone as long as this shows something.
    fn quick(&self, family: &str, document: &Contract) -> Drift {
        let pair = Pair { family, description: &self.description[family], document };
        let drift = drift::drift(&self.api, &[pair], None).expect("it is still the same API");
        if drift.changes.is_empty() { self.drift(family, document) } else { drift }
    }
}

/// What a changed document shows that the unchanged one did not.
fn news(before: &Drift, after: &Drift) -> (Vec<Change>, Vec<drift::Stale>) {
    let changes = after.changes.iter().filter(|change| !before.changes.contains(change)).cloned().collect();
    let stale = after.stale.iter().filter(|stale| !before.stale.contains(stale)).cloned().collect();
    (changes, stale)
}

/// Why a change of a document was not reported as it should be; nothing where it was.
fn verdict(document: &Value, kind: &Kind, site: &Site, changes: &[Change], stale: &[drift::Stale]) -> Option<String> {
    if changes.is_empty() && stale.is_empty() {
        return Some("nothing is reported".to_owned());
    }
    let scope = places::pointer(site.scope(kind));
    // What is described as one text is reported where that text stands, which may refer to the site.
    let of_the_site = |change: &Change| {
        change.pointer.is_empty()
            || related(&change.pointer, &site.pointer)
            || related(&change.pointer, &scope)
            || places::reaches(document, &change.pointer, site)
    };
    for change in changes {
        let Change { at, document, spec, pointer, operations, .. } = change;
        if !of_the_site(change) {
            return Some(format!("something else is reported: {at:?}: {document} / {spec} #{pointer}"));
        }
        if !operations.iter().any(|name| site.operations.contains(name)) && !added(change) {
            return Some(format!("other operations are reported: {operations:?}, not {:?}", site.operations));
        }
    }
    let elsewhere = stale.iter().find(|stale| !changes.is_empty() && !stale.found.iter().any(|it| related(it, &scope)));
    elsewhere.map(|stale| format!("a deviation elsewhere is reported: {stale:?}"))
}

/// Whether it is an operation that only the document has.
fn added(change: &Change) -> bool {
    change.spec == "absent" && change.at.iter().any(|at| at.contains(" /kites/"))
}

/// Whether one pointer leads to the other.
fn related(one: &str, other: &str) -> bool {
    let within = |inner: &str, outer: &str| inner == outer || inner.starts_with(&format!("{outer}/"));
    within(one, other) || within(other, one)
}

/// Every so many of a list, so many in all, the same in every run.
fn sample<T>(list: Vec<T>, count: usize) -> Vec<T> {
    if count == 0 || list.len() <= count {
        return list;
    }
    let total = list.len();
    let picked = |index: usize| (index * count / total) != ((index + 1) * count / total);
    list.into_iter().enumerate().filter(|(index, _)| picked(*index)).map(|(_, item)| item).collect()
}

#[test]
fn the_unchanged_documents_show_no_drift() {
    let Some(folder) = documents() else { return };
    let bench = Bench::new(&folder);
    let drift = bench.drift("", &Contract::default());
    assert_eq!(drift.changes, Vec::new());
    assert_eq!(drift.stale, Vec::new());
    assert_eq!(drift.operations, 304);
}

#[test]
fn what_is_exported_agrees_with_the_description_and_differs_from_the_documents_as_it_does() {
    let Some(folder) = documents() else { return };
    let bench = Bench::new(&folder);
    let exported = openapi::export(&bench.api, "1.2.3").to_string();
    let exported = openapi::read(exported.as_bytes()).expect("the export is OpenAPI");
    let import = |family: &'static str| {
        let base = format!("/{family}");
        (family, openapi::import_below(&exported, family, &base).expect("the export is understood"))
    };
    let exports: BTreeMap<&str, Contract> = ["rest", "v1"].map(import).into();
    for (family, exported) in &exports {
        let found = contract::compare(&bench.description[family], exported);
        let found: Vec<_> = found.iter().filter(|finding| !finding.at.ends_with(" errors")).collect();
        assert!(found.is_empty(), "{family}: {found:#?}");
    }
    let pair = |(family, exported)| Pair { family, description: exported, document: &bench.contracts[family] };
    let pairs: Vec<Pair<'_>> = exports.iter().map(|(family, exported)| pair((*family, exported))).collect();
    let drift = drift::drift(&bench.api, &pairs, None).expect("it is the same API");
    assert_eq!((drift.changes, drift.stale), (Vec::new(), Vec::new()));
}

#[test]
fn every_change_is_found_where_it_is_and_nothing_else() {
    let Some(folder) = documents() else { return };
    let mut bench = Bench::new(&folder);
    let count = std::env::var("SNYK_API_MUTATIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(PLACES);
    let before = bench.drift("", &Contract::default());
    let (mut failures, mut table, mut total) = (Vec::new(), String::new(), 0);
    for family in ["rest", "v1"] {
        let mut document = bench.documents.remove(family).expect("both documents are read");
        let all = sites(&document, &bench.contracts[family], &bench.description[family]);
        for kind in KINDS {
            let fitting: Vec<&Site> = all.iter().filter(|site| kind.fits(&document, site)).collect();
            let (available, fitting) = (fitting.len(), sample(fitting, count));
            for site in &fitting {
                let problem = attempt(&bench, &before, family, &mut document, kind, site);
                failures
                    .extend(problem.map(|problem| format!("{family} {} at {}: {problem}", kind.name, site.pointer)));
            }
            total += fitting.len();
            table.push_str(&format!("{family:5} {:28} {:4} of {available}\n", kind.name, fitting.len()));
        }
        bench.documents.insert(family, document);
    }
    eprintln!("{table}{total} changes, {} of them not reported as they should be", failures.len());
    assert!(failures.is_empty(), "{} of {total} changes:\n{}", failures.len(), failures.join("\n"));
}

/// Makes one change, and takes it back.
fn attempt(
    bench: &Bench,
    before: &Drift,
    family: &str,
    document: &mut Value,
    kind: &Kind,
    site: &Site,
) -> Option<String> {
    let root = site.scope(kind);
    let saved = places::at(document, root)?.clone();
    (kind.make)(document, site);
    let result = openapi::import(document, family);
    *places::at_mut(document, root)? = saved;
    let contract = match result {
        Ok(contract) => contract,
        Err(puzzles) => return Some(format!("the changed document is not understood: {puzzles:?}")),
    };
    let after = bench.quick(family, &contract);
    let (changes, stale) = news(before, &after);
    verdict(document, kind, site, &changes, &stale)
}
