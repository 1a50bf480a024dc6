//! The vendor's own OpenAPI documents.

pub mod import;
pub mod mend;
pub mod read;
pub mod separate;
pub mod tree;

pub use self::import::{Puzzle, import};
pub use self::mend::{Mend, mend};
pub use self::read::read;
