//! Examples to their operations, each held against the types that it is an example of.

use std::collections::HashMap;

use serde_json::{Map as Object, Value as Json};

use super::Origins;
use super::fit::{Fit, Misfit, Step};
use super::place::{Part, Place, Report};
use crate::diagnostic::{Rule, listed};
use crate::document::Documents;
use crate::document::load::ExampleDocument;
use crate::model::{AnswerExample, Api, Area, Envelope, Operation, Parameter, RequestExample, Type, TypeDef};

/// What an example's file name says: `OPERATION.request`, `OPERATION.STATUS`, either with `.LABEL` behind it.
struct Name<'a> {
    operation: &'a str,
    kind: &'a str,
    label: Option<&'a str>,
}

fn name(text: &str) -> Option<Name<'_>> {
    let mut parts = text.splitn(3, '.');
    let (operation, kind, label) = (parts.next()?, parts.next()?, parts.next());
    let word = |label: &str| {
        !label.is_empty() && label.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    label.is_none_or(word).then_some(Name { operation, kind, label })
}

/// Gives every operation its examples.
pub(super) fn attach(api: &mut Api, documents: &Documents, origins: &Origins, report: &Report<'_>) {
    // Unlabelled ones first: the first of each kind is the one that goes without saying.
    let mut examples: Vec<&ExampleDocument> = documents.examples.iter().collect();
    examples.sort_by_key(|example| name(&example.name).is_some_and(|name| name.label.is_some()));
    let index = index(api);
    for example in examples {
        attach_one(api, example, &index, report);
    }
    for area in &mut api.areas {
        for operation in &mut area.operations {
            // What a faulty operation needs is not known.
            let place = origins.operations.get(&operation.name).filter(|_| !origins.faulty.contains(&operation.name));
            if let Some(place) = place {
                complete(operation, &area.file, place, report);
            }
        }
    }
}

/// Where each operation stands in the model, by file and key.
type Index = HashMap<String, HashMap<String, (usize, usize)>>;

fn index(api: &Api) -> Index {
    let operations = |at: usize, area: &Area| {
        area.operations.iter().enumerate().map(|(index, operation)| (operation.key.clone(), (at, index))).collect()
    };
    api.areas.iter().enumerate().map(|(at, area)| (area.file.clone(), operations(at, area))).collect()
}

fn attach_one(api: &mut Api, example: &ExampleDocument, index: &Index, report: &Report<'_>) {
    let place = Place::file(example.file);
    let file = format!("spec/{}/{}.yaml", example.family, example.area);
    // Where the area has faults of its form, what is missing may be in the part that was not taken.
    let whole = report.is_whole(&file);
    let operations_missing = !index.contains_key(&file);
    let (Some(operations), Some(name)) = (index.get(&file), name(&example.name)) else {
        if whole {
            let message = match operations_missing {
                true => format!("there is no {file} that this example could belong to"),
                false => "this file's name does not say what it is an example of".to_owned(),
            };
            let help = "name it `spec/examples/FAMILY/AREA/OPERATION.request.json` or `….STATUS.json`; a label between \
                        the last two dots has small letters, digits and hyphens";
            report.add(Rule::ExampleUnknown, &place, Part::Value, message, help);
        }
        return;
    };
    let Some((area, operation)) = operations.get(name.operation).copied() else {
        if whole {
            let mut known: Vec<&str> = operations.keys().map(String::as_str).collect();
            known.sort_unstable();
            let rest = format!("name it after one of {}", listed(known.iter().copied()));
            let help = report.did_you_mean(name.operation, known, &rest);
            let message = format!("{file} has no operation `{}`", name.operation);
            report.add(Rule::ExampleUnknown, &place, Part::Value, message, help);
        }
        return;
    };
    let types = &api.types;
    let operation = &mut api.areas[area].operations[operation];
    if !operation.is_callable() {
        let message = format!("`{}` is retired, so no example of it is used", operation.name);
        report.add(Rule::ExampleUnknown, &place, Part::Value, message, "delete the file");
        return;
    }
    let judged = [file.as_str(), "spec/shared.yaml", "spec/api.yaml"].iter().all(|file| report.is_whole(file));
    if judged {
        let label = name.label.map(str::to_owned);
        let checker = Checker { types, report, place };
        if name.kind == "request" {
            let request = checker.request(operation, &example.content, label);
            operation.examples.requests.push(request);
        } else if let Some(answer) = checker.answer(operation, &example.content, name.kind, label) {
            operation.examples.answers.push(answer);
        }
    }
}

struct Checker<'a> {
    types: &'a [TypeDef],
    report: &'a Report<'a>,
    place: Place,
}

impl Checker<'_> {
    fn answer(
        &self,
        operation: &Operation,
        content: &Json,
        status: &str,
        label: Option<String>,
    ) -> Option<AnswerExample> {
        let answer = operation.answers.iter().find(|answer| answer.status.to_string() == status);
        let Some((answer, ty)) = answer.and_then(|answer| Some((answer, answer.ty.as_ref()?))) else {
            let with_body = operation.answers.iter().filter(|answer| answer.ty.is_some());
            let known: Vec<String> = with_body.map(|answer| answer.status.to_string()).collect();
            let help = match known.as_slice() {
                [] => "its answers have no body: delete the file".to_owned(),
                known => format!("its answers with a body are {}", listed(known.iter().map(String::as_str))),
            };
            let message = format!("`{}` has no answer `{status}` with a body", operation.name);
            self.report.add(Rule::ExampleUnknown, &self.place, Part::Value, message, help);
            return None;
        };
        match &answer.envelope {
            Some(envelope) => self.envelope(content, ty, Some(envelope), &[]),
            None => self.misfits(Fit::new(self.types).fit(content, ty), &[]),
        }
        Some(AnswerExample { label, status: answer.status, body: content.clone() })
    }

    fn request(&self, operation: &Operation, content: &Json, label: Option<String>) -> RequestExample {
        let Json::Object(parts) = content else {
            let misfit = Misfit { path: Vec::new(), message: "a request is an object".to_owned() };
            self.misfits(vec![misfit], &[]);
            return RequestExample { label, ..RequestExample::default() };
        };
        for part in parts.keys().filter(|part| !["path", "query", "headers", "body"].contains(&part.as_str())) {
            let message = format!("a request has no part `{part}`: its parts are path, query, headers and body");
            self.misfits(vec![Misfit { path: vec![Step::Member(part.clone())], message }], &[]);
        }
        let body = parts.get("body").cloned();
        match (&operation.body, &body) {
            (Some(declared), Some(body)) if declared.envelope => self.envelope(body, &declared.ty, None, &["body"]),
            (Some(declared), Some(body)) => self.misfits(Fit::new(self.types).fit(body, &declared.ty), &["body"]),
            (Some(declared), None) if declared.required => self.missing("body", "the body"),
            (None, Some(_)) => {
                let message = format!("`{}` has no request body", operation.name);
                self.misfits(vec![Misfit { path: vec![Step::Member("body".to_owned())], message }], &[]);
            }
            _ => {}
        }
        RequestExample {
            label,
            path: self.parameters(parts, "path", &operation.path_parameters),
            query: self.parameters(parts, "query", &operation.query),
            headers: self.parameters(parts, "headers", &operation.headers),
            body,
        }
    }

    /// What travels as the `data` of an envelope; around it only an answer has more.
    fn envelope(&self, content: &Json, ty: &Type, around: Option<&Envelope>, under: &[&str]) {
        let Json::Object(parts) = content else {
            let misfit = Misfit { path: Vec::new(), message: "expected an envelope, an object with data".to_owned() };
            return self.misfits(vec![misfit], under);
        };
        if !parts.contains_key("data") {
            let misfit = Misfit { path: Vec::new(), message: "the envelope has no data".to_owned() };
            self.misfits(vec![misfit], under);
        }
        let list = around.and_then(|around| around.included.clone()).map(|ty| Type::List(Box::new(ty)));
        for (name, value) in parts {
            let below = [under, &[name.as_str()]].concat();
            let misfits = match (name.as_str(), around) {
                ("data", _) => Fit::new(self.types).fit(value, ty),
                ("links", Some(_)) => Fit::new(self.types).fit(value, &Type::Links),
                ("jsonapi", Some(_)) => Fit::new(self.types).fit(value, &Type::Object),
                ("meta", Some(Envelope { meta: Some(meta), .. })) => Fit::new(self.types).fit(value, meta),
                ("included", Some(_)) if list.is_some() => {
                    list.iter().flat_map(|ty| Fit::new(self.types).fit(value, ty)).collect()
                }
                _ => vec![Misfit { path: Vec::new(), message: format!("the envelope declares no `{name}`") }],
            };
            self.misfits(misfits, &below);
        }
    }

    fn parameters(&self, parts: &Object<String, Json>, part: &str, declared: &[Parameter]) -> Object<String, Json> {
        let empty = Object::new();
        let given = match parts.get(part) {
            None => &empty,
            Some(Json::Object(given)) => given,
            Some(_) => {
                let message = format!("`{part}` is an object of parameters by name");
                self.misfits(vec![Misfit { path: vec![Step::Member(part.to_owned())], message }], &[]);
                return empty;
            }
        };
        for parameter in declared {
            match given.get(&parameter.name) {
                Some(value) => {
                    let misfits = Fit::new(self.types).fit_member(value, &parameter.ty, &parameter.facts);
                    self.misfits(misfits, &[part, &parameter.name]);
                    self.segment(part, &parameter.name, value);
                }
                None if parameter.required => self.missing(part, &format!("`{}`", parameter.name)),
                None => {}
            }
        }
        for name in given.keys().filter(|name| declared.iter().all(|parameter| parameter.name != **name)) {
            let path = vec![Step::Member(part.to_owned()), Step::Member(name.clone())];
            let message = format!("no parameter `{name}` is declared under `{part}`");
            self.misfits(vec![Misfit { path, message }], &[]);
        }
        given.clone()
    }

    /// The client refuses what would change the path that it stands in.
    fn segment(&self, part: &str, name: &str, value: &Json) {
        if part == "path" && value.as_str().is_some_and(|text| matches!(text, "" | "." | "..")) {
            let message = "this can't be a part of a path".to_owned();
            self.misfits(vec![Misfit { path: Vec::new(), message }], &[part, name]);
        }
    }

    fn missing(&self, part: &str, what: &str) {
        let message = format!("{what} is missing, which the operation needs");
        self.misfits(vec![Misfit { path: vec![Step::Member(part.to_owned())], message }], &[]);
    }

    fn misfits(&self, misfits: Vec<Misfit>, under: &[&str]) {
        for mut misfit in misfits {
            let above = under.iter().map(|name| Step::Member((*name).to_owned()));
            misfit.path.splice(0..0, above);
            let place = misfit.path.iter().fold(self.place.clone(), |place, step| match step {
                Step::Member(name) => place.key(name),
                Step::Item(index) => place.item(*index),
            });
            let message = format!("{}: {}", misfit.json_path(), misfit.message);
            let help = "correct the example, or the type if the docs show this";
            self.report.add(Rule::ExampleMismatch, &place, Part::Value, message, help);
        }
    }
}

/// Reports the examples that an operation lacks; one that needs no argument gets its request for nothing.
fn complete(operation: &mut Operation, file: &str, place: &Place, report: &Report<'_>) {
    if !operation.is_callable() || !report.is_whole(file) {
        return;
    }
    let needs_arguments = !operation.path_parameters.is_empty()
        || operation.query.iter().chain(&operation.headers).any(|parameter| parameter.required)
        || operation.body.as_ref().is_some_and(|body| body.required);
    let folder = file.trim_start_matches("spec/").trim_end_matches(".yaml");
    let mut wanted: Vec<String> = Vec::new();
    if operation.examples.requests.iter().all(|request| request.label.is_some()) {
        if needs_arguments {
            wanted.push(format!("spec/examples/{folder}/{}.request.json", operation.key));
        } else {
            operation.examples.requests.insert(0, RequestExample::default());
        }
    }
    for answer in operation.answers.iter().filter(|answer| answer.ty.is_some()) {
        let mut of_status = operation.examples.answers.iter().filter(|example| example.status == answer.status);
        if of_status.all(|example| example.label.is_some()) {
            wanted.push(format!("spec/examples/{folder}/{}.{}.json", operation.key, answer.status));
        }
    }
    // A file that is there, and was not taken, has faults of its own.
    for path in wanted.into_iter().filter(|path| report.is_whole(path) && report.file(path).is_none()) {
        let help = format!("write {path}; spec/README.md shows what stands in it");
        let message = format!("`{}` lacks an example", operation.name);
        report.add(Rule::ExampleMissing, place, Part::Key, message, help);
    }
}
