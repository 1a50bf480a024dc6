//! Regenerates the client and checks it for drift.
//!
//! A thin shell: whatever can be decided without a disk or a process is decided in `snyk-api-codegen`.

// A command line tool talks on its standard output and error.
#![allow(clippy::print_stdout, clippy::print_stderr)]

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
