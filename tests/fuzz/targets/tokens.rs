//! Any bytes as the answers of the token endpoint, and of the calls that need the token. The first line is the grant.

#![no_main]

use std::convert::Infallible;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use snyk_api::auth::oauth::{Grant, Identity, Tokens};
use snyk_api::{Client, RateLimit};
use snyk_api_fuzz::{TOKEN, answers, first_line, no_token, run};

static HTTP: LazyLock<reqwest::Client> = LazyLock::new(reqwest::Client::new);

/// So that what is kept of one token is used for another.
const CALLS: usize = 3;

fuzz_target!(|data: &[u8]| {
    let (name, rest) = first_line(data);
    snyk_api::fuzzing::serve(answers(rest));
    let identity = Identity::with_secret("client", TOKEN);
    let grant = match name {
        b"refresh_token" => Grant::refresh_token(identity, format!("refresh-{TOKEN}"), store),
        _ => Grant::client_credentials(identity),
    };
    run(async {
        let builder = Client::builder().credentials(grant).rate_limit(RateLimit::documented());
        let client = builder.http_client(HTTP.clone()).build().expect("a client");
        for _ in 0..CALLS {
            if let Err(error) = client.self_user().get().send().await {
                no_token(&format!("{error} {error:?} {:?}", error.problems()));
            }
        }
        no_token(&format!("{client:?}"));
    });
});

async fn store(tokens: Tokens) -> Result<(), Infallible> {
    no_token(&format!("{tokens:?}"));
    Ok(())
}
