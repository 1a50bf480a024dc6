// A stand-in, written by hand, for what `cargo xtask generate` writes here.

//! Requests: each has a setter for what may be left out, and is sent by `send` or `response`.

use super::types::*;
use crate::runtime::Call;
use crate::{CallOptions, Items, Pages, Pending, Response};

/// What [`Projects::get`](super::Projects::get) sends.
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct Get {
    pub(super) call: Call,
}

impl Get {
    /// Settings of this call alone.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.call.options(options);
        self
    }

    /// Sends it, for the answer's value.
    pub fn send(self) -> Pending<Project> {
        self.call.send()
    }

    /// Sends it, for the answer's value with status and headers.
    pub fn response(self) -> Pending<Response<Project>> {
        self.call.response()
    }
}

/// What [`Projects::update`](super::Projects::update) sends.
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct Update {
    pub(super) call: Call,
}

impl Update {
    /// Settings of this call alone.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.call.options(options);
        self
    }

    /// Sends it, for the answer's value.
    pub fn send(self) -> Pending<Project> {
        self.call.send()
    }

    /// Sends it, for the answer's value with status and headers.
    pub fn response(self) -> Pending<Response<Project>> {
        self.call.response()
    }
}

/// What [`Projects::list_issue_paths`](super::Projects::list_issue_paths) sends.
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct ListIssuePaths {
    pub(super) call: Call,
}

impl ListIssuePaths {
    /// The snapshot of the project; `latest` for the most recent one.
    pub fn snapshot_id(mut self, snapshot_id: impl Into<String>) -> Self {
        self.call.query("snapshotId", &snapshot_id.into());
        self
    }

    /// How many paths a page holds, 1 to 1000; the default is 100.
    pub fn per_page(mut self, per_page: i64) -> Self {
        self.call.query("perPage", &per_page);
        self
    }

    /// The page, from 1.
    pub fn page(mut self, page: i64) -> Self {
        self.call.query("page", &page);
        self
    }

    /// Settings of this call alone.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.call.options(options);
        self
    }

    /// Sends it, for the answer's value.
    pub fn send(self) -> Pending<IssuePaths> {
        self.call.send()
    }

    /// Sends it, for the answer's value with status and headers.
    pub fn response(self) -> Pending<Response<IssuePaths>> {
        self.call.response()
    }

    /// Sends it once for each page, as the pages are asked for.
    pub fn pages(self) -> Pages<IssuePaths> {
        self.call.pages()
    }

    /// Sends it once for each page, as their items are asked for.
    pub fn items(self) -> Items<Vec<PathStep>> {
        self.call.items(|page: IssuePaths| page.paths)
    }
}
