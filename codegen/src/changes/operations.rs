//! Operations: how they are called, what they say over HTTP, and what is known of them.

use crate::emit::surface;
use crate::model::{Api, AreaId, Ending, Home, Limit, LimitScope, Operation, Period, Permission};

use super::log::{Log, listed, quoted};
use super::pairs::{self, Pairs, Placed};
use super::{Change, Class, answers, areas, inputs};

/// Compares the operations.
pub(super) fn compare(pairs: &Pairs<'_>, changes: &mut Vec<Change>) {
    let (old, new) = (pairs.old, pairs.new);
    let is_paired = |name: &str, of_new: bool| {
        pairs.operations().iter().any(|(old, new)| if of_new { new.1.name == name } else { old.1.name == name })
    };
    for placed in old.operations().filter(|placed| !is_paired(&placed.1.name, false) && !is_alone(old, *placed, new)) {
        let mut log = Log::new(pairs::operation_subject(old, placed), changes);
        if placed.1.is_callable() {
            log.add(Class::Compilation, "is gone");
        } else {
            log.add(Class::Docs, "is no longer listed among the retired operations");
        }
    }
    for placed in new.operations().filter(|placed| !is_paired(&placed.1.name, true) && !is_alone(new, *placed, old)) {
        let mut log = Log::new(pairs::operation_subject(new, placed), changes);
        match (&placed.1.retired, surface::feature(placed.1)) {
            (Some(_), _) => log.add(Class::Docs, "is listed among the retired operations"),
            (None, Some(feature)) => log.add(Class::Additive, format!("is new, with the feature `{feature}`")),
            (None, None) => log.add(Class::Additive, "is new"),
        }
    }
    for (before, after) in pairs.operations() {
        let mut log = Log::new(pairs::operation_subject(old, *before), changes);
        compare_pair(pairs, *before, *after, &mut log);
        log.finish();
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
    let Operation {
        key: _,
        name,
        method_ident: _,
        request_ident,
        const_ident,
        method,
        path,
        docs,
        page,
        permissions,
        path_parameters: _,
        query: _,
        headers: _,
        body: _,
        answers: _,
        errors,
        notes,
        limits,
        regions: _,
        customers,
        effect,
        version: _,
        deprecated: _,
        sunset: _,
        retired: _,
        paging: _,
        poll: _,
        examples,
    } = new;
    names(pairs, before, after, log);
    log.differ(Class::Lifecycle, "its name in `OPERATIONS`", &old.name, name);
    log.differ(Class::Compilation, "its request", old.request_ident.as_str(), request_ident.as_str());
    log.differ(Class::Compilation, "its description", old.const_ident.as_str(), const_ident.as_str());
    log.differ(Class::Request, "the HTTP method", old.method.as_str(), method.as_str());
    if pairs::fixed(&old.path) == pairs::fixed(path) {
        log.words("its path", &old.path.text, &path.text);
    } else {
        log.differ(Class::Request, "the path", &old.path.text, &path.text);
    }
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
        let what = format!(
            "its effect is `{effect:?}`, not `{:?}`, by which programs decide whether to repeat it",
            old.effect
        );
        log.add(Class::Lifecycle, what);
    }
    lifecycle(old, new, log);
    log.words("it", &old.docs, docs);
    log.words("its page", &old.page, page);
    log.words("its notes", &old.notes, notes);
    let error = |operation: &Operation| -> Vec<_> {
        operation.errors.iter().map(|error| (error.status, error.docs.clone())).collect()
    };
    log.words("its errors", &error(old), &errors.iter().map(|error| (error.status, error.docs.clone())).collect());
    log.words("its examples", &format!("{:?}", old.examples), &format!("{examples:?}"));
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
