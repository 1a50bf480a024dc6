//! The client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;

use super::auth::Authorizer;
use super::base::BaseUrl;
use super::builder::ClientBuilder;
use super::call::Call;
use super::limit::Limiter;
use super::operation::{Family, Operation};
use super::retry::RetryPolicy;
use super::secret::Secrets;

/// The way to the API: credentials, base URLs, limits and connections.
///
/// Make one and clone it: clones share their connections, and cost next to nothing. Operations are found by family and
/// area, `client.v1().projects().get(…)`; those of REST without a family, `client.projects().get(…)`.
///
/// ```no_run
/// # async fn example() -> Result<(), snyk_api::Error> {
/// use snyk_api::{Client, Region};
///
/// let client = Client::builder().token("00000000-…").region(Region::Eu01).build()?;
/// let project = client.v1().projects().get("my-org-id", "my-project-id").send().await?;
/// # Ok(())
/// # }
/// ```
///
/// Credentials leave only over HTTPS and only to the base URLs' hosts: redirects are not followed. They are never printed.
#[derive(Clone)]
pub struct Client(pub(super) Arc<Settings>);

/// What a client holds, checked.
pub(super) struct Settings {
    pub(super) http: reqwest::Client,
    /// The program brought its own HTTP client, so redirects may be followed without us.
    pub(super) foreign: bool,
    pub(super) auth: Authorizer,
    pub(super) user_agent: HeaderValue,
    pub(super) v1: BaseUrl,
    pub(super) rest: BaseUrl,
    pub(super) rest_version: Option<String>,
    pub(super) timeout: Option<Duration>,
    pub(super) answer_limit: usize,
    pub(super) retry: RetryPolicy,
    /// Clones share it, since they share all settings.
    pub(super) limiter: Option<Limiter>,
}

impl Client {
    /// Starts to build a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// A client by what the environment says: [`ClientBuilder::from_env`] and [`ClientBuilder::build`].
    ///
    /// # Errors
    ///
    /// Those of both.
    pub fn from_env() -> Result<Self, super::error::Error> {
        ClientBuilder::from_env()?.build()
    }

    /// The URL under which a family's paths lie, without a slash at its end.
    pub fn base_url(&self, family: Family) -> &str {
        match family {
            Family::V1 => self.0.v1.as_str(),
            Family::Rest => self.0.rest.as_str(),
        }
    }

    /// Starts a call.
    pub(crate) fn call(&self, operation: &'static Operation) -> Call {
        Call::new(self.clone(), operation)
    }

    /// What must not be shown, now and later.
    pub(crate) fn secret(&self) -> &Secrets {
        self.0.auth.secrets()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("credentials", &self.0.auth)
            .field("v1", &self.0.v1.as_str())
            .field("rest", &self.0.rest.as_str())
            .field("rest_version", &self.0.rest_version)
            .field("user_agent", &self.0.user_agent)
            .field("timeout", &self.0.timeout)
            .field("answer_limit", &self.0.answer_limit)
            .field("retry", &self.0.retry)
            .finish_non_exhaustive()
    }
}
