//! `cargo xtask openapi`: the description as an OpenAPI document.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use snyk_api_codegen::openapi;

use crate::{Outcome, Report, Trouble, docs, project};

/// Writes the description as an OpenAPI document of all families.
///
/// # Errors
///
/// If the description cannot be read, or the file not be written; then a file that was there is as it was.
pub fn export(root: &Path, out: &PathBuf) -> Result<Report, Trouble> {
    let api = match docs::compile(root)? {
        Ok((api, _)) => api,
        Err(report) => return Ok(report),
    };
    let text = format!("{:#}\n", openapi::export(&api, env!("CARGO_PKG_VERSION")));
    let trouble = |error: std::io::Error| Trouble::with("write", out, error);
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = project::temporary(folder).map_err(trouble)?;
    file.write_all(text.as_bytes()).map_err(trouble)?;
    file.persist(out).map_err(|error| trouble(error.error))?;
    let output =
        format!("{} operations to {}", api.operations().filter(|(_, one)| one.is_callable()).count(), out.display());
    Ok(Report { outcome: Outcome::Good, output, complaint: String::new() })
}
