// A stand-in, written by hand, for what `cargo xtask generate` writes here.

pub(crate) mod families;
pub mod ids;
mod operations;
pub mod regions;
pub mod v1;

pub use self::operations::OPERATIONS;
