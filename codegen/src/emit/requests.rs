//! Request builders: optional parameters, and the ways to send.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Api, Area, AreaId, Operation};

use super::calls::Input;
use super::names::{Names, Place};
use super::{calls, docs, facts, ty};

/// `requests.rs` of an area.
pub(super) fn emit(api: &Api, id: AreaId, area: &Area) -> TokenStream {
    let names = Names::new(api, Place::Requests(id, area));
    let attributes = docs::module("Requests under way: optional parameters are set here.");
    let callable = area.operations.iter().filter(|operation| operation.is_callable());
    let requests: Vec<_> = callable.map(|operation| request(area, operation, &names)).collect();
    let imports = names.imports();
    quote!(#attributes #imports #(#requests)*)
}

fn request(area: &Area, operation: &Operation, names: &Names<'_>) -> TokenStream {
    let (ident, call) = (&operation.request_ident, names.runtime("Call"));
    let method = calls::method_ident(operation);
    let text = format!("A call of [`{0}::{method}`](super::{0}::{method}).", area.handle);
    let attributes = docs::lines(&[text]);
    let setters = calls::setters(operation).map(|input| setter(&input, operation, names));
    let ways = ways(operation, names);
    quote! {
        #attributes
        #[derive(Clone, Debug)]
        #[must_use = "a request does nothing until it is sent"]
        pub struct #ident { pub(super) call: #call }
        impl #ident {
            #(#setters)*
            #ways
        }
    }
}

fn setter(input: &Input<'_>, operation: &Operation, names: &Names<'_>) -> TokenStream {
    let (name, ident) = (input.setter(operation), input.ident(operation));
    let (ty, statement) = input.hand_over(operation, &quote!(self.call), names);
    let (text, deprecated) = match input {
        Input::Path(parameter) | Input::Query(parameter) | Input::Header(parameter) => {
            (facts::docs(&parameter.docs, &parameter.ty, &parameter.facts), parameter.facts.deprecated.as_deref())
        }
        Input::Body(body) => (body.docs.clone().unwrap_or_else(|| "The body.".to_owned()), None),
    };
    let attributes = docs::outer(&text);
    let deprecated = deprecated.map(|reason| {
        let note = docs::one_line(reason);
        quote!(#[deprecated(note = #note)])
    });
    quote! {
        #attributes
        #deprecated
        pub fn #name(mut self, #ident: #ty) -> Self {
            #statement
            self
        }
    }
}

/// What every request has.
fn ways(operation: &Operation, names: &Names<'_>) -> TokenStream {
    let (options, pending, response) =
        (names.runtime("CallOptions"), names.runtime("Pending"), names.runtime("Response"));
    let answer = calls::answer(operation).map_or_else(|| quote!(()), |answer| ty::rust(answer, names));
    quote! {
        #[doc = " Options of this call alone."]
        pub fn options(mut self, options: #options) -> Self {
            self.call.options(options);
            self
        }
        #[doc = " Sends it, and gives the answer."]
        pub fn send(self) -> #pending<#answer> { self.call.send() }
        #[doc = " Sends it, and gives the answer with its status and headers."]
        pub fn response(self) -> #pending<#response<#answer>> { self.call.response() }
    }
}
