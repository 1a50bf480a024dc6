//! Walks through lists that come in pages.

mod course;
mod link;
#[cfg(test)]
mod tests;
mod walk;

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

#[cfg(fuzzing)]
pub(super) use self::link::{cursor, in_headers as link_in_headers};
use self::walk::Walk;
use super::answer::Answer;
use super::call::Call;
use super::error::Error;

/// The pages of a list, one after the other.
///
/// Each next request is the first one with nothing changed but its place in the list. Nothing is sent before the first page is
/// asked for, nor before the next one is, unless it is to [`prefetch`](Self::prefetch); dropping it ends the walk. After an error
/// there is nothing more.
///
/// It is a [`Stream`](futures_core::Stream), and can be walked without one:
///
/// ```no_run
/// # async fn example(mut pages: snyk_api::Pages<Vec<String>>) -> Result<(), snyk_api::Error> {
/// while let Some(page) = pages.try_next().await? {
///     println!("{} more", page.len());
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent until a page is asked for"]
pub struct Pages<P> {
    walk: Walk,
    read: fn(Answer) -> Result<P, Error>,
}

impl<P> Pages<P> {
    pub(crate) fn new(call: Call, read: fn(Answer) -> Result<P, Error>) -> Self {
        Self { walk: Walk::new(call), read }
    }

    /// Fetches the next page while the one at hand is used, in a task of tokio's of its own. It is one page ahead, never more, and
    /// two pages may be in memory. To drop the walk is to end that task; the request may have been counted by the service.
    pub fn prefetch(mut self) -> Self {
        self.walk.fetch_ahead();
        self
    }

    /// The next page; none at the end of the list.
    ///
    /// # Errors
    ///
    /// What a call can fail with, and [`ErrorKind::Paging`](crate::ErrorKind::Paging) if the service tells no usable next page.
    pub async fn try_next(&mut self) -> Result<Option<P>, Error> {
        poll_fn(|context| self.poll(context)).await.transpose()
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<P, Error>>> {
        let Some(answer) = ready!(self.walk.poll(context)) else { return Poll::Ready(None) };
        let page = answer.and_then(self.read);
        if page.is_err() {
            self.walk.end();
        }
        Poll::Ready(Some(page))
    }
}

impl<P> Stream for Pages<P> {
    type Item = Result<P, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl<P> fmt::Debug for Pages<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("operation", &self.walk.operation().name).finish_non_exhaustive()
    }
}

/// The items of a list that comes in pages, one after the other.
///
/// Pages are fetched as they are needed, one at a time (see [`prefetch`](Self::prefetch)), and are gone when their last item is
/// taken. All else is as with [`Pages`].
///
/// ```no_run
/// # async fn example(mut items: snyk_api::Items<String>) -> Result<(), snyk_api::Error> {
/// while let Some(item) = items.try_next().await? {
///     println!("{item}");
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent until an item is asked for"]
pub struct Items<T> {
    walk: Walk,
    read: Box<dyn Fn(Answer) -> Result<Vec<T>, Error> + Send + Sync>,
    page: std::vec::IntoIter<T>,
}

impl<T: 'static> Items<T> {
    pub(crate) fn new<P: 'static>(call: Call, read: fn(Answer) -> Result<P, Error>, take: fn(P) -> Vec<T>) -> Self {
        let read = Box::new(move |answer| read(answer).map(take));
        Self { walk: Walk::new(call), read, page: Vec::new().into_iter() }
    }
}

impl<T> Items<T> {
    /// Fetches the next page while the one at hand is used, in a task of tokio's of its own. It is one page ahead, never more, and
    /// two pages may be in memory. To drop the walk is to end that task; the request may have been counted by the service.
    pub fn prefetch(mut self) -> Self {
        self.walk.fetch_ahead();
        self
    }

    /// The next item; none at the end of the list.
    ///
    /// # Errors
    ///
    /// What a call can fail with, and [`ErrorKind::Paging`](crate::ErrorKind::Paging) if the service tells no usable next page.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        poll_fn(|context| self.poll(context)).await.transpose()
    }

    /// All items that are left. They are all held at once.
    ///
    /// # Errors
    ///
    /// The first error ends it, and what came before it is lost.
    pub async fn collect(mut self) -> Result<Vec<T>, Error> {
        let mut items = Vec::new();
        while let Some(item) = self.try_next().await? {
            items.push(item);
            items.extend(&mut self.page);
        }
        Ok(items)
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if let Some(item) = self.page.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            let Some(answer) = ready!(self.walk.poll(context)) else { return Poll::Ready(None) };
            match answer.and_then(&self.read) {
                Ok(page) => self.page = page.into_iter(),
                Err(error) => {
                    self.walk.end();
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }
}

/// An item is moved out, never pinned.
impl<T> Unpin for Items<T> {}

impl<T> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("operation", &self.walk.operation().name)
            .field("at_hand", &self.page.len())
            .finish_non_exhaustive()
    }
}
