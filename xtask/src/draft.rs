//! `cargo xtask draft`: YAML of the description from a document of the vendor's, for a person to finish.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use snyk_api_codegen::draft::{Draft, GAP, draft, family_of};
use snyk_api_codegen::{File, openapi};
use tempfile::NamedTempFile;

use crate::{Outcome, Report, Trouble, project};

/// What to draft, and where to.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The vendor's document.
    pub from: PathBuf,
    /// The family that it describes; by default its servers tell.
    pub family: Option<String>,
    /// The folder to write to; by default the draft is printed.
    pub out: Option<PathBuf>,
    /// All operations of the document, whatever the description has.
    pub all: bool,
    /// These operations only.
    pub operations: Vec<String>,
}

/// Drafts, and prints or writes it.
///
/// # Errors
///
/// If something cannot be read or written.
pub fn run(root: &Path, options: &Options) -> Result<Report, Trouble> {
    let bytes = fs::read(&options.from).map_err(|error| Trouble::with("read", &options.from, error))?;
    let document = openapi::read(&bytes).map_err(|error| Trouble::with("use", &options.from, error))?;
    let family = options.family.clone().or_else(|| family_of(&document)).ok_or_else(|| {
        let what = "its servers do not tell of which family it is; name that with --family";
        Trouble::with("use", &options.from, what)
    })?;
    let wanted = snyk_api_codegen::draft::Options { family, operations: options.operations.clone(), all: options.all };
    let drafted = match draft(&project::read_sources(root)?, &document, &wanted) {
        Ok(drafted) => drafted,
        Err(complaint) => {
            let complaint = format!("{}: {complaint}\nnothing was drafted", options.from.display());
            return Ok(Report { outcome: Outcome::Findings, output: String::new(), complaint });
        }
    };
    let output = match &options.out {
        Some(folder) => write(folder, &drafted.files)?,
        None => drafted.files.iter().map(|file| format!("# ---- {}\n{}", file.path, file.text)).collect(),
    };
    Ok(Report { outcome: Outcome::Good, output: output.trim_end().to_owned(), complaint: summary(&drafted) })
}

/// What the person who finishes the draft should look at.
fn summary(drafted: &Draft) -> String {
    if drafted.operations == 0 && drafted.remarks.is_empty() {
        return "the description has every operation of the document; --all drafts them all the same".to_owned();
    }
    let mut lines: Vec<String> = drafted.remarks.clone();
    let gaps: usize = drafted.files.iter().map(|file| file.text.matches(GAP).count()).sum();
    let places = match drafted.remarks.len() {
        0 => String::new(),
        count => format!("; places where the document says what the language cannot: {count}"),
    };
    lines.push(format!("operations drafted: {}; gaps to fill, each `{GAP}…)`: {gaps}{places}", drafted.operations));
    lines.join("\n")
}

/// So many of the files that are in the way are named.
const FEW: usize = 5;

/// Writes all files, or none of them. What is there already is a person's work, so it is never replaced.
fn write(folder: &Path, files: &[File]) -> Result<String, Trouble> {
    let there: Vec<String> = files
        .iter()
        .map(|file| folder.join(&file.path))
        .filter(|path| fs::symlink_metadata(path).is_ok())
        .map(|path| path.display().to_string())
        .collect();
    if !there.is_empty() {
        let shown = there.iter().take(FEW).cloned().collect::<Vec<_>>().join(", ");
        let more = match there.len().saturating_sub(FEW) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        return Err(Trouble(format!("a draft replaces nothing, and {shown}{more} exist; nothing was written")));
    }
    let prepared: Result<Vec<_>, Trouble> = files.iter().map(|file| prepare(folder, file)).collect();
    // Those that were prepared delete themselves when they are dropped.
    let prepared = prepared.map_err(|trouble| Trouble(format!("{trouble}; no file was written")))?;
    let total = prepared.len();
    for (done, (file, path)) in prepared.into_iter().enumerate() {
        file.persist_noclobber(&path).map_err(|error| {
            let trouble = Trouble::with("write", &path, error.error);
            Trouble(format!("{trouble}; {done} of {total} files were written"))
        })?;
    }
    Ok(files.iter().map(|file| format!("new     {}\n", folder.join(&file.path).display())).collect())
}

/// Writes a file's text beside the place where it is to stand.
fn prepare(folder: &Path, file: &File) -> Result<(NamedTempFile, PathBuf), Trouble> {
    let path = folder.join(&file.path);
    let home = path.parent().unwrap_or(folder);
    let attempt = || {
        fs::create_dir_all(home)?;
        let mut temporary = project::temporary(home)?;
        temporary.write_all(file.text.as_bytes())?;
        Ok(temporary)
    };
    attempt().map(|file| (file, path.clone())).map_err(|error: std::io::Error| Trouble::with("write", &path, error))
}
