//! Where changes are written down.

use super::{Change, Class, Subject};

/// The changes of one subject. Differences of words are gathered, and told in one line at the end.
pub(super) struct Log<'a> {
    subject: Subject,
    changes: &'a mut Vec<Change>,
    words: Vec<String>,
}

impl<'a> Log<'a> {
    pub(super) fn new(subject: Subject, changes: &'a mut Vec<Change>) -> Self {
        Self { subject, changes, words: Vec::new() }
    }

    /// Writes a change down.
    pub(super) fn add(&mut self, class: Class, what: impl Into<String>) {
        self.changes.push(Change { class, subject: self.subject.clone(), what: what.into() });
    }

    /// Writes down that a part is another, from what to what.
    pub(super) fn differ(&mut self, class: Class, what: &str, old: &str, new: &str) {
        if old != new {
            self.add(class, format!("{what} is {}, not {}", quoted(new), quoted(old)));
        }
    }

    /// Remembers that the words on a part are others.
    pub(super) fn words<T: PartialEq + ?Sized>(&mut self, of: &str, old: &T, new: &T) {
        if old != new && !self.words.iter().any(|known| known == of) {
            self.words.push(of.to_owned());
        }
    }

    /// Tells of the words that were remembered.
    pub(super) fn finish(mut self) {
        if !self.words.is_empty() {
            let words = std::mem::take(&mut self.words).join(", ");
            self.add(Class::Docs, format!("other words on {words}"));
        }
    }
}

/// A text as code; the empty one is named, since nothing could be seen of it.
pub(super) fn quoted(text: &str) -> String {
    if text.is_empty() { "nothing".to_owned() } else { format!("`{}`", text.replace('`', "'")) }
}

/// Texts as code, with commas between.
pub(super) fn listed<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> String {
    texts.into_iter().map(|text| quoted(text.as_ref())).collect::<Vec<_>>().join(", ")
}
