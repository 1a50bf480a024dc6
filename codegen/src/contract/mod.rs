//! What two descriptions of the API promise, in one form, so that they can be held against each other.
//!
//! The hand-written description ([`of_api`]) and an OpenAPI document ([`mod@crate::openapi::import`]) both come down to a
//! [`Contract`]: operations, and schemas that know where they stand. What is only a way of writing is gone: references are
//! followed, wrappers of one member are taken off, what several parts say together is merged.

mod compare;
mod finding;
mod spec;
mod text;
mod unions;

pub use self::compare::compare;
pub use self::finding::Finding;
pub use self::spec::of_api;
pub(crate) use self::spec::relationships;
pub use crate::model::{ListStyle, Method, Stability};

/// What a description of the API promises.
#[derive(Clone, Debug, Default)]
pub struct Contract {
    /// The base path of the family, `/rest`; nothing where the description does not say it.
    pub base: Option<String>,
    /// Every operation, in the order of the description.
    pub operations: Vec<Operation>,
    /// Every schema; [`SchemaId`] points in here.
    pub schemas: Vec<Schema>,
}

/// Points into [`Contract::schemas`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchemaId(pub usize);

/// A method on a path.
#[derive(Clone, Debug)]
pub struct Operation {
    /// `v1` or `rest`.
    pub family: String,
    /// Its name in its own description: `rest.orgs.list`, or an `operationId`.
    pub name: String,
    /// Where it stands.
    pub at: String,
    /// The HTTP method.
    pub method: Method,
    /// The path under the family's base, with its parameters' names.
    pub path: String,
    /// What it is filed under: tags of a document.
    pub tags: Vec<String>,
    /// What it does.
    pub docs: String,
    /// Path, query and header parameters.
    pub parameters: Vec<Parameter>,
    /// What is sent.
    pub body: Option<Body>,
    /// What comes back, but for errors.
    pub answers: Vec<Answer>,
    /// What comes back when it did not go well.
    pub errors: Vec<Answer>,
    /// Keys of permissions, or names where a document states no key; sorted.
    pub permissions: Vec<String>,
    /// The names of those permissions whose keys are known, in the same order; empty where none is known.
    pub permission_names: Vec<String>,
    /// The version, `2024-10-15` or `2024-10-15~beta`.
    pub version: Option<String>,
    /// How stable that version is.
    pub stability: Option<Stability>,
    /// Not to be used any more.
    pub deprecated: bool,
    /// The date at which it ends.
    pub sunset: Option<String>,
}

impl Operation {
    /// One of which no more is known yet.
    #[must_use]
    pub fn new(family: &str, method: Method, path: &str) -> Self {
        Self {
            family: family.to_owned(),
            name: String::new(),
            at: String::new(),
            method,
            path: path.to_owned(),
            tags: Vec::new(),
            docs: String::new(),
            parameters: Vec::new(),
            body: None,
            answers: Vec::new(),
            errors: Vec::new(),
            permissions: Vec::new(),
            permission_names: Vec::new(),
            version: None,
            stability: None,
            deprecated: false,
            sunset: None,
        }
    }
}

/// Where a parameter stands in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum In {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
}

impl In {
    /// As it is written in the description.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            In::Path => "path",
            In::Query => "query",
            In::Header => "headers",
        }
    }
}

/// A path, query or header parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The name that travels.
    pub name: String,
    /// Where in the request it stands.
    pub place: In,
    /// Where it is described.
    pub at: String,
    /// What it is.
    pub docs: String,
    /// Whether it must be given.
    pub required: bool,
    /// How a list is written.
    pub style: ListStyle,
    /// Its type.
    pub schema: SchemaId,
}

/// A request body.
#[derive(Clone, Debug)]
pub struct Body {
    /// Where it is described.
    pub at: String,
    /// Whether it must be given.
    pub required: bool,
    /// Its media types, each with its schema.
    pub content: Vec<(String, SchemaId)>,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Where it is described.
    pub at: String,
    /// `200`, `4XX` or `default`.
    pub status: String,
    /// Its media types, each with its schema; none for no body.
    pub content: Vec<(String, SchemaId)>,
}

/// A schema.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// Where it stands: a pointer into a document, or a place of the description as its deviations write it.
    pub at: String,
    /// A name that it has, for whoever has to make one up: that of the component, or of the type.
    pub name: Option<String>,
    /// The named schema that it repeats, with more said about it.
    pub base: Option<SchemaId>,
    /// What it is.
    pub docs: String,
    /// What it takes.
    pub kind: Kind,
    /// Null is taken too.
    pub nullable: bool,
    /// What is said about texts and numbers, such as `uuid`.
    pub format: Option<String>,
    /// What else restricts it.
    pub facts: Facts,
}

/// What a schema takes.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Kind {
    /// Any JSON.
    #[default]
    Any,
    /// True or false.
    Bool,
    /// A whole number.
    Int,
    /// A number.
    Number,
    /// A text.
    String,
    /// One of these values; a text if they are texts.
    Enum(Vec<serde_json::Value>),
    /// An array.
    List(SchemaId),
    /// An object.
    Object(Object),
    /// One of several schemas.
    Union(Union),
    /// A link of JSON:API: a text, or an object with `href`.
    Link,
    /// Links of JSON:API, each of which may be absent, by these names; without names any.
    Links(Vec<String>),
}

/// An object.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object {
    /// The members that are known.
    pub members: Vec<Member>,
    /// The schema of all other members, where something is said of them.
    pub rest: Option<SchemaId>,
    /// Names that are required, and nowhere described.
    pub undescribed: Vec<String>,
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The name that travels.
    pub name: String,
    /// Where it is described.
    pub at: String,
    /// What it is.
    pub docs: String,
    /// Whether it is always there.
    pub required: bool,
    /// Its schema.
    pub schema: SchemaId,
}

/// One of several schemas.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Union {
    /// The member that tells the variants apart.
    pub by: Option<String>,
    /// The variants.
    pub variants: Vec<Variant>,
}

/// A variant of a union.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// The value of the member that tells the variants apart, or a label.
    pub tag: Option<String>,
    /// Where it is described.
    pub at: String,
    /// Its schema.
    pub schema: SchemaId,
}

/// What restricts a schema apart from its kind. Numbers are kept as they are written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Smallest number.
    pub min: Option<serde_json::Number>,
    /// Largest number.
    pub max: Option<serde_json::Number>,
    /// The number is a multiple of this.
    pub step: Option<serde_json::Number>,
    /// Shortest text.
    pub min_length: Option<u64>,
    /// Longest text.
    pub max_length: Option<u64>,
    /// Fewest items, or members of an object.
    pub min_items: Option<u64>,
    /// Most items, or members of an object.
    pub max_items: Option<u64>,
    /// The regular expression of a text.
    pub pattern: Option<String>,
    /// What the service takes where nothing is sent.
    pub default: Option<serde_json::Value>,
    /// Not to be used any more.
    pub deprecated: bool,
    /// Whatever else restricts it, in words.
    pub more: Vec<String>,
}

impl Contract {
    /// The schema that an id points to.
    #[must_use]
    pub fn schema(&self, id: SchemaId) -> &Schema {
        &self.schemas[id.0]
    }

    /// Adds a schema.
    pub fn add(&mut self, schema: Schema) -> SchemaId {
        self.schemas.push(schema);
        SchemaId(self.schemas.len() - 1)
    }
}

impl Operation {
    /// Method and path, as in the first line of a request.
    #[must_use]
    pub fn http(&self) -> String {
        format!("{} {}", self.method.as_str(), self.path)
    }

    /// Method and path without the names of the path's parameters.
    #[must_use]
    pub fn http_template(&self) -> String {
        format!("{} {}", self.method.as_str(), template(&self.path))
    }

    /// What makes two operations of a family the same: the method, and the path without the names of its parameters.
    #[must_use]
    pub fn key(&self) -> (Method, String) {
        (self.method, template(&self.path))
    }
}

/// The operation or type that a place belongs to: of `rest.orgs list query limit` it is `rest.orgs list`, of
/// `rest.orgs org.name` it is `rest.orgs org`.
#[must_use]
pub fn subject(at: &str) -> String {
    let mut words = at.split(' ');
    let (home, subject) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let is_method = !subject.is_empty() && subject.chars().all(|c| c.is_ascii_uppercase());
    if is_method && !home.contains('.') {
        return at.to_owned();
    }
    format!("{home} {}", subject.split('.').next().unwrap_or_default())
}

/// A path without the names of its parameters.
#[must_use]
pub fn template(path: &str) -> String {
    let segments = path.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}
