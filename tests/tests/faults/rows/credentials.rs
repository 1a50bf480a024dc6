//! Tokens that are refused, and those that cannot be had.

use std::time::Duration;

use serde_json::json;
use snyk_api::Error;
use snyk_api_tests::service::Reply;

use crate::fault::{Account, Fault, Grant, Times, impatient};
use crate::world::{invalid_grant, unauthorized};

pub(crate) fn rows() -> Vec<Fault> {
    let mut rows = refusals();
    rows.extend(no_tokens());
    rows.extend(refreshes());
    rows.extend(clocks());
    rows
}

/// The service refuses the token that it has accepted so far.
fn refusal(name: &str, times: Times, account: Account) -> Fault {
    let fault = Fault::new(name, times, |_| unauthorized()).account(account);
    Fault { kills_token: true, ..fault }.says("check the credentials").is(Error::is_unauthorized)
}

fn refusals() -> Vec<Fault> {
    vec![
        refusal("401, API token", Times::Once, Account::Token),
        refusal("401 then good, client credentials", Times::Once, Account::Machine),
        refusal("401 for ever, client credentials", Times::Always, Account::Machine),
    ]
}

/// The token endpoint fails from the start, or when a refused token is to be replaced.
fn no_tokens() -> Vec<Fault> {
    let no_token = |fault: Fault| fault.account(Account::Machine).is(Error::is_credentials);
    let at_first = |name, grant| no_token(Fault::none(name).grant(grant));
    let later = |name, grant| no_token(refusal(name, Times::Once, Account::Machine)).grant(grant);
    vec![
        Fault {
            grants_refused: true,
            ..at_first("no token: refused", |_| Grant::Good).says("no connection to the token endpoint")
        },
        at_first("no token: 500", |_| Grant::Instead(Reply::status(500))).says("500"),
        at_first(
            "no token: 500 then good",
            |asked| if asked == 0 { Grant::Instead(Reply::status(500)) } else { Grant::Good },
        ),
        at_first("no token: garbage", |_| Grant::Instead(Reply::raw("\0\x01\r\n\r\n"))).says("token endpoint"),
        at_first("no token: HTML page", |_| Grant::Instead(Reply::status(200).body("<html></html>")))
            .says("it is an HTML page"),
        at_first("no token: stalled", |_| Grant::Instead(Reply::raw("HTTP/1.1 2").then_stall()))
            .timed(impatient)
            .says("in time")
            .is(|error| error.is_credentials() && error.is_timeout()),
        at_first("no token: secret not accepted", |_| {
            Grant::Instead(Reply::json(401, json!({"error": "invalid_client"})))
        })
        .says("is not accepted: check"),
        later(
            "401, and no new token: 500",
            |asked| if asked == 0 { Grant::Good } else { Grant::Instead(Reply::status(500)) },
        )
        .says("500"),
        later("401, and no new token: garbage", |asked| {
            if asked == 0 { Grant::Good } else { Grant::Instead(Reply::raw("\0\r\n\r\n")) }
        })
        .says("token endpoint"),
    ]
}

/// Refresh tokens are good once.
fn refreshes() -> Vec<Fault> {
    let lost: fn(usize) -> Grant =
        |asked| if asked == 0 { Grant::Good } else { Grant::Lost(Reply::raw("").then_reset()) };
    let void: fn(usize) -> Grant = |asked| if asked == 0 { Grant::Good } else { Grant::Instead(invalid_grant()) };
    let again = "authorize the app again";
    vec![
        refusal("refresh token, rotated", Times::Once, Account::App),
        Fault::none("refresh token, revoked")
            .account(Account::App)
            .grant(|_| Grant::Instead(invalid_grant()))
            .says(again)
            .is(Error::is_credentials),
        refusal("refresh token, expired on the way", Times::Once, Account::App)
            .grant(void)
            .says(again)
            .is(Error::is_credentials),
        refusal("refresh token, answer lost", Times::Once, Account::App)
            .grant(lost)
            .says(again)
            .is(Error::is_credentials),
    ]
}

/// The clock of the token endpoint is years away in all of these rows. What else depends on clocks:
fn clocks() -> Vec<Fault> {
    let short: fn(usize) -> Grant = |asked| {
        let token = format!("s3cr3t-access-{}", asked + 1);
        Grant::Instead(
            Reply::ok(json!({"access_token": token, "expires_in": 60})).header("date", "Thu, 01 Jan 1970 00:00:00 GMT"),
        )
    };
    let ahead = Fault::new("clock years ahead, 429 with a date", Times::Once, |_| {
        Reply::status(429)
            .header("date", "Fri, 31 Dec 2060 23:59:59 GMT")
            .header("retry-after", "Sat, 01 Jan 2061 00:00:00 GMT")
    });
    let behind = Fault::new("clock years behind, 429 with a date", Times::Once, |_| {
        Reply::status(429)
            .header("date", "Thu, 31 Dec 2009 23:59:59 GMT")
            .header("retry-after", "Fri, 01 Jan 2010 00:00:00 GMT")
    });
    vec![
        Fault::none("clock years ahead, token of an hour").account(Account::Machine),
        Fault::none("clock years behind, token of a minute").account(Account::Machine).grant(short),
        ahead.waits(Duration::from_secs(1)),
        behind.waits(Duration::from_secs(1)),
    ]
}
