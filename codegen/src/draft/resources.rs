//! JSON:API: envelopes, resources and relationships.

use super::ir::{Body, Field, Key, Part, Resource, Ty};
use super::types::{Holder, Types};
use super::words::{component, singular_of, snake, words};
use crate::contract::{Kind, Member, Object, Schema, SchemaId};
use crate::openapi::tree::{at, resolve, step, target};

/// What stands around `data` in an answer.
const AROUND: [&str; 5] = ["data", "jsonapi", "links", "meta", "included"];

/// Texts that documents write for the type of any resource.
const NO_TYPES: [&str; 3] = ["resource", "string", "type"];

/// What the operation around a resource tells of it.
#[derive(Clone, Copy)]
pub(super) struct Around<'n> {
    /// What its path is about.
    pub(super) thing: &'n str,
    /// A word for what it is used for, where it is sent: `change`, `new`.
    pub(super) role: Option<&'static str>,
    /// The operation's name.
    pub(super) operation: &'n str,
}

/// A body or an answer that travels in the envelope.
pub(super) struct Enveloped<'a> {
    pub(super) data: &'a Member,
    pub(super) meta: Option<&'a Member>,
    pub(super) included: Option<&'a Member>,
}

impl<'a> Types<'a> {
    /// What stands in an envelope, if this is one.
    pub(super) fn envelope(&self, id: SchemaId, sent: bool) -> Option<Enveloped<'a>> {
        let schema = self.schema(id);
        let Kind::Object(object) = &schema.kind else { return None };
        let known = if sent { &AROUND[..2] } else { &AROUND[..] };
        let fine = self.from.known.is_enveloped()
            && !schema.nullable
            && object.members.iter().all(|member| known.contains(&member.name.as_str()));
        let find = |name: &str| object.members.iter().find(|member| member.name == name);
        fine.then_some(())?;
        Some(Enveloped { data: find("data")?, meta: find("meta"), included: find("included") })
    }

    /// The type of `data`. `page` says that it is a page of a list.
    pub(super) fn data(&mut self, data: &'a Member, around: Around<'_>, page: bool) -> Ty {
        let schema = self.schema(data.schema);
        let sent = around.role.is_some();
        if !data.required {
            self.remark("`data` may be absent");
        }
        let list = match &schema.kind {
            Kind::List(item) => Some(*item),
            _ => None,
        };
        let resource = self.resource(list.unwrap_or(data.schema), around, sent);
        if list.is_some() {
            for fact in super::facts::in_words(schema) {
                self.remark(format!("the list has {fact}"));
            }
        }
        match (resource, list) {
            (Some(_), _) if schema.nullable => {
                self.remark("`data` may be null");
                self.data_of(data, around, page)
            }
            (Some(resource), None) => resource,
            (Some(resource), Some(_)) if page => Ty::Page(Box::new(resource)),
            (Some(resource), Some(_)) => Ty::list(resource),
            (None, _) => self.data_of(data, around, page),
        }
    }

    /// `data` that is no resource.
    fn data_of(&mut self, data: &'a Member, around: Around<'_>, page: bool) -> Ty {
        let holder = Holder { name: around.operation, member: around.thing };
        match self.inner(data.schema, holder, "`data`") {
            Ty::List(item) if page => Ty::Page(item),
            ty => Ty::Data(Box::new(ty)),
        }
    }

    /// A resource, if a schema is one.
    pub(super) fn resource(&mut self, id: SchemaId, around: Around<'_>, sent: bool) -> Option<Ty> {
        let schema = self.schema(id);
        let Kind::Object(object) = &schema.kind else { return None };
        let kind = object.members.iter().find(|member| member.name == "type")?;
        let part = |member: &Member| matches!(member.name.as_str(), "id" | "attributes" | "relationships");
        let known = object.members.iter().any(part) || object.members.len() == 1;
        let id_fits = object.members.iter().all(|member| member.name != "id" || self.is_id(member));
        if !known || !id_fits || schema.nullable || object.rest.is_some() {
            return None;
        }
        let (text, told) = self.type_text(kind, around.thing)?;
        let related = object.members.iter().any(|member| member.name == "relationships");
        let key = Key::Resource { class: self.from.classes.bare(id), text: text.clone(), sent: sent && related };
        let wanted = self.resource_names(&text, schema, object, around);
        Some(self.def(key, wanted, |types, name| {
            let resource = types.resource_of(object, text, name, sent);
            let mut remarks = Vec::new();
            if !told {
                remarks.push("the document: any text".to_owned());
            }
            if !kind.required {
                remarks.push("the document: it may be absent".to_owned());
            }
            Body::Resource(Resource { remarks, ..resource })
        }))
    }

    fn is_id(&self, member: &Member) -> bool {
        let schema = self.schema(member.schema);
        schema.kind == Kind::String && !schema.nullable
    }

    /// The text of a resource's type, and whether the document says it; it may leave it open.
    fn type_text(&self, kind: &Member, thing: &str) -> Option<(String, bool)> {
        let schema = self.schema(kind.schema);
        match &schema.kind {
            Kind::Enum(values) => match values.as_slice() {
                [serde_json::Value::String(text)] if !text.is_empty() => Some((text.clone(), true)),
                _ => None,
            },
            Kind::String => {
                let sample = self.sample(kind).filter(|text| !NO_TYPES.contains(&text.as_str()));
                Some((sample.unwrap_or_else(|| thing.to_owned()), false))
            }
            _ => None,
        }
    }

    /// The document's example of a member, where it is a plain word.
    fn sample(&self, member: &Member) -> Option<String> {
        let document = self.from.document;
        let place = resolve(document, target(&format!("#{}", member.at))?);
        let text = at(document, &step(&place, "example"))?.as_str()?;
        let word = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-./".contains(c));
        word.then(|| text.to_owned())
    }

    fn resource_names(&self, text: &str, schema: &Schema, object: &Object, around: Around<'_>) -> Vec<String> {
        let own = snake(&singular_of(text));
        let component = schema.name.as_deref().and_then(component).map(|words| snake(&words));
        let bare = object.members.iter().all(|member| matches!(member.name.as_str(), "id" | "type"));
        let mut wanted = Vec::new();
        match around.role {
            Some(_) if bare => wanted.push(format!("{own}_ref")),
            Some("new") => wanted.push(format!("new_{own}")),
            Some(role) => wanted.push(format!("{own}_{role}")),
            None => wanted.push(own.clone()),
        }
        wanted.extend(component);
        if around.role.is_none() {
            wanted.push(match around.operation.split('_').next().unwrap_or_default() {
                "list" | "search" => format!("listed_{own}"),
                "create" | "add" | "start" => format!("created_{own}"),
                "update" | "set" | "replace" => format!("updated_{own}"),
                _ => format!("{own}_details"),
            });
        }
        wanted.push(format!("{}_{own}", snake(&words(around.operation))));
        wanted
    }

    fn resource_of(&mut self, object: &'a Object, text: String, name: &str, sent: bool) -> Resource {
        let mut resource = Resource { text, id: None, parts: Vec::new(), members: Vec::new(), remarks: Vec::new() };
        for member in &object.members {
            match member.name.as_str() {
                "type" => {}
                "id" => resource.id = Some((member.required, self.own_id(member, &resource.text))),
                "attributes" => {
                    resource.parts.push(("attributes", member.required, self.part(member, name, false, sent)))
                }
                "relationships" => {
                    resource.parts.push(("relationships", member.required, self.part(member, name, true, sent)));
                }
                "meta" => resource.parts.push(("meta", member.required, self.part(member, name, false, sent))),
                _ => resource.members.extend(self.field(member, name)),
            }
        }
        resource
    }

    /// The type of a resource's own id: that of the resource, where it has one.
    fn own_id(&mut self, member: &'a Member, text: &str) -> Ty {
        let schema = self.schema(member.schema);
        for fact in super::facts::in_words(schema) {
            self.remark(format!("the id has {fact}"));
        }
        let uuid = schema.format.as_deref() == Some("uuid");
        match self.id_of(text) {
            Some(id) if uuid => Ty::Name(id),
            _ => self.ty(member.schema, Holder { name: text, member: "id" }),
        }
    }

    /// A part of a resource: its members, or a type where more than one resource has it.
    fn part(&mut self, member: &'a Member, name: &str, relations: bool, sent: bool) -> Part {
        let schema = self.schema(member.schema);
        let holder = Holder { name, member: &member.name };
        let Kind::Object(object) = &schema.kind else { return self.part_type(member, holder) };
        if schema.nullable || object.members.is_empty() || object.rest.is_some() || !object.undescribed.is_empty() {
            return self.part_type(member, holder);
        }
        let class = self.from.classes.bare(member.schema);
        let key = if relations { Key::Relations { class, sent } } else { Key::Class(class) };
        let mut wanted = self.wanted(member.schema, holder);
        wanted.insert(0, super::words::type_name(&[name, &member.name]));
        let (ty, mut remarks) = self.remarked(|types| {
            for fact in super::facts::in_words(schema) {
                types.remark(fact);
            }
            types.def(key, wanted, |types, name| {
                if relations { types.relations_of(object, name, sent) } else { types.members_of(object, name) }
            })
        });
        remarks.dedup();
        Part::Type(ty, remarks)
    }

    fn part_type(&mut self, member: &'a Member, holder: Holder<'_>) -> Part {
        let (ty, remarks) = self.remarked(|types| types.inner(member.schema, holder, "it"));
        Part::Type(ty, remarks)
    }

    fn relations_of(&mut self, object: &'a Object, name: &str, sent: bool) -> Body {
        let relation = |types: &mut Self, member: &'a Member| {
            let (made, remarks) = types.remarked(|types| types.relation(member, sent, name));
            match made {
                Some(ty) => {
                    Some(Field { name: member.name.clone(), required: member.required, ty, facts: Vec::new(), remarks })
                }
                None => types.field(member, name),
            }
        };
        Body::Members(object.members.iter().filter_map(|member| relation(self, member)).collect())
    }

    /// A relationship, if a member is one.
    fn relation(&mut self, member: &'a Member, sent: bool, holder: &str) -> Option<Ty> {
        let schema = self.schema(member.schema);
        let Kind::Object(object) = &schema.kind else { return None };
        let known = |member: &Member| match member.name.as_str() {
            "data" => true,
            "links" | "meta" => !sent,
            _ => false,
        };
        if !object.members.iter().all(known) || object.rest.is_some() || member.name.ends_with('?') {
            return None;
        }
        let data = object.members.iter().find(|member| member.name == "data")?;
        let (many, end) = match &self.schema(data.schema).kind {
            Kind::List(item) => (true, *item),
            _ => (false, data.schema),
        };
        if !data.required || self.schema(data.schema).nullable {
            self.remark("`data` may be absent or null");
        }
        let others: Vec<&str> =
            object.members.iter().map(|member| member.name.as_str()).filter(|name| *name == "meta").collect();
        if !others.is_empty() {
            self.remark("also `meta`");
        }
        let relation = self.other_end(end, many, &member.name, sent, holder)?;
        Some(if schema.nullable { Ty::Null(Box::new(relation)) } else { relation })
    }

    /// What a relationship leads to: an object of an id and a type, perhaps with attributes.
    fn other_end(&mut self, id: SchemaId, many: bool, member: &str, sent: bool, holder: &str) -> Option<Ty> {
        let Kind::Object(object) = &self.schema(id).kind else { return None };
        let find = |name: &str| object.members.iter().find(|member| member.name == name);
        let known = |member: &Member| match member.name.as_str() {
            "id" | "type" => true,
            "attributes" => !sent,
            "links" | "meta" => !sent,
            _ => false,
        };
        if !object.members.iter().all(known) || object.rest.is_some() {
            return None;
        }
        let end = find("id").filter(|end| self.is_id(end))?;
        let (text, told) = self.type_text(find("type")?, &snake(&singular_of(member)))?;
        let uuid = self.schema(end.schema).format.as_deref() == Some("uuid");
        let last = |text: &str| words(text).last().and_then(|word| self.id_of(word));
        let typed = self.id_of(&text).or_else(|| self.id_of(member)).or_else(|| last(&text)).or_else(|| last(member));
        let typed = typed.filter(|_| uuid);
        let id = match typed {
            Some(id) => Ty::Name(id),
            None if uuid => Ty::name("uuid"),
            None => Ty::name("string"),
        };
        match (sent, told) {
            (true, false) => self.remark("any text for `type` at the other end"),
            (false, true) => self.remark(format!("the other end is `{text}`")),
            _ => {}
        }
        if !end.required || !find("type").is_some_and(|kind| kind.required) {
            self.remark("`id` or `type` may be absent at the other end");
        }
        let with = find("attributes").map(|attributes| {
            let holder = Holder { name: holder, member };
            Box::new(self.inner(attributes.schema, holder, "the attributes at the other end"))
        });
        let kind = (sent && text.chars().all(|c| c.is_ascii_graphic() && !"()".contains(c))).then_some(text);
        Some(Ty::Relation { many, id: Box::new(id), kind, with })
    }
}
