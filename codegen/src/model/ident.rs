//! The one door to Rust names.
//!
//! Every constructor takes any text and gives a name that is valid in Rust and pleases rustc's style lints. Two texts may
//! give the same name; who chooses the names of a scope has to look for that.

use std::fmt;

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, TokenStreamExt};

/// A name that is valid in Rust, and no keyword.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ident(String);

/// Why a text is no name that can be used as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotAnIdent {
    /// There is no text, or nothing but underscores.
    Empty,
    /// It starts with a digit.
    LeadingDigit,
    /// It holds a character that is no ASCII letter, digit or underscore.
    Character(char),
    /// It is a keyword.
    Keyword,
}

/// The strict and the reserved keywords of every edition up to 2024.
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
    "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// What symbols are called where a text holds nothing else.
const SYMBOLS: &[(char, &str)] = &[
    ('!', "not"),
    ('"', "quote"),
    ('#', "hash"),
    ('$', "dollar"),
    ('%', "percent"),
    ('&', "and"),
    ('\'', "apostrophe"),
    ('(', "open"),
    (')', "close"),
    ('*', "star"),
    ('+', "plus"),
    (',', "comma"),
    ('-', "minus"),
    ('.', "dot"),
    ('/', "slash"),
    (':', "colon"),
    (';', "semicolon"),
    ('<', "less"),
    ('=', "equal"),
    ('>', "greater"),
    ('?', "question"),
    ('@', "at"),
    ('\\', "backslash"),
    ('^', "caret"),
    ('_', "underscore"),
    ('`', "backtick"),
    ('|', "or"),
    ('~', "tilde"),
    (' ', "space"),
];

impl Ident {
    /// The name of a field, an argument, a setter or a method.
    #[must_use]
    pub fn field(text: &str) -> Self {
        Self::guarded(joined(text, |word| word.to_snake_case()), "_")
    }

    /// The name of a module.
    #[must_use]
    pub fn module(text: &str) -> Self {
        Self::field(text)
    }

    /// The name of a type.
    #[must_use]
    pub fn ty(text: &str) -> Self {
        Self::guarded(joined(text, |word| word.to_upper_camel_case()), "T")
    }

    /// The name of an enum's variant.
    #[must_use]
    pub fn variant(text: &str) -> Self {
        Self::guarded(joined(text, |word| word.to_upper_camel_case()), "V")
    }

    /// The name of a constant or a static.
    #[must_use]
    pub fn constant(text: &str) -> Self {
        Self::guarded(joined(text, |word| word.to_shouty_snake_case()), "_")
    }

    /// A name that somebody chose, as it stands.
    ///
    /// # Errors
    ///
    /// If Rust does not take it.
    pub fn checked(text: &str) -> Result<Self, NotAnIdent> {
        if let Some(odd) = text.chars().find(|c| !c.is_ascii_alphanumeric() && *c != '_') {
            return Err(NotAnIdent::Character(odd));
        }
        if text.chars().all(|c| c == '_') {
            return Err(NotAnIdent::Empty);
        }
        if text.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(NotAnIdent::LeadingDigit);
        }
        if KEYWORDS.contains(&text) {
            return Err(NotAnIdent::Keyword);
        }
        Ok(Self(text.to_owned()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same name with an underscore behind it, which makes it another one and is still fine with the style lints.
    #[must_use]
    pub fn evade(&self) -> Self {
        Self(format!("{}_", self.0))
    }

    /// Takes care of leading digits and of keywords.
    fn guarded(text: String, prefix: &str) -> Self {
        if text.starts_with(|c: char| c.is_ascii_digit()) {
            Self(format!("{prefix}{text}"))
        } else if KEYWORDS.contains(&text.as_str()) {
            Self(format!("{text}_"))
        } else {
            Self(text)
        }
    }
}

/// Applies the case, and keeps digits apart that a symbol kept apart: `1.0` must not become `10`.
fn joined(text: &str, case: impl Fn(&str) -> String) -> String {
    let ascii = ascii_words(text);
    let mut parts = vec![String::new()];
    let mut between = false;
    for c in ascii.chars() {
        let last_is_digit = parts.last().is_some_and(|part| part.trim_end().ends_with(|c: char| c.is_ascii_digit()));
        if between && last_is_digit && c.is_ascii_digit() {
            parts.push(String::new());
        }
        between = !c.is_ascii_alphanumeric();
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts.iter().map(|part| case(part)).collect::<Vec<_>>().join("_")
}

/// The text with nothing but ASCII letters, digits and spaces, and at least one letter or digit.
fn ascii_words(text: &str) -> String {
    if text.is_empty() {
        return "empty".to_owned();
    }
    let spelt = !text.chars().any(char::is_alphanumeric);
    let mut words = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            words.push(c);
        } else if spelt || !c.is_ascii() && c.is_alphanumeric() {
            words.push_str(&format!(" {} ", spelling(c)));
        } else {
            words.push(' ');
        }
    }
    words
}

/// A word for a character that has no place in a name.
fn spelling(c: char) -> String {
    match SYMBOLS.iter().find(|(symbol, _)| *symbol == c) {
        Some((_, word)) => (*word).to_owned(),
        None => format!("u{:04x}", u32::from(c)),
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl ToTokens for Ident {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append(proc_macro2::Ident::new(&self.0, Span::call_site()));
    }
}

impl fmt::Display for NotAnIdent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotAnIdent::Empty => f.write_str("it holds no letter and no digit"),
            NotAnIdent::LeadingDigit => f.write_str("a name cannot start with a digit"),
            NotAnIdent::Character(c) => write!(f, "a name cannot hold {c:?}"),
            NotAnIdent::Keyword => f.write_str("it is a keyword of Rust"),
        }
    }
}

impl std::error::Error for NotAnIdent {}

#[cfg(test)]
mod tests {
    use super::*;

    /// Text, field, type, variant, constant.
    const TABLE: &[[&str; 5]] = &[
        ["id", "id", "Id", "Id", "ID"],
        ["issueData", "issue_data", "IssueData", "IssueData", "ISSUE_DATA"],
        ["list_issue_paths", "list_issue_paths", "ListIssuePaths", "ListIssuePaths", "LIST_ISSUE_PATHS"],
        [
            "meta.latest_issue_counts",
            "meta_latest_issue_counts",
            "MetaLatestIssueCounts",
            "MetaLatestIssueCounts",
            "META_LATEST_ISSUE_COUNTS",
        ],
        ["1.0", "_1_0", "T1_0", "V1_0", "_1_0"],
        ["2fa", "_2fa", "T2fa", "V2fa", "_2FA"],
        ["us-01", "us_01", "Us01", "Us01", "US_01"],
        ["aix/ppc64", "aix_ppc64", "AixPpc64", "AixPpc64", "AIX_PPC64"],
        ["cyclonedx1.6+json", "cyclonedx1_6_json", "Cyclonedx1_6Json", "Cyclonedx1_6Json", "CYCLONEDX1_6_JSON"],
        ["", "empty", "Empty", "Empty", "EMPTY"],
        ["_", "underscore", "Underscore", "Underscore", "UNDERSCORE"],
        ["__typename", "typename", "Typename", "Typename", "TYPENAME"],
        ["$ref", "ref_", "Ref", "Ref", "REF"],
        ["className?", "class_name", "ClassName", "ClassName", "CLASS_NAME"],
        [
            "packageManager `npm`",
            "package_manager_npm",
            "PackageManagerNpm",
            "PackageManagerNpm",
            "PACKAGE_MANAGER_NPM",
        ],
        [
            "SNYK-JAVA-CHQOSLOGBACK-30208",
            "snyk_java_chqoslogback_30208",
            "SnykJavaChqoslogback30208",
            "SnykJavaChqoslogback30208",
            "SNYK_JAVA_CHQOSLOGBACK_30208",
        ],
        [">=", "greater_equal", "GreaterEqual", "GreaterEqual", "GREATER_EQUAL"],
        ["*", "star", "Star", "Star", "STAR"],
        ["🦀", "u1f980", "U1f980", "U1f980", "U1F980"],
        ["café", "caf_u00e9", "CafU00e9", "CafU00e9", "CAF_U00E9"],
        ["self", "self_", "Self_", "Self_", "SELF"],
        ["type", "type_", "Type", "Type", "TYPE"],
        ["X-Season", "x_season", "XSeason", "XSeason", "X_SEASON"],
        ["  ", "space_space", "SpaceSpace", "SpaceSpace", "SPACE_SPACE"],
        ["10.0.0.1", "_10_0_0_1", "T10_0_0_1", "V10_0_0_1", "_10_0_0_1"],
        ["-1", "_1", "T1", "V1", "_1"],
    ];

    #[test]
    fn the_table_of_names_holds() {
        for [text, field, ty, variant, constant] in TABLE {
            assert_eq!(Ident::field(text).as_str(), *field, "field of {text:?}");
            assert_eq!(Ident::module(text).as_str(), *field, "module of {text:?}");
            assert_eq!(Ident::ty(text).as_str(), *ty, "type of {text:?}");
            assert_eq!(Ident::variant(text).as_str(), *variant, "variant of {text:?}");
            assert_eq!(Ident::constant(text).as_str(), *constant, "constant of {text:?}");
        }
    }

    #[test]
    fn every_keyword_and_every_odd_text_gives_a_name_that_rustc_takes() {
        let odd =
            ["", "_", "__", "-", "🦀", "ß", "²", "a🦀b", "1", "1_", "_1", "'", "\"", "\\", "\u{0}", "\u{202e}", "a\nb"];
        for text in KEYWORDS.iter().chain(&odd).chain(TABLE.iter().map(|row| &row[0])) {
            let all =
                [Ident::field(text), Ident::module(text), Ident::ty(text), Ident::variant(text), Ident::constant(text)];
            for ident in &all {
                assert_eq!(Ident::checked(ident.as_str()).as_ref(), Ok(ident), "from {text:?}");
                syn::parse_str::<syn::Ident>(ident.as_str())
                    .unwrap_or_else(|error| panic!("{ident} of {text:?}: {error}"));
            }
            assert!(!all[0].as_str().trim_matches('_').contains("__"), "non_snake_case: {}", all[0]);
            assert!(!all[0].as_str().contains(char::is_uppercase), "non_snake_case: {}", all[0]);
            assert!(!all[2].as_str().starts_with(char::is_lowercase), "non_camel_case_types: {}", all[2]);
            assert!(!all[4].as_str().contains(char::is_lowercase), "non_upper_case_globals: {}", all[4]);
        }
    }

    #[test]
    fn a_chosen_name_is_taken_as_it_stands_or_refused() {
        assert_eq!(Ident::checked("second_name").map(|ident| ident.to_string()), Ok("second_name".to_owned()));
        assert_eq!(Ident::checked("type_").map(|ident| ident.to_string()), Ok("type_".to_owned()));
        assert_eq!(Ident::checked(""), Err(NotAnIdent::Empty));
        assert_eq!(Ident::checked("_"), Err(NotAnIdent::Empty));
        assert_eq!(Ident::checked("2nd"), Err(NotAnIdent::LeadingDigit));
        assert_eq!(Ident::checked("2nd-name"), Err(NotAnIdent::Character('-')));
        assert_eq!(Ident::checked("größe"), Err(NotAnIdent::Character('ö')));
        for keyword in KEYWORDS {
            assert_eq!(Ident::checked(keyword), Err(NotAnIdent::Keyword), "{keyword}");
        }
    }
}
