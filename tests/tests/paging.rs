//! Lists that come in pages, walked by the public API against a server on this machine.

use std::fmt::Debug;

use serde_json::{Value, json};
use snyk_api::shared::Severity;
use snyk_api::v1::reporting::{ReportedIssueFilters, ReportedIssuesQuery};
use snyk_api::v1::snapshots::{SnapshotFilters, SnapshotsQuery};
use snyk_api::{Error, ErrorKind, Items};
use snyk_api_tests::loopback::Request;
use snyk_api_tests::service::{Reply, Routes, Service, TOKEN, example, parameter, shown};

const ORG: &str = "3d8f7c52-6a1e-4b0d-9f43-c2b7a85e1d60";
const PROJECT: &str = "5e21c9a8-0f7b-4d36-b5e4-98a1f3c60d72";
const PROJECTS: &str = "/rest/orgs/3d8f7c52-6a1e-4b0d-9f43-c2b7a85e1d60/projects";

/// So many pages are more than any of these tests needs.
const TOO_MANY: usize = 50;

/// A project like that of the description's example, with an id of its own.
fn project(example: &Value, index: usize) -> Value {
    let mut project = example.clone();
    project["id"] = format!("project-{index}").into();
    project
}

fn project_example() -> Value {
    example("rest/projects/list.200.json")["data"][0].take()
}

/// A page of one project, `project-N`, with whatever link to the next one.
fn page(example: &Value, index: usize, next: &Value) -> Reply {
    Reply::ok(json!({"data": [project(example, index)], "jsonapi": {"version": "1.0"}, "links": {"next": next}}))
}

/// Projects, one on a page, with a link each; the last link stays.
async fn linked<const N: usize>(links: [Value; N]) -> Service {
    let example = project_example();
    let routes =
        Routes::new().on("GET", PROJECTS, move |_, nth| page(&example, nth, links.get(nth).unwrap_or(&Value::Null)));
    routes.start().await
}

async fn all<T>(items: Items<T>) -> Vec<T> {
    items.collect().await.unwrap_or_else(|error| panic!("{}", shown(&error)))
}

/// Walks until it fails; how many items came before that, and the error.
async fn failure<T: Debug>(mut items: Items<T>) -> (usize, Error) {
    for count in 0..TOO_MANY {
        match items.try_next().await {
            Ok(Some(_)) => {}
            Ok(None) => panic!("the walk ended well after {count} items"),
            Err(error) => {
                assert!(items.try_next().await.expect("an error is told once").is_none(), "a walk ends with its error");
                return (count, error);
            }
        }
    }
    panic!("the walk does not end");
}

fn targets(service: &Service) -> Vec<String> {
    service.requests().into_iter().map(|request| request.target).collect()
}

#[tokio::test]
async fn ten_thousand_projects_come_once_each_and_in_order() {
    let example = project_example();
    // The link is wrong in all but the place, and the place has what a query must not change.
    let script = move |request: &Request, _| {
        let number = parameter(request.query(), "starting_after").map_or(0, |cursor| {
            cursor
                .strip_prefix("v1.p")
                .and_then(|rest| rest.strip_suffix("%3D%2B="))
                .expect("a cursor")
                .parse()
                .expect("its number")
        });
        let data: Vec<_> = (0..100).map(|index| project(&example, number * 100 + index)).collect();
        let next = match number {
            99 => Value::Null,
            _ => {
                format!("{PROJECTS}?version=2020-01-01&origins=other&limit=10&starting_after=v1.p{}%3D%2B=", number + 1)
                    .into()
            }
        };
        Reply::ok(json!({"data": data, "jsonapi": {"version": "1.0"}, "links": {"next": next}}))
    };
    let service = Routes::new().on("GET", PROJECTS, script).start().await;
    let request = service.client().projects().list(ORG).limit(100).origins(["cli", "git,hub"]).tags(["team:a b"]);
    let mut items = request.meta_latest_issue_counts(true).items();
    assert_eq!(service.requests().len(), 0, "nothing is sent before an item is asked for");
    for index in 0..10_000 {
        let project = items.try_next().await.expect("a page").expect("an item");
        assert_eq!(project.id.as_str(), format!("project-{index}"));
        assert_eq!(project.attributes.name, "acme/shop:package.json");
        if index % 1000 == 99 {
            assert_eq!(service.requests().len(), index / 100 + 1, "a page is fetched when it is needed");
        }
    }
    assert!(items.try_next().await.expect("the end").is_none());
    assert!(items.try_next().await.expect("the end again").is_none());

    let targets = targets(&service);
    let filters = "limit=100&origins=cli,git%2Chub&tags=team%3Aa%20b&meta.latest_issue_counts=true";
    assert_eq!(targets[0], format!("{PROJECTS}?version=2024-05-31&{filters}"));
    assert_eq!(targets.len(), 100);
    for (number, target) in targets.iter().enumerate().skip(1) {
        assert_eq!(*target, format!("{}&starting_after=v1.p{number}%3D%2B=", targets[0]));
        assert_eq!(target.matches("version=").count(), 1);
    }
    for request in service.requests() {
        assert_eq!(request.header("authorization"), [format!("token {TOKEN}")]);
    }
}

#[tokio::test]
async fn a_walk_fetches_no_more_than_is_asked_for() {
    let next = |cursor: &str| json!(format!("{PROJECTS}?starting_after={cursor}"));
    let service = linked([next("a"), next("b"), next("c")]).await;
    let client = service.client();
    let mut pages = client.projects().list(ORG).pages();
    for count in 1..=2 {
        let page = pages.try_next().await.expect("a page").expect("one more");
        assert_eq!(page.data.len(), 1);
        assert!(page.links.is_some());
        assert_eq!(service.requests().len(), count);
    }
    drop(pages);
    tokio::task::yield_now().await;
    assert_eq!(service.requests().len(), 2);
    // A call can start anywhere, and a page before is no matter once there is one behind.
    let mut items = client.projects().list(ORG).ending_before("z").items();
    assert!(items.try_next().await.expect("a page").is_some());
    assert!(items.try_next().await.expect("a page").is_some());
    let targets = targets(&service);
    assert_eq!(targets[2], format!("{PROJECTS}?version=2024-05-31&ending_before=z"));
    assert_eq!(targets[3], format!("{PROJECTS}?version=2024-05-31&starting_after=c"));
}

#[tokio::test]
async fn links_come_in_many_forms() {
    let service = linked([json!(""), json!("")]).await;
    assert_eq!(all(service.client().projects().list(ORG).items()).await.len(), 1, "an empty link is none");
    drop(service);

    let example = project_example();
    let script = move |request: &Request, nth: usize| {
        let host = request.header("host")[0];
        let next = match nth {
            0 => json!({"href": format!("{PROJECTS}?starting_after=a"), "meta": {}}),
            1 => json!(format!("/orgs/{ORG}/projects?version=2024-05-31&starting_after=b")),
            2 => json!(format!("http://{host}{PROJECTS}?starting_after=c&limit=10")),
            3 => json!("?starting_after=d"),
            4 => json!(format!("projects?starting%5Fafter=e&starting_after=")),
            _ => json!({"href": null}),
        };
        page(&example, nth, &next)
    };
    let service = Routes::new().on("GET", PROJECTS, script).start().await;
    let projects = all(service.client().projects().list(ORG).limit(20).items()).await;
    let ids: Vec<_> = projects.iter().map(|project| project.id.as_str().to_owned()).collect();
    assert_eq!(ids, (0..6).map(|index| format!("project-{index}")).collect::<Vec<_>>());
    let cursors: Vec<_> = service
        .requests()
        .iter()
        .map(|request| parameter(request.query(), "starting_after").map(str::to_owned))
        .collect();
    assert_eq!(
        cursors,
        [None, Some("a"), Some("b"), Some("c"), Some("d"), Some("e")].map(|cursor| cursor.map(str::to_owned))
    );
    assert!(
        service.requests().iter().all(|request| request.path() == PROJECTS && request.query().contains("limit=20"))
    );
}

#[tokio::test]
async fn an_empty_page_is_not_the_end() {
    let example = project_example();
    let script = move |_: &Request, nth: usize| match nth {
        0 => page(&example, 0, &json!(format!("{PROJECTS}?starting_after=a"))),
        1 => Reply::ok(json!({"data": [], "links": {"next": format!("{PROJECTS}?starting_after=b")}})),
        // A list without the list itself has been seen too.
        2 => {
            Reply::ok(json!({"jsonapi": {"version": "1.0"}, "links": {"next": format!("{PROJECTS}?starting_after=c")}}))
        }
        3 => page(&example, 3, &Value::Null),
        _ => Reply::status(500),
    };
    let service = Routes::new().on("GET", PROJECTS, script).start().await;
    let projects = all(service.client().projects().list(ORG).items()).await;
    let ids: Vec<_> = projects.iter().map(|project| project.id.as_str()).collect();
    assert_eq!(ids, ["project-0", "project-3"]);
    assert_eq!(service.requests().len(), 4);
}

#[tokio::test]
async fn audit_logs_have_cursor_and_size() {
    let path = format!("/rest/orgs/{ORG}/audit_logs/search");
    let log = example("rest/audit_logs/search_for_org.200.json")["data"]["items"][0].take();
    let link = path.clone();
    let script = move |request: &Request, _| {
        let number: usize = parameter(request.query(), "cursor").map_or(0, |cursor| cursor.parse().expect("a number"));
        let items: Vec<_> = (0..20)
            .map(|index| {
                let mut log = log.clone();
                log["event"] = format!("event-{}", number * 20 + index).into();
                log
            })
            .collect();
        let next = (number < 4).then(|| format!("{link}?cursor={}&size=1", number + 1));
        Reply::ok(json!({"data": {"items": items, "type": "audit_logs"}, "links": {"next": next}}))
    };
    let service = Routes::new().on("GET", path.as_str(), script).start().await;
    let request = service.client().audit_logs().search_for_org(ORG).from_("2025-02-01T00:00:00Z").size(20);
    let logs = all(request.events(["org.user.invite", "org.create"]).items()).await;
    let events: Vec<_> = logs.iter().map(|log| log.event.clone()).collect();
    assert_eq!(events, (0..100).map(|index| format!("event-{index}")).collect::<Vec<_>>());
    let targets = targets(&service);
    assert_eq!(targets.len(), 5);
    assert!(targets[0].contains("events=org.user.invite&events=org.create") && targets[0].contains("size=20"));
    for (number, target) in targets.iter().enumerate().skip(1) {
        assert_eq!(*target, format!("{}&cursor={number}", targets[0]));
    }
}

#[tokio::test]
async fn package_issues_have_an_offset() {
    let path = format!("/rest/orgs/{ORG}/packages/pkg%3Anpm%2F%40acme%2Fshop%401.4.0/issues");
    let issue = example("rest/package_issues/list.200.json")["data"][0].take();
    let link = path.clone();
    let script = move |request: &Request, _| {
        let offset: usize = parameter(request.query(), "offset").map_or(0, |offset| offset.parse().expect("a number"));
        let data: Vec<_> = (offset..(offset + 100).min(250))
            .map(|index| {
                let mut issue = issue.clone();
                issue["id"] = format!("issue-{index}").into();
                issue
            })
            .collect();
        let next = (offset < 200).then(|| format!("{link}?version=2025-11-05&offset={}&limit=100", offset + 100));
        Reply::ok(json!({"data": data, "links": {"next": next}}))
    };
    let service = Routes::new().on("GET", path.as_str(), script).start().await;
    let client = service.client();
    let purl = "pkg:npm/@acme/shop@1.4.0";
    let issues = all(client.package_issues().list(ORG, purl).limit(100).items()).await;
    let ids: Vec<_> = issues.iter().filter_map(|issue| issue.id.as_ref()).map(|id| id.as_str().to_owned()).collect();
    assert_eq!(ids, (0..250).map(|index| format!("issue-{index}")).collect::<Vec<_>>());
    let first = format!("{path}?version=2025-11-05&limit=100");
    assert_eq!(targets(&service), [first.clone(), format!("{first}&offset=100"), format!("{first}&offset=200")]);
    // From the middle on.
    assert_eq!(all(client.package_issues().list(ORG, purl).offset(200).limit(100).items()).await.len(), 50);
    assert_eq!(targets(&service)[3..], [format!("{path}?version=2025-11-05&offset=200&limit=100")]);
}

/// A page of two paths of v1, where the answer tells the next page in one way or in the other.
fn paths(request: &Request, in_header: bool) -> Reply {
    let number: usize = parameter(request.query(), "page").map_or(1, |page| page.parse().expect("a number"));
    let paths: Vec<_> =
        (0..2).map(|index| json!([{"name": format!("path-{}", number * 2 + index), "version": "1.0.0"}])).collect();
    let next = (number < 3)
        .then(|| format!("http://{}{}?page={}&perPage=7", request.header("host")[0], request.path(), number + 1));
    let body = |links: Value| json!({"snapshotId": "f1a7d260", "paths": paths, "total": 6, "links": links});
    match (in_header, next) {
        (true, Some(next)) => Reply::ok(body(json!({})))
            .header("link", format!("<{}>; rel=prev, <{next}>; rel=\"next\"; title=\"a, b\"", "http://a")),
        (false, Some(next)) => Reply::ok(body(json!({"next": next}))),
        (_, None) => Reply::ok(body(json!({"prev": "http://a/?page=2"}))),
    }
}

#[tokio::test]
async fn issue_paths_have_numbers_and_links() {
    for in_header in [false, true] {
        let path = format!("/v1/org/{ORG}/project/{PROJECT}/issue/npm%3Ams%3A20170412/paths");
        let service = Routes::new().on("GET", path.as_str(), move |request, _| paths(request, in_header)).start().await;
        let request = service.client().v1().projects().list_issue_paths(ORG, PROJECT, "npm:ms:20170412").per_page(2);
        let names: Vec<_> = all(request.items()).await.iter().map(|path| path[0].name.clone()).collect();
        let expected: Vec<_> = (2..8).map(|index| json!(format!("path-{index}"))).collect();
        assert_eq!(serde_json::to_value(names).expect("names"), json!(expected), "in the header: {in_header}");
        let first = format!("{path}?perPage=2");
        assert_eq!(targets(&service), [first.clone(), format!("{first}&page=2"), format!("{first}&page=3")]);
    }
}

#[tokio::test]
async fn a_search_by_post_is_repeated_with_its_body() {
    let path = format!("/v1/org/{ORG}/project/{PROJECT}/history");
    let snapshot = example("v1/snapshots/list.200.json")["snapshots"][0].take();
    let script = move |request: &Request, nth: usize| {
        let mut snapshot = snapshot.clone();
        snapshot["id"] = format!("snapshot-{nth}").into();
        let reply = Reply::ok(json!({"snapshots": [snapshot], "total": 3}));
        let next = format!("<http://{}{}?page={}>; rel=next", request.header("host")[0], request.path(), nth + 2);
        if nth < 2 { reply.header("link", next) } else { reply }
    };
    let service = Routes::new().on("POST", path.as_str(), script).start().await;
    let query = SnapshotsQuery::new().filters(SnapshotFilters::new().image_id("sha256:1f3a"));
    let request = service.client().v1().snapshots().list(ORG, PROJECT, query).per_page(1).page(1);
    let ids: Vec<_> = all(request.items()).await.iter().map(|snapshot| snapshot.id.as_str().to_owned()).collect();
    assert_eq!(ids, ["snapshot-0", "snapshot-1", "snapshot-2"]);
    let requests = service.requests();
    assert_eq!(targets(&service), [1, 2, 3].map(|page| format!("{path}?perPage=1&page={page}")));
    for request in &requests {
        assert_eq!(request.body, br#"{"filters":{"imageId":"sha256:1f3a"}}"#);
        assert_eq!(request.header("content-type"), requests[0].header("content-type"));
    }
}

#[tokio::test]
async fn reports_are_walked_by_their_total() {
    let issue = example("v1/reporting/list_issues.200.json")["results"][0].take();
    let script = move |request: &Request, _| {
        let page: usize = parameter(request.query(), "page").map_or(1, |page| page.parse().expect("a number"));
        let results: Vec<_> = ((page - 1) * 100..(page * 100).min(201))
            .map(|index| {
                let mut issue = issue.clone();
                issue["issue"]["id"] = format!("issue-{index}").into();
                issue
            })
            .collect();
        Reply::ok(json!({"results": results, "total": 201}))
    };
    let service = Routes::new().on("POST", "/v1/reporting/issues", script).start().await;
    let filters = ReportedIssueFilters::new([ORG]).severity([Severity::High]);
    #[expect(deprecated, reason = "it is still there, and no other operation is walked by a total alone")]
    let request =
        service.client().v1().reporting().list_issues("2025-01-01", "2025-01-31", ReportedIssuesQuery::new(filters));
    let issues = serde_json::to_value(all(request.per_page(100).items()).await).expect("issues");
    let ids: Vec<_> = issues.as_array().expect("a list").iter().map(|issue| issue["issue"]["id"].clone()).collect();
    assert_eq!(ids, (0..201).map(|index| json!(format!("issue-{index}"))).collect::<Vec<_>>());
    let requests = service.requests();
    assert_eq!(requests.len(), 3);
    for (index, request) in requests.iter().enumerate() {
        assert_eq!(parameter(request.query(), "page"), [None, Some("2"), Some("3")][index]);
        assert_eq!(request.target.replace(&format!("&page={}", index + 1), ""), requests[0].target);
        let body: Value = serde_json::from_slice(&request.body).expect("JSON");
        assert_eq!(body, json!({"filters": {"orgs": [ORG], "severity": ["high"]}}));
    }
}

#[tokio::test]
async fn cursors_that_go_in_a_circle_end_the_walk() {
    let next = |cursor: &str| json!(format!("{PROJECTS}?starting_after={cursor}"));
    for (links, sent) in [
        ([next("a"), next("a"), next("a"), next("a")], 2),
        ([next("a"), next("b"), next("a"), next("b")], 3),
        ([next("a%3D"), next("b"), next("a="), Value::Null], 3),
    ] {
        let service = linked(links).await;
        let (count, error) = failure(service.client().projects().list(ORG).items()).await;
        assert_eq!((count, service.requests().len()), (sent, sent));
        assert_eq!(error.kind(), ErrorKind::Paging);
        let text = shown(&error);
        assert!(text.starts_with("rest.projects.list (GET /orgs/{org_id}/projects): "), "{text}");
        assert!(text.contains("goes in a circle") && text.contains("starting_after"), "{text}");
    }
}

#[tokio::test]
async fn links_to_elsewhere_are_neither_followed_nor_repeated() {
    let elsewhere = Routes::new().start().await;
    let host = elsewhere.url();
    let bare = host.trim_start_matches("http://");
    for (link, said) in [
        (format!("{host}{PROJECTS}?starting_after={TOKEN}"), format!("another host, {host}")),
        (format!("//{bare}{PROJECTS}?starting_after=a"), format!("another host, {host}")),
        (format!("http://{TOKEN}:{TOKEN}@{bare}/?starting_after=a"), format!("another host, {host}")),
        (format!("https://{bare}{PROJECTS}?starting_after=a"), format!("another host, https://{bare}")),
        (
            "https://api.snyk.example/rest?starting_after=a".to_owned(),
            "another host, https://api.snyk.example".to_owned(),
        ),
        (format!("/rest?token={TOKEN}"), "no `starting_after`".to_owned()),
        (format!("http://[{TOKEN}"), "no address".to_owned()),
    ] {
        let service = linked([json!(link)]).await;
        let (count, error) = failure(service.client().projects().list(ORG).items()).await;
        assert_eq!((count, service.requests().len()), (1, 1), "{link}: the page that came is good");
        assert_eq!((error.kind(), error.is_paging()), (ErrorKind::Paging, true));
        assert_eq!(error.operation().map(|operation| operation.name), Some("rest.projects.list"));
        let text = shown(&error);
        assert!(text.contains("rest.projects.list") && text.contains(&said), "{link}: {text}");
        // What kind of address it was is all that may be told: the rest may hold anything.
        assert!(!text.contains("@127"), "{text}");
    }
    // In headers, too.
    let link = format!("<{host}/v1?page=2>; rel=next");
    let path = format!("/v1/org/{ORG}/project/{PROJECT}/issue/a/paths");
    let reply = move |_: &Request, _| Reply::ok(json!({"paths": [[]], "total": 9})).header("link", link.clone());
    let service = Routes::new().on("GET", path, reply).start().await;
    let (_, error) = failure(service.client().v1().projects().list_issue_paths(ORG, PROJECT, "a").items()).await;
    assert!(shown(&error).contains("another host"), "{error}");
    assert_eq!(service.requests().len(), 1);
    assert_eq!(elsewhere.calls(), [""; 0], "no other host is ever called");
}

#[tokio::test]
async fn a_page_that_fails_ends_the_walk_and_tells_no_token() {
    let elsewhere = Routes::new().start().await;
    let url = elsewhere.url();
    let said = json!({"errors": [{"status": "500", "title": "Oops", "detail": format!("token {TOKEN} is not good")}]});
    for (reply, kind) in [
        (Reply::json(500, &said), ErrorKind::Status),
        (Reply::json(403, &said).header("snyk-request-id", TOKEN), ErrorKind::Status),
        (Reply::json(410, &said), ErrorKind::Gone),
        (Reply::json(302, &said).header("location", format!("{url}/{TOKEN}")), ErrorKind::Redirect),
        (Reply::ok(json!({"data": [{"id": TOKEN}]})), ErrorKind::Decode),
        (Reply::ok(format!("{{\"data\": \"{TOKEN}\"}}")), ErrorKind::Decode),
        (Reply::ok(TOKEN), ErrorKind::Decode),
    ] {
        let first = page(&project_example(), 0, &json!(format!("{PROJECTS}?starting_after={TOKEN}")));
        let service = Routes::new().replies("GET", PROJECTS, [first, reply]).start().await;
        let (count, error) = failure(service.client().projects().list(ORG).items()).await;
        assert_eq!((count, service.requests().len(), error.kind()), (1, 2, kind), "{error}");
        assert!(shown(&error).starts_with("rest.projects.list "), "{error}");
    }
    assert_eq!(elsewhere.calls(), [""; 0], "no redirect is followed");
}
