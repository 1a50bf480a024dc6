//! Rules on the resolved model, each a small function. What they report has its place in the description.

use std::collections::BTreeMap;

use crate::diagnostic::{Rule, nearest};
use crate::document::Documents;
use crate::lower::place::{Part, Place, Report};
use crate::lower::{Lowered, Origins};
use crate::model::{
    Api, Area, Home, Ident, NextPage, Operation, PathTemplate, Segment, Stability, Type, TypeId, TypeKind,
};

/// What a rule sees.
struct Context<'a> {
    api: &'a Api,
    origins: &'a Origins,
    documents: &'a Documents,
    report: &'a Report<'a>,
}

/// Every rule.
const CHECKS: &[fn(&Context<'_>)] = &[
    type_names_differ,
    types_are_used,
    types_end,
    unions_can_be_told_apart,
    operations_differ,
    replacements_exist,
    pages_have_members,
    jobs_have_operations,
    jobs_can_be_followed,
];

/// Checks the model.
pub(crate) fn check(lowered: &Lowered, documents: &Documents, report: &Report<'_>) {
    let context = Context { api: &lowered.api, origins: &lowered.origins, documents, report };
    for check in CHECKS {
        check(&context);
    }
}

impl Context<'_> {
    fn add(&self, rule: Rule, place: &Place, part: Part, message: String, help: &str) {
        self.report.add(rule, place, part, message, help);
    }

    fn type_place(&self, id: TypeId) -> &Place {
        &self.origins.types[id.0]
    }

    /// Every callable or retired operation with its place.
    fn operations(&self) -> impl Iterator<Item = (&Area, &Operation, &Place)> {
        self.api
            .operations()
            .filter_map(|(area, operation)| Some((area, operation, self.origins.operations.get(&operation.name)?)))
    }

    /// Whether all files were taken in whole, so that what is missing is really missing.
    fn all_whole(&self) -> bool {
        self.documents.partial.is_empty()
    }
}

/// Two types of one module have different names in Rust.
fn type_names_differ(context: &Context<'_>) {
    let mut seen: BTreeMap<(Option<usize>, &Ident), String> = BTreeMap::new();
    for (index, area) in context.api.areas.iter().enumerate() {
        seen.insert((Some(index), &area.handle), format!("the handle of the area `{}`", area.key));
    }
    for id in &context.api.ids {
        seen.insert((None, &id.ident), format!("the id `{}`", id.ident));
    }
    for (index, ty) in context.api.types.iter().enumerate() {
        let home = match ty.home {
            Home::Shared => None,
            Home::Area(area) => Some(area.0),
        };
        if let Some(other) = seen.insert((home, &ty.ident), format!("the type `{}`", ty.name)) {
            let message = format!("`{}` is called `{}` in Rust, as is {other}", ty.name, ty.ident);
            let help = "give one of the types another name, or `rust: OtherName`; an inline `enum` takes its name from \
                        its place and can be declared under `types` instead";
            context.add(Rule::NameClash, context.type_place(TypeId(index)), Part::Key, message, help);
        }
    }
}

/// A type that no operation uses is left over, or somebody forgot to use it.
fn types_are_used(context: &Context<'_>) {
    if !context.all_whole() {
        return;
    }
    let mut used = vec![false; context.api.types.len()];
    for (_, operation) in context.api.operations() {
        let parameters = operation.path_parameters.iter().chain(&operation.query).chain(&operation.headers);
        let types = parameters.map(|parameter| &parameter.ty).chain(operation.body.iter().map(|body| &body.ty));
        let received = operation.answers.iter().flat_map(|answer| {
            let around = answer.envelope.iter().flat_map(|envelope| [&envelope.meta, &envelope.included]).flatten();
            answer.ty.iter().chain(&answer.location).chain(around)
        });
        for ty in types.chain(received) {
            reach(context.api, ty, &mut used);
        }
    }
    for (index, ty) in context.api.types.iter().enumerate().filter(|(index, _)| !used[*index]) {
        let message = format!("no operation uses the type `{}`", ty.name);
        let help = "use it, or remove it";
        context.add(Rule::UnusedType, context.type_place(TypeId(index)), Part::Key, message, help);
    }
}

fn reach(api: &Api, ty: &Type, used: &mut [bool]) {
    match ty {
        Type::List(inner) | Type::Map(inner) | Type::Loose(inner) | Type::Nullable(inner) => reach(api, inner, used),
        Type::Relation(relation) => {
            reach(api, &relation.id, used);
            if let Some(attributes) = &relation.attributes {
                reach(api, attributes, used);
            }
        }
        Type::Named(id) if !std::mem::replace(&mut used[id.0], true) => {
            for inner in parts(&api.ty(*id).kind) {
                reach(api, inner, used);
            }
        }
        _ => {}
    }
}

/// The types that a type is made of.
fn parts(kind: &TypeKind) -> Vec<&Type> {
    match kind {
        TypeKind::Struct(members) => members.iter().map(|member| &member.ty).collect(),
        TypeKind::Enum(_) => Vec::new(),
        TypeKind::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
    }
}

/// A type that holds itself directly would have no end; a list or a map between may be empty.
fn types_end(context: &Context<'_>) {
    for index in 0..context.api.types.len() {
        let mut way = Vec::new();
        if holds(context.api, TypeId(index), TypeId(index), &mut way) {
            let name = &context.api.types[index].name;
            let way: Vec<String> = way.iter().map(|id| format!("`{}`", context.api.ty(*id).name)).collect();
            let message = format!("`{name}` holds itself, by way of {}", way.join(", then "));
            let help = "put a list or a map between, as the documents surely have it";
            context.add(Rule::EndlessType, context.type_place(TypeId(index)), Part::Key, message, help);
        }
    }
}

fn holds(api: &Api, from: TypeId, target: TypeId, way: &mut Vec<TypeId>) -> bool {
    for ty in parts(&api.ty(from).kind) {
        let Some(id) = direct(ty) else { continue };
        if id == target {
            way.push(id);
            return true;
        }
        if !way.contains(&id) {
            way.push(id);
            if holds(api, id, target, way) {
                return true;
            }
            way.pop();
        }
    }
    false
}

/// The named type that a value of this type always holds within itself.
fn direct(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Named(id) => Some(*id),
        Type::Nullable(inner) | Type::Loose(inner) => direct(inner),
        _ => None,
    }
}

/// With a discriminator, variants are different objects; without one, none hides another.
fn unions_can_be_told_apart(context: &Context<'_>) {
    for (index, ty) in context.api.types.iter().enumerate() {
        let TypeKind::Union(union) = &ty.kind else { continue };
        let place = context.type_place(TypeId(index)).key("union").key("variants");
        for (at, variant) in union.variants.iter().enumerate() {
            let place = place.key(&variant.tag);
            let object = match &variant.ty {
                Type::Named(id) => !matches!(context.api.ty(*id).kind, TypeKind::Enum(_)),
                Type::Object | Type::Map(_) => true,
                _ => false,
            };
            if union.by.is_some() && !object {
                let message = format!("the variant `{}` is no object, so it has no discriminator", variant.tag);
                let help = "give it a type with members, or remove `by` so that the shape decides";
                context.add(Rule::BadUnion, &place, Part::Value, message, help);
            }
            let hidden = union.variants[..at].iter().find(|before| before.ty == variant.ty || before.ty == Type::Json);
            if let (None, Some(before)) = (&union.by, hidden) {
                let message =
                    format!("the variant `{}` is never taken: `{}` before it fits first", variant.tag, before.tag);
                let help = "put the narrower variant first, or remove one of them";
                context.add(Rule::BadUnion, &place, Part::Key, message, help);
            }
        }
    }
}

/// A method and path belong to one operation; names of parameters make no difference.
fn operations_differ(context: &Context<'_>) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for (area, operation, place) in context.operations() {
        let family = &context.api.family(area).key;
        let shape = format!("{family} {} {}", operation.method.as_str(), shape(&operation.path));
        if let Some(other) = seen.insert(shape, &operation.name) {
            let message = format!("`{}` has the method and path of `{other}`", operation.name);
            let help = "correct one of them, or remove it";
            context.add(Rule::DuplicateOperation, &place.key("http"), Part::Value, message, help);
        }
    }
}

fn shape(path: &PathTemplate) -> String {
    let segments = path.segments.iter().map(|segment| match segment {
        Segment::Literal(text) => format!("/{text}"),
        Segment::Parameter(_) => "/{}".to_owned(),
    });
    segments.collect()
}

/// The operation that another one names exists.
fn replacements_exist(context: &Context<'_>) {
    for (_, operation, place) in context.operations() {
        for (key, ending) in [("deprecated", &operation.deprecated), ("retired", &operation.retired)] {
            let Some(replacement) = ending.as_ref().and_then(|ending| ending.replacement.as_deref()) else { continue };
            operation_exists(context, replacement, &place.key(key).key("use"));
        }
    }
}

fn operation_exists(context: &Context<'_>, name: &str, place: &Place) -> bool {
    let found = context.api.operation(name).is_some();
    if !found && context.all_whole() {
        let names = context.api.operations().map(|(_, operation)| operation.name.as_str());
        let help = match nearest(name, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write the full name, FAMILY.AREA.OPERATION, as in `rest.projects.get`".to_owned(),
        };
        context.add(Rule::UnknownOperation, place, Part::Value, format!("there is no operation `{name}`"), &help);
    }
    found
}

/// Paging names members of the answer.
fn pages_have_members(context: &Context<'_>) {
    for (_, operation, place) in context.operations() {
        let Some(paging) = &operation.paging else { continue };
        let place = place.key("paging");
        match member(context.api, operation, &paging.items) {
            Some(Type::List(_)) => {}
            Some(_) => bad_page(context, &place.key("items"), &paging.items, "is no list"),
            None => bad_page(context, &place.key("items"), &paging.items, "is no member of the answer"),
        }
        if let Some(total) = paging.total.as_ref().filter(|path| member(context.api, operation, path).is_none()) {
            bad_page(context, &place.key("total"), total, "is no member of the answer");
        }
        for (index, next) in paging.next.iter().enumerate() {
            let NextPage::Body(path) = next else { continue };
            if member(context.api, operation, path).is_none() {
                bad_page(context, &place.key("next").item(index), path, "is no member of the answer");
            }
        }
    }
}

fn bad_page(context: &Context<'_>, place: &Place, path: &[String], what: &str) {
    let message = format!("`{}` {what}", path.join("."));
    let help = "write the members on the way to it, with dots between";
    context.add(Rule::BadPaging, place, Part::Value, message, help);
}

/// The type of a member of an operation's answer, by the way from the top of its body.
fn member(api: &Api, operation: &Operation, path: &[String]) -> Option<Type> {
    let answer = operation.answers.iter().find(|answer| answer.ty.is_some())?;
    let (mut ty, path) = match (&answer.envelope, path.split_first()) {
        (None, _) => (answer.ty.clone()?, path),
        (Some(_), Some((first, path))) if first == "data" => (answer.ty.clone()?, path),
        (Some(_), Some((first, path))) if first == "links" => (Type::Links, path),
        (Some(envelope), Some((first, path))) if first == "meta" => (envelope.meta.clone()?, path),
        _ => return None,
    };
    for name in path {
        ty = match strip(&ty) {
            Type::Links => Type::Link,
            Type::Relation(relation) if name == "data" || name == "links" => Type::Relation(relation.clone()),
            Type::Relation(relation) if name == "id" => relation.id.clone(),
            Type::Relation(_) => Type::Link,
            other => other.clone(),
        };
        if matches!(ty, Type::Link | Type::Relation(_) | Type::Id(_) | Type::String | Type::Uuid) {
            continue;
        }
        let Type::Named(id) = strip(&ty) else { return None };
        let TypeKind::Struct(members) = &api.ty(*id).kind else { return None };
        ty = members.iter().find(|member| member.name == *name)?.ty.clone();
    }
    Some(strip(&ty).clone())
}

fn strip(ty: &Type) -> &Type {
    match ty {
        Type::Nullable(inner) => strip(inner),
        other => other,
    }
}

/// A job names operations, and a state whose values are known.
fn jobs_have_operations(context: &Context<'_>) {
    for (_, operation, place) in context.operations() {
        let Some(poll) = &operation.poll else { continue };
        let place = place.key("poll");
        if let Some(then) = &poll.then {
            operation_exists(context, then, &place.key("then"));
        }
        if !operation_exists(context, &poll.via, &place.key("via")) {
            continue;
        }
        let Some((_, via)) = context.api.operation(&poll.via) else { continue };
        let Some(Type::Named(id)) = member(context.api, via, &poll.state) else {
            let message = format!("`{}` is no enum in the answer of `{}`", poll.state.join("."), poll.via);
            let help = "write the members on the way to the state, and declare its values as an enum";
            context.add(Rule::BadPoll, &place.key("state"), Part::Value, message, help);
            continue;
        };
        let TypeKind::Enum(values) = &context.api.ty(id).kind else { continue };
        for (key, states) in [("running", &poll.running), ("done", &poll.done), ("failed", &poll.failed)] {
            for (index, state) in states.iter().enumerate() {
                if values.iter().all(|value| value.text != *state) {
                    let message = format!("`{state}` is no value of `{}`", context.api.ty(id).name);
                    let known: Vec<&str> = values.iter().map(|value| value.text.as_str()).collect();
                    let help = format!("its values are {}", known.join(", "));
                    context.add(Rule::BadPoll, &place.key(key).item(index), Part::Value, message, &help);
                }
            }
        }
    }
}

/// Whoever can start a job can ask after it: with the same cargo features, by operations that are not gone.
fn jobs_can_be_followed(context: &Context<'_>) {
    for (area, operation, place) in context.operations() {
        let Some(poll) = &operation.poll else { continue };
        for (key, name) in [("via", Some(&poll.via)), ("then", poll.then.as_ref())] {
            let Some((name, (other_area, other))) = name.and_then(|name| Some((name, context.api.operation(name)?)))
            else {
                continue;
            };
            let (what, help) = if (other_area.family, &other_area.key) != (area.family, &area.key) {
                ("is of another area", "a job's operations stand in one file, since each area is a cargo feature")
            } else if !other.is_callable() {
                ("is gone", "name an operation that can be called")
            } else if stability(other) != Stability::Ga && stability(other) != stability(operation) {
                ("is less stable", "beta and experimental operations have cargo features; give both the same stability")
            } else {
                continue;
            };
            let place = place.key("poll").key(key);
            context.add(Rule::BadPoll, &place, Part::Value, format!("`{name}` {what}"), help);
        }
    }
}

fn stability(operation: &Operation) -> Stability {
    operation.version.as_ref().map_or(Stability::Ga, |version| version.stability)
}
