//! Drafts: small documents with what is drafted from them, and the vendor's own documents as a whole.

mod description;

use std::fs;
use std::path::PathBuf;

use description::{Files, repository, sources};
use serde_yaml::{Mapping, Value};
use snyk_api_codegen::draft::{Draft, GAP, Options, draft, examples, family_of};
use snyk_api_codegen::{Api, File, compile, contract, openapi};

/// Fills every gap with a word, as a person would with a text.
fn fill(text: &str) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, gap)) = rest.split_once(GAP) {
        filled.push_str(before);
        filled.push_str("Word.");
        rest = gap.split_once(')').map_or("", |(_, rest)| rest);
    }
    filled + rest
}

/// Adds maps to maps.
fn add(to: &mut Value, more: Value) {
    match (to, more) {
        (Value::Mapping(to), Value::Mapping(more)) => {
            for (key, value) in more {
                match to.get_mut(&key) {
                    Some(old) => add(old, value),
                    None => drop(to.insert(key, value)),
                }
            }
        }
        (to, more) => panic!("{more:?} does not go with {to:?}"),
    }
}

/// Puts a draft into a description: areas as files of their own, additions where they belong.
fn merge(files: &mut Files, drafted: &[File]) {
    for File { path, text } in drafted {
        let text = fill(text);
        match path.strip_suffix(".additions.yaml") {
            Some(name) => {
                let path = format!("spec/{name}.yaml");
                let mut old: Value = serde_yaml::from_slice(&files[&path]).expect("it is YAML");
                add(&mut old, serde_yaml::from_str(&text).expect("the draft is YAML"));
                files.insert(path, serde_yaml::to_string(&old).expect("it can be written").into_bytes());
            }
            None => drop(files.insert(format!("spec/{path}"), text.into_bytes())),
        }
    }
}

/// The vendor's documents, by family; none where nobody says where they are.
fn documents() -> Option<Vec<(&'static str, Vec<u8>)>> {
    let Some(folder) = std::env::var_os("SNYK_API_DOCUMENTS").map(PathBuf::from) else {
        eprintln!("\n!! SKIPPED: SNYK_API_DOCUMENTS does not name the folder of the vendor's documents\n");
        return None;
    };
    let read = |family, name| (family, fs::read(folder.join(name)).expect("the document can be read"));
    Some(vec![read("v1", "v1-openapi.yaml"), read("rest", "rest-openapi.json")])
}

/// What every area is written against, without any area.
fn frame() -> Files {
    let mut files = repository();
    files.retain(|path, _| matches!(path.as_str(), "spec/api.yaml" | "spec/permissions.yaml" | "spec/shared.yaml"));
    // A type that no area uses is an error, so without areas there are none.
    let shared: Value = serde_yaml::from_slice(&files["spec/shared.yaml"]).expect("it is YAML");
    let ids: Mapping = [(Value::from("ids"), shared["ids"].clone())].into_iter().collect();
    let text = serde_yaml::to_string(&ids).expect("it can be written");
    files.insert("spec/shared.yaml".to_owned(), text.into_bytes());
    files
}

/// A description with the examples that it lacks, compiled.
fn compiled(mut files: Files) -> Api {
    for File { path, text } in examples(&sources(&files)) {
        assert!(files.insert(path.clone(), text.into_bytes()).is_none(), "{path} is there already");
    }
    compile(&sources(&files)).unwrap_or_else(|found| panic!("{found}"))
}

/// What tells a description from a document.
fn differences(api: &Api, family: &str, document: &Value) -> Vec<String> {
    let spec = contract::of_api(api, family);
    let document = openapi::import(document, family).expect("it is understood");
    let found = contract::compare(&spec, &document);
    found.iter().map(|finding| format!("{}: {} | {}", finding.at, finding.spec, finding.document)).collect()
}

#[test]
fn the_vendors_documents_as_a_whole() {
    let Some(documents) = documents() else { return };
    let mut files = frame();
    let (mut operations, mut drafted, mut whole) = (0, 0, 0);
    for (family, bytes) in &documents {
        let document = openapi::read(bytes).expect("the document can be read");
        assert_eq!(family_of(&document).as_deref(), Some(*family));
        let options = Options { family: (*family).to_owned(), all: true, ..Options::default() };
        let Draft { files: made, operations: count, remarks } =
            draft(&sources(&files), &document, &options).expect("it can be drafted");
        let size: usize = made.iter().map(|file| file.text.len()).sum();
        println!("{family}: {count} operations, {size} of {} bytes, {} remarks", bytes.len(), remarks.len());
        (operations, drafted, whole) = (operations + count, drafted + size, whole + bytes.len());
        merge(&mut files, &made);
    }
    assert_eq!(operations, 304);
    let api = compiled(files);
    for (family, bytes) in &documents {
        let document = openapi::read(bytes).expect("the document can be read");
        let found = differences(&api, family, &document);
        std::fs::write(format!("/tmp/diff.{family}"), found.join("\n")).unwrap();
    }
    assert!(drafted * 10 <= whole, "{drafted} of {whole} bytes");
}
