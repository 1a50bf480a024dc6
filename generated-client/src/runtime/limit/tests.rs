//! Limits that the client keeps. Clocks stand still while something happens, so that a minute takes no time.

use std::sync::Arc;

use tokio::task::JoinSet;
use tokio::time::Instant;

use super::*;
use crate::runtime::answer::Answer;
use crate::runtime::error::{Error, ErrorKind};
use crate::runtime::testing::{PLAIN, Reply, Server};
use crate::runtime::{RetryPolicy, transport};
use crate::{Document, Json};

const fn per(count: u32, per: Period) -> Limit {
    Limit { count, per, scope: LimitScope::User }
}

static PLAIN_CALL: Operation = Operation { path: "/animals", ..PLAIN };
static REPORT: Operation = Operation { area: "reporting", limits: &[per(70, Period::Minute)], ..PLAIN_CALL };
static OTHER_REPORT: Operation = Operation { name: "rest.zoo.other", ..REPORT };
static MEMBERS: Operation = Operation { limits: &[per(1, Period::Minute)], ..PLAIN_CALL };
static EXPORT: Operation = Operation { area: "export", limits: &[per(20, Period::Hour)], ..PLAIN_CALL };

fn documented() -> Arc<Limiter> {
    Arc::new(Limiter::new(RateLimit::documented()))
}

/// When each of so many calls has its turn, all of them begun at once.
async fn turns(limiter: &Arc<Limiter>, operation: &'static Operation, calls: usize) -> Vec<Duration> {
    let (began, mut waiting) = (Instant::now(), JoinSet::new());
    for _ in 0..calls {
        let limiter = Arc::clone(limiter);
        waiting.spawn(async move {
            limiter.turn(operation).await.expect("a turn");
            began.elapsed()
        });
    }
    let mut turns = waiting.join_all().await;
    turns.sort_unstable();
    turns
}

/// The most calls in any span of this length.
fn most_within(turns: &[Duration], span: Duration) -> usize {
    let within = |start: &Duration| turns.iter().filter(|turn| **turn >= *start && **turn < *start + span).count();
    turns.iter().map(within).max().unwrap_or(0)
}

#[tokio::test(start_paused = true)]
async fn no_period_has_more_calls_than_its_limit() {
    for (limits, operation, calls, most, period, about) in [
        (RateLimit::documented(), &PLAIN_CALL, 5000, 1620, Period::Minute, 180),
        (RateLimit::documented(), &REPORT, 300, 70, Period::Minute, 240),
        (RateLimit::documented(), &MEMBERS, 4, 1, Period::Minute, 180),
        (RateLimit::documented(), &EXPORT, 50, 20, Period::Hour, 7200),
        (RateLimit::none().limit(Family::Rest, 160, Period::Second), &PLAIN_CALL, 800, 160, Period::Second, 4),
        (RateLimit::none().limit(Family::Rest, 7, Period::Day), &PLAIN_CALL, 20, 7, Period::Day, 172_800),
    ] {
        let limiter = Arc::new(Limiter::new(limits));
        let turns = turns(&limiter, operation, calls).await;
        assert_eq!((turns.len(), most_within(&turns, period.duration())), (calls, most));
        // No slower than it has to be, save for a hundredth.
        let last = turns.last().expect("a turn").as_secs_f64();
        assert!((f64::from(about)..f64::from(about) * 1.01).contains(&last), "{last} s for {calls} calls");
    }
}

#[tokio::test(start_paused = true)]
async fn calls_that_trickle_in_do_not_wait() {
    let limiter = documented();
    for _ in 0..500 {
        tokio::time::sleep(Duration::from_millis(1000)).await;
        let began = Instant::now();
        limiter.turn(&REPORT).await.expect("a turn");
        assert!(began.elapsed() <= Duration::from_millis(1));
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_shared_and_what_is_not() {
    let limiter = documented();
    let began = Instant::now();
    turns(&limiter, &REPORT, 35).await;
    turns(&limiter, &OTHER_REPORT, 35).await;
    turns(&limiter, &EXPORT, 20).await;
    turns(&limiter, &PLAIN_CALL, 1500).await;
    assert!(began.elapsed() < Duration::from_secs(1));
    // An area's limit is full, and the family's goes on.
    let waiting = tokio::spawn({
        let limiter = Arc::clone(&limiter);
        async move { limiter.turn(&OTHER_REPORT).await.map(|()| began.elapsed().as_secs()) }
    });
    tokio::task::yield_now().await;
    turns(&limiter, &PLAIN_CALL, 30).await;
    assert!(began.elapsed() < Duration::from_secs(1) && !waiting.is_finished());
    assert_eq!(waiting.await.expect("no panic").expect("a turn"), 60);
    // All of them count towards the family's: 70 + 20 + 1530 is all there is.
    let limiter = documented();
    turns(&limiter, &REPORT, 70).await;
    let last = turns(&limiter, &PLAIN_CALL, 1551).await.pop().expect("a turn");
    assert_eq!(last.as_secs(), 60);
}

#[tokio::test(start_paused = true)]
async fn first_come_first_served_and_who_leaves_makes_room() {
    let limiter = documented();
    limiter.turn(&MEMBERS).await.expect("a turn");
    let began = Instant::now();
    let mut waiting = Vec::new();
    for _ in 0..6 {
        let limiter = Arc::clone(&limiter);
        waiting.push(tokio::spawn(async move {
            limiter.turn(&MEMBERS).await.expect("a turn");
            began.elapsed().as_secs()
        }));
        tokio::task::yield_now().await;
    }
    // The first and another one give up; their turns go to those behind them.
    tokio::time::sleep(Duration::from_secs(30)).await;
    waiting.remove(0).abort();
    waiting.remove(2).abort();
    let mut turns = Vec::new();
    for task in waiting {
        turns.push(task.await.expect("no panic"));
    }
    assert_eq!(turns, [60, 120, 180, 240]);
}

#[tokio::test(start_paused = true)]
async fn who_waits_too_long_is_told() {
    let limiter = Limiter::new(RateLimit::documented().max_wait(Duration::from_secs(20)));
    limiter.turn(&MEMBERS).await.expect("a turn");
    let error = limiter.turn(&MEMBERS).await.expect_err("it takes a minute");
    assert_eq!((error.kind(), error.was_sent(), error.attempts()), (ErrorKind::Throttled, false, 0));
    assert!(error.is_rate_limited() && error.is_retryable() && !error.is_timeout());
    assert!(
        error
            .to_string()
            .ends_with("nothing was sent: its turn under the client's rate limits did not come within 20s"),
        "{error}"
    );
    tokio::time::sleep(Duration::from_secs(40)).await;
    limiter.turn(&MEMBERS).await.expect("it has given its place up");
}

/// What comes of a call that is answered so.
async fn outcome(operation: &'static Operation, reply: Reply) -> Result<Answer, Error> {
    let server = Server::script([reply]).await;
    transport::transfer(server.client().call(operation)).await
}

#[tokio::test(start_paused = true)]
async fn a_refusal_holds_for_all_who_share_the_limit() {
    let refused = |told: &str| Reply::new(429, "").with(format!("retry-after: {told}"));
    let left = |status, left, reset| {
        Reply::new(status, "{}").with(format!("x-ratelimit-remaining: {left}\r\nx-ratelimit-reset: {reset}"))
    };
    for (operation, reply, wait) in [
        (&REPORT, refused("17"), 17),
        (&PLAIN_CALL, refused("17"), 17),
        // Nobody waits for ever because a service says so.
        (&PLAIN_CALL, refused("18446744073709551615"), 60),
        (&EXPORT, refused("86400"), 3600),
        (&EXPORT, refused("soon"), 60),
        (&PLAIN_CALL, Reply::new(429, ""), 60),
        (&PLAIN_CALL, Reply::new(429, r#"{"errors": [{"code": "SNYK-0006"}]}"#), 0),
        (&PLAIN_CALL, left(429, 0, 9), 9),
        (&PLAIN_CALL, left(200, 0, 9), 9),
        (&PLAIN_CALL, left(404, 0, 9), 9),
        (&PLAIN_CALL, left(200, 1, 9), 0),
        (&PLAIN_CALL, Reply::json("{}").with("retry-after: 9"), 0),
        (&PLAIN_CALL, Reply::new(503, "").with("retry-after: 9"), 0),
    ] {
        let limiter = documented();
        limiter.heed(operation, &outcome(operation, reply.clone()).await);
        let waited = turns(&limiter, operation, 10).await;
        assert!(waited.iter().all(|turn| turn.as_secs() == wait), "{waited:?}: {reply:?}");
    }
    let limiter = documented();
    limiter.heed(&REPORT, &outcome(&REPORT, refused("30")).await);
    assert_eq!(turns(&limiter, &PLAIN_CALL, 1).await[0].as_secs(), 0);
    assert_eq!(turns(&limiter, &OTHER_REPORT, 1).await[0].as_secs(), 30);
}

#[tokio::test(start_paused = true)]
async fn clients_and_their_clones_share_limits() {
    let server = Server::script([Reply::json(r#"{"data": 1}"#)]).await;
    let client = server.builder().rate_limit(RateLimit::documented()).build().expect("a client");
    let began = Instant::now();
    let mut calls = JoinSet::new();
    for _ in 0..3 {
        calls.spawn(client.clone().call(&MEMBERS).send::<Document<Json>>());
    }
    calls.join_all().await.into_iter().for_each(|answer| _ = answer.expect("an answer"));
    assert_eq!((began.elapsed().as_secs(), server.count()), (120, 3));
    // The wait is none of the call's own time.
    let brief = server.builder().rate_limit(RateLimit::documented()).timeout(Duration::from_secs(2));
    let brief = brief.build().expect("a client");
    for _ in 0..2 {
        brief.call(&MEMBERS).send::<Document<Json>>().await.expect("an answer");
    }
}

#[tokio::test(start_paused = true)]
async fn each_attempt_has_a_turn() {
    let refused = || Reply::new(429, "").with("retry-after: 10");
    let server = Server::script([refused(), Reply::json(r#"{"data": 1}"#)]).await;
    let client = |policy| server.builder().rate_limit(RateLimit::documented()).retry(policy).build().expect("a client");
    let began = Instant::now();
    let answer = client(RetryPolicy::new()).call(&MEMBERS).response::<Document<Json>>().await.expect("an answer");
    assert_eq!((answer.attempts(), began.elapsed().as_secs()), (2, 60));

    let server = Server::script([refused(), Reply::json(r#"{"data": 1}"#)]).await;
    let patience = RetryPolicy::new().max_time(Duration::from_secs(30));
    let client = server.builder().rate_limit(RateLimit::documented()).retry(patience).build().expect("a client");
    let error = client.call(&MEMBERS).send::<Document<Json>>().await.expect_err("its turn would come too late");
    assert_eq!((error.is_status(429), error.attempts(), server.count()), (true, 1, 1));
}

#[tokio::test]
async fn answers_and_errors_tell_of_limits() {
    let told = |reply: Reply| reply.with("X-RateLimit-Limit: 160, 160;w=1, 1620;w=60").with("x-ratelimit-remaining: 3");
    let server =
        Server::script([told(Reply::json(r#"{"data": 1}"#)), told(Reply::new(404, "")), Reply::new(404, "")]).await;
    let call = || server.client().call(&PLAIN_CALL).response::<Document<Json>>();
    let limit = call().await.expect("an answer").rate_limit().expect("limits");
    assert_eq!((limit.limit(), limit.remaining(), limit.reset(), limit.windows().len()), (Some(160), Some(3), None, 2));
    assert_eq!(call().await.expect_err("a 404").rate_limit(), Some(limit));
    assert_eq!(call().await.expect_err("a 404").rate_limit(), None);
}
