//! `cargo xtask changes` on repositories of its own: what it reads, what it says, and how it ends.

#[path = "../../codegen/tests/description/mod.rs"]
mod description;
#[path = "../../codegen/tests/changes/pair.rs"]
mod pair;

use std::fs;
use std::process::Command;

use description::apply;
use tempfile::TempDir;
use xtask::changes::{Format, Options, changes};
use xtask::{Outcome, Report, Trouble};

/// A repository with the base description in its only commit.
fn repository() -> TempDir {
    let root = empty();
    for (path, bytes) in pair::base() {
        put(&root, &path, &bytes);
    }
    put(&root, "spec/README.md", b"No part of the description.\n");
    put(&root, "generated-client/Cargo.toml", b"[package]\nname = \"zoo\"\nversion.workspace = true\n");
    put(&root, "Cargo.toml", b"[workspace]\n\n[workspace.package]\nversion = \"0.3.1\"\n");
    commit(&root);
    root
}

fn empty() -> TempDir {
    let root = TempDir::new().expect("a temporary folder");
    git(&root, &["init", "--quiet"]);
    root
}

fn commit(root: &TempDir) {
    git(root, &["add", "--all"]);
    let names = ["-c", "user.name=a", "-c", "user.email=a@shop.example", "-c", "commit.gpgsign=false"];
    git(root, &[&names[..], &["commit", "--quiet", "--no-verify", "--allow-empty", "--message", "A state."]].concat());
}

fn git(root: &TempDir, arguments: &[&str]) {
    let output = Command::new("git").arg("-C").arg(root.path()).args(arguments).output().expect("git runs");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn put(root: &TempDir, path: &str, bytes: &[u8]) {
    let path = root.path().join(path);
    fs::create_dir_all(path.parent().expect("it has a folder")).expect("the folder is made");
    fs::write(path, bytes).expect("the file is written");
}

/// Brings the working tree to the other state of a pair.
fn change(root: &TempDir, name: &str) {
    let pair = pair::pairs().into_iter().find(|pair| pair.name == name).expect("there is such a pair");
    let mut files = pair::base();
    apply(&mut files, &pair.change).expect("it fits the base");
    for (path, bytes) in files {
        put(root, &path, &bytes);
    }
}

fn run(root: &TempDir, options: &Options) -> Result<Report, Trouble> {
    changes(root.path(), options)
}

fn since(revision: &str) -> Options {
    Options { since: revision.to_owned(), ..Options::default() }
}

/// Why nothing can be compared.
fn trouble(root: &TempDir, options: &Options) -> String {
    run(root, options).expect_err("there is nothing to compare").0
}

#[test]
fn nothing_changed() {
    let report = run(&repository(), &since("HEAD")).expect("both states are there");
    assert_eq!(report.outcome, Outcome::Good);
    assert_eq!(report.output, "## 0.3.1\n\nNo changes.");
    assert_eq!(report.complaint, "0 changes, 0 of them breaking: 0.3.1 -> 0.3.1");
}

#[test]
fn the_working_tree_is_compared() {
    let root = repository();
    change(&root, "enum-value-added");
    let report = run(&root, &since("HEAD")).expect("both states are there");
    let entry = "## 0.3.2\n\n### Added\n\n- `v1::shop::Colour`: the value `green` is new, `Green`";
    assert_eq!((report.outcome, &*report.output), (Outcome::Good, entry));
    change(&root, "enum-value-removed");
    let report = run(&root, &since("HEAD")).expect("both states are there");
    assert_eq!(report.outcome, Outcome::Findings);
    assert!(report.output.starts_with("## 0.4.0\n\n### Breaking: code\n"), "{}", report.output);
}

#[test]
fn two_revisions_are_compared_as_data() {
    let root = repository();
    git(&root, &["tag", "before"]);
    change(&root, "version-raised");
    commit(&root);
    // What is not committed does not matter.
    put(&root, "spec/api.yaml", b"docs: [\n");
    let options = Options { until: Some("HEAD".to_owned()), format: Format::Json, ..since("before") };
    let report = run(&root, &options).expect("both states are there");
    let data: serde_json::Value = serde_json::from_str(&report.output).expect("it is JSON");
    assert_eq!(data["version"], serde_json::json!({"current": "0.3.1", "next": "0.4.0"}));
    assert_eq!((&data["breaks"], data["changes"].as_array().map(Vec::len)), (&true.into(), Some(3)));
    let change = serde_json::json!({
        "class": "request",
        "kind": "operation",
        "rust": "rest::shop::Shop::create",
        "wire": "POST /rest/shop",
        "what": "the version that it asks for is `2025-01-01`, not `2024-10-15`",
    });
    assert_eq!(data["changes"][0], change);
}

#[test]
fn what_cannot_be_compared_is_told() {
    let root = repository();
    assert_eq!(trouble(&root, &since("--all")), "`--all` is no revision: name a commit, a branch or a tag");
    assert!(trouble(&root, &since("nope")).starts_with("git knows no revision `nope`"));
    let other = TempDir::new().expect("a temporary folder");
    assert!(trouble(&other, &since("HEAD")).contains("is in no git repository"), "{}", trouble(&other, &since("HEAD")));
    let bare = empty();
    commit(&bare);
    assert!(trouble(&bare, &since("HEAD")).contains("no generated-client/Cargo.toml"));
    put(&bare, "generated-client/Cargo.toml", b"[package]\nversion = \"1.0.0\"\n");
    commit(&bare);
    assert!(trouble(&bare, &since("HEAD")).starts_with("revision `HEAD` has no `spec` folder"));
}

#[test]
fn a_description_with_mistakes_is_told() {
    let root = repository();
    put(&root, "spec/v1/shop.yaml", b"docs: x\noperations: {}\nsurprise: 1\n");
    let told = trouble(&root, &since("HEAD"));
    assert!(
        told.starts_with("the compiler of this working tree refuses the description of the working tree:"),
        "{told}"
    );
    assert!(told.contains("surprise") && told.contains("spec/v1/shop.yaml:3"), "{told}");
    commit(&root);
    let told = trouble(&root, &since("HEAD"));
    assert!(told.contains("the description of revision HEAD:") && told.contains("name a revision"), "{told}");
}

#[test]
fn a_file_that_is_too_large_is_told() {
    let root = repository();
    put(&root, "spec/v1/large.yaml", &vec![b'#'; 3 * 1024 * 1024]);
    commit(&root);
    let told = trouble(&root, &since("HEAD"));
    assert!(told.contains("spec/v1/large.yaml"), "{told}");
}

#[test]
#[cfg(unix)]
fn a_link_is_told() {
    let root = repository();
    std::os::unix::fs::symlink("shop.yaml", root.path().join("spec/v1/other.yaml")).expect("a link is made");
    commit(&root);
    let told = trouble(&root, &since("HEAD"));
    assert_eq!(told, "spec/v1/other.yaml of `HEAD` is a link or a submodule, which is not followed there");
}
