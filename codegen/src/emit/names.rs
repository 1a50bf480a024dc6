//! How a file calls what stands elsewhere.
//!
//! The description may call a type `Option` or `Client`. So nobody writes such a name himself: he asks here, gets the short
//! name where it means what he wants, and the full path where it does not. The imports that the short names need are
//! collected on the way, so that none is missing and none is left over.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Api, Area, AreaId, Home, TypeId};

/// The file that names are for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place<'a> {
    /// `generated/shared.rs`.
    Shared,
    /// The `types.rs` of an area.
    Types(AreaId),
    /// The `requests.rs` of an area.
    Requests(AreaId, &'a Area),
    /// The `mod.rs` of an area.
    Area(AreaId, &'a Area),
    /// A file that knows nothing of areas.
    Root,
    /// Code of a user: an example in the documentation, a test.
    User(AreaId),
}

/// Who gets a short name; whoever stands further down goes before the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Owner {
    Support,
    Id,
    Shared,
    Area,
    Local,
}

/// The names of a file.
pub(super) struct Names<'a> {
    pub(super) api: &'a Api,
    place: Place<'a>,
    owners: BTreeMap<String, Owner>,
    /// The imports, and the features of the code that needs them; none of them for code that is always there.
    imports: RefCell<BTreeMap<String, BTreeSet<Option<&'static str>>>>,
    /// The feature of the code that names are asked for now.
    feature: Cell<Option<&'static str>>,
}

/// What the prelude of the edition brings; types and traits alone, for values are in a name space of their own.
const PRELUDE: &[(&str, &str)] = &[
    ("Box", "std::boxed"),
    ("Default", "std::default"),
    ("From", "std::convert"),
    ("Into", "std::convert"),
    ("IntoIterator", "std::iter"),
    ("Option", "std::option"),
    ("Result", "std::result"),
    ("String", "std::string"),
    ("Vec", "std::vec"),
];

/// What types are written with. What a file defines itself goes before this.
const PRELUDE_MODULE: &str = "crate::runtime::prelude";

impl<'a> Names<'a> {
    pub(super) fn new(api: &'a Api, place: Place<'a>) -> Self {
        Self { api, place, owners: owners(api, place), imports: RefCell::default(), feature: Cell::default() }
    }

    /// Makes code that is there with a feature alone, so that what it imports is as well.
    pub(super) fn with_feature<T>(&self, feature: Option<&'static str>, make: impl FnOnce() -> T) -> T {
        let before = self.feature.replace(feature);
        let made = make();
        self.feature.set(before);
        made
    }

    /// A type, trait or function of the standard library, by the name of its item and the path of its module.
    pub(super) fn std(&self, name: &str) -> TokenStream {
        match PRELUDE.iter().find(|(known, _)| *known == name) {
            Some(_) if matches!(self.place, Place::User(_)) => path(name),
            Some((_, module)) if self.owner(name) != Some(Owner::Support) => path(&format!("::{module}::{name}")),
            Some(_) => path(name),
            None if matches!(self.place, Place::Types(_) | Place::Shared) => self.codec(name),
            None => self.item("std::collections", name, Owner::Support),
        }
    }

    /// Something of the runtime that users see too.
    pub(super) fn runtime(&self, name: &str) -> TokenStream {
        let module = if matches!(self.place, Place::User(_)) { "snyk_api" } else { "crate::runtime" };
        self.item(module, name, Owner::Support)
    }

    /// Something of the runtime's prelude, with which types are written; it has functions too, which are called as they are.
    pub(super) fn codec(&self, name: &str) -> TokenStream {
        match self.place {
            Place::User(_) => self.item("snyk_api", name, Owner::Support),
            Place::Types(_) | Place::Shared if self.owner(name).is_none() => {
                self.import(format!("{PRELUDE_MODULE}::*"));
                path(name)
            }
            Place::Types(_) | Place::Shared => path(&format!("{PRELUDE_MODULE}::{name}")),
            _ => self.item("crate::runtime::codec", name, Owner::Support),
        }
    }

    /// A part of JSON:API's documents, with which types are written too.
    pub(super) fn document(&self, name: &str) -> TokenStream {
        match self.place {
            Place::Types(_) | Place::Shared => self.codec(name),
            _ => self.runtime(name),
        }
    }

    /// Something that describes an operation.
    pub(super) fn operation(&self, name: &str) -> TokenStream {
        self.item("crate::runtime::operation", name, Owner::Support)
    }

    /// Something of a crate that the client builds on.
    pub(super) fn external(&self, module: &str, name: &str) -> TokenStream {
        self.item(module, name, Owner::Support)
    }

    /// A typed identifier.
    pub(super) fn id(&self, index: usize) -> TokenStream {
        let ident = &self.api.ids[index].ident;
        if matches!(self.place, Place::User(_)) {
            return self.item("snyk_api::ids", ident.as_str(), Owner::Id);
        }
        self.item("crate::generated::ids", ident.as_str(), Owner::Id)
    }

    /// A named type.
    pub(super) fn named(&self, id: TypeId) -> TokenStream {
        let def = self.api.ty(id);
        let name = def.ident.as_str();
        match (def.home, self.place) {
            (Home::Shared, Place::Shared) => path(name),
            (Home::Shared, Place::User(_)) => self.item("snyk_api::shared", name, Owner::Shared),
            (Home::Shared, _) => self.item("crate::generated::shared", name, Owner::Shared),
            (Home::Area(home), Place::Types(here)) if home == here => path(name),
            (Home::Area(home), Place::Area(here, _)) if home == here => path(name),
            (Home::Area(home), Place::Requests(here, _)) if home == here => {
                self.item("super::types", name, Owner::Area)
            }
            (Home::Area(home), Place::User(_)) => self.item(&self.user_path(home), name, Owner::Area),
            (Home::Area(home), _) => path(&format!("crate::generated::{}::{name}", self.module(home))),
        }
    }

    fn import(&self, import: String) {
        self.imports.borrow_mut().entry(import).or_default().insert(self.feature.get());
    }

    /// The `use` lines, in the order of their paths.
    pub(super) fn imports(&self) -> TokenStream {
        let imports = self.imports.borrow();
        let mut lines: BTreeMap<(&str, &BTreeSet<_>), Vec<TokenStream>> = BTreeMap::new();
        for (import, features) in imports.iter() {
            if let Some((module, name)) = import.rsplit_once("::") {
                lines.entry((module, features)).or_default().push(path(name));
            }
        }
        let lines = lines.into_iter().map(|((module, features), names)| {
            let (gate, module) = (any_of(features), path(module));
            quote!(#gate use #module::{#(#names),*};)
        });
        quote!(#(#lines)*)
    }

    fn item(&self, module: &str, name: &str, rank: Owner) -> TokenStream {
        if self.owner(name) == Some(rank) || self.owner(name).is_none() {
            self.import(format!("{module}::{name}"));
            path(name)
        } else {
            path(&format!("{module}::{name}"))
        }
    }

    fn owner(&self, name: &str) -> Option<Owner> {
        self.owners.get(name).copied()
    }

    /// `v1::projects`.
    fn module(&self, area: AreaId) -> String {
        let area = &self.api.areas[area.0];
        format!("{}::{}", self.api.family(area).ident, area.ident)
    }

    fn user_path(&self, area: AreaId) -> String {
        format!("snyk_api::{}", self.module(area))
    }
}

/// Who gets which short name in a place; a later line takes it from an earlier one. What is nowhere in here is free for whoever asks.
fn owners(api: &Api, place: Place<'_>) -> BTreeMap<String, Owner> {
    let mut owners: BTreeMap<String, Owner> = BTreeMap::new();
    let mut give = |owner, names: &mut dyn Iterator<Item = String>| owners.extend(names.map(|name| (name, owner)));
    give(Owner::Support, &mut PRELUDE.iter().map(|(name, _)| (*name).to_owned()));
    give(Owner::Id, &mut api.ids.iter().map(|id| id.ident.to_string()));
    give(Owner::Shared, &mut types(api, Home::Shared));
    match place {
        Place::Root | Place::Shared => {}
        Place::Types(area) => give(Owner::Area, &mut types(api, Home::Area(area))),
        Place::Requests(id, area) => {
            give(Owner::Area, &mut types(api, Home::Area(id)));
            give(Owner::Local, &mut area.operations.iter().map(|operation| operation.request_ident.to_string()));
        }
        Place::Area(id, area) => {
            give(Owner::Area, &mut types(api, Home::Area(id)));
            give(Owner::Local, &mut std::iter::once(area.handle.to_string()));
        }
        Place::User(area) => {
            give(Owner::Area, &mut types(api, Home::Area(area)));
            // Code that shows how to use a type should not shadow the prelude, or what the tests use beside it.
            let prelude = PRELUDE.iter().map(|(name, _)| *name).chain(["Ok", "Err", "Some", "None", "Case", "Client"]);
            give(Owner::Local, &mut prelude.map(str::to_owned));
        }
    }
    owners
}

fn types(api: &Api, home: Home) -> impl Iterator<Item = String> {
    api.types_of(home).map(|(_, def)| def.ident.to_string())
}

/// The condition of code that any of these features needs.
fn any_of(features: &BTreeSet<Option<&'static str>>) -> Option<TokenStream> {
    let features: Vec<_> = features.iter().copied().collect::<Option<_>>()?;
    match features[..] {
        [only] => Some(quote!(#[cfg(feature = #only)])),
        _ => Some(quote!(#[cfg(any(#(feature = #features),*))])),
    }
}

/// A path of plain names, as tokens.
fn path(text: &str) -> TokenStream {
    text.parse().unwrap_or_default()
}
