//! The grants.

use tokio::sync::Semaphore;

use super::*;
use crate::auth::Secret;
use crate::runtime::ErrorKind;

/// Refresh tokens that are good once, as the service has them.
fn single_use(request: &Request, index: usize) -> Reply {
    match field(request, "refresh_token") == Some(&format!("s3cr3t-refresh-{index}")) {
        true => pair(index + 1),
        false => Reply::new(400, r#"{"error": "invalid_grant", "error_description": "no such token"}"#),
    }
}

fn pair(index: usize) -> Reply {
    granted(&format!(
        r#"{{"access_token": "s3cr3t-access-{index}", "refresh_token": "s3cr3t-refresh-{index}", "token_type": "bearer",
            "expires_in": 3600, "refresh_expires_in": 15552000, "scope": "org.read", "bot_id": "b"}}"#
    ))
}

fn refreshing(server: &Server, store: impl TokenStore + 'static) -> Client {
    built(server.builder().credentials(Grant::refresh_token(identity(), "s3cr3t-refresh-0", store)))
}

#[tokio::test]
async fn client_credentials_with_a_secret() {
    let server = tokens(|_, index| token(index)).await;
    let client = machine(&server);
    call(&client).await.expect("an answer");
    let request = &asked(&server)[0];
    assert_eq!(
        request.body,
        "grant_type=client_credentials&client_id=my-client&client_secret=s3cr3t%2Bclient%2Fsecret"
    );
    assert_eq!(request.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(request.header("accept"), Some("application/json"));
    assert_eq!(request.header("authorization"), None);
    assert!(request.header("user-agent").is_some_and(|agent| agent.starts_with("snyk-api/")));
    let shown = format!("{client:?} {client:#?}");
    assert!(!shown.contains("s3cr3t"), "{shown}");
}

#[tokio::test]
async fn refresh_tokens_are_used_once_and_stored_before_use() {
    let server = tokens(single_use).await;
    let (log, store) = log();
    let client = refreshing(&server, store);
    for round in 1..=5 {
        call(&client).await.expect("an answer");
        call(&client).await.expect("an answer");
        let stored = log.lock().expect("no test panicked").clone();
        assert_eq!(stored.len(), round);
        let last = &stored[round - 1];
        assert_eq!(last.access_token.expose(), format!("s3cr3t-access-{round}"));
        assert_eq!(last.refresh_token.as_ref().map(Secret::expose), Some(&*format!("s3cr3t-refresh-{round}")));
        assert_eq!((last.expires_in, last.scope.as_deref()), (Some(Duration::from_secs(3600)), Some("org.read")));
        assert!(!format!("{last:?}").contains("s3cr3t"));
        pass(3600).await;
    }
    assert_eq!(
        asked(&server)[0].body.split("&client_id").next(),
        Some("grant_type=refresh_token&refresh_token=s3cr3t-refresh-0")
    );
}

#[tokio::test]
async fn tokens_are_not_used_before_they_are_stored() {
    let server = tokens(single_use).await;
    let gate = Arc::new(Semaphore::new(0));
    let (held, seen) = (Arc::clone(&gate), shared(false));
    let flag = Arc::clone(&seen);
    let client = refreshing(&server, move |_| {
        *flag.lock().expect("no test panicked") = true;
        let held = Arc::clone(&held);
        async move { held.acquire().await.map(|permit| permit.forget()) }
    });
    // The one that leads is given up in the middle of it; nothing is stored twice or fetched twice.
    tokio::select! {
        _ = call(&client) => panic!("nothing is stored yet"),
        () = until(|| *seen.lock().expect("no test panicked")) => {}
    }
    let mut next = Box::pin(call(&client));
    assert!(poke(next.as_mut()).is_pending());
    assert!(used(&server).is_empty());
    gate.add_permits(1);
    next.await.expect("an answer");
    assert_eq!((asked(&server).len(), used(&server)), (1, vec!["bearer s3cr3t-access-1".to_owned()]));
}

#[tokio::test]
async fn tokens_that_cannot_be_stored_are_kept_and_not_used() {
    let server = tokens(single_use).await;
    let count = Counter::default();
    let saved = shared(Vec::new());
    let log = Arc::clone(&saved);
    let client = refreshing(&server, move |tokens: Tokens| {
        let outcome = match count.next() {
            0 | 1 => Err(format!("no space left for {}", tokens.access_token.expose())),
            _ => Ok(()),
        };
        log.lock().expect("no test panicked").push(tokens.access_token.expose().to_owned());
        async move { outcome }
    });
    for _ in 0..2 {
        let error = call(&client).await.expect_err("nothing is stored");
        assert_eq!(error.kind(), ErrorKind::Credentials);
        let text = format!("{error} {error:?} {error:#?}");
        assert!(text.contains("no space left for (hidden)") && text.contains("could not be stored"), "{text}");
        assert!(!error.to_string().contains("s3cr3t"));
    }
    assert!(used(&server).is_empty());
    call(&client).await.expect("an answer");
    assert_eq!((asked(&server).len(), used(&server).len()), (1, 1));
    assert_eq!(*saved.lock().expect("no test panicked"), ["s3cr3t-access-1"; 3]);
}

#[tokio::test]
async fn a_store_that_fails_is_told_though_the_present_token_holds() {
    let server = tokens(single_use).await;
    let store = |_| async { Err::<(), _>("no space left") };
    let grant = Grant::refresh_token(identity(), "s3cr3t-refresh-0", store)
        .access_token("s3cr3t-access-0", Duration::from_secs(100));
    let client = built(server.builder().credentials(grant));
    call(&client).await.expect("an answer");
    assert_eq!((asked(&server).len(), used(&server).len()), (0, 1));
    pass(95).await;
    assert!(printed(&call(&client).await.expect_err("nothing is stored")).contains("no space left"));
    assert!(printed(&call(&client).await.expect_err("nothing is stored")).contains("no space left"));
    assert_eq!((asked(&server).len(), used(&server).len()), (1, 1));
}

#[tokio::test]
async fn a_store_that_never_comes_back_is_given_up() {
    let server = tokens(single_use).await;
    let store = |_| std::future::pending::<Result<(), String>>();
    let grant = Grant::refresh_token(identity(), "s3cr3t-refresh-0", store);
    let client = built(server.builder().timeout(Duration::from_millis(50)).credentials(grant));
    let text = printed(&patient(&client).await.expect_err("nothing is stored"));
    assert!(text.contains("did not end within 50ms"), "{text}");
}

#[tokio::test]
async fn a_refresh_token_that_is_void_needs_a_person() {
    let server =
        tokens(|_, _| Reply::new(400, r#"{"error": "invalid_grant", "error_description": "token reused"}"#)).await;
    let (_, store) = log();
    let error = call(&refreshing(&server, store)).await.expect_err("no token");
    let text = printed(&error);
    assert!(
        text.contains("token reused (invalid_grant)") && text.contains("has been used, has expired or was revoked"),
        "{text}"
    );
    assert!(text.contains("authorize the app again"), "{text}");
    assert_eq!(asked(&server).len(), 1);
}

#[tokio::test]
async fn an_answer_that_got_lost_is_told_of() {
    let server = tokens(|_, index| match index {
        0 => Reply::new(200, "").with("retry-after: 0"),
        _ => Reply::new(400, r#"{"error": "invalid_grant"}"#),
    })
    .await;
    let (_, store) = log();
    let text = printed(&call(&refreshing(&server, store)).await.expect_err("no token"));
    assert!(text.contains("the answer to an earlier question, which may have held new tokens, was lost"), "{text}");
}

#[tokio::test]
async fn a_refresh_token_stays_if_there_comes_no_other() {
    let server = tokens(|_, index| token(index)).await;
    let (log, store) = log();
    let client = refreshing(&server, store);
    for _ in 0..2 {
        call(&client).await.expect("an answer");
        pass(3600).await;
    }
    assert!(asked(&server).iter().all(|request| field(request, "refresh_token") == Some("s3cr3t-refresh-0")));
    let log = log.lock().expect("no test panicked");
    assert!(log.iter().all(|tokens| tokens.refresh_token.as_ref().map(Secret::expose) == Some("s3cr3t-refresh-0")));
}

#[tokio::test]
async fn a_public_client_sends_no_secret() {
    let server = tokens(single_use).await;
    let (_, store) = log();
    let grant = Grant::refresh_token(Identity::public("my-client"), "s3cr3t-refresh-0", store);
    call(&built(server.builder().credentials(grant))).await.expect("an answer");
    assert_eq!(asked(&server)[0].body, "grant_type=refresh_token&refresh_token=s3cr3t-refresh-0&client_id=my-client");
}

#[tokio::test]
async fn the_token_endpoint_may_be_elsewhere() {
    let server =
        Server::new(|request, _| if request.line() == "POST /t/oauth" { token(0) } else { Reply::json("[]") }).await;
    let grant = Grant::client_credentials(identity()).token_url(format!("{}/t/oauth", server.origin()));
    call(&built(server.builder().credentials(grant))).await.expect("an answer");
    assert_eq!(server.lines()[0], "POST /t/oauth");
}

#[test]
fn what_cannot_work_is_refused() {
    let refused = |grant: Grant| {
        let error = Client::builder().credentials(grant).build().expect_err("it should be refused");
        assert_eq!(error.kind(), ErrorKind::Configuration);
        printed(&error)
    };
    let store = |_| async { Ok::<(), String>(()) };
    assert!(refused(Grant::client_credentials(Identity::with_secret(" ", "s3cr3t"))).contains("client id is empty"));
    assert!(refused(Grant::client_credentials(Identity::with_secret("a", ""))).contains("client secret is empty"));
    assert!(refused(Grant::client_credentials(Identity::public("a"))).contains("neither"));
    assert!(refused(Grant::refresh_token(identity(), "", store)).contains("refresh token is empty"));
    let present = Grant::refresh_token(identity(), "a", store).access_token("s3cr3t\n", Duration::MAX);
    assert!(refused(present).contains("white space"));
    let plain = Grant::client_credentials(identity()).token_url("http://api.snyk.io/oauth2/token");
    assert!(refused(plain).contains("https"));
    let path = Client::builder().api_url("https://snyk.example/api").credentials(Grant::client_credentials(identity()));
    assert!(printed(&path.build().expect_err("it has a path")).contains("has a path"));
}
