//! Answers that are packed, hostile, many at once, or not waited for.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

use super::super::testing::{PLAIN, Reply, Server};
use super::super::{Call, Document, RateLimit, RetryPolicy};
use super::*;
use crate::Json;
use crate::runtime::operation::{Effect, Operation};

static LIST: Operation = Operation { path: "/animals", ..PLAIN };
static ONE: Operation = Operation { path: "/animals/{animal}", ..PLAIN };

fn one(server: &Server, animal: i64) -> Call {
    let mut call = server.client().call(&ONE);
    call.path(&animal);
    call
}

/// Every answer is about what was asked for.
fn echo(request: &super::super::testing::Request) -> Reply {
    let path = request.line().split_once('?').map_or(request.line(), |(path, _)| path);
    Reply::json(format!(r#"{{"data": {}}}"#, path.rsplit('/').next().unwrap_or_default()))
}

#[tokio::test]
async fn a_thousand_calls_at_once() {
    let server = Server::new(|request, _| echo(request)).await;
    let client = server.builder().rate_limit(RateLimit::documented()).build().expect("a client");
    let mut calls = JoinSet::new();
    for animal in 0..1000_i64 {
        let mut call = client.call(&ONE);
        call.path(&animal);
        calls.spawn(async move { (animal, call.send::<Document<i64>>().await) });
    }
    for (animal, answer) in calls.join_all().await {
        assert_eq!(answer.expect("an answer").data, animal);
    }
    assert_eq!(server.count(), 1000);
}

#[tokio::test]
async fn a_thousand_calls_are_dropped_at_once() {
    let server = Server::new(|_, _| Reply::hang()).await;
    let mut calls = JoinSet::new();
    for animal in 0..1000 {
        calls.spawn(one(&server, animal).send::<Json>());
    }
    until("all of them hang", || server.open() == 1000).await;
    drop(calls);
    until("nobody is there any more", || server.open() == 0).await;
    assert_eq!(server.count(), 1000);
}

#[tokio::test]
async fn a_call_that_is_dropped_leaves_nothing() {
    for half in ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{"] {
        let server = Server::new(move |_, _| Reply::hang_after(half)).await;
        let given_up = timeout(Duration::from_millis(50), one(&server, 1).send::<Json>()).await;
        assert!(given_up.is_err() && server.count() == 1);
        until("the connection is closed", || server.open() == 0).await;
    }
    let server = Server::new(|request, _| echo(request)).await;
    drop(one(&server, 1).send::<Json>());
    sleep(Duration::from_millis(20)).await;
    assert_eq!(server.count(), 0);
}

async fn until(what: &str, holds: impl Fn() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(20), "{what}");
        sleep(Duration::from_millis(2)).await;
    }
}

async fn fail(reply: Reply) -> Error {
    let server = Server::script([reply]).await;
    let client = server.builder().answer_limit(LIMIT).build().expect("a client");
    client.call(&LIST).send::<Json>().await.expect_err("it is not good")
}

const LIMIT: usize = 100_000;

#[tokio::test]
async fn headers_without_end_are_refused() {
    let many = "x-a: b\r\n".repeat(101);
    let long = format!("x-a: {}\r\n", "b".repeat(1 << 20));
    let very_many = "x-a: b\r\n".repeat(1 << 18);
    for headers in [many, long, very_many] {
        let error = fail(Reply::raw(format!("HTTP/1.1 200 OK\r\n{headers}content-length: 2\r\n\r\n{{}}"))).await;
        assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Transport, true), "{error}");
        assert!(error.headers().is_none() && error.to_string().len() < 1000);
    }
    // There is none at all.
    assert_eq!(fail(Reply::raw("b".repeat(1 << 21))).await.kind(), ErrorKind::Transport);
}

#[tokio::test]
async fn connections_that_break_leave_no_call_waiting() {
    static CREATE: Operation = Operation { effect: Effect::Create, ..LIST };
    let server = Server::script([Reply::raw("HTTP/1.1 200 OK\r\ncontent-le")]).await;
    let error = server.builder().retry(RetryPolicy::new()).build().expect("a client").call(&CREATE);
    let error = error.send::<Json>().await.expect_err("it breaks off");
    assert_eq!((error.kind(), error.attempts(), error.is_retryable()), (ErrorKind::Transport, 1, false));
}

#[cfg(feature = "gzip")]
mod packed {
    use super::*;

    /// Packs bytes by not packing them, which is allowed.
    fn stored(bytes: &[u8]) -> Vec<u8> {
        let length = u16::try_from(bytes.len()).expect("a short text");
        let mut packed = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1];
        packed.extend(length.to_le_bytes());
        packed.extend((!length).to_le_bytes());
        packed.extend(bytes);
        packed.extend(checksum(bytes).to_le_bytes());
        packed.extend(u32::from(length).to_le_bytes());
        packed
    }

    fn checksum(bytes: &[u8]) -> u32 {
        let step = |sum: u32, _| if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
        !bytes.iter().fold(u32::MAX, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), step))
    }

    /// So many times 258 spaces, each time in 13 bits: "the last byte again, 258 times, from one byte back".
    fn bomb(times: usize) -> Vec<u8> {
        let mut bits = Bits { packed: vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255], filled: 8 };
        bits.push(0b1, 1); // the last block
        bits.push(0b01, 2); // of fixed codes, which come with their highest bit first
        bits.push(0b0000_1010, 8); // a space, 0x50 read backwards
        for _ in 0..times {
            bits.push(0b1010_0011, 8); // length 258, 0xc5 read backwards
            bits.push(0, 5); // distance 1
        }
        bits.packed
    }

    struct Bits {
        packed: Vec<u8>,
        filled: u32,
    }

    impl Bits {
        fn push(&mut self, bits: u32, count: u32) {
            for index in 0..count {
                if self.filled == 8 {
                    (self.filled, _) = (0, self.packed.push(0));
                }
                *self.packed.last_mut().expect("a byte") |= ((bits >> index & 1) as u8) << self.filled;
                self.filled += 1;
            }
        }
    }

    fn reply(status: &str, packed: &[u8]) -> Reply {
        let head = format!("HTTP/1.1 {status}\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n", packed.len());
        Reply::raw([head.as_bytes(), packed].concat())
    }

    #[tokio::test]
    async fn answers_may_be_packed() {
        let server = Server::script([reply("200 OK", &stored(br#"{"data": [1, 2]}"#))]).await;
        let answer = server.client().call(&LIST).response::<Document<Vec<i64>>>().await.expect("an answer");
        assert_eq!(answer.value().data, [1, 2]);
        assert_eq!(server.received()[0].header("accept-encoding"), Some("gzip"));
        // What is wrong is told from what was packed.
        let body = br#"{"errors": [{"status": "404", "detail": "no such animal"}]}"#;
        let error = fail(reply("404 Not Found", &stored(body))).await;
        assert!(error.is_not_found() && error.body() == body, "{error}");
        // Nothing is not packed, whatever its header says.
        let server = Server::script([Reply::new(204, "").with("content-encoding: gzip")]).await;
        server.client().call(&LIST).send::<()>().await.expect("nothing");
    }

    #[tokio::test]
    async fn packed_answers_that_are_broken() {
        let whole = stored(br#"{"data": [1, 2]}"#);
        let wrong: Vec<u8> = whole.iter().rev().copied().collect();
        for packed in [&whole[..whole.len() - 9], &whole[..5], &wrong, br#"{"data": [1, 2]}"#, b""] {
            let error = fail(reply("200 OK", packed)).await;
            assert!(matches!(error.kind(), ErrorKind::Transport | ErrorKind::Decode), "{error:?}");
        }
    }

    #[tokio::test]
    async fn a_bomb_does_not_go_off() {
        let packed = bomb(1_000_000); // 258 MB
        assert!(packed.len() < 2_000_000);
        let error = fail(reply("200 OK", &packed)).await;
        assert_eq!(error.kind(), ErrorKind::TooLarge);
        assert!(error.body().len() <= LIMIT && error.body().iter().all(|byte| *byte == b' '));
        let error = fail(reply("500 Internal Server Error", &packed)).await;
        assert!(error.is_server_error() && error.body().len() <= LIMIT, "{error}");
        // It is one: what fits unpacks to what it should.
        let small = bomb(10);
        let server = Server::script([reply("200 OK", &small)]).await;
        let error = server.client().call(&LIST).send::<Json>().await.expect_err("it has no end");
        assert_eq!((error.kind(), error.body().len()), (ErrorKind::Transport, 2581));
    }
}

#[cfg(not(feature = "gzip"))]
#[tokio::test]
async fn packed_answers_are_not_asked_for() {
    let server = Server::script([Reply::json(r#"{"data": 1}"#)]).await;
    server.client().call(&LIST).send::<Json>().await.expect("an answer");
    assert_eq!(server.received()[0].header("accept-encoding"), None);
}

/// What is offered when a connection is made stands in its first bytes, before there is any encryption.
#[cfg(all(feature = "http2", any(feature = "rustls", feature = "native-tls")))]
#[tokio::test]
async fn http2_is_offered() {
    use tokio::io::AsyncReadExt;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let origin = format!("https://{}", listener.local_addr().expect("an address"));
    snyk_api_recorder::start();
    let client = crate::Client::builder().token(snyk_api_recorder::TOKEN).api_url(origin).retry(RetryPolicy::none());
    let calling = tokio::spawn(client.build().expect("a client").call(&LIST).send::<Json>());
    let (mut stream, _) = listener.accept().await.expect("a connection");
    let mut hello = vec![0; 4096];
    let read = stream.read(&mut hello).await.expect("a greeting");
    drop(stream);
    assert!(hello[..read].windows(12).any(|part| part == b"\x02h2\x08http/1.1"), "{:?}", &hello[..read]);
    assert!(calling.await.expect("no panic").expect_err("there is no TLS").is_connect());
}
