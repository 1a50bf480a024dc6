//! A service that meets a call with a fault, and keeps its own record of what it did.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Instant;

use serde_json::{Value, json};
use snyk_api_tests::loopback::Request;
use snyk_api_tests::service::{Reply, Routes, Service, example, parameter};

use super::column::{COLLECTION, Column, ORG, PAGES, PER_PAGE, POSTED, Place, WARM};
use super::fault::{Account, Before, Fault, Grant, Scene, Times};

/// A service that meets a call with a fault.
pub(crate) struct World {
    pub(crate) fault: Fault,
    pub(crate) column: Column,
    elsewhere: String,
    record: Mutex<Record>,
}

/// What the service did, by its own account.
#[derive(Default)]
pub(crate) struct Record {
    /// What it was asked for, and when.
    pub(crate) seen: Vec<(Place, Instant)>,
    pub(crate) created: usize,
    pub(crate) started: usize,
    /// Questions that got a good answer.
    answered: usize,
    /// How often the fault was met.
    met: usize,
    /// Tokens that are of no use any more.
    dead: HashSet<String>,
    /// How often it was asked for tokens.
    pub(crate) grants: usize,
    /// The refresh tokens that it gave, the newest of which is good.
    issued: Vec<String>,
    /// Those that came to the client.
    pub(crate) delivered: Vec<String>,
}

impl World {
    pub(crate) fn new(fault: Fault, column: Column, elsewhere: &str) -> Arc<Self> {
        Arc::new(Self { fault, column, elsewhere: elsewhere.to_owned(), record: Mutex::default() })
    }

    pub(crate) async fn start(self: &Arc<Self>) -> Service {
        let routes = Routes::new()
            .on("GET", format!("/rest/orgs/{ORG}/collections/{WARM}"), self.script(Self::warm))
            .on("GET", format!("/rest/orgs/{ORG}/collections/{COLLECTION}"), self.script(Self::read))
            .on("POST", format!("/rest/orgs/{ORG}/collections"), self.script(Self::create))
            .on("GET", format!("/rest/orgs/{ORG}/collections"), self.script(Self::page))
            .on("POST", format!("/rest/orgs/{ORG}/export"), self.script(Self::job_start))
            .on("GET", format!("/rest/orgs/{ORG}/jobs/export/{JOB}"), self.script(Self::question))
            .on("GET", format!("/rest/orgs/{ORG}/export/{JOB}"), self.script(Self::result))
            .on("POST", "/v1/reporting/issues/latest", self.script(Self::posted))
            .on("POST", "/oauth2/token", self.script(Self::tokens));
        let (way, times) = (self.column.way().len() - 1, self.fault.times);
        let routes = match self.fault.before {
            Some(Before::Reset) => routes.resetting(move |nth| nth == way || (nth > way && times == Times::Always)),
            _ => routes,
        };
        let routes = if self.fault.is_warm { routes.keeping_connections() } else { routes };
        let service = routes.start().await;
        if self.fault.before == Some(Before::Refused) && way == 0 {
            service.leave();
        }
        service
    }

    pub(crate) fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().expect("no script panics")
    }

    fn script(
        self: &Arc<Self>,
        script: fn(&Self, &Request) -> Reply,
    ) -> impl Fn(&Request, usize) -> Reply + Send + Sync + 'static {
        let world = self.clone();
        move |request, _| script(&world, request)
    }

    /// Gives the good answer, or does what the fault is.
    fn answer(&self, place: Place, request: &Request, good: Reply, act: fn(&mut Record)) -> Reply {
        let mut record = self.record();
        record.seen.push((place, Instant::now()));
        let authorization = request.header("authorization").concat();
        if record.dead.contains(&authorization) {
            return unauthorized();
        }
        let is_met = place == self.column.target() && self.fault.before.is_none();
        if is_met && (record.met == 0 || self.fault.times == Times::Always) {
            record.met += 1;
            if self.fault.kills_token {
                record.dead.insert(authorization);
            }
            // Whether a question was answered well is for the client to say.
            if self.fault.is_good || (self.fault.acts && matches!(place, Place::Create | Place::Start)) {
                act(&mut record);
            }
            let host = request.header("host").concat();
            return (self.fault.reply)(&Scene { good: &good, elsewhere: &self.elsewhere, host: &host });
        }
        act(&mut record);
        let comes_next = self.column.way().iter().rev().nth(1) == Some(&place);
        match self.fault.before {
            Some(Before::Refused) if comes_next => good.and_leave(),
            _ => good,
        }
    }

    fn warm(&self, request: &Request) -> Reply {
        self.answer(Place::Warm, request, of("rest/collections/get.200.json"), |_| {})
    }

    fn read(&self, request: &Request) -> Reply {
        self.answer(Place::Read, request, of("rest/collections/get.200.json"), |_| {})
    }

    fn create(&self, request: &Request) -> Reply {
        let good = Reply::json(201, example("rest/collections/create.201.json"));
        self.answer(Place::Create, request, good, |record| record.created += 1)
    }

    fn page(&self, request: &Request) -> Reply {
        let number = parameter(request.query(), "starting_after").map_or(1, |after| after.parse().expect("a number"));
        let example = &example("rest/collections/list.200.json")["data"][0];
        let first = (number - 1) * PER_PAGE;
        let data: Vec<_> = (first..first + PER_PAGE).map(|index| item(example, &["id"], index)).collect();
        let next = (number < PAGES).then(|| format!("/rest/orgs/{ORG}/collections?starting_after={}", number + 1));
        self.answer(Place::Page(number), request, Reply::ok(json!({"data": data, "links": {"next": next}})), |_| {})
    }

    fn job_start(&self, request: &Request) -> Reply {
        let good = Reply::json(202, example("rest/export/create_for_org.202.json"));
        self.answer(Place::Start, request, good, |record| record.started += 1)
    }

    /// The fourth question is told that the job has ended.
    fn question(&self, request: &Request) -> Reply {
        let number = self.record().answered + 1;
        let mut state = example("rest/export/get_status_for_org.200.json");
        state["data"]["attributes"]["status"] = if number == 4 { "FINISHED" } else { "STARTED" }.into();
        self.answer(Place::Question(number), request, Reply::ok(state), |record| record.answered += 1)
    }

    fn result(&self, request: &Request) -> Reply {
        self.answer(Place::Result, request, of("rest/export/get_results_for_org.200.json"), |_| {})
    }

    fn posted(&self, request: &Request) -> Reply {
        let number = parameter(request.query(), "page").map_or(1, |page| page.parse().expect("a number"));
        let issue = item(&example("v1/reporting/list_issues.200.json")["results"][0], &["issue", "id"], number - 1);
        let good = Reply::ok(json!({"results": [issue], "total": POSTED}));
        self.answer(Place::Posted(number), request, good, |_| {})
    }

    fn tokens(&self, request: &Request) -> Reply {
        let mut record = self.record();
        record.grants += 1;
        match (self.fault.grant)(record.grants - 1) {
            Grant::Good => {
                let answer = self.issue(&mut record, request);
                record.delivered = record.issued.clone();
                answer
            }
            Grant::Instead(reply) => reply,
            Grant::Lost(reply) => {
                let before = record.issued.len();
                let answer = self.issue(&mut record, request);
                // What is not made is not lost.
                if record.issued.len() > before { reply } else { answer }
            }
        }
    }

    fn issue(&self, record: &mut Record, request: &Request) -> Reply {
        let number = record.grants;
        let mut tokens = json!({"access_token": format!("s3cr3t-access-{number}"), "expires_in": 3600});
        if matches!(self.fault.account, Account::App) {
            let form = String::from_utf8_lossy(&request.body).into_owned();
            let good = record.issued.last().map_or(FIRST_REFRESH, String::as_str);
            if parameter(&form, "refresh_token") != Some(good) {
                return invalid_grant();
            }
            let refresh = format!("s3cr3t-refresh-{number}");
            tokens["refresh_token"] = refresh.as_str().into();
            record.issued.push(refresh);
        }
        // Whatever the clock of the service says, a lifetime is a lifetime.
        Reply::ok(tokens).header("date", "Mon, 01 Jan 2035 00:00:00 GMT")
    }
}

/// The refresh token that the client begins with.
pub(crate) const FIRST_REFRESH: &str = "s3cr3t-refresh-0";

/// The job of the examples.
const JOB: &str = "d4b86f13-7a2c-4e95-8f60-1c39e7a5b248";

pub(crate) fn unauthorized() -> Reply {
    Reply::json(401, json!({"errors": [{"status": "401", "detail": "Authentication error"}]}))
}

pub(crate) fn invalid_grant() -> Reply {
    Reply::json(400, json!({"error": "invalid_grant", "error_description": "no such token"}))
}

fn of(place: &str) -> Reply {
    Reply::ok(example(place))
}

/// An item of a list, with an id of its own.
fn item(example: &Value, path: &[&str], index: usize) -> Value {
    let mut item = example.clone();
    let mut id = &mut item;
    for name in path {
        id = &mut id[name];
    }
    *id = format!("item-{index}").into();
    item
}
