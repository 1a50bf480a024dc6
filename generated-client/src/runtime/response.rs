//! An answer's value, and what came with it.

use std::fmt;

use http::{HeaderMap, StatusCode};
use reqwest::Url;

use super::answer::Answer;
use super::error::request_id;
use super::limit::RateLimitInfo;
use super::secret::Secrets;

/// An answer's value, and what came with it.
///
/// Requests have two ends: `send()` gives the value alone, `response()` gives this.
#[derive(Clone)]
pub struct Response<T> {
    value: T,
    status: StatusCode,
    headers: HeaderMap,
    url: Url,
    attempts: u32,
    /// What must not be shown, whatever the answer repeats.
    secret: Secrets,
}

impl<T> Response<T> {
    pub(crate) fn new(value: T, answer: Answer) -> Self {
        let secret = answer.client.secret().clone();
        let Answer { status, headers, url, attempts, .. } = answer;
        Self { value, status, headers, url, attempts, secret }
    }

    /// The value.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The value, for keeps.
    pub fn into_value(self) -> T {
        self.value
    }

    /// The same answer with a value made of this one.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Response<U> {
        let Self { value, status, headers, url, attempts, secret } = self;
        Response { value: make(value), status, headers, url, attempts, secret }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// All headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The address that was called, with its query; it never holds credentials.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The vendor's name for this request, which their support asks for.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// How often the call was tried until this answer came, 1 if the first time did.
    ///
    /// An attempt whose answer was lost may have been carried out: to delete something may have succeeded although the last answer
    /// says that there is no such thing.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// What the answer tells of the service's rate limits, if it does.
    pub fn rate_limit(&self) -> Option<RateLimitInfo> {
        RateLimitInfo::read(&self.headers)
    }

    /// REST: the version that was asked for.
    pub fn version_requested(&self) -> Option<&str> {
        self.text("snyk-version-requested")
    }

    /// REST: the version that answered, the newest that is not newer than what was asked for.
    pub fn version_served(&self) -> Option<&str> {
        self.text("snyk-version-served")
    }

    /// REST: how stable that version is, such as `ga`, `beta`, `deprecated` or `sunset`.
    pub fn lifecycle_stage(&self) -> Option<&str> {
        self.text("snyk-version-lifecycle-stage")
    }

    /// The `Deprecation` header, only on deprecated operations: since when, as it came.
    pub fn deprecation(&self) -> Option<&str> {
        self.text("deprecation")
    }

    /// The `Sunset` header, only on deprecated operations: when it ends, as it came.
    pub fn sunset(&self) -> Option<&str> {
        self.text("sunset")
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// Headers are left out, since they may hold what is not meant for a log.
impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("url", &self.url.as_str())
            .field("request_id", &self.request_id().map(|id| self.secret.redact(id)))
            .field("attempts", &self.attempts)
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}
