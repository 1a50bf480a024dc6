//! The named types of an area, or the shared ones.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Api, Area, AreaId, Home, TypeKind};

use super::docs;
use super::names::{Names, Place};
use super::{enums, structs, unions};

/// `types.rs` of an area.
pub(super) fn area(api: &Api, id: AreaId, area: &Area) -> TokenStream {
    let text = format!("What the operations of `{}` send and receive.", area.feature);
    file(Names::new(api, Place::Types(id)), Home::Area(id), &text)
}

/// `shared.rs`.
pub(super) fn shared(api: &Api) -> TokenStream {
    file(Names::new(api, Place::Shared), Home::Shared, "Types that more than one area uses.")
}

fn file(names: Names<'_>, home: Home, text: &str) -> TokenStream {
    let types = names.api.types_of(home).map(|(id, def)| match &def.kind {
        TypeKind::Struct(members) => structs::emit(id, def, members, &names),
        TypeKind::Enum(values) => enums::emit(def, values, &names),
        TypeKind::Union(union) => unions::emit(def, union, &names),
    });
    let types: Vec<_> = types.collect();
    let imports = names.imports();
    let attributes = docs::module(text);
    quote!(#attributes #imports #(#types)*)
}
