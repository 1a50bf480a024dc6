//! Drafting on disk: what is printed, what is written, and what is never replaced.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use xtask::draft::{Options, run};
use xtask::{Outcome, Report, Trouble};

const DOCUMENT: &str = r##"{"openapi": "3.0.3", "servers": [{"url": "https://api.zoo.example/v1/"}], "paths": {
    "/zoo/{zooId}/animals": {"get": {"operationId": "listAnimals", "summary": "List animals", "tags": ["Animals"],
        "parameters": [{"name": "zooId", "in": "path", "required": true, "schema": {"type": "string"}}],
        "responses": {"200": {"description": "x", "content": {"application/json": {"schema": {"type": "array",
            "items": {"$ref": "#/components/schemas/Animal"}}}}}}}},
    "/zoo/{zooId}/keepers": {"get": {"operationId": "listKeepers", "summary": "List keepers", "tags": ["Keepers"],
        "parameters": [{"name": "zooId", "in": "path", "required": true, "schema": {"type": "string"}}],
        "responses": {"204": {"description": "x"}}}}},
    "components": {"schemas": {"Animal": {"type": "object", "properties": {"name": {"type": "string"}}}}}}"##;

const API: &str = "docs: A zoo.\nregions:\n  n-1: {name: N-1, api: \"https://a.example\", app: \"https://b.example\", docs: One.}\n\
    families:\n  v1:\n    docs: Plain.\n    page: https://docs.example/v1\n    base: /v1\n    media: application/json\n    \
    path:\n      zooId: string -- The zoo.\n";

const KEEPERS: &str = "docs: Keepers.\npage: https://docs.example/v1/keepers\noperations:\n  list:\n    \
    http: GET /zoo/{id}/keepers\n    docs: List them.\n    permissions: none\n    returns: nothing\n";

fn workspace() -> TempDir {
    let root = TempDir::new().expect("a temporary folder");
    let files = [
        ("Cargo.toml", "[workspace]\n"),
        ("spec/api.yaml", API),
        ("spec/permissions.yaml", "{}\n"),
        ("spec/shared.yaml", "{}\n"),
        ("spec/v1/keepers.yaml", KEEPERS),
        ("document.json", DOCUMENT),
    ];
    for (path, text) in files {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().expect("it has a folder")).expect("the folder is made");
        fs::write(path, text).expect("the file is written");
    }
    root
}

fn tried(root: &TempDir, change: impl FnOnce(&mut Options)) -> Result<Report, Trouble> {
    let mut options = Options { from: root.path().join("document.json"), ..Options::default() };
    change(&mut options);
    run(root.path(), &options)
}

fn files(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found = Vec::new();
    for entry in entries.map(|entry| entry.expect("an entry can be read").path()) {
        let name = entry.file_name().expect("it has a name").to_string_lossy().into_owned();
        match entry.is_dir() {
            true => found.extend(files(&entry).into_iter().map(|inner| format!("{name}/{inner}"))),
            false => found.push(name),
        }
    }
    found.sort();
    found
}

#[test]
fn what_the_description_lacks_is_printed() {
    let root = workspace();
    let report = tried(&root, |_| {}).expect("it is drafted");
    assert_eq!(report.outcome, Outcome::Good);
    assert!(report.output.starts_with("# ---- v1/animals.yaml\n"), "{}", report.output);
    assert!(report.output.contains("    http: GET /zoo/{zooId}/animals\n"), "{}", report.output);
    assert!(!report.output.contains("keepers"), "the description has them: {}", report.output);
    assert_eq!(report.complaint, "operations drafted: 1; gaps to fill, each `TODO(…)`: 4");
}

#[test]
fn what_is_named_is_drafted_beside_what_is_there() {
    let root = workspace();
    let report = tried(&root, |options| options.operations = vec!["listKeepers".to_owned()]).expect("it is drafted");
    assert!(report.output.starts_with("# ---- v1/keepers_draft.yaml\n"), "{}", report.output);
    assert!(report.output.contains("# To be merged into spec/v1/keepers.yaml.\n"), "{}", report.output);
    assert!(report.output.contains("page: https://docs.example/v1/keepers\n"), "{}", report.output);
}

#[test]
fn files_are_written_once() {
    let root = workspace();
    let folder = root.path().join("drafts");
    let write = |options: &mut Options| {
        options.out = Some(folder.clone());
        options.all = true;
    };
    let report = tried(&root, write).expect("it is drafted");
    assert_eq!(files(&folder), ["v1/animals.yaml", "v1/keepers_draft.yaml"]);
    assert!(report.output.contains("new     "), "{}", report.output);
    fs::write(folder.join("v1/animals.yaml"), "Half a day's work.\n").expect("it is written");
    fs::remove_file(folder.join("v1/keepers_draft.yaml")).expect("it was there");
    let trouble = tried(&root, write).expect_err("it is refused").to_string();
    assert!(trouble.contains("animals.yaml exist; nothing was written"), "{trouble}");
    assert_eq!(files(&folder), ["v1/animals.yaml"]);
    assert_eq!(fs::read_to_string(folder.join("v1/animals.yaml")).ok().as_deref(), Some("Half a day's work.\n"));
}

#[test]
fn what_cannot_be_drafted_writes_nothing() {
    let root = workspace();
    let folder = root.path().join("drafts");
    let out = Some(folder.clone());
    let report = tried(&root, |options| {
        options.out.clone_from(&out);
        options.operations = vec!["listAnimal".to_owned()];
    });
    let report = report.expect("the disk is fine");
    assert_eq!(report.outcome, Outcome::Findings);
    assert!(report.complaint.contains("did you mean `listAnimals`?"), "{}", report.complaint);
    fs::write(root.path().join("document.json"), "{\"openapi\": \"3.0.0\", \"paths\": {}}").expect("it is written");
    let trouble = tried(&root, |options| options.out = out).expect_err("no family").to_string();
    assert!(trouble.contains("name that with --family"), "{trouble}");
    fs::write(root.path().join("document.json"), "{").expect("it is written");
    assert!(tried(&root, |_| {}).is_err());
    assert!(tried(&root, |options| options.from = root.path().join("nowhere.json")).is_err());
    assert_eq!(files(&folder), Vec::<String>::new());
}

#[test]
fn with_nothing_to_draft_it_says_so() {
    let root = workspace();
    let text = DOCUMENT.replace("/zoo/{zooId}/animals", "/zoo/{zooId}/keepers2").replace("keepers2", "keepers/x");
    fs::write(root.path().join("document.json"), text).expect("it is written");
    let keepers = KEEPERS.to_owned()
        + "  more:\n    http: GET /zoo/{id}/keepers/x\n    docs: x\n    permissions: none\n    returns: nothing\n";
    fs::write(root.path().join("spec/v1/keepers.yaml"), keepers).expect("it is written");
    let report = tried(&root, |_| {}).expect("the disk is fine");
    assert_eq!((report.outcome, report.output.as_str()), (Outcome::Good, ""));
    assert!(report.complaint.starts_with("the description has every operation"), "{}", report.complaint);
}
