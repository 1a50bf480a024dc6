//! `cargo xtask changes`: what became of the description since a revision, and what that does to programs that use the client.

mod git;
mod manifest;

use std::path::Path;

use serde_json::json;
use snyk_api_codegen::changes::{Change, Version, compare, entry, next};
use snyk_api_codegen::{Api, Diagnostics, Source};

use self::git::Revision;
use crate::{Outcome, Report, Trouble, project};

/// How many mistakes of an old description are shown. They cannot be mended, so all of them would help nobody.
const SHOWN: usize = 5;

/// Where the description and the vendor's document differ on purpose.
const NOTES: &str = "spec/deviations.yaml";

/// How the changes are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// As an entry of a changelog.
    #[default]
    Markdown,
    /// As data.
    Json,
}

/// What to compare, and how to tell of it.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The revision to begin at.
    pub since: String,
    /// The revision to end at; none for the working tree.
    pub until: Option<String>,
    /// How the changes are told.
    pub format: Format,
}

/// A state of the description.
struct State {
    /// As a person calls it.
    name: String,
    api: Api,
}

/// Compares two states of the description.
///
/// # Errors
///
/// If either of them cannot be had: there is no git, no such revision, no description in it, or one with mistakes.
pub fn changes(root: &Path, options: &Options) -> Result<Report, Trouble> {
    let since = Revision::find(root, &options.since)?;
    let current = manifest::version(&since)?;
    let old = at(&since)?;
    let new = match &options.until {
        Some(until) => at(&Revision::find(root, until)?)?,
        None => state("the working tree", &project::read_sources(root)?)?,
    };
    let found = compare(&old.api, &new.api);
    let breaks = found.iter().any(|change| change.class.is_breaking());
    let outcome = if breaks { Outcome::Findings } else { Outcome::Good };
    let output = match options.format {
        Format::Markdown => entry(next(current, &found), &found).trim_end().to_owned(),
        Format::Json => data(&old.name, &new.name, current, &found),
    };
    Ok(Report { outcome, output, complaint: summary(current, &found) })
}

fn at(revision: &Revision<'_>) -> Result<State, Trouble> {
    let mut sources = revision.sources()?;
    // Notes of maintainers, of which no program knows: one that is read otherwise today must not stand in the way.
    sources.retain(|source| source.path != NOTES);
    state(&format!("revision {}", revision.name()), &sources)
}

fn state(name: &str, sources: &[Source]) -> Result<State, Trouble> {
    let name = name.to_owned();
    match snyk_api_codegen::compile(sources) {
        Ok(api) => Ok(State { name, api }),
        Err(diagnostics) => Err(Trouble(refusal(&name, &diagnostics))),
    }
}

/// The first mistakes, how many more there are, and what to do.
fn refusal(name: &str, diagnostics: &Diagnostics) -> String {
    let first: Vec<String> = diagnostics.iter().take(SHOWN).map(|it| it.to_string().trim_end().to_owned()).collect();
    let mut text =
        format!("the compiler of this working tree refuses the description of {name}:\n\n{}", first.join("\n\n"));
    if let Some(more) = diagnostics.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        text.push_str(&format!("\nand {more} more"));
    }
    text.push_str("\n\nmend it, or name a revision whose description has the language of today");
    text
}

/// As data: what was compared, the versions, and every change.
fn data(since: &str, until: &str, current: Version, changes: &[Change]) -> String {
    let next = next(current, changes);
    let document = json!({
        "since": since,
        "until": until,
        "breaks": changes.iter().any(|change| change.class.is_breaking()),
        "version": {"current": current.to_string(), "next": next.to_string()},
        "changes": changes,
    });
    format!("{document:#}")
}

/// What stands beside the entry: `12 changes, 2 of them break programs: 0.1.0 -> 0.2.0`.
fn summary(current: Version, changes: &[Change]) -> String {
    let breaking = changes.iter().filter(|change| change.class.is_breaking()).count();
    let next = next(current, changes);
    let changes = match changes.len() {
        1 => "1 change".to_owned(),
        count => format!("{count} changes"),
    };
    format!("{changes}, {breaking} of them breaking: {current} -> {next}")
}
