//! JSON:API resources: each becomes an object of id, type, attributes, relationships, meta and whatever else it has.

use super::grammar::RelationExpr;
use super::members::QUESTION_MARK;
use super::place::{Part, Place};
use super::types::Owner;
use super::{Lower, Scope};
use crate::diagnostic::Rule;
use crate::document::short::ShortOr;
use crate::document::{FileId, Map, PartText, ResourceText};
use crate::model::{Facts, Ident, Member, Relation, Type, TypeId, TypeKind};

impl<'a> Lower<'a> {
    /// Every file's resources, with the scope of their names.
    fn resource_files(&self) -> Vec<(FileId, &'a Map<ResourceText>, Scope)> {
        let documents = self.documents;
        let shared = documents.shared.as_ref().map(|(file, shared)| (*file, &shared.resources, Scope::Shared));
        let areas = documents.areas.iter().enumerate();
        shared
            .into_iter()
            .chain(areas.map(|(index, area)| (area.file, &area.content.resources, Scope::Area(index))))
            .collect()
    }

    /// Gives every resource its place in the model.
    pub(super) fn declare_resources(&mut self) {
        for (file, resources, scope) in self.resource_files() {
            for (name, text) in resources {
                let place = Place::file(file).key("resources").key(name);
                self.snake_case(name, &place, "a resource");
                if scope != Scope::Shared {
                    self.hides(name, &place);
                }
                if super::types::is_scalar(name) {
                    let message = format!("`{name}` is a type already");
                    self.report.add(Rule::NameClash, &place, Part::Key, message, "give the resource another name");
                }
                let ident = match &text.rust {
                    Some(rust) => self.rust_name(rust, &place.key("rust"), Ident::ty),
                    None => Ident::ty(name),
                };
                let docs = self.docs(&text.docs, &place.key("docs"));
                let id = self.add_type(scope, name, ident, &docs, place);
                self.names_mut(scope).insert(name.clone(), id);
                self.resources.insert(id);
            }
        }
    }

    /// Fills in what every resource is made of.
    pub(super) fn define_resources(&mut self) {
        for (file, resources, scope) in self.resource_files() {
            for (name, text) in resources {
                let place = Place::file(file).key("resources").key(name);
                let Some(id) = self.names_mut(scope).get(name).copied() else { continue };
                let members = self.resource(name, text, &place, scope, id);
                self.types[id.0].kind = TypeKind::Struct(members);
            }
        }
    }

    fn resource(&mut self, name: &str, text: &'a ResourceText, place: &Place, scope: Scope, id: TypeId) -> Vec<Member> {
        let mut members = Vec::new();
        for (key, ty, required) in [("id", &text.id, true), ("id?", &text.id_optional, false)] {
            let Some(ty) = ty else { continue };
            let owner = Owner { scope, name, member: "id" };
            let ty = self.ty(ty, &place.key(key), owner).unwrap_or(Type::Json);
            members.push(member("id", "Identifies it.", ty, required, None));
        }
        let constant = text.ty.clone().unwrap_or_else(|| name.to_owned());
        let docs = format!("The type of the resource, `{constant}`.");
        members.push(member("type", &docs, Type::String, true, Some(constant)));
        let parts = [
            ("attributes", &text.attributes, &text.attributes_optional, "What is said of it."),
            ("relationships", &text.relationships, &text.relationships_optional, "What it is related to."),
            ("meta", &text.meta, &text.meta_optional, "What is said about the resource itself."),
        ];
        for (part, always, perhaps, docs) in parts {
            let key = format!("{part}?");
            for (text, key, required) in [(always, part, true), (perhaps, key.as_str(), false)] {
                let Some(text) = text else { continue };
                let ty = self.part(part, text, &place.key(key), scope, name, id).unwrap_or(Type::Json);
                members.push(member(part, docs, ty, required, None));
            }
        }
        self.part_twice(&members, place);
        let place = place.key("members");
        for member in self.members(&text.members, &place, scope, name) {
            if members.iter().any(|other| other.name == member.name || other.ident == member.ident) {
                let key = if member.required { member.name.clone() } else { format!("{}?", member.name) };
                let message = format!("`{}` is a part of every resource, or of this one", member.name);
                let help = "write it beside `members`, or give this one another name";
                self.report.add(Rule::NameClash, &place.key(&key), Part::Key, message, help);
            }
            members.push(member);
        }
        members
    }

    /// Reports a part that is there both with and without a question mark.
    fn part_twice(&self, members: &[Member], place: &Place) {
        for (index, member) in members.iter().enumerate() {
            if members[..index].iter().any(|other| other.name == member.name) {
                let key = format!("{}?", member.name);
                let message = format!("`{}` stands here twice, {QUESTION_MARK}", member.name);
                self.report.add(Rule::DuplicateKey, &place.key(&key), Part::Key, message, "keep one of them");
            }
        }
    }

    /// Attributes, relationships or meta: a type of their own, named after the resource.
    fn part(
        &mut self,
        part: &str,
        text: &'a PartText,
        place: &Place,
        scope: Scope,
        name: &str,
        resource: TypeId,
    ) -> Option<Type> {
        let texts = match text {
            ShortOr::Short(ty) => return self.ty(ty, place, Owner { scope, name, member: part }),
            ShortOr::Long(texts) => texts,
        };
        let own = self.types[resource.0].ident.to_string();
        let name = format!("{own}{}", Ident::ty(part));
        let docs = format!("The {part} of a `{own}`.");
        let ident = Ident::ty(&name);
        let id = self.add_type(scope, &name, ident, &docs, place.clone());
        self.types[id.0].place = Some(format!("{}.{part}", self.types[resource.0].name));
        let members = self.members(texts, place, scope, &name);
        self.types[id.0].kind = TypeKind::Struct(members);
        self.names_mut(scope).entry(name).or_insert(id);
        Some(Type::Named(id))
    }

    pub(super) fn relation(&mut self, expr: &RelationExpr, place: &Place, owner: Owner<'_>) -> Option<Type> {
        let id = self.resolve(&expr.id, place, owner)?;
        if !matches!(id, Type::Id(_) | Type::String | Type::Uuid | Type::Uri) {
            let help = "write the type of the other end's id, `to one OrgId`";
            self.report.add(Rule::TypeSyntax, place, Part::Type, "a relationship leads to an id", help);
        }
        let attributes = match &expr.attributes {
            Some(attributes) => Some(self.resolve(attributes, place, owner)?),
            None => None,
        };
        let relation = Relation { id, kind: expr.kind.clone(), many: expr.many, attributes };
        Some(Type::Relation(Box::new(relation)))
    }

    /// Whether a type travels as the `data` of an envelope without being told to.
    pub(super) fn is_resource(&self, ty: &Type) -> bool {
        match ty {
            Type::Named(id) => self.resources.contains(id),
            Type::List(item) => matches!(&**item, Type::Named(id) if self.resources.contains(id)),
            _ => false,
        }
    }
}

fn member(name: &str, docs: &str, ty: Type, required: bool, constant: Option<String>) -> Member {
    let (ident, facts) = (Ident::field(name), Facts::default());
    Member { name: name.to_owned(), ident, docs: docs.to_owned(), ty, required, facts, constant }
}
