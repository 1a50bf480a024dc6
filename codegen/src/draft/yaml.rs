//! Writes YAML in the layout of the description: short lines, long forms in braces, and no quotes that are not needed.

/// How wide a line may be.
const WIDTH: usize = 120;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Yaml {
    /// A text.
    Text(String),
    /// Something that stands there as it is: a number, true, false, a value as JSON.
    Plain(String),
    /// A list, in brackets where it fits on its line.
    List(Vec<Yaml>),
    /// A map in braces where it fits on its line.
    Short(Vec<Entry>),
    /// A map with a line for each entry.
    Map(Vec<Entry>),
}

/// An entry of a map.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    /// What is remarked on it, a line each.
    pub(super) comments: Vec<String>,
    /// An empty line stands before it.
    pub(super) apart: bool,
    pub(super) key: String,
    pub(super) value: Yaml,
}

impl Entry {
    /// An entry without remarks.
    pub(super) fn new(key: impl Into<String>, value: Yaml) -> Self {
        Self { comments: Vec::new(), apart: false, key: key.into(), value }
    }

    /// An entry that is a text.
    pub(super) fn text(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self::new(key, Yaml::Text(value.into()))
    }

    /// The same with remarks.
    pub(super) fn remarked(self, comments: Vec<String>) -> Self {
        Self { comments, ..self }
    }

    /// The same with an empty line before it.
    pub(super) fn set_apart(self) -> Self {
        Self { apart: true, ..self }
    }
}

/// A whole file.
pub(super) fn write(entries: &[Entry]) -> String {
    let mut out = String::new();
    block(&mut out, entries, 0);
    out
}

fn block(out: &mut String, entries: &[Entry], indent: usize) {
    let margin = " ".repeat(indent);
    for (index, entry) in entries.iter().enumerate() {
        if entry.apart && index > 0 {
            out.push('\n');
        }
        for comment in &entry.comments {
            out.push_str(&format!("{margin}# {}\n", on_one_line(comment)));
        }
        let head = format!("{margin}{}:", key(&entry.key, false));
        let room = WIDTH.saturating_sub(head.chars().count() + 1);
        match inline(&entry.value).filter(|text| text.chars().count() <= room || is_scalar(&entry.value)) {
            Some(text) => out.push_str(&format!("{head} {text}\n")),
            None => {
                out.push_str(&format!("{head}\n"));
                nested(out, &entry.value, indent + 2);
            }
        }
    }
}

fn nested(out: &mut String, value: &Yaml, indent: usize) {
    let margin = " ".repeat(indent);
    match value {
        Yaml::Map(entries) => block(out, entries, indent),
        Yaml::Short(entries) => {
            let text = inline(value).filter(|text| indent + text.chars().count() <= WIDTH);
            // A single line of its own is enough for what only just did not fit.
            match text {
                Some(text) if entries.iter().all(|entry| entry.comments.is_empty()) => {
                    out.push_str(&format!("{margin}{text}\n"));
                }
                _ => block(out, entries, indent),
            }
        }
        Yaml::List(items) => {
            for item in items {
                out.push_str(&format!("{margin}- {}\n", inline(item).unwrap_or_default()));
            }
        }
        Yaml::Text(_) | Yaml::Plain(_) => out.push_str(&format!("{margin}{}\n", inline(value).unwrap_or_default())),
    }
}

fn is_scalar(value: &Yaml) -> bool {
    matches!(value, Yaml::Text(_) | Yaml::Plain(_))
}

/// A value on one line, where it can stand on one.
fn inline(value: &Yaml) -> Option<String> {
    match value {
        Yaml::Text(text) => Some(scalar(text, false)),
        _ => flow(value),
    }
}

/// A value within brackets or braces.
fn flow(value: &Yaml) -> Option<String> {
    match value {
        Yaml::Text(text) => Some(scalar(text, true)),
        Yaml::Plain(text) => Some(text.clone()),
        Yaml::List(items) => Some(format!("[{}]", items.iter().map(flow).collect::<Option<Vec<_>>>()?.join(", "))),
        Yaml::Short(entries) => {
            let entry = |entry: &Entry| {
                let remarked = !entry.comments.is_empty();
                flow(&entry.value).filter(|_| !remarked).map(|value| format!("{}: {value}", key(&entry.key, true)))
            };
            Some(format!("{{{}}}", entries.iter().map(entry).collect::<Option<Vec<_>>>()?.join(", ")))
        }
        Yaml::Map(_) => None,
    }
}

/// A key. Statuses are numbers to YAML, and stand there as such.
fn key(text: &str, in_braces: bool) -> String {
    let status = text.len() == 3 && text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
    if status { text.to_owned() } else { scalar(text, in_braces) }
}

/// A text, in double quotes where YAML would take it for something else.
pub(super) fn scalar(text: &str, in_braces: bool) -> String {
    if is_plain(text, in_braces) { text.to_owned() } else { quoted(text) }
}

fn is_plain(text: &str, in_braces: bool) -> bool {
    let edges = text.trim() == text && !text.is_empty();
    let start = text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/');
    let inner = text.chars().all(|c| c.is_ascii_graphic() || c == ' ')
        && !text.contains(": ")
        && !text.ends_with(':')
        && !text.contains(" #");
    // A question mark or a colon next to a bracket is read in different ways by different readers.
    let braces = in_braces && text.contains([',', '[', ']', '{', '}', '?', ':', '#']);
    edges && start && inner && !braces && !looks_like_something_else(text)
}

/// Whether a reader of some version of YAML takes it for a number, a truth, a date or nothing.
fn looks_like_something_else(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let word = ["true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf"].contains(&lower.as_str());
    let digits = text.starts_with(|c: char| c.is_ascii_digit());
    let date = crate::lower::grammar::is_date(text);
    // What begins with a digit is some number to somebody, unless a word follows.
    let number = digits && !date && !text.contains([' ', '~']);
    word || number
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if crate::diagnostic::is_hidden(c) && u32::from(c) <= 0xffff => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c if crate::diagnostic::is_hidden(c) => out.push_str(&format!("\\U{:08x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A remark, of which nothing can break out.
fn on_one_line(text: &str) -> String {
    text.chars().map(|c| if crate::diagnostic::is_hidden(c) { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_stand_where_they_are_needed() {
        let plain = ["string -- The name.", "org_id", "name?", "GET /orgs/{org_id}", "a: b".trim_end_matches(": b")];
        for text in plain {
            assert_eq!(scalar(text, false), text);
        }
        let odd = [
            "", " a", "a ", "a: b", "a #b", "true", "No", "1.10", "2fa", "-", "?", "[a]", "&a", "*", "\u{202e}", "é",
            "\"", "a:",
        ];
        for text in odd {
            let written = scalar(text, false);
            assert!(written.starts_with('"'), "{text}");
            let read: serde_yaml::Value = serde_yaml::from_str(&written).expect("it is YAML");
            assert_eq!(read.as_str(), Some(text));
        }
        assert_eq!(scalar("a, b", false), "a, b");
        assert_eq!(scalar("a, b", true), "\"a, b\"");
        assert_eq!(scalar("name?", true), "\"name?\"");
    }

    #[test]
    fn what_does_not_fit_stands_on_lines_of_its_own() {
        let member = |docs: &str| {
            Yaml::Short(vec![
                Entry::text("type", "int"),
                Entry::new("min", Yaml::Plain("1".to_owned())),
                Entry::text("docs", docs),
            ])
        };
        let entries = [
            Entry::new("short", member("A number.")).remarked(vec!["why\nso".to_owned()]),
            Entry::new("long", member(&"x".repeat(88))).set_apart(),
            Entry::new("longer", member(&"x".repeat(130))),
            Entry::new("list", Yaml::List(vec![Yaml::Text("a".to_owned()), Yaml::Text("b, c".to_owned())])),
            Entry::new("map", Yaml::Map(vec![Entry::new("lines", Yaml::List(vec![Yaml::Text("y".repeat(115))]))])),
        ];
        let x = "x".repeat(88);
        let expected = format!(
            "# why so\nshort: {{type: int, min: 1, docs: A number.}}\n\nlong:\n  {{type: int, min: 1, docs: {x}}}\nlonger:\n  \
             type: int\n  min: 1\n  docs: {x}{}\nlist: [a, \"b, c\"]\nmap:\n  lines:\n    - {}\n",
            "x".repeat(42),
            "y".repeat(115)
        );
        assert_eq!(write(&entries), expected);
    }
}
