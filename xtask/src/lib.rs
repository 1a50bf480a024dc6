//! Regenerates the client, checks it for drift, and drafts what the description lacks.
//!
//! A thin shell: whatever can be decided without a disk or a process is decided in `snyk-api-codegen`.

pub mod changes;
pub mod conformance;
pub mod coverage;
pub mod docs;
pub mod draft;
pub mod fetch;
pub mod generate;
pub mod openapi;
pub mod project;
mod trouble;

use std::fmt::Display;
use std::io::{self, Write};

pub use self::trouble::Trouble;

/// Says something to the person who runs the command. Nobody may be listening any more (`cargo xtask drift | head`), and
/// that is no reason to stop half way.
pub fn tell(text: impl Display) {
    drop(writeln!(io::stderr(), "{text}"));
}

/// How a command ended that did what it was asked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// There is nothing to complain of.
    Good,
    /// It found something that is wrong, and has said it.
    Findings,
}

/// How a command ended, and what it has to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How it ended.
    pub outcome: Outcome,
    /// What was asked for.
    pub output: String,
    /// Why it could not be had.
    pub complaint: String,
}
