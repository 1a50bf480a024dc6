//! Documents that cannot be held against the description: each is refused with a message that says what to do, and none of
//! them is ever "no drift".

use std::fs;
use std::path::{Path, PathBuf};

use xtask::docs::{Options, drift};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// What is said of a document of REST.
fn refused(text: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("rest.json");
    fs::write(&path, text).expect("it can be written");
    let documents = [("rest".to_owned(), path.clone())].into();
    let trouble = drift(&root(), &Options { documents, ..Options::default() }).expect_err("it must be refused");
    trouble.to_string().replace(&path.display().to_string(), "FILE")
}

/// The description as a document of REST alone, which agrees with it.
fn document() -> String {
    let sources = xtask::project::read_sources(&root()).expect("the description can be read");
    let api = snyk_api_codegen::compile(&sources).expect("the description compiles");
    snyk_api_codegen::openapi::export(&api, "1.0.0").to_string().replace("\"/rest/", "\"/")
}

#[test]
fn what_is_cut_off_malformed_or_of_another_kind() {
    let document = document();
    for length in [1, document.len() / 3, document.len() - 2] {
        assert!(refused(&document.as_bytes()[..length]).starts_with("cannot use FILE: it is malformed JSON"));
    }
    assert_eq!(refused(b""), "cannot use FILE: it is no OpenAPI document: the member `openapi` is missing");
    assert_eq!(
        refused(b"\xff\xfe{}"),
        "cannot use FILE: it is not UTF-8: invalid utf-8 sequence of 1 bytes from index 0"
    );
    assert_eq!(
        refused(b"<!DOCTYPE html><html></html>"),
        "cannot use FILE: it is no OpenAPI document: the member `openapi` is missing"
    );
    let other = document.replacen("3.0.3", "3.1.0", 1);
    assert_eq!(refused(other.as_bytes()), "cannot use FILE: it is an OpenAPI 3.1.0 document; OpenAPI 3.0 is needed");
}

#[test]
fn what_is_of_another_api() {
    let text = r#"{"openapi": "3.0.3", "paths": {"/pets": {"get": {"responses": {"200": {"description": "Pets."}}}}}}"#;
    let message = refused(text.as_bytes());
    assert!(message.starts_with("FILE is not the document of rest: of the 204 operations"), "{message}");
    assert!(message.ends_with("it has 0"), "{message}");
}

#[test]
fn what_is_not_understood() {
    let odd = document().replacen("\"minLength\"", "\"minimumLength\"", 1);
    let message = refused(odd.as_bytes());
    let expected = "cannot compare with FILE: what is not understood might hide a change\n  #/";
    assert!(message.starts_with(expected), "{message}");
    assert!(message.ends_with("the keyword `minimumLength` is not understood"), "{message}");
}

#[test]
fn the_index_takes_both_documents() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = folder.path().join("index.md");
    fs::write(&index, "# Endpoints\n").expect("it can be written");
    let trouble =
        drift(&root(), &Options { index: Some(index), ..Options::default() }).expect_err("it must be refused");
    assert!(trouble.to_string().contains("name them with --rest and --v1"), "{trouble}");
}
