//! Which way types travel: what an operation sends can be built, what it receives may grow.

use crate::model::{Api, Type};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Sent,
    Received,
}

/// Marks every type that some callable operation sends or receives.
pub(super) fn mark(api: &mut Api) {
    let mut roots: Vec<(Way, Type)> = Vec::new();
    for operation in api.areas.iter().flat_map(|area| &area.operations).filter(|operation| operation.is_callable()) {
        let parameters = operation.path_parameters.iter().chain(&operation.query).chain(&operation.headers);
        roots.extend(parameters.map(|parameter| (Way::Sent, parameter.ty.clone())));
        roots.extend(operation.body.iter().map(|body| (Way::Sent, body.ty.clone())));
        for answer in &operation.answers {
            let around = answer.envelope.iter().flat_map(|envelope| [&envelope.meta, &envelope.included]).flatten();
            let types = answer.ty.iter().chain(&answer.location).chain(around);
            roots.extend(types.map(|ty| (Way::Received, ty.clone())));
        }
    }
    // A list of what is left to visit, and no recursion: a chain of types may be as long as a file.
    while let Some((way, ty)) = roots.pop() {
        match ty {
            Type::List(inner) | Type::Map(inner) | Type::Loose(inner) | Type::Nullable(inner) => {
                roots.push((way, *inner))
            }
            Type::Relation(relation) => {
                roots.extend([Some(relation.id), relation.attributes].into_iter().flatten().map(|ty| (way, ty)));
            }
            Type::Named(id) => {
                let def = &mut api.types[id.0];
                let mark = if way == Way::Sent { &mut def.sent } else { &mut def.received };
                if !std::mem::replace(mark, true) {
                    roots.extend(def.kind.parts().cloned().map(|part| (way, part)));
                }
            }
            _ => {}
        }
    }
}
