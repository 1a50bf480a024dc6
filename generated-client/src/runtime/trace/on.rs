//! Spans and events.

use std::future::Future;
use std::sync::atomic::{AtomicU32, Ordering};

use http::HeaderMap;
use reqwest::Url;
use tracing::Instrument;
use tracing::field::Empty;

use crate::generated::families::family;
use crate::runtime::answer::Answer;
use crate::runtime::call::Call;
use crate::runtime::client::Client;
use crate::runtime::error::{Error, ErrorKind, request_id};

/// By which programs choose what they collect.
const TARGET: &str = "snyk_api";

/// A text of the service that is longer is none of those that we know.
const LONGEST: usize = 128;

/// What is told of a call.
pub(in crate::runtime) struct Span {
    span: tracing::Span,
    client: Client,
    /// How many attempts there have been.
    attempts: AtomicU32,
}

impl Span {
    /// Begins with a call, of which nothing was sent yet. Its parent is the span in which the call is first polled.
    pub(in crate::runtime) fn call(call: &Call) -> Self {
        let operation = call.operation;
        let template = Template(family(operation.family).base, operation.path);
        let span = tracing::info_span!(
            target: TARGET,
            "snyk_api.call",
            otel.kind = "client",
            otel.name = %format_args!("{} {template}", operation.method),
            otel.status_code = Empty,
            "http.request.method" = %operation.method,
            "url.template" = %template,
            "server.address" = Empty,
            "server.port" = Empty,
            "http.response.status_code" = Empty,
            "http.request.resend_count" = Empty,
            "error.type" = Empty,
            "snyk.operation" = operation.name,
            "snyk.request_id" = Empty,
            "snyk.version_served" = Empty,
        );
        if !span.is_disabled()
            && let Ok(base) = Url::parse(call.client.base_url(operation.family))
        {
            span.record("server.address", base.host_str());
            span.record("server.port", base.port_or_known_default());
        }
        Self { span, client: call.client.clone(), attempts: AtomicU32::new(0) }
    }

    /// The future, inside the span whenever it is polled: what the transport tells belongs to the call.
    pub(in crate::runtime) fn cover<F: Future>(&self, future: F) -> impl Future<Output = F::Output> + use<F> {
        future.instrument(self.span.clone())
    }

    /// A future that goes its own way, inside the span in which it is made: what it tells belongs there.
    pub(in crate::runtime) fn carry<F: Future>(future: F) -> impl Future<Output = F::Output> + use<F> {
        future.in_current_span()
    }

    /// Tells how an attempt ended. What may be better the next time, and what a program's owner should know of if it goes on,
    /// is a warning.
    pub(in crate::runtime) fn attempt(&self, result: &Result<Answer, Error>) {
        let resent = resent(self.attempts.fetch_add(1, Ordering::Relaxed));
        let Outcome { status, error, request_id, version } = &self.outcome(result);
        macro_rules! tell {
            ($level:ident, $message:literal) => {
                tracing::event!(
                    target: TARGET,
                    parent: &self.span,
                    tracing::Level::$level,
                    "http.request.resend_count" = resent,
                    "http.response.status_code" = status,
                    "error.type" = error.as_deref(),
                    "snyk.request_id" = request_id.as_deref(),
                    "snyk.version_served" = version.as_deref(),
                    $message
                )
            };
        }
        match (error, status) {
            (None, _) => tell!(DEBUG, "answered"),
            (Some(_), Some(400..=428 | 430..=499)) => tell!(DEBUG, "refused"),
            (Some(_), Some(_)) => tell!(WARN, "answered with an error"),
            (Some(_), None) => tell!(WARN, "not answered"),
        }
    }

    /// Tells how the call ended.
    pub(in crate::runtime) fn end(&self, result: &Result<Answer, Error>) {
        if self.span.is_disabled() {
            return;
        }
        let Outcome { status, error, request_id, version } = self.outcome(result);
        let attempts = self.attempts.load(Ordering::Relaxed);
        self.span.record("http.request.resend_count", resent(attempts.saturating_sub(1)));
        self.span.record("http.response.status_code", status);
        self.span.record("snyk.request_id", request_id);
        self.span.record("snyk.version_served", version);
        if error.is_some() {
            self.span.record("error.type", error);
            self.span.record("otel.status_code", "ERROR");
        }
    }

    fn outcome(&self, result: &Result<Answer, Error>) -> Outcome {
        let (status, headers) = match result {
            Ok(answer) => (Some(answer.status), Some(&answer.headers)),
            Err(error) => (error.status(), error.headers()),
        };
        let text = |read: fn(&HeaderMap) -> Option<&str>| headers.and_then(read).and_then(|text| self.harmless(text));
        Outcome {
            status: status.map(|status| status.as_u16()),
            error: result.as_ref().err().map(error_type),
            request_id: text(request_id),
            version: text(|headers| headers.get("snyk-version-served")?.to_str().ok()),
        }
    }

    /// What the service says, unless it is no such text. Whoever answers may be hostile, and repeat the token to get it into a
    /// log.
    fn harmless(&self, text: &str) -> Option<String> {
        let is_plain = text.len() <= LONGEST && text.bytes().all(|byte| byte.is_ascii_graphic());
        is_plain.then(|| self.client.secret().redact(text))
    }
}

/// How an attempt or a call ended.
struct Outcome {
    status: Option<u16>,
    error: Option<String>,
    request_id: Option<String>,
    version: Option<String>,
}

/// A path with the names of its parameters in it.
struct Template(&'static str, &'static str);

impl std::fmt::Display for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.0, self.1)
    }
}

/// The conventions leave the count out for a request that is not sent again.
fn resent(count: u32) -> Option<u32> {
    Some(count).filter(|count| *count > 0)
}

/// The status where it is the error, and the kind of all others.
fn error_type(error: &Error) -> String {
    match (error.kind(), error.status()) {
        (ErrorKind::Status | ErrorKind::Gone, Some(status)) => status.as_str().to_owned(),
        (kind, _) => format!("{kind:?}"),
    }
}
