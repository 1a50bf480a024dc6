//! What only fuzzing sees: answers out of thin air, and the walks and jobs of any operation. It is no part of the client.
//!
//! Everything behind the request is the real thing: reading of the body and its limit, redirects, errors, decoding.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::time::Duration;

use http::{HeaderMap, StatusCode};
use reqwest::{Request, Response, ResponseBuilderExt, Url};

use super::answer::Answer;
use super::call::Call;
use super::codec::Json;
use super::job::Wait;
use super::limit::RateLimitInfo;
use super::operation::Operation;
use super::paging::{self, Pages};
use super::{Client, retry_after};

/// An answer to serve.
#[derive(Clone, Debug)]
pub struct Served {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Vec<u8>,
}

thread_local! {
    static SERVED: RefCell<VecDeque<Served>> = const { RefCell::new(VecDeque::new()) };
}

/// Every call of this thread is answered with these from now on, one after the other; the last one holds for all that come
/// after it. Nothing is sent. With none of them, calls are sent again.
pub fn serve(answers: impl IntoIterator<Item = Served>) {
    SERVED.with_borrow_mut(|served| *served = answers.into_iter().collect());
}

/// What a request is answered with, if answers are served.
pub(super) fn answer(request: &Request) -> Option<Response> {
    let served = SERVED.with_borrow_mut(|served| match served.len() {
        0 | 1 => served.front().cloned(),
        _ => served.pop_front(),
    })?;
    let mut response =
        http::Response::builder().status(served.status).url(request.url().clone()).body(served.body).ok()?;
    *response.headers_mut() = served.headers;
    Some(response.into())
}

/// The pages of any list, as JSON.
pub fn pages(client: &Client, operation: &'static Operation) -> Pages<Json> {
    Pages::new(call(client, operation), Answer::into_value)
}

/// The end of any job, as JSON.
pub fn wait(client: &Client, operation: &'static Operation) -> Wait<Json> {
    Wait::new(call(client, operation), Answer::into_value)
}

fn call(client: &Client, operation: &'static Operation) -> Call {
    let mut call = client.call(operation);
    operation.path.matches('{').for_each(|_| call.path("x"));
    call
}

/// What headers tell of waiting.
pub fn waits(headers: &HeaderMap) -> (Option<Duration>, Option<RateLimitInfo>) {
    (retry_after::retry_after(headers), RateLimitInfo::read(headers))
}

/// The cursor in the link to the next page.
pub fn cursor(base: &str, from: &Url, headers: &HeaderMap) -> Option<Result<String, String>> {
    paging::link_in_headers(headers).map(|link| paging::cursor(base, from, &link, "starting_after"))
}
