//! `cargo xtask conformance`: every operation against mock servers that follow the vendor's own documents.
//!
//! The client under test is driven by a program of its own, so that this tool needs neither the client nor an async runtime.

mod driver;
mod log;
mod prism;

use std::fs;
use std::path::{Path, PathBuf};

use snyk_api_codegen::openapi;

use self::prism::{Prism, Server};
use crate::{Outcome, Trouble};

/// What to check, and how.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The vendor's document of v1.
    pub v1: PathBuf,
    /// The vendor's document of REST.
    pub rest: PathBuf,
    /// Answer with made-up values rather than with the document's examples.
    pub dynamic: bool,
    /// What made-up values are made from: the same seed, the same values.
    pub seed: u64,
    /// Only these operations; all, if it is empty.
    pub operations: Vec<String>,
    /// Leave the mended documents and the mock servers' logs behind.
    pub keep: bool,
    /// Where Prism is.
    pub prism: Option<PathBuf>,
}

/// Starts a mock server for each document, runs the driver against them, and says what went wrong.
///
/// # Errors
///
/// If a document cannot be read, or a program cannot be started.
pub fn run(root: &Path, options: &Options) -> Result<Outcome, Trouble> {
    // First what costs nothing: a wrong path is told before anything is installed or started.
    let (v1, rest) = (mended("v1", &options.v1)?, mended("rest", &options.rest)?);
    let target = target_folder(root);
    let prism = Prism::find(options.prism.as_deref(), &target.join("tools/prism"))?;
    let folder = work_folder(&target, options.keep)?;
    let start = |name: &str, text: &str| -> Result<Server, Trouble> {
        let document = folder.path().join(format!("{name}.json"));
        fs::write(&document, text).map_err(|error| Trouble::with("write", &document, error))?;
        prism.start(name, &document, options)
    };
    // Both start at once, since the larger document takes a while.
    let (mut v1, mut rest) = (start("v1", &v1)?, start("rest", &rest)?);
    v1.wait_until_ready()?;
    rest.wait_until_ready()?;
    let answers = driver::run(root, &v1.url(), &rest.url(), &options.operations);
    let logs = [v1.log(), rest.log()].join("\n");
    if let Ok(answers) = &answers {
        crate::tell(driver::summary(answers, &logs));
    }
    // A server that is gone explains whatever the driver complains of, so it is told instead.
    v1.check()?;
    rest.check()?;
    let answers = answers?;
    let good = !answers.is_empty() && answers.iter().all(driver::Answer::is_ok);
    Ok(if good { Outcome::Good } else { Outcome::Findings })
}

/// A document for a mock server, as JSON. What was mended in it is told.
fn mended(name: &str, path: &Path) -> Result<String, Trouble> {
    let bytes = fs::read(path).map_err(|error| Trouble::with("read", path, error))?;
    let document = openapi::read(&bytes).map_err(|error| Trouble::with("use", path, error))?;
    let (document, mends) = openapi::mend(document);
    for mend in mends {
        crate::tell(format_args!("mended: {name} {}{mend}", path.display()));
    }
    serde_json::to_string(&document).map_err(|error| Trouble::with("copy", path, error))
}

/// Where cargo puts what it makes, and so this tool, too.
fn target_folder(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from)
}

/// A folder for copies and logs, below the target folder, so that whatever an interrupted run leaves behind is in nobody's way.
fn work_folder(target: &Path, keep: bool) -> Result<tempfile::TempDir, Trouble> {
    let attempt = || {
        fs::create_dir_all(target)?;
        // The server is told its path, and runs in another folder.
        let target = target.canonicalize()?;
        tempfile::Builder::new().prefix("conformance-").disable_cleanup(keep).tempdir_in(target)
    };
    let folder = attempt().map_err(|error| Trouble::with("make a folder in", target, error))?;
    if keep {
        crate::tell(format_args!("kept: {}", folder.path().display()));
    }
    Ok(folder)
}
