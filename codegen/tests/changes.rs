//! What is said of changes of a description: pairs of states that differ in one thing each.
//!
//! `changes/base` is a small description. `changes/NAME.pair` begins with the class of a change and a program that was written
//! against the base, and goes on with what changes it, as the fixtures of the diagnostics do. Here it is compared; `xtask` has
//! a test that lets rustc judge the programs. `changes/said.md` is what is said of each pair.

mod description;
#[path = "changes/pair.rs"]
mod pair;
#[path = "changes/surface.rs"]
mod surface;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use description::{apply, golden, repository, sources, workspace};
use pair::{Pair, pairs};
use snyk_api_codegen::changes::{Class, compare, entry, next};
use snyk_api_codegen::{Api, File, compile, emit};
use surface::surface;

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

/// A model with what is generated of it.
struct State {
    api: Api,
    files: Vec<File>,
    surface: BTreeSet<String>,
}

impl State {
    fn new(api: Api) -> Self {
        let files = emit::client(&api);
        let surface = surface(&files);
        Self { api, files, surface }
    }
}

/// What is generated otherwise has to be told, and what is told to break compilation has to be a public item that is gone, or is
/// another one. Gives what contradicts that, and whether compilation breaks.
fn judged(old: &State, new: &State) -> (Option<String>, bool) {
    let changes = compare(&old.api, &new.api);
    // What is there without a feature is there with it, too.
    let is_there = |line: &&String| new.surface.contains(&line.replace("# [cfg (feature = \"beta\")]", ""));
    let gone: Vec<&String> = old.surface.difference(&new.surface).filter(|line| !is_there(line)).collect();
    let breaks = changes.iter().any(|change| change.class == Class::Compilation);
    let is_wrong = breaks == gone.is_empty() || (changes.is_empty() && old.files != new.files);
    (is_wrong.then(|| format!("{gone:#?} is gone, but {changes:#?}")), breaks)
}

/// Each pair is compared in both directions.
#[test]
fn what_is_generated_agrees() {
    let base = pair::base();
    let old = State::new(api(&base, "base"));
    for Pair { name, change, .. } in pairs() {
        let mut files = base.clone();
        apply(&mut files, &change).unwrap_or_else(|error| panic!("{name}: {error}"));
        let new = State::new(api(&files, &name));
        let told = !compare(&old.api, &new.api).is_empty() && !compare(&new.api, &old.api).is_empty();
        assert!(told, "{name} changes nothing");
        assert_eq!(compare(&new.api, &new.api), [], "{name}");
        for (direction, old, new) in [("forwards", &old, &new), ("backwards", &new, &old)] {
            let (wrong, _) = judged(old, new);
            assert_eq!(wrong.as_deref(), None, "{name} {direction}");
        }
    }
}

/// Each line of the base is left out, or altered in a way that often gives another description.
#[test]
fn what_is_generated_agrees_of_every_line() {
    let base = pair::base();
    let old = State::new(api(&base, "base"));
    let (mut tried, mut broke, mut wrong) = (0, 0, Vec::new());
    for (what, files) in altered(&base) {
        let Ok(new) = compile(&sources(&files)) else { continue };
        let new = State::new(new);
        for (old, new) in [(&old, &new), (&new, &old)] {
            let (contradiction, breaks) = judged(old, new);
            tried += 1;
            broke += usize::from(breaks);
            wrong.extend(contradiction.map(|contradiction| format!("{what}: {contradiction}")));
        }
    }
    assert!(tried > 200 && broke > 100, "{broke} of {tried}");
    assert!(wrong.is_empty(), "{} of {tried}: {}", wrong.len(), wrong.join("\n"));
}

/// The base with one line less, or another one.
fn altered(base: &description::Files) -> Vec<(String, description::Files)> {
    let mut all = Vec::new();
    for (path, bytes) in base.iter().filter(|(path, _)| path.ends_with(".yaml")) {
        let text = String::from_utf8(bytes.clone()).expect("a fixture is text");
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        for (index, line) in lines.iter().enumerate() {
            let mut others = vec![String::new()];
            let swaps = [("?:", ":"), (": string", ": int"), (": int", ": string"), (" -- ", " or null -- ")];
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
