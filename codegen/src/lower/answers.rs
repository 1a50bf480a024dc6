//! What comes back: success answers and documented errors.

use super::Lower;
use super::Scope;
use super::grammar::{parse_status, split_answer};
use super::operations::Context;
use super::place::{Part, Place};
use super::types::Owner;
use crate::diagnostic::Rule;
use crate::document::short::ShortOr;
use crate::document::{AnswerText, Map};
use crate::model::{Answer, ErrorDocs, Type};

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
        let mut whole = true;
        for (status, text) in map {
            let place = place.key(status);
            let Some(status) = self.success(status, &place, Part::Key) else { continue };
            if let ShortOr::Long(long) = text {
                self.answer_media(long, &place);
            }
            let (ty, ty_place, media, docs) = match text {
                ShortOr::Short(ty) => (ty.as_str(), place.clone(), &[][..], None),
                ShortOr::Long(long) => (long.ty.as_str(), place.key("type"), &long.media[..], long.docs.as_ref()),
            };
            let docs = docs.map(|docs| self.docs(docs, &place.key("docs")));
            let Ok(ty) = self.answer_type(ty, 0, &ty_place, context, key) else {
                whole = false;
                let media = family_media(context);
                answers.push(Answer { status, ty: Some(Type::Json), media, docs });
                continue;
            };
            self.body_fits_status(status, ty.as_ref(), &place);
            let media = if media.is_empty() { family_media(context) } else { media.to_vec() };
            answers.push(Answer { status, media: if ty.is_some() { media } else { Vec::new() }, ty, docs });
        }
        answers.sort_by_key(|answer| answer.status);
        if whole {
            self.one_type(&answers, place);
        }
        answers
    }

    fn short_answer(&mut self, line: &str, context: Context<'_>, place: &Place, key: &str) -> Option<Answer> {
        let (status, ty, offset) = split_answer(line);
        let ty = self.answer_type(ty, offset, place, context, key).unwrap_or(Some(Type::Json));
        let status = match status {
            Some(status) => self.success(status, place, Part::Within(0, status.chars().count()))?,
            None if ty.is_some() => 200,
            None => 204,
        };
        self.body_fits_status(status, ty.as_ref(), place);
        let media = if ty.is_some() { family_media(context) } else { Vec::new() };
        Some(Answer { status, ty, media, docs: None })
    }

    /// The type of an answer, nothing for an answer without a body; an error where it has a fault.
    fn answer_type(
        &mut self,
        text: &str,
        offset: usize,
        place: &Place,
        context: Context<'_>,
        key: &str,
    ) -> Result<Option<Type>, Faulty> {
        if text.trim() == NOTHING {
            return Ok(None);
        }
        if text.chars().all(|c| c.is_ascii_digit()) {
            let help = "write the type behind the status, or `nothing` for no body";
            let part = if text.is_empty() { Part::Value } else { Part::Within(offset, text.len()) };
            self.report.add(Rule::BadAnswer, place, part, "this answer has no type", help);
            return Err(Faulty);
        }
        // The type's offsets count from the start of the whole text, so that a fault is shown in its place.
        let padded = format!("{}{text}", " ".repeat(offset));
        let owner = Owner { scope: Scope::Area(context.index), name: key, member: "answer" };
        self.ty(&padded, place, owner).map(Some).ok_or(Faulty)
    }

    fn answer_media(&self, text: &AnswerText, place: &Place) {
        for (index, media) in text.media.iter().enumerate() {
            self.media(media, &place.key("media").item(index));
        }
        if text.ty.trim() == NOTHING && !text.media.is_empty() {
            let message = "an answer without a body has no media type";
            self.report.add(Rule::BadAnswer, &place.key("media"), Part::Key, message, "remove it, or write the body's type");
        }
    }

    fn success(&self, text: &str, place: &Place, part: Part) -> Option<u16> {
        let status = parse_status(text).filter(|status| (200..300).contains(status));
        if status.is_none() {
            let help = "success is 200 to 299; what an error status means is written under `errors`";
            self.report.add(Rule::BadAnswer, place, part, format!("`{text}` is no success status"), help);
        }
        status
    }

    fn body_fits_status(&self, status: u16, ty: Option<&Type>, place: &Place) {
        if matches!(status, 204 | 205) && ty.is_some() {
            let help = "write `nothing`, or another status";
            let message = format!("an answer with status {status} has no body");
            self.report.add(Rule::BadAnswer, place, Part::Value, message, help);
        }
    }

    fn one_type(&self, answers: &[Answer], place: &Place) {
        let Some((first, rest)) = answers.split_first() else { return };
        if rest.iter().any(|answer| answer.ty != first.ty) {
            let help = "give all success statuses the same type, a union if need be";
            let message = "the success answers have different types";
            self.report.add(Rule::BadAnswer, place, Part::Key, message, help);
        }
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

/// A fault that is reported already.
struct Faulty;

fn family_media(context: Context<'_>) -> Vec<String> {
    context.family_text.map(|family| family.media.clone()).into_iter().collect()
}
