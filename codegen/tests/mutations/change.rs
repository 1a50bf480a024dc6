//! The kinds of change that a vendor makes to a document.

use serde_yaml::{Mapping, Value};

use super::places::{Site, What, at, at_mut, step};

/// A kind of change.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    /// So many steps above the place has to be put back what the change replaces.
    pub(crate) above: usize,
    fits: fn(&Value, &Site) -> bool,
    pub(crate) make: fn(&mut Value, &Site),
}

impl Kind {
    pub(crate) fn fits(&self, document: &Value, site: &Site) -> bool {
        (self.fits)(document, site)
    }
}

/// Every kind of change.
pub(crate) const KINDS: &[Kind] = &[
    Kind {
        name: "operation removed",
        above: 2,
        fits: is_operation,
        make: |document, site| {
            remove(document, &site.place);
        },
    },
    Kind { name: "operation added", above: 2, fits: is_operation, make: add_operation },
    Kind { name: "operation moved", above: 2, fits: is_operation, make: move_operation },
    Kind { name: "method changed", above: 1, fits: method_is_free, make: change_method },
    Kind {
        name: "permission added",
        above: 0,
        fits: has_permissions,
        make: |document, site| describe(document, site, |text| format!("{text}\n- `Fly Kites (org.kite.fly)`\n")),
    },
    Kind {
        name: "permissions removed",
        above: 0,
        fits: has_permissions,
        make: |document, site| {
            describe(document, site, |text| text.split("####").next().unwrap_or_default().to_owned())
        },
    },
    Kind {
        name: "version raised",
        above: 0,
        fits: has_version,
        make: |document, site| put(document, site, "x-snyk-api-version", "2031-01-01"),
    },
    Kind { name: "stability changed", above: 0, fits: has_version, make: change_stability },
    Kind {
        name: "deprecation toggled",
        above: 0,
        fits: is_operation,
        make: |document, site| toggle(document, &site.place, "deprecated", false),
    },
    Kind {
        name: "sunset announced",
        above: 0,
        fits: is_operation,
        make: |document, site| put(document, site, "x-snyk-sunset-eligible", "2031-01-01"),
    },
    Kind { name: "query parameter added", above: 0, fits: is_operation, make: add_parameter },
    Kind { name: "header parameter added", above: 0, fits: is_operation, make: add_header },
    Kind {
        name: "parameter renamed",
        above: 0,
        fits: is_not_in_path,
        make: |document, site| put(document, site, "name", "kite"),
    },
    Kind { name: "parameter moved to a header", above: 0, fits: is_not_in_path, make: move_to_header },
    Kind {
        name: "path parameter moved to the query",
        above: 0,
        fits: is_in_path,
        make: |document, site| put(document, site, "in", "query"),
    },
    Kind {
        name: "parameter removed",
        above: 0,
        fits: |document, site| is_operation(document, site) && length(document, site, "parameters") > 0,
        make: |document, site| pop(document, &step(&site.place, "parameters")),
    },
    Kind {
        name: "parameter required toggled",
        above: 0,
        fits: is_not_in_path,
        make: |document, site| toggle(document, &site.place, "required", false),
    },
    Kind {
        name: "list style toggled",
        above: 0,
        fits: is_list_parameter,
        make: |document, site| toggle(document, &site.place, "explode", true),
    },
    Kind {
        name: "parameter deprecated",
        above: 0,
        fits: is_not_in_path,
        make: |document, site| toggle(document, &site.place, "deprecated", false),
    },
    Kind {
        name: "body required toggled",
        above: 0,
        fits: |_, site| site.what == What::Body,
        make: |document, site| toggle(document, &site.place, "required", false),
    },
    Kind {
        name: "body removed",
        above: 1,
        fits: |_, site| site.what == What::Body && site.place.len() == 4,
        make: |document, site| {
            remove(document, &site.place);
        },
    },
    Kind {
        name: "body added",
        above: 0,
        fits: |document, site| is_operation(document, site) && get(document, site, "requestBody").is_none(),
        make: add_body,
    },
    Kind {
        name: "media type changed",
        above: 1,
        fits: |_, site| site.what == What::Content,
        make: |document, site| {
            rename(document, &site.place, "application/x-kite");
        },
    },
    Kind {
        name: "media type added",
        above: 1,
        fits: |_, site| site.what == What::Content,
        make: |document, site| {
            copy(document, &site.place, "application/x-kite");
        },
    },
    Kind { name: "status changed", above: 1, fits: |_, site| site.what == What::Answer, make: change_status },
    Kind {
        name: "status added",
        above: 1,
        fits: |_, site| site.what == What::Answer,
        make: |document, site| {
            copy(document, &site.place, "418");
        },
    },
    Kind {
        name: "status removed",
        above: 1,
        fits: |document, site| site.what == What::Answer && successes(document, site) > 1,
        make: |document, site| {
            remove(document, &site.place);
        },
    },
    Kind {
        name: "member removed",
        above: 1,
        fits: is_member,
        make: |document, site| {
            remove(document, &site.place);
        },
    },
    Kind {
        name: "member renamed",
        above: 1,
        fits: is_member,
        make: |document, site| {
            rename(document, &site.place, "kite");
        },
    },
    Kind {
        name: "member added",
        above: 0,
        fits: has_members,
        make: |document, site| insert(document, &step(&site.place, "properties"), "kite", text()),
    },
    Kind { name: "member required toggled", above: 2, fits: is_member, make: toggle_required },
    Kind {
        name: "nullable toggled",
        above: 0,
        fits: is_typed,
        make: |document, site| toggle(document, &site.place, "nullable", false),
    },
    Kind { name: "type changed", above: 0, fits: is_typed, make: change_type },
    Kind {
        name: "format changed",
        above: 0,
        fits: |document, site| is_schema(site) && is_text(document, site),
        make: |document, site| put(document, site, "format", "kite"),
    },
    Kind {
        name: "format removed",
        above: 0,
        fits: |document, site| is_schema(site) && get(document, site, "format").is_some(),
        make: |document, site| {
            remove(document, &step(&site.place, "format"));
        },
    },
    Kind {
        name: "enum value added",
        above: 0,
        fits: has_texts,
        make: |document, site| push(document, &step(&site.place, "enum"), Value::from("kite")),
    },
    Kind {
        name: "enum value removed",
        above: 0,
        fits: |document, site| has_texts(document, site) && length(document, site, "enum") > 1,
        make: |document, site| {
            pop(document, &step(&site.place, "enum"));
        },
    },
    Kind {
        name: "enum lifted",
        above: 0,
        fits: has_texts,
        make: |document, site| {
            remove(document, &step(&site.place, "enum"));
        },
    },
    Kind {
        name: "variant added",
        above: 0,
        fits: |document, site| is_union(document, site).is_some(),
        make: add_variant,
    },
    Kind {
        name: "variant removed",
        above: 0,
        fits: |document, site| is_union(document, site).is_some_and(|key| length(document, site, key) > 2),
        make: remove_variant,
    },
    Kind {
        name: "discriminator removed",
        above: 0,
        fits: |document, site| is_schema(site) && get(document, site, "discriminator").is_some(),
        make: |document, site| {
            remove(document, &step(&site.place, "discriminator"));
        },
    },
    Kind {
        name: "mapping of a discriminator changed",
        above: 0,
        fits: |document, site| is_schema(site) && mapped(document, site).is_some(),
        make: |document, site| {
            let value = mapped(document, site).expect("a site that fits");
            rename(document, &step(&step(&step(&site.place, "discriminator"), "mapping"), &value), "kite");
        },
    },
    Kind {
        name: "limit added",
        above: 0,
        fits: |document, site| is_schema(site) && is_text(document, site) && get(document, site, "enum").is_none(),
        make: |document, site| put(document, site, "maxLength", 12345),
    },
    Kind {
        name: "limit changed",
        above: 0,
        fits: |document, site| is_schema(site) && get(document, site, "maximum").is_some(),
        make: |document, site| put(document, site, "maximum", 54321),
    },
    Kind {
        name: "default changed",
        above: 0,
        fits: |document, site| is_schema(site) && get(document, site, "default").is_some(),
        make: |document, site| put(document, site, "default", "kite"),
    },
    Kind {
        name: "list of another type",
        above: 0,
        fits: |document, site| is_schema(site) && get(document, site, "items").is_some(),
        make: |document, site| put(document, site, "items", list_item()),
    },
];

fn get<'a>(document: &'a Value, site: &Site, key: &str) -> Option<&'a Value> {
    at(document, &site.place)?.get(key)
}

fn is_operation(_: &Value, site: &Site) -> bool {
    site.what == What::Operation
}

fn is_schema(site: &Site) -> bool {
    site.what == What::Schema
}

fn method_is_free(document: &Value, site: &Site) -> bool {
    let path = &site.place[..site.place.len().saturating_sub(1)];
    is_operation(document, site) && at(document, path).is_some_and(|path| path.get("put").is_none())
}

fn has_permissions(document: &Value, site: &Site) -> bool {
    let text = get(document, site, "description").and_then(Value::as_str).unwrap_or_default();
    is_operation(document, site) && text.contains("#### Required permissions\n")
}

fn has_version(document: &Value, site: &Site) -> bool {
    is_operation(document, site) && get(document, site, "x-snyk-api-version").is_some()
}

fn is_not_in_path(document: &Value, site: &Site) -> bool {
    let name = get(document, site, "name").and_then(Value::as_str).unwrap_or_default();
    let ignored = ["accept", "content-type", "authorization"].contains(&name.to_lowercase().as_str());
    site.what == What::Parameter && get(document, site, "in").and_then(Value::as_str) == Some("query") && !ignored
}

fn is_in_path(document: &Value, site: &Site) -> bool {
    site.what == What::Parameter && get(document, site, "in").and_then(Value::as_str) == Some("path")
}

fn is_list_parameter(document: &Value, site: &Site) -> bool {
    let list = get(document, site, "schema").and_then(|schema| schema.get("items"));
    is_not_in_path(document, site) && list.is_some()
}

/// How many answers an operation has with success beside an error that is to be removed.
fn successes(document: &Value, site: &Site) -> usize {
    let answers = at(document, &site.place[..site.place.len() - 1]).and_then(Value::as_mapping);
    let success = |key: &&Value| key.as_str().is_some_and(|status| status.starts_with('2')) || key.as_u64().is_some();
    let own = site.place.last().is_some_and(|status| !status.starts_with('2'));
    answers.map_or(0, |answers| answers.keys().filter(success).count()) + usize::from(own)
}

fn move_to_header(document: &mut Value, site: &Site) {
    put(document, site, "in", "header");
    for key in ["style", "explode"] {
        remove(document, &step(&site.place, key));
    }
}

/// A property of an object.
fn is_member(_: &Value, site: &Site) -> bool {
    let above = site.place.len().checked_sub(2).and_then(|index| site.place.get(index));
    is_schema(site) && above.is_some_and(|key| key == "properties")
}

fn has_members(document: &Value, site: &Site) -> bool {
    is_schema(site) && get(document, site, "properties").and_then(Value::as_mapping).is_some_and(|it| !it.is_empty())
}

fn is_typed(document: &Value, site: &Site) -> bool {
    // A variant that is nothing but null is written with `nullable`, too.
    is_schema(site) && get(document, site, "type").is_some() && !within_all_of(site)
}

/// Whether it is a part of an `allOf`, whose other parts may say the same.
fn within_all_of(site: &Site) -> bool {
    site.place.iter().any(|step| step == "allOf")
}

fn is_text(document: &Value, site: &Site) -> bool {
    get(document, site, "type").and_then(Value::as_str) == Some("string")
}

fn has_texts(document: &Value, site: &Site) -> bool {
    let values = get(document, site, "enum").and_then(Value::as_sequence);
    is_schema(site) && is_text(document, site) && values.is_some_and(|values| values.iter().all(Value::is_string))
}

fn is_union(document: &Value, site: &Site) -> Option<&'static str> {
    let key = ["oneOf", "anyOf"].into_iter().find(|key| get(document, site, key).is_some())?;
    let requirements = get(document, site, key)?
        .as_sequence()?
        .iter()
        .all(|part| part.get("required").is_some() && part.get("type").is_none() && part.get("properties").is_none());
    (is_schema(site) && !requirements && length(document, site, key) > 1).then_some(key)
}

/// A value that a discriminator has a meaning for.
fn mapped(document: &Value, site: &Site) -> Option<String> {
    let mapping = get(document, site, "discriminator")?.get("mapping")?.as_mapping()?;
    Some(mapping.keys().next()?.as_str()?.to_owned())
}

fn length(document: &Value, site: &Site, key: &str) -> usize {
    get(document, site, key).and_then(Value::as_sequence).map_or(0, Vec::len)
}

fn text() -> Value {
    map([("type", Value::from("string"))])
}

fn list_item() -> Value {
    map([("type", Value::from("boolean"))])
}

fn map<const N: usize>(members: [(&str, Value); N]) -> Value {
    Value::Mapping(members.into_iter().map(|(key, value)| (Value::from(key), value)).collect())
}

fn mapping<'a>(document: &'a mut Value, place: &[String]) -> &'a mut Mapping {
    at_mut(document, place).and_then(Value::as_mapping_mut).expect("it is a mapping")
}

fn put(document: &mut Value, site: &Site, key: &str, value: impl Into<Value>) {
    mapping(document, &site.place).insert(Value::from(key), value.into());
}

fn insert(document: &mut Value, place: &[String], key: &str, value: Value) {
    mapping(document, place).insert(Value::from(key), value);
}

fn remove(document: &mut Value, place: &[String]) -> Option<Value> {
    let (last, home) = place.split_last()?;
    let home = at_mut(document, home)?.as_mapping_mut()?;
    let key = home
        .keys()
        .find(|key| {
            matches!(key, Value::String(text) if text == last)
                || key.as_u64().is_some_and(|number| number.to_string() == *last)
        })?
        .clone();
    home.shift_remove(&key)
}

fn rename(document: &mut Value, place: &[String], name: &str) {
    if let Some(value) = remove(document, place) {
        insert(document, &place[..place.len() - 1], name, value);
    }
}

fn copy(document: &mut Value, place: &[String], name: &str) {
    let value = at(document, place).expect("it is there").clone();
    insert(document, &place[..place.len() - 1], name, value);
}

fn push(document: &mut Value, place: &[String], value: Value) {
    at_mut(document, place).and_then(Value::as_sequence_mut).expect("it is a list").push(value);
}

fn pop(document: &mut Value, place: &[String]) {
    at_mut(document, place).and_then(Value::as_sequence_mut).expect("it is a list").pop();
}

fn toggle(document: &mut Value, place: &[String], key: &str, default: bool) {
    let map = mapping(document, place);
    let now = map.get(key).and_then(Value::as_bool).unwrap_or(default);
    map.insert(Value::from(key), Value::from(!now));
}

fn describe(document: &mut Value, site: &Site, change: fn(&str) -> String) {
    let text = change(get(document, site, "description").and_then(Value::as_str).unwrap_or_default());
    put(document, site, "description", text);
}

fn change_stability(document: &mut Value, site: &Site) {
    let now = get(document, site, "x-snyk-api-stability").and_then(Value::as_str);
    let next = if now == Some("beta") { "ga" } else { "beta" };
    put(document, site, "x-snyk-api-stability", next);
}

fn add_operation(document: &mut Value, site: &Site) {
    let operation = at(document, &site.place).expect("it is there").clone();
    let method = site.place.last().expect("it has a method").clone();
    let parameters = at(document, &step(&site.place[..2], "parameters")).cloned();
    let path = format!("/kites{}", site.place[1]);
    let mut item = map([(method.as_str(), operation)]);
    if let (Some(parameters), Some(item)) = (parameters, item.as_mapping_mut()) {
        item.insert(Value::from("parameters"), parameters);
    }
    insert(document, &site.place[..1], &path, item);
}

fn move_operation(document: &mut Value, site: &Site) {
    add_operation(document, site);
    remove(document, &site.place);
}

fn change_method(document: &mut Value, site: &Site) {
    rename(document, &site.place, "put");
}

fn change_status(document: &mut Value, site: &Site) {
    let status = site.place.last().expect("it has a status");
    let next = if status.starts_with('2') { "206" } else { "418" };
    rename(document, &site.place, next);
}

fn add_parameter(document: &mut Value, site: &Site) {
    let parameter = map([("name", Value::from("kite")), ("in", Value::from("query")), ("schema", text())]);
    add(document, site, parameter);
}

fn add_header(document: &mut Value, site: &Site) {
    let parameter = map([("name", Value::from("x-kite")), ("in", Value::from("header")), ("schema", text())]);
    add(document, site, parameter);
}

fn add(document: &mut Value, site: &Site, parameter: Value) {
    let place = step(&site.place, "parameters");
    if at(document, &place).is_none() {
        insert(document, &site.place, "parameters", Value::Sequence(Vec::new()));
    }
    push(document, &place, parameter);
}

fn add_body(document: &mut Value, site: &Site) {
    let content = map([("application/json", map([("schema", text())]))]);
    put(document, site, "requestBody", map([("content", content)]));
}

fn toggle_required(document: &mut Value, site: &Site) {
    let object = &site.place[..site.place.len() - 2];
    let name = Value::from(site.place.last().expect("it has a name").as_str());
    let map = mapping(document, object);
    let mut required = map.get("required").and_then(Value::as_sequence).cloned().unwrap_or_default();
    match required.iter().position(|other| *other == name) {
        Some(index) => {
            required.remove(index);
        }
        None => required.push(name),
    }
    match required.is_empty() {
        true => map.shift_remove("required"),
        false => map.insert(Value::from("required"), Value::Sequence(required)),
    };
}

fn change_type(document: &mut Value, site: &Site) {
    let is_bool = get(document, site, "type").and_then(Value::as_str) == Some("boolean");
    let ty = if is_bool { "integer" } else { "boolean" };
    *at_mut(document, &site.place).expect("it is there") = map([("type", Value::from(ty))]);
}

fn add_variant(document: &mut Value, site: &Site) {
    let key = is_union(document, site).expect("it is a union");
    let member = map([("kite", text())]);
    let variant = map([
        ("type", Value::from("object")),
        ("properties", member),
        ("required", Value::Sequence(vec![Value::from("kite")])),
    ]);
    push(document, &step(&site.place, key), variant);
}

fn remove_variant(document: &mut Value, site: &Site) {
    let key = is_union(document, site).expect("it is a union");
    pop(document, &step(&site.place, key));
}
