//! An unofficial client of the [Snyk API](https://docs.snyk.io/snyk-api), v1 and REST, with a type for everything.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use snyk_api::{Client, Region};
//!
//! let client = Client::builder().token(std::env::var("SNYK_TOKEN")?).region(Region::Eu01).build()?;
//! let project = client.v1().projects().get("my-org-id", "my-project-id").send().await?;
//! println!("{:?} was last tested {:?}", project.name, project.last_tested_date);
//! # Ok(())
//! # }
//! ```
//!
//! * A [`Client`] leads to families and areas, and these to operations. Required arguments are positional; the request that
//!   comes back has a setter for each of the others. `send().await` gives the value, `response().await` a [`Response`] with
//!   status, headers and the request's id.
//! * A list that comes in pages has two more ends: `items()` and `pages()` walk through it, by [`Items::try_next`] or as a
//!   [`Stream`](futures_core::Stream), with one page in memory. A call that starts a job has `wait()`, which gives the job's
//!   result ([`Wait`]).
//! * What REST answers comes in a [`Document`]: `send()` gives its data, `response()` all of it.
//! * Answers are read leniently: members that are not known are skipped, enums keep values that they don't know, unions keep
//!   JSON that no variant fits. What is sent is strict: arguments that the docs rule out are refused before anything is sent.
//! * Every failure is an [`Error`] that names the operation, says what the service said, and on 403 which permissions it takes.
//! * What passes is tried again, if that cannot do anything twice ([`RetryPolicy`]). On request a client keeps the service's rate
//!   limits of its own accord ([`RateLimit`]).
//! * Credentials leave only over HTTPS, only to the configured hosts, and are never printed.
//! * Tokens are given, read from the environment ([`Client::from_env`]), fetched and renewed by OAuth 2, or come from a
//!   provider of the program's own: see [`auth`].
//! * Members that hold a secret, in answers and in requests, are a [`Secret`], which never prints.
//! * [`OPERATIONS`] holds what is known of every operation, as data; see [`operation`].
//!
//! It runs on tokio, as [`reqwest`](https://docs.rs/reqwest) does.
//!
//! # Features
//!
//! One feature for each area (`v1-projects`), all of them in `areas`. Operations whose version is not generally available take
//! `beta` or `experimental` as well, which are not among the defaults. `rustls` (default) or `native-tls` for TLS, or
//! `rustls-no-provider` for programs that install a provider themselves. `http2` (default) speaks HTTP/2 where the service offers
//! it, `gzip` (default) asks for packed answers. `tracing` tells of calls by spans and events, with OpenTelemetry's names and
//! without anything secret; `webhooks` has the events of webhooks, and verifies them; `private-key-jwt` is for service accounts
//! that have a private key (`Identity::with_key`). Count seconds with
//! `default-features = false, features = ["rustls", "v1-projects"]`.

#![cfg_attr(docsrs, feature(doc_cfg))]

#[rustfmt::skip]
mod generated;
#[cfg_attr(
    not(feature = "areas"),
    allow(dead_code, unused_imports, unused_macros, reason = "what is used depends on the areas that are switched on")
)]
mod runtime;

pub use self::generated::regions::Region;
pub use self::generated::*;
pub use self::runtime::codec::{Date, Json, Loose, Number, Object, Patch, Timestamp, UnknownValue};
pub use self::runtime::{
    AccessToken, CallOptions, Client, ClientBuilder, Credentials, CredentialsProvider, Document, Error, ErrorKind,
    Items, Link, Links, Pages, Payload, Pending, Problem, RateLimit, RateLimitInfo, RateWindow, Related, Relationship,
    Relationships, Response, RetryPolicy, Secret, Wait,
};

#[cfg(fuzzing)]
#[doc(hidden)]
pub use self::runtime::fuzzing;
#[cfg(feature = "webhooks")]
#[doc(inline)]
pub use self::runtime::webhook;
#[doc(inline)]
pub use self::runtime::{auth, operation};
