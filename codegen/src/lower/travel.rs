//! Which way types travel: what an operation sends can be built, what it receives may grow.

use crate::model::{Api, Type, TypeDef, TypeKind};

#[derive(Clone, Copy, PartialEq)]
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
    for (way, ty) in roots {
        walk(&mut api.types, way, &ty);
    }
}

fn walk(types: &mut [TypeDef], way: Way, ty: &Type) {
    match ty {
        Type::List(inner) | Type::Map(inner) | Type::Loose(inner) | Type::Nullable(inner) => walk(types, way, inner),
        Type::Relation(relation) => {
            walk(types, way, &relation.id);
            if let Some(attributes) = &relation.attributes {
                walk(types, way, attributes);
            }
        }
        Type::Named(id) => {
            let def = &mut types[id.0];
            let mark = if way == Way::Sent { &mut def.sent } else { &mut def.received };
            if std::mem::replace(mark, true) {
                return;
            }
            for inner in parts(&types[id.0].kind) {
                walk(types, way, &inner);
            }
        }
        _ => {}
    }
}

/// The types that a type is made of.
fn parts(kind: &TypeKind) -> Vec<Type> {
    match kind {
        TypeKind::Struct(members) => members.iter().map(|member| member.ty.clone()).collect(),
        TypeKind::Enum(_) => Vec::new(),
        TypeKind::Union(union) => union.variants.iter().map(|variant| variant.ty.clone()).collect(),
    }
}
