//! What a test run shows to others, and the search for secrets in it.
//!
//! Tests call with [`TOKEN`], or with another secret that has [`MARKER`] in it. Where the environment names a folder
//! ([`FOLDER`]), each test program writes there what its own crates and those below them tell to loggers and traces, down to
//! the finest level, and what came to servers to which the client had no reason to speak. With what the programs print, that is
//! all that others could see; [`search`](search::search) finds what should not be there.
//!
//! Servers of the tests that play the service itself are left out: they have to get the token.

mod collect;
pub mod search;

pub use self::collect::{Captured, capture};

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock};

/// What every secret of the tests has in it.
pub const MARKER: &str = "s3cr3t";

/// The token of the tests.
pub const TOKEN: &str = "s3cr3t-t0ken";

/// The variable that names the folder. Nothing is written without it.
pub const FOLDER: &str = "SNYK_API_TEST_RECORD";

/// What every record begins with, by way of `tracing` and by way of `log`: a record without it was not kept.
pub(crate) const CANARY: &str = "the recorder is on";

/// Endings of files: what was told, and what came to strangers.
pub(crate) const TRACE: &str = "trace";
pub(crate) const FOREIGN: &str = "foreign";

/// Begins to record what this program tells, the first time that it is called.
///
/// # Panics
///
/// If the folder cannot be written to, or if somebody else collects already.
pub fn start() {
    static STARTED: OnceLock<()> = OnceLock::new();
    STARTED.get_or_init(|| {
        if let Some(file) = file(TRACE) {
            collect::install(file);
            tracing::trace!("{CANARY}");
            log::trace!("{CANARY}");
        }
    });
}

/// Records what came to a server that the client has no reason to speak to; nothing, when it begins to listen.
///
/// # Panics
///
/// If the folder cannot be written to.
pub fn foreign(request: &[u8]) {
    static FILE: OnceLock<Option<Mutex<File>>> = OnceLock::new();
    if let Some(file) = FILE.get_or_init(|| file(FOREIGN).map(Mutex::new)) {
        let record = [CANARY.as_bytes(), b"\n", request, b"\n"].concat();
        file.lock().expect("no test panicked").write_all(&record).expect("the record can be written");
    }
}

/// A file of this program alone, if there is a folder.
fn file(ending: &str) -> Option<File> {
    let folder = PathBuf::from(std::env::var_os(FOLDER)?);
    let program = std::env::current_exe().expect("this program has a path");
    let name = program.file_stem().expect("and a name").to_string_lossy().into_owned();
    let path = folder.join(format!("{name}-{}.{ending}", std::process::id()));
    let file = OpenOptions::new().create(true).append(true).open(&path);
    Some(file.unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}
