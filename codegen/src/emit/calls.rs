//! What an operation takes and gives: shared by its method, its request builder, its documentation and the tests.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::model::{Body, Ident, ListStyle, Operation, Parameter, Type};

use super::names::Names;
use super::{reserved, ty};

/// Something that a caller gives.
#[derive(Clone, Copy)]
pub(super) enum Input<'a> {
    /// A part of the path.
    Path(&'a Parameter),
    /// A part of the query.
    Query(&'a Parameter),
    /// A header.
    Header(&'a Parameter),
    /// The body.
    Body(&'a Body),
}

/// Everything that a caller gives, in the order of the method's arguments and then of the setters.
pub(super) fn inputs(operation: &Operation) -> impl Iterator<Item = Input<'_>> {
    let path = operation.path_parameters.iter().map(Input::Path);
    let query = operation.query.iter().map(Input::Query);
    let headers = operation.headers.iter().map(Input::Header);
    path.chain(query).chain(headers).chain(operation.body.iter().map(Input::Body))
}

/// What the method takes.
pub(super) fn arguments(operation: &Operation) -> impl Iterator<Item = Input<'_>> {
    inputs(operation).filter(|input| input.is_required())
}

/// What the request builder takes.
pub(super) fn setters(operation: &Operation) -> impl Iterator<Item = Input<'_>> {
    inputs(operation).filter(|input| !input.is_required())
}

impl Input<'_> {
    fn is_required(&self) -> bool {
        match self {
            Input::Path(_) => true,
            Input::Query(parameter) | Input::Header(parameter) => parameter.required,
            Input::Body(body) => body.required,
        }
    }

    /// Its type.
    pub(super) fn ty(&self) -> &Type {
        match self {
            Input::Path(parameter) | Input::Query(parameter) | Input::Header(parameter) => &parameter.ty,
            Input::Body(body) => &body.ty,
        }
    }

    /// The argument's name.
    pub(super) fn ident(&self, operation: &Operation) -> Ident {
        match self {
            Input::Path(parameter) | Input::Query(parameter) | Input::Header(parameter) => parameter.ident.clone(),
            Input::Body(_) => reserved::free("body", |name| is_parameter(operation, name)),
        }
    }

    /// The setter's name.
    pub(super) fn setter(&self, operation: &Operation) -> Ident {
        reserved::request_setter(&self.ident(operation))
    }

    /// The argument's type, and the statement that hands it to a call.
    pub(super) fn hand_over(
        &self,
        operation: &Operation,
        call: &TokenStream,
        names: &Names<'_>,
    ) -> (TokenStream, TokenStream) {
        let ident = self.ident(operation);
        let argument = ty::argument(self.ty(), &ident, names);
        let value = &argument.value;
        let statement = match self {
            Input::Path(_) => quote!(#call.path(&#value);),
            Input::Query(parameter) => match (&parameter.ty, parameter.style) {
                (Type::List(item), style) => list(parameter, item, style, call, names),
                _ => {
                    let name = &parameter.name;
                    quote!(#call.query(#name, &#value);)
                }
            },
            Input::Header(parameter) => {
                let name = &parameter.name;
                quote!(#call.header(#name, &#value);)
            }
            Input::Body(body) => return body_argument(body, argument, &ident, call, names),
        };
        (argument.ty, statement)
    }
}

/// The body's argument, and the statement that hands it to a call. Lists are taken from anywhere.
fn body_argument(
    body: &Body,
    argument: ty::Argument,
    ident: &Ident,
    call: &TokenStream,
    names: &Names<'_>,
) -> (TokenStream, TokenStream) {
    let method = format_ident!("{}", if body.envelope { "data_body" } else { "body" });
    let Type::List(item) = &body.ty else {
        let value = argument.value;
        return (argument.ty, quote!(#call.#method(&#value);));
    };
    let list = ty::rust(&body.ty, names);
    if ty::converts(item, names.api) {
        let value = argument.value;
        return (argument.ty, quote!(#call.#method::<#list>(&#value);));
    }
    let (iterator, item) = (names.std("IntoIterator"), ty::rust(item, names));
    (quote!(impl #iterator<Item = #item>), quote!(#call.#method::<#list>(&#ident.into_iter().collect());))
}

/// The statement that hands a list over, item by item.
fn list(parameter: &Parameter, item: &Type, style: ListStyle, call: &TokenStream, names: &Names<'_>) -> TokenStream {
    let (name, ident, item) = (&parameter.name, &parameter.ident, ty::rust(item, names));
    match style {
        ListStyle::Repeated => quote!(#call.query_list::<#item>(#name, #ident);),
        ListStyle::Commas => quote!(#call.query_csv::<#item>(#name, #ident);),
    }
}

fn is_parameter(operation: &Operation, name: &str) -> bool {
    let parameters = operation.path_parameters.iter().chain(&operation.query).chain(&operation.headers);
    parameters.into_iter().any(|parameter| parameter.ident.as_str() == name)
}

/// A name for the call that no argument has.
pub(super) fn call_ident(operation: &Operation) -> Ident {
    reserved::free("call", |name| is_parameter(operation, name))
}

/// The method's name.
pub(super) fn method_ident(operation: &Operation) -> Ident {
    reserved::method(&operation.method_ident)
}
