//! Building of clients.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;

use super::auth::{self, Authorizer, Credentials, Surroundings};
use super::base::BaseUrl;
use super::client::{Client, Settings};
use super::error::{Error, ErrorKind};
use super::limit::{Limiter, RateLimit};
use super::operation::Family;
use super::retry::RetryPolicy;
use crate::Region;
use crate::generated::families::family;

/// Where tokens are asked for, on the API's origin.
const TOKEN_PATH: &str = "/oauth2/token";
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const READ_TIMEOUT: Duration = Duration::from_secs(60);
const TIMEOUT: Duration = Duration::from_secs(300);
const ANSWER_LIMIT: usize = 64 << 20;
#[cfg(feature = "http2")]
const KEEP_ALIVE: Duration = Duration::from_secs(20);

/// Builds a [`Client`]. Only credentials are needed; nothing is checked before [`build`](Self::build).
///
/// Headers of answers are limited without a setting: to 100 of them in 400 KiB, or to 16 KiB over HTTP/2.
#[derive(Clone)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    credentials: Option<Credentials>,
    region: Region,
    api_url: Option<String>,
    v1_url: Option<String>,
    rest_url: Option<String>,
    rest_version: Option<String>,
    connect_timeout: Option<Duration>,
    read_timeout: Option<Duration>,
    timeout: Option<Duration>,
    user_agent: Option<String>,
    answer_limit: usize,
    retry: RetryPolicy,
    rate_limit: Option<RateLimit>,
    http: Option<reqwest::Client>,
}

impl ClientBuilder {
    pub(super) fn new() -> Self {
        Self {
            credentials: None,
            region: Region::default(),
            api_url: None,
            v1_url: None,
            rest_url: None,
            rest_version: None,
            connect_timeout: None,
            read_timeout: None,
            timeout: Some(TIMEOUT),
            user_agent: None,
            answer_limit: ANSWER_LIMIT,
            retry: RetryPolicy::new(),
            rate_limit: None,
            http: None,
        }
    }

    /// Begins with what the environment says, by the names that the vendor's own tools use:
    ///
    /// | variable | what it holds |
    /// |---|---|
    /// | `SNYK_TOKEN` | an API token, see [`token`](Self::token) |
    /// | `SNYK_OAUTH_TOKEN` | in its place, an OAuth access token, see [`bearer`](Self::bearer) |
    /// | `SNYK_API` | scheme and host of the API, see [`api_url`](Self::api_url) |
    /// | `SNYK_REGION` | the region, such as `SNYK-EU-01` or `eu-01`, see [`region`](Self::region) |
    ///
    /// White space around values is left out, and an empty variable counts as one that is not set. Nothing else looks at the
    /// environment, and what is set on the builder afterwards wins.
    ///
    /// ```no_run
    /// # fn example() -> Result<(), snyk_api::Error> {
    /// let client = snyk_api::ClientBuilder::from_env()?.user_agent("my-app/1.0").build()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`], with a message that names the variable, if there is no token, if there are two, if one of
    /// the variables can't be used, or if `SNYK_API` and `SNYK_REGION` contradict each other.
    pub fn from_env() -> Result<Self, Error> {
        auth::builder_from(|name| std::env::var_os(name))
    }

    /// Sets an API token: a user's personal one, or that of a service account.
    pub fn token(self, token: impl AsRef<str>) -> Self {
        self.credentials(Credentials::token(token))
    }

    /// Sets an OAuth access token, of an app or of an OAuth service account.
    pub fn bearer(self, token: impl AsRef<str>) -> Self {
        self.credentials(Credentials::bearer(token))
    }

    /// Sets credentials of any kind, such as an [`oauth::Grant`](crate::auth::oauth::Grant); they replace any that were set
    /// before. [`auth`](crate::auth) tells which there are.
    pub fn credentials(mut self, credentials: impl Into<Credentials>) -> Self {
        self.credentials = Some(credentials.into());
        self
    }

    /// Sets the region that hosts the account, `SNYK-US-01` if it is not called. Credentials belong to one region.
    pub fn region(mut self, region: Region) -> Self {
        self.region = region;
        self
    }

    /// Sets scheme and host of a deployment that is no public region, `https://api.my-tenant.example`.
    ///
    /// HTTPS alone is accepted here and in the other URLs, except for loopback addresses (`127.0.0.0/8`, `[::1]`, `localhost`).
    pub fn api_url(mut self, url: impl Into<String>) -> Self {
        self.api_url = Some(url.into());
        self
    }

    /// Sets the base URL of v1 operations, path included: `https://api.snyk.io/v1`. A slash at its end does not matter.
    pub fn v1_url(mut self, url: impl Into<String>) -> Self {
        self.v1_url = Some(url.into());
        self
    }

    /// Sets the base URL of REST operations, path included: `https://api.snyk.io/rest`. A slash at its end does not matter.
    pub fn rest_url(mut self, url: impl Into<String>) -> Self {
        self.rest_url = Some(url.into());
        self
    }

    /// Sets the version that all REST operations ask for, `2025-11-05` or `2024-10-15~beta`, in place of the one that the client
    /// asks for with each operation. [`CallOptions::version`](crate::CallOptions::version) sets that of one call.
    ///
    /// The types of answers are made for each operation's own version: another one may answer differently.
    pub fn rest_version(mut self, version: impl Into<String>) -> Self {
        self.rest_version = Some(version.into());
        self
    }

    /// Sets how long a connection may take, 10 s if it is not called.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// Sets how long the service may be silent while it answers, 60 s if it is not called.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.read_timeout = Some(timeout);
        self
    }

    /// Sets how long a call may take in all, attempts, waits and tokens to call with included, until its answer is complete, 300 s
    /// if it is not called; `None` for any time. Waiting for a [`rate_limit`](Self::rate_limit) comes before that.
    /// [`CallOptions::timeout`](crate::CallOptions::timeout) sets another one for a call.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = timeout.into();
        self
    }

    /// Sets what the program calls itself, `my-app/1.0`. It stands before the client's own name.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// Sets how large an answer's body may be, in bytes, 64 MiB if it is not called. Of a compressed one this is the size that it
    /// unpacks to; what is larger is refused before it is unpacked.
    pub fn answer_limit(mut self, bytes: usize) -> Self {
        self.answer_limit = bytes;
        self
    }

    /// Sets how often a call is tried, [`RetryPolicy::new`] if it is not called; [`RetryPolicy::none`] for once.
    /// [`CallOptions::retry`](crate::CallOptions::retry) sets another policy for a call.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Makes the client and its clones keep rate limits of their own accord, such as [`RateLimit::documented`]. It keeps none if
    /// it is not called.
    pub fn rate_limit(mut self, limits: RateLimit) -> Self {
        self.rate_limit = Some(limits);
        self
    }

    /// Sets an HTTP client of the program's own, for proxies, certificates and the like.
    ///
    /// Its timeouts for connecting and reading hold, so they are set there. It should not follow redirects
    /// (`reqwest::redirect::Policy::none()`): an answer from another address than was called is refused in any case.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// Checks all settings and makes the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`], with a message that says what to do, if there are no credentials, if the token cannot
    /// travel in a header, if a base URL or a version is not acceptable, or if settings contradict each other.
    pub fn build(self) -> Result<Client, Error> {
        self.settings().map(|settings| Client(Arc::new(settings))).map_err(|message| {
            let error = Error::new(ErrorKind::Configuration, message);
            match &self.credentials {
                Some(credentials) => error.hiding(&credentials.secrets()),
                None => error,
            }
        })
    }

    fn settings(&self) -> Result<Settings, String> {
        let credentials =
            self.credentials.clone().ok_or("there are no credentials: call `token`, `bearer` or `credentials`")?;
        let v1 = self.base_url(self.v1_url.as_deref(), Family::V1)?;
        let rest = self.base_url(self.rest_url.as_deref(), Family::Rest)?;
        self.rest_version.as_deref().map_or(Ok(()), super::version::check)?;
        let token_url = self.token_url(&credentials)?;
        let http = self.http_client_for(v1.is_plain() || rest.is_plain() || token_url.is_plain())?;
        let (foreign, timeout, user_agent) = (self.http.is_some(), self.timeout, self.user_agent_header()?);
        let surroundings =
            Surroundings { http: http.clone(), foreign, user_agent: user_agent.clone(), timeout, token_url };
        Ok(Settings {
            auth: Authorizer::new(credentials, surroundings)?,
            http,
            foreign,
            user_agent,
            v1,
            rest,
            rest_version: self.rest_version.clone(),
            timeout,
            answer_limit: self.answer_limit,
            retry: self.retry.clone(),
            limiter: self.rate_limit.clone().map(Limiter::new),
        })
    }

    fn base_url(&self, own: Option<&str>, of: Family) -> Result<BaseUrl, String> {
        match own {
            Some(url) => BaseUrl::new(url),
            None => BaseUrl::under(self.api_url.as_deref().unwrap_or(self.region.api()), family(of).base),
        }
    }

    fn token_url(&self, credentials: &Credentials) -> Result<BaseUrl, String> {
        match credentials.token_url() {
            Some(url) => BaseUrl::new(url),
            None => BaseUrl::under(self.api_url.as_deref().unwrap_or(self.region.api()), TOKEN_PATH),
        }
    }

    fn user_agent_header(&self) -> Result<HeaderValue, String> {
        let own = concat!("snyk-api/", env!("CARGO_PKG_VERSION"));
        let text = self.user_agent.as_ref().map_or_else(|| own.to_owned(), |theirs| format!("{theirs} {own}"));
        HeaderValue::try_from(text)
            .map_err(|_| "the user agent cannot travel in a header: use printable ASCII alone, `my-app/1.0`".to_owned())
    }

    /// Calls without TLS stay on this machine, so they must not go to a proxy either.
    fn http_client_for(&self, plain: bool) -> Result<reqwest::Client, String> {
        if let Some(client) = &self.http {
            return match self.connect_timeout.or(self.read_timeout) {
                None => Ok(client.clone()),
                Some(_) => {
                    Err("`connect_timeout` and `read_timeout` are set on the client given to `http_client`".into())
                }
            };
        }
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(self.connect_timeout.unwrap_or(CONNECT_TIMEOUT))
            .read_timeout(self.read_timeout.unwrap_or(READ_TIMEOUT))
            // What other crates switch on in ours is not asked for: it was never tried with the limits.
            .no_brotli()
            .no_deflate()
            .no_zstd();
        if cfg!(not(feature = "gzip")) {
            builder = builder.no_gzip();
        }
        #[cfg(feature = "http2")]
        {
            // All calls share a connection, and one that has died in silence would be used again and again.
            builder = builder.http2_keep_alive_interval(KEEP_ALIVE).http2_keep_alive_timeout(KEEP_ALIVE);
        }
        if plain {
            builder = builder.no_proxy();
        }
        builder.build().map_err(|error| format!("no HTTP client can be made: {error}"))
    }
}

/// URLs are left out, since they may still hold a password here.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("credentials", &self.credentials)
            .field("region", &self.region)
            .field("rest_version", &self.rest_version)
            .field("timeout", &self.timeout)
            .field("user_agent", &self.user_agent)
            .field("answer_limit", &self.answer_limit)
            .field("retry", &self.retry)
            .field("rate_limit", &self.rate_limit)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "s3cr3t-t0ken";

    fn builder() -> ClientBuilder {
        Client::builder().token(TOKEN)
    }

    fn refused(builder: ClientBuilder) -> String {
        let error = builder.build().expect_err("it should be refused");
        assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Configuration, false));
        assert!(!format!("{error} {error:?}").contains("s3cr3t"), "{error:?}");
        error.to_string()
    }

    #[test]
    fn every_region_has_its_base_urls() {
        for (region, host) in [
            (Region::Us01, "api.snyk.io"),
            (Region::Us02, "api.us.snyk.io"),
            (Region::Eu01, "api.eu.snyk.io"),
            (Region::Au01, "api.au.snyk.io"),
            (Region::Gov01, "api.snykgov.io"),
        ] {
            let client = builder().region(region).build().expect("a client");
            assert_eq!(client.base_url(Family::V1), format!("https://{host}/v1"));
            assert_eq!(client.base_url(Family::Rest), format!("https://{host}/rest"));
        }
    }

    #[test]
    fn closer_urls_win() {
        let client = builder()
            .region(Region::Eu01)
            .api_url("https://tenant.example/")
            .v1_url("https://old.example/api/v1/")
            .build()
            .expect("a client");
        assert_eq!(client.base_url(Family::V1), "https://old.example/api/v1");
        assert_eq!(client.base_url(Family::Rest), "https://tenant.example/rest");
    }

    #[test]
    fn what_cannot_work_is_refused() {
        assert!(refused(Client::builder()).contains("call `token`, `bearer`"));
        for token in ["", " s3cr3t", "s3cr3t\r\nx: y", "s3cr3t\u{e9}"] {
            assert!(refused(Client::builder().token(token)).contains("the token"));
        }
        assert!(refused(builder().rest_url("http://api.snyk.io/rest")).contains("https"));
        assert!(refused(builder().v1_url(format!("https://{TOKEN}@api.snyk.io/v1"))).contains("user name"));
        assert!(refused(builder().v1_url(format!("http://{TOKEN}.example/v1"))).contains("https"));
        assert!(refused(builder().user_agent("a\nb")).contains("user agent"));
        let own = reqwest::Client::new();
        assert!(refused(builder().http_client(own).read_timeout(TIMEOUT)).contains("http_client"));
    }

    #[test]
    fn credentials_are_never_printed() {
        let builder = builder().v1_url(format!("https://u:{TOKEN}@x.example"));
        let client = Client::builder().bearer(TOKEN).build().expect("a client");
        for shown in [format!("{builder:?}"), format!("{client:?}"), format!("{:#?}", client.clone())] {
            assert!(!shown.contains("s3cr3t") && shown.contains("hidden"), "{shown}");
        }
    }

    #[test]
    fn clients_are_shared_between_threads() {
        fn shared<T: Clone + Send + Sync + 'static>() {}
        shared::<Client>();
        shared::<ClientBuilder>();
    }
}
