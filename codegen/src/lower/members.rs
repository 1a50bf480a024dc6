//! Members of types, and parameters, which are written alike.

use std::collections::{HashMap, HashSet};

use super::grammar::{Expr, split_docs};
use super::place::{Part, Place};
use super::types::{Owner, is_anything};
use super::{Default, Lower, Scope, fit};
use crate::diagnostic::Rule;
use crate::document::Map;
use crate::document::MemberText;
use crate::document::short::ShortOr;
use crate::model::{Facts, Ident, ListStyle, Member, Parameter, Type, TypeKind};

/// How a name may stand somewhere twice.
pub(super) const QUESTION_MARK: &str = "with and without a question mark";

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
    pub(super) secret: bool,
    pub(super) place: Place,
}

impl<'a> Lower<'a> {
    /// The members of an object.
    pub(super) fn members(
        &mut self,
        texts: &'a Map<ShortOr<MemberText>>,
        place: &Place,
        scope: Scope,
        name: &str,
    ) -> Vec<Member> {
        let mut members: Vec<Member> = Vec::new();
        let mut names: HashSet<&str> = HashSet::new();
        let mut idents: HashMap<Ident, &str> = HashMap::new();
        for (key, text) in texts {
            let written = self.written(key, text, place);
            if !names.insert(written.name) {
                self.twice(&written, QUESTION_MARK);
            } else if let Some(other) = idents.insert(written.ident.clone(), written.name) {
                self.clash(&written, other);
            }
            let owner = Owner { scope, name, member: written.name };
            let (ty, constant) = match self.parse(written.ty, &written.ty_place) {
                Some(Expr::Const(text)) => (Some(Type::String), Some(text)),
                Some(expr) => (self.resolve(&expr, &written.ty_place, owner), None),
                None => (None, None),
            };
            if let Some(ty) = &ty {
                self.check_facts(&written, ty);
            }
            // Anything fits in the place of a faulty type, so that it is no fault of the examples too.
            let ty = match ty {
                Some(ty) if written.secret => self.hidden(&written, ty, constant.is_some()),
                other => other.unwrap_or(Type::Json),
            };
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
        self.wire_name(name, &place, Part::Key);
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
                Written { name, required, ty, ty_place, docs, ident, facts, secret: false, place }
            }
            ShortOr::Long(long) => {
                let ident = match &long.rust {
                    Some(rust) => self.rust_name(rust, &place.key("rust"), Ident::field),
                    None => Ident::field(name),
                };
                let docs = self.docs(&long.docs, &place.key("docs"));
                if let Some(why) = &long.deprecated {
                    self.docs(why, &place.key("deprecated"));
                }
                let (ty, facts, ty_place) = (long.ty.trim_end(), facts(long), place.key("type"));
                Written { name, required, ty, ty_place, docs, ident, facts, secret: long.secret, place }
            }
        }
    }

    /// The type of a member that must not be shown.
    fn hidden(&self, written: &Written<'_>, ty: Type, constant: bool) -> Type {
        match ty {
            Type::String if !constant => Type::Secret,
            Type::Nullable(inner) if *inner == Type::String => Type::Nullable(Box::new(Type::Secret)),
            other => {
                let message = format!("`secret` can't be said of `{}`", written.ty);
                let help = "a secret is a `string`, or a `string or null`; of another text, `format` says what it is";
                self.report.add(Rule::BadFacts, &written.place.key("secret"), Part::Key, message, help);
                other
            }
        }
    }

    /// The same name with and without the question mark, which are different keys to YAML.
    pub(super) fn twice(&self, written: &Written<'_>, how: &str) {
        let message = format!("`{}` stands here twice, {how}", written.name);
        self.report.add(Rule::DuplicateKey, &written.place, Part::Key, message, "keep one of the two");
    }

    pub(super) fn clash(&self, written: &Written<'_>, other: &str) {
        let message = format!("`{}` and `{other}` have the same name in Rust, `{}`", written.name, written.ident);
        let help = "give one of them the long form with `rust: other_name`";
        self.report.add(Rule::NameClash, &written.place, Part::Key, message, help);
    }

    /// A path, query or header parameter.
    pub(super) fn parameter(&mut self, written: Written<'_>, owner: Owner<'_>, lists: bool) -> Parameter {
        let (style, ty) = self.parameter_type(&written, owner);
        if let Some(ty) = &ty {
            self.check_parameter(&written, ty, lists);
            self.check_facts(&written, ty);
        }
        if written.secret {
            let help = "leave it out: values of headers are never shown, and addresses always are";
            let message = "`secret` is of members alone";
            self.report.add(Rule::BadFacts, &written.place.key("secret"), Part::Key, message, help);
        }
        let Written { name, required, docs, ident, facts, .. } = written;
        Parameter { name: name.to_owned(), ident, docs, ty: ty.unwrap_or(Type::Json), required, style, facts }
    }

    fn parameter_type(&mut self, written: &Written<'_>, owner: Owner<'_>) -> (ListStyle, Option<Type>) {
        match self.parse(written.ty, &written.ty_place) {
            Some(Expr::Csv(inner, _)) => {
                let item = self.resolve(&inner, &written.ty_place, owner);
                (ListStyle::Commas, item.map(|item| Type::List(Box::new(item))))
            }
            Some(other) => (ListStyle::Repeated, self.resolve(&other, &written.ty_place, owner)),
            None => (ListStyle::Repeated, None),
        }
    }

    fn check_parameter(&self, written: &Written<'_>, ty: &Type, lists: bool) {
        let item = match ty {
            Type::List(item) if lists => item,
            other => other,
        };
        let plain = match item {
            Type::Json | Type::Object | Type::List(_) | Type::Map(_) | Type::Loose(_) | Type::Nullable(_) => false,
            Type::Link | Type::Links | Type::Relation(_) | Type::Bytes => false,
            Type::Named(id) => {
                let kind = &self.types[id.0].kind;
                matches!(kind, TypeKind::Enum(_)) || is_anything(kind)
            }
            _ => true,
        };
        if !plain {
            let help = if lists {
                "use a scalar, an id, an enum, or `list of` or `csv of` one of them; leave it out instead of null"
            } else {
                "use a scalar, an id or an enum"
            };
            let message = format!("`{}` can't be sent as a parameter", written.ty);
            self.report.add(Rule::ParameterType, &written.ty_place, Part::Type, message, help);
        }
    }

    /// Reports facts that can't be said of a type or contradict each other. The default comes later.
    fn check_facts(&mut self, written: &Written<'_>, ty: &Type) {
        let facts = &written.facts;
        let inner = bare(ty);
        let number = matches!(inner, Type::Int | Type::Float | Type::Number);
        let text = matches!(inner, Type::String | Type::Uuid | Type::Uri | Type::Secret);
        let list = matches!(inner, Type::List(_) | Type::Map(_));
        let misplaced = [
            ("min", facts.min.is_some() && !number),
            ("max", facts.max.is_some() && !number),
            ("step", facts.step.is_some() && !number),
            ("min_length", facts.min_length.is_some() && !text),
            ("max_length", facts.max_length.is_some() && !text),
            ("pattern", facts.pattern.is_some() && !text),
            ("min_items", facts.min_items.is_some() && !list),
            ("max_items", facts.max_items.is_some() && !list),
        ];
        for (key, _) in misplaced.iter().filter(|(_, wrong)| *wrong) {
            let message = format!("`{key}` can't be said of `{}`", written.ty);
            let help = "min, max and step are of numbers, lengths of text, items of lists and maps";
            self.report.add(Rule::BadFacts, &written.place.key(key), Part::Key, message, help);
        }
        let crossed = [
            ("max", matches!((facts.min, facts.max), (Some(min), Some(max)) if min > max)),
            ("max_length", matches!((facts.min_length, facts.max_length), (Some(min), Some(max)) if min > max)),
            ("max_items", matches!((facts.min_items, facts.max_items), (Some(min), Some(max)) if min > max)),
        ];
        for (key, _) in crossed.iter().filter(|(_, wrong)| *wrong) {
            let help = "correct one of the two, or exchange them";
            self.report.add(
                Rule::BadFacts,
                &written.place.key(key),
                Part::Value,
                "no value is between these limits",
                help,
            );
        }
        if facts.step.is_some_and(|step| step <= 0) {
            let help = "a step is 1 or more";
            self.report.add(Rule::BadFacts, &written.place.key("step"), Part::Value, "this is no step", help);
        }
        if facts.default.is_some() {
            let (place, ty, facts) = (written.place.key("default"), ty.clone(), facts.clone());
            self.defaults.push(Default { place, ty, facts });
        }
    }

    /// Reports defaults that don't fit their types; this takes all types to be known.
    pub(super) fn check_defaults(&mut self) {
        for Default { place, ty, facts } in std::mem::take(&mut self.defaults) {
            let Some(default) = &facts.default else { continue };
            for fault in fit::Fit::new(&self.types).fit_member(default, &ty, &facts) {
                let message = format!("the default does not fit: {}", fault.message);
                let help = "write the value that the docs name, as it would be sent";
                self.report.add(Rule::BadFacts, &place, Part::Value, message, help);
            }
        }
    }
}

/// The type that facts are said of.
fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Nullable(inner) | Type::Loose(inner) => bare(inner),
        other => other,
    }
}

fn facts(long: &MemberText) -> Facts {
    Facts {
        format: long.format.clone(),
        min: long.min,
        max: long.max,
        step: long.step,
        min_length: long.min_length,
        max_length: long.max_length,
        pattern: long.pattern.clone(),
        min_items: long.min_items,
        max_items: long.max_items,
        default: long.default.clone(),
        deprecated: long.deprecated.clone(),
    }
}
