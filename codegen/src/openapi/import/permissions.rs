//! Permissions, which documents list in prose: under a heading, one to a bullet.

/// Reads the permissions that a description lists: keys where it states them, names where it does not; sorted.
pub(super) fn read(description: &str) -> Result<Vec<String>, String> {
    let Some((_, list)) = split_heading(description) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for line in list.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let Some(bullet) = line.strip_prefix("- ").or(line.strip_prefix("* ")) else { break };
        found.push(permission(bullet));
    }
    if found.is_empty() {
        return Err("a heading announces permissions, and none are listed".to_owned());
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// The text behind the heading. Some headings are glued to the sentence before them.
fn split_heading(description: &str) -> Option<(&str, &str)> {
    const TITLE: &str = "required permissions";
    let lower = description.to_ascii_lowercase();
    lower.match_indices(TITLE).find_map(|(start, _)| {
        let marks = description.get(..start)?.trim_end();
        let rest = description.get(start + TITLE.len()..)?;
        (marks.ends_with('#') && rest.trim_start_matches([' ', ':']).starts_with('\n')).then_some((marks, rest))
    })
}

/// A bullet such as ``` `View Projects (org.project.read)` for every organization```.
fn permission(bullet: &str) -> String {
    let text = match bullet.split('`').nth(1) {
        Some(quoted) => quoted,
        None => bullet,
    };
    let key = text.rsplit_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(key, _)| key.trim());
    match key {
        Some(key) if key.contains('.') && !key.contains(' ') => key.to_owned(),
        _ => text.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_names() {
        let both =
            "Lists them.\n\n#### Required permissions\n\n- `View Animals (zoo.animal.read)`\n\n- `Feed Animals`\n";
        assert_eq!(read(both), Ok(vec!["Feed Animals".to_owned(), "zoo.animal.read".to_owned()]));
        let glued = "Lists them.#### Required permissions\n- Zoo Keeper\n";
        assert_eq!(read(glued), Ok(vec!["Zoo Keeper".to_owned()]));
        let more = "#### Required permissions\n- `View Animals` for every zoo in `zoos`\n\nThen some text.\n- no more";
        assert_eq!(read(more), Ok(vec!["View Animals".to_owned()]));
        assert_eq!(read("The required permissions depend."), Ok(Vec::new()));
        assert!(read("#### Required permissions\n\nSee elsewhere.").is_err());
    }
}
