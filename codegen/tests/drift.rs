//! What is said of drift from the docs: a small description, and documents that differ from it in one thing each.
//! `UPDATE_GOLDEN=1` writes what is found as what is expected.

mod description;

use std::collections::{BTreeMap, BTreeSet};

use description::{base, golden, here, sources};
use serde_json::{Value, json};
use snyk_api_codegen::contract::{self, Contract, Finding};
use snyk_api_codegen::drift::{self, Drift, INDEX, Pair, report};
use snyk_api_codegen::{Source, compile, openapi};

/// The description, with a deviation that the documents bear out.
fn described() -> Vec<Source> {
    let mut files = base();
    let deviations = "- at: v1.things Thing.colour\n  document: string, optional\n  spec: Colour\n  reason: The values are \
                      known.\n  evidence: The docs page lists them.\n";
    files.insert("spec/deviations.yaml".to_owned(), deviations.as_bytes().to_vec());
    sources(&files)
}

/// A document of both families that agrees with the description, but for the deviation.
fn document() -> Value {
    let api = compile(&described()).expect("the description compiles");
    let mut document = openapi::export(&api, "1.0.0");
    // A vendor's document does not know where in the description its parts stand.
    strip(&mut document);
    document["components"]["schemas"]["v1.things.Thing"]["properties"]["colour"] = json!({ "type": "string" });
    document
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|key, _| !key.starts_with("x-place") && !key.starts_with("x-member-place"));
            members.values_mut().for_each(strip);
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}

fn read(document: &Value, family: &str) -> Contract {
    let document = openapi::read(document.to_string().as_bytes()).expect("it is OpenAPI");
    openapi::import_below(&document, family, &format!("/{family}")).expect("it is understood")
}

fn drift(sources: &[Source], document: &Value, index: Option<Vec<Finding>>) -> Drift {
    let api = compile(sources).expect("the description compiles");
    let contracts = ["v1", "rest"].map(|family| (family, contract::of_api(&api, family), read(document, family)));
    let pairs: Vec<Pair<'_>> =
        contracts.iter().map(|(family, description, document)| Pair { family, description, document }).collect();
    drift::drift(&api, &pairs, index).expect("it is the same API")
}

/// The report, after a change of the document.
fn reported(name: &str, change: impl FnOnce(&mut Value)) {
    let mut document = document();
    change(&mut document);
    let sources = described();
    let drift = drift(&sources, &document, None);
    check(name, &sources, &drift);
}

fn check(name: &str, sources: &[Source], drift: &Drift) {
    let located = snyk_api_codegen::locate(sources, report::places(drift));
    let names = [("v1", "v1.yaml"), ("rest", "rest.json"), (INDEX, "index.md")];
    let names: BTreeMap<String, String> =
        names.iter().map(|(key, name)| ((*key).to_owned(), (*name).to_owned())).collect();
    let text = report::text(drift, &names, &located);
    golden(&here("golden/drift").join(format!("{name}.txt")), &text).unwrap_or_else(|problem| panic!("{problem}"));
}

/// A schema of the document.
fn schema<'d>(document: &'d mut Value, name: &str) -> &'d mut Value {
    &mut document["components"]["schemas"][name]
}

#[test]
fn nothing_has_changed() {
    reported("nothing", |_| {});
}

#[test]
fn an_operation_is_new_gone_or_moved() {
    reported("operation-new", |document| {
        let get = document["paths"]["/v1/things/{thingId}"]["get"].clone();
        document["paths"]["/v1/things/{thingId}/price"] = json!({ "get": get });
    });
    reported("operation-gone", |document| {
        drop(document["paths"]["/v1/things/{thingId}"].as_object_mut().map(|item| item.remove("put")));
    });
    reported("operation-moved", |document| {
        let paths = document["paths"].as_object_mut().expect("an object");
        let item = paths.remove("/v1/things").expect("it is there");
        paths.insert("/v1/stuff".to_owned(), item);
    });
    reported("method", |document| {
        let item = document["paths"]["/v1/things/{thingId}"].as_object_mut().expect("an object");
        let put = item.remove("put").expect("it is there");
        item.insert("patch".to_owned(), put);
    });
}

#[test]
fn what_is_said_of_an_operation_has_changed() {
    reported("lifecycle", |document| {
        let operation = &mut document["paths"]["/rest/things"]["get"];
        operation["deprecated"] = json!(true);
        operation["x-snyk-sunset-eligible"] = json!("2031-01-01");
        operation["x-snyk-api-version"] = json!("2030-01-01~beta");
        operation["x-snyk-api-stability"] = json!("beta");
        operation["description"] = json!("List.\n\n#### Required permissions\n\n- `Fly Kites (kite.fly)`\n");
    });
    reported("parameters", |document| {
        let parameters = document["paths"]["/v1/things"]["get"]["parameters"].as_array_mut().expect("a list");
        parameters[0]["schema"]["maximum"] = json!(99);
        parameters[0]["required"] = json!(true);
        parameters[1]["name"] = json!("color");
    });
}

#[test]
fn a_member_has_changed() {
    reported("members", |document| {
        let page = schema(document, "v1.things.ThingPage");
        page["properties"]["total"] = json!({ "type": "string", "nullable": true });
        page["properties"]["kites"] = json!({ "type": "array", "items": { "type": "string", "format": "uuid" } });
        drop(page["properties"].as_object_mut().map(|members| members.remove("next")));
    });
    reported("values", |document| {
        schema(document, "v1.things.Colour")["enum"] = json!(["red", "green"]);
        schema(document, "v1.things.Note")["oneOf"] = json!([{ "type": "string" }, { "type": "integer" }]);
    });
}

#[test]
fn one_cause_is_told_once() {
    reported("one-cause", |document| {
        let id = json!({ "name": "thingId", "in": "path", "required": true, "schema": { "type": "integer" } });
        document["components"]["parameters"] = json!({ "Thing": id });
        let paths = document["paths"].as_object_mut().expect("an object");
        for (_, item) in paths.iter_mut().filter(|(path, _)| path.contains("{thingId}")) {
            for operation in item.as_object_mut().expect("an object").values_mut() {
                operation["parameters"][0] = json!({ "$ref": "#/components/parameters/Thing" });
            }
        }
    });
}

#[test]
fn a_deviation_does_not_apply() {
    reported("deviation-gone", |document| {
        schema(document, "v1.things.Thing")["properties"]["colour"] =
            json!({ "$ref": "#/components/schemas/v1.things.Colour" });
    });
    reported("deviation-changed", |document| {
        schema(document, "v1.things.Thing")["properties"]["colour"] = json!({ "type": "boolean" });
    });
}

#[test]
fn the_index_says_otherwise() {
    let finding = |at: &str, document: &str, spec: &str, line: &str| Finding {
        at: at.to_owned(),
        document: document.to_owned(),
        spec: spec.to_owned(),
        pointers: BTreeSet::new(),
        cause: line.to_owned(),
        operations: BTreeSet::new(),
        hides: BTreeSet::new(),
    };
    let sources = described();
    let index = vec![
        finding("v1.things get index", "listed, deprecated", "listed", "17"),
        finding("rest index \"Fly a kite\" of Kites", "listed", "absent", "23"),
    ];
    check("index", &sources, &drift(&sources, &document(), Some(index)));
}

#[test]
fn for_programs_and_for_the_file_of_deviations() {
    let mut document = document();
    schema(&mut document, "v1.things.Thing")["properties"]["size"]["nullable"] = json!(true);
    schema(&mut document, "v1.things.Thing")["required"] = json!(["id", "colour", "note"]);
    let sources = described();
    let drift = drift(&sources, &document, None);
    let located = snyk_api_codegen::locate(&sources, report::places(&drift));
    let folder = here("golden/drift");
    let json = format!("{:#}\n", report::json(&drift, &located));
    for (name, text) in [("report.json", json), ("entries.yaml", report::entries(&drift))] {
        golden(&folder.join(name), &text).unwrap_or_else(|problem| panic!("{problem}"));
    }
}

#[test]
fn what_is_printed_as_entries_explains_everything() {
    let mut document = document();
    schema(&mut document, "v1.things.ThingPage")["properties"]["total"] =
        json!({ "type": "boolean", "nullable": true });
    document["paths"]["/v1/things"]["get"]["parameters"][0]["schema"]["pattern"] = json!("^a: 'b' # \"c\"$");
    let mut files = base();
    let entries = report::entries(&drift(&described(), &document, None));
    let entries = entries.replace("reason:", "reason: So.").replace("evidence:", "evidence: There.");
    let own = described().into_iter().find(|source| source.path == "spec/deviations.yaml").expect("it is there");
    let text = String::from_utf8(own.bytes).expect("UTF-8") + &entries;
    files.insert("spec/deviations.yaml".to_owned(), text.into_bytes());
    let drift = drift(&sources(&files), &document, None);
    assert_eq!((drift.changes, drift.stale), (Vec::new(), Vec::new()));
}

#[test]
fn another_apis_document_is_refused() {
    let sources = described();
    let api = compile(&sources).expect("the description compiles");
    let document = json!({
        "openapi": "3.0.3",
        "paths": { "/v1/kites": { "get": { "responses": { "200": { "description": "" } } } } },
    });
    let (description, document) = (contract::of_api(&api, "v1"), read(&document, "v1"));
    let pair = Pair { family: "v1", description: &description, document: &document };
    let foreign = drift::drift(&api, &[pair], None).expect_err("it is of another API");
    assert_eq!((foreign.family.as_str(), foreign.known, foreign.found), ("v1", 5, 0));
}

#[test]
fn what_is_not_understood_is_refused() {
    let import = |schema: Value| {
        let content = json!({ "application/json": { "schema": schema } });
        let operation = json!({ "responses": { "200": { "description": "", "content": content } } });
        let document = json!({ "openapi": "3.0.3", "paths": { "/kites": { "get": operation } } });
        let document = openapi::read(document.to_string().as_bytes()).expect("it is OpenAPI");
        openapi::import(&document, "v1").map_err(|puzzles| puzzles[0].what.clone()).err()
    };
    assert_eq!(import(json!({ "type": "object" })), None);
    for (schema, what) in [
        (json!({ "patternProperties": {} }), "the keyword `patternProperties` is not understood"),
        (json!({ "type": "kite" }), "`kite` is no type"),
        (json!({ "type": ["string", "null"] }), "this is no text"),
        (json!({ "$ref": "other.yaml#/Kite" }), "this reference does not lead into the document itself"),
        (json!({ "$ref": "#/components/schemas/Kite" }), "nothing is there, and it is referred to"),
        (json!({ "oneOf": [] }), "there is nothing to choose from"),
        (json!({ "enum": [] }), "this enum has no values"),
        (json!({ "minLength": -1 }), "this is no value for `minLength`"),
        (
            json!({ "allOf": [{ "type": "string" }, { "type": "integer" }] }),
            "these parts of `allOf` do not fit together",
        ),
    ] {
        assert_eq!(import(schema.clone()).as_deref(), Some(what), "{schema}");
    }
}
