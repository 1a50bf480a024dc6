//! What to write and what to delete, so that the files on disk are the files that should be there.
//!
//! One plan serves both commands: `generate` carries it out, `drift` prints it. So they cannot disagree.

mod difference;
mod manifest;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

pub use self::difference::Difference;
pub use self::manifest::{BEGIN, END, splice};
use crate::File;

/// Folders that belong to the generator wholly: whatever stands in them and should not is deleted.
pub const OWNED_FOLDERS: [&str; 2] = ["generated-client/src/generated", "tests/src/generated"];

/// Single files that belong to the generator.
pub const OWNED_FILES: [&str; 1] = ["spec/schema.json"];

/// The client's manifest, of which the generator owns the lines between two markers. It is written, never deleted.
pub const MANIFEST: &str = "generated-client/Cargo.toml";

/// The command that carries out a plan.
pub const COMMAND: &str = "cargo xtask generate";

/// What was found on disk in a place that the generator owns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Present {
    /// Its path under the root of the workspace, with forward slashes.
    pub path: String,
    /// What it is.
    pub entry: Entry,
}

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A file, with what stands in it.
    File(Vec<u8>),
    /// A symbolic link, wherever it leads.
    Link,
    /// A folder with nothing in it. A folder that holds something is told by what it holds.
    EmptyFolder,
    /// A socket, a pipe, a device.
    Other,
}

/// A file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// Its path under the root of the workspace.
    pub path: String,
    /// What should stand in it.
    pub text: String,
    /// Why it has to be written.
    pub why: Why,
}

/// Why a file has to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is not there.
    Missing,
    /// It is there and says something else.
    Stale(Difference),
}

/// Something to delete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delete {
    /// Its path under the root of the workspace.
    pub path: String,
    /// It is an empty folder, which is removed in another way than a file.
    pub folder: bool,
    /// It stands where a file or a folder has to be, so it has to go before anything is written.
    pub in_the_way: bool,
}

/// All that has to happen, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Files that are missing or stale.
    pub write: Vec<Write>,
    /// What nobody generates any more.
    pub delete: Vec<Delete>,
    /// How many files are as they should be.
    pub same: usize,
}

/// Whether a path is the generator's to write.
///
/// Paths that try to leave their folder (`..`) are nobody's.
#[must_use]
pub fn is_owned(path: &str) -> bool {
    let plain = path.split('/').all(|part| !matches!(part, "" | "." | ".."));
    plain && (path == MANIFEST || is_deletable(path))
}

/// Whether a path may be deleted when nobody generates it. The manifest may not: most of it is written by hand.
fn is_deletable(path: &str) -> bool {
    OWNED_FILES.contains(&path) || OWNED_FOLDERS.iter().any(|folder| path == *folder || is_inside(path, folder))
}

fn is_inside(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

impl Plan {
    /// Compares files as they should be with what was found.
    ///
    /// What was found outside the places that the generator owns is left alone.
    #[must_use]
    pub fn new(wanted: &[File], present: &[Present]) -> Self {
        let wanted: BTreeMap<&str, &str> = wanted.iter().map(|file| (&*file.path, &*file.text)).collect();
        let found: BTreeMap<&str, &Entry> = present.iter().map(|present| (&*present.path, &present.entry)).collect();
        let mut plan = Self::default();
        for (path, text) in &wanted {
            let why = match found.get(path) {
                None => Why::Missing,
                Some(entry) => match difference_of(entry, text) {
                    None => {
                        plan.same += 1;
                        continue;
                    }
                    Some(difference) => Why::Stale(difference),
                },
            };
            plan.write.push(Write { path: (*path).to_owned(), text: (*text).to_owned(), why });
        }
        plan.delete = deletions(&wanted, &found);
        plan
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.write.is_empty() && self.delete.is_empty()
    }
}

/// How an entry differs from the file that should be there.
fn difference_of(entry: &Entry, text: &str) -> Option<Difference> {
    match entry {
        Entry::File(bytes) => Difference::first(bytes, text),
        Entry::Link => Some(Difference::NotAFile("a symbolic link")),
        Entry::EmptyFolder => Some(Difference::NotAFile("a folder")),
        Entry::Other => Some(Difference::NotAFile("neither a file nor a folder")),
    }
}

/// What was found, is owned, and is not wanted.
fn deletions(wanted: &BTreeMap<&str, &str>, found: &BTreeMap<&str, &Entry>) -> Vec<Delete> {
    // Every folder that has to exist. Whatever else stands at one of these paths is in the way.
    let folders: BTreeSet<&str> = wanted.keys().flat_map(|path| parents(path)).collect();
    found
        .iter()
        .filter(|(path, entry)| {
            // An empty folder at a wanted path is stale rather than orphaned, but it cannot be written over.
            let blocks = wanted.contains_key(*path) && matches!(entry, Entry::EmptyFolder);
            // An empty folder that is about to be filled is as good as the one that would be made.
            let useful = folders.contains(*path) && matches!(entry, Entry::EmptyFolder);
            is_deletable(path) && (blocks || !wanted.contains_key(*path)) && !useful
        })
        .map(|(path, entry)| Delete {
            path: (*path).to_owned(),
            folder: matches!(entry, Entry::EmptyFolder),
            in_the_way: folders.contains(*path)
                || wanted.contains_key(*path)
                || parents(path).any(|folder| wanted.contains_key(folder)),
        })
        .collect()
}

/// The folders above a path, the outermost first.
fn parents(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

/// The drift report: everything at once, and at its end what to run.
impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return write!(f, "no drift");
        }
        writeln!(f, "drift: {}", self.counts())?;
        writeln!(f)?;
        // An entry that blocks the path of a stale file is told there, not twice.
        let written: BTreeSet<&str> = self.write.iter().map(|write| &*write.path).collect();
        for write in &self.write {
            match &write.why {
                Why::Missing => writeln!(f, "missing:  {}", write.path)?,
                Why::Stale(difference) => writeln!(f, "stale:    {}{difference}", write.path)?,
            }
        }
        for delete in self.delete.iter().filter(|delete| !written.contains(&*delete.path)) {
            let what = if delete.folder { "/ (an empty folder)" } else { "" };
            writeln!(f, "orphaned: {}{what}", delete.path)?;
        }
        writeln!(f)?;
        write!(f, "Run this and commit what it does: {COMMAND}")
    }
}

impl Plan {
    /// `2 stale, 1 missing, 1 orphaned`, without what there is none of.
    fn counts(&self) -> String {
        let missing = self.write.iter().filter(|write| write.why == Why::Missing).count();
        let written: BTreeSet<&str> = self.write.iter().map(|write| &*write.path).collect();
        let orphaned = self.delete.iter().filter(|delete| !written.contains(&*delete.path)).count();
        let counts = [(self.write.len() - missing, "stale"), (missing, "missing"), (orphaned, "orphaned")];
        let texts: Vec<String> =
            counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
        texts.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOD: &str = "generated-client/src/generated/mod.rs";

    fn wanted(path: &str, text: &str) -> File {
        File { path: path.to_owned(), text: text.to_owned() }
    }

    fn file(path: &str, text: &str) -> Present {
        Present { path: path.to_owned(), entry: Entry::File(text.as_bytes().to_vec()) }
    }

    fn entry(path: &str, entry: Entry) -> Present {
        Present { path: path.to_owned(), entry }
    }

    fn deleted(plan: &Plan) -> Vec<&str> {
        plan.delete.iter().map(|delete| &*delete.path).collect()
    }

    #[test]
    fn nothing_to_do() {
        let plan = Plan::new(&[wanted(MOD, "a\n")], &[file(MOD, "a\n")]);
        assert!(plan.is_empty());
        assert_eq!(plan.same, 1);
        assert_eq!(plan.to_string(), "no drift");
    }

    #[test]
    fn an_empty_world_is_no_drift() {
        assert_eq!(Plan::new(&[], &[]), Plan::default());
    }

    #[test]
    fn stale_missing_and_orphaned_are_told_together() {
        let plan = Plan::new(
            &[wanted(MOD, "pub mod v1;\n"), wanted("tests/src/generated/wire.rs", "x\n"), wanted(MANIFEST, "m\n")],
            &[file(MOD, "pub mod v1; \n"), file("generated-client/src/generated/.hidden", ""), file(MANIFEST, "m\n")],
        );
        assert_eq!(plan.same, 1);
        assert_eq!(
            plan.to_string(),
            "drift: 1 stale, 1 missing, 1 orphaned\n\n\
             stale:    generated-client/src/generated/mod.rs, line 1, column 12\n  \
             on disk: |pub mod v1;·|\n  \
             wanted:  |pub mod v1;|\n\
             missing:  tests/src/generated/wire.rs\n\
             orphaned: generated-client/src/generated/.hidden\n\n\
             Run this and commit what it does: cargo xtask generate"
        );
    }

    #[test]
    fn what_is_not_owned_is_never_deleted() {
        let present = [
            file(MANIFEST, "by hand"),
            file("generated-client/src/generated_by_hand.rs", ""),
            file("spec/api.yaml", ""),
            file("README.md", ""),
        ];
        assert!(Plan::new(&[], &present).is_empty());
    }

    #[test]
    fn every_kind_of_entry_in_an_owned_folder_may_be_an_orphan() {
        let folder = OWNED_FOLDERS[1];
        let present = [
            entry(&format!("{folder}/empty"), Entry::EmptyFolder),
            entry(&format!("{folder}/link"), Entry::Link),
            entry(&format!("{folder}/pipe"), Entry::Other),
            file("spec/schema.json", "{}"),
        ];
        let plan = Plan::new(&[], &present);
        assert_eq!(
            deleted(&plan),
            ["spec/schema.json", "tests/src/generated/empty", "tests/src/generated/link", "tests/src/generated/pipe"]
        );
        assert!(plan.to_string().contains("orphaned: tests/src/generated/empty/ (an empty folder)\n"));
    }

    #[test]
    fn a_link_in_a_files_place_is_replaced() {
        let plan = Plan::new(&[wanted(MOD, "a\n")], &[entry(MOD, Entry::Link)]);
        assert_eq!(plan.write[0].why, Why::Stale(Difference::NotAFile("a symbolic link")));
        assert!(plan.delete.is_empty(), "renaming over it is enough");
    }

    #[test]
    fn a_file_where_a_folder_has_to_be_goes_first() {
        let blocker = "generated-client/src/generated/v1";
        let inner = "generated-client/src/generated/v1/mod.rs";
        let plan = Plan::new(&[wanted(inner, "a\n")], &[file(blocker, "")]);
        assert_eq!(plan.delete, [Delete { path: blocker.to_owned(), folder: false, in_the_way: true }]);
        let linked = Plan::new(&[wanted(inner, "a\n")], &[entry(OWNED_FOLDERS[0], Entry::Link)]);
        assert!(linked.delete[0].in_the_way);
    }

    #[test]
    fn a_folder_where_a_file_has_to_be_goes_first() {
        let inner = format!("{MOD}/inner.rs");
        let plan = Plan::new(&[wanted(MOD, "a\n")], &[file(&inner, "")]);
        assert_eq!(plan.delete, [Delete { path: inner, folder: false, in_the_way: true }]);
        assert_eq!(plan.write[0].why, Why::Missing);

        let plan = Plan::new(&[wanted(MOD, "a\n")], &[entry(MOD, Entry::EmptyFolder)]);
        assert_eq!(plan.delete, [Delete { path: MOD.to_owned(), folder: true, in_the_way: true }]);
        assert_eq!(
            plan.to_string(),
            "drift: 1 stale\n\nstale:    generated-client/src/generated/mod.rs, which is a folder\n\n\
             Run this and commit what it does: cargo xtask generate"
        );
    }

    #[test]
    fn an_empty_folder_that_is_about_to_be_filled_stays() {
        let inner = "generated-client/src/generated/v1/mod.rs";
        let plan =
            Plan::new(&[wanted(inner, "a\n")], &[entry("generated-client/src/generated/v1", Entry::EmptyFolder)]);
        assert!(plan.delete.is_empty());
    }

    #[test]
    fn owned_paths() {
        assert!(is_owned(MOD) && is_owned(MANIFEST) && is_owned("spec/schema.json"));
        assert!(!is_owned("spec/api.yaml") && !is_owned("generated-client/src/lib.rs"));
        assert!(!is_owned("generated-client/src/generated/../lib.rs"));
        assert!(!is_owned("generated-client/src/generated//mod.rs"));
        assert!(!is_owned("generated-client/src/generated2/mod.rs"));
    }
}
