//! What is left of a limit.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::MutexGuard;
use tokio::time::{Instant, sleep_until};

use crate::runtime::operation::Limit;

/// A period is counted in so many slices, which bounds what is remembered of a limit however many calls it allows.
const SLICES: u32 = 256;

/// Calls under the same limits, in a queue.
#[derive(Debug)]
pub(super) struct Bucket {
    /// Whoever holds it is the next one. It is fair, and who is dropped while holding it or waiting for it makes room.
    queue: tokio::sync::Mutex<()>,
    state: Mutex<State>,
    /// The longest wait that the service may ask for.
    most: Duration,
}

#[derive(Debug)]
struct State {
    windows: Vec<Window>,
    /// The service wants no calls before this.
    paused: Option<Instant>,
}

/// The place at the head of a bucket's queue.
pub(super) struct Head<'a> {
    bucket: &'a Bucket,
    _place: MutexGuard<'a, ()>,
}

impl Bucket {
    pub(super) fn new(limits: &[Limit]) -> Self {
        let longest = limits.iter().map(|limit| limit.per.duration()).max().unwrap_or_default();
        Self {
            queue: tokio::sync::Mutex::new(()),
            state: Mutex::new(State { windows: limits.iter().map(Window::new).collect(), paused: None }),
            most: longest.max(Duration::from_secs(60)),
        }
    }

    /// Waits until all who came before have gone, and a call is allowed. Nothing is taken yet.
    pub(super) async fn head(&self) -> Head<'_> {
        let head = Head { bucket: self, _place: self.queue.lock().await };
        head.ready().await;
        head
    }

    /// All calls wait so long.
    pub(super) fn pause(&self, wait: Duration) {
        let until = Instant::now() + wait.min(self.most);
        self.with(|state| state.paused = state.paused.max(Some(until)));
    }

    fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Head<'_> {
    /// Waits until a call is allowed.
    pub(super) async fn ready(&self) {
        while let Some(at) = self.blocked() {
            sleep_until(at).await;
        }
    }

    /// Until when no call is allowed, if one is not allowed now.
    pub(super) fn blocked(&self) -> Option<Instant> {
        let now = Instant::now();
        self.bucket.with(|state| {
            let free = state.windows.iter_mut().filter_map(|window| window.free_at(now));
            free.chain(state.paused.filter(|until| *until > now)).max()
        })
    }

    /// Counts a call, and lets the next one come.
    pub(super) fn take(self) {
        let now = Instant::now();
        self.bucket.with(|state| state.windows.iter_mut().for_each(|window| window.take(now)));
    }
}

/// The calls of the last period. A bucket that is filled up again while it is drawn from would let almost twice as many
/// through in the first period, and Snyk refuses everything for a whole period once there were too many.
#[derive(Debug)]
struct Window {
    count: u32,
    period: Duration,
    /// When a slice began, and how many calls were in it.
    slices: VecDeque<(Instant, u32)>,
    used: u32,
}

impl Window {
    fn new(limit: &Limit) -> Self {
        Self { count: limit.count.max(1), period: limit.per.duration(), slices: VecDeque::new(), used: 0 }
    }

    fn slice(&self) -> Duration {
        self.period / SLICES
    }

    /// When a call is allowed again, if none is now. A slice counts until its last moment is a period ago.
    fn free_at(&mut self, now: Instant) -> Option<Instant> {
        let span = self.period + self.slice();
        while let Some((began, calls)) = self.slices.front().copied() {
            if began + span > now {
                return (self.used >= self.count).then_some(began + span);
            }
            self.slices.pop_front();
            self.used -= calls;
        }
        None
    }

    fn take(&mut self, now: Instant) {
        self.used += 1;
        let slice = self.slice();
        match self.slices.back_mut() {
            Some((began, calls)) if now.duration_since(*began) < slice => *calls += 1,
            _ => self.slices.push_back((now, 1)),
        }
    }
}
