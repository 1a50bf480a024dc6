//! A walk, whatever the pages hold: compiled once.

use std::mem;
use std::task::{Context, Poll, ready};

use super::course::Course;
use crate::runtime::answer::Answer;
use crate::runtime::call::Call;
use crate::runtime::error::{Error, ErrorKind};
use crate::runtime::operation::Operation;
use crate::runtime::pending::Transfer;
use crate::runtime::transport;

pub(super) struct Walk {
    /// The call of the page under way or to come.
    call: Call,
    course: Course,
    step: Step,
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
        Self { course: Course::new(&call), call, step: Step::Send }
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
