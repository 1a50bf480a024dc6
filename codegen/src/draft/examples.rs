//! Examples made from types, for operations that have none: a place to start from, and enough for the compiler.

use serde_json::{Map, Value as Json, json};

use crate::lower::place::Report;
use crate::model::{Answer, Api, Facts, Member, Operation, Parameter, Relation, Type, TypeId, TypeKind};
use crate::{File, Source, document, lower};

/// So deep, what may be absent is left out.
const DEPTH: usize = 8;

/// Every example that a description lacks, made from its types. They fit, and say nothing: a person puts what the docs show
/// in their place.
#[must_use]
pub fn examples(sources: &[Source]) -> Vec<File> {
    let documents = document::load(sources);
    let report = Report::new(&documents);
    let api = lower::lower(&documents, &report).api;
    let mut files = Vec::new();
    for (area, operation) in api.operations().filter(|(_, operation)| operation.is_callable()) {
        let home = area.file.trim_start_matches("spec/").trim_end_matches(".yaml");
        let mut put = |kind: &str, value: &Json| {
            let path = format!("spec/examples/{home}/{}.{kind}.json", operation.key);
            let text = serde_json::to_string_pretty(value).unwrap_or_default();
            files.push(File { path, text: text + "\n" });
        };
        let sampler = Sampler { api: &api };
        if operation.examples.requests.is_empty() {
            put("request", &sampler.request(operation));
        }
        for answer in operation.answers.iter().filter(|answer| answer.ty.is_some()) {
            if operation.examples.answers.iter().all(|example| example.status != answer.status) {
                put(&answer.status.to_string(), &sampler.answer(answer));
            }
        }
    }
    files
}

struct Sampler<'a> {
    api: &'a Api,
}

impl Sampler<'_> {
    /// What is required, and no more.
    fn request(&self, operation: &Operation) -> Json {
        let mut request = Map::new();
        let parts =
            [("path", &operation.path_parameters), ("query", &operation.query), ("headers", &operation.headers)];
        for (part, parameters) in parts {
            let required = parameters.iter().filter(|parameter: &&Parameter| parameter.required);
            let given: Map<String, Json> = required
                .map(|parameter| (parameter.name.clone(), self.said(&parameter.ty, &parameter.facts, &[])))
                .collect();
            if !given.is_empty() {
                request.insert(part.to_owned(), Json::Object(given));
            }
        }
        if let Some(body) = &operation.body {
            let data = self.ty(&body.ty, &[]);
            request.insert("body".to_owned(), if body.envelope { json!({ "data": data }) } else { data });
        }
        Json::Object(request)
    }

    fn answer(&self, answer: &Answer) -> Json {
        let data = answer.ty.as_ref().map_or(Json::Null, |ty| self.ty(ty, &[]));
        let Some(envelope) = &answer.envelope else { return data };
        let mut around = Map::from_iter([("data".to_owned(), data)]);
        around.extend(envelope.meta.iter().map(|meta| ("meta".to_owned(), self.ty(meta, &[]))));
        Json::Object(around)
    }

    /// A value within the limits that are said of it.
    fn said(&self, ty: &Type, facts: &Facts, above: &[TypeId]) -> Json {
        if let Some(default) = facts.default.as_ref().filter(|default| !default.is_null()) {
            return default.clone();
        }
        match self.ty(ty, above) {
            Json::Number(_) => {
                let step = facts.step.unwrap_or(1).max(1);
                let least = facts.min.or(facts.max.map(|max| max.min(1))).unwrap_or(1);
                // The next multiple that is not below the least.
                json!(least.div_euclid(step) * step + if least.rem_euclid(step) == 0 { 0 } else { step })
            }
            Json::String(text) => Json::String(sized(&text, facts)),
            Json::Array(items) => {
                let count = usize::try_from(facts.min_items.unwrap_or(0)).unwrap_or(0).max(items.len());
                let most = facts.max_items.and_then(|most| usize::try_from(most).ok()).unwrap_or(count);
                let more = items.iter().cycle().take(if items.is_empty() { 0 } else { count.min(most).min(1000) });
                Json::Array(more.cloned().collect())
            }
            Json::Object(mut members) if matches!(ty, Type::Map(_)) && facts.max_items == Some(0) => {
                members.clear();
                Json::Object(members)
            }
            other => other,
        }
    }

    /// A value of a type, within others that must not come again.
    fn ty(&self, ty: &Type, above: &[TypeId]) -> Json {
        match ty {
            Type::String | Type::Secret | Type::Bytes => json!("text"),
            Type::Uuid | Type::Id(_) => json!("4a18d42f-0706-4ad0-b127-24078731fbed"),
            Type::Uri | Type::Link => json!("https://example.com/"),
            Type::Timestamp => json!("2025-01-31T12:00:00Z"),
            Type::Date => json!("2025-01-31"),
            Type::Bool => json!(true),
            Type::Int | Type::Float | Type::Number => json!(1),
            Type::Json | Type::Object | Type::Links => json!({}),
            Type::Nullable(inner) | Type::Loose(inner) => self.ty(inner, above),
            Type::List(inner) if self.leads_back(inner, above) => json!([]),
            Type::List(inner) => json!([self.ty(inner, above)]),
            Type::Map(inner) if self.leads_back(inner, above) => json!({}),
            Type::Map(inner) => json!({ "name": self.ty(inner, above) }),
            Type::Relation(relation) => self.relation(relation),
            Type::Named(id) => self.named(*id, above),
        }
    }

    /// Whether a type holds one that it stands in itself, or stands too deep for what can be left out.
    fn leads_back(&self, ty: &Type, above: &[TypeId]) -> bool {
        match ty {
            Type::Named(id) => above.contains(id) || above.len() > DEPTH,
            Type::Nullable(inner) | Type::Loose(inner) | Type::List(inner) | Type::Map(inner) => {
                self.leads_back(inner, above)
            }
            _ => false,
        }
    }

    fn relation(&self, relation: &Relation) -> Json {
        let kind = relation.kind.as_deref().unwrap_or("text");
        let end = json!({ "id": self.ty(&relation.id, &[]), "type": kind });
        if relation.many { json!({ "data": [end] }) } else { json!({ "data": end }) }
    }

    fn named(&self, id: TypeId, above: &[TypeId]) -> Json {
        let within = [above, &[id]].concat();
        match &self.api.ty(id).kind {
            TypeKind::Struct(members) => Json::Object(self.members(members, &within)),
            TypeKind::Enum(values) => json!(values.first().map(|value| value.text.as_str())),
            TypeKind::Union(union) => {
                let fine = union.variants.iter().find(|variant| !self.leads_back(&variant.ty, &within));
                let Some(variant) = fine.or(union.variants.first()).filter(|_| !above.contains(&id)) else {
                    return Json::Null;
                };
                let mut value = self.ty(&variant.ty, &within);
                if let (Some(by), Json::Object(members)) = (&union.by, &mut value) {
                    members.insert(by.clone(), json!(variant.tag));
                }
                value
            }
        }
    }

    fn members(&self, members: &[Member], within: &[TypeId]) -> Map<String, Json> {
        let mut object = Map::new();
        for member in members {
            let value = match &member.constant {
                Some(text) => json!(text),
                None if !member.required && self.leads_back(&member.ty, within) => continue,
                None => self.said(&member.ty, &member.facts, within),
            };
            object.insert(member.name.clone(), value);
        }
        object
    }
}

/// A text of a length that is allowed.
fn sized(text: &str, facts: &Facts) -> String {
    let length = text.chars().count();
    let least = facts.min_length.and_then(|least| usize::try_from(least).ok()).unwrap_or(0);
    let most = facts.max_length.and_then(|most| usize::try_from(most).ok()).unwrap_or(usize::MAX);
    let length = length.max(least).min(most).min(10_000);
    text.chars().chain(std::iter::repeat('x')).take(length).collect()
}
