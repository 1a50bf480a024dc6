//! Limits, versions, endings, paging and jobs.

use std::collections::HashSet;

use super::Lower;
use super::grammar::{is_date, parse_limit};
use super::operations::Context;
use super::place::{Part, Place};
use crate::diagnostic::Rule;
use crate::document::short::ShortOr;
use crate::document::{EndingText, OperationText, PagingText, PollText, StyleText};
use crate::model::{Ending, Limit, NextPage, Paging, PagingStyle, Poll, Stability, Version};

/// What is written for an operation that takes no version although its family has them.
const NO_VERSION: &str = "none";

impl Lower<'_> {
    pub(super) fn limits(&self, texts: &[String], place: &Place) -> Vec<Limit> {
        let mut limits = Vec::new();
        for (index, text) in texts.iter().enumerate() {
            match parse_limit(text) {
                Some(limit) if limits.contains(&limit) => {
                    let message = format!("the limit `{text}` stands here a second time");
                    self.report.add(Rule::BadLimit, &place.item(index), Part::Value, message, "remove one of them");
                }
                Some(limit) => limits.push(limit),
                None => {
                    let help =
                        "write `COUNT per second|minute|hour|day`, perhaps with ` per key|user|group|org` behind it";
                    let message = format!("`{text}` is no rate limit");
                    self.report.add(Rule::BadLimit, &place.item(index), Part::Value, message, help);
                }
            }
        }
        limits
    }

    /// The version of an operation: its own, or the file's.
    pub(super) fn version(&self, own: Option<&str>, context: Context<'_>, place: &Place) -> Option<Version> {
        let file = Place::file(context.document.file).key("version");
        let (text, place) = match (own, context.document.content.version.as_deref()) {
            (Some(text), _) => (Some(text), place.key("version")),
            (None, Some(text)) => (Some(text), file),
            (None, None) => (None, place.clone()),
        };
        let family = context.family_text?;
        match (text, &family.version_parameter) {
            (Some(_), None) => {
                let help = "remove it; a family has versions if spec/api.yaml gives it a `version_parameter`";
                let message = format!("{} has no versions", context.document.family);
                self.report.add(Rule::BadVersion, &place, Part::Key, message, help);
                None
            }
            (None, Some(_)) => {
                let help = "write `version: YYYY-MM-DD` at the top of the file, or in the operation";
                self.report.add(Rule::BadVersion, &place, Part::Key, "this operation has no version", help);
                None
            }
            (None, None) | (Some(NO_VERSION), Some(_)) => None,
            (Some(text), Some(_)) => self.parse_version(text, &place),
        }
    }

    fn parse_version(&self, text: &str, place: &Place) -> Option<Version> {
        let (date, stability) = match text.split_once('~') {
            None => (text, Some(Stability::Ga)),
            Some((date, "beta")) => (date, Some(Stability::Beta)),
            Some((date, "experimental")) => (date, Some(Stability::Experimental)),
            Some((date, _)) => (date, None),
        };
        match stability.filter(|_| is_date(date)) {
            Some(stability) => Some(Version { text: text.to_owned(), stability }),
            None => {
                let help = "write a date, `2024-10-15`, with `~beta` or `~experimental` behind it if it is that";
                self.report.add(Rule::BadVersion, place, Part::Value, format!("`{text}` is no version"), help);
                None
            }
        }
    }

    pub(super) fn date(&self, text: &str, place: &Place) -> String {
        if !is_date(text) {
            let help = "write a date of the calendar as YYYY-MM-DD";
            self.report.add(Rule::BadDate, place, Part::Value, format!("`{text}` is no date"), help);
        }
        text.to_owned()
    }

    /// A deprecation or a retirement; whether the replacement exists is checked when all operations are known.
    pub(super) fn ending(&self, text: &EndingText, place: &Place) -> Ending {
        Ending {
            since: text.since.as_deref().map(|date| self.date(date, &place.key("since"))),
            replacement: text.replacement.clone(),
            docs: text.docs.as_deref().map(|docs| self.docs(docs, &place.key("docs"))),
        }
    }

    /// How an operation's list is paged: as it says, or, for a `page of` something, by cursors.
    pub(super) fn operation_paging(&self, text: &OperationText, context: Context<'_>, place: &Place) -> Option<Paging> {
        if let Some(text) = &text.paging {
            return Some(self.paging(text, &place.key("paging")));
        }
        let is_page =
            |ty: &str| ty.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ').starts_with("page of ");
        let paged = match &text.returns {
            ShortOr::Short(line) => is_page(line),
            ShortOr::Long(map) => map.values().any(|answer| match answer {
                ShortOr::Short(ty) => is_page(ty),
                ShortOr::Long(long) => long.ty.as_deref().is_some_and(is_page),
            }),
        };
        if paged && context.family_text.is_some_and(|family| family.envelope.is_none()) {
            let help = "write `list of`, and say under `paging` how the list is paged";
            let message = format!("{} has no envelope with links to pages", context.document.family);
            self.report.add(Rule::BadPaging, &place.key("returns"), Part::Value, message, help);
            return None;
        }
        let next = vec![NextPage::Body(steps("links.next"))];
        paged.then(|| Paging { style: PagingStyle::Cursor, items: steps("data"), total: None, next })
    }

    fn paging(&self, text: &PagingText, place: &Place) -> Paging {
        let mut next = Vec::new();
        for (index, source) in text.next.iter().enumerate() {
            match source.strip_prefix("body ") {
                Some(path) => next.push(NextPage::Body(steps(path))),
                None if source == "link header" => next.push(NextPage::LinkHeader),
                None => {
                    let help = "write `body MEMBER`, with dots between members, or `link header`";
                    let message = format!("`{source}` is no place for the next page");
                    self.report.add(Rule::BadPaging, &place.key("next").item(index), Part::Value, message, help);
                }
            }
        }
        let style = match text.style {
            StyleText::Cursor => PagingStyle::Cursor,
            StyleText::CursorSize => PagingStyle::CursorSize,
            StyleText::Offset => PagingStyle::Offset,
            StyleText::Page => PagingStyle::Page,
        };
        Paging { style, items: steps(&text.items), total: text.total.as_deref().map(steps), next }
    }

    pub(super) fn poll(&self, text: &PollText, place: &Place) -> Poll {
        if text.running.is_empty() || text.done.is_empty() {
            let help = "name at least one state in which to ask again, and one of success";
            self.report.add(Rule::BadPoll, place, Part::Key, "this job never begins or never ends", help);
        }
        let mut seen: HashSet<&str> = HashSet::new();
        for (key, states) in [("running", &text.running), ("done", &text.done), ("failed", &text.failed)] {
            for (index, state) in states.iter().enumerate().filter(|(_, state)| !seen.insert(state)) {
                let message = format!("the state `{state}` stands here a second time");
                let help = "a state is one of running, done and failed; remove one of them";
                self.report.add(Rule::BadPoll, &place.key(key).item(index), Part::Value, message, help);
            }
        }
        Poll {
            via: text.via.clone(),
            id: self.poll_id(&text.id, &place.key("id")),
            state: steps(&text.state),
            running: text.running.clone(),
            done: text.done.clone(),
            failed: text.failed.clone(),
            message: text.message.as_deref().map(steps),
            then: text.then.clone(),
            then_id: text.then_id.as_deref().map(steps).unwrap_or_default(),
        }
    }

    fn poll_id(&self, text: &str, place: &Place) -> Vec<String> {
        match text.strip_prefix("body ") {
            Some(path) => steps(path),
            None => {
                if text != "location" {
                    let help = "write `body MEMBER`, with dots between members, or `location` for the header";
                    let message = format!("`{text}` is no place for a job's id");
                    self.report.add(Rule::BadPoll, place, Part::Value, message, help);
                }
                Vec::new()
            }
        }
    }
}

/// The members on the way to one, which are written with dots between.
fn steps(path: &str) -> Vec<String> {
    path.split('.').map(|step| step.trim().to_owned()).collect()
}
