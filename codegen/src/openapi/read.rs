//! A document, from its text.

use serde_yaml::Value;

/// Reads an OpenAPI 3.0 document, JSON or YAML.
///
/// The order of members stays: a mock server answers with the *first* example of a list. An unquoted timestamp stays the text
/// that it is in the file.
///
/// # Errors
///
/// If it cannot be read in full, or is no OpenAPI 3.0 document.
pub fn read(bytes: &[u8]) -> Result<Value, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| format!("it is not UTF-8: {error}"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // JSON has escapes that YAML has not, such as a surrogate pair, so each is read by its own reader.
    let document: Value = if text.trim_start().starts_with('{') {
        serde_json::from_str(text).map_err(|error| format!("it is malformed JSON: {error}"))?
    } else {
        serde_yaml::from_str(text).map_err(|error| format!("it is malformed YAML: {error}"))?
    };
    check(&document)?;
    Ok(document)
}

/// That it says of itself that it is OpenAPI 3.0, and has paths.
fn check(document: &Value) -> Result<(), String> {
    let version = match document.get("openapi") {
        Some(Value::String(version)) => version.clone(),
        // `openapi: 3.1`, without quotes, is a number.
        Some(Value::Number(version)) => version.to_string(),
        _ if document.get("swagger").is_some() => {
            return Err("it is a Swagger 2 document; OpenAPI 3.0 is needed".to_owned());
        }
        _ => return Err("it is no OpenAPI document: the member `openapi` is missing".to_owned()),
    };
    if version != "3.0" && !version.starts_with("3.0.") {
        return Err(format!("it is an OpenAPI {version} document; OpenAPI 3.0 is needed"));
    }
    if !document.get("paths").is_some_and(Value::is_mapping) {
        return Err("it has no `paths`".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_and_yaml() {
        let json =
            read(br#"{"openapi": "3.0.3", "paths": {}, "x": "\ud83d\ude00", "b": 1, "a": 2}"#).expect("it is fine");
        assert_eq!(json["x"], "\u{1f600}");
        let keys: Vec<_> = json.as_mapping().expect("a mapping").keys().filter_map(Value::as_str).collect();
        assert_eq!(keys, ["openapi", "paths", "x", "b", "a"]);

        let yaml = read(b"openapi: 3.0.0\npaths: {}\nx: 2021-06-07T00:00:00.000Z\ny: 1.0\n").expect("it is fine");
        assert_eq!(serde_json::to_string(&yaml["x"]).ok().as_deref(), Some("\"2021-06-07T00:00:00.000Z\""));
        assert_eq!(serde_json::to_string(&yaml["y"]).ok().as_deref(), Some("1.0"));
    }

    #[test]
    fn what_is_refused() {
        let refused = |text: &[u8]| read(text).expect_err("it cannot be read");
        assert!(refused(b"\xff").starts_with("it is not UTF-8"));
        assert!(refused(b"{\"openapi\": ").starts_with("it is malformed JSON"));
        assert!(refused(b"openapi: 3.0.0\npaths: {").starts_with("it is malformed YAML"));
        assert_eq!(refused(b"swagger: '2.0'\n"), "it is a Swagger 2 document; OpenAPI 3.0 is needed");
        assert_eq!(refused(b"title: x\n"), "it is no OpenAPI document: the member `openapi` is missing");
        assert_eq!(refused(b""), "it is no OpenAPI document: the member `openapi` is missing");
        assert_eq!(refused(b"openapi: 3.1\n"), "it is an OpenAPI 3.1 document; OpenAPI 3.0 is needed");
        assert_eq!(refused(b"openapi: 3.0.0\n"), "it has no `paths`");
    }
}
