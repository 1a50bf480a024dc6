//! Calls as generated code makes them, up to the request that would be sent.

use std::time::Duration;

use http::header::{ACCEPT, CONTENT_TYPE};
use reqwest::Request;

use super::operation::*;
use super::testing::{Reply, Server, TOKEN};
use super::{Call, CallOptions, Client, Document, Error, ErrorKind};
use crate::{Json, Object};

const FULL: Operation = Operation {
    name: "rest.animals.search",
    family: Family::Rest,
    area: "animals",
    method: Method::Post,
    path: "/zoos/{zoo_id}/animals/{animal}/search",
    page: "https://docs.zoo.example",
    permissions: &[],
    parameters: &[
        Parameter { name: "zoo_id", max_length: Some(36), ..Parameter::PATH },
        Parameter { name: "animal", ..Parameter::PATH },
        Parameter { name: "limit", min: Some(10), max: Some(100), step: Some(10), ..Parameter::QUERY },
        Parameter { name: "kinds", min_items: Some(1), max_items: Some(3), ..Parameter::QUERY },
        Parameter { name: "X-Season", min_length: Some(3), ..Parameter::HEADER },
    ],
    body: Some("application/vnd.api+json"),
    answers: &[
        Answer { status: 200, media: &["application/json", "application/vnd.cyclonedx+json"] },
        Answer { status: 201, media: &["application/json"] },
        Answer { status: 204, media: &[] },
    ],
    limits: &[],
    regions: &[],
    customers: None,
    effect: Effect::Read,
    version: Some("2024-10-15~beta"),
    stability: Stability::Beta,
    deprecated: None,
    sunset: None,
    paging: None,
    poll: None,
};

static SEARCH: Operation = FULL;

/// For calls without arguments.
const SHORT: Operation = Operation { method: Method::Delete, path: "/zoos", ..FULL };

static REMOVE: Operation = Operation { answers: &[Answer { status: 204, media: &[] }], ..SHORT };

fn client() -> Client {
    Client::builder().token(TOKEN).user_agent("my-app/1.0").build().expect("a client")
}

fn call() -> Call {
    let mut call = client().call(&SEARCH);
    call.path("z");
    call.path("a");
    call
}

fn target(call: &Call) -> String {
    let request = call.request().expect("a request");
    request.url().as_str().strip_prefix("https://api.snyk.io/rest/").expect("under the base").to_owned()
}

fn refused(request: Result<Request, Error>) -> String {
    let error = request.expect_err("it should be refused");
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::InvalidArgument, false));
    assert!(!format!("{error} {error:?}").contains("s3cr3t"), "{error:?}");
    error.to_string()
}

#[test]
fn the_version_comes_first_and_each_name_once() {
    let mut call = call();
    call.query("limit", &20);
    call.query_list::<String>("guest", ["a&b", "c d"]);
    call.query_csv::<String>("kinds", ["x,y", "z"]);
    call.query("meta.count[]", &true);
    assert_eq!(
        target(&call),
        "zoos/z/animals/a/search?version=2024-10-15~beta&limit=20&guest=a%26b&guest=c%20d&kinds=x%2Cy,z&meta.count%5B%5D=true"
    );
    call.query("limit", &30);
    call.query_list::<String>("guest", ["e"]);
    call.query_list::<String>("meta.count[]", [""; 0]);
    assert_eq!(target(&call), "zoos/z/animals/a/search?version=2024-10-15~beta&limit=30&guest=e&kinds=x%2Cy,z");
}

#[test]
fn the_closest_version_wins() {
    let client = Client::builder().token(TOKEN).rest_version("2025-11-05~experimental").build().expect("a client");
    let version = |client: &Client, operation, options| {
        let mut call = client.call(operation);
        call.options(options);
        let url = call.request().expect("a request").url().clone();
        url.query().map(str::to_owned)
    };
    static BARE: Operation = Operation { version: None, ..SHORT };
    static V1: Operation = Operation { family: Family::V1, version: None, ..SHORT };
    let own = || CallOptions::new().version("2025-01-01");
    for (client, operation, options, expected) in [
        (&self::client(), &REMOVE, CallOptions::new(), Some("version=2024-10-15~beta")),
        (&self::client(), &REMOVE, own(), Some("version=2025-01-01")),
        (&client, &REMOVE, CallOptions::new(), Some("version=2025-11-05~experimental")),
        (&client, &REMOVE, own(), Some("version=2025-01-01")),
        (&client, &BARE, own(), None),
        (&client, &V1, own(), None),
    ] {
        assert_eq!(version(client, operation, options).as_deref(), expected);
    }
    for bad in ["", "beta", "2025-01-01&limit=5", "2025-13-01"] {
        let mut call = call();
        call.options(CallOptions::new().version(bad));
        assert!(refused(call.request()).contains("is no version"), "{bad}");
        let error = Client::builder().token(TOKEN).rest_version(bad).build().expect_err("no version");
        assert!(error.kind() == ErrorKind::Configuration && error.to_string().contains("is no version"), "{error}");
    }
}

#[tokio::test]
async fn bodies_and_answers_in_the_envelope() {
    let server = Server::script([Reply::json(r#"{"data": {"a": 1}}"#), Reply::new(204, "")]).await;
    let sent = || {
        let mut call = server.client().call(&SEARCH);
        call.path("z");
        call.path("a");
        call.data_body(&serde_json::json!({"b": 2}));
        call
    };
    assert_eq!(sent().send_data::<Json, Object, Json>().await.expect("data")["a"], 1);
    assert_eq!(server.received()[0].body, r#"{"data":{"b":2}}"#);
    assert_eq!(sent().send_data_or_nothing::<Json, Object, Json>().await.expect("nothing"), None);
    assert!(sent().response::<Option<Document<Json>>>().await.expect("nothing").value().is_none());
    let error = sent().send_data::<Json, Object, Json>().await.expect_err("there is no body");
    assert!(error.to_string().ends_with("the body is empty, where the docs promise one"), "{error}");
    let server = Server::script([Reply::json(r#"{"data": {"a": 1}, "meta": {"b": 2}}"#)]).await;
    let call = || server.client().call(&REMOVE);
    let nothing = call().send_data_or_nothing::<Json, Object, Json>().await.expect("data");
    assert_eq!(nothing.expect("data")["a"], 1);
    let whole = call().response::<Document<Json>>().await.expect("a document");
    assert_eq!(whole.value().meta.as_ref().expect("meta")["b"], 2);
}

#[tokio::test]
async fn bodies_of_any_kind() {
    let server = Server::script([Reply::new(200, "<bom/>").with("content-type: application/xml; charset=utf-8")]).await;
    let call = || server.client().call(&SHORT);
    let payload = call().send_payload().await.expect("a payload");
    assert_eq!((payload.bytes(), payload.media_type()), (&b"<bom/>"[..], Some("application/xml")));
    let response = call().response_payload().await.expect("a payload");
    assert_eq!((response.status().as_u16(), response.value().text().as_ref()), (200, "<bom/>"));
    assert_eq!(server.received()[0].header("accept"), Some("application/json, application/vnd.cyclonedx+json"));
}

#[tokio::test]
async fn ids_in_the_location() {
    for (location, id) in [
        ("https://api.snyk.io/v1/org/o/integrations/i/import/j-1", "j-1"),
        ("http://evil.example/import/j", "j"),
        ("/v1/org/o/import/a%2Fb%20c/", "a/b c"),
        ("import/j?x=y/z#a/b", "j"),
        ("j", "j"),
    ] {
        let server = Server::script([Reply::new(201, "").with(format!("location: {location}"))]).await;
        let call = || server.client().call(&REMOVE);
        assert_eq!(call().send_location::<String>().await.expect(location), id);
        let response = call().response_location::<crate::ids::OrgId>().await.expect(location);
        assert_eq!((response.status().as_u16(), response.value().as_str()), (201, id));
    }
    let none = "there is no `Location` header, which tells the id";
    let odd = "the `Location` header is no address that ends in an id";
    for (location, message) in [
        ("x-none: 1", none),
        ("location: https://evil.example/?hunter2", odd),
        ("location: http://[hunter2", odd),
        ("location: /%ff", odd),
        ("location: mailto:hunter2", odd),
        ("location: ", odd),
        ("location: ?hunter2", odd),
        ("location: \u{e9}", odd),
    ] {
        let server = Server::script([Reply::new(201, "").with(location)]).await;
        let error = server.client().call(&REMOVE).send_location::<String>().await.expect_err(location);
        assert!(error.is_decode() && error.to_string().ends_with(&format!("(status 201): {message}")), "{error}");
        assert!(!format!("{error:?}").contains("hunter2"));
    }
}

#[test]
fn path_segments_stay_segments() {
    for (value, encoded) in [
        ("npm:ms:2017", "npm%3Ams%3A2017"),
        ("../../orgs", "..%2F..%2Forgs"),
        ("a?b#c", "a%3Fb%23c"),
        ("%2e%2e", "%252e%252e"),
        ("...", "..."),
        ("\\..\\", "%5C..%5C"),
        ("a\r\nb", "a%0D%0Ab"),
        (" ", "%20"),
    ] {
        let mut call = client().call(&SEARCH);
        call.path("z");
        call.path(value);
        assert_eq!(target(&call), format!("zoos/z/animals/{encoded}/search?version=2024-10-15~beta"), "{value}");
    }
    for value in ["", ".", ".."] {
        let mut call = client().call(&SEARCH);
        call.path(value);
        call.path("a");
        let message = refused(call.request());
        assert!(message.starts_with(
            "rest.animals.search (POST /zoos/{zoo_id}/animals/{animal}/search): nothing was sent: `zoo_id` is"
        ));
    }
}

#[test]
fn arguments_that_the_docs_rule_out_are_refused() {
    let with = |change: fn(&mut Call)| {
        let mut call = call();
        change(&mut call);
        refused(call.request())
    };
    assert!(with(|call| call.query("limit", &15)).contains("`limit` is 15; it must be a multiple of 10"));
    assert!(with(|call| call.query_csv::<String>("kinds", [""; 0])).contains("`kinds` has 0 items"));
    assert!(with(|call| call.query_csv::<String>("kinds", ["a"; 4])).contains("`kinds` has 4 items"));
    assert!(with(|call| call.header("X-Season", "no")).contains("`X-Season` has 2 characters"));
    assert!(with(|call| call.header("X-Season", "s3cr3t\n")).contains("`x-season`"));
    assert!(with(|call| call.body(&[f64::NAN].map(crate::Number::from))).contains("body"));
    assert!(with(|call| call.path("more")).contains("more arguments"));
    // The first one is told.
    let first = with(|call| (call.query("limit", &15), call.query("limit", &5)).0);
    assert!(first.contains("is 15"), "{first}");
    let mut long = client().call(&SEARCH);
    long.path(&"z".repeat(37));
    long.path("a");
    assert!(refused(long.request()).contains("`zoo_id` has 37 characters"));
    let mut short = client().call(&SEARCH);
    short.path("z");
    assert!(refused(short.request()).contains("fewer arguments"));
}

#[test]
fn headers_follow_the_operation() {
    let mut call = call();
    call.header("X-Season", "summer");
    call.body(&serde_json::json!({"a": 1}));
    let request = call.request().expect("a request");
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    assert_eq!(header("accept"), Some("application/json, application/vnd.cyclonedx+json"));
    assert_eq!(header("content-type"), Some("application/vnd.api+json"));
    assert_eq!(header("user-agent"), Some(concat!("my-app/1.0 snyk-api/", env!("CARGO_PKG_VERSION"))));
    assert_eq!(header("authorization"), None, "it is put in for each attempt");
    assert_eq!(header("x-season"), Some("summer"));
    assert_eq!(request.body().and_then(reqwest::Body::as_bytes), Some(&br#"{"a":1}"#[..]));
}

#[test]
fn a_call_without_bodies_speaks_the_familys_media() {
    let request = client().call(&REMOVE).request().expect("a request");
    assert_eq!(request.method(), http::Method::DELETE);
    assert_eq!(request.headers()[ACCEPT], "application/vnd.api+json");
    assert!(request.headers().get(CONTENT_TYPE).is_none() && request.body().is_none());
}

#[test]
fn options_hold_for_one_call() {
    let mut call = call();
    assert_eq!(call.request().expect("a request").timeout(), Some(&Duration::from_secs(300)));
    call.options(
        CallOptions::new()
            .timeout(Duration::from_secs(5))
            .header("Snyk-Interaction-Id", "a")
            .header("snyk-interaction-id", "b"),
    );
    let request = call.request().expect("a request");
    assert_eq!(request.timeout(), Some(&Duration::from_secs(5)));
    assert_eq!(request.headers().get_all("snyk-interaction-id").iter().collect::<Vec<_>>(), ["b"]);
    for name in [
        "Authorization",
        "HOST",
        "content-length",
        "Content-Type",
        "accept",
        "user-agent",
        "cookie",
        "transfer-encoding",
        "a b",
        "",
    ] {
        call.options(CallOptions::new().header(name, "s3cr3t").timeout(Duration::MAX));
        assert!(refused(call.request()).contains("header"), "{name}");
    }
}

#[test]
fn debug_shows_no_secrets() {
    let mut call = call();
    call.body("s3cr3t in a body");
    call.options(CallOptions::new().header("x-secret", "s3cr3t"));
    let shown = format!("{call:?} {:#?} {:?}", call.client, call.clone().send::<()>());
    assert!(!shown.contains("s3cr3t"), "{shown}");
    assert!(shown.contains("rest.animals.search") && shown.contains("x-secret"), "{shown}");
}

#[test]
fn pending_calls_travel() {
    fn travels<T: Send + Unpin + 'static>(_: &T) {}
    travels(&call().send::<String>());
    travels(&call().response::<()>());
}
