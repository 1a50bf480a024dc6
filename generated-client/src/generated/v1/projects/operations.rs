// A stand-in, written by hand, for what `cargo xtask generate` writes here.

//! What is known of each operation, as data.

use crate::operation::*;

/// [`Projects::get`](super::Projects::get)
pub static GET: Operation = Operation {
    name: "v1.projects.get",
    family: Family::V1,
    area: "projects",
    method: Method::Get,
    path: "/org/{orgId}/project/{projectId}",
    page: "https://docs.snyk.io/snyk-api/reference/projects-v1",
    permissions: &[
        Permission { key: "org.read", name: "View Organization", role: false },
        Permission { key: "org.project.read", name: "View Project", role: false },
        Permission { key: "org.project.snapshot.read", name: "View Project Snapshot", role: false },
    ],
    parameters: &[
        Parameter { name: "orgId", ..Parameter::PATH },
        Parameter { name: "projectId", ..Parameter::PATH },
    ],
    body: None,
    answers: &[Answer { status: 200, media: &["application/json"] }],
    limits: &[],
    regions: &[],
    effect: Effect::Read,
    version: None,
    stability: Stability::Ga,
    deprecated: None,
    sunset: None,
    paging: None,
    poll: None,
};

/// [`Projects::update`](super::Projects::update)
pub static UPDATE: Operation = Operation {
    name: "v1.projects.update",
    family: Family::V1,
    area: "projects",
    method: Method::Put,
    path: "/org/{orgId}/project/{projectId}",
    page: "https://docs.snyk.io/snyk-api/reference/projects-v1",
    permissions: &[
        Permission { key: "org.read", name: "View Organization", role: false },
        Permission { key: "org.project.read", name: "View Project", role: false },
        Permission { key: "org.project.edit", name: "Edit Project", role: false },
    ],
    parameters: &[
        Parameter { name: "orgId", ..Parameter::PATH },
        Parameter { name: "projectId", ..Parameter::PATH },
    ],
    body: Some("application/json"),
    answers: &[Answer { status: 200, media: &["application/json"] }],
    limits: &[],
    regions: &[],
    effect: Effect::Write,
    version: None,
    stability: Stability::Ga,
    deprecated: None,
    sunset: None,
    paging: None,
    poll: None,
};

/// [`Projects::list_issue_paths`](super::Projects::list_issue_paths)
pub static LIST_ISSUE_PATHS: Operation = Operation {
    name: "v1.projects.list_issue_paths",
    family: Family::V1,
    area: "projects",
    method: Method::Get,
    path: "/org/{orgId}/project/{projectId}/issue/{issueId}/paths",
    page: "https://docs.snyk.io/snyk-api/reference/projects-v1",
    permissions: &[
        Permission { key: "org.project.read", name: "View Project", role: false },
        Permission { key: "org.project.snapshot.read", name: "View Project Snapshot", role: false },
    ],
    parameters: &[
        Parameter { name: "orgId", ..Parameter::PATH },
        Parameter { name: "projectId", ..Parameter::PATH },
        Parameter { name: "issueId", ..Parameter::PATH },
        Parameter { name: "snapshotId", ..Parameter::QUERY },
        Parameter { name: "perPage", min: Some(1), max: Some(1000), ..Parameter::QUERY },
        Parameter { name: "page", min: Some(1), ..Parameter::QUERY },
    ],
    body: None,
    answers: &[Answer { status: 200, media: &["application/json"] }],
    limits: &[],
    regions: &[],
    effect: Effect::Read,
    version: None,
    stability: Stability::Ga,
    deprecated: None,
    sunset: None,
    paging: Some(Paging {
        style: PagingStyle::Page,
        items: &["paths"],
        total: Some(&["total"]),
        next: &[NextPage::Body(&["links", "next"]), NextPage::LinkHeader],
    }),
    poll: None,
};
