//! Lists that come in pages: from a page to its items.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Api, Ident, Operation, Type, TypeKind};

use super::answers::{self, Kind, Outcome};
use super::structs;
use super::ty;

/// The items of an operation's pages.
pub(super) struct Items<'a> {
    /// The type of one.
    pub(super) item: &'a Type,
    /// The items of the page that is called `page`, as a list.
    pub(super) of_page: TokenStream,
}

/// The items of an operation's pages, if it has pages.
pub(super) fn items<'a>(api: &'a Api, operation: &'a Operation) -> Option<Items<'a>> {
    let path = &operation.paging.as_ref()?.items;
    let mut walk = Walk::start(answers::outcome(operation), path)?;
    for name in walk.rest {
        walk = walk.step(name, api)?;
    }
    walk = walk.strip();
    let Type::List(item) = walk.ty else { return None };
    let found = walk.found;
    let of_page = if walk.optional { quote!(#found.unwrap_or_default()) } else { found };
    Some(Items { item, of_page })
}

/// On the way through a page to its items.
struct Walk<'a> {
    /// What was found so far.
    found: TokenStream,
    /// It may be missing.
    optional: bool,
    /// Its type.
    ty: &'a Type,
    /// The members that are still to come.
    rest: &'a [String],
}

impl<'a> Walk<'a> {
    fn start(outcome: Outcome<'a>, path: &'a [String]) -> Option<Self> {
        let start = |ty, rest| Self { found: quote!(page), optional: outcome.optional, ty, rest };
        match (outcome.kind, path.split_first()) {
            (Kind::Value(ty), _) => Some(start(ty, path)),
            (Kind::Data(ty, _), Some((first, rest))) if first == "data" => {
                Some(start(ty, rest).member(&Ident::field("data"), false))
            }
            _ => None,
        }
    }

    /// Goes on to a member of what was found.
    fn member(mut self, name: &Ident, optional: bool) -> Self {
        let found = self.found;
        self.found = match (self.optional, optional) {
            (false, _) => quote!(#found.#name),
            (true, false) => quote!(#found.map(|it| it.#name)),
            (true, true) => quote!(#found.and_then(|it| it.#name)),
        };
        self.optional |= optional;
        self
    }

    fn step(self, name: &str, api: &'a Api) -> Option<Self> {
        let mut this = self.strip();
        let Type::Named(id) = this.ty else { return None };
        let def = api.ty(*id);
        let TypeKind::Struct(members) = &def.kind else { return None };
        let member = members.iter().find(|member| member.name == name)?;
        this.ty = ty::not_null(&member.ty);
        match structs::kind(def, member) {
            structs::Kind::Required | structs::Kind::Constant => Some(this.member(&member.ident, false)),
            structs::Kind::Nullable | structs::Kind::Optional | structs::Kind::Either => {
                Some(this.member(&member.ident, true))
            }
            structs::Kind::Patch => {
                let this = this.member(&member.ident, false);
                Some(this.open(quote!(into_value())))
            }
        }
    }

    /// Goes on to what is inside, which may be missing.
    fn open(mut self, method: TokenStream) -> Self {
        let found = self.found;
        self.found = if self.optional { quote!(#found.and_then(|it| it.#method)) } else { quote!(#found.#method) };
        self.optional = true;
        self
    }

    /// Takes off null and looseness.
    fn strip(self) -> Self {
        match self.ty {
            Type::Nullable(inner) if self.optional => {
                let found = self.found;
                Self { found: quote!(#found.flatten()), ty: inner, ..self }
            }
            Type::Nullable(inner) => Self { optional: true, ty: inner, ..self },
            Type::Loose(inner) => Self { ty: inner, ..self.open(quote!(into_known().ok())) }.strip(),
            _ => self,
        }
    }
}
