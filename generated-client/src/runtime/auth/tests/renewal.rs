//! When tokens are renewed, and by whom.

use tokio::sync::Semaphore;

use super::*;

/// All of them at once.
async fn authorize(client: &Client, count: usize) -> Vec<Result<(), String>> {
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..count {
        let client = client.clone();
        calls.spawn(async move { client.0.auth.authorize().await.map(|_| ()).map_err(|error| printed(&error)) });
    }
    calls.join_all().await
}

#[tokio::test]
async fn a_thousand_wait_for_one_renewal() {
    let gate = Arc::new(Semaphore::new(0));
    let held = Arc::clone(&gate);
    let server = tokens(move |_, index| token(index).behind(&held)).await;
    let client = machine(&server);
    let waiting = tokio::spawn({
        let client = client.clone();
        async move { authorize(&client, 1000).await }
    });
    until(|| server.count() == 1).await;
    gate.add_permits(1000);
    assert!(waiting.await.expect("no panic").iter().all(Result::is_ok));
    assert_eq!(asked(&server).len(), 1);
    call(&client).await.expect("an answer");
    assert_eq!((asked(&server).len(), used(&server)), (1, vec!["bearer s3cr3t-access-0".to_owned()]));
}

#[tokio::test]
async fn a_thousand_get_the_same_error() {
    let gate = Arc::new(Semaphore::new(0));
    let held = Arc::clone(&gate);
    let server = tokens(move |_, _| Reply::new(400, r#"{"error": "invalid_client"}"#).behind(&held)).await;
    let client = machine(&server);
    let waiting = tokio::spawn({
        let client = client.clone();
        async move { authorize(&client, 1000).await }
    });
    until(|| server.count() == 1).await;
    gate.add_permits(1000);
    let outcomes = waiting.await.expect("no panic");
    let first = outcomes[0].clone().expect_err("no token");
    assert!(first.contains("invalid_client") && outcomes.iter().all(|outcome| outcome.as_ref() == Err(&first)));
    assert_eq!(asked(&server).len(), 1);
}

#[tokio::test]
async fn what_does_not_pass_is_not_asked_for_again_and_again() {
    let server = tokens(|_, index| match index {
        0 => Reply::new(401, r#"{"error": "invalid_client"}"#),
        _ => token(index),
    })
    .await;
    let client = machine(&server);
    for _ in 0..20 {
        let error = call(&client).await.expect_err("no token");
        assert!(error.is_credentials() && !error.was_sent() && !error.is_unauthorized());
        assert_eq!(error.problems()[0].code.as_deref(), Some("invalid_client"));
        let text = printed(&error);
        assert!(text.contains("rest.zoo.plain (GET /orgs/{org_id}/animals): there is no token"), "{text}");
    }
    assert_eq!((asked(&server).len(), used(&server).len()), (1, 0));
    pass(11).await;
    call(&client).await.expect("an answer");
}

#[tokio::test]
async fn tokens_are_renewed_before_they_expire() {
    for (lifetime, young, old) in [(3600, 3500, 45), (100, 85, 6), (600, 530, 15)] {
        let server = tokens(move |_, index| {
            granted(&format!(
                r#"{{"access_token": "s3cr3t-access-{index}", "token_type": "Bearer", "expires_in": {lifetime}}}"#
            ))
        })
        .await;
        let client = machine(&server);
        call(&client).await.expect("an answer");
        pass(young).await;
        call(&client).await.expect("an answer");
        assert_eq!(asked(&server).len(), 1, "{lifetime}");
        pass(old).await;
        call(&client).await.expect("an answer");
        let used = used(&server);
        let used: Vec<_> = used.iter().map(String::as_str).collect();
        assert_eq!(used, ["bearer s3cr3t-access-0", "bearer s3cr3t-access-0", "bearer s3cr3t-access-1"], "{lifetime}");
    }
}

#[tokio::test]
async fn the_present_token_is_good_enough_while_there_is_no_other() {
    let server = tokens(|_, index| match index {
        0 | 4 => token(index),
        _ => Reply::new(503, "down").with("retry-after: 0"),
    })
    .await;
    let client = machine(&server);
    call(&client).await.expect("an answer");
    pass(3550).await;
    for _ in 0..5 {
        call(&client).await.expect("the present token still holds");
    }
    assert_eq!(asked(&server).len(), 2, "one try, and a rest after it");
    pass(20).await;
    call(&client).await.expect("the present token still holds");
    assert_eq!(asked(&server).len(), 3);
    pass(40).await;
    call(&client).await.expect("there are three tries now, and the second is good");
    assert_eq!(asked(&server).len(), 5);
    assert!(used(&server)[..7].iter().all(|used| used == "bearer s3cr3t-access-0"));
    assert_eq!(used(&server)[7], "bearer s3cr3t-access-4");
}

#[tokio::test]
async fn nobody_else_waits_while_the_present_token_holds() {
    let gate = Arc::new(Semaphore::new(0));
    let held = Arc::clone(&gate);
    let server = tokens(move |_, index| if index == 0 { token(0) } else { token(index).behind(&held) }).await;
    let client = machine(&server);
    call(&client).await.expect("an answer");
    pass(3550).await;
    let mut first = Box::pin(call(&client));
    assert!(poke(first.as_mut()).is_pending());
    for _ in 0..5 {
        call(&client).await.expect("the present token still holds");
    }
    gate.add_permits(1);
    first.await.expect("an answer");
    assert_eq!((asked(&server).len(), used(&server).len()), (2, 7));
    assert_eq!(used(&server)[6], "bearer s3cr3t-access-1");
}

#[tokio::test]
async fn a_refused_token_is_renewed_and_the_call_made_once_more() {
    let server =
        service(|_, index| token(index), |_, index| if index == 1 { Reply::new(401, "") } else { Reply::json("[]") })
            .await;
    let client = machine(&server);
    call(&client).await.expect("an answer");
    call(&client).await.expect("an answer, the second time");
    assert_eq!(used(&server), [0, 0, 1].map(|index| format!("bearer s3cr3t-access-{index}")));
}

#[tokio::test]
async fn many_refused_calls_renew_once() {
    let server = service(
        |_, index| token(index),
        |request, _| match request.header("authorization") {
            Some("bearer s3cr3t-access-0") => Reply::new(401, ""),
            _ => Reply::json("[]"),
        },
    )
    .await;
    let client = machine(&server);
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let client = client.clone();
        calls.spawn(async move { call(&client).await.expect("an answer") });
    }
    calls.join_all().await;
    assert_eq!(asked(&server).len(), 2);
}

#[tokio::test]
async fn whoever_refuses_for_ever_is_asked_once_more_only() {
    let server = service(|_, index| token(index), |_, _| Reply::new(401, "")).await;
    let client = machine(&server);
    let error = call(&client).await.expect_err("nobody is let in");
    assert!(error.is_unauthorized());
    assert_eq!((asked(&server).len(), used(&server).len()), (2, 2));
    assert!(call(&client).await.expect_err("nobody is let in").is_unauthorized());
    assert_eq!((asked(&server).len(), used(&server).len()), (2, 3), "another token would not help either");
    pass(61).await;
    assert!(call(&client).await.expect_err("nobody is let in").is_unauthorized());
    assert_eq!((asked(&server).len(), used(&server).len()), (3, 5));
}

#[tokio::test]
async fn a_refused_token_and_no_other() {
    let server = service(
        |_, index| if index == 0 { token(0) } else { Reply::new(401, r#"{"error": "invalid_client"}"#) },
        |_, _| Reply::new(401, ""),
    )
    .await;
    let error = call(&machine(&server)).await.expect_err("nobody is let in");
    assert!(error.is_credentials() && printed(&error).contains("invalid_client"), "{error}");
    assert_eq!((asked(&server).len(), used(&server).len()), (2, 1));
}

#[tokio::test]
async fn tokens_that_are_given_are_not_renewed() {
    let server = service(|_, index| token(index), |_, _| Reply::new(401, "")).await;
    for builder in [server.builder().token("s3cr3t-a"), server.builder().bearer("s3cr3t-b")] {
        assert!(call(&built(builder)).await.expect_err("nobody is let in").is_unauthorized());
    }
    assert_eq!((asked(&server).len(), used(&server)), (0, vec!["token s3cr3t-a".into(), "bearer s3cr3t-b".into()]));
}

#[tokio::test]
async fn whoever_comes_next_goes_on_with_a_renewal_that_was_given_up() {
    let gate = Arc::new(Semaphore::new(0));
    let held = Arc::clone(&gate);
    let server = tokens(move |_, index| token(index).behind(&held)).await;
    let client = machine(&server);
    let leader = tokio::spawn({
        let client = client.clone();
        async move { call(&client).await }
    });
    until(|| server.count() == 1).await;
    let mut follower = Box::pin(call(&client));
    assert!(poke(follower.as_mut()).is_pending());
    leader.abort();
    assert!(leader.await.is_err_and(|error| error.is_cancelled()));
    gate.add_permits(1);
    follower.await.expect("an answer");
    assert_eq!((asked(&server).len(), used(&server).len()), (1, 1));
}

#[tokio::test]
async fn a_renewal_that_all_gave_up_waits_for_the_next_call() {
    let gate = Arc::new(Semaphore::new(0));
    let held = Arc::clone(&gate);
    let server = tokens(move |_, index| token(index).behind(&held)).await;
    let client = machine(&server);
    for _ in 0..3 {
        let mut given_up = Box::pin(call(&client));
        let seen = async { until(|| server.count() == 1).await };
        tokio::select! {
            _ = given_up.as_mut() => panic!("there is no token yet"),
            () = seen => {}
        }
    }
    gate.add_permits(1);
    call(&client).await.expect("an answer");
    assert_eq!((asked(&server).len(), used(&server).len()), (1, 1));
}

#[test]
fn a_renewal_does_not_outlive_its_runtime() {
    let runtime =
        || tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().expect("a runtime");
    let client = {
        let first = runtime();
        first.block_on(async {
            let server = tokens(|_, _| Reply::hang()).await;
            let client = built(
                server.builder().credentials(Grant::client_credentials(identity()).token_url("http://127.0.0.1:9/t")),
            );
            let slow = Grant::client_credentials(identity());
            let slow = built(server.builder().credentials(slow));
            for client in [&client, &slow] {
                tokio::select! {
                    _ = call(client) => panic!("there is no token"),
                    () = tokio::time::sleep(Duration::from_millis(30)) => {}
                }
            }
            client
        })
    };
    let error = runtime().block_on(call(&client)).expect_err("nobody is there");
    assert!(error.is_credentials() && printed(&error).contains("no connection"), "{error}");
}
