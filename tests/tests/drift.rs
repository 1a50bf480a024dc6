//! The generated code in this checkout is what the description says. The command `cargo xtask drift` makes the same plan.

use std::path::Path;

use xtask::Outcome;
use xtask::generate::{compile, drift};

#[test]
fn the_generated_code_is_up_to_date() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace is around this package");
    let report = drift(root, &compile).expect("everything can be read");
    assert_eq!(report.outcome, Outcome::Good, "{}{}", report.output, report.complaint);
}

#[test]
fn generating_twice_gives_the_same() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace is around this package");
    let sources = xtask::project::read_sources(root).expect("the description can be read");
    let manifest = xtask::project::read_manifest(root).expect("the manifest can be read");
    let once = compile(&sources, &manifest).expect("the description is good");
    let backwards: Vec<_> = sources.iter().rev().cloned().collect();
    let again = compile(&backwards, &manifest).expect("the description is good in any order");
    assert_eq!(once.files, again.files);
}
