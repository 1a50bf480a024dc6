//! A difference between two descriptions of the API.

use std::collections::BTreeSet;

/// A difference between the description and a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Where in the description, as deviations write it.
    pub at: String,
    /// What the document says there; `absent` for nothing.
    pub document: String,
    /// What the description says there; `absent` for nothing.
    pub spec: String,
    /// Where in the document, as JSON pointers.
    pub pointers: BTreeSet<String>,
    /// Where in the document the cause stands: a schema that is referred to from many places has one.
    pub cause: String,
    /// The operations that it concerns, by name.
    pub operations: BTreeSet<String>,
    /// Operations and types of the description that were not compared because of it, as the beginnings of their places.
    pub hides: BTreeSet<String>,
}
