//! Schemas: what their keywords promise.

use serde_yaml::Value;

use super::{Import, MEMBER, PLACE, is_extension};
use crate::contract::{Facts, Kind, Member, Object, Schema, SchemaId, Union, Variant};
use crate::openapi::tree::{Place, step, target};

/// Keywords that promise nothing.
const TEXTS: [&str; 10] = [
    "title",
    "description",
    "example",
    "examples",
    "externalDocs",
    "xml",
    "readOnly",
    "writeOnly",
    "$comment",
    "required",
];

impl<'a> Import<'a> {
    /// The schema at a place.
    pub(super) fn schema(&mut self, place: &[String]) -> SchemaId {
        let Some((place, value)) = self.resolve(place) else { return self.contract.add(Schema::default()) };
        // A wrapper that says nothing of its own is what it wraps, even where that contains the wrapper.
        if let Some(inner) = wrapped(&place, value) {
            return self.schema(&inner);
        }
        if let Some(id) = self.schemas.get(&place) {
            return *id;
        }
        let id = self.contract.add(Schema::default());
        self.schemas.insert(place.clone(), id);
        self.open.insert(place.clone());
        let schema = self.read_schema(&place, value);
        self.open.remove(&place);
        self.contract.schemas[id.0] = schema;
        id
    }

    fn read_schema(&mut self, place: &Place, value: &'a Value) -> Schema {
        let pointer = super::pointer(place);
        let name = component(place);
        if value.as_bool() == Some(true) {
            return Schema { at: pointer, name, ..Schema::default() };
        }
        let members = self.map(place, value);
        let mut schema = self.own(place, value, &members);
        let mut named = None;
        for (key, place, value) in &members {
            if key == "allOf" {
                for (place, part) in self.list(place, value) {
                    let reference = part.get("$ref").and_then(Value::as_str).and_then(target);
                    named = named.or(reference.as_ref().and_then(|target| component(target)));
                    if let Some(part) = self.part(&place) {
                        schema = self.merge(&place, schema, part);
                    }
                }
            }
        }
        let docs = value.get("description").and_then(Value::as_str).unwrap_or_default();
        schema.docs = if docs.is_empty() { schema.docs } else { docs.to_owned() };
        // A wrapper that says nothing of its own is no place: whatever is said is said in what it wraps.
        let own = self.exported(place, value, PLACE);
        let at = if schema.at.is_empty() { own.unwrap_or(pointer) } else { schema.at };
        Schema { at, name: name.or(named), ..schema }
    }

    /// What a part of an `allOf` says.
    fn part(&mut self, place: &[String]) -> Option<Schema> {
        let (target, _) = self.resolve(place)?;
        if self.open.contains(&target) {
            self.puzzle(place, "this schema is a part of itself");
            return None;
        }
        let id = self.schema(place);
        Some(self.contract.schema(id).clone())
    }

    /// What a schema's own keywords say, `allOf` apart.
    fn own(&mut self, place: &Place, value: &'a Value, members: &[(String, Place, &'a Value)]) -> Schema {
        let mut schema = Schema::default();
        let mut ty = None;
        let mut required = Vec::new();
        for (key, place, value) in members {
            let (place, value) = (place.as_slice(), *value);
            match key.as_str() {
                "type" => ty = self.text(place, value),
                "format" => schema.format = self.text(place, value).map(str::to_owned),
                "nullable" => schema.nullable = self.flag(place, value),
                "required" => required = self.names(place, value),
                "allOf"
                | "properties"
                | "additionalProperties"
                | "items"
                | "enum"
                | "oneOf"
                | "anyOf"
                | "discriminator" => {}
                key if TEXTS.contains(&key) || is_extension(key) => {}
                key => self.fact(&mut schema.facts, key, place, value),
            }
        }
        schema.kind = self.kind(place, value, ty, &mut schema);
        if !required.is_empty() {
            self.require(&mut schema, &required);
        }
        schema
    }

    fn names(&mut self, place: &[String], value: &'a Value) -> Vec<String> {
        let items = self.list(place, value);
        items.into_iter().filter_map(|(place, item)| self.text(&place, item)).map(str::to_owned).collect()
    }

    /// What a keyword says that restricts a value without saying what it is.
    fn fact(&mut self, facts: &mut Facts, key: &str, place: &[String], value: &'a Value) {
        let number = || match value {
            Value::Number(_) => serde_json::to_value(value).ok().and_then(|value| value.as_number().cloned()),
            _ => None,
        };
        let known = match key {
            "minimum" => put(&mut facts.min, number()),
            "maximum" => put(&mut facts.max, number()),
            "multipleOf" => put(&mut facts.step, number()),
            "minLength" => put(&mut facts.min_length, value.as_u64()),
            "maxLength" => put(&mut facts.max_length, value.as_u64()),
            "minItems" | "minProperties" => put(&mut facts.min_items, value.as_u64()),
            "maxItems" | "maxProperties" => put(&mut facts.max_items, value.as_u64()),
            "pattern" => put(&mut facts.pattern, value.as_str().map(str::to_owned)),
            "default" => put(&mut facts.default, serde_json::to_value(value).ok()),
            "deprecated" => {
                facts.deprecated = self.flag(place, value);
                true
            }
            "uniqueItems" | "exclusiveMinimum" | "exclusiveMaximum" => {
                if self.flag(place, value) {
                    facts.more.push(key.to_owned());
                }
                true
            }
            _ => {
                self.puzzle(place, format!("the keyword `{key}` is not understood"));
                return;
            }
        };
        if !known {
            self.puzzle(place, format!("this is no value for `{key}`"));
        }
    }

    fn kind(&mut self, place: &Place, value: &'a Value, ty: Option<&str>, schema: &mut Schema) -> Kind {
        let choice = value.get("oneOf").map(|_| "oneOf").or(value.get("anyOf").map(|_| "anyOf"));
        if value.get("oneOf").is_some() && value.get("anyOf").is_some() {
            self.puzzle(place, "this has both `oneOf` and `anyOf`");
        }
        if let Some(keyword) = choice
            && let Some(kind) = self.choice(place, value, keyword, schema)
        {
            if value.get("properties").is_some() {
                self.puzzle(place, format!("this has both `{keyword}` and `properties`"));
            }
            return kind;
        }
        if let Some(values) = value.get("enum") {
            return self.values(&step(place, "enum"), values, ty, schema);
        }
        let ty = ty.or_else(|| {
            let implied = [("properties", "object"), ("additionalProperties", "object"), ("items", "array")];
            implied.iter().find(|(key, _)| value.get(*key).is_some()).map(|(_, ty)| *ty)
        });
        match ty {
            None => Kind::Any,
            Some("boolean") => Kind::Bool,
            Some("integer") => Kind::Int,
            Some("number") => Kind::Number,
            Some("string") => Kind::String,
            Some("array") => match value.get("items") {
                Some(_) => Kind::List(self.schema(&step(place, "items"))),
                None => Kind::List(self.contract.add(Schema { at: super::pointer(place), ..Schema::default() })),
            },
            Some("object") => {
                let object = self.object(place, value);
                self.links(&object).map_or(Kind::Object(object), Kind::Links)
            }
            Some(other) => {
                self.puzzle(&step(place, "type"), format!("`{other}` is no type"));
                Kind::Any
            }
        }
    }

    fn object(&mut self, place: &Place, value: &'a Value) -> Object {
        let mut object = Object::default();
        if let Some(properties) = value.get("properties") {
            for (name, at, value) in self.map(&step(place, "properties"), properties) {
                let docs = value.get("description").and_then(Value::as_str).unwrap_or_default().to_owned();
                let schema = self.schema(&at);
                let at = self.exported(&at, value, MEMBER).unwrap_or_else(|| super::pointer(&at));
                object.members.push(Member { name, at, docs, required: false, schema });
            }
        }
        match value.get("additionalProperties") {
            // Closed or open makes no difference: additions are announced policy.
            None | Some(Value::Bool(_)) => {}
            Some(rest) if rest.as_mapping().is_some_and(serde_yaml::Mapping::is_empty) => {}
            Some(_) => object.rest = Some(self.schema(&step(place, "additionalProperties"))),
        }
        object
    }

    /// Whether a schema is JSON:API's `links`: an object of nothing but links, each of which may be absent.
    fn links(&self, object: &Object) -> Option<Vec<String>> {
        let is_link = |member: &Member| !member.required && self.contract.schema(member.schema).kind == Kind::Link;
        let mut names: Vec<String> = object.members.iter().map(|member| member.name.clone()).collect();
        names.sort();
        if object.members.is_empty() && object.rest.is_some_and(|rest| self.contract.schema(rest).kind == Kind::Link) {
            return Some(names);
        }
        (!names.is_empty() && object.rest.is_none() && object.members.iter().all(is_link)).then_some(names)
    }

    /// An enum. Null among the values makes it nullable, unless it has a type, which has to allow that as well.
    fn values(&mut self, place: &Place, values: &'a Value, ty: Option<&str>, schema: &mut Schema) -> Kind {
        let items = self.list(place, values);
        let mut kept = Vec::new();
        for (place, item) in items {
            match serde_json::to_value(item) {
                Ok(serde_json::Value::Null) if ty.is_none() || schema.nullable => schema.nullable = true,
                Ok(serde_json::Value::Null) => schema.facts.more.push("lists null, and does not allow it".to_owned()),
                Ok(value) => {
                    let fits = match ty {
                        Some("string") | None => value.is_string(),
                        Some("integer" | "number") => value.is_number(),
                        Some("boolean") => value.is_boolean(),
                        _ => false,
                    };
                    if !fits {
                        self.puzzle(&place, "this value of an enum has another type than the enum");
                    }
                    kept.push(value);
                }
                Err(_) => self.puzzle(&place, "this is no value of an enum"),
            }
        }
        if kept.is_empty() {
            self.puzzle(place, "this enum has no values");
        }
        Kind::Enum(kept)
    }

    /// One of several schemas; nothing where the variants only say which members are needed.
    fn choice(&mut self, place: &Place, value: &'a Value, keyword: &str, schema: &mut Schema) -> Option<Kind> {
        let place = step(place, keyword);
        let parts = self.list(&place, value.get(keyword)?);
        if !parts.is_empty() && parts.iter().all(|(_, part)| only_requires(part)) {
            let mut names: Vec<String> = Vec::new();
            for (place, part) in &parts {
                let required = part.get("required")?;
                names.push(self.names(&step(place, "required"), required).join(" and "));
            }
            schema.facts.more.push(format!("needs {}", names.join(" or ")));
            return None;
        }
        let beside = step(&place[..place.len() - 1], "discriminator");
        let discriminator =
            value.get("discriminator").map(|value| self.discriminator(&beside, value)).unwrap_or_default();
        let mut union = Union { by: discriminator.by.clone(), ..Union::default() };
        let mut ids = Vec::new();
        for (place, value) in parts {
            let id = self.schema(&place);
            ids.push((place.clone(), id));
            let variant = self.contract.schema(id);
            // A variant that is nothing but null.
            if variant.nullable && variant.kind == Kind::Any && variant.facts == Facts::default() {
                schema.nullable = true;
                continue;
            }
            let id = self.told(&discriminator, &place, id);
            let tag = union.by.as_deref().and_then(|by| self.constant(id, by));
            let at = self.exported(&place, value, MEMBER).unwrap_or_else(|| super::pointer(&place));
            union.variants.push(Variant { tag, at, schema: id });
        }
        schema.facts.more.extend(self.disagreements(&discriminator, &ids));
        Some(self.settle(&place, union, schema))
    }

    /// A union of one is that one; a text or an object with `href` is a link.
    fn settle(&mut self, place: &[String], union: Union, schema: &mut Schema) -> Kind {
        match union.variants.as_slice() {
            [] => {
                self.puzzle(place, "there is nothing to choose from");
                Kind::Any
            }
            [only] => {
                let id = only.schema;
                let inner = self.contract.schema(id).clone();
                schema.nullable |= inner.nullable;
                schema.format = schema.format.take().or(inner.format);
                schema.facts = std::mem::take(&mut schema.facts).with(inner.facts);
                inner.kind
            }
            [text, object] if self.is_link(text.schema, object.schema) => Kind::Link,
            _ => Kind::Union(union),
        }
    }

    fn is_link(&self, text: SchemaId, object: SchemaId) -> bool {
        let text = self.contract.schema(text);
        let Kind::Object(object) = &self.contract.schema(object).kind else { return false };
        let text = text.kind == Kind::String && !text.nullable && text.facts == Facts::default();
        let known = |member: &Member| match member.name.as_str() {
            "href" => {
                member.required && {
                    let href = self.contract.schema(member.schema);
                    href.kind == Kind::String && !href.nullable
                }
            }
            "meta" => {
                let meta = self.contract.schema(member.schema);
                !member.required
                    && !meta.nullable
                    && matches!(&meta.kind, Kind::Object(meta) if meta.members.is_empty())
            }
            _ => false,
        };
        text && object.members.len() == 2 && object.members.iter().all(known) && object.rest.is_none()
    }

    /// The one text that a member of an object ever has.
    fn constant(&self, id: SchemaId, member: &str) -> Option<String> {
        let Kind::Object(object) = &self.contract.schema(id).kind else { return None };
        let member = object.members.iter().find(|other| other.name == member)?;
        match &self.contract.schema(member.schema).kind {
            Kind::Enum(values) => match values.as_slice() {
                [value] => value.as_str().map(str::to_owned),
                _ => None,
            },
            _ => None,
        }
    }

    /// Makes members required. One that nobody describes is only needed.
    fn require(&mut self, schema: &mut Schema, required: &[String]) {
        let Kind::Object(object) = &mut schema.kind else {
            if schema.kind == Kind::Any {
                schema.facts.more.push(format!("needs {}", required.join(" and ")));
            }
            return;
        };
        for name in required {
            match object.members.iter_mut().find(|member| member.name == *name) {
                Some(member) => member.required = true,
                None => object.undescribed.push(name.clone()),
            }
        }
    }

    /// What two schemas say together.
    fn merge(&mut self, place: &[String], one: Schema, other: Schema) -> Schema {
        if one.says_nothing() {
            return Schema { docs: if one.docs.is_empty() { other.docs.clone() } else { one.docs }, ..other };
        }
        if other.says_nothing() {
            return one;
        }
        // Null has to be allowed by both, but one that says nothing of the type allows it.
        let nullable = match (&one.kind, &other.kind) {
            (Kind::Any, _) | (_, Kind::Any) => one.nullable || other.nullable,
            _ => one.nullable && other.nullable,
        };
        let kind = match (one.kind, other.kind) {
            (Kind::Any, kind) | (kind, Kind::Any) => kind,
            (Kind::Object(one), Kind::Object(other)) => Kind::Object(join(one, other)),
            (one, other) if one == other => one,
            (Kind::Links(names), Kind::Object(object)) | (Kind::Object(object), Kind::Links(names))
                if object == Object::default() =>
            {
                Kind::Links(names)
            }
            (Kind::Enum(values), Kind::String) | (Kind::String, Kind::Enum(values)) => Kind::Enum(values),
            // `type: object` beside the union of objects that it is.
            (Kind::Object(object), union @ Kind::Union(_)) | (union @ Kind::Union(_), Kind::Object(object))
                if object == Object::default() =>
            {
                union
            }
            (one, _) => {
                self.puzzle(place, "these parts of `allOf` do not fit together");
                one
            }
        };
        let name = one.name.or(other.name);
        let docs = if one.docs.is_empty() { other.docs } else { one.docs };
        let format = one.format.or(other.format);
        let mut facts = one.facts.with(other.facts);
        let mut schema =
            Schema { at: String::new(), name, base: None, docs, kind, nullable, format, facts: Facts::default() };
        // A part may require members that another part describes.
        let needed: Vec<String> = facts.more.extract_if(.., |more| more.starts_with("needs ")).collect();
        schema.facts = facts;
        for need in needed {
            let names: Vec<String> = need["needs ".len()..].split(" and ").map(str::to_owned).collect();
            if need.contains(" or ") { schema.facts.more.push(need) } else { self.require(&mut schema, &names) }
        }
        schema
    }
}

impl Schema {
    /// Whether any value is taken.
    fn says_nothing(&self) -> bool {
        self.kind == Kind::Any && self.facts == Facts::default() && !self.nullable && self.format.is_none()
    }
}

impl Facts {
    /// What two sets of facts say together; the first wins.
    #[must_use]
    pub fn with(self, other: Facts) -> Facts {
        let mut more = self.more;
        more.extend(other.more);
        Facts {
            min: self.min.or(other.min),
            max: self.max.or(other.max),
            step: self.step.or(other.step),
            min_length: self.min_length.or(other.min_length),
            max_length: self.max_length.or(other.max_length),
            min_items: self.min_items.or(other.min_items),
            max_items: self.max_items.or(other.max_items),
            pattern: self.pattern.or(other.pattern),
            default: self.default.or(other.default),
            deprecated: self.deprecated || other.deprecated,
            more,
        }
    }
}

/// The members of two objects.
fn join(mut one: Object, other: Object) -> Object {
    for member in other.members {
        match one.members.iter_mut().find(|own| own.name == member.name) {
            Some(own) => own.required |= member.required,
            None => one.members.push(member),
        }
    }
    one.rest = one.rest.or(other.rest);
    for name in std::mem::take(&mut one.undescribed).into_iter().chain(other.undescribed) {
        match one.members.iter_mut().find(|member| member.name == name) {
            Some(member) => member.required = true,
            None => one.undescribed.push(name),
        }
    }
    one
}

/// The place of the only part of an `allOf` that says anything, where nothing is said beside it.
fn wrapped(place: &[String], value: &Value) -> Option<Place> {
    let is_text = |key: &str| TEXTS.contains(&key) || is_extension(key);
    let silent = |part: &Value| {
        part.as_mapping().is_some_and(|part| {
            part.keys().all(|key| key.as_str().is_some_and(|key| is_text(key) && key != "required"))
        })
    };
    let members = value.as_mapping()?;
    let beside = members.keys().filter_map(Value::as_str).filter(|key| *key != "allOf");
    if beside.into_iter().any(|key| !is_text(key) || key == "required") {
        return None;
    }
    let parts = members.get("allOf")?.as_sequence()?;
    let mut speaking = parts.iter().enumerate().filter(|(_, part)| !silent(part));
    let (index, _) = speaking.next().filter(|_| speaking.next().is_none())?;
    Some(step(&step(place, "allOf"), &index.to_string()))
}

/// The name of the component that a place is.
fn component(place: &[String]) -> Option<String> {
    match place {
        [components, schemas, name] if components == "components" && schemas == "schemas" => Some(name.clone()),
        _ => None,
    }
}

fn only_requires(part: &Value) -> bool {
    part.as_mapping().is_some_and(|members| members.len() == 1 && members.contains_key("required"))
}

/// Sets a fact; false where there is no value for it.
fn put<T>(fact: &mut Option<T>, value: Option<T>) -> bool {
    *fact = value;
    fact.is_some()
}
