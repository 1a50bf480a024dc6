//! Holds the description against a document, place by place.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::text::{value_text, values_text};
use super::{Contract, Finding, In, Kind, Member, Object, Operation, Parameter, SchemaId, Union, unions};

/// What one side says of a place where it says nothing.
pub(super) const ABSENT: &str = "absent";

/// Finds every difference between the description and a document of the same family.
#[must_use]
pub fn compare(spec: &Contract, document: &Contract) -> Vec<Finding> {
    let mut compare = Compare { spec, document, findings: BTreeMap::new(), seen: HashSet::new(), operation: "" };
    compare.base();
    compare.operations();
    compare.findings.into_values().collect()
}

struct Compare<'a> {
    spec: &'a Contract,
    document: &'a Contract,
    /// By place, what both sides say, and the cause.
    findings: BTreeMap<(String, String, String, String), Finding>,
    /// The pairs of schemas that were held against each other in this operation.
    seen: HashSet<(SchemaId, SchemaId)>,
    /// The operation that is being compared.
    operation: &'a str,
}

/// A schema at a place, and whether it is always there.
#[derive(Clone, Copy)]
struct Slot<'a> {
    /// Where it is described, which may be elsewhere than the schema.
    at: &'a str,
    schema: SchemaId,
    required: bool,
}

impl<'a> Compare<'a> {
    /// The path below which all of a family's paths lie.
    fn base(&mut self) {
        let family = self.spec.operations.first().map_or("", |operation| &operation.family);
        if let (Some(one), Some(two)) = (&self.spec.base, &self.document.base)
            && one != two
        {
            self.add(&format!("{family} base"), one, two, "/servers", "/servers");
        }
    }

    fn operations(&mut self) {
        let (mut added, mut removed): (Vec<&Operation>, Vec<&Operation>) = (Vec::new(), Vec::new());
        for operation in &self.spec.operations {
            match self.document.operations.iter().find(|other| other.key() == operation.key()) {
                Some(other) => self.operation(operation, other),
                None => removed.push(operation),
            }
        }
        let known = |other: &&Operation| self.spec.operations.iter().any(|operation| operation.key() == other.key());
        added.extend(self.document.operations.iter().filter(|other| !known(other)));
        for operation in removed {
            self.operation = &operation.name;
            let index = moved(operation, &added);
            let other = index.map(|index| added.remove(index));
            let text = other.map_or(ABSENT.to_owned(), Operation::http);
            let pointer = other.map_or("", |other| &other.at);
            let at = format!("{} http", operation.at);
            match other {
                Some(_) => self.add(&at, &operation.http(), &text, pointer, pointer),
                None => self.add_closed(&at, (&operation.http(), ABSENT), pointer, pointer, &schemas(operation)),
            }
            if let Some(other) = other {
                self.operation(operation, other);
            }
        }
        for other in added {
            self.operation = &other.name;
            let at = format!("{} {}", other.family, other.http());
            self.add(&at, ABSENT, &other.http(), &other.at, &other.at);
        }
    }

    fn operation(&mut self, operation: &'a Operation, other: &'a Operation) {
        self.seen.clear();
        self.operation = &operation.name;
        self.facts(operation, other);
        self.parameters(operation, other);
        self.bodies(operation, other);
        self.answers(operation, other);
        self.errors(operation, other);
    }

    /// What is said of an operation as a whole.
    fn facts(&mut self, operation: &Operation, other: &Operation) {
        let names = |path: &str| {
            path.split('/').filter(|segment| segment.starts_with('{')).map(str::to_owned).collect::<Vec<_>>()
        };
        if operation.key() == other.key() && names(&operation.path) != names(&other.path) {
            self.say(operation, "http", &operation.http(), &other.http(), &other.at);
        }
        let list = |list: &[String]| {
            let mut list = list.to_vec();
            list.sort();
            if list.is_empty() { "none".to_owned() } else { list.join(", ") }
        };
        let known = |value: &Option<String>| value.clone().unwrap_or_else(|| ABSENT.to_owned());
        let stability = |operation: &Operation| operation.stability.map_or(ABSENT.to_owned(), |it| it.to_string());
        let flag = |flag: bool| if flag { "present" } else { ABSENT };
        let description = format!("{}/description", other.at);
        let theirs = keyed(operation, &other.permissions);
        self.say(operation, "permissions", &list(&operation.permissions), &list(&theirs), &description);
        let version = |operation: &Operation| format!("{}, {}", known(&operation.version), stability(operation));
        self.say(operation, "version", &version(operation), &version(other), &other.at);
        self.say(operation, "deprecated", flag(operation.deprecated), flag(other.deprecated), &other.at);
        self.say(operation, "sunset", &known(&operation.sunset), &known(&other.sunset), &other.at);
    }

    fn say(&mut self, operation: &Operation, part: &str, spec: &str, document: &str, pointer: &str) {
        if spec != document {
            self.add(&format!("{} {part}", operation.at), spec, document, pointer, pointer);
        }
    }

    fn parameters(&mut self, operation: &Operation, other: &Operation) {
        let mut theirs: Vec<&Parameter> = other.parameters.iter().collect();
        let mut ours: Vec<&Parameter> = Vec::new();
        for parameter in &operation.parameters {
            match theirs.iter().position(|two| is_same(operation, parameter, other, two)) {
                Some(index) => self.parameter(parameter, theirs.remove(index)),
                None => ours.push(parameter),
            }
        }
        let alone = ours.len() == 1 && theirs.len() == 1;
        for parameter in ours {
            let said = self.parameter_text(self.spec, parameter);
            let moved = theirs.iter().position(|two| {
                let same = said == self.parameter_text(self.document, two);
                two.name == parameter.name || (alone && same && two.place == parameter.place)
            });
            match moved.map(|index| theirs.remove(index)) {
                Some(two) => self.add(&parameter.at, &named(parameter), &named(two), &two.at, &two.at),
                None => self.add(&parameter.at, &said, ABSENT, &other.at, &other.at),
            }
        }
        for two in theirs {
            let at = format!("{} {} {}", operation.at, two.place.as_str(), two.name);
            let text = self.parameter_text(self.document, two);
            self.add(&at, ABSENT, &text, &two.at, &two.at);
        }
    }

    fn parameter(&mut self, one: &Parameter, two: &Parameter) {
        let spec = Slot { at: &one.at, schema: one.schema, required: one.required };
        let document = Slot { at: &two.at, schema: two.schema, required: two.required };
        let style = |contract: &Contract, parameter: &Parameter| {
            let is_list = matches!(contract.schema(parameter.schema).kind, Kind::List(_));
            if is_list && parameter.style == super::ListStyle::Commas { "csv: " } else { "" }
        };
        let styles = (style(self.spec, one), style(self.document, two));
        self.slots(spec, document, styles);
    }

    fn parameter_text(&self, contract: &Contract, parameter: &Parameter) -> String {
        text(contract, Slot { at: "", schema: parameter.schema, required: parameter.required })
    }

    fn bodies(&mut self, operation: &Operation, other: &Operation) {
        let at = format!("{} body", operation.at);
        match (&operation.body, &other.body) {
            (None, None) => {}
            (Some(one), None) => {
                let text = self.content_text(self.spec, &one.content);
                self.add_closed(&at, (&text, ABSENT), &other.at, &other.at, &ids(&one.content));
            }
            (None, Some(two)) => {
                let text = self.content_text(self.document, &two.content);
                self.add(&at, ABSENT, &text, &two.at, &two.at);
            }
            (Some(one), Some(two)) => {
                let required = |required| if required { "required" } else { "optional" };
                if one.required != two.required {
                    self.add(&at, required(one.required), required(two.required), &two.at, &two.at);
                }
                self.contents(&at, &one.content, &two.content, &two.at);
            }
        }
    }

    fn answers(&mut self, operation: &Operation, other: &Operation) {
        let success = |status: &str| status.starts_with(['2', '3']);
        for one in &operation.answers {
            match other.answers.iter().find(|two| two.status == one.status) {
                Some(two) => self.contents(&one.at, &one.content, &two.content, &two.at),
                None => {
                    let text = self.content_text(self.spec, &one.content);
                    self.add_closed(&one.at, (&text, ABSENT), &other.at, &other.at, &ids(&one.content));
                }
            }
        }
        for two in other.answers.iter().filter(|two| success(&two.status)) {
            if !operation.answers.iter().any(|one| one.status == two.status) {
                let at = format!("{} returns {}", operation.at, two.status);
                let text = self.content_text(self.document, &two.content);
                self.add(&at, ABSENT, &text, &two.at, &two.at);
            }
        }
    }

    /// The statuses of errors, and their bodies: those are said of the family as a whole, since its runtime knows them all.
    fn errors(&mut self, operation: &Operation, other: &Operation) {
        let statuses = |operation: &Operation| {
            let list: Vec<&str> = operation.errors.iter().map(|answer| answer.status.as_str()).collect();
            if list.is_empty() { "none".to_owned() } else { list.join(", ") }
        };
        self.say(
            operation,
            "error_statuses",
            &statuses(operation),
            &statuses(other),
            &format!("{}/responses", other.at),
        );
        let known = |error: &&super::Answer| operation.errors.iter().any(|known| known.status == error.status);
        for error in other.errors.iter().filter(known) {
            let text = self.content_text(self.document, &error.content);
            let cause = match error.content.as_slice() {
                [(_, schema)] => self.document.schema(*schema).at.clone(),
                _ => error.at.clone(),
            };
            self.add(&format!("{} errors", operation.family), ABSENT, &text, &error.at, &cause);
        }
    }

    fn contents(&mut self, at: &str, one: &[(String, SchemaId)], two: &[(String, SchemaId)], pointer: &str) {
        let media = |content: &[(String, SchemaId)]| {
            let mut names: Vec<&str> = content.iter().map(|(media, _)| media.as_str()).collect();
            names.sort_unstable();
            if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
        };
        if media(one) != media(two) {
            self.add(&format!("{at} media"), &media(one), &media(two), pointer, pointer);
        }
        let Some((_, first)) = one.first() else { return };
        let mut done = BTreeSet::new();
        for (name, schema) in two {
            let own = one.iter().find(|(media, _)| media == name).map_or(*first, |(_, schema)| *schema);
            if done.insert((own, *schema)) {
                let spec = Slot { at, schema: own, required: true };
                let document = Slot { at: pointer, schema: *schema, required: true };
                self.slots(spec, document, ("", ""));
            }
        }
    }

    fn content_text(&self, contract: &Contract, content: &[(String, SchemaId)]) -> String {
        let texts = content.iter().map(|(media, schema)| format!("{media}: {}", contract.text(*schema)));
        let text = texts.collect::<Vec<_>>().join("; ");
        if text.is_empty() { "nothing".to_owned() } else { text }
    }

    /// Holds two places against each other; a style is put before the text of a side.
    fn slots(&mut self, spec: Slot<'_>, document: Slot<'_>, styles: (&str, &str)) {
        let (one, two) = (head(self.spec, spec), head(self.document, document));
        let alike = self.alike(spec.schema, document.schema);
        if one != two || !alike || styles.0 != styles.1 {
            let (one, two) = match alike {
                true => (one, two),
                false => (text(self.spec, spec), text(self.document, document)),
            };
            let cause = self.cause(document, &one, &two);
            let (one, two) = (format!("{}{one}", styles.0), format!("{}{two}", styles.1));
            match alike {
                true => self.add(spec.at, &one, &two, document.at, &cause),
                false => self.add_closed(spec.at, (&one, &two), document.at, &cause, &[spec.schema]),
            }
        }
        if alike {
            self.inside(spec, document);
        }
    }

    /// Where what differs is written: at the schema, but for whether a member is required.
    fn cause(&self, document: Slot<'_>, one: &str, two: &str) -> String {
        let presence = one.ends_with(OPTIONAL) != two.ends_with(OPTIONAL);
        if presence { document.at.to_owned() } else { self.document.schema(document.schema).at.clone() }
    }

    /// Whether two schemas are of one kind, so that what they hold is compared by itself.
    fn alike(&self, one: SchemaId, two: SchemaId) -> bool {
        match (&self.spec.schema(one).kind, &self.document.schema(two).kind) {
            (Kind::List(one), Kind::List(two)) => self.alike(*one, *two),
            (Kind::Object(one), Kind::Object(two)) => {
                one.members.is_empty() == two.members.is_empty()
                    && match (one.rest, two.rest) {
                        (None, None) => true,
                        (Some(one), Some(two)) => self.alike(one, two),
                        _ => false,
                    }
            }
            (one, two) => std::mem::discriminant(one) == std::mem::discriminant(two),
        }
    }

    /// Compares what two schemas of one kind hold.
    fn inside(&mut self, spec: Slot<'_>, document: Slot<'_>) {
        if !self.seen.insert((spec.schema, document.schema)) {
            return;
        }
        let (ours, theirs) = (self.spec, self.document);
        match (&ours.schema(spec.schema).kind, &theirs.schema(document.schema).kind) {
            (Kind::List(one), Kind::List(two)) => {
                let at = &theirs.schema(*two).at;
                self.inside(Slot { schema: *one, ..spec }, Slot { schema: *two, at, ..document });
            }
            (Kind::Object(one), Kind::Object(two)) => self.objects(spec, one, document, two),
            (Kind::Union(one), Kind::Union(two)) => self.unions(spec, one, document, two),
            (Kind::Enum(one), Kind::Enum(two)) => {
                let at = &theirs.schema(document.schema).at;
                let place = ours.schema(spec.schema).at.as_str();
                if values_text(one) != values_text(two) {
                    self.add(place, &values_text(one), &enum_text(one, two), at, at);
                }
            }
            _ => {}
        }
    }

    fn objects(&mut self, spec: Slot<'_>, one: &Object, document: Slot<'_>, two: &Object) {
        let slot = |member: &'a Member| Slot { at: &member.at, schema: member.schema, required: member.required };
        let (ours, theirs) = (self.spec, self.document);
        let home = theirs.schema(document.schema).at.as_str();
        for member in members(ours, spec.schema) {
            match members(theirs, document.schema).iter().find(|other| other.name == member.name) {
                Some(other) => self.slots(slot(member), slot(other), ("", "")),
                None => {
                    let said = text(ours, slot(member));
                    self.add_closed(&member.at, (&said, ABSENT), home, home, &[member.schema]);
                }
            }
        }
        for other in members(theirs, document.schema) {
            if !one.members.iter().any(|member| member.name == other.name) {
                let at = place_in(ours, spec, one, &other.name);
                let said = text(theirs, slot(other));
                self.add(&at, ABSENT, &said, &other.at, &other.at);
            }
        }
        for name in &two.undescribed {
            if !one.members.iter().any(|member| member.name == *name) {
                let at = place_in(ours, spec, one, name);
                self.add(&at, ABSENT, "required, and not described", home, home);
            }
        }
        if let (Some(one), Some(two)) = (one.rest, two.rest) {
            let at = &theirs.schema(two).at;
            self.inside(Slot { schema: one, ..spec }, Slot { schema: two, at, ..document });
        }
    }

    fn unions(&mut self, spec: Slot<'_>, one: &Union, document: Slot<'_>, two: &Union) {
        let place = self.spec.schema(spec.schema).at.as_str();
        let place = if place.is_empty() { spec.at } else { place };
        let home = self.document.schema(document.schema).at.as_str();
        if one.by != two.by {
            let by = |union: &Union| union.by.clone().unwrap_or_else(|| ABSENT.to_owned());
            self.add(&format!("{place}.by"), &by(one), &by(two), home, home);
        }
        for (left, right) in unions::pairs(self.spec, one, self.document, two) {
            match (left.map(|index| &one.variants[index]), right.map(|index| &two.variants[index])) {
                (Some(left), Some(right)) => {
                    let spec = Slot { at: &left.at, schema: left.schema, required: true };
                    let document = Slot { at: &right.at, schema: right.schema, required: true };
                    self.slots(spec, document, ("", ""));
                }
                (Some(left), None) => {
                    let said = self.spec.text(left.schema);
                    self.add_closed(&left.at, (&said, ABSENT), home, home, &[left.schema]);
                }
                (None, Some(right)) => {
                    let said = self.document.text(right.schema);
                    let name = right.tag.clone().unwrap_or_else(|| "variant".to_owned());
                    self.add(&format!("{place}.{name}"), ABSENT, &said, &right.at, &right.at);
                }
                (None, None) => {}
            }
        }
    }

    fn add(&mut self, at: &str, spec: &str, document: &str, pointer: &str, cause: &str) {
        let key = (at.to_owned(), document.to_owned(), spec.to_owned(), cause.to_owned());
        let finding = self.findings.entry(key).or_insert_with(|| Finding {
            at: at.to_owned(),
            document: document.to_owned(),
            spec: spec.to_owned(),
            pointers: BTreeSet::new(),
            cause: cause.to_owned(),
            operations: BTreeSet::new(),
            hides: BTreeSet::new(),
        });
        finding.pointers.insert(pointer.to_owned());
        finding.operations.insert(self.operation.to_owned());
    }

    /// Reports something whose inside is not compared.
    fn add_closed(&mut self, at: &str, texts: (&str, &str), pointer: &str, cause: &str, schemas: &[SchemaId]) {
        let (spec, document) = texts;
        self.add(at, spec, document, pointer, cause);
        let key = (at.to_owned(), document.to_owned(), spec.to_owned(), cause.to_owned());
        let hidden = reach(self.spec, schemas);
        if let Some(finding) = self.findings.get_mut(&key) {
            finding.hides.extend(hidden);
        }
    }
}

/// The permissions of a document, by key where the description knows a name that it states.
fn keyed(operation: &Operation, permissions: &[String]) -> Vec<String> {
    let key = |name: &String| {
        let known = operation.permission_names.iter().position(|known| known == name);
        known.map_or_else(|| name.clone(), |index| operation.permissions[index].clone())
    };
    permissions.iter().map(key).collect()
}

/// Whether two parameters are the same: by name or, in a path, by position.
fn is_same(operation: &Operation, one: &Parameter, other: &Operation, two: &Parameter) -> bool {
    let position = |operation: &Operation, name: &str| {
        let mut holes = operation.path.split('/').filter(|segment| segment.starts_with('{'));
        holes.position(|hole| hole.trim_matches(['{', '}']) == name)
    };
    one.place == two.place
        && match one.place {
            In::Path => position(operation, &one.name) == position(other, &two.name),
            In::Query | In::Header => one.name == two.name,
        }
}

/// A parameter whose name or place differs.
fn named(parameter: &Parameter) -> String {
    format!("{} {}", parameter.place.as_str(), parameter.name)
}

/// Every schema that an operation names.
fn schemas(operation: &Operation) -> Vec<SchemaId> {
    let body = operation.body.iter().flat_map(|body| &body.content);
    let content = body.chain(operation.answers.iter().flat_map(|answer| &answer.content));
    content.map(|(_, schema)| *schema).collect()
}

fn ids(content: &[(String, SchemaId)]) -> Vec<SchemaId> {
    content.iter().map(|(_, schema)| *schema).collect()
}

/// The types that schemas reach, as the beginnings of their places.
fn reach(contract: &Contract, from: &[SchemaId]) -> BTreeSet<String> {
    let mut left = from.to_vec();
    let mut seen: HashSet<SchemaId> = HashSet::new();
    let mut places = BTreeSet::new();
    while let Some(id) = left.pop() {
        if !seen.insert(id) {
            continue;
        }
        let schema = contract.schema(id);
        places.insert(super::subject(&schema.at));
        match &schema.kind {
            Kind::List(item) => left.push(*item),
            Kind::Object(object) => left.extend(object.members.iter().map(|member| member.schema).chain(object.rest)),
            Kind::Union(union) => left.extend(union.variants.iter().map(|variant| variant.schema)),
            _ => {}
        }
    }
    places
}

/// What stands behind the text of a member that may be absent.
const OPTIONAL: &str = ", optional";

fn head(contract: &Contract, slot: Slot<'_>) -> String {
    format!("{}{}", contract.head(slot.schema), if slot.required { "" } else { OPTIONAL })
}

fn text(contract: &Contract, slot: Slot<'_>) -> String {
    format!("{}{}", contract.text(slot.schema), if slot.required { "" } else { OPTIONAL })
}

fn members(contract: &Contract, id: SchemaId) -> &[Member] {
    match &contract.schema(id).kind {
        Kind::Object(object) => &object.members,
        _ => &[],
    }
}

/// The place in the description where a member would stand that it has not: beside the others of the object.
fn place_in(contract: &Contract, slot: Slot<'_>, object: &Object, name: &str) -> String {
    let place = contract.schema(slot.schema).at.as_str();
    let place = if place.is_empty() { slot.at } else { place };
    let beside = object.members.iter().find_map(|member| member.at.strip_suffix(&format!(".{}", member.name)));
    match beside {
        Some(home) => format!("{home}.{name}"),
        None => format!("{place} {name}"),
    }
}

/// An enum of the document: what it has more or less than that of the description.
fn enum_text(spec: &[serde_json::Value], document: &[serde_json::Value]) -> String {
    if spec.len().max(document.len()) <= 4 {
        return values_text(document);
    }
    let beyond = |one: &[serde_json::Value], two: &[serde_json::Value]| {
        let mut texts: Vec<String> = one.iter().filter(|value| !two.contains(value)).map(value_text).collect();
        texts.sort();
        texts.join("|")
    };
    let (more, less) = (beyond(document, spec), beyond(spec, document));
    let parts = [("with", more), ("without", less)];
    let parts = parts.iter().filter(|(_, values)| !values.is_empty());
    let parts: Vec<String> = parts.map(|(word, values)| format!("{word} {values}")).collect();
    format!("enum {}", parts.join(", "))
}

/// Which of some operations another has become: one of the same method whose path is nearest, or of the same path.
fn moved(operation: &Operation, others: &[&Operation]) -> Option<usize> {
    let same_path = others.iter().position(|other| super::template(&other.path) == super::template(&operation.path));
    same_path.or_else(|| {
        let words = |path: &str| super::template(path).split('/').map(str::to_owned).collect::<Vec<_>>();
        let own = words(&operation.path);
        let mut near: Vec<(usize, usize)> = Vec::new();
        for (index, other) in others.iter().enumerate().filter(|(_, other)| other.method == operation.method) {
            let theirs = words(&other.path);
            let differing = own.iter().zip(&theirs).filter(|(one, two)| one != two).count();
            let distance = differing + own.len().abs_diff(theirs.len());
            near.push((distance, index));
        }
        near.sort_unstable();
        match near.as_slice() {
            [(distance, index), rest @ ..]
                if *distance <= 2 && rest.first().is_none_or(|(next, _)| next > distance) =>
            {
                Some(*index)
            }
            _ => None,
        }
    })
}
