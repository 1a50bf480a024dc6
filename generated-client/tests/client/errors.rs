//! What is made of everything that can go wrong.

use std::error::Error as _;
use std::time::Duration;

use snyk_api::{CallOptions, Client, Error, ErrorKind, RetryPolicy};
use tokio::net::TcpListener;

use crate::server::{Reaction, Server, TOKEN};

/// Calls an operation that must fail, and checks what holds for every error.
async fn fail(client: &Client) -> Error {
    let error = client.v1().projects().get("o", "p").send().await.expect_err("it must fail");
    let mut shown = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(inner) = source {
        shown += &format!("{inner} {inner:?}");
        source = inner.source();
    }
    assert!(!shown.contains(TOKEN), "{shown}");
    assert_eq!(error.operation().map(|operation| operation.name), Some("v1.projects.get"));
    assert!(error.to_string().starts_with("v1.projects.get (GET /org/{orgId}/project/{projectId}): "), "{error}");
    error
}

async fn fail_at(server: &Server) -> Error {
    fail(&server.client()).await
}

/// What an error says behind the operation.
fn said(error: &Error) -> String {
    error.to_string().split_once("): ").expect("an operation").1.to_owned()
}

#[tokio::test]
async fn error_statuses_in_every_shape() {
    const NEEDS: &str = "; it needs View Organization (org.read), View Project (org.project.read), \
                         View Project Snapshot (org.project.snapshot.read)";
    let json_api =
        r#"{"jsonapi": {"version": "1.0"}, "errors": [{"status": "403", "detail": "No", "code": "SNYK-0002"}]}"#;
    for (status, headers, body, expected) in [
        ("400 Bad Request", &[][..], r#"{"code": 400, "error": {"name": "E", "innerErrors": ["a", "b"]}}"#, "400 Bad Request: E: a (400) | E: b (400)".to_owned()),
        ("401 Unauthorized", &[], r#"{"status": "401", "code": "Unauthorized"}"#, "401 Unauthorized: Unauthorized; check the credentials, and that they belong to this region".into()),
        ("403 Forbidden", &["snyk-request-id: r1"], json_api, format!("403 Forbidden: No (SNYK-0002){NEEDS}; request id r1")),
        ("404 Not Found", &["x-error-reference: r2"], r#"{"code": 404, "message": "Gone"}"#, "404 Not Found: Gone (404); request id r2".into()),
        ("404 Not Found", &[], r#"{"message": "Not found or you may not have permission", "errorRef": "r3"}"#, format!("404 Not Found: Not found or you may not have permission{NEEDS}; request id r3")),
        ("410 Gone", &[], "", "410 Gone: no explanation came with it; the operation has ended, or is switched off for some hours in warning of its end".into()),
        ("422 Unprocessable Entity", &[], "{}", "422 Unprocessable Entity: what came with it explains nothing".into()),
        ("429 Too Many Requests", &["retry-after: 30"], r#"{"error": "slow down"}"#, "429 Too Many Requests: slow down; the limit is 2000 per minute; retry after: 30".into()),
        ("500 Internal Server Error", &[], "upstream is ill", "500 Internal Server Error: upstream is ill".into()),
        ("502 Bad Gateway", &["content-type: text/html"], "<html><title>Bad</title><p>much more</html>", "502 Bad Gateway: an HTML page: Bad".into()),
    ] {
        let error = fail_at(&Server::answering(status, headers, body).await).await;
        let code: u16 = status[..3].parse().expect("a status");
        assert_eq!(said(&error), expected);
        let kind = if code == 410 { ErrorKind::Gone } else { ErrorKind::Status };
        assert!(error.is_status(code) && error.kind() == kind && error.was_sent());
        assert_eq!(error.status().map(|status| status.as_u16()), Some(code));
        assert_eq!(error.body(), body.as_bytes());
        let asked = [error.is_unauthorized(), error.is_permission_denied(), error.is_not_found(), error.is_gone(), error.is_rate_limited(), error.is_server_error()];
        assert_eq!(asked, [code == 401, code == 403, code == 404, code == 410, code == 429, code >= 500], "{status}");
    }
}

#[tokio::test]
async fn problems_and_headers_can_be_asked_for() {
    let body = r#"{"errors": [{"id": "i", "status": "429", "code": "SNYK-0001", "title": "T", "detail": "D", "meta": {"a": 1}}]}"#;
    let error = fail_at(&Server::answering("429 Too Many Requests", &["Retry-After: 7"], body).await).await;
    assert_eq!(error.retry_after(), Some("7"));
    assert_eq!(error.problems()[0].code.as_deref(), Some("SNYK-0001"));
    assert_eq!(
        error.headers().and_then(|headers| headers.get("retry-after")).map(|value| value.as_bytes()),
        Some(&b"7"[..])
    );
    assert_eq!(error.url().map(|url| url.path().to_owned()).as_deref(), Some("/v1/org/o/project/p"));
    assert!(!error.is_timeout() && !error.is_connect() && !error.is_decode());
}

#[tokio::test]
async fn many_problems_stay_one_line() {
    let body = format!(r#"{{"errors": [{}]}}"#, [r#""no""#; 7].join(","));
    let error = fail_at(&Server::answering("400 Bad Request", &[], &body).await).await;
    assert_eq!(said(&error), "400 Bad Request: no | no | no | no | no | and 2 more");
    assert_eq!(error.problems().len(), 7);
}

#[tokio::test]
async fn an_answer_that_repeats_the_token() {
    let body = format!(r#"{{"message": "the token {TOKEN} is bad", "error": "{TOKEN}"}}"#);
    let error = fail_at(&Server::answering("401 Unauthorized", &[], &body).await).await;
    assert!(said(&error).contains("the token (hidden) is bad"), "{error}");
    assert_eq!(error.body(), body.as_bytes());
    for body in [format!(r#"{{"id": "p", "owner": "{TOKEN}"}}"#), format!("{TOKEN} is bad"), format!(r#""{TOKEN}""#)] {
        assert!(fail_at(&Server::json(&body).await).await.is_decode());
    }
    let location = format!("location: https://evil.example/{TOKEN}");
    fail_at(&Server::answering("302 Found", &[&location, &format!("snyk-request-id: {TOKEN}")], "").await).await;
}

#[tokio::test]
async fn answers_that_cannot_be_read() {
    for (body, path, expected) in [
        (
            r#"{"id": "p", "issueCountsBySeverity": {"low": "1"}}"#,
            Some("$.issueCountsBySeverity.low"),
            r#"the answer cannot be read (status 200), at `$.issueCountsBySeverity.low`: invalid type: string "1", expected a JSON number; there is "1""#,
        ),
        (
            r#"{"id": "p", "na"#,
            Some("$"),
            "the answer cannot be read (status 200), at `$`: the body breaks off after 15 bytes",
        ),
        ("", None, "the answer cannot be read (status 200): the body is empty, where the docs promise one"),
        ("OK", None, "the answer cannot be read (status 200): it is not JSON; its media type is application/json"),
        (
            "<!doctype html><p>Sign in",
            None,
            "the answer cannot be read (status 200): it is an HTML page, not JSON; its media type is application/json",
        ),
    ] {
        let error = fail_at(&Server::json(body).await).await;
        assert_eq!(said(&error), expected);
        assert_eq!(error.json_path(), path);
        assert!(error.is_decode() && error.was_sent());
        assert_eq!((error.status().map(|status| status.as_u16()), error.body()), (Some(200), body.as_bytes()));
    }
    let error = fail_at(&Server::answering("204 No Content", &[], "").await).await;
    assert_eq!(said(&error), "the answer cannot be read (status 204): the body is empty, where the docs promise one");
}

#[tokio::test]
async fn a_member_that_is_missing() {
    let server = Server::json(r#"{"depGraph": {"schemaVersion": "1.2.0", "pkgManager": {}}}"#).await;
    let error = server.client().v1().projects().get_dep_graph("o", "p").send().await.expect_err("it must fail");
    let text = error.to_string();
    assert_eq!(error.json_path(), Some("$.depGraph.pkgManager.name"));
    assert!(
        text.contains("v1.projects.get_dep_graph") && text.contains("the member is missing; there is {}"),
        "{text}"
    );
}

#[tokio::test]
async fn bodies_that_break_off() {
    let short = "HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n{\"id\": \"p\"";
    let error = fail_at(&Server::new(Reaction::Answer(short.into())).await).await;
    assert_eq!((error.kind(), error.was_sent(), error.body()), (ErrorKind::Transport, true, &br#"{"id": "p""#[..]));
    assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
    assert!(error.source().is_some() && said(&error).contains("broke"), "{error}");

    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"id";
    assert_eq!(fail_at(&Server::new(Reaction::Answer(chunked.into())).await).await.kind(), ErrorKind::Transport);

    let long = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n{\"id\": \"p\"}";
    let error = fail_at(&Server::new(Reaction::Answer(long.into())).await).await;
    assert!(error.is_decode() && said(&error).contains("breaks off after 5 bytes"), "{error}");

    let error_page = "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 100\r\n\r\nclosed for re";
    let error = fail_at(&Server::new(Reaction::Answer(error_page.into())).await).await;
    assert_eq!(said(&error), "503 Service Unavailable: closed for re");

    let nonsense = Server::new(Reaction::Answer("SSH-2.0-OpenSSH_9.9\r\n".into())).await;
    assert_eq!(fail_at(&nonsense).await.kind(), ErrorKind::Transport);
}

#[tokio::test]
async fn answers_that_are_too_large() {
    let body = format!(r#"{{"id": "{}"}}"#, "p".repeat(100));
    let server = Server::json(&body).await;
    let limited = |bytes| server.builder().answer_limit(bytes).build().expect("a client");
    let error = fail(&limited(100)).await;
    assert_eq!((error.kind(), error.body().len()), (ErrorKind::TooLarge, 0));
    assert!(said(&error).contains("larger than 100 bytes"), "{error}");
    limited(body.len()).v1().projects().get("o", "p").send().await.expect("a project");

    let chunked =
        format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
    let server = Server::new(Reaction::Answer(chunked.into())).await;
    assert_eq!(fail(&server.builder().answer_limit(100).build().expect("a client")).await.kind(), ErrorKind::TooLarge);
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let target =
        Server::foreign(Reaction::Answer(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{\"id\":\"p\"}".into())).await;
    let location = format!("location: http://{}/v1/org/o/project/p", target.address());
    for status in
        ["301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"]
    {
        let error = fail_at(&Server::answering(status, &[&location], "").await).await;
        assert_eq!(error.kind(), ErrorKind::Redirect);
        assert!(said(&error).contains("127.0.0.2") && said(&error).contains(status), "{error}");
    }
    let error = fail_at(&Server::answering("302 Found", &["location: /elsewhere"], "").await).await;
    assert!(said(&error).contains("another path of 127.0.0.1"), "{error}");
    let error = fail_at(&Server::answering("304 Not Modified", &[], "").await).await;
    assert!(said(&error).contains("no address"), "{error}");
    assert_eq!(target.received(), [""; 0]);
}

#[tokio::test]
async fn a_client_of_ones_own_that_follows_redirects() {
    let target =
        Server::foreign(Reaction::Answer(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{\"id\":\"p\"}".into())).await;
    let location = format!("location: http://{}/v1/org/o/project/p", target.address());
    let server = Server::answering("307 Temporary Redirect", &[&location], "").await;
    let own = reqwest::Client::builder().no_proxy().build().expect("a client");
    let error = fail(&server.builder().http_client(own).build().expect("a client")).await;
    assert_eq!(error.kind(), ErrorKind::Redirect);
    assert!(said(&error).contains("followed a redirect to 127.0.0.2"), "{error}");
    assert!(target.received().iter().all(|request| !request.contains(TOKEN)), "{:?}", target.received());

    let server = Server::json(r#"{"id": "p"}"#).await;
    let own = reqwest::Client::builder().no_proxy().build().expect("a client");
    let client = server.builder().http_client(own).build().expect("a client");
    client.v1().projects().get("o", "p").send().await.expect("a project");
}

#[tokio::test]
async fn nobody_is_there() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let client = Client::builder().token(TOKEN).api_url(format!("http://{address}")).retry(RetryPolicy::none());
    let error = fail(&client.build().expect("a client")).await;
    assert!(error.is_connect() && !error.was_sent() && !error.is_timeout());
    assert!(said(&error).starts_with(&format!("no connection to {address}: ")), "{error}");
    assert!(said(&error).to_lowercase().contains("refused"), "{error}");
}

#[tokio::test]
async fn a_server_that_stalls() {
    let moment = Duration::from_millis(200);
    for written in ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{"] {
        let server = Server::new(Reaction::Stall(written.into())).await;
        for client in [server.builder().timeout(moment), server.builder().read_timeout(moment)] {
            let error = fail(&client.build().expect("a client")).await;
            assert_eq!(
                (error.kind(), error.is_timeout(), error.was_sent()),
                (ErrorKind::Timeout, true, true),
                "{written}"
            );
        }
        let request = server.client().v1().projects().get("o", "p").options(CallOptions::new().timeout(moment));
        assert!(request.send().await.expect_err("too slow").is_timeout());
    }
}

#[tokio::test]
async fn an_error_status_with_a_stalled_body_is_still_that_status() {
    let written = "HTTP/1.1 403 Forbidden\r\ncontent-length: 100\r\n\r\nyou may not";
    let server = Server::new(Reaction::Stall(written.into())).await;
    let client = server.builder().read_timeout(Duration::from_millis(200)).build().expect("a client");
    assert!(fail(&client).await.is_permission_denied());
}
