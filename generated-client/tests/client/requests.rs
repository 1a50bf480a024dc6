//! What is sent, byte by byte.

use snyk_api::v1::projects::{NewOwner, UpdateProject};
use snyk_api::{CallOptions, Client};

use crate::server::Server;

const PROJECT: &str = r#"{"id": "p"}"#;

/// The request line, the headers in order of their names, and the body.
fn parts(request: &str) -> (String, Vec<String>, String) {
    let (head, body) = request.split_once("\r\n\r\n").expect("a whole request");
    let mut lines = head.split("\r\n").map(str::to_owned);
    let line = lines.next().expect("a request line");
    let mut headers: Vec<_> = lines.collect();
    headers.sort();
    (line, headers, body.to_owned())
}

#[tokio::test]
async fn a_get_request() {
    let server = Server::json(PROJECT).await;
    let client = server.builder().user_agent("my-app/1.0").build().expect("a client");
    client.v1().projects().get("org 1", "a/b").send().await.expect("a project");
    let received = server.received();
    let (line, headers, body) = parts(&received[0]);
    assert_eq!(line, "GET /v1/org/org%201/project/a%2Fb HTTP/1.1");
    let packed = if cfg!(feature = "gzip") { &["accept-encoding: gzip".to_owned()][..] } else { &[] };
    let others = [
        "accept: application/json".to_owned(),
        "authorization: token s3cr3t-t0ken".to_owned(),
        format!("host: {}", server.address()),
        format!("user-agent: my-app/1.0 snyk-api/{}", env!("CARGO_PKG_VERSION")),
    ];
    assert_eq!(headers, [packed, &others].concat());
    assert_eq!(body, "");
}

#[tokio::test]
async fn a_request_with_a_body() {
    let server = Server::json(PROJECT).await;
    let projects = Client::v1(&server.client()).projects();
    let sent = [
        (UpdateProject::new(), "{}"),
        (UpdateProject::new().branch("main"), r#"{"branch":"main"}"#),
        (UpdateProject::new().clear_owner(), r#"{"owner":null}"#),
        (UpdateProject::new().owner(NewOwner::new("u")).branch("m"), r#"{"owner":{"id":"u"},"branch":"m"}"#),
    ];
    for (body, _) in &sent {
        projects.update("o", "p", body.clone()).send().await.expect("a project");
    }
    for (request, (_, expected)) in server.received().iter().zip(&sent) {
        let (line, headers, body) = parts(request);
        assert_eq!(line, "PUT /v1/org/o/project/p HTTP/1.1");
        assert!(headers.contains(&"content-type: application/json".to_owned()), "{headers:?}");
        assert!(headers.contains(&format!("content-length: {}", expected.len())), "{headers:?}");
        assert_eq!(body, *expected);
    }
    assert_eq!(server.received().len(), sent.len());
}

#[tokio::test]
async fn a_request_with_a_query_and_options() {
    let server = Server::json(r#"{"paths": []}"#).await;
    let request = server.client().v1().projects().list_issue_paths("o", "p", "npm:ms:2017").per_page(5).page(2);
    let options = CallOptions::new().header("snyk-interaction-id", "nightly");
    request.clone().snapshot_id("latest & greatest").per_page(1000).options(options).send().await.expect("paths");
    let (line, headers, _) = parts(&server.received()[0]);
    assert_eq!(
        line,
        "GET /v1/org/o/project/p/issue/npm%3Ams%3A2017/paths?perPage=1000&page=2&snapshotId=latest%20%26%20greatest HTTP/1.1"
    );
    assert!(headers.contains(&"snyk-interaction-id: nightly".to_owned()), "{headers:?}");
    request.send().await.expect("paths");
    assert!(server.received()[1].starts_with("GET /v1/org/o/project/p/issue/npm%3Ams%3A2017/paths?perPage=5&page=2 "));
}

#[tokio::test]
async fn a_base_url_of_ones_own() {
    let server = Server::json(PROJECT).await;
    let builder = server.builder().bearer("s3cr3t-bearer").v1_url(format!("http://{}/deep/v1/", server.address()));
    builder.build().expect("a client").v1().projects().get("o", "p").send().await.expect("a project");
    let (line, headers, _) = parts(&server.received()[0]);
    assert_eq!(line, "GET /deep/v1/org/o/project/p HTTP/1.1");
    assert!(headers.contains(&"authorization: bearer s3cr3t-bearer".to_owned()), "{headers:?}");
}

#[tokio::test]
async fn nothing_is_sent_before_it_is_awaited_or_when_it_is_refused() {
    let server = Server::json(PROJECT).await;
    let projects = server.client().v1().projects();
    drop(projects.get("o", "p").send());
    for (org, project) in [("", "p"), ("o", ".."), ("..", "..")] {
        let error = projects.get(org, project).send().await.expect_err("another operation's path");
        assert_eq!(error.kind(), snyk_api::ErrorKind::InvalidArgument);
        assert!(!error.was_sent());
    }
    let error = projects.list_issue_paths("o", "p", "i").per_page(5000).send().await.expect_err("too many");
    assert!(error.to_string().contains("`perPage` is 5000; it must be at most 1000"), "{error}");
    assert_eq!(server.received(), [""; 0]);
}
