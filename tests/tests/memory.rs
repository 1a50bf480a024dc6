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
const COLLECTS: &str = "SNYK_API_TESTS_COLLECTS";
const LIMIT: &str = "SNYK_API_TESTS_LIMIT";

/// Each project is about as long as this: pages of 100 have 400 kB.
const LENGTH: usize = 4096;

/// More than two pages, as text and decoded, and far less than 10,000 projects.
const SLACK: u64 = 8 << 20;

/// Walks so many projects in a process of its own; the most memory that this ever had, in bytes.
async fn peak_of_walk(count: usize, collects: bool) -> u64 {
    let mut project = example("rest/projects/list.200.json")["data"][0].take();
    project["attributes"]["name"] = "n".repeat(LENGTH).into();
    let data = json!(vec![project; 100]).to_string(); // once: each page has the same
    let script = move |request: &Request, _| {
        let number = parameter(request.query(), "starting_after").map_or(0, |cursor| cursor.parse().expect("a number"));
        let next = ((number + 1) * 100 < count).then(|| format!("{PROJECTS}?starting_after={}", number + 1));
        Reply::ok(format!(r#"{{"data": {data}, "links": {{"next": {}}}}}"#, json!(next)))
    };
    let service = Routes::new().on("GET", PROJECTS, script).start().await;
    let collects = if collects { "yes" } else { "" };
    let found = process::run("walk", &[(URL, &service.url()), (COLLECTS, collects)]).await;
    assert_eq!(service.requests().len(), count / 100);
    let (items, peak) = found.split_once(' ').expect("two numbers");
    assert_eq!(items.parse(), Ok(count));
    peak.parse().expect("a number")
}

/// What runs in the child.
#[tokio::test]
#[ignore = "it is started by the other tests, each in a process of its own"]
async fn walk() {
    let Some(url) = process::variable(URL) else { return };
    let client = Client::builder().token(TOKEN).api_url(url).build().expect("a client");
    let mut items = client.projects().list(ORG).limit(100).items();
    let mut count = 0;
    if process::variable(COLLECTS).is_some_and(|collects| !collects.is_empty()) {
        count = items.collect().await.expect("all items").len();
    } else {
        while let Some(project) = items.try_next().await.expect("a page") {
            assert_eq!(project.attributes.name.len(), LENGTH);
            count += 1;
        }
    }
    tell(&format!("{count} {}", peak()));
}

#[tokio::test]
async fn ten_thousand_items_take_no_more_memory_than_a_thousand() {
    let (few, many) = (peak_of_walk(1_000, false).await, peak_of_walk(10_000, false).await);
    assert!(many < few + SLACK, "{few} bytes for 1,000 items, {many} for 10,000");
    // The measure is good for something: whoever keeps all items is seen.
    let kept = peak_of_walk(10_000, true).await;
    assert!(kept > many + (10_000 * LENGTH / 2) as u64, "{many} bytes for one page at a time, {kept} for all");
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
