//! Areas and their operations.

use std::collections::{HashMap, HashSet};

use super::grammar::is_date;
use super::members::{QUESTION_MARK, Written};
use super::place::{Part, Place};
use super::types::Owner;
use super::{Lower, Scope, is_token};
use crate::diagnostic::{Rule, listed};
use crate::document::load::AreaDocument;
use crate::document::short::ShortOr;
use crate::document::{EffectText, FamilyText, Map, MemberText, OperationText};
use crate::model::{
    Area, Body, Effect, Examples, Facts, FamilyId, Ident, ListStyle, Method, Operation, Paging, PagingStyle, Parameter,
    PathTemplate, Permission, Segment, Type,
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
        let areas: Vec<Area> =
            documents.areas.iter().enumerate().map(|(index, document)| self.area(index, document)).collect();
        let mut features: HashMap<&str, &str> =
            FEATURES.iter().map(|feature| (*feature, "the client itself")).collect();
        for (area, document) in areas.iter().zip(&documents.areas) {
            if let Some(other) = features.insert(&area.feature, &area.file) {
                let message = format!("the cargo feature of this area, `{}`, is one of {other} already", area.feature);
                let place = Place::file(document.file);
                self.report.add(Rule::NameClash, &place, Part::Key, message, "give the file another name");
            }
        }
        areas
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
        self.operation_clashes(&operations, &place.key("operations"));
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
        let faults = self.report.count();
        let (method, path) = self.http(&text.http, &place.key("http"));
        let path_parameters = self.path_parameters(text, &path, context, &place, key);
        let paging = self.operation_paging(text, context, &place);
        let mut query = self.page_parameters(paging.as_ref(), text, context);
        query.extend(self.parameters(&text.query, &place.key("query"), context, key, true));
        let headers = self.parameters(&text.headers, &place.key("headers"), context, key, false);
        let body = self.body(text, method, context, &place, key);
        let answers = self.answers(&text.returns, context, &place.key("returns"), key);
        if self.report.count() > faults {
            self.origins.faulty.insert(name.clone());
        }
        self.sunset_follows(text, &place);
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
            answers,
            errors: self.errors(&text.errors, &place.key("errors")),
            error_statuses: self.error_statuses(text, context, &place),
            notes: self.notes(&text.notes, &place.key("notes")),
            limits: self.limits(&text.limits, &place.key("limits")),
            regions: self.regions_of(&text.regions, &place.key("regions")),
            customers: text.customers.as_ref().map(|docs| self.docs(docs, &place.key("customers"))),
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
        (method.unwrap_or(Method::Post), self.path_template(path, offset, place))
    }

    fn path_template(&self, path: &str, offset: usize, place: &Place) -> PathTemplate {
        let mut segments = Vec::new();
        let mut holes: Vec<&str> = Vec::new();
        let mut at = offset;
        for (index, segment) in path.split('/').enumerate() {
            let width = segment.chars().count();
            let hole = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).filter(|name| is_hole(name));
            let literal =
                !segment.is_empty() && segment.chars().all(|c| c.is_ascii_alphanumeric() || "-._~".contains(c));
            let problem = match hole {
                _ if index == 0 => None,
                Some(name) if holes.contains(&name) => Some(format!("the hole `{{{name}}}` stands here a second time")),
                Some(name) => {
                    segments.push(Segment::Parameter(holes.len()));
                    holes.push(name);
                    None
                }
                None if literal && segment != "." && segment != ".." => {
                    segments.push(Segment::Literal(segment.to_owned()));
                    None
                }
                None if segment.is_empty() && path.len() > 1 => Some("a slash with nothing behind it".to_owned()),
                None if segment.is_empty() => Some("this path leads nowhere".to_owned()),
                None => Some(format!("`{segment}` is no part of a path")),
            };
            if let Some(message) = problem {
                let help =
                    "between two slashes stands either plain text or one `{name}`; a query belongs under `query`";
                let at = if segment.is_empty() { at - 1 } else { at };
                self.report.add(Rule::BadHttp, place, Part::Within(at, width.max(1)), message, help);
            }
            at += width + 1;
        }
        PathTemplate { text: path.to_owned(), segments }
    }

    /// The types of path parameters that are said once for a family, or for a file.
    pub(super) fn define_paths(&mut self) {
        let documents = self.documents;
        if let Some((file, api)) = &documents.api {
            for (family, text) in &api.families {
                let place = Place::file(*file).key("families").key(family).key("path");
                let parameters = self.path_texts(&text.path, &place, Scope::Shared, family);
                self.paths.insert(family.clone(), parameters);
                for (style, texts) in &text.pages {
                    let place = Place::file(*file).key("families").key(family).key("pages").key(style);
                    let parameters = self.page_texts(style, texts, &place);
                    self.pages.insert((family, style), parameters);
                }
            }
        }
        for (index, area) in documents.areas.iter().enumerate() {
            let place = Place::file(area.file).key("path");
            let parameters = self.path_texts(&area.content.path, &place, Scope::Area(index), &area.key);
            self.paths.insert(documents.files[area.file.0].path.clone(), parameters);
        }
    }

    fn page_texts(&mut self, style: &str, texts: &'a Map<ShortOr<MemberText>>, place: &Place) -> Vec<Parameter> {
        if PagingStyle::ALL.iter().all(|known| known.as_str() != style) {
            let known = PagingStyle::ALL.iter().map(|style| style.as_str());
            let help = self.report.did_you_mean(style, known.clone(), &format!("write one of {}", listed(known)));
            self.report.add(Rule::BadPaging, place, Part::Key, format!("`{style}` is no paging style"), help);
        }
        let mut parameters = Vec::new();
        for (name, text) in texts {
            let written = self.written(name, text, place);
            let owner = Owner { scope: Scope::Shared, name: style, member: written.name };
            parameters.push(self.parameter(written, owner, true));
        }
        parameters
    }

    fn path_texts(
        &mut self,
        texts: &'a Map<ShortOr<MemberText>>,
        place: &Place,
        scope: Scope,
        owner: &str,
    ) -> HashMap<String, Parameter> {
        let mut parameters = HashMap::new();
        for (name, text) in texts {
            let written = self.written(name, text, place);
            if !written.required {
                let help = format!("write `{}` without the question mark", written.name);
                let message = "a path parameter can't be left out";
                self.report.add(Rule::PathParameter, &written.place, Part::Key, message, help);
            }
            let owner = Owner { scope, name: owner, member: written.name };
            let parameter = self.parameter(written, owner, false);
            parameters.insert(parameter.name.clone(), parameter);
        }
        parameters
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
        let mut own = self.path_texts(&text.path, &place.key("path"), Scope::Area(context.index), key);
        let mut parameters = Vec::new();
        let mut seen: HashSet<&str> = HashSet::new();
        for hole in holes(&path.text).filter(|hole| seen.insert(hole)) {
            let common = [&self.documents.files[context.document.file.0].path, &context.document.family];
            let common = || common.iter().find_map(|home| self.paths.get(*home)?.get(hole)).cloned();
            let parameter = own.remove(hole).or_else(common);
            parameters.push(parameter.unwrap_or_else(|| self.untyped_hole(hole, text, context, place)));
        }
        for key in text.path.keys() {
            let name = key.trim_end_matches('?');
            if own.contains_key(name) {
                let message = format!("the path has no hole `{{{name}}}`");
                let help = format!("remove it, or write `{{{name}}}` into the path");
                self.report.add(Rule::PathParameter, &place.key("path").key(key), Part::Key, message, help);
            }
        }
        parameters
    }

    /// Reports a hole without a type; what comes back takes any value, so that it is no fault of the examples too.
    fn untyped_hole(&self, hole: &str, text: &OperationText, context: Context<'_>, place: &Place) -> Parameter {
        if self.report.is_whole("spec/api.yaml") {
            self.report_untyped_hole(hole, text, context, place);
        }
        Parameter {
            name: hole.to_owned(),
            ident: Ident::field(hole),
            docs: String::new(),
            ty: Type::Json,
            required: true,
            style: ListStyle::Repeated,
            facts: Facts::default(),
        }
    }

    fn report_untyped_hole(&self, hole: &str, text: &OperationText, context: Context<'_>, place: &Place) {
        let before = text.http.split(&format!("{{{hole}}}")).next().unwrap_or_default().chars().count();
        let known = context.family_text.into_iter().flat_map(|family| family.path.keys().map(String::as_str));
        let rest = format!(
            "write `path: {{{hole}: TYPE -- what it is}}` in the operation, or add it for the family in spec/api.yaml"
        );
        let help = self.report.did_you_mean(hole, known, &rest);
        let part = Part::Within(before, hole.chars().count() + 2);
        let message = format!("the path parameter `{hole}` has no type");
        self.report.add(Rule::PathParameter, &place.key("http"), part, message, help);
    }

    fn unused_area_path(&self, context: Context<'_>, operations: &[Operation]) {
        let whole = self.report.is_whole(&self.documents.files[context.document.file.0].path);
        let used: HashSet<&str> = operations.iter().flat_map(|operation| holes(&operation.path.text)).collect();
        for name in context.document.content.path.keys() {
            if !used.contains(name.as_str()) && !name.ends_with('?') && whole {
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
        let mut seen: HashSet<String> = HashSet::new();
        for (name, text) in texts {
            let written: Written<'_> = self.written(name, text, place);
            let member = written.name;
            // Names of headers are the same in small letters and in capitals.
            if !seen.insert(if lists { member.to_owned() } else { member.to_ascii_lowercase() }) {
                let how = if lists { QUESTION_MARK } else { "perhaps in other letters or with a question mark" };
                self.twice(&written, how);
            }
            self.parameter_name(member, &written.place, context, lists);
            let owner = Owner { scope: Scope::Area(context.index), name: key, member };
            parameters.push(self.parameter(written, owner, lists));
        }
        parameters
    }

    /// Reports names that the client sends itself, and headers that are none.
    fn parameter_name(&self, name: &str, place: &Place, context: Context<'_>, query: bool) {
        let version = context.family_text.and_then(|family| family.version_parameter.as_deref());
        let message = format!("`{name}` is sent by the client itself");
        if query && version == Some(name) {
            let help = "remove it: `version` of the file or the operation says what is sent";
            self.report.add(Rule::NameClash, place, Part::Key, message, help);
        } else if !query && is_own_header(name) {
            let help = "remove it: the client and its transport set it";
            self.report.add(Rule::NameClash, place, Part::Key, message, help);
        } else if !query && !is_token(name) && !name.is_empty() {
            let message = format!("`{name}` is no name for a header");
            let help = "write letters, digits and hyphens, such as `X-Request-Id`";
            self.report.add(Rule::BadName, place, Part::Key, message, help);
        }
    }

    /// The query parameters that the paging style brings, unless the operation has its own of that name.
    fn page_parameters(&self, paging: Option<&Paging>, text: &OperationText, context: Context<'a>) -> Vec<Parameter> {
        let own = |name: &str| text.query.keys().any(|key| key.trim_end_matches('?') == name);
        let brought =
            paging.and_then(|paging| self.pages.get(&(context.document.family.as_str(), paging.style.as_str())));
        brought.into_iter().flatten().filter(|parameter| !own(&parameter.name)).cloned().collect()
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
        let (ty, envelope) = self.travelling(ty_text, &ty_place, owner).unwrap_or((Type::Json, false));
        if let Some(media) = &media {
            self.body_media(media, &place.key("media"));
        }
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
        let headers_place = place.key("headers");
        let named = |place: Place| move |parameter| (parameter, place.clone());
        let all = || {
            let path = path.iter().map(named(place.key("path")));
            path.chain(query.iter().map(named(place.key("query"))))
                .chain(headers.iter().map(named(place.key("headers"))))
        };
        for needed in [true, false] {
            let body = body.filter(|body| body.required == needed).map(|_| "body");
            let mut seen: HashMap<&str, (&str, Place)> =
                body.map(|body| (body, (BODY, place.key("body")))).into_iter().collect();
            for (parameter, place) in all().filter(|(parameter, _)| required(parameter) == needed) {
                let ident = parameter.ident.as_str();
                let before = seen.insert(ident, (&parameter.name, place.clone()));
                // The same name at the same place was reported as what it is.
                let same = |other: &str, home: &Place| match *home == place {
                    true if *home == headers_place => other.eq_ignore_ascii_case(&parameter.name),
                    at_home => at_home && other == parameter.name,
                };
                if let Some((other, _)) = before.filter(|(other, home)| !same(other, home)) {
                    let other = if other == BODY { other.to_owned() } else { format!("`{other}`") };
                    let message = format!("`{}` and {other} have the same name in Rust, `{ident}`", parameter.name);
                    let help = "give one of them the long form with `rust: other_name`";
                    let key = if needed { parameter.name.clone() } else { format!("{}?", parameter.name) };
                    self.report.add(Rule::NameClash, &place.key(&key), Part::Key, message, help);
                }
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
                        None => {
                            let rest = "add it to spec/permissions.yaml with the name that the product shows";
                            self.report.did_you_mean(key, known, rest)
                        }
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
        if keys.is_empty() && self.report.node(place).is_some_and(|node| node.item(0).is_none()) {
            let help = "name the regions that have it, or remove the key if all have it";
            self.report.add(Rule::WrongShape, place, Part::Key, "this list is empty", help);
        }
        for (index, key) in keys.iter().enumerate() {
            match self.regions.iter().position(|region| region.key == *key) {
                Some(region) if regions.contains(&region) => {
                    let message = format!("the region `{key}` stands here a second time");
                    self.report.add(Rule::DuplicateKey, &place.item(index), Part::Value, message, "remove one of them");
                }
                Some(region) => regions.push(region),
                None if self.report.is_whole("spec/api.yaml") => {
                    let known = self.regions.iter().map(|region| region.key.as_str());
                    let help = self.report.did_you_mean(key, known, "look at the regions of spec/api.yaml");
                    let message = format!("there is no region `{key}`");
                    self.report.add(Rule::UnknownRegion, &place.item(index), Part::Value, message, help);
                }
                None => {}
            }
        }
        regions
    }

    /// Two operations of an area have different names in Rust, as methods, as requests and as constants.
    fn operation_clashes(&self, operations: &[Operation], place: &Place) {
        let mut seen: HashMap<&Ident, &str> = HashMap::new();
        for operation in operations {
            for ident in [&operation.method_ident, &operation.request_ident, &operation.const_ident] {
                if let Some(other) = seen.insert(ident, &operation.key).filter(|other| *other != operation.key) {
                    let message = format!("`{}` and `{other}` have the same name in Rust, `{ident}`", operation.key);
                    let help = "rename one of them";
                    self.report.add(Rule::NameClash, &place.key(&operation.key), Part::Key, message, help);
                }
            }
        }
    }

    /// An operation ends after it is deprecated.
    fn sunset_follows(&self, text: &OperationText, place: &Place) {
        let since = text.deprecated.as_ref().and_then(|ending| ending.since.as_deref());
        let (Some(since), Some(sunset)) = (since, text.sunset.as_deref()) else { return };
        if is_date(since) && is_date(sunset) && sunset < since {
            let message = format!("it would end on {sunset}, before it is deprecated on {since}");
            let help = "correct one of the two dates";
            self.report.add(Rule::BadDate, &place.key("sunset"), Part::Value, message, help);
        }
    }

    pub(super) fn snake_case(&self, name: &str, place: &Place, what: &str) {
        let fine = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
            && !name.contains("__")
            && !name.ends_with('_');
        if !fine {
            let help = format!("write `{}`", Ident::module(name).as_str().trim_end_matches('_'));
            let message = format!("`{name}` is no name for {what}: it is not in snake_case");
            self.report.add(Rule::BadName, place, Part::Key, message, help);
        }
    }
}

/// The names in the holes of a path.
fn holes(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}')).filter(|name| is_hole(name))
}

fn is_hole(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
}

/// What the body is called where parameters have names.
const BODY: &str = "the body";

/// Features of the client that belong to no area.
const FEATURES: &[&str] = &["default", "areas", "beta", "experimental", "rustls", "native-tls", "rustls-no-provider"];

/// Headers that the client sets from credentials and media types, or that belong to the connection.
pub(crate) const OWN_HEADERS: &[&str] = &[
    "authorization",
    "accept",
    "connection",
    "content-length",
    "content-type",
    "cookie",
    "host",
    "keep-alive",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
];

/// Whether the client sets a header from what it knows itself.
fn is_own_header(name: &str) -> bool {
    OWN_HEADERS.iter().any(|own| name.eq_ignore_ascii_case(own))
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
