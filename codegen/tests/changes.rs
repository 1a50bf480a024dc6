//! What is said of changes of a description: pairs of states that differ in one thing each.
//!
//! `changes/base` is a small description. `changes/NAME.pair` begins with the class of a change and a program that was written
//! against the base, and goes on with what changes it, as the fixtures of the diagnostics do. Here it is compared; `xtask` has
//! a test that lets rustc judge the programs. `changes/said.md` is what is said of each pair.

mod description;
#[path = "changes/pair.rs"]
mod pair;

use std::fmt::Write as _;

use description::{apply, golden, repository, sources, workspace};
use pair::{Pair, pairs};
use snyk_api_codegen::changes::{Class, compare, entry, next};
use snyk_api_codegen::{Api, compile, generate};

fn api(files: &description::Files, of: &str) -> Api {
    compile(&sources(files)).unwrap_or_else(|found| panic!("{of}:\n{found}"))
}

#[test]
fn every_pair_is_classed() {
    let base = pair::base();
    let old = api(&base, "base");
    let mut said = String::from("# What is said of each pair\n");
    let mut wrong = String::new();
    for pair in pairs() {
        let mut files = base.clone();
        let changed = apply(&mut files, &pair.change);
        let new = changed.and_then(|()| compile(&sources(&files)).map_err(|found| found.to_string()));
        let new = match new {
            Ok(new) => new,
            Err(error) => {
                let _ = writeln!(wrong, "{}: {error}", pair.name);
                continue;
            }
        };
        let changes = compare(&old, &new);
        let class = changes.iter().map(|change| change.class).min();
        if class != Some(pair.class) {
            let _ = writeln!(wrong, "{}: {class:?}, not {:?}: {changes:#?}", pair.name, pair.class);
        }
        let version = next("0.1.0".parse().expect("a version"), &changes);
        let text = entry(version, &changes).replace("\n#", "\n###").replacen("##", "###", 1);
        let _ = write!(said, "\n## {}\n\n{text}", pair.name);
    }
    assert!(wrong.is_empty(), "{wrong}");
    golden(&workspace().join("codegen/tests/changes/said.md"), &said).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn there_is_a_pair_of_each_class() {
    let pairs = pairs();
    for class in Class::ALL {
        let count = pairs.iter().filter(|pair| pair.class == *class).count();
        assert!(count >= 5, "{class:?}: {count}");
    }
}

/// Whatever is generated otherwise has a reason that is told.
#[test]
fn nothing_changes_unsaid() {
    let manifest =
        std::fs::read_to_string(workspace().join("generated-client/Cargo.toml")).expect("the manifest exists");
    let base = pair::base();
    let old = api(&base, "base");
    let before = generate(&old, &manifest).expect("the manifest has its markers");
    for Pair { name, change, .. } in pairs() {
        let mut files = base.clone();
        apply(&mut files, &change).unwrap_or_else(|error| panic!("{name}: {error}"));
        let new = api(&files, &name);
        assert_ne!(generate(&new, &manifest).expect("the manifest has its markers"), before, "{name} changes nothing");
        assert!(!compare(&old, &new).is_empty(), "{name}");
        assert!(!compare(&new, &old).is_empty(), "{name}, backwards");
        assert_eq!(compare(&new, &new), [], "{name}");
    }
}

/// Each line of the base is left out, or altered in a way that often gives another description. Whatever still compiles and
/// is generated otherwise has to be told, in both directions.
#[test]
fn no_line_changes_unsaid() {
    let manifest =
        std::fs::read_to_string(workspace().join("generated-client/Cargo.toml")).expect("the manifest exists");
    let base = pair::base();
    let old = api(&base, "base");
    let before = generate(&old, &manifest).expect("the manifest has its markers");
    let (mut tried, mut unsaid) = (0, Vec::new());
    for (what, files) in altered(&base) {
        let Ok(new) = compile(&sources(&files)) else { continue };
        tried += 1;
        // Generation is slow, and only of interest where nothing is said.
        let silent = compare(&old, &new).is_empty() || compare(&new, &old).is_empty();
        if silent && generate(&new, &manifest).expect("the manifest has its markers") != before {
            unsaid.push(what);
        }
    }
    assert!(tried > 100, "{tried}");
    assert!(unsaid.is_empty(), "{unsaid:#?}");
}

/// The base with one line less, or another one.
fn altered(base: &description::Files) -> Vec<(String, description::Files)> {
    let mut all = Vec::new();
    for (path, bytes) in base.iter().filter(|(path, _)| path.ends_with(".yaml")) {
        let text = String::from_utf8(bytes.clone()).expect("a fixture is text");
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        for (index, line) in lines.iter().enumerate() {
            let mut others = vec![String::new()];
            let swaps = [
                ("?:", ":"),
                (": string", ": int"),
                (": int", ": string"),
                (" -- ", " or null -- "),
                ("[", "[1 per day"),
            ];
            let more = [
                (": list of", ": csv of"),
                ("s.", "s, indeed."),
                ("01", "02"),
                ("[thing.read]", "none"),
                (": ", "?: "),
            ];
            for (from, to) in swaps.into_iter().chain(more).filter(|(from, _)| line.contains(from)) {
                others.push(line.replacen(from, to, 1));
            }
            for other in others {
                let changed = [&lines[..index].concat(), &*other, &lines[index + 1..].concat()].concat();
                let mut files = base.clone();
                files.insert(path.clone(), changed.into_bytes());
                all.push((format!("{path}:{}: {other}", index + 1), files));
            }
        }
    }
    all
}

#[test]
fn the_repository_is_the_same_as_itself() {
    let files = repository();
    assert_eq!(compare(&api(&files, "one"), &api(&files, "other")), []);
}
