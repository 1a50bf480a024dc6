//! `cargo xtask generate` and `cargo xtask drift`.

use std::collections::BTreeSet;
use std::path::Path;

use snyk_api_codegen::plan::{self, Plan, Why};
use snyk_api_codegen::{Diagnostics, File, Source};

use crate::{Outcome, Report, Trouble, project};

/// What the compiler made of a description.
#[derive(Clone, Debug, Default)]
pub struct Output {
    /// How many operations it describes.
    pub operations: usize,
    /// The files as they should be.
    pub files: Vec<File>,
}

/// Makes the files from the description and the client's manifest, or says in full what is wrong with them.
pub type Compiler<'a> = &'a dyn Fn(&[Source], &str) -> Result<Output, String>;

/// The compiler of `snyk-api-codegen`.
///
/// # Errors
///
/// What is wrong with the description, for a person to read.
pub fn compile(sources: &[Source], manifest: &str) -> Result<Output, String> {
    let api = snyk_api_codegen::compile(sources).map_err(|diagnostics| complain(&diagnostics))?;
    let files = snyk_api_codegen::generate(&api, manifest).map_err(|error| format!("{}: {error}", plan::MANIFEST))?;
    Ok(Output { operations: api.operations().count(), files })
}

/// All diagnostics, and how many there are.
pub(crate) fn complain(diagnostics: &Diagnostics) -> String {
    let files: BTreeSet<&str> = diagnostics.iter().map(|diagnostic| &*diagnostic.file).collect();
    let problems = count(diagnostics.len(), "problem");
    format!("{}\n{problems} in {}", diagnostics.to_string().trim_end(), count(files.len(), "file"))
}

/// Regenerates the files on disk.
///
/// # Errors
///
/// If something cannot be read or written.
pub fn generate(root: &Path, compiler: Compiler<'_>) -> Result<Report, Trouble> {
    let (operations, plan) = match prepare(root, compiler)? {
        Ok(prepared) => prepared,
        Err(complaint) => return Ok(refused(format!("{complaint}; nothing was written"))),
    };
    project::apply(root, &plan)?;
    let written = plan.write.iter().map(|write| {
        let verb = if write.why == Why::Missing { "new    " } else { "changed" };
        format!("{verb} {}\n", write.path)
    });
    let removed = plan.delete.iter().map(|delete| format!("removed {}\n", delete.path));
    let output = written.chain(removed).chain([summary(operations, &plan)]).collect();
    Ok(Report { outcome: Outcome::Good, output, complaint: String::new() })
}

/// Reports every difference between the files on disk and those that [`generate`] would leave there.
///
/// # Errors
///
/// If something cannot be read.
pub fn drift(root: &Path, compiler: Compiler<'_>) -> Result<Report, Trouble> {
    Ok(match prepare(root, compiler)? {
        Err(complaint) => refused(format!("{complaint}; there is nothing to compare with")),
        Ok((_, plan)) => {
            let outcome = if plan.is_empty() { Outcome::Good } else { Outcome::Findings };
            Report { outcome, output: plan.to_string(), complaint: String::new() }
        }
    })
}

/// The end of a command whose description is wrong.
fn refused(complaint: String) -> Report {
    Report { outcome: Outcome::Findings, output: String::new(), complaint }
}

/// Reads, compiles and plans: the path that both commands share. The inner error is what is wrong with the description.
fn prepare(root: &Path, compiler: Compiler<'_>) -> Result<Result<(usize, Plan), String>, Trouble> {
    let sources = project::read_sources(root)?;
    let manifest = project::read_manifest(root)?;
    let output = match compiler(&sources, &manifest) {
        Ok(output) => output,
        Err(complaint) => return Ok(Err(complaint)),
    };
    // A mistake in the generator must not reach what people write by hand.
    if let Some(file) = output.files.iter().find(|file| !plan::is_owned(&file.path)) {
        return Err(Trouble(format!("the generator made {}, which is not its own to write", file.path)));
    }
    let plan = Plan::new(&output.files, &project::present(root)?);
    Ok(Ok((output.operations, plan)))
}

/// `15 operations, 12 files: 3 written, 1 removed, 8 unchanged`
fn summary(operations: usize, plan: &Plan) -> String {
    let files = count(plan.write.len() + plan.same, "file");
    let (written, removed, same) = (plan.write.len(), plan.delete.len(), plan.same);
    format!("{}, {files}: {written} written, {removed} removed, {same} unchanged", count(operations, "operation"))
}

/// `1 file`, `2 files`
pub(crate) fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts() {
        let plan = Plan { same: 1, ..Plan::default() };
        assert_eq!(summary(15, &plan), "15 operations, 1 file: 0 written, 0 removed, 1 unchanged");
        assert_eq!(complain(&Diagnostics::default()), "\n0 problems in 0 files");
    }
}
