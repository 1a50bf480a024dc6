//! Drafts: small documents with what is drafted from them, and the vendor's own documents as a whole.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "whoever runs it is told sizes, and what is skipped")]

mod description;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use description::{Files, golden, here, repository, sources};
use serde_yaml::{Mapping, Value};
use snyk_api_codegen::draft::{Draft, GAP, Options, complete, draft, family_of};
use snyk_api_codegen::drift::{self, Drift, Pair, report};
use snyk_api_codegen::{Api, File, Rule, compile, contract, openapi};

/// Puts a draft into a description, finished as a program can finish it.
fn finish(files: &mut Files, drafted: &[File]) {
    let whole = complete(&sources(files), drafted).expect("the draft goes with the description");
    *files = whole.into_iter().map(|source| (source.path, source.bytes)).collect();
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

fn compiled(files: &Files) -> Api {
    compile(&sources(files)).unwrap_or_else(|found| panic!("{found}"))
}

/// Holds a description against the documents.
fn held(api: &Api, documents: &[(&str, Vec<u8>)]) -> Drift {
    let mut contracts = Vec::new();
    for (family, bytes) in documents {
        let document = openapi::read(bytes).expect("the document can be read");
        let document = openapi::import(&document, family).expect("it is understood");
        contracts.push((*family, contract::of_api(api, family), document));
    }
    let pairs: Vec<Pair<'_>> =
        contracts.iter().map(|(family, description, document)| Pair { family, description, document }).collect();
    drift::drift(api, &pairs, None).expect("they describe the same API")
}

/// That a description agrees with the documents, but for its deviations.
fn assert_no_drift(api: &Api, documents: &[(&str, Vec<u8>)]) -> Drift {
    let drift = held(api, documents);
    assert!(drift.is_empty(), "{}", report::text(&drift, &BTreeMap::new(), &BTreeMap::new()));
    drift
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
        let draft = draft(&sources(&files), &document, &options).expect("it can be drafted");
        let Draft { files: made, operations: count, remarks, recounts, unrecorded } = draft;
        assert_eq!((recounts, unrecorded), (Vec::new(), None));
        let is_record = |file: &&File| file.path.starts_with("deviations.");
        let size: usize = made.iter().filter(|file| !is_record(file)).map(|file| file.text.len()).sum();
        println!("{family}: {count} operations, {size} of {} bytes, {} remarks", bytes.len(), remarks.len());
        let record = made.iter().find(is_record).expect("there are differences");
        let (all, open) = differences(record);
        println!("{family}: {all} differences, {open} of them without a reason, {} bytes", record.text.len());
        assert!(open <= 8 + all / 10, "{open} of {all}");
        (operations, drafted, whole) = (operations + count, drafted + size, whole + bytes.len());
        finish(&mut files, &made);
    }
    assert_eq!(operations, 304);
    let drift = assert_no_drift(&compiled(&files), &documents);
    println!("{} operations agree, but for {} recorded differences", drift.operations, drift.explained);
    assert_eq!(drift.operations, 304);
    assert!(drafted * 10 <= whole, "{drafted} of {whole} bytes");
}

/// How many differences a draft records, and how many of those wait for a reason.
fn differences(file: &File) -> (usize, usize) {
    let list: Vec<Value> = serde_yaml::from_str(&file.text).expect("it is a list");
    let count = |entry: &Value| entry["each"].as_sequence().map_or(0, Vec::len);
    let open = list.iter().filter(|entry| entry["reason"].as_str().is_some_and(|reason| reason.starts_with(GAP)));
    (list.iter().map(count).sum(), open.map(count).sum())
}

/// Changes in how many places the deviations of a description say that the document says so; one with none goes.
fn recorded(files: &mut Files, places: impl Fn(&str, &str, usize) -> usize) {
    const DEVIATIONS: &str = "spec/deviations.yaml";
    let stays = |one: &mut Value| {
        let text = |key: &str| one[key].as_str().expect("it is a text").to_owned();
        let old = one["places"].as_u64().and_then(|old| usize::try_from(old).ok()).unwrap_or(1);
        let new = places(&text("at"), &text("document"), old);
        one["places"] = Value::from(new);
        new > 0
    };
    let list: Vec<Value> = serde_yaml::from_slice(&files[DEVIATIONS]).expect("it is a list");
    let list = list.into_iter().filter_map(|mut entry| match entry.get_mut("each").and_then(Value::as_sequence_mut) {
        Some(each) => {
            each.retain_mut(&stays);
            (!each.is_empty()).then_some(entry)
        }
        None => stays(&mut entry).then_some(entry),
    });
    let list: Vec<Value> = list.collect();
    files.insert(DEVIATIONS.to_owned(), serde_yaml::to_string(&list).expect("it can be written").into_bytes());
}

/// Takes the shared types away that nothing uses, with the deviations that speak of them.
fn tidy(files: &mut Files) {
    loop {
        let found = compile(&sources(files)).err().unwrap_or_default();
        let unused: Vec<&str> = found
            .iter()
            .filter(|found| found.rule == Rule::UnusedType)
            .filter_map(|found| found.message.split('`').nth(1))
            .collect();
        if unused.is_empty() {
            assert!(found.is_empty(), "{found}");
            return;
        }
        let mut shared: Value = serde_yaml::from_slice(&files["spec/shared.yaml"]).expect("it is YAML");
        for part in ["ids", "resources", "types"] {
            shared[part]
                .as_mapping_mut()
                .expect("it is a map")
                .retain(|key, _| !unused.contains(&key.as_str().expect("it is a text")));
        }
        files.insert(
            "spec/shared.yaml".to_owned(),
            serde_yaml::to_string(&shared).expect("it can be written").into_bytes(),
        );
        recorded(files, |at, _, places| {
            let name = at.strip_prefix("shared ").and_then(|place| place.split(['.', ' ']).next());
            if name.is_some_and(|name| unused.contains(&name)) { 0 } else { places }
        });
    }
}

/// The repository's description as if some areas had not been written yet.
fn without(gone: &[&str], documents: &[(&str, Vec<u8>)]) -> Files {
    let mut files = repository();
    let is_gone = |path: &str| {
        let home = path.trim_start_matches("spec/").trim_start_matches("examples/");
        gone.iter().any(|area| home.strip_prefix(area).is_some_and(|rest| rest.starts_with(['.', '/'])))
    };
    files.retain(|path, _| !is_gone(path));
    recorded(&mut files, |at, _, places| {
        let home = at.split(' ').next().unwrap_or_default().replace('.', "/");
        if gone.contains(&home.as_str()) { 0 } else { places }
    });
    tidy(&mut files);
    let drift = held(&compiled(&files), documents);
    recorded(&mut files, |at, document, places| {
        let stale = drift.stale.iter().find(|stale| stale.at == at && stale.document == document);
        stale.map_or(places, |stale| stale.found.len())
    });
    let drift = held(&compiled(&files), documents);
    let is_missing = |change: &&drift::Change| change.spec == "absent" && change.at[0].contains(" /");
    let other: Vec<&drift::Change> = drift.changes.iter().filter(|change| !is_missing(change)).collect();
    assert!(other.is_empty() && drift.stale.is_empty(), "{other:#?}\n{:#?}", drift.stale);
    files
}

/// Areas that are taken out of the repository's description can be drafted back into it.
#[test]
fn what_is_missing_goes_with_what_is_there() {
    let Some(documents) = documents() else { return };
    // The errors of the last are of their own in the document, so that an entry of another place counts them.
    let gone =
        ["rest/projects", "rest/findings", "rest/collections", "v1/projects", "v1/imports", "rest/broker_integrations"];
    let mut files = without(&gone, &documents);
    let mut recounted = Vec::new();
    for (family, bytes) in &documents {
        let document = openapi::read(bytes).expect("the document can be read");
        let options = Options { family: (*family).to_owned(), ..Options::default() };
        let made = draft(&sources(&files), &document, &options).expect("it can be drafted");
        assert!(made.operations > 4, "{family}: {}", made.operations);
        assert_eq!(made.unrecorded, None);
        println!("{family}: {} operations, {} recounts", made.operations, made.recounts.len());
        recounted.extend(made.recounts.iter().map(ToString::to_string));
        recorded(&mut files, |at, document, places| {
            let recount = made.recounts.iter().find(|recount| recount.at == at && recount.document == document);
            recount.map_or(places, |recount| recount.new)
        });
        finish(&mut files, &made.files);
    }
    assert_eq!(assert_no_drift(&compiled(&files), &documents).operations, 304);
    assert_eq!(recounted.len(), 1, "{recounted:?}");
    assert!(recounted[0].starts_with("spec/deviations.yaml: the entry `rest errors`, `"), "{recounted:?}");
    assert!(recounted[0].contains("has to say `places: "), "{recounted:?}");
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
        assert_eq!((&draft.recounts, &draft.unrecorded), (&Vec::new(), &None), "{name}");
        problems.extend(golden(&folder.join(name.replace(".yaml", ".txt")), &shown).err());
        let mut files = frame();
        finish(&mut files, &draft.files);
        compiled(&files);
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
        // Where somebody has moved it to.
        files.insert(format!("spec/{}", path.replace(".v1.additions", "")), text.into_bytes());
    }
    assert!(files.contains_key("spec/deviations.yaml"));
    let found = compile(&sources(&files)).expect_err("it has gaps");
    let gaps = found.iter().filter(|found| found.rule == Rule::DocsGap).count();
    let there: usize = files.values().map(|bytes| String::from_utf8_lossy(bytes).matches(GAP).count()).sum();
    assert_eq!(gaps, there, "{found}");
}

/// The first of the small documents, and a description that has nothing of it but what is said here.
fn circles(deviations: &str) -> (Files, Value) {
    let mut files = frame();
    files.insert("spec/deviations.yaml".to_owned(), deviations.as_bytes().to_vec());
    let text = fs::read(here("golden/draft/circles.yaml")).expect("it is there");
    (files, openapi::read(&text).expect("the document can be read"))
}

#[test]
fn what_is_left_out_on_purpose_is_not_missing() {
    let left_out = "- {at: 'v1 POST /org/{orgId}/things', document: 'POST /org/{orgId}/things', spec: absent, \
                    reason: It is not for us., evidence: The page says so.}\n";
    let (files, document) = circles(left_out);
    let tried = |all| {
        let options = Options { family: "v1".to_owned(), all, ..Options::default() };
        draft(&sources(&files), &document, &options).expect("it can be drafted").operations
    };
    assert_eq!((tried(false), tried(true)), (0, 1));
}

#[test]
fn a_description_that_does_not_compile_gets_a_draft_without_deviations() {
    let (files, document) = circles("- {at: v1.nothing here, reason: x, evidence: x, document: x, spec: x}\n");
    let options = Options { family: "v1".to_owned(), ..Options::default() };
    let made = draft(&sources(&files), &document, &options).expect("it can be drafted");
    assert_eq!(made.operations, 1);
    let why = made.unrecorded.expect("there is a fault");
    assert_eq!(why, "spec/deviations.yaml:1: there is no file spec/v1/nothing.yaml");
}

/// A second draft is written beside what the first has left in `spec/`.
#[test]
fn what_an_earlier_draft_has_left_is_a_part_of_the_description() {
    let (mut files, document) = circles("[]\n");
    let options = Options { family: "v1".to_owned(), ..Options::default() };
    let first = draft(&sources(&files), &document, &options).expect("it can be drafted");
    files.extend(first.files.into_iter().map(|file| (format!("spec/{}", file.path), file.text.into_bytes())));
    let text = fs::read(here("golden/draft/answers.yaml")).expect("it is there");
    let document = openapi::read(&text).expect("the document can be read");
    let second = draft(&sources(&files), &document, &options).expect("it can be drafted");
    assert!(second.operations > 0);
    assert_eq!(second.unrecorded, None);
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
        finish(&mut files, &draft.files);
        compiled(&files);
    }
}
