//! Unions: one of several types, or the JSON that none of them knows.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Ident, Type, TypeDef, TypeKind, Union, Variant};

use super::names::Names;
use super::{docs, reserved, ty};

/// The variant that keeps what no other knows.
pub(super) fn unknown_ident(union: &Union) -> Ident {
    reserved::free("UnknownVariant", |name| union.variants.iter().any(|variant| variant.ident.as_str() == name))
}

/// The union and everything that belongs to it.
pub(super) fn emit(def: &TypeDef, union: &Union, names: &Names<'_>) -> TokenStream {
    let attributes = docs::outer(&def.docs);
    let ident = &def.ident;
    let variants = union.variants.iter().map(|variant| {
        let (attributes, ident, ty) = (docs::outer(&variant.docs), &variant.ident, held(variant, names));
        quote!(#attributes #ident(#ty))
    });
    let (unknown, json) = (unknown_ident(union), names.codec("Json"));
    let (wire, conversions) = (wire(def, union, names), conversions(def, union, names));
    quote! {
        #attributes
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #ident {
            #(#variants,)*
            #[doc = " What this version of the client does not know, as JSON."]
            #unknown(#json),
        }
        #wire
        #conversions
        crate::runtime::union!(#ident);
    }
}

/// What a variant holds: structs in a box, so that one large struct does not make the whole union large, and so that a
/// member which a struct gets one day does not change the union.
fn held(variant: &Variant, names: &Names<'_>) -> TokenStream {
    let ty = ty::rust(&variant.ty, names);
    if !is_boxed(&variant.ty, names) {
        return ty;
    }
    let pointer = names.std("Box");
    quote!(#pointer<#ty>)
}

/// Whether a variant holds its value in a box.
pub(super) fn is_boxed(ty: &Type, names: &Names<'_>) -> bool {
    match ty {
        Type::Named(id) => !matches!(names.api.ty(*id).kind, TypeKind::Enum(_)),
        Type::Loose(inner) | Type::Nullable(inner) => is_boxed(inner, names),
        _ => false,
    }
}

fn wire(def: &TypeDef, union: &Union, names: &Names<'_>) -> TokenStream {
    let (trait_name, result, json) = (names.codec("Union"), names.std("Result"), names.codec("Json"));
    let (pick_error, serializer) = (names.codec("PickError"), names.codec("Serializer"));
    let serialize = names.external("serde", "Serialize");
    let (ident, name) = (&def.ident, def.ident.as_str());
    let pick = match &union.by {
        Some(by) => by_tag(by, union),
        None => by_shape(union),
    };
    let arms = union.variants.iter().map(|variant| {
        let ident = &variant.ident;
        match union.by.as_ref().filter(|by| !declares(&variant.ty, by, names)) {
            Some(by) => {
                let tag = &variant.tag;
                quote!(Self::#ident(value) => encode_tagged(serializer, #by, #tag, &**value))
            }
            None => quote!(Self::#ident(value) => #serialize::serialize(value, serializer)),
        }
    });
    let unknown = unknown_ident(union);
    quote! {
        impl #trait_name for #ident {
            const NAME: &'static str = #name;
            fn pick(json: #json) -> #result<Self, #pick_error> {
                #pick
            }
            fn encode<S: #serializer>(&self, serializer: S) -> #result<S::Ok, S::Error> {
                match self {
                    #(#arms,)*
                    Self::#unknown(value) => #serialize::serialize(value, serializer),
                }
            }
        }
    }
}

/// Whether what a variant holds has the discriminator among its own members. If not, it is written beside them.
fn declares(ty: &Type, by: &str, names: &Names<'_>) -> bool {
    match ty {
        Type::Named(id) => match &names.api.ty(*id).kind {
            TypeKind::Struct(members) => members.iter().any(|member| member.name == by),
            TypeKind::Enum(_) | TypeKind::Union(_) => true,
        },
        _ => true,
    }
}

fn by_tag(by: &str, union: &Union) -> TokenStream {
    let unknown = unknown_ident(union);
    let arms = union.variants.iter().map(|variant| {
        let (tag, ident) = (&variant.tag, &variant.ident);
        quote!(Some(#tag) => variant(&json, Self::#ident))
    });
    quote! {
        match tag(&json, #by) {
            #(#arms,)*
            _ => Ok(Self::#unknown(json)),
        }
    }
}

fn by_shape(union: &Union) -> TokenStream {
    let unknown = unknown_ident(union);
    let attempts = union.variants.iter().map(|variant| {
        let ident = &variant.ident;
        quote! {
            if let Some(value) = fits(&json, Self::#ident) {
                return Ok(value);
            }
        }
    });
    quote! {
        #(#attempts)*
        Ok(Self::#unknown(json))
    }
}

/// `From` for each variant whose type no other variant holds.
fn conversions(def: &TypeDef, union: &Union, names: &Names<'_>) -> TokenStream {
    let ident = &def.ident;
    let unique = union.variants.iter().filter(|variant| has_conversion(union, variant));
    let blocks = unique.map(|variant| {
        let (from, ty, variant_ident) = (names.std("From"), ty::rust(&variant.ty, names), &variant.ident);
        let value = if is_boxed(&variant.ty, names) {
            let pointer = names.std("Box");
            quote!(#pointer::new(value))
        } else {
            quote!(value)
        };
        quote! {
            impl #from<#ty> for #ident {
                fn from(value: #ty) -> Self { Self::#variant_ident(#value) }
            }
        }
    });
    quote!(#(#blocks)*)
}

/// Whether a value of the variant's type becomes the union by `into`: no other variant holds the same type.
pub(super) fn has_conversion(union: &Union, variant: &Variant) -> bool {
    let ty = ty::plain(&variant.ty);
    ty != Type::Json && union.variants.iter().filter(|other| ty::plain(&other.ty) == ty).count() == 1
}
