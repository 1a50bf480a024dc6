//! The small languages that live in one line of text: types, docs behind them, rate limits, answers, dates.

use crate::model::{Limit, LimitScope, Period};

/// A type as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expr {
    /// A scalar or a named type, and where in the text it stands.
    Name(String, usize),
    /// `list of T`
    List(Box<Expr>),
    /// `csv of T`, and where it stands.
    Csv(Box<Expr>, usize),
    /// `map of T`
    Map(Box<Expr>),
    /// `loosely T`
    Loose(Box<Expr>),
    /// `T or null`
    Nullable(Box<Expr>),
    /// `enum a|b`, and where its values stand.
    Enum(Vec<String>, usize),
    /// `const a`
    Const(String),
    /// `to one ID as KIND with ATTRIBUTES`
    Relation(Box<RelationExpr>),
    /// `page of T`
    Page(Box<Expr>),
    /// `data T`
    Data(Box<Expr>),
}

/// A relationship as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RelationExpr {
    pub(crate) many: bool,
    pub(crate) id: Expr,
    pub(crate) kind: Option<String>,
    pub(crate) attributes: Option<Expr>,
}

/// Why a text is no type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) offset: usize,
    pub(crate) width: usize,
    pub(crate) message: String,
}

/// What is said of docs that stand where a type stands alone.
pub(crate) const DOCS_APART: &str = "docs have a key of their own here";

/// What separates a type from its docs.
const DASHES: &str = " -- ";

/// Splits `TYPE -- docs`.
pub(crate) fn split_docs(text: &str) -> (&str, Option<&str>) {
    match text.split_once(DASHES) {
        Some((ty, docs)) => (ty.trim_end(), Some(docs.trim())),
        None => match text.strip_prefix("-- ") {
            Some(docs) => ("", Some(docs.trim())),
            None => (text.trim_end_matches(" --").trim_end(), None),
        },
    }
}

/// Reads a type.
pub(crate) fn parse_type(text: &str) -> Result<Expr, Fault> {
    let tokens = tokens(text);
    let mut parser = Parser { tokens: &tokens, at: 0, end: text.chars().count(), depth: 0 };
    let expr = parser.whole()?;
    match parser.tokens.get(parser.at) {
        None => Ok(expr),
        Some((offset, token)) => Err(Fault {
            offset: *offset,
            width: token.chars().count(),
            message: match token.as_str() {
                "--" => DOCS_APART.to_owned(),
                "or" => "behind `or` stands `null` alone; a choice of types is a `union`".to_owned(),
                value if text.contains("| ") || text.contains(" |") => {
                    format!(
                        "`{value}` has a blank before it; the values of an enum have bars between them, and no blanks"
                    )
                }
                other => format!("`{other}` does not belong to a type"),
            },
        }),
    }
}

/// Words and parentheses, with their offsets in characters.
fn tokens(text: &str) -> Vec<(usize, String)> {
    let mut tokens: Vec<(usize, String)> = Vec::new();
    let mut word: Option<(usize, String)> = None;
    for (offset, c) in text.chars().enumerate() {
        if c.is_whitespace() || c == '(' || c == ')' {
            tokens.extend(word.take());
            if !c.is_whitespace() {
                tokens.push((offset, c.to_string()));
            }
        } else {
            word.get_or_insert_with(|| (offset, String::new())).1.push(c);
        }
    }
    tokens.extend(word);
    tokens
}

/// Types nest this deep at most.
const TYPE_DEPTH: usize = 8;

struct Parser<'a> {
    tokens: &'a [(usize, String)],
    at: usize,
    end: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self, ahead: usize) -> Option<&str> {
        self.tokens.get(self.at + ahead).map(|(_, token)| token.as_str())
    }

    fn fault(&self, message: String) -> Fault {
        match self.tokens.get(self.at) {
            Some((offset, token)) => Fault { offset: *offset, width: token.chars().count(), message },
            None => Fault { offset: self.end, width: 1, message },
        }
    }

    /// `BASE` or `BASE or null`.
    fn whole(&mut self) -> Result<Expr, Fault> {
        let base = self.base()?;
        if self.peek(0) == Some("or") && self.peek(1) == Some("null") {
            self.at += 2;
            return Ok(Expr::Nullable(Box::new(base)));
        }
        Ok(base)
    }

    fn base(&mut self) -> Result<Expr, Fault> {
        self.depth += 1;
        if self.depth > TYPE_DEPTH {
            return Err(self.fault(format!("a type nests at most {TYPE_DEPTH} deep")));
        }
        let expr = self.base_inner();
        self.depth -= 1;
        expr
    }

    fn base_inner(&mut self) -> Result<Expr, Fault> {
        match (self.peek(0), self.peek(1)) {
            (None, _) => Err(self.fault("a type is missing here".to_owned())),
            (Some("("), _) => self.parenthesis(),
            (Some("or"), Some("null")) => Err(self.fault("a type is missing before `or null`".to_owned())),
            (Some("list"), Some("of")) => self.wrapped(2, Expr::List),
            (Some("csv"), Some("of")) => {
                let offset = self.tokens[self.at].0;
                self.at += 2;
                Ok(Expr::Csv(Box::new(self.base()?), offset))
            }
            (Some("map"), Some("of")) => self.wrapped(2, Expr::Map),
            (Some("page"), Some("of")) => self.wrapped(2, Expr::Page),
            (Some("data"), Some(_)) => self.wrapped(1, Expr::Data),
            (Some("loosely"), _) => self.wrapped(1, Expr::Loose),
            (Some("to"), Some("one" | "many")) => self.relation(),
            (Some("const"), Some(_)) => {
                let text = self.tokens[self.at + 1].1.clone();
                self.at += 2;
                Ok(Expr::Const(text))
            }
            (Some("enum"), Some(_)) => {
                let (offset, values) = self.tokens[self.at + 1].clone();
                self.at += 2;
                Ok(Expr::Enum(values.split('|').map(str::to_owned).collect(), offset))
            }
            (Some(name), _) if name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') => {
                let (offset, name) = self.tokens[self.at].clone();
                self.at += 1;
                Ok(Expr::Name(name, offset))
            }
            (Some("--"), _) => Err(self.fault("a type is missing before the docs".to_owned())),
            (Some(other), _) => {
                let message = format!("`{other}` is no type");
                Err(self.fault(message))
            }
        }
    }

    fn wrapped(&mut self, words: usize, wrap: fn(Box<Expr>) -> Expr) -> Result<Expr, Fault> {
        self.at += words;
        Ok(wrap(Box::new(self.base()?)))
    }

    fn relation(&mut self) -> Result<Expr, Fault> {
        let many = self.peek(1) == Some("many");
        self.at += 2;
        let mut relation = RelationExpr { many, id: self.base()?, kind: None, attributes: None };
        if let (Some("as"), Some(kind)) = (self.peek(0), self.peek(1)) {
            relation.kind = Some(kind.to_owned());
            self.at += 2;
        }
        if self.peek(0) == Some("with") {
            self.at += 1;
            relation.attributes = Some(self.base()?);
        }
        Ok(Expr::Relation(Box::new(relation)))
    }

    fn parenthesis(&mut self) -> Result<Expr, Fault> {
        self.at += 1;
        let inner = self.whole()?;
        if self.peek(0) != Some(")") {
            return Err(self.fault("a closing parenthesis is missing".to_owned()));
        }
        self.at += 1;
        Ok(inner)
    }
}

/// Reads `COUNT per PERIOD [per SCOPE]`.
pub(crate) fn parse_limit(text: &str) -> Option<Limit> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (count, period, scope) = match words.as_slice() {
        [count, "per", period] => (*count, *period, None),
        [count, "per", period, "per", scope] => (*count, *period, Some(*scope)),
        _ => return None,
    };
    let per = match period {
        "second" => Period::Second,
        "minute" => Period::Minute,
        "hour" => Period::Hour,
        "day" => Period::Day,
        _ => return None,
    };
    let scope = match scope {
        None => LimitScope::Unstated,
        Some("key") => LimitScope::Key,
        Some("user") => LimitScope::User,
        Some("org") => LimitScope::Org,
        Some("group") => LimitScope::Group,
        Some(_) => return None,
    };
    let count = count.parse().ok().filter(|count| *count > 0)?;
    Some(Limit { count, per, scope })
}

/// The status and the type of `TYPE`, `STATUS TYPE`, `nothing`, `STATUS nothing`; the offset is that of the type.
pub(crate) fn split_answer(text: &str) -> (Option<&str>, &str, usize) {
    match text.split_once(' ') {
        Some((status, rest)) if status.starts_with(|c: char| c.is_ascii_digit()) => {
            (Some(status), rest, status.len() + 1)
        }
        _ => (None, text, 0),
    }
}

/// Reads an HTTP status, which has three digits.
pub(crate) fn parse_status(text: &str) -> Option<u16> {
    text.parse().ok().filter(|_| text.len() == 3 && text.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether a text is a date of the calendar, `YYYY-MM-DD`.
pub(crate) fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = |range: std::ops::Range<usize>| {
        text.get(range)
            .filter(|part| part.bytes().all(|b| b.is_ascii_digit()))
            .and_then(|part| part.parse::<u32>().ok())
    };
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return false;
    }
    let (Some(year), Some(month), Some(day)) = (digits(0..4), digits(5..7), digits(8..10)) else { return false };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str, offset: usize) -> Expr {
        Expr::Name(text.to_owned(), offset)
    }

    #[test]
    fn null_belongs_to_the_whole_type_unless_parentheses_say_otherwise() {
        let outer = Expr::Nullable(Box::new(Expr::List(Box::new(name("string", 8)))));
        assert_eq!(parse_type("list of string or null"), Ok(outer));
        let inner = Expr::List(Box::new(Expr::Nullable(Box::new(name("string", 9)))));
        assert_eq!(parse_type("list of (string or null)"), Ok(inner));
    }

    #[test]
    fn faults_say_where() {
        let cases = [
            ("list of", "a type is missing here", 7),
            ("list of [string]", "`[string]` is no type", 8),
            ("string or", "behind `or` stands `null` alone; a choice of types is a `union`", 7),
            ("(string", "a closing parenthesis is missing", 7),
            ("", "a type is missing here", 0),
            ("loosely", "a type is missing here", 7),
        ];
        for (text, message, offset) in cases {
            let fault = parse_type(text).expect_err(text);
            assert_eq!((fault.message.as_str(), fault.offset), (message, offset), "{text}");
        }
        assert!(parse_type(&"list of ".repeat(50)).is_err());
        assert!(parse_type(&"(".repeat(5000)).is_err());
    }

    #[test]
    fn dates_are_those_of_the_calendar() {
        for good in ["2024-02-29", "2000-02-29", "2025-12-31"] {
            assert!(is_date(good), "{good}");
        }
        for bad in [
            "2023-02-29",
            "1900-02-29",
            "2025-13-01",
            "2025-00-10",
            "2025-1-01",
            "25-01-01",
            "2025-04-31",
            "+025-01-01",
            "２０２５-01",
        ] {
            assert!(!is_date(bad), "{bad}");
        }
    }

    #[test]
    fn limits_have_a_count_a_period_and_perhaps_a_scope() {
        let limit = Limit { count: 70, per: Period::Minute, scope: LimitScope::User };
        assert_eq!(parse_limit("70 per minute per user"), Some(limit));
        for bad in
            ["70", "0 per minute", "70 per fortnight", "70 per minute per cow", "-1 per day", "70 per minute each user"]
        {
            assert_eq!(parse_limit(bad), None, "{bad}");
        }
    }
}
