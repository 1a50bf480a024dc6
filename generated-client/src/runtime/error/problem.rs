//! What the service says went wrong, in all the shapes in which it says so.

use std::fmt;

use crate::runtime::codec::shorten;
use crate::runtime::secret::Secrets;
use crate::{Json, Object};

/// One thing that the service says went wrong.
///
/// All that is known is optional: REST operations answer with JSON:API error documents, v1 operations with one of several
/// smaller shapes, and what stands between (gateways, proxies) with text or HTML.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Problem {
    /// Identifies this occurrence.
    pub id: Option<String>,
    /// The HTTP status, as a text.
    pub status: Option<String>,
    /// The vendor's code for this kind of problem, such as `SNYK-0005`.
    pub code: Option<String>,
    /// What kind of problem it is.
    pub title: Option<String>,
    /// What went wrong.
    pub detail: Option<String>,
    /// The member of the request's body that is to blame, as a JSON pointer.
    pub pointer: Option<String>,
    /// The query parameter that is to blame.
    pub parameter: Option<String>,
    /// A page about this kind of problem.
    pub about: Option<String>,
    /// Anything else.
    pub meta: Option<Object>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said: Vec<&str> = match (&self.title, &self.detail) {
            (Some(title), Some(detail)) if !detail.contains(title.as_str()) => vec![title, detail],
            (title, detail) => detail.iter().chain(title).take(1).map(String::as_str).collect(),
        };
        f.write_str(&shorten(&said.join(": ")))?;
        let place = self.pointer.as_ref().or(self.parameter.as_ref()).map(|place| format!("at {place}"));
        let notes: Vec<&str> = self.code.iter().chain(&place).map(String::as_str).collect();
        match (said.is_empty(), notes.is_empty()) {
            (_, true) => Ok(()),
            (true, false) => f.write_str(&notes.join(", ")),
            (false, false) => write!(f, " ({})", notes.join(", ")),
        }
    }
}

/// What the body of an error answer says.
#[derive(Debug, Default)]
pub(crate) struct Said {
    pub(crate) problems: Vec<Problem>,
    /// v1's reference to the occurrence.
    pub(crate) reference: Option<String>,
}

/// Reads the body of an error answer. It never fails: what it doesn't understand is left out.
pub(crate) fn read(body: &[u8], secret: &Secrets) -> Said {
    match serde_json::from_slice::<Json>(body) {
        Ok(json) => read_json(&secret.redact_json(json)),
        Err(_) => Said { problems: read_text(&secret.redact(&String::from_utf8_lossy(body))), reference: None },
    }
}

fn read_json(json: &Json) -> Said {
    let reference = text(json, &["errorRef"]);
    let mut problems = match json.get("errors") {
        Some(Json::Array(items)) => items.iter().map(item).collect(),
        Some(Json::Object(members)) if members.values().all(Json::is_array) && !members.is_empty() => by_field(members),
        Some(single @ (Json::Object(_) | Json::String(_))) => vec![item(single)],
        _ => match json {
            Json::Array(items) => items.iter().map(item).collect(),
            other => plain(other),
        },
    };
    problems.retain(|problem| *problem != Problem::default());
    Said { problems, reference }
}

/// What a value says that tells what went wrong: a text, an object, or a list of them.
pub(crate) fn problems(json: Json, secret: &Secrets) -> Vec<Problem> {
    let mut problems: Vec<_> = match secret.redact_json(json) {
        Json::Array(items) => items.iter().map(item_or_text).collect(),
        single => vec![item_or_text(&single)],
    };
    problems.retain(|problem| *problem != Problem::default());
    problems
}

/// A problem, or JSON that is none as a text.
fn item_or_text(json: &Json) -> Problem {
    match item(json) {
        problem if problem != Problem::default() || json.is_null() => problem,
        _ => Problem { detail: Some(shorten(&json.to_string())), ..Problem::default() },
    }
}

/// An item of a JSON:API error document, or something that tries to be one.
fn item(json: &Json) -> Problem {
    let source = json.get("source").unwrap_or(&Json::Null);
    let about = json.pointer("/links/about").unwrap_or(&Json::Null);
    Problem {
        id: text(json, &["id", "errorRef"]),
        status: text(json, &["status"]),
        code: text(json, &["code"]),
        title: text(json, &["title", "name"]),
        detail: text(json, &["detail", "details", "message"]).or_else(|| scalar(json)),
        pointer: text(source, &["pointer"]),
        parameter: text(source, &["parameter"]),
        about: text(about, &["href"]).or_else(|| scalar(about)),
        meta: json.get("meta").and_then(Json::as_object).cloned(),
    }
}

/// `{"errors": {"field": ["message"]}}`
fn by_field(members: &Object) -> Vec<Problem> {
    let problem = |name: &String, message| Problem { pointer: Some(format!("/{name}")), ..item(message) };
    let messages = |(name, list)| -> Vec<Problem> {
        Json::as_array(list).into_iter().flatten().map(|message| problem(name, message)).collect()
    };
    members.iter().flat_map(messages).collect()
}

/// v1's shapes: `code` and `message`, with `error` a text or an object with `innerErrors`; and OAuth's `error_description`.
fn plain(json: &Json) -> Vec<Problem> {
    let mut problem = item(json);
    match json.get("error") {
        Some(inner @ Json::Object(_)) => {
            let name = text(inner, &["name", "title", "code"]);
            let messages = inner.get("innerErrors").and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
            if !messages.is_empty() {
                let said = |message| Problem { detail: item(message).detail, title: name.clone(), ..problem.clone() };
                return messages.iter().map(said).collect();
            }
            problem.detail = text(inner, &["detail", "details", "message"]).or(problem.detail);
            problem.title = name.or(problem.title);
        }
        Some(error) => match text(json, &["error_description"]) {
            Some(description) => (problem.code, problem.detail) = (scalar(error), Some(description)),
            None if problem.detail.is_none() => problem.detail = scalar(error),
            None => problem.title = problem.title.or_else(|| scalar(error)),
        },
        None => {}
    }
    vec![problem]
}

fn read_text(body: &str) -> Vec<Problem> {
    let body = body.trim_start_matches('\u{feff}').trim();
    if body.is_empty() {
        return Vec::new();
    }
    if !looks_like_html(body.as_bytes()) {
        return vec![Problem { detail: Some(shorten(body)), ..Problem::default() }];
    }
    let title = html_title(body).map(shorten);
    vec![Problem { title: Some("an HTML page".to_owned()), detail: title, ..Problem::default() }]
}

/// Whether a body is a page for people, as proxies and gateways send it.
pub(crate) fn looks_like_html(body: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&body[..body.len().min(256)]).trim_start().to_ascii_lowercase();
    ["<!doctype html", "<html", "<head", "<body"].iter().any(|tag| start.starts_with(tag))
}

fn html_title(page: &str) -> Option<&str> {
    let lower = page.to_ascii_lowercase(); // as long as the page itself
    let start = lower.find("<title")?;
    let start = start + lower[start..].find('>')? + 1;
    let end = start + lower[start..].find("</title")?;
    Some(page[start..end].trim()).filter(|title| !title.is_empty())
}

/// The first of these members that can be shown as a text.
fn text(json: &Json, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| scalar(json.get(name)?))
}

fn scalar(json: &Json) -> Option<String> {
    match json {
        Json::String(text) if text.trim().is_empty() => None,
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(body: &str) -> Vec<String> {
        read(body.as_bytes(), &Secrets::of("s3cr3t-t0ken")).problems.iter().map(Problem::to_string).collect()
    }

    #[test]
    fn every_documented_shape() {
        let json_api = r#"{"jsonapi": {"version": "1.0"}, "errors": [
            {"id": "a1", "status": "400", "code": "SNYK-0003", "title": "Bad", "detail": "No such", "source": {"pointer": "/data"}},
            {"status": "404", "details": "Not here", "source": {"parameter": "limit"}, "meta": {"x": 1}}]}"#;
        for (body, expected) in [
            (json_api, &["Bad: No such (SNYK-0003, at /data)", "Not here (at limit)"][..]),
            (r#"{"errors": {"detail": "alone", "code": 7}}"#, &["alone (7)"]),
            (r#"{"errors": ["one", {"title": "two"}, 3, null]}"#, &["one", "two", "3"]),
            (r#"{"errors": {"name": ["too long", "too odd"]}}"#, &["too long (at /name)", "too odd (at /name)"]),
            (r#"{"code": 401, "message": "Not you", "error": "Not you"}"#, &["Not you (401)"]),
            (r#"{"code": 400, "message": "Bad id", "error": "Bad Request"}"#, &["Bad Request: Bad id (400)"]),
            (
                r#"{"code": 400, "ok": false, "error": {"name": "ValidationError", "innerErrors": ["a", "b"]}}"#,
                &["ValidationError: a (400)", "ValidationError: b (400)"],
            ),
            (r#"{"code": 400, "error": {"name": "ValidationError", "innerErrors": []}}"#, &["ValidationError (400)"]),
            (r#"{"message": "Group not found", "errorRef": "b2"}"#, &["Group not found"]),
            (r#"{"error": "alone"}"#, &["alone"]),
            (r#"{"status": "401", "code": "Unauthorized"}"#, &["Unauthorized"]),
            (r#"{"error": "invalid_grant", "error_description": "gone"}"#, &["gone (invalid_grant)"]),
            (r#"[{"detail": "in a list"}]"#, &["in a list"]),
            (r#""just a text""#, &["just a text"]),
            ("upstream timed out\n", &["upstream timed out"]),
            ("<!DOCTYPE html><html><head><title> 502 Bad </title></head>x", &["an HTML page: 502 Bad"]),
            ("\n<html><p>hello", &["an HTML page"]),
            ("", &[]),
            ("  \n", &[]),
            ("{}", &[]),
            ("null", &[]),
            ("[]", &[]),
            ("42", &["42"]),
            (r#"{"errors": []}"#, &[]),
        ] {
            assert_eq!(shown(body), expected, "{body}");
        }
    }

    #[test]
    fn wrong_types_break_nothing() {
        for body in [
            r#"{"errors": [{"id": {}, "status": [], "code": true, "detail": null, "source": "x", "links": 3, "meta": "m"}]}"#,
            r#"{"errors": 5, "error": [1], "message": {}, "code": {}}"#,
            r#"{"error": {"innerErrors": {}, "name": 5}}"#,
            r#"{"error": null, "message": ["a"]}"#,
            "{\"errors\": [",
            "\u{feff}",
        ] {
            read(body.as_bytes(), &Secrets::of("s3cr3t-t0ken"));
        }
        read(b"\xff\xfe\0", &Secrets::of("s3cr3t-t0ken"));
    }

    #[test]
    fn members_are_kept() {
        let body = r#"{"errors": [{"id": "a1", "status": 409, "detail": "d", "links": {"about": {"href": "https://x"}},
            "meta": {"k": [1]}}, {"detail": "e", "links": {"about": "https://y"}}]}"#;
        let problems = read(body.as_bytes(), &Secrets::of("s3cr3t-t0ken")).problems;
        assert_eq!((problems[0].id.as_deref(), problems[0].status.as_deref()), (Some("a1"), Some("409")));
        assert_eq!(
            (problems[0].about.as_deref(), problems[1].about.as_deref()),
            (Some("https://x"), Some("https://y"))
        );
        assert_eq!(problems[0].meta.as_ref().map(Object::len), Some(1));
        assert_eq!(read(br#"{"message": "m", "errorRef": "b2"}"#, &Secrets::of("-")).reference.as_deref(), Some("b2"));
    }

    #[test]
    fn an_echoed_token_is_taken_out() {
        for body in
            [r#"{"message": "bad s3cr3t-t0ken"}"#, "bad s3cr3t-t0ken", r#"{"errors": [{"meta": {"s3cr3t-t0ken": 1}}]}"#]
        {
            let said = format!("{:?}", read(body.as_bytes(), &Secrets::of("s3cr3t-t0ken")));
            assert!(!said.contains("s3cr3t") && said.contains("hidden"), "{said}");
        }
    }
}
