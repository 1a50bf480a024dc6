//! Private keys. They are made here: none is kept in the sources.

use std::sync::OnceLock;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};

use super::*;
use crate::Json;
use crate::auth::oauth::PrivateKey;

struct Made {
    pkcs8: Vec<u8>,
    public: Vec<u8>,
}

fn made() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| {
        let pair = KeyPair::generate(KeySize::Rsa2048).expect("a key");
        let pkcs8: Pkcs8V1Der<'_> = pair.as_der().expect("an encoding");
        Made { pkcs8: pkcs8.as_ref().to_vec(), public: pair.public_key().as_ref().to_vec() }
    })
}

fn pem(label: &str, der: &[u8]) -> String {
    let text = BASE64_STANDARD.encode(der);
    let lines: Vec<&str> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).expect("ASCII")).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

fn pkcs8() -> String {
    pem("PRIVATE KEY", &made().pkcs8)
}

/// What PKCS#8 wraps: behind its version, its algorithm and the heads of both sequences.
fn pkcs1() -> String {
    pem("RSA PRIVATE KEY", &made().pkcs8[26..])
}

fn decoded(part: &str) -> Json {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(part).expect("base64");
    serde_json::from_slice(&bytes).expect("JSON")
}

fn client(server: &Server, pem: &str) -> Client {
    let key = PrivateKey::from_pem("my-key", pem).expect("a key");
    built(server.builder().credentials(Grant::client_credentials(Identity::with_key("my-client", key))))
}

fn wall_clock() -> u64 {
    std::time::SystemTime::UNIX_EPOCH.elapsed().expect("it is after 1970").as_secs()
}

#[tokio::test]
async fn assertions_are_signed_and_good_for_one_endpoint() {
    for pem in
        [pkcs8(), pkcs1(), pkcs8().replace('\n', "\\n"), pkcs8().replace('\n', "\r\n"), format!("Bag\n{}", pkcs1())]
    {
        let server = tokens(|_, index| token(index)).await;
        let client = client(&server, &pem);
        call(&client).await.expect("an answer");
        pass(3590).await;
        call(&client).await.expect("an answer");
        let asked = asked(&server);
        assert_eq!(field(&asked[0], "grant_type"), Some("client_credentials"));
        assert_eq!(field(&asked[0], "client_id"), Some("my-client"));
        assert_eq!(field(&asked[0], "client_secret"), None);
        let kind = "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";
        assert_eq!(field(&asked[0], "client_assertion_type"), Some(kind));
        let assertion = |request| field(request, "client_assertion").expect("an assertion").to_owned();
        let (first, second) = (assertion(&asked[0]), assertion(&asked[1]));
        let (signed, signature) = first.rsplit_once('.').expect("three parts");
        let (header, claims) = signed.split_once('.').expect("three parts");
        let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &made().public);
        let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).expect("base64");
        public.verify(signed.as_bytes(), &signature).expect("a good signature");
        assert_eq!(decoded(header), serde_json::json!({"alg": "RS256", "typ": "JWT", "kid": "my-key"}));
        let claims = decoded(claims);
        assert_eq!((&claims["iss"], &claims["sub"]), (&"my-client".into(), &"my-client".into()));
        assert_eq!(claims["aud"], format!("{}/oauth2/token", server.origin()));
        let left = claims["exp"].as_u64().expect("a time") - wall_clock();
        assert!((290..=300).contains(&left), "{left}");
        let other = decoded(second.split('.').nth(1).expect("three parts"));
        assert!(claims["jti"].as_str().is_some_and(|nonce| nonce.len() == 22) && claims["jti"] != other["jti"]);
        assert!(!format!("{client:?}").contains(&BASE64_STANDARD.encode(&made().pkcs8)[..20]));
    }
}

#[tokio::test]
async fn an_assertion_that_is_repeated_is_not_shown() {
    let server = tokens(|request, _| {
        let sent = field(request, "client_assertion").expect("an assertion");
        Reply::new(400, format!(r#"{{"error": "invalid_client", "error_description": "{sent}"}}"#))
    })
    .await;
    let error = call(&client(&server, &pkcs8())).await.expect_err("no token");
    let sent = field(&asked(&server)[0], "client_assertion").expect("an assertion").to_owned();
    let text = printed(&error);
    assert!(sent.split('.').all(|part| !text.contains(part)) && text.contains("(hidden) (invalid_client)"), "{text}");
}

#[tokio::test]
async fn a_clock_that_is_wrong_is_set_by_the_services() {
    const THEIRS: &str = "date: Fri, 31 Dec 2066 23:59:59 GMT";
    let theirs = 3_061_065_599;
    let good = move |request: &Request| {
        let claims = field(request, "client_assertion").and_then(|assertion| assertion.split('.').nth(1));
        let exp = decoded(claims.expect("claims"))["exp"].as_u64().expect("a time");
        (theirs..theirs + 600).contains(&exp)
    };
    let server = tokens(move |request, index| {
        match good(request) {
            true => token(index),
            false => Reply::new(401, r#"{"error": "invalid_client"}"#),
        }
        .with(THEIRS)
    })
    .await;
    let client = client(&server, &pkcs8());
    call(&client).await.expect("an answer");
    assert_eq!(asked(&server).len(), 2);
    pass(3600).await;
    call(&client).await.expect("an answer");
    assert_eq!(asked(&server).len(), 3, "the clock is right now");
    // Where it does not help, the error tells.
    let server = tokens(|_, _| Reply::new(401, r#"{"error": "invalid_client"}"#).with(THEIRS)).await;
    let text = printed(&call(&self::client(&server, &pkcs8())).await.expect_err("no token"));
    assert!(text.contains("this machine's clock is") && text.contains("behind the service's"), "{text}");
    assert_eq!(asked(&server).len(), 2);
}

#[test]
fn keys_that_cannot_be_used_say_what_to_do() {
    let secret = BASE64_STANDARD.encode("s3cr3t");
    let encrypted =
        format!("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n{secret}\n-----END RSA PRIVATE KEY-----");
    for (text, part) in [
        (String::new(), "is not PEM"),
        ("s3cr3t".to_owned(), "is not PEM"),
        (pem("CERTIFICATE", b"s3cr3t"), "is not PEM"),
        (pkcs8().replace("-----END", ""), "is not PEM"),
        (pem("ENCRYPTED PRIVATE KEY", b"s3cr3t"), "openssl pkey"),
        (encrypted, "openssl pkey"),
        (pem("EC PRIVATE KEY", b"s3cr3t"), "is not RSA"),
        (pem("OPENSSH PRIVATE KEY", b"s3cr3t"), "is not RSA"),
        (pem("PRIVATE KEY", b"s3cr3t"), "2048 bits or more"),
        (pem("RSA PRIVATE KEY", &made().pkcs8), "2048 bits or more"),
        (pkcs8().replace("MII", "M!I"), "not base64"),
    ] {
        let text = printed(&PrivateKey::from_pem("my-key", &text).expect_err("no key"));
        assert!(text.contains(part) && !text.contains(&secret), "{text}");
    }
    assert!(printed(&PrivateKey::from_pem(" ", pkcs8()).expect_err("no id")).contains("key id is empty"));
}
