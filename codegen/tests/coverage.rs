//! What of a documentation a description covers: of one that is made up, and of the vendor's, if it is there.

mod description;

use std::collections::HashSet;
use std::io::Write as _;
use std::path::PathBuf;
use std::{env, fs, io};

use description::{base, golden, here, repository, sources};
use serde_json::{Value, json};
use snyk_api_codegen::coverage::{Coverage, coverage};
use snyk_api_codegen::index::{self, Link};
use snyk_api_codegen::{compile, drift, openapi};

/// A page that lists some things, with a link that is wrong, one that is new, and what is gone.
const PAGE: &str = "# Index\n\n## Things\n\n\
    ### [List things](https://docs.shop.example/reference/things#things)\n\n\
    ### [Get a thing](https://docs.shop.example/reference/things#things-a)\n\n\
    ### [Sell a thing](https://apis.shop.example/#post-/things/-id-/sales)\n\n\
    ## Things (v1)\n\n\
    ### [Change a thing](../reference/things-v1.md#things-thingid-1)\n\n\
    ### [Paint](../reference/things-v1.md#things-thingid-coats)\n\n\
    ### [Polish](../reference/things-v1.md#things-thingid-polish)\n\n\
    ### All things\n\nUse [List things](../reference/things.md#things)\n";

/// An operation that is gone.
const GONE: &str = "operations:\n  audit:\n    http: POST /audit\n    docs: List what was made.\n    permissions: none\n    \
    retired: {use: rest.things.list}\n    returns: nothing\n\n";

fn rest() -> Value {
    json!({"openapi": "3.0.0", "paths": {
        "/things": {"get": {"tags": ["Things"], "summary": "List things"}},
        "/things/{id}": {"get": {"tags": ["Things"], "summary": "Get a thing"}},
        "/tools": {"get": {"summary": "List tools"}, "parameters": []},
    }})
}

fn v1() -> Value {
    json!({"openapi": "3.0.0", "paths": {
        "/things/{id}": {
            "get": {"tags": ["Things"], "summary": "A thing"}, "put": {"tags": ["Things"], "summary": "Change a thing"},
        },
        "/things/{thingId}/coats": {"post": {"tags": ["Paint"], "summary": "Paint"}},
        "/things/{thingId}/coats/{id}": {"get": {"tags": ["Paint"], "summary": "How far it is"}},
    }})
}

fn covered(page: &str, rest: &Value, v1: &Value) -> Coverage {
    let mut files = base();
    let things = files.get_mut("spec/v1/things.yaml").expect("it is there");
    *things = String::from_utf8_lossy(things).replace("operations:\n", GONE).into_bytes();
    let api = compile(&sources(&files)).unwrap_or_else(|diagnostics| panic!("{diagnostics}"));
    let read = |document: &Value| openapi::read(document.to_string().as_bytes()).expect("it is OpenAPI");
    coverage(&api, &read(rest), &read(v1), &index::read(page).expect("it is an index"))
}

#[test]
fn as_it_is_printed() {
    let coverage = covered(PAGE, &rest(), &v1());
    assert!(!coverage.complete);
    golden(&here("golden/coverage.txt"), &format!("{coverage}\n")).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn complete_is_when_nothing_is_missing() {
    let page = "## Things\n### [List things](/reference/things#things)\n## Audits (v1)\n### Audit\nUse [x](/reference/things#things)\n";
    let mut rest = rest();
    rest["paths"].as_object_mut().expect("it is one").remove("/tools");
    let coverage = covered(page, &rest, &v1());
    assert!(coverage.complete, "{coverage}");
    let printed = coverage.to_string();
    assert!(printed.contains("2 of 2; ") && printed.contains("6 of 6; "), "{printed}");
    let json = serde_json::to_value(&coverage).expect("it is JSON");
    assert_eq!(json["tables"][0]["total"]["described"], 2);
    assert_eq!(json["undocumented"][0]["at"], json!(["v1.things.list"]));
}

#[test]
fn what_is_left_out_on_purpose_is_not_missing() {
    let mut files = base();
    let left_out = "- {at: rest GET /tools, document: GET /tools, spec: absent, reason: x, evidence: x}\n";
    files.get_mut("spec/deviations.yaml").expect("it is there").extend(left_out.bytes());
    let api = compile(&sources(&files)).unwrap_or_else(|diagnostics| panic!("{diagnostics}"));
    let read = |document: &Value| openapi::read(document.to_string().as_bytes()).expect("it is OpenAPI");
    let coverage = coverage(&api, &read(&rest()), &read(&v1()), &[]);
    assert_eq!(coverage.missing, Vec::new());
    let total = &coverage.tables[1].total;
    assert_eq!((total.documented, total.described), (7, 6));
}

/// The vendor's documents: the REST one, the one of v1, and the index, or nothing where nobody has said where they are.
fn vendor() -> Option<[Vec<u8>; 3]> {
    let folder = env::var_os("SNYK_API_DOCUMENTS").map(PathBuf::from)?;
    let pages = ["api-endpoints-index.md", "../pages/api-endpoints-index.md"].map(|page| folder.join(page));
    let page = pages.iter().find(|page| page.is_file())?;
    let read = |path: PathBuf| fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Some([read(folder.join("rest-openapi.json")), read(folder.join("v1-openapi.yaml")), read(page.clone())])
}

#[test]
fn every_entry_of_the_vendors_index_is_understood() {
    let Some([rest, v1, page]) = vendor() else {
        let skipped = "SKIPPED: the vendor's index is not read; name its folder with SNYK_API_DOCUMENTS";
        drop(writeln!(io::stderr(), "\n!! {skipped}\n"));
        return;
    };
    let page = String::from_utf8(page).expect("it is UTF-8");
    let entries = index::read(&page).unwrap_or_else(|error| panic!("{error}"));
    assert!(entries.len() > 200, "there were 228, and now there are {}", entries.len());
    let api = compile(&sources(&repository())).unwrap_or_else(|diagnostics| panic!("{diagnostics}"));
    let [rest, v1] = [rest, v1].map(|bytes| openapi::read(&bytes).expect("it is OpenAPI"));
    let coverage = coverage(&api, &rest, &v1, &entries);
    // What is gone from the documents too is known by the description alone.
    let gone: HashSet<String> =
        entries.iter().filter(|entry| entry.link == Link::Nowhere).map(|e| e.line.to_string()).collect();
    let unknown = coverage.missing.iter().filter(|missing| missing.operation.starts_with('"'));
    let unknown: Vec<_> =
        unknown.filter(|missing| !gone.contains(missing.at[0].trim_start_matches("index, line "))).collect();
    assert!(unknown.is_empty(), "{unknown:#?}");
}

/// How many entries lie between one that is left out and the next.
const STRIDE: usize = 5;

#[test]
fn an_entry_that_the_vendors_index_drops_is_noticed() {
    let Some([rest, v1, page]) = vendor() else {
        let skipped = "SKIPPED: no entry is left out of the vendor's index; name its folder with SNYK_API_DOCUMENTS";
        drop(writeln!(io::stderr(), "\n!! {skipped}\n"));
        return;
    };
    let entries = index::from_bytes(&page).unwrap_or_else(|error| panic!("{error}"));
    let api = compile(&sources(&repository())).unwrap_or_else(|diagnostics| panic!("{diagnostics}"));
    let [rest, v1] = [rest, v1].map(|bytes| openapi::read(&bytes).expect("it is OpenAPI"));
    let findings = |entries: &[index::Entry]| -> HashSet<(String, String)> {
        let findings = drift::index::findings(&api, &rest, &v1, entries);
        findings.into_iter().map(|finding| (finding.at, finding.document)).collect()
    };
    let all = findings(&entries);
    for left_out in (0..entries.len()).step_by(STRIDE) {
        let others = [&entries[..left_out], &entries[left_out + 1..]].concat();
        let new: Vec<_> = findings(&others).difference(&all).cloned().collect();
        let [(at, document)] = new.as_slice() else { panic!("{:?}: {new:?}", entries[left_out]) };
        assert!(at.ends_with(" index") && document == "absent", "{:?}: {new:?}", entries[left_out]);
    }
}
