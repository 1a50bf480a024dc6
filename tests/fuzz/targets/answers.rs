//! Any bytes as the answer of any operation. The first line is the operation's name.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use snyk_api::Client;
use snyk_api_fuzz::{answers, choose, client, first_line, no_token, run};
use snyk_api_tests::conformance::Call;
use snyk_api_tests::generated::conformance::CALLS;

static CLIENT: LazyLock<Client> = LazyLock::new(client);

fuzz_target!(|data: &[u8]| {
    let (name, rest) = first_line(data);
    let call = choose(CALLS, |call: &Call| call.operation, name);
    snyk_api::fuzzing::serve(answers(rest));
    let outcome = run(async { (call.run)(&CLIENT).await });
    no_token(&outcome.detail);
});
