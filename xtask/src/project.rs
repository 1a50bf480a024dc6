//! The workspace on disk: reading the description, finding what was generated, carrying out a plan.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write as _};
use std::path::{Path, PathBuf};

use snyk_api_codegen::Source;
use snyk_api_codegen::plan::{self, Delete, Entry, Plan, Present, Write};
use tempfile::NamedTempFile;

use crate::Trouble;

/// The folder of the description.
pub(crate) const SPEC: &str = "spec";

/// Files below `spec/` that are no part of the description: its manual, and what is made from the compiler.
const NO_SOURCES: [&str; 2] = ["spec/README.md", "spec/schema.json"];

/// How much of a file of the description is read. The compiler refuses files of more than 1 MiB, so one byte more is enough for
/// it to see that a file is too large.
const SOURCE_LIMIT: u64 = 1024 * 1024 + 1;

/// How much of a file in an owned folder is read. No generated file is nearly as large, so one that is cut is stale anyway.
const PRESENT_LIMIT: u64 = 16 * 1024 * 1024;

/// Finds the root of the workspace: the innermost folder, from `start` upwards, that has a `spec` folder and a `Cargo.toml` with a
/// `[workspace]`.
///
/// # Errors
///
/// If there is none.
pub fn find_root(start: &Path) -> Result<PathBuf, Trouble> {
    let is_root = |folder: &&Path| {
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
        manifest.lines().any(|line| line.trim() == "[workspace]") && folder.join(SPEC).is_dir()
    };
    start.ancestors().find(is_root).map(Path::to_path_buf).ok_or_else(|| {
        let start = start.display();
        Trouble(format!("no workspace with a `{SPEC}` folder at or above {start}; name it with --root"))
    })
}

/// Reads the description: every file below `spec/`, by path. An unexpected one is read, too, for the compiler to refuse it.
///
/// # Errors
///
/// If anything there cannot be read.
pub fn read_sources(root: &Path) -> Result<Vec<Source>, Trouble> {
    let mut sources = Vec::new();
    read_folder(root, SPEC, &mut sources)?;
    Ok(sources)
}

fn read_folder(root: &Path, folder: &str, sources: &mut Vec<Source>) -> Result<(), Trouble> {
    for path in entries(root, folder)? {
        let full = root.join(&path);
        // Follows a link: a linked file is as good as any, and a link that leads nowhere is reported.
        let kind = fs::metadata(&full).map_err(|error| Trouble::with("read", &full, error))?;
        let is_link = fs::symlink_metadata(&full).is_ok_and(|metadata| metadata.is_symlink());
        if kind.is_dir() && is_link {
            return Err(Trouble::with("read", &full, "it is a link to a folder, which might lead back here"));
        } else if kind.is_dir() {
            read_folder(root, &path, sources)?;
        } else if !kind.is_file() {
            return Err(Trouble::with("read", &full, "it is neither a file nor a folder"));
        } else if is_source(&path) {
            let bytes = read_at_most(&full, SOURCE_LIMIT).map_err(|error| Trouble::with("read", &full, error))?;
            sources.push(Source { path, bytes });
        }
    }
    Ok(())
}

/// Whether a file below `spec/` is a part of the description.
pub(crate) fn is_source(path: &str) -> bool {
    !NO_SOURCES.contains(&path)
}

/// Reads the client's manifest, of which the compiler makes the lines between the markers.
///
/// # Errors
///
/// If it cannot be read.
pub fn read_manifest(root: &Path) -> Result<String, Trouble> {
    let path = root.join(plan::MANIFEST);
    fs::read_to_string(&path).map_err(|error| Trouble::with("read", &path, error))
}

/// Finds everything that stands in the places that the generator owns. Links are not followed.
///
/// # Errors
///
/// If anything there cannot be read.
pub fn present(root: &Path) -> Result<Vec<Present>, Trouble> {
    let mut found = Vec::new();
    for path in plan::OWNED_FILES.into_iter().chain([plan::MANIFEST]).chain(plan::OWNED_FOLDERS) {
        let owned_folder = plan::OWNED_FOLDERS.contains(&path);
        collect(root, path, !owned_folder, &mut found)?;
    }
    Ok(found)
}

/// Adds what stands at a path, and if that is a folder, what is in it. An owned folder itself may be empty.
fn collect(root: &Path, path: &str, report_empty: bool, found: &mut Vec<Present>) -> Result<(), Trouble> {
    let full = root.join(path);
    let kind = match fs::symlink_metadata(&full) {
        Ok(metadata) => metadata.file_type(),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Trouble::with("read", &full, error)),
    };
    let entry = if kind.is_dir() {
        let inner = entries(root, path)?;
        if !inner.is_empty() || !report_empty {
            return inner.iter().try_for_each(|path| collect(root, path, true, found));
        }
        Entry::EmptyFolder
    } else if kind.is_symlink() {
        Entry::Link
    } else if kind.is_file() {
        Entry::File(read_at_most(&full, PRESENT_LIMIT).map_err(|error| Trouble::with("read", &full, error))?)
    } else {
        Entry::Other
    };
    found.push(Present { path: path.to_owned(), entry });
    Ok(())
}

/// The paths of what is in a folder, sorted.
fn entries(root: &Path, folder: &str) -> Result<Vec<String>, Trouble> {
    let full = root.join(folder);
    let trouble = |error: io::Error| Trouble::with("read", &full, error);
    let mut paths = Vec::new();
    for entry in fs::read_dir(&full).map_err(trouble)? {
        let name = entry.map_err(trouble)?.file_name();
        let name = name.to_str().ok_or_else(|| {
            Trouble(format!("{} holds something whose name is not UTF-8: {}", full.display(), name.display()))
        })?;
        paths.push(format!("{folder}/{name}"));
    }
    paths.sort();
    Ok(paths)
}

fn read_at_most(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Carries out a plan.
///
/// Each file is either as it was or as it should be, at any moment. To make it as near to all or nothing as a file system
/// allows, everything that can fail for want of space or of rights comes first: all new texts are written beside the files that
/// they will replace, then all are renamed, and only then is anything deleted. Files that need no change are not touched.
///
/// # Errors
///
/// If anything fails, with what was done until then.
pub fn apply(root: &Path, plan: &Plan) -> Result<(), Trouble> {
    let (blockers, orphans): (Vec<_>, Vec<_>) = plan.delete.iter().partition(|delete| delete.in_the_way);
    let result = replace(root, plan, &blockers).and_then(|()| remove(root, &orphans));
    // Folders that deletions left empty, or that were made for files which could not be written.
    let pruned = plan::OWNED_FOLDERS.iter().try_for_each(|folder| prune(&root.join(folder)));
    result.and(pruned)
}

/// Writes what is missing or stale.
fn replace(root: &Path, plan: &Plan, blockers: &[&Delete]) -> Result<(), Trouble> {
    // What stands where a folder or a file has to be; without this not even the new texts could be written.
    remove(root, blockers)?;
    let prepared: Result<Vec<_>, _> = plan.write.iter().map(|write| prepare(root, write)).collect();
    // Those that were prepared delete themselves when they are dropped.
    let prepared = prepared.map_err(|trouble| Trouble(format!("{trouble}; no file was changed")))?;
    let total = prepared.len();
    for (done, (file, path)) in prepared.into_iter().enumerate() {
        file.persist(&path).map_err(|error| {
            let trouble = Trouble::with("replace", &path, error.error);
            Trouble(format!("{trouble}; {done} of {total} files were written, the others are as they were"))
        })?;
    }
    Ok(())
}

/// Writes a file's new text beside it.
fn prepare(root: &Path, write: &Write) -> Result<(NamedTempFile, PathBuf), Trouble> {
    let path = root.join(&write.path);
    let folder = path.parent().unwrap_or(root);
    let attempt = || -> io::Result<NamedTempFile> {
        fs::create_dir_all(folder)?;
        // A folder left behind by a deletion stands where the file has to be.
        prune(&path).map_err(|trouble| io::Error::other(trouble.0))?;
        let mut file = temporary(folder)?;
        file.write_all(write.text.as_bytes())?;
        Ok(file)
    };
    attempt().map(|file| (file, path.clone())).map_err(|error| Trouble::with("write", &path, error))
}

/// A temporary file with the rights of any new file, rather than those of a secret.
pub(crate) fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // The process's own mask still applies.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

fn remove(root: &Path, deletions: &[&Delete]) -> Result<(), Trouble> {
    for (done, delete) in deletions.iter().enumerate() {
        let path = root.join(&delete.path);
        let result = if delete.folder { fs::remove_dir(&path) } else { fs::remove_file(&path) };
        match result {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                let trouble = Trouble::with("remove", &path, error);
                return Err(Trouble(format!("{trouble}; {done} of {} were removed", deletions.len())));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Removes folders with nothing in them, at or below a path. Anything else at the path is left alone.
fn prune(folder: &Path) -> Result<(), Trouble> {
    if !fs::symlink_metadata(folder).is_ok_and(|metadata| metadata.is_dir()) {
        return Ok(());
    }
    let trouble = |error: io::Error| Trouble::with("remove", folder, error);
    for entry in fs::read_dir(folder).map_err(trouble)? {
        prune(&entry.map_err(trouble)?.path())?;
    }
    match fs::remove_dir(folder) {
        Err(error) if error.kind() != ErrorKind::DirectoryNotEmpty => Err(trouble(error)),
        _ => Ok(()),
    }
}
