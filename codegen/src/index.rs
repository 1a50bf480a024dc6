//! The docs' index of endpoints: a page that lists operations by category, by people and for people.
//!
//! The page is Markdown: a category is a heading of the second level, an entry one of the third, and what follows are notes. An
//! entry seldom says which method it means, so reading gives what stands there, and [`resolve`] finds the operation.

mod heading;
mod link;
mod resolve;

use std::fmt;

pub use self::link::Link;
pub(crate) use self::resolve::template;
pub use self::resolve::{Known, resolve};

/// A family of operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// The newer one, the page's default.
    Rest,
    /// The older one.
    V1,
}

/// An operation that the page lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The line of its heading, from 1.
    pub line: usize,
    /// The heading that it stands below, `Audit logs (v1)`.
    pub category: String,
    /// The family, by the category.
    pub family: Family,
    /// What the page calls it.
    pub title: String,
    /// Where its title leads.
    pub link: Link,
    /// The page says that it is deprecated, or that another one takes its place.
    pub deprecated: bool,
    /// What stands in parentheses behind its title, `beta`.
    pub remark: Option<String>,
    /// Where its notes lead for what takes its place.
    pub replaced_by: Option<Link>,
    /// The lines below it.
    pub notes: Vec<String>,
}

/// Why a page cannot be read, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there, and how to mend it.
    pub message: String,
}

/// Reads the page.
///
/// # Errors
///
/// If it is cut off, is no such page, or has an entry that cannot be understood: nothing is left out in silence.
pub fn read(text: &str) -> Result<Vec<Entry>, Unreadable> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader::default();
    for (index, line) in text.lines().enumerate() {
        reader.line(index + 1, line)?;
    }
    reader.finish(text)
}

/// Reads the page as it came.
///
/// # Errors
///
/// As [`read`], or if it is not UTF-8.
pub fn from_bytes(bytes: &[u8]) -> Result<Vec<Entry>, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| format!("it is not UTF-8: {error}"))?;
    read(text).map_err(|error| error.to_string())
}

/// What was read so far.
#[derive(Default)]
struct Reader {
    entries: Vec<Entry>,
    /// The category that is open, and its line.
    category: Option<(String, usize)>,
    /// The entries of the heading that is open begin here.
    open: Option<usize>,
    /// The line of a code block's beginning.
    fence: Option<usize>,
}

impl Reader {
    fn line(&mut self, number: usize, line: &str) -> Result<(), Unreadable> {
        let trimmed = line.trim();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            self.fence = if self.fence.is_some() { None } else { Some(number) };
            return Ok(());
        }
        if self.fence.is_some() {
            return Ok(());
        }
        let level = trimmed.bytes().take_while(|byte| *byte == b'#').count();
        match (level, trimmed.get(level..).filter(|rest| rest.starts_with([' ', '\t']))) {
            (1, Some(_)) => self.close(),
            (2, Some(text)) => self.category(number, text),
            (3, Some(text)) => self.entry(number, text),
            (4.., Some(text)) => Err(unreadable(
                number,
                format!("`{}` is a heading of level {level}; entries are of level 3", text.trim()),
            )),
            (1.., None) => {
                Err(unreadable(number, format!("`{trimmed}` looks like a heading, but has no blank behind #")))
            }
            _ => self.note(number, trimmed),
        }
    }

    /// What a heading of any level but an entry's does to what stands before it.
    fn close(&mut self) -> Result<(), Unreadable> {
        self.close_entry()?;
        match self.category.take() {
            Some((name, line)) if !self.entries.iter().any(|entry| entry.line > line) => {
                Err(unreadable(line, format!("the category `{name}` has no entries; is the page cut off?")))
            }
            _ => Ok(()),
        }
    }

    fn category(&mut self, number: usize, text: &str) -> Result<(), Unreadable> {
        self.close()?;
        let name = heading::plain(text);
        if name.is_empty() {
            return Err(unreadable(number, "a category without a name".to_owned()));
        }
        if name.contains("](") {
            return Err(unreadable(
                number,
                format!("the category `{name}` has a link, as entries have; those are of level 3"),
            ));
        }
        self.category = Some((name, number));
        Ok(())
    }

    fn entry(&mut self, number: usize, text: &str) -> Result<(), Unreadable> {
        self.close_entry()?;
        let Some((category, _)) = &self.category else {
            return Err(unreadable(number, format!("the entry `{}` stands below no category", text.trim())));
        };
        let heading = heading::parse(text).map_err(|message| unreadable(number, message))?;
        self.open = Some(self.entries.len());
        let family = family_of(category);
        self.entries.extend(heading.items.into_iter().map(|(title, link)| Entry {
            line: number,
            category: category.clone(),
            family,
            title,
            link,
            deprecated: heading.deprecated,
            remark: heading.remark.clone(),
            replaced_by: None,
            notes: Vec::new(),
        }));
        Ok(())
    }

    /// A line that is no heading. It must not hide an entry of another shape.
    fn note(&mut self, number: usize, line: &str) -> Result<(), Unreadable> {
        if line.to_ascii_lowercase().starts_with("<h") {
            return Err(unreadable(
                number,
                format!("`{line}` looks like a heading; categories are `##`, entries `###`"),
            ));
        }
        let item = line.strip_prefix(['*', '-', '+', '|']).map(str::trim_start);
        if let Some(found) = item.and_then(heading::first_link)
            && self.category.is_some()
            && Link::parse(&found.url).is_ok_and(|link| link.is_precise())
        {
            let title = found.text;
            return Err(unreadable(number, format!("`{title}` is listed in another way than as a heading of level 3")));
        }
        let Some(open) = self.open.filter(|_| !line.is_empty()) else { return Ok(()) };
        let replacement = heading::replacement(line);
        for entry in &mut self.entries[open..] {
            entry.notes.push(line.to_owned());
            if let Some(link) = &replacement {
                entry.replaced_by.get_or_insert_with(|| link.clone());
            }
        }
        Ok(())
    }

    /// An entry that leads nowhere has to say what to use instead; otherwise nobody can tell what it means.
    fn close_entry(&mut self) -> Result<(), Unreadable> {
        let Some(open) = self.open.take() else { return Ok(()) };
        for entry in &mut self.entries[open..] {
            if entry.link != Link::Nowhere {
                continue;
            }
            if entry.replaced_by.is_none() {
                let message =
                    format!("the entry `{}` has no link, and no line `Use [another](...)` below it", entry.title);
                return Err(unreadable(entry.line, message));
            }
            entry.deprecated = true;
        }
        Ok(())
    }

    fn finish(mut self, text: &str) -> Result<Vec<Entry>, Unreadable> {
        let lines = text.lines().count();
        if let Some(line) = self.fence {
            return Err(unreadable(line, "this code block has no end; is the page cut off?".to_owned()));
        }
        self.close()?;
        if self.entries.is_empty() {
            let message = "the page has no entries: headings of level 3, below categories of level 2".to_owned();
            return Err(unreadable(lines.max(1), message));
        }
        if !text.ends_with('\n') {
            return Err(unreadable(lines, "the last line has no end; is the page cut off?".to_owned()));
        }
        Ok(self.entries)
    }
}

fn unreadable(line: usize, message: String) -> Unreadable {
    Unreadable { line, message }
}

/// The family that a category says it is of; REST is the page's default.
fn family_of(category: &str) -> Family {
    let category = category.to_ascii_lowercase();
    let words = category.split(|c: char| !c.is_ascii_alphanumeric());
    if words.into_iter().any(|word| word == "v1") { Family::V1 } else { Family::Rest }
}

impl Family {
    /// As it is written in the description, `rest`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Family::Rest => "rest",
            Family::V1 => "v1",
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for Unreadable {}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page with an entry of each kind.
    const PAGE: &str = "# Index\n\n* [A guide](https://docs.zoo.example/guide)\n\n\
        ## Animals (beta)\n\nSome words.\n\n\
        ### [Get animals](https://apis.zoo.example/?beta=\\&version=1#get-/zoos/-zoo_id-/animals) (beta)\n\n\
        ## Zoos\n\n\
        ### DEPRECATED [Make a \\_zoo](https://docs.zoo.example/reference/zoos#zoos-1)\n\n\
        **Replaced by:** [Build a zoo](../reference/zoos.md#builds)\n\n\
        ### [Sell](../reference/zoos.md#sales) and [Buy](../reference/zoos.md#buys)\n\nBoth are slow.\n\n\
        ## Audits (v1)\n\n### Zoo audit\n\nUse [Search audits](https://docs.zoo.example/reference/audits)\n\n\\\\\n";

    fn wrong(text: &str) -> String {
        read(text).expect_err("it cannot be read").to_string()
    }

    #[test]
    fn everything_that_an_entry_says() {
        let entries = read(PAGE).expect("it is fine");
        let told: Vec<_> = entries.iter().map(|e| (e.line, &*e.category, e.family, &*e.title, e.deprecated)).collect();
        assert_eq!(
            told,
            [
                (9, "Animals (beta)", Family::Rest, "Get animals", false),
                (13, "Zoos", Family::Rest, "Make a _zoo", true),
                (17, "Zoos", Family::Rest, "Sell", false),
                (17, "Zoos", Family::Rest, "Buy", false),
                (23, "Audits (v1)", Family::V1, "Zoo audit", true),
            ]
        );
        let anchor = |page: &str, anchor: &str| Link::Anchor { page: page.to_owned(), anchor: anchor.to_owned() };
        let links: Vec<_> = entries.iter().map(|entry| entry.link.clone()).collect();
        assert_eq!(
            links,
            [
                Link::Operation { method: "GET".to_owned(), path: "/zoos/{zoo_id}/animals".to_owned() },
                anchor("zoos", "zoos-1"),
                anchor("zoos", "sales"),
                anchor("zoos", "buys"),
                Link::Nowhere,
            ]
        );
        assert_eq!(entries[0].remark.as_deref(), Some("beta"));
        assert_eq!(entries[1].replaced_by, Some(anchor("zoos", "builds")));
        assert_eq!(entries[3].notes, ["Both are slow."]);
        assert_eq!(entries[4].replaced_by, Some(Link::Page { page: "audits".to_owned() }));
    }

    #[test]
    fn edits_that_change_nothing() {
        let windows = PAGE.replace('\n', "\r\n");
        let hosts = PAGE.replace("docs.zoo.example", "help.zoo.example/de");
        let anchored = PAGE.replace("## Zoos\n", "## Zoos <a href=\"#zoos\" id=\"zoos\"></a>\n");
        let appended = format!("{PAGE}\n---\n\n# More\n\nAsk `GET /x`:\n\n```\n### not an entry\n```\n");
        let without_notes = |page: &str| {
            let mut entries = read(page).expect("it is fine");
            entries.iter_mut().for_each(|entry| entry.notes.clear());
            entries
        };
        for page in [windows, hosts, anchored, appended, format!("\u{feff}{PAGE}")] {
            assert_eq!(without_notes(&page), without_notes(PAGE), "{page}");
        }
    }

    #[test]
    fn a_page_that_is_cut_off() {
        let entries = read(PAGE).expect("it is fine").len();
        for (end, _) in PAGE.char_indices() {
            let cut = &PAGE[..end];
            // Between two entries there is nothing to see; whoever downloads it counts the bytes.
            let Ok(read) = read(cut) else { continue };
            assert!(cut.ends_with('\n') && read.len() <= entries, "{cut}");
        }
        assert_eq!(
            wrong("## Zoos\n\n### [Sell](https://docs.zoo.example/refer"),
            "line 3: `[Sell](https://docs.zoo.example/refer`: a link that has no end; is the page cut off?"
        );
        assert_eq!(wrong("## Zoos\n"), "line 1: the category `Zoos` has no entries; is the page cut off?");
        let whole = "## Zoos\n\n### [Sell](/reference/zoos#sales)\n\nIt is";
        assert_eq!(wrong(whole), "line 5: the last line has no end; is the page cut off?");
        let whole = "## Zoos\n\n### [Sell](/reference/zoos#sales)\n\n```\nIt is\n";
        assert_eq!(wrong(whole), "line 5: this code block has no end; is the page cut off?");
    }

    #[test]
    fn pages_of_another_shape() {
        let nothing = "the page has no entries: headings of level 3, below categories of level 2";
        assert_eq!(wrong(""), format!("line 1: {nothing}"));
        assert_eq!(wrong("<!doctype html>\n<p>Zoos\n"), format!("line 2: {nothing}"));
        assert_eq!(wrong("# Index\n\n| [Sell](/reference/zoos#sales) |\n"), format!("line 3: {nothing}"));
        assert_eq!(wrong("### [Sell](/x)\n"), "line 1: the entry `[Sell](/x)` stands below no category");
        let after = |line: &str| wrong(&format!("## Zoos\n\n### [Buy](/reference/zoos#buys)\n{line}\n"));
        let listed = "line 4: `Sell` is listed in another way than as a heading of level 3";
        assert_eq!(after("* [Sell](/reference/zoos#sales)"), listed);
        assert_eq!(after("| [Sell](/reference/zoos#sales) | x |"), listed);
        let category = "line 4: the category `[Sell](/x)` has a link, as entries have; those are of level 3";
        assert_eq!(after("## [Sell](/x)"), category);
        assert_eq!(after("#### Sell"), "line 4: `Sell` is a heading of level 4; entries are of level 3");
        assert_eq!(after("###Sell"), "line 4: `###Sell` looks like a heading, but has no blank behind #");
        assert_eq!(
            after("<h3>Sell</h3>"),
            "line 4: `<h3>Sell</h3>` looks like a heading; categories are `##`, entries `###`"
        );
    }

    #[test]
    fn entries_that_are_not_understood() {
        let entry = |text: &str| wrong(&format!("## Zoos\n\n### {text}\n"));
        assert_eq!(entry("Sell"), "line 3: the entry `Sell` has no link, and no line `Use [another](...)` below it");
        assert_eq!(
            entry("[Sell](https://docs.zoo.example/guides/selling)"),
            "line 3: `Sell` leads to https://docs.zoo.example/guides/selling, which is no place in the reference"
        );
        assert_eq!(
            entry("[Sell](https://apis.zoo.example/#fetch-/zoos)"),
            "line 3: `Sell` leads to https://apis.zoo.example/#fetch-/zoos, which is no place in the reference"
        );
        assert_eq!(
            entry("Now [Sell](/reference/zoos#sales)"),
            "line 3: it is unclear what `Now` means here; write `DEPRECATED`, `and` or a remark in parentheses"
        );
        assert_eq!(entry("[](/reference/zoos#sales)"), "line 3: a link without a text");
    }
}
