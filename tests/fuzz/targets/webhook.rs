//! Any request as a delivery: headers, an empty line and a body. It is verified as it is, and once more with a good signature.

#![no_main]

use std::sync::LazyLock;
use std::time::Duration;

use http::HeaderValue;
use libfuzzer_sys::fuzz_target;
use snyk_api::webhook::{Event, Verifier};
use snyk_api_fuzz::{TOKEN, headers, no_token};

static VERIFIER: LazyLock<Verifier> = LazyLock::new(|| Verifier::new("another").or(TOKEN));
static STRICT: LazyLock<Verifier> = LazyLock::new(|| VERIFIER.clone().tolerance(Duration::from_secs(300)));

fuzz_target!(|data: &[u8]| {
    let end = data.windows(2).position(|two| two == b"\n\n");
    let (head, body) = end.map_or((data, &[][..]), |end| (&data[..end], &data[end + 2..]));
    let mut headers = headers(head);
    if let Err(error) = STRICT.verify(&headers, body) {
        no_token(&format!("{error} {error:?} {}", error.status()));
    }
    headers.insert("x-hub-signature", HeaderValue::try_from(VERIFIER.sign(body)).expect("digits"));
    let _ = STRICT.verify(&headers, body);
    if let Ok(delivery) = VERIFIER.verify(&headers, body) {
        let _ = format!("{delivery:?}");
        if let Event::ProjectSnapshot(snapshot) = delivery.event {
            serde_json::to_vec(&snapshot).expect("it can be written");
        }
    }
});
