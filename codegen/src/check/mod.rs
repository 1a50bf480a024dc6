//! Rules on the resolved model, each a small function. What they report has its place in the description.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Rule, listed};
use crate::lower::place::{Part, Place, Report};
use crate::lower::{Lowered, Origins};
use crate::model::{Api, Area, Home, Ident, Operation, PathTemplate, Segment, Type, TypeId, TypeKind};

mod jobs;
mod pages;
mod unions;

/// What a rule sees.
struct Context<'a> {
    api: &'a Api,
    origins: &'a Origins,
    /// Operations by their full names.
    names: BTreeMap<&'a str, &'a Operation>,
    report: &'a Report<'a>,
}

/// Every rule.
const CHECKS: &[fn(&Context<'_>)] = &[
    type_names_differ,
    types_end,
    unions::can_be_told_apart,
    operations_differ,
    replacements_exist,
    pages::have_members,
    jobs::have_operations,
    // Last, since it is what follows from other faults most often.
    types_are_used,
];

/// Checks the model.
pub(crate) fn check(lowered: &Lowered, report: &Report<'_>) {
    let names = lowered.api.operations().map(|(_, operation)| (operation.name.as_str(), operation)).collect();
    let context = Context { api: &lowered.api, origins: &lowered.origins, names, report };
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
    if !context.report.all_whole() {
        return;
    }
    for (index, ty) in context.api.types.iter().enumerate() {
        // A name that is misspelt is one fault, not two.
        let meant = context.origins.meant.contains(&TypeId(index));
        if !ty.sent && !ty.received && !meant {
            let message = format!("no operation that can be called uses the type `{}`", ty.name);
            let help = "use it, or remove it; a retired operation needs no types";
            context.add(Rule::UnusedType, context.type_place(TypeId(index)), Part::Key, message, help);
        }
    }
}

/// A type that holds itself directly would have no end; a list or a map between may be empty.
fn types_end(context: &Context<'_>) {
    for circle in circles(context.api) {
        let Some(first) = circle.iter().min().copied() else { continue };
        let name = &context.api.ty(first).name;
        let mut way: Vec<&str> =
            circle.iter().filter(|id| **id != first).map(|id| context.api.ty(*id).name.as_str()).collect();
        way.sort_unstable();
        let message = match way.as_slice() {
            [] => format!("`{name}` holds itself"),
            way => format!("`{name}` holds itself, by way of {}", listed(way.iter().copied())),
        };
        let help = "put a list or a map between, as the documents surely have it";
        context.add(Rule::EndlessType, context.type_place(first), Part::Key, message, help);
    }
}

/// Types that hold each other directly, a group each: what is left when every type whose parts all end is taken away, over
/// and over, in both directions.
fn circles(api: &Api) -> Vec<Vec<TypeId>> {
    let count = api.types.len();
    let holds: Vec<BTreeSet<usize>> =
        api.types.iter().map(|ty| ty.kind.parts().filter_map(direct).map(|id| id.0).collect()).collect();
    let mut held = vec![BTreeSet::new(); count];
    for (index, parts) in holds.iter().enumerate() {
        for part in parts {
            held[*part].insert(index);
        }
    }
    let downwards = left_over(&holds, &held, vec![true; count]);
    let left = left_over(&held, &holds, downwards);
    let mut group = vec![None; count];
    let mut circles: Vec<Vec<TypeId>> = Vec::new();
    for start in (0..count).filter(|index| left[*index]) {
        let mut open = vec![start];
        while let Some(index) = open.pop() {
            if left[index] && group[index].is_none() {
                let number = *group[start].get_or_insert(circles.len());
                group[index] = Some(number);
                if number == circles.len() {
                    circles.push(Vec::new());
                }
                circles[number].push(TypeId(index));
                open.extend(holds[index].iter().chain(&held[index]));
            }
        }
    }
    circles
}

/// Takes away, over and over, what holds nothing any more.
fn left_over(holds: &[BTreeSet<usize>], held: &[BTreeSet<usize>], mut left: Vec<bool>) -> Vec<bool> {
    let mut counts: Vec<usize> = holds.iter().map(|parts| parts.iter().filter(|part| left[**part]).count()).collect();
    let mut open: Vec<usize> = (0..left.len()).filter(|index| left[*index] && counts[*index] == 0).collect();
    while let Some(index) = open.pop() {
        left[index] = false;
        for holder in held[index].iter().copied().filter(|holder| left[*holder]) {
            counts[holder] -= 1;
            if counts[holder] == 0 {
                open.push(holder);
            }
        }
    }
    left
}

/// The named type that a value of this type always holds within itself.
fn direct(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Relation(relation) => relation.attributes.as_ref().and_then(direct),
        Type::Named(id) => Some(*id),
        Type::Nullable(inner) | Type::Loose(inner) => direct(inner),
        _ => None,
    }
}

/// A method and path belong to one operation; names of parameters make no difference.
fn operations_differ(context: &Context<'_>) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for (_, operation, place) in context.operations() {
        if context.origins.faulty.contains(&operation.name) {
            continue;
        }
        let family = operation.name.split('.').next().unwrap_or_default();
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

/// The operation that another one names in its place exists, and can be called.
fn replacements_exist(context: &Context<'_>) {
    for (_, operation, place) in context.operations() {
        for (key, ending) in [("deprecated", &operation.deprecated), ("retired", &operation.retired)] {
            let Some(replacement) = ending.as_ref().and_then(|ending| ending.replacement.as_deref()) else { continue };
            let place = place.key(key).key("use");
            operation_exists(context, replacement, &place);
            if replacement == operation.name {
                let message = format!("`{replacement}` can't be used in its own place");
                let help = "name the operation that replaces it, or remove `use`";
                context.add(Rule::UnknownOperation, &place, Part::Value, message, help);
            }
        }
    }
}

/// Whether an operation exists and can be called; reports it if not.
fn operation_exists(context: &Context<'_>, name: &str, place: &Place) -> bool {
    match context.names.get(name).map(|operation| operation.is_callable()) {
        Some(true) => true,
        Some(false) => {
            let help = "name an operation that can be called";
            context.add(Rule::UnknownOperation, place, Part::Value, format!("`{name}` is retired itself"), help);
            false
        }
        None if context.report.all_whole() => {
            let names = context.names.keys().copied();
            let help = match context.report.near(name, names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "write the full name, FAMILY.AREA.OPERATION, as in `rest.projects.get`".to_owned(),
            };
            context.add(Rule::UnknownOperation, place, Part::Value, format!("there is no operation `{name}`"), &help);
            false
        }
        None => false,
    }
}

/// The type of a member of an operation's answer, by the way from the top of its body; none where it has no such member.
/// JSON may hold any member, be it meant or the place of a fault.
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
            Type::Json => Type::Json,
            Type::Links => Type::Link,
            Type::Relation(relation) if name == "data" => Type::Relation(relation.clone()),
            Type::Relation(relation) if name == "id" => relation.id.clone(),
            Type::Relation(_) if name == "links" => Type::Links,
            Type::Named(id) => match &api.ty(*id).kind {
                TypeKind::Struct(members) => members.iter().find(|member| member.name == *name)?.ty.clone(),
                _ => return None,
            },
            _ => return None,
        };
    }
    Some(strip(&ty).clone())
}

fn strip(ty: &Type) -> &Type {
    match ty {
        Type::Nullable(inner) => strip(inner),
        other => other,
    }
}
