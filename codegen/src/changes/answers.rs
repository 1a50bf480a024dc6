//! What comes back: answers, pages and jobs.

use crate::emit::surface::{self, Given};
use crate::model::{Answer, Api, Envelope, NextPage, Operation, Paging, Poll};

use super::Class;
use super::log::{Log, listed};
use super::pairs::Pairs;

/// Compares what two calls give.
pub(super) fn compare(pairs: &Pairs<'_>, old: &Operation, new: &Operation, log: &mut Log<'_>) {
    given(pairs, old, new, log);
    statuses(old, new, log);
    media(old, new, log);
    paging(pairs, old, new, log);
    poll(pairs, old, new, log);
}

/// What `send` and `response` give.
fn given(pairs: &Pairs<'_>, old: &Operation, new: &Operation, log: &mut Log<'_>) {
    let (before, after) = (surface::given(old), surface::given(new));
    if before.optional != after.optional || !pairs.same_or_none(before.ty, after.ty) {
        let (was, is) = (shown(pairs.old, &before), shown(pairs.new, &after));
        log.add(Class::Compilation, format!("`send` gives `{is}`, not `{was}`"));
    } else if !same_document(pairs, before.document, after.document) {
        log.add(Class::Compilation, "`response` gives a document with other types around the data");
    } else if before.location != after.location {
        let place = if after.location { "`Location` header" } else { "body" };
        log.add(Class::Decoding, format!("the answer is read from the {place}"));
    }
}

fn shown(api: &Api, given: &Given<'_>) -> String {
    match given.ty {
        None => "()".to_owned(),
        Some(ty) if given.optional => format!("Option<{}>", surface::shown(api, ty)),
        Some(ty) => surface::shown(api, ty),
    }
}

fn same_document(pairs: &Pairs<'_>, old: Option<&Envelope>, new: Option<&Envelope>) -> bool {
    match (old, new) {
        (None, None) => true,
        (Some(old), Some(new)) => {
            let Envelope { meta, included } = new;
            pairs.same_or_none(old.meta.as_ref(), meta.as_ref())
                && pairs.same_or_none(old.included.as_ref(), included.as_ref())
        }
        _ => false,
    }
}

/// Every success is read alike, whatever its status; others have to be known to be no errors.
fn statuses(old: &Operation, new: &Operation, log: &mut Log<'_>) {
    let find = |operation: &Operation, status| operation.answers.iter().find(|answer| answer.status == status).cloned();
    for gone in old.answers.iter().filter(|answer| find(new, answer.status).is_none()) {
        let class = if (200..300).contains(&gone.status) { Class::Lifecycle } else { Class::Decoding };
        log.add(class, format!("is not known to answer {} any more", gone.status));
    }
    for answer in &new.answers {
        // Types and envelopes are what the call gives, and media types are compared as a whole.
        let Answer { status, ty, media: _, docs, envelope: _, location: _ } = answer;
        match find(old, *status) {
            None => log.add(Class::Additive, format!("may answer {status}")),
            Some(old) => {
                log.words(&format!("the answer {status}"), &old.docs, docs);
                log.words(&format!("the answer {status}"), &old.ty.is_some(), &ty.is_some());
            }
        }
    }
}

/// What the call says that it takes: the media types of all answers.
fn media(old: &Operation, new: &Operation, log: &mut Log<'_>) {
    let of = |operation: &Operation| -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for media in operation.answers.iter().filter(|answer| answer.ty.is_some()).flat_map(|answer| &answer.media) {
            if !all.contains(media) {
                all.push(media.clone());
            }
        }
        all
    };
    let (old, new) = (of(old), of(new));
    if old != new && !old.is_empty() && !new.is_empty() {
        log.add(Class::Request, format!("asks for {}, not for {}", listed(new), listed(old)));
    }
}

fn paging(pairs: &Pairs<'_>, old: &Operation, new: &Operation, log: &mut Log<'_>) {
    let (before, after) = (surface::item(pairs.old, old), surface::item(pairs.new, new));
    let (was, is) = match (&old.paging, &new.paging) {
        (None, None) => return,
        (None, Some(_)) => return log.add(Class::Additive, "comes in pages, with `pages` and `items`"),
        (Some(_), None) => return log.add(Class::Compilation, "`pages` and `items` are gone"),
        (Some(old), Some(new)) => (old, new),
    };
    match (before, after) {
        (Some(old), Some(new)) if !pairs.same(old, new) => {
            let (was, is) = (surface::shown(pairs.old, old), surface::shown(pairs.new, new));
            log.add(Class::Compilation, format!("`items` gives `{is}`, not `{was}`"));
        }
        (Some(_), None) => log.add(Class::Compilation, "`items` is gone"),
        (None, Some(_)) => log.add(Class::Additive, "has `items`"),
        _ => {}
    }
    let Paging { style, items, total, next } = is;
    log.differ(Class::Request, "the style of its pages", was.style.as_str(), style.as_str());
    log.differ(Class::Decoding, "the place of its items", &was.items.join("."), &items.join("."));
    let path = |path: &Option<Vec<String>>| path.as_ref().map(|path| path.join(".")).unwrap_or_default();
    log.differ(Class::Decoding, "the place of the number of all items", &path(&was.total), &path(total));
    log.differ(Class::Decoding, "the place of the next page", &places(&was.next), &places(next));
}

fn places(next: &[NextPage]) -> String {
    let places = next.iter().map(|next| match next {
        NextPage::Body(path) => format!("body {}", path.join(".")),
        NextPage::LinkHeader => "link header".to_owned(),
    });
    places.collect::<Vec<_>>().join(", ")
}

fn poll(pairs: &Pairs<'_>, old: &Operation, new: &Operation, log: &mut Log<'_>) {
    let (was, is) = match (&old.poll, &new.poll) {
        (None, None) => return,
        (None, Some(_)) => return log.add(Class::Additive, "starts a job, with `wait`"),
        (Some(_), None) => return log.add(Class::Compilation, "`wait` is gone"),
        (Some(old), Some(new)) => (old, new),
    };
    let Poll { via, id, state, running, done, failed, message, then, then_id } = is;
    if let (Some(old), Some(new)) = (surface::result_of(pairs.old, old), surface::result_of(pairs.new, new)) {
        waits(pairs, old, new, log);
    }
    // An operation that was renamed is still the same one.
    let now = |name: &String| pairs.renamed(name).to_owned();
    log.differ(Class::Request, "the operation that `wait` asks", &now(&was.via), via);
    let (then_was, then_is) = (was.then.as_ref().map(now).unwrap_or_default(), then.clone().unwrap_or_default());
    log.differ(Class::Request, "the operation that fetches the result", &then_was, &then_is);
    log.differ(Class::Decoding, "the place of the job's id", &was.id.join("."), &id.join("."));
    log.differ(Class::Decoding, "the place of the result's id", &was.then_id.join("."), &then_id.join("."));
    log.differ(Class::Decoding, "the place of the job's state", &was.state.join("."), &state.join("."));
    let message_of = |path: &Option<Vec<String>>| path.as_ref().map(|path| path.join(".")).unwrap_or_default();
    log.differ(Class::Decoding, "the place of what went wrong", &message_of(&was.message), &message_of(message));
    for (what, old, new) in
        [("running", &was.running, running), ("done", &was.done, done), ("failure", &was.failed, failed)]
    {
        log.differ(Class::Decoding, &format!("the list of states that mean {what}"), &old.join(", "), &new.join(", "));
    }
}

/// What `wait` gives, if another operation fetches it now; if the same one gives something else, that is told there.
fn waits(pairs: &Pairs<'_>, old: &Operation, new: &Operation, log: &mut Log<'_>) {
    let is_same =
        pairs.operations().iter().any(|(before, after)| before.1.name == old.name && after.1.name == new.name);
    let (before, after) = (surface::given(old), surface::given(new));
    if !is_same && (before.optional != after.optional || !pairs.same_or_none(before.ty, after.ty)) {
        let (was, is) = (shown(pairs.old, &before), shown(pairs.new, &after));
        log.add(Class::Compilation, format!("`wait` gives `{is}`, not `{was}`"));
    }
}
