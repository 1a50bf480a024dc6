//! What crosses the crates.

pub mod busy;
pub mod conformance;
#[rustfmt::skip]
pub mod generated;
pub mod loopback;
pub mod planted;
pub mod process;
pub mod service;
pub mod wire;

/// The programs in the README compile.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
