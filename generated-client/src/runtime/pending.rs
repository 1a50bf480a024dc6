//! A call under way.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use super::answer::Answer;
use super::error::Error;
use super::operation::Operation;

/// What every call runs, whatever it asks for: compiled once.
pub(crate) type Transfer = Pin<Box<dyn Future<Output = Result<Answer, Error>> + Send>>;

/// A call that is not sent before it is awaited, and is given up when it is dropped.
#[must_use = "nothing is sent until this is awaited"]
pub struct Pending<T> {
    operation: &'static Operation,
    transfer: Transfer,
    read: fn(Answer) -> Result<T, Error>,
}

impl<T> Pending<T> {
    pub(crate) fn new(operation: &'static Operation, transfer: Transfer, read: fn(Answer) -> Result<T, Error>) -> Self {
        Self { operation, transfer, read }
    }
}

impl<T> Future for Pending<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = ready!(self.transfer.as_mut().poll(context));
        Poll::Ready(answer.and_then(self.read))
    }
}

impl<T> fmt::Debug for Pending<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending").field("operation", &self.operation.name).finish_non_exhaustive()
    }
}
