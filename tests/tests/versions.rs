//! Versions of REST operations, and what the table of operations says of them.

use std::collections::HashSet;

use serde_json::json;
use snyk_api::operation::{Family, Method, Place, Stability};
use snyk_api::{CallOptions, Client, ErrorKind, OPERATIONS};
use snyk_api_tests::service::{Reply, Routes, Service, TOKEN, example, shown};

const ORG: &str = "3d8f7c52-6a1e-4b0d-9f43-c2b7a85e1d60";
const PROJECT: &str = "5e21c9a8-0f7b-4d36-b5e4-98a1f3c60d72";
const PROJECTS: &str = "/rest/orgs/3d8f7c52-6a1e-4b0d-9f43-c2b7a85e1d60/projects";
const JOBS: &str = "/rest/orgs/3d8f7c52-6a1e-4b0d-9f43-c2b7a85e1d60/test_jobs/j";

#[test]
fn every_rest_operation_has_a_version_as_stable_as_it_is() {
    assert!(OPERATIONS.len() == 304, "the table is there");
    for operation in OPERATIONS {
        let name = operation.name;
        let Family::Rest = operation.family else {
            assert_eq!((operation.version, operation.stability), (None, Stability::Ga), "{name}");
            continue;
        };
        // The documents of the API themselves have no versions of their own.
        let Some(version) = operation.version else {
            assert_eq!((operation.area, operation.stability), ("openapi", Stability::Ga), "{name}");
            continue;
        };
        let (date, stability) = version.split_once('~').unwrap_or((version, "ga"));
        let expected = match operation.stability {
            Stability::Ga => "ga",
            Stability::Beta => "beta",
            Stability::Experimental => "experimental",
        };
        assert_eq!(stability, expected, "{name}: {version}");
        let shape: String = date.chars().map(|char| if char.is_ascii_digit() { '0' } else { char }).collect();
        assert_eq!(shape, "0000-00-00", "{name}: {version}");
        // The version is the client's own to set: an argument for it would stand beside it.
        let is_version = |name: &str| name.eq_ignore_ascii_case("version");
        assert!(
            !operation.parameters.iter().any(|parameter| parameter.place == Place::Query && is_version(parameter.name)),
            "{name}"
        );
    }
    let stabilities: HashSet<_> =
        OPERATIONS.iter().map(|operation| operation.stability).map(|it| format!("{it:?}")).collect();
    assert!(stabilities.contains("Ga") && stabilities.contains("Beta"), "{stabilities:?}");
}

#[test]
fn the_table_is_coherent() {
    let names: HashSet<_> = OPERATIONS.iter().map(|operation| operation.name).collect();
    assert_eq!(names.len(), OPERATIONS.len(), "names are unique");
    let places: HashSet<_> =
        OPERATIONS.iter().map(|operation| (operation.family, operation.method, operation.path)).collect();
    assert_eq!(places.len(), OPERATIONS.len(), "addresses are unique");
    for operation in OPERATIONS {
        let name = operation.name;
        let holes: Vec<_> =
            operation.path.split('{').skip(1).filter_map(|hole| hole.split_once('}')).map(|(hole, _)| hole).collect();
        let of_path = operation.parameters.iter().filter(|parameter| parameter.place == Place::Path);
        assert_eq!(of_path.map(|parameter| parameter.name).collect::<Vec<_>>(), holes, "{name}");
        if let Some(poll) = &operation.poll {
            for step in [Some(poll.via), poll.then].into_iter().flatten() {
                assert!(names.contains(step.name), "{name}: {}", step.name);
                assert_eq!((step.method, step.version), (Method::Get, operation.version), "{name}: {}", step.name);
            }
        }
    }
}

#[test]
fn deprecated_operations_tell_what_replaces_them() {
    let deprecated = || OPERATIONS.iter().filter_map(|operation| Some((operation, operation.deprecated?)));
    let replacement =
        |name: &str| deprecated().find(|(operation, _)| operation.name == name).and_then(|(_, it)| it.replacement);
    assert_eq!(replacement("rest.apps_by_client_id.create"), Some("rest.apps.create"));
    assert_eq!(replacement("rest.app_bots.list"), Some("rest.app_installs.list_for_org"));
    // The docs name two things in place of these, so that there is only a text.
    let reports: Vec<_> = deprecated().filter(|(operation, _)| operation.area == "reporting").collect();
    assert_eq!(reports.len(), OPERATIONS.iter().filter(|operation| operation.area == "reporting").count());
    assert!(reports.iter().all(|(_, it)| it.docs.is_some_and(|docs| docs.contains("export of REST"))));
    for (operation, ending) in deprecated() {
        assert!(ending.replacement.is_some() || ending.docs.is_some(), "{} tells nothing", operation.name);
        let Some(name) = ending.replacement else { continue };
        let other = OPERATIONS.iter().find(|other| other.name == name);
        let other = other.unwrap_or_else(|| panic!("{} is replaced by {name}, which is not there", operation.name));
        assert_eq!(other.deprecated, None, "{name} replaces {}", operation.name);
    }
}

/// A service that has a project, a list of them, a job, and a project of v1.
async fn service() -> Service {
    let job = Reply::ok(example("rest/tests/get_job.200.json"));
    Routes::new()
        .replies("GET", PROJECTS, [Reply::ok(json!({"data": [], "links": {}}))])
        .replies("GET", format!("{PROJECTS}/{PROJECT}"), [Reply::ok(example("rest/projects/get.200.json"))])
        .replies("GET", JOBS, [job])
        .replies("GET", format!("/v1/org/{ORG}/project/{PROJECT}"), [Reply::ok(example("v1/projects/get.200.json"))])
        .start()
        .await
}

/// Makes four calls; the queries of what was sent.
async fn queries(service: &Service, client: &Client, options: &CallOptions) -> Vec<String> {
    let before = service.requests().len();
    client.projects().list(ORG).options(options.clone()).send().await.expect("a list");
    client.projects().get(ORG, PROJECT).options(options.clone()).send().await.expect("a project");
    client.tests().get_job(ORG, "j").options(options.clone()).send().await.expect("a job");
    client.v1().projects().get(ORG, PROJECT).options(options.clone()).send().await.expect("a project of v1");
    service.requests()[before..].iter().map(|request| request.query().to_owned()).collect()
}

#[tokio::test]
async fn the_closest_version_is_asked_for() {
    let service = service().await;
    let none = CallOptions::new();
    let own = service.client();
    let sent = queries(&service, &own, &none).await;
    assert_eq!(sent, ["version=2024-05-31", "version=2024-05-31", "version=2024-10-15~beta", ""]);

    let of_client = service.builder().rest_version("2025-11-05").build().expect("a client");
    let one = "version=2025-11-05";
    assert_eq!(queries(&service, &of_client, &none).await, [one, one, one, ""]);

    let of_call = CallOptions::new().version("2026-01-20~experimental");
    let one = "version=2026-01-20~experimental";
    assert_eq!(queries(&service, &own, &of_call).await, [one, one, one, ""]);
    assert_eq!(queries(&service, &of_client, &of_call).await, [one, one, one, ""], "the call comes before the client");
    assert_eq!(queries(&service, &own, &none).await[0], "version=2024-05-31", "the call's is not kept");
}

#[tokio::test]
async fn what_is_no_version_is_never_sent() {
    let service = service().await;
    for bad in ["", "beta", "2024-10-15~wip", "2024-10-15&a=b"] {
        let error = service.client().projects().list(ORG).options(CallOptions::new().version(bad)).send().await;
        let error = error.expect_err(bad);
        assert_eq!((error.kind(), error.was_sent()), (ErrorKind::InvalidArgument, false));
        assert!(shown(&error).contains("2024-10-15~beta"), "{error}");
        let error = service.builder().rest_version(bad).build().expect_err(bad);
        assert_eq!(error.kind(), ErrorKind::Configuration, "{bad}");
    }
    assert_eq!(service.calls(), [""; 0]);
}

#[tokio::test]
async fn answers_tell_the_version_that_was_served() {
    let reply = Reply::ok(json!({"data": []}))
        .header("snyk-version-requested", "2024-05-31")
        .header("snyk-version-served", "2023-11-06")
        .header("snyk-version-lifecycle-stage", "deprecated")
        .header("deprecation", "Sat, 01 Feb 2025 00:00:00 GMT")
        .header("sunset", "Fri, 01 Aug 2025 00:00:00 GMT")
        .header("snyk-request-id", "r-1");
    let service = Routes::new().replies("GET", PROJECTS, [reply, Reply::ok(json!({"data": []}))]).start().await;
    let client = service.client();
    let response = client.projects().list(ORG).response().await.expect("a list");
    assert_eq!((response.version_requested(), response.version_served()), (Some("2024-05-31"), Some("2023-11-06")));
    assert_eq!((response.lifecycle_stage(), response.request_id()), (Some("deprecated"), Some("r-1")));
    assert_eq!(response.deprecation(), Some("Sat, 01 Feb 2025 00:00:00 GMT"));
    assert_eq!(response.sunset(), Some("Fri, 01 Aug 2025 00:00:00 GMT"));
    assert!(!format!("{response:?}").contains(TOKEN));

    let response = client.projects().list(ORG).response().await.expect("a list");
    assert_eq!((response.version_requested(), response.version_served()), (None, None));
    assert_eq!((response.lifecycle_stage(), response.deprecation(), response.sunset()), (None, None, None));
}

#[tokio::test]
async fn limits_of_arguments_are_checked_before_anything_is_sent() {
    let service = service().await;
    let client = service.client();
    for limit in [15, 0, 5, 110, -10] {
        let request = client.projects().list(ORG).limit(limit);
        let error = request.clone().send().await.expect_err("it is refused");
        assert_eq!((error.kind(), error.was_sent()), (ErrorKind::InvalidArgument, false), "{limit}");
        let text = shown(&error);
        assert!(text.starts_with("rest.projects.list ") && text.contains("limit"), "{text}");
        // The other ends of the same call see it too.
        let error = request.clone().items().try_next().await.expect_err("it is refused");
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
        let error = request.pages().try_next().await.expect_err("it is refused");
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    }
    let error = client.projects().list(ORG).limit(15).send().await.expect_err("it is refused");
    assert!(error.to_string().contains("10"), "the steps are told: {error}");
    assert_eq!(service.calls(), [""; 0]);
    client.projects().list(ORG).limit(20).send().await.expect("20 is allowed");
    assert_eq!(service.calls(), [format!("GET {PROJECTS}?version=2024-05-31&limit=20")]);
}
