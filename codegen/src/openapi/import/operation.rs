//! Operations: parameters, bodies, answers, and what the vendor says of them in extensions.

use serde_yaml::Value;

use super::{Import, PLACE, is_extension, permissions};
use crate::contract::{Answer, Body, In, Kind, ListStyle, Method, Operation, Parameter, SchemaId, Stability};
use crate::openapi::tree::{Place, step};

/// The methods that an operation of this API may have.
const METHODS: [(&str, Method); 5] = [
    ("get", Method::Get),
    ("post", Method::Post),
    ("put", Method::Put),
    ("patch", Method::Patch),
    ("delete", Method::Delete),
];

/// Header parameters that OpenAPI itself leaves out of account.
const IGNORED_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

impl<'a> Import<'a> {
    /// Every operation.
    pub(super) fn paths(&mut self) {
        let place = vec!["paths".to_owned()];
        let Some(paths) = self.document.get("paths") else { return };
        for (path, place, item) in self.map(&place, paths) {
            if is_extension(&path) {
                continue;
            }
            let Some(path) = path.strip_prefix(self.base) else { continue };
            if !path.starts_with('/') {
                self.puzzle(&place, "this is no path");
            }
            let mut shared = Vec::new();
            for (key, place, value) in self.map(&place, item) {
                match key.as_str() {
                    "parameters" => shared = self.parameters(&place, value),
                    "summary" | "description" => {}
                    "options" | "head" | "trace" => self.puzzle(&place, "this method is not expected of this API"),
                    key if is_extension(key) || METHODS.iter().any(|(method, _)| *method == key) => {}
                    key => self.puzzle(&place, format!("the keyword `{key}` is not understood")),
                }
            }
            for (key, method) in METHODS {
                if let Some(value) = item.get(key) {
                    let operation = self.operation(path, method, &step(&place, key), value, &shared);
                    self.contract.operations.push(operation);
                }
            }
        }
    }

    fn operation(
        &mut self,
        path: &str,
        method: Method,
        place: &Place,
        value: &'a Value,
        shared: &[Parameter],
    ) -> Operation {
        let mut operation = Operation {
            at: self.exported(place, value, PLACE).unwrap_or_else(|| super::pointer(place)),
            ..Operation::new(self.family, method, path)
        };
        for (key, place, value) in self.map(place, value) {
            self.part_of(&mut operation, &key, &place, value);
        }
        let own: Vec<(In, String)> = operation.parameters.iter().map(|own| (own.place, own.name.clone())).collect();
        let inherited = shared.iter().filter(|shared| !own.contains(&(shared.place, shared.name.clone())));
        operation.parameters.extend(inherited.cloned());
        if operation.answers.is_empty() {
            self.puzzle(place, "this operation has no answers");
        }
        operation
    }

    fn part_of(&mut self, operation: &mut Operation, key: &str, place: &Place, value: &'a Value) {
        match key {
            "operationId" => operation.name = self.text(place, value).unwrap_or_default().to_owned(),
            "summary" => operation.docs = self.text(place, value).unwrap_or_default().to_owned(),
            "description" => match permissions::read(self.text(place, value).unwrap_or_default()) {
                Ok(found) => (operation.permissions, operation.permission_names) = found.into_iter().unzip(),
                Err(what) => self.puzzle(place, what),
            },
            "tags" => {
                let tags = self.list(place, value);
                operation.tags =
                    tags.into_iter().filter_map(|(place, tag)| self.text(&place, tag)).map(str::to_owned).collect();
            }
            "parameters" => operation.parameters = self.parameters(place, value),
            "requestBody" => operation.body = self.body(place),
            "responses" => {
                let success = |answer: &Answer| answer.status.starts_with(['1', '2', '3']);
                let answers = self.answers(place, value);
                (operation.answers, operation.errors) = answers.into_iter().partition(success);
            }
            "deprecated" => operation.deprecated = self.flag(place, value),
            "x-snyk-api-version" => operation.version = self.text(place, value).map(str::to_owned),
            "x-snyk-api-stability" => operation.stability = self.stability(place, value),
            "x-snyk-sunset-eligible" => operation.sunset = self.text(place, value).map(str::to_owned),
            "security" | "externalDocs" | "servers" => {}
            key if is_extension(key) => {}
            key => self.puzzle(place, format!("the keyword `{key}` is not understood")),
        }
    }

    fn stability(&mut self, place: &[String], value: &'a Value) -> Option<Stability> {
        match self.text(place, value)? {
            "ga" => Some(Stability::Ga),
            "beta" => Some(Stability::Beta),
            "experimental" => Some(Stability::Experimental),
            other => {
                self.puzzle(place, format!("`{other}` is no stability; it is ga, beta or experimental"));
                None
            }
        }
    }

    fn parameters(&mut self, place: &[String], value: &'a Value) -> Vec<Parameter> {
        let items = self.list(place, value);
        items.into_iter().filter_map(|(place, _)| self.parameter(&place)).collect()
    }

    fn parameter(&mut self, place: &[String]) -> Option<Parameter> {
        let (place, value) = self.resolve(place)?;
        let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        let (Some(name), Some(location)) = (text("name"), text("in")) else {
            self.puzzle(&place, "a parameter needs `name` and `in`");
            return None;
        };
        let location = match location.as_str() {
            "path" => In::Path,
            "query" => In::Query,
            "header" if IGNORED_HEADERS.contains(&name.to_lowercase().as_str()) => return None,
            "header" => In::Header,
            other => {
                self.puzzle(&place, format!("a parameter in `{other}` is not understood"));
                return None;
            }
        };
        let mut required = false;
        let mut deprecated = false;
        for (key, place, value) in self.map(&place, value) {
            match key.as_str() {
                "required" => required = self.flag(&place, value),
                "deprecated" => deprecated = self.flag(&place, value),
                "allowReserved" | "content" => {
                    self.puzzle(&place, format!("the keyword `{key}` of a parameter is not understood"));
                }
                "name" | "in" | "schema" | "style" | "explode" | "description" | "example" | "examples"
                | "allowEmptyValue" => {}
                key if is_extension(key) => {}
                key => self.puzzle(&place, format!("the keyword `{key}` is not understood")),
            }
        }
        if value.get("schema").is_none() {
            self.puzzle(&place, "this parameter has no schema");
            return None;
        }
        let mut schema = self.schema(&step(&place, "schema"));
        if deprecated {
            // Others may refer to the schema, and are not deprecated with the parameter.
            let mut own = self.contract.schema(schema).clone();
            (own.facts.deprecated, own.at) = (true, super::pointer(&place));
            schema = self.contract.add(own);
        }
        let style = self.style(&place, value, location, schema);
        let docs = text("description").unwrap_or_default();
        let at = self.exported(&place, value, PLACE).unwrap_or_else(|| super::pointer(&place));
        Some(Parameter { name, place: location, at, docs, required, style, schema })
    }

    /// How a list is written; what is no list is written the same in any style.
    fn style(&mut self, place: &[String], value: &'a Value, location: In, schema: SchemaId) -> ListStyle {
        let style = value.get("style").and_then(Value::as_str);
        let explode = value.get("explode").and_then(Value::as_bool);
        match (location, style, explode) {
            (In::Query, None | Some("form"), None | Some(true)) => ListStyle::Repeated,
            (In::Query, None | Some("form"), Some(false)) => ListStyle::Commas,
            (In::Path | In::Header, None | Some("simple"), _) => ListStyle::Repeated,
            _ => {
                let kind = &self.contract.schema(schema).kind;
                if matches!(kind, Kind::List(_) | Kind::Object(_) | Kind::Union(_) | Kind::Any) {
                    self.puzzle(place, format!("the style `{}` is not understood", style.unwrap_or_default()));
                }
                ListStyle::Repeated
            }
        }
    }

    fn body(&mut self, place: &[String]) -> Option<Body> {
        let (place, value) = self.resolve(place)?;
        let at = self.exported(&place, value, PLACE).unwrap_or_else(|| super::pointer(&place));
        let mut body = Body { at, required: false, content: Vec::new() };
        for (key, place, value) in self.map(&place, value) {
            match key.as_str() {
                "required" => body.required = self.flag(&place, value),
                "content" => body.content = self.content(&place, value),
                "description" => {}
                key if is_extension(key) => {}
                key => self.puzzle(&place, format!("the keyword `{key}` is not understood")),
            }
        }
        if body.content.is_empty() {
            self.puzzle(&place, "this body has no content");
        }
        Some(body)
    }

    fn answers(&mut self, place: &[String], value: &'a Value) -> Vec<Answer> {
        let mut answers = Vec::new();
        for (status, place, _) in self.map(place, value) {
            if is_extension(&status) {
                continue;
            }
            let Some((place, value)) = self.resolve(&place) else { continue };
            let is_status =
                status == "default" || (status.len() == 3 && status.starts_with(|c: char| ('1'..='5').contains(&c)));
            if !is_status {
                self.puzzle(&place, format!("`{status}` is no status"));
            }
            let at = self.exported(&place, value, PLACE).unwrap_or_else(|| super::pointer(&place));
            let mut answer = Answer { at, status, content: Vec::new() };
            for (key, place, value) in self.map(&place, value) {
                match key.as_str() {
                    "content" => answer.content = self.content(&place, value),
                    "description" | "headers" | "links" => {}
                    key if is_extension(key) => {}
                    key => self.puzzle(&place, format!("the keyword `{key}` is not understood")),
                }
            }
            answers.push(answer);
        }
        answers.sort_by(|one, other| one.status.cmp(&other.status));
        answers
    }

    fn content(&mut self, place: &[String], value: &'a Value) -> Vec<(String, SchemaId)> {
        let mut content = Vec::new();
        for (media, place, value) in self.map(place, value) {
            if value.get("schema").is_none() {
                self.puzzle(&place, "this content has no schema");
                continue;
            }
            content.push((media, self.schema(&step(&place, "schema"))));
        }
        content
    }
}
