//! `cargo xtask coverage`: what of the vendor's documentation the description covers.

use std::fs;
use std::path::{Path, PathBuf};

use snyk_api_codegen::coverage::coverage;
use snyk_api_codegen::{index, openapi};

use crate::{Outcome, Report, Trouble, generate, project};

/// What to hold the description against, and how to print what comes of it.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The vendor's document of REST.
    pub rest: PathBuf,
    /// The vendor's document of v1.
    pub v1: PathBuf,
    /// The docs' index of endpoints, as Markdown.
    pub index: PathBuf,
    /// Print it as JSON.
    pub json: bool,
}

/// Counts what is documented and what of it is described.
///
/// # Errors
///
/// If one of the documents, or the description itself, cannot be read in full.
pub fn run(root: &Path, options: &Options) -> Result<Report, Trouble> {
    let rest = read(&options.rest, openapi::read)?;
    let v1 = read(&options.v1, openapi::read)?;
    let index = read(&options.index, index::from_bytes)?;
    let sources = project::read_sources(root)?;
    let api = snyk_api_codegen::compile(&sources)
        .map_err(|diagnostics| Trouble(format!("{}; nothing was counted", generate::complain(&diagnostics))))?;
    let coverage = coverage(&api, &rest, &v1, &index);
    let output = if options.json {
        serde_json::to_string_pretty(&coverage).map_err(|error| Trouble(format!("cannot print as JSON: {error}")))?
    } else {
        coverage.to_string()
    };
    let outcome = if coverage.complete { Outcome::Good } else { Outcome::Findings };
    Ok(Report { outcome, output, complaint: String::new() })
}

fn read<T>(path: &Path, read: impl Fn(&[u8]) -> Result<T, String>) -> Result<T, Trouble> {
    let bytes = fs::read(path).map_err(|error| Trouble::with("read", path, error))?;
    read(&bytes).map_err(|error| Trouble::with("use", path, error))
}
