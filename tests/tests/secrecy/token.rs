//! The client's own secrets: nothing shows them, whoever answers and whatever goes wrong, not even where they are repeated.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use serde_json::{Value, json};
use snyk_api::auth::oauth::{Grant, Identity, Tokens};
use snyk_api::operation::{Family, Period};
use snyk_api::rest::broker_connections::BrokerSecret;
use snyk_api::rest::export::{ExportDataset, ExportFormat, OrgExport, OrgExportRequest};
use snyk_api::v1::integrations::PasswordCredentials;
use snyk_api::v1::webhooks::NewWebhook;
use snyk_api::{
    AccessToken, CallOptions, Client, ClientBuilder, Credentials, Error, ErrorKind, RateLimit, RetryPolicy, Secret,
    Timestamp,
};
use snyk_api_recorder::capture;
use snyk_api_tests::loopback::Request;
use snyk_api_tests::service::{Reply, Routes, Service, TOKEN, foreign, hides, shown};
use tokio::net::TcpListener;

const EXPORT: &str = "/rest/orgs/o/export";
const EXPORT_JOB: &str = "/rest/orgs/o/jobs/export/j";

/// What a request came with, as it came.
fn credential(request: &Request) -> String {
    request.header("authorization").first().map(|value| (*value).to_owned()).unwrap_or_default()
}

/// A service that answers with what it was sent, made into an answer.
async fn echo(reply: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Service {
    let repeated = move |request: &Request, _| {
        let token = credential(request);
        reply(&token).header("snyk-request-id", &token).header("retry-after", &token).header("x-echo", &token)
    };
    Routes::new().otherwise(repeated).start().await
}

async fn project(client: &Client) -> Error {
    client.v1().projects().get("o", "p").send().await.expect_err("it is no project")
}

async fn list(client: &Client) -> Error {
    client.projects().list("o").items().collect().await.expect_err("it is no list")
}

async fn export(client: &Client) -> Error {
    let body = OrgExportRequest::new(OrgExport::new(ExportDataset::Issues, [ExportFormat::Csv]));
    let wait = client.export().create_for_org("o", body).wait();
    wait.interval(Duration::from_millis(1)).timeout(Duration::from_millis(200)).await.expect_err("it is no export")
}

/// An error, in every way in which a program may show it; and the kind.
fn look_at(error: &Error) -> ErrorKind {
    let kind = error.kind();
    shown(error);
    hides(&format!("{:?} {:#?}", error.problems(), error.url()));
    kind
}

/// A program that gives up prints the error.
fn give_up(error: Error) -> ErrorKind {
    let kind = look_at(&error);
    let program = |result: Result<(), Error>| result.expect("it went well");
    let panic = catch_unwind(AssertUnwindSafe(|| program(Err(error)))).expect_err("it did not");
    hides(panic.downcast_ref::<String>().expect("a text"));
    kind
}

/// Answers with errors that repeat the token in all their parts, and what is an answer but cannot be read.
fn refusals(token: &str) -> Vec<Reply> {
    let bodies = [
        json!({"errors": [{"id": token, "code": token, "title": token, "detail": token, "meta": {token: token}}]}),
        json!({"errors": {token: [token]}}),
        json!({"code": 400, "message": token, "error": token, "errorRef": token}),
        json!({"code": 400, "error": {"name": token, "innerErrors": [token]}}),
        json!({"error": token, "error_description": token}),
        json!(token),
        json!([token]),
    ];
    let statuses = [400, 401, 403, 404, 409, 410, 422, 429, 500, 503];
    let mut replies: Vec<_> =
        statuses.into_iter().flat_map(|status| bodies.iter().map(move |body| Reply::json(status, body))).collect();
    for text in [token.to_owned(), format!("<html><title>{token}</title>"), format!("{{\"a\": {token}")] {
        replies.extend([200, 404, 502].map(|status| Reply::json(status, &text).header("content-type", token)));
    }
    replies.extend(
        [json!({"id": token, "name": 7}), json!({"id": [token]}), json!({"tags": {token: {token: token}}})]
            .map(Reply::ok),
    );
    replies.extend(
        [302, 307].map(|status| Reply::status(status).header("location", format!("https://{TOKEN}.x/{token}"))),
    );
    replies
}

#[tokio::test]
async fn a_service_that_repeats_the_token() {
    let all = refusals(&format!("token {TOKEN}"));
    let service = Routes::new()
        .otherwise(move |_, nth| all[nth % all.len()].clone().header("snyk-request-id", TOKEN))
        .start()
        .await;
    let client = service.client();
    let captured = capture();
    let mut kinds = Vec::new();
    for _ in 0..refusals("").len() {
        kinds.push(look_at(&project(&client).await));
    }
    for kind in [ErrorKind::Status, ErrorKind::Gone, ErrorKind::Decode, ErrorKind::Redirect] {
        assert!(kinds.contains(&kind), "{kind:?}");
    }
    hides(&captured.text());
    assert!(service.requests().iter().all(|request| credential(request) == format!("token {TOKEN}")));
}

/// An error of each kind, with a service that repeats what it can.
async fn one_of_each() -> Vec<Error> {
    let nobody = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = nobody.local_addr().expect("an address");
    let late = plain(format!("http://{address}")).timeout(Duration::from_millis(50)).build().expect("a client");
    let late = project(&late).await;
    drop(nobody);
    let gone = project(&plain(format!("http://{address}")).build().expect("a client")).await;
    let status = echo(|token| Reply::json(400, json!({"message": token}))).await;
    let throttled =
        status.builder().rate_limit(RateLimit::none().limit(Family::V1, 1, Period::Minute).max_wait(Duration::ZERO));
    let throttled = throttled.build().expect("a client");
    let ended = echo(|token| Reply::json(410, json!({"message": token}))).await;
    let odd = echo(|token| Reply::ok(json!({"id": {token: token}}))).await;
    let large = echo(|token| Reply::ok(json!({"id": token}))).await;
    let torn = echo(|token| Reply::ok(json!({"id": token})).header("content-length", "7")).await;
    let elsewhere = echo(|token| Reply::status(307).header("location", format!("http://x.example/{token}"))).await;
    let astray = echo(|token| {
        Reply::ok(
            json!({"data": [], "links": {"next": format!("https://{TOKEN}.example/{TOKEN}?starting_after={token}")}}),
        )
    })
    .await;
    vec![
        late,
        gone,
        Client::builder().token(format!("{TOKEN} ")).build().expect_err("it has a blank"),
        client_credentials().await,
        status.client().v1().projects().get("..", TOKEN).send().await.expect_err("no segment"),
        project(&throttled).await,
        project(&throttled).await,
        project(&ended.client()).await,
        project(&odd.client()).await,
        project(&large.builder().answer_limit(9).build().expect("a client")).await,
        project(&torn.client()).await,
        project(&elsewhere.client()).await,
        list(&astray.client()).await,
    ]
}

fn plain(url: String) -> ClientBuilder {
    Client::builder().token(TOKEN).api_url(url).retry(RetryPolicy::none())
}

/// The error of a token endpoint that repeats what it is sent.
async fn client_credentials() -> Error {
    let body = |request: &Request, _| {
        let sent = String::from_utf8_lossy(&request.body).into_owned();
        Reply::json(400, json!({"error": &sent, "error_description": &sent}))
    };
    let service = Routes::new().otherwise(body).start().await;
    let grant = Grant::client_credentials(Identity::with_secret("my-client", "s3cr3t+of/a client"));
    let client = plain(service.url()).credentials(grant).build().expect("a client");
    let error = project(&client).await;
    assert!(service.requests().iter().any(|request| request.body.windows(6).any(|part| part == b"s3cr3t")));
    error
}

/// The errors of a job that fails, ends never, or is gone.
async fn jobs() -> Vec<Error> {
    let mut errors = Vec::new();
    let state =
        |state: &str| json!({"data": {"id": "j", "type": "job", "attributes": {"status": state, "error": TOKEN}}});
    let gone = Reply::json(404, json!({"errors": [{"detail": TOKEN}]}));
    for told in [Reply::ok(state("ERRORED")), Reply::ok(state("PENDING")), gone, Reply::ok(state(TOKEN))] {
        let started = Reply::json(202, state("PENDING"));
        let told = told.header("snyk-request-id", TOKEN).header("location", format!("https://x.example/{TOKEN}"));
        let service = Routes::new().replies("POST", EXPORT, [started]).replies("GET", EXPORT_JOB, [told]).start().await;
        errors.push(export(&service.client()).await);
    }
    errors
}

#[tokio::test]
async fn no_kind_of_error_shows_it() {
    let captured = capture();
    let mut kinds = BTreeSet::new();
    for error in one_of_each().await.into_iter().chain(jobs().await) {
        kinds.insert(format!("{:?}", give_up(error)));
    }
    hides(&captured.text());
    let all = [
        "Configuration",
        "Connect",
        "Credentials",
        "Decode",
        "Gone",
        "InvalidArgument",
        "JobFailed",
        "JobTimeout",
        "JobVanished",
        "Paging",
        "Redirect",
        "Status",
        "Throttled",
        "Timeout",
        "TooLarge",
        "Transport",
    ];
    assert_eq!(kinds, BTreeSet::from(all.map(str::to_owned)));
}

#[tokio::test]
async fn whoever_is_pointed_to_gets_nothing() {
    let stranger = foreign(Reply::json(200, json!({"id": "p", "access_token": "another"}))).await;
    let url = stranger.url();
    for status in [301, 302, 303, 307, 308] {
        let to = format!("{url}/elsewhere");
        let service = echo(move |_| Reply::status(status).header("location", &to)).await;
        let follows = reqwest::Client::builder().no_proxy().build().expect("a client");
        let grant = Grant::client_credentials(Identity::with_secret("my-client", "s3cr3t"));
        // One of ours, one that follows by itself, and one that asks for a token first.
        for builder in [service.builder(), service.builder().http_client(follows), service.builder().credentials(grant)]
        {
            look_at(&project(&builder.build().expect("a client")).await);
        }
    }
    let next = format!("{url}/rest/orgs/o/projects?starting_after=a");
    let service = echo(move |_| Reply::ok(json!({"data": [], "links": {"next": next}}))).await;
    look_at(&list(&service.client()).await);
    let requests = stranger.requests();
    // Only the one that follows by itself comes here, without what it was sent with.
    assert!(requests.len() <= 5 && requests.iter().all(|request| credential(request).is_empty()), "{requests:?}");
}

/// Both ways in which `Debug` prints a value.
fn printed(value: &(impl Debug + ?Sized)) -> String {
    format!("{value:?}\n{value:#?}")
}

#[tokio::test]
async fn nothing_prints_it() {
    let client = plain("http://127.0.0.1:9".to_owned()).build().expect("a client");
    let identity = || Identity::with_secret("my-client", TOKEN);
    let store = |_: Tokens| async { Ok::<_, Infallible>(()) };
    let refresh = Grant::refresh_token(identity(), TOKEN, store).access_token(TOKEN, Duration::from_secs(60));
    let provider = Credentials::provider(|| async { Ok::<_, Infallible>(AccessToken::bearer(TOKEN)) });
    let options = || CallOptions::new().header("x-own", TOKEN);
    let webhook = || NewWebhook::new("https://hook.example", TOKEN);
    let values: Vec<Box<dyn Debug>> = vec![
        Box::new(client.clone()),
        Box::new(plain(format!("https://u:{TOKEN}@x.example"))),
        Box::new(plain(String::new()).credentials(refresh.clone())),
        Box::new(plain(String::new()).credentials(refresh.clone()).build().map_err(|error| error.to_string())),
        Box::new(Credentials::token(TOKEN)),
        Box::new(Credentials::bearer(TOKEN)),
        Box::new(Credentials::from(refresh.clone())),
        Box::new(provider),
        Box::new(AccessToken::token(TOKEN).expires_in(Duration::from_secs(1))),
        Box::new(Secret::new(TOKEN)),
        Box::new((identity(), refresh, Grant::client_credentials(identity()))),
        Box::new(options()),
        Box::new(client.projects().list("o").options(options())),
        Box::new(client.v1().projects().get("o", "p").options(options()).send()),
        Box::new((client.projects().list("o").items(), client.projects().list("o").pages())),
        Box::new((webhook(), client.v1().webhooks().create("o", webhook()))),
        Box::new(PasswordCredentials::new("me", TOKEN)),
        Box::new(BrokerSecret::new(TOKEN, Timestamp::from("2026-01-01T00:00:00Z"), "n")),
    ];
    for value in &values {
        let text = printed(value);
        assert!(text.len() > 10, "{text}");
        hides(&text);
    }
}

#[tokio::test]
async fn answers_print_no_secret_and_no_header() {
    let answer: Value = json!({"id": "p", "name": "n"});
    let service = echo(move |_| Reply::ok(&answer)).await;
    let response = service.client().v1().projects().get("o", "p").response().await.expect("a project");
    assert!(format!("{:?}", response.headers()).contains(TOKEN), "the headers themselves are as they came");
    let text = printed(&response);
    assert!(text.contains("request_id: Some(\"token (hidden)\")") && !text.contains("x-echo"), "{text}");
    hides(&text);
}
