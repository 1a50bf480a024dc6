//! Unions: told apart by a member's value, or by their shapes.

use serde_yaml::Value;

use super::ir::{Body, Field, Key, Ty};
use super::types::{Holder, Types};
use super::words::{component, singular_of, snake, words};
use crate::contract::{Contract, Kind, Member, SchemaId, Union};
use crate::openapi::tree::{at, resolve, step, target};

impl<'a> Types<'a> {
    /// A union, or what is left of one whose variants can't be told apart.
    pub(super) fn union(&mut self, id: SchemaId, union: &'a Union, holder: Holder<'_>) -> Ty {
        if let Some(shared) = super::same::shared_type(self.from.known, self.from.contract, id) {
            return Ty::name(shared);
        }
        if let Some((by, tags)) = self.tags(id, union) {
            let key = Key::Class(self.from.classes.bare(id));
            return self.def(key, self.wanted(id, holder), |types, name| types.by_member(by, tags, name));
        }
        if let Some(by) = &union.by {
            self.remark(format!("told apart by `{by}`, which not every variant has"));
        }
        let variants = self.told_apart(union);
        match variants.as_slice() {
            [] => Ty::name("json"),
            [only] => self.variant(only, holder),
            _ => {
                let key = Key::Class(self.from.classes.bare(id));
                let same = union.variants.len() - variants.iter().map(|shape| shape.0.len()).sum::<usize>();
                self.def(key, self.wanted(id, holder), |types, name| {
                    if same > 0 {
                        types.remark(format!("{same} variants more, which are the same as others"));
                    }
                    types.by_shape(variants, name)
                })
            }
        }
    }

    /// The variants by the values of a member, if it tells all of them apart.
    fn tags(&self, id: SchemaId, union: &'a Union) -> Option<(&'a str, Vec<(String, SchemaId)>)> {
        let by = union.by.as_deref()?;
        let mapping = self.mapping(id);
        let mut tags: Vec<(String, SchemaId)> = Vec::new();
        for (index, variant) in union.variants.iter().enumerate() {
            let mapped = mapping.iter().filter(|(_, place)| *place == index).map(|(tag, _)| tag.clone());
            let own: Vec<String> = match &variant.tag {
                Some(tag) => vec![tag.clone()],
                None => mapped.collect(),
            };
            let fine = |tag: &String| {
                can_be(self.from.contract, variant.schema, by, tag) && tag.trim() == tag && !tag.is_empty()
            };
            if own.is_empty() || !own.iter().all(fine) || self.schema(variant.schema).nullable {
                return None;
            }
            tags.extend(own.into_iter().map(|tag| (tag, variant.schema)));
        }
        let distinct =
            tags.iter().enumerate().all(|(index, (tag, _))| tags[..index].iter().all(|(other, _)| other != tag));
        (distinct && tags.len() > 1).then_some((by, tags))
    }

    /// The values that the document maps to variants, which the contract does not keep.
    fn mapping(&self, id: SchemaId) -> Vec<(String, usize)> {
        let document = self.from.document;
        let Some(place) = target(&format!("#{}", self.schema(id).at)) else { return Vec::new() };
        let mapping = at(document, &step(&step(&place, "discriminator"), "mapping"));
        let variants = ["oneOf", "anyOf"].into_iter().find_map(|key| at(document, &step(&place, key)));
        let variants: Vec<_> =
            variants.and_then(Value::as_sequence).into_iter().flatten().filter_map(reference).collect();
        let pairs = mapping.and_then(Value::as_mapping).into_iter().flatten();
        pairs
            .filter_map(|(tag, to)| {
                let to = target(to.as_str()?).map(|to| resolve(document, to))?;
                let variant = variants.iter().position(|variant| resolve(document, variant.clone()) == to)?;
                Some((tag.as_str()?.to_owned(), variant))
            })
            .collect()
    }

    fn by_member(&mut self, by: &str, tags: Vec<(String, SchemaId)>, name: &str) -> Body {
        let variants = tags
            .into_iter()
            .map(|(tag, schema)| {
                let holder = Holder { name, member: &tag };
                let (ty, remarks) = self.remarked(|types| types.inner(schema, holder, "this variant"));
                (tag, ty, remarks)
            })
            .collect();
        Body::Union { by: Some(by.to_owned()), variants }
    }

    fn by_shape(&mut self, variants: Vec<Shape>, name: &str) -> Body {
        let mut labels: Vec<String> = Vec::new();
        let mut made = Vec::new();
        for shape in &variants {
            let label = super::words::free(&self.labels(shape, &variants, name), |label| {
                !labels.iter().any(|other| other == label)
            });
            let (ty, remarks) = self.remarked(|types| types.variant(shape, Holder { name, member: &label }));
            labels.push(label.clone());
            made.push((label, ty, remarks));
        }
        Body::Union { by: None, variants: made }
    }

    fn variant(&mut self, shape: &Shape, holder: Holder<'_>) -> Ty {
        match shape.0.as_slice() {
            [only] => {
                if self.schema(*only).nullable {
                    self.remark("null among the variants");
                }
                for fact in super::facts::in_words(self.schema(*only)) {
                    self.remark(format!("this variant has {fact}"));
                }
                let schema = self.schema(*only);
                self.bare(*only, schema, holder)
            }
            several => self.merged(several, holder),
        }
    }

    /// Variants of which nobody can tell which one it is, as one type that takes them all.
    fn merged(&mut self, several: &[SchemaId], holder: Holder<'_>) -> Ty {
        self.remark(format!("{} variants that cannot be told apart", several.len()));
        let texts = several.iter().all(|id| is_text(&self.schema(*id).kind));
        let objects =
            several.iter().all(|id| matches!(&self.schema(*id).kind, Kind::Object(object) if object.rest.is_none()));
        if texts || !objects {
            return Ty::name(if texts { "string" } else { "json" });
        }
        let key = Key::Merged(several.iter().map(|id| self.from.classes.bare(*id)).collect());
        let wanted = vec![
            super::words::type_name(&[&snake(&singular_of(holder.member))]),
            super::words::type_name(&[holder.name, holder.member]),
        ];
        let several = several.to_vec();
        self.def(key, wanted, |types, name| Body::Members(types.all_members(&several, name)))
    }

    fn all_members(&mut self, several: &[SchemaId], name: &str) -> Vec<Field> {
        let mut members: Vec<Member> = Vec::new();
        let mut differing: Vec<String> = Vec::new();
        for id in several {
            let Kind::Object(object) = &self.schema(*id).kind else { continue };
            for member in &object.members {
                match members.iter().find(|other| other.name == member.name) {
                    Some(other) if self.from.classes.full(other.schema) != self.from.classes.full(member.schema) => {
                        differing.push(member.name.clone());
                    }
                    Some(_) => {}
                    None => members.push(Member { required: false, ..member.clone() }),
                }
            }
        }
        let mut fields: Vec<Field> = members.iter().filter_map(|member| self.field(member, name)).collect();
        for field in fields.iter_mut().filter(|field| differing.contains(&field.name)) {
            (field.ty, field.facts) = (Ty::name("json"), Vec::new());
            field.remarks.push("the document: its type differs among the variants".to_owned());
        }
        fields
    }

    /// The variants in an order in which each of them can be taken; those that hide each other are one.
    fn told_apart(&self, union: &Union) -> Vec<Shape> {
        let contract = self.from.contract;
        let mut shapes: Vec<Shape> = Vec::new();
        for variant in &union.variants {
            let class = self.from.classes.bare(variant.schema);
            if shapes.iter().all(|shape| self.from.classes.bare(shape.0[0]) != class) {
                shapes.push(Shape(vec![variant.schema]));
            }
        }
        // Each round either joins two or moves a broader one behind a narrower one, so there is an end.
        for _ in 0..shapes.len() * shapes.len() {
            let hidden = (0..shapes.len()).find_map(|late| {
                (0..late).find(|early| shapes[*early].takes(contract, &shapes[late])).map(|early| (early, late))
            });
            let Some((early, late)) = hidden else { break };
            let other = shapes.remove(late);
            if other.takes(contract, &shapes[early]) {
                shapes[early].0.extend(other.0);
            } else {
                shapes.insert(early, other);
            }
        }
        shapes
    }

    /// What to call a variant, the best name first.
    fn labels(&self, shape: &Shape, all: &[Shape], holder: &str) -> Vec<String> {
        let schema = self.schema(shape.0[0]);
        let mut labels = Vec::new();
        if let Some(mut name) = schema.name.as_deref().and_then(component) {
            let around = words(holder);
            name.retain(|word| !around.contains(word));
            if !name.is_empty() {
                labels.push(snake(&name));
            }
        }
        match &schema.kind {
            Kind::Object(object) => {
                let constant = object.members.iter().find_map(|member| match &self.schema(member.schema).kind {
                    Kind::Enum(values) if values.len() == 1 => values[0].as_str().map(words),
                    _ => None,
                });
                labels.extend(constant.map(|words| snake(&words)));
                let own = |name: &str| all.iter().filter(|other| other.has(self.from.contract, name)).count() < 2;
                let telling = object.members.iter().filter(|member| member.required && own(&member.name));
                labels.extend(telling.take(1).map(|member| snake(&words(&member.name))));
                labels.push("object".to_owned());
            }
            Kind::List(_) => labels.push("many".to_owned()),
            Kind::Bool => labels.push("flag".to_owned()),
            Kind::Int | Kind::Number => labels.push("number".to_owned()),
            Kind::Enum(_) => labels.push("choice".to_owned()),
            Kind::String => labels.push("text".to_owned()),
            _ => labels.push("other".to_owned()),
        }
        labels
    }
}

/// How deep lists within lists are compared.
const DEPTH: usize = 16;

/// Variants that stand for one.
#[derive(Clone, Debug)]
struct Shape(Vec<SchemaId>);

impl Shape {
    fn takes(&self, contract: &Contract, other: &Shape) -> bool {
        self.0.iter().any(|own| other.0.iter().any(|other| takes(contract, *own, *other, DEPTH)))
    }

    fn has(&self, contract: &Contract, name: &str) -> bool {
        self.0.iter().any(|id| match &contract.schema(*id).kind {
            Kind::Object(object) => object.members.iter().any(|member| member.name == name),
            _ => false,
        })
    }
}

fn reference(variant: &Value) -> Option<Vec<String>> {
    target(variant.get("$ref")?.as_str()?)
}

/// Whether a member of an object is always there and may have a value.
fn can_be(contract: &Contract, id: SchemaId, by: &str, tag: &str) -> bool {
    match &contract.schema(id).kind {
        Kind::Object(object) if object.members.is_empty() => true,
        Kind::Object(object) => object.members.iter().all(|member| {
            let schema = contract.schema(member.schema);
            let fits = match &schema.kind {
                Kind::String => schema.format.is_none(),
                Kind::Enum(values) => values.iter().any(|value| value.as_str() == Some(tag)),
                _ => false,
            };
            member.name != by || (member.required && fits && !schema.nullable)
        }),
        Kind::Union(union) => {
            union.variants.iter().all(|variant| matches!(contract.schema(variant.schema).kind, Kind::Object(_)))
        }
        _ => false,
    }
}

/// Whether a schema takes every value that another one takes, as the client reads them: it does not look into texts, and
/// ignores members that it does not know.
fn takes(contract: &Contract, one: SchemaId, other: SchemaId, depth: usize) -> bool {
    if one == other {
        return true;
    }
    let Some(depth) = depth.checked_sub(1) else { return false };
    let (one, other) = (&contract.schema(one).kind, &contract.schema(other).kind);
    match (one, other) {
        (Kind::Any, _) => true,
        (Kind::List(one), Kind::List(other)) => takes(contract, *one, *other, depth),
        (Kind::Number, Kind::Int | Kind::Number) | (Kind::Int, Kind::Int) | (Kind::Bool, Kind::Bool) => true,
        (Kind::Link, Kind::Link) | (Kind::Links(_), Kind::Links(_)) => true,
        (one, other) if is_text(one) => is_text(other),
        (Kind::Object(one), Kind::Object(other)) => {
            let maps = (one.members.is_empty(), other.members.is_empty(), one.rest, other.rest);
            match maps {
                (true, true, Some(one), Some(other)) => takes(contract, one, other, depth),
                (true, _, None, _) => true,
                (true, ..) => false,
                _ => one.members.iter().all(|member| !member.required),
            }
        }
        _ => false,
    }
}

fn is_text(kind: &Kind) -> bool {
    matches!(kind, Kind::String)
        || matches!(kind, Kind::Enum(values) if values.iter().all(serde_json::Value::is_string))
}
