//! Pairs of descriptions, each with a program.

#![allow(dead_code, unreachable_pub, reason = "each test is a crate of its own, and none needs all of this")]

use snyk_api_codegen::changes::Class;

use super::description::{Files, read, workspace};

/// A change of the base.
pub struct Pair {
    /// The file's name, `member-removed`.
    pub name: String,
    /// The most severe class of what changes.
    pub class: Class,
    /// A program that was written against the base: statements, with a `client`.
    pub program: String,
    /// The change, in the form of the fixtures.
    pub change: String,
}

/// The description that each pair changes.
pub fn base() -> Files {
    let root = workspace().join("codegen/tests/changes/base");
    read(&root, &root.join("spec"))
}

/// Every pair, by name.
pub fn pairs() -> Vec<Pair> {
    let folder = workspace().join("codegen/tests/changes");
    let files = read(&folder, &folder).into_iter();
    files.filter_map(|(path, bytes)| Some(pair(path.strip_suffix(".pair")?, bytes))).collect()
}

fn pair(name: &str, bytes: Vec<u8>) -> Pair {
    let text = String::from_utf8(bytes).expect("a pair is text").replace("\r\n", "\n");
    let (class, rest) = text.split_once('\n').unwrap_or_else(|| panic!("{name} is empty"));
    let found = Class::ALL.iter().find(|known| known.as_str() == class);
    let class = *found.unwrap_or_else(|| panic!("{name} has no class `{class}`"));
    let is_header = |line: &str| ["--- ", "=== ", "!!! "].iter().any(|start| line.starts_with(start));
    let lines: Vec<&str> = rest.lines().collect();
    let begin = lines.iter().position(|line| is_header(line)).unwrap_or_else(|| panic!("{name} changes nothing"));
    let (program, change) = lines.split_at(begin);
    Pair { name: name.to_owned(), class, program: program.join("\n"), change: change.join("\n") }
}
