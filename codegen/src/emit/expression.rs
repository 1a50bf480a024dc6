//! Example values as the code that a user would write for them.
//!
//! Examples were held against their types before; a value that does not fit gives code of the right type all the same.

use std::cell::Cell;

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::{Map, Value};

use crate::model::{self, Member, Relation, Type, TypeDef, TypeKind, Union};

use super::calls::Input;
use super::names::Names;
use super::{fits, structs, ty, unions};

/// Code for values, in a place that has these names.
pub(super) struct Expressions<'n, 'a> {
    pub(super) names: &'n Names<'a>,
    /// Something was used that should not be used any more.
    pub(super) deprecated: Cell<bool>,
}

impl<'n, 'a> Expressions<'n, 'a> {
    pub(super) fn new(names: &'n Names<'a>) -> Self {
        Self { names, deprecated: Cell::new(false) }
    }

    /// The value as an argument of an operation or of a request's setter.
    pub(super) fn given(&self, input: Input<'_>, value: &Value) -> TokenStream {
        match (input, input.ty()) {
            (Input::Body(_), Type::List(item)) => self.converted_list(item, items(value)),
            (_, ty) => self.argument(ty, value),
        }
    }

    /// The value as an argument of a setter, which converts what it can.
    pub(super) fn argument(&self, ty: &Type, value: &Value) -> TokenStream {
        match ty {
            Type::List(item) if ty::converts(item, self.names.api) => self.converted_list(item, items(value)),
            Type::Number => number(value),
            Type::Link => text(href(value)),
            Type::Relation(relation) if relation.kind.is_some() => self.ids(relation, value),
            Type::Named(id) => match &self.names.api.ty(*id).kind {
                TypeKind::Union(union) => self.variant_argument(ty, union, value),
                _ => self.exact(ty, value),
            },
            _ if is_text(ty) => text(value),
            _ => self.exact(ty, value),
        }
    }

    /// The value as exactly that type.
    fn exact(&self, ty: &Type, value: &Value) -> TokenStream {
        match ty {
            Type::Bool => {
                let value = value.as_bool().unwrap_or_default();
                quote!(#value)
            }
            Type::Int => integer(value),
            Type::Float => float(value),
            Type::Number => {
                let (ty, value) = (self.names.codec("Number"), number(value));
                quote!(#ty::from(#value))
            }
            Type::Json | Type::Bytes => json(value),
            Type::Object => self.object(value),
            Type::Link => {
                let href = text(href(value));
                quote!(#href.into())
            }
            Type::Links => self.links(value),
            Type::Relation(relation) => self.relationship(relation, value),
            Type::List(item) => {
                let items: Vec<_> = items(value).iter().map(|value| self.exact(item, value)).collect();
                if items.is_empty() { quote!(Vec::new()) } else { quote!(vec![#(#items),*]) }
            }
            Type::Map(item) => self.map(item, value),
            Type::Loose(inner) => self.loose(inner, value),
            Type::Nullable(_) if value.is_null() => quote!(None),
            Type::Nullable(inner) => {
                let value = self.exact(inner, value);
                quote!(Some(#value))
            }
            Type::Named(id) => self.named(ty, self.names.api.ty(*id), value),
            Type::String | Type::Uuid | Type::Uri | Type::Secret | Type::Timestamp | Type::Date | Type::Id(_) => {
                let text = text(value);
                quote!(#text.into())
            }
        }
    }

    /// A list whose items are converted one by one.
    fn converted_list(&self, item: &Type, values: &[Value]) -> TokenStream {
        if values.is_empty() {
            let item = ty::rust(item, self.names);
            return quote!(Vec::<#item>::new());
        }
        let items = values.iter().map(|value| if is_text(item) { text(value) } else { self.exact(item, value) });
        quote!([#(#items),*])
    }

    fn map(&self, item: &Type, value: &Value) -> TokenStream {
        let entries = entries(value);
        if entries.is_empty() {
            let map = self.names.std("BTreeMap");
            return quote!(#map::new());
        }
        let entries = entries.iter().map(|(key, value)| {
            let value = self.exact(item, value);
            quote!((#key.into(), #value))
        });
        quote!([#(#entries),*].into())
    }

    fn object(&self, value: &Value) -> TokenStream {
        let (object, entries) = (self.names.codec("Object"), entries(value));
        if entries.is_empty() {
            return quote!(#object::new());
        }
        let entries = entries.iter().map(|(key, value)| {
            let value = json(value);
            quote!((#key.into(), #value))
        });
        quote!(#object::from_iter([#(#entries),*]))
    }

    fn links(&self, value: &Value) -> TokenStream {
        let ty = self.names.document("Links");
        let entries = entries(value).into_iter().filter(|(_, link)| !link.is_null()).map(|(name, link)| {
            let href = text(href(link));
            quote!((#name, #href))
        });
        let entries: Vec<_> = entries.collect();
        if entries.is_empty() { quote!(#ty::default()) } else { quote!(#ty::from_iter([#(#entries),*])) }
    }

    /// `Relationship::to(id, kind)`.
    fn relationship(&self, relation: &Relation, value: &Value) -> TokenStream {
        let ty = ty::relationship_name(relation, self.names);
        let data = value.get("data").unwrap_or(&Value::Null);
        let first = if relation.many { data.get(0).unwrap_or(&Value::Null) } else { data };
        if first.is_null() {
            return quote!(#ty::none());
        }
        let kind = first.get("type").and_then(Value::as_str).or(relation.kind.as_deref()).unwrap_or_default();
        let ids = self.ids(relation, value);
        quote!(#ty::to(#ids, #kind))
    }

    /// The ids at the other end.
    fn ids(&self, relation: &Relation, value: &Value) -> TokenStream {
        let id = |related: &Value| text(related.get("id").unwrap_or(&Value::Null));
        let data = value.get("data").unwrap_or(&Value::Null);
        if !relation.many {
            return id(data);
        }
        let ids: Vec<_> = items(data).iter().map(id).collect();
        if ids.is_empty() {
            let ty = ty::rust(&relation.id, self.names);
            return quote!(Vec::<#ty>::new());
        }
        quote!([#(#ids),*])
    }

    fn loose(&self, inner: &Type, value: &Value) -> TokenStream {
        let loose = self.names.codec("Loose");
        if fits::fits(self.names.api, inner, value) {
            let value = self.exact(inner, value);
            return quote!(#loose::Known(#value));
        }
        let json = json(value);
        quote!(#loose::Other(#json))
    }

    fn named(&self, ty: &Type, def: &TypeDef, value: &Value) -> TokenStream {
        match &def.kind {
            TypeKind::Struct(members) => self.construct(ty, def, members, value),
            TypeKind::Enum(values) => self.enum_value(ty, values, value),
            TypeKind::Union(union) => self.variant(ty, union, value),
        }
    }

    fn enum_value(&self, ty: &Type, values: &[model::Value], value: &Value) -> TokenStream {
        let name = ty::rust(ty, self.names);
        match values.iter().find(|known| value.as_str() == Some(&known.text)) {
            Some(known) => {
                let ident = &known.ident;
                quote!(#name::#ident)
            }
            None => {
                let text = text(value);
                quote!(#name::from(#text))
            }
        }
    }

    /// `Type::new(required).optional(…)`.
    fn construct(&self, ty: &Type, def: &TypeDef, members: &[Member], value: &Value) -> TokenStream {
        let name = ty::rust(ty, self.names);
        let required = members.iter().filter(|member| structs::is_argument(member)).map(|member| {
            let value = value.get(&member.name).unwrap_or(&Value::Null);
            match member.ty {
                Type::Nullable(_) => self.exact(&member.ty, value),
                _ => self.argument(&member.ty, value),
            }
        });
        let optional = members.iter().filter(|member| structs::is_settable(member)).map(|member| {
            let value = value.get(&member.name)?;
            self.deprecated.set(self.deprecated.get() || member.facts.deprecated.is_some());
            self.set(def, members, member, value)
        });
        let optional = optional.flatten();
        quote!(#name::new(#(#required),*)#(#optional)*)
    }

    /// `.name(value)` or `.clear_name()`.
    fn set(&self, def: &TypeDef, members: &[Member], member: &Member, value: &Value) -> Option<TokenStream> {
        let nobody = structs::is_clearable(def, member) && value.get("data").is_none_or(Value::is_null);
        if nobody || value.is_null() && structs::is_patch(def, member) {
            let clear = structs::clear_ident(members, member);
            return Some(quote!(.#clear()));
        }
        if value.is_null() && !matches!(member.ty, Type::Json) {
            return None;
        }
        let (setter, value) = (structs::setter_ident(member), self.argument(ty::not_null(&member.ty), value));
        Some(quote!(.#setter(#value)))
    }

    /// A union as an argument, which is converted from what a variant holds.
    fn variant_argument(&self, ty: &Type, union: &Union, value: &Value) -> TokenStream {
        match fits::variant(self.names.api, union, value) {
            Some(variant) if is_struct(&variant.ty, self.names) && unions::has_conversion(union, variant) => {
                self.exact(&variant.ty, value)
            }
            _ => self.variant(ty, union, value),
        }
    }

    fn variant(&self, ty: &Type, union: &Union, value: &Value) -> TokenStream {
        let name = ty::rust(ty, self.names);
        let Some(variant) = fits::variant(self.names.api, union, value) else {
            let (unknown, json) = (unions::unknown_ident(union), json(value));
            return quote!(#name::#unknown(#json));
        };
        let (ident, inner) = (&variant.ident, self.exact(&variant.ty, value));
        if is_struct(&variant.ty, self.names) && unions::has_conversion(union, variant) {
            quote!(#name::from(#inner))
        } else if unions::is_boxed(&variant.ty, self.names) {
            quote!(#name::#ident(Box::new(#inner)))
        } else {
            quote!(#name::#ident(#inner))
        }
    }
}

fn is_struct(ty: &Type, names: &Names<'_>) -> bool {
    matches!(ty, Type::Named(id) if matches!(names.api.ty(*id).kind, TypeKind::Struct(_)))
}

/// Types that are made from a text.
fn is_text(ty: &Type) -> bool {
    matches!(ty, Type::String | Type::Uuid | Type::Uri | Type::Secret | Type::Timestamp | Type::Date | Type::Id(_))
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// The address of a link.
fn href(value: &Value) -> &Value {
    value.get("href").unwrap_or(value)
}

fn entries(value: &Value) -> Vec<(&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter).collect()
}

fn text(value: &Value) -> TokenStream {
    match value {
        Value::String(text) => quote!(#text),
        other => {
            let text = other.to_string();
            quote!(#text)
        }
    }
}

fn integer(value: &Value) -> TokenStream {
    let number = value.as_i64().or_else(|| value.as_f64().map(|number| number as i64)).unwrap_or_default();
    let literal = Literal::i64_unsuffixed(number);
    quote!(#literal)
}

fn float(value: &Value) -> TokenStream {
    let number = value.as_f64().filter(|number| number.is_finite()).unwrap_or_default();
    let literal = Literal::f64_unsuffixed(number);
    quote!(#literal)
}

/// A number of which the literal tells whether it is whole.
fn number(value: &Value) -> TokenStream {
    match value.as_i64() {
        Some(number) if i32::try_from(number).is_ok() => integer(value),
        Some(number) => {
            let literal = Literal::i64_suffixed(number);
            quote!(#literal)
        }
        None => float(value),
    }
}

/// `serde_json::json!(…)`.
fn json(value: &Value) -> TokenStream {
    let inside = json_tokens(value);
    quote!(serde_json::json!(#inside))
}

fn json_tokens(value: &Value) -> TokenStream {
    match value {
        Value::Null => quote!(null),
        Value::Bool(value) => quote!(#value),
        Value::Number(number) if number.is_f64() => float(value),
        Value::Number(_) => integer(value),
        Value::String(text) => quote!(#text),
        Value::Array(items) => {
            let items = items.iter().map(json_tokens);
            quote!([#(#items),*])
        }
        Value::Object(members) => {
            let (keys, values): (Vec<_>, Vec<_>) = members.iter().map(|(key, value)| (key, json_tokens(value))).unzip();
            quote!({#(#keys: #values),*})
        }
    }
}
