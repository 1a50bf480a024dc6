//! The documentation of an operation.

use heck::ToSnakeCase;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::model::{Api, Area, AreaId, Ending, Ident, Limit, LimitScope, Operation, Period, Stability, Type};
use crate::render;

use super::answers::Kind;
use super::calls::{self, Input};
use super::{answers, docs, example, facts, pages};

/// Its lines.
pub(super) fn emit(api: &Api, id: AreaId, area: &Area, operation: &Operation) -> Vec<String> {
    let mut lines = docs::documented(&operation.docs);
    lines.push(String::new());
    lines.push(format!("`{}`", request_line(api, area, operation)));
    if let Some(ending) = &operation.deprecated {
        lines.push(String::new());
        lines.push(docs::safe_line(&format!("**Deprecated** {}", ending_text(api, ending))));
    }
    section(&mut lines, "Arguments", calls::arguments(operation).map(|input| argument(operation, input)));
    section(&mut lines, "Permissions", permissions(operation));
    section(&mut lines, "Notes", notes(api, operation));
    section(&mut lines, "Answers", answers(api, operation));
    section(&mut lines, "Pages", pages(api, operation));
    section(&mut lines, "Job", job(api, operation));
    section(&mut lines, "Errors", operation.errors.iter().map(|error| format!("`{}`: {}", error.status, error.docs)));
    lines.extend(["".to_owned(), "# Example".to_owned(), "".to_owned()]);
    lines.extend(example_lines(api, id, operation));
    lines.extend([String::new(), docs::safe_line(&format!("The vendor's docs: {}", operation.page))]);
    lines
}

/// What to know of an operation that is gone.
pub(super) fn retired(api: &Api, area: &Area, operation: &Operation) -> String {
    let ending = operation.retired.as_ref().map(|ending| ending_text(api, ending)).unwrap_or_default();
    docs::one_line(&format!("`{}` (`{}`), {ending}", operation.key, request_line(api, area, operation)))
}

/// The attribute of an operation that should not be used any more. It has no `since`: that would be a version of the client.
pub(super) fn deprecated(api: &Api, operation: &Operation) -> Option<TokenStream> {
    let mut note = ending_text(api, operation.deprecated.as_ref()?);
    if let Some(date) = &operation.sunset {
        note.push_str(&format!(" It ends on {date}."));
    }
    let note = docs::one_line(&note);
    Some(quote!(#[deprecated(note = #note)]))
}

/// `GET /v1/org/{orgId}/projects`.
fn request_line(api: &Api, area: &Area, operation: &Operation) -> String {
    format!("{} {}{}", operation.method.as_str(), api.family(area).base, operation.path.text)
}

fn section(lines: &mut Vec<String>, title: &str, items: impl IntoIterator<Item = String>) {
    let items = docs::list(items);
    if !items.is_empty() {
        lines.extend([String::new(), format!("# {title}"), String::new()]);
        lines.extend(items);
    }
}

fn argument(operation: &Operation, input: Input<'_>) -> String {
    let text = match input {
        Input::Path(parameter) | Input::Query(parameter) | Input::Header(parameter) => {
            facts::docs(&parameter.docs, &parameter.ty, &parameter.facts)
        }
        Input::Body(body) => body.docs.clone().unwrap_or_else(|| "What is sent.".to_owned()),
    };
    format!("`{}`: {text}", input.ident(operation))
}

fn permissions(operation: &Operation) -> Vec<String> {
    let shown = operation.permissions.iter().map(|permission| {
        let kind = if permission.role { "the role " } else { "" };
        format!("{kind}{} (`{}`)", permission.name, permission.key)
    });
    let shown: Vec<_> = shown.collect();
    if shown.is_empty() { vec!["The vendor's docs name none.".to_owned()] } else { shown }
}

fn notes(api: &Api, operation: &Operation) -> Vec<String> {
    let mut notes = operation.notes.clone();
    notes.extend(operation.limits.iter().map(|limit| format!("{}.", limit_text(*limit))));
    if !operation.regions.is_empty() {
        let names: Vec<_> = operation.regions.iter().map(|index| format!("`{}`", api.regions[*index].name)).collect();
        notes.push(format!("Only in {}.", names.join(", ")));
    }
    notes.extend(operation.customers.as_ref().map(|who| format!("Not for every customer: {who}")));
    notes.extend(operation.version.as_ref().map(|version| {
        let stability = match version.stability {
            Stability::Ga => "",
            Stability::Beta => ", which is beta and may change",
            Stability::Experimental => ", which is experimental and may change at any time",
        };
        format!("Asks for version `{}`{stability}.", version.text)
    }));
    notes.extend(operation.sunset.as_ref().map(|date| format!("It ends on {date}.")));
    notes
}

/// "At most 70 calls per minute, counted by user"
fn limit_text(limit: Limit) -> String {
    let per = match limit.per {
        Period::Second => "second",
        Period::Minute => "minute",
        Period::Hour => "hour",
        Period::Day => "day",
    };
    let by = match limit.scope {
        LimitScope::Unstated => "",
        LimitScope::Key => ", counted by API key",
        LimitScope::User => ", counted by user",
        LimitScope::Org => ", counted by organization",
        LimitScope::Group => ", counted by group",
    };
    format!("At most {} {} per {per}{by}", limit.count, if limit.count == 1 { "call" } else { "calls" })
}

/// What the method's type does not tell of the answers.
fn answers(api: &Api, operation: &Operation) -> Vec<String> {
    let told = operation.answers.len() > 1 || operation.answers.iter().any(|answer| answer.docs.is_some());
    if !told {
        return Vec::new();
    }
    let shown = operation.answers.iter().map(|answer| {
        let body = match &answer.ty {
            Some(Type::Named(id)) => format!("`{}`", api.ty(*id).ident),
            Some(_) => "a body".to_owned(),
            None if answer.location.is_some() => "an id in its `Location` header".to_owned(),
            None => "no body".to_owned(),
        };
        let docs = answer.docs.as_ref().map(|docs| format!(": {docs}")).unwrap_or_default();
        format!("`{}` with {body}{docs}", answer.status)
    });
    shown.collect()
}

/// How to go through a list.
fn pages(api: &Api, operation: &Operation) -> Option<String> {
    operation.paging.as_ref()?;
    let items = pages::items(api, operation).map(|_| "`items()` goes through all of them, ").unwrap_or_default();
    Some(format!("The list comes in pages. {items}`pages()` page by page; `send()` gives one page."))
}

/// What a job does to a call.
fn job(api: &Api, operation: &Operation) -> Option<String> {
    let waiting = waiting(api, operation)?;
    Some(format!("It starts a job, and `send()` does not wait for its end. `wait()` does: it {waiting}"))
}

/// What waiting for a job means: "asks … until …, and gives …".
pub(super) fn waiting(api: &Api, operation: &Operation) -> Option<String> {
    let poll = operation.poll.as_ref()?;
    let (via_area, via) = api.operation(&poll.via)?;
    let result = match poll.then.as_ref().and_then(|then| api.operation(then)) {
        Some((area, then)) => format!("what {} answers then", shown_call(api, area, then)),
        None => "the last answer".to_owned(),
    };
    let (ask, done) = (shown_call(api, via_area, via), states(&poll.done));
    let mut text = format!("asks {ask} until the state is {done}, and gives {result}.");
    if !poll.failed.is_empty() {
        text.push_str(&format!(" It fails if the state is {}.", states(&poll.failed)));
    }
    Some(text)
}

/// "`done` or `lost`"
fn states(states: &[String]) -> String {
    let states: Vec<_> = states.iter().map(|state| format!("`{}`", state.replace('`', "'"))).collect();
    states.join(" or ")
}

/// `client.v1().apps().get`, as code.
fn shown_call(api: &Api, area: &Area, operation: &Operation) -> String {
    let handle = example::handle(api, area).to_string().replace(' ', "");
    format!("`{handle}.{}`", calls::method_ident(operation))
}

/// "since 2025-01-22. Use `client.v1().apps().get`. Nobody looked at it."
fn ending_text(api: &Api, ending: &Ending) -> String {
    let mut text = match &ending.since {
        Some(since) => format!("since {since}."),
        None => "by now.".to_owned(),
    };
    if let Some(name) = &ending.replacement {
        let shown = api.operation(name).filter(|(_, operation)| operation.is_callable());
        let shown = shown.map_or_else(|| format!("`{name}`"), |(area, operation)| shown_call(api, area, operation));
        text.push_str(&format!(" Use {shown}."));
    }
    if let Some(docs) = &ending.docs {
        text.push_str(&format!(" {docs}"));
    }
    text
}

/// The example, which is compiled with the documentation's tests.
fn example_lines(api: &Api, id: AreaId, operation: &Operation) -> Vec<String> {
    let example = example::call(api, id, operation, &example::first(operation));
    let statements = statements(api, operation, &example.call);
    let mut lines = vec!["```no_run".to_owned()];
    let uses = render::expression(&example.imports);
    if !uses.is_empty() {
        lines.extend(uses);
        lines.push(String::new());
    }
    if example.deprecated {
        lines.push("# #[allow(deprecated)]".to_owned());
    }
    lines.push("# async fn example(client: snyk_api::Client) -> Result<(), snyk_api::Error> {".to_owned());
    lines.extend(render::expression(&statements));
    lines.extend(["# Ok(())".to_owned(), "# }".to_owned(), "```".to_owned()]);
    lines
}

/// What a user would do: go through a list, wait for a job, or take the answer.
fn statements(api: &Api, operation: &Operation, call: &TokenStream) -> TokenStream {
    if let Some(items) = pages::items(api, operation) {
        let item = format_ident!("{}", variable(api, items.item, "item").as_str());
        let print = format!("{{{item}:?}}");
        return quote! {
            let mut items = #call.items();
            while let Some(#item) = items.try_next().await? {
                println!(#print);
            }
        };
    }
    let (answering, verb) = match answers::result_of(api, operation) {
        Some((_, result)) => (result, quote!(wait)),
        None => (operation, quote!(send)),
    };
    let outcome = answers::outcome(answering);
    let otherwise = if matches!(outcome.kind, Kind::Location(_)) { "id" } else { "answer" };
    let binding = outcome.ty().map(|answer| {
        let name = format_ident!("{}", variable(api, answer, otherwise).as_str());
        quote!(let #name =)
    });
    quote!(#binding #call.#verb().await?;)
}

/// What a user would call a value.
fn variable(api: &Api, ty: &Type, otherwise: &str) -> Ident {
    match ty {
        Type::Named(id) => Ident::field(&api.ty(*id).ident.as_str().to_snake_case()),
        Type::Bytes => Ident::field("payload"),
        _ => Ident::field(otherwise),
    }
}
