//! A fault: what the service does in place of a good answer, and what is expected of the client then.

use std::sync::Arc;
use std::time::Duration;

use snyk_api::{ClientBuilder, Error, RetryPolicy};
use snyk_api_tests::service::Reply;

use super::column::Column;

/// So many attempts are made at what passes.
pub(crate) const ATTEMPTS: u32 = 3;

/// What is larger is refused.
pub(crate) const LIMIT: usize = 64 << 10;

/// The longest wait where the service says nothing.
pub(crate) const CAP: Duration = Duration::from_millis(40);

/// How often the fault is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Times {
    Once,
    Always,
}

/// What a fault may look at: the answer that would have been right, and the address of somebody else.
pub(crate) struct Scene<'a> {
    pub(crate) good: &'a Reply,
    pub(crate) elsewhere: &'a str,
    pub(crate) host: &'a str,
}

/// A fault that begins before a request is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Before {
    Refused,
    Reset,
}

/// With what the client proves who it is.
#[derive(Clone)]
pub(crate) enum Account {
    Token,
    /// Tokens by client credentials.
    Machine,
    /// Tokens by refresh tokens that are good once.
    App,
}

/// What the token endpoint does.
pub(crate) enum Grant {
    Good,
    /// This in place of tokens.
    Instead(Reply),
    /// Tokens are made, and this comes in place of them.
    Lost(Reply),
}

#[derive(Clone)]
pub(crate) struct Fault {
    pub(crate) name: String,
    pub(crate) times: Times,
    /// Whether the service has done what it was asked, when it comes.
    pub(crate) acts: bool,
    pub(crate) before: Option<Before>,
    pub(crate) reply: Arc<dyn Fn(&Scene<'_>) -> Reply + Send + Sync>,
    /// What every error says.
    pub(crate) says: &'static str,
    /// What every error is.
    pub(crate) is: fn(&Error) -> bool,
    pub(crate) setup: fn(ClientBuilder) -> ClientBuilder,
    /// The least time between a fault and the next attempt.
    pub(crate) wait: Duration,
    pub(crate) account: Account,
    /// By how often the token endpoint was asked before.
    pub(crate) grant: fn(usize) -> Grant,
    /// Nobody is where tokens are asked for.
    pub(crate) grants_refused: bool,
    /// The token is of no use any more.
    pub(crate) kills_token: bool,
    /// Connections are encrypted.
    pub(crate) is_encrypted: bool,
    /// It is a matter of time, so the machine should have nothing else to do.
    pub(crate) is_timed: bool,
    /// It is none after all: the answer is as good as any.
    pub(crate) is_good: bool,
    /// The fault is on a connection that was used before.
    pub(crate) is_warm: bool,
    /// How long a job may take.
    pub(crate) patience: Duration,
    /// What cannot meet the fault, and why.
    pub(crate) skips: fn(Column) -> Option<&'static str>,
}

impl Fault {
    pub(crate) fn new(
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
            is_good: false,
            is_timed: false,
            patience: Duration::from_secs(25),
            skips: |_| None,
        }
    }

    /// The same, and there is none: what goes wrong is elsewhere.
    pub(crate) fn none(name: impl Into<String>) -> Self {
        Self::new(name, Times::Always, |scene| scene.good.clone()).good()
    }

    /// The same, and it is none after all.
    pub(crate) fn good(self) -> Self {
        Self { is_good: true, ..self }
    }

    /// The same, once and for ever.
    pub(crate) fn both(self) -> [Self; 2] {
        let named = |times, words: &str| Self { times, name: format!("{}, {words}", self.name), ..self.clone() };
        [named(Times::Once, "once"), named(Times::Always, "for ever")]
    }

    pub(crate) fn acting(self) -> Self {
        Self { acts: true, ..self }
    }

    pub(crate) fn says(self, says: &'static str) -> Self {
        Self { says, ..self }
    }

    pub(crate) fn is(self, is: fn(&Error) -> bool) -> Self {
        Self { is, ..self }
    }

    pub(crate) fn waits(self, wait: Duration) -> Self {
        Self { wait, ..self }
    }

    pub(crate) fn account(self, account: Account) -> Self {
        Self { account, ..self }
    }

    pub(crate) fn grant(self, grant: fn(usize) -> Grant) -> Self {
        Self { grant, ..self }
    }

    /// The same, with the setting of a time that is to be over.
    pub(crate) fn timed(self, setup: fn(ClientBuilder) -> ClientBuilder) -> Self {
        Self { setup, is_timed: true, ..self }
    }

    /// The same, where a job is not worth waiting for any longer.
    pub(crate) fn impatient(self) -> Self {
        Self { patience: Duration::from_secs(4), ..self }.timed(usual)
    }

    pub(crate) fn skips(self, skips: fn(Column) -> Option<&'static str>) -> Self {
        Self { skips, ..self }
    }
}

/// The usual policy, with short waits.
pub(crate) fn policy() -> RetryPolicy {
    RetryPolicy::new().attempts(ATTEMPTS).backoff(Duration::from_millis(10), CAP)
}

/// Long enough for any machine, so that nothing ends by time that should not.
pub(crate) fn usual(builder: ClientBuilder) -> ClientBuilder {
    builder.retry(policy()).answer_limit(LIMIT).timeout(Duration::from_secs(20))
}

/// For whoever is silent. The questions after a job are many, so each is tried less often.
pub(crate) fn impatient(builder: ClientBuilder) -> ClientBuilder {
    usual(builder).read_timeout(Duration::from_secs(1)).retry(policy().attempts(2))
}
