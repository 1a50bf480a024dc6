//! Walks through lists, by real HTTP on this machine.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use futures_core::Stream;
use reqwest::Url;
use serde::Deserializer;

use super::link::cursor;
use super::*;
use crate::runtime::codec::Wire;
use crate::runtime::operation::*;
use crate::runtime::testing::{PLAIN, Reply, Request, Server, TOKEN};
use crate::runtime::{CallOptions, ErrorKind, RetryPolicy};
use crate::{Document, Json};

type Page = Document<Vec<i64>>;

const PER_PAGE: usize = 100;
const ITEMS: usize = 10_000;

const fn paged(style: PagingStyle, next: &'static [NextPage], total: bool) -> Operation {
    let items: &[&str] = if matches!(style, PagingStyle::CursorSize) { &["data", "items"] } else { &["data"] };
    let total: Option<&[&str]> = if total { Some(&["total"]) } else { None };
    Operation { paging: Some(Paging { style, items, total, next }), ..PLAIN }
}

const NEXT: NextPage = NextPage::Body(&["links", "next"]);

static CURSOR: Operation = paged(PagingStyle::Cursor, &[NEXT], false);
static CURSOR_SIZE: Operation = paged(PagingStyle::CursorSize, &[NEXT], false);
static OFFSET: Operation = paged(PagingStyle::Offset, &[NEXT], false);
static OFFSET_COUNTED: Operation = paged(PagingStyle::Offset, &[], false);
static PAGE: Operation = paged(PagingStyle::Page, &[NEXT, NextPage::LinkHeader], true);
static PAGE_COUNTED: Operation = paged(PagingStyle::Page, &[], true);
static PAGE_SHORT: Operation = paged(PagingStyle::Page, &[], false);

impl PagingStyle {
    fn size(self) -> &'static str {
        match self {
            Self::Cursor | Self::Offset => "limit",
            Self::CursorSize => "size",
            Self::Page => "perPage",
        }
    }
}

/// A call with filters that must stay as they are.
fn call(server: &Server, operation: &'static Operation) -> Call {
    let mut call = server.client().call(operation);
    call.path("my org");
    call.query_csv::<String>("kinds", ["x,y", "z"]);
    if let Some(paging) = &operation.paging {
        call.query(paging.style.size(), &PER_PAGE);
    }
    call
}

fn items(call: Call) -> Items<i64> {
    call.items(|page: Page| page.data)
}

/// How a server tells the next page: by the server's origin and the query of the next page.
#[derive(Clone, Copy)]
enum Tells {
    Body(fn(&str, &str) -> String),
    Header(fn(&str, &str) -> String),
    Total,
    Nothing,
}

/// A server with a list of so many items, and what its cursors look like: base64 with all that is odd in a query.
async fn listing(operation: &'static Operation, tells: Tells, items: usize) -> Server {
    let style = operation.paging.expect("paging").style;
    let port = std::sync::Arc::new(std::sync::Mutex::new(String::new()));
    let known = port.clone();
    let server = Server::new(move |request, _| {
        let start = match (style, request.query(style.parameter())) {
            (_, None) => 0,
            (PagingStyle::Page, Some(page)) => (page.parse::<usize>().expect("a page") - 1) * PER_PAGE,
            (_, Some(cursor)) => cursor.trim_start_matches("v1.+/").trim_end_matches("%3D=").parse().expect("ours"),
        };
        let end = items.min(start + PER_PAGE);
        let place = match style {
            PagingStyle::Page => (end / PER_PAGE + 1).to_string(),
            PagingStyle::Offset => end.to_string(),
            _ => format!("v1.+/{end}%3D="),
        };
        let query = format!("version=1999-01-01&limit=7&evil=1&{}={place}&kinds=other", style.parameter());
        let more = end < items;
        let list = format!("{:?}", (start..end).collect::<Vec<_>>());
        let data = if style == PagingStyle::CursorSize { format!(r#"{{"items": {list}}}"#) } else { list };
        let origin = known.lock().expect("no panic").clone();
        match tells {
            Tells::Body(link) if more => {
                Reply::json(format!(r#"{{"data": {data}, "links": {{"next": {}}}}}"#, link(&origin, &query)))
            }
            Tells::Header(link) if more => {
                Reply::json(format!(r#"{{"data": {data}, "links": {{}}}}"#)).with(link(&origin, &query))
            }
            Tells::Total => Reply::json(format!(r#"{{"data": {data}, "total": {items}.0}}"#)),
            _ => Reply::json(format!(r#"{{"data": {data}, "links": {{"next": null, "self": "/"}}}}"#)),
        }
    })
    .await;
    *port.lock().expect("no panic") = server.origin();
    server
}

/// What the n-th request must be.
fn expected(operation: &'static Operation, index: usize) -> String {
    let style = operation.paging.expect("paging").style;
    let start = format!("GET /rest/orgs/my%20org/animals?version=2024-10-15&kinds=x%2Cy,z&{}={PER_PAGE}", style.size());
    let place = match (index, style) {
        (0, _) => return start,
        (_, PagingStyle::Page) => (index + 1).to_string(),
        (_, PagingStyle::Offset) => (index * PER_PAGE).to_string(),
        _ => format!("v1.+/{}%3D=", index * PER_PAGE),
    };
    format!("{start}&{}={place}", style.parameter())
}

async fn walks(operation: &'static Operation, tells: Tells, count: usize, requests: usize) {
    let server = listing(operation, tells, count).await;
    let call = call(&server, operation);
    let items = match operation.paging.expect("paging").style {
        PagingStyle::CursorSize => {
            call.items(|page: Document<std::collections::BTreeMap<String, Vec<i64>>>| page.data["items"].clone())
        }
        _ => items(call),
    };
    let found = items.collect().await.expect("all items");
    assert!(found.iter().copied().eq(0..count as i64), "each item once, in order: {} of {count}", found.len());
    let lines: Vec<_> = (0..requests).map(|index| expected(operation, index)).collect();
    assert_eq!(server.lines(), lines);
}

#[tokio::test]
async fn every_form_of_link_leads_on() {
    let forms: [fn(&str, &str) -> String; 9] = [
        |origin, query| format!(r#""{origin}/rest/orgs/o/animals?{query}""#),
        |origin, query| format!(r#""{origin}/animals?{query}#part""#),
        |_, query| format!(r#""/rest/orgs/o/animals?{query}""#),
        |_, query| format!(r#""/orgs/o/animals?{query}""#),
        |_, query| format!(r#""animals?{query}""#),
        |_, query| format!(r#"" ?{query} ""#),
        |_, query| format!(r#"{{"href": "/orgs/o/animals?{query}", "meta": {{"a": 1}}}}"#),
        |origin, query| format!(r#"{{"meta": null, "href": "{origin}?{query}"}}"#),
        |_, query| format!(r#""?{}""#, query.replace("starting_after", "starting%5Fafter")),
    ];
    for form in forms {
        walks(&CURSOR, Tells::Body(form), ITEMS, ITEMS / PER_PAGE).await;
    }
}

#[tokio::test]
async fn every_style_leads_on() {
    let link: fn(&str, &str) -> String = |_, query| format!(r#""/x?{query}""#);
    walks(&CURSOR_SIZE, Tells::Body(link), ITEMS, ITEMS / PER_PAGE).await;
    walks(&OFFSET, Tells::Body(link), ITEMS, ITEMS / PER_PAGE).await;
    walks(&PAGE, Tells::Body(link), ITEMS, ITEMS / PER_PAGE).await;
    let headers: [fn(&str, &str) -> String; 3] = [
        |origin, query| format!("link: <{origin}/v1/other?{query}>; rel=next"),
        |_, query| {
            format!(r#"Link: </x?page=1>; rel="first"; title="a, <b>; rel=next", </y?{query}>; rel="last Next""#)
        },
        |_, query| format!("link: </x?page=1>; rel=prev\r\nlink: <?{query}> ; REL = next"),
    ];
    for header in headers {
        walks(&PAGE, Tells::Header(header), ITEMS, ITEMS / PER_PAGE).await;
    }
}

#[tokio::test]
async fn numbered_lists_are_counted() {
    for (count, requests) in [(ITEMS, 100), (300, 3), (299, 3), (1, 1), (0, 1)] {
        walks(&PAGE_COUNTED, Tells::Total, count, requests).await;
    }
    // Links are promised and never come; the total says that there is more.
    walks(&PAGE, Tells::Total, 250, 3).await;
    walks(&PAGE, Tells::Nothing, 100, 1).await;
    // Without a total a full page may always be followed by another one.
    for (count, requests) in [(300, 4), (299, 3), (1, 1), (0, 1)] {
        walks(&PAGE_SHORT, Tells::Nothing, count, requests).await;
        walks(&OFFSET_COUNTED, Tells::Nothing, count, requests).await;
    }
    walks(&CURSOR, Tells::Nothing, 100, 1).await;
}

#[tokio::test]
async fn a_service_that_links_is_not_counted() {
    let server = Server::script([
        Reply::json(r#"{"data": [1], "total": 9, "links": {"next": "?page=2"}}"#),
        Reply::json(r#"{"data": [2], "total": 9}"#),
    ])
    .await;
    assert_eq!(items(call(&server, &PAGE)).collect().await.expect("items"), [1, 2]);
}

#[tokio::test]
async fn counting_starts_where_the_call_does() {
    let server = listing(&PAGE_COUNTED, Tells::Total, 450).await;
    let mut call = call(&server, &PAGE_COUNTED);
    call.query("page", &3);
    assert_eq!(items(call).collect().await.expect("items").len(), 250);
    assert_eq!(server.count(), 3);
    // Without a size that was asked for, a page that is as large as the first is taken for a full one.
    let server = listing(&PAGE_SHORT, Tells::Nothing, 250).await;
    let mut call = server.client().call(&PAGE_SHORT);
    call.path("o");
    assert_eq!(items(call).collect().await.expect("items").len(), 250);
    assert_eq!(server.count(), 3);
}

/// Items that count how many of them there are.
struct Counted;

static LIVE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

impl Wire for Counted {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        i64::decode(deserializer)?;
        PEAK.fetch_max(LIVE.fetch_add(1, SeqCst) + 1, SeqCst);
        Ok(Self)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        LIVE.fetch_sub(1, SeqCst);
    }
}

/// Found by fuzzing: a service may tell the last page that there can be.
#[tokio::test]
async fn there_is_no_page_behind_the_last_number() {
    let link = r#"{"data": [1], "links": {"next": "?page=18446744073709551615"}}"#;
    let server = Server::script([Reply::json(link), Reply::json(r#"{"data": [2], "total": 9e99}"#)]).await;
    assert_eq!(items(call(&server, &PAGE)).collect().await.expect("items"), [1, 2]);
    for (parameter, operation) in [("page", &PAGE_COUNTED), ("offset", &OFFSET_COUNTED)] {
        let server = Server::script([Reply::json(r#"{"data": [3, 4], "total": 9e99}"#)]).await;
        let mut call = call(&server, operation);
        call.query(parameter, &u64::MAX);
        call.unset(operation.paging.expect("paging").style.size());
        assert_eq!(items(call).collect().await.expect("items"), [3, 4], "{parameter}");
    }
}

#[tokio::test]
async fn one_page_is_held_at_a_time() {
    let server = listing(&CURSOR, Tells::Body(|_, query| format!(r#""?{query}""#)), ITEMS).await;
    let mut items = call(&server, &CURSOR).items(|page: Document<Vec<Counted>>| page.data);
    let mut count = 0;
    while let Some(_item) = items.try_next().await.expect("items") {
        count += 1;
        assert_eq!(server.count(), (count - 1) / PER_PAGE + 1, "no page is fetched before it is needed");
    }
    assert_eq!((count, LIVE.load(SeqCst)), (ITEMS, 0));
    assert!(PEAK.load(SeqCst) <= PER_PAGE, "{}", PEAK.load(SeqCst));
}

#[tokio::test]
async fn pages_come_whole_and_by_stream() {
    let server = listing(&CURSOR, Tells::Body(|_, query| format!(r#""?{query}""#)), 250).await;
    let mut pages = call(&server, &CURSOR).pages::<Page>();
    let mut sizes = Vec::new();
    while let Some(page) = poll_fn(|context| Pin::new(&mut pages).poll_next(context)).await {
        let page = page.expect("a page");
        sizes.push((page.len(), page.links.is_some_and(|links| links.next().is_some())));
    }
    assert_eq!(sizes, [(100, true), (100, true), (50, false)]);
    assert!(pages.try_next().await.expect("nothing").is_none());
    assert_eq!(server.count(), 3);
    let mut items = items(call(&server, &CURSOR));
    let first = poll_fn(|context| Pin::new(&mut items).poll_next(context)).await;
    assert_eq!(first.and_then(Result::ok), Some(0));
    assert_eq!(items.collect().await.expect("the rest").len(), 249);
}

#[tokio::test]
async fn the_whole_call_is_repeated() {
    static SEARCH: Operation =
        Operation { method: Method::Post, body: Some("application/json"), ..paged(PagingStyle::Page, &[], true) };
    let server = Server::new(|_, _| Reply::json(r#"{"data": [1], "total": 3}"#)).await;
    let mut call = call(&server, &SEARCH);
    call.body("filters");
    call.options(CallOptions::new().header("x-a", "b").version("2025-01-01~beta"));
    assert_eq!(items(call).collect().await.expect("items"), [1, 1, 1]);
    for request in server.received() {
        assert_eq!((request.body.as_str(), request.header("x-a")), (r#""filters""#, Some("b")));
        assert_eq!(request.query("version"), Some("2025-01-01~beta"));
        assert_eq!(request.line().matches("version=").count(), 1);
    }
}

#[tokio::test]
async fn one_cursor_takes_the_others_place() {
    let server = Server::script([
        Reply::json(r#"{"data": [1], "links": {"next": "?starting_after=b"}}"#),
        Reply::json(r#"{"data": [2]}"#),
    ])
    .await;
    let mut call = call(&server, &CURSOR);
    call.query("ending_before", "a");
    assert_eq!(items(call).collect().await.expect("items"), [1, 2]);
    let received = server.received();
    assert_eq!((received[0].query("ending_before"), received[0].query("starting_after")), (Some("a"), None));
    assert_eq!((received[1].query("ending_before"), received[1].query("starting_after")), (None, Some("b")));
}

/// Walks until it fails, and checks what holds for every failure of a walk.
async fn fails(mut walk: Items<i64>, server: &Server, requests: usize) -> (Vec<i64>, Error) {
    let mut found = Vec::new();
    let error = loop {
        match walk.try_next().await {
            Ok(item) => found.push(item.expect("no end before the error")),
            Err(error) => break error,
        }
    };
    assert_eq!(server.count(), requests, "{error}");
    assert!(walk.try_next().await.expect("told once").is_none());
    assert_eq!(server.count(), requests);
    assert!(!format!("{error} {error:?}").contains(TOKEN));
    assert_eq!(error.operation().map(|operation| operation.name), Some("rest.zoo.plain"));
    (found, error)
}

async fn misled(start: Option<&str>, links: &[&str]) -> (usize, String) {
    let replies: Vec<_> = links
        .iter()
        .map(|link| {
            Reply::json(format!(r#"{{"data": [1], "links": {{"next": "{link}"}}}}"#)).with("snyk-request-id: r1")
        })
        .collect();
    let server = Server::script(replies).await;
    let mut call = call(&server, &CURSOR);
    if let Some(start) = start {
        call.query("starting_after", start);
    }
    let (found, error) = fails(items(call), &server, links.len()).await;
    assert_eq!((error.kind(), error.is_paging(), error.was_sent()), (ErrorKind::Paging, true, true));
    assert_eq!(error.request_id(), Some("r1"));
    let message = error.to_string();
    let message = message.strip_prefix("rest.zoo.plain (GET /orgs/{org_id}/animals): the next page cannot be had: ");
    (found.len(), message.expect("the operation").trim_end_matches("; request id r1").to_owned())
}

#[tokio::test]
async fn walks_that_go_in_circles_end() {
    let circle = "the walk goes in a circle: `starting_after` has a value again that it has had before".to_owned();
    assert_eq!(misled(None, &["?starting_after=a", "?starting_after=a"]).await, (2, circle.clone()));
    assert_eq!(
        misled(None, &["?starting_after=a", "?starting_after=b", "?starting_after=a"]).await,
        (3, circle.clone())
    );
    assert_eq!(misled(Some("a="), &["?starting_after=a%3D"]).await, (1, circle.clone()));
    assert_eq!(misled(Some("a="), &["?starting_after=a="]).await, (1, circle));
    for (operation, link) in [(&PAGE, "?page=1"), (&OFFSET, "?offset=0")] {
        let server = Server::script([Reply::json(format!(r#"{{"data": [1], "links": {{"next": "{link}"}}}}"#))]).await;
        assert!(fails(items(call(&server, operation)), &server, 1).await.1.is_paging(), "{link}");
    }
}

#[tokio::test]
async fn a_last_page_that_names_itself_as_the_next_is_the_last() {
    let first = Reply::json(r#"{"data": [1], "links": {"self": "/a", "next": "/a?starting_after=x"}}"#);
    let last = Reply::json(r#"{"links": {"self": "/a?starting_after=x", "next": "/a?starting_after=x"}}"#);
    let server = Server::script(vec![first, last]).await;
    assert_eq!(items(call(&server, &CURSOR)).collect().await.expect("an end"), [1]);
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn links_without_a_place_are_refused() {
    for (link, message) in [
        ("?limit=10", "the link to it has no `starting_after`"),
        ("?starting_after=", "the link to it has no `starting_after`"),
        ("?starting_after", "the link to it has no `starting_after`"),
        ("/rest/orgs", "the link to it has no `starting_after`"),
        ("#starting_after=a", "the link to it has no `starting_after`"),
        ("http://[", "the link to it is no address"),
    ] {
        assert_eq!(misled(None, &[link]).await, (1, message.to_owned()), "{link}");
    }
}

#[tokio::test]
async fn nothing_is_ever_sent_to_another_host() {
    let elsewhere = Server::foreign(Reply::json(r#"{"data": [2]}"#)).await;
    let origin = elsewhere.origin();
    let host = origin.trim_start_matches("http://");
    for link in [
        format!("{origin}/rest/orgs/o/animals?starting_after=a"),
        format!("//{host}/rest?starting_after=a"),
        format!("http://127.0.0.1@{host}/?starting_after=a"),
        format!(r"\\\\{host}/?starting_after=a"),
    ] {
        let message = format!("the link to it points to another host, {origin}");
        assert_eq!(misled(None, &[&link]).await, (1, message), "{link}");
    }
    assert_eq!(elsewhere.count(), 0);
}

#[test]
fn links_keep_to_the_origin() {
    let base = "https://api.snyk.io/rest";
    let from = Url::parse("https://api.snyk.io/rest/orgs?version=2024-10-15").expect("a URL");
    for (link, expected) in [
        ("https://api.snyk.io/rest/orgs?starting_after=a", Ok("a")),
        ("HTTPS://API.SNYK.IO:443/?starting_after=a&starting_after=b", Ok("a")),
        ("https://user:hunter2@api.snyk.io/?starting_after=a", Ok("a")),
        ("//api.snyk.io?starting_after=%2F%26", Ok("%2F%26")),
        ("http://api.snyk.io/rest/orgs?starting_after=a", Err("http://api.snyk.io, which is not encrypted")),
        ("http://evil.example?starting_after=a", Err("http://evil.example, which is not encrypted")),
        ("https://api.snyk.io:8443?starting_after=a", Err("another host, https://api.snyk.io:8443")),
        ("https://api.eu.snyk.io?starting_after=a", Err("another host, https://api.eu.snyk.io")),
        (
            "https://api.snyk.io.evil.example?starting_after=hunter2",
            Err("another host, https://api.snyk.io.evil.example"),
        ),
        ("https://api.snyk.io@evil.example?starting_after=hunter2", Err("another host, https://evil.example")),
        ("https:\\\\evil.example?starting_after=a", Err("another host, https://evil.example")),
        ("javascript:alert(1)?starting_after=a", Err("another host, javascript://")),
    ] {
        let found = cursor(base, &from, link, "starting_after");
        match expected {
            Ok(place) => assert_eq!(found.as_deref(), Ok(place), "{link}"),
            Err(part) => {
                let message = found.expect_err(link);
                assert!(message.ends_with(part) && !message.contains("hunter2"), "{link}: {message}");
            }
        }
    }
}

#[tokio::test]
async fn empty_pages_are_survived_up_to_a_point() {
    let page = |request: &Request, items: &str| {
        let next = request.query("starting_after").map_or(1, |cursor| cursor.parse::<usize>().expect("ours") + 1);
        Reply::json(format!(r#"{{"data": [{items}], "links": {{"next": "?starting_after={next}"}}}}"#))
    };
    let server = Server::new(move |request, index| match index {
        0..100 => page(request, ""),
        100 => page(request, "7"),
        101..201 => page(request, ""),
        _ => Reply::json(r#"{"data": [8]}"#),
    })
    .await;
    assert_eq!(items(call(&server, &CURSOR)).collect().await.expect("two items"), [7, 8]);
    let server = Server::new(move |request, _| page(request, "")).await;
    let (found, error) = fails(items(call(&server, &CURSOR)), &server, 101).await;
    assert!(found.is_empty() && error.is_paging());
    assert!(error.to_string().contains("101 pages in a row were empty"), "{error}");
}

#[tokio::test]
async fn a_page_that_fails_is_told_once() {
    let first = || Reply::json(r#"{"data": [1, 2], "links": {"next": "?starting_after=a"}}"#);
    let server = Server::script([first(), Reply::new(503, "ill")]).await;
    let (found, error) = fails(items(call(&server, &CURSOR)), &server, 2).await;
    assert_eq!((found.len(), error.is_server_error()), (2, true));
    let bad = r#"{"data": [1, "x"], "links": {"next": "?starting_after=b"}}"#;
    let server = Server::script([first(), Reply::json(bad)]).await;
    let (found, error) = fails(items(call(&server, &CURSOR)), &server, 2).await;
    assert_eq!((found.len(), error.json_path()), (2, Some("$.data[1]")));
    let server = Server::script([first(), Reply::json(bad)]).await;
    assert!(items(call(&server, &CURSOR)).collect().await.expect_err("the second page").is_decode());
    let server = Server::script([Reply::json(bad)]).await;
    let mut pages = call(&server, &CURSOR).pages::<Page>();
    assert!(pages.try_next().await.expect_err("the first page").is_decode());
    assert!(pages.try_next().await.expect("told once").is_none());
    assert_eq!(server.count(), 1);
    let mut refused = call(&server, &CURSOR);
    refused.path("too many");
    assert_eq!(items(refused).try_next().await.expect_err("refused").kind(), ErrorKind::InvalidArgument);
}

#[tokio::test]
async fn dropping_a_walk_ends_it() {
    let server = listing(&CURSOR, Tells::Body(|_, query| format!(r#""?{query}""#)), ITEMS).await;
    drop(items(call(&server, &CURSOR)));
    drop(items(call(&server, &CURSOR)).collect());
    drop(call(&server, &CURSOR).pages::<Page>());
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!(server.count(), 0);
    let mut walk = items(call(&server, &CURSOR));
    for _ in 0..150 {
        walk.try_next().await.expect("an item");
    }
    drop(walk);
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!(server.count(), 2);
}

/// Waits until so many requests have come, and some more for those that must not come.
async fn settled(server: &Server, requests: usize) {
    for _ in 0..1000 {
        if server.count() >= requests {
            break;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!(server.count(), requests);
}

#[tokio::test]
async fn the_next_page_can_be_fetched_ahead() {
    let link: fn(&str, &str) -> String = |_, query| format!(r#""/x?{query}""#);
    let server = listing(&CURSOR, Tells::Body(link), 1000).await;
    let mut walk = items(call(&server, &CURSOR)).prefetch();
    settled(&server, 0).await;
    let mut found = Vec::new();
    while let Some(item) = walk.try_next().await.expect("an item") {
        found.push(item);
        if found.len() % PER_PAGE == 1 || found.len() % PER_PAGE == 0 {
            // The page at hand and the one behind it, however long it takes.
            let pages = found.len().div_ceil(PER_PAGE);
            settled(&server, (pages + 1).min(10)).await;
        }
    }
    assert!(found.iter().copied().eq(0..1000), "each item once, in order");
    assert_eq!(server.lines(), (0..10).map(|index| expected(&CURSOR, index)).collect::<Vec<_>>());

    let server = listing(&CURSOR, Tells::Body(link), ITEMS).await;
    let found = items(call(&server, &CURSOR)).prefetch().collect().await.expect("all items");
    assert!(found.into_iter().eq(0..ITEMS as i64) && server.count() == ITEMS / PER_PAGE);
    let server = listing(&CURSOR, Tells::Body(link), 250).await;
    let mut pages = call(&server, &CURSOR).pages::<Page>().prefetch();
    let mut sizes = Vec::new();
    while let Some(page) = pages.try_next().await.expect("a page") {
        sizes.push(page.data.len());
    }
    assert_eq!((sizes, server.count()), (vec![100, 100, 50], 3));
}

#[tokio::test]
async fn what_was_fetched_ahead_fails_in_its_turn() {
    let first = Reply::json(r#"{"data": [1, 2], "links": {"next": "?starting_after=a"}}"#);
    let server = Server::script([first, Reply::new(403, "")]).await;
    let mut walk = items(call(&server, &CURSOR)).prefetch();
    for item in [1, 2] {
        assert_eq!(walk.try_next().await.expect("an item"), Some(item));
        settled(&server, 2).await;
    }
    assert!(walk.try_next().await.expect_err("it is forbidden").is_permission_denied());
    assert!(walk.try_next().await.expect("nothing more").is_none() && server.count() == 2);
}

#[tokio::test]
async fn dropping_a_walk_ends_what_it_fetches_ahead() {
    let first = Reply::json(r#"{"data": [1], "links": {"next": "?starting_after=a"}}"#);
    let server = Server::script([first, Reply::hang()]).await;
    let mut walk = items(call(&server, &CURSOR)).prefetch();
    assert_eq!(walk.try_next().await.expect("an item"), Some(1));
    settled(&server, 2).await;
    assert_eq!(server.open(), 1);
    drop(walk);
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!((server.open(), server.count()), (0, 2));
}

#[tokio::test(start_paused = true)]
async fn pages_are_tried_again() {
    let page = |items: &str, next: &str| Reply::json(format!(r#"{{"data": {items}, "links": {{"next": {next}}}}}"#));
    let script = || {
        vec![
            Reply::new(500, ""),
            page("[1, 2]", r#""?starting_after=a""#),
            Reply::raw("HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{\"data\": [3"),
            Reply::new(429, "").with("retry-after: 40"),
            page("[3, 4]", "null"),
        ]
    };
    for ahead in [false, true] {
        let server = Server::script(script()).await;
        let mut call = call(&server, &CURSOR);
        call.options(CallOptions::new().retry(RetryPolicy::new()));
        let walk = items(call);
        let found = if ahead { walk.prefetch().collect().await } else { walk.collect().await };
        assert_eq!((found.expect("items"), server.count()), (vec![1, 2, 3, 4], 5));
        let lines = server.lines();
        assert!(lines[0] == lines[1] && lines[2] == lines[3] && lines[3] == lines[4]);
    }
}

#[tokio::test]
async fn walks_travel_and_tell_nothing() {
    fn travels<T: Send + Sync + Unpin + 'static>(_: &T) {}
    fn sent<T: Send + 'static>(_: &T) {}
    let server = Server::script([Reply::json(r#"{"data": []}"#)]).await;
    let (pages, items) = (call(&server, &CURSOR).pages::<Json>(), items(call(&server, &CURSOR)));
    sent(&pages);
    sent(&items);
    travels(&call(&server, &CURSOR));
    assert!(format!("{pages:?} {items:?}").contains("rest.zoo.plain"));
    sent(&items.collect());
}
