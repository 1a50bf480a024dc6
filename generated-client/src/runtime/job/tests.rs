//! Jobs of every kind that the API has, by real HTTP on this machine.

use std::error::Error as _;
use std::time::Instant;

use serde_json::json;

use super::*;
use crate::runtime::operation::{Answer, Effect, Family, Method, Operation, Poll};
use crate::runtime::testing::{PLAIN, Reply, Server, TOKEN};
use crate::runtime::{CallOptions, ErrorKind, RetryPolicy};
use crate::{Json, Object};

const MEDIA: &[&str] = &["application/vnd.api+json"];
const STATUS: &[&str] = &["data", "attributes", "status"];
const DATA_ID: &[&str] = &["data", "id"];
const MOMENT: Duration = Duration::from_millis(1);

const fn start(path: &'static str, status: u16, media: &'static [&'static str], poll: Poll) -> Operation {
    let answers: &'static [Answer] = match (status, media) {
        (200, _) => &[Answer { status: 200, media: MEDIA }],
        (202, _) => &[Answer { status: 202, media: MEDIA }],
        (_, []) => &[Answer { status: 201, media: &[] }],
        _ => &[Answer { status: 201, media: MEDIA }],
    };
    Operation { name: "rest.zoo.start", method: Method::Post, path, answers, poll: Some(poll), ..PLAIN }
}

const fn get(name: &'static str, path: &'static str) -> Operation {
    Operation {
        name,
        path,
        answers: &[Answer { status: 200, media: MEDIA }, Answer { status: 303, media: MEDIA }],
        ..PLAIN
    }
}

const fn poll(via: &'static Operation, then: Option<&'static Operation>) -> Poll {
    Poll {
        via,
        id: DATA_ID,
        state: STATUS,
        running: &["pending", "processing", "started", "running", "PENDING", "STARTED", "queued", "in_progress"],
        done: &["finished", "FINISHED", "completed", "complete", "success"],
        failed: &["error", "ERRORED", "errored", "failed", "aborted"],
        message: Some(&["data", "attributes", "errors"]),
        then,
        then_id: &[],
    }
}

static EXPORT_JOB: Operation = get("rest.zoo.export_job", "/groups/{group_id}/jobs/export/{export_id}");
static EXPORTED: Operation = get("rest.zoo.exported", "/groups/{group_id}/export/{export_id}");
static EXPORT: Operation = start("/groups/{group_id}/export", 202, MEDIA, poll(&EXPORT_JOB, Some(&EXPORTED)));

static SBOM_JOB: Operation = get("rest.zoo.sbom_job", "/orgs/{org_id}/sbom_tests/{job_id}");
static SBOM_RESULT: Operation = get("rest.zoo.sbom_result", "/orgs/{org_id}/sbom_tests/{job_id}/results");
static SBOM: Operation = start("/orgs/{org_id}/sbom_tests", 201, MEDIA, poll(&SBOM_JOB, Some(&SBOM_RESULT)));

static TEST_JOB: Operation = get("rest.zoo.test_job", "/orgs/{org_id}/test_jobs/{job_id}");
static TESTED: Operation = get("rest.zoo.tested", "/orgs/{org_id}/tests/{test_id}");
const TEST_ID: &[&str] = &["data", "relationships", "test", "data", "id"];
static TEST: Operation =
    start("/orgs/{org_id}/tests", 202, MEDIA, Poll { then_id: TEST_ID, ..poll(&TEST_JOB, Some(&TESTED)) });

static BOM_JOB: Operation = get("rest.zoo.bom_job", "/orgs/{org_id}/ai_bom_jobs/{job_id}");
static BOM_RESULT: Operation = get("rest.zoo.bom", "/orgs/{org_id}/ai_boms/{ai_bom_id}");
const BOM_ID: &[&str] = &["data", "relationships", "ai_bom", "data", "id"];
static BOM: Operation =
    start("/orgs/{org_id}/ai_boms", 202, MEDIA, Poll { then_id: BOM_ID, ..poll(&BOM_JOB, Some(&BOM_RESULT)) });

static DRY_JOB: Operation =
    get("rest.zoo.dry_job", "/orgs/{org_id}/container_import/{integration_id}/policy/dry_run/{job_id}");
static DRY_RUN: Operation = start(
    "/orgs/{org_id}/container_import/{integration_id}/policy/dry_run",
    202,
    MEDIA,
    Poll { id: &[], ..poll(&DRY_JOB, None) },
);

static SCAN_JOB: Operation = get("rest.zoo.scan_job", "/orgs/{org_id}/cloud/scans/{scan_id}");
static SCAN: Operation = start("/orgs/{org_id}/cloud/scans", 201, MEDIA, poll(&SCAN_JOB, None));

static IMPORT_JOB: Operation = Operation {
    family: Family::V1,
    version: None,
    ..get("v1.zoo.import_job", "/org/{orgId}/integrations/{integrationId}/import/{jobId}")
};
static IMPORT: Operation = Operation {
    family: Family::V1,
    version: None,
    ..start(
        "/org/{orgId}/integrations/{integrationId}/import",
        201,
        &[],
        Poll { id: &[], state: &["status"], message: None, ..poll(&IMPORT_JOB, None) },
    )
};

fn call(server: &Server, operation: &'static Operation) -> Call {
    let mut call = server.client().call(operation);
    for argument in ["o 1", "i"].iter().take(operation.path.matches('{').count()) {
        call.path(argument);
    }
    call.body("job");
    call
}

fn wait(server: &Server, operation: &'static Operation) -> Wait<Json> {
    call(server, operation).wait::<Json>().interval(MOMENT).max_interval(MOMENT)
}

/// An answer that tells a job's state.
fn state(state: impl Into<Json>) -> Reply {
    Reply::json(json!({"data": {"id": "j", "attributes": {"status": state.into()}}}).to_string())
}

fn accepted() -> Reply {
    Reply::new(202, r#"{"data": {"id": "j/1"}}"#)
}

fn done_elsewhere(relation: &str, location: &str) -> Reply {
    let related = json!({relation: {"data": {"id": "r 9"}}});
    let body = json!({"data": {"id": "j", "attributes": {"status": "finished"}, "relationships": related}});
    Reply::new(303, body.to_string()).with(format!("location: {location}"))
}

const RESULT: &str = r#"{"data": {"id": "result"}}"#;

#[tokio::test]
async fn jobs_of_every_kind_end_well() {
    let elsewhere = Server::foreign(Reply::json(RESULT)).await;
    let location = format!("{}/rest/orgs/o/tests/t?x=y", elsewhere.origin());
    let result = || Reply::json(RESULT);
    let import = |status: &str| Reply::json(json!({"id": "result", "status": status}).to_string());
    let jobs = [
        (
            &EXPORT,
            vec![
                accepted().with("retry-after: 0").with("content-location: /x"),
                state("PENDING").with("retry-after: 0"),
                state("STARTED"),
                state("FINISHED"),
                result(),
            ],
            vec![
                "GET /rest/groups/o%201/jobs/export/j%2F1?version=2024-10-15",
                "GET /rest/groups/o%201/export/j%2F1?version=2024-10-15",
            ],
        ),
        (
            &SBOM,
            vec![
                Reply::new(201, r#"{"data": {"id": "j"}}"#).with("location: /x"),
                state("processing"),
                state("finished"),
                result(),
            ],
            vec![
                "GET /rest/orgs/o%201/sbom_tests/j?version=2024-10-15",
                "GET /rest/orgs/o%201/sbom_tests/j/results?version=2024-10-15",
            ],
        ),
        (
            &TEST,
            vec![accepted(), state("pending"), state("started"), done_elsewhere("test", &location), result()],
            vec![
                "GET /rest/orgs/o%201/test_jobs/j%2F1?version=2024-10-15",
                "GET /rest/orgs/o%201/tests/r%209?version=2024-10-15",
            ],
        ),
        (
            &BOM,
            vec![accepted(), state("processing").with("retry-after: 0"), done_elsewhere("ai_bom", &location), result()],
            vec![
                "GET /rest/orgs/o%201/ai_bom_jobs/j%2F1?version=2024-10-15",
                "GET /rest/orgs/o%201/ai_boms/r%209?version=2024-10-15",
            ],
        ),
        (
            &DRY_RUN,
            vec![
                Reply::new(202, "").with("location: /orgs/o/container_import/i/policy/dry_run/j%201?version=x"),
                state("pending"),
                state("running"),
                Reply::json(r#"{"data": {"id": "result", "attributes": {"status": "completed"}}}"#),
            ],
            vec!["GET /rest/orgs/o%201/container_import/i/policy/dry_run/j%201?version=2024-10-15"],
        ),
        (
            &SCAN,
            vec![
                Reply::new(201, r#"{"data": {"id": 5}}"#),
                state("queued"),
                state(Json::Null),
                state("new"),
                state("in_progress"),
                Reply::json(r#"{"data": {"id": "result", "attributes": {"status": "success"}}}"#),
            ],
            vec!["GET /rest/orgs/o%201/cloud/scans/5?version=2024-10-15"],
        ),
        (
            &IMPORT,
            vec![
                Reply::new(201, "").with("location: https://api.snyk.io/v1/org/x/integrations/y/import/j-1/"),
                Reply::new(422, "{}"),
                import("pending"),
                import("complete"),
            ],
            vec!["GET /v1/org/o%201/integrations/i/import/j-1"],
        ),
    ];
    for (operation, replies, targets) in jobs {
        let requests = replies.len();
        let server = Server::script(replies).await;
        let result = wait(&server, operation).await.expect(operation.path);
        assert_eq!(result.get("data").unwrap_or(&result)["id"], "result");
        let lines = server.lines();
        assert!(lines[0].starts_with("POST /"), "{lines:?}");
        let mut asked = lines[1..].to_vec();
        asked.dedup();
        assert_eq!((asked, lines.len()), (targets.iter().map(|line| (*line).to_owned()).collect(), requests));
        assert!(server.received()[1..].iter().all(|request| request.body.is_empty()));
    }
    assert_eq!(elsewhere.count(), 0);
}

#[tokio::test]
async fn see_other_means_done() {
    for told in [json!("running"), json!("new"), Json::Null] {
        let body = json!({"data": {"id": "j", "attributes": {"status": told}}}).to_string();
        let server = Server::script([accepted(), Reply::new(303, body), Reply::json(RESULT)]).await;
        wait(&server, &EXPORT).await.expect("a result");
        assert_eq!(server.count(), 3);
    }
}

#[tokio::test]
async fn results_come_out_of_their_envelope() {
    let replies = [accepted(), state("FINISHED"), Reply::json(RESULT)];
    let server = Server::script(replies.clone()).await;
    let data = call(&server, &EXPORT).wait_data::<Json, Object, Json>().interval(MOMENT).await.expect("a result");
    assert_eq!(data, json!({"id": "result"}));
    let server = Server::script(replies).await;
    let payload = call(&server, &EXPORT).wait_payload().interval(MOMENT).await.expect("a result");
    assert_eq!((payload.text().as_ref(), payload.media_type()), (RESULT, Some("application/vnd.api+json")));
}

/// Waits for a job that must fail, and checks what holds for every failure.
async fn fail(server: &Server, wait: Wait<Json>) -> (Error, String) {
    let error = wait.await.expect_err("it must fail");
    let requests = server.count();
    assert!(!format!("{error} {error:?}").contains(TOKEN), "{error:?}");
    tokio::time::sleep(Duration::from_millis(10)).await;
    assert_eq!(server.count(), requests, "nothing more is sent");
    let text = error.to_string().split_once("): ").expect("the operation").1.to_owned();
    (error, text)
}

#[tokio::test]
async fn jobs_that_fail_say_why() {
    for (errors, expected) in [
        (json!("no such thing"), ": no such thing".to_owned()),
        (
            json!([{"title": "Bad", "detail": "Too big", "code": "X-1"}, "and more"]),
            ": Bad: Too big (X-1) | and more".into(),
        ),
        (json!({"odd": 1}), r#": {"odd":1}"#.into()),
        (json!(["a", TOKEN]), ": a | (hidden)".into()),
        (Json::Null, String::new()),
        (json!([]), String::new()),
    ] {
        let body = json!({"data": {"attributes": {"status": "ERRORED", "errors": errors}}}).to_string();
        for status in [200, 303] {
            let server = Server::script([accepted(), state("STARTED"), Reply::new(status, body.clone())]).await;
            let (error, text) = fail(&server, wait(&server, &EXPORT)).await;
            assert_eq!(text, format!("the job j/1 has failed; its state is `ERRORED`{expected}"));
            assert_eq!(
                (error.kind(), error.is_job_failed(), error.job_id()),
                (ErrorKind::JobFailed, true, Some("j/1"))
            );
            assert_eq!(error.operation().map(|operation| operation.name), Some("rest.zoo.export_job"));
            assert_eq!((error.body(), server.count()), (body.as_bytes(), 3));
        }
    }
    let server = Server::script([
        Reply::new(201, "").with("location: /import/j"),
        Reply::json(r#"{"status": "aborted", "logs": []}"#),
    ])
    .await;
    let (_, text) = fail(&server, wait(&server, &IMPORT)).await;
    assert_eq!(text, "the job j has failed; its state is `aborted`");
}

#[tokio::test]
async fn jobs_that_vanish() {
    for status in [404, 410] {
        let gone = Reply::new(status, r#"{"errors": [{"detail": "no such job"}]}"#);
        let server = Server::script([accepted(), state("STARTED"), gone]).await;
        let (error, text) = fail(&server, wait(&server, &EXPORT)).await;
        assert!(text.starts_with("the job j/1 is not there any more: 4") && text.contains("no such job"), "{text}");
        assert_eq!((error.kind(), error.is_job_vanished()), (ErrorKind::JobVanished, true));
        assert_eq!((error.job_id(), error.status().map(|status| status.as_u16())), (Some("j/1"), Some(status)));
        assert_eq!((error.problems().len(), server.count()), (1, 3));
    }
}

#[tokio::test]
async fn jobs_that_take_too_long() {
    let limit = Duration::from_millis(60);
    for (told, expected) in [
        (json!("STARTED"), "its state is `STARTED`"),
        (json!("NEW"), "its state is `NEW`, which the client does not know"),
        (json!(7), "its state is `7`, which the client does not know"),
        (Json::Null, "it has told no state"),
    ] {
        let server = Server::script([accepted(), state(told)]).await;
        let (error, text) = fail(&server, wait(&server, &EXPORT).timeout(limit)).await;
        assert_eq!(text, format!("the job j/1 has not ended within 60ms; {expected}"));
        assert_eq!((error.kind(), error.is_job_timeout()), (ErrorKind::JobTimeout, true));
        assert_eq!((error.job_id(), error.was_sent()), (Some("j/1"), true));
        assert_eq!(error.operation().map(|operation| operation.name), Some("rest.zoo.start"));
    }
    // However long the service asks to wait, there is one last question when the time is up.
    let server = Server::script([accepted().with("retry-after: 3600"), state("FINISHED"), Reply::json(RESULT)]).await;
    let began = Instant::now();
    wait(&server, &EXPORT).timeout(limit).await.expect("it is done by then");
    assert!(began.elapsed() >= limit && began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    let server = Server::script([accepted()]).await;
    fail(&server, wait(&server, &EXPORT).timeout(Duration::ZERO)).await;
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn questions_that_are_not_answered() {
    let server = Server::script([accepted(), Reply::hang()]).await;
    let mut call = call(&server, &EXPORT);
    call.options(CallOptions::new().timeout(Duration::from_millis(500)));
    let wait = call.wait::<Json>().interval(MOMENT).timeout(Duration::from_millis(300));
    let (error, text) = fail(&server, wait).await;
    assert!(error.is_job_timeout() && text.contains("the last question failed: rest.zoo.export_job"), "{text}");
    let source = error.source().and_then(|source| source.downcast_ref::<Error>()).expect("the last failure");
    assert!(source.is_timeout());
}

#[tokio::test]
async fn failures_that_pass_are_survived() {
    let ill = |status| Reply::new(status, "ill");
    let replies = vec![
        accepted(),
        ill(422),
        ill(500),
        ill(429).with("retry-after: 0"),
        ill(503),
        ill(502),
        state("STARTED"),
        ill(504),
        ill(503),
        ill(503),
        ill(503),
        ill(503),
        state("FINISHED"),
        ill(503),
        Reply::json(RESULT),
    ];
    let server = Server::script(replies).await;
    wait(&server, &EXPORT).await.expect("a result");
    assert_eq!(server.count(), 15);

    let server = Server::script([accepted(), ill(503)]).await;
    let (error, _) = fail(&server, wait(&server, &EXPORT)).await;
    assert_eq!((error.is_status(503), error.job_id(), server.count()), (true, Some("j/1"), 7));

    for (replies, status) in [
        (vec![accepted(), state("STARTED"), ill(422)], 422),
        (vec![accepted(), ill(403)], 403),
        (vec![accepted(), state("FINISHED"), ill(404)], 404),
    ] {
        let requests = replies.len();
        let server = Server::script(replies).await;
        let (error, _) = fail(&server, wait(&server, &EXPORT)).await;
        assert_eq!((error.is_status(status), error.job_id(), server.count()), (true, Some("j/1"), requests));
    }
}

/// What says 200 and is no answer would otherwise be asked again until the job's time is up.
#[tokio::test]
async fn questions_that_are_answered_with_no_json() {
    let page = || Reply::json("<!DOCTYPE html><p>Sign in</p>");
    let empty = || Reply::json("");
    let replies = [accepted(), page(), empty(), state("STARTED"), page(), state("FINISHED"), Reply::json(RESULT)];
    let server = Server::script(replies).await;
    wait(&server, &EXPORT).await.expect("a result");
    assert_eq!(server.count(), 7);
    for (reply, expected) in [
        (page(), "the answer cannot be read (status 200): it is an HTML page, not JSON"),
        (empty(), "the answer cannot be read (status 200): the body is empty"),
        (Reply::json(r#"{"data": "#), "the answer cannot be read (status 200)"),
    ] {
        let server = Server::script([accepted(), state("STARTED"), reply]).await;
        let (error, text) = fail(&server, wait(&server, &EXPORT)).await;
        assert!(text.starts_with(expected), "{text}");
        assert_eq!((error.kind(), error.job_id(), server.count()), (ErrorKind::Decode, Some("j/1"), 2 + 6));
    }
}

#[tokio::test]
async fn a_job_is_started_once() {
    for reply in
        [Reply::new(503, ""), Reply::new(422, ""), Reply::new(404, ""), Reply::new(303, "").with("location: /x")]
    {
        let server = Server::script([reply]).await;
        let (error, _) = fail(&server, wait(&server, &EXPORT)).await;
        assert_eq!((error.job_id(), server.count()), (None, 1));
    }
}

#[tokio::test(start_paused = true)]
async fn a_job_is_started_again_only_if_it_cannot_have_started() {
    static CREATE: Operation = Operation { effect: Effect::Create, ..EXPORT };
    let patient = |server: &Server| {
        let mut call = call(server, &CREATE);
        call.options(CallOptions::new().retry(RetryPolicy::new()));
        call.wait::<Json>().interval(MOMENT).max_interval(MOMENT)
    };
    for reply in [Reply::new(503, ""), Reply::new(500, ""), Reply::raw("")] {
        let server = Server::script([reply]).await;
        let (error, _) = fail(&server, patient(&server)).await;
        assert_eq!((error.job_id(), error.attempts(), server.count()), (None, 1, 1));
    }
    let server = Server::script([
        Reply::new(429, "").with("retry-after: 20"),
        accepted(),
        Reply::new(500, ""),
        Reply::raw(""),
        state("FINISHED"),
        Reply::new(504, ""),
        Reply::json(RESULT),
    ])
    .await;
    patient(&server).await.expect("a result");
    let posts = server.lines().iter().filter(|line| line.starts_with("POST")).count();
    assert_eq!((posts, server.count()), (2, 7));
    // What a question would wait for may be longer than the job has: then the job asks in its own time.
    let server = Server::script([accepted(), Reply::new(429, ""), state("FINISHED"), Reply::json(RESULT)]).await;
    patient(&server).timeout(Duration::from_secs(20)).await.expect("a result");
    let server = Server::script([accepted(), Reply::new(429, "").with("retry-after: 90")]).await;
    let (error, text) = fail(&server, patient(&server).timeout(Duration::from_secs(20))).await;
    assert!(error.is_job_timeout() && text.contains("the last question failed") && text.contains("429"), "{text}");
    // Questions are put as often as the policy says, and then as often as jobs do.
    let server = Server::script([accepted(), Reply::new(503, "")]).await;
    let (error, _) = fail(&server, patient(&server)).await;
    assert_eq!((error.is_status(503), error.attempts(), server.count()), (true, 4, 1 + 4 * 6));
}

#[tokio::test]
async fn ids_that_are_not_told() {
    for (operation, replies, expected) in [
        (&EXPORT, vec![Reply::new(202, r#"{"data": {"id": ""}}"#)], "there is no id at `$.data.id`"),
        (&EXPORT, vec![Reply::new(202, "")], "there is no id at `$.data.id`"),
        (&IMPORT, vec![Reply::new(201, "")], "there is no `Location` header, which tells the id"),
        (&TEST, vec![accepted(), state("finished")], "there is no id at `$.data.relationships.test.data.id`"),
    ] {
        let requests = replies.len();
        let server = Server::script(replies).await;
        let (error, text) = fail(&server, wait(&server, operation)).await;
        assert!(text.starts_with("the answer cannot be read (status 20") && text.ends_with(expected), "{text}");
        assert_eq!((error.is_decode(), server.count()), (true, requests));
        assert_eq!(error.job_id().is_some(), requests == 2);
    }
    let server = Server::script([accepted(), state("FINISHED"), Reply::json("[")]).await;
    let (error, _) = fail(&server, wait(&server, &EXPORT)).await;
    assert_eq!((error.is_decode(), error.job_id()), (true, Some("j/1")));
    let server = Server::script([accepted()]).await;
    let (error, _) = fail(&server, wait(&server, &SBOM_JOB)).await;
    assert_eq!((error.kind(), server.count()), (ErrorKind::InvalidArgument, 0));
}

#[tokio::test]
async fn the_service_says_how_long_to_wait() {
    let asked = |reply: Reply| reply.with("retry-after: 1");
    let server = Server::script([
        asked(accepted()),
        asked(state("STARTED")),
        asked(Reply::new(429, "")),
        state("FINISHED"),
        Reply::json(RESULT),
    ])
    .await;
    let began = Instant::now();
    wait(&server, &EXPORT).await.expect("a result");
    assert!(began.elapsed() >= Duration::from_secs(3), "{:?}", began.elapsed());
}

#[tokio::test]
async fn options_hold_for_all_of_a_job() {
    let server = Server::script([accepted(), state("FINISHED"), Reply::json(RESULT)]).await;
    let mut call = call(&server, &EXPORT);
    call.options(CallOptions::new().header("x-a", "b").version("2025-01-01~beta"));
    call.wait::<Json>().interval(MOMENT).await.expect("a result");
    for request in server.received() {
        assert_eq!((request.header("x-a"), request.query("version")), (Some("b"), Some("2025-01-01~beta")));
    }
}

#[tokio::test]
async fn dropping_a_job_ends_the_questions() {
    let server = Server::script([accepted(), state("STARTED")]).await;
    drop(wait(&server, &EXPORT));
    drop(wait(&server, &EXPORT).into_future());
    assert_eq!(server.count(), 0);
    let waiting = tokio::spawn(wait(&server, &EXPORT).max_interval(Duration::from_millis(20)).into_future());
    while server.count() < 3 {
        tokio::time::sleep(MOMENT).await;
    }
    waiting.abort();
    assert!(waiting.await.expect_err("it is dropped").is_cancelled());
    tokio::time::sleep(Duration::from_millis(20)).await;
    let requests = server.count();
    tokio::time::sleep(Duration::from_millis(60)).await;
    assert_eq!(server.count(), requests);
}

#[tokio::test]
async fn jobs_travel_and_tell_nothing() {
    fn travels<T: Send + 'static>(_: &T) {}
    let server = Server::script([accepted()]).await;
    let waiting = wait(&server, &EXPORT);
    travels(&waiting);
    let shown = format!("{waiting:?}");
    assert!(shown.contains("rest.zoo.start") && !shown.contains(TOKEN), "{shown}");
    travels(&waiting.into_future());
}
