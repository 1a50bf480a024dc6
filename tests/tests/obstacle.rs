//! A description full of awful names becomes a client that compiles, without a warning, whose docs build and whose calls
//! travel as they should: the whole pipeline, in a workspace of its own below the target folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use xtask::generate::{compile, generate};
use xtask::{Outcome, project};

/// What the scratch workspace takes over from this one as it is.
const COPIED: &[&str] = &[
    "Cargo.lock",
    "generated-client/Cargo.toml",
    "generated-client/src/lib.rs",
    "generated-client/src/runtime",
    "tests/recorder",
    "tests/src/loopback.rs",
    "tests/src/wire.rs",
    "README.md",
];

/// The package of tests, with what the generated ones need.
const TESTS_MANIFEST: &str = r#"[package]
name = "snyk-api-tests"
version.workspace = true
edition.workspace = true
publish = false

[dependencies]
serde.workspace = true
serde_json.workspace = true
snyk-api.workspace = true
snyk-api-recorder.workspace = true
tokio = { workspace = true, features = ["macros", "net", "io-util", "rt", "time"] }

[lints]
workspace = true
"#;

/// The calls for conformance need a driver that is not copied; to compile them is enough.
const TESTS_LIB: &str = r#"//! Tests of awful names.

pub mod conformance;
pub mod generated;
pub mod loopback;
pub mod wire;
"#;

const TESTS_CONFORMANCE: &str = r#"//! As much of the driver as the generated calls need.

use snyk_api::{Client, Pending, Response};

/// A call.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    /// The operation's name.
    pub operation: &'static str,
    /// Makes it.
    pub run: fn(&Client) -> Running,
}

/// Nothing runs here.
#[derive(Debug)]
pub struct Running;

/// Drops a call.
pub fn run<T>(pending: Pending<Response<T>>) -> Running {
    drop(pending);
    Running
}
"#;

#[test]
fn awful_names_compile() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("obstacle");
    lay_out(here.parent().expect("the workspace is around this package"), here, &scratch);
    let report = generate(&scratch, &compile).expect("everything can be written");
    assert_eq!(report.outcome, Outcome::Good, "{}", report.complaint);

    let manifest = project::read_manifest(&scratch).expect("the manifest can be read");
    let features = features(&manifest);
    let features = features.as_str();
    let deny = ["--", "-D", "warnings"];
    cargo(&scratch, &[&["clippy", "--quiet", "--package", "snyk-api", "--features", features], &deny[..]].concat());
    // Without what may change, nothing is left over.
    for features in ["areas", "areas,beta", "areas,experimental"] {
        let some = ["clippy", "--quiet", "--package", "snyk-api", "--features", features];
        cargo(&scratch, &[&some, &deny[..]].concat());
    }
    let all = ["clippy", "--quiet", "--package", "snyk-api-tests", "--all-targets", "--features", features];
    cargo(&scratch, &[&all, &deny[..]].concat());
    cargo(&scratch, &["doc", "--quiet", "--no-deps", "--package", "snyk-api", "--features", features]);
    // The runtime's own examples know names of the real API.
    let examples = ["test", "--quiet", "--package", "snyk-api", "--doc", "--features", features, "src/generated/"];
    cargo(&scratch, &examples);
    cargo(&scratch, &["test", "--quiet", "--package", "snyk-api-tests", "--features", features]);
}

/// Copies the runtime and the helpers, with the awful description in place of the real one.
fn lay_out(root: &Path, here: &Path, scratch: &Path) {
    for part in ["spec", "generated-client", "tests"] {
        if scratch.join(part).exists() {
            fs::remove_dir_all(scratch.join(part)).expect("an earlier run is removed");
        }
    }
    for path in COPIED {
        copy(&root.join(path), &scratch.join(path));
    }
    copy(&here.join("obstacle/spec"), &scratch.join("spec"));
    let workspace = fs::read_to_string(root.join("Cargo.toml")).expect("the manifest is read");
    let members = r#"["codegen", "generated-client", "xtask", "tests"]"#;
    assert_eq!(workspace.matches(members).count(), 2, "the members are listed twice");
    put(scratch, "Cargo.toml", &workspace.replace(members, r#"["generated-client", "tests"]"#));
    put(scratch, "generated-client/tests/client/main.rs", "//! The client's own tests know names of the real API.\n");
    put(scratch, "tests/Cargo.toml", TESTS_MANIFEST);
    put(scratch, "tests/src/lib.rs", TESTS_LIB);
    put(scratch, "tests/src/conformance.rs", TESTS_CONFORMANCE);
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        for entry in fs::read_dir(from).expect("the folder is read") {
            let entry = entry.expect("the folder is read");
            copy(&entry.path(), &to.join(entry.file_name()));
        }
        return;
    }
    fs::create_dir_all(to.parent().expect("it has a folder")).expect("the folder is made");
    fs::copy(from, to).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
}

fn put(scratch: &Path, path: &str, text: &str) {
    let path: PathBuf = scratch.join(path);
    fs::create_dir_all(path.parent().expect("it has a folder")).expect("the folder is made");
    fs::write(path, text).expect("the file is written");
}

/// Every feature between the markers, for the package as a member of the workspace.
fn features(manifest: &str) -> String {
    let lines = manifest.lines().skip_while(|line| !line.starts_with("# generated: begin"));
    let lines = lines.take_while(|line| !line.starts_with("# generated: end"));
    let names = lines.filter_map(|line| line.split_once(" = ["));
    names.map(|(name, _)| format!("snyk-api/{name}")).collect::<Vec<_>>().join(",")
}

/// Runs cargo in the scratch workspace, with a target folder of its own: the one around this test is in use.
fn cargo(scratch: &Path, arguments: &[&str]) {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(scratch)
        .env("CARGO_TARGET_DIR", scratch.join("target"))
        .env("RUSTDOCFLAGS", "-D warnings")
        .output()
        .expect("cargo runs");
    let text = String::from_utf8_lossy(&output.stderr);
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "cargo {}:\n{text}\n{told}", arguments.join(" "));
}
