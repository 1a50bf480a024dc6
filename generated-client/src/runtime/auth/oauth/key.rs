//! Private keys, and the assertions that are signed with them (RFC 7523).

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use aws_lc_rs::rand::{SystemRandom, fill};
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::RSA_PKCS1_SHA256;
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use http::HeaderMap;

use super::Secret;
use crate::runtime::auth::failure::{Class, Failure};
use crate::runtime::error::{Error, ErrorKind};
use crate::runtime::retry_after;

/// The docs name another one in places; this is the one that their specification of the endpoint allows.
pub(super) const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// How long an assertion is good for.
const LIFETIME: u64 = 5 * 60;

/// A clock that is less wrong than this is not to blame.
const TOLERABLE: i64 = 30;

/// An RSA key that a service account signs with. It is never printed.
#[derive(Clone)]
pub struct PrivateKey {
    id: String,
    pair: Arc<KeyPair>,
}

impl PrivateKey {
    /// Reads a key from PEM: PKCS#8 (`BEGIN PRIVATE KEY`) or PKCS#1 (`BEGIN RSA PRIVATE KEY`), of 2048 bits or more, without a
    /// password. Line breaks may be written as `\n`, as environment variables often have them. `key_id` is the `kid` of the
    /// public key in the JWKS that the service account points to.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`], with a message that says what to do, if it is no such key.
    pub fn from_pem(key_id: impl Into<String>, pem: impl AsRef<str>) -> Result<Self, Error> {
        let id = key_id.into();
        let key = match id.trim().is_empty() {
            true => Err("the key id is empty: it is the `kid` of the key in the JWKS".to_owned()),
            false => read_pem(pem.as_ref()),
        };
        let pair = key.map_err(|message| Error::new(ErrorKind::Configuration, message))?;
        Ok(Self { id, pair: Arc::new(pair) })
    }

    /// A signed assertion that the client is who it says, for the token endpoint `audience` alone.
    pub(super) fn assertion(&self, client_id: &str, audience: &str, now: u64) -> Result<Secret, Failure> {
        let failed = |_| Failure::new(Class::Passing, "the assertion for the token endpoint could not be signed");
        let mut nonce = [0; 16];
        fill(&mut nonce).map_err(failed)?;
        let header = serde_json::json!({"alg": "RS256", "typ": "JWT", "kid": self.id});
        let claims = serde_json::json!({
            "iss": client_id,
            "sub": client_id,
            "aud": audience,
            "jti": BASE64_URL_SAFE_NO_PAD.encode(nonce),
            "exp": now + LIFETIME,
        });
        let encode = |json: serde_json::Value| BASE64_URL_SAFE_NO_PAD.encode(json.to_string());
        let text = format!("{}.{}", encode(header), encode(claims));
        let mut signature = vec![0; self.pair.public_modulus_len()];
        let signed = self.pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature);
        signed.map_err(failed)?;
        Ok(format!("{text}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature)).into())
    }
}

/// The key itself is left out.
impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrivateKey").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The messages repeat nothing of the text.
fn read_pem(text: &str) -> Result<KeyPair, String> {
    let text = text.replace("\\n", "\n");
    let no_pem = "the private key is not PEM: pass the whole text, from `-----BEGIN` to `-----END … KEY-----`";
    let (label, rest) = text
        .split("-----BEGIN ")
        .skip(1)
        .filter_map(|block| block.split_once("-----"))
        .find(|(label, _)| label.ends_with("PRIVATE KEY"))
        .ok_or(no_pem)?;
    let (body, _) = rest.split_once("-----END ").ok_or(no_pem)?;
    if label.contains("ENCRYPTED") || body.contains("ENCRYPTED") {
        return Err("the private key has a password: take it off with `openssl pkey -in key.pem -out plain.pem`".into());
    }
    let body: String = body.split_whitespace().collect();
    let der =
        BASE64_STANDARD.decode(body).map_err(|_| "the private key is damaged: it is not base64 between its lines")?;
    let pair = match label {
        "PRIVATE KEY" => KeyPair::from_pkcs8(&der),
        "RSA PRIVATE KEY" => KeyPair::from_der(&der),
        _ => return Err("the private key is not RSA in PKCS#8 or PKCS#1, which the service asks for".to_owned()),
    };
    pair.map_err(|error| format!("the private key cannot be used ({error}): it must be RSA, of 2048 bits or more"))
}

/// The wall clock, by which assertions are dated, and how far it is from that of the service.
#[derive(Default)]
pub(super) struct Clock(AtomicI64);

impl Clock {
    /// Seconds since 1970.
    pub(super) fn now(&self) -> u64 {
        wall_clock().saturating_add_signed(self.0.load(Ordering::Relaxed))
    }

    /// Sets it by an answer. Whether it was wrong: that makes assertions be refused.
    pub(super) fn set(&self, headers: &HeaderMap) -> bool {
        let Some(theirs) = retry_after::service_time(headers) else { return false };
        let off = theirs.as_secs() as i64 - wall_clock() as i64;
        let was = self.0.swap(off, Ordering::Relaxed);
        (off - was).abs() > TOLERABLE
    }

    /// Goes back to this machine's own time, since the other one did not help; a remark for a message.
    pub(super) fn give_up(&self) -> String {
        match self.0.swap(0, Ordering::Relaxed) {
            off if off.abs() <= TOLERABLE => String::new(),
            off if off > 0 => format!("; this machine's clock is {off} s behind the service's"),
            off => format!("; this machine's clock is {} s ahead of the service's", off.abs()),
        }
    }
}

fn wall_clock() -> u64 {
    SystemTime::UNIX_EPOCH.elapsed().unwrap_or(Duration::ZERO).as_secs()
}
