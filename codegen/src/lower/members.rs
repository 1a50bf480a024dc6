//! Members of types, and parameters, which are written alike.

use super::grammar::{Expr, split_docs};
use super::place::{Part, Place};
use super::types::Owner;
use super::{Lower, Scope, fit};
use crate::diagnostic::Rule;
use crate::document::Map;
use crate::document::MemberText;
use crate::document::short::ShortOr;
use crate::model::{Facts, Ident, ListStyle, Member, Parameter, Type};

/// A member as it is written, in either form.
pub(super) struct Written<'t> {
    /// The name that travels.
    pub(super) name: &'t str,
    pub(super) required: bool,
    pub(super) ty: &'t str,
    pub(super) ty_place: Place,
    pub(super) docs: String,
    pub(super) ident: Ident,
    pub(super) facts: Facts,
    pub(super) place: Place,
}

impl Lower<'_> {
    /// The members of an object.
    pub(super) fn members(
        &mut self,
        texts: &Map<ShortOr<MemberText>>,
        place: &Place,
        scope: Scope,
        name: &str,
    ) -> Vec<Member> {
        let mut members: Vec<Member> = Vec::new();
        for (key, text) in texts {
            let written = self.written(key, text, place);
            if let Some(other) = members.iter().find(|other| other.ident == written.ident) {
                self.clash(&written, &other.name);
            }
            let owner = Owner { scope, name, member: written.name };
            let Some(expr) = self.parse(written.ty, &written.ty_place) else { continue };
            let (ty, constant) = match expr {
                Expr::Const(text) => (Type::String, Some(text)),
                expr => match self.resolve(&expr, &written.ty_place, owner) {
                    Some(ty) => (ty, None),
                    None => continue,
                },
            };
            self.check_facts(&written.facts, &ty, &written);
            members.push(Member {
                name: written.name.to_owned(),
                ident: written.ident,
                docs: written.docs,
                ty,
                required: written.required,
                facts: written.facts,
                constant,
            });
        }
        members
    }

    /// The parts of a member or parameter.
    pub(super) fn written<'t>(&self, key: &'t str, text: &'t ShortOr<MemberText>, place: &Place) -> Written<'t> {
        let (name, required) = match key.strip_suffix('?') {
            Some(name) => (name, false),
            None => (key, true),
        };
        let place = place.key(key);
        if name.is_empty() {
            let help = "write the name that travels, with a question mark behind it if it may be absent";
            self.report.add(Rule::BadName, &place, Part::Key, "this has no name", help);
        }
        match text {
            ShortOr::Short(line) => {
                let (ty, docs) = split_docs(line);
                let docs = match docs {
                    Some(docs) => self.docs(docs, &place),
                    None => {
                        let message = format!("`{name}` does not say what it is");
                        let help = format!("write `{key}: {ty} -- what it is`");
                        self.report.add(Rule::MissingDocs, &place, Part::Value, message, help);
                        String::new()
                    }
                };
                let (ident, facts, ty_place) = (Ident::field(name), Facts::default(), place.clone());
                Written { name, required, ty, ty_place, docs, ident, facts, place }
            }
            ShortOr::Long(long) => {
                let ident = match &long.rust {
                    Some(rust) => self.rust_name(rust, &place.key("rust"), Ident::field),
                    None => Ident::field(name),
                };
                let docs = self.docs(&long.docs, &place.key("docs"));
                let (ty, facts, ty_place) = (long.ty.trim(), facts(long), place.key("type"));
                Written { name, required, ty, ty_place, docs, ident, facts, place }
            }
        }
    }

    pub(super) fn clash(&self, written: &Written<'_>, other: &str) {
        let message = format!("`{}` and `{other}` have the same name in Rust, `{}`", written.name, written.ident);
        let help = "give one of them the long form with `rust: other_name`";
        self.report.add(Rule::NameClash, &written.place, Part::Key, message, help);
    }

    /// A path, query or header parameter.
    pub(super) fn parameter(&mut self, written: Written<'_>, owner: Owner<'_>, lists: bool) -> Option<Parameter> {
        let expr = self.parse(written.ty, &written.ty_place)?;
        let (style, ty) = match &expr {
            Expr::Csv(inner) => {
                let item = self.resolve(inner, &written.ty_place, owner)?;
                (ListStyle::Commas, Type::List(Box::new(item)))
            }
            other => (ListStyle::Repeated, self.resolve(other, &written.ty_place, owner)?),
        };
        let item = match &ty {
            Type::List(item) if lists => item,
            other => other,
        };
        let plain = match item {
            Type::Json | Type::Object | Type::List(_) | Type::Map(_) | Type::Loose(_) | Type::Nullable(_) => false,
            Type::Link | Type::Links | Type::Relation(_) | Type::Bytes => false,
            Type::Named(id) => matches!(self.types[id.0].kind, crate::model::TypeKind::Enum(_)),
            _ => true,
        };
        if !plain {
            let help = if lists {
                "use a scalar, an id, an enum, or `list of` or `csv of` one of them; leave it out instead of null"
            } else {
                "use a scalar, an id or an enum"
            };
            let message = format!("`{}` can't be sent as a parameter", written.ty);
            self.report.add(Rule::ParameterType, &written.ty_place, Part::Value, message, help);
        }
        self.check_facts(&written.facts, &ty, &written);
        let Written { name, required, docs, ident, facts, .. } = written;
        Some(Parameter { name: name.to_owned(), ident, docs, ty, required, style, facts })
    }

    /// Reports facts that can't be said of a type, contradict each other, or refuse the default.
    fn check_facts(&self, facts: &Facts, ty: &Type, written: &Written<'_>) {
        let inner = match ty {
            Type::Nullable(inner) | Type::Loose(inner) => inner,
            other => other,
        };
        let number = matches!(inner, Type::Int | Type::Float | Type::Number);
        let text = matches!(inner, Type::String | Type::Uuid | Type::Uri);
        let list = matches!(inner, Type::List(_) | Type::Map(_));
        let misplaced = [
            ("min", facts.min.is_some() && !number),
            ("max", facts.max.is_some() && !number),
            ("step", facts.step.is_some() && !number),
            ("min_length", facts.min_length.is_some() && !text),
            ("max_length", facts.max_length.is_some() && !text),
            ("min_items", facts.min_items.is_some() && !list),
            ("max_items", facts.max_items.is_some() && !list),
        ];
        for (key, _) in misplaced.iter().filter(|(_, wrong)| *wrong) {
            let message = format!("`{key}` can't be said of `{}`", written.ty);
            let help = "min, max and step are of numbers, lengths of text, items of lists and maps";
            self.report.add(Rule::BadFacts, &written.place.key(key), Part::Key, message, help);
        }
        let crossed = matches!((facts.min, facts.max), (Some(min), Some(max)) if min > max)
            || matches!((facts.min_length, facts.max_length), (Some(min), Some(max)) if min > max)
            || matches!((facts.min_items, facts.max_items), (Some(min), Some(max)) if min > max);
        if crossed {
            let message = "no value is between these limits";
            self.report.add(Rule::BadFacts, &written.place, Part::Key, message, "exchange the two");
        }
        if facts.step.is_some_and(|step| step <= 0) {
            let help = "a step is 1 or more";
            self.report.add(Rule::BadFacts, &written.place.key("step"), Part::Value, "this is no step", help);
        }
        if let Some(default) = &facts.default {
            for fault in fit::Fit::new(&self.types).fit_member(default, ty, facts) {
                let message = format!("the default does not fit: {}", fault.message);
                let help = "write the value that the docs name, as it would be sent";
                self.report.add(Rule::BadFacts, &written.place.key("default"), Part::Value, message, help);
            }
        }
    }
}

fn facts(long: &MemberText) -> Facts {
    Facts {
        min: long.min,
        max: long.max,
        step: long.step,
        min_length: long.min_length,
        max_length: long.max_length,
        min_items: long.min_items,
        max_items: long.max_items,
        default: long.default.clone(),
        deprecated: long.deprecated.clone(),
    }
}
