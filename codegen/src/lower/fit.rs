//! Whether a JSON value fits a type.

use std::cell::Cell;
use std::collections::HashSet;
use std::rc::Rc;

use serde_json::Value as Json;

use crate::diagnostic::listed;
use crate::model::{Facts, Member, Relation, Type, TypeDef, TypeKind, Union};

/// A step to where a value does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Member(String),
    Item(usize),
}

/// Why a value does not fit, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Misfit {
    pub(crate) path: Vec<Step>,
    pub(crate) message: String,
}

impl Misfit {
    /// The place as a JSON path.
    pub(crate) fn json_path(&self) -> String {
        let mut text = "$".to_owned();
        for step in &self.path {
            match step {
                Step::Member(name) if name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') => {
                    text.push_str(&format!(".{name}"));
                }
                Step::Member(name) => text.push_str(&format!("[{name:?}]")),
                Step::Item(index) => text.push_str(&format!("[{index}]")),
            }
        }
        text
    }
}

/// Holds values against types.
pub(crate) struct Fit<'a> {
    types: &'a [TypeDef],
    path: Vec<Step>,
    misfits: Vec<Misfit>,
    /// Steps that are left. Unions of unions can ask for more than anybody has time for.
    budget: Rc<Cell<usize>>,
    /// Unions around this place that no member or item stands between.
    unions: usize,
}

/// So many values are compared with types for one example.
const BUDGET: usize = 1_000_000;

/// So many unions may stand directly within each other. A union that is its own variant would have no end.
const UNIONS: usize = 16;

impl<'a> Fit<'a> {
    pub(crate) fn new(types: &'a [TypeDef]) -> Self {
        Self { types, path: Vec::new(), misfits: Vec::new(), budget: Rc::new(Cell::new(BUDGET)), unions: 0 }
    }

    /// Everything that does not fit.
    pub(crate) fn fit(mut self, value: &Json, ty: &'a Type) -> Vec<Misfit> {
        self.value(value, ty);
        self.finish()
    }

    /// Everything that does not fit, with what the docs say of the value.
    pub(crate) fn fit_member(mut self, value: &Json, ty: &'a Type, facts: &Facts) -> Vec<Misfit> {
        self.value(value, ty);
        self.facts(value, facts);
        self.finish()
    }

    fn finish(mut self) -> Vec<Misfit> {
        if self.budget.get() == 0 {
            self.misfit("this takes too long to compare with its type, which has unions within unions".to_owned());
        }
        self.misfits
    }

    fn misfit(&mut self, message: String) {
        self.misfits.push(Misfit { path: self.path.clone(), message });
    }

    fn below(&mut self, step: Step, check: impl FnOnce(&mut Self)) {
        let unions = std::mem::take(&mut self.unions);
        self.path.push(step);
        check(self);
        self.path.pop();
        self.unions = unions;
    }

    fn value(&mut self, value: &Json, ty: &'a Type) {
        let Some(left) = self.budget.get().checked_sub(1) else { return };
        self.budget.set(left);
        match (ty, value) {
            (Type::Json | Type::Loose(_), _) | (Type::Nullable(_), Json::Null) => {}
            (Type::Nullable(inner), _) => self.value(value, inner),
            (
                Type::String | Type::Uuid | Type::Uri | Type::Secret | Type::Timestamp | Type::Date | Type::Id(_),
                Json::String(_),
            ) => {
                self.text(value.as_str().unwrap_or_default(), ty);
            }
            (Type::Bool, Json::Bool(_)) | (Type::Float | Type::Number, Json::Number(_)) => {}
            (Type::Object, Json::Object(_)) => {}
            (Type::Int, Json::Number(number)) if number.as_i64().is_some() => {}
            (Type::List(inner), Json::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.below(Step::Item(index), |fit| fit.value(item, inner));
                }
            }
            (Type::Map(inner), Json::Object(members)) => {
                for (name, member) in members {
                    self.below(Step::Member(name.clone()), |fit| fit.value(member, inner));
                }
            }
            (Type::Named(id), _) => self.named(value, &self.types[id.0]),
            (Type::Bytes, _) => {}
            (Type::Link, Json::String(_)) => {}
            (Type::Link, Json::Object(link)) if link.get("href").is_some_and(Json::is_string) => {}
            (Type::Links, Json::Object(links)) => {
                for (name, link) in links.iter().filter(|(_, link)| !link.is_null()) {
                    self.below(Step::Member(name.clone()), |fit| fit.value(link, &Type::Link));
                }
            }
            (Type::Relation(relation), Json::Object(object)) => self.relation(object, relation),
            _ => self.misfit(format!("expected {}, found {}", noun(ty), shown(value))),
        }
    }

    /// Texts of a known form: wrong ones are no good example, though the client would take them.
    fn text(&mut self, text: &str, ty: &Type) {
        let hex = |c: char| c.is_ascii_hexdigit() || c == '-';
        let fine = match ty {
            Type::Uuid => text.len() == 36 && text.chars().all(hex),
            Type::Date => super::grammar::is_date(text),
            Type::Timestamp => text.get(..10).is_some_and(super::grammar::is_date) && text.len() > 15,
            _ => true,
        };
        if !fine {
            self.misfit(format!("expected {}, found {text:?}", noun(ty)));
        }
    }

    fn relation(&mut self, object: &serde_json::Map<String, Json>, relation: &'a Relation) {
        for (name, value) in object {
            let step = Step::Member(name.clone());
            match (name.as_str(), value) {
                ("data", Json::Array(items)) if relation.many => self.below(step, |fit| {
                    for (index, item) in items.iter().enumerate() {
                        fit.below(Step::Item(index), |fit| fit.related(item, relation));
                    }
                }),
                ("data", Json::Null) if !relation.many => {}
                ("data", Json::Object(_)) if !relation.many => self.below(step, |fit| fit.related(value, relation)),
                ("links", _) => self.below(step, |fit| fit.value(value, &Type::Links)),
                ("meta", Json::Object(_)) => {}
                _ => self.below(step, |fit| fit.misfit("a relationship has no such member".to_owned())),
            }
        }
    }

    /// What stands at the other end of a relationship.
    fn related(&mut self, value: &Json, relation: &'a Relation) {
        let Json::Object(object) = value else {
            return self.misfit(format!("expected an object with id and type, found {}", shown(value)));
        };
        for (name, value) in object {
            self.below(Step::Member(name.clone()), |fit| match (name.as_str(), &relation.attributes) {
                ("id", _) => fit.value(value, &relation.id),
                ("type", _) => fit.value(value, &Type::String),
                ("links", _) => fit.value(value, &Type::Links),
                ("meta", _) => fit.value(value, &Type::Object),
                ("attributes", Some(attributes)) => fit.value(value, attributes),
                _ => fit.misfit("the other end of a relationship has no such member".to_owned()),
            });
        }
    }

    fn named(&mut self, value: &Json, def: &'a TypeDef) {
        match (&def.kind, value) {
            (TypeKind::Struct(members), Json::Object(object)) => self.object(object, members, def),
            (TypeKind::Enum(values), Json::String(text)) => {
                if values.iter().all(|known| known.text != *text) {
                    self.misfit(format!("`{text}` is no value of `{}`", def.name));
                }
            }
            (TypeKind::Union(union), _) => self.union(value, union, def),
            (TypeKind::Struct(_), _) => {
                self.misfit(format!("expected `{}`, an object, found {}", def.name, shown(value)))
            }
            (TypeKind::Enum(_), _) => self.misfit(format!("expected `{}`, a text, found {}", def.name, shown(value))),
        }
    }

    fn object(&mut self, object: &serde_json::Map<String, Json>, members: &'a [Member], def: &TypeDef) {
        for member in members {
            let step = Step::Member(member.name.clone());
            match object.get(&member.name) {
                Some(value) => self.below(step, |fit| {
                    fit.value(value, &member.ty);
                    fit.facts(value, &member.facts);
                    if let Some(constant) = member.constant.as_deref().filter(|text| value.as_str() != Some(text)) {
                        fit.misfit(format!("this is always {constant:?}"));
                    }
                }),
                None if member.required => {
                    self.misfit(format!("`{}` is missing, which `{}` needs", member.name, def.name));
                }
                None => {}
            }
        }
        let known: HashSet<&str> = members.iter().map(|member| member.name.as_str()).collect();
        for name in object.keys() {
            if !known.contains(name.as_str()) {
                self.below(Step::Member(name.clone()), |fit| {
                    fit.misfit(format!("`{}` declares no member `{name}`", def.name));
                });
            }
        }
    }

    fn union(&mut self, value: &Json, union: &'a Union, def: &TypeDef) {
        if self.unions >= UNIONS {
            return self.misfit(format!("`{}` has unions within unions", def.name));
        }
        let Some(by) = &union.by else {
            let fits = |ty: &Type| {
                let (budget, unions) = (Rc::clone(&self.budget), self.unions + 1);
                Fit { types: self.types, path: Vec::new(), misfits: Vec::new(), budget, unions }
                    .fit(value, ty)
                    .is_empty()
            };
            if !union.variants.iter().any(|variant| fits(&variant.ty)) {
                self.misfit(format!("no variant of `{}` fits {}", def.name, shown(value)));
            }
            return;
        };
        let tag = value.get(by).and_then(Json::as_str);
        match union.variants.iter().find(|variant| Some(variant.tag.as_str()) == tag) {
            Some(variant) => {
                self.unions += 1;
                self.variant(value, &variant.ty, by);
                self.unions -= 1;
            }
            None => {
                let tags = listed(union.variants.iter().map(|variant| variant.tag.as_str()));
                self.misfit(format!("`{by}` of `{}` must be one of {tags}", def.name));
            }
        }
    }

    /// A variant whose type need not declare the member that tells it apart.
    fn variant(&mut self, value: &Json, ty: &'a Type, by: &str) {
        let declares = match ty {
            Type::Named(id) => match &self.types[id.0].kind {
                TypeKind::Struct(members) => members.iter().any(|member| member.name == by),
                _ => true,
            },
            _ => true,
        };
        match value {
            Json::Object(object) if !declares => {
                let mut object = object.clone();
                object.remove(by);
                self.value(&Json::Object(object), ty);
            }
            _ => self.value(value, ty),
        }
    }

    fn facts(&mut self, value: &Json, facts: &Facts) {
        if let Some(number) = value.as_f64() {
            let low = facts.min.is_some_and(|min| number < min as f64);
            let high = facts.max.is_some_and(|max| number > max as f64);
            let off = facts.step.is_some_and(|step| step > 0 && number % step as f64 != 0.0);
            if low || high || off {
                self.misfit(format!("{value} is outside of what the docs allow"));
            }
        }
        let outside = |length: usize, min: Option<u64>, max: Option<u64>| {
            min.is_some_and(|min| (length as u64) < min) || max.is_some_and(|max| length as u64 > max)
        };
        let (length, min, max, what) = match value {
            Json::String(text) => (text.chars().count(), facts.min_length, facts.max_length, "characters"),
            Json::Array(items) => (items.len(), facts.min_items, facts.max_items, "items"),
            Json::Object(members) => (members.len(), facts.min_items, facts.max_items, "members"),
            _ => return,
        };
        if outside(length, min, max) {
            self.misfit(format!("a length of {length} {what} is outside of what the docs allow"));
        }
    }
}

/// A type in words.
fn noun(ty: &Type) -> &'static str {
    match ty {
        Type::String | Type::Secret | Type::Id(_) => "text",
        Type::Uuid => "a UUID",
        Type::Uri => "a URI",
        Type::Timestamp => "a timestamp",
        Type::Date => "a date, YYYY-MM-DD",
        Type::Bool => "true or false",
        Type::Int => "a whole number",
        Type::Float | Type::Number => "a number",
        Type::Object | Type::Map(_) => "an object",
        Type::List(_) => "a list",
        Type::Link => "a link, a text or an object with href",
        Type::Links => "an object of links",
        Type::Relation(_) => "a relationship, an object with data",
        Type::Bytes => "anything",
        Type::Json | Type::Loose(_) | Type::Nullable(_) | Type::Named(_) => "a value",
    }
}

/// A value in words.
fn shown(value: &Json) -> String {
    match value {
        Json::Null => "null".to_owned(),
        Json::Bool(_) => "a boolean".to_owned(),
        Json::Number(number) => format!("the number {number}"),
        Json::String(text) => format!("the text {:?}", text.chars().take(40).collect::<String>()),
        Json::Array(_) => "a list".to_owned(),
        Json::Object(_) => "an object".to_owned(),
    }
}
