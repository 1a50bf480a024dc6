//! What the docs say of values.

use std::fmt::Display;

use crate::model::Facts;

use super::Class;
use super::log::{Log, quoted};

/// What a fact means to a caller.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Checked {
    /// The client checks it before it sends anything, as it does for parameters.
    Yes,
    /// It is told, as it is of members.
    No,
}

/// Compares the facts of a value that is called so.
pub(super) fn compare(log: &mut Log<'_>, name: &str, old: &Facts, new: &Facts, checked: Checked) {
    let Facts { format, min, max, step, min_length, max_length, pattern, min_items, max_items, default, deprecated } =
        new;
    log.words(&format!("the format of {name}"), &old.format, format);
    log.words(&format!("the pattern of {name}"), &old.pattern, pattern);
    let mut bounds = Bounds { log, name, checked };
    bounds.lower("smallest value", old.min, *min);
    bounds.upper("largest value", old.max, *max);
    bounds.step(old.step, *step);
    bounds.lower("shortest text", old.min_length, *min_length);
    bounds.upper("longest text", old.max_length, *max_length);
    bounds.lower("fewest items", old.min_items, *min_items);
    bounds.upper("most items", old.max_items, *max_items);
    if old.default != *default {
        let shown = default.as_ref().map_or_else(String::new, ToString::to_string);
        log.add(Class::Docs, format!("the service takes {} for {name} where it is left out", quoted(&shown)));
    }
    match (&old.deprecated, deprecated) {
        (None, Some(reason)) => log.add(Class::Lifecycle, format!("{name} is deprecated: {reason}")),
        (Some(_), None) => log.add(Class::Lifecycle, format!("{name} is no longer deprecated")),
        (old, new) => log.words(&format!("why {name} is deprecated"), old, new),
    }
}

/// Compares one bound after the other.
struct Bounds<'a, 'b> {
    log: &'a mut Log<'b>,
    name: &'a str,
    checked: Checked,
}

impl Bounds<'_, '_> {
    fn lower<T: Display + PartialOrd>(&mut self, what: &str, old: Option<T>, new: Option<T>) {
        let tighter =
            matches!((&old, &new), (None, Some(_))) || matches!((&old, &new), (Some(old), Some(new)) if new > old);
        self.tell(what, old, new, tighter);
    }

    fn upper<T: Display + PartialOrd>(&mut self, what: &str, old: Option<T>, new: Option<T>) {
        let tighter =
            matches!((&old, &new), (None, Some(_))) || matches!((&old, &new), (Some(old), Some(new)) if new < old);
        self.tell(what, old, new, tighter);
    }

    /// A step that divides the old one allows all that was allowed.
    fn step(&mut self, old: Option<i64>, new: Option<i64>) {
        let tighter = match (old, new) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(old), Some(new)) => old.checked_rem(new) != Some(0),
        };
        self.tell("step", old, new, tighter);
    }

    fn tell<T: Display + PartialEq>(&mut self, what: &str, old: Option<T>, new: Option<T>, tighter: bool) {
        if old == new {
            return;
        }
        let class = match (self.checked, tighter) {
            (Checked::No, _) => Class::Docs,
            (Checked::Yes, true) => Class::Request,
            (Checked::Yes, false) => Class::Additive,
        };
        let shown = |bound: Option<T>| bound.map_or_else(|| "none".to_owned(), |bound| format!("`{bound}`"));
        let (old, new) = (shown(old), shown(new));
        self.log.add(class, format!("{what} of {}: {new}, before {old}", self.name));
    }
}
