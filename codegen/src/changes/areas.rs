//! Areas: modules, handles and cargo features.

use crate::emit::surface;
use crate::model::{Api, Area, AreaId, Home};

use super::log::{Log, listed};
use super::pairs::{Pairs, area_subject};
use super::{Change, Class};

/// Compares the areas. One that is gone, or new, speaks for its operations and its types.
pub(super) fn compare(pairs: &Pairs<'_>, changes: &mut Vec<Change>) {
    let (old, new) = (pairs.old, pairs.new);
    for area in old.areas.iter().filter(|area| counterpart(old, area, new).is_none()) {
        Log::new(area_subject(old, area), changes).add(Class::Compilation, format!("is gone, {}", contents(area)));
    }
    for area in &new.areas {
        let mut log = Log::new(area_subject(new, area), changes);
        match counterpart(new, area, old) {
            Some(before) => compare_area(before, area, &mut log),
            None => log.add(Class::Additive, format!("is new, {}", contents(area))),
        }
        log.finish();
    }
}

/// The same area of the other model.
pub(super) fn counterpart<'a>(api: &Api, area: &Area, other: &'a Api) -> Option<&'a Area> {
    other.areas.iter().find(|it| it.key == area.key && other.family(it).key == api.family(area).key)
}

/// Whether a place is an area that the other model has not.
pub(super) fn is_alone(api: &Api, home: Home, other: &Api) -> bool {
    match home {
        Home::Shared => false,
        Home::Area(AreaId(index)) => counterpart(api, &api.areas[index], other).is_none(),
    }
}

fn contents(area: &Area) -> String {
    format!("with {}", listed(area.operations.iter().map(|operation| &operation.key)))
}

fn compare_area(old: &Area, new: &Area, log: &mut Log<'_>) {
    // The file is the maintainers' own, and the operations are compared by others.
    let Area { family: _, key: _, ident, handle, feature, file: _, docs, page, operations: _ } = new;
    log.differ(Class::Compilation, "the module", old.ident.as_str(), ident.as_str());
    log.differ(Class::Compilation, "the handle", old.handle.as_str(), handle.as_str());
    log.differ(Class::Compilation, "the cargo feature", &old.feature, feature);
    if surface::has_handle(old) && surface::has_handle(new) {
        let (old, new) = (surface::accessor(old), surface::accessor(new));
        log.differ(Class::Compilation, "the method that leads to it", old.as_str(), new.as_str());
    }
    match (surface::has_handle(old), surface::has_handle(new)) {
        (true, false) => log.add(Class::Compilation, format!("has no operations, and so no `{}`", old.handle)),
        (false, true) => log.add(Class::Additive, format!("has operations, and so `{handle}`")),
        _ => {}
    }
    log.words("the area", &old.docs, docs);
    log.words("its page", &old.page, page);
}
