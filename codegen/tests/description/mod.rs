//! Descriptions on disk, and changes to them that a reader can take in at a glance.

#![allow(dead_code, unreachable_pub, reason = "each test is a crate of its own, and none needs all of this")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use snyk_api_codegen::Source;

/// Files of a description, by path.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A folder beside the tests.
pub fn here(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder)
}

/// The root of the workspace.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every file below a folder, by its path under a root.
pub fn read(root: &Path, folder: &Path) -> Files {
    let mut files = Files::new();
    let Ok(entries) = fs::read_dir(folder) else { return files };
    for entry in entries {
        let path = entry.expect("an entry can be read").path();
        if path.is_dir() {
            files.extend(read(root, &path));
        } else {
            let name = path.strip_prefix(root).expect("it is below the root");
            let parts: Vec<_> = name.iter().map(|part| part.to_string_lossy().into_owned()).collect();
            files.insert(parts.join("/"), fs::read(&path).expect("a file can be read"));
        }
    }
    files
}

/// The small description that each fixture changes.
pub fn base() -> Files {
    let root = here("diagnostics/base");
    read(&root, &root.join("spec"))
}

/// The description of this repository.
pub fn repository() -> Files {
    let root = workspace();
    read(&root, &root.join("spec"))
}

pub fn sources(files: &Files) -> Vec<Source> {
    files.iter().map(|(path, bytes)| Source { path: path.clone(), bytes: bytes.clone() }).collect()
}

/// Applies a fixture. It has a section for each file: `--- FILE` with hunks as in a diff (a blank for lines that stay, `-` and
/// `+` for those that go and come, an empty line between hunks), `=== FILE` with the file as a whole, or `!!! FILE` for one
/// that is missing.
pub fn apply(files: &mut Files, fixture: &str) -> Result<(), String> {
    let mut section: Option<(&str, &str, String)> = None;
    for line in fixture.lines() {
        if let Some((kind, path)) = header(line) {
            close(files, section.take())?;
            section = Some((kind, path, String::new()));
        } else if let Some((_, _, text)) = &mut section {
            text.push_str(line);
            text.push('\n');
        }
    }
    close(files, section)
}

fn header(line: &str) -> Option<(&str, &str)> {
    let (kind, path) = line.split_at_checked(4)?;
    matches!(kind, "--- " | "=== " | "!!! ").then_some((kind, path))
}

fn close(files: &mut Files, section: Option<(&str, &str, String)>) -> Result<(), String> {
    let Some((kind, path, text)) = section else { return Ok(()) };
    let old = files.get(path).cloned();
    match (kind, old) {
        ("=== ", _) => drop(files.insert(path.to_owned(), text.into_bytes())),
        ("!!! ", Some(_)) => drop(files.remove(path)),
        (_, Some(old)) => {
            let mut new = String::from_utf8(old).map_err(|error| error.to_string())?;
            for hunk in text.split("\n\n").map(|hunk| hunk.trim_matches('\n')).filter(|hunk| !hunk.is_empty()) {
                new = patched(&new, hunk).map_err(|error| format!("{path}: {error}"))?;
            }
            files.insert(path.to_owned(), new.into_bytes());
        }
        (_, None) => return Err(format!("there is no {path}")),
    }
    Ok(())
}

fn patched(text: &str, hunk: &str) -> Result<String, String> {
    let side = |gone: char| -> String {
        let lines = hunk.lines().filter(|line| !line.starts_with(gone));
        lines.map(|line| format!("{}\n", line.get(1..).unwrap_or_default())).collect()
    };
    let (old, new) = (side('+'), side('-'));
    // Whole lines alone, so that `docs:` is not found within another line.
    let padded = format!("\n{text}");
    match padded.matches(&format!("\n{old}")).count() {
        1 => Ok(padded.replacen(&format!("\n{old}"), &format!("\n{new}"), 1)[1..].to_owned()),
        found => Err(format!("this stands there {found} times, not once:\n{old}")),
    }
}

/// Compares with a golden file, or writes it where `UPDATE_GOLDEN` is set.
pub fn golden(path: &Path, actual: &str) -> Result<(), String> {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        return fs::write(path, actual).map_err(|error| format!("{}: {error}", path.display()));
    }
    let expected = fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
    if expected == actual {
        return Ok(());
    }
    Err(format!("{} is another now; UPDATE_GOLDEN=1 writes it:\n{actual}", path.display()))
}
