//! What is made of answers that went well.

use snyk_api::shared::TestFrequency;
use snyk_api::v1::projects::Tag;
use snyk_api::{Loose, Timestamp};

use crate::server::{Reaction, Server, TOKEN};

#[tokio::test]
async fn known_unknown_and_absent_members() {
    let server = Server::json(
        r#"{"new": {"deep": [1]}, "id": "p", "testFrequency": "hourly", "totalDependencies": null, "hostname": null,
            "created": "2024-10-15T09:41:00.123Z", "issueCountsBySeverity": {"low": 1, "medium": 2.0, "high": 3},
            "tags": [{"key": "k", "value": "v"}, "odd"], "owner": null}"#,
    )
    .await;
    let project = server.client().v1().projects().get("o", "p").send().await.expect("a project");
    assert_eq!(project.id.as_ref().map(AsRef::as_ref), Some("p"));
    assert_eq!(project.name, None);
    assert_eq!(project.total_dependencies, None);
    assert_eq!(project.created, Some(Timestamp::from("2024-10-15T09:41:00.123Z")));
    assert!(matches!(&project.test_frequency, Some(TestFrequency::UnknownValue(value)) if value.as_str() == "hourly"));
    assert_eq!(project.issue_counts_by_severity.expect("counts").medium, Some(2.into()));
    let tags = project.tags.expect("tags");
    assert!(matches!(&tags[0], Loose::Known(Tag { key, .. }) if key == "k"));
    assert_eq!(tags[1].other().and_then(|json| json.as_str()), Some("odd"));
}

#[tokio::test]
async fn a_response_tells_what_came_with_the_value() {
    let headers = [
        "content-type: application/json",
        "snyk-request-id: r1",
        "snyk-version-requested: 2024-10-15~beta",
        "snyk-version-served: 2024-10-15",
        "snyk-version-lifecycle-stage: deprecated",
        "deprecation: 2024-12-01T00:00:00Z",
        "sunset: 2025-06-01",
    ];
    let server = Server::answering("201 Created", &headers, r#"{"paths": [[{"name": "a"}]], "total": 1}"#).await;
    let request = server.client().v1().projects().list_issue_paths("o", "p", "i");
    let response = request.response().await.expect("paths");
    assert_eq!(response.status(), 201);
    assert_eq!(response.request_id(), Some("r1"));
    assert_eq!(response.version_requested(), Some("2024-10-15~beta"));
    assert_eq!(response.version_served(), Some("2024-10-15"));
    assert_eq!(response.lifecycle_stage(), Some("deprecated"));
    assert_eq!(response.deprecation(), Some("2024-12-01T00:00:00Z"));
    assert_eq!(response.sunset(), Some("2025-06-01"));
    assert_eq!(response.url().path(), "/v1/org/o/project/p/issue/i/paths");
    assert!(!format!("{response:?}").contains(TOKEN));
    assert_eq!(response.value().total, Some(1.into()));
    assert_eq!(response.map(|paths| paths.paths.expect("paths")[0][0].name.clone()).into_value(), "a");
}

#[tokio::test]
async fn a_body_in_chunks() {
    let answer = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"id\"\r\n6\r\n: \"p\"}\r\n0\r\n\r\n";
    let server = Server::new(Reaction::Answer(answer.into())).await;
    assert_eq!(server.client().v1().projects().get("o", "p").send().await.expect("a project").id, Some("p".into()));
}

#[tokio::test]
async fn clones_of_a_client_work_side_by_side() {
    let server = Server::json(r#"{"id": "p"}"#).await;
    let client = server.client();
    let other = tokio::spawn({
        let client = client.clone();
        async move { client.v1().projects().get("o", "p").send().await }
    });
    client.v1().projects().get("o", "p").send().await.expect("a project");
    other.await.expect("no panic").expect("a project");
    assert_eq!(server.received().len(), 2);
}
