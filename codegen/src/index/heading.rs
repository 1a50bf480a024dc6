//! The little Markdown that headings are made of.

use super::Link;

/// What a heading says of an entry, or of several at once.
pub(super) struct Heading {
    /// Title and link of each.
    pub(super) items: Vec<(String, Link)>,
    pub(super) deprecated: bool,
    pub(super) remark: Option<String>,
}

/// A link, and what stands behind it.
pub(super) struct Found<'a> {
    pub(super) text: String,
    pub(super) url: String,
    rest: &'a str,
}

/// Reads the heading of an entry: `[DEPRECATED] LINK [and LINK] [(REMARK)]`, or a title without any link.
pub(super) fn parse(text: &str) -> Result<Heading, String> {
    let whole = strip_html(text);
    let mut rest = whole.trim().trim_end_matches('#').trim();
    let mut heading = Heading { items: Vec::new(), deprecated: false, remark: None };
    while let Some(start) = rest.find('[') {
        between(&rest[..start], &mut heading)?;
        let found =
            link(&rest[start..]).ok_or_else(|| format!("`{rest}`: a link that has no end; is the page cut off?"))?;
        if found.text.is_empty() {
            return Err("a link without a text".to_owned());
        }
        let link = Link::parse(&found.url)
            .map_err(|()| format!("`{}` leads to {}, which is no place in the reference", found.text, found.url))?;
        heading.items.push((found.text, link));
        rest = found.rest;
    }
    if heading.items.is_empty() {
        let title = plain(deprecated(rest, &mut heading));
        if title.is_empty() {
            return Err("an entry without a title".to_owned());
        }
        heading.items.push((title, Link::Nowhere));
    } else {
        between(rest, &mut heading)?;
    }
    Ok(heading)
}

/// What stands before, between and behind links. Anything unknown might be an entry that nobody would see.
fn between(text: &str, heading: &mut Heading) -> Result<(), String> {
    let text = deprecated(text.trim(), heading).trim_matches(|c: char| c.is_whitespace() || "*:,;&/".contains(c));
    if text.is_empty() || text.eq_ignore_ascii_case("and") || text.eq_ignore_ascii_case("or") {
        return Ok(());
    }
    match text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
        Some(remark) => heading.remark = Some(plain(remark)),
        None => {
            let help = "write `DEPRECATED`, `and` or a remark in parentheses";
            return Err(format!("it is unclear what `{text}` means here; {help}"));
        }
    }
    Ok(())
}

/// Takes the mark of what is deprecated off.
fn deprecated<'a>(text: &'a str, heading: &mut Heading) -> &'a str {
    let bare = text.trim_start_matches(|c: char| c.is_whitespace() || "*(".contains(c));
    let Some(rest) = strip_word(bare, "deprecated") else { return text };
    heading.deprecated = true;
    rest.trim_start_matches(|c: char| c.is_whitespace() || "*):-".contains(c))
}

/// A text without a word at its beginning, in capitals or not.
fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let start = text.get(..word.len())?;
    let rest = &text[word.len()..];
    (start.eq_ignore_ascii_case(word) && !rest.starts_with(char::is_alphanumeric)).then_some(rest)
}

/// Where a note leads for what takes an entry's place: `Use [X](URL)`, `**Replaced by:** [X](URL)`.
pub(super) fn replacement(line: &str) -> Option<Link> {
    let bare = line.trim_start_matches(['*', ' ']);
    let rest = strip_word(bare, "use").or_else(|| strip_word(bare, "replaced by"))?;
    let found = first_link(rest.trim_start_matches(['*', ':', ' ']))?;
    Link::parse(&found.url).ok()
}

/// The link that a text begins with.
pub(super) fn first_link(text: &str) -> Option<Found<'_>> {
    text.starts_with('[').then(|| link(text)).flatten()
}

/// A link at the beginning of a text: `[TEXT](URL)`, where both may hold pairs of their own.
fn link(text: &str) -> Option<Found<'_>> {
    let end = closing(text, '[', ']')?;
    let behind = &text[end + 1..];
    if !behind.starts_with('(') {
        return None;
    }
    let close = closing(behind, '(', ')')?;
    // What stands behind a blank is a title to be shown.
    let url = behind[1..close].split_whitespace().next().unwrap_or_default();
    let url = unescape(url.trim_start_matches('<').trim_end_matches('>'));
    Some(Found { text: plain(&text[1..end]), url, rest: &behind[close + 1..] })
}

/// The place of the bracket that closes the one at the beginning.
fn closing(text: &str, open: char, close: char) -> Option<usize> {
    let (mut depth, mut escaped) = (0_usize, false);
    for (place, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == open => depth += 1,
            _ if c == close => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(place);
                }
            }
            _ => {}
        }
    }
    None
}

/// A text without marks.
pub(super) fn plain(text: &str) -> String {
    let text = strip_html(text).replace("**", "");
    let text = unescape(text.trim().trim_matches('`'));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Without the anchors that the docs' editor puts behind headings.
fn strip_html(text: &str) -> String {
    let (mut kept, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once("<a ") {
        let Some((_, behind)) = after.split_once("</a>") else { break };
        kept += before;
        rest = behind;
    }
    kept + rest
}

/// A backslash before a mark takes its meaning away.
fn unescape(text: &str) -> String {
    let mut plain = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\' || !chars.peek().is_some_and(char::is_ascii_punctuation) {
            plain.push(c);
        } else {
            plain.extend(chars.next());
        }
    }
    plain
}
