//! A request example as the call that a user would write.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use crate::model::{Api, Area, AreaId, Operation, RequestExample};

use super::calls::{self, Input};
use super::expression::Expressions;
use super::names::{Names, Place};
use super::roots;

/// A call, written out.
pub(super) struct Example {
    /// The `use` lines that it needs.
    pub(super) imports: TokenStream,
    /// `client.v1().projects().get("…")` with its setters, and nothing behind them.
    pub(super) call: TokenStream,
    /// It calls or sets something that should not be used any more.
    pub(super) deprecated: bool,
}

/// The first request example of an operation; an empty one where it needs nothing.
pub(super) fn first(operation: &Operation) -> RequestExample {
    let unlabelled = operation.examples.requests.iter().find(|request| request.label.is_none());
    unlabelled.or(operation.examples.requests.first()).cloned().unwrap_or_default()
}

/// The call of an example.
pub(super) fn call(api: &Api, id: AreaId, operation: &Operation, example: &RequestExample) -> Example {
    let names = Names::new(api, Place::User(id));
    let expressions = Expressions::new(&names);
    let area = &api.areas[id.0];
    let handle = handle(api, area);
    let method = calls::method_ident(operation);
    let arguments: Vec<_> = calls::arguments(operation)
        .map(|input| {
            let value = given(input, example).unwrap_or(&Value::Null);
            expressions.given(input, value)
        })
        .collect();
    let setters = calls::setters(operation).filter_map(|input| {
        let (setter, value) = (input.setter(operation), expressions.given(input, given(input, example)?));
        let old =
            matches!(input, Input::Query(parameter) | Input::Header(parameter) if parameter.facts.deprecated.is_some());
        expressions.deprecated.set(expressions.deprecated.get() || old);
        Some(quote!(.#setter(#value)))
    });
    let setters: Vec<_> = setters.collect();
    Example {
        imports: names.imports(),
        call: quote!(#handle.#method(#(#arguments),*)#(#setters)*),
        deprecated: expressions.deprecated.get() || operation.deprecated.is_some(),
    }
}

/// `client.v1().projects()`.
pub(super) fn handle(api: &Api, area: &Area) -> TokenStream {
    let (accessor, family) = (roots::accessor_ident(area), api.family(area));
    if family.handle {
        let family = &family.ident;
        quote!(client.#family().#accessor())
    } else {
        quote!(client.#accessor())
    }
}

/// What the example gives for an input, without the envelope in which it travels.
pub(super) fn given<'a>(input: Input<'_>, example: &'a RequestExample) -> Option<&'a Value> {
    match input {
        Input::Path(parameter) => example.path.get(&parameter.name),
        Input::Query(parameter) => example.query.get(&parameter.name),
        Input::Header(parameter) => example.headers.get(&parameter.name),
        Input::Body(body) if body.envelope => example.body.as_ref()?.get("data"),
        Input::Body(_) => example.body.as_ref(),
    }
}
