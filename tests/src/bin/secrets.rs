//! Searches what a test run has shown, for the secrets of the tests: see the crate `snyk-api-recorder`.
//!
//! It ends with 0 if there are none, with 1 if there are, and with 2 if there was too little to search.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use snyk_api_recorder::search::search;

/// Searches what a test run has shown, for the secrets of the tests.
#[derive(Debug, Parser)]
struct Arguments {
    /// The folder with the records, to which the output of the run was added.
    folder: PathBuf,
}

fn main() -> ExitCode {
    let folder = Arguments::parse().folder;
    let (text, code) = match search(&folder) {
        Ok(report) if !report.hits.is_empty() => (report.to_string(), 1),
        Ok(report) => (report.to_string(), if report.gaps.is_empty() { 0 } else { 2 }),
        Err(error) => (format!("error: {}: {error}", folder.display()), 2),
    };
    // Nobody is left to tell if this fails.
    let _ = writeln!(io::stdout(), "{text}");
    ExitCode::from(code)
}
