//! Over HTTP/2, whose implementation tells traces of every frame.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{Request, Response};
use snyk_api::{Client, RetryPolicy};
use snyk_api_recorder::{TOKEN, capture};
use snyk_api_tests::service::{hides, shown};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::{sleep, timeout};

/// How HPACK writes an `authorization` that is never to be kept in the connection's table of headers: so much of the first
/// byte says so, and its place in the static table is 23.
const NEVER_INDEXED: [u8; 2] = [0x1f, 0x08];

/// Waits for a request that is written in this way, and leaves it there.
async fn marked(stream: &TcpStream) {
    let mut bytes = vec![0; 1 << 16];
    loop {
        let length = stream.peek(&mut bytes).await.expect("the client is there");
        if bytes[..length].windows(2).any(|pair| pair == NEVER_INDEXED) {
            return;
        }
        sleep(Duration::from_millis(1)).await;
    }
}

/// A server that refuses whatever comes, and hands it on.
async fn refusing() -> (SocketAddr, UnboundedReceiver<Request<()>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let address = listener.local_addr().expect("an address");
    let (sender, received) = unbounded_channel();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.expect("a connection");
        marked(&stream).await;
        let mut connection = h2::server::handshake(stream).await.expect("HTTP/2");
        while let Some(Ok((request, mut respond))) = connection.accept().await {
            let echo = request.headers()[AUTHORIZATION].clone();
            let answer = Response::builder().status(404).header("snyk-request-id", &echo).body(()).expect("an answer");
            let mut body = respond.send_response(answer, false).expect("it is sent");
            body.send_data(Bytes::copy_from_slice(echo.as_bytes()), true).expect("it is sent");
            sender.send(request.map(|_| ())).expect("the test is there");
        }
    });
    (address, received)
}

#[tokio::test]
async fn the_token_travels_as_what_must_not_be_shown() {
    snyk_api_recorder::start();
    let captured = capture();
    let (address, mut received) = refusing().await;
    let http = reqwest::Client::builder().no_proxy().http2_prior_knowledge().build().expect("a client");
    let client = Client::builder().token(TOKEN).api_url(format!("http://{address}")).retry(RetryPolicy::none());
    let client = client.http_client(http).build().expect("a client");
    let call = timeout(Duration::from_secs(20), client.v1().projects().get("o", "p").send());
    let error = call.await.expect("the token is marked as what must not be kept").expect_err("it is refused");
    assert!(error.is_not_found() && shown(&error).contains("(hidden)"), "{error}");
    let request = received.recv().await.expect("a request");
    let header = &request.headers()[AUTHORIZATION];
    assert_eq!(header, &format!("token {TOKEN}"));
    let told = captured.text();
    assert!(told.lines().filter(|line| line.starts_with("TRACE h2::")).count() > 10, "{told}");
    hides(&told);
}
