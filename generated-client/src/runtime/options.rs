//! Settings of one call.

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::retry::RetryPolicy;

/// Settings of one call, given to a request's `options`.
///
/// ```
/// use std::time::Duration;
/// use snyk_api::CallOptions;
///
/// let options = CallOptions::new().timeout(Duration::from_secs(5)).header("snyk-interaction-id", "nightly-import");
/// ```
#[derive(Clone, Default)]
pub struct CallOptions {
    pub(super) timeout: Option<Duration>,
    pub(super) version: Option<String>,
    pub(super) retry: Option<RetryPolicy>,
    pub(super) headers: HeaderMap,
    /// The first setting that cannot be used.
    pub(super) invalid: Option<String>,
}

/// What the client sets itself, or what decides where a request begins and ends.
const RESERVED: &[HeaderName] = &[
    header::ACCEPT,
    header::AUTHORIZATION,
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::CONTENT_TYPE,
    header::COOKIE,
    header::EXPECT,
    header::HOST,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    header::USER_AGENT,
];

impl CallOptions {
    /// No settings: the client's hold.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how long this call may take in all, attempts and waits included, in place of the client's
    /// [`timeout`](crate::ClientBuilder::timeout).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets the version that this call asks for, `2024-10-15` or `2024-10-15~beta`, in place of the operation's own and of the
    /// client's [`rest_version`](crate::ClientBuilder::rest_version). The types are made for the operation's own version.
    /// Operations without versions, such as those of v1, leave it out.
    ///
    /// A call fails with [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if it is no version.
    pub fn version(mut self, version: impl Into<String>) -> Self {
        let version = version.into();
        if let Err(message) = super::version::check(&version) {
            self.invalid.get_or_insert(message);
        }
        self.version = Some(version);
        self
    }

    /// Sets how often this call is tried, in place of the client's [`retry`](crate::ClientBuilder::retry). On a list it holds for
    /// each page, on a job for its start and for each question after it.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Adds a header, in place of an earlier one of the same name.
    ///
    /// A call fails with [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if name or value are not allowed in
    /// HTTP, or if the client sets the header itself: `Authorization`, `Host`, `Accept`, `Content-Type`, `Content-Length`,
    /// `User-Agent`, `Cookie` and those that govern the connection.
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        match parse(name.as_ref(), value.as_ref()) {
            Ok((name, value)) => _ = self.headers.insert(name, value),
            Err(message) => self.invalid = self.invalid.or(Some(message)),
        }
        self
    }
}

/// Values are not repeated in messages: they may be secrets.
pub(super) fn parse(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let parsed = HeaderName::try_from(name).map_err(|_| format!("`{name}` cannot be the name of a header"))?;
    if RESERVED.contains(&parsed) {
        return Err(format!("the header `{parsed}` is set by the client"));
    }
    let value = HeaderValue::try_from(value)
        .map_err(|_| format!("the value of the header `{parsed}` has characters in it that cannot travel"))?;
    Ok((parsed, value))
}

/// Values of headers are left out, since they may be secrets.
impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallOptions")
            .field("timeout", &self.timeout)
            .field("version", &self.version)
            .field("retry", &self.retry)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("invalid", &self.invalid)
            .finish()
    }
}
