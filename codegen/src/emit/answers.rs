//! What comes back from an operation, and how a request asks for it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::model::{Api, Area, Envelope, Operation, Type};

use super::names::Names;
use super::ty;

/// What comes back from an operation, whichever of its success statuses it answers with.
#[derive(Clone, Copy)]
pub(super) struct Outcome<'a> {
    /// What a caller gets.
    pub(super) kind: Kind<'a>,
    /// Some status has no body.
    pub(super) optional: bool,
}

/// What a caller gets.
#[derive(Clone, Copy)]
pub(super) enum Kind<'a> {
    /// Nothing: no answer has a body.
    Nothing,
    /// The body.
    Value(&'a Type),
    /// The data in the envelope that is the body.
    Data(&'a Type, &'a Envelope),
    /// The body as it comes.
    Bytes,
    /// What the `Location` header ends in.
    Location(&'a Type),
}

/// What comes back from an operation.
pub(super) fn outcome(operation: &Operation) -> Outcome<'_> {
    let location = operation.answers.iter().find_map(|answer| answer.location.as_ref());
    let with_body = operation.answers.iter().find_map(|answer| Some((answer.ty.as_ref()?, answer.envelope.as_ref())));
    let kind = match (location, with_body) {
        (Some(ty), _) => Kind::Location(ty),
        (None, Some((Type::Bytes, _))) => Kind::Bytes,
        (None, Some((ty, Some(envelope)))) => Kind::Data(ty, envelope),
        (None, Some((ty, None))) => Kind::Value(ty),
        (None, None) => Kind::Nothing,
    };
    let optional = match kind {
        Kind::Nothing | Kind::Bytes | Kind::Location(_) | Kind::Value(Type::Nullable(_)) => false,
        Kind::Value(_) | Kind::Data(..) => operation.answers.iter().any(|answer| answer.ty.is_none()),
    };
    Outcome { kind, optional }
}

/// The operation whose answer is the result of a job, if the operation starts one that can be followed.
pub(super) fn result_of<'a>(api: &'a Api, operation: &Operation) -> Option<(&'a Area, &'a Operation)> {
    let poll = operation.poll.as_ref()?;
    api.operation(poll.then.as_ref().unwrap_or(&poll.via))
}

impl Outcome<'_> {
    /// The type that a caller gets, without whether it may be missing; none for nothing.
    pub(super) fn ty(&self) -> Option<&Type> {
        match self.kind {
            Kind::Nothing => None,
            Kind::Value(ty) | Kind::Data(ty, _) | Kind::Location(ty) => Some(ty),
            Kind::Bytes => Some(&Type::Bytes),
        }
    }

    /// What `send` gives.
    pub(super) fn value(&self, names: &Names<'_>) -> TokenStream {
        match self.ty() {
            Some(ty) => self.perhaps(ty::rust(ty, names), names),
            None => quote!(()),
        }
    }

    /// What `response` and `pages` give: with the envelope, if there is one.
    pub(super) fn whole(&self, names: &Names<'_>) -> TokenStream {
        match self.kind {
            Kind::Data(ty, envelope) => self.perhaps(document(ty, envelope, names), names),
            _ => self.value(names),
        }
    }

    fn perhaps(&self, ty: TokenStream, names: &Names<'_>) -> TokenStream {
        if !self.optional {
            return ty;
        }
        let option = names.std("Option");
        quote!(#option<#ty>)
    }

    /// The call's method that asks for the value: `send` or `wait`, by what the answer is.
    pub(super) fn ask(&self, verb: &str, names: &Names<'_>) -> TokenStream {
        let suffix = match (self.kind, self.optional) {
            (Kind::Nothing | Kind::Value(_), _) => "",
            (Kind::Data(..), false) => "_data",
            (Kind::Data(..), true) => "_data_or_nothing",
            (Kind::Bytes, _) => "_payload",
            (Kind::Location(_), _) => "_location",
        };
        let method = format_ident!("{verb}{suffix}");
        let Kind::Data(_, envelope) = self.kind else { return quote!(#method()) };
        let meta = envelope.meta.as_ref().map_or_else(|| names.codec("Object"), |ty| ty::rust(ty, names));
        let included = envelope.included.as_ref().map_or_else(|| names.codec("Json"), |ty| ty::rust(ty, names));
        quote!(#method::<_, #meta, #included>())
    }

    /// The call's method that asks for everything.
    pub(super) fn ask_response(&self) -> TokenStream {
        match self.kind {
            Kind::Bytes => quote!(response_payload()),
            Kind::Location(_) => quote!(response_location()),
            Kind::Nothing | Kind::Value(_) | Kind::Data(..) => quote!(response()),
        }
    }
}

/// `Document<T>`, with as many of the other types as the description gives.
fn document(ty: &Type, envelope: &Envelope, names: &Names<'_>) -> TokenStream {
    let (document, data) = (names.runtime("Document"), ty::rust(ty, names));
    let meta = envelope.meta.as_ref().map(|ty| ty::rust(ty, names));
    match (meta, &envelope.included) {
        (None, None) => quote!(#document<#data>),
        (Some(meta), None) => quote!(#document<#data, #meta>),
        (meta, Some(included)) => {
            let meta = meta.unwrap_or_else(|| names.codec("Object"));
            let included = ty::rust(included, names);
            quote!(#document<#data, #meta, #included>)
        }
    }
}
