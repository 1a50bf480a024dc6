//! The modules above the areas: the root, the families, what they share, and the table of all operations.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Api, Area, Family, FamilyId, Ident, Limit, LimitScope, Period};

use super::names::{Names, Place};
use super::{docs, reserved, stability};

/// `generated/mod.rs`.
pub(super) fn root(api: &Api) -> TokenStream {
    let attributes = docs::module("What is generated from the description.");
    let families = api.families.iter().map(|family| &family.ident);
    quote! {
        #attributes
        mod describe;
        pub(crate) mod families;
        pub mod ids;
        mod operations;
        pub mod regions;
        pub mod shared;
        #(pub mod #families;)*
        pub use self::operations::OPERATIONS;
    }
}

/// `mod.rs` of a family.
pub(super) fn family(api: &Api, id: FamilyId, family: &Family) -> TokenStream {
    let names = Names::new(api, Place::Root);
    let attributes = docs::module(&format!("{}\n\nSee {}.", family.docs, family.page));
    let areas: Vec<_> = api.areas.iter().filter(|area| area.family == id).collect();
    let modules = areas.iter().map(|area| {
        let (gate, ident) = (gate(area), &area.ident);
        quote!(#gate pub mod #ident;)
    });
    let modules: Vec<_> = modules.collect();
    let callable: Vec<_> = areas.into_iter().filter(|area| has_handle(area)).collect();
    let ways = match (callable.is_empty(), family.handle) {
        (true, _) => None,
        (false, true) => Some(handle(family, &callable, &names)),
        (false, false) => Some(direct(&callable, &names)),
    };
    let imports = names.imports();
    quote!(#attributes #(#modules)* #imports #ways)
}

/// The ways from the client itself to areas.
fn direct(areas: &[&Area], names: &Names<'_>) -> TokenStream {
    let client = names.runtime("Client");
    let methods = areas.iter().map(|area| accessor(area, &quote!(self.clone())));
    quote!(impl #client { #(#methods)* })
}

/// Whether there is anything to call.
pub(super) fn has_handle(area: &Area) -> bool {
    area.operations.iter().any(crate::model::Operation::is_callable)
}

/// Whether everything that can be called takes a feature of its own.
pub(super) fn is_gated(area: &Area) -> bool {
    area.operations
        .iter()
        .filter(|operation| operation.is_callable())
        .all(|operation| stability::feature(operation).is_some())
}

/// The method of the client or of the family's handle that leads to an area.
pub(super) fn accessor_ident(area: &Area) -> Ident {
    reserved::accessor(&area.ident)
}

/// The condition of an area's feature, shown in the documentation.
pub(super) fn gate(area: &Area) -> TokenStream {
    let feature = &area.feature;
    quote! {
        #[cfg(feature = #feature)]
        #[cfg_attr(docsrs, doc(cfg(feature = #feature)))]
    }
}

fn accessor(area: &Area, client: &TokenStream) -> TokenStream {
    let (gate, ident, module, handle) = (gate(area), accessor_ident(area), &area.ident, &area.handle);
    let attributes = docs::outer(&super::structs::summary(&area.docs));
    quote! {
        #attributes
        #gate
        pub fn #ident(&self) -> #module::#handle {
            #module::#handle { client: #client }
        }
    }
}

fn handle(family: &Family, areas: &[&Area], names: &Names<'_>) -> TokenStream {
    let (client, variant, ident) = (names.runtime("Client"), &family.variant, &family.ident);
    let attributes = docs::outer(&super::structs::summary(&family.docs));
    let accessors = areas.iter().map(|area| accessor(area, &quote!(self.client.clone())));
    quote! {
        #attributes
        #[derive(Clone, Debug)]
        pub struct #variant {
            #[allow(dead_code, reason = "the program may have switched every area off")]
            client: #client,
        }
        impl #client {
            #attributes
            pub fn #ident(&self) -> #variant { #variant { client: self.clone() } }
        }
        impl #variant {
            #(#accessors)*
        }
    }
}

/// `families.rs`.
pub(super) fn families(api: &Api) -> TokenStream {
    let names = Names::new(api, Place::Root);
    let attributes = docs::module("What the operations of a family share.");
    let (family, info) = (names.operation("Family"), names.operation("FamilyInfo"));
    let statics = api.families.iter().map(|item| {
        let (ident, variant, base, media) = (Ident::constant(&item.key), &item.variant, &item.base, &item.media);
        let (limits, version) = (limits(&item.limits, &names), optional(item.version_parameter.as_ref()));
        quote! {
            static #ident: #info = #info {
                family: #family::#variant,
                base: #base,
                media: #media,
                limits: #limits,
                version_parameter: #version,
            };
        }
    });
    let statics: Vec<_> = statics.collect();
    let variants = api.families.iter().map(|item| &item.variant);
    let constants = api.families.iter().map(|item| Ident::constant(&item.key));
    let imports = names.imports();
    quote! {
        #attributes
        #imports
        #(#statics)*
        #[doc = " What the operations of the family share."]
        pub(crate) fn family(family: #family) -> &'static #info {
            match family { #(#family::#variants => &#constants,)* }
        }
    }
}

/// `operations.rs`, the table of all operations.
pub(super) fn operations(api: &Api) -> TokenStream {
    let names = Names::new(api, Place::Root);
    let attributes = docs::module("The table of all operations.");
    let operation = names.operation("Operation");
    let rows = api.operations().filter(|(_, operation)| operation.is_callable()).map(|(area, operation)| {
        let (feature, family, module, ident) =
            (&area.feature, &api.family(area).ident, &area.ident, &operation.const_ident);
        let condition = match stability::feature(operation) {
            Some(other) => quote!(all(feature = #feature, feature = #other)),
            None => quote!(feature = #feature),
        };
        quote!(#[cfg(#condition)] &super::#family::#module::operations::#ident)
    });
    let rows: Vec<_> = rows.collect();
    let imports = names.imports();
    quote! {
        #attributes
        #imports
        #[doc = " Every operation that this build of the client can call, by family and area."]
        pub static OPERATIONS: &[&#operation] = &[#(#rows),*];
    }
}

/// Limits as a slice.
pub(super) fn limits(limits: &[Limit], names: &Names<'_>) -> TokenStream {
    let limits = limits.iter().map(|item| {
        let describe = names.external("crate::generated", "describe");
        let (period, scope) = (names.operation("Period"), names.operation("LimitScope"));
        let (count, per, by) =
            (proc_macro2::Literal::u32_unsuffixed(item.count), period_ident(item.per), scope_ident(item.scope));
        quote!(#describe::limit(#count, #period::#per, #scope::#by))
    });
    quote!(&[#(#limits),*])
}

/// A text that may be missing.
pub(super) fn optional(text: Option<&String>) -> TokenStream {
    match text {
        Some(text) => quote!(Some(#text)),
        None => quote!(None),
    }
}

fn period_ident(period: Period) -> proc_macro2::Ident {
    let name = match period {
        Period::Second => "Second",
        Period::Minute => "Minute",
        Period::Hour => "Hour",
        Period::Day => "Day",
    };
    quote::format_ident!("{name}")
}

fn scope_ident(scope: LimitScope) -> proc_macro2::Ident {
    let name = match scope {
        LimitScope::Unstated => "Unstated",
        LimitScope::Key => "Key",
        LimitScope::User => "User",
        LimitScope::Org => "Org",
        LimitScope::Group => "Group",
    };
    quote::format_ident!("{name}")
}
