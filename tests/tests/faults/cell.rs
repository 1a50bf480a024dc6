//! One fault at one kind of call.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use snyk_api::auth::oauth::{Grant, Identity, Tokens};
use snyk_api::{Client, ClientBuilder, Error, ErrorKind};
use snyk_api_tests::service::{Routes, Service, shown};
use tokio::sync::Barrier;
use tokio::time::timeout;

use crate::column::{Column, ORG, Told, WARM};
use crate::fault::{Account, Before, Fault};
use crate::tls::Tls;
use crate::world::{FIRST_REFRESH, World};

/// Whatever happens, a cell has ended by then.
const LIMIT: Duration = Duration::from_secs(28);

/// What came of it, and what should not have.
pub(crate) struct Cell {
    pub(crate) column: Column,
    pub(crate) text: String,
    pub(crate) wrong: Vec<String>,
}

/// What was stored of the tokens that came, in their order.
type Stored = Arc<Mutex<Vec<String>>>;

pub(crate) async fn run(fault: Fault, column: Column, elsewhere: &str, ready: &Barrier) -> Cell {
    let mut cell = Cell { column, text: String::new(), wrong: Vec::new() };
    if let Some(why) = (fault.skips)(column) {
        cell.text = format!("- ({why})");
        return cell;
    }
    let world = World::new(fault, column, elsewhere);
    let service = world.start().await;
    let stored = Stored::default();
    let Ok(told) = timeout(LIMIT, call(&world, &service, &stored, ready)).await else {
        cell.wrong.push(format!("it does not end within {LIMIT:?}"));
        return cell;
    };
    cell.text = text(&world, &service, &told);
    check_deeds(&world, &told, &mut cell);
    check_attempts(&world, &service, &told, &mut cell);
    check_error(&world, &told, &mut cell);
    check_requests(&world, &service, &stored, &mut cell);
    cell
}

async fn call(world: &World, service: &Service, stored: &Stored, ready: &Barrier) -> Told {
    let nobody = Routes::new().start().await;
    nobody.leave();
    let fault = &world.fault;
    snyk_api_recorder::start();
    let mut builder = (fault.setup)(Client::builder()).api_url(service.url());
    let tls = if fault.is_encrypted { Some(Tls::before(service.address()).await) } else { None };
    if let Some(tls) = &tls {
        builder = builder.api_url(tls.url()).http_client(tls.http_client());
    }
    let token_url = fault.grants_refused.then(|| format!("{}/oauth2/token", nobody.url()));
    let client = proven(builder, &fault.account, token_url, stored).build().expect("a client");
    if fault.is_warm {
        client.collections().get(ORG, WARM).send().await.expect("what is before the fault is good");
    }
    ready.wait().await;
    world.column.call(&client, fault.patience).await
}

fn proven(builder: ClientBuilder, account: &Account, token_url: Option<String>, stored: &Stored) -> ClientBuilder {
    let identity = Identity::with_secret("my-client", "s3cr3t-client-secret");
    let grant = match account {
        Account::Token => return builder.token(snyk_api_tests::service::TOKEN),
        Account::Machine => Grant::client_credentials(identity),
        Account::App => {
            let stored = stored.clone();
            Grant::refresh_token(identity, FIRST_REFRESH, move |tokens: Tokens| {
                let refresh_token = tokens.refresh_token.expect("a refresh token").expose().to_owned();
                stored.lock().expect("no test panicked").push(refresh_token);
                async { Ok::<_, std::io::Error>(()) }
            })
        }
    };
    builder.credentials(match token_url {
        Some(url) => grant.token_url(url),
        None => grant,
    })
}

/// How often the place of the fault was asked for, as the service saw it.
fn seen(world: &World, service: &Service) -> usize {
    match world.fault.before {
        Some(Before::Refused) => 0,
        // Nothing was read of them.
        Some(Before::Reset) => {
            let record = world.record();
            let others = record.seen.iter().filter(|(place, _)| *place != world.column.target()).count();
            service.connections() - others
        }
        None => world.record().seen.iter().filter(|(place, _)| *place == world.column.target()).count(),
    }
}

fn text(world: &World, service: &Service, told: &Told) -> String {
    let outcome = told.error.as_ref().map_or_else(|| "ok".to_owned(), outcome);
    let attempts = told.attempts.map_or_else(|| "-".to_owned(), |attempts| attempts.to_string());
    let mut text = format!("{outcome} {attempts}/{}", seen(world, service));
    let record = world.record();
    match world.column {
        Column::Create => text.push_str(&format!(" +{}", record.created)),
        Column::Start | Column::ThirdQuestion => text.push_str(&format!(" +{}", record.started)),
        column if column.is_list() => text.push_str(&format!(" {}of{}", told.items.len(), column.items().len())),
        _ => {}
    }
    if !matches!(world.fault.account, Account::Token) {
        text.push_str(&format!(" t{}", record.grants));
    }
    text
}

fn outcome(error: &Error) -> String {
    let kind = match error.kind() {
        ErrorKind::Credentials => "no token".to_owned(),
        ErrorKind::Connect => "no connection".to_owned(),
        ErrorKind::Timeout => "late".to_owned(),
        ErrorKind::Transport => "broken".to_owned(),
        ErrorKind::Status | ErrorKind::Gone => {
            error.status().map_or_else(String::new, |status| status.as_str().to_owned())
        }
        ErrorKind::TooLarge => "too large".to_owned(),
        ErrorKind::JobVanished => "vanished".to_owned(),
        other => format!("{other:?}").to_lowercase(),
    };
    let unsent = if error.was_sent() { "" } else { " unsent" };
    let lasts = if error.is_retryable() { "" } else { "!" };
    format!("{kind}{lasts}{unsent}")
}

/// Nothing was made twice, and no item is lost or doubled.
fn check_deeds(world: &World, told: &Told, cell: &mut Cell) {
    let record = world.record();
    let mut expect = |holds: bool, what: &str| {
        if !holds {
            cell.wrong.push(what.to_owned())
        }
    };
    expect(record.created <= 1, "it is created twice");
    expect(record.started <= 1, "the job is started twice");
    let all = world.column.items();
    expect(all.starts_with(&told.items), "an item is lost or doubled");
    let is_good = told.error.is_none();
    expect(!is_good || told.items == all, "an item is missing at the end");
    let wanted = [usize::from(world.column == Column::Create), usize::from(world.column.is_job())];
    expect(!is_good || [record.created, record.started] == wanted, "what is told is not what was done");
    let text = told.error.as_ref().map(Error::to_string).unwrap_or_default();
    let is_warned = text.contains("it may have been done nonetheless");
    let is_known = told.error.as_ref().is_some_and(|error| error.job_id().is_some());
    let is_made = record.created + record.started > 0;
    expect(is_good || !is_made || is_warned || is_known, "it was made, and the error does not warn of that");
}

/// The client's count is the service's, and no attempt came before its time.
fn check_attempts(world: &World, service: &Service, told: &Told, cell: &mut Cell) {
    let (seen, column) = (seen(world, service), world.column);
    let count = told.attempts.map(|attempts| attempts as usize);
    let is_right = match count {
        _ if world.fault.before == Some(Before::Refused) => count.is_some_and(|count| count > 0),
        // Then it is no call that has failed.
        Some(count) if told.error.as_ref().is_some_and(Error::is_job_timeout) => count == 0,
        // Each of the questions after a job is a call of its own, and the error is that of the last one.
        Some(count) if column == Column::ThirdQuestion => count == seen || (count > 0 && seen % count == 0),
        Some(count) => count == seen,
        None => seen > 0,
    };
    if !is_right {
        cell.wrong.push(format!("the client counts {count:?} attempts, and the service {seen}"));
    }
    let record = world.record();
    let times: Vec<_> = record.seen.iter().filter(|(place, _)| *place == column.target()).map(|(_, at)| *at).collect();
    for pair in times.windows(2) {
        let waited = pair[1] - pair[0];
        if waited < world.fault.wait {
            cell.wrong.push(format!("{:?} were to be waited, and it was {waited:?}", world.fault.wait));
        }
    }
}

/// An error is of the kind that it should be, says what it should, and shows no secret.
fn check_error(world: &World, told: &Told, cell: &mut Cell) {
    let Some(error) = &told.error else { return };
    let (fault, text) = (&world.fault, error.to_string());
    _ = shown(error); // it panics if a secret is in it
    let mut expect = |holds: bool, what: &str| {
        if !holds {
            cell.wrong.push(format!("{what}: {text} ({:?})", error.kind()))
        }
    };
    expect((fault.is)(error), "it is something else");
    expect(text.contains(fault.says), &format!("it does not say `{}`", fault.says));
    let is_named = text.starts_with(world.column.operation());
    expect(
        is_named || world.column.is_job() || matches!(error.kind(), ErrorKind::Credentials),
        "it names another operation",
    );
    let was_seen = world.record().seen.iter().any(|(place, _)| *place == world.column.target());
    expect(error.was_sent() || !was_seen, "it was sent, and the error denies it");
}

/// Requests have the token that they should have, and refresh tokens are stored and used once each.
fn check_requests(world: &World, service: &Service, stored: &Stored, cell: &mut Cell) {
    let scheme = match world.fault.account {
        Account::Token => "token s3cr3t-t0ken",
        Account::Machine | Account::App => "bearer s3cr3t-access-",
    };
    for request in service.requests() {
        let authorization = request.header("authorization").concat();
        let is_for_token = request.path() == "/oauth2/token";
        if !authorization.starts_with(if is_for_token { "" } else { scheme })
            || (is_for_token && !authorization.is_empty())
        {
            cell.wrong.push(format!("{} is asked for with `{authorization}`", request.target));
        }
        if request.path().starts_with("/rest/a") {
            cell.wrong.push(format!("{} is what an answer says", request.target));
        }
    }
    let (stored, delivered) = (stored.lock().expect("no test panicked"), &world.record().delivered);
    if *stored != *delivered {
        cell.wrong.push(format!("{delivered:?} came, and {stored:?} were stored"));
    }
}
