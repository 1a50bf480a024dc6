//! Schemas to types.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_yaml::Value;

use super::classes::Classes;
use super::facts;
use super::ir::{Body, Def, Field, Key, Scope, Ty};
use super::known::Known;
use super::same::shared_type;
use super::words::{camel, component, singular_of, snake, type_name};
use crate::contract::{Contract, Kind, Member, Object, Schema, SchemaId};
use crate::diagnostic::is_hidden;

/// Names of members that say nothing without the name of what they are a member of.
const VAGUE: &[&str] = &[
    "type",
    "status",
    "state",
    "kind",
    "source",
    "value",
    "values",
    "data",
    "name",
    "format",
    "attribute",
    "attributes",
    "mode",
    "id",
    "meta",
    "options",
];

/// What a draft is made from.
#[derive(Clone, Copy)]
pub(super) struct Materials<'a> {
    pub(super) document: &'a Value,
    pub(super) contract: &'a Contract,
    pub(super) classes: &'a Classes,
    pub(super) known: &'a Known,
}

/// Makes types, each once.
pub(super) struct Types<'a> {
    pub(super) from: Materials<'a>,
    /// What belongs into `shared.yaml`.
    shared: &'a BTreeSet<Key>,
    /// The area that is being written.
    pub(super) area: usize,
    pub(super) defs: Vec<Def>,
    index: HashMap<(Scope, Key), usize>,
    /// The areas that use each type.
    pub(super) used: BTreeMap<Key, BTreeSet<usize>>,
    /// Remarks for the line that is being written.
    pub(super) remarks: Vec<String>,
    /// Ids that are proposed.
    pub(super) ids: BTreeSet<String>,
    /// Path parameters for which they are proposed.
    pub(super) paths: BTreeMap<String, String>,
}

/// What a type is found in: gives it a name where it has none.
#[derive(Clone, Copy)]
pub(super) struct Holder<'n> {
    /// The type or operation.
    pub(super) name: &'n str,
    /// The member or part of it.
    pub(super) member: &'n str,
}

impl<'a> Types<'a> {
    pub(super) fn new(from: Materials<'a>, shared: &'a BTreeSet<Key>) -> Self {
        Self {
            from,
            shared,
            area: 0,
            defs: Vec::new(),
            index: HashMap::new(),
            used: BTreeMap::new(),
            remarks: Vec::new(),
            ids: BTreeSet::new(),
            paths: BTreeMap::new(),
        }
    }

    pub(super) fn schema(&self, id: SchemaId) -> &'a Schema {
        self.from.contract.schema(id)
    }

    /// Says what the document has and the language can't express.
    pub(super) fn remark(&mut self, what: impl Into<String>) {
        let what = format!("the document: {}", what.into());
        if !self.remarks.contains(&what) {
            self.remarks.push(what);
        }
    }

    /// Runs something, and tells the remarks that it made.
    pub(super) fn remarked<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> (T, Vec<String>) {
        let outer = std::mem::take(&mut self.remarks);
        let made = make(self);
        (made, std::mem::replace(&mut self.remarks, outer))
    }

    /// A type of the draft, made if it is not there yet.
    pub(super) fn def(&mut self, key: Key, wanted: Vec<String>, make: impl FnOnce(&mut Self, &str) -> Body) -> Ty {
        self.used.entry(key.clone()).or_default().insert(self.area);
        let scope = if self.shared.contains(&key) { Scope::Shared } else { Scope::Area(self.area) };
        if let Some(place) = self.index.get(&(scope, key.clone())) {
            return Ty::Def(*place);
        }
        let place = self.defs.len();
        self.index.insert((scope, key), place);
        let name = wanted.first().cloned().unwrap_or_default();
        // It is there before what it is made of, which may lead back to it.
        self.defs.push(Def { scope, wanted, remarks: Vec::new(), body: Body::Open });
        let (body, remarks) = self.remarked(|types| make(types, &name));
        self.defs[place].body = body;
        self.defs[place].remarks = remarks;
        Ty::Def(place)
    }

    /// The type of a schema.
    pub(super) fn ty(&mut self, id: SchemaId, holder: Holder<'_>) -> Ty {
        let schema = self.schema(id);
        let ty = self.bare(id, schema, holder);
        if schema.nullable { Ty::Null(Box::new(ty)) } else { ty }
    }

    /// The type of a schema within another type, where nothing can be said of its values.
    pub(super) fn inner(&mut self, id: SchemaId, holder: Holder<'_>, what: &str) -> Ty {
        for fact in facts::in_words(self.schema(id)) {
            self.remark(format!("{what} has {fact}"));
        }
        self.ty(id, holder)
    }

    /// The type of one of those that a list or a map holds.
    fn one_of(&mut self, id: SchemaId, holder: Holder<'_>, what: &str) -> Ty {
        let one = snake(&singular_of(holder.member));
        self.inner(id, Holder { member: &one, ..holder }, what)
    }

    /// The type of a schema apart from null.
    pub(super) fn bare(&mut self, id: SchemaId, schema: &'a Schema, holder: Holder<'_>) -> Ty {
        match &schema.kind {
            Kind::Any => Ty::name("json"),
            Kind::Bool => Ty::name("bool"),
            Kind::Int => Ty::name("int"),
            Kind::Number => Ty::name("number"),
            Kind::Link => Ty::name("link"),
            Kind::Links(_) => Ty::name("links"),
            Kind::String => self.text(schema, holder),
            Kind::Enum(values) => self.values(id, values, holder),
            Kind::List(item) => Ty::list(self.one_of(*item, holder, "each item")),
            Kind::Object(object) => self.object(id, object, holder),
            Kind::Union(union) => self.union(id, union, holder),
        }
    }

    fn text(&self, schema: &Schema, holder: Holder<'_>) -> Ty {
        match schema.format.as_deref() {
            None => Ty::name("string"),
            Some("uuid") => Ty::Name(self.id_named(holder.member).unwrap_or_else(|| "uuid".to_owned())),
            Some("date-time") => Ty::name("datetime"),
            Some("date") => Ty::name("date"),
            Some("uri" | "url") => Ty::name("uri"),
            Some(_) => Ty::name("string"),
        }
    }

    fn values(&mut self, id: SchemaId, values: &[serde_json::Value], holder: Holder<'_>) -> Ty {
        let mut texts: Vec<String> = Vec::new();
        for value in values {
            match value.as_str() {
                Some(text) if text.chars().any(is_hidden) => self.remark(format!("also the value {value}")),
                Some(text) if texts.iter().any(|other| other == text) => {}
                Some(text) => texts.push(text.to_owned()),
                None => return self.no_texts(values),
            }
        }
        if texts.is_empty() {
            return Ty::name("string");
        }
        self.reuse(id).unwrap_or_else(|| {
            self.def(Key::Class(self.from.classes.bare(id)), self.wanted(id, holder), |_, _| Body::Enum(texts))
        })
    }

    /// A choice of values that are no texts.
    fn no_texts(&mut self, values: &[serde_json::Value]) -> Ty {
        let shown: Vec<String> = values.iter().map(ToString::to_string).collect();
        self.remark(format!("one of {}", shown.join(", ")));
        let all = |fits: fn(&serde_json::Value) -> bool| values.iter().all(fits);
        Ty::name(match () {
            () if all(serde_json::Value::is_boolean) => "bool",
            () if all(serde_json::Value::is_i64) => "int",
            () if all(serde_json::Value::is_number) => "number",
            () => "json",
        })
    }

    fn object(&mut self, id: SchemaId, object: &'a Object, holder: Holder<'_>) -> Ty {
        for name in &object.undescribed {
            self.remark(format!("`{name}` is always there, and it does not say what that is"));
        }
        match object.rest {
            None if object.members.is_empty() => return Ty::name("object"),
            Some(rest) if object.members.is_empty() => {
                return Ty::Map(Box::new(self.one_of(rest, holder, "each member")));
            }
            Some(_) => self.remark("also members of any other name"),
            None => {}
        }
        self.reuse(id).unwrap_or_else(|| {
            let key = Key::Class(self.from.classes.bare(id));
            self.def(key, self.wanted(id, holder), |types, name| types.members_of(object, name))
        })
    }

    /// The members of an object.
    pub(super) fn members_of(&mut self, object: &'a Object, name: &str) -> Body {
        let fields: Vec<Field> = object.members.iter().filter_map(|member| self.field(member, name)).collect();
        Body::Members(fields)
    }

    /// A type of `shared.yaml` that says the same.
    fn reuse(&self, id: SchemaId) -> Option<Ty> {
        shared_type(self.from.known, self.from.contract, id).map(Ty::name)
    }

    /// What to call a type, the best name first.
    pub(super) fn wanted(&self, id: SchemaId, holder: Holder<'_>) -> Vec<String> {
        let (short, long) = (type_name(&[holder.member]), type_name(&[holder.name, holder.member]));
        let component = self.schema(id).name.as_deref().and_then(component).map(|words| camel(&words));
        let mut wanted: Vec<String> = component.into_iter().collect();
        if VAGUE.contains(&holder.member) {
            wanted.push(long)
        } else {
            wanted.extend([short, long])
        }
        wanted.dedup();
        wanted
    }

    /// A member. One whose name cannot travel is left out, with a remark on all of the object.
    pub(super) fn field(&mut self, member: &Member, holder: &str) -> Option<Field> {
        let name = member.name.as_str();
        if name.is_empty() || name.trim() != name || name.chars().any(is_hidden) {
            self.remark(format!("also a member {name:?}"));
            return None;
        }
        let (made, remarks) = self.remarked(|types| {
            let schema = types.schema(member.schema);
            let ty = types.member_type(member, schema, holder);
            let facts = types.facts(schema, &ty);
            // A question mark at the end of a name can't be told from one behind it.
            let required = member.required && !name.ends_with('?');
            if required != member.required {
                types.remark("required");
            }
            Field { name: name.to_owned(), required, ty, facts, remarks: Vec::new() }
        });
        Some(Field { remarks, ..made })
    }

    fn member_type(&mut self, member: &Member, schema: &'a Schema, holder: &str) -> Ty {
        if let (Kind::Enum(values), true, false) = (&schema.kind, member.required, schema.nullable)
            && let [serde_json::Value::String(text)] = values.as_slice()
            && is_word(text)
        {
            return Ty::Const(text.clone());
        }
        self.ty(member.schema, Holder { name: holder, member: &member.name })
    }

    /// The id that a name stands for, one that is proposed among them.
    fn id_named(&self, name: &str) -> Option<String> {
        let one = snake(&singular_of(name));
        let new = || self.paths.get(name).or_else(|| self.paths.get(&one)).cloned();
        self.from.known.id_named(name).map(str::to_owned).or_else(new)
    }

    /// The id of something, by what it is called.
    pub(super) fn id_of(&self, thing: &str) -> Option<String> {
        let id = format!("{}Id", camel(&singular_of(thing)));
        (self.from.known.ids.contains(&id) || self.ids.contains(&id)).then_some(id)
    }

    /// What is said of a value, as far as its type takes it; the rest is remarked.
    pub(super) fn facts(&mut self, schema: &Schema, ty: &Ty) -> Vec<(&'static str, super::yaml::Yaml)> {
        let (facts, left) = facts::facts(self.from.contract, schema, ty);
        for what in left {
            self.remark(what);
        }
        facts
    }
}

/// Whether a text can stand behind `const`.
fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic() && !"()|\"'`".contains(c)) && text != "--"
}
