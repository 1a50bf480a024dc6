//! Types, and how arguments of them are taken.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};

use crate::model::{Api, Relation, Type, TypeId, TypeKind};

use super::names::Names;

/// The type in Rust.
pub(super) fn rust(ty: &Type, names: &Names<'_>) -> TokenStream {
    match ty {
        Type::String | Type::Uuid | Type::Uri => names.std("String"),
        Type::Secret => names.codec("Secret"),
        Type::Timestamp => names.codec("Timestamp"),
        Type::Date => names.codec("Date"),
        Type::Bool => quote!(bool),
        Type::Int => quote!(i64),
        Type::Float => quote!(f64),
        Type::Number => names.codec("Number"),
        Type::Json => names.codec("Json"),
        Type::Object => names.codec("Object"),
        Type::Id(index) => names.id(*index),
        Type::Named(id) => names.named(*id),
        Type::Link => names.document("Link"),
        Type::Links => names.document("Links"),
        Type::Relation(relation) => relationship(relation, names),
        Type::Bytes => names.runtime("Payload"),
        Type::List(item) => generic(names.std("Vec"), rust(item, names)),
        Type::Map(value) => {
            let (map, key, value) = (names.std("BTreeMap"), names.std("String"), rust(value, names));
            quote!(#map<#key, #value>)
        }
        Type::Loose(inner) => generic(names.codec("Loose"), rust(inner, names)),
        Type::Nullable(inner) => generic(names.std("Option"), rust(inner, names)),
    }
}

/// `Relationship<OrgId>`, with the type of the attributes at the other end where the description gives one.
fn relationship(relation: &Relation, names: &Names<'_>) -> TokenStream {
    let (outer, id) = (relationship_name(relation, names), rust(&relation.id, names));
    match &relation.attributes {
        Some(attributes) => {
            let attributes = rust(attributes, names);
            quote!(#outer<#id, #attributes>)
        }
        None => generic(outer, id),
    }
}

/// The runtime's type of a relationship, without what it is of.
pub(super) fn relationship_name(relation: &Relation, names: &Names<'_>) -> TokenStream {
    names.document(if relation.many { "Relationships" } else { "Relationship" })
}

fn generic(outer: TokenStream, inner: TokenStream) -> TokenStream {
    quote!(#outer<#inner>)
}

/// The type with one form for all that are the same in Rust.
pub(super) fn plain(ty: &Type) -> Type {
    let boxed = |inner: &Type| Box::new(plain(inner));
    match ty {
        Type::Uuid | Type::Uri => Type::String,
        Type::List(inner) => Type::List(boxed(inner)),
        Type::Map(inner) => Type::Map(boxed(inner)),
        Type::Loose(inner) => Type::Loose(boxed(inner)),
        Type::Nullable(inner) => Type::Nullable(boxed(inner)),
        Type::Relation(relation) => Type::Relation(Box::new(Relation {
            id: plain(&relation.id),
            kind: None,
            many: relation.many,
            attributes: relation.attributes.as_ref().map(plain),
        })),
        other => other.clone(),
    }
}

/// A type without the null that it may be.
pub(super) fn not_null(ty: &Type) -> &Type {
    match ty {
        Type::Nullable(inner) => inner,
        _ => ty,
    }
}

/// How a function takes a value, and what it makes of it.
pub(super) struct Argument {
    /// The type of the argument.
    pub(super) ty: TokenStream,
    /// The value as its type, made from the argument.
    pub(super) value: TokenStream,
}

/// How a function takes a value of that type by the argument of that name.
pub(super) fn argument(ty: &Type, name: &impl ToTokens, names: &Names<'_>) -> Argument {
    let into = || names.std("Into");
    match ty {
        Type::List(item) if converts(item, names.api) => {
            let (iterator, into, item) = (names.std("IntoIterator"), into(), rust(item, names));
            let ty = quote!(impl #iterator<Item = impl #into<#item>>);
            Argument { ty, value: quote!(#name.into_iter().map(#into::into).collect()) }
        }
        Type::Relation(relation) if relation.kind.is_some() => related(relation, name, names),
        _ if converts(ty, names.api) => {
            let (into, ty) = (into(), rust(ty, names));
            Argument { ty: quote!(impl #into<#ty>), value: quote!(#name.into()) }
        }
        _ => Argument { ty: rust(ty, names), value: name.to_token_stream() },
    }
}

/// A relationship whose type at the other end is known is taken as the ids alone.
fn related(relation: &Relation, name: &impl ToTokens, names: &Names<'_>) -> Argument {
    let (outer, id, into) = (relationship_name(relation, names), rust(&relation.id, names), names.std("Into"));
    let kind = relation.kind.as_deref().unwrap_or_default();
    let ty = if relation.many {
        let iterator = names.std("IntoIterator");
        quote!(impl #iterator<Item = impl #into<#id>>)
    } else {
        quote!(impl #into<#id>)
    };
    Argument { ty, value: quote!(#outer::to(#name, #kind)) }
}

/// Whether callers often hold something else that it can be made from.
pub(super) fn converts(ty: &Type, api: &Api) -> bool {
    match ty {
        Type::String | Type::Uuid | Type::Uri | Type::Timestamp | Type::Date | Type::Number | Type::Json => true,
        Type::Id(_) | Type::Loose(_) | Type::Link | Type::Secret => true,
        Type::Named(id) => matches!(api.ty(*id).kind, TypeKind::Enum(_) | TypeKind::Union(_)),
        Type::Bool | Type::Int | Type::Float | Type::Object | Type::List(_) | Type::Map(_) | Type::Nullable(_) => false,
        Type::Links | Type::Relation(_) | Type::Bytes => false,
    }
}

/// As complex as clippy takes a type without a word: each name counts by how deep it stands.
const COMPLEXITY: usize = 250;

/// How a place tells clippy that its type is what the API has.
pub(super) fn complex(ty: &TokenStream) -> Option<TokenStream> {
    let (mut complexity, mut depth, mut before) = (0, 1, ' ');
    for token in ty.clone() {
        let after = std::mem::replace(&mut before, ' ');
        match token {
            TokenTree::Punct(punct) => {
                before = punct.as_char();
                match before {
                    '<' => depth += 1,
                    '>' => depth -= 1,
                    _ => {}
                }
            }
            TokenTree::Ident(_) if after != ':' => complexity += 10 * depth,
            _ => {}
        }
    }
    let reason = "the API has it so";
    (complexity > COMPLEXITY).then(|| quote!(#[allow(clippy::type_complexity, reason = #reason)]))
}

/// Whether a value of the type holds one of the other type with no pointer in between, so that the other one cannot hold it
/// as it is.
pub(super) fn holds(api: &Api, ty: &Type, other: TypeId) -> bool {
    let mut seen = BTreeSet::new();
    let mut queue: Vec<TypeId> = direct(ty).into_iter().collect();
    while let Some(id) = queue.pop() {
        if id == other {
            return true;
        }
        if let (true, TypeKind::Struct(members)) = (seen.insert(id), &api.ty(id).kind) {
            queue.extend(members.iter().filter_map(|member| direct(&member.ty)));
        }
    }
    false
}

fn direct(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Named(id) => Some(*id),
        Type::Loose(inner) | Type::Nullable(inner) => direct(inner),
        Type::Relation(relation) if !relation.many => direct(relation.attributes.as_ref()?),
        _ => None,
    }
}
