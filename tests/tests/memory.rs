//! A walk holds one page, however long the list is. What is measured is the most memory that a process of its own ever had,
//! as Linux tells it; the server runs in another one.

#![cfg(target_os = "linux")]

use std::fs;
use std::process::{Command, Stdio};

use serde_json::json;
use snyk_api::Client;
use snyk_api_tests::loopback::Request;
use snyk_api_tests::service::{Reply, Routes, TOKEN, example, parameter};
use tokio::task::spawn_blocking;

const ORG: &str = "3d8f7c52-6a1e-4b0d-9f43-c2b7a85e1d60";
const PROJECTS: &str = "/rest/orgs/3d8f7c52-6a1e-4b0d-9f43-c2b7a85e1d60/projects";

/// Where the child finds the service, how it walks, and where it writes what it found.
const URL: &str = "SNYK_API_TESTS_URL";
const COLLECTS: &str = "SNYK_API_TESTS_COLLECTS";
const FOUND: &str = "SNYK_API_TESTS_FOUND";

/// Each project is about as long as this: pages of 100 have 400 kB.
const LENGTH: usize = 4096;

/// More than two pages, as text and decoded, and far less than 10,000 projects.
const SLACK: u64 = 8 << 20;

/// Walks so many projects in a process of its own; the most memory that this ever had, in bytes.
async fn peak(count: usize, collects: bool) -> u64 {
    let mut project = example("rest/projects/list.200.json")["data"][0].take();
    project["attributes"]["name"] = "n".repeat(LENGTH).into();
    let data = json!(vec![project; 100]).to_string(); // once: each page has the same
    let script = move |request: &Request, _| {
        let number = parameter(request.query(), "starting_after").map_or(0, |cursor| cursor.parse().expect("a number"));
        let next = ((number + 1) * 100 < count).then(|| format!("{PROJECTS}?starting_after={}", number + 1));
        Reply::ok(format!(r#"{{"data": {data}, "links": {{"next": {}}}}}"#, json!(next)))
    };
    let service = Routes::new().on("GET", PROJECTS, script).start().await;
    let found = tempfile::NamedTempFile::new().expect("a file");
    let mut child = Command::new(std::env::current_exe().expect("this program"));
    child.args(["--exact", "walk", "--ignored"]).env(URL, service.url()).env(FOUND, found.path());
    child.env(COLLECTS, if collects { "yes" } else { "" }).stdout(Stdio::null());
    // The service answers meanwhile.
    let status = spawn_blocking(move || child.status()).await.expect("no panic").expect("the child runs");
    assert!(status.success());
    assert_eq!(service.requests().len(), count / 100);
    let found = fs::read_to_string(found.path()).expect("what the child found");
    let (items, peak) = found.split_once(' ').expect("two numbers");
    assert_eq!(items.parse(), Ok(count));
    peak.parse().expect("a number")
}

/// What runs in the child.
#[tokio::test]
#[ignore = "it is started by the other tests, each in a process of its own"]
async fn walk() {
    let Ok(url) = std::env::var(URL) else { return };
    snyk_api_recorder::start();
    let client = Client::builder().token(TOKEN).api_url(url).build().expect("a client");
    let mut items = client.projects().list(ORG).limit(100).items();
    let mut count = 0;
    if std::env::var(COLLECTS).is_ok_and(|collects| !collects.is_empty()) {
        count = items.collect().await.expect("all items").len();
    } else {
        while let Some(project) = items.try_next().await.expect("a page") {
            assert_eq!(project.attributes.name.len(), LENGTH);
            count += 1;
        }
    }
    let status = fs::read_to_string("/proc/self/status").expect("Linux tells it");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the peak");
    let peak: u64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
    fs::write(std::env::var(FOUND).expect("a path"), format!("{count} {}", peak * 1024)).expect("it is written");
}

#[tokio::test]
async fn ten_thousand_items_take_no_more_memory_than_a_thousand() {
    let (few, many) = (peak(1_000, false).await, peak(10_000, false).await);
    assert!(many < few + SLACK, "{few} bytes for 1,000 items, {many} for 10,000");
    // The measure is good for something: whoever keeps all items is seen.
    let kept = peak(10_000, true).await;
    assert!(kept > many + (10_000 * LENGTH / 2) as u64, "{many} bytes for one page at a time, {kept} for all");
}
