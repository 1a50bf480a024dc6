//! Jobs that go on after an answer.

use super::{Context, member, operation_exists};
use crate::diagnostic::{Rule, listed};
use crate::lower::place::{Part, Place};
use crate::model::{Effect, Operation, Poll, Stability, Type, TypeKind};

/// A job names operations that can be called with what is known, and a state whose values are known.
pub(super) fn have_operations(context: &Context<'_>) {
    for (_, operation, place) in context.operations() {
        let Some(poll) = &operation.poll else { continue };
        let place = place.key("poll");
        has_id(context, operation, &poll.id, &place.key("id"));
        if let Some(via) = asks(context, operation, &poll.via, &place.key("via")) {
            tells_state(context, via, poll, &place);
            if let Some(message) = &poll.message {
                has_member(context, via, message, &place.key("message"));
            }
            if !poll.then_id.is_empty() {
                has_id(context, via, &poll.then_id, &place.key("then_id"));
            }
        }
        if let Some(then) = &poll.then {
            asks(context, operation, then, &place.key("then"));
        }
    }
}

/// The operation that a job goes on with: of the same area, and in need of nothing but the ids that are known.
fn asks<'a>(context: &Context<'a>, operation: &Operation, name: &str, place: &Place) -> Option<&'a Operation> {
    let bad = |message: String, help: &str| {
        context.add(Rule::BadPoll, place, Part::Value, message, help);
        None
    };
    if name == operation.name {
        return bad(format!("`{name}` would start the job again"), "name the operation that tells of the job");
    }
    if !operation_exists(context, name, place) {
        return None;
    }
    let other = *context.names.get(name)?;
    let area = |name: &str| name.rsplit_once('.').map(|(area, _)| area.to_owned());
    let needed = other.query.iter().chain(&other.headers).find(|parameter| parameter.required);
    let known = |name: &str| operation.path_parameters.iter().any(|parameter| parameter.name == name);
    if area(name) != area(&operation.name) {
        return bad(format!("`{name}` is of another area"), "a job goes on within its own area");
    }
    if stability(other) != Stability::Ga && stability(other) != stability(operation) {
        let help = "beta and experimental operations have cargo features of their own; give both the same stability";
        return bad(format!("`{name}` is less stable than what starts the job"), help);
    }
    if other.effect != Effect::Read {
        return bad(format!("`{name}` changes something each time it is called"), "name an operation that only reads");
    }
    let help = "name an operation that needs no more than ids";
    if let Some(parameter) = needed {
        return bad(format!("`{name}` needs `{}`, which nobody has", parameter.name), help);
    }
    if other.body.as_ref().is_some_and(|body| body.required) {
        return bad(format!("`{name}` needs a body, which nobody has"), help);
    }
    let Some((_, others)) = other.path_parameters.split_last() else {
        return bad(format!("the path of `{name}` has no place for the job's id"), "name an operation of one job");
    };
    if let Some(parameter) = others.iter().find(|parameter| !known(&parameter.name)) {
        let help = "its path parameters, but for the last one, which is the job's id, are those of this operation";
        return bad(format!("`{name}` needs `{}`, which this operation has not", parameter.name), help);
    }
    Some(other)
}

fn stability(operation: &Operation) -> Stability {
    operation.version.as_ref().map_or(Stability::Ga, |version| version.stability)
}

/// An id stands in an answer, as a text; an empty way is the answer's `Location`.
fn has_id(context: &Context<'_>, operation: &Operation, path: &[String], place: &Place) {
    if path.is_empty() {
        return;
    }
    let text = matches!(
        member(context.api, operation, path),
        Some(Type::String | Type::Uuid | Type::Uri | Type::Id(_) | Type::Link | Type::Json)
    );
    if !text {
        let message = format!("`{}` is no text in the answer of `{}`", path.join("."), operation.name);
        let help = "write the members on the way to the id, with dots between, from the top of the body";
        context.add(Rule::BadPoll, place, Part::Value, message, help);
    }
}

fn has_member(context: &Context<'_>, operation: &Operation, path: &[String], place: &Place) {
    if member(context.api, operation, path).is_none() {
        let message = format!("`{}` is no member of the answer of `{}`", path.join("."), operation.name);
        let help = "write the members on the way to it, with dots between, from the top of the body";
        context.add(Rule::BadPoll, place, Part::Value, message, help);
    }
}

fn tells_state(context: &Context<'_>, via: &Operation, poll: &Poll, place: &Place) {
    let values = match member(context.api, via, &poll.state) {
        Some(Type::Json) => return,
        Some(Type::Named(id)) => match &context.api.ty(id).kind {
            TypeKind::Enum(values) => Some((&context.api.ty(id).name, values)),
            _ => None,
        },
        _ => None,
    };
    let Some((name, values)) = values else {
        let message = format!("`{}` is no enum in the answer of `{}`", poll.state.join("."), poll.via);
        let help = "write the members on the way to the state, and declare its values as an enum";
        return context.add(Rule::BadPoll, &place.key("state"), Part::Value, message, help);
    };
    for (key, states) in [("running", &poll.running), ("done", &poll.done), ("failed", &poll.failed)] {
        for (index, state) in states.iter().enumerate() {
            if values.iter().all(|value| value.text != *state) {
                let message = format!("`{state}` is no value of `{name}`");
                let help = format!("its values are {}", listed(values.iter().map(|value| value.text.as_str())));
                context.add(Rule::BadPoll, &place.key(key).item(index), Part::Value, message, &help);
            }
        }
    }
}
