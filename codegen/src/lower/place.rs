//! Places in the description, and what is reported of them.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Rule, Span, nearest};
use crate::document::load::{SHOWN, too_many};
use crate::document::tree::{Kind, Node};
use crate::document::{Documents, FileId};
use crate::lower::grammar::split_docs;

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
    /// The type that a text begins with, without the docs behind it.
    Type,
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

/// So many names are compared in search of the one that was meant, in all of a run.
const COMPARED: usize = 1_000_000;

/// Collects what is wrong.
pub(crate) struct Report<'a> {
    documents: &'a Documents,
    paths: HashMap<&'a str, FileId>,
    list: RefCell<Vec<Diagnostic>>,
    /// How many faults each file has.
    counts: RefCell<HashMap<FileId, usize>>,
    count: Cell<usize>,
    compared: Cell<usize>,
}

impl<'a> Report<'a> {
    pub(crate) fn new(documents: &'a Documents) -> Self {
        let paths =
            documents.files.iter().enumerate().map(|(index, file)| (file.path.as_str(), FileId(index))).collect();
        Self {
            documents,
            paths,
            list: RefCell::default(),
            counts: RefCell::default(),
            count: Cell::new(0),
            compared: Cell::new(0),
        }
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
        self.count.set(self.count.get() + 1);
        let mut counts = self.counts.borrow_mut();
        let count = counts.entry(place.file).or_insert(0);
        *count += 1;
        if *count <= SHOWN {
            let span = self.span(place, part);
            let (message, help) = (message.into(), help.into());
            let diagnostic = self.documents.files[place.file.0].diagnostic(rule, span, &message, &help);
            self.list.borrow_mut().push(diagnostic);
        }
    }

    /// How many faults were reported.
    pub(crate) fn count(&self) -> usize {
        self.count.get()
    }

    /// A help that begins with the nearest of some names, if one is near. Where very much is wrong, the search ends.
    pub(crate) fn did_you_mean<'n>(&self, name: &str, names: impl IntoIterator<Item = &'n str>, rest: &str) -> String {
        match self.near(name, names) {
            Some(near) => format!("did you mean `{near}`? If not, {rest}"),
            None => rest.to_owned(),
        }
    }

    /// The nearest of some names.
    pub(crate) fn near<'n>(&self, name: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
        if self.compared.get() > COMPARED {
            return None;
        }
        let mut count = 0;
        let near = nearest(name, names.into_iter().inspect(|_| count += 1));
        self.compared.set(self.compared.get() + count);
        near
    }

    /// The file of a path.
    pub(crate) fn file(&self, path: &str) -> Option<FileId> {
        self.paths.get(path).copied()
    }

    /// Everything that was reported.
    pub(crate) fn finish(self) -> Vec<Diagnostic> {
        let mut list = self.list.into_inner();
        for (file, count) in self.counts.into_inner().into_iter().filter(|(_, count)| *count > SHOWN) {
            list.push(too_many(&self.documents.files[file.0].path, count - SHOWN));
        }
        list
    }

    /// The node at a place, if the way to it exists.
    pub(crate) fn node(&self, place: &Place) -> Option<&'a Node> {
        let mut node = self.documents.files[place.file.0].tree.as_ref()?;
        for step in &place.steps {
            node = child(node, step)?.1;
        }
        Some(node)
    }

    /// The line of a place, from 1.
    pub(crate) fn line(&self, place: &Place) -> usize {
        self.span(place, Part::Value).line
    }

    /// The line of the key of a place, from 1.
    pub(crate) fn line_of_key(&self, place: &Place) -> usize {
        self.span(place, Part::Key).line
    }

    /// Whether a file was taken in whole, so that what is missing from it is really missing.
    pub(crate) fn is_whole(&self, path: &str) -> bool {
        !self.documents.partial.contains(path)
    }

    /// Whether every file that operations and types stand in was taken in whole.
    pub(crate) fn all_whole(&self) -> bool {
        let beside = |path: &&String| path.starts_with("spec/examples/") || *path == "spec/deviations.yaml";
        self.documents.partial.iter().all(|path| beside(&path))
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
            (Part::Key, _) | (_, Kind::Mapping(_) | Kind::Sequence(_) | Kind::Refused) => key,
            (_, Kind::Scalar { text, plain: true, .. }) if text.is_empty() => key,
            (Part::Type, Kind::Scalar { lead: Some(lead), text, .. }) => {
                let width = split_docs(text).0.chars().count().max(1);
                Span { line: node.span.line, column: node.span.column + lead, width }
            }
            (Part::Within(offset, width), Kind::Scalar { lead: Some(lead), text, .. }) => {
                let offset = offset.min(text.chars().count());
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
