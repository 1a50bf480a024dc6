//! Nothing.

use std::future::Future;

use crate::runtime::answer::Answer;
use crate::runtime::call::Call;
use crate::runtime::error::Error;

/// Nothing is told of a call.
pub(in crate::runtime) struct Span;

impl Span {
    /// Begins to tell nothing.
    pub(in crate::runtime) fn call(_: &Call) -> Self {
        Self
    }

    /// The future as it is.
    pub(in crate::runtime) fn cover<F: Future>(&self, future: F) -> F {
        future
    }

    /// The future as it is.
    pub(in crate::runtime) fn carry<F: Future>(future: F) -> F {
        future
    }

    /// Tells nothing of an attempt.
    pub(in crate::runtime) fn attempt(&self, _: &Result<Answer, Error>) {}

    /// Ends telling nothing.
    pub(in crate::runtime) fn end(&self, _: &Result<Answer, Error>) {}
}

#[cfg(test)]
mod tests {
    use super::Span;

    #[test]
    fn it_takes_no_room() {
        assert_eq!(size_of::<Span>(), 0);
    }
}
