//! Whether to try again, and when.

use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

use http::StatusCode;
use tokio::time::Instant;

use super::error::Error;

/// How often a call is tried, and how long it waits in between.
///
/// What passes is tried again: 429, 500, 502, 503, 504, and connections that are refused, break or time out. Operations that
/// create something ([`Effect::Create`](crate::operation::Effect::Create)) are tried again only if nothing can have been done: on
/// 429, and where there was no connection. No other error is tried again, nor is a 429 that says that a quota is used up
/// ([`Error::is_quota_exceeded`]).
///
/// Where the service says how long to wait (`Retry-After`, or else a rate limit's reset), this is how long it waits, and a bit more
/// so that many calls do not come back at once. A 429 that says nothing is waited out for the longest wait of the
/// [`backoff`](Self::backoff), since Snyk refuses until calls have stopped for the limit's interval, a minute. All else is
/// waited for by chance, between no time at all and a time that doubles from attempt to attempt. A wait that is longer than
/// the time that is left is not begun: the error comes at once.
///
/// Tokens that expire are another matter: where a call is answered with 401 and there is a newer token, it is made once more, with
/// any policy ([`auth`](crate::auth)). Asking for tokens has attempts of its own.
///
/// [`Error::attempts`] and [`Response::attempts`](crate::Response::attempts) tell how many it took.
///
/// ```no_run
/// use std::time::Duration;
/// use snyk_api::{CallOptions, Client, RetryPolicy};
///
/// let client = Client::builder()
///     .token("00000000-…")
///     .retry(RetryPolicy::new().attempts(6).max_time(Duration::from_secs(240)))
///     .build()?;
/// let once = CallOptions::new().retry(RetryPolicy::none());
/// # Ok::<(), snyk_api::Error>(())
/// ```
#[derive(Clone)]
pub struct RetryPolicy {
    attempts: u32,
    max_time: Duration,
    base: Duration,
    cap: Duration,
    /// Where chance comes from; tests leave nothing to it.
    random: fn() -> u64,
}

impl RetryPolicy {
    /// Up to 4 attempts within 3 minutes; the backoff doubles from 500 ms up to a minute.
    pub fn new() -> Self {
        Self {
            attempts: 4,
            max_time: Duration::from_secs(180),
            base: Duration::from_millis(500),
            cap: Duration::from_secs(60),
            random,
        }
    }

    /// One attempt.
    pub fn none() -> Self {
        Self::new().attempts(1)
    }

    /// Sets how many attempts there may be, the first one included. 0 means the same as 1.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// Sets how long after its beginning a call may still be tried again. An attempt that has begun by then goes on. The
    /// [`timeout`](crate::ClientBuilder::timeout) of the call holds besides: it ends attempts, too.
    pub fn max_time(mut self, time: Duration) -> Self {
        self.max_time = time;
        self
    }

    /// Sets how long to wait where the service says nothing: after the first attempt no longer than `base`, after each other one
    /// no longer than twice as long as before, and never longer than `cap`.
    pub fn backoff(mut self, base: Duration, cap: Duration) -> Self {
        (self.base, self.cap) = (base, cap);
        self
    }

    #[cfg(test)]
    pub(super) fn by_chance(mut self, random: fn() -> u64) -> Self {
        self.random = random;
        self
    }

    /// How long to wait before the next attempt, if there is to be one.
    fn wait(&self, error: &Error, attempts: u32, left: Duration) -> Option<Duration> {
        if attempts >= self.attempts || !error.is_retryable() {
            return None;
        }
        let told = error.retry_in().or_else(|| error.is_status(429).then_some(self.cap));
        let least = told.unwrap_or_default();
        let more = self.chance(if told.is_some() { self.base } else { self.ceiling(attempts) });
        // Something must be left for the attempt. Chance alone does not use the time up: what it adds to is what counts.
        let wait = Some(least.saturating_add(more)).filter(|wait| *wait < left);
        wait.or(told.filter(|told| *told < left))
    }

    /// The longest wait after so many attempts.
    fn ceiling(&self, attempts: u32) -> Duration {
        let doublings = 1_u32.checked_shl(attempts.saturating_sub(1)).unwrap_or(u32::MAX);
        self.base.saturating_mul(doublings).min(self.cap)
    }

    /// A time up to this one.
    fn chance(&self, most: Duration) -> Duration {
        let share = (self.random)() as f64 / u64::MAX as f64;
        Duration::try_from_secs_f64(most.as_secs_f64() * share).unwrap_or(most).min(most)
    }
}

/// The same as [`new`](Self::new).
impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for RetryPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetryPolicy")
            .field("attempts", &self.attempts)
            .field("max_time", &self.max_time)
            .field("base", &self.base)
            .field("cap", &self.cap)
            .finish()
    }
}

/// Good enough to keep calls apart, which is all that it is for: each `RandomState` has keys of its own.
fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// The attempts of a call that is under way.
pub(super) struct Attempts {
    policy: RetryPolicy,
    /// When the whole call is over, whatever it is doing.
    deadline: Option<Instant>,
    /// When no further attempt may begin.
    until: Option<Instant>,
    count: u32,
    /// Whether the service may have seen one of them.
    were_sent: bool,
    /// Whether one of them was made because there was another token. It is none of the policy's.
    was_renewed: bool,
}

impl Attempts {
    /// None so far. The time runs from now on; `until` ends it, too.
    pub(super) fn new(policy: RetryPolicy, timeout: Option<Duration>, until: Option<Instant>) -> Self {
        let now = Instant::now();
        let deadline = timeout.and_then(|timeout| now.checked_add(timeout));
        let until = [now.checked_add(policy.max_time), deadline, until].into_iter().flatten().min();
        Self { policy, deadline, until, count: 0, were_sent: false, was_renewed: false }
    }

    /// Begins another one, and tells how long it may take.
    pub(super) fn begin(&mut self) -> Option<Duration> {
        self.count += 1;
        self.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()))
    }

    /// How many have begun.
    pub(super) fn count(&self) -> u32 {
        self.count
    }

    /// When no further attempt may begin.
    pub(super) fn until(&self) -> Option<Instant> {
        self.until
    }

    /// When the whole call is over.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// Whether to ask for another token after this error. It is of use once in a call.
    pub(super) fn may_renew(&mut self, error: &Error) -> bool {
        self.were_sent |= error.was_sent();
        error.is_unauthorized() && !self.was_renewed
    }

    /// Takes notice that there is another token than the one with which there was this error.
    pub(super) fn renewed(&mut self, error: Error) -> Error {
        self.was_renewed = true;
        self.so_far(error)
    }

    /// An error, as that of the call after all attempts so far.
    pub(super) fn so_far(&self, error: Error) -> Error {
        error.after_attempts(self.count, self.were_sent)
    }

    /// How long to wait after this error; or the error, if it is the last one.
    pub(super) fn after(&mut self, error: Error) -> Result<(Duration, Error), Error> {
        self.were_sent |= error.was_sent();
        let error = self.so_far(error);
        let now = Instant::now();
        let left = self.until.map_or(Duration::MAX, |until| until.saturating_duration_since(now));
        match self.policy.wait(&error, self.count - u32::from(self.was_renewed), left) {
            Some(wait) => Ok((wait, error)),
            None => Err(error),
        }
    }
}

/// Whether a status may be another one the next time. 501 stays what it is.
pub(super) fn passes(status: StatusCode) -> bool {
    matches!(status.as_u16(), 429 | 500 | 502 | 503 | 504)
}

#[cfg(test)]
mod tests;
