//! Every message of the compiler: a fixture for each mistake, with what is said of it.
//!
//! `diagnostics/base` is a small description without faults. `diagnostics/RULE/CASE.spec` changes it so that it breaks that
//! rule, once unless its first line says `faults: COUNT`; `CASE.txt` beside it is what the compiler says then. What can't be
//! written as text, or is too large for a file, is made here.

mod description;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use description::{Files, apply, base, golden, here, sources};
use snyk_api_codegen::{Diagnostic, Diagnostics, Rule, compile};

/// A mistake that is made here: its rule and name, how many faults it is, and what it does to the base.
struct Made {
    name: &'static str,
    faults: usize,
    change: fn(&mut Files),
}

const AREA: &str = "spec/v1/things.yaml";

const MADE: &[Made] = &[
    Made { name: "too-large/one-byte", faults: 1, change: |files| set(files, AREA, vec![b'#'; 1024 * 1024 + 1]) },
    Made { name: "not-utf8/first-byte", faults: 1, change: |files| set(files, AREA, b"\xff\xfed\0o\0c\0s\0".to_vec()) },
    Made {
        name: "not-utf8/in-a-text",
        faults: 1,
        change: |files| replace(files, AREA, b"List the", b"List \xe9t\xe9 the"),
    },
    Made { name: "not-utf8/cut-off", faults: 1, change: |files| append(files, AREA, b"# \xe2\x82") },
    Made { name: "not-utf8/an-example", faults: 1, change: |files| replace(files, EXAMPLE, b"Fragile", b"Fragi\xff") },
    Made {
        name: "hidden-character/nul",
        faults: 1,
        change: |files| replace(files, AREA, b"the things", b"the\0things"),
    },
    Made {
        name: "hidden-character/right-to-left",
        faults: 1,
        change: |files| replace(files, AREA, b"a rose", "a \u{202e}rose".as_bytes()),
    },
    Made {
        name: "hidden-character/lone-return",
        faults: 1,
        change: |files| replace(files, AREA, b"Get a thing.\n", b"Get a thing.\r"),
    },
    Made {
        name: "hidden-character/mark-inside",
        faults: 1,
        change: |files| append(files, AREA, "\u{feff}".as_bytes()),
    },
    Made { name: "hidden-character/binary", faults: 10, change: |files| set(files, AREA, vec![1; 100]) },
    Made {
        name: "too-deep/lists",
        faults: 1,
        change: |files| append(files, AREA, "more: ".bytes().chain([b'['; 200]).collect::<Vec<_>>().as_slice()),
    },
    Made { name: "too-deep/maps", faults: 1, change: |files| append(files, AREA, staircase(40).as_bytes()) },
    Made {
        name: "too-many/unknown-keys",
        faults: 201,
        change: |files| append(files, AREA, lines(300, |at| format!("key{at}: x\n")).as_bytes()),
    },
    Made {
        name: "too-many/duplicate-keys",
        faults: 102,
        change: |files| append(files, AREA, "docs: Again.\n".repeat(300).as_bytes()),
    },
    Made { name: "too-many/faulty-members", faults: 201, change: faulty_members },
    Made {
        name: "bad-docs/escaped-control",
        faults: 1,
        change: |files| replace(files, AREA, b"Like a rose.", b"\"Like a\\u202e rose.\""),
    },
    Made {
        name: "yaml-syntax/tab",
        faults: 1,
        change: |files| replace(files, AREA, b"    docs: Get a thing.", b"\tdocs: Get a thing."),
    },
];

const EXAMPLE: &str = "spec/examples/v1/things/get.200.json";

fn set(files: &mut Files, path: &str, bytes: Vec<u8>) {
    files.insert(path.to_owned(), bytes);
}

fn append(files: &mut Files, path: &str, more: &[u8]) {
    files.get_mut(path).expect("it is in the base").extend_from_slice(more);
}

fn replace(files: &mut Files, path: &str, old: &[u8], new: &[u8]) {
    let bytes = files.get_mut(path).expect("it is in the base");
    let at = bytes.windows(old.len()).position(|window| window == old).expect("it is in the file");
    bytes.splice(at..at + old.len(), new.iter().copied());
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

/// Maps within maps.
fn staircase(depth: usize) -> String {
    lines(depth, |at| format!("{}k:\n", "  ".repeat(at)))
}

fn faulty_members(files: &mut Files) {
    let members = lines(300, |at| format!("      m{at}?: strin -- A member.\n"));
    let text = format!("    members:\n{members}      colour?: Colour -- The new");
    replace(files, AREA, b"    members:\n      colour?: Colour -- The new", text.as_bytes());
}

/// What the compiler says of a description.
fn said(files: &Files) -> Diagnostics {
    compile(&sources(files)).err().unwrap_or_default()
}

fn check(folder: &str, name: &str, faults: usize, files: &Files) -> Result<(), String> {
    let found = said(files);
    let fixture = format!("{folder}/{name}");
    for diagnostic in found.iter() {
        let rule = diagnostic.rule.name();
        if folder != "several" && faults == 1 && rule != folder {
            return Err(format!("{fixture} breaks the rule {rule}:\n{diagnostic}"));
        }
        if diagnostic.message.trim().is_empty() || diagnostic.help.trim().is_empty() {
            return Err(format!("{fixture}: a message or a help is empty:\n{diagnostic}"));
        }
    }
    if folder != "several" && found.iter().all(|diagnostic| diagnostic.rule.name() != folder) {
        return Err(format!("{fixture} does not break its rule:\n{found}"));
    }
    if found.len() != faults {
        return Err(format!("{fixture} has {} faults, not {faults}:\n{found}", found.len()));
    }
    // Of very many, the last word is enough.
    let shown = |diagnostic: &&Diagnostic| faults < 50 || diagnostic.rule.name() == folder;
    let text: String = found.iter().filter(shown).map(|diagnostic| format!("{diagnostic}\n")).collect();
    golden(&here("diagnostics").join(folder).join(format!("{name}.txt")), &text)
}

fn check_fixture(folder: &str, path: &Path) -> Result<(), String> {
    let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
    let first = text.lines().find_map(|line| line.strip_prefix("faults: "));
    let faults = first.map_or(Ok(1), str::parse::<usize>).map_err(|error| error.to_string())?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut files = base();
    apply(&mut files, &text).map_err(|error| format!("{folder}/{name}: {error}"))?;
    check(folder, &name, faults, &files)
}

#[test]
fn the_base_has_no_faults() {
    assert_eq!(said(&base()).to_string(), "");
}

#[test]
fn each_mistake_is_reported_as_the_golden_file_says() {
    let (mut problems, mut expected) = (Vec::new(), BTreeSet::new());
    let folders: Vec<&str> = Rule::ALL.iter().map(|rule| rule.name()).chain(["several"]).collect();
    for made in MADE {
        let (folder, name) = made.name.split_once('/').expect("a rule and a name");
        let mut files = base();
        (made.change)(&mut files);
        problems.extend(check(folder, name, made.faults, &files).err());
        expected.insert(format!("{}.txt", made.name));
    }
    for folder in &folders {
        let fixtures = description::read(&here("diagnostics"), &here("diagnostics").join(folder));
        for name in fixtures.keys().filter(|name| name.ends_with(".spec")) {
            problems.extend(check_fixture(folder, &here("diagnostics").join(name)).err());
            expected.insert(name.replace(".spec", ".txt"));
        }
        for name in fixtures.keys().filter(|name| !name.ends_with(".spec") && !expected.contains(*name)) {
            problems.push(format!("{name} belongs to no fixture"));
        }
        if !expected.iter().any(|name| name.starts_with(&format!("{folder}/"))) {
            problems.push(format!("the rule {folder} has no fixture"));
        }
    }
    assert!(problems.is_empty(), "{}\n\n{} fixtures have problems", problems.join("\n\n"), problems.len());
}

#[test]
fn each_folder_is_a_rule() {
    let known: BTreeSet<&str> = Rule::ALL.iter().map(|rule| rule.name()).chain(["several", "base"]).collect();
    for entry in fs::read_dir(here("diagnostics")).expect("there are fixtures") {
        let name = entry.expect("an entry can be read").file_name().to_string_lossy().into_owned();
        assert!(known.contains(name.as_str()), "no rule is called {name}");
    }
}
