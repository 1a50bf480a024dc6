//! What happens between a request and its answer. It is one function for all operations: whatever is to hold for every
//! call belongs here.

use std::time::Duration;

use http::header::{AUTHORIZATION, LOCATION};
use http::{HeaderMap, StatusCode};
use reqwest::{Request, Response, Url};
use tokio::time::{sleep, timeout_at};

use super::answer::Answer;
use super::auth::Authorization;
use super::call::Call;
use super::error::{Error, ErrorKind};
use super::retry::Attempts;
use super::trace::Span;

/// Makes a call and tells of it. Nothing happens before the first poll.
pub(super) async fn transfer(call: Call) -> Result<Answer, Error> {
    let span = Span::call(&call);
    let result = span.cover(send(call, &span)).await;
    span.end(&result);
    result
}

/// Makes a call, again if need be, and waits for its whole answer. Wherever it is dropped, nothing is left under way.
async fn send(call: Call, span: &Span) -> Result<Answer, Error> {
    call.check()?;
    let (auth, limiter) = (&call.client.0.auth, call.client.0.limiter.as_ref());
    if let Some(limiter) = limiter {
        limiter.turn(call.operation).await.map_err(|error| error.hiding(call.client.secret()))?;
    }
    let mut attempts = call.attempts();
    loop {
        let authorization = in_time(&call, &attempts, auth.authorize()).await?;
        let outcome = attempt(&call, &authorization, attempts.begin()).await;
        span.attempt(&outcome);
        if let Some(limiter) = limiter {
            limiter.heed(call.operation, &outcome);
        }
        let error = match outcome {
            Ok(answer) => return Ok(Answer { attempts: attempts.count(), ..answer }),
            Err(error) => error,
        };
        let error = if attempts.may_renew(&error) && in_time(&call, &attempts, auth.rejected(&authorization)).await? {
            attempts.renewed(error)
        } else {
            let (wait, error) = attempts.after(error)?;
            sleep(wait).await;
            error
        };
        if let Some(limiter) = limiter
            && !limiter.turn_before(call.operation, attempts.until()).await
        {
            return Err(error);
        }
    }
}

/// What comes of asking for a credential, within the time of the call. Whatever fails there is tried again there: to try the
/// whole call again would be to ask many times as often.
async fn in_time<T>(
    call: &Call,
    attempts: &Attempts,
    asked: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let outcome = match attempts.deadline() {
        None => asked.await,
        Some(deadline) => timeout_at(deadline, asked).await.unwrap_or_else(|_| {
            let message = "none came within the time of the call; the next call goes on waiting for it";
            Err(Error::new(ErrorKind::Credentials, message).late(true).hiding(call.client.secret()))
        }),
    };
    outcome.map_err(|error| attempts.so_far(error.in_call(call.operation)))
}

/// Sends one request and waits for its whole answer.
async fn attempt(call: &Call, authorization: &Authorization, timeout: Option<Duration>) -> Result<Answer, Error> {
    let mut request = call.request()?;
    request.headers_mut().insert(AUTHORIZATION, authorization.header.clone());
    *request.timeout_mut() = timeout;
    let url = request.url().clone();
    let (client, operation) = (call.client.clone(), call.operation);
    let sent = execute(&client.0.http, request).await;
    let mut response = sent.map_err(|error| Error::of_transport(error, operation, &url, client.secret()))?;
    let (status, headers) = (response.status(), response.headers().clone());
    let elsewhere = (client.0.foreign && *response.url() != url).then(|| response.url().clone());
    let (body, broken) = read_body(&mut response, client.0.answer_limit).await;
    let answer = Answer { client, operation, url, status, headers, body, attempts: 1, job_id: None };
    if let Some(elsewhere) = elsewhere {
        let host = elsewhere.host_str().unwrap_or_default();
        let message =
            format!("the HTTP client followed a redirect to {host}: build it with `redirect::Policy::none()`");
        return Err(Error::of_answer(ErrorKind::Redirect, answer, message));
    }
    judge(answer, broken)
}

/// Sends a request. Fuzzing may have an answer of its own.
pub(super) async fn execute(http: &reqwest::Client, request: Request) -> reqwest::Result<Response> {
    #[cfg(fuzzing)]
    if let Some(answer) = super::fuzzing::answer(&request) {
        return Ok(answer);
    }
    http.execute(request).await
}

/// So much memory is set aside for a body before any of it is here, in bytes: what is announced need not come.
const MOST_AHEAD: u64 = 1 << 20;

/// Why a body is not complete.
enum Broken {
    TooLarge,
    Transport(reqwest::Error),
}

/// Reads a body piece by piece, so that a large one is refused before it is here.
async fn read_body(response: &mut Response, limit: usize) -> (Vec<u8>, Option<Broken>) {
    let length = response.content_length().unwrap_or(0);
    if length > limit as u64 {
        return (Vec::new(), Some(Broken::TooLarge));
    }
    let mut body = Vec::with_capacity(length.min(MOST_AHEAD) as usize);
    loop {
        match response.chunk().await {
            Ok(Some(piece)) if body.len() + piece.len() > limit => return (body, Some(Broken::TooLarge)),
            Ok(Some(piece)) => body.extend_from_slice(&piece),
            Ok(None) => return (body, None),
            Err(error) => return (body, Some(Broken::Transport(error))),
        }
    }
}

/// Tells a success from an error. What an error answer says counts even if its body is not complete.
fn judge(answer: Answer, broken: Option<Broken>) -> Result<Answer, Error> {
    let status = answer.status;
    let is_documented = answer.operation.answers.iter().any(|documented| documented.status == status.as_u16());
    match (status.is_success() || is_documented, broken) {
        (true, None) => Ok(answer),
        (true, Some(Broken::TooLarge)) => {
            let message = format!(
                "the answer is larger than {} bytes: raise `answer_limit` of the client if that is right",
                answer.client.0.answer_limit
            );
            Err(Error::of_answer(ErrorKind::TooLarge, answer, message))
        }
        (true, Some(Broken::Transport(error))) => {
            let error = Error::of_transport(error, answer.operation, &answer.url, answer.client.secret());
            Err(error.with_answer(answer))
        }
        (false, _) if status.is_redirection() => {
            let message = redirect(status, &answer.headers, &answer.url);
            Err(Error::of_answer(ErrorKind::Redirect, answer, message))
        }
        (false, _) => Err(Error::of_status(answer)),
    }
}

/// Names the host that an answer points to, and no more of the address: the rest is not ours to print.
fn redirect(status: StatusCode, headers: &HeaderMap, url: &Url) -> String {
    let location = headers.get(LOCATION).and_then(|location| location.to_str().ok());
    let target = location.and_then(|location| url.join(location).ok());
    match target.as_ref().and_then(Url::host_str) {
        Some(host) if Some(host) == url.host_str() => {
            format!("the service answered {status}, to another path of {host}")
        }
        Some(host) => format!(
            "the service answered {status}, to {host}, where the client does not follow: check the region, or the base URL"
        ),
        None => format!("the service answered {status}, to no address"),
    }
}

#[cfg(test)]
mod tests;
