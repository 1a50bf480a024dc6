//! The kinds of call, each with the place in it where the fault is.

use std::time::Duration;

use serde_json::json;
use snyk_api::rest::collections::{CollectionName, NewCollection};
use snyk_api::rest::export::{ExportDataset, ExportFormat, OrgExport, OrgExportRequest};
use snyk_api::v1::reporting::{ReportedIssueFilters, ReportedIssuesQuery};
use snyk_api::{Client, Error, Items, Response};

pub(crate) const ORG: &str = "3d8f7c52-6a1e-4b0d-9f43-c2b7a85e1d60";
pub(crate) const COLLECTION: &str = "b6d05f8a-e413-4297-9c3b-0a72f5e81d64";
pub(crate) const WARM: &str = "7b2e9d40-5c16-4f83-a0d7-38e1c6f9b52a";

/// Pages of the list, and items on each.
pub(crate) const PAGES: usize = 5;
pub(crate) const PER_PAGE: usize = 2;

/// Items of the list that is sent as POST, one on each page.
pub(crate) const POSTED: usize = 3;

/// What the service is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Another thing than in the column, so that there is a connection.
    Warm,
    Read,
    Create,
    Page(usize),
    Start,
    /// So many questions were answered before, this one included.
    Question(usize),
    Result,
    Posted(usize),
}

/// A kind of call, and where in it the fault is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Column {
    Read,
    Create,
    FirstPage,
    ThirdPage,
    Start,
    ThirdQuestion,
    SecondPosted,
}

/// What a call came to, as the client tells it.
pub(crate) struct Told {
    pub(crate) error: Option<Error>,
    /// Where the answer tells them.
    pub(crate) attempts: Option<u32>,
    pub(crate) items: Vec<String>,
}

impl Column {
    pub(crate) const ALL: [Self; 7] = [
        Self::Read,
        Self::Create,
        Self::FirstPage,
        Self::ThirdPage,
        Self::Start,
        Self::ThirdQuestion,
        Self::SecondPosted,
    ];

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Create => "create",
            Self::FirstPage => "list, page 1",
            Self::ThirdPage => "list, page 3 of 5",
            Self::Start => "job, its start",
            Self::ThirdQuestion => "job, question 3",
            Self::SecondPosted => "POST list, 2 of 3",
        }
    }

    /// The operation that meets the fault.
    pub(crate) fn operation(self) -> &'static str {
        match self {
            Self::Read => "rest.collections.get ",
            Self::Create => "rest.collections.create ",
            Self::FirstPage | Self::ThirdPage => "rest.collections.list ",
            Self::Start => "rest.export.create_for_org ",
            Self::ThirdQuestion => "rest.export.get_status_for_org ",
            Self::SecondPosted => "v1.reporting.list_latest_issues ",
        }
    }

    /// What is asked for until the fault is met, which is the last one.
    pub(crate) fn way(self) -> &'static [Place] {
        match self {
            Self::Read => &[Place::Read],
            Self::Create => &[Place::Create],
            Self::FirstPage => &[Place::Page(1)],
            Self::ThirdPage => &[Place::Page(1), Place::Page(2), Place::Page(3)],
            Self::Start => &[Place::Start],
            Self::ThirdQuestion => &[Place::Start, Place::Question(1), Place::Question(2), Place::Question(3)],
            Self::SecondPosted => &[Place::Posted(1), Place::Posted(2)],
        }
    }

    pub(crate) fn target(self) -> Place {
        self.way()[self.way().len() - 1]
    }

    pub(crate) fn is_list(self) -> bool {
        matches!(self, Self::FirstPage | Self::ThirdPage | Self::SecondPosted)
    }

    pub(crate) fn is_job(self) -> bool {
        matches!(self, Self::Start | Self::ThirdQuestion)
    }

    /// All that the list has.
    pub(crate) fn items(self) -> Vec<String> {
        let count = match self {
            Self::FirstPage | Self::ThirdPage => PAGES * PER_PAGE,
            Self::SecondPosted => POSTED,
            _ => 0,
        };
        (0..count).map(|index| format!("item-{index}")).collect()
    }

    pub(crate) async fn call(self, client: &Client, patience: Duration) -> Told {
        match self {
            Self::Read => alone(client.collections().get(ORG, COLLECTION).response().await),
            Self::Create => {
                let body = NewCollection::new(CollectionName::new("Shop: front end"));
                alone(client.collections().create(ORG, body).response().await)
            }
            Self::FirstPage | Self::ThirdPage => {
                walked(client.collections().list(ORG).items(), |item| item.id.to_string()).await
            }
            Self::Start | Self::ThirdQuestion => job(client, patience).await,
            Self::SecondPosted => {
                let query = ReportedIssuesQuery::new(ReportedIssueFilters::new([ORG]));
                #[expect(deprecated, reason = "of the lists that are sent as POST it is as good as any")]
                let list = client.v1().reporting().list_latest_issues(query).per_page(1);
                walked(list.items(), |item| {
                    let item = serde_json::to_value(item).expect("an issue");
                    item["issue"]["id"].as_str().unwrap_or_default().to_owned()
                })
                .await
            }
        }
    }
}

fn alone<T>(result: Result<Response<T>, Error>) -> Told {
    match result {
        Ok(response) => Told { error: None, attempts: Some(response.attempts()), items: Vec::new() },
        Err(error) => failed(error, Vec::new()),
    }
}

fn failed(error: Error, items: Vec<String>) -> Told {
    Told { attempts: Some(error.attempts()), error: Some(error), items }
}

async fn walked<T>(mut items: Items<T>, id: fn(&T) -> String) -> Told {
    let mut ids = Vec::new();
    loop {
        match items.try_next().await {
            Ok(Some(item)) => ids.push(id(&item)),
            Ok(None) => return Told { error: None, attempts: None, items: ids },
            Err(error) => return failed(error, ids),
        }
    }
}

async fn job(client: &Client, patience: Duration) -> Told {
    let short = Duration::from_millis(5);
    let body = OrgExportRequest::new(OrgExport::new(ExportDataset::Issues, [ExportFormat::Csv]));
    let wait = client.export().create_for_org(ORG, body).wait().interval(short).max_interval(short);
    match wait.timeout(patience).await {
        Ok(results) => {
            let results = serde_json::to_value(results).expect("results");
            assert_eq!(results["attributes"]["row_count"], json!(1284), "the results are whole");
            Told { error: None, attempts: None, items: Vec::new() }
        }
        Err(error) => failed(error, Vec::new()),
    }
}
