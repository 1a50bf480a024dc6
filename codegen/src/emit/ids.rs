//! Typed identifiers.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Api, Id};

use super::docs;

/// `ids.rs`.
pub(super) fn emit(api: &Api) -> TokenStream {
    let attributes = docs::module("Identifiers, each of a type of its own, so that two of them cannot be swapped.");
    let ids = api.ids.iter().map(id);
    quote!(#attributes #(#ids)*)
}

fn id(id: &Id) -> TokenStream {
    let (attributes, ident) = (docs::outer(&id.docs), &id.ident);
    quote! {
        #attributes
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct #ident(Box<str>);
        crate::runtime::id!(#ident);
    }
}
