//! A fault: what the service does in place of a good answer, and what is expected of the client then.

use std::sync::Arc;
use std::time::Duration;

use snyk_api::{ClientBuilder, Error, RetryPolicy};
use snyk_api_tests::service::Reply;

use super::column::Column;

/// So many attempts are made at what passes.
pub const ATTEMPTS: u32 = 3;

/// What is larger is refused.
pub const LIMIT: usize = 64 << 10;

/// The longest wait where the service says nothing.
pub const CAP: Duration = Duration::from_millis(40);

/// How often the fault is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    Once,
    Always,
}

/// What a fault may look at: the answer that would have been right, and the address of somebody else.
pub struct Scene<'a> {
    pub good: &'a Reply,
    pub elsewhere: &'a str,
    pub host: &'a str,
}

/// A fault that begins before a request is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before {
    Refused,
    Reset,
}

/// With what the client proves who it is.
#[derive(Clone)]
pub enum Account {
    Token,
    /// Tokens by client credentials.
    Machine,
    /// Tokens by refresh tokens that are good once.
    App,
}

/// What the token endpoint does.
pub enum Grant {
    Good,
    /// This in place of tokens.
    Instead(Reply),
    /// Tokens are made, and this comes in place of them.
    Lost(Reply),
}

#[derive(Clone)]
pub struct Fault {
    pub name: String,
    pub times: Times,
    /// Whether the service has done what it was asked, when it comes.
    pub acts: bool,
    pub before: Option<Before>,
    pub reply: Arc<dyn Fn(&Scene<'_>) -> Reply + Send + Sync>,
    /// What every error says.
    pub says: &'static str,
    /// What every error is.
    pub is: fn(&Error) -> bool,
    pub setup: fn(ClientBuilder) -> ClientBuilder,
    /// The least time between a fault and the next attempt.
    pub wait: Duration,
    pub account: Account,
    /// By how often the token endpoint was asked before.
    pub grant: fn(usize) -> Grant,
    /// Nobody is where tokens are asked for.
    pub grants_refused: bool,
    /// The token is of no use any more.
    pub kills_token: bool,
    /// Connections are encrypted.
    pub is_encrypted: bool,
    /// The fault is on a connection that was used before.
    pub is_warm: bool,
    /// What cannot meet the fault, and why.
    pub skips: fn(Column) -> Option<&'static str>,
}

impl Fault {
    pub fn new(
        name: impl Into<String>,
        times: Times,
        reply: impl Fn(&Scene<'_>) -> Reply + Send + Sync + 'static,
    ) -> Self {
        Self {
            name: name.into(),
            times,
            acts: false,
            before: None,
            reply: Arc::new(reply),
            says: "",
            is: |_| true,
            setup: usual,
            wait: Duration::ZERO,
            account: Account::Token,
            grant: |_| Grant::Good,
            grants_refused: false,
            kills_token: false,
            is_encrypted: false,
            is_warm: false,
            skips: |_| None,
        }
    }

    /// The same, and there is none: what goes wrong is elsewhere.
    pub fn none(name: impl Into<String>) -> Self {
        Self::new(name, Times::Always, |scene| scene.good.clone())
    }

    /// The same, once and for ever.
    pub fn both(self) -> [Self; 2] {
        let named = |times, words: &str| Self { times, name: format!("{}, {words}", self.name), ..self.clone() };
        [named(Times::Once, "once"), named(Times::Always, "for ever")]
    }

    pub fn acting(self) -> Self {
        Self { acts: true, ..self }
    }

    pub fn says(self, says: &'static str) -> Self {
        Self { says, ..self }
    }

    pub fn is(self, is: fn(&Error) -> bool) -> Self {
        Self { is, ..self }
    }

    pub fn setup(self, setup: fn(ClientBuilder) -> ClientBuilder) -> Self {
        Self { setup, ..self }
    }

    pub fn waits(self, wait: Duration) -> Self {
        Self { wait, ..self }
    }

    pub fn account(self, account: Account) -> Self {
        Self { account, ..self }
    }

    pub fn grant(self, grant: fn(usize) -> Grant) -> Self {
        Self { grant, ..self }
    }

    pub fn skips(self, skips: fn(Column) -> Option<&'static str>) -> Self {
        Self { skips, ..self }
    }
}

/// The usual policy, with short waits.
pub fn policy() -> RetryPolicy {
    RetryPolicy::new().attempts(ATTEMPTS).backoff(Duration::from_millis(10), CAP)
}

/// Long enough for any machine, so that nothing ends by time that should not.
pub fn usual(builder: ClientBuilder) -> ClientBuilder {
    builder.retry(policy()).answer_limit(LIMIT).timeout(Duration::from_secs(20))
}

/// For whoever is silent.
pub fn impatient(builder: ClientBuilder) -> ClientBuilder {
    usual(builder).read_timeout(Duration::from_millis(400))
}
