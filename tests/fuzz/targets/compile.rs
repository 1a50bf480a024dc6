//! Any bytes as a file of the description. The first line is the file's path.

#![no_main]

use std::fs;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use snyk_api_codegen::{compile, generate};
use snyk_api_fuzz::{description, first_line, repository};

static MANIFEST: LazyLock<String> = LazyLock::new(|| {
    fs::read_to_string(repository().join("generated-client/Cargo.toml")).expect("the manifest can be read")
});

fuzz_target!(|data: &[u8]| {
    let (path, bytes) = first_line(data);
    match compile(&description(path, bytes)) {
        Ok(api) => _ = generate(&api, &MANIFEST).expect("what compiles can be generated"),
        Err(diagnostics) => {
            assert!(!diagnostics.is_empty(), "an error that says nothing");
            for diagnostic in diagnostics.iter() {
                let _ = diagnostic.to_string();
            }
        }
    }
});
