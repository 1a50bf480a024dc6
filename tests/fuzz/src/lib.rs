//! What the targets have in common.
//!
//! Their inputs are texts where that is possible, so that a seed can be read, and still means the same when the table of
//! operations has changed.

use std::fs;
use std::path::{Path, PathBuf};

use snyk_api::operation::Operation;
use snyk_api::{Client, OPERATIONS};
use snyk_api_codegen::Source;

/// Whatever happens, this must not show.
pub const TOKEN: &str = "f3a1-t0ken-that-never-shows";

/// A client that needs no network, since it is served its answers.
pub fn client() -> Client {
    Client::builder().token(TOKEN).answer_limit(1 << 20).build().expect("a client")
}

/// Runs what waits with a clock that jumps to the end of each wait.
pub fn run<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.expect("a runtime").block_on(future)
}

/// Panics if the token shows.
pub fn no_token(text: &str) {
    assert!(!text.contains(TOKEN), "the token shows: {text}");
}

/// The first line, and what follows it.
pub fn first_line(data: &[u8]) -> (&[u8], &[u8]) {
    match data.iter().position(|byte| *byte == b'\n') {
        Some(end) => (&data[..end], &data[end + 1..]),
        None => (data, &[]),
    }
}

/// One of several by its name; any other text means any of them.
pub fn choose<'a, T>(items: &'a [T], name: impl Fn(&T) -> &str, text: &[u8]) -> &'a T {
    let any = text.iter().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(*byte)));
    items.iter().find(|item| name(item).as_bytes() == text).unwrap_or(&items[any % items.len()])
}

/// The operation of that name.
pub fn operation(text: &[u8]) -> &'static Operation {
    choose::<&'static Operation>(OPERATIONS, |operation| operation.name, text)
}

/// A small description without faults, in which a file is replaced.
pub fn description(path: &[u8], bytes: &[u8]) -> Vec<Source> {
    let mut sources = base();
    let chosen = choose(&sources, |source: &Source| &source.path, path).path.clone();
    for source in sources.iter_mut().filter(|source| source.path == chosen) {
        source.bytes = bytes.to_vec();
    }
    sources
}

/// The small description.
pub fn base() -> Vec<Source> {
    let root = repository().join("codegen/tests/diagnostics/base");
    files(&root.join("spec")).into_iter().map(|path| source(&root, &path)).collect()
}

fn source(root: &Path, path: &Path) -> Source {
    let below = path.strip_prefix(root).expect("it is below the root");
    Source {
        path: below.to_str().expect("a name in UTF-8").to_owned(),
        bytes: fs::read(path).expect("a file can be read"),
    }
}

/// The root of the repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All files below a folder, in the order of their names.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder can be read") {
        let path = entry.expect("an entry can be read").path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// What stands between the answers of an input.
pub const BETWEEN: u8 = 0x1e;

/// As many answers as an input is taken to hold.
const MOST: usize = 16;

/// Answers as they stand in an input: a status, a line for each header, an empty line and a body, and [`BETWEEN`] before the
/// next one.
#[cfg(fuzzing)]
pub fn answers(data: &[u8]) -> Vec<snyk_api::fuzzing::Served> {
    data.split(|byte| *byte == BETWEEN).take(MOST).map(answer).collect()
}

#[cfg(fuzzing)]
fn answer(data: &[u8]) -> snyk_api::fuzzing::Served {
    let end = data.windows(2).position(|two| two == b"\n\n");
    let (head, body) = end.map_or((data, &[][..]), |end| (&data[..end], &data[end + 2..]));
    let (status, rest) = first_line(head);
    let status = http::StatusCode::from_bytes(status).unwrap_or(http::StatusCode::OK);
    snyk_api::fuzzing::Served { status, headers: headers(rest), body: body.to_vec() }
}

/// Headers as they stand in an input, a line for each; those that cannot be are left out.
pub fn headers(data: &[u8]) -> http::HeaderMap {
    let line = |line: &[u8]| {
        let colon = line.iter().position(|byte| *byte == b':')?;
        let name = http::HeaderName::from_bytes(&line[..colon]).ok()?;
        Some((name, http::HeaderValue::from_bytes(line[colon + 1..].trim_ascii()).ok()?))
    };
    let mut headers = http::HeaderMap::new();
    for (name, value) in data.split(|byte| *byte == b'\n').take(64).filter_map(line) {
        headers.append(name, value);
    }
    headers
}
