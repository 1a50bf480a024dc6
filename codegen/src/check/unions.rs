//! Whether the variants of a union can be told apart.

use super::Context;
use crate::diagnostic::Rule;
use crate::lower::place::{Part, Place};
use crate::model::{Api, Member, Type, TypeId, TypeKind, Union, Variant};

/// With a discriminator, variants are objects that carry it; without one, none hides another.
pub(super) fn can_be_told_apart(context: &Context<'_>) {
    for (index, ty) in context.api.types.iter().enumerate() {
        let TypeKind::Union(union) = &ty.kind else { continue };
        let place = context.type_place(TypeId(index)).key("union").key("variants");
        match &union.by {
            Some(by) => {
                for variant in &union.variants {
                    by_member(context, by, variant, &place.key(&variant.tag));
                }
            }
            None => by_shape(context, union, &place),
        }
    }
}

fn by_member(context: &Context<'_>, by: &str, variant: &Variant, place: &Place) {
    let members = match &variant.ty {
        Type::Named(id) => match &context.api.ty(*id).kind {
            TypeKind::Struct(members) => Some(members),
            TypeKind::Union(_) => return,
            TypeKind::Enum(_) => None,
        },
        Type::Object | Type::Map(_) | Type::Json => return,
        _ => None,
    };
    let Some(members) = members else {
        let message = format!("the variant `{}` is no object, so it has no discriminator", variant.tag);
        let help = "give it a type with members, or remove `by` so that the shape decides";
        return context.add(Rule::BadUnion, place, Part::Value, message, help);
    };
    match members.iter().find(|member| member.name == by) {
        Some(member) if !can_be(context.api, member, &variant.tag) => {
            let message = format!("`{by}` can't be `{}` in this variant's type", variant.tag);
            let help = "make it required, and a text or an enum that has this value";
            context.add(Rule::BadUnion, place, Part::Value, message, help);
        }
        _ => {}
    }
}

/// Whether a member is always there, and may have the value that tells its variant apart.
fn can_be(api: &Api, member: &Member, tag: &str) -> bool {
    if let Some(constant) = &member.constant {
        return member.required && constant == tag;
    }
    let fits = match &member.ty {
        Type::String | Type::Json => true,
        Type::Named(id) => match &api.ty(*id).kind {
            TypeKind::Enum(values) => values.iter().any(|value| value.text == tag),
            _ => false,
        },
        _ => false,
    };
    member.required && fits
}

fn by_shape(context: &Context<'_>, union: &Union, place: &Place) {
    let broadest = union.variants.iter().enumerate().map(|(at, variant)| {
        let before = union.variants[..at].iter().find(|before| takes(context.api, &before.ty, &variant.ty));
        (variant, before)
    });
    for (variant, before) in broadest.take(MOST) {
        if let Some(before) = before {
            let message =
                format!("the variant `{}` is never taken: `{}` before it fits first", variant.tag, before.tag);
            let help = "put the narrower variant first, or remove one of them";
            context.add(Rule::BadUnion, &place.key(&variant.tag), Part::Key, message, help);
        }
    }
    if union.variants.len() > MOST {
        let message = format!("a union whose shape decides has at most {MOST} variants");
        context.add(Rule::BadUnion, place, Part::Key, message, "give it a `by`");
    }
}

/// So many variants may be told apart by their shapes, which takes a try for each.
const MOST: usize = 64;

/// Whether a type takes every value that another one takes, as the client reads them: it does not look into texts, and
/// ignores members that it does not know.
fn takes(api: &Api, ty: &Type, other: &Type) -> bool {
    if ty == other {
        return true;
    }
    match (ty, other) {
        (Type::Json | Type::Loose(_), _) => true,
        (Type::List(inner), Type::List(other)) | (Type::Map(inner), Type::Map(other)) => takes(api, inner, other),
        (Type::Number | Type::Float, Type::Int | Type::Float | Type::Number) => true,
        _ if is_text(api, ty) => is_text(api, other),
        (Type::Object, other) => is_object(api, other),
        (Type::Named(id), other) => match &api.ty(*id).kind {
            TypeKind::Struct(members) => is_object(api, other) && members.iter().all(|member| !member.required),
            _ => false,
        },
        _ => false,
    }
}

fn is_text(api: &Api, ty: &Type) -> bool {
    match ty {
        Type::String | Type::Uuid | Type::Uri | Type::Secret | Type::Timestamp | Type::Date | Type::Id(_) => true,
        Type::Named(id) => matches!(api.ty(*id).kind, TypeKind::Enum(_)),
        _ => false,
    }
}

fn is_object(api: &Api, ty: &Type) -> bool {
    match ty {
        Type::Object | Type::Map(_) => true,
        Type::Named(id) => matches!(api.ty(*id).kind, TypeKind::Struct(_)),
        _ => false,
    }
}
