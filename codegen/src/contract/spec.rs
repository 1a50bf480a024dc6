//! The hand-written description as a contract.

use std::collections::HashMap;

use serde_json::Value;

use super::{Answer, Body, Contract, Facts, In, Kind, Member, Object, Operation, Parameter, Schema, SchemaId, Union};
use crate::model::{self, Api, Area, Family, Home, Type, TypeId, TypeKind};

/// Names that a resource has beside its attributes, so that an attribute of that name has to say that it is one.
const RESERVED: [&str; 6] = ["id", "type", "attributes", "relationships", "meta", "links"];

/// The pattern of JSON:API's version, which stands in every envelope.
const JSONAPI_VERSION: &str = r"^(0|[1-9]\d*)\.(0|[1-9]\d*)$";

/// The member that the schemas of resources and variants are told apart by, and whose value is said by the type alone.
const TYPE: &str = "type";

/// What the hand-written description promises of a family. Places are written as deviations write them.
#[must_use]
pub fn of_api(api: &Api, family: &str) -> Contract {
    let mut spec =
        Spec { api, contract: Contract::default(), types: HashMap::new(), derived: Vec::new(), formats: true };
    for area in &api.areas {
        let own = api.family(area);
        if own.key != family {
            continue;
        }
        spec.formats = own.formats;
        for operation in area.operations.iter().filter(|operation| operation.is_callable()) {
            let operation = spec.operation(own, area, operation);
            spec.contract.operations.push(operation);
        }
    }
    spec.derive_all();
    spec.contract.base = api.families.iter().find(|known| known.key == family).map(|family| family.base.clone());
    spec.contract
}

struct Spec<'a> {
    api: &'a Api,
    contract: Contract,
    types: HashMap<TypeId, SchemaId>,
    /// Schemas that are to be made from others, once all of those are known: types may contain themselves.
    derived: Vec<(SchemaId, SchemaId, Change)>,
    /// The family's document states formats of texts.
    formats: bool,
}

/// How a schema differs from the one that it is made from.
enum Change {
    /// It takes null.
    Nullable,
    /// It stands elsewhere, and more is said of it.
    Said(Said),
    /// It has a member that tells what it is.
    ToldBy { by: String, tag: String, at: String },
}

/// What is said of a value where it is used.
struct Said {
    at: String,
    facts: Facts,
    format: Option<String>,
    constant: Option<String>,
}

impl Spec<'_> {
    fn derive(&mut self, from: SchemaId, change: Change) -> SchemaId {
        let id = self.contract.add(Schema::default());
        self.derived.push((id, from, change));
        id
    }

    fn derive_all(&mut self) {
        for (id, from, change) in std::mem::take(&mut self.derived) {
            let mut schema = self.contract.schema(from).clone();
            schema.base = schema.base.or(schema.name.take().map(|_| from));
            match change {
                Change::Nullable => schema.nullable = true,
                Change::Said(said) => {
                    schema.at = if matches!(schema.kind, Kind::Enum(_)) { schema.at } else { said.at };
                    schema.facts = schema.facts.with(said.facts);
                    schema.format = said.format.or(schema.format);
                    if let Some(text) = said.constant {
                        schema.base = None;
                        schema.kind = Kind::Enum(vec![Value::from(text)]);
                    }
                }
                Change::ToldBy { by, tag, at } => {
                    schema.base = None;
                    self.tell(&mut schema, &by, &tag, &at);
                }
            }
            self.contract.schemas[id.0] = schema;
        }
    }

    fn operation(&mut self, family: &Family, area: &Area, operation: &model::Operation) -> Operation {
        let at = format!("{}.{} {}", family.key, area.key, operation.key);
        let mut parameters = Vec::new();
        let lists = [
            (In::Path, "path", &operation.path_parameters),
            (In::Query, "query", &operation.query),
            (In::Header, "headers", &operation.headers),
        ];
        for (place, part, list) in lists {
            for parameter in list {
                let at = format!("{at} {part} {}", parameter.name);
                parameters.push(self.parameter(parameter, place, at));
            }
        }
        if let (Some(name), Some(_)) = (&family.version_parameter, &operation.version) {
            parameters.push(self.version(name, family, &at));
        }
        let mut permissions = operation.permissions.clone();
        permissions.sort_by(|one, other| one.key.cmp(&other.key));
        Operation {
            family: family.key.clone(),
            name: operation.name.clone(),
            method: operation.method,
            path: operation.path.text.clone(),
            tags: vec![format!("{}.{}", family.key, area.key)],
            docs: operation.docs.clone(),
            parameters,
            body: operation.body.as_ref().map(|body| self.body(body, family, &format!("{at} body"))),
            answers: operation.answers.iter().map(|answer| self.answer(answer, &format!("{at} returns"))).collect(),
            errors: operation.error_statuses.iter().map(|status| failure(*status, &at)).collect(),
            permissions: permissions.iter().map(|permission| permission.key.clone()).collect(),
            permission_names: permissions.iter().map(|permission| permission.name.clone()).collect(),
            version: operation.version.as_ref().map(|version| version.text.clone()),
            stability: operation.version.as_ref().map(|version| version.stability),
            deprecated: operation.deprecated.is_some(),
            sunset: operation.sunset.clone(),
            at,
        }
    }

    /// The parameter that carries the version. The family implies it.
    fn version(&mut self, name: &str, family: &Family, at: &str) -> Parameter {
        let at = format!("{at} query {name}");
        let facts = Facts { pattern: family.version_pattern.clone(), ..Facts::default() };
        let schema = Schema { at: at.clone(), kind: Kind::String, facts, ..Schema::default() };
        let schema = self.contract.add(schema);
        let docs = "The version of the operation.".to_owned();
        let style = model::ListStyle::Repeated;
        Parameter { name: name.to_owned(), place: In::Query, at, docs, required: true, style, schema }
    }

    fn parameter(&mut self, parameter: &model::Parameter, place: In, at: String) -> Parameter {
        let schema = self.with_facts(&parameter.ty, &parameter.facts, &at, None);
        Parameter {
            name: parameter.name.clone(),
            place,
            at,
            docs: parameter.docs.clone(),
            required: parameter.required,
            style: parameter.style,
            schema,
        }
    }

    fn body(&mut self, body: &model::Body, family: &Family, at: &str) -> Body {
        let mut schema = self.ty(&body.ty, at);
        if body.envelope && family.envelope {
            let data = member("data", &format!("{at} data"), "What is sent.", true, schema);
            schema = self.object(at, vec![data]);
        }
        Body { at: at.to_owned(), required: body.required, content: vec![(body.media.clone(), schema)] }
    }

    fn answer(&mut self, answer: &model::Answer, at: &str) -> Answer {
        let at = format!("{at} {}", answer.status);
        let schema = answer.ty.as_ref().map(|ty| {
            let data = self.ty(ty, &at);
            match &answer.envelope {
                Some(envelope) => self.envelope(envelope, data, &at),
                None => data,
            }
        });
        let content =
            schema.into_iter().flat_map(|schema| answer.media.iter().map(move |media| (media.clone(), schema)));
        Answer { status: answer.status.to_string(), content: content.collect(), at }
    }

    /// What stands around the `data` of an answer.
    fn envelope(&mut self, envelope: &model::Envelope, data: SchemaId, at: &str) -> SchemaId {
        let facts = Facts { pattern: Some(JSONAPI_VERSION.to_owned()), ..Facts::default() };
        let version =
            self.contract.add(Schema { at: format!("{at} jsonapi"), kind: Kind::String, facts, ..Schema::default() });
        let version = member("version", &format!("{at} jsonapi"), "The version of JSON:API.", true, version);
        let jsonapi = self.object(&format!("{at} jsonapi"), vec![version]);
        let mut members = vec![
            member("data", &format!("{at} data"), "What was asked for.", true, data),
            member("jsonapi", &format!("{at} jsonapi"), "What the answer is written in.", true, jsonapi),
        ];
        let included = envelope.included.clone().map(|ty| Type::List(Box::new(ty)));
        for (name, ty) in [("meta", &envelope.meta), ("included", &included)] {
            let Some(ty) = ty else { continue };
            let at = format!("{at} {name}");
            let schema = self.ty(ty, &at);
            members.push(member(name, &at, "More about it.", false, schema));
        }
        self.object(at, members)
    }

    fn object(&mut self, at: &str, members: Vec<Member>) -> SchemaId {
        let kind = Kind::Object(Object { members, rest: None, undescribed: Vec::new() });
        self.contract.add(Schema { at: at.to_owned(), kind, ..Schema::default() })
    }

    /// A type with what the docs say of its values.
    fn with_facts(&mut self, ty: &Type, facts: &model::Facts, at: &str, constant: Option<&str>) -> SchemaId {
        let id = self.ty(ty, at);
        let said = Said {
            at: at.to_owned(),
            facts: said(facts),
            format: facts.format.clone(),
            constant: constant.map(str::to_owned),
        };
        if said.facts == Facts::default() && said.format.is_none() && constant.is_none() {
            return id;
        }
        self.derive(id, Change::Said(said))
    }

    /// A type where it is used.
    fn ty(&mut self, ty: &Type, at: &str) -> SchemaId {
        let (kind, format) = match ty {
            Type::Named(id) => return self.named(*id, at),
            Type::Loose(inner) => return self.ty(inner, at),
            Type::Nullable(inner) => {
                let id = self.ty(inner, at);
                return self.derive(id, Change::Nullable);
            }
            Type::String | Type::Secret | Type::Bytes => (Kind::String, None),
            Type::Uuid => (Kind::String, Some("uuid")),
            Type::Id(_) => (Kind::String, Some("uuid")),
            Type::Uri => (Kind::String, Some("uri")),
            Type::Timestamp => (Kind::String, Some("date-time")),
            Type::Date => (Kind::String, Some("date")),
            Type::Bool => (Kind::Bool, None),
            Type::Int => (Kind::Int, None),
            Type::Float | Type::Number => (Kind::Number, None),
            Type::Json => (Kind::Any, None),
            Type::Object => (Kind::Object(Object::default()), None),
            Type::Link => (Kind::Link, None),
            Type::Links => (Kind::Links(Vec::new()), None),
            Type::List(item) => (Kind::List(self.ty(item, at)), None),
            Type::Map(rest) => (
                Kind::Object(Object { members: Vec::new(), rest: Some(self.ty(rest, at)), undescribed: Vec::new() }),
                None,
            ),
            Type::Relation(relation) => (Kind::Object(self.relation(relation, at)), None),
        };
        let format = format.filter(|_| self.formats).map(str::to_owned);
        self.contract.add(Schema { at: at.to_owned(), kind, format, ..Schema::default() })
    }

    /// A relationship: `data` with id and type of the other end.
    fn relation(&mut self, relation: &model::Relation, at: &str) -> Object {
        let id = self.ty(&relation.id, at);
        let kind = match &relation.kind {
            Some(kind) => Kind::Enum(vec![Value::from(kind.clone())]),
            None => Kind::String,
        };
        let kind = self.contract.add(Schema { at: at.to_owned(), kind, ..Schema::default() });
        let mut members = vec![
            member("id", at, "Identifies the other end.", true, id),
            member(TYPE, at, "The type of the other end.", true, kind),
        ];
        if let Some(attributes) = &relation.attributes {
            let attributes = self.ty(attributes, at);
            members.push(member("attributes", at, "What is said of the other end.", false, attributes));
        }
        let mut data = self.object(at, members);
        if relation.many {
            data = self.contract.add(Schema { at: at.to_owned(), kind: Kind::List(data), ..Schema::default() });
        }
        Object { members: vec![member("data", at, "The other end.", true, data)], rest: None, undescribed: Vec::new() }
    }

    fn named(&mut self, id: TypeId, at: &str) -> SchemaId {
        let ty = self.api.ty(id);
        // An enum that stands where a type stands has no other place than that.
        if let (None, TypeKind::Enum(values)) = (&ty.place, &ty.kind) {
            let kind = enumeration(values);
            return self.contract.add(Schema { at: at.to_owned(), kind, docs: ty.docs.clone(), ..Schema::default() });
        }
        if let Some(schema) = self.types.get(&id) {
            return *schema;
        }
        let at = self.place(ty);
        let name = Some(format!("{}.{}", self.home(ty), ty.ident));
        let schema = Schema { at: at.clone(), name, docs: ty.docs.clone(), ..Schema::default() };
        let schema = self.contract.add(schema);
        self.types.insert(id, schema);
        let kind = match &ty.kind {
            TypeKind::Enum(values) => enumeration(values),
            TypeKind::Struct(members) => {
                let members = members.iter().map(|member| self.member(ty, member)).collect();
                Kind::Object(Object { members, rest: None, undescribed: Vec::new() })
            }
            TypeKind::Union(union) => Kind::Union(self.union(union, &at)),
        };
        self.contract.schemas[schema.0].kind = kind;
        schema
    }

    fn member(&mut self, ty: &model::TypeDef, member: &model::Member) -> Member {
        let at = self.member_place(ty, &member.name);
        let schema = self.with_facts(&member.ty, &member.facts, &at, member.constant.as_deref());
        Member { name: member.name.clone(), at, docs: member.docs.clone(), required: member.required, schema }
    }

    /// A union. A variant that is told by a member has that member, whether or not its type says so.
    fn union(&mut self, union: &model::Union, at: &str) -> Union {
        let mut variants = Vec::new();
        for variant in &union.variants {
            let at = format!("{at}.{}", variant.tag);
            let mut schema = self.ty(&variant.ty, &at);
            if let Some(by) = &union.by {
                let told = Change::ToldBy { by: by.clone(), tag: variant.tag.clone(), at: at.clone() };
                schema = self.derive(schema, told);
            }
            variants.push(super::Variant { tag: Some(variant.tag.clone()), at, schema });
        }
        Union { by: union.by.clone(), variants }
    }

    /// Gives an object the member that tells it from others.
    fn tell(&mut self, schema: &mut Schema, by: &str, tag: &str, at: &str) {
        let Kind::Object(object) = &mut schema.kind else { return };
        let constant = Schema { at: at.to_owned(), kind: Kind::Enum(vec![Value::from(tag)]), ..Schema::default() };
        match object.members.iter_mut().find(|member| member.name == by) {
            Some(member) => {
                let declared = self.contract.schema(member.schema);
                if !matches!(declared.kind, Kind::Enum(_)) {
                    member.schema = self.contract.add(Schema { at: declared.at.clone(), ..constant });
                }
            }
            None => {
                let constant = self.contract.add(constant);
                object.members.insert(0, member(by, at, "Tells what it is.", true, constant));
            }
        }
    }

    /// The file of a type, as places name it.
    fn home(&self, ty: &model::TypeDef) -> String {
        match ty.home {
            Home::Shared => "shared".to_owned(),
            Home::Area(id) => {
                let area = &self.api.areas[id.0];
                format!("{}.{}", self.api.family(area).key, area.key)
            }
        }
    }

    fn place(&self, ty: &model::TypeDef) -> String {
        format!("{} {}", self.home(ty), ty.place.as_deref().unwrap_or(&ty.name))
    }

    /// The place of a member: `rest.projects project.name`, whichever part of the resource has it.
    fn member_place(&self, ty: &model::TypeDef, name: &str) -> String {
        let place = ty.place.as_deref().unwrap_or(&ty.name);
        let place = match place.split_once('.') {
            Some((resource, _)) if !RESERVED.contains(&name) => resource,
            _ => place,
        };
        format!("{} {place}.{name}", self.home(ty))
    }
}

fn member(name: &str, at: &str, docs: &str, required: bool, schema: SchemaId) -> Member {
    Member { name: name.to_owned(), at: at.to_owned(), docs: docs.to_owned(), required, schema }
}

fn enumeration(values: &[model::Value]) -> Kind {
    Kind::Enum(values.iter().map(|value| Value::from(value.text.clone())).collect())
}

/// A failure, whose body the runtime knows.
fn failure(status: u16, at: &str) -> Answer {
    Answer { at: format!("{at} error_statuses"), status: status.to_string(), content: Vec::new() }
}

fn said(facts: &model::Facts) -> Facts {
    Facts {
        min: facts.min.map(Into::into),
        max: facts.max.map(Into::into),
        step: facts.step.map(Into::into),
        min_length: facts.min_length,
        max_length: facts.max_length,
        min_items: facts.min_items,
        max_items: facts.max_items,
        pattern: facts.pattern.clone(),
        default: facts.default.clone(),
        deprecated: facts.deprecated.is_some(),
        more: Vec::new(),
    }
}
