//! What is wrong with a description, where, and how to mend it.

use std::fmt;

/// Declares the rules: a variant, its name in messages, and what it holds.
macro_rules! rules {
    ($($variant:ident $name:literal $about:literal,)*) => {
        /// What a description has to keep.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $(#[doc = $about] $variant,)*
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &'static [Rule] = &[$(Rule::$variant,)*];

            /// Its name in messages.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Rule::$variant => $name,)* }
            }

            /// What it asks for.
            #[must_use]
            pub fn about(self) -> &'static str {
                match self { $(Rule::$variant => $about,)* }
            }
        }
    };
}

rules! {
    TooLarge "too-large" "A file is at most 1 MiB.",
    NotUtf8 "not-utf8" "A file is UTF-8.",
    HiddenCharacter "hidden-character" "A file has no character that editors don't show.",
    EmptyFile "empty-file" "A file is not empty.",
    UnknownFile "unknown-file" "Below `spec/` there are only files that the compiler knows.",
    MissingFile "missing-file" "`api.yaml`, `permissions.yaml` and `shared.yaml` exist.",
    YamlSyntax "yaml-syntax" "A description is YAML.",
    JsonSyntax "json-syntax" "An example is JSON.",
    SeveralDocuments "several-documents" "A file is one YAML document.",
    TooDeep "too-deep" "Nesting has a limit.",
    Indirection "indirection" "YAML's anchors, aliases, tags and merge keys are not part of the language.",
    DuplicateKey "duplicate-key" "A key stands once in its map.",
    KeyNotText "key-not-text" "A key is text.",
    UnknownKey "unknown-key" "A key is one that the language has there.",
    MissingKey "missing-key" "A key that the language asks for is there.",
    WrongShape "wrong-shape" "A value has the shape that the language asks for.",
    MissingDocs "missing-docs" "Whatever downstream sees says what it is.",
    DocsGap "docs-gap" "Docs have no gap that a draft left open.",
    BadDocs "bad-docs" "Docs are text that rustdoc can show.",
    BadName "bad-name" "Names are written in the style of their kind.",
    BadRustName "bad-rust-name" "`rust` is a valid Rust name of the right style.",
    NameClash "name-clash" "Two things of one scope have different names in Rust.",
    TypeSyntax "type-syntax" "A type is written as the manual says.",
    UnknownType "unknown-type" "A type is declared in the same file or in `shared.yaml`.",
    UnusedType "unused-type" "A type is used by an operation.",
    EndlessType "endless-type" "A type does not contain itself without a list or a map between.",
    BadEnum "bad-enum" "An enum has values, each of them once.",
    BadUnion "bad-union" "A union has variants that can be told apart.",
    BadFacts "bad-facts" "Limits and defaults fit the type that they are said of.",
    BadHttp "bad-http" "`http` is a method and a path.",
    PathParameter "path-parameter" "Each hole of a path has a type, and each type a hole.",
    ParameterType "parameter-type" "A parameter is a scalar, or a list of scalars.",
    DuplicateOperation "duplicate-operation" "A method and path belong to one operation.",
    UnknownPermission "unknown-permission" "A permission is one of `permissions.yaml`.",
    UnknownOperation "unknown-operation" "An operation that is named exists.",
    UnknownRegion "unknown-region" "A region is one of `api.yaml`.",
    UnknownFamily "unknown-family" "A family's folder is one of `api.yaml`.",
    BadBody "bad-body" "A request body is what its method can carry.",
    BadAnswer "bad-answer" "Answers are success statuses, with one type among them.",
    BadMedia "bad-media" "A media type is `type/subtype`, and a body is sent as JSON.",
    BadStatus "bad-status" "An error status is between 400 and 599.",
    BadLimit "bad-limit" "A rate limit is written as the manual says.",
    BadDate "bad-date" "A date is `YYYY-MM-DD`, and exists.",
    BadVersion "bad-version" "An operation has a version where its family has versions, and only there.",
    BadUrl "bad-url" "A page is an https URL, a base a path, an origin an https origin.",
    BadPaging "bad-paging" "Paging names members that the answer has.",
    BadPoll "bad-poll" "A job names operations, members and states that exist.",
    ExampleMissing "example-missing" "An operation has the examples that its tests need.",
    ExampleUnknown "example-unknown" "An example belongs to an operation.",
    ExampleMismatch "example-mismatch" "An example fits the declared types.",
    DeviationPlace "deviation-place" "A deviation names something that exists.",
    DeviationStale "deviation-stale" "A deviation repeats what the description says.",
    TooMany "too-many" "Of a file, only so many faults are shown.",
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A stretch of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// Line, from 1; 0 where it is about the whole file.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// How many characters are meant, at least 1.
    pub width: usize,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule that is broken.
    pub rule: Rule,
    /// The file, as its source was named.
    pub file: String,
    /// Where in it.
    pub span: Span,
    /// The line as it is shown; of a long one, what stands around the place.
    pub text: String,
    /// How many characters of `text` stand before the place.
    pub indent: usize,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub help: String,
}

/// Everything that is wrong, by file and place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Puts them in order of files and places, and drops what is said twice.
    #[must_use]
    pub fn new(mut list: Vec<Diagnostic>) -> Self {
        // What only repeats the description comes behind it, since its faults often follow from those.
        let follows = |file: &str| file.starts_with("spec/examples/") || file == "spec/deviations.yaml";
        list.sort_by(|a, b| {
            let place = (follows(&a.file), &a.file, a.span).cmp(&(follows(&b.file), &b.file, b.span));
            place.then_with(|| (a.rule, &a.message).cmp(&(b.rule, &b.message)))
        });
        list.dedup();
        Self(list)
    }

    /// One after the other.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for diagnostic in &self.0 {
            writeln!(f, "{diagnostic}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}

/// How much of a line is kept and shown.
const SHOWN: usize = 120;

/// How much of a message or a help is kept; what they quote may be as long as a file.
const SAID: usize = 600;

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error[{}]: {}", self.rule, self.message)?;
        if self.span.line == 0 {
            writeln!(f, "  --> {}", printable(&self.file))?;
        } else {
            let Span { line, column, .. } = self.span;
            let gutter = " ".repeat(line.to_string().len());
            let width = self.span.width.min(self.text.chars().count().saturating_sub(self.indent)).max(1);
            writeln!(f, "{gutter} --> {}:{line}:{column}", printable(&self.file))?;
            writeln!(f, "{gutter} |")?;
            writeln!(f, "{}", format!("{line} | {}", self.text).trim_end())?;
            writeln!(f, "{gutter} | {}{}", " ".repeat(self.indent), "^".repeat(width))?;
        }
        writeln!(f, "  = help: {}", self.help)
    }
}

impl Diagnostic {
    /// A fault in a file as a whole.
    pub(crate) fn of_file(rule: Rule, file: &str, message: &str, help: &str) -> Self {
        let (message, help) = (said(message), said(help));
        let (file, text, span, indent) = (file.to_owned(), String::new(), Span::default(), 0);
        Self { rule, file, span, text, indent, message, help }
    }

    /// A fault on a line. The span is cut to what the line has, and the line to what is shown of it.
    pub(crate) fn on_line(rule: Rule, file: &str, span: Span, line: &str, message: &str, help: &str) -> Self {
        let line = line.trim_end();
        let length = line.chars().count();
        let column = span.column.clamp(1, length + 1);
        let width = span.width.min((length + 1).saturating_sub(column)).max(1);
        let start = if length <= SHOWN { 0 } else { (column - 1).saturating_sub(SHOWN / 2).min(length - SHOWN) };
        let (before, after) = (if start > 0 { "…" } else { "" }, if start + SHOWN < length { "…" } else { "" });
        let shown: String = line.chars().skip(start).take(SHOWN).collect();
        let text = format!("{before}{}{after}", printable(&shown));
        let indent = column - 1 - start + before.chars().count();
        let span = Span { line: span.line, column, width };
        Self { rule, file: file.to_owned(), span, text, indent, message: said(message), help: said(help) }
    }
}

/// A text that a terminal shows as it stands: on one line, and from left to right.
fn printable(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c == '\t' {
                ' '
            } else if is_hidden(c) {
                char::REPLACEMENT_CHARACTER
            } else {
                c
            }
        })
        .collect()
}

/// A message or a help as it is kept.
fn said(text: &str) -> String {
    let text = printable(text);
    if text.chars().count() <= SAID {
        return text;
    }
    let (head, tail) = (SAID * 2 / 3, SAID / 3);
    let end: Vec<char> = text.chars().rev().take(tail).collect();
    text.chars().take(head).chain(['…']).chain(end.into_iter().rev()).collect()
}

/// Whether a character does not show: controls, and what has no width or turns the direction of writing. The last kind is
/// an error to rustc as well.
#[must_use]
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Names for a help line; of many, the first ones.
#[must_use]
pub(crate) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    const FEW: usize = 20;
    let mut names = names.into_iter();
    let first: Vec<String> = names.by_ref().take(FEW).map(|name| format!("`{name}`")).collect();
    let more = names.count();
    if more == 0 { first.join(", ") } else { format!("{} and {more} more", first.join(", ")) }
}

/// The nearest of some names, where one is near enough to be meant.
#[must_use]
pub fn nearest<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (name.chars().count() / 3).max(1);
    names
        .into_iter()
        .map(|known| (distance(name, known, limit), known))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, known)| known)
}

/// Edits between two names, regardless of case; anything above `limit` where they are too far apart to tell.
fn distance(a: &str, b: &str, limit: usize) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.to_lowercase().chars().collect(), b.to_lowercase().chars().collect());
    if a.len().abs_diff(b.len()) > limit || a.len() > 64 {
        return limit + 1;
    }
    let (mut before, mut above): (Vec<usize>, Vec<usize>) = (Vec::new(), (0..=b.len()).collect());
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1; b.len() + 1];
        for (j, y) in b.iter().enumerate() {
            row[j + 1] = (above[j] + usize::from(x != y)).min(row[j] + 1).min(above[j + 1] + 1);
            // Two neighbours that changed places are one slip of the fingers.
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                row[j + 1] = row[j + 1].min(before[j - 1] + 1);
            }
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(line: &str, column: usize, width: usize) -> Diagnostic {
        Diagnostic::on_line(Rule::BadName, "spec/a.yaml", Span { line: 7, column, width }, line, "What.", "How.")
    }

    #[test]
    fn the_marks_stand_under_what_is_meant() {
        let shown = on("docs: über", 7, 4).to_string();
        assert_eq!(
            shown,
            "error[bad-name]: What.\n  --> spec/a.yaml:7:7\n  |\n7 | docs: über\n  |       ^^^^\n  = help: How.\n"
        );
        assert!(on("", 1, 1).to_string().contains("\n7 |\n  | ^\n"));
    }

    #[test]
    fn spans_are_cut_to_the_line() {
        let cases =
            [((1, 99), (1, 4)), ((99, 1), (5, 1)), ((4, 9), (4, 1)), ((0, 0), (1, 1)), ((2, usize::MAX), (2, 3))];
        for ((column, width), expected) in cases {
            let span = on("abcd  ", column, width).span;
            assert_eq!((span.column, span.width), expected, "{column} {width}");
        }
    }

    #[test]
    fn of_long_lines_the_place_is_shown() {
        let line = format!("{}MEANT{}", "a".repeat(500), "b".repeat(500));
        let diagnostic = on(&line, 501, 5);
        let marked: String = diagnostic.text.chars().skip(diagnostic.indent).take(5).collect();
        assert_eq!(marked, "MEANT");
        assert_eq!(diagnostic.text.chars().count(), SHOWN + 2);
        assert!(diagnostic.text.starts_with('…') && diagnostic.text.ends_with('…'));
        assert!(on(&line, 1, 1).text.starts_with('a') && on(&line, 1005, 1).text.ends_with('b'));
    }

    #[test]
    fn what_is_quoted_can_neither_fill_nor_steer_a_terminal() {
        let said = said(&format!("`\u{1b}[2J\u{202e}{}`", "x".repeat(10_000)));
        assert!(said.chars().count() <= SAID + 1 && said.ends_with('`'));
        assert!(!said.contains(['\u{1b}', '\u{202e}']));
    }

    #[test]
    fn the_nearest_name_is_one_slip_away() {
        let names = ["get", "list", "permissions", "Size"];
        let cases = [
            ("gte", Some("get")),
            ("gett", Some("get")),
            ("lst", Some("list")),
            ("permissons", Some("permissions")),
            ("size", Some("Size")),
            ("delete", None),
            ("", None),
        ];
        for (name, near) in cases {
            assert_eq!(nearest(name, names), near, "{name}");
        }
        assert_eq!(nearest(&"x".repeat(1_000_000), names), None);
    }

    #[test]
    fn of_many_names_the_first_are_listed() {
        let names: Vec<String> = (0..30).map(|at| at.to_string()).collect();
        let listed = listed(names.iter().map(String::as_str));
        assert!(listed.starts_with("`0`, `1`") && listed.ends_with("`19` and 10 more"), "{listed}");
    }
}
