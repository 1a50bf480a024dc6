//! What is known of an area's operations, as data.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use crate::model::{
    Api, Area, Effect, Ending, Ident, Method, NextPage, Operation, Paging, PagingStyle, Parameter, Poll, Stability,
};

use super::names::{self, Names};
use super::roots::{limits, optional};
use super::{calls, docs, stability};

/// `operations.rs` of an area.
pub(super) fn emit(api: &Api, area: &Area) -> TokenStream {
    let names = Names::new(api, names::Place::Root);
    let attributes = docs::module("What is known of the operations of this area, as data.");
    let callable = area.operations.iter().filter(|operation| operation.is_callable());
    let statics = callable
        .map(|operation| names.with_feature(stability::feature(operation), || description(area, operation, &names)));
    let statics: Vec<_> = statics.collect();
    let imports = names.imports();
    quote!(#attributes #imports #(#statics)*)
}

/// Where a parameter travels.
#[derive(Clone, Copy)]
enum Place {
    Path,
    Query,
    Header,
}

impl Place {
    /// The function that describes a parameter of the place.
    fn function(self) -> &'static str {
        match self {
            Place::Path => "path",
            Place::Query => "query",
            Place::Header => "header",
        }
    }

    fn parameters(self, operation: &Operation) -> &[Parameter] {
        match self {
            Place::Path => &operation.path_parameters,
            Place::Query => &operation.query,
            Place::Header => &operation.headers,
        }
    }
}

fn description(area: &Area, operation: &Operation, names: &Names<'_>) -> TokenStream {
    let (ident, ty) = (&operation.const_ident, names.operation("Operation"));
    let method = calls::method_ident(operation);
    let attributes = docs::lines(&[format!("Of [`{0}::{method}`](super::{0}::{method}).", area.handle)]);
    let (what, rules) = (what(area, operation, names), rules(operation, names));
    let gate = stability::shown_gate(operation);
    quote! {
        #attributes
        #gate
        pub static #ident: #ty = #ty { #what #rules };
    }
}

/// What it is, and what travels.
fn what(area: &Area, operation: &Operation, names: &Names<'_>) -> TokenStream {
    let (name, key, path, page) = (&operation.name, &area.key, &operation.path.text, &operation.page);
    let (family, variant) = (names.operation("Family"), &names.api.family(area).variant);
    let (method, verb) = (names.operation("Method"), method_ident(operation.method));
    let permissions = permissions(operation, names);
    let parameters = parameters(operation, names);
    let body = optional(operation.body.as_ref().map(|body| &body.media));
    let answers = answers(operation, names);
    quote! {
        name: #name,
        family: #family::#variant,
        area: #key,
        method: #method::#verb,
        path: #path,
        page: #page,
        permissions: #permissions,
        parameters: #parameters,
        body: #body,
        answers: #answers,
    }
}

/// What holds for calls of it.
fn rules(operation: &Operation, names: &Names<'_>) -> TokenStream {
    let limits = limits(&operation.limits, names);
    let regions = operation.regions.iter().map(|index| {
        let (region, ident) = (names.external("crate::generated::regions", "Region"), &names.api.regions[*index].ident);
        quote!(#region::#ident)
    });
    let customers = optional(operation.customers.as_ref().map(|docs| docs::one_line(docs)).as_ref());
    let (effect, what) = (names.operation("Effect"), effect_ident(operation.effect));
    let version = optional(operation.version.as_ref().map(|version| &version.text));
    let (stability, how) = (names.operation("Stability"), stability_ident(operation));
    let deprecated = or_none(operation.deprecated.as_ref().map(|item| ending(item, names)));
    let sunset = optional(operation.sunset.as_ref());
    let paging = or_none(operation.paging.as_ref().map(|item| paging(item, names)));
    let poll = or_none(operation.poll.as_ref().and_then(|item| poll(item, names)));
    quote! {
        limits: #limits,
        regions: &[#(#regions),*],
        customers: #customers,
        effect: #effect::#what,
        version: #version,
        stability: #stability::#how,
        deprecated: #deprecated,
        sunset: #sunset,
        paging: #paging,
        poll: #poll,
    }
}

fn permissions(operation: &Operation, names: &Names<'_>) -> TokenStream {
    let items = operation.permissions.iter().map(|permission| {
        let (describe, key, name) = (names.external("crate::generated", "describe"), &permission.key, &permission.name);
        let function = format_ident!("{}", if permission.role { "role" } else { "permission" });
        quote!(#describe::#function(#key, #name))
    });
    quote!(&[#(#items),*])
}

fn parameters(operation: &Operation, names: &Names<'_>) -> TokenStream {
    let items = [Place::Path, Place::Query, Place::Header]
        .into_iter()
        .flat_map(|place| place.parameters(operation).iter().map(move |item| parameter(item, place, names)));
    quote!(&[#(#items),*])
}

/// A parameter; a literal only where something is known of its values.
fn parameter(parameter: &Parameter, place: Place, names: &Names<'_>) -> TokenStream {
    let (name, facts, function) = (&parameter.name, facts(parameter, place), format_ident!("{}", place.function()));
    let describe = names.external("crate::generated", "describe");
    let plain = quote!(#describe::#function(#name));
    if facts.is_empty() {
        return plain;
    }
    let (ty, blank) = (names.operation("Parameter"), Ident::constant(place.function()));
    quote!(#ty { name: #name, #(#facts,)* ..#ty::#blank })
}

/// The fields that its place alone does not tell.
fn facts(parameter: &Parameter, place: Place) -> Vec<TokenStream> {
    let facts = &parameter.facts;
    let required = (parameter.required && !matches!(place, Place::Path)).then(|| quote!(required: true));
    let numbers = [("min", facts.min), ("max", facts.max), ("step", facts.step)];
    let numbers = numbers.into_iter().filter_map(|(name, number)| Some((name, Literal::i64_unsuffixed(number?))));
    let counts = [
        ("min_items", facts.min_items),
        ("max_items", facts.max_items),
        ("min_length", facts.min_length),
        ("max_length", facts.max_length),
    ];
    let counts = counts.into_iter().filter_map(|(name, number)| Some((name, Literal::u64_unsuffixed(number?))));
    let facts = numbers.chain(counts).map(|(name, number)| {
        let name = format_ident!("{name}");
        quote!(#name: Some(#number))
    });
    required.into_iter().chain(facts).collect()
}

fn answers(operation: &Operation, names: &Names<'_>) -> TokenStream {
    let items = operation.answers.iter().map(|answer| {
        let (describe, status) =
            (names.external("crate::generated", "describe"), Literal::u16_unsuffixed(answer.status));
        let media = answer.ty.as_ref().map(|_| &answer.media).into_iter().flatten();
        quote!(#describe::answer(#status, &[#(#media),*]))
    });
    quote!(&[#(#items),*])
}

fn ending(ending: &Ending, names: &Names<'_>) -> TokenStream {
    let ty = names.operation("Ending");
    let (since, replacement) = (optional(ending.since.as_ref()), optional(ending.replacement.as_ref()));
    let docs = optional(ending.docs.as_ref().map(|docs| docs::one_line(docs)).as_ref());
    quote!(#ty { since: #since, replacement: #replacement, docs: #docs })
}

fn paging(paging: &Paging, names: &Names<'_>) -> TokenStream {
    let (ty, style_ty) = (names.operation("Paging"), names.operation("PagingStyle"));
    let style = format_ident!(
        "{}",
        match paging.style {
            PagingStyle::Cursor => "Cursor",
            PagingStyle::CursorSize => "CursorSize",
            PagingStyle::Offset => "Offset",
            PagingStyle::Page => "Page",
        }
    );
    let items = &paging.items;
    let total = or_none(paging.total.as_ref().map(|path| quote!(&[#(#path),*])));
    let next = paging.next.iter().map(|next| {
        let ty = names.operation("NextPage");
        match next {
            NextPage::Body(path) => quote!(#ty::Body(&[#(#path),*])),
            NextPage::LinkHeader => quote!(#ty::LinkHeader),
        }
    });
    let next: Vec<_> = next.collect();
    quote!(#ty { style: #style_ty::#style, items: &[#(#items),*], total: #total, next: &[#(#next),*] })
}

/// A job; its operations are of the same area, and so is their data.
fn poll(poll: &Poll, names: &Names<'_>) -> Option<TokenStream> {
    let Poll { via, id, state, running, done, failed, message, then, then_id } = poll;
    let constant = |name: &String| names.api.operation(name).map(|(_, operation)| &operation.const_ident);
    let (ty, via) = (names.operation("Poll"), constant(via)?);
    let message = or_none(message.as_ref().map(|path| quote!(&[#(#path),*])));
    let then = or_none(then.as_ref().and_then(constant).map(|then| quote!(&#then)));
    Some(quote! {
        #ty {
            via: &#via, id: &[#(#id),*], state: &[#(#state),*],
            running: &[#(#running),*], done: &[#(#done),*], failed: &[#(#failed),*], message: #message,
            then: #then, then_id: &[#(#then_id),*],
        }
    })
}

fn or_none(tokens: Option<TokenStream>) -> TokenStream {
    tokens.map_or_else(|| quote!(None), |tokens| quote!(Some(#tokens)))
}

fn method_ident(method: Method) -> proc_macro2::Ident {
    let name = match method {
        Method::Get => "Get",
        Method::Post => "Post",
        Method::Put => "Put",
        Method::Patch => "Patch",
        Method::Delete => "Delete",
    };
    format_ident!("{name}")
}

fn effect_ident(effect: Effect) -> proc_macro2::Ident {
    let name = match effect {
        Effect::Read => "Read",
        Effect::Write => "Write",
        Effect::Create => "Create",
    };
    format_ident!("{name}")
}

fn stability_ident(operation: &Operation) -> proc_macro2::Ident {
    let name = match stability::of(operation) {
        Stability::Ga => "Ga",
        Stability::Beta => "Beta",
        Stability::Experimental => "Experimental",
    };
    format_ident!("{name}")
}
