//! Lists that come in pages, as a program walks through them.

use std::future::poll_fn;
use std::pin::Pin;

use futures_core::Stream;

use crate::server::Server;

/// Pages of one path each; the last one links to no other.
fn pages(count: usize) -> Vec<String> {
    let body = |page| match page < count {
        true => {
            format!(r#"{{"paths": [[{{"name": "p{page}"}}]], "links": {{"next": "/x?perPage=9&page={}"}}}}"#, page + 1)
        }
        false => {
            format!(r#"{{"paths": [[{{"name": "p{page}"}}]], "total": {count}, "links": {{"prev": "/x?page=1"}}}}"#)
        }
    };
    (1..=count).map(body).collect()
}

/// Takes the next one out of any stream, as the crates do that are made for streams.
async fn next<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    poll_fn(|context| Pin::new(&mut *stream).poll_next(context)).await
}

fn targets(server: &Server) -> Vec<String> {
    let target = |request: String| request.split(' ').nth(1).expect("a request line").to_owned();
    server.received().into_iter().map(target).collect()
}

#[tokio::test]
async fn items_in_a_loop() {
    let server = Server::pages(&pages(3)).await;
    let request = server.client().v1().projects().list_issue_paths("o", "p", "i").per_page(1).snapshot_id("s");
    let mut items = request.items();
    assert_eq!(server.received().len(), 0);
    let mut names = Vec::new();
    while let Some(path) = items.try_next().await.expect("a path") {
        names.push(path[0].name.clone());
    }
    assert_eq!(names, ["p1", "p2", "p3"]);
    let base = "/v1/org/o/project/p/issue/i/paths?perPage=1&snapshotId=s";
    assert_eq!(targets(&server), [base.to_owned(), format!("{base}&page=2"), format!("{base}&page=3")]);
}

#[tokio::test]
async fn pages_by_stream_in_another_task() {
    let server = Server::pages(&pages(2)).await;
    let mut pages = server.client().v1().projects().list_issue_paths("o", "p", "i").pages();
    let totals = tokio::spawn(async move {
        let mut totals = Vec::new();
        while let Some(page) = next(&mut pages).await {
            totals.push(page.expect("a page").total);
        }
        totals
    });
    assert_eq!(totals.await.expect("no panic"), [None, Some(2.into())]);
}

#[tokio::test]
async fn a_page_that_cannot_be_read() {
    let mut bodies = pages(2);
    bodies[1] = r#"{"paths": [[{"name": "a"}], [{"name": 5}]]}"#.into();
    let server = Server::pages(&bodies).await;
    let mut items = server.client().v1().projects().list_issue_paths("o", "p", "i").items();
    assert!(next(&mut items).await.is_some_and(|item| item.is_ok()));
    let error = next(&mut items).await.expect("an error").expect_err("the second page");
    assert_eq!((error.is_decode(), error.json_path()), (true, Some("$.paths[1][0].name")));
    assert!(next(&mut items).await.is_none());
    assert_eq!(server.received().len(), 2);
}
