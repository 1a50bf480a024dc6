//! Ids are given as they come: owned, borrowed, or as text.

use snyk_api::Client;
use snyk_api::ids::{OrgId, ProjectId};

fn calls(client: &Client, org: OrgId, project: ProjectId) {
    let projects = client.v1().projects();
    let _ = projects.get(&org, &project);
    let _ = projects.get("org", String::from("project"));
    let _ = projects.get(org, project);
}

fn main() {
    let _ = calls;
}
