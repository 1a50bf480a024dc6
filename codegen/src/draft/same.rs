//! Whether a schema is what a type of `shared.yaml` says, so that the type can be used in its place.

use super::known::{Known, type_of};
use crate::contract::{Contract, Facts, Kind, Schema, SchemaId};
use crate::document::short::{ListOr, ShortOr};
use crate::document::{MemberText, TypeText};
use crate::lower::grammar::Expr;

/// How deep types are followed; what goes deeper is not taken for the same.
const DEPTH: usize = 16;

/// The shared type that says just what a schema takes, null and facts apart.
pub(super) fn shared_type<'k>(known: &'k Known, contract: &Contract, id: SchemaId) -> Option<&'k str> {
    let same = Same { known, contract };
    let mut found =
        known.types.iter().filter(|(_, text)| same.named(text, contract.schema(id), DEPTH)).map(|(name, _)| name);
    found.next().map(String::as_str)
}

struct Same<'a> {
    known: &'a Known,
    contract: &'a Contract,
}

impl Same<'_> {
    fn named(&self, text: &TypeText, schema: &Schema, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        match (&schema.kind, text) {
            (Kind::Object(object), TypeText { members: Some(members), .. }) if object.rest.is_none() => {
                object.undescribed.is_empty()
                    && !object.members.is_empty()
                    && object.members.len() == members.len()
                    && object.members.iter().all(|member| {
                        let key = if member.required { member.name.clone() } else { format!("{}?", member.name) };
                        members.get(&key).is_some_and(|text| self.member(text, member.schema, depth))
                    })
            }
            (Kind::Enum(values), TypeText { values: Some(texts), .. }) => {
                let texts: Vec<&str> = match texts {
                    ListOr::List(list) => list.iter().map(String::as_str).collect(),
                    ListOr::Map(map) => map.keys().map(String::as_str).collect(),
                };
                // An enum of one value is most often about something else.
                values.len() > 1
                    && values.len() == texts.len()
                    && values.iter().all(|value| value.as_str().is_some_and(|value| texts.contains(&value)))
            }
            (Kind::Union(union), TypeText { union: Some(text), .. }) => {
                let by_tag = union.by.is_some() && union.by == text.by;
                (by_tag || (union.by.is_none() && text.by.is_none()))
                    && union.variants.len() == text.variants.len()
                    && union.variants.iter().zip(&text.variants).all(|(variant, (tag, text))| {
                        let ty = match text {
                            ShortOr::Short(line) => crate::lower::grammar::split_docs(line).0,
                            ShortOr::Long(long) => long.ty.as_str(),
                        };
                        let expr = crate::lower::grammar::parse_type(ty).ok();
                        (!by_tag || variant.tag.as_ref() == Some(tag))
                            && expr.is_some_and(|expr| self.whole(&expr, variant.schema, depth))
                    })
            }
            _ => false,
        }
    }

    fn member(&self, text: &ShortOr<MemberText>, id: SchemaId, depth: usize) -> bool {
        let schema = self.contract.schema(id);
        let facts = match text {
            ShortOr::Short(_) => Facts::default(),
            ShortOr::Long(long) => facts(long),
        };
        let format = match text {
            ShortOr::Short(_) => None,
            ShortOr::Long(long) => long.format.clone(),
        };
        // A format that the type says need not be said again.
        let schema = match (&format, &schema.format) {
            (Some(one), Some(other)) if one == other && one != "url" => &Schema { format: None, ..schema.clone() },
            (None, Some(other)) if schema.kind != Kind::String || other == "url" => return false,
            _ => schema,
        };
        same_facts(&facts, &schema.facts) && type_of(text).is_some_and(|expr| self.expr(&expr, schema, depth))
    }

    /// A type within another one, which no facts are said of.
    fn whole(&self, expr: &Expr, id: SchemaId, depth: usize) -> bool {
        let schema = self.contract.schema(id);
        let plain = schema.kind == Kind::String || schema.format.is_none();
        plain && schema.facts == Facts::default() && self.expr(expr, schema, depth)
    }

    fn expr(&self, expr: &Expr, schema: &Schema, depth: usize) -> bool {
        match expr {
            Expr::Nullable(inner) => {
                schema.nullable && self.expr(inner, &Schema { nullable: false, ..schema.clone() }, depth)
            }
            _ if schema.nullable => false,
            Expr::List(inner) => matches!(schema.kind, Kind::List(item) if self.whole(inner, item, depth)),
            Expr::Map(inner) => match &schema.kind {
                Kind::Object(object) if object.members.is_empty() => {
                    object.rest.is_some_and(|rest| self.whole(inner, rest, depth))
                }
                _ => false,
            },
            Expr::Const(text) => schema.kind == Kind::Enum(vec![text.as_str().into()]),
            Expr::Enum(values, _) => {
                matches!(&schema.kind, Kind::Enum(own) if own.iter().map(|own| own.as_str()).eq(values.iter().map(|value| Some(value.as_str()))))
            }
            Expr::Name(name, _) => self.name(name, schema, depth),
            _ => false,
        }
    }

    fn name(&self, name: &str, schema: &Schema, depth: usize) -> bool {
        let format = schema.format.as_deref();
        match (name, &schema.kind) {
            ("string", Kind::String) => format.is_none(),
            ("uuid", Kind::String) => format == Some("uuid"),
            ("uri", Kind::String) => matches!(format, Some("uri" | "url")),
            ("datetime", Kind::String) => format == Some("date-time"),
            ("date", Kind::String) => format == Some("date"),
            ("bool", Kind::Bool) | ("int", Kind::Int) | ("number", Kind::Number) => true,
            ("json", Kind::Any) | ("link", Kind::Link) | ("links", Kind::Links(_)) => true,
            ("object", Kind::Object(object)) => object.members.is_empty() && object.rest.is_none(),
            (_, Kind::String) => self.known.ids.contains(name) && matches!(format, None | Some("uuid")),
            _ => self.known.types.get(name).is_some_and(|text| self.named(text, schema, depth)),
        }
    }
}

/// What the long form of a member says of its values.
fn facts(long: &MemberText) -> Facts {
    Facts {
        min: long.min.map(Into::into),
        max: long.max.map(Into::into),
        step: long.step.map(Into::into),
        min_length: long.min_length,
        max_length: long.max_length,
        min_items: long.min_items,
        max_items: long.max_items,
        pattern: long.pattern.clone(),
        default: long.default.clone(),
        deprecated: long.deprecated.is_some(),
        more: Vec::new(),
    }
}

fn same_facts(one: &Facts, other: &Facts) -> bool {
    let number = |number: &Option<serde_json::Number>| number.as_ref().and_then(serde_json::Number::as_f64);
    let numbers = |facts: &Facts| [number(&facts.min), number(&facts.max), number(&facts.step)];
    let bare = |facts: &Facts| Facts { min: None, max: None, step: None, ..facts.clone() };
    numbers(one) == numbers(other) && bare(one) == bare(other)
}
