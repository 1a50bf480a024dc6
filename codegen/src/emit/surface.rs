//! What the emitters make of a part of a model, for whoever compares two models.
//!
//! Each answer comes from the very function that emits the item, so that nobody else decides a second time whether a member is an
//! `Option`, what its setter is called, or what `send` gives.

use crate::model::{Api, Area, Envelope, Ident, Member, Operation, Type, TypeDef, TypeId, Union, Value, Variant};

use super::answers::{self, Kind};
use super::names::{Names, Place};
use super::{calls, enums, pages, reserved, roots, stability, structs, ty, unions};

/// What stands around the type of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrapper {
    /// `T`.
    Plain,
    /// `Option<T>`.
    Option,
    /// `Patch<T>`.
    Patch,
}

/// A field of a struct.
pub(crate) struct Field<'a> {
    /// What stands around its type.
    pub(crate) wrapper: Wrapper,
    /// Its type is in a box.
    pub(crate) boxed: bool,
    /// Its type, never nullable.
    pub(crate) ty: &'a Type,
}

/// The field that a member becomes.
pub(crate) fn field<'a>(api: &Api, id: TypeId, member: &'a Member) -> Field<'a> {
    let wrapper = match structs::kind(api.ty(id), member) {
        structs::Kind::Required | structs::Kind::Constant => Wrapper::Plain,
        structs::Kind::Nullable | structs::Kind::Optional | structs::Kind::Either => Wrapper::Option,
        structs::Kind::Patch => Wrapper::Patch,
    };
    Field { wrapper, boxed: ty::holds(api, &member.ty, id), ty: ty::not_null(&member.ty) }
}

impl Field<'_> {
    /// Its type, as a user writes it.
    pub(crate) fn shown(&self, api: &Api) -> String {
        let plain = shown(api, self.ty);
        let inner = if self.boxed { format!("Box<{plain}>") } else { plain };
        match self.wrapper {
            Wrapper::Plain => inner,
            Wrapper::Option => format!("Option<{inner}>"),
            Wrapper::Patch => format!("Patch<{inner}>"),
        }
    }
}

/// Whether `new` takes a member of a sent struct.
pub(crate) fn is_argument(member: &Member) -> bool {
    structs::is_argument(member)
}

/// The setters of a member of a sent struct: the one that sets it, and perhaps the one that sets it to null.
pub(crate) fn setters(def: &TypeDef, members: &[Member], member: &Member) -> Vec<Ident> {
    if !structs::is_settable(member) {
        return Vec::new();
    }
    let clears = structs::is_patch(def, member) || structs::is_clearable(def, member);
    let clear = clears.then(|| structs::clear_ident(members, member));
    [structs::setter_ident(member)].into_iter().chain(clear).collect()
}

/// The type with one form for all that are the same in Rust.
pub(crate) fn plain(ty: &Type) -> Type {
    ty::plain(ty)
}

/// What a call gives.
pub(crate) struct Given<'a> {
    /// The type that `send` gives; none for nothing.
    pub(crate) ty: Option<&'a Type>,
    /// It may be missing.
    pub(crate) optional: bool,
    /// The document that `response` gives, where the answer has one.
    pub(crate) document: Option<&'a Envelope>,
    /// It stands in the `Location` header.
    pub(crate) location: bool,
}

/// What a call of an operation gives.
pub(crate) fn given(operation: &Operation) -> Given<'_> {
    let outcome = answers::outcome(operation);
    let (ty, document) = match outcome.kind {
        Kind::Nothing => (None, None),
        Kind::Value(ty) | Kind::Location(ty) => (Some(ty), None),
        Kind::Data(ty, envelope) => (Some(ty), Some(envelope)),
        Kind::Bytes => (Some(&Type::Bytes), None),
    };
    Given { ty, optional: outcome.optional, document, location: matches!(outcome.kind, Kind::Location(_)) }
}

/// What `items` of a request walks through, where it has that.
pub(crate) fn item<'a>(api: &'a Api, operation: &'a Operation) -> Option<&'a Type> {
    pages::items(api, operation).map(|items| items.item)
}

/// The operation whose answer `wait` gives, where a request has that.
pub(crate) fn result_of<'a>(api: &'a Api, operation: &Operation) -> Option<&'a Operation> {
    answers::result_of(api, operation).map(|(_, result)| result)
}

/// The name of an operation's method.
pub(crate) fn method(operation: &Operation) -> Ident {
    calls::method_ident(operation)
}

/// What a caller gives by a setter, or as an argument: the setter's name.
pub(crate) fn request_setter(ident: &Ident) -> Ident {
    reserved::request_setter(ident)
}

/// The name of the argument that takes the body.
pub(crate) fn body(operation: &Operation) -> Ident {
    operation.body.as_ref().map_or_else(|| Ident::field("body"), |body| calls::Input::Body(body).ident(operation))
}

/// The name of the method that leads to an area.
pub(crate) fn accessor(area: &Area) -> Ident {
    roots::accessor_ident(area)
}

/// Whether an area has a handle, and a method that leads to it.
pub(crate) fn has_handle(area: &Area) -> bool {
    roots::has_handle(area)
}

/// The cargo feature that an operation takes apart from its area's.
pub(crate) fn feature(operation: &Operation) -> Option<&'static str> {
    stability::feature(operation)
}

/// The variant of an enum that keeps an unknown value.
pub(crate) fn unknown_value(values: &[Value]) -> Ident {
    enums::unknown_ident(values)
}

/// The variant of a union that keeps unknown JSON.
pub(crate) fn unknown_variant(union: &Union) -> Ident {
    unions::unknown_ident(union)
}

/// Whether a variant's value becomes the union by `into`.
pub(crate) fn has_conversion(union: &Union, variant: &Variant) -> bool {
    unions::has_conversion(union, variant)
}

/// A type, as a user writes it, with the path of what stands in a module of the client.
pub(crate) fn shown(api: &Api, ty: &Type) -> String {
    let text = ty::rust(ty, &Names::new(api, Place::Root)).to_string();
    let [tight, open, close] = [(" :: ", "::"), (" < ", "<"), (" >", ">")];
    let text = [tight, open, close, (" ,", ","), ("crate::generated::", "")]
        .into_iter()
        .fold(text, |text, (from, to)| text.replace(from, to));
    text.replace("crate::runtime::codec::", "").replace("crate::runtime::", "").replace("std::collections::", "")
}
