//! A walk, whatever the pages hold: compiled once.

use std::mem;
use std::panic::resume_unwind;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::task::JoinHandle;

use super::course::Course;
use crate::runtime::answer::Answer;
use crate::runtime::call::Call;
use crate::runtime::error::{Error, ErrorKind};
use crate::runtime::operation::Operation;
use crate::runtime::pending::Transfer;
use crate::runtime::trace::Span;
use crate::runtime::transport;

pub(super) struct Walk {
    /// The call of the page under way or to come.
    call: Call,
    course: Course,
    step: Step,
    /// Whether the next page is fetched before it is asked for.
    ahead: bool,
}

/// What the next poll has to do.
enum Step {
    Send,
    Receive(Transfer),
    Fail(Error),
    End,
}

impl Walk {
    pub(super) fn new(call: Call) -> Self {
        Self { course: Course::new(&call), call, step: Step::Send, ahead: false }
    }

    /// From now on the next page is fetched while the one at hand is used.
    pub(super) fn fetch_ahead(&mut self) {
        self.ahead = true;
    }

    pub(super) fn operation(&self) -> &'static Operation {
        self.call.operation
    }

    /// Nothing more is sent.
    pub(super) fn end(&mut self) {
        self.step = Step::End;
    }

    /// The next page. That there is something wrong with the way to the one behind it is told only when that one is asked
    /// for: the page itself is good.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Answer, Error>>> {
        loop {
            match &mut self.step {
                Step::Send => self.step = Step::Receive(Box::pin(transport::transfer(self.call.clone()))),
                Step::Receive(transfer) => {
                    let answer = ready!(transfer.as_mut().poll(context));
                    self.step = answer.as_ref().map_or(Step::End, |answer| self.course.step(&mut self.call, answer));
                    if self.ahead && matches!(self.step, Step::Send) {
                        self.step = Step::Receive(ahead(self.call.clone()));
                    }
                    return Poll::Ready(Some(answer));
                }
                Step::Fail(_) | Step::End => return Poll::Ready(self.failure().map(Err)),
            }
        }
    }

    fn failure(&mut self) -> Option<Error> {
        match mem::replace(&mut self.step, Step::End) {
            Step::Fail(error) => Some(error),
            _ => None,
        }
    }
}

/// Makes a call without being polled.
fn ahead(call: Call) -> Transfer {
    let operation = call.operation;
    Box::pin(Ahead { operation, task: tokio::spawn(Span::carry(transport::transfer(call))) })
}

/// A task that ends when it is dropped.
struct Ahead {
    operation: &'static Operation,
    task: JoinHandle<Result<Answer, Error>>,
}

impl Future for Ahead {
    type Output = Result<Answer, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Ready(match ready!(Pin::new(&mut self.task).poll(context)) {
            Ok(answer) => answer,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => resume_unwind(panic),
                Err(_) => {
                    let message = "the runtime that fetched it ahead was shut down";
                    Err(Error::of_call(ErrorKind::Transport, self.operation, message))
                }
            },
        })
    }
}

impl Drop for Ahead {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Course {
    /// Turns the call into that of the next page.
    fn step(&mut self, call: &mut Call, answer: &Answer) -> Step {
        match self.turn(call, answer) {
            Ok(true) => Step::Send,
            Ok(false) => Step::End,
            Err(message) => Step::Fail(Error::of_answer(ErrorKind::Paging, answer.without_body(), message)),
        }
    }
}
