//! Rate limits: how the client keeps them, and what the service tells of them.

mod bucket;
mod limiter;
#[cfg(test)]
mod tests;
mod told;

use std::time::Duration;

pub(super) use self::limiter::Limiter;
pub use self::told::{RateLimitInfo, RateWindow};
use super::operation::{Family, Limit, LimitScope, Operation, Period};
use crate::generated::families::family;

/// The rate limits that a client keeps of its own accord, so that it is not refused for calling too often. Set by
/// [`ClientBuilder::rate_limit`](crate::ClientBuilder::rate_limit); without it a client calls as often as it is told to.
///
/// A client and its clones share their limits; several clients do not, nor do several programs. No more calls are sent in
/// any span of a limit's period than it allows; those that are too many wait, first come, first served. Each attempt counts.
/// To drop a call that waits is to give up its place. A 429, or an answer by which no calls are left, makes all calls wait that
/// are under the same limit: as long as it asks for, or a minute, and never longer than a minute or the limit's period.
///
/// Waiting for a limit does not count towards the call's timeout, unless the call is tried again.
///
/// ```no_run
/// use std::time::Duration;
/// use snyk_api::operation::{Family, Period};
/// use snyk_api::{Client, RateLimit};
///
/// let limits = RateLimit::documented().limit(Family::Rest, 160, Period::Second).max_wait(Duration::from_secs(900));
/// let client = Client::builder().token("00000000-…").rate_limit(limits).build()?;
/// # Ok::<(), snyk_api::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct RateLimit {
    documented: bool,
    more: Vec<(Family, Limit)>,
    max_wait: Option<Duration>,
}

impl RateLimit {
    /// The limits that the docs state: those of each family, 1,620 calls a minute for REST and 2,000 for v1, and those of single
    /// operations ([`Operation::limits`]). Operations of one area with the same limit are taken to share it.
    pub fn documented() -> Self {
        Self { documented: true, ..Self::default() }
    }

    /// No limits, to which [`limit`](Self::limit) adds some.
    pub fn none() -> Self {
        Self::default()
    }

    /// Adds a limit on all calls of a family, which holds beside the others. 0 calls mean the same as 1.
    ///
    /// Several programs that share a token can divide its limits so. The service has been seen to tell another limit than
    /// the documented ones, of 160 calls a second.
    pub fn limit(mut self, family: Family, calls: u32, per: Period) -> Self {
        self.more.push((family, Limit { count: calls.max(1), per, scope: LimitScope::Unstated }));
        self
    }

    /// Sets how long a call may wait for its turn, as long as it takes if it is not called. A call that would wait longer fails
    /// with [`ErrorKind::Throttled`](crate::ErrorKind::Throttled), and nothing is sent.
    pub fn max_wait(mut self, wait: Duration) -> Self {
        self.max_wait = Some(wait);
        self
    }

    /// The limits on all calls of a family.
    fn of_family(&self, of: Family) -> Vec<Limit> {
        let documented = if self.documented { family(of).limits } else { &[] };
        let more = self.more.iter().filter(|(family, _)| *family == of).map(|(_, limit)| limit);
        documented.iter().chain(more).copied().collect()
    }

    /// The limits that an operation has besides.
    fn of_operation(&self, operation: &'static Operation) -> &'static [Limit] {
        if self.documented { operation.limits } else { &[] }
    }
}
