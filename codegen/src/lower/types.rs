//! Named types.

use std::collections::{HashMap, HashSet};

use super::grammar::{DOCS_APART, Expr, Fault, parse_type, split_docs};
use super::place::{Part, Place};
use super::{Lower, Scope};
use crate::diagnostic::{Rule, is_hidden, nearest};
use crate::document::short::{ListOr, ShortOr};
use crate::document::{FileId, Map, TypeText, UnionText, ValueText, VariantText};
use crate::model::{AreaId, Home, Id, Ident, Type, TypeDef, TypeId, TypeKind, Union, Value, Variant};

/// The variant of an enum that keeps what it does not know.
const ENUM_FALLBACK: &str = "UnknownValue";

/// The variant of a union that keeps what it does not know.
const UNION_FALLBACK: &str = "UnknownVariant";

/// The types that need no declaration.
const SCALARS: &[(&str, Type)] = &[
    ("string", Type::String),
    ("uuid", Type::Uuid),
    ("uri", Type::Uri),
    ("datetime", Type::Timestamp),
    ("date", Type::Date),
    ("bool", Type::Bool),
    ("int", Type::Int),
    ("float", Type::Float),
    ("number", Type::Number),
    ("json", Type::Json),
    ("object", Type::Object),
    ("link", Type::Link),
    ("links", Type::Links),
    ("bytes", Type::Bytes),
];

/// Whether a name is that of a scalar.
pub(crate) fn is_scalar(name: &str) -> bool {
    SCALARS.iter().any(|(scalar, _)| *scalar == name)
}

/// What a type belongs to: gives an inline enum its name.
#[derive(Clone, Copy)]
pub(super) struct Owner<'t> {
    pub(super) scope: Scope,
    /// The type or operation.
    pub(super) name: &'t str,
    /// The member or parameter.
    pub(super) member: &'t str,
}

impl<'a> Lower<'a> {
    /// Gives every id and every named type its place in the model, so that they can refer to each other.
    pub(super) fn declare_types(&mut self) {
        let documents = self.documents;
        if let Some((file, shared)) = &documents.shared {
            for (name, docs) in &shared.ids {
                self.declare_id(name, docs, &Place::file(*file).key("ids").key(name));
            }
            self.declare(*file, &shared.types, Scope::Shared);
        }
        for (index, area) in documents.areas.iter().enumerate() {
            self.declare(area.file, &area.content.types, Scope::Area(index));
        }
    }

    fn declare_id(&mut self, name: &str, docs: &str, place: &Place) {
        self.camel_case(name, place, "an id");
        let docs = self.docs(docs, place);
        let ident = Ident::ty(name);
        if let Some(other) = self.ids.iter().find(|other| other.ident == ident) {
            let message = format!("`{name}` is called `{}` in Rust, as is another id", other.ident);
            self.report.add(Rule::NameClash, place, Part::Key, message, "give one of them another name");
        }
        self.id_names.insert(name.to_owned(), self.ids.len());
        self.ids.push(Id { ident, docs });
    }

    fn declare(&mut self, file: FileId, types: &'a Map<TypeText>, scope: Scope) {
        for (name, text) in types {
            let place = Place::file(file).key("types").key(name);
            self.camel_case(name, &place, "a type");
            let hides = scope != Scope::Shared && self.hides(name, &place);
            let ident = match &text.rust {
                Some(rust) => self.rust_name(rust, &place.key("rust"), Ident::ty),
                None => Ident::ty(name),
            };
            let id = self.add_type(scope, name, ident, &text.docs, place);
            self.names_mut(scope).insert(name.clone(), id);
            if hides {
                self.meant.borrow_mut().insert(id);
            }
        }
    }

    /// A type of an area with the name of a shared one or of an id would take its place, and a reader would not see it.
    pub(super) fn hides(&self, name: &str, place: &Place) -> bool {
        let what = match (self.id_names.contains_key(name), self.shared_names.contains_key(name)) {
            (true, _) => "an id",
            (_, true) => "a type",
            _ => return false,
        };
        self.meant.borrow_mut().extend(self.shared_names.get(name));
        let message = format!("`{name}` is {what} of spec/shared.yaml already");
        self.report.add(Rule::NameClash, place, Part::Key, message, "use that one, or give this one another name");
        true
    }

    pub(super) fn add_type(&mut self, scope: Scope, name: &str, ident: Ident, docs: &str, place: Place) -> TypeId {
        let home = match scope {
            Scope::Shared => Home::Shared,
            Scope::Area(index) => Home::Area(AreaId(index)),
        };
        let kind = TypeKind::Struct(Vec::new());
        let (name, docs, own) = (name.to_owned(), docs.trim().to_owned(), Some(name.to_owned()));
        self.types.push(TypeDef { home, name, place: own, ident, docs, kind, sent: false, received: false });
        self.origins.types.push(place);
        TypeId(self.types.len() - 1)
    }

    pub(super) fn names_mut(&mut self, scope: Scope) -> &mut HashMap<String, TypeId> {
        match scope {
            Scope::Shared => &mut self.shared_names,
            Scope::Area(index) => &mut self.area_names[index],
        }
    }

    /// Fills in what every named type is made of.
    pub(super) fn define_types(&mut self) {
        let documents = self.documents;
        if let Some((file, shared)) = &documents.shared {
            self.define(*file, &shared.types, Scope::Shared);
        }
        for (index, area) in documents.areas.iter().enumerate() {
            self.define(area.file, &area.content.types, Scope::Area(index));
        }
    }

    fn define(&mut self, file: FileId, types: &'a Map<TypeText>, scope: Scope) {
        for (name, text) in types {
            let place = Place::file(file).key("types").key(name);
            self.docs(&text.docs, &place.key("docs"));
            let kind = match (&text.members, &text.values, &text.union) {
                (Some(members), None, None) => {
                    let place = place.key("members");
                    if members.is_empty() {
                        let help = "add its members, or use `object` where it is used";
                        self.report.add(Rule::WrongShape, &place, Part::Key, "there are no members", help);
                    }
                    TypeKind::Struct(self.members(members, &place, scope, name))
                }
                (None, Some(values), None) => match self.values(values, &place.key("enum")) {
                    values if values.is_empty() => anything(),
                    values => TypeKind::Enum(values),
                },
                (None, None, Some(union)) => {
                    self.union(union, &place.key("union"), scope, name).map_or_else(anything, TypeKind::Union)
                }
                _ => {
                    let message = format!("`{name}` needs one of `members`, `enum` and `union`, and no two");
                    let help =
                        "an object has `members`, a text out of a list is an `enum`, one of several types a `union`";
                    self.report.add(Rule::WrongShape, &place, Part::Key, message, help);
                    anything()
                }
            };
            if let Some(id) = self.names_mut(scope).get(name).copied() {
                self.types[id.0].kind = kind;
            }
        }
    }

    fn values(&mut self, texts: &ListOr<Map<ShortOr<ValueText>>>, place: &Place) -> Vec<Value> {
        let values = match texts {
            ListOr::List(list) => list
                .iter()
                .enumerate()
                .map(|(index, text)| (plain_value(text), place.item(index), Part::Value))
                .collect::<Vec<_>>(),
            ListOr::Map(map) => map
                .iter()
                .map(|(text, more)| (self.value(text, more, &place.key(text)), place.key(text), Part::Key))
                .collect(),
        };
        if values.is_empty() {
            let help = "list the values that the docs list, or use `string`";
            self.report.add(Rule::BadEnum, place, Part::Key, "there are no values", help);
        }
        let mut seen = HashMap::new();
        let listed = matches!(texts, ListOr::List(_));
        for (value, place, part) in &values {
            self.check_value(value, &mut seen, place, *part);
            if listed && !says_itself(&value.text) {
                let help = "write the values as a map from value to docs";
                let message = format!("the value `{}` does not say what it is", value.text);
                self.report.add(Rule::BadEnum, place, *part, message, help);
            }
        }
        values.into_iter().map(|(value, ..)| value).collect()
    }

    fn value(&self, text: &str, more: &ShortOr<ValueText>, place: &Place) -> Value {
        let (docs, rust) = match more {
            ShortOr::Short(docs) => (self.docs(docs, place), None),
            ShortOr::Long(long) => (self.docs(&long.docs, &place.key("docs")), long.rust.as_ref()),
        };
        let ident = match rust {
            Some(rust) => self.rust_name(rust, &place.key("rust"), Ident::variant),
            None => Ident::variant(text),
        };
        Value { text: text.to_owned(), ident, docs }
    }

    fn check_value<'v>(&self, value: &'v Value, seen: &mut HashMap<&'v Ident, &'v str>, place: &Place, part: Part) {
        let help = "write the values as a map, and give one of them `{docs: …, rust: OtherName}`";
        if value.text.chars().any(is_hidden) {
            let message = "this value holds a character that does not show";
            self.report.add(Rule::BadName, place, part, message, "write the value as it travels");
        }
        match seen.insert(&value.ident, &value.text) {
            Some(other) if other == value.text => {
                let message = format!("the value `{other}` stands here a second time");
                self.report.add(Rule::BadEnum, place, part, message, "remove one of them");
            }
            Some(other) => {
                let message = format!("`{}` and `{other}` have the same name in Rust, `{}`", value.text, value.ident);
                self.report.add(Rule::NameClash, place, part, message, help);
            }
            None if value.ident.as_str() == ENUM_FALLBACK => {
                let message = format!("`{}` has the name of the variant that keeps unknown values", value.text);
                self.report.add(Rule::NameClash, place, part, message, help);
            }
            None => {}
        }
    }

    /// A union; nothing where the type of a variant has a fault.
    fn union(&mut self, text: &'a UnionText, place: &Place, scope: Scope, name: &str) -> Option<Union> {
        let by = text.by.clone();
        if let Some(by) = &by {
            self.wire_name(by, &place.key("by"), Part::Value);
        }
        let place = place.key("variants");
        if text.variants.len() < 2 {
            let help = "a union has two variants at least; a single type needs none";
            self.report.add(Rule::BadUnion, &place, Part::Key, "this is no choice", help);
        }
        let mut variants = Vec::new();
        let mut idents: HashSet<Ident> = HashSet::from([Ident::variant(UNION_FALLBACK)]);
        for (tag, more) in &text.variants {
            let place = place.key(tag);
            let variant = self.variant(tag, more, &place, Owner { scope, name, member: tag });
            if variant.as_ref().is_some_and(|variant| !idents.insert(variant.ident.clone())) {
                let message = format!("another variant has the same name in Rust as `{tag}`");
                let help = "give this one `{type: …, rust: OtherName}`";
                self.report.add(Rule::NameClash, &place, Part::Key, message, help);
            }
            variants.push(variant);
        }
        Some(Union { by, variants: variants.into_iter().collect::<Option<_>>()? })
    }

    fn variant(
        &mut self,
        tag: &str,
        text: &'a ShortOr<VariantText>,
        place: &Place,
        owner: Owner<'_>,
    ) -> Option<Variant> {
        self.wire_name(tag, place, Part::Key);
        let (ty_text, ty_place, docs, docs_place, rust) = match text {
            ShortOr::Short(line) => {
                let (ty, docs) = split_docs(line);
                (ty, place.clone(), docs, place.clone(), None)
            }
            ShortOr::Long(long) => {
                (long.ty.as_str(), place.key("type"), long.docs.as_deref(), place.key("docs"), long.rust.as_ref())
            }
        };
        let docs = docs.map_or_else(|| format!("`{tag}`."), |docs| self.docs(docs, &docs_place));
        let ident = match rust {
            Some(rust) => self.rust_name(rust, &place.key("rust"), Ident::variant),
            None => Ident::variant(tag),
        };
        let ty = self.ty(ty_text, &ty_place, owner)?;
        if matches!(ty, Type::Nullable(_)) {
            let help = "write `or null` behind the union, where it is used";
            self.report.add(Rule::BadUnion, &ty_place, Part::Type, "a variant is not null", help);
        }
        Some(Variant { tag: tag.to_owned(), ident, docs, ty })
    }

    /// Parses and resolves a type that is neither a comma list nor doubly nullable.
    pub(super) fn ty(&mut self, text: &str, place: &Place, owner: Owner<'_>) -> Option<Type> {
        let expr = self.parse(text, place)?;
        self.resolve(&expr, place, owner)
    }

    /// Parses a type.
    pub(super) fn parse(&self, text: &str, place: &Place) -> Option<Expr> {
        match parse_type(text) {
            Ok(expr) => Some(expr),
            Err(Fault { offset, width, message }) => {
                let help = if message == DOCS_APART {
                    "write them as `{type: …, docs: …}`"
                } else {
                    "a type is a scalar, a name, `list of T`, `map of T`, `loosely T` or `enum a|b`, with `or null` \
                            behind it where it may be null, and ` -- ` before its docs; parentheses group"
                };
                self.report.add(Rule::TypeSyntax, place, Part::Within(offset, width), message, help);
                self.mean_all(text);
                None
            }
        }
    }

    /// Takes every type that is named in a faulty text for used.
    fn mean_all(&self, text: &str) {
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        let ids = words
            .flat_map(|word| self.area_names.iter().chain([&self.shared_names]).filter_map(|names| names.get(word)));
        self.meant.borrow_mut().extend(ids);
    }

    pub(super) fn resolve(&mut self, expr: &Expr, place: &Place, owner: Owner<'_>) -> Option<Type> {
        let boxed = |ty: Type| Box::new(ty);
        match expr {
            Expr::Name(name, offset) => self.name(name, *offset, place, owner.scope),
            Expr::List(inner) => self.resolve(inner, place, owner).map(boxed).map(Type::List),
            Expr::Map(inner) => self.resolve(inner, place, owner).map(boxed).map(Type::Map),
            Expr::Loose(inner) => self.resolve(inner, place, owner).map(boxed).map(Type::Loose),
            Expr::Nullable(inner) => match self.resolve(inner, place, owner)? {
                ty @ Type::Nullable(_) => Some(ty),
                ty => Some(Type::Nullable(Box::new(ty))),
            },
            Expr::Csv(_, offset) => {
                let message = "`csv of` is how a query parameter is written, and no type";
                self.report.add(Rule::TypeSyntax, place, Part::Within(*offset, 6), message, "use `list of` here");
                None
            }
            Expr::Enum(values, offset) => Some(self.inline_enum(values, *offset, place, owner)),
            Expr::Relation(relation) => self.relation(relation, place, owner),
            Expr::Const(_) => {
                let message = "`const` is for a member that always has the same text";
                self.report.add(Rule::TypeSyntax, place, Part::Type, message, "use `string` or `enum` here");
                None
            }
            Expr::Page(_) | Expr::Data(_) => {
                let message = "`page of` and `data` are for answers and bodies as a whole";
                self.report.add(Rule::TypeSyntax, place, Part::Type, message, "use `list of`, or leave `data` out");
                None
            }
        }
    }

    fn name(&self, name: &str, offset: usize, place: &Place, scope: Scope) -> Option<Type> {
        if let Some((_, ty)) = SCALARS.iter().find(|(scalar, _)| *scalar == name) {
            return Some(ty.clone());
        }
        if let Some(index) = self.id_names.get(name) {
            return Some(Type::Id(*index));
        }
        let local = match scope {
            Scope::Area(index) => self.area_names[index].get(name),
            Scope::Shared => None,
        };
        if let Some(id) = local.or_else(|| self.shared_names.get(name)) {
            return Some(Type::Named(*id));
        }
        if self.is_left_out(name, scope) {
            return None;
        }
        let part = Part::Within(offset, name.chars().count());
        let help = self.unknown_type_help(name, scope);
        self.report.add(Rule::UnknownType, place, part, format!("there is no type `{name}`"), help);
        None
    }

    /// Whether a name may be declared where a file has other faults, and was left out with them.
    fn is_left_out(&self, name: &str, scope: Scope) -> bool {
        let area = match scope {
            Scope::Area(index) => Some(self.documents.areas[index].file),
            Scope::Shared => None,
        };
        let shared = self.documents.shared.as_ref().map(|(file, _)| *file);
        let stands_in = |file| {
            let top = Place::file(file);
            ["types", "ids", "resources"].iter().any(|key| self.report.node(&top.key(key).key(name)).is_some())
        };
        shared.is_none() || [area, shared].into_iter().flatten().any(stands_in)
    }

    fn unknown_type_help(&self, name: &str, scope: Scope) -> String {
        let elsewhere = self.area_names.iter().position(|names| names.contains_key(name));
        if let Some(index) = elsewhere {
            if let Some(id) = self.area_names[index].get(name) {
                self.meant.borrow_mut().insert(*id);
            }
            let file = &self.documents.files[self.documents.areas[index].file.0].path;
            return format!("{file} has one; a type that two areas use belongs into spec/shared.yaml");
        }
        if let Some(scalar) = scalar_meant(name) {
            return format!("did you mean `{scalar}`?");
        }
        let local = match scope {
            Scope::Area(index) => Some(&self.area_names[index]),
            Scope::Shared => None,
        };
        let named = || local.into_iter().chain([&self.shared_names]).flatten();
        let names = named().map(|(name, _)| name).chain(self.id_names.keys()).map(String::as_str);
        match self.report.near(name, names) {
            Some(near) => {
                self.meant.borrow_mut().extend(named().filter(|(name, _)| *name == near).map(|(_, id)| *id));
                format!("did you mean `{near}`?")
            }
            None => match nearest(name, SCALARS.iter().map(|(name, _)| *name)) {
                Some(scalar) => format!("did you mean `{scalar}`?"),
                None if local.is_none() => "declare it in spec/shared.yaml".to_owned(),
                None => "declare it under `types` of this file, or in spec/shared.yaml".to_owned(),
            },
        }
    }

    fn inline_enum(&mut self, texts: &[String], offset: usize, place: &Place, owner: Owner<'_>) -> Type {
        let width = texts.join("|").chars().count();
        let part = Part::Within(offset, width);
        let values: Vec<Value> = texts.iter().map(|text| plain_value(text)).collect();
        let mut seen = HashMap::new();
        for value in &values {
            if value.text.is_empty() {
                let help = "write the values with a bar between them and no blanks, `enum a|b`";
                self.report.add(Rule::BadEnum, place, part, "a value is missing", help);
            } else {
                self.check_value(value, &mut seen, place, part);
            }
        }
        let name = format!("{}{}", Ident::ty(owner.name), Ident::ty(owner.member));
        let docs = format!("What `{}` of `{}` may be.", owner.member, owner.name);
        let id = self.add_type(owner.scope, &name, Ident::ty(&name), &docs, place.clone());
        self.types[id.0].kind = TypeKind::Enum(values);
        self.types[id.0].place = None;
        Type::Named(id)
    }

    /// Reports a name that is not in UpperCamelCase.
    fn camel_case(&self, name: &str, place: &Place, what: &str) {
        let fine =
            name.starts_with(|c: char| c.is_ascii_uppercase()) && name.chars().all(|c| c.is_ascii_alphanumeric());
        if !fine {
            let help = format!("{what} is named in UpperCamelCase, such as `{}`", Ident::ty(name));
            self.report.add(Rule::BadName, place, Part::Key, format!("`{name}` is no name for {what}"), help);
        }
    }

    /// The name under `rust`, held against the style of its kind.
    pub(super) fn rust_name(&self, name: &str, place: &Place, style: fn(&str) -> Ident) -> Ident {
        let styled = style(name);
        if styled.as_str() == name {
            return styled;
        }
        let message = format!("`{name}` is no good name for this in Rust");
        self.report.add(Rule::BadRustName, place, Part::Value, message, format!("`{styled}` would be one"));
        styled
    }
}

/// Stands for a type that has a fault: whatever is held against it fits.
fn anything() -> TypeKind {
    let ident = Ident::variant("Anything");
    let variant = Variant { tag: "anything".to_owned(), ident, docs: String::new(), ty: Type::Json };
    TypeKind::Union(Union { by: None, variants: vec![variant] })
}

/// Whether a type stands for one that has a fault.
pub(super) fn is_anything(kind: &TypeKind) -> bool {
    matches!(kind, TypeKind::Union(Union { by: None, variants }) if matches!(variants.as_slice(), [one] if one.ty == Type::Json))
}

/// Whether a value can stand for its own docs.
fn says_itself(text: &str) -> bool {
    !text.trim().is_empty() && !text.contains('`')
}

/// A value that says itself what it means.
fn plain_value(text: &str) -> Value {
    Value { text: text.to_owned(), ident: Ident::variant(text), docs: format!("`{text}`.") }
}

/// The scalar that somebody means who writes another language's word for it.
fn scalar_meant(name: &str) -> Option<&'static str> {
    let lower = name.to_lowercase();
    let known = [
        ("int", &["integer", "int32", "int64", "long", "i64", "u64"][..]),
        ("bool", &["boolean"]),
        ("string", &["str", "text"]),
        ("float", &["double", "f64", "decimal"]),
        ("datetime", &["timestamp", "date_time", "time"]),
        ("json", &["any", "value"]),
        ("uri", &["url"]),
    ];
    known.iter().find(|(_, words)| words.contains(&lower.as_str())).map(|(scalar, _)| *scalar)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manual_lists_the_scalars() {
        let manual = include_str!("../../../spec/README.md");
        let (_, table) = manual.split_once("| type | JSON | in Rust |").expect("the manual has the table of types");
        let (table, _) = table.split_once("\n\n").expect("a table ends");
        for (name, _) in SCALARS {
            assert!(manual.contains(&format!("`{name}`")), "{name} is not in the manual");
        }
        let in_prose = ["link", "links"];
        for (name, _) in SCALARS.iter().filter(|(name, _)| !in_prose.contains(name)) {
            assert!(table.contains(&format!("`{name}`")), "{name} is not in the table of types");
        }
    }
}
