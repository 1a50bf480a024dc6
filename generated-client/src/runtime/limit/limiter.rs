//! Who calls when.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, timeout, timeout_at};

use super::bucket::Bucket;
use super::told::RateLimitInfo;
use super::{Limit, RateLimit};
use crate::runtime::answer::Answer;
use crate::runtime::error::{Error, ErrorKind};
use crate::runtime::operation::{Family, Operation};

/// The limits of a client and its clones.
#[derive(Debug)]
pub(crate) struct Limiter {
    settings: RateLimit,
    buckets: Mutex<Vec<(Key, Arc<Bucket>)>>,
}

/// What calls are counted together. What the docs say of users, keys and organizations is not told apart: a client has one
/// key, and to count too much is only slower.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Key {
    family: Family,
    /// Of one area alone, and its operations with these limits.
    own: Option<(&'static str, &'static [Limit])>,
}

/// How long Snyk refuses once there were too many calls, if it says nothing else: until they have stopped for so long.
const INTERVAL: Duration = Duration::from_secs(60);

/// How long there are no calls left.
fn none_left(told: RateLimitInfo) -> Option<Duration> {
    told.reset().filter(|_| told.remaining() == Some(0))
}

impl Limiter {
    pub(crate) fn new(settings: RateLimit) -> Self {
        Self { settings, buckets: Mutex::default() }
    }

    /// Waits for a call's turn, as long as the settings allow.
    pub(crate) async fn turn(&self, operation: &'static Operation) -> Result<(), Error> {
        let Some(most) = self.settings.max_wait else {
            self.wait(operation).await;
            return Ok(());
        };
        timeout(most, self.wait(operation)).await.map_err(|_| {
            let message = format!("its turn under the client's rate limits did not come within {most:?}");
            Error::of_call(ErrorKind::Throttled, operation, message)
        })
    }

    /// Waits for a call's turn, and tells whether it came in time.
    pub(crate) async fn turn_before(&self, operation: &'static Operation, until: Option<Instant>) -> bool {
        match until {
            Some(until) => timeout_at(until, self.wait(operation)).await.is_ok(),
            None => {
                self.wait(operation).await;
                true
            }
        }
    }

    /// The head of the narrow queue waits for the wide one, never the other way round: else calls that are allowed would
    /// wait for those that are not. Nothing is counted before both limits allow it, so there is nothing to give back by a call
    /// that is dropped meanwhile.
    async fn wait(&self, operation: &'static Operation) {
        let family = self.family(operation);
        let Some(own) = self.own(operation) else {
            return family.head().await.take();
        };
        let own = own.head().await;
        loop {
            own.ready().await;
            let family = family.head().await;
            if own.blocked().is_none() {
                family.take();
                return own.take();
            }
        }
    }

    /// Hears what came of a call. The service is trusted to make calls wait, and with nothing else.
    pub(crate) fn heed(&self, operation: &'static Operation, outcome: &Result<Answer, Error>) {
        let wait = match outcome {
            Ok(answer) => RateLimitInfo::read(&answer.headers).and_then(none_left),
            // A quota of tests has nothing to do with how often anybody calls.
            Err(error) if error.is_quota_exceeded() => None,
            Err(error) if error.is_status(429) => Some(error.retry_in().unwrap_or(INTERVAL)),
            Err(error) => error.rate_limit().and_then(none_left),
        };
        if let Some(wait) = wait {
            self.own(operation).unwrap_or_else(|| self.family(operation)).pause(wait);
        }
    }

    fn family(&self, operation: &'static Operation) -> Arc<Bucket> {
        let limits = || self.settings.of_family(operation.family);
        self.bucket(Key { family: operation.family, own: None }, limits)
    }

    fn own(&self, operation: &'static Operation) -> Option<Arc<Bucket>> {
        let limits = Some(self.settings.of_operation(operation)).filter(|limits| !limits.is_empty())?;
        let key = Key { family: operation.family, own: Some((operation.area, limits)) };
        Some(self.bucket(key, || limits.to_vec()))
    }

    /// Buckets are few, and made as they are needed.
    fn bucket(&self, key: Key, limits: impl FnOnce() -> Vec<Limit>) -> Arc<Bucket> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, bucket)) = buckets.iter().find(|(other, _)| *other == key) {
            return Arc::clone(bucket);
        }
        let bucket = Arc::new(Bucket::new(&limits()));
        buckets.push((key, Arc::clone(&bucket)));
        bucket
    }
}
