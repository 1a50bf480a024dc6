//! Counting what the description of this repository covers of documents that are made up.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use xtask::coverage::{Options, run};
use xtask::{Outcome, Report, Trouble};

const REST: &str = r#"{"openapi": "3.0.3", "paths": {"/orgs/{id}/projects": {"get": {"summary": "List projects"}}}}"#;
const V1: &str = "openapi: 3.0.0\npaths:\n  /org/{a}/project/{b}:\n    get: {summary: Get a project}\n";
const INDEX: &str = "## Projects\n\n### [List them](/reference/projects#orgs-id-projects)\n";

fn covered(rest: &str, index: &str, json: bool) -> Result<Report, Trouble> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = TempDir::new().expect("a temporary folder");
    let file = |name: &str, text: &str| -> PathBuf {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("it is written");
        path
    };
    run(
        &root,
        &Options { rest: file("rest.json", rest), v1: file("v1.yaml", V1), index: file("index.md", index), json },
    )
}

#[test]
fn complete() {
    let report = covered(REST, INDEX, false).expect("nothing is wrong");
    assert_eq!(report.outcome, Outcome::Good, "{}", report.output);
    assert!(report.output.contains("  1 of 1; ") && report.output.contains("  2 of 2; "), "{}", report.output);
    assert!(report.output.contains("\nno operation is missing\n"), "{}", report.output);
}

#[test]
fn incomplete() {
    let rest = REST.replace("projects", "no_such_things");
    let report = covered(&rest, &INDEX.replace("projects", "no_such_things"), false).expect("nothing is wrong");
    assert_eq!(report.outcome, Outcome::Findings);
    let missing = "missing: 1\n  rest GET /orgs/{id}/no_such_things (index, line 3; rest document, (no tag))";
    assert!(report.output.contains(missing), "{}", report.output);
    let report = covered(&rest, INDEX, true).expect("nothing is wrong");
    let json: serde_json::Value = serde_json::from_str(&report.output).expect("it is JSON");
    assert_eq!(json["complete"], false);
}

#[test]
fn what_cannot_be_read_is_trouble() {
    let trouble = |rest, index| covered(rest, index, false).expect_err("it cannot be read").to_string();
    let told = trouble(REST, "## Projects\n");
    assert!(told.ends_with("index.md: line 1: the category `Projects` has no entries; is the page cut off?"), "{told}");
    let told = trouble(&REST[..REST.len() - 1], INDEX);
    assert!(told.starts_with("cannot use ") && told.contains("rest.json: it is malformed JSON"), "{told}");
}
