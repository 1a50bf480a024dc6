//! What generated code is built upon. It knows no operation; of the generated code it uses only the table of regions and
//! that of families.

mod answer;
mod arguments;
pub mod auth;
mod base;
mod builder;
mod call;
mod client;
pub(crate) mod codec;
mod document;
mod error;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
mod job;
mod limit;
pub mod operation;
mod options;
mod paging;
mod payload;
mod pending;
mod percent;
mod response;
mod retry;
mod retry_after;
mod secret;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod trace;
mod transport;
mod version;
#[cfg(feature = "webhooks")]
pub mod webhook;

pub use self::auth::{AccessToken, Credentials, CredentialsProvider};
pub use self::builder::ClientBuilder;
pub(crate) use self::call::Call;
pub use self::client::Client;
#[allow(unused_imports, reason = "what is used depends on the types of the API")]
pub(crate) use self::codec::{id, open_enum, record, union};
pub use self::document::{Document, Link, Links, Related, Relationship, Relationships};
pub use self::error::{Error, ErrorKind, Problem};
pub use self::job::Wait;
pub use self::limit::{RateLimit, RateLimitInfo, RateWindow};
pub use self::options::CallOptions;
pub use self::paging::{Items, Pages};
pub use self::payload::Payload;
pub use self::pending::Pending;
pub use self::response::Response;
pub use self::retry::RetryPolicy;
pub use self::secret::Secret;

/// What a text that names no region is answered with.
pub(crate) fn unknown_region(known: impl Iterator<Item = &'static str>) -> Error {
    let known: Vec<_> = known.collect();
    Error::new(ErrorKind::Configuration, format!("there is no such region: it is one of {}", known.join(", ")))
}

/// What generated types are written with. A type of the API must not bear one of these names.
#[allow(unused_imports, reason = "what is used depends on the types of the API")]
pub(crate) mod prelude {
    pub(crate) use std::collections::BTreeMap;

    pub(crate) use serde::Serialize as _;
    pub(crate) use serde::de::MapAccess;
    pub(crate) use serde::ser::{SerializeMap, Serializer};

    pub(crate) use super::codec::{
        Date, Encode, Json, Loose, Missing, Number, Object, OpenEnum, Patch, PickError, Record, Secret, Slot,
        Timestamp, Union, UnknownValue, encode_tagged, fits, put, put_patch, put_some, tag, variant,
    };
    pub(crate) use super::document::{Link, Links, Related, Relationship, Relationships};
}
