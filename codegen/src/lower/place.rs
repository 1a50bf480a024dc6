//! Places in the description, and what is reported of them.

use std::cell::RefCell;

use crate::diagnostic::{Diagnostic, Rule, Span};
use crate::document::tree::{Kind, Node};
use crate::document::{Documents, FileId};

/// A step down a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Key(String),
    Item(usize),
}

/// A place in a file, as the way to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    file: FileId,
    steps: Vec<Step>,
}

/// What is meant at a place.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part {
    /// The key before the value.
    Key,
    /// The value.
    Value,
    /// Some characters of a text, from an offset.
    Within(usize, usize),
}

impl Place {
    /// The top of a file.
    pub(crate) fn file(file: FileId) -> Self {
        Self { file, steps: Vec::new() }
    }

    /// The value of a key.
    pub(crate) fn key(&self, key: &str) -> Self {
        self.then(Step::Key(key.to_owned()))
    }

    /// An item of a list.
    pub(crate) fn item(&self, index: usize) -> Self {
        self.then(Step::Item(index))
    }

    fn then(&self, step: Step) -> Self {
        let mut steps = self.steps.clone();
        steps.push(step);
        Self { file: self.file, steps }
    }
}

/// Collects what is wrong.
pub(crate) struct Report<'a> {
    documents: &'a Documents,
    list: RefCell<Vec<Diagnostic>>,
}

impl<'a> Report<'a> {
    pub(crate) fn new(documents: &'a Documents) -> Self {
        Self { documents, list: RefCell::new(Vec::new()) }
    }

    /// Reports a fault.
    pub(crate) fn add(
        &self,
        rule: Rule,
        place: &Place,
        part: Part,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let span = self.span(place, part);
        let diagnostic = self.documents.files[place.file.0].diagnostic(rule, span, message.into(), help.into());
        self.list.borrow_mut().push(diagnostic);
    }

    /// Everything that was reported.
    pub(crate) fn finish(self) -> Vec<Diagnostic> {
        self.list.into_inner()
    }

    /// The node at a place, if the way to it exists.
    pub(crate) fn node(&self, place: &Place) -> Option<&'a Node> {
        let mut node = self.documents.files[place.file.0].tree.as_ref()?;
        for step in &place.steps {
            node = child(node, step)?.1;
        }
        Some(node)
    }

    /// Whether a file was taken in whole, so that what is missing from it is really missing.
    pub(crate) fn is_whole(&self, path: &str) -> bool {
        !self.documents.partial.contains(path)
    }

    /// The nearest span to a place: of a way that leads nowhere, where it stops.
    fn span(&self, place: &Place, part: Part) -> Span {
        let Some(mut node) = self.documents.files[place.file.0].tree.as_ref() else { return Span::default() };
        let mut key = Span { width: 1, ..node.span };
        for step in &place.steps {
            let Some((span, next)) = child(node, step) else { return key };
            (key, node) = (span, next);
        }
        match (part, &node.kind) {
            (Part::Key, _) | (Part::Value | Part::Within(..), Kind::Mapping(_) | Kind::Sequence(_)) => key,
            (Part::Value, Kind::Scalar { text, .. }) if text.is_empty() => key,
            (Part::Within(offset, width), Kind::Scalar { lead: Some(lead), .. }) => {
                Span { line: node.span.line, column: node.span.column + lead + offset, width }
            }
            _ => node.span,
        }
    }
}

fn child<'n>(node: &'n Node, step: &Step) -> Option<(Span, &'n Node)> {
    match step {
        Step::Key(key) => node.entry(key).map(|(key, value)| (key.span, value)),
        Step::Item(index) => node.item(*index).map(|item| (item.span, item)),
    }
}
