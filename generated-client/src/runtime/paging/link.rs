//! Links to the next page, and what may be taken from them.

use http::HeaderMap;
use http::header::LINK;
use percent_encoding::percent_decode_str;
use reqwest::Url;

use crate::runtime::answer::Answer;
use crate::runtime::codec::{Json, Want, find_all};
use crate::runtime::operation::{NextPage, Paging};

/// What a page tells of the list.
pub(super) struct Told {
    /// How many items the page has.
    pub(super) items: u64,
    /// How many items the list has.
    pub(super) total: Option<f64>,
    /// The link to the next page, from the first place that has one. Null and empty texts are none.
    pub(super) next: Option<String>,
    /// The link to the page itself.
    own: Option<String>,
}

impl Told {
    pub(super) fn by(answer: &Answer, paging: &Paging) -> Self {
        let in_body = paging.next.iter().filter_map(|place| match place {
            NextPage::Body(path) => Some(Want::Value(path)),
            NextPage::LinkHeader => None,
        });
        let mut wants = vec![Want::Count(paging.items), Want::Value(&["links", "self"])];
        wants.extend(in_body.chain(paging.total.map(Want::Value)));
        let mut found = find_all(&answer.body, &wants).into_iter();
        let items = found.next().flatten().and_then(|count| count.as_u64()).unwrap_or(0);
        let own = found.next().and_then(link);
        let places: Vec<_> = paging
            .next
            .iter()
            .map(|place| match place {
                NextPage::Body(_) => found.next().and_then(link),
                NextPage::LinkHeader => in_headers(&answer.headers),
            })
            .collect();
        let total = found.next().flatten().and_then(|total| total.as_f64());
        Self { items, total, next: places.into_iter().flatten().next(), own }
    }

    /// Whether the next page is said to be this one: the service has been seen to end lists so.
    pub(super) fn leads_to_itself(&self) -> bool {
        self.next.is_some() && self.next == self.own
    }
}

/// A text, or an object with `href`.
fn link(found: Option<Json>) -> Option<String> {
    let found = found?;
    let href = found.get("href").unwrap_or(&found);
    href.as_str().map(str::trim).filter(|href| !href.is_empty()).map(str::to_owned)
}

pub(in crate::runtime) fn in_headers(headers: &HeaderMap) -> Option<String> {
    // A title may hold any bytes; the link beside it counts nonetheless.
    let values = headers.get_all(LINK).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
    values.filter_map(|value| with_next(&value)).find(|href| !href.is_empty())
}

/// The address in a `Link` header whose relation is `next` (RFC 8288): `<address>; rel="prev next"; title="a, b", <…`.
fn with_next(header: &str) -> Option<String> {
    let mut rest = header;
    loop {
        let (address, behind) = rest.split_once('<')?.1.split_once('>')?;
        let (parameters, behind) = behind.split_at(end_of_link(behind));
        if is_next(parameters) {
            return Some(address.trim().to_owned());
        }
        rest = behind;
    }
}

/// Where the parameters of a link end: at a comma that is not in quotes.
fn end_of_link(text: &str) -> usize {
    find_unquoted(text, b',').unwrap_or(text.len())
}

fn find_unquoted(text: &str, wanted: u8) -> Option<usize> {
    let (mut quoted, mut escaped) = (false, false);
    text.bytes().position(|byte| {
        let found = byte == wanted && !quoted;
        quoted ^= byte == b'"' && !escaped;
        escaped = quoted && byte == b'\\' && !escaped;
        found
    })
}

/// Whether the first `rel` among the parameters holds `next`. Later ones do not count.
fn is_next(mut parameters: &str) -> bool {
    while let Some(start) = find_unquoted(parameters, b';') {
        parameters = &parameters[start + 1..];
        let parameter = &parameters[..find_unquoted(parameters, b';').unwrap_or(parameters.len())];
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        if name.trim().eq_ignore_ascii_case("rel") {
            return value.trim().trim_matches('"').split_whitespace().any(|rel| rel.eq_ignore_ascii_case("next"));
        }
    }
    false
}

/// The place in the list that a link names, as it is encoded there. It is copied and not decoded, since cursors are the
/// service's own affair. The link itself is never called; but one that points elsewhere is a sign that something is wrong.
pub(in crate::runtime) fn cursor(base: &str, from: &Url, link: &str, parameter: &str) -> Result<String, String> {
    let url = from.join(link).map_err(|_| "the link to it is no address".to_owned())?;
    let base = Url::parse(base).map_err(|error| error.to_string())?;
    check_origin(&base, &url)?;
    let mut pairs = url.query().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
    let found = pairs.find(|(name, value)| !value.is_empty() && percent_decode_str(name).eq(parameter.bytes()));
    found.map(|(_, value)| value.to_owned()).ok_or_else(|| format!("the link to it has no `{parameter}`"))
}

/// The link is of the configured scheme, host and port. No more of it is told than that: it may hold secrets.
fn check_origin(base: &Url, url: &Url) -> Result<(), String> {
    if url.origin() == base.origin() {
        return Ok(());
    }
    let host = url.host_str().unwrap_or_default();
    let port = url.port().map_or_else(String::new, |port| format!(":{port}"));
    let scheme = url.scheme();
    Err(match (base.scheme(), scheme) {
        ("https", "http") => format!("the link to it points to http://{host}{port}, which is not encrypted"),
        _ => format!("the link to it points to another host, {scheme}://{host}{port}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn link_headers_in_all_their_forms() {
        for (header, expected) in [
            ("<a>; rel=next", Some("a")),
            ("<a>;rel=\"next\"", Some("a")),
            ("< a > ; REL = \"prev NEXT\"", Some("a")),
            ("<a>; rel=prev, <b>; rel=next", Some("b")),
            ("<a,b;c>; rel=next", Some("a,b;c")),
            (r#"<a>; title="x, <y>; rel=next"; rel=prev, <b>; title="\"; rel=prev"; rel=next"#, Some("b")),
            ("<a>; rel=prev; rel=next", None),
            ("<a>; relation=next; rel=nextish", None),
            ("<a>", None),
            ("a; rel=next", None),
            ("<a; rel=next", None),
            ("<a>; rel=\"next", Some("a")),
            ("<a>; title=\"; rel=next", None),
            ("<a>; titel=\"\u{e9}\", <b>; rel=next", Some("b")),
            ("", None),
            (",;<>;;,<", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(LINK, http::HeaderValue::from_bytes(header.as_bytes()).expect("a header"));
            assert_eq!(in_headers(&headers).as_deref(), expected, "{header}");
        }
    }
}
