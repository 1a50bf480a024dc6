//! What the mock server said of a request, out of its log.

/// The complaints about requests with that method and path, each once. The path may be a template, `/org/{orgId}`.
///
/// The server logs one request after the other, with the path at the first line of each; so this is right as long as requests
/// don't overlap.
pub(super) fn complaints(log: &str, method: &str, path: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut matches = false;
    for line in log.lines() {
        if let Some(request) = request(line) {
            matches = request.0.eq_ignore_ascii_case(method) && fits(path, request.1);
        }
        // Word by word, since the symbols around them depend on the terminal.
        if let Some((_, complaint)) = line.split_once(" error ").filter(|_| matches) {
            let complaint = complaint.trim().to_owned();
            if !found.contains(&complaint) {
                found.push(complaint);
            }
        }
    }
    found
}

/// The method and the path of the request that a line begins.
fn request(line: &str) -> Option<(&str, &str)> {
    let (_, request) = line.strip_suffix("Request received")?.split_once("[HTTP SERVER] ")?;
    let mut words = request.split_whitespace();
    Some((words.next()?, words.next()?))
}

/// Whether a path fits a template.
fn fits(template: &str, path: &str) -> bool {
    let mut parts = path.split('/');
    let all = template.split('/').all(|hole| {
        let part = parts.next();
        part.is_some_and(|part| part == hole || (hole.starts_with('{') && !part.is_empty()))
    });
    all && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "\
[1:00:00 PM] › [CLI] ▶  start     Prism is listening on http://127.0.0.1:4010
[1:00:01 PM] › [HTTP SERVER] get /user/me ℹ  info      Request received
[1:00:01 PM] ›     [VALIDATOR] ✔  success   The request passed the validation rules.
[1:00:02 PM] › [HTTP SERVER] post /org/1/projects ℹ  info      Request received
[1:00:02 PM] ›     [VALIDATOR] ✖  error     Request body must have required property 'data'
[1:00:02 PM] › [HTTP SERVER] get /org/1/projects ℹ  info      Request received
[1:00:03 PM] › [HTTP SERVER] post /org/2/projects ℹ  info      Request received
[1:00:03 PM] ›     [VALIDATOR] ✖  error     Request body must have required property 'data'
[1:00:03 PM] › [HTTP SERVER] post /org/2/projects ✖  error     Request terminated with error: no path
";

    #[test]
    fn complaints_of_a_request_each_once() {
        assert_eq!(
            complaints(LOG, "POST", "/org/{orgId}/projects"),
            ["Request body must have required property 'data'", "Request terminated with error: no path"]
        );
        assert!(complaints(LOG, "GET", "/org/{orgId}/projects").is_empty());
        assert!(complaints(LOG, "GET", "/user/me").is_empty());
    }

    #[test]
    fn templates() {
        assert!(fits("/org/{orgId}", "/org/1") && fits("/org", "/org"));
        assert!(
            !fits("/org/{orgId}", "/org/1/projects") && !fits("/org/{orgId}", "/org") && !fits("/org/{a}", "/org/")
        );
    }
}
