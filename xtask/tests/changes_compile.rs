//! rustc is the judge of what `cargo xtask changes` calls a change that breaks compilation.
//!
//! Each pair of `codegen/tests/changes` has a program that was written against the client of the old description. All old
//! descriptions become areas of one client, all new ones of another, so that there are two clients to check and not twice a
//! hundred. All programs have to compile against the old client. Against the new one those must not compile whose change is
//! said to break compilation, and all others must.

#[path = "../../codegen/tests/description/mod.rs"]
mod description;
#[path = "../../codegen/tests/changes/pair.rs"]
mod pair;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use description::{Files, apply, sources, workspace};
use pair::{Pair, pairs};
use serde_json::Value;
use snyk_api_codegen::changes::Class;
use snyk_api_codegen::{compile, generate};

/// A package of programs. Those that should compile are modules of one crate; those that should not are crates of their own,
/// since rustc may stop at the first mistakes of a crate.
const PROGRAMS: &str = r#"[package]
name = "NAME"
version = "0.1.0"
edition = "2024"
publish = false

[dependencies]
snyk-api = { workspace = true, features = ["areas"] }
"#;

/// What of this workspace the clients need as it is.
const COPIED: &[&str] =
    &["Cargo.lock", "generated-client/src/lib.rs", "generated-client/src/runtime", "tests/recorder", "README.md"];

#[test]
fn rustc_agrees() {
    let pairs = pairs();
    assert!(pairs.len() >= 25, "{}", pairs.len());
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
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
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
    put(folder, "Cargo.toml", &manifest.replace(members, r#"["generated-client", "compiling", "broken"]"#));
    put(folder, "generated-client/tests/client/main.rs", "//! The client's own tests know names of the real API.\n");
    let api = compile(&sources(&together(pairs, new))).unwrap_or_else(|found| panic!("{found}"));
    let manifest = fs::read_to_string(workspace().join("generated-client/Cargo.toml")).expect("the manifest is read");
    let files = generate(&api, &manifest).expect("the manifest has its markers");
    for file in files.iter().filter(|file| file.path.starts_with("generated-client/")) {
        put(folder, &file.path, &file.text);
    }
    programs(folder, pairs, new);
}

/// The programs, in one package or the other.
fn programs(folder: &Path, pairs: &[Pair], new: bool) {
    let mut modules = String::from("//! Written against the old client.\n");
    for Pair { name, class, program, .. } in pairs {
        let (file, program) = (program_name(name), of_pair(program, name));
        let text = format!(
            "#![allow(warnings)]\n\n\
             async fn program(client: snyk_api::Client) -> Result<(), snyk_api::Error> {{\n{program}\n    Ok(())\n}}\n"
        );
        if new && *class == Class::Compilation {
            put(folder, &format!("broken/examples/{file}.rs"), &format!("{text}\nfn main() {{}}\n"));
        } else {
            put(folder, &format!("compiling/src/{file}.rs"), &text);
            modules += &format!("mod {file};\n");
        }
    }
    for (package, root) in [("compiling", &*modules), ("broken", "//! Its examples are what counts.\n")] {
        put(folder, &format!("{package}/Cargo.toml"), &PROGRAMS.replace("NAME", package));
        put(folder, &format!("{package}/src/lib.rs"), root);
    }
}

/// All descriptions of one side as one: each in areas of its own, with ids and shared types of its own.
fn together(pairs: &[Pair], new: bool) -> Files {
    let base = pair::base();
    let mut all = Files::new();
    let (mut ids, mut types) = (String::new(), String::new());
    // What stands above the areas is changed by one pair after the other.
    let mut roots: Files = base.clone().into_iter().filter(|(path, _)| is_root(path)).collect();
    for pair in pairs {
        let Pair { name, change, .. } = pair;
        let mut files = base.clone();
        files.extend(roots.clone());
        if new {
            apply(&mut files, change).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        files.retain(|path, _| is_root(path) || !is_idle(path, pair));
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

/// Whether a file is of REST, of which the pair does not speak.
fn is_idle(path: &str, pair: &Pair) -> bool {
    let is_of_rest = path.starts_with("spec/rest/") || path.starts_with("spec/examples/rest/");
    is_of_rest && pair.program.contains("v1") && !pair.change.contains("spec/rest/")
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
        .args(["check", "--workspace", "--exclude", "snyk-api", "--lib", "--examples", "--keep-going"])
        .args(["--message-format", "json"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        // Each crate is checked once, so nothing is to be gained from what rustc would leave behind for the next time.
        .env("CARGO_INCREMENTAL", "0")
        .output()
        .expect("cargo runs");
    let told = String::from_utf8_lossy(&output.stdout);
    let lines: Vec<Value> = told.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let errors = lines.iter().filter(|line| line["message"]["level"] == "error");
    let mut failures = BTreeMap::new();
    // What rustc says last is how many errors there were; that stands nowhere.
    for (file, error) in errors.filter_map(|line| Some((line["message"]["spans"][0]["file_name"].as_str()?, line))) {
        let text = error["message"]["rendered"].as_str().unwrap_or_default();
        let is_program = ["compiling/src/", "broken/examples/"].iter().any(|folder| file.starts_with(folder));
        assert!(is_program, "{file} does not compile:\n{text}");
        let name = Path::new(file).file_stem().unwrap_or_default().to_string_lossy().into_owned();
        failures.entry(name).or_insert_with(|| text.to_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let is_checked = lines.iter().any(|line| line["target"]["name"] == "snyk_api");
    assert!(is_checked, "cargo did not come as far as the client:\n{said}");
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
