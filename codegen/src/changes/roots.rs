//! What is the same for the whole API: regions, families, ids, names of permissions.

use std::collections::BTreeMap;

use crate::model::{Api, Family, Id, Ident, Permission, Region};

use super::log::{Log, quoted};
use super::pairs::Pairs;
use super::{Change, Class, Kind, Subject};

/// Compares everything that stands above the areas.
pub(super) fn compare(pairs: &Pairs<'_>, changes: &mut Vec<Change>) {
    // Areas, types and operations are compared by others; a deviation is a note of maintainers to themselves.
    let Api { docs, regions, families, ids, types: _, areas: _, deviations: _ } = pairs.new;
    let mut log = Log::new(subject("Client", "spec/api.yaml"), changes);
    log.words("the whole API", &pairs.old.docs, docs);
    if let (Some(old), Some(new)) = (pairs.old.regions.first(), regions.first())
        && old.key != new.key
    {
        log.add(Class::Request, format!("the default region is `{}`, not `{}`", new.key, old.key));
    }
    log.finish();
    self::regions(&pairs.old.regions, regions, changes);
    self::families(&pairs.old.families, families, changes);
    self::ids(&pairs.old.ids, ids, changes);
    permissions(pairs, changes);
}

fn subject(rust: &str, wire: &str) -> Subject {
    Subject { kind: Kind::Api, rust: rust.to_owned(), wire: wire.to_owned() }
}

/// Tells what is gone and what is new, and gives to `both` what is on either side.
fn pair<'a, T>(
    (old, new): (&'a [T], &'a [T]),
    key: impl Fn(&T) -> &str,
    subject: impl Fn(&T) -> Subject,
    changes: &mut Vec<Change>,
    both: impl Fn(&'a T, &'a T, &mut Log<'_>),
) {
    for gone in old.iter().filter(|item| !new.iter().any(|other| key(other) == key(item))) {
        Log::new(subject(gone), changes).add(Class::Compilation, "is gone");
    }
    for item in new {
        let mut log = Log::new(subject(item), changes);
        match old.iter().find(|other| key(other) == key(item)) {
            Some(old) => both(old, item, &mut log),
            None => log.add(Class::Additive, "is new"),
        }
        log.finish();
    }
}

fn regions(old: &[Region], new: &[Region], changes: &mut Vec<Change>) {
    let subject = |region: &Region| subject(&format!("Region::{}", region.ident), &region.key);
    pair((old, new), |region| region.ident.as_str(), subject, changes, region);
    // The variants are numbered in this order, and compare in it.
    let place = |regions: &[Region], ident: &Ident| regions.iter().position(|region| region.ident == *ident);
    for region in old {
        if place(new, &region.ident).is_some_and(|now| Some(now) != place(old, &region.ident)) {
            Log::new(subject(region), changes).add(Class::Decoding, "has another number in the order of `Region`");
        }
    }
}

fn region(old: &Region, new: &Region, log: &mut Log<'_>) {
    let Region { key, ident: _, name, api, app, docs } = new;
    log.differ(Class::Request, "the key that it is read from", &old.key, key);
    log.differ(Class::Request, "its name", &old.name, name);
    log.differ(Class::Request, "the origin of its API", &old.api, api);
    log.differ(Class::Lifecycle, "the origin of its web application", &old.app, app);
    log.words("it", &old.docs, docs);
}

fn families(old: &[Family], new: &[Family], changes: &mut Vec<Change>) {
    let subject = |family: &Family| subject(family.ident.as_str(), &family.base);
    pair((old, new), |family| family.key.as_str(), subject, changes, family);
}

fn family(old: &Family, new: &Family, log: &mut Log<'_>) {
    // Whether there is an envelope is told of each body and each answer; formats and the version's pattern are of documents.
    #[rustfmt::skip]
    let Family {
        key: _, ident, variant, docs, page, base, media, limits, version_parameter, envelope: _, handle, formats: _,
        version_pattern: _,
    } = new;
    log.differ(Class::Compilation, "its module", old.ident.as_str(), ident.as_str());
    log.differ(Class::Compilation, "its variant of `Family`", old.variant.as_str(), variant.as_str());
    if old.handle != *handle {
        let way = if *handle { "a handle of the family" } else { "the client itself" };
        log.add(Class::Compilation, format!("its areas hang from {way}"));
    }
    log.differ(Class::Request, "the path below the origin", &old.base, base);
    log.differ(Class::Request, "the media type that it asks for", &old.media, media);
    let shown = |parameter: &Option<String>| parameter.clone().unwrap_or_default();
    let what = "the query parameter for the version";
    log.differ(Class::Request, what, &shown(&old.version_parameter), &shown(version_parameter));
    if old.limits != *limits {
        log.add(Class::Lifecycle, "other rate limits");
    }
    log.words("the family", &old.docs, docs);
    log.words("its page", &old.page, page);
}

fn ids(old: &[Id], new: &[Id], changes: &mut Vec<Change>) {
    let subject =
        |id: &Id| Subject { kind: Kind::Type, rust: format!("ids::{}", id.ident), wire: id.ident.to_string() };
    pair(
        (old, new),
        |id| id.ident.as_str(),
        subject,
        changes,
        |old, new, log| {
            let Id { ident: _, docs } = new;
            log.words("the id", &old.docs, docs);
        },
    );
}

/// Names of permissions, once for all operations that need them.
fn permissions(pairs: &Pairs<'_>, changes: &mut Vec<Change>) {
    let (old, new) = (permissions_of(pairs.old), permissions_of(pairs.new));
    for (key, new) in new {
        let Permission { key: _, name, role } = new;
        let Some(old) = old.get(key) else { continue };
        let mut log = Log::new(subject(&format!("permission {key}"), key), changes);
        if old.name != *name {
            log.add(
                Class::Lifecycle,
                format!("the product shows it as {}, not as {}", quoted(name), quoted(&old.name)),
            );
        }
        if old.role != *role {
            log.add(Class::Lifecycle, if *role { "is a role" } else { "is no role" });
        }
    }
}

fn permissions_of(api: &Api) -> BTreeMap<&str, &Permission> {
    let permissions = api.operations().flat_map(|(_, operation)| &operation.permissions);
    permissions.map(|permission| (permission.key.as_str(), permission)).collect()
}
