//! YAML as a tree whose every node knows where it stands.
//!
//! `serde_yaml` gives no positions for values, so this second reading finds them. It also refuses what the language leaves
//! out of YAML, and does so before anything is built from it: anchors, aliases, tags, several documents, deep nesting.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span as RawSpan};

use crate::diagnostic::{Rule, Span};

/// Deeper than any description needs to nest.
const DEPTH: usize = 24;

/// More than a file of the permitted size can need; ends the reading of what was made to be slow.
const PROBLEMS: usize = 100;

/// The key that YAML merges maps with.
pub(crate) const MERGE: &str = "<<";

/// A node of a YAML document.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// Where it starts, as far as it goes on that line.
    pub(crate) span: Span,
    /// What it is.
    pub(crate) kind: Kind,
}

/// What a node is.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// A text, a number, true, false or null.
    Scalar {
        /// Its text.
        text: String,
        /// It stands there without quotes, so it may be a number, a boolean or null.
        plain: bool,
        /// Characters before the text begins: a quote.
        lead: Option<usize>,
    },
    /// A list.
    Sequence(Vec<Node>),
    /// A map.
    Mapping(Vec<(Node, Node)>),
    /// Something that was reported, and is not looked at again.
    Refused,
}

/// Something that a tree must not hold.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    pub(crate) rule: Rule,
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) help: String,
}

impl Node {
    /// The text of a scalar.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The value of a key, with the key's own node.
    pub(crate) fn entry(&self, key: &str) -> Option<(&Node, &Node)> {
        let Kind::Mapping(entries) = &self.kind else { return None };
        entries.iter().find(|(name, _)| name.text() == Some(key)).map(|(name, value)| (name, value))
    }

    /// An item of a list.
    pub(crate) fn item(&self, index: usize) -> Option<&Node> {
        match &self.kind {
            Kind::Sequence(items) => items.get(index),
            _ => None,
        }
    }

    /// Whether it is null.
    pub(crate) fn is_null(&self) -> bool {
        matches!(&self.kind, Kind::Scalar { text, plain: true, .. } if matches!(text.as_str(), "" | "~" | "null"))
    }
}

/// Reads a file. What is left out of the language is reported; a tree comes back as long as there is one.
pub(crate) fn read(text: &str) -> (Option<Node>, Vec<Problem>) {
    let mut builder = Builder { chars: text.chars().collect(), ..Builder::default() };
    for event in Parser::new_from_str(text) {
        match event {
            Ok((event, span)) => builder.take(event, span),
            Err(error) => {
                builder.syntax(error.marker().line(), error.marker().col() + 1, error.info());
                break;
            }
        }
        if builder.fatal {
            break;
        }
        if builder.problems.len() > PROBLEMS {
            builder.give_up();
            break;
        }
    }
    builder.finish()
}

/// A collection that is not closed yet.
enum Open {
    Sequence(Span, Vec<Node>),
    /// With the key that waits for its value, and the line of each key that was seen.
    Mapping(Span, Vec<(Node, Node)>, Option<Node>, HashMap<String, usize>),
}

#[derive(Default)]
struct Builder {
    /// The file, to find where quotes close: the parser counts what stands behind them to the scalar.
    chars: Vec<char>,
    open: Vec<Open>,
    root: Option<Node>,
    documents: usize,
    problems: Vec<Problem>,
    fatal: bool,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, raw: RawSpan) {
        let span = span(raw);
        match event {
            Event::DocumentStart(_) => self.document(span),
            Event::Alias(_) => {
                self.alias(span);
                self.put(Node { span, kind: Kind::Refused });
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.properties(span, anchor, tag.is_some());
                let plain = style == ScalarStyle::Plain;
                let span = if plain { span } else { self.quoted(raw).unwrap_or(span) };
                let lead = lead(&text, plain, raw, span);
                self.put(Node { span, kind: Kind::Scalar { text: text.into_owned(), plain, lead } });
            }
            Event::SequenceStart(anchor, tag) => {
                self.properties(span, anchor, tag.is_some());
                self.start(span, Open::Sequence(span, Vec::new()));
            }
            Event::MappingStart(anchor, tag) => {
                self.properties(span, anchor, tag.is_some());
                self.start(span, Open::Mapping(span, Vec::new(), None, HashMap::new()));
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
    }

    /// The span of a scalar in quotes that closes on its line, quotes included.
    fn quoted(&self, raw: RawSpan) -> Option<Span> {
        let mut rest = self.chars.get(raw.start.index()..)?.iter().copied().peekable();
        let quote = rest.next().filter(|c| matches!(c, '"' | '\''))?;
        let mut width = 1;
        loop {
            let c = rest.next().filter(|c| *c != '\n')?;
            width += 1;
            let escapes = (c == '\\' && quote == '"') || (c == '\'' && quote == c && rest.peek() == Some(&c));
            if escapes {
                rest.next()?;
                width += 1;
            } else if c == quote {
                return Some(Span { line: raw.start.line(), column: raw.start.col() + 1, width });
            }
        }
    }

    fn document(&mut self, span: Span) {
        self.documents += 1;
        if self.documents == 2 {
            let message = "a second YAML document starts here".to_owned();
            let help = "put it into a file of its own, or remove the line `---`".to_owned();
            self.problems.push(Problem { rule: Rule::SeveralDocuments, span, message, help });
            self.fatal = true;
        }
    }

    fn start(&mut self, span: Span, open: Open) {
        self.open.push(open);
        if self.open.len() > DEPTH {
            let message = format!("this nests deeper than {DEPTH} levels");
            let help = "nothing in the language needs that; see spec/README.md".to_owned();
            self.problems.push(Problem { rule: Rule::TooDeep, span, message, help });
            self.fatal = true;
        }
    }

    fn end(&mut self) {
        let node = match self.open.pop() {
            Some(Open::Sequence(span, items)) => Node { span, kind: Kind::Sequence(items) },
            Some(Open::Mapping(span, entries, ..)) => Node { span, kind: Kind::Mapping(entries) },
            None => return,
        };
        self.put(node);
    }

    /// Adds a finished node to what is open: as an item, as a key, or as the value of the key before it.
    fn put(&mut self, node: Node) {
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::Sequence(_, items)) => items.push(node),
            Some(Open::Mapping(_, entries, key, seen)) => match key.take() {
                Some(key) => entries.push((key, node)),
                None => {
                    let name = node.text().unwrap_or_default().to_owned();
                    let problem = key_problem(&node, seen.insert(name, node.span.line));
                    *key = Some(node);
                    self.problems.extend(problem);
                }
            },
        }
    }

    fn properties(&mut self, span: Span, anchor: usize, tag: bool) {
        if anchor > 0 {
            self.indirection(span, "an anchor (`&name`)");
        }
        if tag {
            self.indirection(span, "a tag (`!name`)");
        }
    }

    fn indirection(&mut self, span: Span, what: &str) {
        let message = format!("{what} is not part of the language");
        let help = "write it out, so that a reader finds everything in its place; types are what is shared".to_owned();
        self.problems.push(Problem { rule: Rule::Indirection, span, message, help });
    }

    /// Under a merge key, that key is the fault.
    fn alias(&mut self, span: Span) {
        let merged = matches!(self.open.last(), Some(Open::Mapping(_, _, Some(key), _)) if key.text() == Some(MERGE));
        if !merged {
            self.indirection(span, "an alias (`*name`)");
        }
    }

    fn syntax(&mut self, line: usize, column: usize, info: &str) {
        let span = Span { line, column, width: 1 };
        if info.ends_with("unknown anchor") {
            self.fatal = true;
            return self.indirection(span, "an alias (`*name`)");
        }
        let help = "check brackets and indentation, by blanks alone, here and on the lines before; put text that holds `: ` or ` #`, or \
                    that begins with one of `[ ] { } > | * & ! % @ ` or a quote, into double quotes"
            .to_owned();
        self.problems.push(Problem {
            rule: Rule::YamlSyntax,
            span,
            message: format!("this is not YAML: {info}"),
            help,
        });
        self.fatal = true;
    }

    fn give_up(&mut self) {
        let message = format!("this file has more than {PROBLEMS} faults of its form; the rest of it was not read");
        let help = "mend those that are shown, and look again".to_owned();
        self.problems.push(Problem { rule: Rule::TooMany, span: Span::default(), message, help });
        self.fatal = true;
    }

    fn finish(self) -> (Option<Node>, Vec<Problem>) {
        (if self.fatal { None } else { self.root }, self.problems)
    }
}

/// What is wrong with a key: it is no text, it merges, or it was there before.
fn key_problem(key: &Node, before: Option<usize>) -> Option<Problem> {
    let span = key.span;
    let Some(text) = key.text() else {
        let message = "a key must be text, not a list or a map".to_owned();
        let help = "put text that begins with `[` or `{` into double quotes".to_owned();
        return Some(Problem { rule: Rule::KeyNotText, span, message, help });
    };
    if text == MERGE {
        let message = "a merge key (`<<`) is not part of the language".to_owned();
        let help = "write the members out, or give them a named type".to_owned();
        return Some(Problem { rule: Rule::Indirection, span, message, help });
    }
    if text.is_empty() && key.is_null() {
        let message = "there is no key before this colon".to_owned();
        let help = "write the key, or remove the line".to_owned();
        return Some(Problem { rule: Rule::KeyNotText, span, message, help });
    }
    let line = before?;
    let message = format!("the key `{text}` stands here a second time");
    let help = format!("the first one is on line {line}; keep one of them");
    Some(Problem { rule: Rule::DuplicateKey, span, message, help })
}

/// Characters before a scalar's text, where the text stands there as it is: on one line and without escapes.
fn lead(text: &str, plain: bool, raw: RawSpan, span: Span) -> Option<usize> {
    let quote = usize::from(!plain);
    let one_line = !plain || raw.start.line() == raw.end.line();
    (one_line && span.width == text.chars().count() + 2 * quote).then_some(quote)
}

/// What goes on below its first line is marked to the end of that.
fn span(raw: RawSpan) -> Span {
    let one_line = raw.start.line() == raw.end.line();
    let width = if one_line { raw.end.col().saturating_sub(raw.start.col()).max(1) } else { usize::MAX };
    Span { line: raw.start.line(), column: raw.start.col() + 1, width }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lead_of(text: &str) -> Option<usize> {
        let (root, problems) = read(text);
        assert!(problems.is_empty(), "{problems:?}");
        let root = root.expect("there is a tree");
        let (_, value) = root.entry("a").expect("there is `a`");
        match &value.kind {
            Kind::Scalar { lead, .. } => *lead,
            other => panic!("{other:?} is no scalar"),
        }
    }

    #[test]
    fn offsets_into_a_text_hold_where_it_stands_there_as_it_is() {
        assert_eq!(lead_of("a: text"), Some(0));
        assert_eq!(lead_of("a: 'text'"), Some(1));
        assert_eq!(lead_of("a: \"tëxt\" # more"), Some(1));
        for text in ["a: \"te\\u0078t\"", "a: 'te''xt'", "a: |\n  text\n", "a: >-\n  text\n", "a: te\n  xt\n"] {
            assert_eq!(lead_of(text), None, "{text}");
        }
    }

    #[test]
    fn null_is_what_yaml_calls_so_without_quotes() {
        for (text, null) in
            [("a:", true), ("a: ~", true), ("a: null", true), ("a: ''", false), ("a: 'null'", false), ("a: 0", false)]
        {
            let (root, _) = read(text);
            let root = root.expect("there is a tree");
            assert_eq!(root.entry("a").map(|(_, value)| value.is_null()), Some(null), "{text}");
        }
    }
}
