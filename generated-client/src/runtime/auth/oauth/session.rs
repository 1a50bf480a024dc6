//! Tokens of one grant, from one to the next.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use super::answer;
use super::endpoint::{Answer, Endpoint};
use super::{Grant, Identity, Means, Proof, TokenStore, Tokens};
use crate::runtime::auth::failure::{Class, Failure};
use crate::runtime::auth::renewal::Issued;
use crate::runtime::auth::{AccessToken, BoxError, Secret, Surroundings};
use crate::runtime::codec::shorten;
use crate::runtime::secret::Secrets;

/// So often a question is put that calls wait for.
const MOST_ATTEMPTS: u32 = 3;

/// The wait before the second one; it doubles with each.
const FIRST_WAIT: Duration = Duration::from_millis(500);

/// If the service asks for more than this, the calls that wait are told rather than kept.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// What a token is taken to be good for if the service does not say. It is what service accounts have if nothing else is set, and
/// the least that can be set.
const USUAL_LIFETIME: Duration = Duration::from_secs(60 * 60);

/// Tokens of one grant, from one to the next.
pub(in crate::runtime::auth) struct Session {
    identity: Identity,
    refreshing: Option<Refreshing>,
    endpoint: Endpoint,
    secrets: Secrets,
    #[cfg(feature = "private-key-jwt")]
    clock: super::key::Clock,
}

struct Refreshing {
    store: Arc<dyn TokenStore>,
    hand: Mutex<Hand>,
}

/// What a refreshing session holds.
struct Hand {
    refresh_token: Secret,
    /// New tokens that could not be stored yet, and since when they live.
    unsaved: Option<(Tokens, Instant)>,
    /// An answer that may have held new tokens was lost on its way.
    may_be_void: bool,
}

impl Session {
    pub(in crate::runtime::auth) fn new(
        grant: &Grant,
        surroundings: Surroundings,
        secrets: Secrets,
    ) -> Result<Self, String> {
        grant.identity.check()?;
        let refreshing = match &grant.means {
            Means::ClientCredentials if matches!(grant.identity.proof, Proof::None) => {
                return Err("client credentials need a secret or a key: a public client has neither".to_owned());
            }
            Means::ClientCredentials => None,
            Means::RefreshToken { token, .. } if token.expose().trim().is_empty() => {
                return Err("the refresh token is empty: check where it is read from".to_owned());
            }
            Means::RefreshToken { token, store, .. } => {
                let hand = Hand { refresh_token: token.clone(), unsaved: None, may_be_void: false };
                Some(Refreshing { store: Arc::clone(store), hand: Mutex::new(hand) })
            }
        };
        Ok(Self {
            identity: grant.identity.clone(),
            refreshing,
            endpoint: Endpoint::new(surroundings)?,
            secrets,
            #[cfg(feature = "private-key-jwt")]
            clock: super::key::Clock::default(),
        })
    }

    /// Gets a token. If nobody is in need of it (`is_pressing`), it is tried only once.
    pub(in crate::runtime::auth) async fn issue(self: Arc<Self>, is_pressing: bool) -> Result<Issued, Failure> {
        let Some(refreshing) = &self.refreshing else {
            let (tokens, since) = self.ask(is_pressing).await?;
            return Ok(issued(&tokens, since));
        };
        let unsaved = refreshing.hand().unsaved.clone();
        let (tokens, since) = match unsaved {
            Some(unsaved) => unsaved,
            None => {
                let (tokens, since) = self.ask(is_pressing).await?;
                refreshing.take(tokens, since)
            }
        };
        refreshing.save(&tokens, self.endpoint.surroundings().timeout, &self.secrets).await?;
        Ok(issued(&tokens, since))
    }

    /// Asks for tokens, again if need be.
    async fn ask(&self, is_pressing: bool) -> Result<(Tokens, Instant), Failure> {
        let mut attempt = 1;
        loop {
            let failure = match self.ask_once().await {
                Ok(answered) => return Ok(answered),
                Err(failure) => self.explain(failure),
            };
            let wait = failure.retry_after().unwrap_or_else(|| jittered(FIRST_WAIT * 2u32.pow(attempt - 1)));
            let is_last = !is_pressing || attempt == MOST_ATTEMPTS || wait > LONGEST_WAIT;
            if failure.class() != Class::Passing || is_last {
                return Err(failure);
            }
            sleep(wait).await;
            attempt += 1;
        }
    }

    async fn ask_once(&self) -> Result<(Tokens, Instant), Failure> {
        let answer = self.post().await?;
        match self.read(&answer) {
            #[cfg(feature = "private-key-jwt")]
            Err(failure) if failure.code().is_some() && self.is_signed() && self.clock.set(&answer.headers) => {
                let answer = self.post().await?;
                let read = self.read(&answer).map_err(|failure| failure.adding(&self.clock.give_up()));
                read.map(|tokens| (tokens, answer.since))
            }
            read => read.map(|tokens| (tokens, answer.since)),
        }
    }

    #[cfg(feature = "private-key-jwt")]
    fn is_signed(&self) -> bool {
        matches!(self.identity.proof, Proof::Key(_))
    }

    fn read(&self, answer: &Answer) -> Result<Tokens, Failure> {
        let tokens = answer::read(answer.status, &answer.headers, &answer.body, &self.endpoint.name(), &self.secrets)?;
        self.secrets.pass(&tokens.access_token);
        tokens.refresh_token.iter().for_each(|token| self.secrets.pass(token));
        Ok(tokens)
    }

    async fn post(&self) -> Result<Answer, Failure> {
        let refresh_token = self.refreshing.as_ref().map(|refreshing| refreshing.hand().refresh_token.clone());
        let mut form = match &refresh_token {
            None => vec![("grant_type", "client_credentials")],
            Some(token) => vec![("grant_type", "refresh_token"), ("refresh_token", token.expose())],
        };
        form.push(("client_id", &self.identity.id));
        match &self.identity.proof {
            Proof::None => self.endpoint.post(&form).await,
            Proof::Secret(secret) => {
                form.push(("client_secret", secret.expose()));
                self.endpoint.post(&form).await
            }
            #[cfg(feature = "private-key-jwt")]
            Proof::Key(key) => {
                let assertion = key.assertion(&self.identity.id, self.endpoint.url(), self.clock.now())?;
                self.secrets.pass(&assertion);
                form.push(("client_assertion_type", super::key::ASSERTION_TYPE));
                form.push(("client_assertion", assertion.expose()));
                self.endpoint.post(&form).await
            }
        }
    }

    /// What a refusal means for a refresh token depends on what has become of it.
    fn explain(&self, failure: Failure) -> Failure {
        let Some(refreshing) = &self.refreshing else { return failure };
        let mut hand = refreshing.hand();
        hand.may_be_void |= failure.loses_tokens();
        let words = match (failure.code(), hand.may_be_void) {
            (Some("invalid_grant"), false) => {
                ": the refresh token has been used, has expired or was revoked; authorize the app again"
            }
            (Some("invalid_grant"), true) => {
                ": the answer to an earlier question, which may have held new tokens, was lost; authorize the app again"
            }
            _ => return failure,
        };
        failure.adding(words)
    }
}

impl Refreshing {
    /// Takes new tokens in hand: from now on they are what there is.
    fn take(&self, mut tokens: Tokens, since: Instant) -> (Tokens, Instant) {
        let mut hand = self.hand();
        let refresh_token = tokens.refresh_token.get_or_insert_with(|| hand.refresh_token.clone()).clone();
        *hand = Hand { refresh_token, unsaved: Some((tokens.clone(), since)), may_be_void: false };
        (tokens, since)
    }

    /// Has the tokens in hand stored.
    async fn save(&self, tokens: &Tokens, limit: Option<Duration>, secrets: &Secrets) -> Result<(), Failure> {
        const KEPT: &str = "new tokens came and could not be stored, so they are not used; the next call tries to store them \
                            again, and if the program ends before that, the app has to be authorized again";
        let saving = self.store.save(tokens);
        let saved = match limit {
            None => saving.await,
            Some(limit) => timeout(limit, saving).await.unwrap_or_else(|_| {
                Err(BoxError::from(format!("the program's store of tokens did not end within {limit:?}")))
            }),
        };
        saved.map_err(|error| {
            let said = shorten(&secrets.redact(&error.to_string()));
            Failure::new(Class::NotStored, format!("{KEPT}: {said}")).because_of(error)
        })?;
        self.hand().unsaved = None;
        Ok(())
    }

    fn hand(&self) -> MutexGuard<'_, Hand> {
        self.hand.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn issued(tokens: &Tokens, since: Instant) -> Issued {
    let lifetime = tokens.expires_in.unwrap_or(USUAL_LIFETIME);
    Issued { token: AccessToken::bearer(tokens.access_token.clone()).expires_in(lifetime), since }
}

/// Between a half and the whole, so that programs that failed together do not come back together.
fn jittered(wait: Duration) -> Duration {
    let random = RandomState::new().hash_one(()) as u32; // its keys are random, and differ each time
    wait / 2 + (wait / 2).mul_f64(f64::from(random) / f64::from(u32::MAX))
}
