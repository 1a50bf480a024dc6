//! An area: its module, its handle, and a method for each operation that can be called.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Api, Area, AreaId, Home, Operation};

use super::names::{Names, Place};
use super::{calls, docs, operation_docs, roots, stability, structs};

/// `mod.rs` of an area.
pub(super) fn emit(api: &Api, id: AreaId, area: &Area) -> TokenStream {
    let names = Names::new(api, Place::Area(id, area));
    let attributes = docs::module(&module_docs(api, area));
    let has_types = api.types_of(Home::Area(id)).next().is_some();
    let types = has_types.then(|| {
        quote!(
            mod types;
            pub use self::types::*;
        )
    });
    let calls = roots::has_handle(area).then(|| {
        quote!(
            pub mod operations;
            pub mod requests;
        )
    });
    let handle = roots::has_handle(area).then(|| handle(id, area, &names));
    let imports = names.imports();
    quote!(#attributes #calls #types #imports #handle)
}

/// What the area is, and what became of the operations that are gone.
fn module_docs(api: &Api, area: &Area) -> String {
    let mut text = area.docs.trim().to_owned();
    let retired: Vec<_> = area.operations.iter().filter(|operation| !operation.is_callable()).collect();
    if !retired.is_empty() {
        text.push_str("\n\nNo longer offered:\n");
        for operation in retired {
            text.push_str("\n- ");
            text.push_str(&operation_docs::retired(api, area, operation));
        }
    }
    text.push_str(&format!("\n\nThe vendor's docs: {}", area.page));
    text
}

fn handle(id: AreaId, area: &Area, names: &Names<'_>) -> TokenStream {
    let (ident, client) = (&area.handle, names.runtime("Client"));
    let attributes = docs::outer(&structs::summary(&area.docs));
    let callable = area.operations.iter().filter(|operation| operation.is_callable());
    let methods = callable
        .map(|operation| names.with_feature(stability::feature(operation), || method(id, area, operation, names)));
    let allow = roots::is_gated(area)
        .then(|| quote!(#[allow(dead_code, reason = "the program may have switched every operation off")]));
    quote! {
        #attributes
        #[derive(Clone, Debug)]
        pub struct #ident {
            #allow
            pub(super) client: #client,
        }
        impl #ident { #(#methods)* }
    }
}

/// The method that begins a call.
fn method(id: AreaId, area: &Area, operation: &Operation, names: &Names<'_>) -> TokenStream {
    let attributes = docs::lines(&operation_docs::emit(names.api, id, area, operation));
    let deprecated = operation_docs::deprecated(names.api, operation);
    let (name, constant, request) = (calls::method_ident(operation), &operation.const_ident, &operation.request_ident);
    let call = calls::call_ident(operation);
    let call_tokens = quote!(#call);
    let (arguments, statements): (Vec<_>, Vec<_>) = calls::arguments(operation)
        .map(|input| {
            let ident = input.ident(operation);
            let (ty, statement) = input.hand_over(operation, &call_tokens, names);
            (quote!(#ident: #ty), statement)
        })
        .unzip();
    let many = structs::too_many_arguments(arguments.len() + 1);
    let mutable = (!statements.is_empty()).then(|| quote!(mut));
    let built = if call.as_str() == "call" { quote!(call) } else { quote!(call: #call) };
    let gate = stability::shown_gate(operation);
    quote! {
        #attributes
        #gate
        #deprecated
        #many
        pub fn #name(&self, #(#arguments),*) -> requests::#request {
            let #mutable #call = self.client.call(&operations::#constant);
            #(#statements)*
            requests::#request { #built }
        }
    }
}
