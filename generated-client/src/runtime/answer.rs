//! An answer, from its bytes to the value that was asked for.

use std::mem;

use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderMap, LOCATION};
use percent_encoding::percent_decode_str;
use reqwest::Url;

use super::client::Client;
use super::codec::{Failure, Json, Wire, from_slice};
use super::document::Document;
use super::error::{Error, ErrorKind, looks_like_html};
use super::operation::Operation;
use super::payload::Payload;
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
    /// How often it was asked for.
    pub(crate) attempts: u32,
    /// The job whose result it is, or after which was asked.
    pub(crate) job_id: Option<String>,
}

impl Answer {
    /// The value alone.
    pub(crate) fn into_value<T: Wire>(self) -> Result<T, Error> {
        self.read().map_err(|failure| self.refuse(failure))
    }

    /// The value and what came with it.
    pub(crate) fn into_response<T: Wire>(self) -> Result<Response<T>, Error> {
        match self.read() {
            Ok(value) => Ok(Response::new(value, self)),
            Err(failure) => Err(self.refuse(failure)),
        }
    }

    /// The data in the envelope.
    pub(crate) fn into_data<T: Wire, M: Wire, I: Wire>(self) -> Result<T, Error> {
        self.into_value().map(Document::<T, M, I>::into_data)
    }

    /// The data in the envelope, if there is a body.
    pub(crate) fn into_data_or_nothing<T: Wire, M: Wire, I: Wire>(self) -> Result<Option<T>, Error> {
        self.into_value().map(|document: Option<Document<T, M, I>>| document.map(Document::into_data))
    }

    /// The body, whatever it is.
    pub(crate) fn into_payload(self) -> Result<Payload, Error> {
        self.into_payload_response().map(Response::into_value)
    }

    /// The body, whatever it is, and what came with it.
    pub(crate) fn into_payload_response(mut self) -> Result<Response<Payload>, Error> {
        let content_type = self.headers.get(CONTENT_TYPE).and_then(|media| media.to_str().ok()).map(str::to_owned);
        let payload = Payload::new(mem::take(&mut self.body).into(), content_type);
        Ok(Response::new(payload, self))
    }

    /// What the `Location` header names.
    pub(crate) fn into_location<T: From<String>>(self) -> Result<T, Error> {
        self.into_location_response().map(Response::into_value)
    }

    /// What the `Location` header names, and what came with it.
    pub(crate) fn into_location_response<T: From<String>>(self) -> Result<Response<T>, Error> {
        match self.location() {
            Ok(id) => Ok(Response::new(id.into(), self)),
            Err(message) => Err(Error::of_answer(ErrorKind::Decode, self, message)),
        }
    }

    /// The last segment of the `Location` header's path. Nothing is sent there, so it does not matter where it points; and
    /// the address is not ours to print. An empty one means the address that was called, whose last segment is no id.
    pub(crate) fn location(&self) -> Result<String, &'static str> {
        let location = self.headers.get(LOCATION).ok_or("there is no `Location` header, which tells the id")?;
        let url = location.to_str().ok().and_then(|location| self.url.join(location).ok());
        let other = url.as_ref().filter(|url| url.path() != self.url.path());
        let segment = other.and_then(|url| url.path_segments()?.rfind(|segment| !segment.is_empty()));
        let id = segment.and_then(|segment| percent_decode_str(segment).decode_utf8().ok());
        id.map(String::from).ok_or("the `Location` header is no address that ends in an id")
    }

    /// The answer without its body, for a message.
    pub(crate) fn without_body(&self) -> Self {
        Self {
            client: self.client.clone(),
            operation: self.operation,
            url: self.url.clone(),
            status: self.status,
            headers: self.headers.clone(),
            body: Vec::new(),
            attempts: self.attempts,
            job_id: self.job_id.clone(),
        }
    }

    /// The same if its body is JSON, whatever that says.
    pub(crate) fn legible(self) -> Result<Self, Error> {
        match from_slice::<Json>(&self.body, self.client.secret()) {
            Ok(_) => Ok(self),
            Err(_) if self.body.trim_ascii().is_empty() => Err(self.refuse(None)),
            Err(failure) => Err(self.refuse(Some(failure))),
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
