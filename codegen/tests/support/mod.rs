//! Models, put together by hand.

#![allow(dead_code, reason = "each test binary uses a part of it")]

pub(crate) mod awful;

use serde_json::{Map, Value as Json, json};
use snyk_api_codegen::model::*;

/// Two regions, two families, three ids, and nothing else.
pub(crate) fn api() -> Api {
    let region = |key: &str, origin: &str| Region {
        key: key.to_owned(),
        ident: Ident::variant(key),
        name: format!("SNYK-{}", key.to_uppercase()),
        api: format!("https://api{origin}"),
        app: format!("https://app{origin}"),
        docs: "A region.".to_owned(),
    };
    let id = |name: &str| Id { ident: Ident::ty(name), docs: "Identifies something, a UUID.".to_owned() };
    Api {
        docs: "An API.".to_owned(),
        regions: vec![region("us-01", ".snyk.io"), region("eu-01", ".eu.snyk.io")],
        families: vec![family("v1", "V1", "/v1"), rest()],
        ids: vec![id("OrgId"), id("ProjectId"), id("IssueId")],
        types: Vec::new(),
        areas: Vec::new(),
        deviations: Vec::new(),
    }
}

fn family(key: &str, variant: &str, base: &str) -> Family {
    Family {
        key: key.to_owned(),
        ident: Ident::module(key),
        variant: Ident::ty(variant),
        docs: "A family. It is one of two.".to_owned(),
        page: format!("https://docs.snyk.io/{key}"),
        base: base.to_owned(),
        media: "application/json".to_owned(),
        limits: vec![Limit { count: 2000, per: Period::Minute, scope: LimitScope::Key }],
        formats: true,
        version_parameter: None,
        version_pattern: None,
        envelope: false,
        handle: true,
    }
}

fn rest() -> Family {
    Family {
        media: "application/vnd.api+json".to_owned(),
        version_parameter: Some("version".to_owned()),
        envelope: true,
        handle: false,
        ..family("rest", "Rest", "/rest")
    }
}

/// Adds an area to a family; those of `v1` hang from its handle.
pub(crate) fn add_area(api: &mut Api, family: usize, key: &str) -> AreaId {
    let prefix = if family == 0 { "v1-" } else { "" };
    api.areas.push(Area {
        family: FamilyId(family),
        key: key.to_owned(),
        ident: Ident::module(key),
        handle: Ident::ty(key),
        feature: format!("{prefix}{key}"),
        file: format!("spec/{}/{key}.yaml", api.families[family].key),
        docs: format!("The area of {key}. There is more to say."),
        page: format!("https://docs.snyk.io/{key}"),
        operations: Vec::new(),
    });
    AreaId(api.areas.len() - 1)
}

/// Adds a type that is both sent and received.
pub(crate) fn add_type(api: &mut Api, home: Home, name: &str, kind: TypeKind) -> TypeId {
    api.types.push(TypeDef {
        home,
        name: name.to_owned(),
        place: Some(name.to_owned()),
        ident: Ident::ty(name),
        docs: format!("The type {name}."),
        kind,
        sent: true,
        received: true,
    });
    TypeId(api.types.len() - 1)
}

/// Adds a type that is received alone.
pub(crate) fn add_received(api: &mut Api, home: Home, name: &str, kind: TypeKind) -> TypeId {
    let id = add_type(api, home, name, kind);
    api.types[id.0].sent = false;
    id
}

/// `name` or `name?`, as in the description.
pub(crate) fn member(name: &str, ty: Type) -> Member {
    let (name, required) = name.strip_suffix('?').map_or((name, true), |name| (name, false));
    Member {
        name: name.to_owned(),
        ident: Ident::field(name),
        docs: format!("The member {}.", name.replace('`', "")),
        ty,
        required,
        facts: Facts::default(),
        constant: None,
    }
}

/// A member that has always the same text.
pub(crate) fn constant(name: &str, text: &str) -> Member {
    Member { constant: Some(text.to_owned()), ..member(name, Type::String) }
}

/// A resource: an id, its type, and more members.
pub(crate) fn resource<const N: usize>(ty: &str, id: Type, others: [(&str, Type); N]) -> TypeKind {
    let TypeKind::Struct(others) = members(others) else { unreachable!("they are members") };
    TypeKind::Struct([vec![member("id", id), constant("type", ty)], others].concat())
}

/// `to one ID` or `to many ID`, perhaps with its type at the other end.
pub(crate) fn to(many: bool, id: Type, kind: Option<&str>) -> Relation {
    Relation { id, kind: kind.map(str::to_owned), many, attributes: None }
}

pub(crate) fn relation(relation: Relation) -> Type {
    Type::Relation(Box::new(relation))
}

/// A struct of members.
pub(crate) fn members<const N: usize>(members: [(&str, Type); N]) -> TypeKind {
    TypeKind::Struct(members.into_iter().map(|(name, ty)| member(name, ty)).collect())
}

/// An enum of texts.
pub(crate) fn values(texts: &[&str]) -> TypeKind {
    let value = |text: &&str| Value { text: (*text).to_owned(), ident: Ident::variant(text), docs: String::new() };
    TypeKind::Enum(texts.iter().map(value).collect())
}

/// A union of variants.
pub(crate) fn union<const N: usize>(by: Option<&str>, variants: [(&str, Type); N]) -> TypeKind {
    let variant = |(tag, ty): (&str, Type)| Variant {
        tag: tag.to_owned(),
        ident: Ident::variant(tag),
        docs: format!("The variant {tag}."),
        ty,
    };
    TypeKind::Union(Union { by: by.map(str::to_owned), variants: variants.into_iter().map(variant).collect() })
}

pub(crate) fn list(item: Type) -> Type {
    Type::List(Box::new(item))
}

pub(crate) fn map(item: Type) -> Type {
    Type::Map(Box::new(item))
}

pub(crate) fn null(inner: Type) -> Type {
    Type::Nullable(Box::new(inner))
}

pub(crate) fn loose(inner: Type) -> Type {
    Type::Loose(Box::new(inner))
}

/// A parameter, `name` or `name?`.
pub(crate) fn parameter(name: &str, ty: Type) -> Parameter {
    let Member { name, ident, docs, ty, required, facts, .. } = member(name, ty);
    Parameter {
        name,
        ident,
        docs: docs.replace("member", "parameter"),
        ty,
        required,
        style: ListStyle::Repeated,
        facts,
    }
}

/// An operation; the holes of its path are texts.
pub(crate) fn operation(key: &str, method: Method, path: &str) -> Operation {
    let mut path_parameters = Vec::new();
    let segment = |text: &str| match text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
        Some(name) => {
            path_parameters.push(parameter(name, Type::String));
            Segment::Parameter(path_parameters.len() - 1)
        }
        None => Segment::Literal(text.to_owned()),
    };
    let segments = path.trim_start_matches('/').split('/').map(segment).collect();
    Operation {
        key: key.to_owned(),
        name: String::new(),
        method_ident: Ident::field(key),
        request_ident: Ident::ty(key),
        const_ident: Ident::constant(key),
        method,
        path: PathTemplate { text: path.to_owned(), segments },
        docs: format!("Do {key}."),
        page: "https://docs.snyk.io/x".to_owned(),
        permissions: Vec::new(),
        path_parameters,
        query: Vec::new(),
        headers: Vec::new(),
        body: None,
        answers: vec![answer(204, None)],
        errors: Vec::new(),
        error_statuses: Vec::new(),
        notes: Vec::new(),
        limits: Vec::new(),
        regions: Vec::new(),
        customers: None,
        effect: if method == Method::Get { Effect::Read } else { Effect::Write },
        version: None,
        deprecated: None,
        sunset: None,
        retired: None,
        paging: None,
        poll: None,
        examples: Examples::default(),
    }
}

/// Adds an operation to an area, and names it.
pub(crate) fn add_operation(api: &mut Api, area: AreaId, mut operation: Operation) {
    let family = api.families[api.areas[area.0].family.0].key.clone();
    let area = &mut api.areas[area.0];
    operation.name = format!("{family}.{}.{}", area.key, operation.key);
    area.operations.push(operation);
}

pub(crate) fn answer(status: u16, ty: Option<Type>) -> Answer {
    let media = ty.iter().map(|_| "application/json".to_owned()).collect();
    Answer { status, ty, media, docs: None, envelope: None, location: None }
}

/// An answer in the envelope.
pub(crate) fn data(status: u16, ty: Type) -> Answer {
    let media = vec!["application/vnd.api+json".to_owned()];
    Answer { media, envelope: Some(Envelope::default()), ..answer(status, Some(ty)) }
}

/// An answer whose value is in its `Location` header.
pub(crate) fn location(status: u16, ty: Type) -> Answer {
    Answer { location: Some(ty), ..answer(status, None) }
}

pub(crate) fn body(ty: Type) -> Body {
    Body { ty, required: true, media: "application/json".to_owned(), docs: None, envelope: false }
}

/// A body in the envelope.
pub(crate) fn data_body(ty: Type) -> Body {
    Body { media: "application/vnd.api+json".to_owned(), envelope: true, ..body(ty) }
}

/// A version, `2024-10-15` or `2024-10-15~beta`.
pub(crate) fn version(text: &str) -> Option<Version> {
    let stability = match text.split_once('~') {
        None => Stability::Ga,
        Some((_, "beta")) => Stability::Beta,
        Some(_) => Stability::Experimental,
    };
    Some(Version { text: text.to_owned(), stability })
}

/// Paging by JSON:API's cursors.
pub(crate) fn cursors(items: &[&str]) -> Option<Paging> {
    Some(Paging {
        style: PagingStyle::Cursor,
        items: items.iter().map(|name| (*name).to_owned()).collect(),
        total: None,
        next: vec![NextPage::Body(vec!["links".to_owned(), "next".to_owned()])],
    })
}

/// A job whose state stands in `status`.
pub(crate) fn poll(via: &str, id: &[&str]) -> Poll {
    Poll {
        via: via.to_owned(),
        id: id.iter().map(|name| (*name).to_owned()).collect(),
        state: vec!["status".to_owned()],
        running: vec!["pending".to_owned()],
        done: vec!["complete".to_owned()],
        failed: Vec::new(),
        message: None,
        then: None,
        then_id: Vec::new(),
    }
}

pub(crate) fn permission(key: &str, name: &str) -> Permission {
    Permission { key: key.to_owned(), name: name.to_owned(), role: false }
}

/// A request example: `{"path": …, "query": …, "headers": …, "body": …}`.
pub(crate) fn request(json: &Json) -> RequestExample {
    let part = |name: &str| json.get(name).and_then(Json::as_object).cloned().unwrap_or_else(Map::new);
    RequestExample {
        label: json.get("label").and_then(Json::as_str).map(str::to_owned),
        path: part("path"),
        query: part("query"),
        headers: part("headers"),
        body: json.get("body").cloned(),
    }
}

/// An answer example.
pub(crate) fn answered(status: u16, body: Json) -> AnswerExample {
    AnswerExample { label: None, status, body }
}

/// Three operations of v1, as real ones are.
pub(crate) fn projects() -> Api {
    let mut api = api();
    let area = add_area(&mut api, 0, "projects");
    add_projects(&mut api, area);
    api
}

/// Adds three operations as real ones are.
pub(crate) fn add_projects(api: &mut Api, area: AreaId) {
    let home = Home::Area(area);
    let owner = add_type(api, home, "ProjectOwner", members([("id", Type::Uuid), ("name?", Type::String)]));
    let frequency = add_received(api, home, "TestFrequency", values(&["daily", "weekly", "never"]));
    let tag = add_received(api, home, "Tag", members([("key", Type::String), ("value", Type::String)]));
    let project = add_received(
        api,
        home,
        "Project",
        members([
            ("id", Type::Id(1)),
            ("name?", Type::String),
            ("created?", Type::Timestamp),
            ("type?", Type::String),
            ("testFrequency?", Type::Named(frequency)),
            ("totalDependencies?", null(Type::Int)),
            ("owner?", null(Type::Named(owner))),
            ("lastTestedDate?", Type::Timestamp),
            ("tags?", list(loose(Type::Named(tag)))),
        ]),
    );
    let update = add_type(
        api,
        home,
        "UpdateProject",
        members([("owner?", null(Type::Named(owner))), ("branch?", Type::String)]),
    );
    let path = add_received(api, home, "IssuePath", members([("name", Type::String), ("fixVersion?", Type::String)]));
    let paths = add_received(
        api,
        home,
        "IssuePaths",
        members([("paths", list(list(Type::Named(path)))), ("total", Type::Int)]),
    );
    add_operation(api, area, get_project(project));
    add_operation(api, area, update_project(update, project));
    add_operation(api, area, list_issue_paths(paths));
}

const PROJECT: &str = "/org/{orgId}/project/{projectId}";

fn typed(mut operation: Operation) -> Operation {
    for (index, parameter) in operation.path_parameters.iter_mut().enumerate() {
        parameter.ty = Type::Id(index);
    }
    operation.permissions =
        vec![permission("org.read", "View Organization"), permission("org.project.read", "View Project")];
    operation
}

fn ids() -> Json {
    json!({"orgId": "4a18d42f-0706-4ad0-b127-24078731fbed", "projectId": "463c1ee5-31bc-428c-b451-b79a3270db08"})
}

fn project_json() -> Json {
    json!({
        "id": "463c1ee5-31bc-428c-b451-b79a3270db08", "name": "atokeneduser/goof", "type": "npm", "testFrequency": "hourly",
        "totalDependencies": 438, "owner": null, "tags": [{"key": "a", "value": "b"}, "other"],
    })
}

fn get_project(project: TypeId) -> Operation {
    let mut operation = typed(operation("get", Method::Get, PROJECT));
    operation.answers = vec![answer(200, Some(Type::Named(project)))];
    operation.examples.requests = vec![request(&json!({"path": ids()}))];
    operation.examples.answers = vec![answered(200, project_json())];
    operation
}

fn update_project(update: TypeId, project: TypeId) -> Operation {
    let mut operation = typed(operation("update", Method::Put, PROJECT));
    operation.body = Some(body(Type::Named(update)));
    operation.answers = vec![answer(200, Some(Type::Named(project)))];
    let owner = json!({"owner": {"id": "d5ea45f0-4c7b-4f6b-8c3c-8ba2c5e1d0a1"}, "branch": "main"});
    operation.examples.requests = vec![
        request(&json!({"path": ids(), "body": {"owner": null, "branch": "main"}})),
        request(&json!({"label": "owner", "path": ids(), "body": owner})),
    ];
    operation.examples.answers = vec![answered(200, project_json())];
    operation
}

fn list_issue_paths(paths: TypeId) -> Operation {
    let mut operation =
        typed(operation("list_issue_paths", Method::Get, &format!("{PROJECT}/issue/{{issueId}}/paths")));
    let mut per_page = parameter("perPage?", Type::Int);
    per_page.facts = Facts { min: Some(1), max: Some(1000), default: Some(json!(100)), ..Facts::default() };
    operation.query = vec![parameter("snapshotId?", Type::String), per_page];
    operation.answers = vec![answer(200, Some(Type::Named(paths)))];
    operation.limits = vec![Limit { count: 70, per: Period::Minute, scope: LimitScope::User }];
    operation.paging = Some(Paging {
        style: PagingStyle::Page,
        items: vec!["paths".to_owned()],
        total: Some(vec!["total".to_owned()]),
        next: vec![NextPage::Body(vec!["links".to_owned(), "next".to_owned()]), NextPage::LinkHeader],
    });
    let mut path = ids();
    path["issueId"] = json!("npm:ms:20170412");
    operation.examples.requests = vec![request(&json!({"path": path, "query": {"perPage": 3}}))];
    operation.examples.answers =
        vec![answered(200, json!({"paths": [[{"name": "ms", "fixVersion": "2.0.0"}]], "total": 1}))];
    operation
}
