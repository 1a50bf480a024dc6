//! Named types: where they live, what they are made of, the values of enums and the variants of unions.

use crate::emit::surface;
use crate::model::{TypeDef, TypeId, TypeKind, Union, Value, Variant};

use super::log::{Log, quoted};
use super::pairs::{self, Pairs};
use super::structs::{self, Struct};
use super::{Change, Class, areas};

/// Compares the types.
pub(super) fn compare(pairs: &Pairs<'_>, changes: &mut Vec<Change>) {
    let (old, new) = (pairs.old, pairs.new);
    for id in (0..old.types.len()).map(TypeId).filter(|id| !pairs.has_new(*id)) {
        if !areas::is_alone(old, old.ty(id).home, new) {
            Log::new(pairs::type_subject(old, id), changes).add(Class::Compilation, "is gone");
        }
    }
    for id in (0..new.types.len()).map(TypeId).filter(|id| !pairs.has_old(*id)) {
        if !areas::is_alone(new, new.ty(id).home, old) {
            Log::new(pairs::type_subject(new, id), changes).add(Class::Additive, "is new");
        }
    }
    for (before, after) in pairs.types() {
        let mut log = Log::new(pairs::type_subject(old, before), changes);
        compare_pair(pairs, before, after, &mut log);
        log.finish();
    }
}

fn compare_pair(pairs: &Pairs<'_>, before: TypeId, after: TypeId, log: &mut Log<'_>) {
    let (old, new) = (pairs.old.ty(before), pairs.new.ty(after));
    // Whether it is sent matters to structs alone, and whether it is received to what is strict about them.
    let TypeDef { home: _, name: _, ident, docs, kind, sent, received: _, place: _ } = new;
    log.differ(Class::Compilation, "its name", old.ident.as_str(), ident.as_str());
    if is_moved(pairs, old, new) {
        log.add(Class::Compilation, format!("moved to `{}`", pairs::home(pairs.new, new)));
    }
    match (&old.kind, kind) {
        (TypeKind::Struct(was), TypeKind::Struct(is)) => {
            let old = Struct { api: pairs.old, id: before, members: was };
            structs::compare(pairs, old, Struct { api: pairs.new, id: after, members: is }, log);
        }
        (TypeKind::Enum(was), TypeKind::Enum(is)) => values(was, is, *sent, log),
        (TypeKind::Union(was), TypeKind::Union(is)) => union(pairs, was, is, *sent, log),
        (was, is) => log.differ(Class::Compilation, "its kind", pairs::kind_of(was), pairs::kind_of(is)),
    }
    log.words("it", &old.docs, docs);
}

/// Whether it is in another module, for another reason than another name of its area.
fn is_moved(pairs: &Pairs<'_>, old: &TypeDef, new: &TypeDef) -> bool {
    use crate::model::Home::{Area, Shared};
    match (old.home, new.home) {
        (Shared, Shared) => false,
        (Area(before), Area(after)) => {
            let now = areas::counterpart(pairs.old, &pairs.old.areas[before.0], pairs.new);
            now.is_none_or(|now| !std::ptr::eq(now, &pairs.new.areas[after.0]))
        }
        _ => true,
    }
}

/// Compares the values of an enum.
fn values(old: &[Value], new: &[Value], sent: bool, log: &mut Log<'_>) {
    for before in old {
        let same = new.iter().find(|value| value.ident == before.ident);
        match same.or_else(|| new.iter().find(|value| value.text == before.text)) {
            Some(after) => value(before, after, sent, log),
            None => log.add(Class::Compilation, format!("the value {} is gone", quoted(&before.text))),
        }
    }
    let is_new = |value: &&Value| !old.iter().any(|it| it.ident == value.ident || it.text == value.text);
    for added in new.iter().filter(is_new) {
        log.add(Class::Additive, format!("the value {} is new, `{}`", quoted(&added.text), added.ident));
    }
    let (was, is) = (surface::unknown_value(old), surface::unknown_value(new));
    log.differ(Class::Compilation, "the variant for unknown values", was.as_str(), is.as_str());
    let order = |one: &[Value], other: &[Value]| -> Vec<String> {
        one.iter()
            .map(|value| value.ident.to_string())
            .filter(|it| other.iter().any(|other| other.ident.as_str() == it))
            .collect()
    };
    if order(old, new) != order(new, old) {
        log.add(Class::Decoding, "its values compare in another order");
    }
}

fn value(old: &Value, new: &Value, sent: bool, log: &mut Log<'_>) {
    let Value { text, ident, docs } = new;
    let shown = format!("the value {}", quoted(text));
    if old.ident != *ident {
        log.add(Class::Compilation, format!("{shown} is the variant `{ident}`, not `{}`", old.ident));
    }
    if old.text != *text {
        let class = if sent { Class::Request } else { Class::Decoding };
        log.add(class, format!("`{ident}` travels as {}, not as {}", quoted(text), quoted(&old.text)));
    }
    log.words(&shown, &old.docs, docs);
}

/// Compares two unions.
fn union(pairs: &Pairs<'_>, old: &Union, new: &Union, sent: bool, log: &mut Log<'_>) {
    let Union { by, variants } = new;
    if old.by != *by {
        let class = if sent { Class::Request } else { Class::Decoding };
        let by = by.as_ref().map_or_else(|| "their shapes".to_owned(), |by| format!("the member {}", quoted(by)));
        log.add(class, format!("its variants are told apart by {by}"));
    }
    for before in &old.variants {
        let Some(after) = variants.iter().find(|variant| variant.ident == before.ident) else {
            log.add(Class::Compilation, format!("the variant `{}` is gone", before.ident));
            continue;
        };
        variant(pairs, (old, before), (new, after), sent, log);
    }
    for added in variants.iter().filter(|it| !old.variants.iter().any(|other| other.ident == it.ident)) {
        log.add(Class::Additive, format!("the variant `{}` is new, for {}", added.ident, quoted(&added.tag)));
    }
    let (was, is) = (surface::unknown_variant(old), surface::unknown_variant(new));
    log.differ(Class::Compilation, "the variant for what is unknown", was.as_str(), is.as_str());
    if by.is_none() && tried_before(old, new) {
        log.add(Class::Decoding, "its variants are tried in another order");
    }
}

/// Whether a variant that was known before is tried after one that it was not tried after.
fn tried_before(old: &Union, new: &Union) -> bool {
    let kept: Vec<_> = old.variants.iter().filter(|it| new.variants.iter().any(|new| new.ident == it.ident)).collect();
    !kept.iter().zip(&new.variants).all(|(old, new)| old.ident == new.ident)
}

type Placed<'a> = (&'a Union, &'a Variant);

fn variant(pairs: &Pairs<'_>, (old, before): Placed<'_>, (new, after): Placed<'_>, sent: bool, log: &mut Log<'_>) {
    let Variant { tag, ident, docs, ty } = after;
    if !pairs.same(&before.ty, ty) {
        let (was, is) = (surface::shown(pairs.old, &before.ty), surface::shown(pairs.new, ty));
        log.add(Class::Compilation, format!("the variant `{ident}` holds `{is}`, not `{was}`"));
    } else if surface::has_conversion(old, before) && !surface::has_conversion(new, after) {
        let what =
            format!("`{}` does not become a union by `into`: two variants hold it", surface::shown(pairs.new, ty));
        log.add(Class::Compilation, what);
    } else if !surface::has_conversion(old, before) && surface::has_conversion(new, after) {
        log.add(Class::Additive, format!("`{}` becomes a union by `into`", surface::shown(pairs.new, ty)));
    }
    // Without a member that tells them apart, the tag is only a label.
    if before.tag != *tag && new.by.is_some() {
        let class = if sent { Class::Request } else { Class::Decoding };
        log.add(class, format!("the variant `{ident}` is for {}, not for {}", quoted(tag), quoted(&before.tag)));
    }
    log.words(&format!("the variant `{ident}`"), &before.docs, docs);
}
