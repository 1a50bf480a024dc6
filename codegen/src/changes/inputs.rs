//! What callers give: positional arguments and setters of a request, wherever it travels.

use crate::emit::surface;
use crate::model::{Api, Body, Facts, Ident, ListStyle, Operation, Parameter, Type};

use super::Class;
use super::facts::{self, Checked};
use super::log::{Log, quoted};
use super::pairs::Pairs;

/// Where something travels.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Path,
    Query,
    Header,
    Body,
}

/// Something that a caller gives.
struct Input<'a> {
    place: Place,
    /// The name that travels.
    name: &'a str,
    /// The name of the argument or the setter.
    rust: String,
    ty: &'a Type,
    required: bool,
    style: ListStyle,
    facts: Facts,
    docs: String,
}

/// Compares what two calls take.
pub(super) fn compare(pairs: &Pairs<'_>, old: &Operation, new: &Operation, log: &mut Log<'_>) {
    let (before, after) = (inputs(old), inputs(new));
    arguments(pairs, &before, &after, log);
    setters(pairs, &before, &after, log);
    if let (Some(old), Some(new)) = (&old.body, &new.body) {
        // Its type and whether it is needed are those of an argument or a setter.
        let Body { ty: _, required: _, media, docs: _, envelope } = new;
        log.differ(Class::Request, "the media type of the body", &old.media, media);
        if old.envelope != *envelope {
            let way = if *envelope { "in JSON:API's envelope" } else { "without an envelope" };
            log.add(Class::Request, format!("the body travels {way}"));
        }
    }
}

fn inputs(operation: &Operation) -> Vec<Input<'_>> {
    let path = operation.path_parameters.iter().map(|item| input(Place::Path, item));
    let query = operation.query.iter().map(|item| input(Place::Query, item));
    let headers = operation.headers.iter().map(|item| input(Place::Header, item));
    let body = operation.body.iter().map(|body| Input {
        place: Place::Body,
        name: "",
        rust: name(&surface::body(operation), body.required),
        ty: &body.ty,
        required: body.required,
        style: ListStyle::Repeated,
        facts: Facts::default(),
        docs: body.docs.clone().unwrap_or_default(),
    });
    path.chain(query).chain(headers).chain(body).collect()
}

fn input(place: Place, parameter: &Parameter) -> Input<'_> {
    let Parameter { name, ident, docs, ty, required, style, facts } = parameter;
    let required = *required || place == Place::Path;
    let (facts, docs) = (facts.clone(), docs.clone());
    Input { place, name, rust: self::name(ident, required), ty, required, style: *style, facts, docs }
}

fn name(ident: &Ident, required: bool) -> String {
    if required { ident.to_string() } else { surface::request_setter(ident).to_string() }
}

impl Input<'_> {
    /// "the query parameter `day`"
    fn shown(&self) -> String {
        match self.place {
            Place::Path => format!("the path parameter {}", quoted(self.name)),
            Place::Query => format!("the query parameter {}", quoted(self.name)),
            Place::Header => format!("the header {}", quoted(self.name)),
            Place::Body => "the body".to_owned(),
        }
    }

    /// Whether it travels by the same name in the same place.
    fn is(&self, other: &Input<'_>) -> bool {
        self.place == other.place && self.name == other.name
    }

    /// Whether a function takes both in the same form.
    fn is_taken_as(&self, other: &Input<'_>, pairs: &Pairs<'_>) -> bool {
        let of_body = |input: &Input<'_>| input.place == Place::Body;
        pairs.same(self.ty, other.ty) && of_body(self) == of_body(other) && by_id(self.ty) == by_id(other.ty)
    }
}

/// Positional arguments: neither their names nor what they mean matters to rustc, only their types in their order.
fn arguments(pairs: &Pairs<'_>, old: &[Input<'_>], new: &[Input<'_>], log: &mut Log<'_>) {
    let required =
        |inputs: &'_ [Input<'_>]| (0..inputs.len()).filter(|index| inputs[*index].required).collect::<Vec<_>>();
    let before: Vec<_> = required(old).into_iter().map(|index| &old[index]).collect();
    let after: Vec<_> = required(new).into_iter().map(|index| &new[index]).collect();
    let fits = before.len() == after.len() && before.iter().zip(&after).all(|(old, new)| old.is_taken_as(new, pairs));
    if fits {
        for (old, new) in before.iter().zip(&after) {
            value(pairs, old, new, log);
        }
        return;
    }
    let (was, is) = (signature(pairs.old, &before), signature(pairs.new, &after));
    log.add(Class::Compilation, format!("takes `{is}`, not `{was}`"));
    for new in &after {
        if let Some(old) = before.iter().find(|old| old.is(new)) {
            value(pairs, old, new, log);
        }
    }
}

/// `(org_id: OrgId, name: String)`
fn signature(api: &Api, inputs: &[&Input<'_>]) -> String {
    let shown: Vec<_> =
        inputs.iter().map(|input| format!("{}: {}", input.rust, surface::shown(api, input.ty))).collect();
    format!("({})", shown.join(", "))
}

/// Setters are known by their names. One that became an argument, or comes from one, is told with the arguments.
fn setters(pairs: &Pairs<'_>, old: &[Input<'_>], new: &[Input<'_>], log: &mut Log<'_>) {
    for before in old.iter().filter(|input| !input.required) {
        let same = new.iter().find(|input| !input.required && input.rust == before.rust);
        match same {
            Some(after) => setter(pairs, before, after, log),
            None => gone(pairs, before, new.iter().find(|input| input.is(before)), log),
        }
    }
    for after in new.iter().filter(|input| !input.required) {
        let known = old.iter().any(|input| input.is(after) || (!input.required && input.rust == after.rust));
        let given = old.iter().any(|input| input.is(after) && input.required);
        if !known || given {
            log.add(Class::Additive, format!("{} may be given, by `{}`", after.shown(), after.rust));
        }
    }
}

/// A setter that is gone; what it set may still be there.
fn gone(pairs: &Pairs<'_>, before: &Input<'_>, after: Option<&Input<'_>>, log: &mut Log<'_>) {
    let setter_was = &before.rust;
    let what = match after {
        Some(after) if after.required => {
            format!("{} has to be given; its setter `{setter_was}` is gone", after.shown())
        }
        Some(after) => format!("the setter of {} is `{}`, not `{setter_was}`", after.shown(), after.rust),
        None => format!("{} and its setter `{setter_was}` are gone", before.shown()),
    };
    log.add(Class::Compilation, what);
    match after {
        Some(after) if after.required => value(pairs, before, after, log),
        Some(after) => setter(pairs, before, after, log),
        None => {}
    }
}

fn setter(pairs: &Pairs<'_>, old: &Input<'_>, new: &Input<'_>, log: &mut Log<'_>) {
    if !old.is_taken_as(new, pairs) {
        let (was, is) = (surface::shown(pairs.old, old.ty), surface::shown(pairs.new, new.ty));
        log.add(Class::Compilation, format!("`{}` takes `{is}`, not `{was}`", new.rust));
    }
    value(pairs, old, new, log);
}

/// What becomes of a value that is given in the same form.
fn value(pairs: &Pairs<'_>, old: &Input<'_>, new: &Input<'_>, log: &mut Log<'_>) {
    let shown = new.shown();
    // The name of a part of the path does not travel.
    let both_in_path = old.place == Place::Path && new.place == Place::Path;
    if !old.is(new) && !both_in_path {
        log.add(Class::Request, format!("`{}` is sent as {shown}, not as {}", new.rust, old.shown()));
    }
    if both_in_path {
        log.words(&shown, old.name, new.name);
    }
    if old.style != new.style {
        let way = match new.style {
            ListStyle::Repeated => "a key for each item",
            ListStyle::Commas => "commas between its items",
        };
        log.add(Class::Request, format!("{shown} travels with {way}"));
    }
    facts::compare(log, &shown, &old.facts, &new.facts, Checked::Yes);
    if pairs.same(old.ty, new.ty) && !pairs.identical(old.ty, new.ty) {
        // A relationship's type at the other end travels; a UUID is only a word for a text.
        let class = if has_kind(old.ty) || has_kind(new.ty) { Class::Request } else { Class::Docs };
        log.add(class, format!("{shown} is described as another kind of the same type"));
    }
    log.words(&shown, &old.docs, &new.docs);
}

/// Whether a function takes the ids of a relationship, since the type at its other end is known.
pub(super) fn by_id(ty: &Type) -> bool {
    matches!(ty, Type::Relation(relation) if relation.kind.is_some())
}

/// Whether a type of relationships to a known type of resource is in there.
pub(super) fn has_kind(ty: &Type) -> bool {
    match ty {
        Type::Relation(relation) => relation.kind.is_some(),
        Type::List(inner) | Type::Map(inner) | Type::Loose(inner) | Type::Nullable(inner) => has_kind(inner),
        _ => false,
    }
}
