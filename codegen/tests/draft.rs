//! Drafts: small documents with what is drafted from them, and the vendor's own documents as a whole.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "whoever runs it is told sizes, and what is skipped")]

mod description;

use std::fs;
use std::path::PathBuf;

use description::{Files, golden, here, repository, sources};
use serde_yaml::{Mapping, Value};
use snyk_api_codegen::contract::Finding;
use snyk_api_codegen::draft::{Draft, GAP, Options, draft, examples, family_of};
use snyk_api_codegen::{Api, File, Rule, compile, contract, openapi};

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
        match path.strip_suffix(".additions.yaml").and_then(|path| path.split_once('.')) {
            Some((name, _)) => {
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

/// Whether a difference lies in what JSON:API's envelope and the family fold away.
fn is_folded(finding: &Finding) -> bool {
    let part = finding.at.rsplit(' ').next().unwrap_or_default();
    let around = finding.at.contains(" returns ") && matches!(part, "data" | "jsonapi" | "links" | "meta");
    let links = finding.spec.starts_with("links") || finding.document.starts_with("links");
    // The one text of a type, by which a resource or a variant is told; the document leaves it open, or says its pattern.
    let kind = finding.spec.starts_with("const ") && finding.document.starts_with("string")
        || finding.spec == "string" && finding.document == r"string, pattern ^[a-z][a-z0-9]*(_[a-z][a-z0-9]*)*$";
    // The runtime knows what errors look like, and the family the pattern of versions.
    around || kind || links || finding.at.ends_with(" errors") || finding.at.ends_with(" query version")
}

/// Whether a remark tells of a difference: one at its place, or on all that it is a part of.
fn is_told(finding: &Finding, remarks: &[String]) -> bool {
    let at = finding.at.replace(" returns ", " ").replace(" body data", " body");
    let (home, rest) = at.split_once(' ').expect("a place has a file");
    let file = match home.split_once('.') {
        Some((family, area)) => format!("{family}/{area}.yaml"),
        None => format!("{home}."),
    };
    remarks.iter().any(|remark| {
        let place = remark.split_once(": the document").map_or("", |(place, _)| place);
        let place = place.strip_prefix(&file).and_then(|place| place.split_once(' ')).map_or("", |(_, place)| place);
        rest.strip_prefix(place)
            .is_some_and(|rest| !place.is_empty() && (rest.is_empty() || rest.starts_with(['.', ' '])))
    })
}

#[test]
fn the_vendors_documents_as_a_whole() {
    let Some(documents) = documents() else { return };
    let mut files = frame();
    let mut told = Vec::new();
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
        told.extend(remarks);
    }
    assert_eq!(operations, 304);
    let api = compiled(files);
    for (family, bytes) in &documents {
        let document = openapi::read(bytes).expect("the document can be read");
        let document = openapi::import(&document, family).expect("it is understood");
        let found = contract::compare(&contract::of_api(&api, family), &document);
        let silent = found.iter().filter(|finding| !is_folded(finding) && !is_told(finding, &told));
        let silent: Vec<String> =
            silent.map(|finding| format!("{}: {} | {}", finding.at, finding.spec, finding.document)).collect();
        assert!(silent.is_empty(), "{} of {}:\n{}", silent.len(), found.len(), silent.join("\n"));
    }
    assert!(drafted * 10 <= whole, "{drafted} of {whole} bytes");
}

/// Areas that are taken out of the repository's description can be drafted back into it.
#[test]
fn what_is_missing_goes_with_what_is_there() {
    let Some(documents) = documents() else { return };
    let mut files = repository();
    let gone = ["rest/projects", "rest/findings", "rest/collections", "v1/projects", "v1/imports"];
    let is_gone = |path: &str| {
        let home = path.trim_start_matches("spec/").trim_start_matches("examples/");
        gone.iter().any(|area| home.strip_prefix(area).is_some_and(|rest| rest.starts_with(['.', '/'])))
    };
    files.retain(|path, _| !is_gone(path) && path != "spec/deviations.yaml");
    let before = examples(&sources(&files)).len();
    assert_eq!(before, 0, "what is left has all of its examples");
    for (family, bytes) in &documents {
        let document = openapi::read(bytes).expect("the document can be read");
        let options = Options { family: (*family).to_owned(), ..Options::default() };
        let made = draft(&sources(&files), &document, &options).expect("it can be drafted");
        assert!(made.operations > 4, "{family}: {}", made.operations);
        merge(&mut files, &made.files);
    }
    files.extend(examples(&sources(&files)).into_iter().map(|file| (file.path, file.text.into_bytes())));
    let found = compile(&sources(&files)).err().unwrap_or_default();
    // Shared types that only those areas used, where a draft has others.
    let found: Vec<String> =
        found.iter().filter(|found| found.rule != Rule::UnusedType).map(ToString::to_string).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// What is drafted from a small document, with what is to be looked at.
fn drafted(text: &str) -> Draft {
    let document = openapi::read(text.as_bytes()).expect("the document can be read");
    let family = family_of(&document).expect("its servers tell");
    draft(&sources(&frame()), &document, &Options { family, all: true, ..Options::default() })
        .expect("it can be drafted")
}

#[test]
fn small_documents() {
    let folder = here("golden/draft");
    let mut problems = Vec::new();
    let mut count = 0;
    for (name, bytes) in description::read(&folder, &folder).iter().filter(|(name, _)| name.ends_with(".yaml")) {
        let text = String::from_utf8(bytes.clone()).expect("it is UTF-8");
        let draft = drafted(&text);
        let mut shown: String = draft.files.iter().map(|file| format!("---- {}\n{}", file.path, file.text)).collect();
        shown.push_str(&format!("---- remarks\n{}\n", draft.remarks.join("\n")));
        problems.extend(golden(&folder.join(name.replace(".yaml", ".txt")), &shown).err());
        let mut files = frame();
        merge(&mut files, &draft.files);
        compiled(files);
        // Nothing but the names of the document is in it.
        assert!(!shown.contains("not copied"), "{name}");
        count += 1;
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert_eq!(count, 7);
}

#[test]
fn a_draft_is_refused_until_its_gaps_are_filled() {
    let text = fs::read_to_string(here("golden/draft/members.yaml")).expect("it is there");
    let mut files = frame();
    for File { path, text } in drafted(&text).files {
        files.insert(format!("spec/{path}"), text.into_bytes());
    }
    let found = compile(&sources(&files)).expect_err("it has gaps");
    let gaps = found.iter().filter(|found| found.rule == Rule::DocsGap).count();
    let there: usize = files.values().map(|bytes| String::from_utf8_lossy(bytes).matches(GAP).count()).sum();
    assert_eq!(gaps, there, "{found}");
}

#[test]
fn what_cannot_be_drafted_is_said() {
    let document = |text: &str| openapi::read(text.as_bytes()).expect("the document can be read");
    let small = document(&fs::read_to_string(here("golden/draft/circles.yaml")).expect("it is there"));
    let tried = |document: &Value, family: &str, operations: &[&str]| {
        let operations = operations.iter().map(|name| (*name).to_owned()).collect();
        let options = Options { family: family.to_owned(), operations, all: false };
        draft(&sources(&frame()), document, &options).map(|draft| draft.operations)
    };
    assert_eq!(tried(&small, "v1", &["post /org/{id}/things", "Make, it's a thing"]), Ok(1));
    let refused = |result: Result<usize, String>| result.expect_err("it is refused");
    assert_eq!(
        refused(tried(&small, "v1", &["POST /org/{orgId}/thing"])),
        "the document has no operation `POST /org/{orgId}/thing`; did you mean `POST /org/{orgId}/things`?"
    );
    assert!(refused(tried(&small, "v1", &["zzz"])).contains("name it by its operationId"));
    assert!(refused(tried(&small, "v3", &[])).starts_with("spec/api.yaml has no family `v3`"));
    let odd = document("openapi: 3.0.0\npaths: {/a: {get: {responses: {200: {description: x}}, callbacks: {}}}}");
    assert!(refused(tried(&odd, "v1", &[])).contains("#/paths/~1a/get/callbacks: the keyword `callbacks`"));
    assert_eq!(family_of(&odd), None);
}

/// Names that are awful in every place where a document has names.
#[test]
fn any_name_gives_a_draft_that_compiles() {
    let awful = [
        "self",
        "Self",
        "type",
        "fn",
        "true",
        "no",
        "null",
        "1",
        "1.0",
        "-",
        "_",
        "__",
        "a.b",
        "a-b",
        "a b",
        "größe",
        "🦀",
        "é",
        "Option",
        "String",
        "Vec",
        "UnknownValue",
        "UnknownVariant",
        "default",
        "link",
        "date",
        "page of x",
        "x -- y",
        "a: b",
        "#",
        "\"",
        "'",
        "`",
        "\\",
        "{x}",
        "[x]",
        "&x",
        "*x",
        "!x",
        "%x",
        "@x",
        "x?",
        "?",
        "list",
        "items",
    ];
    for name in awful {
        let quoted = serde_json::to_string(name).expect("it is a text");
        let text = format!(
            r##"{{"openapi": "3.0.0", "servers": [{{"url": "https://x.example/v1"}}], "paths": {{"/org/{{orgId}}/things": {{"post": {{
            "operationId": {quoted}, "summary": {quoted}, "tags": [{quoted}],
            "parameters": [{{"name": "orgId", "in": "path", "required": true, "schema": {{"type": "string"}}}},
                           {{"name": {quoted}, "in": "query", "schema": {{"type": "string", "enum": [{quoted}, "b"]}}}}],
            "requestBody": {{"required": true, "content": {{"application/json": {{"schema": {{"$ref": "#/components/schemas/X"}}}}}}}},
            "responses": {{"200": {{"description": "x", "content": {{"application/json": {{"schema": {{"oneOf": [
                {{"type": "object", "required": [{quoted}], "properties": {{{quoted}: {{"type": "string", "enum": [{quoted}]}}}}}},
                {{"type": "string"}}]}}}}}}}}}}}}}}}},
            "components": {{"schemas": {{"X": {{"type": "object", "required": [{quoted}], "title": {quoted}, "properties": {{{quoted}: {{
                "type": "array", "items": {{"type": "object", "properties": {{{quoted}: {{"type": "string", "default": {quoted}}}, "other": {{"type": "string", "enum": [{quoted}, "b", "B"]}}}}}}}}}}}}}}}}}}"##
        );
        let draft = drafted(&text);
        let mut files = frame();
        merge(&mut files, &draft.files);
        compiled(files);
    }
}
