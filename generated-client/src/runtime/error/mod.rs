//! What can go wrong.

mod display;
mod problem;

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;
use std::{fmt, io};

use http::{HeaderMap, StatusCode};
use reqwest::Url;

pub use self::problem::Problem;
pub(crate) use self::problem::{looks_like_html, problems, read as read_problems};
use super::answer::Answer;
use super::codec::{Failure, shorten};
use super::limit::RateLimitInfo;
use super::operation::{Effect, Operation};
use super::retry;
use super::retry_after::retry_after;
use super::secret::Secrets;

/// What went wrong with a call, or with the building of a client.
///
/// Its [`Display`](fmt::Display) is made for people: it names the operation, the status, what the service said, the
/// request's id, and where it helps what to do. A program looks at [`kind`](Self::kind), or at one of the questions
/// (`is_not_found`, `is_rate_limited` and so on).
///
/// It never shows the client's credentials, not even where an answer repeats them. [`body`](Self::body) and
/// [`headers`](Self::headers) are as they came.
///
/// ```no_run
/// # async fn example(client: snyk_api::Client, org: &str, project: &str) -> Result<(), snyk_api::Error> {
/// match client.v1().projects().get(org, project).send().await {
///     Ok(project) => println!("{:?}", project.name),
///     Err(error) if error.is_not_found() => println!("it is gone"),
///     Err(error) => return Err(error),
/// }
/// # Ok(())
/// # }
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: String,
    operation: Option<&'static Operation>,
    url: Option<Url>,
    answer: Option<Head>,
    problems: Vec<Problem>,
    reference: Option<String>,
    json_path: Option<String>,
    excerpt: Option<String>,
    timed_out: bool,
    job_id: Option<String>,
    attempts: u32,
    /// An attempt before the last one may have reached the service.
    was_sent_before: bool,
    source: Option<Arc<dyn StdError + Send + Sync>>,
    /// What must not be shown, whatever an answer repeats.
    secret: Option<Secrets>,
}

impl Inner {
    /// Whether the service says that a quota is used up.
    fn is_quota(&self) -> bool {
        self.problems.iter().any(|problem| problem.code.as_deref() == Some("SNYK-0006"))
    }
}

/// What is left of an answer.
struct Head {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// The kinds of [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client could not be built: credentials, base URL, or another setting.
    Configuration,
    /// There is no token to call with: the token endpoint, the program's own provider or its store of tokens failed. The call
    /// was not made, or not made again after a 401.
    Credentials,
    /// An argument of the call is not allowed. Nothing was sent.
    InvalidArgument,
    /// The client keeps rate limits, and the call's turn did not come within the time that the program gave it. Nothing was sent.
    Throttled,
    /// No connection to the service: name, network, TLS, or it took too long. Nothing was sent.
    Connect,
    /// The answer, or the rest of it, did not come in time.
    Timeout,
    /// The connection broke before the answer was complete.
    Transport,
    /// The service points to another address. The client never follows, since its credentials would travel along.
    Redirect,
    /// The service answered with an error status, other than 410.
    Status,
    /// The service answered 410: the operation has come to its end, or is switched off for some hours in warning of it.
    Gone,
    /// The answer is not what the API's documents say.
    Decode,
    /// The answer is larger than the client's limit.
    TooLarge,
    /// A list cannot be walked to its end: the service tells no usable next page.
    Paging,
    /// A job has failed.
    JobFailed,
    /// A job did not end in the time that the caller gave it. It may still go on.
    JobTimeout,
    /// A job is not known to the service any more.
    JobVanished,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            operation: None,
            url: None,
            answer: None,
            problems: Vec::new(),
            reference: None,
            json_path: None,
            excerpt: None,
            timed_out: kind == ErrorKind::Timeout,
            job_id: None,
            attempts: 0,
            was_sent_before: false,
            source: None,
            secret: None,
        }))
    }

    /// The same, and this is never shown with it.
    pub(crate) fn hiding(mut self, secret: &Secrets) -> Self {
        self.0.secret = Some(secret.clone());
        self
    }

    /// An error of a call, before there is an answer.
    pub(crate) fn of_call(kind: ErrorKind, operation: &'static Operation, message: impl Into<String>) -> Self {
        let mut error = Self::new(kind, message);
        error.0.operation = Some(operation);
        error
    }

    /// The same, in a call.
    pub(crate) fn in_call(mut self, operation: &'static Operation) -> Self {
        self.0.operation = Some(operation);
        self
    }

    /// The same, because something took too long.
    pub(crate) fn late(mut self, timed_out: bool) -> Self {
        self.0.timed_out = timed_out;
        self
    }

    /// The same, with what caused it.
    pub(crate) fn caused_by(mut self, source: Option<Arc<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = source;
        self
    }

    /// An answer that cannot be used, whatever it says.
    pub(crate) fn of_answer(kind: ErrorKind, answer: Answer, message: impl Into<String>) -> Self {
        Self::of_call(kind, answer.operation, message).with_answer(answer)
    }

    /// The same with what came of an answer.
    pub(crate) fn with_answer(mut self, answer: Answer) -> Self {
        self.0.secret = Some(answer.client.secret().clone());
        self.0.url = Some(answer.url);
        self.0.job_id = answer.job_id;
        self.0.attempts = answer.attempts;
        self.0.answer = Some(Head { status: answer.status, headers: answer.headers, body: answer.body });
        self
    }

    /// The same, about this job.
    pub(crate) fn of_job(mut self, id: &str) -> Self {
        self.0.job_id = Some(id.to_owned());
        self
    }

    /// The same, after so many attempts.
    pub(crate) fn after_attempts(mut self, attempts: u32, were_sent: bool) -> Self {
        self.0.attempts = attempts;
        self.0.was_sent_before = were_sent;
        self
    }

    /// The same, of another kind.
    pub(crate) fn of_kind(mut self, kind: ErrorKind) -> Self {
        self.0.kind = kind;
        self
    }

    /// The same, with what the service says went wrong.
    pub(crate) fn saying(mut self, problems: Vec<Problem>) -> Self {
        self.0.problems = problems;
        self
    }

    /// The same, and that came before it.
    pub(crate) fn because_of(mut self, source: Option<Self>) -> Self {
        self.0.source = source.map(|source| Arc::new(source) as _);
        self
    }

    /// An answer with an error status.
    pub(crate) fn of_status(answer: Answer) -> Self {
        let said = problem::read(&answer.body, answer.client.secret());
        let kind = if answer.status == StatusCode::GONE { ErrorKind::Gone } else { ErrorKind::Status };
        let mut error = Self::of_answer(kind, answer, "");
        error.0.problems = said.problems;
        error.0.reference = said.reference;
        error
    }

    /// An answer that cannot be read.
    pub(crate) fn of_decoding(answer: Answer, failure: Failure) -> Self {
        let mut error = Self::of_answer(ErrorKind::Decode, answer, failure.message);
        error.0.json_path = Some(failure.path);
        error.0.excerpt = failure.excerpt;
        error
    }

    /// What the transport reports.
    pub(crate) fn of_transport(
        error: reqwest::Error,
        operation: &'static Operation,
        url: &Url,
        secret: &Secrets,
    ) -> Self {
        let kind = match (error.is_connect(), error.is_timeout()) {
            (true, _) => ErrorKind::Connect,
            (false, true) => ErrorKind::Timeout,
            (false, false) if error.is_builder() => ErrorKind::Configuration,
            (false, false) => ErrorKind::Transport,
        };
        let timed_out = error.is_timeout();
        let error = error.without_url();
        let mut made = Self::of_call(kind, operation, shorten(&root_cause(&error)));
        made.0.url = Some(url.clone());
        made.0.timed_out = timed_out;
        made.0.source = Some(Arc::new(error));
        made.hiding(secret)
    }

    /// The kind of error.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The operation that was called; none for errors in building a client.
    pub fn operation(&self) -> Option<&'static Operation> {
        self.0.operation
    }

    /// The answer's status, if there was an answer.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.answer.as_ref().map(|answer| answer.status)
    }

    /// The answer's headers, if there was an answer.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.answer.as_ref().map(|answer| &answer.headers)
    }

    /// The answer's body as it came, as far as it came; empty if there was none. It may hold what is not meant for a log.
    pub fn body(&self) -> &[u8] {
        self.0.answer.as_ref().map_or(&[], |answer| &answer.body)
    }

    /// The address that was called, with its query; it never holds credentials.
    pub fn url(&self) -> Option<&Url> {
        self.0.url.as_ref()
    }

    /// The vendor's name for this request, which their support asks for.
    pub fn request_id(&self) -> Option<&str> {
        self.headers().and_then(request_id).or(self.0.reference.as_deref())
    }

    /// What the service says went wrong; empty if it says nothing.
    pub fn problems(&self) -> &[Problem] {
        &self.0.problems
    }

    /// Where in the answer reading failed, `$.issues[3].severity`.
    pub fn json_path(&self) -> Option<&str> {
        self.0.json_path.as_deref()
    }

    /// The `Retry-After` header as it came: seconds, or a date.
    pub fn retry_after(&self) -> Option<&str> {
        self.headers()?.get(http::header::RETRY_AFTER)?.to_str().ok()
    }

    /// How long the service asks to wait, by the `Retry-After` header, or, if that is missing from a 429, by the reset of a
    /// [`rate_limit`](Self::rate_limit).
    pub fn retry_in(&self) -> Option<Duration> {
        let reset = || self.rate_limit().filter(|_| self.is_status(429))?.reset();
        self.headers().and_then(retry_after).or_else(reset)
    }

    /// What the answer tells of the service's rate limits, if there was an answer and it does.
    pub fn rate_limit(&self) -> Option<RateLimitInfo> {
        self.headers().and_then(RateLimitInfo::read)
    }

    /// How often the call was tried; 0 if it was never begun, and where it is no call that has failed
    /// ([`ErrorKind::JobTimeout`]).
    ///
    /// An attempt whose answer was lost may have been carried out: that there is no such thing may be the answer to the second
    /// attempt to delete it.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Whether the service answered with this error status.
    pub fn is_status(&self, status: u16) -> bool {
        matches!(self.0.kind, ErrorKind::Status | ErrorKind::Gone)
            && self.status().is_some_and(|found| found.as_u16() == status)
    }

    /// 401: the credentials are not accepted. Those of one region mean nothing in another.
    pub fn is_unauthorized(&self) -> bool {
        self.is_status(401)
    }

    /// 403: the credentials are accepted and don't permit this. v1 operations may answer 404 in its place.
    pub fn is_permission_denied(&self) -> bool {
        self.is_status(403)
    }

    /// 404: there is no such thing, or v1 does not want to tell.
    pub fn is_not_found(&self) -> bool {
        self.is_status(404)
    }

    /// 410: the operation has come to its end, or is switched off for some hours in warning of it.
    pub fn is_gone(&self) -> bool {
        self.is_status(410)
    }

    /// 409: it contradicts what is there.
    pub fn is_conflict(&self) -> bool {
        self.is_status(409)
    }

    /// Too many calls: the service says so (429), or the client's own [`RateLimit`](crate::RateLimit) does.
    pub fn is_rate_limited(&self) -> bool {
        self.is_status(429) || self.0.kind == ErrorKind::Throttled
    }

    /// 429 for a quota of the plan that is used up (`SNYK-0006`). It lasts until the quota is renewed.
    pub fn is_quota_exceeded(&self) -> bool {
        self.is_status(429) && self.0.is_quota()
    }

    /// Whether the same call may succeed later, and cannot do anything twice: what a [`RetryPolicy`](crate::RetryPolicy) tries
    /// again. If the client has given up, a program may still try later.
    pub fn is_retryable(&self) -> bool {
        let may_be_repeated = self.0.operation.is_none_or(|operation| operation.effect != Effect::Create);
        match self.0.kind {
            ErrorKind::Throttled => true,
            ErrorKind::Connect => !self.lasts(),
            ErrorKind::Timeout | ErrorKind::Transport => may_be_repeated,
            ErrorKind::Status => match self.status() {
                Some(StatusCode::TOO_MANY_REQUESTS) => !self.is_quota_exceeded(),
                Some(status) => may_be_repeated && retry::passes(status),
                None => false,
            },
            _ => false,
        }
    }

    /// 5xx: the service failed.
    pub fn is_server_error(&self) -> bool {
        self.0.kind == ErrorKind::Status && self.status().is_some_and(|status| status.is_server_error())
    }

    /// Something took too long: the connection, or the answer.
    pub fn is_timeout(&self) -> bool {
        self.0.timed_out
    }

    /// There was no connection.
    pub fn is_connect(&self) -> bool {
        self.0.kind == ErrorKind::Connect
    }

    /// There was no token to call with: the token endpoint, the program's own provider or its store of tokens failed. What the
    /// token endpoint says is in [`problems`](Self::problems), such as the code `invalid_grant`.
    pub fn is_credentials(&self) -> bool {
        self.0.kind == ErrorKind::Credentials
    }

    /// The answer is not what the API's documents say.
    pub fn is_decode(&self) -> bool {
        self.0.kind == ErrorKind::Decode
    }

    /// A list cannot be walked to its end.
    pub fn is_paging(&self) -> bool {
        self.0.kind == ErrorKind::Paging
    }

    /// A job has failed.
    pub fn is_job_failed(&self) -> bool {
        self.0.kind == ErrorKind::JobFailed
    }

    /// A job did not end in the time that the caller gave it. It may still go on: [`job_id`](Self::job_id) tells which.
    pub fn is_job_timeout(&self) -> bool {
        self.0.kind == ErrorKind::JobTimeout
    }

    /// A job is not known to the service any more.
    pub fn is_job_vanished(&self) -> bool {
        self.0.kind == ErrorKind::JobVanished
    }

    /// The job that was waited for, in whatever way that failed, from when its id is known. With it one can go on later.
    pub fn job_id(&self) -> Option<&str> {
        self.0.job_id.as_deref()
    }

    /// Whether the request may have reached the service. If not, repeating it cannot do anything twice.
    pub fn was_sent(&self) -> bool {
        use ErrorKind::{Configuration, Connect, Credentials, InvalidArgument, Throttled};
        let is_before = matches!(self.0.kind, Configuration | Credentials | InvalidArgument | Throttled | Connect);
        self.0.was_sent_before || !is_before
    }

    /// Whether there will not be a connection the next time either: a certificate is not accepted, or there is no TLS.
    fn lasts(&self) -> bool {
        let mut source = self.source();
        while let Some(error) = source {
            if error.downcast_ref().is_some_and(is_no_tls) {
                return true;
            }
            source = error.source();
        }
        display::lacks_tls(&self.0)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

impl Error {
    /// Writes a text without the secret.
    fn show(&self, text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.secret {
            Some(secret) => f.write_str(&secret.redact(text)),
            None => f.write_str(text),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.show(&display::text(&self.0, self.request_id()), f)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = if f.alternate() { format!("{:#?}", self.0) } else { format!("{:?}", self.0) };
        self.show(&text, f)
    }
}

/// Bodies and headers are left out, since they may hold what is not meant for a log.
impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let answer = self.answer.as_ref();
        f.debug_struct("Error")
            .field("kind", &self.kind)
            .field("operation", &self.operation.map(|operation| operation.name))
            .field("url", &self.url.as_ref().map(Url::as_str))
            .field("status", &answer.map(|answer| answer.status))
            .field("message", &self.message)
            .field("problems", &self.problems)
            .field("json_path", &self.json_path)
            .field("excerpt", &self.excerpt)
            .field("job_id", &self.job_id)
            .field("attempts", &self.attempts)
            .field("request_id", &answer.and_then(|answer| request_id(&answer.headers)).or(self.reference.as_deref()))
            .field("body", &format_args!("{} bytes", answer.map_or(0, |answer| answer.body.len())))
            .field("source", &self.source)
            .finish()
    }
}

/// Whether the other side speaks no TLS, or none that is accepted. What one error of I/O wraps of another is no source of it.
fn is_no_tls(error: &io::Error) -> bool {
    let wrapped = error.get_ref().and_then(|inner| inner.downcast_ref());
    error.kind() == io::ErrorKind::InvalidData || wrapped.is_some_and(is_no_tls)
}

/// The vendor's name for a request: REST has one header for it, v1 another.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    let text = |name| headers.get(name)?.to_str().ok();
    text("snyk-request-id").or_else(|| text("x-error-reference"))
}

/// The innermost error is the one that tells the most.
pub(crate) fn root_cause(error: &dyn StdError) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::testing::{PLAIN, Reply, Server, builder};

    static READ: Operation = Operation { path: "/animals", ..PLAIN };
    static CREATE: Operation = Operation { effect: Effect::Create, ..READ };

    async fn error(reply: Reply, operation: &'static Operation) -> Error {
        let server = Server::script([reply]).await;
        server.client().call(operation).send::<crate::Json>().await.expect_err("it must fail")
    }

    /// The names of all that an error is.
    fn is(error: &Error) -> Vec<&'static str> {
        let all = [
            ("unauthorized", error.is_unauthorized()),
            ("permission_denied", error.is_permission_denied()),
            ("not_found", error.is_not_found()),
            ("conflict", error.is_conflict()),
            ("gone", error.is_gone()),
            ("rate_limited", error.is_rate_limited()),
            ("quota_exceeded", error.is_quota_exceeded()),
            ("server_error", error.is_server_error()),
            ("timeout", error.is_timeout()),
            ("connect", error.is_connect()),
            ("decode", error.is_decode()),
            ("retryable", error.is_retryable()),
            ("was_sent", error.was_sent()),
        ];
        all.into_iter().filter_map(|(name, holds)| holds.then_some(name)).collect()
    }

    #[tokio::test]
    async fn every_question_has_its_answer() {
        let quota = r#"{"errors": [{"status": "429", "code": "SNYK-0006"}]}"#;
        let limit = r#"{"errors": [{"status": "429", "code": "SNYK-0001"}]}"#;
        for (reply, read, create) in [
            (Reply::new(401, ""), &["unauthorized", "was_sent"][..], None),
            (Reply::new(403, ""), &["permission_denied", "was_sent"], None),
            (Reply::new(404, ""), &["not_found", "was_sent"], None),
            (Reply::new(409, ""), &["conflict", "was_sent"], None),
            (Reply::new(410, ""), &["gone", "was_sent"], None),
            (Reply::new(422, ""), &["was_sent"], None),
            (Reply::new(429, limit), &["rate_limited", "retryable", "was_sent"], None),
            (Reply::new(429, quota), &["rate_limited", "quota_exceeded", "was_sent"], None),
            (Reply::new(500, ""), &["server_error", "retryable", "was_sent"], Some(&["server_error", "was_sent"][..])),
            (Reply::new(501, ""), &["server_error", "was_sent"], None),
            (Reply::json("{"), &["decode", "was_sent"], None),
            (Reply::raw(""), &["retryable", "was_sent"], Some(&["was_sent"])),
        ] {
            assert_eq!(is(&error(reply.clone(), &READ).await), read, "{reply:?}");
            assert_eq!(is(&error(reply.clone(), &CREATE).await), create.unwrap_or(read), "{reply:?}");
        }
        let nobody = builder("http://127.0.0.1:1").build().expect("a client");
        let error = nobody.call(&CREATE).send::<()>().await.expect_err("nobody is there");
        assert_eq!(is(&error), ["connect", "retryable"]);
    }

    #[tokio::test]
    async fn what_may_have_been_done_is_said() {
        const ADVICE: &str = "it may have been done nonetheless: look before calling again";
        for (reply, operation, says) in [
            (Reply::raw(""), &CREATE, true),
            (Reply::new(504, ""), &CREATE, true),
            (Reply::json("{"), &CREATE, true),
            (Reply::json("<html>"), &CREATE, true),
            (Reply::raw("HTTP/1.1 200 OK\r\ncontent-length: 9999999999\r\n\r\n"), &CREATE, true),
            (Reply::new(429, ""), &CREATE, false),
            (Reply::new(400, ""), &CREATE, false),
            (Reply::raw(""), &READ, false),
            (Reply::new(504, ""), &READ, false),
            (Reply::json("{"), &READ, false),
        ] {
            let error = error(reply, operation).await;
            assert_eq!(error.to_string().contains(ADVICE), says, "{error}");
        }
    }

    #[test]
    fn an_error_is_one_pointer_and_travels() {
        fn travels<T: Send + Sync + 'static>() {}
        travels::<Error>();
        assert_eq!(size_of::<Error>(), size_of::<usize>());
        assert_eq!(size_of::<Result<(), Error>>(), size_of::<usize>());
    }
}
