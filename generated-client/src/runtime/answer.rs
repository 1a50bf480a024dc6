//! An answer, from its bytes to the value that was asked for.

use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderMap};
use reqwest::Url;

use super::client::Client;
use super::codec::{Failure, Wire, from_slice};
use super::error::{Error, ErrorKind, looks_like_html};
use super::operation::Operation;
use super::response::Response;

/// A success answer whose body is complete.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) client: Client,
    pub(crate) operation: &'static Operation,
    pub(crate) url: Url,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The value alone.
    pub(crate) fn into_value<T: Wire>(self) -> Result<T, Error> {
        self.read().map_err(|failure| self.refuse(failure))
    }

    /// The value and what came with it.
    pub(crate) fn into_response<T: Wire>(self) -> Result<Response<T>, Error> {
        match self.read() {
            Ok(value) => Ok(Response::new(value, self.status, self.headers, self.url)),
            Err(failure) => Err(self.refuse(failure)),
        }
    }

    fn read<T: Wire>(&self) -> Result<T, Option<Failure>> {
        if T::IGNORES_BODY || self.body.trim_ascii().is_empty() {
            return T::from_nothing().ok_or(None);
        }
        from_slice(&self.body, self.client.secret()).map_err(Some)
    }

    /// Says why the body cannot be read. Where it is no JSON at all, what it is instead helps more than the first byte that
    /// is wrong.
    #[cold]
    fn refuse(self, failure: Option<Failure>) -> Error {
        let media = self.headers.get(CONTENT_TYPE).map_or("none", |media| media.to_str().unwrap_or("unreadable"));
        let what = match failure {
            None => "the body is empty, where the docs promise one".to_owned(),
            Some(_) if looks_like_html(&self.body) => {
                format!("it is an HTML page, not JSON; its media type is {media}")
            }
            Some(_) if !looks_like_json(&self.body) => format!("it is not JSON; its media type is {media}"),
            Some(failure) => return Error::of_decoding(self, failure),
        };
        Error::of_answer(ErrorKind::Decode, self, what)
    }
}

fn looks_like_json(body: &[u8]) -> bool {
    let is_literal = |literal: &[u8]| body.trim_ascii() == literal;
    match body.trim_ascii().first() {
        Some(b'{' | b'[' | b'"' | b'-' | b'0'..=b'9') => true,
        _ => [&b"null"[..], b"true", b"false"].into_iter().any(is_literal),
    }
}
