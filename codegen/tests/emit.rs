//! What is emitted, a feature at a time. `UPDATE_GOLDEN=1` writes what is found as what is expected.

mod support;

use std::path::PathBuf;

use serde_json::json;
use snyk_api_codegen::model::*;
use snyk_api_codegen::{Api, File, emit};
use support::awful::awful;
use support::*;

/// Compares a file of the client with the expectation of that name.
fn golden(api: &Api, path: &str, name: &str) {
    check(&emit::client(api), &format!("generated-client/src/generated/{path}"), name);
}

fn check(files: &[File], path: &str, name: &str) {
    let found = files.iter().find(|file| file.path == path);
    let found = &found.unwrap_or_else(|| panic!("no file {path}, but {:?}", paths(files))).text;
    let place = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/emit").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&place, found).expect("the expectation can be written");
        return;
    }
    let expected = std::fs::read_to_string(&place).unwrap_or_default().replace("\r\n", "\n");
    assert!(*found == expected, "{path} differs from {}; UPDATE_GOLDEN=1 accepts it:\n{found}", place.display());
}

fn paths(files: &[File]) -> Vec<&str> {
    files.iter().map(|file| file.path.as_str()).collect()
}

/// An API with one area of v1, and the area's place.
fn zoo() -> (Api, AreaId, Home) {
    let mut api = api();
    let area = add_area(&mut api, 0, "zoo");
    (api, area, Home::Area(area))
}

/// One type of an area.
fn one_type(name: &str, kind: TypeKind) -> Api {
    let (mut api, _, home) = zoo();
    add_type(&mut api, home, name, kind);
    api
}

#[test]
fn an_area_has_a_handle_with_a_method_for_each_operation() {
    golden(&projects(), "v1/projects/mod.rs", "area.rs");
}

#[test]
fn an_operation_has_a_request_builder() {
    golden(&projects(), "v1/projects/requests.rs", "requests.rs");
}

#[test]
fn an_operation_is_described_as_data() {
    golden(&projects(), "v1/projects/operations.rs", "operations.rs");
}

#[test]
fn families_lead_to_their_areas() {
    let mut api = projects();
    let area = add_area(&mut api, 1, "gardens");
    add_operation(&mut api, area, operation("list", Method::Get, "/gardens"));
    golden(&api, "mod.rs", "root.rs");
    golden(&api, "v1/mod.rs", "family_with_a_handle.rs");
    golden(&api, "rest/mod.rs", "family_without_a_handle.rs");
    golden(&api, "families.rs", "families.rs");
    golden(&api, "operations.rs", "table.rs");
    golden(&api, "describe.rs", "describe.rs");
}

#[test]
fn regions_and_ids_are_types() {
    golden(&api(), "regions.rs", "regions.rs");
    golden(&api(), "ids.rs", "ids.rs");
}

#[test]
fn a_struct_that_is_sent_has_a_constructor_and_setters() {
    let kind =
        members([("key", Type::String), ("ids", list(Type::Id(0))), ("label", null(Type::Int)), ("count?", Type::Int)]);
    golden(&one_type("Tag", kind), "v1/zoo/types.rs", "struct_sent.rs");
}

#[test]
fn a_struct_that_is_received_has_none() {
    let (mut api, _, home) = zoo();
    let kind = members([
        ("key", Type::String),
        ("value", null(Type::String)),
        ("count?", Type::Int),
        ("both?", null(Type::Date)),
    ]);
    add_received(&mut api, home, "Tag", kind);
    golden(&api, "v1/zoo/types.rs", "struct_received.rs");
}

#[test]
fn a_struct_of_optional_members_has_a_default_and_patches() {
    let kind = members([("owner?", null(Type::String)), ("clear_owner?", Type::Bool)]);
    golden(&one_type("Update", kind), "v1/zoo/types.rs", "struct_patch.rs");
}

#[test]
fn a_struct_of_many_members_has_nested_slots() {
    let kind = TypeKind::Struct((0..14).map(|index| member(&format!("m{index}"), Type::Bool)).collect());
    golden(&one_type("Many", kind), "v1/zoo/types.rs", "struct_nested_slots.rs");
}

#[test]
fn a_struct_may_hold_itself_or_nothing() {
    let (mut api, _, home) = zoo();
    let tree = TypeId(0);
    add_type(&mut api, home, "Tree", members([("left?", Type::Named(tree)), ("all", list(Type::Named(tree)))]));
    add_type(&mut api, home, "Nothing", members([]));
    golden(&api, "v1/zoo/types.rs", "struct_recursive_and_empty.rs");
}

#[test]
fn facts_and_deprecation_of_members_are_told() {
    let mut old = member("old?", Type::Int);
    old.facts = Facts {
        min: Some(1),
        max: Some(1000),
        default: Some(json!(100)),
        deprecated: Some("Nobody reads it.".to_owned()),
        ..Facts::default()
    };
    golden(&one_type("Page", TypeKind::Struct(vec![old])), "v1/zoo/types.rs", "struct_deprecated_member.rs");
}

#[test]
fn enums_are_open() {
    let kind = values(&["1.0", "aix/ppc64", "cyclonedx1.6+json", "", "UnknownValue"]);
    golden(&one_type("Kind", kind), "v1/zoo/types.rs", "enum.rs");
}

#[test]
fn unions_are_told_apart_by_a_member_or_by_what_fits() {
    let (mut api, _, home) = zoo();
    let hay = add_received(&mut api, home, "HayMeal", members([("kind", Type::String)]));
    let by_tag = union(Some("kind"), [("hay", Type::Named(hay)), ("other", Type::Json)]);
    add_received(&mut api, home, "Meal", by_tag);
    add_received(
        &mut api,
        home,
        "Hours",
        union(None, [("one", Type::String), ("many", list(Type::String)), ("id", Type::Uuid)]),
    );
    golden(&api, "v1/zoo/types.rs", "unions.rs");
}

#[test]
fn names_of_the_prelude_are_given_way_to() {
    let (mut api, area, home) = zoo();
    let result = add_type(&mut api, home, "Result", values(&["Ok", "Err"]));
    let option =
        add_type(&mut api, home, "Option", members([("self", Type::String), ("result?", Type::Named(result))]));
    let get = add_type(&mut api, home, "Get", members([("type?", Type::String)]));
    let mut operation = operation("get", Method::Post, "/{call}/{body}");
    operation.query = ["send?", "new?", "body?"].into_iter().map(|name| parameter(name, Type::String)).collect();
    operation.query[2].ident = Ident::field("text");
    operation.body = Some(body(Type::Named(option)));
    operation.answers = vec![answer(200, Some(Type::Named(get)))];
    operation.examples.requests = vec![request(
        &json!({"path": {"call": "a", "body": "b"}, "query": {"new": "n"}, "body": {"self": "s", "result": "x"}}),
    )];
    add_operation(&mut api, area, operation);
    golden(&api, "v1/zoo/types.rs", "names_types.rs");
    golden(&api, "v1/zoo/requests.rs", "names_requests.rs");
    golden(&api, "v1/zoo/mod.rs", "names_area.rs");
}

#[test]
fn ends_of_operations_are_told() {
    let (mut api, area, _) = zoo();
    let ending = Ending {
        since: Some("2025-01-22".to_owned()),
        replacement: Some("v1.zoo.feed".to_owned()),
        docs: Some("Nobody looked at it.".to_owned()),
    };
    let mut old = operation("old", Method::Get, "/old");
    old.deprecated = Some(ending.clone());
    old.sunset = Some("2027-01-31".to_owned());
    let mut gone = operation("gone", Method::Get, "/gone");
    gone.retired = Some(ending);
    for operation in [operation("feed", Method::Post, "/feed"), old, gone] {
        add_operation(&mut api, area, operation);
    }
    golden(&api, "v1/zoo/mod.rs", "endings.rs");
}

#[test]
fn what_the_description_says_of_an_operation_is_in_its_docs() {
    let (mut api, area, home) = zoo();
    let ticket = add_received(&mut api, home, "Ticket", members([("number", Type::Int)]));
    let mut sell = operation("sell", Method::Post, "/{zooId}");
    sell.docs = "Sell a ticket, see https://docs.snyk.io/x. It is a Vec<T>.\n\n- one\n- two".to_owned();
    sell.permissions = vec![Permission { key: "keeper".to_owned(), name: "Head Keeper".to_owned(), role: true }];
    sell.notes = vec!["An animal that sleeps is not woken.".to_owned()];
    sell.limits = vec![Limit { count: 1, per: Period::Hour, scope: LimitScope::Unstated }];
    sell.regions = vec![1];
    sell.version = Some(Version { text: "2024-10-15~beta".to_owned(), stability: Stability::Beta });
    sell.answers = vec![
        Answer { docs: Some("The ticket.".to_owned()), ..answer(201, Some(Type::Named(ticket))) },
        answer(204, None),
    ];
    sell.errors = vec![ErrorDocs { status: 404, docs: "No such zoo.".to_owned() }];
    sell.examples.requests = vec![request(&json!({"path": {"zooId": "z"}}))];
    add_operation(&mut api, area, sell);
    golden(&api, "v1/zoo/mod.rs", "operation_docs.rs");
}

/// An area of REST, and its place.
fn garden() -> (Api, AreaId, Home) {
    let mut api = api();
    let area = add_area(&mut api, 1, "gardens");
    (api, area, Home::Area(area))
}

#[test]
fn resources_have_a_constant_type_and_relationships() {
    let (mut api, _, home) = garden();
    let keeper = add_type(&mut api, home, "Keeper", members([("name?", Type::String)]));
    let with = Relation { attributes: Some(Type::Named(keeper)), ..to(false, Type::Uuid, None) };
    let kind = members([
        ("org", relation(to(false, Type::Id(0), Some("org")))),
        ("owner?", relation(to(false, Type::String, Some("user")))),
        ("projects?", relation(to(true, Type::Id(1), Some("project")))),
        ("keeper?", null(relation(with))),
        ("link?", Type::Link),
        ("links?", Type::Links),
    ]);
    let relations = add_type(&mut api, home, "Relations", kind);
    add_type(&mut api, home, "Garden", resource("garden", Type::Id(0), [("relationships?", Type::Named(relations))]));
    add_type(&mut api, home, "Only", TypeKind::Struct(vec![constant("type", "only"), member("a?", Type::Int)]));
    golden(&api, "rest/gardens/types.rs", "types_of_resources.rs");
}

#[test]
fn answers_and_bodies_travel_in_envelopes() {
    let (mut api, area, home) = garden();
    let garden = add_type(&mut api, home, "Garden", resource("garden", Type::Id(0), []));
    let meta = add_received(&mut api, home, "Count", members([("count", Type::Int)]));
    let mut list_all = operation("list", Method::Get, "/gardens");
    list_all.paging = cursors(&["data"]);
    let around = Envelope { meta: Some(Type::Named(meta)), included: None };
    list_all.answers = vec![Answer { envelope: Some(around), ..data(200, list(Type::Named(garden))) }];
    let mut update = operation("update", Method::Patch, "/gardens/{garden_id}");
    update.body = Some(data_body(Type::Named(garden)));
    let around = Envelope { meta: None, included: Some(Type::Json) };
    update.answers = vec![Answer { envelope: Some(around), ..data(200, Type::Named(garden)) }, answer(204, None)];
    let mut add = operation("add", Method::Post, "/gardens");
    add.body = Some(Body { required: false, ..data_body(list(Type::Named(garden))) });
    let mut export = operation("export", Method::Get, "/gardens/export");
    export.answers = vec![answer(200, Some(Type::Bytes))];
    let mut import = operation("import", Method::Post, "/gardens/import");
    import.answers = vec![location(201, Type::Id(0))];
    for operation in [list_all, update, add, export, import] {
        add_operation(&mut api, area, operation);
    }
    golden(&api, "rest/gardens/requests.rs", "requests_of_rest.rs");
    golden(&api, "rest/gardens/mod.rs", "area_of_rest.rs");
}

#[test]
fn items_are_found_on_their_way_through_a_page() {
    let (mut api, area, home) = zoo();
    let inner = members([("items?", null(list(Type::Int))), ("all", list(Type::Int))]);
    let sent = add_type(&mut api, home, "Sent", inner.clone());
    let inner = add_received(&mut api, home, "Inner", inner);
    let outer = members([
        ("inner", Type::Named(inner)),
        ("perhaps?", Type::Named(inner)),
        ("loose", loose(Type::Named(inner))),
        ("sent", Type::Named(sent)),
        ("null", null(list(Type::Int))),
    ]);
    let outer = Type::Named(add_received(&mut api, home, "Outer", outer));
    let paths: [&[&str]; 7] = [
        &["inner", "all"],
        &["inner", "items"],
        &["perhaps", "all"],
        &["perhaps", "items"],
        &["loose", "items"],
        &["sent", "items"],
        &["null"],
    ];
    for path in paths {
        let mut operation = operation(&path.join("_"), Method::Get, &format!("/{}", path.join("/")));
        operation.paging = cursors(path);
        operation.answers = vec![answer(200, Some(outer.clone()))];
        add_operation(&mut api, area, operation);
    }
    golden(&api, "v1/zoo/requests.rs", "requests_of_pages.rs");
}

#[test]
fn jobs_are_waited_for() {
    let (mut api, area, home) = garden();
    let state = Type::Named(add_received(&mut api, home, "State", members([("status", Type::String)])));
    let mut start = operation("start", Method::Post, "/jobs");
    start.answers = vec![location(201, Type::String)];
    start.poll = Some(poll("rest.gardens.state", &[]));
    let mut export = operation("export", Method::Post, "/exports");
    export.answers = vec![answer(201, Some(state.clone()))];
    export.poll = Some(Poll {
        failed: vec!["error".to_owned(), "gone".to_owned()],
        message: Some(vec!["status".to_owned()]),
        then: Some("rest.gardens.result".to_owned()),
        then_id: vec!["id".to_owned()],
        ..poll("rest.gardens.state", &["id"])
    });
    let mut get_state = operation("state", Method::Get, "/jobs/{job_id}");
    get_state.answers = vec![data(200, state), answer(303, None)];
    let mut result = operation("result", Method::Get, "/results/{result_id}");
    result.answers = vec![answer(200, Some(Type::Bytes))];
    for operation in [start, export, get_state, result] {
        add_operation(&mut api, area, operation);
    }
    golden(&api, "rest/gardens/requests.rs", "requests_of_jobs.rs");
    golden(&api, "rest/gardens/operations.rs", "operations_of_jobs.rs");
    golden(&api, "rest/gardens/mod.rs", "area_of_jobs.rs");
}

#[test]
fn what_may_change_takes_a_feature() {
    let (mut api, area, _) = garden();
    for (key, text) in [("one", "2024-10-15"), ("two", "2024-10-15~beta"), ("three", "2024-10-15~experimental")] {
        let mut operation = operation(key, Method::Delete, &format!("/{key}"));
        operation.version = version(text);
        operation.query = match key {
            "one" => vec![parameter("a?", Type::String)],
            "two" => vec![parameter("b?", Type::Id(0))],
            _ => vec![parameter("b?", Type::Id(0)), parameter("c?", list(Type::Id(1)))],
        };
        add_operation(&mut api, area, operation);
    }
    let area = add_area(&mut api, 1, "ponds");
    let mut only = operation("only", Method::Delete, "/only");
    only.version = version("2024-10-15~beta");
    add_operation(&mut api, area, only);
    golden(&api, "rest/gardens/requests.rs", "requests_with_features.rs");
    golden(&api, "rest/gardens/operations.rs", "operations_with_features.rs");
    golden(&api, "rest/ponds/mod.rs", "area_with_features.rs");
    golden(&api, "operations.rs", "table_with_features.rs");
}

#[test]
fn examples_become_code() {
    let files = emit::tests(&awful());
    check(&files, "tests/src/generated/wire/v1_shapes.rs", "wire_shapes.rs");
    check(&files, "tests/src/generated/wire/v1_calls.rs", "wire_calls.rs");
    check(&files, "tests/src/generated/wire/rest_gardens.rs", "wire_rest.rs");
    check(&emit::tests(&projects()), "tests/src/generated/conformance.rs", "conformance.rs");
}

#[test]
fn each_area_is_a_feature() {
    let features = vec![File { path: "features".to_owned(), text: emit::features(&awful()) }];
    check(&features, "features", "features.toml");
}

#[test]
fn the_same_model_gives_the_same_files_in_the_order_of_their_paths() {
    let api = awful();
    let once: Vec<_> = emit::client(&api).into_iter().chain(emit::tests(&api)).collect();
    let again: Vec<_> = emit::client(&api).into_iter().chain(emit::tests(&api)).collect();
    assert_eq!(once, again);
    for files in [emit::client(&api), emit::tests(&api)] {
        assert!(files.windows(2).all(|pair| pair[0].path < pair[1].path), "{:?}", paths(&files));
    }
}

#[test]
fn whatever_is_emitted_is_rust() {
    for file in emit::client(&awful()).iter().chain(&emit::tests(&awful())) {
        assert!(!file.text.contains("compile_error!"), "{}:\n{}", file.path, file.text);
        assert!(file.text.starts_with("// @generated by cargo xtask generate from spec/"), "{}", file.path);
    }
}

#[test]
#[ignore = "writes the awful model's code to the folder that EMIT_TO names, to be compiled against the runtime"]
fn write_awful() {
    let api = awful();
    let to = PathBuf::from(std::env::var_os("EMIT_TO").expect("EMIT_TO names a folder"));
    let features = File { path: "features.toml".to_owned(), text: emit::features(&api) };
    for file in emit::client(&api).iter().chain(&emit::tests(&api)).chain([&features]) {
        let place = to.join(&file.path);
        std::fs::create_dir_all(place.parent().expect("a file is in a folder")).expect("the folder can be made");
        std::fs::write(place, &file.text).expect("the file can be written");
    }
}
