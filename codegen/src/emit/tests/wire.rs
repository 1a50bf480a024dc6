//! A test for each request example: what is sent is what the description says, and the example of the answer is understood
//! in full.

use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use crate::File;
use crate::model::{Answer, AnswerExample, Api, Area, AreaId, Ident, Operation, RequestExample, Type};

use super::super::answers::{self, Kind};
use super::super::{docs, example, reserved, roots};
use super::{encode, file};

/// `wire/mod.rs`, and a file for each area.
pub(super) fn emit(api: &Api) -> Vec<File> {
    let attributes = docs::module("What is sent and what is understood, by the examples of the description.");
    let areas: Vec<_> = (0..).map(AreaId).zip(&api.areas).filter(|(_, area)| roots::has_handle(area)).collect();
    let modules = areas.iter().map(|(_, area)| module(api, area));
    let mut files = vec![file("wire/mod.rs", quote!(#attributes #(mod #modules;)*))];
    for (id, area) in areas {
        files.push(file(&format!("wire/{}.rs", module(api, area)), tests(api, id, area)));
    }
    files
}

/// `v1_projects`.
fn module(api: &Api, area: &Area) -> Ident {
    Ident::module(&format!("{}_{}", api.family(area).key, area.key))
}

fn tests(api: &Api, id: AreaId, area: &Area) -> TokenStream {
    let attributes = docs::module(&format!("Calls of `{}`.", area.feature));
    let mut taken = BTreeSet::new();
    let mut tests = Vec::new();
    for operation in area.operations.iter().filter(|operation| operation.is_callable()) {
        let requests = &operation.examples.requests;
        let fallback = [example::first(operation)];
        for request in if requests.is_empty() { &fallback[..] } else { &requests[..] } {
            let name = test_ident(operation, request, &taken);
            tests.push(test(api, id, operation, request, &name));
            taken.insert(name.to_string());
        }
    }
    quote! {
        #attributes
        use snyk_api::Client;
        use crate::wire::{Case, check};
        #(#tests)*
    }
}

fn test_ident(operation: &Operation, request: &RequestExample, taken: &BTreeSet<String>) -> Ident {
    let label = request.label.as_deref().unwrap_or_default();
    let name = Ident::field(&format!("{} {label}", operation.key));
    reserved::free(name.as_str(), |name| taken.contains(name) || name == "check")
}

fn test(api: &Api, id: AreaId, operation: &Operation, request: &RequestExample, name: &Ident) -> TokenStream {
    let call = example::call(api, id, operation, request);
    let allow = call.deprecated.then(|| quote!(#[allow(deprecated, reason = "it can still be called")]));
    let (imports, call) = (call.imports, call.call);
    let case = case(api, id, operation, request);
    quote! {
        #[tokio::test]
        #allow
        async fn #name() {
            #imports
            let case = #case;
            let call = |client: &Client| #call.response();
            check(case, call).await;
        }
    }
}

fn case(api: &Api, id: AreaId, operation: &Operation, request: &RequestExample) -> TokenStream {
    let area = &api.areas[id.0];
    let (name, method) = (&operation.name, operation.method.as_str());
    let path = encode::path(api, area, operation, request);
    let query = pairs(encode::query(api, area, operation, request));
    let raw_query = encode::raw_query(api, area, operation, request);
    let headers = pairs(encode::headers(api, area, operation, request));
    let body = json(request.body.as_ref());
    let (status, media, answer) = answer(operation, request);
    let location = location(operation);
    quote! {
        Case {
            operation: #name,
            method: #method,
            path: #path,
            query: &[#(#query),*],
            raw_query: #raw_query,
            headers: &[#(#headers),*],
            body: #body,
            status: #status,
            media: #media,
            answer: #answer,
            location: #location,
        }
    }
}

/// An id that has to be taken out of the address in which it stands.
fn location(operation: &Operation) -> TokenStream {
    match answers::outcome(operation).kind {
        Kind::Location(_) => quote!(Some("a/b ü")),
        _ => quote!(None),
    }
}

/// The first status that has an example; the first status where none has a body.
fn answer(operation: &Operation, request: &RequestExample) -> (Literal, String, TokenStream) {
    let examples = &operation.examples;
    let found = operation.answers.iter().find_map(|answer| Some((answer, examples.answer_to(request, answer.status)?)));
    let (status, media) = match (found, operation.answers.first()) {
        (Some((answer, example)), _) => (answer.status, media(answer, &example.body)),
        (None, Some(answer)) => (answer.status, answer.media.first()),
        (None, None) => (200, None),
    };
    let body = match found {
        // What is no JSON travels as it is.
        Some((Answer { ty: Some(Type::Bytes), .. }, AnswerExample { body: Value::String(text), .. })) => raw(text),
        Some((_, example)) => json(Some(&example.body)),
        None => json(None),
    };
    (Literal::u16_unsuffixed(status), media.cloned().unwrap_or_default(), body)
}

/// The media type in which the example would come.
fn media<'a>(answer: &'a Answer, body: &Value) -> Option<&'a String> {
    let is_text = matches!((&answer.ty, body), (Some(Type::Bytes), Value::String(_)));
    let fits = |media: &&String| media.ends_with("json") != is_text;
    answer.media.iter().find(fits).or(answer.media.first())
}

fn pairs(pairs: Vec<(String, String)>) -> impl Iterator<Item = TokenStream> {
    pairs.into_iter().map(|(name, value)| quote!((#name, #value)))
}

/// JSON as a raw string, so that it can be read.
fn json(value: Option<&Value>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| raw(&value.to_string()))
}

fn raw(text: &str) -> TokenStream {
    let hashes = (1..).map(|count| "#".repeat(count)).find(|hashes| !text.contains(&format!("\"{hashes}")));
    let hashes = hashes.unwrap_or_default();
    let raw: TokenStream = format!("r{hashes}\"{text}\"{hashes}").parse().unwrap_or_else(|_| quote!(#text));
    quote!(Some(#raw))
}
