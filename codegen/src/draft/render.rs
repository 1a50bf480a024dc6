//! A draft as the files of a description.

use std::collections::BTreeMap;

use super::gap;
use super::ir::{Body, Def, Drafted, Field, Part, Resource, Returned, Scope, Ty};
use super::yaml::{Entry, Yaml};
use crate::model::Ident;

/// Writes a draft, and collects what is remarked in it.
pub(super) struct Render<'a> {
    pub(super) defs: &'a [Def],
    pub(super) names: &'a [String],
    pub(super) uses: &'a [usize],
    /// Where something is remarked, and what.
    pub(super) told: Vec<String>,
    /// The file that is being written.
    pub(super) file: String,
}

impl Render<'_> {
    fn tell(&mut self, place: &str, remarks: &[String]) {
        self.told.extend(remarks.iter().map(|remark| format!("{} {place}: {remark}", self.file)));
    }

    /// A type as it is written.
    fn ty(&self, ty: &Ty) -> String {
        match ty {
            Ty::Name(name) => name.clone(),
            Ty::Def(def) => self.names[*def].clone(),
            Ty::List(inner) => format!("list of {}", self.base(inner)),
            Ty::Csv(inner) => format!("csv of {}", self.base(inner)),
            Ty::Map(inner) => format!("map of {}", self.base(inner)),
            Ty::Null(inner) => format!("{} or null", self.base(inner)),
            Ty::Const(text) => format!("const {text}"),
            Ty::Page(inner) => format!("page of {}", self.base(inner)),
            Ty::Data(inner) => format!("data {}", self.base(inner)),
            Ty::Relation { many, id, kind, with } => {
                let kind = kind.as_ref().map(|kind| format!(" as {kind}")).unwrap_or_default();
                let with = with.as_ref().map(|with| format!(" with {}", self.base(with))).unwrap_or_default();
                format!("to {} {}{kind}{with}", if *many { "many" } else { "one" }, self.base(id))
            }
        }
    }

    fn base(&self, ty: &Ty) -> String {
        if matches!(ty, Ty::Null(_)) { format!("({})", self.ty(ty)) } else { self.ty(ty) }
    }

    /// Members or parameters. What they are a part of stands before their names.
    fn fields(&mut self, place: &str, fields: &[Field]) -> Yaml {
        self.apart(place, fields, &mut Vec::new())
    }

    /// Members or parameters whose names in Rust differ from those that are taken.
    fn apart(&mut self, place: &str, fields: &[Field], idents: &mut Vec<Ident>) -> Yaml {
        let mut entries = Vec::new();
        for field in fields {
            let ident = Ident::field(&field.name);
            let rust = idents.contains(&ident).then(|| {
                let numbered = (2..).map(|number| Ident::field(&format!("{ident} {number}")));
                numbered.into_iter().find(|other| !idents.contains(other)).unwrap_or_else(|| ident.evade())
            });
            idents.push(rust.clone().unwrap_or(ident));
            self.tell(&format!("{place}{}", field.name), &field.remarks);
            entries.push(self.field(field, rust.as_ref()));
        }
        Yaml::Map(entries)
    }

    fn field(&self, field: &Field, rust: Option<&Ident>) -> Entry {
        let question = if field.required { "" } else { "?" };
        let (ty, docs) = (self.ty(&field.ty), gap(&field.name));
        let value = if field.facts.is_empty() && rust.is_none() {
            Yaml::Text(format!("{ty} -- {docs}"))
        } else {
            let facts = field.facts.iter().map(|(key, value)| Entry::new(*key, value.clone()));
            let rust = rust.map(|rust| Entry::text("rust", rust.as_str()));
            let entries = std::iter::once(Entry::text("type", ty)).chain(facts).chain(rust);
            Yaml::Short(entries.chain([Entry::text("docs", docs)]).collect())
        };
        Entry::new(format!("{}{question}", field.name), value).remarked(field.remarks.clone())
    }

    /// The types or the resources of a file.
    fn defs(&mut self, scope: Scope, resources: bool) -> Option<Entry> {
        let mut entries = Vec::new();
        for (index, def) in self.defs.iter().enumerate() {
            let is_resource = matches!(def.body, Body::Resource(_));
            if def.scope == scope && self.uses[index] > 0 && is_resource == resources {
                let name = self.names[index].clone();
                self.tell(&name, &def.remarks);
                let value = self.def(&name, &def.body);
                entries.push(Entry::new(name, value).remarked(def.remarks.clone()).set_apart());
            }
        }
        let key = if resources { "resources" } else { "types" };
        (!entries.is_empty()).then(|| Entry::new(key, Yaml::Map(entries)).set_apart())
    }

    /// The types and resources that belong into `shared.yaml`.
    pub(super) fn shared(&mut self) -> Vec<Entry> {
        let parts = [self.defs(Scope::Shared, true), self.defs(Scope::Shared, false)];
        parts.into_iter().flatten().collect()
    }

    fn def(&mut self, name: &str, body: &Body) -> Yaml {
        let mut entries = vec![Entry::text("docs", gap(name))];
        match body {
            Body::Open => {}
            Body::Members(fields) => entries.push(Entry::new("members", self.fields(&format!("{name}."), fields))),
            Body::Enum(values) => entries.push(Entry::new("enum", enumeration(values))),
            Body::Union { by, variants } => {
                let by = by.as_ref().map(|by| Entry::text("by", by));
                let variants = Entry::new("variants", self.variants(name, variants));
                entries.push(Entry::new("union", Yaml::Map(by.into_iter().chain([variants]).collect())));
            }
            Body::Resource(resource) => self.resource(name, resource, &mut entries),
        }
        Yaml::Map(entries)
    }

    fn variants(&mut self, name: &str, variants: &[(String, Ty, Vec<String>)]) -> Yaml {
        let mut idents = vec![Ident::variant("UnknownVariant")];
        let mut entries = Vec::new();
        for (tag, ty, remarks) in variants {
            self.tell(&format!("{name}.{tag}"), remarks);
            let text = self.ty(ty);
            let value = match variant(tag, &mut idents) {
                None => Yaml::Text(text),
                Some(rust) => Yaml::Short(vec![Entry::text("type", text), Entry::text("rust", rust)]),
            };
            entries.push(Entry::new(tag, value).remarked(remarks.clone()));
        }
        Yaml::Map(entries)
    }

    fn resource(&mut self, name: &str, resource: &Resource, entries: &mut Vec<Entry>) {
        self.tell(&format!("{name}.type"), &resource.remarks);
        if resource.text != name || !resource.remarks.is_empty() {
            entries.push(Entry::text("type", &resource.text).remarked(resource.remarks.clone()));
        }
        let key = |name: &str, required: bool| format!("{name}{}", if required { "" } else { "?" });
        if let Some((required, id)) = &resource.id {
            entries.push(Entry::text(key("id", *required), self.ty(id)));
        }
        for (part, required, what) in &resource.parts {
            let (value, remarks) = match what {
                Part::Members(fields) => (self.fields(&format!("{name}."), fields), Vec::new()),
                Part::Type(ty, remarks) => (Yaml::Text(self.ty(ty)), remarks.clone()),
            };
            self.tell(&format!("{name}.{part}"), &remarks);
            entries.push(Entry::new(key(part, *required), value).remarked(remarks));
        }
        if !resource.members.is_empty() {
            entries.push(Entry::new("members", self.fields(&format!("{name}."), &resource.members)));
        }
    }

    /// An area.
    pub(super) fn area(&mut self, index: usize, area: &Area<'_>, operations: &[Drafted]) -> Vec<Entry> {
        let version = common(operations.iter().filter_map(|operation| operation.version.clone()));
        let errors = common(operations.iter().map(|operation| operation.errors.clone())).unwrap_or_default();
        let mut entries = vec![
            Entry::text("docs", gap(area.name)).remarked(area.remarks.clone()),
            Entry::text("page", area.page).remarked(area.guess.iter().cloned().collect()),
        ];
        entries.extend(version.iter().map(|version| Entry::text("version", version)));
        let differs = (errors != area.errors).then(|| Entry::new("error_statuses", statuses(&errors)));
        entries.extend(differs);
        let usual = Usual { version, errors };
        let written = operations.iter().map(|operation| self.operation(operation, &usual, area.versions));
        let written: Vec<Entry> = written.collect();
        entries.push(Entry::new("operations", Yaml::Map(written)).set_apart());
        entries.extend(self.defs(Scope::Area(index), true));
        entries.extend(self.defs(Scope::Area(index), false));
        entries
    }

    fn operation(&mut self, operation: &Drafted, usual: &Usual, versions: bool) -> Entry {
        let name = &operation.name;
        let mut remarks = operation.remarks.clone();
        self.tell(name, &remarks);
        self.tell(name, &operation.permission_remarks);
        if operation.post {
            remarks.push("effect: create, as of any POST; say `read` or `write` if it is that".to_owned());
        }
        let permissions = match operation.permissions.as_slice() {
            [] => Yaml::Text("none".to_owned()),
            keys => Yaml::List(keys.iter().cloned().map(Yaml::Text).collect()),
        };
        let mut entries = vec![
            Entry::text("http", &operation.http),
            Entry::text("docs", gap(name)),
            Entry::new("permissions", permissions).remarked(operation.permission_remarks.clone()),
        ];
        match &operation.version {
            Some(version) if Some(version) != usual.version.as_ref() => entries.push(Entry::text("version", version)),
            None if versions => entries.push(Entry::text("version", "none")),
            _ => {}
        }
        if operation.deprecated {
            let docs = Entry::text("docs", gap("why deprecated"));
            entries.push(Entry::new("deprecated", Yaml::Short(vec![docs])));
        }
        entries.extend(operation.sunset.as_ref().map(|date| Entry::text("sunset", date)));
        self.travelling(operation, &mut entries);
        if operation.errors != usual.errors {
            entries.push(Entry::new("error_statuses", statuses(&operation.errors)));
        }
        Entry::new(name, Yaml::Map(entries)).remarked(remarks).set_apart()
    }

    /// What an operation sends and receives.
    fn travelling(&mut self, operation: &Drafted, entries: &mut Vec<Entry>) {
        let name = &operation.name;
        // All of them, and the body, are arguments or setters of one call.
        let mut taken: Vec<Ident> = operation.body.iter().map(|_| Ident::field("body")).collect();
        let own = |hole: &&str| operation.path.iter().all(|field| field.name != **hole);
        let holes = operation.http.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'));
        taken.extend(holes.filter(own).map(Ident::field));
        for (key, fields) in [("path", &operation.path), ("query", &operation.query), ("headers", &operation.headers)] {
            if !fields.is_empty() {
                entries.push(Entry::new(key, self.apart(&format!("{name} {key} "), fields, &mut taken)));
            }
        }
        entries.extend(operation.paging.clone().map(|paging| Entry::new("paging", paging)));
        if let Some(body) = &operation.body {
            self.tell(&format!("{name} body"), &body.remarks);
            let ty = self.ty(&body.ty);
            let value = if body.optional || body.media.is_some() {
                let optional = body.optional.then(|| Entry::new("optional", Yaml::Plain("true".to_owned())));
                let media = body.media.as_ref().map(|media| Entry::text("media", media));
                Yaml::Short(std::iter::once(Entry::text("type", ty)).chain(optional).chain(media).collect())
            } else {
                Yaml::Text(ty)
            };
            entries.push(Entry::new("body", value).remarked(body.remarks.clone()));
        }
        entries.push(self.returns(name, &operation.returns));
    }

    fn returns(&mut self, name: &str, returns: &[Returned]) -> Entry {
        for returned in returns {
            self.tell(&format!("{name} {}", returned.status), &returned.remarks);
        }
        let ty = |returned: &Returned| returned.ty.as_ref().map_or_else(|| "nothing".to_owned(), |ty| self.ty(ty));
        if let [only] = returns
            && only.media.is_empty()
            && only.meta.is_none()
            && only.included.is_none()
        {
            let usual = if only.ty.is_some() { "200" } else { "204" };
            let text = if only.status == usual { ty(only) } else { format!("{} {}", only.status, ty(only)) };
            return Entry::text("returns", text).remarked(only.remarks.clone());
        }
        let answer = |returned: &Returned| {
            let more = [("meta", &returned.meta), ("included", &returned.included)];
            let more = more.into_iter().filter_map(|(key, ty)| Some(Entry::text(key, self.ty(ty.as_ref()?))));
            let media = returned.media.iter().cloned().map(Yaml::Text).collect::<Vec<_>>();
            let media = (!media.is_empty()).then(|| Entry::new("media", Yaml::List(media)));
            let more: Vec<Entry> = more.chain(media).collect();
            let value = if more.is_empty() {
                Yaml::Text(ty(returned))
            } else {
                Yaml::Short(std::iter::once(Entry::text("type", ty(returned))).chain(more).collect())
            };
            Entry::new(&returned.status, value).remarked(returned.remarks.clone())
        };
        Entry::new("returns", Yaml::Short(returns.iter().map(answer).collect()))
    }
}

/// What stands at the top of an area's file.
pub(super) struct Area<'a> {
    pub(super) name: &'a str,
    pub(super) page: &'a str,
    /// What to say of the page where it is a guess.
    pub(super) guess: Option<String>,
    pub(super) remarks: Vec<String>,
    /// The statuses of errors that the family takes for granted.
    pub(super) errors: &'a [u16],
    /// Its operations need versions.
    pub(super) versions: bool,
}

/// What most operations of an area have, and so its file says.
struct Usual {
    version: Option<String>,
    errors: Vec<u16>,
}

/// What most have; of those that as many have, the greatest.
fn common<T: Ord>(all: impl Iterator<Item = T>) -> Option<T> {
    let mut count: BTreeMap<T, usize> = BTreeMap::new();
    all.for_each(|one| *count.entry(one).or_default() += 1);
    count.into_iter().max_by_key(|(_, count)| *count).map(|(one, _)| one)
}

fn statuses(list: &[u16]) -> Yaml {
    Yaml::List(list.iter().map(|status| Yaml::Plain(status.to_string())).collect())
}

/// The values of an enum: a list, or where not all of them say themselves what they are, a map.
fn enumeration(values: &[String]) -> Yaml {
    let mut idents = vec![Ident::variant("UnknownValue")];
    let rust: Vec<Option<String>> = values.iter().map(|value| variant(value, &mut idents)).collect();
    let plain = |value: &String| !value.trim().is_empty() && !value.contains('`');
    if rust.iter().all(Option::is_none) && values.iter().all(plain) {
        return Yaml::List(values.iter().cloned().map(Yaml::Text).collect());
    }
    let entry = |(value, rust): (&String, Option<String>)| {
        let docs = gap(value);
        let value = Entry::new(value, Yaml::Text(docs.clone()));
        match rust {
            None => value,
            Some(rust) => {
                Entry::new(value.key, Yaml::Short(vec![Entry::text("docs", docs), Entry::text("rust", rust)]))
            }
        }
    };
    Yaml::Map(values.iter().zip(rust).map(entry).collect())
}

/// The name in Rust that a variant has to be given, where its own is taken.
fn variant(text: &str, taken: &mut Vec<Ident>) -> Option<String> {
    let ident = Ident::variant(text);
    if !taken.contains(&ident) {
        taken.push(ident);
        return None;
    }
    let numbered = (2..).map(|number| Ident::variant(&format!("{ident} {number}")));
    let other = numbered.into_iter().find(|other| !taken.contains(other)).unwrap_or_else(|| ident.evade());
    taken.push(other.clone());
    Some(other.to_string())
}
