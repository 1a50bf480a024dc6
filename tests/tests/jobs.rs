//! Jobs, waited for by the public API against a server on this machine.

use std::future::IntoFuture;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use snyk_api::rest::export::{
    ExportDataset, ExportFormat, ExportResults, GroupExport, GroupExportRequest, OrgExport, OrgExportRequest,
};
use snyk_api::rest::sbom::{SbomTestRequest, SbomTestResults, SbomToTest};
use snyk_api::rest::tests::{Test, TestRequest, TestRequestAttributes};
use snyk_api::v1::imports::{Import, ImportJob, RepositoryTarget};
use snyk_api::{CallOptions, Client, Error, ErrorKind, Object, Wait};
use snyk_api_tests::service::{Reply, Routes, Service, TOKEN, example, shown};

const ORG: &str = "3d8f7c52-6a1e-4b0d-9f43-c2b7a85e1d60";
const GROUP: &str = "a7c1e9d4-58b2-4f36-8e0d-6b94f2a3c715";
const INTEGRATION: &str = "6b2f80d3-e174-4a9c-9d56-3f0a71c8e2b5";

/// An id that does not fit into a path as it is.
const JOB: &str = "job 1?";

/// Each address of a job: where it starts, where its state is, and where its result is.
const IMPORT: [&str; 2] = [
    "/v1/org/3d8f7c52-6a1e-4b0d-9f43-c2b7a85e1d60/integrations/6b2f80d3-e174-4a9c-9d56-3f0a71c8e2b5/import",
    "/v1/org/3d8f7c52-6a1e-4b0d-9f43-c2b7a85e1d60/integrations/6b2f80d3-e174-4a9c-9d56-3f0a71c8e2b5/import/job%201%3F",
];
const EXPORT: [&str; 3] = [
    "/rest/orgs/3d8f7c52-6a1e-4b0d-9f43-c2b7a85e1d60/export",
    "/rest/orgs/3d8f7c52-6a1e-4b0d-9f43-c2b7a85e1d60/jobs/export/job%201%3F",
    "/rest/orgs/3d8f7c52-6a1e-4b0d-9f43-c2b7a85e1d60/export/job%201%3F",
];
const SBOM: [&str; 3] = [
    "/rest/orgs/3d8f7c52-6a1e-4b0d-9f43-c2b7a85e1d60/sbom_tests",
    "/rest/orgs/3d8f7c52-6a1e-4b0d-9f43-c2b7a85e1d60/sbom_tests/job%201%3F",
    "/rest/orgs/3d8f7c52-6a1e-4b0d-9f43-c2b7a85e1d60/sbom_tests/job%201%3F/results",
];
const TESTS: [&str; 3] = [
    "/rest/orgs/3d8f7c52-6a1e-4b0d-9f43-c2b7a85e1d60/tests",
    "/rest/orgs/3d8f7c52-6a1e-4b0d-9f43-c2b7a85e1d60/test_jobs/job%201%3F",
    "/rest/orgs/3d8f7c52-6a1e-4b0d-9f43-c2b7a85e1d60/tests/84e6b1d0-9c27-4f5a-a3e8-16b0f7d4c952",
];

const AI_BOM: &str = "/rest/orgs/3d8f7c52-6a1e-4b0d-9f43-c2b7a85e1d60/ai_boms/52694721-0148-4c94-8ae8-1dbd8d730a48";
const DRY_RUN: [&str; 2] = [
    "/rest/orgs/3d8f7c52-6a1e-4b0d-9f43-c2b7a85e1d60/container_import/6b2f80d3-e174-4a9c-9d56-3f0a71c8e2b5/policy/dry_run",
    "/rest/orgs/3d8f7c52-6a1e-4b0d-9f43-c2b7a85e1d60/container_import/6b2f80d3-e174-4a9c-9d56-3f0a71c8e2b5/policy/dry_run/job%201%3F",
];

/// Questions follow fast upon each other, and nothing hangs.
fn quick<T>(wait: Wait<T>) -> Wait<T> {
    let short = Duration::from_millis(5);
    wait.interval(short).max_interval(short).timeout(Duration::from_secs(20))
}

fn import(client: &Client) -> Wait<ImportJob> {
    let body = Import::new(RepositoryTarget::new("acme", "shop", "main"));
    quick(client.v1().imports().create(ORG, INTEGRATION, body).wait())
}

fn export(client: &Client) -> Wait<ExportResults> {
    let body = OrgExportRequest::new(OrgExport::new(ExportDataset::Issues, [ExportFormat::Csv]));
    quick(client.export().create_for_org(ORG, body).include_deleted("true").wait())
}

fn sbom(client: &Client) -> Wait<SbomTestResults> {
    let body = SbomTestRequest::new(SbomToTest::new(Object::from_iter([("specVersion".into(), json!("1.6"))])));
    quick(client.sbom().create_test(ORG, body).wait())
}

fn test(client: &Client) -> Wait<Test> {
    quick(client.tests().create(ORG, TestRequest::new(TestRequestAttributes::new())).wait())
}

/// An example of the description, of the job of these tests.
fn of_job(place: &str) -> Value {
    let mut example = example(place);
    let id = if example["data"].is_object() { &mut example["data"]["id"] } else { &mut example["id"] };
    *id = JOB.into();
    example
}

/// The same in a state.
fn in_state(place: &str, state: &str) -> Reply {
    let mut example = of_job(place);
    match example["data"].is_object() {
        true => example["data"]["attributes"]["status"] = state.into(),
        false => example["status"] = state.into(),
    }
    Reply::ok(example)
}

fn import_started() -> Reply {
    Reply::status(201).header("location", "https://elsewhere.example/v1/org/o/integrations/i/import/job%201%3F?a=b")
}

fn export_started() -> Reply {
    Reply::json(202, of_job("rest/export/create_for_org.202.json"))
}

fn export_state(state: &str) -> Reply {
    in_state("rest/export/get_status_for_org.200.json", state)
}

/// An export that goes through these states.
async fn exporting<const N: usize>(states: [Reply; N]) -> Service {
    Routes::new()
        .replies("POST", EXPORT[0], [export_started()])
        .replies("GET", EXPORT[1], states)
        .replies("GET", EXPORT[2], [Reply::ok(of_job("rest/export/get_results_for_org.200.json"))])
        .start()
        .await
}

async fn good<T>(wait: Wait<T>) -> T {
    wait.await.unwrap_or_else(|error| panic!("{}", shown(&error)))
}

/// Waits in vain. The error names the operation, and does not show the token.
async fn bad<T>(wait: Wait<T>) -> (Error, String) {
    let Err(error) = wait.await else { panic!("it should fail") };
    let text = shown(&error);
    (error, text)
}

/// Only the first request has a body, and only it is a POST: a job is started once.
fn check_requests(service: &Service) {
    for (index, request) in service.requests().iter().enumerate() {
        let expected = if index == 0 { "POST" } else { "GET" };
        assert_eq!((request.method.as_str(), request.body.is_empty()), (expected, index > 0), "{}", request.target);
        assert_eq!(request.header("content-type").len(), usize::from(index == 0), "{}", request.target);
        assert_eq!(request.header("authorization"), [format!("token {TOKEN}")]);
    }
}

/// The calls in their short form.
fn called(service: &Service) -> Vec<String> {
    check_requests(service);
    service.requests().into_iter().map(|request| request.target).collect()
}

#[tokio::test]
async fn imports_are_told_by_their_location_alone() {
    let not_yet = Reply::json(422, json!({"code": 422, "message": "There is no such job", "error": "no"}));
    let pending = in_state("v1/imports/get.200.pending.json", "pending");
    let service = Routes::new()
        .replies("POST", IMPORT[0], [import_started()])
        .replies("GET", IMPORT[1], [not_yet.clone(), pending, Reply::ok(of_job("v1/imports/get.200.json"))])
        .start()
        .await;
    let job = good(import(&service.client())).await;
    assert_eq!((job.id.as_str(), job.status.as_str()), (JOB, "complete"));
    assert_eq!(job.logs.map(|logs| logs.len()), Some(1));
    assert_eq!(called(&service), [IMPORT[0], IMPORT[1], IMPORT[1], IMPORT[1]]);

    // Once the job was known, it is no matter of time any more.
    let pending = in_state("v1/imports/get.200.pending.json", "pending");
    let service = Routes::new()
        .replies("POST", IMPORT[0], [import_started()])
        .replies("GET", IMPORT[1], [pending, not_yet])
        .start()
        .await;
    let (error, text) = bad(import(&service.client())).await;
    assert_eq!((error.kind(), error.job_id()), (ErrorKind::Status, Some(JOB)));
    assert!(text.contains("422") && text.contains("There is no such job"), "{text}");
    assert_eq!(service.requests().len(), 3);
}

#[tokio::test]
async fn exports_of_orgs_and_groups_end_with_their_results() {
    let service = exporting([export_state("PENDING"), export_state("STARTED"), export_state("FINISHED")]).await;
    let results = good(export(&service.client())).await;
    assert_eq!((results.id.as_str(), results.attributes.map(|of| of.row_count)), (JOB, Some(1284)));
    let version = "?version=2024-10-15";
    let [start, state, result] = EXPORT.map(|path| format!("{path}{version}"));
    let start = format!("{start}&include_deleted=true");
    assert_eq!(called(&service), [start, state.clone(), state.clone(), state, result]);

    let [start, state, result] =
        ["export", "jobs/export/job%201%3F", "export/job%201%3F"].map(|path| format!("/rest/groups/{GROUP}/{path}"));
    let service = Routes::new()
        .replies("POST", start.as_str(), [Reply::json(202, of_job("rest/export/create_for_group.202.json"))])
        .replies("GET", state.as_str(), [in_state("rest/export/get_status_for_group.200.json", "FINISHED")])
        .replies("GET", result.as_str(), [Reply::ok(of_job("rest/export/get_results_for_group.200.json"))])
        .start()
        .await;
    let body = GroupExportRequest::new(GroupExport::new(ExportDataset::Issues, [ExportFormat::Csv]));
    let results = good(quick(service.client().export().create_for_group(GROUP, body).wait())).await;
    assert_eq!(results.id.as_str(), JOB);
    assert_eq!(called(&service), [start, state, result].map(|path| format!("{path}{version}")));
}

#[tokio::test]
async fn tests_of_sboms_end_with_a_state_or_by_303_without_a_body() {
    let elsewhere = Routes::new().start().await;
    let location = format!("{}{}", elsewhere.url(), SBOM[2]);
    for end in [
        in_state("rest/sbom/get_test.200.json", "finished"),
        Reply::status(303),
        Reply::status(303).header("location", location.as_str()),
        Reply::status(303).header("location", "/rest/orgs/another/sbom_tests/another/results"),
    ] {
        let service = Routes::new()
            .replies("POST", SBOM[0], [Reply::json(201, of_job("rest/sbom/create_test.201.json"))])
            .replies("GET", SBOM[1], [in_state("rest/sbom/get_test.200.json", "processing"), end])
            .replies("GET", SBOM[2], [Reply::ok(of_job("rest/sbom/get_test_results.200.json"))])
            .start()
            .await;
        let results = good(sbom(&service.client())).await;
        assert_eq!((results.id.as_str(), results.attributes.is_some()), (JOB, true));
        let targets = [SBOM[0], SBOM[1], SBOM[1], SBOM[2]].map(|path| format!("{path}?version=2024-07-10~beta"));
        assert_eq!(called(&service), targets);
    }
    assert_eq!(elsewhere.calls(), [""; 0], "a location is never called");
}

#[tokio::test]
async fn tests_end_by_303_that_tells_another_id() {
    let elsewhere = Routes::new().start().await;
    let end = Reply::json(303, of_job("rest/tests/get_job.303.json")).header("location", elsewhere.url());
    let started = || Reply::json(202, of_job("rest/tests/create.202.json"));
    let service = Routes::new()
        .replies("POST", TESTS[0], [started()])
        .replies("GET", TESTS[1], [in_state("rest/tests/get_job.200.json", "started"), end])
        .replies("GET", TESTS[2], [Reply::ok(example("rest/tests/get.200.json"))])
        .start()
        .await;
    let found = good(test(&service.client())).await;
    assert_eq!(found.id.as_str(), "84e6b1d0-9c27-4f5a-a3e8-16b0f7d4c952");
    let targets = [TESTS[0], TESTS[1], TESTS[1], TESTS[2]].map(|path| format!("{path}?version=2024-10-15~beta"));
    assert_eq!(called(&service), targets);
    assert_eq!(elsewhere.calls(), [""; 0], "a location is never called");

    // Without the other id there is no result to fetch; the job's own id would be that of another thing.
    let service = Routes::new()
        .replies("POST", TESTS[0], [started()])
        .replies("GET", TESTS[1], [Reply::status(303).header("location", elsewhere.url())])
        .start()
        .await;
    let (error, text) = bad(test(&service.client())).await;
    assert_eq!((error.kind(), error.job_id()), (ErrorKind::Decode, Some(JOB)));
    assert!(text.contains("$.data.relationships.test.data.id"), "{text}");
    assert_eq!((service.requests().len(), elsewhere.calls().len()), (2, 0));
}

#[tokio::test]
async fn jobs_that_fail_tell_their_state() {
    let check = |result: (Error, String), service: &Service, operation: &str, state: &str| {
        let (error, text) = result;
        assert_eq!((error.kind(), error.is_job_failed(), error.job_id()), (ErrorKind::JobFailed, true, Some(JOB)));
        assert!(text.starts_with(operation), "{text}");
        assert!(text.contains(&format!("the job {JOB} has failed; its state is `{state}`")), "{text}");
        assert!(String::from_utf8_lossy(error.body()).contains(state), "the answer is kept");
        assert_eq!(service.requests().len(), 2, "nothing is asked of a job that has failed");
    };
    for state in ["failed", "aborted"] {
        let routes = Routes::new().replies("POST", IMPORT[0], [import_started()]);
        let service = routes.replies("GET", IMPORT[1], [in_state("v1/imports/get.200.json", state)]).start().await;
        check(bad(import(&service.client())).await, &service, "v1.imports.get ", state);
    }
    for state in ["ERRORED", "ERROR"] {
        let service = exporting([export_state(state)]).await;
        check(bad(export(&service.client())).await, &service, "rest.export.get_status_for_org ", state);
    }
    let service = Routes::new()
        .replies("POST", SBOM[0], [Reply::json(201, of_job("rest/sbom/create_test.201.json"))])
        .replies("GET", SBOM[1], [in_state("rest/sbom/get_test.200.json", "error")])
        .start()
        .await;
    check(bad(sbom(&service.client())).await, &service, "rest.sbom.get_test ", "error");
    // A 303 does not make a success of a failure.
    let mut errored = of_job("rest/tests/get_job.303.json");
    errored["data"]["attributes"]["status"] = "errored".into();
    for reply in [in_state("rest/tests/get_job.200.json", "errored"), Reply::json(303, errored)] {
        let service = Routes::new()
            .replies("POST", TESTS[0], [Reply::json(202, of_job("rest/tests/create.202.json"))])
            .replies("GET", TESTS[1], [reply])
            .start()
            .await;
        check(bad(test(&service.client())).await, &service, "rest.tests.get_job ", "errored");
    }
}

#[tokio::test]
async fn jobs_that_vanish() {
    let said = json!({"errors": [{"status": "404", "detail": format!("no such job, token {TOKEN}")}]});
    for status in [404, 410] {
        let service = exporting([export_state("STARTED"), Reply::json(status, &said)]).await;
        let (error, text) = bad(export(&service.client())).await;
        assert_eq!((error.kind(), error.is_job_vanished()), (ErrorKind::JobVanished, true));
        assert_eq!((error.job_id(), error.status().map(|status| status.as_u16())), (Some(JOB), Some(status)));
        assert!(text.contains("is not there any more") && text.contains("no such job"), "{text}");
        assert_eq!(service.requests().len(), 3);
    }
}

#[tokio::test]
async fn jobs_that_take_too_long_can_be_gone_on_with() {
    let service = exporting([export_state("STARTED")]).await;
    let client = service.client();
    let (error, text) = bad(export(&client).timeout(Duration::from_millis(200))).await;
    assert_eq!((error.kind(), error.is_job_timeout(), error.job_id()), (ErrorKind::JobTimeout, true, Some(JOB)));
    assert!(
        text.starts_with("rest.export.create_for_org ") && text.contains("within 200ms; its state is `STARTED`"),
        "{text}"
    );
    assert!(service.requests().len() > 2, "it was asked for more than once");
    let id = error.job_id().expect("the id");
    let state = client.export().get_status_for_org(ORG, id).send().await.expect("the state");
    assert_eq!(state.id.as_str(), JOB);
}

#[tokio::test]
async fn a_wait_that_is_dropped_sends_nothing_more() {
    let service = exporting([export_state("STARTED")]).await;
    let client = service.client();
    drop(export(&client));
    drop(export(&client).into_future());
    assert_eq!(service.calls(), [""; 0], "nothing is sent before it is awaited");
    let waited = tokio::time::timeout(Duration::from_millis(300), export(&client).into_future()).await;
    assert!(waited.is_err());
    let sent = service.requests().len();
    assert!(sent > 1, "it was under way");
    tokio::time::sleep(Duration::from_millis(100)).await;
    // A question that was on its way when the wait was dropped may still have come in.
    assert!(service.requests().len() <= sent + 1, "{:?}", service.calls());
}

#[tokio::test]
async fn the_service_says_how_long_to_wait() {
    let service = Routes::new()
        .replies("POST", EXPORT[0], [export_started().header("retry-after", "1")])
        .replies("GET", EXPORT[1], [export_state("FINISHED")])
        .replies("GET", EXPORT[2], [Reply::ok(of_job("rest/export/get_results_for_org.200.json"))])
        .start()
        .await;
    let began = Instant::now();
    good(export(&service.client())).await;
    assert!(began.elapsed() >= Duration::from_secs(1), "{:?}", began.elapsed());
    assert_eq!(service.requests().len(), 3, "nothing is asked before that");

    // In answers to questions it counts as well, and it may be longer than the longest interval.
    for reply in [export_state("STARTED"), Reply::status(429)] {
        let service = exporting([reply.header("retry-after", "1"), export_state("FINISHED")]).await;
        let began = Instant::now();
        good(export(&service.client())).await;
        assert!(began.elapsed() >= Duration::from_secs(1), "{:?}", began.elapsed());
        assert_eq!(service.requests().len(), 4);
    }
}

#[tokio::test]
async fn questions_are_put_again_and_starts_are_not() {
    let service =
        exporting([Reply::status(503), Reply::status(429), Reply::status(500), export_state("FINISHED")]).await;
    good(export(&service.client())).await;
    assert_eq!(service.requests().len(), 6);

    let service = exporting([Reply::status(503)]).await;
    let (error, _) = bad(export(&service.client())).await;
    assert_eq!((error.kind(), error.is_server_error(), error.job_id()), (ErrorKind::Status, true, Some(JOB)));
    assert_eq!(service.requests().len(), 7, "the start, a question, and five more");

    for status in [429, 503] {
        let service = Routes::new().replies("POST", EXPORT[0], [Reply::status(status)]).start().await;
        let (error, text) = bad(export(&service.client())).await;
        assert_eq!((error.kind(), error.job_id()), (ErrorKind::Status, None), "{text}");
        assert_eq!(service.requests().len(), 1);
    }
}

#[tokio::test]
async fn ids_that_are_none_are_refused() {
    for id in ["", "..", "."] {
        let mut started = of_job("rest/export/create_for_org.202.json");
        started["data"]["id"] = id.into();
        let service = Routes::new().replies("POST", EXPORT[0], [Reply::json(202, started)]).start().await;
        let (_, text) = bad(export(&service.client())).await;
        assert!(text.starts_with("rest.export."), "{text}");
        assert_eq!(service.requests().len(), 1, "{id:?}: {:?}", service.calls());
    }
    for location in ["", "?a=b", "/"] {
        let started = Reply::status(201).header("location", location);
        let service = Routes::new().replies("POST", IMPORT[0], [started]).start().await;
        let (_, text) = bad(import(&service.client())).await;
        assert!(text.starts_with("v1.imports."), "{text}");
        assert_eq!(service.requests().len(), 1, "{location}: {:?}", service.calls());
    }
}

#[tokio::test]
async fn options_hold_for_the_whole_job() {
    let service = exporting([export_state("STARTED"), export_state("FINISHED")]).await;
    let body = OrgExportRequest::new(OrgExport::new(ExportDataset::Usage, [ExportFormat::Csv]));
    let options = CallOptions::new().version("2025-11-05").header("snyk-interaction-id", "nightly");
    good(quick(service.client().export().create_for_org(ORG, body).options(options).wait())).await;
    let requests = service.requests();
    assert_eq!(requests.len(), 4);
    for request in requests {
        assert_eq!(request.query(), "version=2025-11-05", "{}", request.target);
        assert_eq!(request.header("snyk-interaction-id"), ["nightly"]);
    }
}

/// A kind of job, by the addresses and the examples of the operations that it is made of.
struct Kind<T> {
    wait: fn(&Client) -> Wait<T>,
    started: (&'static str, u16, &'static str),
    state: (&'static str, &'static str),
    result: Option<(&'static str, &'static str)>,
    running: &'static [&'static str],
    done: &'static str,
    failed: &'static str,
}

impl<T> Kind<T> {
    async fn service(&self, states: Vec<Reply>) -> Service {
        let (path, status, body) = self.started;
        let mut routes = Routes::new().replies("POST", path, [Reply::json(status, of_job(body))]);
        routes = routes.replies("GET", self.state.0, states);
        if let Some((path, body)) = self.result {
            routes = routes.replies("GET", path, [Reply::ok(example(body))]);
        }
        routes.start().await
    }

    /// It ends well after all its states, it fails, it vanishes, it takes too long, and nobody may wait for it at all.
    async fn lives(&self) {
        let told = |state: &str| in_state(self.state.1, state);
        let states: Vec<Reply> = self.running.iter().copied().chain([self.done]).map(told).collect();
        let questions = states.len();
        let service = self.service(states).await;
        good((self.wait)(&service.client())).await;
        let mut paths = vec![self.started.0];
        paths.extend(vec![self.state.0; questions]);
        paths.extend(self.result.map(|(path, _)| path));
        let called = called(&service);
        assert_eq!(called.iter().filter_map(|target| target.split('?').next()).collect::<Vec<_>>(), paths);

        let service = self.service(vec![told(self.failed)]).await;
        let (error, text) = bad((self.wait)(&service.client())).await;
        assert!(error.is_job_failed() && text.contains(self.failed), "{text}");

        let service = self.service(vec![told(self.running[0]), Reply::json(404, json!({"errors": []}))]).await;
        let (error, _) = bad((self.wait)(&service.client())).await;
        assert_eq!((error.is_job_vanished(), error.job_id()), (true, Some(JOB)));

        let service = self.service(vec![told(self.running[0])]).await;
        let (error, _) = bad((self.wait)(&service.client()).timeout(Duration::from_millis(50))).await;
        assert_eq!((error.is_job_timeout(), error.job_id()), (true, Some(JOB)));

        let service = self.service(vec![told(self.running[0])]).await;
        drop((self.wait)(&service.client()).into_future());
        assert_eq!(service.calls(), [""; 0]);
    }
}

/// The body of an example's request, without its envelope.
fn sent<T: serde::de::DeserializeOwned>(place: &str) -> T {
    serde_json::from_value(example(place)["body"]["data"].clone()).expect("the example fits its type")
}

#[tokio::test]
async fn ai_boms_dry_runs_and_scans() {
    Kind {
        wait: |client| {
            let source: snyk_api::rest::ai_boms::AiBomSource = sent("rest/ai_boms/create.request.json");
            quick(client.ai_boms().create(ORG, source).wait())
        },
        started: ("/rest/orgs/3d8f7c52-6a1e-4b0d-9f43-c2b7a85e1d60/ai_boms", 202, "rest/ai_boms/create.202.json"),
        state: (
            "/rest/orgs/3d8f7c52-6a1e-4b0d-9f43-c2b7a85e1d60/ai_bom_jobs/job%201%3F",
            "rest/ai_boms/get_job.303.json",
        ),
        result: Some((AI_BOM, "rest/ai_boms/get.200.json")),
        running: &["processing"],
        done: "finished",
        failed: "errored",
    }
    .lives()
    .await;
    Kind {
        wait: |client| {
            let policy: snyk_api::rest::container_import_policies::PolicyToTry =
                sent("rest/container_import_policies/start_dry_run.request.json");
            quick(client.container_import_policies().start_dry_run(ORG, INTEGRATION, policy).wait())
        },
        started: (DRY_RUN[0], 202, "rest/container_import_policies/start_dry_run.202.json"),
        state: (DRY_RUN[1], "rest/container_import_policies/get_dry_run.200.json"),
        result: None,
        running: &["pending", "running"],
        done: "completed",
        failed: "failed",
    }
    .lives()
    .await;
    Kind {
        wait: |client| {
            let scan: snyk_api::rest::cloud_scans::CloudScanRequest = sent("rest/cloud_scans/create.request.json");
            quick(client.cloud_scans().create(ORG, scan).wait())
        },
        started: (
            "/rest/orgs/3d8f7c52-6a1e-4b0d-9f43-c2b7a85e1d60/cloud/scans",
            201,
            "rest/cloud_scans/create.201.json",
        ),
        state: (
            "/rest/orgs/3d8f7c52-6a1e-4b0d-9f43-c2b7a85e1d60/cloud/scans/job%201%3F",
            "rest/cloud_scans/get.200.json",
        ),
        result: None,
        running: &["queued", "in_progress"],
        done: "success",
        failed: "error",
    }
    .lives()
    .await;
}
