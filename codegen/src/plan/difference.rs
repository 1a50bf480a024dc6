//! The first line in which two texts differ, in a form that shows what cannot be seen.

use std::fmt;

/// How many characters of a line are shown.
const SHOWN: usize = 100;

/// How many characters before the difference are shown of a line that is too long to be shown whole.
const BEFORE: usize = 30;

/// How a file differs from what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// A line says something else, or one of the two ends before it.
    Line {
        /// The line, from 1.
        number: usize,
        /// The character in it, from 1.
        column: usize,
        /// The line on disk, made visible; none where the file on disk ends before.
        on_disk: Option<String>,
        /// The line as it should be, made visible; none where the file should end before.
        wanted: Option<String>,
    },
    /// The line says the same and ends in another way.
    LineEnding {
        /// The line, from 1.
        number: usize,
        /// Its ending on disk.
        on_disk: &'static str,
        /// Its ending as it should be.
        wanted: &'static str,
    },
    /// What is on disk is not UTF-8.
    NotText {
        /// The line of the first wrong byte, from 1.
        number: usize,
    },
    /// Something else than a file is there.
    NotAFile(&'static str),
}

impl Difference {
    /// Compares what is on disk with what should be there; none if they are the same.
    #[must_use]
    pub fn first(on_disk: &[u8], wanted: &str) -> Option<Self> {
        if on_disk == wanted.as_bytes() {
            return None;
        }
        let on_disk = match std::str::from_utf8(on_disk) {
            Ok(text) => text,
            Err(error) => {
                let newlines = on_disk[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
                return Some(Self::NotText { number: newlines + 1 });
            }
        };
        let mut left = on_disk.split_inclusive('\n');
        let mut right = wanted.split_inclusive('\n');
        let mut number = 0;
        loop {
            number += 1;
            match (left.next(), right.next()) {
                (None, None) => return None,
                (left, right) if left == right => {}
                (left, right) => return Some(Self::between(number, left, right)),
            }
        }
    }

    /// Two lines with their endings, of which at least one is there, and which are not the same.
    fn between(number: usize, on_disk: Option<&str>, wanted: Option<&str>) -> Self {
        let left = on_disk.map(split_ending);
        let right = wanted.map(split_ending);
        if let (Some((left, left_ending)), Some((right, right_ending))) = (left, right)
            && left == right
        {
            return Self::LineEnding { number, on_disk: left_ending, wanted: right_ending };
        }
        let left = left.map(|(text, _)| text);
        let right = right.map(|(text, _)| text);
        let equal = match (left, right) {
            (Some(left), Some(right)) => left.chars().zip(right.chars()).take_while(|(a, b)| a == b).count(),
            _ => 0,
        };
        let show = |text: Option<&str>| text.map(|text| visible(text, equal));
        Self::Line { number, column: equal + 1, on_disk: show(left), wanted: show(right) }
    }
}

/// The text of a line, and what its ending is called.
fn split_ending(line: &str) -> (&str, &'static str) {
    match line.strip_suffix('\n') {
        None => (line, "no line ending at all"),
        Some(line) => match line.strip_suffix('\r') {
            None => (line, "LF"),
            Some(line) => (line, "CRLF"),
        },
    }
}

/// A line of which everything can be seen: space at its end as dots, other characters that leave no ink as escapes. Of a
/// long one the part around the first difference, after `equal` characters.
fn visible(line: &str, equal: usize) -> String {
    let length = line.chars().count();
    let skipped = if length <= SHOWN { 0 } else { equal.min(length - SHOWN / 2).saturating_sub(BEFORE) };
    let ink = line.trim_end().chars().count();
    let mut text = String::new();
    if skipped > 0 {
        text.push('…');
    }
    for (index, character) in line.chars().enumerate().skip(skipped).take(SHOWN) {
        match character {
            ' ' if index >= ink => text.push('·'),
            ' ' => text.push(' '),
            '\t' if index >= ink => text.push('→'),
            _ if is_inkless(character) => text.extend(character.escape_default()),
            _ => text.push(character),
        }
    }
    if length > skipped + SHOWN {
        text.push('…');
    }
    text
}

/// Controls, spaces other than the usual one, and characters without width.
fn is_inkless(character: char) -> bool {
    character.is_control()
        || character.is_whitespace()
        || matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// What follows the path in the report.
impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line { number, column, on_disk, wanted } => {
                write!(f, ", line {number}, column {column}")?;
                write!(f, "\n  on disk: {}", shown(on_disk.as_deref()))?;
                write!(f, "\n  wanted:  {}", shown(wanted.as_deref()))
            }
            Self::LineEnding { number, on_disk, wanted } => {
                write!(f, ", line {number}, which ends with {on_disk} and should end with {wanted}")
            }
            Self::NotText { number } => write!(f, ", line {number}, which is not UTF-8"),
            Self::NotAFile(what) => write!(f, ", which is {what}"),
        }
    }
}

/// A line between bars, or that there is none.
fn shown(line: Option<&str>) -> String {
    line.map_or_else(|| "(the file ends before this line)".to_owned(), |line| format!("|{line}|"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(on_disk: &str, wanted: &str) -> String {
        Difference::first(on_disk.as_bytes(), wanted).expect("they differ").to_string()
    }

    #[test]
    fn the_same_is_no_difference() {
        assert_eq!(Difference::first(b"", ""), None);
        assert_eq!(Difference::first(b"a\nb", "a\nb"), None);
    }

    #[test]
    fn the_first_line_that_differs() {
        assert_eq!(report("a\nbcd\ne\n", "a\nbxd\nf\n"), ", line 2, column 2\n  on disk: |bcd|\n  wanted:  |bxd|");
    }

    #[test]
    fn space_at_the_end_can_be_seen() {
        assert_eq!(report("a b \t\n", "a b\n"), ", line 1, column 4\n  on disk: |a b·→|\n  wanted:  |a b|");
        assert_eq!(report("a\u{a0}b\n", "a b\n"), ", line 1, column 2\n  on disk: |a\\u{a0}b|\n  wanted:  |a b|");
        assert_eq!(report("\u{feff}a\n", "a\n"), ", line 1, column 1\n  on disk: |\\u{feff}a|\n  wanted:  |a|");
    }

    #[test]
    fn one_of_them_ends() {
        assert_eq!(
            report("a\n", "a\nb\n"),
            ", line 2, column 1\n  on disk: (the file ends before this line)\n  wanted:  |b|"
        );
        assert_eq!(
            report("a\nb\n", "a\n"),
            ", line 2, column 1\n  on disk: |b|\n  wanted:  (the file ends before this line)"
        );
        assert_eq!(
            report("", "a\n"),
            ", line 1, column 1\n  on disk: (the file ends before this line)\n  wanted:  |a|"
        );
        assert_eq!(
            report("a\n\n", "a\n"),
            ", line 2, column 1\n  on disk: ||\n  wanted:  (the file ends before this line)"
        );
    }

    #[test]
    fn line_endings() {
        assert_eq!(report("a\r\nb\r\n", "a\nb\n"), ", line 1, which ends with CRLF and should end with LF");
        assert_eq!(report("a\nb", "a\nb\n"), ", line 2, which ends with no line ending at all and should end with LF");
        assert_eq!(report("a\n", "a"), ", line 1, which ends with LF and should end with no line ending at all");
        assert_eq!(
            report("a\rb\n", "a\nb\n"),
            ", line 1, column 2\n  on disk: |a\\rb|\n  wanted:  |a|",
            "a lone carriage return is no line ending"
        );
    }

    #[test]
    fn what_is_not_text() {
        assert_eq!(Difference::first(b"a\nb\n\xff\n", "a\nb\nc\n"), Some(Difference::NotText { number: 3 }));
        assert_eq!(Difference::NotText { number: 3 }.to_string(), ", line 3, which is not UTF-8");
    }

    #[test]
    fn of_a_long_line_the_part_that_differs() {
        let start = "x".repeat(500);
        let end = "y".repeat(500);
        let text = report(&format!("{start}1{end}\n"), &format!("{start}2{end}\n"));
        let shown: String = format!("|…{}1{}…|", "x".repeat(BEFORE), "y".repeat(SHOWN - BEFORE - 1));
        assert_eq!(text, format!(", line 1, column 501\n  on disk: {shown}\n  wanted:  {}", shown.replace('1', "2")));
    }

    #[test]
    fn a_long_line_against_a_short_one() {
        let long = "x".repeat(500);
        let text = report(&format!("{long}\n"), "xx\n");
        assert_eq!(text, format!(", line 1, column 3\n  on disk: |{}…|\n  wanted:  |xx|", "x".repeat(SHOWN)));
    }
}
