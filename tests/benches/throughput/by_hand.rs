//! The same by hand: reqwest, serde, and types with the members that the client's have.
#![allow(dead_code, reason = "members are decoded to be compared with, and not looked at")]

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::{Client, Url, redirect};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use snyk_api_tests::service::TOKEN;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[derive(Clone)]
pub(crate) struct ByHand {
    http: Client,
    base: String,
}

impl ByHand {
    /// With the settings that the client has.
    pub(crate) fn new(base: &str) -> Self {
        let mut headers = HeaderMap::new();
        let mut token = HeaderValue::try_from(format!("token {TOKEN}")).expect("a token");
        token.set_sensitive(true);
        headers.insert(AUTHORIZATION, token);
        headers.insert(ACCEPT, HeaderValue::from_static("application/vnd.api+json"));
        let http = Client::builder()
            .default_headers(headers)
            .user_agent("by-hand/1.0")
            .redirect(redirect::Policy::none())
            .connect_timeout(Duration::from_secs(10))
            .read_timeout(Duration::from_secs(60))
            .timeout(Duration::from_secs(300))
            .no_proxy()
            .build();
        Self { http: http.expect("a client"), base: base.to_owned() }
    }

    pub(crate) async fn project(&self, org: &str, project: &str) -> Result<Project> {
        let url = format!("{}/orgs/{org}/projects/{project}?version=2024-05-31", self.base);
        Ok(self.get::<Document<Project>>(&url).await?.data)
    }

    pub(crate) fn first_page(&self, org: &str, limit: usize) -> String {
        format!("{}/orgs/{org}/projects?version=2024-05-31&limit={limit}", self.base)
    }

    pub(crate) async fn page(&self, url: &str) -> Result<Page> {
        self.get(url).await
    }

    /// Where a link leads.
    pub(crate) fn resolve(&self, link: &Link) -> String {
        let text = match link {
            Link::Text(text) | Link::Object { href: text, .. } => text,
        };
        Url::parse(&self.base).and_then(|base| base.join(text)).expect("a link").into()
    }

    async fn get<T: DeserializeOwned>(&self, url: &str) -> Result<T> {
        let answer = self.http.get(url).send().await?.error_for_status()?;
        Ok(serde_json::from_slice(&answer.bytes().await?)?)
    }
}

#[derive(Deserialize)]
pub(crate) struct Document<T> {
    pub(crate) data: T,
    jsonapi: Option<Value>,
    links: Option<Links>,
    meta: Option<Map<String, Value>>,
}

#[derive(Deserialize)]
pub(crate) struct Page {
    pub(crate) data: Vec<Project>,
    jsonapi: Option<Value>,
    pub(crate) links: PageLinks,
    meta: Option<Map<String, Value>>,
}

#[derive(Deserialize)]
pub(crate) struct PageLinks {
    pub(crate) next: Option<Link>,
    #[serde(flatten)]
    others: Links,
}

type Links = BTreeMap<String, Option<Link>>;

#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Link {
    Text(String),
    Object { href: String, meta: Option<Map<String, Value>> },
}

#[derive(Deserialize)]
pub(crate) struct Project {
    pub(crate) id: String,
    r#type: String,
    attributes: Attributes,
    relationships: Option<Relationships>,
    meta: Option<Meta>,
    links: Option<Links>,
}

#[derive(Deserialize)]
struct Attributes {
    build_args: Option<BuildArgs>,
    business_criticality: Option<Vec<Severity>>,
    created: String,
    environment: Option<Vec<String>>,
    lifecycle: Option<Vec<String>>,
    name: String,
    origin: String,
    read_only: bool,
    settings: Settings,
    status: Status,
    tags: Option<Vec<Tag>>,
    target_file: String,
    target_reference: String,
    target_runtime: Option<String>,
    r#type: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum BuildArgs {
    Yarn { root_workspace: String },
    Container { platform: String },
    Nuget { target_framework: String },
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Severity {
    Critical,
    High,
    Medium,
    Low,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Active,
    Inactive,
}

#[derive(Deserialize)]
struct Tag {
    key: Option<String>,
    value: Option<String>,
}

#[derive(Deserialize)]
struct Settings {
    auto_dependency_upgrade: Option<AutoDependencyUpgrade>,
    auto_remediation_prs: Option<RemediationPrs>,
    manual_remediation_prs: Option<ManualRemediationPrs>,
    pull_request_assignment: Option<Assignment>,
    pull_requests: PullRequests,
    recurring_tests: RecurringTests,
}

#[derive(Deserialize)]
struct AutoDependencyUpgrade {
    ignored_dependencies: Option<Vec<String>>,
    is_enabled: Option<bool>,
    is_inherited: Option<bool>,
    is_major_upgrade_enabled: Option<bool>,
    limit: Option<f64>,
    minimum_age: Option<f64>,
}

#[derive(Deserialize)]
struct RemediationPrs {
    is_backlog_prs_enabled: Option<bool>,
    is_fresh_prs_enabled: Option<bool>,
    is_patch_remediation_enabled: Option<bool>,
}

#[derive(Deserialize)]
struct ManualRemediationPrs {
    is_patch_remediation_enabled: Option<bool>,
}

#[derive(Deserialize)]
struct Assignment {
    assignees: Option<Vec<String>>,
    is_enabled: Option<bool>,
    r#type: Option<String>,
}

#[derive(Deserialize)]
struct PullRequests {
    fail_only_for_issues_with_fix: Option<bool>,
    is_enabled: Option<bool>,
    policy: Option<String>,
    severity_threshold: Option<Severity>,
}

#[derive(Deserialize)]
struct RecurringTests {
    frequency: Option<String>,
}

#[derive(Deserialize)]
struct Relationships {
    importer: Option<Relationship<Map<String, Value>>>,
    organization: Relationship<Map<String, Value>>,
    owner: Option<Relationship<Map<String, Value>>>,
    target: Relationship<Target>,
}

#[derive(Deserialize)]
struct Relationship<A> {
    data: Option<Related<A>>,
    links: Option<Links>,
    meta: Option<Map<String, Value>>,
}

#[derive(Deserialize)]
struct Related<A> {
    id: Option<String>,
    r#type: Option<String>,
    attributes: Option<A>,
    links: Option<Links>,
    meta: Option<Map<String, Value>>,
}

#[derive(Deserialize)]
struct Target {
    display_name: Option<String>,
    url: Option<String>,
}

#[derive(Deserialize)]
struct Meta {
    cli_monitored_at: Option<String>,
    latest_dependency_total: Option<DependencyTotal>,
    latest_issue_counts: Option<IssueCounts>,
}

#[derive(Deserialize)]
struct DependencyTotal {
    total: Option<f64>,
    updated_at: Option<String>,
}

#[derive(Deserialize)]
struct IssueCounts {
    critical: Option<f64>,
    high: Option<f64>,
    low: Option<f64>,
    medium: Option<f64>,
    updated_at: Option<String>,
}
