//! Tokens that are replaced: when, and by which of the calls that want one.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::HeaderValue;
use tokio::runtime::{Handle, Id};
use tokio::sync;
use tokio::time::{Instant, timeout};

use super::authorizer::Authorization;
use super::failure::{Class, Failure};
use super::oauth::Session;
use super::{AccessToken, BoxError, BoxFuture, CredentialsProvider};
use crate::runtime::codec::shorten;
use crate::runtime::secret::Secrets;

/// A token is renewed so long before its end, or a tenth of its life if that is less.
const MARGIN: Duration = Duration::from_secs(60);

/// After a failure that will not pass by itself, or that harms nobody since the present token holds, nobody asks again for
/// so long: a program that makes thousands of calls would ask thousands of times.
const REST: Duration = Duration::from_secs(10);

/// A token that came in place of a refused one and is refused so soon itself is not renewed again: the cause is another one.
const PROBATION: Duration = Duration::from_secs(60);

/// No clock counts further than this, and no token should be older.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// What makes tokens.
pub(super) enum Issuer {
    Session(Arc<Session>),
    Provider(Arc<dyn CredentialsProvider>, Option<Duration>),
}

/// A token, and since when its life counts: from before it was asked for. The clock is one that nobody sets.
pub(super) struct Issued {
    pub(super) token: AccessToken,
    pub(super) since: Instant,
}

type Flight = BoxFuture<'static, Result<Issued, Failure>>;

/// Tokens that are replaced.
///
/// Whoever holds `flight` drives the renewal under way. If that call is given up, the renewal stays where it is, and the next
/// one to come drives it on: nothing runs by itself, and an answer that is on its way is not lost, as a refresh token that can
/// be used only once demands.
pub(super) struct Renewal {
    issuer: Issuer,
    state: Mutex<State>,
    flight: sync::Mutex<Option<(Id, Flight)>>,
    secrets: Secrets,
}

#[derive(Default)]
struct State {
    current: Option<Current>,
    generation: u64,
    /// How many renewals have ended, well or badly.
    ended: u64,
    /// How the last one failed, if it did.
    failure: Option<Failure>,
    /// Nobody asks again before this.
    rest_until: Option<Instant>,
}

struct Current {
    token: AccessToken,
    authorization: Authorization,
    since: Instant,
    lifetime: Option<Duration>,
    /// The service has answered 401 to it.
    is_refused: bool,
    /// It came in place of one that was refused.
    follows_refusal: bool,
}

/// How things stand for a call.
enum Standing {
    Good(Authorization),
    /// It still holds, but not for long; so many renewals have ended so far.
    Ageing(Authorization, u64),
    Failed(Failure),
    /// There is nothing to call with; so many renewals have ended so far.
    Needed(u64),
}

impl Current {
    fn new(issued: Issued, header: HeaderValue, generation: u64, follows_refusal: bool) -> Self {
        let lifetime = issued.token.expires_in.map(|lifetime| lifetime.min(LONGEST));
        let authorization = Authorization { header, generation };
        Self { token: issued.token, authorization, since: issued.since, lifetime, is_refused: false, follows_refusal }
    }

    fn holds(&self) -> bool {
        !self.is_refused && self.lifetime.is_none_or(|lifetime| self.since.elapsed() < lifetime)
    }

    fn is_ageing(&self) -> bool {
        self.lifetime.is_some_and(|lifetime| self.since.elapsed() + MARGIN.min(lifetime / 10) >= lifetime)
    }

    fn is_on_probation(&self) -> bool {
        self.follows_refusal && self.since.elapsed() < PROBATION
    }
}

impl State {
    fn standing(&self) -> Standing {
        let rests = self.rest_until.is_some_and(|until| Instant::now() < until);
        match (&self.current, &self.failure) {
            (Some(current), _) if current.holds() => match current.is_ageing() && !rests {
                true => Standing::Ageing(current.authorization.clone(), self.ended),
                false => Standing::Good(current.authorization.clone()),
            },
            (_, Some(failure)) if rests => Standing::Failed(failure.clone()),
            _ => Standing::Needed(self.ended),
        }
    }

    /// What the last renewal came to.
    fn outcome(&self) -> Option<Result<Authorization, Failure>> {
        match (&self.failure, &self.current) {
            (Some(failure), _) => Some(Err(failure.clone())),
            (None, Some(current)) => Some(Ok(current.authorization.clone())),
            (None, None) => None,
        }
    }

    fn succeed(&mut self, issued: Issued, header: HeaderValue) -> Authorization {
        let follows_refusal = self.current.as_ref().is_some_and(|current| current.is_refused);
        self.generation += 1;
        let current = Current::new(issued, header, self.generation, follows_refusal);
        let authorization = current.authorization.clone();
        (self.current, self.failure, self.rest_until) = (Some(current), None, None);
        authorization
    }

    fn fail(&mut self, failure: &Failure) {
        let is_harmless = self.current.as_ref().is_some_and(Current::holds);
        let rests = match failure.class() {
            Class::NotStored => false, // the next call is to store them
            Class::Lasting => true,
            Class::Passing => is_harmless,
        };
        self.failure = Some(failure.clone());
        self.rest_until = rests.then(|| Instant::now() + REST);
    }
}

impl Renewal {
    pub(super) fn new(issuer: Issuer, present: Option<(Issued, HeaderValue)>, secrets: Secrets) -> Self {
        let current = present.map(|(issued, header)| Current::new(issued, header, 0, false));
        let state = Mutex::new(State { current, ..State::default() });
        Self { issuer, state, flight: sync::Mutex::new(None), secrets }
    }

    pub(super) async fn authorize(&self) -> Result<Authorization, Failure> {
        let standing = self.state().standing(); // a statement of its own: the lock is not to be held below
        match standing {
            Standing::Good(authorization) => Ok(authorization),
            Standing::Ageing(authorization, seen) => self.renew_early(authorization, seen).await,
            Standing::Failed(failure) => Err(failure),
            Standing::Needed(seen) => self.renew(&mut *self.flight.lock().await, seen).await,
        }
    }

    pub(super) async fn rejected(&self, refused: &Authorization) -> Result<bool, Failure> {
        let seen = {
            let mut state = self.state();
            let seen = state.ended;
            match &mut state.current {
                Some(current) if current.authorization.generation == refused.generation => {
                    if current.is_on_probation() {
                        return Ok(false);
                    }
                    current.is_refused = true;
                }
                _ => return Ok(true),
            }
            seen
        };
        let renewed = self.renew(&mut *self.flight.lock().await, seen).await?;
        Ok(renewed.header != refused.header)
    }

    /// The first call that finds the token ageing renews it; the others go on with it, and so does this one if that fails. What
    /// could not be stored is told, though: it is lost when the program ends.
    async fn renew_early(&self, present: Authorization, seen: u64) -> Result<Authorization, Failure> {
        let Ok(mut flight) = self.flight.try_lock() else { return Ok(present) };
        match self.renew(&mut flight, seen).await {
            Err(failure) if failure.class() != Class::NotStored && self.holds(&present) => Ok(present),
            outcome => outcome,
        }
    }

    fn holds(&self, authorization: &Authorization) -> bool {
        let state = self.state();
        let current = state.current.as_ref();
        current.is_some_and(|current| current.holds() && current.authorization.generation == authorization.generation)
    }

    /// The outcome of a renewal that has ended after so many others, or else of one more.
    async fn renew(&self, flight: &mut Option<(Id, Flight)>, seen: u64) -> Result<Authorization, Failure> {
        let outcome = {
            let state = self.state();
            if state.ended > seen { state.outcome() } else { None }
        };
        match outcome {
            Some(outcome) => outcome,
            None => self.drive(flight).await,
        }
    }

    /// Drives the renewal under way, or a new one, to its end.
    async fn drive(&self, flight: &mut Option<(Id, Flight)>) -> Result<Authorization, Failure> {
        // Timers and connections of a runtime that is gone are dead, and polling them may panic.
        let here = Handle::current().id();
        flight.take_if(|(runtime, _)| *runtime != here);
        let guard = ClearOnPanic(flight);
        let (_, under_way) = guard.0.get_or_insert_with(|| (here, self.begin()));
        let outcome = under_way.as_mut().await;
        *guard.0 = None;
        self.end(outcome)
    }

    fn begin(&self) -> Flight {
        let state = self.state();
        let current = state.current.as_ref();
        let is_pressing = !current.is_some_and(Current::holds);
        match &self.issuer {
            Issuer::Session(session) => Box::pin(Arc::clone(session).issue(is_pressing)),
            Issuer::Provider(provider, limit) => {
                let refused = current.filter(|current| current.is_refused).map(|current| current.token.clone());
                Box::pin(ask(Arc::clone(provider), refused, *limit, self.secrets.clone()))
            }
        }
    }

    /// From the end of a renewal to here nothing waits, so no outcome gets lost.
    fn end(&self, outcome: Result<Issued, Failure>) -> Result<Authorization, Failure> {
        let checked = outcome.and_then(|issued| {
            self.secrets.pass(&issued.token.secret);
            let header = issued.token.header().map_err(|message| Failure::new(Class::Passing, message))?;
            Ok((issued, header))
        });
        let mut state = self.state();
        state.ended += 1;
        match checked {
            Ok((issued, header)) => Ok(state.succeed(issued, header)),
            Err(failure) => {
                state.fail(&failure);
                Err(failure)
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A provider that panics does so in one call: what is left of it cannot be polled again.
struct ClearOnPanic<'a>(&'a mut Option<(Id, Flight)>);

impl Drop for ClearOnPanic<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            *self.0 = None;
        }
    }
}

/// Asks the program's own provider.
async fn ask(
    provider: Arc<dyn CredentialsProvider>,
    refused: Option<AccessToken>,
    limit: Option<Duration>,
    secrets: Secrets,
) -> Result<Issued, Failure> {
    let since = Instant::now();
    let provided = provider.provide(refused.as_ref());
    let provided = match limit {
        None => provided.await,
        Some(limit) => match timeout(limit, provided).await {
            Ok(provided) => provided,
            Err(_) => {
                let message = format!("the program's provider of credentials gave none within {limit:?}");
                return Err(Failure::new(Class::Passing, message).timed_out(true));
            }
        },
    };
    provided.map(|token| Issued { token, since }).map_err(|error: BoxError| {
        let said = shorten(&secrets.redact(&error.to_string()));
        let message = format!("the program's provider of credentials gave none: {said}");
        Failure::new(Class::Passing, message).because_of(error)
    })
}
