//! Two ids can't be swapped.

use snyk_api::Client;
use snyk_api::ids::{OrgId, ProjectId};

fn call(client: &Client, org: OrgId, project: ProjectId) {
    let _ = client.v1().projects().get(project, org);
}

fn main() {
    let _ = call;
}
