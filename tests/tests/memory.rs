//! What a client holds at once. What is measured is the most memory that a process of its own ever had, as Linux tells it;
//! the server runs in another one.

#![cfg(target_os = "linux")]

use std::io::Write as _;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;
use snyk_api::{Client, ErrorKind, RetryPolicy};
use snyk_api_tests::loopback::Request;
use snyk_api_tests::process::{self, peak, tell};
use snyk_api_tests::service::{Reply, Routes, TOKEN, example, parameter};

const ORG: &str = "3d8f7c52-6a1e-4b0d-9f43-c2b7a85e1d60";
const PROJECTS: &str = "/rest/orgs/3d8f7c52-6a1e-4b0d-9f43-c2b7a85e1d60/projects";

/// Where the child finds the service, how it walks, and how large an answer may be.
const URL: &str = "SNYK_API_TESTS_URL";
const MANNER: &str = "SNYK_API_TESTS_MANNER";
const LIMIT: &str = "SNYK_API_TESTS_LIMIT";

/// The ways to walk.
const ONE_BY_ONE: &str = "one by one";
const AHEAD: &str = "ahead";
const COLLECTING: &str = "collecting";

/// Each project's name is as long as this: with all else that they hold, pages of 100 have 200 kB.
const LENGTH: usize = 512;

/// Far more than two pages, as text and decoded, and far less than 10,000 projects, let alone 100,000.
const SLACK: u64 = 8 << 20;

/// What stands for the number of a project.
const NUMBER: &str = "#NUMBER#";

/// Makes pages of so many projects, each with an id of its own.
fn pages(count: usize) -> impl Fn(&Request, usize) -> Reply {
    let mut project = example("rest/projects/list.200.json")["data"][0].take();
    project["attributes"]["name"] = "n".repeat(LENGTH).into();
    project["id"] = NUMBER.into();
    let project = project.to_string();
    move |request, _| {
        let page = parameter(request.query(), "starting_after").map_or(0, |cursor| cursor.parse().expect("a number"));
        let data: Vec<_> = (page * 100..(page + 1) * 100).map(|id| project.replace(NUMBER, &id.to_string())).collect();
        let next = ((page + 1) * 100 < count).then(|| format!("{PROJECTS}?starting_after={}", page + 1));
        Reply::ok(format!(r#"{{"data": [{}], "links": {{"next": {}}}}}"#, data.join(","), json!(next)))
    }
}

/// Walks through so many projects in a process of its own; the most memory that this ever had, in bytes.
async fn peak_of_walk(count: usize, manner: &str) -> u64 {
    let service = Routes::new().on("GET", PROJECTS, pages(count)).start().await;
    let found = process::run("walk", &[(URL, &service.url()), (MANNER, manner)]).await;
    assert_eq!(service.requests().len(), count / 100);
    let (items, peak) = found.split_once(' ').expect("two numbers");
    assert_eq!(items.parse(), Ok(count));
    peak.parse().expect("a number")
}

/// What runs in the child: each project comes once, and in its order.
#[tokio::test]
#[ignore = "it is started by the other tests, each in a process of its own"]
async fn walk() {
    let (Some(url), Some(manner)) = (process::variable(URL), process::variable(MANNER)) else { return };
    snyk_api_recorder::start();
    let client = Client::builder().token(TOKEN).api_url(url).build().expect("a client");
    let mut items = client.projects().list(ORG).limit(100).items();
    let mut count = 0;
    if manner == COLLECTING {
        count = items.collect().await.expect("all items").len();
    } else {
        items = if manner == AHEAD { items.prefetch() } else { items };
        while let Some(project) = items.try_next().await.expect("a page") {
            assert_eq!((project.attributes.name.len(), project.id.as_str()), (LENGTH, &*count.to_string()));
            count += 1;
        }
    }
    tell(&format!("{count} {}", peak()));
}

#[tokio::test]
async fn a_hundred_thousand_items_take_no_more_memory_than_a_thousand() {
    let few = peak_of_walk(1_000, ONE_BY_ONE).await;
    let many = peak_of_walk(100_000, ONE_BY_ONE).await;
    assert!(many < few + SLACK, "{few} bytes for 1,000 items, {many} for 100,000");
    // The measure is good for something: whoever keeps all items is seen, at a tenth of them.
    let kept = peak_of_walk(10_000, COLLECTING).await;
    assert!(kept > many + SLACK, "{many} bytes for one page at a time, {kept} for all of 10,000 items");
}

#[tokio::test]
async fn fetching_ahead_takes_no_more_memory_the_longer_the_list() {
    let (few, many) = (peak_of_walk(1_000, AHEAD).await, peak_of_walk(100_000, AHEAD).await);
    assert!(many < few + SLACK, "{few} bytes for 1,000 items, {many} for 100,000");
}

/// What a bomb unpacks to, and what an answer may be.
const BOMB: usize = 64 << 20;
const SMALL: usize = 1 << 20;

/// Asks once in a process of its own; what came of it, and the most memory that this ever had.
async fn peak_of_answer(reply: Reply, limit: usize) -> (String, u64) {
    let service = Routes::new().replies("GET", PROJECTS, [reply]).start().await;
    let found = process::run("ask", &[(URL, &service.url()), (LIMIT, &limit.to_string())]).await;
    assert_eq!(service.requests().len(), 1);
    let (outcome, peak) = found.split_once(' ').expect("a word and a number");
    (outcome.to_owned(), peak.parse().expect("a number"))
}

/// What runs in the child.
#[tokio::test]
#[ignore = "it is started by the other tests, each in a process of its own"]
async fn ask() {
    let Some(url) = process::variable(URL) else { return };
    let limit = process::variable(LIMIT).expect("a limit").parse().expect("a number");
    let builder = Client::builder().token(TOKEN).api_url(url).answer_limit(limit).retry(RetryPolicy::none());
    let kind = builder.build().expect("a client").projects().list(ORG).send().await.err().map(|error| error.kind());
    tell(&format!("{} {}", kind.map_or_else(|| "good".to_owned(), |kind| format!("{kind:?}")), peak()));
}

fn bomb() -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&vec![b' '; BOMB]).expect("a Vec takes all");
    encoder.finish().expect("a Vec takes all")
}

#[tokio::test]
async fn hostile_answers_take_no_more_memory_than_their_limit() {
    let (outcome, good) = peak_of_answer(Reply::ok(r#"{"data": []}"#), SMALL).await;
    assert_eq!(outcome, "good");
    let packed = bomb();
    assert!(packed.len() < 100_000, "{} bytes on the wire", packed.len());
    let bomb = |status| Reply::status(status).header("content-encoding", "gzip").body(packed.clone());
    let endless = |head: &str, piece: String| Reply::raw(head).then_repeat(piece, Duration::ZERO);
    let spaces = " ".repeat(8192);
    let too_large = format!("{:?}", ErrorKind::TooLarge);
    for (reply, expected) in [
        (bomb(200), too_large.as_str()),
        (bomb(500), "Status"),
        (endless("HTTP/1.1 200 OK\r\n\r\n", spaces.clone()), &too_large),
        (endless("HTTP/1.1 502 Bad Gateway\r\n\r\n", spaces.clone()), "Status"),
        (endless("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", format!("2000\r\n{spaces}\r\n")), &too_large),
        (endless("HTTP/1.1 200 OK\r\nx-a: ", "a".repeat(8192)), "Transport"),
        (endless("HTTP/1.1 200 OK\r\n", "x-a: b\r\n".repeat(1000)), "Transport"),
    ] {
        let shown = format!("{reply:?}").chars().take(80).collect::<String>();
        let (outcome, peak) = peak_of_answer(reply, SMALL).await;
        assert_eq!(outcome, expected, "{shown}");
        assert!(peak < good + SLACK, "{good} bytes for a good answer, {peak} for {shown}");
    }
    // The measure is good for something: whoever lets the bomb go off is seen.
    let (_, kept) = peak_of_answer(bomb(200), 2 * BOMB).await;
    assert!(kept > good + (BOMB / 2) as u64, "{good} bytes for a good answer, {kept} for a bomb that goes off");
}
