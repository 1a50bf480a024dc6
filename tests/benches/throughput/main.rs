//! How fast the client is, beside a program that does the same by hand with reqwest and serde.
//!
//! `cargo bench -p snyk-api-tests --bench throughput`, with `-- ROUNDS` for another number than 7.
//!
//! Two loads, each with plain and with packed answers: calls of one operation (`GET /orgs/{}/projects/{}`, 2 kB), 1,000 at once, ten
//! times over, on one shared client; and a walk through 100,000 projects, 100 on a page (200 kB). What makes it fair:
//!
//! - Both take turns in one process and one run, and who begins changes from round to round. Medians are told.
//! - Both have the same version of reqwest and serde, the same features and settings of the HTTP client, one runtime of the same
//!   kind (`current_thread`), and a client of their own whose connections are kept.
//! - The other one decodes all members that the client does, into types as somebody would write them; it looks at the status and
//!   follows `links.next`. It has no retries, no limit on the size of answers, no errors that name a place, and its walk trusts whatever link it gets.
//! - The service is a process of its own, and its answers are made before it is asked. With two processors at least it does
//!   not take the client's time; where it is the slower of the two, the wall clock tells about it, and the processor time still
//!   about the client. Both are told.
//!
//! Nothing here is asserted but that all answers came: speed is for people to look at.

mod by_hand;
mod measure;
mod service;

use std::env;
use std::io::{self, Write};
use std::process::ExitCode;

use self::by_hand::ByHand;
use self::measure::{Cost, Table};
use snyk_api::Client;
use snyk_api_tests::service::TOKEN;
use tokio::runtime::Builder;
use tokio::task::JoinSet;

/// Calls at once, and how often so many.
const AT_ONCE: usize = 1_000;
const TIMES: usize = 10;

/// Items of the list, and how many there are on a page.
const ITEMS: usize = 100_000;
const ON_A_PAGE: usize = 100;

const ROUNDS: usize = 7;

const ORG: &str = "3d8f7c52-6a1e-4b0d-9f43-c2b7a85e1d60";
const PROJECT: &str = "5e21c9a8-0f7b-4d36-b5e4-98a1f3c60d72";

fn main() -> ExitCode {
    if env::var_os(service::ROLE).is_some() {
        service::run();
        return ExitCode::SUCCESS;
    }
    // Cargo passes `--bench`.
    let rounds = env::args().find_map(|argument| argument.parse().ok()).unwrap_or(ROUNDS);
    let (mut child, url) = service::start();
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let table = runtime.block_on(compare(&url, rounds));
    child.kill().and_then(|()| child.wait()).expect("the service ends");
    match write!(io::stdout(), "{table}") {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

async fn compare(url: &str, rounds: usize) -> Table {
    let mut table = Table::default();
    for answers in service::KINDS {
        let base = format!("{url}/{answers}/rest");
        let ours = Client::builder().token(TOKEN).api_url(url).rest_url(&base);
        let ours = ours.build().expect("a client");
        let theirs = ByHand::new(&base);
        // One of each before anything is measured: connections, memory, pages of the service.
        our_calls(&ours).await;
        their_calls(&theirs).await;
        our_walk(&ours).await;
        their_walk(&theirs).await;
        let (calls, items) = (AT_ONCE * TIMES, ITEMS);
        for round in 0..rounds {
            for second in [false, true] {
                if (round % 2 == 0) == second {
                    table.add(("calls", answers, "by hand"), Cost::of(calls, their_calls(&theirs)).await);
                    table.add(("items", answers, "by hand"), Cost::of(items, their_walk(&theirs)).await);
                } else {
                    table.add(("calls", answers, "snyk-api"), Cost::of(calls, our_calls(&ours)).await);
                    table.add(("items", answers, "snyk-api"), Cost::of(items, our_walk(&ours)).await);
                }
            }
        }
    }
    table
}

async fn our_calls(client: &Client) {
    for _ in 0..TIMES {
        let mut calls = JoinSet::new();
        for _ in 0..AT_ONCE {
            calls.spawn(client.projects().get(ORG, PROJECT).send());
        }
        while let Some(project) = calls.join_next().await {
            assert_eq!(project.expect("no panic").expect("an answer").id.as_str(), PROJECT);
        }
    }
}

async fn their_calls(client: &ByHand) {
    for _ in 0..TIMES {
        let mut calls = JoinSet::new();
        for _ in 0..AT_ONCE {
            let client = client.clone();
            calls.spawn(async move { client.project(ORG, PROJECT).await });
        }
        while let Some(project) = calls.join_next().await {
            assert_eq!(project.expect("no panic").expect("an answer").id, PROJECT);
        }
    }
}

async fn our_walk(client: &Client) {
    let mut items = client.projects().list(ORG).limit(ON_A_PAGE as i64).items();
    let mut count = 0;
    while let Some(project) = items.try_next().await.expect("a page") {
        count += usize::from(project.id.as_str() == PROJECT);
    }
    assert_eq!(count, ITEMS);
}

async fn their_walk(client: &ByHand) {
    let mut next = Some(client.first_page(ORG, ON_A_PAGE));
    let mut count = 0;
    while let Some(url) = next {
        let page = client.page(&url).await.expect("a page");
        count += page.data.iter().filter(|project| project.id == PROJECT).count();
        next = page.links.next.map(|link| client.resolve(&link));
    }
    assert_eq!(count, ITEMS);
}
