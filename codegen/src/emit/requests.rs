//! Request builders: optional parameters, and the ways to send.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::model::{Api, Area, AreaId, Operation};

use super::answers::Kind;
use super::calls::Input;
use super::names::{Names, Place};
use super::{answers, calls, docs, facts, operation_docs, pages, stability, ty};

/// `requests.rs` of an area.
pub(super) fn emit(api: &Api, id: AreaId, area: &Area) -> TokenStream {
    let names = Names::new(api, Place::Requests(id, area));
    let attributes = docs::module("Requests under way: optional parameters are set here.");
    let callable = area.operations.iter().filter(|operation| operation.is_callable());
    let requests = callable
        .map(|operation| names.with_feature(stability::feature(operation), || request(area, operation, &names)));
    let requests: Vec<_> = requests.collect();
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
    let (gate, shown) = (stability::gate(operation), stability::shown_gate(operation));
    quote! {
        #attributes
        #shown
        #[derive(Clone, Debug)]
        #[must_use = "a request does nothing until it is sent"]
        pub struct #ident { pub(super) call: #call }
        #gate
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

/// What every request has, and what those have that begin a list or a job.
fn ways(operation: &Operation, names: &Names<'_>) -> TokenStream {
    let outcome = answers::outcome(operation);
    let (options, pending, response) =
        (names.runtime("CallOptions"), names.runtime("Pending"), names.runtime("Response"));
    let (value, whole) = (outcome.value(names), outcome.whole(names));
    let (send, all) = (outcome.ask("send", names), outcome.ask_response());
    let text = match outcome.kind {
        Kind::Nothing => "Sends it. Nothing comes back.",
        Kind::Data(..) => "Sends it, and gives the data of the answer.",
        Kind::Location(_) => "Sends it, and gives the id that the answer tells.",
        Kind::Value(_) | Kind::Bytes => "Sends it, and gives the answer.",
    };
    let send = way("send", text, &quote!(#pending<#value>), &send);
    let text = "Sends it, and gives the whole answer with its status and headers.";
    let response = way("response", text, &quote!(#pending<#response<#whole>>), &all);
    let walks = [pages(operation, names), items(operation, names), wait(operation, names)];
    quote! {
        #[doc = " Options of this call alone."]
        pub fn options(mut self, options: #options) -> Self {
            self.call.options(options);
            self
        }
        #send
        #response
        #(#walks)*
    }
}

/// A way to send a request: what it is called, gives, and asks of the call.
fn way(name: &str, text: &str, gives: &TokenStream, asks: &TokenStream) -> TokenStream {
    let (attributes, name, complex) = (docs::outer(text), format_ident!("{name}"), ty::complex(gives));
    quote! {
        #attributes
        #complex
        pub fn #name(self) -> #gives { self.call.#asks }
    }
}

fn pages(operation: &Operation, names: &Names<'_>) -> Option<TokenStream> {
    operation.paging.as_ref()?;
    let (pages, page) = (names.runtime("Pages"), answers::outcome(operation).whole(names));
    let text = "All pages from this one on, each fetched when it is asked for.";
    Some(way("pages", text, &quote!(#pages<#page>), &quote!(pages())))
}

fn items(operation: &Operation, names: &Names<'_>) -> Option<TokenStream> {
    let found = pages::items(names.api, operation)?;
    let (items, page) = (names.runtime("Items"), answers::outcome(operation).whole(names));
    let (item, of_page) = (ty::rust(found.item, names), found.of_page);
    let text = "All items from this page on; each page is fetched when the one before it is used up.";
    Some(way("items", text, &quote!(#items<#item>), &quote!(items(|page: #page| #of_page))))
}

fn wait(operation: &Operation, names: &Names<'_>) -> Option<TokenStream> {
    let (_, result) = answers::result_of(names.api, operation)?;
    let text = format!("Sends it, which starts a job, then {}", operation_docs::waiting(names.api, operation)?);
    let (outcome, wait) = (answers::outcome(result), names.runtime("Wait"));
    let value = outcome.value(names);
    Some(way("wait", &text, &quote!(#wait<#value>), &outcome.ask("wait", names)))
}
