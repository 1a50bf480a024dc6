//! Files to documents: what each file is, and everything that is wrong with it as a file.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::tree::{self, Kind, Node, Problem};
use super::{ApiFile, AreaFile, DeviationsFile, PermissionsFile, SharedFile, schema, shape};
use crate::Source;
use crate::diagnostic::{Diagnostic, Rule, Span, is_hidden};

/// The largest file that is read: an area of this size would be no good to a reader.
pub const MAX_FILE: usize = 1024 * 1024;

/// So many faults of a file are shown. Nobody reads more, and what was made to be faulty could have millions.
pub(crate) const SHOWN: usize = 200;

/// So many characters that don't show are reported of a file; it is most likely no text at all.
const HIDDEN: usize = 10;

/// Points into [`Documents::files`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FileId(pub(crate) usize);

/// A file, with what is needed to point into it.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) path: String,
    pub(crate) tree: Option<Node>,
    text: String,
    /// Where each line begins.
    lines: Vec<usize>,
}

/// An area's file.
#[derive(Debug)]
pub(crate) struct AreaDocument {
    pub(crate) file: FileId,
    pub(crate) family: String,
    pub(crate) key: String,
    pub(crate) content: AreaFile,
}

/// An example's file.
#[derive(Debug)]
pub(crate) struct ExampleDocument {
    pub(crate) file: FileId,
    pub(crate) family: String,
    pub(crate) area: String,
    /// The file's name without its ending.
    pub(crate) name: String,
    pub(crate) content: Json,
}

/// Every file of a description, read but not understood.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    pub(crate) files: Vec<Loaded>,
    pub(crate) api: Option<(FileId, ApiFile)>,
    pub(crate) permissions: Option<(FileId, PermissionsFile)>,
    pub(crate) shared: Option<(FileId, SharedFile)>,
    pub(crate) deviations: Option<(FileId, DeviationsFile)>,
    pub(crate) areas: Vec<AreaDocument>,
    pub(crate) examples: Vec<ExampleDocument>,
    /// Files that were not taken in whole; what refers into them can't be judged.
    pub(crate) partial: BTreeSet<String>,
    pub(crate) problems: Vec<Diagnostic>,
}

/// Reads every file.
pub(crate) fn load(sources: &[Source]) -> Documents {
    let mut documents = Documents::default();
    let mut sources: Vec<&Source> = sources.iter().collect();
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    for source in sources {
        documents.take(source);
    }
    for (name, found) in [
        ("spec/api.yaml", documents.api.is_some()),
        ("spec/permissions.yaml", documents.permissions.is_some()),
        ("spec/shared.yaml", documents.shared.is_some()),
    ] {
        if !found && !documents.partial.contains(name) {
            let help = "create it; spec/README.md shows what stands in it".to_owned();
            documents.whole_file(name, Rule::MissingFile, "this file is missing".to_owned(), help);
        }
    }
    documents
}

/// What a file is, by its path.
enum Role<'a> {
    Api,
    Permissions,
    Shared,
    Deviations,
    Area { family: &'a str, key: &'a str },
    Example { family: &'a str, area: &'a str, name: &'a str },
    Ignored,
    Unknown,
}

fn role(path: &str) -> Role<'_> {
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["spec", "api.yaml"] => Role::Api,
        ["spec", "permissions.yaml"] => Role::Permissions,
        ["spec", "shared.yaml"] => Role::Shared,
        ["spec", "deviations.yaml"] => Role::Deviations,
        ["spec", "README.md" | "schema.json"] => Role::Ignored,
        ["spec", "examples", family, area, file] => match file.strip_suffix(".json") {
            Some(name) => Role::Example { family, area, name },
            None => Role::Unknown,
        },
        ["spec", family, file] if *family != "examples" => match file.strip_suffix(".yaml") {
            Some(key) => Role::Area { family, key },
            None => Role::Unknown,
        },
        _ => Role::Unknown,
    }
}

/// What is wrong with a file that has no role, and what to do with it.
fn unknown(path: &str) -> (String, String) {
    if let Some(home) = crate::draft::target(path) {
        let message = format!("a draft has left this file, for {home}");
        let help = match home.as_str() {
            "spec/deviations.yaml" => {
                "move its entries to the end of that file, give each `TODO(…)` its text, and delete this one".to_owned()
            }
            _ => format!(
                "move what stands in it to where it belongs in {home}, give each `TODO(…)` its text, and delete this file"
            ),
        };
        return (message, help);
    }
    let help = match path.strip_suffix(".yml") {
        Some(stem) => format!("rename it to {stem}.yaml"),
        None => "an area is `spec/FAMILY/AREA.yaml`, an example `spec/examples/FAMILY/AREA/NAME.json`; \
                 move the file out of `spec/` if it is neither"
            .to_owned(),
    };
    ("the compiler does not know this file".to_owned(), help)
}

impl Documents {
    fn take(&mut self, source: &Source) {
        let path = source.path.as_str();
        match role(path) {
            Role::Ignored => {}
            Role::Unknown => {
                let (message, help) = unknown(path);
                self.whole_file(path, Rule::UnknownFile, message, help);
            }
            Role::Api => self.api = self.yaml(source, &schema::API),
            Role::Permissions => self.permissions = self.yaml(source, &schema::PERMISSIONS),
            Role::Shared => self.shared = self.yaml(source, &schema::SHARED),
            Role::Deviations => self.deviations = self.yaml(source, &schema::DEVIATIONS),
            Role::Area { family, key } => {
                if let Some((file, content)) = self.yaml(source, &schema::AREA) {
                    self.areas.push(AreaDocument { file, family: family.to_owned(), key: key.to_owned(), content });
                }
            }
            Role::Example { family, area, name } => self.example(source, family, area, name),
        }
    }

    /// Reads a YAML file as its kind. What is faulty is left out, of the content and of the tree alike, so that places in
    /// one are places in the other.
    fn yaml<T: DeserializeOwned + PartialEq>(&mut self, source: &Source, schema: &Json) -> Option<(FileId, T)> {
        let text = self.text(source)?;
        let (root, problems) = tree::read(&text);
        let whole = problems.is_empty();
        let file = self.file(source, text, None);
        self.report(file, problems);
        let Some(mut root) = root.filter(|root| !root.is_null()) else {
            self.partial.insert(source.path.clone());
            if whole {
                self.empty(&source.path);
            }
            return None;
        };
        let (left, problems) = shape::check(&mut root, schema);
        let whole = whole && problems.is_empty();
        self.report(file, problems);
        self.files[file.0].tree = Some(root);
        if !whole {
            self.partial.insert(source.path.clone());
        }
        let content = left.and_then(|left| serde_yaml::from_value(left).ok());
        if whole && let Some(problem) = second_opinion(&self.files[file.0], content.as_ref()) {
            self.partial.insert(source.path.clone());
            self.report(file, vec![problem]);
            return None;
        }
        content.map(|content| (file, content))
    }

    fn example(&mut self, source: &Source, family: &str, area: &str, name: &str) {
        let Some(text) = self.text(source) else { return };
        let parsed = serde_json::from_str::<Json>(&text);
        // JSON is YAML, so the same tree gives the places; a fault of the JSON itself is reported by the JSON reader alone.
        let (tree, problems) = if parsed.is_ok() { tree::read(&text) } else { (None, Vec::new()) };
        let file = self.file(source, text, tree);
        self.report(file, problems.into_iter().filter(|problem| problem.rule == Rule::DuplicateKey).collect());
        match parsed {
            Ok(content) => {
                let (family, area, name) = (family.to_owned(), area.to_owned(), name.to_owned());
                self.examples.push(ExampleDocument { file, family, area, name, content });
            }
            Err(error) => {
                self.partial.insert(source.path.clone());
                let span = Span { line: error.line(), column: error.column().max(1), width: 1 };
                // The place is shown; what the reader says of it may be behind the end of the file.
                let text = error.to_string();
                let text = text.split(" at line ").next().unwrap_or_default();
                let message = format!("this is not JSON: {text}");
                let help = "mend it as the message says; JSON has no comments and no trailing commas".to_owned();
                self.report(file, vec![Problem { rule: Rule::JsonSyntax, span, message, help }]);
            }
        }
    }

    /// The text of a file that is neither too large, nor empty, nor something else than text.
    fn text(&mut self, source: &Source) -> Option<String> {
        let path = source.path.as_str();
        if source.bytes.len() > MAX_FILE {
            let help = "split it: an area of a few hundred lines is one that people can read".to_owned();
            self.whole_file(path, Rule::TooLarge, "this file is larger than 1 MiB".to_owned(), help);
            return None;
        }
        match std::str::from_utf8(&source.bytes) {
            Ok(text) if text.trim().is_empty() => {
                self.empty(path);
                None
            }
            Ok(text) => self.shown(source, text.strip_prefix('\u{feff}').unwrap_or(text)),
            Err(error) => {
                let good = String::from_utf8_lossy(&source.bytes[..error.valid_up_to()]).into_owned();
                let line = good.matches('\n').count() + 1;
                let column = good.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
                let file = self.file(source, good, None);
                let message = format!("this is not UTF-8: byte {} begins no character", error.valid_up_to());
                let help = "save the file as UTF-8".to_owned();
                let span = Span { line, column, width: 1 };
                self.partial.insert(source.path.clone());
                self.report(file, vec![Problem { rule: Rule::NotUtf8, span, message, help }]);
                None
            }
        }
    }

    /// The text, if an editor shows all of it. A carriage return without a line feed is a line's end to some, to others not.
    fn shown(&mut self, source: &Source, text: &str) -> Option<String> {
        let next = text.chars().skip(1).map(Some).chain([None]);
        let (mut line, mut column, mut problems) = (1, 1, Vec::new());
        for (c, next) in text.chars().zip(next) {
            let plain = matches!(c, '\n' | '\t') || (c == '\r' && next == Some('\n'));
            if !plain && is_hidden(c) && problems.len() < HIDDEN {
                let message = format!("a character that editors don't show stands here, U+{:04X}", u32::from(c));
                let help = "remove it, or write it as an escape between double quotes if it belongs there".to_owned();
                let span = Span { line, column, width: 1 };
                problems.push(Problem { rule: Rule::HiddenCharacter, span, message, help });
            }
            (line, column) = if c == '\n' { (line + 1, 1) } else { (line, column + 1) };
        }
        if problems.is_empty() {
            return Some(text.to_owned());
        }
        self.partial.insert(source.path.clone());
        let file = self.file(source, text.to_owned(), None);
        self.report(file, problems);
        None
    }

    fn file(&mut self, source: &Source, text: String, tree: Option<Node>) -> FileId {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        self.files.push(Loaded { path: source.path.clone(), tree, text, lines });
        FileId(self.files.len() - 1)
    }

    fn empty(&mut self, path: &str) {
        let help = "write what belongs there, see spec/README.md, or delete the file".to_owned();
        self.whole_file(path, Rule::EmptyFile, "this file holds nothing".to_owned(), help);
    }

    /// Reports a fault that has no place within its file.
    fn whole_file(&mut self, path: &str, rule: Rule, message: String, help: String) {
        self.partial.insert(path.to_owned());
        self.problems.push(Diagnostic::of_file(rule, path, &message, &help));
    }

    fn report(&mut self, file: FileId, problems: Vec<Problem>) {
        let loaded = &self.files[file.0];
        let more = problems.len().saturating_sub(SHOWN);
        for Problem { rule, span, message, help } in problems.into_iter().take(SHOWN) {
            self.problems.push(loaded.diagnostic(rule, span, &message, &help));
        }
        if more > 0 {
            self.problems.push(too_many(&loaded.path, more));
        }
    }
}

impl Loaded {
    /// A diagnostic at a place of this file; of what stands behind its end, at its end.
    pub(crate) fn diagnostic(&self, rule: Rule, span: Span, message: &str, help: &str) -> Diagnostic {
        if span.line == 0 {
            return Diagnostic::of_file(rule, &self.path, message, help);
        }
        let text = self.text.trim_end();
        let last = self.lines.partition_point(|start| *start <= text.len()).max(1);
        let span = if span.line > last { Span { line: last, column: usize::MAX, width: 1 } } else { span };
        let line = self.line(span.line);
        Diagnostic::on_line(rule, &self.path, span, line, message, help)
    }

    /// A line, from 1.
    fn line(&self, line: usize) -> &str {
        let start = self.lines.get(line - 1).copied().unwrap_or(self.text.len());
        let end = self.lines.get(line).copied().unwrap_or(self.text.len());
        &self.text[start..end]
    }
}

/// Says that a file has more faults than are shown.
pub(crate) fn too_many(path: &str, more: usize) -> Diagnostic {
    let message = format!("{more} more faults of this file are not shown");
    Diagnostic::of_file(Rule::TooMany, path, &message, "mend those that are, and look again")
}

/// What the other reader of YAML says of a file in which no fault was found: if the two don't see the same in it, a person
/// may see a third thing.
fn second_opinion<T: DeserializeOwned + PartialEq>(file: &Loaded, content: Option<&T>) -> Option<Problem> {
    let top = Span { line: 1, column: 1, width: 1 };
    let (span, message) = match serde_yaml::from_str::<T>(&file.text) {
        Ok(other) if Some(&other) == content => return None,
        Ok(_) => {
            let odd = file.tree.as_ref().and_then(odd_scalar).unwrap_or(top);
            (odd, "this is a number to one reader of YAML, and a text to another".to_owned())
        }
        Err(error) => {
            let place = error.location().map(|place| Span { line: place.line(), column: place.column(), width: 1 });
            (place.unwrap_or(top), format!("this can't be read: {error}"))
        }
    };
    let help = "write it in a plainer way; text in double quotes is always safe".to_owned();
    Some(Problem { rule: Rule::YamlSyntax, span, message, help })
}

/// The first scalar that would be written in another way if it were read as what it looks like, `1.10` for one.
fn odd_scalar(node: &Node) -> Option<Span> {
    match &node.kind {
        Kind::Mapping(entries) => entries.iter().find_map(|(key, value)| odd_scalar(key).or_else(|| odd_scalar(value))),
        Kind::Sequence(items) => items.iter().find_map(odd_scalar),
        Kind::Scalar { text, plain: true, .. } => match serde_yaml::from_str::<serde_yaml::Value>(text) {
            Ok(serde_yaml::Value::Number(number)) if number.to_string() != *text => Some(node.span),
            _ => None,
        },
        Kind::Scalar { .. } | Kind::Refused => None,
    }
}
