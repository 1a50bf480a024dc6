//! Why a delivery is refused.

use std::fmt;
use std::time::Duration;

use http::StatusCode;

/// Why a delivery is refused. No message repeats what was sent, since anybody may have sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WebhookError {
    /// A secret of the verifier is empty, so that anybody could sign with it. Nothing was looked at.
    EmptySecret,
    /// The body is larger than the verifier's limit, in bytes. It was not looked at.
    TooLarge {
        /// The limit.
        limit: usize,
    },
    /// A header is missing.
    MissingHeader {
        /// Its name.
        name: &'static str,
    },
    /// A header is there twice, or is not of the form that it has to have.
    BadHeader {
        /// Its name.
        name: &'static str,
        /// What is wrong.
        why: &'static str,
    },
    /// The signature is that of none of the secrets: it comes from somebody else, or was changed on its way.
    WrongSignature,
    /// The timestamp is further from now than the verifier's tolerance.
    Stale {
        /// How far.
        by: Duration,
    },
    /// The body is signed, and no JSON.
    NotJson,
}

impl WebhookError {
    /// The status to answer with.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::EmptySecret => StatusCode::INTERNAL_SERVER_ERROR,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::WrongSignature => StatusCode::UNAUTHORIZED,
            Self::MissingHeader { .. } | Self::BadHeader { .. } | Self::Stale { .. } | Self::NotJson => {
                StatusCode::BAD_REQUEST
            }
        }
    }
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptySecret => f.write_str("the webhook's secret is empty: check where it is read from"),
            Self::TooLarge { limit } => {
                write!(f, "the body is larger than {limit} bytes: raise `body_limit` of the verifier if that is right")
            }
            Self::MissingHeader { name } => {
                write!(f, "there is no header `{name}`: this does not come from Snyk, or a proxy has taken it out")
            }
            Self::BadHeader { name, why } => write!(f, "the header `{name}` {why}"),
            Self::WrongSignature => f.write_str(
                "the signature is not that of the webhook's secret: this does not come from Snyk, the secret is another \
                 webhook's, or the body is not here as it was sent, byte for byte",
            ),
            Self::Stale { by } => write!(
                f,
                "the timestamp is {} s away from now: this was sent before, or this machine's clock is wrong",
                by.as_secs()
            ),
            Self::NotJson => f.write_str("the body is signed, and is no JSON"),
        }
    }
}

impl std::error::Error for WebhookError {}
