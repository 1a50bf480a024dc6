//! What is tried again and what is not, by real HTTP on this machine. Clocks stand still while something happens, so that nobody
//! waits for the waits.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::Instant;

use super::*;
use crate::runtime::operation::{Effect, Method, Operation};
use crate::runtime::testing::{PLAIN, Reply, Server, builder};
use crate::runtime::{CallOptions, ErrorKind, RateLimit, Response};
use crate::{Document, Json};

static READ: Operation = Operation { path: "/animals", ..PLAIN };
static SEARCH: Operation = Operation { method: Method::Post, ..READ };
static WRITE: Operation = Operation { method: Method::Delete, effect: Effect::Write, ..READ };
static CREATE: Operation = Operation { method: Method::Post, effect: Effect::Create, ..READ };

const ALL: [&Operation; 4] = [&READ, &SEARCH, &WRITE, &CREATE];
const GOOD: &str = r#"{"data": "good"}"#;

/// Chance is at its highest.
fn policy() -> RetryPolicy {
    RetryPolicy::new().by_chance(|| u64::MAX)
}

async fn call(server: &Server, operation: &'static Operation) -> Result<Response<Document<Json>>, Error> {
    call_with(server, operation, policy()).await
}

async fn call_with(
    server: &Server,
    operation: &'static Operation,
    policy: RetryPolicy,
) -> Result<Response<Document<Json>>, Error> {
    server.builder().retry(policy).build().expect("a client").call(operation).response().await
}

fn good() -> Reply {
    Reply::json(GOOD)
}

/// How long each of these replies makes a call wait, and how many attempts are made.
async fn waits(operation: &'static Operation, reply: Reply) -> (f64, u32) {
    let server = Server::script([reply, good()]).await;
    let began = Instant::now();
    let attempts = match call(&server, operation).await {
        Ok(response) => response.attempts(),
        Err(error) => error.attempts(),
    };
    assert_eq!(server.count(), attempts as usize);
    (began.elapsed().as_secs_f64(), attempts)
}

#[tokio::test(start_paused = true)]
async fn what_passes_is_tried_again_by_its_effect() {
    let half = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{";
    for (reply, again) in [
        (Reply::new(429, ""), [true; 4]),
        (Reply::new(500, ""), [true, true, true, false]),
        (Reply::new(502, ""), [true, true, true, false]),
        (Reply::new(503, ""), [true, true, true, false]),
        (Reply::new(503, "").with("retry-after: 1"), [true, true, true, false]),
        (Reply::new(504, ""), [true, true, true, false]),
        (Reply::raw(""), [true, true, true, false]),
        (Reply::raw(half), [true, true, true, false]),
        (Reply::raw("SSH-2.0-OpenSSH_9.9\r\n"), [true, true, true, false]),
        (Reply::new(501, ""), [false; 4]),
        (Reply::new(505, ""), [false; 4]),
        (Reply::new(400, ""), [false; 4]),
        (Reply::new(401, ""), [false; 4]),
        (Reply::new(403, ""), [false; 4]),
        (Reply::new(404, "").with("retry-after: 1"), [false; 4]),
        (Reply::new(408, ""), [false; 4]),
        (Reply::new(409, ""), [false; 4]),
        (Reply::new(410, ""), [false; 4]),
        (Reply::new(422, ""), [false; 4]),
        (Reply::new(302, "").with("location: https://evil.example"), [false; 4]),
        (Reply::json("{"), [false; 4]),
        (Reply::json(""), [false; 4]),
    ] {
        for (operation, again) in ALL.into_iter().zip(again) {
            let (_, attempts) = waits(operation, reply.clone()).await;
            assert_eq!(attempts, 1 + u32::from(again), "{:?}: {reply:?}", operation.effect);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_quota_is_not_waited_for() {
    let body = r#"{"errors": [{"status": "429", "code": "SNYK-0006", "detail": "no tests are left"}]}"#;
    let server = Server::script([Reply::new(429, body).with("retry-after: 1"), good()]).await;
    let error = call(&server, &READ).await.expect_err("the quota is used up");
    assert!(error.is_quota_exceeded() && error.is_rate_limited() && !error.is_retryable());
    assert!(error.to_string().contains("the plan's quota is used up"), "{error}");
    assert_eq!((error.attempts(), server.count()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn the_service_says_how_long_to_wait() {
    let date = "date: Wed, 28 Feb 2024 23:59:50 GMT";
    for (reply, least) in [
        (Reply::new(429, "").with("retry-after: 7"), 7.0),
        (Reply::new(503, "").with("Retry-After: 7"), 7.0),
        (Reply::new(429, "").with("retry-after: 0"), 0.0),
        (Reply::new(429, "").with("retry-after: Thu, 29 Feb 2024 00:00:00 GMT").with(date), 10.0),
        (Reply::new(429, "").with("x-ratelimit-limit: 160, 160;w=1").with("x-ratelimit-reset: 12"), 12.0),
        (Reply::new(429, "").with("retry-after: 3").with("x-ratelimit-reset: 12"), 3.0),
        // Snyk refuses until calls have stopped for a minute.
        (Reply::new(429, ""), 60.0),
        (Reply::new(429, "").with("retry-after: soon"), 60.0),
    ] {
        let (waited, attempts) = waits(&READ, reply.clone()).await;
        let expected = least..least + 0.6;
        assert!(expected.contains(&waited) && attempts == 2, "{waited} s, {attempts}: {reply:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_is_too_long_is_not_begun() {
    for (told, policy) in [
        ("181", policy()),
        ("18446744073709551615", policy()),
        ("2", policy().max_time(Duration::from_secs(2))),
        ("Fri, 31 Dec 9999 23:59:59 GMT", policy().max_time(Duration::MAX)),
    ] {
        let server = Server::script([Reply::new(429, "").with(format!("retry-after: {told}")), good()]).await;
        let began = Instant::now();
        let error = call_with(&server, &READ, policy).await.expect_err("it is too long");
        assert!(error.is_rate_limited() && error.retry_in().is_some() && began.elapsed() < Duration::from_secs(1));
        assert_eq!((error.attempts(), server.count(), error.retry_after()), (1, 1, Some(told)));
    }
    // The time of the call counts as well as that of the policy.
    let server = Server::script([Reply::new(429, "").with("retry-after: 20"), good()]).await;
    let client = server.builder().retry(policy()).timeout(Duration::from_secs(15)).build().expect("a client");
    let error = client.call(&READ).send::<Json>().await.expect_err("it is too long");
    assert!(error.is_rate_limited() && server.count() == 1);
}

#[tokio::test(start_paused = true)]
async fn attempts_end() {
    for (policy, attempts) in [
        (policy(), 4),
        (RetryPolicy::none(), 1),
        (policy().attempts(0), 1),
        (policy().attempts(7), 7),
        // 0.5 s, 1 s, and then 2 s would be too long.
        (policy().max_time(Duration::from_secs(3)), 3),
        (policy().max_time(Duration::ZERO), 1),
    ] {
        let server = Server::script([Reply::new(500, "ill")]).await;
        let error = call_with(&server, &READ, policy).await.expect_err("it stays ill");
        assert_eq!((error.attempts(), server.count()), (attempts, attempts as usize));
        assert_eq!(error.to_string().contains("; tried"), attempts > 1, "{error}");
        assert!(error.is_server_error() && error.is_retryable() && error.was_sent());
    }
    let server = Server::script([Reply::new(500, "ill")]).await;
    let error = call(&server, &READ).await.expect_err("it stays ill");
    assert!(error.to_string().ends_with("500 Internal Server Error: ill; tried 4 times"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_storm_is_weathered() {
    let storm = || Reply::new(429, "").with("retry-after: 5");
    let server = Server::script([storm(), storm(), Reply::new(503, ""), good()]).await;
    let response = call(&server, &READ).await.expect("it is over");
    assert_eq!((response.attempts(), response.value().data.as_str()), (4, Some("good")));
}

#[tokio::test(start_paused = true)]
async fn waits_double_and_are_by_chance() {
    let server = Server::script([Reply::new(500, "")]).await;
    let policy = |random| {
        RetryPolicy::new().attempts(6).by_chance(random).backoff(Duration::from_secs(1), Duration::from_secs(5))
    };
    let began = Instant::now();
    call_with(&server, &READ, policy(|| u64::MAX)).await.expect_err("it stays ill");
    assert_eq!(began.elapsed().as_secs(), 1 + 2 + 4 + 5 + 5);
    let began = Instant::now();
    call_with(&server, &READ, policy(|| 0)).await.expect_err("it stays ill");
    assert!(began.elapsed() < Duration::from_secs(1));
    assert_ne!(random(), random());
    let any = RetryPolicy::new().backoff(Duration::MAX, Duration::MAX);
    assert!((0..100).all(|attempt| any.chance(any.ceiling(attempt)) <= Duration::MAX));
}

#[tokio::test(start_paused = true)]
async fn options_decide_for_a_call() {
    let server = Server::script([Reply::new(500, "")]).await;
    let client = server.builder().retry(policy()).build().expect("a client");
    let mut call = client.call(&READ);
    call.options(CallOptions::new().retry(RetryPolicy::none()));
    assert_eq!(call.send::<Json>().await.expect_err("it is ill").attempts(), 1);
    let mut call = client.call(&READ);
    call.options(CallOptions::new().retry(policy().attempts(2)));
    assert_eq!(call.send::<Json>().await.expect_err("it is ill").attempts(), 2);
    assert_eq!(client.call(&READ).send::<Json>().await.expect_err("it is ill").attempts(), 4);
}

#[tokio::test(start_paused = true)]
async fn no_connection_means_nothing_was_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let client = builder(format!("http://{address}")).retry(policy()).build().expect("a client");
    for operation in ALL {
        let error = client.call(operation).send::<Json>().await.expect_err("nobody is there");
        assert!(error.is_connect() && !error.was_sent() && error.is_retryable());
        assert_eq!(error.attempts(), 4);
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_sent_before_counts() {
    // The first attempt is read and not answered; then nobody is there any more.
    for (operation, first, attempts) in [
        (&WRITE, Reply::raw(""), 4),
        (&CREATE, Reply::new(429, "").with("retry-after: 1").with("connection: close"), 4),
        (&CREATE, Reply::raw(""), 1),
    ] {
        let address = once(first).await;
        let client = builder(address).retry(policy()).build().expect("a client");
        let error = client.call(operation).send::<Json>().await.expect_err("nobody is there");
        assert_eq!((error.attempts(), error.was_sent(), error.is_connect()), (attempts, true, attempts > 1), "{error}");
    }
}

/// A server that is gone once it has replied.
async fn once(reply: Reply) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        drop(listener);
        let mut read = Vec::new();
        while !read.ends_with(b"\r\n\r\n") {
            stream.read_buf(&mut read).await.expect("a request");
        }
        stream.write_all(&reply.written()).await.expect("an answer is taken");
    });
    format!("http://{address}")
}

#[tokio::test]
async fn a_certificate_that_is_not_good_stays_so() {
    // What greets is no TLS; a build without TLS does not even go there.
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let origin = format!("https://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            _ = stream.write_all(b"220 mail.example ESMTP\r\n").await;
            _ = stream.read_to_end(&mut Vec::new()).await;
        }
    });
    let client = builder(origin).retry(policy()).build().expect("a client");
    let error = client.call(&READ).send::<Json>().await.expect_err("there is no TLS");
    assert!(error.is_connect() && !error.was_sent(), "{error:?}");
    assert_eq!((error.attempts(), error.is_retryable()), (1, false), "{error:?}");
}

#[tokio::test]
async fn the_time_of_a_call_is_that_of_all_attempts() {
    let moment = Duration::from_millis(150);
    let server = Server::new(|_, index| if index == 0 { Reply::new(500, "") } else { Reply::hang() }).await;
    let quick = policy().backoff(Duration::from_millis(1), Duration::from_millis(1));
    let client = server.builder().retry(quick).timeout(moment).build().expect("a client");
    let began = Instant::now();
    let error = client.call(&READ).send::<Json>().await.expect_err("it hangs");
    assert!(error.is_timeout() && error.attempts() == 2, "{error}");
    assert!((moment..moment * 10).contains(&began.elapsed()), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn dropping_a_call_ends_its_attempts() {
    let server = Server::script([Reply::new(429, "").with("retry-after: 30"), good()]).await;
    let waiting = tokio::time::timeout(Duration::from_secs(10), call(&server, &READ)).await;
    assert!(waiting.is_err() && server.count() == 1);
    tokio::time::sleep(Duration::from_secs(100)).await;
    assert_eq!(server.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_tried_that_is_not_allowed() {
    let server = Server::script([good()]).await;
    let client = server.builder().retry(policy()).rate_limit(RateLimit::documented()).build().expect("a client");
    let mut call = client.call(&READ);
    call.options(CallOptions::new().header("host", "x"));
    let error = call.send::<Json>().await.expect_err("it is not allowed");
    assert_eq!((error.kind(), error.attempts(), error.was_sent()), (ErrorKind::InvalidArgument, 0, false));
    assert!(!error.is_retryable() && server.count() == 0);
}

#[test]
fn policies_say_what_they_are() {
    let shown = format!("{:?}", RetryPolicy::default());
    assert_eq!(shown, "RetryPolicy { attempts: 4, max_time: 180s, base: 500ms, cap: 60s }");
}
