//! OAuth 2: tokens that the client fetches itself, and renews.

mod answer;
mod endpoint;
#[cfg(feature = "private-key-jwt")]
mod key;
mod session;

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::HeaderValue;
use tokio::time::Instant;

#[cfg(feature = "private-key-jwt")]
pub use self::key::PrivateKey;
pub(super) use self::session::Session;
use super::renewal::Issued;
use super::{AccessToken, BoxError, BoxFuture, Secret};
use crate::runtime::secret::{HIDDEN, Secrets};

/// Who asks for tokens: what OAuth calls a client, which is a service account or a Snyk App.
#[derive(Clone)]
pub struct Identity {
    id: String,
    proof: Proof,
}

/// How the token endpoint is shown that it is us.
#[derive(Clone)]
enum Proof {
    None,
    Secret(Secret),
    #[cfg(feature = "private-key-jwt")]
    Key(PrivateKey),
}

impl Identity {
    /// One with a client secret, such as a service account made with `oauth_client_secret`.
    pub fn with_secret(client_id: impl Into<String>, client_secret: impl Into<Secret>) -> Self {
        Self { id: client_id.into(), proof: Proof::Secret(client_secret.into()) }
    }

    /// One with a private key, such as a service account made with `oauth_private_key_jwt`. Each time it asks for a token it
    /// signs an assertion that is good for five minutes, for this token endpoint alone.
    #[cfg(feature = "private-key-jwt")]
    pub fn with_key(client_id: impl Into<String>, key: PrivateKey) -> Self {
        Self { id: client_id.into(), proof: Proof::Key(key) }
    }

    /// One that can't keep a secret, such as an app that is installed on its users' machines. It has only refresh tokens.
    pub fn public(client_id: impl Into<String>) -> Self {
        Self { id: client_id.into(), proof: Proof::None }
    }

    fn hide_in(&self, secrets: &Secrets) {
        if let Proof::Secret(secret) = &self.proof {
            secrets.keep(secret);
        }
    }

    /// What cannot work is told before anything is sent.
    fn check(&self) -> Result<(), String> {
        match &self.proof {
            _ if self.id.trim().is_empty() => Err("the client id is empty: check where it is read from".to_owned()),
            Proof::Secret(secret) if secret.expose().trim().is_empty() => {
                Err("the client secret is empty: check where it is read from".to_owned())
            }
            _ => Ok(()),
        }
    }
}

/// The id is shown, and how it is proven.
impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let proof = match &self.proof {
            Proof::None => "public",
            Proof::Secret(_) => "secret (hidden)",
            #[cfg(feature = "private-key-jwt")]
            Proof::Key(_) => "key (hidden)",
        };
        write!(f, "Identity({}, {proof})", self.id)
    }
}

/// What tokens are asked for with. It becomes the [`Credentials`](crate::Credentials) of a client:
///
/// ```
/// use snyk_api::auth::oauth::{Grant, Identity};
/// use snyk_api::{Client, Region};
///
/// # fn example(secret: String) -> Result<(), snyk_api::Error> {
/// let grant = Grant::client_credentials(Identity::with_secret("8d2a7c…", secret));
/// let client = Client::builder().credentials(grant).region(Region::Eu01).build()?;
/// # Ok(())
/// # }
/// ```
///
/// Tokens are asked for at `/oauth2/token` of the API's origin ([`region`](crate::ClientBuilder::region) or
/// [`api_url`](crate::ClientBuilder::api_url)), over HTTPS alone, with the client's timeouts. Nothing is asked for before the
/// first call. What passes by itself (no connection, 429, 5xx) is tried up to three times within some seconds. Where that does
/// not help, calls fail with [`ErrorKind::Credentials`](crate::ErrorKind::Credentials), and
/// [`problems`](crate::Error::problems) has the service's own code, such as `invalid_client`.
#[derive(Clone)]
pub struct Grant {
    identity: Identity,
    means: Means,
    url: Option<String>,
}

#[derive(Clone)]
enum Means {
    ClientCredentials,
    RefreshToken { token: Secret, store: Arc<dyn TokenStore>, present: Option<(AccessToken, Instant)> },
}

impl Grant {
    /// The identity's own tokens, which is what service accounts have.
    pub fn client_credentials(identity: Identity) -> Self {
        Self { identity, means: Means::ClientCredentials, url: None }
    }

    /// Tokens in a user's name, by a refresh token that an app has been given.
    ///
    /// **A refresh token can be used only once.** Each time it is used there comes a new one, and the old one is void. The store
    /// gets the new pair before the client uses it, so that a program that ends, however it ends, finds the one that is good
    /// when it starts again. So:
    ///
    /// - Give the newest one that the store has.
    /// - Build one client with it, and clone that. Two clients, or two processes, that begin with the same one void each other's.
    /// - If the store fails, calls fail with [`ErrorKind::Credentials`](crate::ErrorKind::Credentials) and say so. The pair is
    ///   kept, and the next call begins with storing it.
    ///
    /// A call that is given up while tokens are fetched leaves that where it is, and the next call goes on with it. A program that
    /// makes no further call then, or makes it minutes later, may have lost the answer and have to be authorized again, so give
    /// calls more time than a token takes.
    pub fn refresh_token(
        identity: Identity,
        refresh_token: impl Into<Secret>,
        store: impl TokenStore + 'static,
    ) -> Self {
        let means = Means::RefreshToken { token: refresh_token.into(), store: Arc::new(store), present: None };
        Self { identity, means, url: None }
    }

    /// Sets the access token that came with the refresh token, and how long it is still good for. Without it, the first call
    /// uses the refresh token. It means nothing to client credentials.
    pub fn access_token(mut self, token: impl Into<Secret>, expires_in: Duration) -> Self {
        if let Means::RefreshToken { present, .. } = &mut self.means {
            *present = Some((AccessToken::bearer(token).expires_in(expires_in), Instant::now()));
        }
        self
    }

    /// Sets the address of the token endpoint, `https://api.snyk.io/oauth2/token`, if it is not under the API's origin. HTTPS
    /// alone is accepted, except for loopback addresses.
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    pub(super) fn own_url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    pub(super) fn hide_in(&self, secrets: &Secrets) {
        self.identity.hide_in(secrets);
        if let Means::RefreshToken { token, present, .. } = &self.means {
            secrets.pass(token);
            present.iter().for_each(|(token, _)| secrets.pass(token.secret()));
        }
    }

    /// The access token to begin with.
    pub(super) fn present(&self) -> Result<Option<(Issued, HeaderValue)>, String> {
        let Means::RefreshToken { present: Some((token, since)), .. } = &self.means else { return Ok(None) };
        let header = token.header()?;
        Ok(Some((Issued { token: token.clone(), since: *since }, header)))
    }
}

/// Tokens and the address are left out.
impl fmt::Debug for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let means = match &self.means {
            Means::ClientCredentials => "client_credentials",
            Means::RefreshToken { .. } => "refresh_token",
        };
        write!(f, "Grant({means} {HIDDEN}, {:?})", self.identity)
    }
}

/// What the token endpoint has given.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Tokens {
    /// What calls are made with.
    pub access_token: Secret,
    /// What the next tokens are asked for with: the new one, or the one that was used if there came no other. Client credentials
    /// have none.
    pub refresh_token: Option<Secret>,
    /// How long the access token is good for, from when it was asked for. The service may have left it out.
    pub expires_in: Option<Duration>,
    /// How long the refresh token is good for. The service may have left it out.
    pub refresh_expires_in: Option<Duration>,
    /// What the access token permits, by names with spaces between them.
    pub scope: Option<String>,
    /// When they came, by the wall clock: for what is stored, since no other clock means anything to another process.
    pub issued_at: SystemTime,
}

/// Where new tokens are put before they are used. Any `Fn(Tokens) -> impl Future<Output = Result<(), E>>` is one.
///
/// ```no_run
/// use snyk_api::auth::oauth::{Grant, Identity, Tokens};
///
/// # async fn replace_file(path: &str, text: &str) -> Result<(), std::io::Error> { todo!() }
/// # fn example(secret: String, stored: String) {
/// let store = |tokens: Tokens| async move {
///     let refresh_token = tokens.refresh_token.as_ref().map_or("", |token| token.expose());
///     replace_file("/var/lib/my-app/refresh-token", refresh_token).await // written whole and synced, then renamed
/// };
/// let grant = Grant::refresh_token(Identity::with_secret("8d2a7c…", secret), stored, store);
/// # }
/// ```
pub trait TokenStore: Send + Sync {
    /// Stores tokens in place of those before. They must be safe when this returns: what was stored before is void.
    ///
    /// It can be dropped when the client's [`timeout`](crate::ClientBuilder::timeout) is over, and be called again with the same
    /// tokens.
    ///
    /// # Errors
    ///
    /// Whatever keeps it from storing them. The calls that wait for the tokens fail.
    fn save<'a>(&'a self, tokens: &'a Tokens) -> BoxFuture<'a, Result<(), BoxError>>;
}

impl<F, T, E> TokenStore for F
where
    F: Fn(Tokens) -> T + Send + Sync,
    T: Future<Output = Result<(), E>> + Send,
    E: Into<BoxError>,
{
    fn save<'a>(&'a self, tokens: &'a Tokens) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(async move { self(tokens.clone()).await.map_err(Into::into) })
    }
}
