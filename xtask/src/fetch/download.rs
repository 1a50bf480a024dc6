//! One download, whole or not at all.

use std::error::Error;
use std::net::IpAddr;

use reqwest::header::{CONTENT_TYPE, TRANSFER_ENCODING};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode, Url, Version};

use super::Limits;
use crate::Trouble;

/// How many redirects are followed.
const REDIRECTS: usize = 5;

/// What came.
pub(super) struct Answer {
    /// Where it came from in the end.
    pub(super) url: Url,
    pub(super) bytes: Vec<u8>,
    /// It is a page for browsers, by what the server says or by how it begins.
    pub(super) html: bool,
}

/// Downloads what is at an address.
pub(super) async fn get(url: &Url, limits: &Limits) -> Result<Answer, Trouble> {
    attempt(url, limits).await.map_err(|problem| Trouble(format!("cannot fetch {url}: {problem}")))
}

async fn attempt(url: &Url, limits: &Limits) -> Result<Answer, String> {
    if !is_allowed(url) {
        return Err("only https:// is fetched, and http:// from this machine".to_owned());
    }
    let response = client(url, limits)?.get(url.clone()).send().await.map_err(causes)?;
    if response.status() != StatusCode::OK {
        return Err(format!("the server answers {}", response.status()));
    }
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let says_html = kind.to_ascii_lowercase().starts_with("text/html");
    let url = response.url().clone();
    let bytes = body(response, limits.size).await?;
    let html = says_html || begins_as_html(&bytes);
    Ok(Answer { url, bytes, html })
}

fn client(url: &Url, limits: &Limits) -> Result<Client, String> {
    let builder = Client::builder()
        .user_agent(concat!("snyk-api-xtask/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(limits.connect)
        .read_timeout(limits.read)
        .timeout(limits.total)
        .redirect(Policy::custom(|attempt| {
            let from = attempt.previous().last().map(Url::scheme);
            if attempt.previous().len() > REDIRECTS {
                attempt.error(format!("there are more than {REDIRECTS} redirects"))
            } else if from != Some(attempt.url().scheme()) || !is_allowed(attempt.url()) {
                let message = format!("it redirects to {}, which is not as safe", attempt.url());
                attempt.error(message)
            } else {
                attempt.follow()
            }
        }));
    // A proxy is for the way out; this machine is not on it.
    let builder = if is_loopback(url) { builder.no_proxy() } else { builder };
    builder.build().map_err(causes)
}

/// The whole body.
async fn body(mut response: Response, limit: u64) -> Result<Vec<u8>, String> {
    let too_large = || format!("it is larger than {limit} bytes");
    let length = response.content_length();
    if length.is_some_and(|length| length > limit) {
        return Err(too_large());
    }
    let framed = length.is_some() || response.headers().contains_key(TRANSFER_ENCODING);
    if response.version() <= Version::HTTP_11 && !framed {
        return Err("nothing tells where the answer ends, so it could be a part of the document".to_owned());
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| cut_off(bytes.len(), length, error))? {
        bytes.extend_from_slice(&chunk);
        if u64::try_from(bytes.len()).is_ok_and(|length| length > limit) {
            return Err(too_large());
        }
    }
    Ok(bytes)
}

/// That a body did not come to its end.
fn cut_off(came: usize, length: Option<u64>, error: reqwest::Error) -> String {
    let of = length.map_or(String::new(), |length| format!(" of {length}"));
    format!("only {came}{of} bytes of it came: {}", causes(error))
}

/// An error with what caused it, and without the address, which the message has already.
fn causes(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text += &format!(": {error}");
        source = error.source();
    }
    text
}

/// Documents decide what is built, so nobody on the way may change them.
fn is_allowed(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url))
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn begins_as_html(bytes: &[u8]) -> bool {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let begins = |mark: &[u8]| start.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark));
    begins(b"<!doctype html") || begins(b"<html")
}
