//! The region of the client's manifest that the generator owns.

/// The line that the region begins after.
pub const BEGIN: &str = "# generated: begin (cargo xtask generate)";

/// The line that the region ends before.
pub const END: &str = "# generated: end";

/// Puts lines between the markers of a manifest, in the place of what stands there. Everything else stays, byte for byte.
///
/// # Errors
///
/// If a marker is missing, stands there twice, or the end comes before the beginning.
pub fn splice(manifest: &str, region: &[String]) -> Result<String, String> {
    let begin = only(manifest, BEGIN)?;
    let end = only(manifest, END)?;
    if end.start < begin.start {
        return Err(format!("the line `{END}` stands before the line `{BEGIN}`"));
    }
    // The lines end as the marker's does, so that a checkout with CRLF stays one.
    let newline = if manifest[begin.start..begin.end].ends_with("\r\n") { "\r\n" } else { "\n" };
    let mut text = manifest[..begin.end].to_owned();
    for line in region {
        text.push_str(line);
        text.push_str(newline);
    }
    text.push_str(&manifest[end.start..]);
    Ok(text)
}

/// A line with its ending, by its place in the text.
struct Line {
    start: usize,
    end: usize,
}

/// The only line that is `marker`, apart from space around it.
fn only(text: &str, marker: &str) -> Result<Line, String> {
    let mut start = 0;
    let mut found = Vec::new();
    for line in text.split_inclusive('\n') {
        if line.trim() == marker {
            found.push(Line { start, end: start + line.len() });
        }
        start += line.len();
    }
    match found.len() {
        0 => Err(format!("the line `{marker}` is missing")),
        1 => Ok(found.swap_remove(0)),
        count => Err(format!("the line `{marker}` stands there {count} times")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(lines: &[&str]) -> Vec<String> {
        lines.iter().map(|line| (*line).to_owned()).collect()
    }

    #[test]
    fn replaces_the_region_alone() {
        let manifest = format!("[features]\na = []\n{BEGIN}\nold = []\nolder = []\n{END}\n\n[lints]\n");
        assert_eq!(
            splice(&manifest, &region(&["# New.", "new = []"])).as_deref(),
            Ok(&*format!("[features]\na = []\n{BEGIN}\n# New.\nnew = []\n{END}\n\n[lints]\n"))
        );
    }

    #[test]
    fn doing_it_twice_changes_nothing() {
        let lines = region(&["new = []"]);
        let once = splice(&format!("{BEGIN}\n{END}"), &lines).expect("both markers are there");
        assert_eq!(once, format!("{BEGIN}\nnew = []\n{END}"), "no newline is added at the end");
        assert_eq!(splice(&once, &lines), Ok(once.clone()));
    }

    #[test]
    fn an_empty_region() {
        assert_eq!(splice(&format!("{BEGIN}\nold\n{END}\n"), &[]), Ok(format!("{BEGIN}\n{END}\n")));
    }

    #[test]
    fn keeps_crlf() {
        let manifest = format!("a\r\n{BEGIN}\r\nold\r\n{END}\r\n");
        assert_eq!(splice(&manifest, &region(&["new"])), Ok(format!("a\r\n{BEGIN}\r\nnew\r\n{END}\r\n")));
    }

    #[test]
    fn refuses_markers_that_are_not_there_once_and_in_order() {
        let refused = |manifest: &str| splice(manifest, &[]).expect_err("the markers are wrong");
        assert_eq!(refused(""), format!("the line `{BEGIN}` is missing"));
        assert_eq!(refused(&format!("{BEGIN}\n")), format!("the line `{END}` is missing"));
        assert_eq!(refused(&format!("{BEGIN}\n{BEGIN}\n{END}\n")), format!("the line `{BEGIN}` stands there 2 times"));
        assert_eq!(
            refused(&format!("{BEGIN}\n{END}\n{END}\n{END}\n")),
            format!("the line `{END}` stands there 3 times")
        );
        assert_eq!(refused(&format!("{END}\n{BEGIN}\n")), format!("the line `{END}` stands before the line `{BEGIN}`"));
    }

    #[test]
    fn a_marker_inside_a_line_is_none() {
        assert!(splice(&format!("x = 1 {BEGIN}\n{END}\n"), &[]).is_err());
    }
}
