//! Questions to the token endpoint.

use http::header::{ACCEPT, CONTENT_TYPE, LOCATION, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use reqwest::{Body, Request, Response, Url};
use tokio::time::Instant;

use crate::runtime::auth::Surroundings;
use crate::runtime::auth::failure::{Class, Failure};
use crate::runtime::codec::shorten;
use crate::runtime::{error, percent, transport};

/// Tokens are some kilobytes at most; whoever sends more has something else in mind.
const LARGEST: usize = 1 << 20;

/// Where tokens are asked for.
pub(super) struct Endpoint {
    surroundings: Surroundings,
    url: Url,
}

/// A whole answer, whatever it is.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
    /// When it was asked for.
    pub(super) since: Instant,
}

impl Endpoint {
    pub(super) fn new(surroundings: Surroundings) -> Result<Self, String> {
        let url = Url::parse(surroundings.token_url.as_str())
            .map_err(|error| format!("the address of the token endpoint is not a URL: {error}"))?;
        Ok(Self { surroundings, url })
    }

    /// What an assertion is made out for.
    #[cfg(feature = "private-key-jwt")]
    pub(super) fn url(&self) -> &str {
        self.url.as_str()
    }

    pub(super) fn surroundings(&self) -> &Surroundings {
        &self.surroundings
    }

    /// Sends a form, once.
    pub(super) async fn post(&self, form: &[(&str, &str)]) -> Result<Answer, Failure> {
        let since = Instant::now();
        let sent = transport::execute(&self.surroundings.http, self.request(form)).await;
        let response = sent.map_err(|error| self.broken(error))?;
        let (status, headers) = (response.status(), response.headers().clone());
        if self.surroundings.foreign && *response.url() != self.url {
            return Err(Failure::new(Class::Lasting, self.followed(response.url())));
        }
        if status.is_redirection() {
            return Err(Failure::new(Class::Lasting, self.elsewhere(status, &headers)));
        }
        let body = self.body(response).await?;
        Ok(Answer { status, headers, body, since })
    }

    fn request(&self, form: &[(&str, &str)]) -> Request {
        let mut request = Request::new(Method::POST, self.url.clone());
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        headers.insert(USER_AGENT, self.surroundings.user_agent.clone());
        *request.timeout_mut() = self.surroundings.timeout;
        // An HTTP client that follows redirects would send the secrets along with 307 and 308. It can't repeat a body that it
        // takes for a stream.
        *request.body_mut() = Some(Body::wrap(Body::from(encode(form))));
        request
    }

    async fn body(&self, mut response: Response) -> Result<Vec<u8>, Failure> {
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(piece)) if body.len() + piece.len() > LARGEST => {
                    let message = format!("{} answered with more than 1 MiB, which no token is", self.name());
                    return Err(Failure::new(Class::Lasting, message).losing_tokens());
                }
                Ok(Some(piece)) => body.extend_from_slice(&piece),
                Ok(None) => return Ok(body),
                Err(error) => return Err(self.broken(error)),
            }
        }
    }

    /// What the transport reports. Only if there was no connection it is certain that nothing was lost.
    fn broken(&self, error: reqwest::Error) -> Failure {
        let (is_connect, is_timeout) = (error.is_connect(), error.is_timeout());
        let error = error.without_url();
        let what = match (is_connect, is_timeout) {
            (true, _) => "there is no connection to",
            (false, true) => "there was no answer in time from",
            (false, false) => "the connection broke to",
        };
        let message = format!("{what} {}: {}", self.name(), shorten(&error::root_cause(&error)));
        let failure = Failure::new(Class::Passing, message).timed_out(is_timeout).because_of(Box::new(error));
        if is_connect { failure } else { failure.losing_tokens() }
    }

    /// Names the host that an answer points to, and no more of the address: the rest is not ours to print.
    fn elsewhere(&self, status: StatusCode, headers: &HeaderMap) -> String {
        let location = headers.get(LOCATION).and_then(|location| location.to_str().ok());
        let target = location.and_then(|location| self.url.join(location).ok());
        let host = target.as_ref().and_then(Url::host_str).map_or("no address".to_owned(), shorten);
        format!(
            "{} answered {status}, to {host}, where the client does not follow: check the region, or set the right address",
            self.name()
        )
    }

    fn followed(&self, to: &Url) -> String {
        format!(
            "the HTTP client followed a redirect of {} to {}: build it with `redirect::Policy::none()`",
            self.name(),
            to.host_str().unwrap_or_default()
        )
    }

    /// How messages call it.
    pub(super) fn name(&self) -> String {
        format!("the token endpoint {}", self.url)
    }
}

/// As `application/x-www-form-urlencoded`.
fn encode(form: &[(&str, &str)]) -> String {
    let mut text = String::new();
    for (name, value) in form {
        if !text.is_empty() {
            text.push('&');
        }
        percent::push(&mut text, name);
        text.push('=');
        percent::push(&mut text, value);
    }
    text
}
