//! The resolved API: every reference is followed, every text is parsed, every Rust name is chosen.
//!
//! What this model can express, the emitters can print. So they never fail, and never look at a name to decide what to do.

pub mod example;
pub mod ident;

pub use self::example::{AnswerExample, Examples, RequestExample};
pub use self::ident::{Ident, NotAnIdent};

/// The whole API.
#[derive(Clone, Debug)]
pub struct Api {
    /// What the API is for.
    pub docs: String,
    /// The regions that the vendor runs it in; the first is the default.
    pub regions: Vec<Region>,
    /// v1 and REST.
    pub families: Vec<Family>,
    /// Typed identifiers.
    pub ids: Vec<Id>,
    /// Every named type, the shared ones first; [`TypeId`] points in here.
    pub types: Vec<TypeDef>,
    /// The areas, by family and name.
    pub areas: Vec<Area>,
    /// Where this description and the vendor's document differ on purpose.
    pub deviations: Vec<Deviation>,
}

/// A region of the vendor's hosting.
#[derive(Clone, Debug)]
pub struct Region {
    /// As it is written in the description, `eu-01`.
    pub key: String,
    /// Its variant in Rust, `Eu01`.
    pub ident: Ident,
    /// As the vendor calls it, `SNYK-EU-01`.
    pub name: String,
    /// Origin of the API, without a path.
    pub api: String,
    /// Origin of the web application.
    pub app: String,
    /// What it is.
    pub docs: String,
}

/// A family of operations that share a base path and conventions.
#[derive(Clone, Debug)]
pub struct Family {
    /// `v1` or `rest`: the folder, the module and the first part of an operation's name.
    pub key: String,
    /// Its module in Rust.
    pub ident: Ident,
    /// Its variant of the runtime's `Family`, `V1`.
    pub variant: Ident,
    /// What it is.
    pub docs: String,
    /// Its docs page.
    pub page: String,
    /// The path under a region's origin, `/v1`.
    pub base: String,
    /// Media type of bodies and answers where nothing else is said.
    pub media: String,
    /// Limits on all calls.
    pub limits: Vec<Limit>,
    /// Its document states formats of texts, such as `uuid`.
    pub formats: bool,
    /// The query parameter that carries an operation's version.
    pub version_parameter: Option<String>,
    /// The regular expression that the docs give for versions.
    pub version_pattern: Option<String>,
    /// Resources travel in JSON:API's envelope.
    pub envelope: bool,
    /// Its areas hang from a handle of its own; those of the default family hang from the client itself.
    pub handle: bool,
}

/// A typed identifier.
#[derive(Clone, Debug)]
pub struct Id {
    /// Its type in Rust.
    pub ident: Ident,
    /// What it identifies.
    pub docs: String,
}

/// Points into [`Api::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub usize);

/// Points into [`Api::families`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FamilyId(pub usize);

/// Points into [`Api::areas`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaId(pub usize);

/// Where a named type lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// In `shared.yaml`.
    Shared,
    /// In the file of an area.
    Area(AreaId),
}

/// A named type.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// Where it lives.
    pub home: Home,
    /// As it is written in the description.
    pub name: String,
    /// What a place in it is called after: itself, a part of a resource, `project.attributes`, or nothing for an enum that
    /// stands in the place of a type.
    pub place: Option<String>,
    /// Its name in Rust.
    pub ident: Ident,
    /// What it is.
    pub docs: String,
    /// What it is made of.
    pub kind: TypeKind,
    /// Some operation sends it.
    pub sent: bool,
    /// Some operation receives it.
    pub received: bool,
}

/// What a named type is made of.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// An object with known members.
    Struct(Vec<Member>),
    /// A text out of a list that may grow.
    Enum(Vec<Value>),
    /// One of several types.
    Union(Union),
}

/// A member of an object.
#[derive(Clone, Debug)]
pub struct Member {
    /// The name that travels.
    pub name: String,
    /// The field in Rust.
    pub ident: Ident,
    /// What it is.
    pub docs: String,
    /// Its type.
    pub ty: Type,
    /// Whether it is always there.
    pub required: bool,
    /// What the docs say of its values.
    pub facts: Facts,
    /// The one text that it ever has, as the type of a resource; nobody has to give it.
    pub constant: Option<String>,
}

/// A value of an enum.
#[derive(Clone, Debug)]
pub struct Value {
    /// The text that travels.
    pub text: String,
    /// The variant in Rust.
    pub ident: Ident,
    /// What it means.
    pub docs: String,
}

/// One of several types.
#[derive(Clone, Debug)]
pub struct Union {
    /// The member whose value tells the variants apart; without one, the first variant that fits is taken.
    pub by: Option<String>,
    /// In the order in which they are tried.
    pub variants: Vec<Variant>,
}

/// A variant of a union.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The value of the member that tells the variants apart, or a label.
    pub tag: String,
    /// The variant in Rust.
    pub ident: Ident,
    /// What it is.
    pub docs: String,
    /// What it holds.
    pub ty: Type,
}

/// A type, resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// Any text.
    String,
    /// A text that the docs call a UUID.
    Uuid,
    /// A text that the docs call a URI.
    Uri,
    /// Any text, which must not be shown.
    Secret,
    /// A point in time.
    Timestamp,
    /// A day.
    Date,
    /// True or false.
    Bool,
    /// A whole number.
    Int,
    /// A number.
    Float,
    /// A number that may be whole or not.
    Number,
    /// Any JSON.
    Json,
    /// A JSON object with any members.
    Object,
    /// A typed identifier, by its place in [`Api::ids`].
    Id(usize),
    /// A named type.
    Named(TypeId),
    /// A JSON:API link: a text, or an object with `href` and `meta`.
    Link,
    /// JSON:API links by name.
    Links,
    /// A JSON:API relationship to one resource or to many.
    Relation(Box<Relation>),
    /// Bytes of any media type. Only as the whole of an answer.
    Bytes,
    /// An array.
    List(Box<Type>),
    /// An object whose members' names are data.
    Map(Box<Type>),
    /// The type, or any other shape as JSON.
    Loose(Box<Type>),
    /// The type or null. Never around another `Nullable`.
    Nullable(Box<Type>),
}

/// A JSON:API relationship.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// The type of the id at the other end.
    pub id: Type,
    /// The `type` at the other end, where it has to be sent.
    pub kind: Option<String>,
    /// To many resources, not to one.
    pub many: bool,
    /// The attributes of the resource at the other end, where the answer may hold them.
    pub attributes: Option<Type>,
}

/// What the docs say of a value, apart from its type.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// What the docs call its format, where the type does not say it.
    pub format: Option<String>,
    /// Smallest number.
    pub min: Option<i64>,
    /// Largest number.
    pub max: Option<i64>,
    /// The number is a multiple of this.
    pub step: Option<i64>,
    /// Shortest text, in characters.
    pub min_length: Option<u64>,
    /// Longest text, in characters.
    pub max_length: Option<u64>,
    /// The regular expression that a text follows, as the docs write it.
    pub pattern: Option<String>,
    /// Fewest items.
    pub min_items: Option<u64>,
    /// Most items.
    pub max_items: Option<u64>,
    /// What the service takes where nothing is sent, as JSON.
    pub default: Option<serde_json::Value>,
    /// Not to be used any more, and why.
    pub deprecated: Option<String>,
}

/// An area of the API: a file of the description, a module and a cargo feature.
#[derive(Clone, Debug)]
pub struct Area {
    /// The family that it belongs to.
    pub family: FamilyId,
    /// The file's name without its ending, `projects`.
    pub key: String,
    /// Its module in Rust, and the method of the client that leads to it.
    pub ident: Ident,
    /// Its handle in Rust, `Projects`.
    pub handle: Ident,
    /// The cargo feature, `v1-projects`.
    pub feature: String,
    /// The file that it comes from, `spec/v1/projects.yaml`.
    pub file: String,
    /// What it is.
    pub docs: String,
    /// Its docs page.
    pub page: String,
    /// Its operations, in the order of the file.
    pub operations: Vec<Operation>,
}

/// An operation: a method on a path.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Its name in the description, `get`.
    pub key: String,
    /// Family, area and key: `v1.projects.get`.
    pub name: String,
    /// Its method in Rust, `get`.
    pub method_ident: Ident,
    /// Its request builder in Rust, `Get`.
    pub request_ident: Ident,
    /// Its description's constant in Rust, `GET`.
    pub const_ident: Ident,
    /// The HTTP method.
    pub method: Method,
    /// The path under the family's base.
    pub path: PathTemplate,
    /// What it does.
    pub docs: String,
    /// The docs page that it comes from.
    pub page: String,
    /// What the caller needs; none where the docs name none.
    pub permissions: Vec<Permission>,
    /// In the order in which they stand in the path.
    pub path_parameters: Vec<Parameter>,
    /// In the order of the description.
    pub query: Vec<Parameter>,
    /// In the order of the description.
    pub headers: Vec<Parameter>,
    /// What is sent, if anything.
    pub body: Option<Body>,
    /// What comes back when it went well, by status. Never empty.
    pub answers: Vec<Answer>,
    /// What an error status means here.
    pub errors: Vec<ErrorDocs>,
    /// The statuses of errors that the docs list, in order.
    pub error_statuses: Vec<u16>,
    /// What a caller should know.
    pub notes: Vec<String>,
    /// Its own limits, apart from the family's.
    pub limits: Vec<Limit>,
    /// The only regions that have it, by their place in [`Api::regions`]; empty means all.
    pub regions: Vec<usize>,
    /// Which customers may call it, where not all may.
    pub customers: Option<String>,
    /// What a repetition would do.
    pub effect: Effect,
    /// The version that is sent.
    pub version: Option<Version>,
    /// Not to be used any more.
    pub deprecated: Option<Ending>,
    /// The date, `YYYY-MM-DD`, at which it ends.
    pub sunset: Option<String>,
    /// Gone: it is documented, and cannot be called.
    pub retired: Option<Ending>,
    /// How its list is paged.
    pub paging: Option<Paging>,
    /// The job that it starts.
    pub poll: Option<Poll>,
    /// Its examples.
    pub examples: Examples,
}

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// GET
    Get,
    /// POST
    Post,
    /// PUT
    Put,
    /// PATCH
    Patch,
    /// DELETE
    Delete,
}

/// A path with holes, `/org/{orgId}/project/{projectId}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathTemplate {
    /// As it is written.
    pub text: String,
    /// Between the slashes.
    pub segments: Vec<Segment>,
}

/// A part of a path between two slashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Fixed text.
    Literal(String),
    /// A parameter, by its place in [`Operation::path_parameters`].
    Parameter(usize),
}

/// A permission that the docs ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// Its key, `org.project.read`.
    pub key: String,
    /// As the product shows it, `View Project`.
    pub name: String,
    /// It is a role that the docs name in a permission's place.
    pub role: bool,
}

/// A path, query or header parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The name that travels.
    pub name: String,
    /// The argument or setter in Rust.
    pub ident: Ident,
    /// What it is.
    pub docs: String,
    /// Its type; never nullable.
    pub ty: Type,
    /// Whether it must be given.
    pub required: bool,
    /// How a list is written.
    pub style: ListStyle,
    /// What the docs say of its values.
    pub facts: Facts,
}

/// How a list is written in a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListStyle {
    /// The key is repeated. Also for what is no list.
    Repeated,
    /// One value with commas.
    Commas,
}

/// A request body.
#[derive(Clone, Debug)]
pub struct Body {
    /// Its type.
    pub ty: Type,
    /// Whether it must be given.
    pub required: bool,
    /// Its media type.
    pub media: String,
    /// What it is, where the type does not say it.
    pub docs: Option<String>,
    /// It travels as the `data` of JSON:API's envelope.
    pub envelope: bool,
}

/// A success answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body; none for no body.
    pub ty: Option<Type>,
    /// Its media types; the first is asked for.
    pub media: Vec<String>,
    /// What it is, where the type does not say it.
    pub docs: Option<String>,
    /// The type travels as the `data` of JSON:API's envelope, with more around it.
    pub envelope: Option<Envelope>,
    /// The answer's value is the last segment of the `Location` header, of this type; there is no body then.
    pub location: Option<Type>,
}

/// What stands around the `data` of an answer, apart from links and the version of JSON:API.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Envelope {
    /// The type of the top-level `meta`.
    pub meta: Option<Type>,
    /// The type of each resource in `included`.
    pub included: Option<Type>,
}

/// What an error status means.
#[derive(Clone, Debug)]
pub struct ErrorDocs {
    /// The status.
    pub status: u16,
    /// What it means here.
    pub docs: String,
}

/// A rate limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// So many calls.
    pub count: u32,
    /// In this time.
    pub per: Period,
    /// Counted by this.
    pub scope: LimitScope,
}

/// The time over which calls are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// One second.
    Second,
    /// 60 seconds.
    Minute,
    /// 60 minutes.
    Hour,
    /// 24 hours.
    Day,
}

/// By what calls are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitScope {
    /// The docs don't say.
    Unstated,
    /// An API key.
    Key,
    /// A user.
    User,
    /// An organization.
    Org,
    /// A group.
    Group,
}

/// What a call does to the service, and so whether it may be repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    Read,
    /// A repetition changes nothing more.
    Write,
    /// A repetition may do it twice.
    Create,
}

/// The version of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// As it is sent, `2024-10-15` or `2024-10-15~beta`.
    pub text: String,
    /// How stable it is.
    pub stability: Stability,
}

/// How stable a version is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stability {
    /// Generally available.
    Ga,
    /// May change within months.
    Beta,
    /// May change at any time.
    Experimental,
}

/// The end of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// Since this date, `YYYY-MM-DD`.
    pub since: Option<String>,
    /// What to use instead: an operation's full name.
    pub replacement: Option<String>,
    /// Why, or what to know.
    pub docs: Option<String>,
}

/// How a list is paged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paging {
    /// The kind of paging.
    pub style: PagingStyle,
    /// The path of members to the items.
    pub items: Vec<String>,
    /// The path of members to the number of all items.
    pub total: Option<Vec<String>>,
    /// Where the next page is told, in the order to look.
    pub next: Vec<NextPage>,
}

/// The kinds of paging.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PagingStyle {
    /// `starting_after`, `ending_before` and `limit`.
    Cursor,
    /// `cursor` and `size`.
    CursorSize,
    /// `offset` and `limit`.
    Offset,
    /// `page` and `perPage`.
    Page,
}

impl PagingStyle {
    /// Every style.
    pub const ALL: &'static [PagingStyle] =
        &[PagingStyle::Cursor, PagingStyle::CursorSize, PagingStyle::Offset, PagingStyle::Page];

    /// As it is written in the description.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            PagingStyle::Cursor => "cursor",
            PagingStyle::CursorSize => "cursor_size",
            PagingStyle::Offset => "offset",
            PagingStyle::Page => "page",
        }
    }
}

/// Where the next page is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NextPage {
    /// A member of the body, by its path.
    Body(Vec<String>),
    /// The `Link` header.
    LinkHeader,
}

/// A job: an operation that goes on after its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poll {
    /// Full name of the operation that tells the state; of the same area.
    pub via: String,
    /// Where the answer that starts the job tells the job's id, which is the last path parameter of `via`: the path of
    /// members in its body, or nothing for its `Location` header. Other path parameters are those of the same name.
    pub id: Vec<String>,
    /// The path of members to the state in the answer of `via`, from the top of its body.
    pub state: Vec<String>,
    /// States in which to ask again.
    pub running: Vec<String>,
    /// States of success.
    pub done: Vec<String>,
    /// States of failure.
    pub failed: Vec<String>,
    /// The path of members, in the last answer of `via`, to what went wrong.
    pub message: Option<Vec<String>>,
    /// Full name of the operation that fetches the result; of the same area.
    pub then: Option<String>,
    /// Where the last answer of `via` tells the last path parameter of `then`; nothing for the job's own id.
    pub then_id: Vec<String>,
}

/// An intended difference to the vendor's document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deviation {
    /// Where, as it is written.
    pub at: String,
    /// What the document says.
    pub document: String,
    /// What this description says; nothing where it is implied.
    pub spec: Option<String>,
    /// In how many places the document says so.
    pub places: usize,
    /// The line of `spec/deviations.yaml` that it stands in.
    pub line: usize,
    /// Why.
    pub reason: String,
    /// What shows it.
    pub evidence: String,
}

impl Api {
    /// The type that an id points to.
    #[must_use]
    pub fn ty(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0]
    }

    /// The family of an area.
    #[must_use]
    pub fn family(&self, area: &Area) -> &Family {
        &self.families[area.family.0]
    }

    /// The named types that live in a place, in the order of the description.
    pub fn types_of(&self, home: Home) -> impl Iterator<Item = (TypeId, &TypeDef)> {
        self.types.iter().enumerate().filter(move |(_, ty)| ty.home == home).map(|(index, ty)| (TypeId(index), ty))
    }

    /// Every operation with its area, in the order of families, areas and files.
    pub fn operations(&self) -> impl Iterator<Item = (&Area, &Operation)> {
        self.areas.iter().flat_map(|area| area.operations.iter().map(move |operation| (area, operation)))
    }

    /// The operation of that full name.
    #[must_use]
    pub fn operation(&self, name: &str) -> Option<(&Area, &Operation)> {
        self.operations().find(|(_, operation)| operation.name == name)
    }
}

impl TypeKind {
    /// The types that it is made of.
    pub fn parts(&self) -> impl Iterator<Item = &Type> {
        let (members, variants) = match self {
            TypeKind::Struct(members) => (&members[..], &[][..]),
            TypeKind::Enum(_) => (&[][..], &[][..]),
            TypeKind::Union(union) => (&[][..], &union.variants[..]),
        };
        members.iter().map(|member| &member.ty).chain(variants.iter().map(|variant| &variant.ty))
    }
}

impl Operation {
    /// Whether a call can be generated.
    #[must_use]
    pub fn is_callable(&self) -> bool {
        self.retired.is_none()
    }
}

impl std::fmt::Display for Stability {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Stability::Ga => "ga",
            Stability::Beta => "beta",
            Stability::Experimental => "experimental",
        })
    }
}

impl Method {
    /// As it is written in a request.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }
}
