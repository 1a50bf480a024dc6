//! Operations: how they are called, what they say over HTTP, and what is known of them.

use std::collections::BTreeSet;

use crate::emit::surface;
use crate::model::{Api, AreaId, Ending, ErrorDocs, Home, Limit, LimitScope, Operation, Period, Permission};

use super::log::{Log, listed, quoted};
use super::pairs::{self, Pairs, Placed};
use super::{Change, Class, answers, areas, inputs};

/// Compares the operations.
pub(super) fn compare(pairs: &Pairs<'_>, changes: &mut Vec<Change>) {
    let (old, new) = (pairs.old, pairs.new);
    let kept: BTreeSet<&str> = pairs.operations().iter().map(|(old, _)| old.1.name.as_str()).collect();
    let known: BTreeSet<&str> = pairs.operations().iter().map(|(_, new)| new.1.name.as_str()).collect();
    for placed in old.operations().filter(|placed| !kept.contains(&*placed.1.name) && !is_alone(old, *placed, new)) {
        gone(placed.1, &mut Log::new(pairs::operation_subject(old, placed), changes));
    }
    for placed in new.operations().filter(|placed| !known.contains(&*placed.1.name) && !is_alone(new, *placed, old)) {
        added(placed.1, &mut Log::new(pairs::operation_subject(new, placed), changes));
    }
    for (before, after) in pairs.operations() {
        let mut log = Log::new(pairs::operation_subject(old, *before), changes);
        compare_pair(pairs, *before, *after, &mut log);
        log.finish();
    }
}

fn gone(operation: &Operation, log: &mut Log<'_>) {
    if operation.is_callable() {
        log.add(Class::Compilation, "is gone");
    } else {
        log.add(Class::Docs, "is no longer listed among the retired operations");
    }
}

fn added(operation: &Operation, log: &mut Log<'_>) {
    match (&operation.retired, surface::feature(operation)) {
        (Some(_), _) => log.add(Class::Docs, "is listed among the retired operations"),
        (None, Some(feature)) => log.add(Class::Additive, format!("is new, with the feature `{feature}`")),
        (None, None) => log.add(Class::Additive, "is new"),
    }
}

/// Whether the area of an operation speaks for it.
fn is_alone(api: &Api, (area, _): Placed<'_>, other: &Api) -> bool {
    let index = api.areas.iter().position(|it| std::ptr::eq(it, area));
    index.is_some_and(|index| areas::is_alone(api, Home::Area(AreaId(index)), other))
}

fn compare_pair(pairs: &Pairs<'_>, before: Placed<'_>, after: Placed<'_>, log: &mut Log<'_>) {
    let (old, new) = (before.1, after.1);
    match (old.is_callable(), new.is_callable()) {
        (true, true) => {}
        (true, false) => return log.add(Class::Compilation, format!("is retired, {}", ending(new.retired.as_ref()))),
        (false, true) => return log.add(Class::Additive, "is no longer retired"),
        (false, false) => return log.words("its retirement", &(&old.retired, &old.path), &(&new.retired, &new.path)),
    }
    // Everything that an operation has, so that nothing new is forgotten here; what is not named is compared by a function of
    // its own.
    #[rustfmt::skip]
    let Operation {
        key: _, name: _, method_ident: _, request_ident: _, const_ident: _, method: _, path: _, docs: _, page: _, permissions,
        path_parameters: _, query: _, headers: _, body: _, answers: _, errors: _, error_statuses, notes: _, limits, regions: _, customers,
        effect, version: _, deprecated: _, sunset: _, retired: _, paging: _, poll: _, examples: _,
    } = new;
    names(pairs, before, after, log);
    travel(old, new, log);
    inputs::compare(pairs, old, new, log);
    answers::compare(pairs, old, new, log);
    version(old, new, log);
    needs(&old.permissions, permissions, log);
    regions(pairs, old, new, log);
    self::limits(&old.limits, limits, log);
    if old.customers != *customers {
        log.add(Class::Lifecycle, format!("customers: {}", customers.as_deref().unwrap_or("all")));
    }
    if old.effect != *effect {
        let (was, is) = (format!("{:?}", old.effect), format!("{effect:?}"));
        log.differ(Class::Lifecycle, "its effect, by which programs decide whether to repeat it,", &was, &is);
    }
    lifecycle(old, new, log);
    log.words("the statuses of its errors", &old.error_statuses, error_statuses);
    words(old, new, log);
}

/// Method and path. The names of a path's parameters do not travel.
fn travel(old: &Operation, new: &Operation, log: &mut Log<'_>) {
    log.differ(Class::Request, "the HTTP method", old.method.as_str(), new.method.as_str());
    if pairs::fixed(&old.path) == pairs::fixed(&new.path) {
        log.words("its path", &old.path.text, &new.path.text);
    } else {
        log.differ(Class::Request, "the path", &old.path.text, &new.path.text);
    }
}

/// What its documentation says, apart from its arguments and answers.
fn words(old: &Operation, new: &Operation, log: &mut Log<'_>) {
    log.words("it", &old.docs, &new.docs);
    log.words("its page", &old.page, &new.page);
    log.words("its notes", &old.notes, &new.notes);
    let errors = |operation: &Operation| -> Vec<_> {
        operation.errors.iter().map(|ErrorDocs { status, docs }| (*status, docs.clone())).collect()
    };
    log.words("its errors", &errors(old), &errors(new));
    let examples = |operation: &Operation| format!("{:?}", operation.examples);
    log.words("its examples", &examples(old), &examples(new));
}

/// The path in Rust; what an area's own name brings about is told of the area.
fn names(pairs: &Pairs<'_>, before: Placed<'_>, after: Placed<'_>, log: &mut Log<'_>) {
    let (old, new) = (pairs::operation_path(pairs.old, before), pairs::operation_path(pairs.new, after));
    let moved = areas::counterpart(pairs.old, before.0, pairs.new).is_none_or(|area| !std::ptr::eq(area, after.0));
    if moved || surface::method(before.1) != surface::method(after.1) {
        log.differ(Class::Compilation, "the method in Rust", &old, &new);
    }
    if moved && before.0.feature != after.0.feature {
        log.add(Class::Compilation, format!("takes the feature `{}`", after.0.feature));
    }
    let (old, new) = (before.1, after.1);
    log.differ(Class::Lifecycle, "its name in `OPERATIONS`", &old.name, &new.name);
    log.differ(Class::Compilation, "its request", old.request_ident.as_str(), new.request_ident.as_str());
    log.differ(Class::Compilation, "its description", old.const_ident.as_str(), new.const_ident.as_str());
}

/// The version that is sent, and the feature that follows from it.
fn version(old: &Operation, new: &Operation, log: &mut Log<'_>) {
    let text =
        |operation: &Operation| operation.version.as_ref().map(|version| version.text.clone()).unwrap_or_default();
    log.differ(Class::Request, "the version that it asks for", &text(old), &text(new));
    match (surface::feature(old), surface::feature(new)) {
        (old, new) if old == new => {}
        (_, Some(feature)) => log.add(Class::Compilation, format!("takes the feature `{feature}`")),
        (Some(feature), None) => {
            log.add(Class::Additive, format!("is generally available: it takes the feature `{feature}` no longer"));
        }
        (None, None) => {}
    }
}

fn needs(old: &[Permission], new: &[Permission], log: &mut Log<'_>) {
    let without = |one: &[Permission], other: &[Permission]| -> Vec<String> {
        let left = one.iter().filter(|it| !other.iter().any(|other| other.key == it.key));
        left.map(|permission| permission.key.clone()).collect()
    };
    let (more, fewer) = (without(new, old), without(old, new));
    let are_same = more.is_empty() && fewer.is_empty();
    if !more.is_empty() {
        log.add(Class::Lifecycle, format!("needs {}", listed(more)));
    }
    if !fewer.is_empty() {
        log.add(Class::Lifecycle, format!("needs {} no longer", listed(fewer)));
    }
    let keys = |permissions: &[Permission]| permissions.iter().map(|it| it.key.clone()).collect::<Vec<_>>();
    if are_same {
        log.words("the order of its permissions", &keys(old), &keys(new));
    }
}

fn regions(pairs: &Pairs<'_>, old: &Operation, new: &Operation, log: &mut Log<'_>) {
    let keys = |api: &Api, operation: &Operation| -> Vec<String> {
        operation.regions.iter().map(|index| api.regions[*index].key.clone()).collect()
    };
    let (old, new) = (keys(pairs.old, old), keys(pairs.new, new));
    if old != new {
        let shown = if new.is_empty() { "in every region".to_owned() } else { format!("only in {}", listed(new)) };
        log.add(Class::Lifecycle, shown);
    }
}

fn limits(old: &[Limit], new: &[Limit], log: &mut Log<'_>) {
    if old == new {
        return;
    }
    let shown: Vec<_> = new.iter().map(limit).collect();
    log.add(
        Class::Lifecycle,
        format!("rate limits: {}", if shown.is_empty() { "none".to_owned() } else { listed(shown) }),
    );
}

/// As it is written in the description.
fn limit(limit: &Limit) -> String {
    let Limit { count, per, scope } = limit;
    let per = match per {
        Period::Second => "second",
        Period::Minute => "minute",
        Period::Hour => "hour",
        Period::Day => "day",
    };
    let scope = match scope {
        LimitScope::Unstated => "",
        LimitScope::Key => " per key",
        LimitScope::User => " per user",
        LimitScope::Org => " per org",
        LimitScope::Group => " per group",
    };
    format!("{count} per {per}{scope}")
}

fn lifecycle(old: &Operation, new: &Operation, log: &mut Log<'_>) {
    match (&old.deprecated, &new.deprecated) {
        (None, Some(_)) => log.add(Class::Lifecycle, format!("is deprecated, {}", ending(new.deprecated.as_ref()))),
        (Some(_), None) => log.add(Class::Lifecycle, "is no longer deprecated"),
        (Some(old), Some(new)) if old != new => {
            log.add(Class::Lifecycle, format!("its deprecation is another: {}", ending(Some(new))));
        }
        _ => {}
    }
    match (&old.sunset, &new.sunset) {
        (old, new) if old == new => {}
        (_, Some(date)) => log.add(Class::Lifecycle, format!("ends on {date}")),
        (_, None) => log.add(Class::Lifecycle, "has no date of its end any more"),
    }
}

/// "since 2025-01-22; use `v1.apps.get`: nobody looked at it"
fn ending(ending: Option<&Ending>) -> String {
    let Some(Ending { since, replacement, docs }) = ending else { return String::new() };
    let mut text = since.as_ref().map_or_else(|| "by now".to_owned(), |since| format!("since {since}"));
    if let Some(replacement) = replacement {
        text.push_str(&format!("; use {}", quoted(replacement)));
    }
    if let Some(docs) = docs {
        text.push_str(&format!(": {docs}"));
    }
    text
}
