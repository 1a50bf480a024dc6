//! Whether it is Snyk that sends.

use std::fmt;
use std::time::{Duration, SystemTime};

use aws_lc_rs::hmac::{self, HMAC_SHA256, Key};
use http::{HeaderMap, HeaderName};

use super::error::WebhookError;
use super::event::Event;
use super::time::timestamp;
use crate::Timestamp;
use crate::runtime::secret::Secret;

const EVENT: &str = "x-snyk-event";
const TRANSPORT_ID: &str = "x-snyk-transport-id";
const TIMESTAMP: &str = "x-snyk-timestamp";
const SIGNATURE: &str = "x-hub-signature";

/// What stands before the digits of a signature.
const SCHEME: &str = "sha256=";

/// As many bytes as the digest has.
const DIGEST: usize = 32;

const BODY_LIMIT: usize = 16 << 20;

/// Tells what Snyk sent from what anybody else did, by the secret that the webhook was created with.
///
/// What is signed is the body, byte for byte: keep it as it came, and don't read it as JSON before. The headers are not
/// signed. So the timestamp and the id of a delivery are only as good as the way that they came; over HTTPS that is enough to
/// find out what was delivered twice by mistake.
///
/// Its `Debug` shows no secret.
#[derive(Clone)]
pub struct Verifier {
    keys: Vec<Key>,
    has_empty: bool,
    tolerance: Option<Duration>,
    body_limit: usize,
}

/// What Snyk sent.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Delivery {
    /// What happened.
    pub event: Event,
    /// The name of the event, `project_snapshot`.
    pub name: String,
    /// The version of the event's shape, 0 for `v0`; none if it tells none.
    pub version: Option<u32>,
    /// Identifies this delivery, a UUID; none if it tells none. One that comes twice was delivered twice.
    pub transport_id: Option<String>,
    /// When it happened, as it was sent; none if it is not told.
    pub timestamp: Option<Timestamp>,
}

impl Verifier {
    /// By the secret that the webhook was created with.
    pub fn new(secret: impl Into<Secret>) -> Self {
        Self { keys: Vec::new(), has_empty: false, tolerance: None, body_limit: BODY_LIMIT }.or(secret)
    }

    /// By one secret more, any of which will do: for the time in which one webhook replaces another.
    #[must_use = "it makes another verifier"]
    pub fn or(mut self, secret: impl Into<Secret>) -> Self {
        let secret = secret.into();
        self.has_empty |= secret.expose().is_empty();
        self.keys.push(Key::new(HMAC_SHA256, secret.expose().as_bytes()));
        self
    }

    /// Refuses what does not tell when it happened, or tells a time that is further from now than this, before or after; any
    /// time will do if this is not called. Deliveries that failed may be sent again, so some minutes are the least that makes
    /// sense.
    #[must_use = "it makes another verifier"]
    pub fn tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = Some(tolerance);
        self
    }

    /// Refuses larger bodies, in bytes; 16 MiB if this is not called. A server should stop to read there as well.
    #[must_use = "it makes another verifier"]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Checks a request's headers and body, and reads them.
    ///
    /// # Errors
    ///
    /// Whatever is wrong with it; [`WebhookError::status`] is what to answer then. Nothing is read that is not signed.
    pub fn verify(&self, headers: &HeaderMap, body: &[u8]) -> Result<Delivery, WebhookError> {
        self.verify_at(headers, body, SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default())
    }

    /// What stands in the header `X-Hub-Signature` of a body that Snyk signs, by the first secret: for tests of what receives.
    pub fn sign(&self, body: &[u8]) -> String {
        let tag = self.keys.first().map(|key| hmac::sign(key, body));
        let digits = tag.iter().flat_map(|tag| tag.as_ref()).map(|byte| format!("{byte:02x}"));
        [SCHEME.to_owned()].into_iter().chain(digits).collect()
    }

    /// The same at a time since 1970.
    pub(super) fn verify_at(&self, headers: &HeaderMap, body: &[u8], now: Duration) -> Result<Delivery, WebhookError> {
        if self.has_empty {
            return Err(WebhookError::EmptySecret);
        }
        if body.len() > self.body_limit {
            return Err(WebhookError::TooLarge { limit: self.body_limit });
        }
        let signature = text(headers, SIGNATURE)?.ok_or(WebhookError::MissingHeader { name: SIGNATURE })?;
        if !self.is_signed(&digest(signature)?, body) {
            return Err(WebhookError::WrongSignature);
        }
        let timestamp = text(headers, TIMESTAMP)?;
        self.check_time(timestamp, now)?;
        let (name, version) = split_name(text(headers, EVENT)?.ok_or(WebhookError::MissingHeader { name: EVENT })?);
        let json = serde_json::from_slice(body).map_err(|_| WebhookError::NotJson)?;
        Ok(Delivery {
            event: Event::read(name, version, json),
            name: name.to_owned(),
            version,
            transport_id: text(headers, TRANSPORT_ID)?.map(str::to_owned),
            timestamp: timestamp.map(Timestamp::from),
        })
    }

    /// Whether it is the signature by any secret. All of them are tried, each in a time that tells nothing of the signature.
    pub(super) fn is_signed(&self, digest: &[u8; DIGEST], body: &[u8]) -> bool {
        self.keys.iter().fold(false, |is_signed, key| hmac::verify(key, body, digest).is_ok() | is_signed)
    }

    fn check_time(&self, text: Option<&str>, now: Duration) -> Result<(), WebhookError> {
        let Some(tolerance) = self.tolerance else { return Ok(()) };
        let text = text.ok_or(WebhookError::MissingHeader { name: TIMESTAMP })?;
        let then = timestamp(text).ok_or_else(|| bad(TIMESTAMP, "is no time like `2020-09-25T15:27:53Z`"))?;
        let by = now.abs_diff(then);
        if by > tolerance { Err(WebhookError::Stale { by }) } else { Ok(()) }
    }
}

fn bad(name: &'static str, why: &'static str) -> WebhookError {
    WebhookError::BadHeader { name, why }
}

/// A header's value. One that is there twice leaves open which is meant, so it is none.
fn text<'h>(headers: &'h HeaderMap, name: &'static str) -> Result<Option<&'h str>, WebhookError> {
    let mut values = headers.get_all(HeaderName::from_static(name)).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(bad(name, "is there twice"));
    }
    let text = value.to_str().map_err(|_| bad(name, "has characters in it that are not ASCII"))?;
    Ok(Some(text.trim()))
}

/// The digest of `sha256=` and 64 hexadecimal digits.
fn digest(signature: &str) -> Result<[u8; DIGEST], WebhookError> {
    let wrong = || bad(SIGNATURE, "is not `sha256=` and 64 hexadecimal digits");
    let scheme = signature.get(..SCHEME.len()).ok_or_else(wrong)?;
    let digits = &signature.as_bytes()[SCHEME.len()..];
    if !scheme.eq_ignore_ascii_case(SCHEME) || digits.len() != 2 * DIGEST {
        return Err(wrong());
    }
    let mut digest = [0; DIGEST];
    for (byte, pair) in digest.iter_mut().zip(digits.chunks_exact(2)) {
        let digit = |at: usize| char::from(pair[at]).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        *byte = digit(0).zip(digit(1)).map(|(high, low)| high << 4 | low).ok_or_else(wrong)?;
    }
    Ok(digest)
}

/// `project_snapshot` and 0 of `project_snapshot/v0`.
fn split_name(text: &str) -> (&str, Option<u32>) {
    let split = text.rsplit_once('/').and_then(|(name, version)| {
        let digits = version.strip_prefix(['v', 'V'])?;
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        Some((name, digits.parse().ok().filter(|_| is_number)?))
    });
    split.map_or((text, None), |(name, version)| (name, Some(version)))
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("secrets", &self.keys.len())
            .field("tolerance", &self.tolerance)
            .field("body_limit", &self.body_limit)
            .finish()
    }
}
