//! Operations: what is sent, and what comes back.

use super::ids::Ids;
use super::ir::{Drafted, Field, Returned, SentBody, Ty};
use super::known::type_text;
use super::names::thing;
use super::permissions::Needed;
use super::resources::Around;
use super::types::{Holder, Types};
use super::yaml::{Entry, Yaml};
use crate::contract::{Answer, In, Kind, ListStyle, Method, Operation, Parameter, Schema, SchemaId, Stability};
use crate::diagnostic::is_hidden;
use crate::document::short::ShortOr;
use crate::lower::grammar::is_date;

/// Headers that the client sets itself.
const OWN_HEADERS: &[&str] = crate::lower::OWN_HEADERS;

impl<'a> Types<'a> {
    /// An operation, under a name that was chosen for it.
    pub(super) fn operation(
        &mut self,
        operation: &'a Operation,
        name: &str,
        ids: &mut Ids<'_>,
        needed: Needed,
    ) -> Drafted {
        let (mut drafted, remarks) = self.remarked(|types| {
            let mut drafted = Drafted {
                name: name.to_owned(),
                http: operation.http(),
                post: operation.method == Method::Post,
                permissions: needed.keys,
                permission_remarks: needed.remarks,
                ..Drafted::default()
            };
            drafted.path = types.path(operation, ids);
            drafted.body = types.body(operation, name);
            let paged = types.is_paged(operation);
            drafted.returns = types.returns(operation, name, paged);
            types.settle_answers(&mut drafted.returns);
            let style = types.paging(operation, &mut drafted);
            drafted.query = types.query(operation, name, style);
            drafted.headers = types.headers(operation, name);
            drafted.errors = types.errors(operation);
            types.lifecycle(operation, &mut drafted);
            drafted
        });
        drafted.remarks = remarks;
        drafted
    }

    fn parameters_in(operation: &'a Operation, place: In) -> impl Iterator<Item = &'a Parameter> {
        operation.parameters.iter().filter(move |parameter| parameter.place == place)
    }

    /// Types of path parameters that nobody else says.
    fn path(&mut self, operation: &'a Operation, ids: &mut Ids<'_>) -> Vec<Field> {
        let mut fields = Vec::new();
        for parameter in Self::parameters_in(operation, In::Path) {
            let schema = self.schema(parameter.schema);
            let Some(ty) = ids.path(operation, parameter, schema) else {
                self.known_path(parameter, schema);
                continue;
            };
            let (made, remarks) = self.remarked(|types| {
                let ty = ty.map_or_else(|| types.parameter_type(parameter, "path"), Ty::Name);
                let facts = types.facts(schema, &ty);
                Field { name: parameter.name.clone(), required: true, ty, facts, remarks: Vec::new() }
            });
            fields.push(Field { remarks, ..made });
        }
        fields
    }

    /// What the document says of a path parameter that the family types.
    fn known_path(&mut self, parameter: &Parameter, schema: &Schema) {
        let format = schema.format.iter().filter(|format| *format != "uuid").map(|format| format!("format {format}"));
        let facts = super::facts::in_words(schema);
        for what in format.chain(facts.into_iter().filter(|fact| !fact.starts_with("format "))) {
            self.remark(format!("the path's `{}` has {what}", parameter.name));
        }
    }

    fn query(&mut self, operation: &'a Operation, name: &str, style: Option<&'static str>) -> Vec<Field> {
        let version = self.from.known.text.version_parameter.clone();
        let mut fields = Vec::new();
        for parameter in Self::parameters_in(operation, In::Query) {
            if version.as_deref() == Some(&parameter.name) {
                continue;
            }
            let Some(field) = self.parameter(parameter, name) else { continue };
            if !style.is_some_and(|style| self.is_brought(style, &field)) {
                fields.push(field);
            }
        }
        let missing = style.map(|style| self.brought_beside(style, operation)).unwrap_or_default();
        for missing in missing {
            self.remark(format!("no query parameter `{missing}`"));
        }
        fields
    }

    fn headers(&mut self, operation: &'a Operation, name: &str) -> Vec<Field> {
        let mut fields: Vec<Field> = Vec::new();
        for parameter in Self::parameters_in(operation, In::Header) {
            let token = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
            let own = OWN_HEADERS.iter().any(|own| own.eq_ignore_ascii_case(&parameter.name));
            let twice = fields.iter().any(|field| field.name.eq_ignore_ascii_case(&parameter.name));
            if own || twice || !parameter.name.chars().all(token) {
                self.remark(format!("also the header {}", parameter.name));
                continue;
            }
            let Some(mut field) = self.parameter(parameter, name) else { continue };
            if matches!(field.ty, Ty::List(_) | Ty::Csv(_)) {
                (field.ty, field.facts) = (Ty::name("string"), Vec::new());
                field.remarks.push("the document: a list, with commas between".to_owned());
            }
            fields.push(field);
        }
        fields
    }

    /// A query or header parameter.
    fn parameter(&mut self, parameter: &'a Parameter, operation: &str) -> Option<Field> {
        let name = parameter.name.as_str();
        if name.is_empty() || name.trim() != name || name.chars().any(is_hidden) || name.ends_with('?') {
            self.remark(format!("also a parameter {name:?}"));
            return None;
        }
        let (made, remarks) = self.remarked(|types| {
            let ty = types.parameter_type(parameter, operation);
            let facts = types.facts(types.schema(parameter.schema), &ty);
            Field { name: name.to_owned(), required: parameter.required, ty, facts, remarks: Vec::new() }
        });
        Some(Field { remarks, ..made })
    }

    /// A scalar, or a list of scalars: nothing else can be sent as a parameter.
    fn parameter_type(&mut self, parameter: &'a Parameter, operation: &str) -> Ty {
        let schema = self.schema(parameter.schema);
        if schema.nullable {
            self.remark("or null");
        }
        let holder = Holder { name: operation, member: &parameter.name };
        match &schema.kind {
            Kind::List(item) if parameter.place == In::Query => {
                for fact in super::facts::in_words(self.schema(*item)) {
                    self.remark(format!("each item has {fact}"));
                }
                let inner = self.scalar(*item, holder);
                match parameter.style {
                    ListStyle::Commas => Ty::Csv(Box::new(inner)),
                    ListStyle::Repeated => Ty::list(inner),
                }
            }
            _ => self.scalar(parameter.schema, holder),
        }
    }

    fn scalar(&mut self, id: SchemaId, holder: Holder<'_>) -> Ty {
        let schema = self.schema(id);
        let what = match &schema.kind {
            Kind::Any => "any JSON",
            Kind::List(_) => "a list",
            Kind::Object(_) => "an object",
            Kind::Union(_) => "one of several types",
            Kind::Link | Kind::Links(_) => "a link",
            Kind::Enum(values) if !values.iter().all(|value| value.is_string()) => {
                let ty = self.bare(id, schema, holder);
                return if ty.is(&["json"]) { Ty::name("string") } else { ty };
            }
            _ => return self.bare(id, schema, holder),
        };
        self.remark(what);
        Ty::name("string")
    }

    fn body(&mut self, operation: &'a Operation, name: &str) -> Option<SentBody> {
        let body = operation.body.as_ref()?;
        if operation.method == Method::Get {
            self.remark("a body, which a GET request cannot have");
            return None;
        }
        let role = match operation.method {
            Method::Post => "new",
            Method::Delete => "ref",
            _ => "change",
        };
        let family = self.from.known.text.media.clone();
        let json = |media: &str| is_json(media);
        let own = body.content.iter().find(|(media, _)| essence(media) == family);
        let (media, schema) =
            own.or_else(|| body.content.iter().find(|(media, _)| json(media))).or(body.content.first())?;
        let (ty, remarks) = self.remarked(|types| {
            for (other, _) in body.content.iter().filter(|(other, _)| other != media) {
                types.remark(format!("also as {other}"));
            }
            types.sent(*schema, operation, name, role)
        });
        let mut remarks = remarks;
        let media = if is_json(media) && is_media_type(media) {
            (essence(media) != family).then(|| media.clone())
        } else {
            remarks.push(format!("the document: sent as {media}"));
            (!is_json(&family)).then(|| "application/json".to_owned())
        };
        Some(SentBody { ty, optional: !body.required, media, remarks })
    }

    fn sent(&mut self, schema: SchemaId, operation: &'a Operation, name: &str, role: &'static str) -> Ty {
        let thing = thing(&operation.path);
        let around = Around { thing: &thing, role: Some(role), operation: name };
        if let Some(enveloped) = self.envelope(schema, true) {
            return self.data(enveloped.data, around, false);
        }
        let member = if role == "new" { "new" } else { name };
        let own = self.schema(schema);
        if own.nullable {
            self.remark("the body may be null");
        }
        for fact in super::facts::in_words(own) {
            self.remark(format!("the body has {fact}"));
        }
        let holder =
            if member == "new" { Holder { name: "new", member: &thing } } else { Holder { name, member: &thing } };
        self.bare(schema, own, Holder { member: &format!("{}_{}", holder.name, holder.member), name: holder.name })
    }

    /// Whether a list in the envelope is paged with JSON:API's cursors.
    fn is_paged(&self, operation: &Operation) -> bool {
        self.from.known.is_enveloped()
            && operation.parameters.iter().any(|parameter| parameter.name == "starting_after")
    }

    fn returns(&mut self, operation: &'a Operation, name: &str, paged: bool) -> Vec<Returned> {
        let good = |answer: &&Answer| answer.status.starts_with('2') || answer.status == "303";
        let mut returns: Vec<Returned> = Vec::new();
        for answer in operation.answers.iter().filter(good) {
            if answer.status.chars().all(|c| c.is_ascii_digit()) {
                let (made, remarks) = self.remarked(|types| types.answer(answer, operation, name, paged));
                returns.push(Returned { remarks, ..made });
            } else {
                self.remark(format!("an answer {}", answer.status));
            }
        }
        for answer in
            operation.answers.iter().filter(|answer| answer.status.starts_with(['1', '3']) && answer.status != "303")
        {
            self.remark(format!("an answer {}", answer.status));
        }
        if returns.is_empty() {
            self.remark("no success answer");
            returns.push(Returned { status: "204".to_owned(), ..Returned::default() });
        }
        returns
    }

    fn answer(&mut self, answer: &'a Answer, operation: &'a Operation, name: &str, paged: bool) -> Returned {
        let mut returned = Returned { status: answer.status.clone(), ..Returned::default() };
        let Some((media, schema)) = answer.content.first() else { return returned };
        if matches!(answer.status.as_str(), "204" | "205") {
            self.remark("it has a body");
            return returned;
        }
        let class = self.from.classes.full(*schema);
        let one =
            answer.content.iter().all(|(other, schema)| is_json(other) && self.from.classes.full(*schema) == class);
        let medias: Vec<String> =
            answer.content.iter().map(|(media, _)| media.clone()).filter(|media| is_media_type(media)).collect();
        if answer.content.iter().any(|(media, _)| !is_media_type(media)) {
            self.remark(format!("media type {media:?}"));
        }
        let family = &self.from.known.text.media;
        if medias.iter().map(|media| essence(media)).ne([family.as_str()]) {
            returned.media = medias;
        }
        returned.schema = Some(*schema);
        if !one {
            self.remark("a type for each media type");
            returned.ty = Some(Ty::name("bytes"));
            return returned;
        }
        self.received(*schema, operation, name, paged, &mut returned);
        returned
    }

    fn received(
        &mut self,
        schema: SchemaId,
        operation: &'a Operation,
        name: &str,
        paged: bool,
        returned: &mut Returned,
    ) {
        let thing = thing(&operation.path);
        let around = Around { thing: &thing, role: None, operation: name };
        let Some(enveloped) = self.envelope(schema, false) else {
            let list = name.starts_with("list") || name.starts_with("search");
            let whole = if list { format!("{thing}_list") } else { thing.clone() };
            let ty = match &self.schema(schema).kind {
                Kind::List(item) => Ty::list(self.inner(*item, Holder { name, member: &thing }, "each item")),
                _ => self.inner(schema, Holder { name, member: &whole }, "the answer"),
            };
            returned.ty = Some(ty);
            return;
        };
        returned.ty = Some(self.data(enveloped.data, around, paged));
        if let Some(meta) = enveloped.meta {
            returned.meta = Some(self.inner(meta.schema, Holder { name, member: "meta" }, "`meta`"));
        }
        if let Some(included) = enveloped.included {
            returned.included = match &self.schema(included.schema).kind {
                Kind::List(item) => Some(self.included(*item, name)),
                _ => {
                    self.remark("`included` is no list");
                    None
                }
            };
        }
    }

    fn included(&mut self, item: SchemaId, name: &str) -> Ty {
        let around = Around { thing: "included", role: None, operation: name };
        let resource = self.resource(item, around, false);
        resource.unwrap_or_else(|| self.inner(item, Holder { name, member: "included" }, "each of `included`"))
    }

    /// The statuses of errors. What they hold is said of the family as a whole.
    fn errors(&mut self, operation: &Operation) -> Vec<u16> {
        let mut statuses = Vec::new();
        for error in &operation.errors {
            match error.status.parse() {
                Ok(status) => statuses.push(status),
                Err(_) => self.remark(format!("errors {}", error.status)),
            }
        }
        statuses.sort_unstable();
        statuses
    }

    /// A caller gets one type, so what comes with another status and another type is told of, and no more.
    fn settle_answers(&mut self, returns: &mut [Returned]) {
        let Some(first) = returns.iter().find(|returned| returned.ty.is_some()).cloned() else { return };
        for other in returns.iter_mut().filter(|other| other.ty.is_some()) {
            let same = (&other.ty, &other.meta, &other.included) == (&first.ty, &first.meta, &first.included);
            if !same {
                let remarks = vec!["the document: a body of another type".to_owned()];
                *other = Returned { status: other.status.clone(), remarks, ..Returned::default() };
            }
        }
    }

    /// Says how a list is paged, and which style brings its parameters.
    fn paging(&mut self, operation: &'a Operation, drafted: &mut Drafted) -> Option<&'static str> {
        let ty = drafted.returns.iter().find_map(|returned| returned.ty.as_ref());
        if matches!(ty, Some(Ty::Page(_))) {
            return Some("cursor");
        }
        let has = |name: &str| {
            operation.parameters.iter().any(|parameter| parameter.place == In::Query && parameter.name == name)
        };
        let style = match () {
            () if has("starting_after") => "cursor",
            () if has("cursor") && has("size") => "cursor_size",
            () if has("offset") && has("limit") => "offset",
            () if has("page") && has("perPage") => "page",
            () => return None,
        };
        let schema =
            drafted.returns.iter().find(|returned| returned.ty.is_some()).and_then(|returned| returned.schema)?;
        let Some(items) = self.lists(schema) else {
            self.remark("it is paged, and no single member holds the items");
            return None;
        };
        let mut entries = vec![Entry::text("style", style), Entry::text("items", items)];
        if self.total(schema) {
            entries.push(Entry::text("total", "total"));
        }
        if self.leads_on(schema) {
            entries.push(Entry::new("next", Yaml::List(vec![Yaml::Text("body links.next".to_owned())])));
        }
        drafted.paging = Some(Yaml::Short(entries));
        Some(style)
    }

    /// The way to the one list of a body.
    fn lists(&self, id: SchemaId) -> Option<String> {
        let Kind::Object(object) = &self.schema(id).kind else { return None };
        let is_list = |id: SchemaId| matches!(self.schema(id).kind, Kind::List(_));
        let own: Vec<&str> = object
            .members
            .iter()
            .filter(|member| is_list(member.schema) && member.name != "included")
            .map(|member| member.name.as_str())
            .collect();
        let plain = |name: &str| !name.contains('.') && !name.ends_with('?');
        match own.as_slice() {
            [only] => plain(only).then(|| (*only).to_owned()),
            [] => {
                let deeper: Vec<String> = object
                    .members
                    .iter()
                    .filter(|member| member.name == "data" || member.name == "attributes")
                    .filter_map(|member| self.lists(member.schema).map(|rest| format!("{}.{rest}", member.name)))
                    .collect();
                deeper.into_iter().next()
            }
            _ => None,
        }
    }

    fn total(&self, id: SchemaId) -> bool {
        let Kind::Object(object) = &self.schema(id).kind else { return false };
        object
            .members
            .iter()
            .any(|member| member.name == "total" && matches!(self.schema(member.schema).kind, Kind::Int | Kind::Number))
    }

    fn leads_on(&self, id: SchemaId) -> bool {
        let member = |id: SchemaId, name: &str| match &self.schema(id).kind {
            Kind::Object(object) => {
                object.members.iter().find(|member| member.name == name).map(|member| member.schema)
            }
            _ => None,
        };
        let next = member(id, "links").and_then(|links| member(links, "next"));
        next.is_some_and(|next| matches!(self.schema(next).kind, Kind::String | Kind::Link))
    }

    /// Whether a paging style brings just this parameter.
    fn is_brought(&self, style: &str, field: &Field) -> bool {
        let Some(brought) = self.from.known.text.pages.get(style) else { return false };
        let key = if field.required { field.name.clone() } else { format!("{}?", field.name) };
        let Some(text) = brought.get(&key) else { return false };
        let facts = match text {
            ShortOr::Short(_) => Vec::new(),
            ShortOr::Long(long) => {
                let number = |key, value: Option<i64>| value.map(|value| (key, Yaml::Plain(value.to_string())));
                let default = long.default.as_ref().map(|default| ("default", Yaml::Plain(default.to_string())));
                let format = long.format.clone().map(|format| ("format", Yaml::Text(format)));
                [number("min", long.min), number("max", long.max), number("step", long.step), default, format]
                    .into_iter()
                    .flatten()
                    .collect()
            }
        };
        matches!(&field.ty, Ty::Name(name) if name == type_text(text)) && facts == field.facts
    }

    /// Parameters that a paging style brings although the document has them not.
    fn brought_beside(&self, style: &str, operation: &Operation) -> Vec<String> {
        let Some(brought) = self.from.known.text.pages.get(style) else { return Vec::new() };
        let names = brought.keys().map(|key| key.trim_end_matches('?'));
        let lacks = |name: &&str| operation.parameters.iter().all(|parameter| parameter.name != **name);
        names.filter(lacks).map(str::to_owned).collect()
    }

    fn lifecycle(&mut self, operation: &Operation, drafted: &mut Drafted) {
        drafted.deprecated = operation.deprecated;
        match &operation.sunset {
            Some(date) if is_date(date) => drafted.sunset = Some(date.clone()),
            Some(other) => self.remark(format!("it ends at {other}")),
            None => {}
        }
        if self.from.known.text.version_parameter.is_some() {
            drafted.version = self.version(operation);
        } else if let Some(version) = &operation.version {
            self.remark(format!("version {version}"));
        }
    }

    fn version(&mut self, operation: &Operation) -> Option<String> {
        let text = operation.version.as_deref()?;
        let (date, tail) = text.split_once('~').map_or((text, None), |(date, tail)| (date, Some(tail)));
        let tail = tail.or(match operation.stability {
            Some(Stability::Beta) => Some("beta"),
            Some(Stability::Experimental) => Some("experimental"),
            _ => None,
        });
        match tail {
            _ if !is_date(date) => {}
            None => return Some(date.to_owned()),
            Some("beta" | "experimental") => return Some(format!("{date}~{}", tail.unwrap_or_default())),
            Some(_) => {}
        }
        self.remark(format!("version {text}"));
        None
    }
}

fn essence(media: &str) -> &str {
    media.split(';').next().unwrap_or_default().trim_end()
}

fn is_json(media: &str) -> bool {
    crate::lower::is_json(media)
}

fn is_media_type(media: &str) -> bool {
    crate::lower::is_media_type(media)
}
