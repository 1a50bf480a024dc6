// A stand-in, written by hand, for what `cargo xtask generate` writes here.

//! Typed identifiers: one cannot be passed in another's place.

/// Identifies an organization, a UUID.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrgId(Box<str>);
crate::runtime::id!(OrgId);

/// Identifies a project, a UUID.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProjectId(Box<str>);
crate::runtime::id!(ProjectId);

/// Identifies an issue in the vulnerability database, `SNYK-JS-LODASH-590103` or `npm:ms:20170412`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IssueId(Box<str>);
crate::runtime::id!(IssueId);
