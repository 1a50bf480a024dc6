//! The client's version, out of its manifest.

use snyk_api_codegen::changes::Version;
use snyk_api_codegen::plan;

use super::git::Revision;
use crate::Trouble;

/// The manifest that the client may take its version from.
const WORKSPACE: &str = "Cargo.toml";

/// The client's version in a revision.
pub(super) fn version(revision: &Revision<'_>) -> Result<Version, Trouble> {
    let trouble = |what: &str| Trouble(format!("cannot tell the client's version in `{}`: {what}", revision.name()));
    let read = |path: &str| revision.text(path)?.ok_or_else(|| trouble(&format!("there is no {path}")));
    let found = match find(&read(plan::MANIFEST)?, "[package]") {
        Some(Found::Text(text)) => Some(text),
        Some(Found::Inherited) => match find(&read(WORKSPACE)?, "[workspace.package]") {
            Some(Found::Text(text)) => Some(text),
            _ => None,
        },
        None => None,
    };
    let text = found.ok_or_else(|| trouble(&format!("neither {} nor {WORKSPACE} has it", plan::MANIFEST)))?;
    text.parse().map_err(|error: String| trouble(&error))
}

/// How a manifest gives a version.
#[derive(Debug, PartialEq)]
enum Found {
    /// Itself.
    Text(String),
    /// The workspace has it.
    Inherited,
}

/// The version in a section of a manifest. These are manifests of this workspace, which write it on a line of its own.
fn find(manifest: &str, section: &str) -> Option<Found> {
    let lines = manifest.lines().map(str::trim).skip_while(|line| *line != section).skip(1);
    let mut pairs = lines.take_while(|line| !line.starts_with('[')).filter_map(|line| line.split_once('='));
    pairs.find_map(|(key, value)| match (key.trim(), value.trim()) {
        ("version.workspace", value) if value.starts_with("true") => Some(Found::Inherited),
        ("version", value) if value.starts_with('{') => Some(Found::Inherited),
        ("version", value) => Some(Found::Text(value.split('"').nth(1)?.to_owned())),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_in_their_section() {
        let found = |manifest: &str| find(manifest, "[package]");
        let text = |version: &str| Some(Found::Text(version.to_owned()));
        assert_eq!(found("[package]\nname = \"a\"\nversion = \"1.2.3\" # so\n"), text("1.2.3"));
        assert_eq!(found("[package]\r\nversion=\"1.2.3\"\r\n"), text("1.2.3"));
        assert_eq!(found("[package]\nversion.workspace = true\n"), Some(Found::Inherited));
        assert_eq!(found("[package]\nversion = { workspace = true }\n"), Some(Found::Inherited));
        assert_eq!(found("[package]\nname = \"a\"\n[dependencies.b]\nversion = \"1\"\n"), None);
        assert_eq!(found("rust-version = \"1.88\"\n[package]\nrust-version = \"1.88\"\n"), None);
    }
}
