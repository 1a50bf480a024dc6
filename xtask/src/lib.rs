//! Regenerates the client and checks it for drift.
//!
//! A thin shell: whatever can be decided without a disk or a process is decided in `snyk-api-codegen`.

// A command line tool talks on its standard error.
#![allow(clippy::print_stderr)]

pub mod conformance;
pub mod generate;
pub mod project;
mod trouble;

pub use self::trouble::Trouble;

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
