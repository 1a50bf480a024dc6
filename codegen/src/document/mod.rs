//! The YAML language as serde types: what may be written, without any meaning.
//!
//! These types refuse unknown keys. They are also what `spec/schema.json` is made from, and that schema is what finds every
//! misplaced key of a file at once (`shape`); so the manual's tables, the editors and the compiler can't disagree.

pub(crate) mod load;
pub(crate) mod schema;
mod shape;
pub(crate) mod short;
pub(crate) mod tree;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

pub(crate) use self::load::{Documents, FileId, load};
use self::short::{ListOr, ShortOr};

/// A map that keeps the order in which it is written.
pub(crate) type Map<T> = IndexMap<String, T>;

/// `spec/api.yaml`.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "api.yaml")]
pub(crate) struct ApiFile {
    /// What the API is for.
    pub(crate) docs: String,
    /// Where the vendor runs it; the first is the default.
    pub(crate) regions: Map<RegionText>,
    /// The families of operations: `v1`, `rest`.
    pub(crate) families: Map<FamilyText>,
}

/// A region.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "a region")]
pub(crate) struct RegionText {
    /// As the vendor calls it.
    pub(crate) name: String,
    /// Origin of the API, without a path.
    pub(crate) api: String,
    /// Origin of the web application.
    pub(crate) app: String,
    /// What it is.
    pub(crate) docs: String,
}

/// A family.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "a family")]
pub(crate) struct FamilyText {
    /// What it is.
    pub(crate) docs: String,
    /// Its docs page.
    pub(crate) page: String,
    /// The path under a region's origin.
    pub(crate) base: String,
    /// Media type of bodies and answers.
    pub(crate) media: String,
    /// Limits on all calls.
    #[serde(default)]
    pub(crate) limits: Vec<String>,
    /// Whether its document states formats of texts, such as `uuid`; it is taken to.
    pub(crate) formats: Option<bool>,
    /// The query parameter that carries an operation's version.
    pub(crate) version_parameter: Option<String>,
    /// The regular expression that the docs give for versions.
    pub(crate) version_pattern: Option<String>,
    /// The statuses of errors that the docs list for an operation, where it says nothing else.
    #[serde(default)]
    pub(crate) error_statuses: Vec<u16>,
    /// It is the family that is meant where none is named: its areas hang from the client itself.
    #[serde(default)]
    pub(crate) default: bool,
    /// Resources travel in this envelope.
    pub(crate) envelope: Option<EnvelopeText>,
    /// The query parameters that each paging style brings.
    #[serde(default)]
    pub(crate) pages: Map<Map<ShortOr<MemberText>>>,
    /// Types of path parameters by name.
    #[serde(default)]
    pub(crate) path: Map<ShortOr<MemberText>>,
}

/// An envelope around resources.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(title = "an envelope")]
pub(crate) enum EnvelopeText {
    /// `data`, `links`, `meta`, `included` and `jsonapi`.
    Jsonapi,
}

/// A permission: its display name, or more.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "a permission")]
pub(crate) struct PermissionText {
    /// As the product shows it.
    pub(crate) name: String,
    /// It is a role that the docs name in a permission's place.
    #[serde(default)]
    pub(crate) role: bool,
}

/// `spec/permissions.yaml`.
pub(crate) type PermissionsFile = Map<ShortOr<PermissionText>>;

/// `spec/shared.yaml`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "shared.yaml")]
pub(crate) struct SharedFile {
    /// Typed identifiers and what they identify.
    #[serde(default)]
    pub(crate) ids: Map<String>,
    /// Resources that more than one area uses.
    #[serde(default)]
    pub(crate) resources: Map<ResourceText>,
    /// Types that more than one area uses.
    #[serde(default)]
    pub(crate) types: Map<TypeText>,
}

/// A file of an area.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "an area")]
pub(crate) struct AreaFile {
    /// What the area is.
    pub(crate) docs: String,
    /// Its docs page.
    pub(crate) page: String,
    /// The version of its operations.
    pub(crate) version: Option<String>,
    /// The statuses of errors that the docs list for its operations, where they are not the family's.
    pub(crate) error_statuses: Option<Vec<u16>>,
    /// Types of path parameters by name, for this file.
    #[serde(default)]
    pub(crate) path: Map<ShortOr<MemberText>>,
    /// Its operations by name.
    pub(crate) operations: Map<OperationText>,
    /// Its resources by name.
    #[serde(default)]
    pub(crate) resources: Map<ResourceText>,
    /// Its types by name.
    #[serde(default)]
    pub(crate) types: Map<TypeText>,
}

/// An operation.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "an operation")]
pub(crate) struct OperationText {
    /// Method and path: `GET /orgs/{org_id}`.
    pub(crate) http: String,
    /// What it does.
    pub(crate) docs: String,
    /// The docs page, where it is not the area's.
    pub(crate) page: Option<String>,
    /// Keys of `permissions.yaml`, or `none`.
    pub(crate) permissions: ShortOr<Vec<String>>,
    /// Types of path parameters that `api.yaml` does not know.
    #[serde(default)]
    pub(crate) path: Map<ShortOr<MemberText>>,
    /// Query parameters; `?` behind the name of one that may be left out.
    #[serde(default)]
    pub(crate) query: Map<ShortOr<MemberText>>,
    /// Header parameters; `?` behind the name of one that may be left out.
    #[serde(default)]
    pub(crate) headers: Map<ShortOr<MemberText>>,
    /// The request body's type.
    pub(crate) body: Option<ShortOr<BodyText>>,
    /// The answer: `TYPE`, `STATUS TYPE`, `nothing`, `STATUS nothing`, or a map from status.
    pub(crate) returns: ShortOr<Map<ShortOr<AnswerText>>>,
    /// What an error status means here.
    #[serde(default)]
    pub(crate) errors: Map<String>,
    /// The statuses of errors that the docs list for it, where they are not those of the file or the family.
    pub(crate) error_statuses: Option<Vec<u16>>,
    /// What a caller should know.
    #[serde(default)]
    pub(crate) notes: Vec<String>,
    /// `COUNT per second|minute|hour|day [per key|user|group|org]`.
    #[serde(default)]
    pub(crate) limits: Vec<String>,
    /// The only regions that have it.
    #[serde(default)]
    pub(crate) regions: Vec<String>,
    /// Which customers may call it, where not all may.
    pub(crate) customers: Option<String>,
    /// What a repetition does.
    pub(crate) effect: Option<EffectText>,
    /// The version to send, or `none`.
    pub(crate) version: Option<String>,
    /// Not to be used any more.
    pub(crate) deprecated: Option<EndingText>,
    /// The date at which it ends.
    pub(crate) sunset: Option<String>,
    /// It is gone.
    pub(crate) retired: Option<EndingText>,
    /// How its list is paged.
    pub(crate) paging: Option<PagingText>,
    /// The job that it starts.
    pub(crate) poll: Option<PollText>,
}

/// What a repetition does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(title = "an effect")]
pub(crate) enum EffectText {
    /// Nothing changes at all.
    Read,
    /// Nothing changes more than the first time.
    Write,
    /// It happens a second time.
    Create,
}

/// The end of an operation.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "a deprecation")]
pub(crate) struct EndingText {
    /// A date.
    pub(crate) since: Option<String>,
    /// The operation to use instead: `rest.projects.get`.
    #[serde(rename = "use")]
    pub(crate) replacement: Option<String>,
    /// Why, or what to know.
    pub(crate) docs: Option<String>,
}

/// A request body.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "a body")]
pub(crate) struct BodyText {
    /// Its type.
    #[serde(rename = "type")]
    pub(crate) ty: String,
    /// It may be left out.
    #[serde(default)]
    pub(crate) optional: bool,
    /// Its media type, where it is not the family's.
    pub(crate) media: Option<String>,
    /// What it is, where the type does not say it.
    pub(crate) docs: Option<String>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "an answer")]
pub(crate) struct AnswerText {
    /// Its type, or `nothing`.
    #[serde(rename = "type")]
    pub(crate) ty: Option<String>,
    /// The type of what the last segment of its `Location` header names; there is no body then.
    pub(crate) location: Option<String>,
    /// The type of the `meta` beside `data`.
    pub(crate) meta: Option<String>,
    /// The type of each resource in `included`.
    pub(crate) included: Option<String>,
    /// Its media types, where they are not the family's; the first is asked for.
    #[serde(default)]
    pub(crate) media: Vec<String>,
    /// What it is, where the type does not say it.
    pub(crate) docs: Option<String>,
}

/// How a list is paged.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "paging")]
pub(crate) struct PagingText {
    /// The kind of paging.
    pub(crate) style: StyleText,
    /// The member that holds the items, with dots between.
    pub(crate) items: String,
    /// The member that holds the number of all items.
    pub(crate) total: Option<String>,
    /// Where the next page is told, in the order to look: `body MEMBER` or `link header`.
    #[serde(default)]
    pub(crate) next: Vec<String>,
}

/// The kind of paging.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(title = "a paging style")]
pub(crate) enum StyleText {
    /// `starting_after`, `ending_before` and `limit`.
    Cursor,
    /// `cursor` and `size`.
    CursorSize,
    /// `offset` and `limit`.
    Offset,
    /// `page` and `perPage`.
    Page,
}

/// A job.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "a job")]
pub(crate) struct PollText {
    /// The operation that tells the state.
    pub(crate) via: String,
    /// Where the first answer tells the job's id: `body MEMBER`, or `location`.
    pub(crate) id: String,
    /// The member that holds the state, with dots between, from the top of the body.
    pub(crate) state: String,
    /// States in which to ask again.
    pub(crate) running: Vec<String>,
    /// States of success.
    pub(crate) done: Vec<String>,
    /// States of failure.
    #[serde(default)]
    pub(crate) failed: Vec<String>,
    /// The member that says what went wrong.
    pub(crate) message: Option<String>,
    /// The operation that fetches the result.
    pub(crate) then: Option<String>,
    /// The member of the last answer that tells the result's id, where it is not the job's.
    pub(crate) then_id: Option<String>,
}

/// A member or a parameter, in its long form.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "a member")]
pub(crate) struct MemberText {
    /// Its type.
    #[serde(rename = "type")]
    pub(crate) ty: String,
    /// What it is.
    pub(crate) docs: String,
    /// Its name in Rust.
    pub(crate) rust: Option<String>,
    /// What the docs call its format, where the type does not say it: `int32`, `email`.
    pub(crate) format: Option<String>,
    /// Smallest number.
    pub(crate) min: Option<i64>,
    /// Largest number.
    pub(crate) max: Option<i64>,
    /// The number is a multiple of this.
    pub(crate) step: Option<i64>,
    /// Shortest text, in characters.
    pub(crate) min_length: Option<u64>,
    /// Longest text, in characters.
    pub(crate) max_length: Option<u64>,
    /// The regular expression that a text follows, as the docs write it.
    pub(crate) pattern: Option<String>,
    /// Fewest items.
    pub(crate) min_items: Option<u64>,
    /// Most items.
    pub(crate) max_items: Option<u64>,
    /// What the service takes where nothing is sent.
    #[serde(default, deserialize_with = "given")]
    pub(crate) default: Option<serde_json::Value>,
    /// Not to be used any more, and why.
    pub(crate) deprecated: Option<String>,
    /// A text that must not be shown, such as a password; of members alone.
    #[serde(default)]
    pub(crate) secret: bool,
}

/// A value that is given, null among them.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<serde_json::Value>, D::Error> {
    serde_json::Value::deserialize(deserializer).map(Some)
}

/// A named type: one of `members`, `enum` and `union`.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "a type")]
pub(crate) struct TypeText {
    /// What it is.
    pub(crate) docs: String,
    /// Its name in Rust.
    pub(crate) rust: Option<String>,
    /// The members of an object; `?` behind the name of one that may be absent.
    pub(crate) members: Option<Map<ShortOr<MemberText>>>,
    /// The values of an enum: a list, or a map from value to docs.
    #[serde(rename = "enum")]
    pub(crate) values: Option<ListOr<Map<ShortOr<ValueText>>>>,
    /// The variants of a union.
    pub(crate) union: Option<UnionText>,
}

/// A JSON:API resource.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "a resource")]
pub(crate) struct ResourceText {
    /// What it is.
    pub(crate) docs: String,
    /// Its name in Rust.
    pub(crate) rust: Option<String>,
    /// The text of its `type`, where that is not its name.
    #[serde(rename = "type")]
    pub(crate) ty: Option<String>,
    /// The type of its id; left out where it has none.
    pub(crate) id: Option<String>,
    /// The same, where it may be absent.
    #[serde(rename = "id?")]
    pub(crate) id_optional: Option<String>,
    /// Its attributes, or the type of them.
    pub(crate) attributes: Option<PartText>,
    /// The same, where they may be absent.
    #[serde(rename = "attributes?")]
    pub(crate) attributes_optional: Option<PartText>,
    /// Its relationships, or the type of them.
    pub(crate) relationships: Option<PartText>,
    /// The same, where they may be absent.
    #[serde(rename = "relationships?")]
    pub(crate) relationships_optional: Option<PartText>,
    /// Its meta, or the type of it.
    pub(crate) meta: Option<PartText>,
    /// The same, where it may be absent.
    #[serde(rename = "meta?")]
    pub(crate) meta_optional: Option<PartText>,
    /// What else stands beside these, `links` for one.
    #[serde(default)]
    pub(crate) members: Map<ShortOr<MemberText>>,
}

/// A part of a resource: its members, or the name of a type.
pub(crate) type PartText = ShortOr<Map<ShortOr<MemberText>>>;

/// A value of an enum, or a variant of a union, in its long form.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "a value")]
pub(crate) struct ValueText {
    /// What it means.
    pub(crate) docs: String,
    /// Its name in Rust.
    pub(crate) rust: Option<String>,
}

/// A union.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "a union")]
pub(crate) struct UnionText {
    /// The member whose value tells the variants apart.
    pub(crate) by: Option<String>,
    /// The variants, by that value or by a label.
    pub(crate) variants: Map<ShortOr<VariantText>>,
}

/// A variant of a union, in its long form.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "a variant")]
pub(crate) struct VariantText {
    /// Its type.
    #[serde(rename = "type")]
    pub(crate) ty: String,
    /// What it is.
    pub(crate) docs: Option<String>,
    /// Its name in Rust.
    pub(crate) rust: Option<String>,
}

/// `spec/deviations.yaml`.
pub(crate) type DeviationsFile = Vec<DeviationText>;

/// An intended difference to the vendor's document, or several that have one reason.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "a deviation")]
pub(crate) struct DeviationText {
    /// Where: `FAMILY.AREA Type.member`, `FAMILY.AREA operation`, `shared Type.member`.
    pub(crate) at: Option<String>,
    /// What the document says there.
    pub(crate) document: Option<String>,
    /// What this description says there, as it is written.
    pub(crate) spec: Option<String>,
    /// In how many places the document says so, where that is not one.
    pub(crate) places: Option<usize>,
    /// Several differences with this reason and this evidence.
    #[serde(default)]
    pub(crate) each: Vec<DifferenceText>,
    /// Why.
    pub(crate) reason: String,
    /// What shows it.
    pub(crate) evidence: String,
}

/// One of several differences that have one reason.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "a difference")]
pub(crate) struct DifferenceText {
    /// Where: `FAMILY.AREA Type.member`, `FAMILY.AREA operation`, `shared Type.member`.
    pub(crate) at: String,
    /// What the document says there.
    pub(crate) document: String,
    /// What this description says there, as it is written; left out where it is implied.
    pub(crate) spec: Option<String>,
    /// In how many places the document says so, where that is not one.
    pub(crate) places: Option<usize>,
}
