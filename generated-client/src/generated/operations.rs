// A stand-in, written by hand, for what `cargo xtask generate` writes here.

use crate::operation::Operation;

/// Every operation that this build has, by family, area and name.
pub static OPERATIONS: &[&Operation] = &[
    #[cfg(feature = "v1-projects")]
    &super::v1::projects::operations::GET,
    #[cfg(feature = "v1-projects")]
    &super::v1::projects::operations::UPDATE,
    #[cfg(feature = "v1-projects")]
    &super::v1::projects::operations::LIST_ISSUE_PATHS,
];
