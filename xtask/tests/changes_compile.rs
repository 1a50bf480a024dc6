//! rustc is the judge of what `cargo xtask changes` calls a change that breaks compilation.
//!
//! Each pair of `codegen/tests/changes` has a program that was written against the client of the old description. All old
//! descriptions become areas of one client, all new ones of another, so that there are two clients to check and not twice a
//! hundred; each program is a crate of its own. All of them have to compile against the old client. Against the new one those
//! must not compile whose change is said to break compilation, and all others must.

#[path = "../../codegen/tests/description/mod.rs"]
mod description;
#[path = "../../codegen/tests/changes/pair.rs"]
mod pair;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use description::{Files, apply, sources, workspace};
use pair::{Pair, pairs};
use serde_json::Value;
use snyk_api_codegen::changes::Class;
use snyk_api_codegen::{compile, generate};

/// The package of the programs.
const PROGRAMS: &str = r#"[package]
name = "programs"
version = "0.1.0"
edition = "2024"
publish = false

[dependencies]
snyk-api = { workspace = true, features = ["areas"] }
"#;

/// What of this workspace the clients need as it is.
const COPIED: &[&str] = &["Cargo.lock", "generated-client/src/lib.rs", "generated-client/src/runtime", "README.md"];

#[test]
fn rustc_agrees() {
    let pairs = pairs();
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("changes");
    let (old, new) = (scratch.join("old"), scratch.join("new"));
    lay_out(&old, &pairs, false);
    lay_out(&new, &pairs, true);
    let target = scratch.join("target");
    let broken = failures(&old, &target);
    assert!(broken.is_empty(), "these programs do not even compile against what they were written for: {broken:#?}");
    let broken = failures(&new, &target);
    let mut wrong = Vec::new();
    for Pair { name, class, .. } in &pairs {
        match (broken.get(&program_name(name)), class) {
            (None, Class::Compilation) => wrong.push(format!("{name} is said to break compilation, and does not")),
            (Some(error), class) if *class != Class::Compilation => {
                wrong.push(format!("{name} is said to be `{}`, and does not compile: {error}", class.as_str()));
            }
            _ => {}
        }
    }
    assert!(pairs.len() >= 25 && wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A workspace of a client, with all pairs on one side, and the programs.
fn lay_out(folder: &Path, pairs: &[Pair], new: bool) {
    if folder.exists() {
        fs::remove_dir_all(folder).expect("an earlier run is removed");
    }
    for path in COPIED {
        copy(&workspace().join(path), &folder.join(path));
    }
    let manifest = fs::read_to_string(workspace().join("Cargo.toml")).expect("the manifest is read");
    let members = r#"["codegen", "generated-client", "xtask", "tests"]"#;
    assert_eq!(manifest.matches(members).count(), 2, "the members are listed twice");
    put(folder, "Cargo.toml", &manifest.replace(members, r#"["generated-client", "programs"]"#));
    put(folder, "generated-client/tests/client/main.rs", "//! The client's own tests know names of the real API.\n");
    let api = compile(&sources(&together(pairs, new))).unwrap_or_else(|found| panic!("{found}"));
    let manifest = fs::read_to_string(workspace().join("generated-client/Cargo.toml")).expect("the manifest is read");
    let files = generate(&api, &manifest).expect("the manifest has its markers");
    for file in files.iter().filter(|file| file.path.starts_with("generated-client/")) {
        put(folder, &file.path, &file.text);
    }
    put(folder, "programs/Cargo.toml", PROGRAMS);
    put(folder, "programs/src/lib.rs", "//! Only its examples count.\n");
    for Pair { name, program, .. } in pairs {
        let program = of_pair(program, name);
        let text = format!(
            "//! Written against the old client.\n#![allow(warnings)]\n\n\
             async fn program(client: snyk_api::Client) -> Result<(), snyk_api::Error> {{\n{program}\n    Ok(())\n}}\n\n\
             fn main() {{}}\n"
        );
        put(folder, &format!("programs/examples/{}.rs", program_name(name)), &text);
    }
}

/// All descriptions of one side as one: each in areas of its own, with ids and shared types of its own.
fn together(pairs: &[Pair], new: bool) -> Files {
    let base = pair::base();
    let mut all = Files::new();
    let (mut ids, mut types) = (String::new(), String::new());
    // What stands above the areas is changed by one pair after the other.
    let mut roots: Files = base.clone().into_iter().filter(|(path, _)| is_root(path)).collect();
    for Pair { name, change, .. } in pairs {
        let mut files = base.clone();
        files.extend(roots.clone());
        if new {
            apply(&mut files, change).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        for (path, bytes) in files {
            let text = String::from_utf8(bytes).expect("a fixture is text");
            match &*path {
                path if is_root(path) => drop(roots.insert(path.to_owned(), text.into_bytes())),
                "spec/shared.yaml" => {
                    let text = of_pair(&text, name);
                    let (of_ids, of_types) = text.split_once("\n\ntypes:\n").expect("ids stand before types");
                    ids += &format!("{}\n", of_ids.strip_prefix("ids:\n").expect("ids stand first"));
                    types += &format!("{of_types}\n");
                }
                path => drop(all.insert(of_pair(path, name), of_pair(&text, name).into_bytes())),
            }
        }
    }
    all.insert("spec/shared.yaml".to_owned(), format!("ids:\n{ids}\ntypes:\n{types}").into_bytes());
    all.extend(roots);
    all
}

fn is_root(path: &str) -> bool {
    matches!(path, "spec/api.yaml" | "spec/permissions.yaml")
}

/// The text with names of its own: what is called after the shop is called after the pair. Hosts stay as they are.
fn of_pair(text: &str, name: &str) -> String {
    let (lower, upper) = (program_name(name), camel(name));
    let kept = text.replace("shop.example", "\u{1}");
    kept.replace("shop", &lower).replace("Shop", &upper).replace('\u{1}', "shop.example")
}

/// `member_removed`
fn program_name(name: &str) -> String {
    name.replace('-', "_")
}

/// `MemberRemoved`
fn camel(name: &str) -> String {
    let words = name.split('-').filter_map(|word| word.split_at_checked(1));
    words.map(|(first, rest)| first.to_uppercase() + rest).collect()
}

/// The programs that do not compile, each with its first error.
fn failures(folder: &Path, target: &Path) -> BTreeMap<String, String> {
    let output = Command::new(env!("CARGO"))
        .args(["check", "--package", "programs", "--examples", "--keep-going", "--message-format", "json"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        // What rustc leaves behind to be faster the next time is of no use: the old client and the new one are no two states
        // of one crate.
        .env("CARGO_INCREMENTAL", "0")
        .output()
        .expect("cargo runs");
    let told = String::from_utf8_lossy(&output.stdout);
    let lines: Vec<Value> = told.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let errors = lines.iter().filter(|line| line["message"]["level"] == "error");
    let mut failures = BTreeMap::new();
    for line in errors {
        let (target, error) = (&line["target"], line["message"]["rendered"].to_string());
        assert_eq!(target["kind"][0], "example", "{}: {error}", target["name"]);
        failures.entry(target["name"].as_str().unwrap_or_default().to_owned()).or_insert(error);
    }
    let checked: BTreeSet<&str> = lines.iter().filter_map(|line| line["target"]["name"].as_str()).collect();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(checked.contains("snyk_api"), "cargo did not come as far as the client:\n{said}");
    assert_eq!(output.status.success(), failures.is_empty(), "{said}");
    failures
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

fn put(folder: &Path, path: &str, text: &str) {
    let path: PathBuf = folder.join(path);
    fs::create_dir_all(path.parent().expect("it has a folder")).expect("the folder is made");
    fs::write(path, text).expect("the file is written");
}
