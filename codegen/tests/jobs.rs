//! A job is followed by operations that are there whenever the one is that starts it.

use snyk_api_codegen::{Source, compile};

const API: &str = "
docs: An API.
regions:
  us-01: {name: US, api: 'https://api.x.example', app: 'https://app.x.example', docs: A region.}
families:
  rest:
    docs: A family.
    page: https://docs.x.example
    base: /rest
    media: application/json
    default: true
    version_parameter: version
";

/// An area whose job names an operation of that version, or of another area.
fn area(via: &str, version: &str, retired: &str) -> String {
    format!(
        "
docs: Jobs.
page: https://docs.x.example
version: 2024-10-15
operations:
  start:
    http: POST /jobs
    docs: Start.
    permissions: none
    poll: {{via: {via}, id: location, state: state, running: [a], done: [b]}}
    returns: {{201: {{location: string}}}}
  state:
    http: GET /jobs/{{id}}
    docs: Ask.
    permissions: none
    version: {version}
    {retired}
    path:
      id: string -- The job.
    returns: State
types:
  State:
    docs: A state.
    members:
      state: enum a|b -- It.
"
    )
}

/// What is wrong with the job, if anything.
fn problems(via: &str, version: &str, retired: &str) -> String {
    let other = area("rest.other.state", "2024-10-15", "").replace("/jobs", "/others");
    let request = r#"{"path": {"id": "x"}}"#.to_owned();
    let (shared, permissions) = ("ids: {}".to_owned(), "a: A".to_owned());
    let files = [
        ("spec/api.yaml", API.to_owned()),
        ("spec/shared.yaml", shared),
        ("spec/permissions.yaml", permissions),
        ("spec/rest/jobs.yaml", area(via, version, retired)),
        ("spec/rest/other.yaml", other),
        ("spec/examples/rest/jobs/state.request.json", request.clone()),
        ("spec/examples/rest/jobs/state.200.json", r#"{"state": "a"}"#.to_owned()),
        ("spec/examples/rest/other/state.request.json", request),
        ("spec/examples/rest/other/state.200.json", r#"{"state": "a"}"#.to_owned()),
    ];
    let sources = files.map(|(path, text)| Source { path: path.to_owned(), bytes: text.into_bytes() });
    compile(&sources).err().map(|problems| problems.to_string()).unwrap_or_default()
}

#[test]
fn the_operations_of_a_job_are_there_together() {
    assert_eq!(problems("rest.jobs.state", "2024-10-15", ""), "");
    let cases = [
        (problems("rest.other.state", "2024-10-15", ""), "`rest.other.state` is of another area"),
        (problems("rest.jobs.state", "2024-10-15~beta", ""), "`rest.jobs.state` is less stable"),
        (problems("rest.jobs.state", "2024-10-15", "retired: {docs: It is gone.}"), "`rest.jobs.state` is gone"),
    ];
    for (found, expected) in cases {
        assert!(found.contains(expected), "{expected}, but:\n{found}");
    }
}
