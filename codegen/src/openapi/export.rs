//! The description as an OpenAPI document, for other tools.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::import::{MEMBER, PLACE};
use crate::contract::{
    self, Answer, Contract, Facts, In, Kind, ListStyle, Object, Operation, Parameter, SchemaId, Union,
};
use crate::model::Api;

/// Writes the description as an OpenAPI 3.0 document, all families in one: their base paths begin the paths.
///
/// Where in the description something stands is kept in extensions, so that the document can be held against the vendor's in
/// its place. Bodies of errors are not exported: the client's runtime knows them, not the description.
#[must_use]
pub fn export(api: &Api, version: &str) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    let mut schemas = BTreeMap::new();
    for family in &api.families {
        let contract = contract::of_api(api, &family.key);
        let mut export = Export { contract: &contract, schemas: BTreeMap::new() };
        for operation in &contract.operations {
            let value = export.operation(operation);
            let item = paths.entry(format!("{}{}", family.base, operation.path)).or_insert_with(|| json!({}));
            item[operation.method.as_str().to_lowercase()] = value;
        }
        export.components();
        schemas.extend(export.schemas.into_iter().map(|(name, (_, schema))| (name, schema)));
    }
    let servers: Vec<Value> =
        api.regions.iter().map(|region| json!({ "url": region.api, "description": region.name })).collect();
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Snyk API", "version": version, "description": api.docs },
        "servers": servers,
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

struct Export<'a> {
    contract: &'a Contract,
    /// Named schemas that were referred to, written or still to be written.
    schemas: BTreeMap<String, (SchemaId, Value)>,
}

impl Export<'_> {
    fn operation(&mut self, operation: &Operation) -> Value {
        let parameters: Vec<Value> = operation.parameters.iter().map(|parameter| self.parameter(parameter)).collect();
        let answers = operation.answers.iter().chain(&operation.errors);
        let answers: Map<String, Value> = answers.map(|answer| (answer.status.clone(), self.answer(answer))).collect();
        let mut value = json!({
            "operationId": operation.name,
            "summary": operation.docs,
            "description": description(operation),
            "tags": operation.tags,
            "parameters": parameters,
            "responses": answers,
            PLACE: operation.at,
        });
        if let Some(body) = &operation.body {
            let content = self.content(&body.content);
            value["requestBody"] = json!({ "required": body.required, "content": content, PLACE: body.at });
        }
        if let Some(version) = &operation.version {
            value["x-snyk-api-version"] = json!(version);
        }
        if let Some(stability) = operation.stability {
            value["x-snyk-api-stability"] = json!(stability.to_string());
        }
        if operation.deprecated {
            value["deprecated"] = json!(true);
        }
        if let Some(date) = &operation.sunset {
            value["x-snyk-sunset-eligible"] = json!(date);
        }
        value
    }

    fn parameter(&mut self, parameter: &Parameter) -> Value {
        let mut value = json!({
            "name": parameter.name,
            "in": match parameter.place {
                In::Path => "path",
                In::Query => "query",
                In::Header => "header",
            },
            "description": parameter.docs,
            "required": parameter.required,
            "schema": self.schema(parameter.schema),
            PLACE: parameter.at,
        });
        if parameter.place == In::Query && parameter.style == ListStyle::Commas {
            value["style"] = json!("form");
            value["explode"] = json!(false);
        }
        value
    }

    fn answer(&mut self, answer: &Answer) -> Value {
        let mut value = json!({ "description": format!("Status {}.", answer.status), PLACE: answer.at });
        if !answer.content.is_empty() {
            value["content"] = self.content(&answer.content);
        }
        value
    }

    fn content(&mut self, content: &[(String, SchemaId)]) -> Value {
        let media = |(media, schema): &(String, SchemaId)| (media.clone(), json!({ "schema": self.schema(*schema) }));
        Value::Object(content.iter().map(media).collect())
    }

    /// A schema where it is used: a reference to a named one, with what more is said of it here.
    fn schema(&mut self, id: SchemaId) -> Value {
        let schema = self.contract.schema(id);
        let named = schema.name.as_ref().map(|_| id).or(schema.base);
        let Some(named) = named else { return self.whole(id) };
        let base = self.contract.schema(named);
        let name = base.name.clone().unwrap_or_default();
        self.schemas.entry(name.clone()).or_insert((named, Value::Null));
        let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
        if named == id {
            return reference;
        }
        let mut value = json!({ "allOf": [reference], PLACE: schema.at });
        if schema.nullable {
            value["nullable"] = json!(true);
        }
        if let Some(format) = &schema.format {
            value["format"] = json!(format);
        }
        facts(&mut value, &schema.facts);
        value
    }

    /// Writes every named schema that is referred to, and those that these refer to.
    fn components(&mut self) {
        while let Some((name, id)) =
            self.schemas.iter().find(|(_, (_, value))| value.is_null()).map(|(name, (id, _))| (name.clone(), *id))
        {
            let value = self.whole(id);
            self.schemas.insert(name, (id, value));
        }
    }

    fn whole(&mut self, id: SchemaId) -> Value {
        let schema = self.contract.schema(id);
        let mut value = match &schema.kind {
            Kind::Any => json!({}),
            Kind::Bool => json!({ "type": "boolean" }),
            Kind::Int => json!({ "type": "integer" }),
            Kind::Number => json!({ "type": "number" }),
            Kind::String => json!({ "type": "string" }),
            Kind::Enum(values) => enumeration(values),
            Kind::List(item) => json!({ "type": "array", "items": self.schema(*item) }),
            Kind::Object(object) => self.object(object),
            Kind::Union(union) => self.union(union),
            Kind::Link => link(),
            Kind::Links(names) if names.is_empty() => json!({ "type": "object", "additionalProperties": link() }),
            Kind::Links(names) => {
                let members: Map<String, Value> = names.iter().map(|name| (name.clone(), link())).collect();
                json!({ "type": "object", "properties": members })
            }
        };
        value[PLACE] = json!(schema.at);
        if !schema.docs.is_empty() {
            value["description"] = json!(schema.docs);
        }
        if schema.nullable {
            value["nullable"] = json!(true);
        }
        if let Some(format) = &schema.format {
            value["format"] = json!(format);
        }
        facts(&mut value, &schema.facts);
        value
    }

    fn object(&mut self, object: &Object) -> Value {
        let mut value = json!({ "type": "object" });
        if !object.members.is_empty() {
            let members: Map<String, Value> = object
                .members
                .iter()
                .map(|member| (member.name.clone(), self.used(member.schema, &member.at, &member.docs)))
                .collect();
            value["properties"] = Value::Object(members);
        }
        let required: Vec<&String> =
            object.members.iter().filter(|member| member.required).map(|member| &member.name).collect();
        if !required.is_empty() {
            value["required"] = json!(required);
        }
        if let Some(rest) = object.rest {
            value["additionalProperties"] = self.schema(rest);
        }
        value
    }

    /// A schema as a member or a variant has it, with the place of that.
    fn used(&mut self, id: SchemaId, at: &str, docs: &str) -> Value {
        let mut value = self.schema(id);
        if value.get("$ref").is_some() {
            value = json!({ "allOf": [value] });
        }
        value[MEMBER] = json!(at);
        if !docs.is_empty() {
            value["description"] = json!(docs);
        }
        value
    }

    fn union(&mut self, union: &Union) -> Value {
        let variants: Vec<Value> =
            union.variants.iter().map(|variant| self.used(variant.schema, &variant.at, "")).collect();
        let mut value = json!({ "oneOf": variants });
        if let Some(by) = &union.by {
            value["discriminator"] = json!({ "propertyName": by });
        }
        value
    }
}

/// What an operation does and needs, in the form in which the vendor's documents say it.
fn description(operation: &Operation) -> String {
    let mut text = operation.docs.clone();
    if !operation.permissions.is_empty() {
        text.push_str("\n\n#### Required permissions\n");
        for (key, name) in operation.permissions.iter().zip(&operation.permission_names) {
            text.push_str(&format!("\n- `{name} ({key})`"));
        }
    }
    text
}

fn enumeration(values: &[Value]) -> Value {
    let ty = match values.first() {
        Some(Value::Number(_)) => "number",
        Some(Value::Bool(_)) => "boolean",
        _ => "string",
    };
    json!({ "type": ty, "enum": values })
}

/// A link of JSON:API.
fn link() -> Value {
    json!({
        "oneOf": [
            { "type": "string" },
            {
                "type": "object",
                "properties": { "href": { "type": "string" }, "meta": { "type": "object" } },
                "required": ["href"],
            },
        ],
    })
}

fn facts(value: &mut Value, facts: &Facts) {
    let is_object = value.get("properties").is_some() || value.get("additionalProperties").is_some();
    let (fewest, most) = if is_object { ("minProperties", "maxProperties") } else { ("minItems", "maxItems") };
    let mut put = |key: &str, fact: Option<Value>| {
        if let Some(fact) = fact {
            value[key] = fact;
        }
    };
    put("minimum", facts.min.clone().map(Value::Number));
    put("maximum", facts.max.clone().map(Value::Number));
    put("multipleOf", facts.step.clone().map(Value::Number));
    put("minLength", facts.min_length.map(Value::from));
    put("maxLength", facts.max_length.map(Value::from));
    put(fewest, facts.min_items.map(Value::from));
    put(most, facts.max_items.map(Value::from));
    put("pattern", facts.pattern.clone().map(Value::from));
    put("default", facts.default.clone());
    put("deprecated", facts.deprecated.then_some(Value::Bool(true)));
}
