//! Which type an example was meant as, where there is a choice.

use serde_json::Value;

use crate::model::{Api, Member, Type, TypeKind, Union, Variant};

/// Whether the client would read the value as that type.
pub(super) fn fits(api: &Api, ty: &Type, value: &Value) -> bool {
    match ty {
        Type::String | Type::Uuid | Type::Uri | Type::Secret | Type::Timestamp | Type::Date | Type::Id(_) => {
            value.is_string()
        }
        Type::Bool => value.is_boolean(),
        Type::Int => value.as_i64().is_some() || value.as_f64().is_some_and(|number| number.fract() == 0.0),
        Type::Float | Type::Number => value.is_number(),
        Type::Json | Type::Loose(_) | Type::Bytes => true,
        Type::Object | Type::Links | Type::Relation(_) => value.is_object(),
        Type::Link => value.is_string() || value.is_object(),
        Type::List(item) => value.as_array().is_some_and(|items| items.iter().all(|value| fits(api, item, value))),
        Type::Map(item) => value.as_object().is_some_and(|items| items.values().all(|value| fits(api, item, value))),
        Type::Nullable(inner) => value.is_null() || fits(api, inner, value),
        Type::Named(id) => match &api.ty(*id).kind {
            TypeKind::Struct(members) => {
                members.iter().all(|member| member_fits(api, member, value)) && value.is_object()
            }
            TypeKind::Enum(_) => value.is_string(),
            TypeKind::Union(_) => true,
        },
    }
}

fn member_fits(api: &Api, member: &Member, object: &Value) -> bool {
    match object.get(&member.name) {
        None => !member.required || member.constant.is_some() || matches!(member.ty, Type::Nullable(_)),
        Some(Value::Null) if !member.required => true,
        Some(value) => fits(api, &member.ty, value),
    }
}

/// The variant that the client would read the value as; none for the one that keeps JSON.
pub(super) fn variant<'a>(api: &Api, union: &'a Union, value: &Value) -> Option<&'a Variant> {
    let known = |variant: &&Variant| match &union.by {
        Some(by) => value.get(by).and_then(Value::as_str) == Some(&variant.tag),
        None => fits(api, &variant.ty, value),
    };
    union.variants.iter().find(known)
}
