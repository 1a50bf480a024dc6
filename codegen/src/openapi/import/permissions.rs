//! Permissions, which documents list in prose: under a heading, one to a bullet.

/// Reads the permissions that a description lists: keys where it states them, names where it does not, each with the name;
/// sorted.
pub(super) fn read(description: &str) -> Result<Vec<(String, String)>, String> {
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

/// A bullet such as ``` `View Projects (org.project.read)` for every organization```: key and name.
fn permission(bullet: &str) -> (String, String) {
    let text = bullet.split('`').nth(1).unwrap_or(bullet);
    let parts = text.rsplit_once('(').and_then(|(name, rest)| Some((name.trim(), rest.split_once(')')?.0.trim())));
    let is_key = |key: &str| !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || ".-_".contains(c));
    match parts {
        Some((name, key)) if is_key(key) => (key.to_owned(), name.to_owned()),
        _ => (text.trim().to_owned(), text.trim().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_names() {
        let both =
            "Lists them.\n\n#### Required permissions\n\n- `View Animals (zoo.animal.read)`\n\n- `Feed Animals`\n";
        let named = |list: &[(&str, &str)]| {
            Ok(list.iter().map(|(key, name)| ((*key).to_owned(), (*name).to_owned())).collect())
        };
        assert_eq!(read(both), named(&[("Feed Animals", "Feed Animals"), ("zoo.animal.read", "View Animals")]));
        let glued = "Lists them.#### Required permissions\n- Zoo Keeper\n";
        assert_eq!(read(glued), named(&[("Zoo Keeper", "Zoo Keeper")]));
        let more = "#### Required permissions\n- `View Animals` for every zoo in `zoos`\n\nThen some text.\n- no more";
        assert_eq!(read(more), named(&[("View Animals", "View Animals")]));
        assert_eq!(read("The required permissions depend."), Ok(Vec::new()));
        assert!(read("#### Required permissions\n\nSee elsewhere.").is_err());
    }
}
