//! Whatever the token endpoint answers.

use super::*;

#[tokio::test]
async fn answers_of_any_shape() {
    let ok = r#""access_token": "s3cr3t-access""#;
    let down = "down for maintenance";
    for (status, body, attempts, parts) in [
        (
            400,
            r#"{"error": "invalid_client", "error_description": "bad"}"#.to_owned(),
            1,
            &["bad (invalid_client)", "region"][..],
        ),
        (401, r#"{"error": "invalid_client"}"#.into(), 1, &["answered 401", "region"]),
        (400, r#"{"error": "unauthorized_client"}"#.into(), 1, &["may not ask for tokens in this way"]),
        (400, r#"{"error": "unsupported_grant_type"}"#.into(), 1, &["its address is right"]),
        (200, r#"{"error": "invalid_client"}"#.into(), 1, &["invalid_client"]),
        (403, r#"{"errors": [{"code": "SNYK-0005", "detail": "no"}]}"#.into(), 1, &["no (SNYK-0005)", "not accepted"]),
        (404, "<html><title>Not here</title>".into(), 1, &["an HTML page: Not here", "no token endpoint"]),
        (400, String::new(), 1, &["400 Bad Request"]),
        (418, "\u{0}\u{1}".into(), 1, &["418"]),
        (503, down.into(), 3, &[down]),
        (500, "{".into(), 3, &["500"]),
        (429, String::new(), 3, &["429"]),
        (400, r#"{"error": "temporarily_unavailable"}"#.into(), 3, &["temporarily_unavailable"]),
        (200, String::new(), 3, &["it is empty"]),
        (200, "<!doctype html><p>log in".into(), 3, &["an HTML page"]),
        (200, format!("{{{ok}, "), 3, &["breaks off"]),
        (200, "s3cr3t-access".into(), 3, &["it is not JSON"]),
        (204, String::new(), 3, &["it is empty"]),
        (200, "[]".into(), 1, &["no `access_token`"]),
        (200, "null".into(), 1, &["no `access_token`"]),
        (200, r#"{"access_token": ""}"#.into(), 1, &["no `access_token`"]),
        (200, r#"{"access_token": ["s3cr3t-access"]}"#.into(), 1, &["no `access_token`"]),
        (200, r#"{"access_token": "s3cr3t access"}"#.into(), 1, &["cannot travel"]),
        (200, format!(r#"{{{ok}, "token_type": "mac"}}"#), 1, &["`token_type` is not `bearer`"]),
        (200, format!(r#"{{{ok}, "token_type": 7}}"#), 1, &["`token_type` is not `bearer`"]),
        (200, format!(r#"{{"access_token": "{}"}}"#, "s3cr3t".repeat(4000)), 1, &["longer than"]),
        (200, format!(r#"{{{ok}, "x": "{}"}}"#, " ".repeat(1 << 20)), 1, &["more than 1 MiB"]),
    ] {
        let reply = Reply::new(status, body.clone());
        let server = tokens(move |_, _| reply.clone().with("retry-after: 0")).await;
        let error = call(&machine(&server)).await.expect_err("no token");
        let text = printed(&error);
        assert!(error.is_credentials() && parts.iter().all(|part| text.contains(part)), "{status} {body}: {text}");
        assert_eq!((asked(&server).len(), used(&server).len()), (attempts, 0), "{status} {body}: {text}");
    }
}

#[tokio::test]
async fn lifetimes_of_any_shape() {
    for (lifetime, young, old) in [
        (r#", "expires_in": 7200"#, 7100, 7150),
        (r#", "expires_in": "7200""#, 7100, 7150),
        (r#", "expires_in": 7200.9"#, 7100, 7150),
        ("", 3500, 3550),
        (r#", "expires_in": null"#, 3500, 3550),
        (r#", "expires_in": 0"#, 3500, 3550),
        (r#", "expires_in": -5"#, 3500, 3550),
        (r#", "expires_in": "soon""#, 3500, 3550),
        (r#", "expires_in": "NaN""#, 3500, 3550),
        (r#", "expires_in": {}"#, 3500, 3550),
        (r#", "expires_in": 1e300"#, 31_600_000, 31_622_350),
        (r#", "expires_in": "inf""#, 31_600_000, 31_622_350),
        (r#", "expires_in": 18446744073709551615"#, 31_600_000, 31_622_350),
        (r#", "expires_in": 1"#, 0, 1),
    ] {
        let body = format!(r#"{{"access_token": "s3cr3t-access"{lifetime}}}"#);
        let server = tokens(move |_, _| granted(&body)).await;
        let client = machine(&server);
        call(&client).await.expect("an answer");
        pass(young).await;
        call(&client).await.expect("an answer");
        assert_eq!(asked(&server).len(), 1, "{lifetime}");
        pass(old - young).await;
        call(&client).await.expect("an answer");
        assert_eq!(asked(&server).len(), 2, "{lifetime}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_passes_is_asked_again() {
    let server = tokens(|_, index| match index {
        0 => Reply::new(503, ""),
        1 => Reply::new(429, "").with("retry-after: 0"),
        _ => token(index),
    })
    .await;
    let before = tokio::time::Instant::now();
    call(&machine(&server)).await.expect("an answer");
    assert!(before.elapsed() >= Duration::from_millis(250));
    assert_eq!(asked(&server).len(), 3);
}

#[tokio::test]
async fn whoever_asks_for_patience_is_not_asked_again() {
    let server = tokens(|_, _| Reply::new(429, "").with("retry-after: 60")).await;
    let error = call(&machine(&server)).await.expect_err("no token");
    assert!(error.is_credentials());
    assert_eq!(asked(&server).len(), 1);
}

#[tokio::test]
async fn nothing_is_sent_elsewhere() {
    let other = Server::foreign(Reply::json("{}")).await;
    let to = format!("location: {}/s3cr3t", other.origin());
    for status in [301, 302, 303, 307, 308] {
        let to = to.clone();
        let server = tokens(move |_, _| Reply::new(status, "").with(to.clone())).await;
        let error = call(&machine(&server)).await.expect_err("no token");
        assert!(printed(&error).contains("where the client does not follow"), "{error}");
        assert_eq!(asked(&server).len(), 1);
    }
    assert_eq!(other.count(), 0);
}

#[tokio::test]
async fn a_service_that_repeats_what_it_is_sent_gives_nothing_away() {
    let echoes: [fn(&Request) -> String; 4] = [
        |request| format!(r#"{{"error": "invalid_request", "error_description": "what is {}?"}}"#, request.body),
        |request| format!(r#"{{"error": "{}"}}"#, request.body),
        |request| format!("cannot read {}", request.body),
        |_| format!(r#"{{"message": "bad {SECRET} and s3cr3t-refresh-0"}}"#),
    ];
    for echo in echoes {
        let server = tokens(move |request, _| Reply::new(400, echo(request))).await;
        let (_, store) = log();
        let grant = Grant::refresh_token(identity(), "s3cr3t-refresh-0", store);
        let text = printed(&call(&built(server.builder().credentials(grant))).await.expect_err("no token"));
        assert!(text.contains("(hidden)"), "{text}");
    }
}

#[tokio::test]
async fn tokens_that_are_repeated_are_not_shown() {
    // The API repeats the access token: the one to begin with, and one that was fetched. The token endpoint repeats a refresh
    // token that it has given.
    let server = service(
        |request, index| match index {
            0 => granted(
                r#"{"access_token": "s3cr3t-access-1", "refresh_token": "s3cr3t-refresh-1", "expires_in": 3600}"#,
            ),
            _ => Reply::new(400, format!("what is {}?", field(request, "refresh_token").unwrap_or_default())),
        },
        |request, _| {
            let seen = request.header("authorization").unwrap_or_default();
            Reply::new(400, format!(r#"{{"errors": [{{"detail": "not {seen}", "meta": {{"{seen}": 1}}}}]}}"#))
        },
    )
    .await;
    let (_, store) = log();
    let grant = Grant::refresh_token(identity(), "s3cr3t-refresh-0", store)
        .access_token("s3cr3t-access-0", Duration::from_secs(3600));
    let client = built(server.builder().credentials(grant));
    for expected in ["not bearer (hidden)", "not bearer (hidden)", "what is (hidden)?"] {
        let text = printed(&call(&client).await.expect_err("an error"));
        assert!(text.contains(expected), "{text}");
        pass(3600).await;
    }
}

#[tokio::test(start_paused = true)]
async fn no_connection_and_no_answer() {
    let server = tokens(|_, _| Reply::hang()).await;
    let grant = Grant::client_credentials(identity()).token_url("http://127.0.0.1:9/oauth2/token");
    let error = call(&built(server.builder().credentials(grant))).await.expect_err("nobody is there");
    assert!(printed(&error).contains("there is no connection to the token endpoint http://127.0.0.1:9/"), "{error}");
    let builder =
        server.builder().timeout(Duration::from_millis(20)).credentials(Grant::client_credentials(identity()));
    let error = patient(&built(builder)).await.expect_err("no answer");
    assert!(error.is_timeout() && printed(&error).contains("no answer in time"), "{error}");
    assert_eq!(asked(&server).len(), 3);
}

#[tokio::test]
async fn an_http_client_that_follows_redirects_takes_no_secret_along() {
    for status in [301, 302, 303, 307, 308] {
        let other = Server::foreign(token(0)).await;
        let to = format!("location: {}/elsewhere", other.origin());
        let server = tokens(move |_, _| Reply::new(status, "").with(to.clone())).await;
        let builder = server.builder().http_client(reqwest::Client::new());
        let error =
            call(&built(builder.credentials(Grant::client_credentials(identity())))).await.expect_err("no token");
        assert!(printed(&error).contains("redirect") || printed(&error).contains("does not follow"), "{error}");
        assert!(other.received().iter().all(|request| request.body.is_empty()), "{status}: {:?}", other.received());
        assert!(used(&server).is_empty());
    }
}
