// A stand-in, written by hand, for what `cargo xtask generate` writes here.

//! Projects are what Snyk watches.

use crate::Client;
use crate::ids::{IssueId, OrgId, ProjectId};

pub mod operations;
pub mod requests;
mod types;

pub use self::types::*;

/// Projects are what Snyk watches.
#[derive(Clone, Debug)]
pub struct Projects {
    pub(super) client: Client,
}

impl Projects {
    /// Get one project.
    ///
    /// `GET /org/{orgId}/project/{projectId}`, [Snyk's page](https://docs.snyk.io/snyk-api/reference/projects-v1).
    ///
    /// It needs View Organization (`org.read`), View Project (`org.project.read`) and View Project Snapshot
    /// (`org.project.snapshot.read`).
    ///
    /// * `org_id`: the organization that the project belongs to.
    /// * `project_id`: the project.
    pub fn get(&self, org_id: impl Into<OrgId>, project_id: impl Into<ProjectId>) -> requests::Get {
        let mut call = self.client.call(&operations::GET);
        call.path(&org_id.into());
        call.path(&project_id.into());
        requests::Get { call }
    }

    /// Change a project's owner or branch.
    ///
    /// `PUT /org/{orgId}/project/{projectId}`, [Snyk's page](https://docs.snyk.io/snyk-api/reference/projects-v1).
    ///
    /// It needs View Organization (`org.read`), View Project (`org.project.read`) and Edit Project (`org.project.edit`).
    ///
    /// * `org_id`: the organization that the project belongs to.
    /// * `project_id`: the project.
    /// * `body`: what to change.
    ///
    /// ```no_run
    /// # async fn example(client: snyk_api::Client) -> Result<(), snyk_api::Error> {
    /// use snyk_api::Patch;
    /// use snyk_api::v1::projects::UpdateProject;
    ///
    /// let change = UpdateProject::new().owner(Patch::Null).branch("main");
    /// let project = client.v1().projects().update("my-org-id", "my-project-id", change).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn update(
        &self,
        org_id: impl Into<OrgId>,
        project_id: impl Into<ProjectId>,
        body: UpdateProject,
    ) -> requests::Update {
        let mut call = self.client.call(&operations::UPDATE);
        call.path(&org_id.into());
        call.path(&project_id.into());
        call.body(&body);
        requests::Update { call }
    }

    /// List the dependency paths through which a project has an issue.
    ///
    /// `GET /org/{orgId}/project/{projectId}/issue/{issueId}/paths`,
    /// [Snyk's page](https://docs.snyk.io/snyk-api/reference/projects-v1).
    ///
    /// It needs View Project (`org.project.read`) and View Project Snapshot (`org.project.snapshot.read`).
    ///
    /// * `org_id`: the organization that the project belongs to.
    /// * `project_id`: the project.
    /// * `issue_id`: the issue.
    pub fn list_issue_paths(
        &self,
        org_id: impl Into<OrgId>,
        project_id: impl Into<ProjectId>,
        issue_id: impl Into<IssueId>,
    ) -> requests::ListIssuePaths {
        let mut call = self.client.call(&operations::LIST_ISSUE_PATHS);
        call.path(&org_id.into());
        call.path(&project_id.into());
        call.path(&issue_id.into());
        requests::ListIssuePaths { call }
    }
}
