//! Tokens that come and go, with a token endpoint and an API on this machine.

mod answers;
#[cfg(feature = "private-key-jwt")]
mod keys;
mod oauth;
mod provider;
mod renewal;

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use super::oauth::{Grant, Identity, TokenStore, Tokens};
use crate::runtime::operation::Operation;
use crate::runtime::testing::{PLAIN, Reply, Request, Server};
use crate::runtime::{CallOptions, Client, ClientBuilder, Error};

static OPERATION: Operation = PLAIN;

const SECRET: &str = "s3cr3t+client/secret";

/// The API and its token endpoint, by what each answers to its nth request.
async fn service(
    token: impl Fn(&Request, usize) -> Reply + Send + Sync + 'static,
    api: impl Fn(&Request, usize) -> Reply + Send + Sync + 'static,
) -> Server {
    let (tokens, calls) = (Counter::default(), Counter::default());
    Server::new(move |request, _| match is_for_token(request) {
        true => token(request, tokens.next()),
        false => api(request, calls.next()),
    })
    .await
}

/// The same where the API takes whatever comes.
async fn tokens(token: impl Fn(&Request, usize) -> Reply + Send + Sync + 'static) -> Server {
    service(token, |_, _| Reply::json("[]")).await
}

#[derive(Default)]
struct Counter(std::sync::atomic::AtomicUsize);

impl Counter {
    fn next(&self) -> usize {
        self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst)
    }
}

fn is_for_token(request: &Request) -> bool {
    request.line() == "POST /oauth2/token"
}

/// What the token endpoint has been asked.
fn asked(server: &Server) -> Vec<Request> {
    server.received().into_iter().filter(is_for_token).collect()
}

/// The `Authorization` headers that calls came with.
fn used(server: &Server) -> Vec<String> {
    let calls = server.received().into_iter().filter(|request| !is_for_token(request));
    calls.map(|request| request.header("authorization").unwrap_or("none").to_owned()).collect()
}

/// A field of a form.
fn field<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    let pairs = request.body.split('&').filter_map(|pair| pair.split_once('='));
    pairs.into_iter().find(|(other, _)| *other == name).map(|(_, value)| value)
}

/// The nth token, with a life of an hour.
fn token(index: usize) -> Reply {
    granted(&format!(r#"{{"access_token": "s3cr3t-access-{index}", "token_type": "bearer", "expires_in": 3600}}"#))
}

fn granted(body: &str) -> Reply {
    Reply::new(200, body).with("content-type: application/json")
}

fn identity() -> Identity {
    Identity::with_secret("my-client", SECRET)
}

fn machine(server: &Server) -> Client {
    built(server.builder().credentials(Grant::client_credentials(identity())))
}

fn built(builder: ClientBuilder) -> Client {
    builder.build().expect("a client")
}

async fn call(client: &Client) -> Result<(), Error> {
    call_with(client, CallOptions::new()).await
}

/// A call that waits longer than the client's own time.
async fn patient(client: &Client) -> Result<(), Error> {
    call_with(client, CallOptions::new().timeout(Duration::from_secs(60))).await
}

async fn call_with(client: &Client, options: CallOptions) -> Result<(), Error> {
    let mut call = client.call(&OPERATION);
    call.path("o");
    call.options(options);
    call.send::<()>().await
}

/// Moves the clock on. Between two of these it runs as it always does, so that nothing that waits for the network is thought
/// to be idle.
async fn pass(seconds: u64) {
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(seconds)).await;
    tokio::time::resume();
}

/// Polls once.
fn poke<F: Future + ?Sized>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

/// Lets all others run until something holds.
async fn until(mut holds: impl FnMut() -> bool) {
    while !holds() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// A text of an error in all the ways that it is printed.
fn printed(error: &Error) -> String {
    let mut text = format!("{error}\n{error:?}\n{error:#?}");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(&format!("\n{cause}\n{cause:?}"));
        source = cause.source();
    }
    assert!(!text.contains("s3cr3t"), "{text}");
    text
}

fn shared<T>(value: T) -> Arc<Mutex<T>> {
    Arc::new(Mutex::new(value))
}

/// A store that keeps all it is given.
fn log() -> (Arc<Mutex<Vec<Tokens>>>, impl TokenStore) {
    let log = shared(Vec::new());
    let kept = Arc::clone(&log);
    let store = move |tokens| {
        kept.lock().expect("no test panicked").push(tokens);
        std::future::ready(Ok::<_, String>(()))
    };
    (log, store)
}
