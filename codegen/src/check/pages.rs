//! How lists are paged.

use super::{Context, member};
use crate::diagnostic::{Rule, listed};
use crate::lower::place::{Part, Place};
use crate::model::{NextPage, Operation, Paging, PagingStyle, Type};

/// Paging names members that the answer has, and parameters that can be sent.
pub(super) fn have_members(context: &Context<'_>) {
    for (_, operation, place) in context.operations() {
        let Some(paging) = &operation.paging else { continue };
        let place = place.key("paging");
        has_parameter(context, operation, paging, &place);
        has_items(context, operation, paging, &place);
        if let Some(total) = &paging.total {
            let place = place.key("total");
            match member(context.api, operation, total) {
                Some(Type::Int | Type::Number | Type::Float | Type::Json) => {}
                Some(_) => bad(context, &place, total, "is no number"),
                None => bad(context, &place, total, "is no member of the answer"),
            }
        }
        for (index, next) in paging.next.iter().enumerate() {
            let NextPage::Body(path) = next else { continue };
            let place = place.key("next").item(index);
            match member(context.api, operation, path) {
                Some(Type::String | Type::Uri | Type::Link | Type::Json) => {}
                Some(_) => bad(context, &place, path, "is no text"),
                None => bad(context, &place, path, "is no member of the answer"),
            }
        }
    }
}

fn has_items(context: &Context<'_>, operation: &Operation, paging: &Paging, place: &Place) {
    let place = place.key("items");
    match member(context.api, operation, &paging.items) {
        Some(Type::List(_) | Type::Json) => {}
        Some(_) => bad(context, &place, &paging.items, "is no list"),
        None => bad(context, &place, &paging.items, "is no member of the answer"),
    }
}

/// The parameter that asks for the next page is one of the operation's.
fn has_parameter(context: &Context<'_>, operation: &Operation, paging: &Paging, place: &Place) {
    let name = match paging.style {
        PagingStyle::Cursor => "starting_after",
        PagingStyle::CursorSize => "cursor",
        PagingStyle::Offset => "offset",
        PagingStyle::Page => "page",
    };
    let known = context.report.is_whole("spec/api.yaml");
    if known && operation.query.iter().all(|parameter| parameter.name != name) {
        let known = listed(operation.query.iter().map(|parameter| parameter.name.as_str()));
        let message = format!(
            "`{}` asks for the next page with `{name}`, which is no query parameter here",
            paging.style.as_str()
        );
        let help = match known.as_str() {
            "" => format!("add `{name}?` under `query`"),
            known => format!("add `{name}?` under `query`, or correct the style; the parameters are {known}"),
        };
        context.add(Rule::BadPaging, &place.key("style"), Part::Value, message, &help);
    }
}

fn bad(context: &Context<'_>, place: &Place, path: &[String], what: &str) {
    let message = format!("`{}` {what}", path.join("."));
    let help = "write the members on the way to it, with dots between";
    context.add(Rule::BadPaging, place, Part::Value, message, help);
}
