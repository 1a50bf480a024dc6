//! A thousand calls at once on one client, all of them answered or all of them given up.

use std::collections::HashSet;
use std::time::Duration;

use serde_json::json;
use snyk_api::operation::{Family, Period};
use snyk_api::{Client, ClientBuilder, RateLimit};
use snyk_api_tests::busy::Busy;
use snyk_api_tests::loopback::Request;
use snyk_api_tests::service::{Reply, TOKEN, parameter};
use tokio::runtime::Handle;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

const CALLS: usize = 1_000;

fn builder(service: &Busy) -> ClientBuilder {
    snyk_api_recorder::start();
    Client::builder().token(TOKEN).api_url(service.url())
}

/// Every answer is about what was asked for.
fn echo(request: &Request) -> Option<bytes::Bytes> {
    let id = request.path().rsplit('/').next();
    Some(Reply::ok(json!({"id": id, "name": format!("the name of {}", id?)})).kept())
}

/// Makes all calls at once; each gets its own answer.
async fn call_all(client: &Client) {
    let mut calls = JoinSet::new();
    for number in 0..CALLS {
        let (client, id) = (client.clone(), format!("project-{number}"));
        calls.spawn(async move { (client.v1().projects().get("o", &*id).send().await, id) });
    }
    let mut seen = HashSet::new();
    for (project, id) in calls.join_all().await {
        let project = project.expect("an answer");
        assert_eq!((project.id, project.name), (Some(id.as_str().into()), Some(format!("the name of {id}"))));
        seen.insert(id);
    }
    assert_eq!(seen.len(), CALLS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_calls_get_each_its_own_answer() {
    let service = Busy::start(echo);
    let client = builder(&service).build().expect("a client");
    for round in 1..=3 {
        call_all(&client).await;
        assert_eq!(service.requests(), round * CALLS);
        // Later rounds go by the connections of the first one.
        assert!(service.open() <= CALLS, "{} connections", service.open());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_calls_wait_for_their_turn() {
    let service = Busy::start(echo);
    // The third part of them has to wait.
    let limits = RateLimit::documented().limit(Family::V1, 700, Period::Second);
    let client = builder(&service).rate_limit(limits).build().expect("a client");
    call_all(&client).await;
    assert_eq!(service.requests(), CALLS);
    // Whoever may not wait is told so, and nothing is sent: it is the limiter that lets the others pass.
    let limits = RateLimit::none().limit(Family::V1, 700, Period::Hour).max_wait(Duration::from_secs(1));
    let client = builder(&service).rate_limit(limits).build().expect("a client");
    let mut calls = JoinSet::new();
    for _ in 0..CALLS {
        calls.spawn(client.v1().projects().get("o", "p").send());
    }
    let answered = calls.join_all().await.into_iter().filter(Result::is_ok).count();
    assert_eq!((answered, service.requests()), (700, CALLS + 700));
}

/// Waits until something is so.
async fn until(what: &str, holds: impl Fn() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(20), "{what}");
        sleep(Duration::from_millis(2)).await;
    }
}

/// How many tasks there are, besides the test itself.
fn tasks() -> usize {
    Handle::current().metrics().num_alive_tasks()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_calls_that_are_dropped_leave_nothing_behind() {
    let service = Busy::start(|_| None);
    let client = builder(&service).build().expect("a client");
    let mut calls = JoinSet::new();
    for _ in 0..CALLS {
        calls.spawn(client.v1().projects().get("o", "p").send());
    }
    until("all of them wait", || service.waiting() == CALLS).await;
    assert!(tasks() >= CALLS);
    drop(calls);
    until("nobody is there any more", || service.open() == 0 && service.waiting() == 0).await;
    // The client is still there, and does nothing.
    until("no task is left", || tasks() == 0).await;
    assert_eq!(service.requests(), CALLS);
    drop(client);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn walks_that_are_dropped_end_what_they_fetch_ahead() {
    let page =
        |next: &str| Reply::ok(json!({"data": [], "links": {"next": format!("/rest/orgs?starting_after={next}")}}));
    // The second page never comes.
    let service = Busy::start(move |request| match parameter(request.query(), "starting_after") {
        None => Some(page("a").kept()),
        Some(_) => None,
    });
    let client = builder(&service).build().expect("a client");
    let mut walks = Vec::new();
    for _ in 0..100 {
        let mut pages = client.orgs().list().pages().prefetch();
        pages.try_next().await.expect("a page").expect("the first one");
        walks.push(pages);
    }
    until("all of them fetch ahead", || service.waiting() == 100).await;
    drop(walks);
    until("nobody waits any more", || service.waiting() == 0).await;
    // Each connection that is kept has a task, and there is one that closes them when they were idle for long.
    until("no task of a walk is left", || tasks() <= service.open() + 1).await;
    assert_eq!(service.requests(), 200);
}
