//! Areas and their operations.

use super::members::Written;
use super::place::{Part, Place};
use super::types::Owner;
use super::{Lower, Scope, did_you_mean};
use crate::diagnostic::Rule;
use crate::document::load::AreaDocument;
use crate::document::short::ShortOr;
use crate::document::{EffectText, FamilyText, Map, MemberText, OperationText};
use crate::model::{
    Area, Body, Effect, Examples, FamilyId, Ident, Method, Operation, Paging, Parameter, PathTemplate, Permission,
    Segment, Type,
};

/// What an operation is lowered in.
#[derive(Clone, Copy)]
pub(super) struct Context<'t> {
    pub(super) index: usize,
    pub(super) document: &'t AreaDocument,
    pub(super) family_text: Option<&'t FamilyText>,
}

impl<'a> Lower<'a> {
    /// Every area, in the order of families and files.
    pub(super) fn areas(&mut self) -> Vec<Area> {
        let documents = self.documents;
        documents.areas.iter().enumerate().map(|(index, document)| self.area(index, document)).collect()
    }

    fn area(&mut self, index: usize, document: &'a AreaDocument) -> Area {
        let place = Place::file(document.file);
        let content = &document.content;
        let family = self.families.iter().position(|family| family.key == document.family).map(FamilyId);
        let known = self.report.is_whole("spec/api.yaml");
        if family.is_none() && known {
            let message = format!("spec/api.yaml has no family `{}`", document.family);
            let help = "put the file into the folder of a family, or describe the family there";
            self.report.add(Rule::UnknownFamily, &place, Part::Key, message, help);
        }
        self.snake_case(&document.key, &place, "an area, which its file's name gives");
        let api = self.documents.api.as_ref();
        let family_text = api.and_then(|(_, api)| api.families.get(&document.family));
        let context = Context { index, document, family_text };
        let operations: Vec<Operation> =
            content.operations.iter().map(|(key, text)| self.operation(key, text, context)).collect();
        self.unused_area_path(context, &operations);
        let is_default = family_text.is_some_and(|family| family.default);
        let prefix = if is_default { String::new() } else { format!("{}-", document.family) };
        Area {
            family: family.unwrap_or(FamilyId(0)),
            key: document.key.clone(),
            ident: Ident::module(&document.key),
            handle: Ident::ty(&document.key),
            feature: format!("{prefix}{}", document.key.replace('_', "-")),
            file: self.documents.files[document.file.0].path.clone(),
            docs: self.docs(&content.docs, &place.key("docs")),
            page: self.page(&content.page, &place.key("page")),
            operations,
        }
    }

    fn operation(&mut self, key: &str, text: &'a OperationText, context: Context<'a>) -> Operation {
        let place = Place::file(context.document.file).key("operations").key(key);
        self.snake_case(key, &place, "an operation");
        let name = format!("{}.{}.{key}", context.document.family, context.document.key);
        self.origins.operations.insert(name.clone(), place.clone());
        let (method, path) = self.http(&text.http, &place.key("http"));
        let path_parameters = self.path_parameters(text, &path, context, &place, key);
        let paging = self.operation_paging(text, context, &place);
        let mut query = self.page_parameters(paging.as_ref(), text, context, key);
        query.extend(self.parameters(&text.query, &place.key("query"), context, key, true));
        let headers = self.parameters(&text.headers, &place.key("headers"), context, key, false);
        let body = self.body(text, method, context, &place, key);
        self.argument_clashes(&path_parameters, &query, &headers, body.as_ref(), &place);
        Operation {
            key: key.to_owned(),
            name,
            method_ident: Ident::field(key),
            request_ident: Ident::ty(key),
            const_ident: Ident::constant(key),
            method,
            path,
            docs: self.docs(&text.docs, &place.key("docs")),
            page: match &text.page {
                Some(page) => self.page(page, &place.key("page")),
                None => context.document.content.page.clone(),
            },
            permissions: self.operation_permissions(&text.permissions, &place.key("permissions")),
            path_parameters,
            query,
            headers,
            body,
            answers: self.answers(&text.returns, context, &place.key("returns"), key),
            errors: self.errors(&text.errors, &place.key("errors")),
            notes: self.notes(&text.notes, &place.key("notes")),
            limits: self.limits(&text.limits, &place.key("limits")),
            regions: self.regions_of(&text.regions, &place.key("regions")),
            effect: effect(text.effect, method),
            version: self.version(text.version.as_deref(), context, &place),
            deprecated: text.deprecated.as_ref().map(|text| self.ending(text, &place.key("deprecated"))),
            sunset: text.sunset.as_deref().map(|date| self.date(date, &place.key("sunset"))),
            retired: text.retired.as_ref().map(|text| self.ending(text, &place.key("retired"))),
            paging,
            poll: text.poll.as_ref().map(|text| self.poll(text, &place.key("poll"))),
            examples: Examples::default(),
        }
    }

    /// Method and path.
    fn http(&self, text: &str, place: &Place) -> (Method, PathTemplate) {
        let help = "write method and path, `GET /orgs/{org_id}/projects`";
        let (word, path) = text.split_once(' ').unwrap_or((text, ""));
        let method = match word {
            "GET" => Some(Method::Get),
            "POST" => Some(Method::Post),
            "PUT" => Some(Method::Put),
            "PATCH" => Some(Method::Patch),
            "DELETE" => Some(Method::Delete),
            _ => None,
        };
        if method.is_none() {
            let message = format!("`{word}` is no method: it is GET, POST, PUT, PATCH or DELETE");
            self.report.add(Rule::BadHttp, place, Part::Within(0, word.chars().count().max(1)), message, help);
        }
        let offset = word.chars().count() + 1;
        if !path.starts_with('/') {
            let part = Part::Within(offset, path.chars().count().max(1));
            self.report.add(Rule::BadHttp, place, part, "the path must begin with a slash", help);
        }
        (method.unwrap_or(Method::Get), self.path_template(path, offset, place))
    }

    fn path_template(&self, path: &str, offset: usize, place: &Place) -> PathTemplate {
        let mut segments = Vec::new();
        let mut holes: Vec<&str> = Vec::new();
        let mut at = offset;
        for (index, segment) in path.split('/').enumerate() {
            let width = segment.chars().count();
            let hole = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
            let literal =
                !segment.is_empty() && segment.chars().all(|c| c.is_ascii_alphanumeric() || "-._~".contains(c));
            let problem = match hole {
                _ if index == 0 => None,
                Some(name) if holes.contains(&name) => Some(format!("the hole `{{{name}}}` stands here a second time")),
                Some(name) if !name.is_empty() && !name.contains(['{', '}']) => {
                    segments.push(Segment::Parameter(holes.len()));
                    holes.push(name);
                    None
                }
                None if literal && segment != "." && segment != ".." => {
                    segments.push(Segment::Literal(segment.to_owned()));
                    None
                }
                _ => Some(format!("`{segment}` is no part of a path")),
            };
            if let Some(message) = problem {
                let help =
                    "between two slashes stands either plain text or one `{name}`; a query belongs under `query`";
                self.report.add(Rule::BadHttp, place, Part::Within(at, width.max(1)), message, help);
            }
            at += width + 1;
        }
        PathTemplate { text: path.to_owned(), segments }
    }

    /// Types for the holes of a path: from the operation, the file, or the family.
    fn path_parameters(
        &mut self,
        text: &'a OperationText,
        path: &PathTemplate,
        context: Context<'a>,
        place: &Place,
        key: &str,
    ) -> Vec<Parameter> {
        let holes: Vec<&str> = holes(&path.text).collect();
        let mut parameters = Vec::new();
        for hole in &holes {
            let Some((texts, texts_place, scope)) = self.find_path(hole, text, context, place) else {
                self.untyped_hole(hole, text, context, place);
                continue;
            };
            let Some((name, member)) = texts.get_key_value(*hole) else { continue };
            let written = self.written(name, member, &texts_place);
            let owner = Owner { scope, name: key, member: hole };
            parameters.extend(self.parameter(written, owner, false));
        }
        for name in text.path.keys().filter(|name| !holes.contains(&name.as_str())) {
            let message = format!("the path has no hole `{{{name}}}`");
            let help = match name.strip_suffix('?') {
                Some(name) => format!("a path parameter can't be left out: write `{name}` without the question mark"),
                None => format!("remove it, or write `{{{name}}}` into the path"),
            };
            self.report.add(Rule::PathParameter, &place.key("path").key(name), Part::Key, message, help);
        }
        parameters
    }

    /// Where a hole has its type.
    fn find_path(
        &self,
        hole: &str,
        text: &'a OperationText,
        context: Context<'a>,
        place: &Place,
    ) -> Option<(&'a Map<ShortOr<MemberText>>, Place, Scope)> {
        let area = Scope::Area(context.index);
        if text.path.contains_key(hole) {
            return Some((&text.path, place.key("path"), area));
        }
        let content = &context.document.content;
        if content.path.contains_key(hole) {
            return Some((&content.path, Place::file(context.document.file).key("path"), area));
        }
        let family = context.family_text.filter(|family| family.path.contains_key(hole))?;
        let (file, _) = self.documents.api.as_ref()?;
        let place = Place::file(*file).key("families").key(&context.document.family).key("path");
        Some((&family.path, place, Scope::Shared))
    }

    fn untyped_hole(&self, hole: &str, text: &OperationText, context: Context<'_>, place: &Place) {
        if !self.report.is_whole("spec/api.yaml") {
            return;
        }
        let before = text.http.split(&format!("{{{hole}}}")).next().unwrap_or_default().chars().count();
        let known = context.family_text.into_iter().flat_map(|family| family.path.keys().map(String::as_str));
        let rest = format!(
            "write `path: {{{hole}: TYPE -- what it is}}` in the operation, or add it for the family in spec/api.yaml"
        );
        let help = did_you_mean(hole, known, &rest);
        let part = Part::Within(before, hole.chars().count() + 2);
        let message = format!("the path parameter `{hole}` has no type");
        self.report.add(Rule::PathParameter, &place.key("http"), part, message, help);
    }

    fn unused_area_path(&self, context: Context<'_>, operations: &[Operation]) {
        let whole = self.report.is_whole(&self.documents.files[context.document.file.0].path);
        for name in context.document.content.path.keys() {
            let used = operations.iter().any(|operation| holes(&operation.path.text).any(|hole| hole == name));
            if !used && whole {
                let place = Place::file(context.document.file).key("path").key(name);
                let message = format!("no path of this file has a hole `{{{name}}}`");
                self.report.add(Rule::PathParameter, &place, Part::Key, message, "remove it, or correct its name");
            }
        }
    }

    fn parameters(
        &mut self,
        texts: &'a Map<ShortOr<MemberText>>,
        place: &Place,
        context: Context<'_>,
        key: &str,
        lists: bool,
    ) -> Vec<Parameter> {
        let mut parameters = Vec::new();
        for (name, text) in texts {
            let written: Written<'_> = self.written(name, text, place);
            let member = written.name;
            let version = context.family_text.and_then(|family| family.version_parameter.as_deref());
            if lists && version == Some(member) {
                let help = "remove it: `version` of the file or the operation says what is sent";
                let message = format!("`{member}` is sent by the client itself");
                self.report.add(Rule::NameClash, &written.place, Part::Key, message, help);
            }
            if !lists && is_own_header(member) {
                let help = "remove it: the client sets it from credentials and media types";
                let message = format!("`{member}` is sent by the client itself");
                self.report.add(Rule::NameClash, &written.place, Part::Key, message, help);
            }
            let owner = Owner { scope: Scope::Area(context.index), name: key, member };
            parameters.extend(self.parameter(written, owner, lists));
        }
        parameters
    }

    /// The query parameters that the paging style brings, unless the operation has its own of that name.
    fn page_parameters(
        &mut self,
        paging: Option<&Paging>,
        text: &OperationText,
        context: Context<'a>,
        key: &str,
    ) -> Vec<Parameter> {
        let api = self.documents.api.as_ref();
        let (Some(paging), Some(family), Some((file, _))) = (paging, context.family_text, api) else {
            return Vec::new();
        };
        let style = paging.style.as_str();
        let Some(texts) = family.pages.get(style) else { return Vec::new() };
        let place = Place::file(*file).key("families").key(&context.document.family).key("pages").key(style);
        let own = |name: &str| text.query.keys().any(|key| key.trim_end_matches('?') == name.trim_end_matches('?'));
        let mut parameters = Vec::new();
        for (name, member) in texts.iter().filter(|(name, _)| !own(name)) {
            let written = self.written(name, member, &place);
            let owner = Owner { scope: Scope::Shared, name: key, member: written.name };
            parameters.extend(self.parameter(written, owner, true));
        }
        parameters
    }

    fn body(
        &mut self,
        text: &'a OperationText,
        method: Method,
        context: Context<'_>,
        place: &Place,
        key: &str,
    ) -> Option<Body> {
        let body = text.body.as_ref()?;
        let place = place.key("body");
        let (ty_text, ty_place, required, media, docs) = match body {
            ShortOr::Short(ty) => (ty, place.clone(), true, None, None),
            ShortOr::Long(long) => {
                (&long.ty, place.key("type"), !long.optional, long.media.clone(), long.docs.as_ref())
            }
        };
        if method == Method::Get {
            let help = "check the method, or move the members to `query`";
            self.report.add(Rule::BadBody, &place, Part::Key, "a GET request has no body", help);
        }
        let owner = Owner { scope: Scope::Area(context.index), name: key, member: "body" };
        let (ty, envelope) = self.travelling(ty_text, &ty_place, owner)?;
        if matches!(ty, Type::Nullable(_)) {
            let help = "write `{type: …, optional: true}` for a body that may be left out";
            self.report.add(Rule::BadBody, &ty_place, Part::Value, "a request body is not null", help);
        }
        let media = media.or_else(|| context.family_text.map(|family| family.media.clone())).unwrap_or_default();
        let docs = docs.map(|docs| self.docs(docs, &place.key("docs")));
        Some(Body { ty, required, media, docs, envelope })
    }

    /// Arguments of the method, and setters of the request, must differ among themselves.
    fn argument_clashes(
        &self,
        path: &[Parameter],
        query: &[Parameter],
        headers: &[Parameter],
        body: Option<&Body>,
        place: &Place,
    ) {
        let required = |parameter: &&Parameter| parameter.required;
        let named = |place: Place| move |parameter| (parameter, place.clone());
        let all = || {
            let path = path.iter().map(named(place.key("path")));
            path.chain(query.iter().map(named(place.key("query"))))
                .chain(headers.iter().map(named(place.key("headers"))))
        };
        for needed in [true, false] {
            let body = body.filter(|body| body.required == needed).map(|_| "body");
            let mut seen: Vec<(&str, &str)> = body.map(|body| (body, "the body")).into_iter().collect();
            for (parameter, place) in all().filter(|(parameter, _)| required(parameter) == needed) {
                let ident = parameter.ident.as_str();
                if let Some((_, other)) = seen.iter().find(|(known, _)| *known == ident) {
                    let message = format!("`{}` and `{other}` have the same name in Rust, `{ident}`", parameter.name);
                    let help = "give one of them the long form with `rust: other_name`";
                    let key = if needed { parameter.name.clone() } else { format!("{}?", parameter.name) };
                    self.report.add(Rule::NameClash, &place.key(&key), Part::Key, message, help);
                }
                seen.push((ident, &parameter.name));
            }
        }
    }

    fn operation_permissions(&self, text: &ShortOr<Vec<String>>, place: &Place) -> Vec<Permission> {
        let keys = match text {
            ShortOr::Long(keys) => keys,
            ShortOr::Short(word) if word == "none" => return Vec::new(),
            ShortOr::Short(_) => {
                let help = "write a list, `[org.read]`, or `none` where the docs name none";
                self.report.add(Rule::WrongShape, place, Part::Value, "this is no list of permissions", help);
                return Vec::new();
            }
        };
        if keys.is_empty() {
            let help = "write `none` where the docs name none";
            self.report.add(Rule::WrongShape, place, Part::Key, "this list is empty", help);
        }
        let mut permissions: Vec<Permission> = Vec::new();
        for (index, key) in keys.iter().enumerate() {
            let place = place.item(index);
            match self.permissions.get(key) {
                Some(known) if permissions.contains(known) => {
                    let message = format!("the permission `{key}` stands here a second time");
                    self.report.add(Rule::DuplicateKey, &place, Part::Value, message, "remove one of them");
                }
                Some(known) => permissions.push(known.clone()),
                None if self.report.is_whole("spec/permissions.yaml") => {
                    let known = self.permissions.keys().map(String::as_str);
                    let by_name = self.permissions.values().find(|known| known.name == *key);
                    let help = match by_name {
                        Some(known) => format!("that is the name of `{}`: write the key", known.key),
                        None => did_you_mean(
                            key,
                            known,
                            "add it to spec/permissions.yaml with the name that the product shows",
                        ),
                    };
                    let message = format!("there is no permission `{key}`");
                    self.report.add(Rule::UnknownPermission, &place, Part::Value, message, help);
                }
                None => {}
            }
        }
        permissions
    }

    fn notes(&self, texts: &[String], place: &Place) -> Vec<String> {
        texts.iter().enumerate().map(|(index, text)| self.docs(text, &place.item(index))).collect()
    }

    fn regions_of(&self, keys: &[String], place: &Place) -> Vec<usize> {
        let mut regions = Vec::new();
        for (index, key) in keys.iter().enumerate() {
            match self.regions.iter().position(|region| region.key == *key) {
                Some(region) => regions.push(region),
                None if self.report.is_whole("spec/api.yaml") => {
                    let known = self.regions.iter().map(|region| region.key.as_str());
                    let help = did_you_mean(key, known, "the regions are in spec/api.yaml");
                    let message = format!("there is no region `{key}`");
                    self.report.add(Rule::UnknownRegion, &place.item(index), Part::Value, message, help);
                }
                None => {}
            }
        }
        regions
    }

    pub(super) fn snake_case(&self, name: &str, place: &Place, what: &str) {
        let fine = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if !fine {
            let help = format!("write `{}`", Ident::module(name).as_str().trim_end_matches('_'));
            let message = format!("`{name}` is no name for {what}: it is not in snake_case");
            self.report.add(Rule::BadName, place, Part::Key, message, help);
        }
    }
}

/// The names in the holes of a path.
fn holes(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}')).filter(|name| !name.is_empty())
}

/// Whether the client sets a header from what it knows itself.
fn is_own_header(name: &str) -> bool {
    ["authorization", "accept", "content-type", "content-length", "host", "user-agent"]
        .iter()
        .any(|own| name.eq_ignore_ascii_case(own))
}

fn effect(text: Option<EffectText>, method: Method) -> Effect {
    match (text, method) {
        (Some(EffectText::Read), _) | (None, Method::Get) => Effect::Read,
        (Some(EffectText::Create), _) | (None, Method::Post) => Effect::Create,
        (Some(EffectText::Write), _) | (None, _) => Effect::Write,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_whole_segments_with_a_name() {
        assert_eq!(holes("/a/{b}/c/{d}/{}").collect::<Vec<_>>(), ["b", "d"]);
    }
}
