//! Any bytes as an OpenAPI document.

#![no_main]

use libfuzzer_sys::fuzz_target;
use snyk_api_codegen::openapi::{import, mend, read};

fuzz_target!(|data: &[u8]| {
    let Ok(document) = read(data) else { return };
    for family in ["v1", "rest"] {
        let _ = import(&document, family);
    }
    let (mended, _) = mend(document);
    let _ = import(&mended, "rest");
});
