//! What comes back: success answers and documented errors.

use super::Lower;
use super::Scope;
use super::grammar::{Expr, parse_status, split_answer};
use super::operations::Context;
use super::place::{Part, Place};
use super::types::Owner;
use crate::diagnostic::Rule;
use crate::document::short::ShortOr;
use crate::document::{AnswerText, Map, OperationText};
use crate::model::{Answer, Envelope, ErrorDocs, Type};

/// What is written for an answer without a body.
const NOTHING: &str = "nothing";

impl Lower<'_> {
    /// The success answers of an operation.
    pub(super) fn answers(
        &mut self,
        text: &ShortOr<Map<ShortOr<AnswerText>>>,
        context: Context<'_>,
        place: &Place,
        key: &str,
    ) -> Vec<Answer> {
        let map = match text {
            ShortOr::Short(line) => return self.short_answer(line, context, place, key).into_iter().collect(),
            ShortOr::Long(map) => map,
        };
        if map.is_empty() {
            self.report.add(Rule::BadAnswer, place, Part::Key, "there is no answer", "write `nothing` for no body");
        }
        let mut answers: Vec<Answer> = Vec::new();
        let faults = self.report.count();
        for (status, text) in map {
            let place = place.key(status);
            let Some(status) = self.success(status, &place, Part::Key) else { continue };
            let answer = match text {
                ShortOr::Short(ty) => self.answer(status, ty, 0, &place, context, key),
                ShortOr::Long(long) => self.long_answer(status, long, &place, context, key),
            };
            answers.push(answer);
        }
        answers.sort_by_key(|answer| answer.status);
        if self.report.count() == faults {
            self.one_type(&answers, place);
        }
        answers
    }

    fn short_answer(&mut self, line: &str, context: Context<'_>, place: &Place, key: &str) -> Option<Answer> {
        let (status, ty, offset) = split_answer(line);
        let status = match status {
            Some(status) => self.success(status, place, Part::Within(0, status.chars().count()))?,
            None if ty.trim() == NOTHING => 204,
            None => 200,
        };
        Some(self.answer(status, ty, offset, place, context, key))
    }

    fn long_answer(
        &mut self,
        status: u16,
        text: &AnswerText,
        place: &Place,
        context: Context<'_>,
        key: &str,
    ) -> Answer {
        let faults = self.report.count();
        let owner = |member| Owner { scope: Scope::Area(context.index), name: key, member };
        let mut answer = match (&text.ty, &text.location) {
            (Some(ty), None) => self.answer(status, ty, 0, &place.key("type"), context, key),
            (None, Some(_)) => empty(status),
            _ => {
                let help = "an answer has either a `type`, or a `location` whose last part is all there is to know";
                let message = match text.ty {
                    Some(_) => "an answer can't have both a `type` and a `location`",
                    None => "an answer needs a `type`",
                };
                self.report.add(Rule::BadAnswer, place, Part::Key, message, help);
                return anything(status, context);
            }
        };
        if let Some(location) = &text.location {
            answer.location = self.ty(location, &place.key("location"), owner("location"));
        }
        if text.meta.is_some() || text.included.is_some() {
            if answer.envelope.is_none() && self.report.count() == faults {
                let help = "write `data TYPE` for something that is no resource, and yet travels in an envelope";
                let message = "`meta` and `included` stand beside `data`, which this answer has not";
                self.report.add(Rule::BadAnswer, place, Part::Key, message, help);
            }
            let meta = text.meta.as_ref().and_then(|ty| self.ty(ty, &place.key("meta"), owner("meta")));
            let included = text.included.as_ref();
            let included = included.and_then(|ty| self.ty(ty, &place.key("included"), owner("included")));
            answer.envelope = answer.envelope.map(|_| Envelope { meta, included });
        }
        answer.docs = text.docs.as_ref().map(|docs| self.docs(docs, &place.key("docs")));
        if !text.media.is_empty() {
            self.answer_media(&text.media, &answer, &place.key("media"));
            answer.media = text.media.clone();
        }
        answer
    }

    /// An answer of some type, or without a body.
    fn answer(
        &mut self,
        status: u16,
        text: &str,
        offset: usize,
        place: &Place,
        context: Context<'_>,
        key: &str,
    ) -> Answer {
        if text.trim() == NOTHING {
            return empty(status);
        }
        if text.chars().all(|c| c.is_ascii_digit()) {
            let help = "write the type behind the status, or `nothing` for no body";
            let part = if text.is_empty() { Part::Value } else { Part::Within(offset, text.len()) };
            self.report.add(Rule::BadAnswer, place, part, "this answer has no type", help);
            return anything(status, context);
        }
        // The type's offsets count from the start of the whole text, so that a fault is shown in its place.
        let padded = format!("{}{text}", " ".repeat(offset));
        let owner = Owner { scope: Scope::Area(context.index), name: key, member: "answer" };
        let travelling = self.travelling(&padded, place, owner);
        if matches!(status, 204 | 205) {
            let help = "write `nothing`, or another status";
            let message = format!("an answer with status {status} has no body");
            self.report.add(Rule::BadAnswer, place, Part::Value, message, help);
        }
        let Some((ty, enveloped)) = travelling else { return anything(status, context) };
        let envelope = enveloped.then(Envelope::default);
        Answer { ty: Some(ty), envelope, ..anything(status, context) }
    }

    fn answer_media(&self, media: &[String], answer: &Answer, place: &Place) {
        for (index, media) in media.iter().enumerate() {
            self.media(media, &place.item(index));
        }
        if answer.ty.is_none() && !media.is_empty() {
            let help = "remove it, or write the body's type";
            self.report.add(Rule::BadAnswer, place, Part::Key, "an answer without a body has no media type", help);
        }
    }

    /// The type of a body or an answer, and whether it travels in an envelope.
    pub(super) fn travelling(&mut self, text: &str, place: &Place, owner: Owner<'_>) -> Option<(Type, bool)> {
        let (ty, told) = match self.parse(text, place)? {
            Expr::Data(inner) => (self.resolve(&inner, place, owner)?, true),
            Expr::Page(inner) => (Type::List(Box::new(self.resolve(&inner, place, owner)?)), true),
            other => (self.resolve(&other, place, owner)?, false),
        };
        let enveloped = told || self.is_resource(&ty);
        Some((ty, enveloped))
    }

    fn success(&self, text: &str, place: &Place, part: Part) -> Option<u16> {
        let status = parse_status(text).filter(|status| (200..300).contains(status) || *status == 303);
        if status.is_none() {
            let help = "success is 200 to 299, or 303 for a job that is done; what an error status means is written under `errors`";
            self.report.add(Rule::BadAnswer, place, part, format!("`{text}` is no success status"), help);
        }
        status
    }

    /// A caller gets one type, or nothing at some statuses.
    fn one_type(&self, answers: &[Answer], place: &Place) {
        let mut types = answers.iter().filter(|answer| answer.ty.is_some());
        let Some(first) = types.next() else { return };
        if types.any(|answer| answer.ty != first.ty || answer.envelope != first.envelope) {
            let help = "give all success statuses the same type, a union if need be";
            let message = "the success answers have different types";
            self.report.add(Rule::BadAnswer, place, Part::Key, message, help);
        }
    }

    /// The error statuses that the docs list: the operation's own, the file's, or the family's.
    pub(super) fn error_statuses(&self, text: &OperationText, context: Context<'_>, place: &Place) -> Vec<u16> {
        let file = Place::file(context.document.file);
        let family = context.family_text.map(|family| (family.error_statuses.clone(), None));
        let own = text.error_statuses.clone().map(|list| (list, Some(place.key("error_statuses"))));
        let area =
            || context.document.content.error_statuses.clone().map(|list| (list, Some(file.key("error_statuses"))));
        let Some((mut statuses, place)) = own.or_else(area).or(family) else { return Vec::new() };
        for (index, status) in statuses.iter().enumerate() {
            let Some(place) = place.as_ref().filter(|_| !(400..600).contains(status)) else { continue };
            let help = "errors are 400 to 599; success is written under `returns`";
            let message = format!("`{status}` is no error status");
            self.report.add(Rule::BadStatus, &place.item(index), Part::Value, message, help);
        }
        statuses.sort_unstable();
        statuses.dedup();
        statuses
    }

    /// What error statuses mean.
    pub(super) fn errors(&self, texts: &Map<String>, place: &Place) -> Vec<ErrorDocs> {
        let mut errors = Vec::new();
        for (status, docs) in texts {
            let place = place.key(status);
            let docs = self.docs(docs, &place);
            match parse_status(status).filter(|status| (400..600).contains(status)) {
                Some(status) => errors.push(ErrorDocs { status, docs }),
                None => {
                    let help = "errors are 400 to 599; success is written under `returns`";
                    let message = format!("`{status}` is no error status");
                    self.report.add(Rule::BadStatus, &place, Part::Key, message, help);
                }
            }
        }
        errors.sort_by_key(|error| error.status);
        errors
    }
}

/// An answer whose body has a fault: whatever is held against it fits.
fn anything(status: u16, context: Context<'_>) -> Answer {
    let media = context.family_text.map(|family| family.media.clone()).into_iter().collect();
    Answer { status, ty: Some(Type::Json), media, docs: None, envelope: None, location: None }
}

/// An answer without a body.
fn empty(status: u16) -> Answer {
    Answer { status, ty: None, media: Vec::new(), docs: None, envelope: None, location: None }
}
