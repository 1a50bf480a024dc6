//! Open enums: the known texts, and room for what the service may learn.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Ident, TypeDef, Value};

use super::names::Names;
use super::{docs, reserved};

/// The variant that keeps an unknown value.
pub(super) fn unknown_ident(values: &[Value]) -> Ident {
    reserved::free("UnknownValue", |name| values.iter().any(|value| value.ident.as_str() == name))
}

/// The enum and everything that belongs to it.
pub(super) fn emit(def: &TypeDef, values: &[Value], names: &Names<'_>) -> TokenStream {
    let attributes = docs::outer(&def.docs);
    let (ident, name) = (&def.ident, def.ident.as_str());
    let variants = values.iter().map(|value| {
        let (attributes, ident) = (docs::outer(&value_docs(value)), &value.ident);
        quote!(#attributes #ident)
    });
    let (unknown, unknown_value) = (unknown_ident(values), names.codec("UnknownValue"));
    let open_enum = open_enum(values, &unknown, name, names);
    quote! {
        #attributes
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum #ident {
            #(#variants,)*
            #[doc = " A value that this version of the client does not know."]
            #unknown(#unknown_value),
        }
        #open_enum
        crate::runtime::open_enum!(#ident);
    }
}

fn value_docs(value: &Value) -> String {
    let text = format!("`{}`", value.text.replace('`', "'"));
    match value.docs.trim() {
        "" if value.text.trim().is_empty() => "The empty text.".to_owned(),
        "" => format!("{text}."),
        docs => docs.to_owned(),
    }
}

fn open_enum(values: &[Value], unknown: &Ident, name: &str, names: &Names<'_>) -> TokenStream {
    let (open_enum, unknown_value) = (names.codec("OpenEnum"), names.codec("UnknownValue"));
    let ident: TokenStream = name.parse().unwrap_or_default();
    let (idents, texts): (Vec<_>, Vec<_>) = values.iter().map(|value| (&value.ident, &value.text)).unzip();
    quote! {
        impl #open_enum for #ident {
            const NAME: &'static str = #name;
            const VALUES: &'static [(&'static str, Self)] = &[#((#texts, Self::#idents)),*];
            fn as_text(&self) -> &str {
                match self {
                    #(Self::#idents => #texts,)*
                    Self::#unknown(value) => value.as_str(),
                }
            }
            fn from_text(text: &str) -> Self {
                match text {
                    #(#texts => Self::#idents,)*
                    _ => Self::#unknown(#unknown_value::new(text)),
                }
            }
        }
    }
}
