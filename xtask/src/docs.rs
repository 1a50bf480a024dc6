//! `cargo xtask drift --rest FILE --v1 FILE`: the description against the vendor's documents.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_yaml::Value;
use snyk_api_codegen::contract::{self, Contract, Finding};
use snyk_api_codegen::drift::{self, Drift, Foreign, Pair, report};
use snyk_api_codegen::{Api, Source, openapi};

use crate::{Outcome, Report, Trouble, generate, project};

/// So many things that are not understood are named; the others are counted.
const NAMED: usize = 20;

/// How to print what was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
    /// As entries for `spec/deviations.yaml`.
    Entries,
}

/// What to hold against what.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The vendor's document of each family, by its key.
    pub documents: BTreeMap<String, PathBuf>,
    /// The docs' index of endpoints, as Markdown. It takes the documents of both families to be understood.
    pub index: Option<PathBuf>,
    /// What `cargo xtask openapi` exported, to stand for the description.
    pub description: Option<PathBuf>,
    /// How to print what was found.
    pub format: Format,
}

/// Reports every difference between the description and the vendor's documents that no deviation explains.
///
/// # Errors
///
/// If a file cannot be read, or a document not be understood in full.
pub fn drift(root: &Path, options: &Options) -> Result<Report, Trouble> {
    let (api, sources) = match compile(root)? {
        Ok(compiled) => compiled,
        Err(report) => return Ok(report),
    };
    let mut contracts = Vec::new();
    let mut documents = BTreeMap::new();
    for (family, path) in &options.documents {
        let document = document(path)?;
        let description = match &options.description {
            Some(exported) => contract(exported, &self::document(exported)?, family, &base(&api, family))?,
            None => contract::of_api(&api, family),
        };
        let contract = contract(path, &document, family, "")?;
        contracts.push((family.as_str(), description, contract));
        documents.insert(family.as_str(), document);
    }
    let index = match &options.index {
        Some(path) => Some(index(&api, path, &documents)?),
        None => None,
    };
    let pairs: Vec<Pair<'_>> =
        contracts.iter().map(|(family, description, document)| Pair { family, description, document }).collect();
    let drift = drift::drift(&api, &pairs, index).map_err(|foreign| refuse(&foreign, &options.documents))?;
    let located = snyk_api_codegen::locate(&sources, report::places(&drift));
    Ok(print(&drift, options, &located))
}

/// The model, and the files that it comes from; or what is wrong with them.
///
/// # Errors
///
/// If a file cannot be read.
pub fn compile(root: &Path) -> Result<Result<(Api, Vec<Source>), Report>, Trouble> {
    let sources = project::read_sources(root)?;
    Ok(match snyk_api_codegen::compile(&sources) {
        Ok(api) => Ok((api, sources)),
        Err(diagnostics) => {
            let complaint = format!("{}; there is nothing to compare with", generate::complain(&diagnostics));
            Err(Report { outcome: Outcome::Findings, output: String::new(), complaint })
        }
    })
}

/// The base path of a family.
fn base(api: &Api, family: &str) -> String {
    api.families.iter().find(|known| known.key == family).map_or(String::new(), |known| known.base.clone())
}

/// What the docs' index of endpoints says otherwise.
fn index(api: &Api, path: &Path, documents: &BTreeMap<&str, Value>) -> Result<Vec<Finding>, Trouble> {
    let (Some(rest), Some(v1)) = (documents.get("rest"), documents.get("v1")) else {
        let what = "its entries are told by the documents of both families; name them with --rest and --v1";
        return Err(Trouble::with("use", path, what));
    };
    let bytes = fs::read(path).map_err(|error| Trouble::with("read", path, error))?;
    let entries = snyk_api_codegen::index::from_bytes(&bytes).map_err(|error| Trouble::with("use", path, error))?;
    Ok(drift::index::findings(api, rest, v1, &entries))
}

/// Reads a document.
///
/// # Errors
///
/// If it cannot be read, or is no OpenAPI 3.0 document.
pub fn document(path: &Path) -> Result<Value, Trouble> {
    let bytes = fs::read(path).map_err(|error| Trouble::with("read", path, error))?;
    openapi::read(&bytes).map_err(|error| Trouble::with("use", path, error))
}

/// What a document promises of a family, whose paths may begin with a base path.
///
/// # Errors
///
/// If it cannot be understood in full.
pub fn contract(path: &Path, document: &Value, family: &str, base: &str) -> Result<Contract, Trouble> {
    openapi::import_below(document, family, base).map_err(|puzzles| {
        let mut text = format!("cannot compare with {}: what is not understood might hide a change", path.display());
        for puzzle in puzzles.iter().take(NAMED) {
            text.push_str(&format!("\n  #{}: {}", puzzle.pointer, puzzle.what));
        }
        if puzzles.len() > NAMED {
            text.push_str(&format!("\n  and {} more", puzzles.len() - NAMED));
        }
        Trouble(text)
    })
}

fn refuse(foreign: &Foreign, documents: &BTreeMap<String, PathBuf>) -> Trouble {
    let Foreign { family, known, found } = foreign;
    let path = documents.get(family).map_or(String::new(), |path| path.display().to_string());
    Trouble(format!(
        "{path} is not the document of {family}: of the {known} operations that the description has, it has {found}"
    ))
}

fn print(drift: &Drift, options: &Options, located: &report::Located) -> Report {
    let index = options.index.iter().map(|path| (drift::INDEX.to_owned(), path.display().to_string()));
    let names =
        options.documents.iter().map(|(family, path)| (family.clone(), path.display().to_string())).chain(index);
    let outcome = if drift.is_empty() { Outcome::Good } else { Outcome::Findings };
    let output = match options.format {
        Format::Text => report::text(drift, &names.collect(), located),
        Format::Json => format!("{:#}", report::json(drift, located)),
        Format::Entries => report::entries(drift),
    };
    Report { outcome, output: output.trim_end().to_owned(), complaint: String::new() }
}
