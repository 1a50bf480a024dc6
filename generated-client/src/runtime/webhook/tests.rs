//! Deliveries, honest and other.

use std::time::Duration;

use aws_lc_rs::hmac::{self, HMAC_SHA256, Key};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::json;

use super::*;

const SECRET: &str = "s3cr3t-of-the-webhook";
const PING: &[u8] = br#"{"webhookId": "d3cf26b3-2d77-497b-bce2-23b33cc15362", "more": [1]}"#;
/// 2020-09-25T15:27:53Z
const NOW: Duration = Duration::from_secs(1_601_047_673);

fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
    let pair = |(name, value): &(&str, &str)| {
        (HeaderName::try_from(*name).expect("a name"), HeaderValue::try_from(*value).expect("a value"))
    };
    let mut headers = HeaderMap::new();
    for (name, value) in pairs.iter().map(pair) {
        headers.append(name, value);
    }
    headers
}

fn signed(event: &str, body: &[u8]) -> HeaderMap {
    headers(&[
        ("X-Snyk-Event", event),
        ("X-Snyk-Transport-ID", "998fe884-18a0-45db-8ae0-e379eea3bc0a"),
        ("X-Snyk-Timestamp", "2020-09-25T15:27:53Z"),
        ("X-Hub-Signature", &Verifier::new(SECRET).sign(body)),
        ("User-Agent", "Snyk-Webhooks/044aadd"),
    ])
}

fn event(event: &str, body: &str) -> Event {
    Verifier::new(SECRET).verify(&signed(event, body.as_bytes()), body.as_bytes()).expect("a delivery").event
}

/// RFC 4231: keys and texts of every length that matters, and the digests.
#[test]
fn digests_are_those_of_the_rfc() {
    for (key, body, digest) in [
        (vec![0x0b; 20], b"Hi There".to_vec(), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        (
            b"Jefe".to_vec(),
            b"what do ya want for nothing?".to_vec(),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        ),
        (vec![0xaa; 20], vec![0xdd; 50], "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        (
            vec![0xaa; 131],
            b"Test Using Larger Than Block-Size Key - Hash Key First".to_vec(),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
    ] {
        let tag = hmac::sign(&Key::new(HMAC_SHA256, &key), &body);
        let digits: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(digits, digest);
    }
    let verifier = Verifier::new("Jefe");
    let expected = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    assert_eq!(verifier.sign(b"what do ya want for nothing?"), expected);
    let signature = headers(&[("x-hub-signature", expected), ("x-snyk-event", "ping/v0")]);
    // It is signed, so that it is read, and only then found to be no JSON.
    assert_eq!(verifier.verify(&signature, b"what do ya want for nothing?"), Err(WebhookError::NotJson));
    assert_eq!(verifier.verify(&signature, b"what do ya want for nothing!"), Err(WebhookError::WrongSignature));
}

#[test]
fn a_delivery_tells_what_came_and_when() {
    let delivery = Verifier::new(SECRET).verify(&signed("ping/v0", PING), PING).expect("a delivery");
    assert_eq!((delivery.name.as_str(), delivery.version), ("ping", Some(0)));
    assert_eq!(delivery.transport_id.as_deref(), Some("998fe884-18a0-45db-8ae0-e379eea3bc0a"));
    assert_eq!(delivery.timestamp.as_ref().map(|time| time.as_str()), Some("2020-09-25T15:27:53Z"));
    let Event::Ping(ping) = delivery.event else { panic!("{:?}", delivery.event) };
    assert_eq!(ping.webhook_id, "d3cf26b3-2d77-497b-bce2-23b33cc15362");
}

#[test]
fn a_snapshot_is_read_leniently() {
    let issue = json!({
        "id": "SNYK-JS-MS-10509", "issueType": "vuln", "pkgName": "ms", "pkgVersions": ["1.0.0"],
        "issueData": {
            "id": "SNYK-JS-MS-10509", "title": "ReDoS", "severity": "low", "identifiers": {"CVE": [], "CWE": ["CWE-400"]},
            "semver": {"vulnerable": [">=0.7.1 <2.0.0"]}, "CVSSv3": "CVSS:3.0/AV:N", "cvssScore": 3.7, "disclosureTime": null,
        },
        "isPatched": false, "isIgnored": "of another type", "somethingNew": {},
        "fixInfo": {"isUpgradable": true, "fixedIn": ["2.0.0"]}, "priority": {"score": 399, "factors": [{"name": "isFixable"}]},
    });
    let body = json!({
        "project": {"id": "p1", "name": "acme/shop", "type": "maven", "totalDependencies": 42, "branch": null,
            "issueCountsBySeverity": {"low": 13}, "tags": [{"key": "k", "value": "v"}]},
        "org": {"id": "o1", "slug": "my-org"}, "group": {"id": "g1", "name": "ACME"},
        "newIssues": [issue], "removedIssues": [],
    });
    let Event::ProjectSnapshot(snapshot) = event("project_snapshot/v0", &body.to_string()) else {
        panic!("no snapshot")
    };
    assert_eq!((snapshot.project.id.as_str(), snapshot.project.type_.as_deref()), ("p1", Some("maven")));
    assert_eq!((snapshot.org.id.as_str(), snapshot.group.map(|group| group.id).as_deref()), ("o1", Some("g1")));
    let [issue] = &snapshot.new_issues[..] else { panic!("{:?}", snapshot.new_issues) };
    let data = issue.issue_data.as_ref().expect("data");
    assert_eq!(
        (issue.id.as_str(), data.severity.as_deref(), issue.is_ignored),
        ("SNYK-JS-MS-10509", Some("low"), None)
    );
    assert_eq!(data.cvss_v3.as_deref(), Some("CVSS:3.0/AV:N"));
    assert_eq!(data.identifiers.as_ref().map(|ids| ids["CWE"].clone()), Some(vec!["CWE-400".to_owned()]));
    assert_eq!(issue.fix_info.as_ref().and_then(|info| info.is_upgradable), Some(true));
    assert!(snapshot.removed_issues.is_empty());
}

#[test]
fn what_is_not_known_is_kept_whole() {
    for (name, body) in [
        ("project_snapshot/v1", r#"{"project":{"id":"p"},"org":{"id":"o"}}"#),
        ("project_snapshot/v0", r#"{"project":{"id":"p"},"org":{"id":"o"},"newIssues":[{"name":"no id"}]}"#),
        ("project_snapshot/v0", r#"{"newIssues":[5]}"#),
        ("project_snapshot", "{}"),
        ("ping/v0", "[1,null]"),
        ("ping/", r#"{"webhookId":"w"}"#),
        ("issue_found/v3", "{}"),
        ("", "5"),
    ] {
        let Event::Unknown(json) = event(name, body) else { panic!("{name} {body}") };
        assert_eq!(Ok(json), serde_json::from_str(body).map_err(|error| error.to_string()));
    }
    let delivery = Verifier::new(SECRET).verify(&signed("a/b/v12", b"{}"), b"{}").expect("a delivery");
    assert_eq!((delivery.name.as_str(), delivery.version), ("a/b", Some(12)));
    for odd in ["ping", "ping/v", "ping/v-1", "ping/v+1", "ping/v99999999999", "ping/x0", "/"] {
        let delivery = Verifier::new(SECRET).verify(&signed(odd, b"{}"), b"{}").expect("a delivery");
        assert_eq!((delivery.name.as_str(), delivery.version), (odd, None));
    }
}

#[test]
fn only_the_secret_signs() {
    let honest = signed("ping/v0", PING);
    for wrong in ["another", "s3cr3t-of-the-webhoo", "S3CR3T-OF-THE-WEBHOOK"] {
        assert_eq!(Verifier::new(wrong).verify(&honest, PING), Err(WebhookError::WrongSignature));
    }
    let mut changed = PING.to_vec();
    changed.push(b' '); // the same JSON, and not the same bytes
    assert_eq!(Verifier::new(SECRET).verify(&honest, &changed), Err(WebhookError::WrongSignature));
}

#[test]
fn any_of_several_secrets_will_do() {
    let old = signed("ping/v0", PING);
    for verifier in
        [Verifier::new("new").or(SECRET), Verifier::new(SECRET).or("new"), Verifier::new("a").or("b").or(SECRET)]
    {
        assert!(verifier.verify(&old, PING).is_ok());
    }
    assert_eq!(Verifier::new("new").or("newer").verify(&old, PING), Err(WebhookError::WrongSignature));
}

/// With an empty secret anybody could sign; it is what a program has that forgot to set a variable.
#[test]
fn an_empty_secret_verifies_nothing() {
    let verifier = Verifier::new("");
    let pair = headers(&[("x-snyk-event", "ping/v0"), ("x-hub-signature", &verifier.sign(PING))]);
    for verifier in [verifier, Verifier::new(SECRET).or(""), Verifier::new("").or(SECRET)] {
        assert_eq!(verifier.verify(&pair, PING), Err(WebhookError::EmptySecret));
        assert_eq!(verifier.verify(&signed("ping/v0", PING), PING), Err(WebhookError::EmptySecret));
    }
}

#[test]
fn signatures_have_one_form() {
    let good = Verifier::new(SECRET).sign(PING);
    let digits = good.strip_prefix("sha256=").expect("a scheme").to_owned();
    let check = |signature: &str| {
        let headers = headers(&[("x-snyk-event", "ping/v0"), ("x-hub-signature", signature)]);
        Verifier::new(SECRET).verify(&headers, PING)
    };
    for same in [good.clone(), format!("SHA256={}", digits.to_uppercase()), format!("  {good} ")] {
        assert!(check(&same).is_ok(), "{same}");
    }
    let bad = |outcome: &Result<Delivery, WebhookError>| matches!(outcome, Err(WebhookError::BadHeader { name, .. }) if *name == "x-hub-signature");
    for wrong in [
        "",
        "sha256=",
        "sha256",
        &digits,
        &format!("sha1={digits}"),
        &format!("sha256={}", &digits[..40]),
        &format!("sha256={digits}00"),
        &format!("sha256={}zz", &digits[..62]),
        &format!("sha256={}+f", &digits[..62]),
        &format!("sha256= {}", &digits[..63]),
        &format!("sha256=sha256={}", &digits[..57]),
    ] {
        assert!(bad(&check(wrong)), "{wrong}");
    }
    assert_eq!(check(&format!("sha256={}", "0".repeat(64))), Err(WebhookError::WrongSignature));
    let mut twice = signed("ping/v0", PING);
    twice.append("x-hub-signature", HeaderValue::try_from(good).expect("a value"));
    assert!(bad(&Verifier::new(SECRET).verify(&twice, PING)));
    let mut odd = signed("ping/v0", PING);
    odd.insert("x-hub-signature", HeaderValue::from_bytes(b"sha256=\xff\xfe").expect("a value"));
    assert!(bad(&Verifier::new(SECRET).verify(&odd, PING)));
}

#[test]
fn headers_that_are_missing_are_named() {
    for name in ["x-hub-signature", "x-snyk-event"] {
        let mut headers = signed("ping/v0", PING);
        headers.remove(name);
        assert_eq!(Verifier::new(SECRET).verify(&headers, PING), Err(WebhookError::MissingHeader { name }));
    }
    let mut headers = signed("ping/v0", PING);
    headers.remove("x-snyk-timestamp");
    headers.remove("x-snyk-transport-id");
    let delivery = Verifier::new(SECRET).verify(&headers, PING).expect("neither is needed");
    assert_eq!((delivery.timestamp, delivery.transport_id), (None, None));
}

#[test]
fn what_is_too_old_is_refused_where_that_is_asked_for() {
    let verifier = Verifier::new(SECRET).tolerance(Duration::from_secs(300));
    let at = |now: Duration| verifier.verify_at(&signed("ping/v0", PING), PING, now).map(|_| ());
    let seconds = Duration::from_secs;
    assert_eq!(at(NOW), Ok(()));
    assert_eq!((at(NOW + seconds(300)), at(NOW - seconds(300))), (Ok(()), Ok(())));
    assert_eq!(at(NOW + seconds(301)), Err(WebhookError::Stale { by: seconds(301) }));
    assert_eq!(at(NOW - seconds(400)), Err(WebhookError::Stale { by: seconds(400) }));
    let mut headers = signed("ping/v0", PING);
    headers.insert("x-snyk-timestamp", HeaderValue::from_static("yesterday"));
    assert!(matches!(verifier.verify_at(&headers, PING, NOW), Err(WebhookError::BadHeader { .. })));
    assert!(Verifier::new(SECRET).verify(&headers, PING).is_ok(), "without a tolerance the time is not looked at");
    headers.remove("x-snyk-timestamp");
    assert!(matches!(verifier.verify_at(&headers, PING, NOW), Err(WebhookError::MissingHeader { .. })));
}

#[test]
fn large_bodies_are_not_looked_at() {
    let verifier = Verifier::new(SECRET).body_limit(PING.len());
    assert!(verifier.verify(&signed("ping/v0", PING), PING).is_ok());
    let verifier = Verifier::new(SECRET).body_limit(PING.len() - 1);
    assert_eq!(verifier.verify(&HeaderMap::new(), PING), Err(WebhookError::TooLarge { limit: PING.len() - 1 }));
}

#[test]
fn hostile_bodies_are_refused() {
    let deep = "[".repeat(100_000);
    for body in [&b""[..], b"{", b"\xff\xfe", b"{}{}", deep.as_bytes(), b"\xef\xbb\xbf{}"] {
        let outcome = Verifier::new(SECRET).verify(&signed("ping/v0", body), body);
        assert_eq!(outcome, Err(WebhookError::NotJson));
    }
}

#[test]
fn nothing_shows_the_secret_or_what_was_sent() {
    let verifier = Verifier::new(SECRET).or("another-s3cr3t");
    let mut shown = format!("{verifier:?} {verifier:#?}");
    let mut headers = signed("ping/v0", PING);
    headers.insert("x-hub-signature", HeaderValue::from_static("hostile"));
    for error in [verifier.verify(&headers, PING), verifier.verify(&HeaderMap::new(), PING)] {
        let error = error.expect_err("it is refused");
        shown.push_str(&format!("{error} {error:?} {}", error.status()));
    }
    assert!(!shown.contains("s3cr3t") && !shown.contains("hostile"), "{shown}");
}
