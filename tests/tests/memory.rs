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
const MANNER: &str = "SNYK_API_TESTS_MANNER";
const FOUND: &str = "SNYK_API_TESTS_FOUND";

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
async fn peak(count: usize, manner: &str) -> u64 {
    let service = Routes::new().on("GET", PROJECTS, pages(count)).start().await;
    let found = tempfile::NamedTempFile::new().expect("a file");
    let mut child = Command::new(std::env::current_exe().expect("this program"));
    child.args(["--exact", "walk", "--ignored"]).env(URL, service.url()).env(FOUND, found.path());
    child.env(MANNER, manner).stdout(Stdio::null());
    // The service answers meanwhile.
    let status = spawn_blocking(move || child.status()).await.expect("no panic").expect("the child runs");
    assert!(status.success());
    assert_eq!(service.requests().len(), count / 100);
    let found = fs::read_to_string(found.path()).expect("what the child found");
    let (items, peak) = found.split_once(' ').expect("two numbers");
    assert_eq!(items.parse(), Ok(count));
    peak.parse().expect("a number")
}

/// What runs in the child: each project comes once, and in its order.
#[tokio::test]
#[ignore = "it is started by the other tests, each in a process of its own"]
async fn walk() {
    let (Ok(url), Ok(manner)) = (std::env::var(URL), std::env::var(MANNER)) else { return };
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
    let status = fs::read_to_string("/proc/self/status").expect("Linux tells it");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the peak");
    let peak: u64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
    fs::write(std::env::var(FOUND).expect("a path"), format!("{count} {}", peak * 1024)).expect("it is written");
}

#[tokio::test]
async fn a_hundred_thousand_items_take_no_more_memory_than_a_thousand() {
    let few = peak(1_000, ONE_BY_ONE).await;
    let many = peak(100_000, ONE_BY_ONE).await;
    assert!(many < few + SLACK, "{few} bytes for 1,000 items, {many} for 100,000");
    // The measure is good for something: whoever keeps all items is seen, at a tenth of them.
    let kept = peak(10_000, COLLECTING).await;
    assert!(kept > many + SLACK, "{many} bytes for one page at a time, {kept} for all of 10,000 items");
}

#[tokio::test]
async fn fetching_ahead_takes_no_more_memory_the_longer_the_list() {
    let (few, many) = (peak(1_000, AHEAD).await, peak(100_000, AHEAD).await);
    assert!(many < few + SLACK, "{few} bytes for 1,000 items, {many} for 100,000");
}
