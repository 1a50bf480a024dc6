//! Compiles the YAML description of the Snyk API into the client `snyk-api`.
//!
//! Text in, files or diagnostics out: nothing here touches a disk, reads the environment or ends the process. The way is
//! always the same, and nothing reads leftwards:
//!
//! ```text
//! sources -- document --> documents -- lower --> model -- check --> model -- emit --> tokens -- render --> files
//! ```
//!
//! - [`compile`] goes as far as the model, or reports everything that is wrong with the description.
//! - [`generate`] goes on from there, and can't fail.
//! - [`plan`] compares files as they should be with files as they are.
//! - [`index`] reads the docs' list of endpoints, and [`coverage`] tells what of the vendor's documentation is described.
//! - [`changes`] compares two models, and says what the difference does to programs that use the client.

use std::collections::{BTreeMap, BTreeSet};

pub mod changes;
mod check;
pub mod contract;
pub mod coverage;
pub mod diagnostic;
mod document;
pub mod draft;
pub mod drift;
pub mod emit;
pub mod index;
mod lower;
pub mod model;
pub mod openapi;
pub mod plan;
pub mod render;

pub use self::diagnostic::{Diagnostic, Diagnostics, Rule};
pub use self::document::load::MAX_FILE;
pub use self::model::Api;

/// A file of the description, as it was read.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its path under the root of the workspace, with forward slashes: `spec/v1/projects.yaml`.
    pub path: String,
    /// What stands in it; of a file above [`MAX_FILE`], one byte more than that is enough.
    pub bytes: Vec<u8>,
}

/// A file as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path under the root of the workspace, with forward slashes.
    pub path: String,
    /// What should stand in it.
    pub text: String,
}

/// Reads the description.
///
/// # Errors
///
/// Everything that is wrong with it, all at once. A file with faults of its own shape is still checked as far as it goes.
pub fn compile(sources: &[Source]) -> Result<Api, Diagnostics> {
    let mut documents = document::load(sources);
    let mut list = std::mem::take(&mut documents.problems);
    let report = lower::place::Report::new(&documents);
    let lowered = lower::lower(&documents, &report);
    check::check(&lowered, &report);
    list.extend(report.finish());
    if list.is_empty() { Ok(lowered.api) } else { Err(Diagnostics::new(list)) }
}

/// Where places of the description stand, file and line: those of [`contract::Finding`], which are written as in
/// `deviations.yaml`. For what is not there, where it would stand.
#[must_use]
pub fn locate(sources: &[Source], places: BTreeSet<String>) -> BTreeMap<String, (String, usize)> {
    let documents = document::load(sources);
    let report = lower::place::Report::new(&documents);
    let located = |place: String| lower::deviations::locate(&place, &report).map(|found| (place, found));
    places.into_iter().filter_map(located).collect()
}

/// The JSON Schema of the description's files, for editors.
#[must_use]
pub fn schema() -> String {
    document::schema::text()
}

/// Makes every file that the tool owns: the client's code, its features, the tests that the examples make, and the schema.
///
/// # Errors
///
/// If the client's manifest has no place for the cargo features.
pub fn generate(api: &Api, manifest: &str) -> Result<Vec<File>, String> {
    let features: Vec<String> = emit::features(api).lines().map(str::to_owned).collect();
    let mut files = emit::client(api);
    files.extend(emit::tests(api));
    files.push(File { path: plan::MANIFEST.to_owned(), text: plan::splice(manifest, &features)? });
    files.push(File { path: SCHEMA.to_owned(), text: schema() });
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

/// Where the schema of the description stands.
const SCHEMA: &str = "spec/schema.json";
