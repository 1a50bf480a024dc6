//! What crosses the crates.

pub mod conformance;
#[rustfmt::skip]
pub mod generated;
pub mod loopback;
pub mod wire;
