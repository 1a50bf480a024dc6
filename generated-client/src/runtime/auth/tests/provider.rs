//! Tokens of the program's own making.

use std::io;

use super::*;
use crate::RetryPolicy;
use crate::auth::{AccessToken, BoxError, BoxFuture, Credentials, CredentialsProvider};

fn client(server: &Server, provider: impl CredentialsProvider + 'static) -> Client {
    built(server.builder().credentials(Credentials::provider(provider)))
}

#[tokio::test]
async fn a_provider_is_asked_when_there_is_need() {
    let server = tokens(|_, index| token(index)).await;
    let count = Arc::new(Counter::default());
    let client = client(&server, move || {
        let count = Arc::clone(&count);
        async move {
            let token = format!("s3cr3t-{}", count.next());
            Ok::<_, io::Error>(AccessToken::token(token).expires_in(Duration::from_secs(100)))
        }
    });
    for _ in 0..3 {
        call(&client).await.expect("an answer");
    }
    pass(95).await;
    call(&client).await.expect("an answer");
    assert_eq!(used(&server), ["token s3cr3t-0", "token s3cr3t-0", "token s3cr3t-0", "token s3cr3t-1"]);
    assert!(asked(&server).is_empty());
}

/// Gives these one after the other, and keeps what it was told.
struct Script {
    tokens: Vec<&'static str>,
    told: Arc<Mutex<Vec<Option<String>>>>,
}

impl CredentialsProvider for Script {
    fn provide<'a>(&'a self, refused: Option<&'a AccessToken>) -> BoxFuture<'a, Result<AccessToken, BoxError>> {
        Box::pin(async move {
            tokio::task::yield_now().await;
            let mut told = self.told.lock().expect("no test panicked");
            let token = self.tokens[told.len().min(self.tokens.len() - 1)];
            told.push(refused.map(|token| token.secret().expose().to_owned()));
            Ok(AccessToken::bearer(token))
        })
    }
}

#[tokio::test]
async fn a_provider_is_told_what_was_refused() {
    let server = service(
        |_, index| token(index),
        |request, _| match request.header("authorization") {
            Some("bearer s3cr3t-good") => Reply::json("[]"),
            _ => Reply::new(401, ""),
        },
    )
    .await;
    let told = shared(Vec::new());
    let bad_then_good = Script { tokens: vec!["s3cr3t-bad", "s3cr3t-good"], told: Arc::clone(&told) };
    call(&client(&server, bad_then_good)).await.expect("an answer");
    assert_eq!(*told.lock().expect("no test panicked"), [None, Some("s3cr3t-bad".to_owned())]);
    // The same token would be refused again.
    let bad = Script { tokens: vec!["s3cr3t-bad"], told: shared(Vec::new()) };
    assert!(call(&client(&server, bad)).await.expect_err("nobody is let in").is_unauthorized());
    assert_eq!(used(&server), ["bearer s3cr3t-bad", "bearer s3cr3t-good", "bearer s3cr3t-bad"]);
}

#[tokio::test]
async fn what_a_provider_says_is_passed_on() {
    let server = tokens(|_, index| token(index)).await;
    let count = Counter::default();
    let client = client(&server, move || {
        let outcome = match count.next() {
            0 => Err(io::Error::other("the vault is sealed")),
            1 => Ok(AccessToken::token("s3cr3t with spaces")),
            2 => panic!("a bug"),
            _ => Ok(AccessToken::token("s3cr3t-good")),
        };
        async move { outcome }
    });
    let error = call(&client).await.expect_err("no token");
    assert!(printed(&error).contains("the program's provider of credentials gave none: the vault is sealed"));
    let source = std::error::Error::source(&error).expect("a source");
    assert!(source.downcast_ref::<io::Error>().is_some());
    assert!(printed(&call(&client).await.expect_err("no token")).contains("white space"));
    let panicked = tokio::spawn({
        let client = client.clone();
        async move { call(&client).await }
    });
    assert!(panicked.await.is_err_and(|error| error.is_panic()));
    call(&client).await.expect("an answer");
    assert_eq!(used(&server), ["token s3cr3t-good"]);
}

#[tokio::test]
async fn a_provider_that_never_comes_back_is_given_up() {
    let server = tokens(|_, index| token(index)).await;
    let never = || std::future::pending::<Result<AccessToken, io::Error>>();
    let builder = server.builder().timeout(Duration::from_millis(20)).credentials(Credentials::provider(never));
    let error = patient(&built(builder)).await.expect_err("no token");
    assert!(error.is_credentials() && error.is_timeout() && printed(&error).contains("within 20ms"), "{error}");
}

#[tokio::test]
async fn a_call_waits_for_a_token_no_longer_than_its_time() {
    let server = tokens(|_, index| token(index)).await;
    let (gate, count) = (Arc::new(tokio::sync::Semaphore::new(0)), Arc::new(Counter::default()));
    let (opened, asked) = (Arc::clone(&gate), Arc::clone(&count));
    let client = client(&server, move || {
        let (gate, count) = (Arc::clone(&gate), Arc::clone(&count));
        async move {
            count.next();
            gate.acquire().await.expect("nobody closes gates").forget();
            Ok::<_, io::Error>(AccessToken::token("s3cr3t"))
        }
    });
    let hurried = CallOptions::new().timeout(Duration::from_millis(20)).retry(RetryPolicy::new());
    let error = call_with(&client, hurried).await.expect_err("no token");
    assert!(error.is_credentials() && error.is_timeout() && !error.was_sent() && error.attempts() == 0, "{error:?}");
    assert!(printed(&error).contains("rest.zoo.plain") && printed(&error).contains("the time of the call"), "{error}");
    opened.add_permits(1);
    call(&client).await.expect("the same token, when it came");
    assert_eq!((asked.next(), used(&server)), (1, vec!["token s3cr3t".to_owned()]));
}

/// Answers with these one after the other to a token that is the best there is, and with 401 to all others.
async fn refusing(replies: Vec<Reply>) -> Server {
    let count = Counter::default();
    let answer = move |request: &Request, _| match request.header("authorization") {
        Some("bearer s3cr3t-good") => {
            let index = count.next();
            replies[index.min(replies.len() - 1)].clone()
        }
        _ => Reply::new(401, ""),
    };
    service(|_, index| token(index), answer).await
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_costs_no_attempt_of_the_policy() {
    let attempts = |options: RetryPolicy, replies: Vec<Reply>| async move {
        let server = refusing(replies).await;
        let script = Script { tokens: vec!["s3cr3t-old", "s3cr3t-good"], told: shared(Vec::new()) };
        let client = client(&server, script);
        let outcome = call_with(&client, CallOptions::new().retry(options)).await;
        (outcome, server.count() as u32)
    };
    let (failed, good) = (|| Reply::new(503, ""), || Reply::json("[]"));
    for (most, replies, expected) in
        [(1, vec![good()], 2), (2, vec![failed(), good()], 3), (3, vec![failed(), failed(), good()], 4)]
    {
        let (outcome, count) = attempts(RetryPolicy::new().attempts(most), replies).await;
        outcome.expect("an answer");
        assert_eq!(count, expected);
    }
    for (most, expected) in [(1, 2), (2, 3)] {
        let (outcome, count) = attempts(RetryPolicy::new().attempts(most), vec![failed()]).await;
        let error = outcome.expect_err("it does not pass");
        assert_eq!((error.status().map(|status| status.as_u16()), error.attempts()), (Some(503), expected), "{error}");
        assert_eq!(count, expected);
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_is_replaced_once_in_a_call() {
    // However it goes on: the one that came in place of the first is refused as well, after a failure that passes.
    let server = refusing(vec![Reply::new(500, ""), Reply::new(401, "")]).await;
    let told = shared(Vec::new());
    let script = Script { tokens: vec!["s3cr3t-old", "s3cr3t-good", "s3cr3t-last"], told: Arc::clone(&told) };
    let options = CallOptions::new().retry(RetryPolicy::new());
    let error = call_with(&client(&server, script), options).await.expect_err("it is refused");
    assert!(error.is_unauthorized() && error.was_sent(), "{error}");
    assert_eq!((error.attempts(), server.count()), (3, 3));
    assert_eq!(told.lock().expect("no test panicked").len(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_keeps_a_token_from_coming_is_no_failure_of_the_call_that_passes() {
    let server = service(|_, index| token(index), |_, _| Reply::new(401, "")).await;
    let count = Arc::new(Counter::default());
    let asked = Arc::clone(&count);
    let provider = move || {
        let is_first = count.next() == 0;
        async move { if is_first { Ok(AccessToken::token("s3cr3t")) } else { Err(io::Error::other("sealed")) } }
    };
    let options = CallOptions::new().retry(RetryPolicy::new());
    let error = call_with(&client(&server, provider), options).await.expect_err("no token");
    assert!(error.is_credentials() && !error.is_retryable() && error.was_sent(), "{error}");
    assert_eq!((error.attempts(), server.count(), asked.next()), (1, 1, 2));
}

#[test]
fn credentials_print_no_secrets() {
    let (_, store) = log();
    let token = AccessToken::bearer("s3cr3t");
    let credentials: [Credentials; 6] = [
        Credentials::token("s3cr3t"),
        token.clone().into(),
        Grant::client_credentials(identity()).into(),
        Grant::refresh_token(identity(), "s3cr3t", store).access_token("s3cr3t", Duration::MAX).into(),
        Grant::client_credentials(Identity::public("id")).token_url("https://u:s3cr3t@x").into(),
        Credentials::provider(|| async { Ok::<_, io::Error>(AccessToken::token("s3cr3t")) }),
    ];
    let shown = format!("{token:?} {credentials:?} {credentials:#?}");
    assert!(!shown.contains("s3cr3t") && shown.contains("my-client"), "{shown}");
}

#[test]
fn headers_are_sensitive_and_their_errors_silent() {
    let header = AccessToken::token("s3cr3t-t0ken").header().expect("a good token");
    assert_eq!(header.to_str().ok(), Some("token s3cr3t-t0ken"));
    assert_eq!(format!("{header:?}"), "Sensitive");
    for bad in ["", "s3cr3t\n", "token s3cr3t", "s3cr3t\u{7f}", "s3cr3t-ü"] {
        let message = AccessToken::bearer(bad).header().expect_err("a bad token");
        assert!(!message.contains("s3cr3t"), "{message}");
    }
}
