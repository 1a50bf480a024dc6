//! The vendor's own OpenAPI documents.

pub mod export;
pub mod import;
pub mod mend;
pub mod read;
pub mod separate;
pub mod tree;

pub use self::export::export;
pub use self::import::{Puzzle, import, import_below};
pub use self::mend::{Mend, mend};
pub use self::read::read;
