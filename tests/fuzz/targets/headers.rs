//! Any headers: how long to wait, and where the next page is.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use reqwest::Url;
use snyk_api_fuzz::headers;

const BASE: &str = "https://api.snyk.io/rest";

static FROM: LazyLock<Url> =
    LazyLock::new(|| Url::parse("https://api.snyk.io/rest/orgs?limit=10").expect("an address"));

fuzz_target!(|data: &[u8]| {
    let headers = headers(data);
    let _ = snyk_api::fuzzing::waits(&headers);
    if let Some(Ok(cursor)) = snyk_api::fuzzing::cursor(BASE, &FROM, &headers) {
        // It goes into the next address as it is, and must not reach beyond its place there.
        let next = format!("{BASE}/orgs?starting_after={cursor}&limit=10");
        let url = Url::parse(&next).expect("an address with any cursor is an address");
        assert_eq!((url.path(), url.host_str(), url.fragment()), ("/rest/orgs", Some("api.snyk.io"), None), "{next}");
        assert_eq!(url.query_pairs().count(), 2, "{next}");
    }
});
