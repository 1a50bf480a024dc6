//! A draft before its types have names.

use super::yaml::Yaml;
use crate::contract::SchemaId;

/// A type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Ty {
    /// A scalar, an id, or a type that is there already.
    Name(String),
    /// A type of the draft, by its place in the list of them.
    Def(usize),
    List(Box<Ty>),
    Csv(Box<Ty>),
    Map(Box<Ty>),
    Null(Box<Ty>),
    /// One text alone.
    Const(String),
    Relation {
        many: bool,
        id: Box<Ty>,
        kind: Option<String>,
        with: Option<Box<Ty>>,
    },
    Page(Box<Ty>),
    Data(Box<Ty>),
}

impl Ty {
    pub(super) fn name(name: &str) -> Self {
        Self::Name(name.to_owned())
    }

    pub(super) fn list(item: Ty) -> Self {
        Self::List(Box::new(item))
    }

    pub(super) fn is(&self, names: &[&str]) -> bool {
        matches!(self, Self::Name(name) if names.contains(&name.as_str()))
    }

    /// The type without null.
    pub(super) fn bare(&self) -> &Self {
        match self {
            Self::Null(inner) => inner.bare(),
            other => other,
        }
    }
}

/// Where a type of the draft is to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Scope {
    Shared,
    /// An area, by its place in the list of them.
    Area(usize),
}

/// What makes two types of the draft one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Key {
    /// A class of schemas.
    Class(usize),
    /// The relationships of a resource; in what is sent they say more.
    Relations { class: usize, sent: bool },
    /// A resource.
    Resource { class: usize, text: String, sent: bool },
    /// Variants of a union that cannot be told apart, as one.
    Merged(Vec<usize>),
}

/// A type of the draft.
#[derive(Clone, Debug)]
pub(super) struct Def {
    pub(super) scope: Scope,
    /// What to call it, the best name first.
    pub(super) wanted: Vec<String>,
    /// What to say of it where it is declared.
    pub(super) remarks: Vec<String>,
    pub(super) body: Body,
}

/// What a type of the draft is made of.
#[derive(Clone, Debug)]
pub(super) enum Body {
    /// It is not known yet.
    Open,
    Members(Vec<Field>),
    Enum(Vec<String>),
    Union {
        by: Option<String>,
        variants: Vec<(String, Ty, Vec<String>)>,
    },
    Resource(Resource),
}

/// A member, or a parameter.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) required: bool,
    pub(super) ty: Ty,
    /// What is said of its values.
    pub(super) facts: Vec<(&'static str, Yaml)>,
    pub(super) remarks: Vec<String>,
}

/// A resource.
#[derive(Clone, Debug)]
pub(super) struct Resource {
    /// The text of its type.
    pub(super) text: String,
    pub(super) id: Option<(bool, Ty)>,
    /// Attributes, relationships and meta, as far as it has them: name, whether it is always there, and what it is.
    pub(super) parts: Vec<(&'static str, bool, Part)>,
    pub(super) members: Vec<Field>,
    /// What is remarked on `type`.
    pub(super) remarks: Vec<String>,
}

/// A part of a resource.
#[derive(Clone, Debug)]
pub(super) enum Part {
    Members(Vec<Field>),
    Type(Ty, Vec<String>),
}

/// An operation.
#[derive(Clone, Debug, Default)]
pub(super) struct Drafted {
    pub(super) name: String,
    pub(super) http: String,
    pub(super) remarks: Vec<String>,
    pub(super) permissions: Vec<String>,
    pub(super) permission_remarks: Vec<String>,
    pub(super) path: Vec<Field>,
    pub(super) query: Vec<Field>,
    pub(super) headers: Vec<Field>,
    pub(super) body: Option<SentBody>,
    pub(super) returns: Vec<Returned>,
    /// The statuses of errors.
    pub(super) errors: Vec<u16>,
    pub(super) version: Option<String>,
    pub(super) deprecated: bool,
    pub(super) sunset: Option<String>,
    pub(super) paging: Option<Yaml>,
    /// It is sent as POST.
    pub(super) post: bool,
}

/// A request body.
#[derive(Clone, Debug)]
pub(super) struct SentBody {
    pub(super) ty: Ty,
    pub(super) optional: bool,
    pub(super) media: Option<String>,
    pub(super) remarks: Vec<String>,
}

/// An answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Returned {
    pub(super) status: String,
    pub(super) ty: Option<Ty>,
    pub(super) meta: Option<Ty>,
    pub(super) included: Option<Ty>,
    pub(super) media: Vec<String>,
    pub(super) remarks: Vec<String>,
    /// The schema of the body, by which answers are told apart.
    pub(super) schema: Option<SchemaId>,
}
