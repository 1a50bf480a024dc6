//! Structs: the fields, how to make one, and the way from and to JSON.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use crate::model::{Ident, Member, Relation, Type, TypeDef, TypeId};

use super::names::Names;
use super::reserved;
use super::{docs, facts, ty};

/// As many slots as a tuple of the standard library has a default for.
const TUPLE: usize = 12;

/// As many arguments as clippy takes without a word.
const ARGUMENTS: usize = 7;

/// A struct under way: its place in the API, itself and its fields.
struct Struct<'a> {
    def: &'a TypeDef,
    fields: Vec<Field<'a>>,
    names: &'a Names<'a>,
}

/// A member, and what becomes of it in Rust.
struct Field<'a> {
    member: &'a Member,
    kind: Kind,
    /// The type without null and absence, in a box where the type holds itself.
    inner: TokenStream,
    boxed: bool,
}

/// How absent and null are told from a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Always there, never null: `T`.
    Required,
    /// Always the same text, whether it comes or not: `String`.
    Constant,
    /// Always there, may be null: `Option<T>`.
    Nullable,
    /// May be absent: `Option<T>`.
    Optional,
    /// May be absent and may be null, which is the same to whoever reads it: `Option<T>`.
    Either,
    /// May be absent and may be null, which are two things to whoever sends it: `Patch<T>`.
    Patch,
}

/// The struct and everything that belongs to it.
pub(super) fn emit(id: TypeId, def: &TypeDef, members: &[Member], names: &Names<'_>) -> TokenStream {
    let fields = members.iter().map(|member| field(id, def, member, names)).collect();
    let this = Struct { def, fields, names };
    let item = item(&this);
    let constructors = def.sent.then(|| constructors(&this));
    let record = record(&this);
    let encode = encode(&this);
    let ident = &def.ident;
    quote! {
        #item
        #constructors
        #record
        #encode
        crate::runtime::record!(#ident);
    }
}

fn field<'a>(id: TypeId, def: &TypeDef, member: &'a Member, names: &Names<'_>) -> Field<'a> {
    let boxed = ty::holds(names.api, &member.ty, id);
    let plain = ty::rust(ty::not_null(&member.ty), names);
    let inner = if boxed {
        let pointer = names.std("Box");
        quote!(#pointer<#plain>)
    } else {
        plain
    };
    Field { member, kind: kind(def, member), inner, boxed }
}

/// What becomes of a member.
pub(super) fn kind(def: &TypeDef, member: &Member) -> Kind {
    if member.constant.is_some() {
        return Kind::Constant;
    }
    match (member.required, matches!(member.ty, Type::Nullable(_))) {
        (true, false) => Kind::Required,
        (true, true) => Kind::Nullable,
        (false, false) => Kind::Optional,
        (false, true) if def.sent => Kind::Patch,
        (false, true) => Kind::Either,
    }
}

/// Whether a member of a sent struct is set to null by a setter of its own.
pub(super) fn is_patch(def: &TypeDef, member: &Member) -> bool {
    kind(def, member) == Kind::Patch
}

/// Whether a member of a sent struct is a relationship to one resource that a setter of its own clears.
pub(super) fn is_clearable(def: &TypeDef, member: &Member) -> bool {
    let given_by_id = matches!(&member.ty, Type::Relation(relation) if !relation.many && relation.kind.is_some());
    given_by_id && kind(def, member) == Kind::Optional
}

/// Whether a caller has to give a member.
pub(super) fn is_argument(member: &Member) -> bool {
    member.required && member.constant.is_none()
}

/// Whether a member has a setter.
pub(super) fn is_settable(member: &Member) -> bool {
    !member.required && member.constant.is_none()
}

/// The name of a member's setter.
pub(super) fn setter_ident(member: &Member) -> Ident {
    reserved::setter(&member.ident)
}

/// The name of the setter that sets a member to null.
pub(super) fn clear_ident(members: &[Member], member: &Member) -> Ident {
    reserved::free(&format!("clear_{}", member.ident.as_str().trim_end_matches('_')), |name| {
        members.iter().any(|other| other.ident.as_str() == name)
    })
}

impl Field<'_> {
    fn ty(&self, names: &Names<'_>) -> TokenStream {
        let inner = &self.inner;
        match self.kind {
            Kind::Required | Kind::Constant => quote!(#inner),
            Kind::Nullable | Kind::Optional | Kind::Either => {
                let option = names.std("Option");
                quote!(#option<#inner>)
            }
            Kind::Patch => {
                let patch = names.codec("Patch");
                quote!(#patch<#inner>)
            }
        }
    }

    fn docs(&self) -> String {
        let mut docs = self.member.docs.clone();
        if let Some(text) = self.member.constant.as_ref().filter(|text| !docs.contains(text.as_str())) {
            docs.push_str(&format!(" Always `{}`.", text.replace('`', "'")));
        }
        facts::docs(&docs, &self.member.ty, &self.member.facts)
    }

    /// The code of a constant's text.
    fn constant(&self) -> TokenStream {
        let text = self.member.constant.as_deref().unwrap_or_default();
        quote!(#text.to_owned())
    }

    fn deprecated(&self) -> Option<TokenStream> {
        let reason = docs::one_line(self.member.facts.deprecated.as_ref()?);
        Some(quote!(#[deprecated(note = #reason)]))
    }
}

/// Generated code goes on to carry deprecated members, without a warning to whoever compiles it.
fn carries_deprecated(this: &Struct<'_>) -> Option<TokenStream> {
    let any = this.fields.iter().any(|field| field.member.facts.deprecated.is_some());
    any.then(|| quote!(#[allow(deprecated, reason = "a deprecated member still travels")]))
}

fn item(this: &Struct<'_>) -> TokenStream {
    let attributes = docs::outer(&this.def.docs);
    let ident = &this.def.ident;
    let default = is_default(this).then(|| quote!(Default,));
    let fields = this.fields.iter().map(|field| {
        let attributes = docs::outer(&field.docs());
        let deprecated = field.deprecated();
        let ident = &field.member.ident;
        let ty = field.ty(this.names);
        let complex = ty::complex(&ty);
        quote!(#attributes #complex #deprecated pub #ident: #ty)
    });
    quote! {
        #attributes
        #[derive(Clone, Debug, #default PartialEq)]
        #[non_exhaustive]
        pub struct #ident { #(#fields,)* }
    }
}

fn is_default(this: &Struct<'_>) -> bool {
    this.def.sent && this.fields.iter().all(|field| is_settable(field.member))
}

/// Whether nothing has to be given, though not everything is empty then.
fn is_constant(this: &Struct<'_>) -> bool {
    !is_default(this) && this.fields.iter().all(|field| !is_argument(field.member))
}

fn constructors(this: &Struct<'_>) -> TokenStream {
    let ident = &this.def.ident;
    let allow = carries_deprecated(this);
    let new = new(this);
    let members: Vec<_> = this.fields.iter().map(|field| field.member.clone()).collect();
    let setters =
        this.fields.iter().filter(|field| is_settable(field.member)).map(|field| setters(this, field, &members));
    let default = is_constant(this).then(|| default(this));
    quote! {
        #allow
        impl #ident {
            #new
            #(#setters)*
        }
        #default
    }
}

fn new(this: &Struct<'_>) -> TokenStream {
    if is_default(this) || is_constant(this) {
        return quote! {
            #[doc = " With nothing set."]
            pub fn new() -> Self { Self::default() }
        };
    }
    let arguments = this.fields.iter().filter(|field| is_argument(field.member)).map(|field| {
        let ident = &field.member.ident;
        let ty = match field.kind {
            Kind::Required => field_argument(field, this.names).ty,
            _ => field.ty(this.names),
        };
        quote!(#ident: #ty)
    });
    let arguments: Vec<_> = arguments.collect();
    let values = this.fields.iter().map(|field| initial(field, this.names));
    let (many, complex) = (too_many_arguments(arguments.len()), arguments.iter().find_map(ty::complex));
    quote! {
        #[doc = " With what is always there."]
        #many
        #complex
        pub fn new(#(#arguments),*) -> Self { Self { #(#values),* } }
    }
}

/// What `new` sets a member to.
fn initial(field: &Field<'_>, names: &Names<'_>) -> TokenStream {
    let ident = &field.member.ident;
    let value = match field.kind {
        Kind::Required => field_argument(field, names).value,
        Kind::Nullable => quote!(#ident),
        Kind::Constant => field.constant(),
        Kind::Optional | Kind::Either => quote!(None),
        Kind::Patch => {
            let patch = names.codec("Patch");
            quote!(#patch::default())
        }
    };
    assignment(ident, &value)
}

/// A derived default would leave the constants empty.
fn default(this: &Struct<'_>) -> TokenStream {
    let (default, ident) = (this.names.std("Default"), &this.def.ident);
    let allow = carries_deprecated(this);
    let values = this.fields.iter().map(|field| initial(field, this.names));
    quote! {
        #allow
        impl #default for #ident {
            fn default() -> Self { Self { #(#values),* } }
        }
    }
}

/// `name: value`, or `name` where that is the value.
fn assignment(ident: &Ident, value: &TokenStream) -> TokenStream {
    if value.to_string() == ident.as_str() { quote!(#ident) } else { quote!(#ident: #value) }
}

/// How a function with so many arguments tells clippy that it means it.
pub(super) fn too_many_arguments(count: usize) -> Option<TokenStream> {
    (count > ARGUMENTS).then(|| quote!(#[expect(clippy::too_many_arguments, reason = "the API asks for all of them")]))
}

fn field_argument(field: &Field<'_>, names: &Names<'_>) -> ty::Argument {
    let argument = ty::argument(ty::not_null(&field.member.ty), &field.member.ident, names);
    if !field.boxed {
        return argument;
    }
    let (pointer, value) = (names.std("Box"), argument.value);
    ty::Argument { value: quote!(#pointer::new(#value)), ..argument }
}

fn setters(this: &Struct<'_>, field: &Field<'_>, members: &[Member]) -> TokenStream {
    let (member, names) = (field.member, this.names);
    let (ident, name) = (&member.ident, setter_ident(member));
    let attributes = docs::outer(&summary(&member.docs));
    let deprecated = field.deprecated();
    let argument = field_argument(field, names);
    let (ty, value) = (argument.ty, argument.value);
    let complex = ty::complex(&ty);
    let set = if field.kind == Kind::Patch {
        let patch = names.codec("Patch");
        quote!(#patch::Set(#value))
    } else {
        quote!(Some(#value))
    };
    let clears = field.kind == Kind::Patch || is_clearable(this.def, member);
    let clear = clears.then(|| clear(field, members, names));
    quote! {
        #attributes
        #complex
        #deprecated
        pub fn #name(mut self, #ident: #ty) -> Self {
            self.#ident = #set;
            self
        }
        #clear
    }
}

fn clear(field: &Field<'_>, members: &[Member], names: &Names<'_>) -> TokenStream {
    let member = field.member;
    let (ident, name) = (&member.ident, clear_ident(members, member));
    let shown = member.name.replace('`', "'");
    let (text, value) = match &member.ty {
        Type::Relation(relation) => (format!("Sets `{shown}` to no resource."), nobody(field, relation, names)),
        _ => {
            let patch = names.codec("Patch");
            (format!("Sets `{shown}` to null."), quote!(#patch::Null))
        }
    };
    let attributes = docs::outer(&text);
    let deprecated = field.deprecated();
    quote! {
        #attributes
        #deprecated
        pub fn #name(mut self) -> Self {
            self.#ident = #value;
            self
        }
    }
}

/// A relationship to no resource.
fn nobody(field: &Field<'_>, relation: &Relation, names: &Names<'_>) -> TokenStream {
    let outer = ty::relationship_name(relation, names);
    if !field.boxed {
        return quote!(Some(#outer::none()));
    }
    let pointer = names.std("Box");
    quote!(Some(#pointer::new(#outer::none())))
}

/// The first sentence.
pub(super) fn summary(docs: &str) -> String {
    let paragraph = docs.trim().split("\n\n").next().unwrap_or_default();
    let paragraph = docs::one_line(paragraph);
    match paragraph.find(". ") {
        Some(end) if paragraph[..end].matches('`').count().is_multiple_of(2) => paragraph[..=end].to_owned(),
        _ => paragraph,
    }
}

fn record(this: &Struct<'_>) -> TokenStream {
    let (record, result) = (this.names.codec("Record"), this.names.std("Result"));
    let (access, missing) = (this.names.codec("MapAccess"), this.names.codec("Missing"));
    let allow = carries_deprecated(this);
    let (ident, name) = (&this.def.ident, this.def.ident.as_str());
    let members = this.fields.iter().map(|field| &field.member.name);
    let slots = slots(&this.fields, this.names);
    let read = read(this.fields.len());
    let finish = finish(this);
    let [slots_argument, index, map] = match this.fields.len() {
        0 => [quote!(_slots), quote!(_index), quote!(_map)],
        1 => [quote!(slots), quote!(_index), quote!(map)],
        _ => [quote!(slots), quote!(index), quote!(map)],
    };
    quote! {
        #allow
        impl #record for #ident {
            const NAME: &'static str = #name;
            const MEMBERS: &'static [&'static str] = &[#(#members),*];
            type Slots = #slots;
            fn member<'de, A: #access<'de>>(
                #slots_argument: &mut Self::Slots,
                #index: usize,
                #map: &mut A,
            ) -> #result<(), A::Error> {
                #read
            }
            fn finish(#slots_argument: Self::Slots) -> #result<Self, #missing> {
                Ok(Self { #(#finish),* })
            }
        }
    }
}

/// The type of the slots: a tuple, of tuples where there are many.
fn slots(fields: &[Field<'_>], names: &Names<'_>) -> TokenStream {
    let parts: Vec<_> = if fields.len() <= TUPLE {
        fields.iter().map(|field| slot(field, names)).collect()
    } else {
        fields.chunks(step(fields.len())).map(|chunk| slots(chunk, names)).collect()
    };
    quote!((#(#parts,)*))
}

fn slot(field: &Field<'_>, names: &Names<'_>) -> TokenStream {
    let (slot, inner) = (names.codec("Slot"), &field.inner);
    if field.kind == Kind::Required {
        return quote!(#slot<#inner>);
    }
    let option = names.std("Option");
    quote!(#slot<#option<#inner>>)
}

/// How many slots a part holds where there are too many for one tuple.
fn step(count: usize) -> usize {
    let mut step = TUPLE;
    while step * TUPLE < count {
        step *= TUPLE;
    }
    step
}

/// The way to a slot: `slots.1.3`.
fn slot_path(index: usize, count: usize) -> TokenStream {
    let (mut path, mut index, mut count) = (quote!(slots), index, count);
    while count > TUPLE {
        let step = step(count);
        let part = Literal::usize_unsuffixed(index / step);
        path = quote!(#path.#part);
        count = step.min(count - index / step * step);
        index %= step;
    }
    let last = Literal::usize_unsuffixed(index);
    quote!(#path.#last)
}

fn read(count: usize) -> TokenStream {
    let reads = (0..count).map(|index| {
        let path = slot_path(index, count);
        quote!(#path.read(map))
    });
    let mut reads: Vec<_> = reads.collect();
    match (reads.pop(), reads.is_empty()) {
        (None, _) => quote!(Ok(())),
        (Some(only), true) => only,
        (Some(last), false) => {
            let indices = (0..reads.len()).map(Literal::usize_unsuffixed);
            quote!(match index { #(#indices => #reads,)* _ => #last })
        }
    }
}

fn finish(this: &Struct<'_>) -> Vec<TokenStream> {
    let count = this.fields.len();
    let fields = this.fields.iter().enumerate().map(|(index, field)| {
        let (ident, name, slot) = (&field.member.ident, &field.member.name, slot_path(index, count));
        match field.kind {
            Kind::Required => quote!(#ident: #slot.required(#name)?),
            Kind::Constant => {
                let text = field.member.constant.as_deref().unwrap_or_default();
                quote!(#ident: #slot.constant(#text))
            }
            Kind::Nullable => quote!(#ident: #slot.nullable()),
            Kind::Optional | Kind::Either => quote!(#ident: #slot.optional()),
            Kind::Patch => quote!(#ident: #slot.patch()),
        }
    });
    fields.collect()
}

fn encode(this: &Struct<'_>) -> TokenStream {
    let (encode, result) = (this.names.codec("Encode"), this.names.std("Result"));
    let serialize_map = this.names.codec("SerializeMap");
    let allow = carries_deprecated(this);
    let ident = &this.def.ident;
    let map = if this.fields.is_empty() { quote!(_map) } else { quote!(map) };
    let puts = this.fields.iter().map(|field| {
        let (ident, name) = (&field.member.ident, &field.member.name);
        let function = format_ident!(
            "{}",
            match field.kind {
                Kind::Required | Kind::Constant | Kind::Nullable | Kind::Either => "put",
                Kind::Optional => "put_some",
                Kind::Patch => "put_patch",
            }
        );
        quote!(#function(map, #name, &self.#ident))
    });
    let mut puts: Vec<_> = puts.collect();
    let last = puts.pop().unwrap_or_else(|| quote!(Ok(())));
    quote! {
        #allow
        impl #encode for #ident {
            fn encode<S: #serialize_map>(&self, #map: &mut S) -> #result<(), S::Error> {
                #(#puts?;)*
                #last
            }
        }
    }
}
