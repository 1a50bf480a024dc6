//! A call, from its arguments to a request.

use std::fmt::{self, Display};
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderValue};
use reqwest::{Request, Url};
use serde::Serialize;
use tokio::time::Instant;

use super::answer::Answer;
use super::arguments::{check_count, check_segment, check_value};
use super::client::Client;
use super::codec::Wire;
use super::document::Enveloped;
use super::error::{Error, ErrorKind};
use super::job::Wait;
use super::operation::{Method, Operation, Parameter, Place};
use super::options::{self, CallOptions};
use super::paging::{Items, Pages};
use super::payload::Payload;
use super::pending::Pending;
use super::response::Response;
use super::retry::Attempts;
use super::{percent, transport};
use crate::generated::families::family;

/// A call that is put together: what every request of the generated code is made of.
///
/// Its methods take one argument each and never fail. The first argument that is not allowed is remembered, and is the
/// error of [`send`](Self::send), before anything is sent.
#[derive(Clone)]
pub(crate) struct Call {
    pub(super) client: Client,
    pub(super) operation: &'static Operation,
    /// The path so far, encoded.
    path: String,
    /// What is left of the operation's path.
    rest: &'static str,
    /// What the path was filled with, by the names of its holes.
    arguments: Vec<(&'static str, String)>,
    /// Name and what stands for it in the query, encoded.
    query: Vec<(&'static str, String)>,
    headers: HeaderMap,
    body: Option<Bytes>,
    options: CallOptions,
    /// When it may not be tried again any more, whatever its policy says.
    pub(super) until: Option<Instant>,
    invalid: Option<String>,
}

#[allow(dead_code, reason = "what is used depends on the operations of the API")]
impl Call {
    pub(super) fn new(client: Client, operation: &'static Operation) -> Self {
        Self {
            client,
            operation,
            path: String::new(),
            rest: operation.path,
            arguments: Vec::new(),
            query: Vec::new(),
            headers: HeaderMap::new(),
            body: None,
            options: CallOptions::default(),
            until: None,
            invalid: None,
        }
    }

    /// Fills the next hole of the path.
    pub(crate) fn path(&mut self, value: &(impl Display + ?Sized)) {
        self.set_segment(&value.to_string());
    }

    /// Sets a query parameter.
    pub(crate) fn query(&mut self, name: &'static str, value: &(impl Display + ?Sized)) {
        self.set_query(name, vec![value.to_string()], Style::Repeated);
    }

    /// Sets a query parameter that is repeated for each value; none at all for no values.
    pub(crate) fn query_list<T: Display>(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = impl Into<T>>,
    ) {
        let values: Vec<_> = values.into_iter().map(|value| value.into().to_string()).collect();
        self.check_count(name, values.len());
        self.set_query(name, values, Style::Repeated);
    }

    /// Sets a query parameter to a list with commas; none at all for no values.
    pub(crate) fn query_csv<T: Display>(&mut self, name: &'static str, values: impl IntoIterator<Item = impl Into<T>>) {
        let values: Vec<_> = values.into_iter().map(|value| value.into().to_string()).collect();
        self.check_count(name, values.len());
        self.set_query(name, values, Style::Commas);
    }

    /// Sets a header that is a parameter of the operation.
    pub(crate) fn header(&mut self, name: &'static str, value: &(impl Display + ?Sized)) {
        let value = value.to_string();
        self.check_value(Place::Header, name, &value);
        match options::parse(name, &value) {
            Ok((name, value)) => _ = self.headers.insert(name, value),
            Err(message) => self.refuse(message),
        }
    }

    /// Sets the body.
    pub(crate) fn body<T: Serialize + ?Sized>(&mut self, body: &T) {
        match serde_json::to_vec(body) {
            Ok(body) => self.body = Some(body.into()),
            Err(error) => self.refuse(format!("the body cannot be written as JSON: {error}")),
        }
    }

    /// Sets the body, in JSON:API's envelope.
    pub(crate) fn data_body<T: Serialize + ?Sized>(&mut self, body: &T) {
        self.body(&Enveloped(body));
    }

    /// Sets what a caller wants of this call alone.
    pub(crate) fn options(&mut self, options: CallOptions) {
        self.options = options;
    }

    /// Makes the call, for its value alone.
    pub(crate) fn send<T: Wire>(self) -> Pending<T> {
        self.pending(Answer::into_value)
    }

    /// Makes the call, for its value and what comes with it.
    pub(crate) fn response<T: Wire>(self) -> Pending<Response<T>> {
        self.pending(Answer::into_response)
    }

    /// Makes the call, for the data in the envelope.
    pub(crate) fn send_data<T: Wire, M: Wire, I: Wire>(self) -> Pending<T> {
        self.pending(Answer::into_data::<T, M, I>)
    }

    /// Makes the call, for the data in the envelope if there is a body.
    pub(crate) fn send_data_or_nothing<T: Wire, M: Wire, I: Wire>(self) -> Pending<Option<T>> {
        self.pending(Answer::into_data_or_nothing::<T, M, I>)
    }

    /// Makes the call, for its body as it comes.
    pub(crate) fn send_payload(self) -> Pending<Payload> {
        self.pending(Answer::into_payload)
    }

    /// Makes the call, for its body as it comes and what comes with it.
    pub(crate) fn response_payload(self) -> Pending<Response<Payload>> {
        self.pending(Answer::into_payload_response)
    }

    /// Makes the call, for the id that the `Location` header tells.
    pub(crate) fn send_location<T: From<String>>(self) -> Pending<T> {
        self.pending(Answer::into_location)
    }

    /// Makes the call, for the id that the `Location` header tells and what comes with it.
    pub(crate) fn response_location<T: From<String>>(self) -> Pending<Response<T>> {
        self.pending(Answer::into_location_response)
    }

    /// Makes the call for each page of a list.
    pub(crate) fn pages<P: Wire>(self) -> Pages<P> {
        Pages::new(self, Answer::into_value)
    }

    /// Makes the call for each page of a list, for their items.
    pub(crate) fn items<P: Wire + 'static, T: 'static>(self, take: fn(P) -> Vec<T>) -> Items<T> {
        Items::new(self, Answer::into_value, take)
    }

    /// Makes the call, which starts a job, and waits for the job's end and result.
    pub(crate) fn wait<T: Wire>(self) -> Wait<T> {
        Wait::new(self, Answer::into_value)
    }

    /// The same for a result in the envelope.
    pub(crate) fn wait_data<T: Wire, M: Wire, I: Wire>(self) -> Wait<T> {
        Wait::new(self, Answer::into_data::<T, M, I>)
    }

    /// The same for a result that may have no body.
    pub(crate) fn wait_data_or_nothing<T: Wire, M: Wire, I: Wire>(self) -> Wait<Option<T>> {
        Wait::new(self, Answer::into_data_or_nothing::<T, M, I>)
    }

    /// The same for a result that the `Location` header tells.
    pub(crate) fn wait_location<T: From<String>>(self) -> Wait<T> {
        Wait::new(self, Answer::into_location)
    }

    /// The same for a result that is taken as it comes.
    pub(crate) fn wait_payload(self) -> Wait<Payload> {
        Wait::new(self, Answer::into_payload)
    }

    fn pending<T>(self, read: fn(Answer) -> Result<T, Error>) -> Pending<T> {
        Pending::new(self.operation, Box::pin(transport::transfer(self)), read)
    }
}

/// What walks and jobs ask and change of the call that they began with.
#[allow(dead_code, reason = "what is used depends on the operations of the API")]
impl Call {
    /// What a query parameter was set to, encoded.
    pub(super) fn encoded(&self, name: &str) -> Option<&str> {
        let (_, pair) = self.query.iter().find(|(other, _)| *other == name)?;
        pair.strip_prefix(name)?.strip_prefix('=')
    }

    /// The whole number that a query parameter was set to.
    pub(super) fn number(&self, name: &str) -> Option<u64> {
        self.encoded(name)?.parse().ok()
    }

    /// Sets a query parameter to a text that is encoded already.
    pub(super) fn set_encoded(&mut self, name: &'static str, value: &str) {
        self.replace_query(name, format!("{name}={value}"));
    }

    /// Takes a query parameter out.
    pub(super) fn unset(&mut self, name: &str) {
        self.query.retain(|(other, _)| *other != name);
    }

    /// The same without a body.
    pub(super) fn without_body(&self) -> Self {
        Self { body: None, ..self.clone() }
    }

    /// A call of another operation with this one's options, and arguments of the same names in its path; the last one is
    /// given.
    pub(super) fn lead_to(&self, operation: &'static Operation, last: &str) -> Self {
        let mut call = Self::new(self.client.clone(), operation);
        call.options = self.options.clone();
        let mut holes = operation.path.split('{').skip(1).map(|hole| hole.split('}').next().unwrap_or(hole)).peekable();
        while let Some(name) = holes.next() {
            let same = self.arguments.iter().find(|(other, _)| *other == name);
            match (holes.peek(), same) {
                (None, _) => call.set_segment(last),
                (Some(_), Some((_, value))) => call.set_segment(value),
                (Some(_), None) => call.refuse(format!("`{name}` is no argument of {}", self.operation.name)),
            }
        }
        call
    }
}

/// How a list is written in the query.
#[derive(Clone, Copy, PartialEq, Eq)]
#[allow(dead_code, reason = "what is used depends on the operations of the API")]
enum Style {
    Repeated,
    Commas,
}

#[allow(dead_code, reason = "what is used depends on the operations of the API")]
impl Call {
    fn set_segment(&mut self, value: &str) {
        let Some((before, hole)) = self.rest.split_once('{') else {
            return self.refuse("there are more arguments than the path has places".to_owned());
        };
        let (name, behind) = hole.split_once('}').unwrap_or((hole, ""));
        self.path.push_str(before);
        percent::push(&mut self.path, value);
        self.rest = behind;
        self.arguments.push((name, value.to_owned()));
        if let Err(message) = check_segment(name, value) {
            self.refuse(message);
        }
        self.check_value(Place::Path, name, value);
    }

    fn set_query(&mut self, name: &'static str, values: Vec<String>, style: Style) {
        let mut encoded = String::new();
        for (index, value) in values.iter().enumerate() {
            self.check_value(Place::Query, name, value);
            if index == 0 || style == Style::Repeated {
                encoded.push_str(if index == 0 { "" } else { "&" });
                percent::push(&mut encoded, name);
                encoded.push('=');
            } else {
                encoded.push(','); // a comma inside an item is encoded, so this one can be told from it
            }
            percent::push(&mut encoded, value);
        }
        self.replace_query(name, encoded);
    }

    fn replace_query(&mut self, name: &'static str, encoded: String) {
        match self.query.iter_mut().find(|(other, _)| *other == name) {
            Some((_, earlier)) => *earlier = encoded,
            None => self.query.push((name, encoded)),
        }
    }

    fn parameter(&self, place: Place, name: &str) -> Option<&'static Parameter> {
        self.operation.parameters.iter().find(|parameter| parameter.place == place && parameter.name == name)
    }

    fn check_value(&mut self, place: Place, name: &str, value: &str) {
        let checked = self.parameter(place, name).map_or(Ok(()), |parameter| check_value(parameter, value));
        checked.unwrap_or_else(|message| self.refuse(message));
    }

    fn check_count(&mut self, name: &str, count: usize) {
        let checked = self.parameter(Place::Query, name).map_or(Ok(()), |parameter| check_count(parameter, count));
        checked.unwrap_or_else(|message| self.refuse(message));
    }

    fn refuse(&mut self, message: String) {
        self.invalid.get_or_insert(message);
    }

    /// How long it may take in all: the closest setting wins.
    fn timeout(&self) -> Option<Duration> {
        self.options.timeout.or(self.client.0.timeout)
    }

    /// The attempts at it, none so far. Its time runs from now on.
    pub(super) fn attempts(&self) -> Attempts {
        let policy = self.options.retry.as_ref().unwrap_or(&self.client.0.retry);
        Attempts::new(policy.clone(), self.timeout(), self.until)
    }

    /// The first argument that is not allowed, or nothing.
    pub(super) fn check(&self) -> Result<(), Error> {
        self.checked_url().map(|_| ())
    }

    fn checked_url(&self) -> Result<Url, Error> {
        let url = match self.invalid.as_ref().or(self.options.invalid.as_ref()) {
            None => self.url(),
            Some(message) => Err(message.clone()),
        };
        url.map_err(|message| {
            Error::of_call(ErrorKind::InvalidArgument, self.operation, message).hiding(self.client.secret())
        })
    }

    /// The request without credentials, or the first argument that is not allowed. It can be made more than once.
    pub(super) fn request(&self) -> Result<Request, Error> {
        let mut request = Request::new(method(self.operation.method), self.checked_url()?);
        *request.timeout_mut() = self.timeout();
        *request.headers_mut() = self.request_headers();
        *request.body_mut() = self.body.clone().map(Into::into);
        Ok(request)
    }

    /// The URL is built as text and parsed once. Parsing must not change it: what is called is what was written.
    fn url(&self) -> Result<Url, String> {
        if self.rest.contains('{') {
            return Err("there are fewer arguments than the path has places".to_owned());
        }
        let mut text = [self.client.base_url(self.operation.family), &self.path, self.rest].concat();
        let mut before = '?';
        let version = self.version();
        let pairs = version.iter().chain(self.query.iter().map(|(_, pair)| pair));
        for pair in pairs.filter(|pair| !pair.is_empty()) {
            text.push(before);
            text.push_str(pair);
            before = '&';
        }
        match Url::parse(&text) {
            Ok(url) if url.as_str() == text => Ok(url),
            _ => Err(format!("`{text}` cannot be called: it means another address")),
        }
    }

    /// The version that is asked for, as it stands in the query: the closest setting wins.
    fn version(&self) -> Option<String> {
        let name = family(self.operation.family).version_parameter?;
        let own = self.operation.version?;
        let version = self.options.version.as_deref().or(self.client.0.rest_version.as_deref()).unwrap_or(own);
        Some(format!("{name}={version}")) // all of its characters may stand in a query as they are
    }

    fn request_headers(&self) -> HeaderMap {
        let settings = &*self.client.0;
        let mut headers = self.headers.clone();
        headers.extend(self.options.headers.clone());
        headers.insert(ACCEPT, self.accept());
        if let Some(media) = self.operation.body.filter(|_| self.body.is_some()) {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(media));
        }
        headers.insert(USER_AGENT, settings.user_agent.clone());
        headers
    }

    /// All media types of the operation's answers; the family's where they have no body, since errors have one.
    fn accept(&self) -> HeaderValue {
        let mut types: Vec<&str> = Vec::new();
        for media in self.operation.answers.iter().flat_map(|answer| answer.media) {
            if !types.contains(media) {
                types.push(media);
            }
        }
        match types[..] {
            [] => HeaderValue::from_static(family(self.operation.family).media),
            [only] => HeaderValue::try_from(only).unwrap_or(HeaderValue::from_static("*/*")),
            _ => HeaderValue::try_from(types.join(", ")).unwrap_or(HeaderValue::from_static("*/*")),
        }
    }
}

fn method(method: Method) -> http::Method {
    match method {
        Method::Get => http::Method::GET,
        Method::Post => http::Method::POST,
        Method::Put => http::Method::PUT,
        Method::Patch => http::Method::PATCH,
        Method::Delete => http::Method::DELETE,
    }
}

/// Bodies and values of headers are left out, since they may hold secrets.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.operation.name)
            .field("path", &format_args!("{}{}", self.path, self.rest))
            .field("query", &self.query.iter().map(|(_, pair)| pair).collect::<Vec<_>>())
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("body", &self.body.as_ref().map(|body| format!("{} bytes", body.len())))
            .field("options", &self.options)
            .field("invalid", &self.invalid)
            .finish_non_exhaustive()
    }
}
