//! Jobs: operations that go on after their answer.

mod follow;
mod pace;
#[cfg(test)]
mod tests;

use std::fmt;
use std::future::IntoFuture;
use std::time::Duration;

use self::pace::Pace;
use super::answer::Answer;
use super::call::Call;
use super::error::Error;
use super::pending::Pending;

/// Starts a job when it is awaited, waits for its end, and gives its result.
///
/// It asks after the job's state again and again, the first time after [`interval`](Self::interval), then after half as much
/// more each time, and never earlier than the service asks it to (`Retry-After`). A question that fails for a passing reason
/// (429, 5xx, the connection), and goes on to do so as often as the [`RetryPolicy`](crate::RetryPolicy) lets it be tried, is put
/// again after such a wait, up to five times in a row, and so is one whose answer is no JSON, such as a gateway's page. The call
/// that starts the job is tried again by its policy alone, and so only if it cannot have started one. To drop it is to stop
/// asking: the job itself goes on. The options of the call hold for all questions too.
///
/// # Errors
///
/// What a call can fail with, and of the job [`JobFailed`](crate::ErrorKind::JobFailed),
/// [`JobVanished`](crate::ErrorKind::JobVanished) and [`JobTimeout`](crate::ErrorKind::JobTimeout). From when the job has
/// started, all of them tell its id by [`Error::job_id`], with which one can go on later.
///
/// ```no_run
/// # async fn example(wait: snyk_api::Wait<String>) -> Result<(), snyk_api::Error> {
/// use std::time::Duration;
///
/// let result = wait.interval(Duration::from_secs(5)).timeout(Duration::from_secs(600)).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent until this is awaited"]
pub struct Wait<T> {
    call: Call,
    pace: Pace,
    read: fn(Answer) -> Result<T, Error>,
}

impl<T> Wait<T> {
    pub(crate) fn new(call: Call, read: fn(Answer) -> Result<T, Error>) -> Self {
        Self { call, pace: Pace::default(), read }
    }

    /// Sets how long to wait before the first question, 2 s if it is not called.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.pace.interval = interval;
        self
    }

    /// Sets how long to wait between questions at most, 30 s if it is not called. What the service asks for may be longer.
    pub fn max_interval(mut self, interval: Duration) -> Self {
        self.pace.max_interval = interval;
        self
    }

    /// Sets how long the job may take, 30 minutes if it is not called, from the answer that says that it has started. A last
    /// question that is put then may take some seconds more, and the result of a job that has ended in time is fetched in any
    /// case.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.pace.timeout = timeout;
        self
    }
}

impl<T> IntoFuture for Wait<T> {
    type Output = Result<T, Error>;
    type IntoFuture = Pending<T>;

    fn into_future(self) -> Pending<T> {
        Pending::new(self.call.operation, Box::pin(follow::run(self.call, self.pace)), self.read)
    }
}

impl<T> fmt::Debug for Wait<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait").field("call", &self.call).field("pace", &self.pace).finish_non_exhaustive()
    }
}
