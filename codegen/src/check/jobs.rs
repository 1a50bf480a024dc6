//! Jobs that go on after an answer.

use super::{Context, member, operation_exists};
use crate::diagnostic::{Rule, listed};
use crate::lower::place::{Part, Place};
use crate::model::{Effect, Operation, Poll, Type, TypeKind};

/// A job names operations, and a state whose values are known.
pub(super) fn have_operations(context: &Context<'_>) {
    for (_, operation, place) in context.operations() {
        let Some(poll) = &operation.poll else { continue };
        let place = place.key("poll");
        if let Some(then) = &poll.then {
            operation_exists(context, then, &place.key("then"));
        }
        if poll.via == operation.name {
            let message = format!("`{}` would start the job again each time it is asked for its state", poll.via);
            let help = "name the operation that tells the state";
            context.add(Rule::BadPoll, &place.key("via"), Part::Value, message, help);
        } else if operation_exists(context, &poll.via, &place.key("via")) {
            if let Some(via) = context.names.get(poll.via.as_str()) {
                tells_state(context, via, poll, &place);
            }
        }
    }
}

fn tells_state(context: &Context<'_>, via: &Operation, poll: &Poll, place: &Place) {
    if via.effect != Effect::Read {
        let message = format!("`{}` changes something each time it is asked for the state", poll.via);
        let help = "name an operation that only reads, or say `effect: read` there";
        context.add(Rule::BadPoll, &place.key("via"), Part::Value, message, help);
    }
    let values = match member(context.api, via, &poll.state) {
        Some(Type::Json) => return,
        Some(Type::Named(id)) => match &context.api.ty(*id).kind {
            TypeKind::Enum(values) => Some((&context.api.ty(*id).name, values)),
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
