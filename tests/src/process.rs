//! Tests that need a process of their own: for the most memory that it ever had, or for its environment.

use std::process::{Command, Stdio};
use std::{env, fs};

use tokio::task::spawn_blocking;

/// Where the child writes what it found.
const FOUND: &str = "SNYK_API_TESTS_FOUND";

/// Runs an ignored test of this program in a process of its own, with these variables; what it has [`tell`]-ed. Services of the
/// caller's go on meanwhile.
///
/// # Panics
///
/// If the test fails.
pub async fn run(test: &str, variables: &[(&str, &str)]) -> String {
    let found = tempfile::NamedTempFile::new().expect("a file");
    let mut child = Command::new(env::current_exe().expect("this program"));
    child.args(["--exact", test, "--ignored"]).envs(variables.iter().copied()).env(FOUND, found.path());
    child.stdout(Stdio::null());
    let status = spawn_blocking(move || child.status()).await.expect("no panic").expect("the child runs");
    assert!(status.success(), "{test} fails in a process of its own");
    fs::read_to_string(found.path()).expect("what the child found")
}

/// A variable of a test that was started by [`run`]; none if somebody else started it.
pub fn variable(name: &str) -> Option<String> {
    env::var_os(FOUND)?;
    env::var(name).ok()
}

/// Tells who started the test what it found.
///
/// # Panics
///
/// If nobody did.
pub fn tell(found: &str) {
    fs::write(env::var_os(FOUND).expect("a path"), found).expect("it is written");
}

/// The most memory that this process ever had, in bytes, as Linux tells it.
///
/// # Panics
///
/// Elsewhere.
pub fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux tells it");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the peak");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") * 1024
}
