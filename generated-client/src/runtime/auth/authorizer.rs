//! What the transport asks for a header.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;

use super::oauth::Session;
use super::renewal::{Issuer, Renewal};
use super::{Credentials, Kind};
use crate::runtime::base::BaseUrl;
use crate::runtime::error::Error;
use crate::runtime::secret::Secrets;

/// What a client has that its credentials need.
pub(crate) struct Surroundings {
    pub(crate) http: reqwest::Client,
    /// The program brought its own HTTP client, so redirects may be followed without us.
    pub(crate) foreign: bool,
    pub(crate) user_agent: HeaderValue,
    pub(crate) timeout: Option<Duration>,
    pub(crate) token_url: BaseUrl,
}

/// What the transport asks for a header.
pub(crate) struct Authorizer {
    credentials: Credentials,
    secrets: Secrets,
    source: Source,
}

enum Source {
    Fixed(HeaderValue),
    Renewed(Box<Renewal>),
}

/// What a request is made with.
#[derive(Clone)]
pub(crate) struct Authorization {
    /// The header's value, marked as sensitive.
    pub(crate) header: HeaderValue,
    /// Counts the renewals before it.
    pub(super) generation: u64,
}

impl Authorizer {
    /// Checks credentials. The message says what is wrong, without a secret.
    pub(crate) fn new(credentials: Credentials, surroundings: Surroundings) -> Result<Self, String> {
        let secrets = credentials.secrets();
        let timeout = surroundings.timeout;
        let source = match &credentials.0 {
            Kind::Fixed(token) => Source::Fixed(token.header()?),
            Kind::Provider(provider) => {
                let issuer = Issuer::Provider(Arc::clone(provider), timeout);
                Source::Renewed(Box::new(Renewal::new(issuer, None, secrets.clone())))
            }
            Kind::Grant(grant) => {
                let present = grant.present()?;
                let session = Session::new(grant, surroundings, secrets.clone())?;
                let issuer = Issuer::Session(Arc::new(session));
                Source::Renewed(Box::new(Renewal::new(issuer, present, secrets.clone())))
            }
        };
        Ok(Self { credentials, secrets, source })
    }

    /// What must not be shown, now and later.
    pub(crate) fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// What to make a request with. It waits for a renewal only if there is nothing else to call with. To be asked for each
    /// attempt.
    pub(crate) async fn authorize(&self) -> Result<Authorization, Error> {
        match &self.source {
            Source::Fixed(header) => Ok(Authorization { header: header.clone(), generation: 0 }),
            Source::Renewed(renewal) => renewal.authorize().await.map_err(|failure| failure.error(&self.secrets)),
        }
    }

    /// Takes notice that the service has answered 401 to this one, and renews it if nobody has done so yet. Whether there is
    /// another one now, so that it makes sense to ask again: to be asked once in a call.
    ///
    /// The error is that of the renewal, which says more than the 401.
    pub(crate) async fn rejected(&self, authorization: &Authorization) -> Result<bool, Error> {
        match &self.source {
            Source::Fixed(_) => Ok(false),
            Source::Renewed(renewal) => {
                renewal.rejected(authorization).await.map_err(|failure| failure.error(&self.secrets))
            }
        }
    }
}

impl fmt::Debug for Authorizer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.credentials.fmt(f)
    }
}
