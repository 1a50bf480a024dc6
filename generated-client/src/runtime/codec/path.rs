//! The JSON path of a decoding error.
//!
//! It grows while the error travels outwards: every list, map and record puts its own part before what is there. So reading
//! costs nothing as long as all goes well. The path lives in the error's text, since serde's errors have no other room.

use std::fmt::Write as _;

use serde::de;

/// A step from a value to one inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step<'a> {
    Member(&'a str),
    Item(usize),
}

const START: &str = "at `$";
const END: &str = "`: ";

/// The error, seen from one step further out.
#[cold]
#[inline(never)]
pub(crate) fn at<E: de::Error>(step: Step<'_>, error: E) -> E {
    E::custom(prefix(&step, &error.to_string()))
}

fn prefix(step: &Step<'_>, text: &str) -> String {
    let mut prefixed = START.to_owned();
    write_step(&mut prefixed, step);
    match text.strip_prefix(START) {
        Some(rest) => prefixed.push_str(rest),
        None => {
            prefixed.push_str(END);
            prefixed.push_str(text);
        }
    }
    prefixed
}

/// Names that are no identifiers are written as JSON, and never with a backtick, which ends the path.
fn write_step(path: &mut String, step: &Step<'_>) {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let written = match step {
        Step::Item(index) => write!(path, "[{index}]"),
        Step::Member(name) if name.bytes().all(is_plain) && name.starts_with(|first: char| !first.is_ascii_digit()) => {
            write!(path, ".{name}")
        }
        Step::Member(name) => write!(path, "[{}]", serde_json::Value::from(*name).to_string().replace('`', "\\u0060")),
    };
    written.expect("a String takes all text");
}

/// Takes an error's text apart into path and message.
pub(crate) fn split(text: &str) -> (String, &str) {
    match text.strip_prefix(START).and_then(|rest| rest.split_once(END)) {
        Some((path, message)) => (format!("${path}"), message),
        None => ("$".to_owned(), text),
    }
}

/// The value at a path, or as much of the way as exists.
pub(crate) fn follow<'a>(json: &'a serde_json::Value, path: &str) -> &'a serde_json::Value {
    let mut here = json;
    let mut rest = path.trim_start_matches('$');
    while let Some((inside, behind)) = take_step(here, rest) {
        (here, rest) = (inside, behind);
    }
    here
}

fn take_step<'a, 'p>(json: &'a serde_json::Value, path: &'p str) -> Option<(&'a serde_json::Value, &'p str)> {
    if let Some(path) = path.strip_prefix('.') {
        let end = path.find(['.', '[']).unwrap_or(path.len());
        return Some((json.get(&path[..end])?, &path[end..]));
    }
    let path = path.strip_prefix('[')?;
    let mut parts = serde_json::Deserializer::from_str(path).into_iter::<serde_json::Value>();
    let part = parts.next()?.ok()?;
    let behind = path[parts.byte_offset()..].strip_prefix(']')?;
    let inside = match &part {
        serde_json::Value::String(name) => json.get(name)?,
        part => json.get(usize::try_from(part.as_u64()?).ok()?)?,
    };
    Some((inside, behind))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn paths_grow_outwards() {
        let error = "invalid type: null, expected a string at line 1 column 7";
        let error = prefix(&Step::Member("severity"), error);
        let error = prefix(&Step::Item(3), &error);
        let error = prefix(&Step::Member("2nd-na`me."), &error);
        let (path, message) = split(&error);
        assert_eq!(path, r#"$["2nd-na\u0060me."][3].severity"#);
        assert_eq!(message, "invalid type: null, expected a string at line 1 column 7");
    }

    #[test]
    fn paths_can_be_followed() {
        let json = json!({"a": [{"b`.\"]": 1}, {"c": 2}], "": 3});
        assert_eq!(follow(&json, r#"$.a[0]["b\u0060.\"]"]"#), &json!(1));
        assert_eq!(follow(&json, "$.a[1].missing"), &json!({"c": 2}));
        assert_eq!(follow(&json, r#"$[""]"#), &json!(3));
        assert_eq!(follow(&json, "$.a[7].b"), &json["a"]);
        assert_eq!(follow(&json, "$"), &json);
    }
}
