//! How a client proves who it is: tokens that are given, tokens that it fetches itself by OAuth 2, and tokens of the
//! program's own making.
//!
//! | what there is | what to call |
//! |---|---|
//! | a personal API token, or that of a service account | [`ClientBuilder::token`](crate::ClientBuilder::token) |
//! | an OAuth access token | [`ClientBuilder::bearer`](crate::ClientBuilder::bearer) |
//! | these in the environment | [`Client::from_env`](crate::Client::from_env) |
//! | a service account with a client secret or a private key | [`oauth::Grant::client_credentials`] |
//! | a Snyk App with a refresh token | [`oauth::Grant::refresh_token`] |
//! | anything else: a vault, a broker, a file that changes | [`CredentialsProvider`] |
//!
//! Tokens that expire are renewed before they do so, a minute before or, if they live less than ten minutes, a tenth of that time,
//! by a clock that nobody sets. One renewal is under way at a time, however many calls wait for it, and all of them get its
//! outcome. While the present token still holds, a renewal that fails keeps nobody from calling. A call that is answered with
//! 401 renews once, and is made once more.

mod authorizer;
mod environment;
mod failure;
pub mod oauth;
mod renewal;
#[cfg(test)]
mod tests;

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;

pub(crate) use self::authorizer::{Authorization, Authorizer, Surroundings};
pub(crate) use self::environment::builder_from;
pub use super::secret::Secret;
use super::secret::{HIDDEN, Secrets};

/// A future in a box, as traits give it that are used as `dyn Trait`.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Any error, as a program's own code gives it.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// A token that calls can be made with.
#[derive(Clone)]
pub struct AccessToken {
    scheme: &'static str,
    secret: Secret,
    expires_in: Option<Duration>,
}

impl AccessToken {
    /// An API token, which travels as `Authorization: token …`.
    pub fn token(token: impl Into<Secret>) -> Self {
        Self { scheme: "token", secret: token.into(), expires_in: None }
    }

    /// An OAuth access token, which travels as `Authorization: bearer …`.
    pub fn bearer(token: impl Into<Secret>) -> Self {
        Self { scheme: "bearer", secret: token.into(), expires_in: None }
    }

    /// Sets how long it is good for from now on. It is renewed before that. Without it, it is good until the service
    /// refuses it.
    pub fn expires_in(mut self, lifetime: Duration) -> Self {
        self.expires_in = Some(lifetime);
        self
    }

    /// The token itself.
    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// The header, marked as sensitive so that nothing below us prints it; or what is wrong, without the token.
    fn header(&self) -> Result<HeaderValue, &'static str> {
        let text = self.secret.expose();
        if text.is_empty() {
            return Err("the token is empty: check where it is read from");
        }
        if text.contains(char::is_whitespace) {
            return Err(
                "the token has white space in it: pass it alone, without a scheme before it or a line break behind",
            );
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err("the token has characters in it that cannot travel in a header: check where it is read from");
        }
        let mut header = HeaderValue::try_from(format!("{} {text}", self.scheme))
            .map_err(|_| "the token cannot travel in a header: check where it is read from")?;
        header.set_sensitive(true);
        Ok(header)
    }
}

/// The token is left out.
impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AccessToken({} {HIDDEN})", self.scheme)
    }
}

/// What gives tokens: the program's own way to get them.
///
/// A client asks for a token when it needs one, keeps it until shortly before it [expires](AccessToken::expires_in), and then
/// asks again. It asks once at a time, however many calls wait. Any `Fn() -> impl Future<Output = Result<AccessToken, E>>` is a
/// provider.
///
/// ```no_run
/// use std::time::Duration;
/// use snyk_api::{AccessToken, Client, Credentials};
///
/// # async fn read_secret(path: &str) -> Result<String, std::io::Error> { todo!() }
/// # fn example() -> Result<(), snyk_api::Error> {
/// let provider = || async {
///     let token = read_secret("ci/snyk").await?;
///     Ok::<_, std::io::Error>(AccessToken::token(token).expires_in(Duration::from_secs(600)))
/// };
/// let client = Client::builder().credentials(Credentials::provider(provider)).build()?;
/// # Ok(())
/// # }
/// ```
///
/// It can be dropped when the client's [`timeout`](crate::ClientBuilder::timeout) is over. A call that is given up does not
/// drop it: the next call goes on with it.
pub trait CredentialsProvider: Send + Sync {
    /// Gives a token to call with.
    ///
    /// If the service has refused the last one with 401, it is told here: a copy of it that is kept somewhere is of no use. A
    /// call is not made again with the same token.
    ///
    /// # Errors
    ///
    /// Whatever keeps it from giving one. The calls that wait fail with
    /// [`ErrorKind::Credentials`](crate::ErrorKind::Credentials); the error is their [`source`](StdError::source) as it is, and
    /// shows in their message without the secrets that the client knows of.
    fn provide<'a>(&'a self, refused: Option<&'a AccessToken>) -> BoxFuture<'a, Result<AccessToken, BoxError>>;
}

impl<F, T, E> CredentialsProvider for F
where
    F: Fn() -> T + Send + Sync,
    T: Future<Output = Result<AccessToken, E>> + Send,
    E: Into<BoxError>,
{
    fn provide<'a>(&'a self, _: Option<&'a AccessToken>) -> BoxFuture<'a, Result<AccessToken, BoxError>> {
        Box::pin(async move { self().await.map_err(Into::into) })
    }
}

/// How a client proves who it is. Whatever it holds, its `Debug` shows no secret: `Credentials(token (hidden))`.
#[derive(Clone)]
pub struct Credentials(Kind);

#[derive(Clone)]
enum Kind {
    Fixed(AccessToken),
    Grant(oauth::Grant),
    Provider(Arc<dyn CredentialsProvider>),
}

impl Credentials {
    /// An API token: a user's personal one, or that of a service account. Travels as `Authorization: token …`.
    pub fn token(token: impl AsRef<str>) -> Self {
        Self(Kind::Fixed(AccessToken::token(token.as_ref())))
    }

    /// An OAuth access token, of an app or of an OAuth service account. Travels as `Authorization: bearer …`. The client can't
    /// renew it: when it expires, calls fail with 401. [`oauth::Grant`] and [`Credentials::provider`] are for longer runs.
    pub fn bearer(token: impl AsRef<str>) -> Self {
        Self(Kind::Fixed(AccessToken::bearer(token.as_ref())))
    }

    /// Tokens of the program's own making, asked for when they are needed.
    pub fn provider(provider: impl CredentialsProvider + 'static) -> Self {
        Self(Kind::Provider(Arc::new(provider)))
    }

    /// Whether a token that is given can travel.
    fn check(&self) -> Result<(), &'static str> {
        match &self.0 {
            Kind::Fixed(token) => token.header().map(|_| ()),
            Kind::Grant(_) | Kind::Provider(_) => Ok(()),
        }
    }

    /// What must not be shown.
    pub(crate) fn secrets(&self) -> Secrets {
        let secrets = Secrets::default();
        match &self.0 {
            Kind::Fixed(token) => secrets.keep(&token.secret),
            Kind::Grant(grant) => grant.hide_in(&secrets),
            Kind::Provider(_) => {}
        }
        secrets
    }

    /// The address of the token endpoint, if it is not that of the API.
    pub(crate) fn token_url(&self) -> Option<&str> {
        match &self.0 {
            Kind::Grant(grant) => grant.own_url(),
            Kind::Fixed(_) | Kind::Provider(_) => None,
        }
    }
}

impl From<oauth::Grant> for Credentials {
    fn from(grant: oauth::Grant) -> Self {
        Self(Kind::Grant(grant))
    }
}

impl From<AccessToken> for Credentials {
    fn from(token: AccessToken) -> Self {
        Self(Kind::Fixed(token))
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Fixed(token) => write!(f, "Credentials({} {HIDDEN})", token.scheme),
            Kind::Grant(grant) => write!(f, "Credentials({grant:?})"),
            Kind::Provider(_) => write!(f, "Credentials(provider {HIDDEN})"),
        }
    }
}
