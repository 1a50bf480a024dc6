//! Why there is no credential to call with.

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

use super::BoxError;
use crate::runtime::error::{Error, ErrorKind, Problem};
use crate::runtime::secret::Secrets;

/// Why there is no credential to call with. All calls that waited for it get the same one.
#[derive(Clone, Debug)]
pub(crate) struct Failure(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    class: Class,
    message: String,
    problem: Option<Problem>,
    /// What the service asks to wait for.
    retry_after: Option<Duration>,
    timed_out: bool,
    /// What was lost may have held new tokens.
    loses_tokens: bool,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

/// What to expect of another try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// It may go well.
    Passing,
    /// Nothing changes before somebody does something.
    Lasting,
    /// New tokens could not be stored. They are kept, and the next call tries to store them again.
    NotStored,
}

impl Failure {
    pub(super) fn new(class: Class, message: impl Into<String>) -> Self {
        let message = message.into();
        Self(Arc::new(Inner {
            class,
            message,
            problem: None,
            retry_after: None,
            timed_out: false,
            loses_tokens: false,
            source: None,
        }))
    }

    /// The same, for what the token endpoint says.
    pub(super) fn saying(self, problem: Option<Problem>) -> Self {
        self.with(|inner| inner.problem = problem)
    }

    pub(super) fn losing_tokens(self) -> Self {
        self.with(|inner| inner.loses_tokens = true)
    }

    pub(super) fn after(self, wait: Option<Duration>) -> Self {
        self.with(|inner| inner.retry_after = wait)
    }

    pub(super) fn timed_out(self, timed_out: bool) -> Self {
        self.with(|inner| inner.timed_out = timed_out)
    }

    pub(super) fn because_of(self, source: BoxError) -> Self {
        self.with(|inner| inner.source = Some(source.into()))
    }

    pub(super) fn adding(self, words: &str) -> Self {
        self.with(|inner| inner.message.push_str(words))
    }

    /// A failure is changed only while it is put together, so that there is one of it.
    fn with(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            change(inner);
        }
        self
    }

    pub(super) fn class(&self) -> Class {
        self.0.class
    }

    /// The service's own name for it, `invalid_grant`.
    pub(super) fn code(&self) -> Option<&str> {
        self.0.problem.as_ref()?.code.as_deref()
    }

    pub(super) fn loses_tokens(&self) -> bool {
        self.0.loses_tokens
    }

    pub(super) fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The error of one of the calls that wait.
    pub(super) fn error(&self, secrets: &Secrets) -> Error {
        Error::new(ErrorKind::Credentials, self.0.message.clone())
            .saying(self.0.problem.iter().cloned().collect())
            .late(self.0.timed_out)
            .caused_by(self.0.source.clone())
            .hiding(secrets)
    }
}
