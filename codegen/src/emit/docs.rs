//! Prose of the description as rustdoc: safe for its lints, wrapped, one attribute a line.
//!
//! The prose is plain text with a little Markdown in it: code spans, fenced blocks, lists, emphasis and links. Whatever else rustdoc
//! would take for a link, for HTML or for an open code span is escaped.

use proc_macro2::TokenStream;
use quote::quote;

/// Where a line of documentation ends.
const WIDTH: usize = 110;

/// Stands for a space at which no line may break, until the lines are done.
const GLUE: char = '\u{1}';

/// The documentation of an item: `///` lines.
pub(super) fn outer(text: &str) -> TokenStream {
    lines(&documented(text))
}

/// The documentation of a module: `//!` lines.
pub(super) fn module(text: &str) -> TokenStream {
    let attributes = documented(text).into_iter().map(spaced);
    quote!(#(#![doc = #attributes])*)
}

/// `///` lines of a text that is Markdown already.
pub(super) fn lines(lines: &[String]) -> TokenStream {
    let attributes = lines.iter().map(|line| spaced(line.clone()));
    quote!(#(#[doc = #attributes])*)
}

fn spaced(line: String) -> String {
    if line.is_empty() { line } else { format!(" {line}") }
}

/// The lines of a text, and a line where there is no text: everything public is documented.
pub(super) fn documented(text: &str) -> Vec<String> {
    let lines = safe(text);
    if lines.is_empty() { vec!["The vendor's docs say nothing of it.".to_owned()] } else { lines }
}

/// The text as lines of Markdown that rustdoc takes without a warning.
fn safe(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for block in blocks(text) {
        let tight = matches!(block, Block::Item { first: false, .. });
        if !out.is_empty() && !tight {
            out.push(String::new());
        }
        match block {
            Block::Paragraph(text) => wrap(&escape(&text), "", "", &mut out),
            Block::Item { marker, text, .. } => {
                let indent = " ".repeat(marker.len() + 1);
                wrap(&escape(&text), &format!("{marker} "), &indent, &mut out);
            }
            Block::Code(code) => out.extend(code),
        }
    }
    out
}

/// A text in one line, for a place where only one fits: an attribute, a comment, an item of a list.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text as one line of Markdown that rustdoc takes without a warning.
pub(super) fn safe_line(text: &str) -> String {
    escape(&one_line(text)).replace(GLUE, " ")
}

/// The items as a list.
pub(super) fn list<T: AsRef<str>>(items: impl IntoIterator<Item = T>) -> Vec<String> {
    let mut out = Vec::new();
    for item in items {
        wrap(&escape(&one_line(item.as_ref())), "- ", "  ", &mut out);
    }
    out
}

enum Block {
    Paragraph(String),
    Item { marker: String, text: String, first: bool },
    Code(Vec<String>),
}

/// The paragraphs, items and fenced blocks of a text.
fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false; // the next line goes on with the last block
    let mut lines = text.lines().map(|line| line.replace('\t', " ").replace(char::is_control, ""));
    while let Some(line) = lines.next() {
        let line = line.trim();
        if line.is_empty() {
            open = false;
        } else if let Some(language) = line.strip_prefix("```") {
            blocks.push(fenced(language.trim(), lines.by_ref()));
            open = false;
        } else if let Some((marker, rest)) = list_marker(line) {
            let first = !matches!(blocks.last(), Some(Block::Item { .. }));
            blocks.push(Block::Item { marker, text: rest.to_owned(), first });
            open = true;
        } else if let (true, Some(Block::Paragraph(text) | Block::Item { text, .. })) = (open, blocks.last_mut()) {
            text.push(' ');
            text.push_str(line);
        } else {
            blocks.push(Block::Paragraph(line.to_owned()));
            open = true;
        }
    }
    blocks
}

/// A fenced block as it stands; one without a language is text, for rustdoc would compile it.
fn fenced(language: &str, lines: &mut impl Iterator<Item = String>) -> Block {
    let plain = language.is_empty() || language.contains('`');
    let mut code = vec![format!("```{}", if plain { "text" } else { language })];
    code.extend(lines.take_while(|line| !line.trim().starts_with("```")));
    code.push("```".to_owned());
    Block::Code(code)
}

/// The marker of a list's item and what stands behind it.
fn list_marker(line: &str) -> Option<(String, &str)> {
    let (marker, rest) = line.split_once(' ')?;
    let number = marker.strip_suffix(['.', ')']);
    let numbered =
        number.is_some_and(|digits| (1..=9).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()));
    match marker {
        "-" | "*" | "+" => Some(("-".to_owned(), rest.trim())),
        _ if numbered => Some((marker.to_owned(), rest.trim())),
        _ => None,
    }
}

/// Escapes what is no code span, no link and no emphasis.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let boundary = !out.ends_with(|c: char| c.is_alphanumeric());
        let taken = match c {
            '`' => code_span(rest, &mut out),
            '<' => autolink(rest, &mut out),
            '[' => link(rest, &mut out),
            'h' if boundary => bare_url(rest, &mut out),
            '\\' => escaped(rest, &mut out),
            _ => 0,
        };
        if taken > 0 {
            rest = &rest[taken..];
            continue;
        }
        if matches!(c, '`' | '<' | '>' | '[' | ']') {
            out.push('\\');
        }
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    out
}

/// Takes a code span; 0 where the backticks are not closed. Escapes the whole run then, so that it is not looked at again.
fn code_span(text: &str, out: &mut String) -> usize {
    let ticks = text.bytes().take_while(|b| *b == b'`').count();
    let fence = &text[..ticks];
    let mut from = ticks;
    while let Some(at) = text[from..].find(fence) {
        let start = from + at;
        let run = text[start..].bytes().take_while(|b| *b == b'`').count();
        if run == ticks {
            let end = start + ticks;
            out.push_str(&text[..end].replace(' ', &GLUE.to_string()));
            return end;
        }
        from = start + run;
    }
    out.push_str(&"\\`".repeat(ticks));
    ticks
}

/// Takes `<https://…>`.
fn autolink(text: &str, out: &mut String) -> usize {
    let Some(end) = text.find('>') else { return 0 };
    let inside = &text[1..end];
    if !is_url(inside) || inside.contains(|c: char| c.is_whitespace() || c == '<') {
        return 0;
    }
    out.push_str(&text[..=end]);
    end + 1
}

/// Takes `[text](https://…)`.
fn link(text: &str, out: &mut String) -> usize {
    let Some((label, target)) = text[1..].split_once("](") else { return 0 };
    let Some(end) = target.find(')') else { return 0 };
    let url = &target[..end];
    if label.contains(['[', ']', '`', '<']) || !is_url(url) || url.contains(|c: char| c.is_whitespace() || c == '<') {
        return 0;
    }
    out.push_str(&format!("[{}]({url})", label.replace(' ', &GLUE.to_string())));
    1 + label.len() + 2 + end + 1
}

/// Takes a URL that stands in the text, and makes a link of it.
fn bare_url(text: &str, out: &mut String) -> usize {
    if !is_url(text) {
        return 0;
    }
    let stop = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`' | '[' | ']' | '{' | '}' | '|' | '\\');
    let end = text.find(stop).unwrap_or(text.len());
    let mut url = text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_']);
    if url.ends_with(')') && !url.contains('(') {
        url = url.trim_end_matches([')', '.', ',']);
    }
    if url.ends_with("//") {
        return 0;
    }
    out.push_str(&format!("<{url}>"));
    url.len()
}

/// Takes a character that is escaped already.
fn escaped(text: &str, out: &mut String) -> usize {
    match text.chars().nth(1) {
        Some(c) if c.is_ascii_punctuation() => {
            out.push_str(&text[..2]);
            2
        }
        _ => {
            out.push_str("\\\\");
            1
        }
    }
}

fn is_url(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// Breaks the text into lines; the first starts with `first`, the others with `next`.
fn wrap(text: &str, first: &str, next: &str, out: &mut Vec<String>) {
    let mut line = first.to_owned();
    let mut empty = true;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        if !empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
            out.push(line.replace(GLUE, " "));
            line = next.to_owned();
            empty = true;
        }
        if empty {
            line.push_str(&harmless(word));
        } else {
            line.push(' ');
            line.push_str(word);
        }
        empty = false;
    }
    out.push(line.replace(GLUE, " ").trim_end().to_owned());
}

/// A word at the start of a line that Markdown would take for a list, a heading or a rule.
fn harmless(word: &str) -> String {
    let all = |set: &[char]| word.chars().all(|c| set.contains(&c));
    if list_marker(&format!("{word} x")).is_some_and(|(marker, _)| marker != "-") {
        let at = word.len() - 1;
        format!("{}\\{}", &word[..at], &word[at..])
    } else if all(&['-', '_', '=', '#', '*', '+', '~', ':', '|']) || word.starts_with("~~~") || word.starts_with('|') {
        format!("\\{word}")
    } else {
        word.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &[(&str, &str)] = &[
        ("Plain text stays.", "Plain text stays."),
        ("See https://docs.snyk.io/a_b, please.", "See <https://docs.snyk.io/a_b>, please."),
        ("See <https://docs.snyk.io>.", "See <https://docs.snyk.io>."),
        ("(see https://docs.snyk.io/x).", "(see <https://docs.snyk.io/x>)."),
        ("https://a.example/x_(y) and http://", "<https://a.example/x_(y)> and http://"),
        ("A [link](https://docs.snyk.io/x) stays.", "A [link](https://docs.snyk.io/x) stays."),
        ("A [page](other.md) does not.", "A \\[page\\](other.md) does not."),
        ("Vec<T> and `Vec<T>`", "Vec\\<T\\> and `Vec<T>`"),
        ("an array[0] of [x]", "an array\\[0\\] of \\[x\\]"),
        ("a stray ` backtick", "a stray \\` backtick"),
        ("``a ` b`` and `c", "``a ` b`` and \\`c"),
        ("already \\<escaped\\> and C:\\path", "already \\<escaped\\> and C:\\\\path"),
        ("a `code https://x.example <b>` span", "a `code https://x.example <b>` span"),
        ("a > b", "a \\> b"),
        ("snake_case and *emphasis*", "snake_case and *emphasis*"),
        ("one\ntwo\n\nthree", "one two\n\nthree"),
        ("List:\n- one\n  more\n* two", "List:\n\n- one more\n- two"),
        ("1. one\n2. two", "1. one\n2. two"),
        ("```\nlet x = <T>;\n```", "```text\nlet x = <T>;\n```"),
        ("```json\n{}", "```json\n{}\n```"),
        ("# heading", "\\# heading"),
        ("--- x", "\\--- x"),
        ("", ""),
    ];

    #[test]
    fn the_table_of_escapes_holds() {
        for (text, expected) in TABLE {
            assert_eq!(safe(text).join("\n"), *expected, "from {text:?}");
        }
    }

    #[test]
    fn lines_break_between_words_and_never_inside_code() {
        let text = format!("{}`{}` end", "word ".repeat(20), "code ".repeat(5).trim());
        let lines = safe(&text);
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert_eq!(lines[1], "`code code code code code` end");
        assert!(lines.iter().all(|line| line.chars().count() <= WIDTH));
    }

    #[test]
    fn a_line_does_not_become_a_list_by_wrapping() {
        let text = format!("{}1. of - them", "word ".repeat(22));
        assert_eq!(safe(&text)[1], "1\\. of - them");
        let text = format!("{}- x", "word ".repeat(22));
        assert_eq!(safe(&text)[1], "\\- x");
    }
}
