//! 429, and how long the service asks to wait.

use std::time::Duration;

use serde_json::json;
use snyk_api::Error;
use snyk_api_tests::service::Reply;

use crate::fault::{CAP, Fault, Times, policy, usual};

const SECOND: Duration = Duration::from_secs(1);

/// Where the service's clock stands, and a second later.
const NOW: &str = "Sun, 06 Nov 2033 08:49:37 GMT";
const SOON: &str = "Sun, 06 Nov 2033 08:49:38 GMT";
const LONG_AGO: &str = "Sun, 06 Nov 1994 08:49:37 GMT";

pub(crate) fn rows() -> Vec<Fault> {
    let mut rows: Vec<_> = forms()
        .into_iter()
        .map(|(name, reply, wait)| Fault::new(format!("429, {name}"), Times::Once, move |_| reply.clone()).waits(wait))
        .collect();
    rows.push(Fault::new("429 storm", Times::Always, |_| too_many().header("retry-after", "0")));
    // A third attempt would begin too late.
    let slow =
        Fault::new("429 storm, longer than there is time", Times::Always, |_| too_many().header("retry-after", "1"));
    rows.push(slow.waits(SECOND).timed(|builder| usual(builder).retry(policy().max_time(Duration::from_millis(1900)))));
    for absurd in ["1000000000", "1000000000000000000000000000000"] {
        rows.push(
            Fault::new(format!("429, Retry-After: 1e{}", absurd.len() - 1), Times::Always, move |_| {
                too_many().header("retry-after", absurd)
            })
            .impatient(),
        );
    }
    let mut rows: Vec<_> = rows
        .into_iter()
        .map(|fault| fault.says("429 Too Many Requests").is(|error| error.is_rate_limited() || error.is_job_timeout()))
        .collect();
    let quota = Fault::new("429, the quota is used up (SNYK-0006)", Times::Always, |_| {
        Reply::json(429, json!({"errors": [{"status": "429", "code": "SNYK-0006", "title": "Quota"}]}))
            .header("retry-after", "0")
    });
    rows.push(quota.says("the plan's quota is used up").is(Error::is_quota_exceeded));
    rows
}

/// What passes after the time that it says.
fn forms() -> Vec<(&'static str, Reply, Duration)> {
    let after = |value: &str| too_many().header("retry-after", value);
    vec![
        ("Retry-After: 1", after("1"), SECOND),
        ("Retry-After: 0", after("0"), Duration::ZERO),
        ("Retry-After: a date", after(SOON).header("date", NOW), SECOND),
        ("Retry-After: a date long ago", after(LONG_AGO), Duration::ZERO),
        ("no Retry-After", too_many(), CAP),
        ("Retry-After: soon", after("soon"), CAP),
        ("Retry-After: -5", after("-5"), CAP),
        (
            "the reset of a window",
            too_many()
                .header("x-ratelimit-limit", "10")
                .header("x-ratelimit-remaining", "0")
                .header("x-ratelimit-reset", "1"),
            SECOND,
        ),
    ]
}

fn too_many() -> Reply {
    Reply::json(429, json!({"errors": [{"status": "429", "detail": "slow down"}]}))
}
