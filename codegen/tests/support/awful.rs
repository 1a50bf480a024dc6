//! A model of everything that makes code hard to generate.

use serde_json::json;
use snyk_api_codegen::model::*;

use super::*;

/// Three ordinary operations, an area of awful names, one of awful shapes, one of awful calls, and one of REST.
pub(crate) fn awful() -> Api {
    let mut api = api();
    let place = add_type(&mut api, Home::Shared, "Place", members([("name", Type::String), ("inside?", Type::String)]));
    let projects = add_area(&mut api, 0, "projects");
    add_projects(&mut api, projects);
    add_names(&mut api);
    add_shapes(&mut api, place);
    add_calls(&mut api);
    add_rest(&mut api, place);
    api
}

/// Types that are called like those of the prelude and of the runtime, with members that are called like methods.
fn add_names(api: &mut Api) {
    let area = add_area(api, 0, "names");
    let home = Home::Area(area);
    let option = add_type(
        api,
        home,
        "Option",
        members([
            ("self", Type::String),
            ("type", Type::Bool),
            ("2fa?", Type::Int),
            ("new?", Type::String),
            ("default?", null(Type::String)),
            ("clone?", Type::Json),
            ("add?", Type::Object),
            ("into?", list(Type::String)),
            ("is_monitored?", Type::Bool),
            ("from_date?", Type::Date),
            ("member?", Type::Timestamp),
            ("finish?", Type::Id(0)),
            ("encode?", Type::Float),
            ("serialize?", Type::Number),
            ("$ref?", map(Type::String)),
            ("clear_default?", Type::String),
        ]),
    );
    let result =
        add_type(api, home, "Result", values(&["Ok", "Err", "Some", "None", "Self", "Item", "UnknownValue", "", ">="]));
    let mut fields = vec![member("option", Type::Named(option)), member("result?", null(Type::Named(result)))];
    for name in [
        "String",
        "Vec",
        "Box",
        "Into",
        "From",
        "Default",
        "IntoIterator",
        "Ok",
        "Some",
        "Client",
        "Case",
        "Response",
        "Call",
        "Pending",
        "CallOptions",
        "Slot",
        "Record",
        "Missing",
        "Encode",
        "Json",
        "Patch",
        "BTreeMap",
        "Get",
        "MapAccess",
        "Serialize",
        "UnknownValue",
        "Serializer",
        "Debug",
        "Clone",
        "Iterator",
        "AsRef",
        "FromStr",
        "Send",
    ] {
        let id = add_type(api, home, name, members([("value?", null(Type::String)), ("items?", list(Type::String))]));
        fields.push(member(&format!("{name}?"), Type::Named(id)));
    }
    let all = add_type(api, home, "All", TypeKind::Struct(fields));
    let one =
        add_type(api, home, "Union", union(None, [("UnknownVariant", Type::Named(option)), ("Err", Type::String)]));
    let mut get = operation("get", Method::Post, "/{self}/{type}");
    get.query = vec![parameter("result", Type::Named(result)), parameter("one?", Type::String)];
    get.body = Some(body(Type::Named(all)));
    get.answers = vec![answer(200, Some(Type::Named(one)))];
    let some = json!({"self": "me", "type": true, "2fa": 3, "new": "x", "default": null, "clone": {"a": [1, null]},
        "add": {"b": 1.5}, "into": ["y"], "is_monitored": false, "from_date": "2024-10-15", "member": "2024-10-15T00:00:00Z",
        "finish": "o", "encode": -2.0, "serialize": 7, "$ref": {"k": "v"}, "clear_default": "z"});
    get.examples.requests = vec![request(&json!({"path": {"self": "a/b", "type": "ü"}, "query": {"result": "Err"},
        "body": {"option": some, "result": "what", "Vec": {"value": "x", "items": []}, "Ok": {"value": null}, "Client": {}, "Case": {"value": "c"}}}))];
    get.examples.answers = vec![answered(200, some)];
    add_operation(api, area, get);
}

/// Types of every shape.
fn add_shapes(api: &mut Api, place: TypeId) {
    let area = add_area(api, 0, "shapes");
    let home = Home::Area(area);
    let kind =
        add_type(api, home, "Kind", values(&["1.0", "aix/ppc64", "cyclonedx1.6+json", "2fa", "only \"quoted\""]));
    let hay = add_type(api, home, "HayMeal", members([("kind", Type::String), ("bales", Type::Int)]));
    let fish = add_type(api, home, "FishMeal", members([("kind", Type::String), ("fish?", list(Type::String))]));
    let meal =
        add_type(api, home, "Meal", union(Some("kind"), [("hay", Type::Named(hay)), ("fish", Type::Named(fish))]));
    let hours = add_type(
        api,
        home,
        "Hours",
        union(None, [("one", Type::String), ("many", list(Type::String)), ("two", Type::Uuid)]),
    );
    let tree = TypeId(api.types.len());
    add_type(
        api,
        home,
        "Tree",
        members([("left?", Type::Named(tree)), ("right?", null(Type::Named(tree))), ("all?", list(Type::Named(tree)))]),
    );
    let empty = add_type(api, home, "Empty", members([]));
    let single = add_type(api, home, "Single", members([("a", Type::Named(hours))]));
    let big = TypeKind::Struct((0..30).map(|index| member(&format!("member{index}?"), Type::Int)).collect());
    let big = add_type(api, home, "Big", big);
    let huge = TypeKind::Struct((0..150).map(|index| member(&format!("member{index}?"), Type::Bool)).collect());
    let huge = add_type(api, home, "Huge", huge);
    let many = TypeKind::Struct((0..9).map(|index| member(&format!("member{index}"), Type::Bool)).collect());
    let many = add_type(api, home, "Many", many);
    let old = old(api, home);
    let all = members([
        ("kind", Type::Named(kind)),
        ("kinds", list(Type::Named(kind))),
        ("meals", list(Type::Named(meal))),
        ("meal", Type::Named(meal)),
        ("hours?", Type::Named(hours)),
        ("tree?", Type::Named(tree)),
        ("empty?", Type::Named(empty)),
        ("single?", Type::Named(single)),
        ("big?", Type::Named(big)),
        ("huge?", Type::Named(huge)),
        ("many?", Type::Named(many)),
        ("old?", Type::Named(old)),
        ("place?", null(Type::Named(place))),
        ("label", null(Type::String)),
        ("loose", loose(Type::Named(hay))),
        ("looses?", list(loose(Type::Int))),
        ("by_day", map(list(Type::String))),
        ("maybe?", list(null(Type::Int))),
        ("numbers?", list(Type::Number)),
        ("number?", Type::Number),
        ("ids?", list(Type::Id(1))),
        ("none?", list(Type::String)),
        ("json?", Type::Json),
        ("object?", Type::Object),
        ("maybe_meal?", null(Type::Named(meal))),
    ]);
    let all = add_type(api, home, "All", all);
    let mut put = operation("put", Method::Put, "/shapes");
    put.body = Some(body(Type::Named(all)));
    put.answers = vec![answer(200, Some(Type::Named(all))), answer(201, Some(Type::Named(all)))];
    put.examples.requests = vec![request(&json!({"body": shapes()}))];
    put.examples.answers = vec![answered(200, shapes())];
    add_operation(api, area, put);
}

fn shapes() -> Json {
    json!({
        "kind": "1.0", "kinds": ["aix/ppc64", "new"], "meals": [{"kind": "hay", "bales": 3}, {"kind": "grass", "x": [true, null]}],
        "meal": {"kind": "fish", "fish": ["cod"]}, "hours": ["8", "9"], "tree": {"left": {"all": [{}]}, "right": null},
        "empty": {}, "single": {"a": "text"}, "big": {"member0": 0, "member12": -12, "member29": 29},
        "huge": {"member0": true, "member143": false, "member144": true, "member149": true},
        "many": {"member0": true, "member1": true, "member2": true, "member3": true, "member4": true, "member5": true,
            "member6": true, "member7": true, "member8": false},
        "old": {"gone": "x", "kept": "y"}, "place": {"name": "here"}, "label": null, "loose": {"other": 1}, "looses": [1, "two"],
        "by_day": {"mon day": ["a"], "tue": []}, "maybe": [1, null], "numbers": [1, 2.5], "number": 12345678901i64,
        "ids": ["a", "b"], "none": [], "json": {"a": null}, "object": {}, "maybe_meal": {"kind": "hay", "bales": 1},
    })
}

/// A type with a member that should not be used any more.
fn old(api: &mut Api, home: Home) -> TypeId {
    let mut gone = member("gone?", Type::String);
    gone.facts.deprecated = Some("Nobody reads it.".to_owned());
    let mut needed = member("kept", Type::String);
    needed.facts.min_length = Some(1);
    add_type(api, home, "Old", TypeKind::Struct(vec![needed, gone]))
}

/// Operations and parameters that are called like methods.
fn add_calls(api: &mut Api) {
    let area = add_area(api, 0, "calls");
    let home = Home::Area(area);
    let color = add_type(api, home, "Color", values(&["red", "green"]));
    let item = add_type(api, home, "Item", members([("a?", Type::String)]));
    for key in ["new", "clone", "send", "into", "fmt", "default", "add", "is_there", "from_x", "to_x", "next", "drop"] {
        add_operation(api, area, operation(key, Method::Delete, &format!("/{key}")));
    }
    add_operation(api, area, many_parameters(color));
    add_operation(api, area, many_arguments(item));
    let mut optional = operation("optional", Method::Post, "/optional");
    optional.query = vec![parameter("body?", Type::String)];
    optional.body = Some(Body {
        required: false,
        docs: Some("Leave it out for nothing.".to_owned()),
        ..body(list(Type::Named(item)))
    });
    optional.answers =
        vec![answer(200, Some(map(Type::Json))), Answer { docs: Some("Made.".to_owned()), ..answer(201, None) }];
    optional.examples.requests =
        vec![request(&json!({})), request(&json!({"label": "all", "query": {"body": "x"}, "body": [{"a": "b"}, {}]}))];
    optional.examples.answers = vec![answered(200, json!({"a": 1}))];
    add_operation(api, area, optional);
    add_endings(api, area);
}

fn many_parameters(color: TypeId) -> Operation {
    let mut operation = operation("query", Method::Get, "/query/{call}");
    let names = [
        "send?",
        "response?",
        "options?",
        "new?",
        "clone?",
        "fmt?",
        "type?",
        "self?",
        "2fa?",
        "add?",
        "is_open?",
        "from?",
    ];
    operation.query = names.iter().map(|name| parameter(name, Type::String)).collect();
    let commas = Parameter { style: ListStyle::Commas, ..parameter("commas?", list(Type::String)) };
    let mut low = parameter("low?", Type::Int);
    low.facts = Facts { min: Some(-5), max: Some(5), step: Some(5), ..Facts::default() };
    operation.query.extend([
        parameter("color", Type::Named(color)),
        parameter("colors", list(Type::Named(color))),
        parameter("ints?", list(Type::Int)),
        commas,
        parameter("when?", Type::Timestamp),
        parameter("on?", Type::Bool),
        parameter("half?", Type::Float),
        low,
    ]);
    let mut old = parameter("old?", Type::String);
    old.facts.deprecated = Some("It is not looked at.".to_owned());
    operation.query.push(old);
    operation.headers = vec![parameter("X-Season?", Type::String), parameter("X-Must", Type::Named(color))];
    operation.docs = "Look at https://docs.snyk.io/x_y, at Vec<T>, [brackets] and a stray ` tick.\n\n- one\n- two\n\n1. <b>three</b>".to_owned();
    operation.notes = vec!["See [the page](https://docs.snyk.io/notes), or `Option<T>`; *not* [this].".to_owned()];
    operation.errors = vec![ErrorDocs { status: 404, docs: "No <such> thing.".to_owned() }];
    operation.regions = vec![1];
    operation.customers = Some("Those who <ask> for `it`.".to_owned());
    operation.examples.requests = vec![request(&json!({
        "path": {"call": "a b?"},
        "query": {"send": "1", "options": "2 &=", "self": "ü", "2fa": "x", "color": "red", "colors": ["green", "blue"],
            "ints": [1, -2], "commas": ["a,b", "c"], "when": "2024-10-15T00:00:00+02:00", "on": true, "half": 0.5, "low": -5, "old": "o"},
        "headers": {"X-Season": "summer", "X-Must": "red"},
    }))];
    operation
}

fn many_arguments(item: TypeId) -> Operation {
    let mut operation = operation("arguments", Method::Post, "/{a}/{b}/{c}/{call}/{body}/{g}");
    operation.query = vec![parameter("h", Type::Int), parameter("i", list(Type::String))];
    operation.body = Some(body(list(Type::Named(item))));
    operation.answers = vec![answer(200, Some(Type::String))];
    operation.examples.requests = vec![request(&json!({
        "path": {"a": "1", "b": "2", "c": "3", "call": "4", "body": "5", "g": "6"}, "query": {"h": 7, "i": ["8"]}, "body": [{"a": "9"}],
    }))];
    operation.examples.answers = vec![answered(200, json!("text"))];
    operation
}

/// Operations that end, or have ended.
fn add_endings(api: &mut Api, area: AreaId) {
    let ending = Ending {
        since: Some("2025-01-22".to_owned()),
        replacement: Some("v1.projects.get".to_owned()),
        docs: Some("Nobody looked at it.".to_owned()),
    };
    let mut old = operation("old", Method::Get, "/old");
    old.deprecated = Some(ending.clone());
    old.sunset = Some("2027-01-31".to_owned());
    add_operation(api, area, old);
    let mut gone = operation("gone", Method::Get, "/gone");
    gone.retired = Some(ending);
    add_operation(api, area, gone);
}

/// An area of REST with documents, pages and a job.
fn add_rest(api: &mut Api, place: TypeId) {
    let area = add_area(api, 1, "gardens");
    let home = Home::Area(area);
    let attributes = add_type(api, home, "Attributes", members([("name", Type::String), ("link?", Type::Link)]));
    let mut with = to(true, Type::Id(1), None);
    with.attributes = Some(Type::Named(place));
    let relations = members([
        ("self?", relation(to(false, Type::Id(0), Some("org")))),
        ("type?", relation(to(true, Type::Id(1), Some("project")))),
        ("with?", relation(with)),
        ("null?", null(relation(to(false, Type::String, None)))),
        ("must", relation(to(false, Type::Id(0), Some("org")))),
    ]);
    let relations = add_type(api, home, "Relationships", relations);
    let parts =
        [("attributes", Type::Named(attributes)), ("relationships?", Type::Named(relations)), ("links?", Type::Links)];
    let garden = add_type(api, home, "Document", resource("garden", Type::Id(0), parts));
    let only = add_type(api, home, "Only", TypeKind::Struct(vec![constant("type", "only"), member("a?", Type::Int)]));
    let gardens = Gardens { garden: Type::Named(garden), only: Type::Named(only), place: Type::Named(place) };
    for operation in gardens.operations() {
        add_operation(api, area, operation);
    }
}

/// The types of the area.
struct Gardens {
    garden: Type,
    only: Type,
    place: Type,
}

impl Gardens {
    fn operations(&self) -> Vec<Operation> {
        vec![self.list(), self.update(), self.add(), self.export(), self.start(), self.state()]
    }

    fn list(&self) -> Operation {
        let mut operation = operation("list", Method::Get, "/gardens/{org_id}");
        operation.path_parameters[0].ty = Type::Id(0);
        operation.query = vec![parameter("limit?", Type::Int), parameter("items?", Type::Bool)];
        operation.version = version("2024-10-15");
        operation.paging = cursors(&["data"]);
        let around = Envelope { meta: Some(self.only.clone()), included: Some(self.place.clone()) };
        operation.answers = vec![Answer { envelope: Some(around), ..data(200, list(self.garden.clone())) }];
        operation.examples.requests = vec![request(&json!({"path": {"org_id": "o"}, "query": {"limit": 10}}))];
        let body = json!({"jsonapi": {"version": "1.0"}, "links": {"next": "/x", "self": {"href": "/y"}}, "meta": {"a": 1},
            "data": [garden()], "included": [{"name": "here"}]});
        operation.examples.answers = vec![answered(200, body)];
        operation
    }

    fn update(&self) -> Operation {
        let mut operation = operation("update", Method::Patch, "/gardens/{org_id}");
        operation.version = version("2024-10-15~beta");
        operation.body = Some(data_body(self.garden.clone()));
        operation.answers = vec![data(200, self.garden.clone()), answer(204, None)];
        let body = json!({"data": garden()});
        let mut nobody = body.clone();
        nobody["data"]["relationships"]["self"] = json!({"data": null});
        operation.examples.requests = vec![
            request(&json!({"path": {"org_id": "o"}, "body": body})),
            request(&json!({"label": "nobody", "path": {"org_id": "o"}, "body": nobody})),
        ];
        operation.examples.answers = vec![answered(200, json!({"data": garden(), "jsonapi": {"version": "1.0"}}))];
        operation
    }

    fn add(&self) -> Operation {
        let mut operation = operation("add", Method::Post, "/gardens");
        operation.version = version("2024-10-15~experimental");
        operation.body = Some(data_body(list(self.only.clone())));
        operation.examples.requests = vec![
            request(&json!({"body": {"data": [{"type": "only"}, {"type": "only", "a": 1}]}})),
            request(&json!({"label": "none", "body": {"data": []}})),
        ];
        operation
    }

    fn export(&self) -> Operation {
        let mut operation = operation("export", Method::Get, "/gardens/export");
        operation.version = version("2024-10-15");
        let media = ["text/csv", "application/json"].map(str::to_owned).to_vec();
        operation.answers = vec![Answer { media, ..answer(200, Some(Type::Bytes)) }];
        operation.examples.requests = vec![request(&json!({})), request(&json!({"label": "text"}))];
        operation.examples.answers = vec![
            answered(200, json!({"a": [1]})),
            AnswerExample { label: Some("text".to_owned()), ..answered(200, json!("a,\"b\"\n")) },
        ];
        operation
    }

    fn start(&self) -> Operation {
        let mut operation = operation("start", Method::Post, "/gardens/{org_id}/jobs");
        operation.version = version("2024-10-15");
        operation.answers = vec![location(201, Type::Id(0))];
        operation.poll = Some(poll("rest.gardens.state", &[]));
        operation.examples.requests = vec![request(&json!({"path": {"org_id": "o"}}))];
        operation
    }

    fn state(&self) -> Operation {
        let mut operation = operation("state", Method::Get, "/gardens/{org_id}/jobs/{job_id}");
        operation.version = version("2024-10-15");
        operation.answers = vec![data(200, self.only.clone()), answer(303, None)];
        operation.examples.requests = vec![request(&json!({"path": {"org_id": "o", "job_id": "j"}}))];
        operation.examples.answers = vec![answered(200, json!({"data": {"type": "only"}}))];
        operation
    }
}

fn garden() -> Json {
    json!({
        "id": "o", "type": "garden", "attributes": {"name": "n", "link": "/l"}, "links": {"self": "/s"},
        "relationships": {
            "self": {"data": {"id": "a", "type": "org"}}, "type": {"data": [{"id": "b", "type": "project"}]},
            "with": {"data": [{"id": "c", "type": "d"}]}, "null": null, "must": {"data": {"id": "e", "type": "org"}},
        },
    })
}
