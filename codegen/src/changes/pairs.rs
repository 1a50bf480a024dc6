//! What of an old model is what of a new one.

use std::collections::{BTreeMap, BTreeSet};

use crate::emit::surface;
use crate::model::{Api, Area, Home, Operation, PathTemplate, Relation, Segment, Type, TypeDef, TypeId, TypeKind};

use super::{Kind, Subject};

/// Two models, and what belongs together in them.
pub(super) struct Pairs<'a> {
    pub(super) old: &'a Api,
    pub(super) new: &'a Api,
    types: BTreeMap<TypeId, TypeId>,
    ids: BTreeMap<usize, usize>,
    operations: Vec<(Placed<'a>, Placed<'a>)>,
}

/// An operation and its area.
pub(super) type Placed<'a> = (&'a Area, &'a Operation);

impl<'a> Pairs<'a> {
    pub(super) fn new(old: &'a Api, new: &'a Api) -> Self {
        let ids = old
            .ids
            .iter()
            .enumerate()
            .filter_map(|(index, id)| Some((index, new.ids.iter().position(|other| other.ident == id.ident)?)));
        Self { old, new, types: types(old, new), ids: ids.collect(), operations: operations(old, new) }
    }

    /// The operations of both models.
    pub(super) fn operations(&self) -> &[(Placed<'a>, Placed<'a>)] {
        &self.operations
    }

    /// The name that an operation of the old model has in the new one.
    pub(super) fn renamed<'b>(&'b self, name: &'b str) -> &'b str {
        let pair = self.operations.iter().find(|(old, _)| old.1.name == name);
        pair.map_or(name, |(_, (_, new))| new.name.as_str())
    }

    /// The types of both models.
    pub(super) fn types(&self) -> impl Iterator<Item = (TypeId, TypeId)> {
        self.types.iter().map(|(old, new)| (*old, *new))
    }

    /// Whether a type of the old model has a counterpart.
    pub(super) fn has_new(&self, old: TypeId) -> bool {
        self.types.contains_key(&old)
    }

    /// Whether a type of the new model has a counterpart.
    pub(super) fn has_old(&self, new: TypeId) -> bool {
        self.types.values().any(|id| *id == new)
    }

    /// Whether a type of the old model and one of the new model are the same in Rust. A type that was renamed counts as the
    /// same, since its new name is told once, where it is declared.
    pub(super) fn same(&self, old: &Type, new: &Type) -> bool {
        self.translated(old).is_some_and(|old| surface::plain(&old) == surface::plain(new))
    }

    /// Whether two types that may be missing are the same in Rust.
    pub(super) fn same_or_none(&self, old: Option<&Type>, new: Option<&Type>) -> bool {
        match (old, new) {
            (Some(old), Some(new)) => self.same(old, new),
            (None, None) => true,
            _ => false,
        }
    }

    /// Whether two types are the same down to what the description says of them.
    pub(super) fn identical(&self, old: &Type, new: &Type) -> bool {
        self.translated(old).as_ref() == Some(new)
    }

    /// A type of the old model as the new model points to it; none if a part of it is gone.
    fn translated(&self, ty: &Type) -> Option<Type> {
        let boxed = |inner: &Type| Some(Box::new(self.translated(inner)?));
        Some(match ty {
            Type::Id(index) => Type::Id(*self.ids.get(index)?),
            Type::Named(id) => Type::Named(*self.types.get(id)?),
            Type::List(inner) => Type::List(boxed(inner)?),
            Type::Map(inner) => Type::Map(boxed(inner)?),
            Type::Loose(inner) => Type::Loose(boxed(inner)?),
            Type::Nullable(inner) => Type::Nullable(boxed(inner)?),
            Type::Relation(relation) => Type::Relation(Box::new(self.translated_relation(relation)?)),
            other => other.clone(),
        })
    }

    fn translated_relation(&self, relation: &Relation) -> Option<Relation> {
        let Relation { id, kind, many, attributes } = relation;
        let attributes = match attributes {
            Some(attributes) => Some(self.translated(attributes)?),
            None => None,
        };
        Some(Relation { id: self.translated(id)?, kind: kind.clone(), many: *many, attributes })
    }
}

/// Types of the same path in Rust; of those that are left over, types that moved as they are, types that got another name, and
/// types that were shared, or are now, and changed on the way. Two areas may each have a type of some name by chance.
fn types(old: &Api, new: &Api) -> BTreeMap<TypeId, TypeId> {
    let mut pairs = BTreeMap::new();
    pair_types(old, new, &mut pairs, |api, def| Some(type_path(api, def)));
    pair_types(old, new, &mut pairs, |_, def| Some(format!("{} {}", def.name, shape(def)?)));
    pair_types(old, new, &mut pairs, |api, def| Some(format!("{} {}", home(api, def), shape(def)?)));
    let moved = pairs_by_name(old, new, &pairs);
    pairs.extend(moved);
    pairs
}

/// Pairs types that are alone on either side with their key.
fn pair_types(
    old: &Api,
    new: &Api,
    pairs: &mut BTreeMap<TypeId, TypeId>,
    key: impl Fn(&Api, &TypeDef) -> Option<String>,
) {
    let taken: BTreeSet<TypeId> = pairs.values().copied().collect();
    let left_old = ids(old).filter(|id| !pairs.contains_key(id));
    let left_new = ids(new).filter(|id| !taken.contains(id));
    let (old_keys, new_keys) =
        (by_key(left_old, |id| key(old, old.ty(id))), by_key(left_new, |id| key(new, new.ty(id))));
    for (key, ids) in old_keys {
        if let ([old], Some([new])) = (&ids[..], new_keys.get(&key).map(|ids| &ids[..])) {
            pairs.insert(*old, *new);
        }
    }
}

fn ids(api: &Api) -> impl Iterator<Item = TypeId> {
    (0..api.types.len()).map(TypeId)
}

fn by_key(ids: impl Iterator<Item = TypeId>, key: impl Fn(TypeId) -> Option<String>) -> BTreeMap<String, Vec<TypeId>> {
    let mut keys: BTreeMap<String, Vec<TypeId>> = BTreeMap::new();
    for id in ids {
        if let Some(key) = key(id) {
            keys.entry(key).or_default().push(id);
        }
    }
    keys
}

/// Types of one name of which one is shared.
fn pairs_by_name(old: &Api, new: &Api, pairs: &BTreeMap<TypeId, TypeId>) -> BTreeMap<TypeId, TypeId> {
    let mut more = pairs.clone();
    pair_types(old, new, &mut more, |_, def| Some(def.name.clone()));
    more.retain(|before, after| (old.ty(*before).home == Home::Shared) != (new.ty(*after).home == Home::Shared));
    more
}

/// What a type is, and the names of its parts; none for a type without parts, which could be any.
fn shape(def: &TypeDef) -> Option<String> {
    let parts: Vec<&str> = match &def.kind {
        TypeKind::Struct(members) => members.iter().map(|member| member.name.as_str()).collect(),
        TypeKind::Enum(values) => values.iter().map(|value| value.text.as_str()).collect(),
        TypeKind::Union(union) => union.variants.iter().map(|variant| variant.tag.as_str()).collect(),
    };
    let kind = kind_of(&def.kind);
    (!parts.is_empty()).then(|| format!("{kind} {parts:?}"))
}

/// What a type is, in a word.
pub(super) fn kind_of(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Struct(_) => "struct",
        TypeKind::Enum(_) => "enum",
        TypeKind::Union(_) => "union",
    }
}

/// Operations of the same name; of those that are left over, those of the same method and path.
fn operations<'a>(old: &'a Api, new: &'a Api) -> Vec<(Placed<'a>, Placed<'a>)> {
    let mut pairs: Vec<(Placed<'a>, Placed<'a>)> =
        old.operations().filter_map(|placed| Some((placed, new.operation(&placed.1.name)?))).collect();
    let mut taken: BTreeSet<&str> = pairs.iter().map(|(_, (_, new))| new.name.as_str()).collect();
    for placed in old.operations().filter(|(_, operation)| new.operation(&operation.name).is_none()) {
        let request = request(old, placed);
        let found =
            new.operations().find(|other| !taken.contains(&*other.1.name) && self::request(new, *other) == request);
        if let Some(found) = found {
            taken.insert(&found.1.name);
            pairs.push((placed, found));
        }
    }
    pairs
}

/// What a request says apart from its arguments.
fn request(api: &Api, (area, operation): Placed<'_>) -> String {
    format!("{} {} {}", api.family(area).key, operation.method.as_str(), fixed(&operation.path))
}

/// A path without the names of its parameters, which do not travel.
pub(super) fn fixed(path: &PathTemplate) -> String {
    let parts = path.segments.iter().map(|segment| match segment {
        Segment::Literal(text) => format!("/{text}"),
        Segment::Parameter(_) => "/{}".to_owned(),
    });
    parts.collect()
}

/// The module of a type.
pub(super) fn home(api: &Api, def: &TypeDef) -> String {
    match def.home {
        Home::Shared => "shared".to_owned(),
        Home::Area(area) => module(api, &api.areas[area.0]),
    }
}

/// `v1::projects`.
pub(super) fn module(api: &Api, area: &Area) -> String {
    format!("{}::{}", api.family(area).ident, area.ident)
}

/// `v1::projects::Project`.
pub(super) fn type_path(api: &Api, def: &TypeDef) -> String {
    format!("{}::{}", home(api, def), def.ident)
}

/// `v1::projects::Projects::get`.
pub(super) fn operation_path(api: &Api, (area, operation): Placed<'_>) -> String {
    format!("{}::{}::{}", module(api, area), area.handle, surface::method(operation))
}

/// `GET /v1/org/{orgId}`.
pub(super) fn request_line(api: &Api, (area, operation): Placed<'_>) -> String {
    format!("{} {}{}", operation.method.as_str(), api.family(area).base, operation.path.text)
}

/// A type, as the one that changed.
pub(super) fn type_subject(api: &Api, id: TypeId) -> Subject {
    let def = api.ty(id);
    Subject { kind: Kind::Type, rust: type_path(api, def), wire: def.name.clone() }
}

/// An operation, as the one that changed.
pub(super) fn operation_subject(api: &Api, placed: Placed<'_>) -> Subject {
    Subject { kind: Kind::Operation, rust: operation_path(api, placed), wire: request_line(api, placed) }
}

/// An area, as the one that changed.
pub(super) fn area_subject(api: &Api, area: &Area) -> Subject {
    Subject { kind: Kind::Area, rust: module(api, area), wire: format!("feature {}", area.feature) }
}
