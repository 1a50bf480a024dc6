//! HTTP/2 where the service offers it, by the client's own transport: it trusts a certificate that the environment names, and
//! so it runs in a process of its own.

#![cfg(target_os = "linux")]

use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use h2::server::SendResponse;
use http::{Request, Response};
use snyk_api::Client;
use snyk_api_tests::process::{self, tell};
use snyk_api_tests::service::{Reply, Routes, TOKEN, example};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;

use crate::tls::{Identity, Tls, choose_provider};

#[path = "common/tls.rs"]
#[allow(dead_code, reason = "others use the rest")]
mod tls;

const ORG: &str = "3d8f7c52-6a1e-4b0d-9f43-c2b7a85e1d60";

const URL: &str = "SNYK_API_TESTS_URL";

/// Where rustls finds the certificates that it trusts.
const TRUSTED: &str = "SSL_CERT_FILE";

/// So many calls at once, and so many streams that the service allows a connection.
const CALLS: usize = 1000;
const STREAMS: u32 = 100;

/// A service that speaks nothing but HTTP/2.
struct Http2 {
    address: SocketAddr,
    counts: Arc<Counts>,
    server: JoinHandle<()>,
}

#[derive(Default)]
struct Counts {
    connections: AtomicUsize,
    requests: AtomicUsize,
}

impl Http2 {
    async fn start(acceptor: TlsAcceptor) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("an address");
        let counts = Arc::new(Counts::default());
        let counted = counts.clone();
        let server = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                counted.connections.fetch_add(1, Ordering::SeqCst);
                connections.spawn(attend(acceptor.clone(), stream, counted.clone()));
            }
        });
        Self { address, counts, server }
    }
}

impl Drop for Http2 {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn attend(acceptor: TlsAcceptor, stream: TcpStream, counts: Arc<Counts>) {
    let stream = acceptor.accept(stream).await.expect("TLS");
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]), "it is what both agree on");
    let mut builder = h2::server::Builder::new();
    let mut connection = builder.max_concurrent_streams(STREAMS).handshake(stream).await.expect("HTTP/2");
    while let Some(Ok((request, answer))) = connection.accept().await {
        counts.requests.fetch_add(1, Ordering::SeqCst);
        // Who goes away in the middle is none of the service's trouble.
        _ = respond(&request, answer);
    }
}

/// Each answer is about what was asked for.
fn respond<B>(request: &Request<B>, mut answer: SendResponse<bytes::Bytes>) -> Result<(), h2::Error> {
    let mut collection = example("rest/collections/get.200.json");
    collection["data"]["id"] = request.uri().path().rsplit('/').next().unwrap_or_default().into();
    let head = Response::builder().header("content-type", "application/vnd.api+json").body(()).expect("an answer");
    answer.send_response(head, false)?.send_data(collection.to_string().into(), true)
}

/// A file that makes this certificate trusted.
fn trusted(identity: &Identity) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(identity.pem.as_bytes()).expect("it is written");
    file
}

/// What runs in the child: one call, so that there is a connection, and then very many.
#[tokio::test]
#[ignore = "it is started by the other tests, in a process of its own"]
async fn call_a_thousand_times() {
    let Some(url) = process::variable(URL) else { return };
    choose_provider();
    snyk_api_recorder::start();
    let client = Client::builder().token(TOKEN).api_url(url).build().expect("a client");
    let first = client.collections().get(ORG, "first").response().await.expect("an answer");
    let mut calls = JoinSet::new();
    for index in 0..CALLS {
        let id = format!("collection-{index}");
        let call = client.collections().get(ORG, &id).send();
        calls.spawn(async move { (id, call.await.map(|collection| collection.id.to_string())) });
    }
    for (id, answer) in calls.join_all().await {
        assert_eq!(answer.expect("an answer"), id);
    }
    tell(&format!("{}", first.attempts()));
}

#[tokio::test]
async fn a_thousand_calls_share_a_connection_where_the_service_offers_http2() {
    let identity = Identity::new(&[b"h2", b"http/1.1"]);
    let file = trusted(&identity);
    let service = Http2::start(identity.acceptor).await;
    let (url, file) = (format!("https://{}", service.address), file.path().display().to_string());
    assert_eq!(process::run("call_a_thousand_times", &[(URL, &url), (TRUSTED, &file)]).await, "1");
    assert_eq!(service.counts.requests.load(Ordering::SeqCst), CALLS + 1);
    assert_eq!(service.counts.connections.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn http1_is_spoken_where_the_service_offers_nothing_else() {
    let path = |id: &str| format!("/rest/orgs/{ORG}/collections/{id}");
    let mut routes = Routes::new();
    for id in (0..CALLS).map(|index| format!("collection-{index}")).chain(["first".to_owned()]) {
        let mut collection = example("rest/collections/get.200.json");
        collection["data"]["id"] = id.as_str().into();
        routes = routes.replies("GET", path(&id), [Reply::ok(collection)]);
    }
    let service = routes.start().await;
    let identity = Identity::new(&[b"http/1.1"]);
    let file = trusted(&identity);
    let tls = Tls::with(identity, service.address()).await;
    let file = file.path().display().to_string();
    assert_eq!(process::run("call_a_thousand_times", &[(URL, &tls.url()), (TRUSTED, &file)]).await, "1");
    assert_eq!(service.requests().len(), CALLS + 1);
}
