//! What is known of every operation, as data.
//!
//! Each area has a module `operations` with a constant for each of its operations, [`OPERATIONS`](crate::OPERATIONS) holds
//! all that this build has, and [`Error::operation`](crate::Error::operation) tells which one failed. So a program can work
//! out, for example, which permissions a service account needs.
//!
//! ```
//! let mut permissions: Vec<_> = snyk_api::OPERATIONS
//!     .iter()
//!     .filter(|operation| operation.area == "projects")
//!     .flat_map(|operation| operation.permissions)
//!     .map(|permission| permission.key)
//!     .collect();
//! permissions.sort_unstable();
//! permissions.dedup();
//! ```

use std::fmt;
use std::time::Duration;

use crate::Region;

/// An operation of the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Family, area and its own name, `v1.projects.get`.
    pub name: &'static str,
    /// The family that it belongs to.
    pub family: Family,
    /// The area that it belongs to, `projects`.
    pub area: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path under the family's base URL, with the names of parameters in braces.
    pub path: &'static str,
    /// The vendor's docs page.
    pub page: &'static str,
    /// What the caller needs, all of them; empty where the docs name none.
    pub permissions: &'static [Permission],
    /// Its parameters: those in the path first, in their order.
    pub parameters: &'static [Parameter],
    /// Media type of the request body, for operations that have one.
    pub body: Option<&'static str>,
    /// The documented success answers.
    pub answers: &'static [Answer],
    /// Its own rate limits, apart from those of its family.
    pub limits: &'static [Limit],
    /// The only regions that have it; empty means all.
    pub regions: &'static [Region],
    /// Which customers may call it, where not all may.
    pub customers: Option<&'static str>,
    /// What a repetition would do.
    pub effect: Effect,
    /// The version that the client asks for, in families that have versions.
    pub version: Option<&'static str>,
    /// How stable that version is.
    pub stability: Stability,
    /// Set when it should not be used any more.
    pub deprecated: Option<Ending>,
    /// The date, `YYYY-MM-DD`, at which it ends.
    pub sunset: Option<&'static str>,
    /// How its list is paged.
    pub paging: Option<Paging>,
    /// How the job that it starts is followed.
    pub poll: Option<Poll>,
}

/// A family of operations that share a base URL and conventions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// The older API: plain JSON, no versions.
    V1,
    /// The newer API: JSON:API, a version for each operation.
    Rest,
}

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `PATCH`
    Patch,
    /// `DELETE`
    Delete,
}

impl Method {
    /// The method as it is sent, in capitals.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A permission that the docs ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permission {
    /// Its key, `org.project.read`.
    pub key: &'static str,
    /// As the product shows it, `View Project`.
    pub name: &'static str,
    /// The docs name a role, such as Group Admin, in a permission's place.
    pub role: bool,
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.role {
            true => write!(f, "the role {}", self.name),
            false => write!(f, "{} ({})", self.name, self.key),
        }
    }
}

/// A parameter of an operation, with what the docs say of its values. The client checks them before it sends anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The name that travels.
    pub name: &'static str,
    /// Where it travels.
    pub place: Place,
    /// Whether it must be given.
    pub required: bool,
    /// Smallest number.
    pub min: Option<i64>,
    /// Largest number.
    pub max: Option<i64>,
    /// The number is a multiple of this.
    pub step: Option<i64>,
    /// Fewest items of a list.
    pub min_items: Option<u64>,
    /// Most items of a list.
    pub max_items: Option<u64>,
    /// Shortest text, in characters.
    pub min_length: Option<u64>,
    /// Longest text, in characters.
    pub max_length: Option<u64>,
}

#[allow(dead_code, reason = "what is used depends on the operations of the API")]
impl Parameter {
    /// A parameter of the path of which nothing more is known.
    pub(crate) const PATH: Self = Self::plain(Place::Path, true);
    /// A parameter of the query that may be left out and of which nothing more is known.
    pub(crate) const QUERY: Self = Self::plain(Place::Query, false);
    /// A header that may be left out and of which nothing more is known.
    pub(crate) const HEADER: Self = Self::plain(Place::Header, false);

    const fn plain(place: Place, required: bool) -> Self {
        Self {
            name: "",
            place,
            required,
            min: None,
            max: None,
            step: None,
            min_items: None,
            max_items: None,
            min_length: None,
            max_length: None,
        }
    }
}

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
}

/// A success answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The media types that it comes in; empty for an answer without a body.
    pub media: &'static [&'static str],
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

impl Period {
    /// How long it is.
    pub fn duration(self) -> Duration {
        Duration::from_secs(match self {
            Self::Second => 1,
            Self::Minute => 60,
            Self::Hour => 60 * 60,
            Self::Day => 24 * 60 * 60,
        })
    }
}

/// By what calls are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Nothing: it only reads.
    Read,
    /// It changes something; a repetition changes nothing more.
    Write,
    /// A repetition may do it twice.
    Create,
}

/// How stable a version of an operation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stability {
    /// Generally available.
    Ga,
    /// May change within months.
    Beta,
    /// May change at any time.
    Experimental,
}

/// The end of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending {
    /// Since this date, `YYYY-MM-DD`.
    pub since: Option<&'static str>,
    /// The name of the operation to use in its place.
    pub replacement: Option<&'static str>,
    /// Why, or what to know.
    pub docs: Option<&'static str>,
}

/// How a list is paged. A path into an answer is a list of members' names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paging {
    /// The kind of paging.
    pub style: PagingStyle,
    /// Where the items are.
    pub items: &'static [&'static str],
    /// Where the number of all items is, if the answer tells it.
    pub total: Option<&'static [&'static str]>,
    /// Where the next page's address is, the best place first.
    pub next: &'static [NextPage],
}

/// A kind of paging.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PagingStyle {
    /// `starting_after` and `limit`.
    Cursor,
    /// `cursor` and `size`.
    CursorSize,
    /// `offset` and `limit`.
    Offset,
    /// `page`, from 1, and `perPage`.
    Page,
}

/// A place that tells the next page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NextPage {
    /// A member of the answer's body.
    Body(&'static [&'static str]),
    /// The `Link` header.
    LinkHeader,
}

/// How a job is followed until it ends. A path into an answer is a list of members' names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Poll {
    /// The operation that tells the state. The job's id is the last parameter of its path; the others have the values of
    /// those of the same name in the call that started the job.
    pub via: &'static Operation,
    /// Where the answer that starts the job tells its id; empty for the `Location` header.
    pub id: &'static [&'static str],
    /// Where the state is in the answer of `via`.
    pub state: &'static [&'static str],
    /// States in which it goes on.
    pub running: &'static [&'static str],
    /// States in which it has ended well.
    pub done: &'static [&'static str],
    /// States in which it has failed.
    pub failed: &'static [&'static str],
    /// Where the last answer of `via` tells what went wrong.
    pub message: Option<&'static [&'static str]>,
    /// The operation that fetches the result; none where the last answer of `via` is the result.
    pub then: Option<&'static Operation>,
    /// Where the last answer of `via` tells the last parameter of the path of `then`; empty for the job's own id.
    pub then_id: &'static [&'static str],
}

/// What all operations of a family share.
#[derive(Debug)]
pub(crate) struct FamilyInfo {
    #[allow(dead_code, reason = "for messages and tests")]
    pub(crate) family: Family,
    /// The path under a region's origin, `/v1`.
    pub(crate) base: &'static str,
    /// Media type of bodies where an operation says nothing else.
    pub(crate) media: &'static str,
    /// Limits on all calls.
    pub(crate) limits: &'static [Limit],
    /// The query parameter that carries an operation's version.
    pub(crate) version_parameter: Option<&'static str>,
}
