//! `cargo xtask fetch`: downloads the vendor's documents.
//!
//! What is in the folder is replaced when all documents have come whole and are what they should be, and not before.

mod download;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use reqwest::Url;
use snyk_api_codegen::{index, openapi};
use tempfile::NamedTempFile;

use self::download::{Answer, get};
use crate::generate::count;
use crate::{Outcome, Report, Trouble, project};

/// The vendor's list of versions of the REST API. The document of a version is one segment further.
pub const REST_URL: &str = "https://api.snyk.io/rest/openapi";

/// The vendor's document of v1, where the docs are kept.
pub const V1_URL: &str =
    "https://raw.githubusercontent.com/snyk/user-docs/main/developer-tools/.gitbook/assets/v1-api-spec.yaml";

/// The docs' index of endpoints, as Markdown.
pub const INDEX_URL: &str = "https://docs.snyk.io/developer-tools/snyk-api/api-endpoints-index-and-tips.md";

/// What to download, and where to.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder.
    pub out: PathBuf,
    /// The list of versions of the REST API, or a document of it.
    pub rest_url: String,
    /// The document of v1.
    pub v1_url: String,
    /// The index.
    pub index_url: String,
    /// The version of the REST API; the newest that is generally available if there is none.
    pub rest_version: Option<String>,
    /// When to give up.
    pub limits: Limits,
}

/// When to give up a download.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// If nobody answers.
    pub connect: Duration,
    /// If nothing more comes.
    pub read: Duration,
    /// If it takes so long altogether.
    pub total: Duration,
    /// If there are more bytes.
    pub size: u64,
}

impl Default for Limits {
    fn default() -> Self {
        let [connect, read, total] = [20, 60, 300].map(Duration::from_secs);
        Self { connect, read, total, size: 64 * 1024 * 1024 }
    }
}

/// A document that is good.
struct Document {
    name: &'static str,
    url: Url,
    bytes: Vec<u8>,
    /// How many operations or entries there are in it.
    holds: String,
}

/// Downloads all documents, and then replaces what is in the folder.
///
/// # Errors
///
/// If one of them cannot be had, or is not what it should be: with its address, what is wrong, and nothing replaced.
pub fn run(options: &Options) -> Result<Report, Trouble> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Trouble(format!("cannot prepare downloads: {error}")))?;
    let unchanged = |trouble| Trouble(format!("{trouble}; nothing in {} was replaced", options.out.display()));
    let documents = runtime.block_on(documents(options)).map_err(unchanged)?;
    save(&options.out, &documents)?;
    let line =
        |Document { name, url, bytes, holds }: &Document| format!("{name}: {holds}, {} bytes, from {url}", bytes.len());
    let output = documents.iter().map(line).collect::<Vec<_>>().join("\n");
    Ok(Report { outcome: Outcome::Good, output, complaint: String::new() })
}

async fn documents(options: &Options) -> Result<[Document; 3], Trouble> {
    let limits = &options.limits;
    let rest = rest(options).await?;
    let v1 = get(&address(&options.v1_url)?, limits).await?;
    let index = get(&address(&options.index_url)?, limits).await?;
    Ok([
        document("rest-openapi.json", rest, operations)?,
        document("v1-openapi.yaml", v1, operations)?,
        document("api-endpoints-index.md", index, entries)?,
    ])
}

/// The document of REST: of the version that is asked for, or else of the newest.
async fn rest(options: &Options) -> Result<Answer, Trouble> {
    let url = address(&options.rest_url)?;
    if let Some(version) = &options.rest_version {
        if !is_version(version.split('~').next().unwrap_or_default()) {
            return Err(Trouble(format!("`{version}` is no version of the REST API; write a date, 2024-10-15")));
        }
        return get(&below(&url, version), &options.limits).await;
    }
    let answer = get(&url, &options.limits).await?;
    if !answer.bytes.trim_ascii_start().starts_with(b"[") {
        return Ok(answer);
    }
    let version = newest(&answer.bytes).map_err(|problem| Trouble(format!("cannot use {}: {problem}", answer.url)))?;
    get(&below(&url, &version), &options.limits).await
}

/// The newest version of a list that is generally available; documents of such a version have what is beta, too.
fn newest(list: &[u8]) -> Result<String, String> {
    let versions: Vec<String> =
        serde_json::from_slice(list).map_err(|error| format!("it is no list of versions: {error}"))?;
    let available = versions.into_iter().filter(|version| is_version(version));
    available.max().ok_or_else(|| "it lists no version that is generally available".to_owned())
}

/// Whether it is a date, `2024-10-15`.
fn is_version(text: &str) -> bool {
    let digits = |part: &str, count| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = text.split('-').collect();
    matches!(parts[..], [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2))
}

fn address(text: &str) -> Result<Url, Trouble> {
    Url::parse(text).map_err(|error| Trouble(format!("`{text}` is no URL: {error}")))
}

/// An address one segment further.
fn below(url: &Url, segment: &str) -> Url {
    let mut url = url.clone();
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().push(segment);
    }
    url
}

/// A document, if it is what it should be.
fn document(
    name: &'static str,
    answer: Answer,
    check: fn(&[u8]) -> Result<String, String>,
) -> Result<Document, Trouble> {
    let Answer { url, bytes, html } = answer;
    let checked = if html {
        Err("it is an HTML page in a document's place, perhaps of a sign-in or of an error".to_owned())
    } else {
        check(&bytes)
    };
    let holds = checked.map_err(|problem| Trouble(format!("cannot use {url} as {name}: {problem}")))?;
    Ok(Document { name, url, bytes, holds })
}

fn operations(bytes: &[u8]) -> Result<String, String> {
    match openapi::tree::operations(&openapi::read(bytes)?).len() {
        0 => Err("it has no operations".to_owned()),
        number => Ok(count(number, "operation")),
    }
}

fn entries(bytes: &[u8]) -> Result<String, String> {
    match index::from_bytes(bytes)?.len() {
        1 => Ok("1 entry".to_owned()),
        number => Ok(format!("{number} entries")),
    }
}

/// Replaces what is in the folder: first everything is written beside, then all is renamed.
fn save(folder: &Path, documents: &[Document]) -> Result<(), Trouble> {
    let written: Result<Vec<_>, _> = documents.iter().map(|document| write(folder, document)).collect();
    // Those that were written delete themselves when they are dropped.
    let written = written.map_err(|trouble| Trouble(format!("{trouble}; nothing was replaced")))?;
    for (done, (file, path)) in written.into_iter().enumerate() {
        file.persist(&path).map_err(|error| {
            let trouble = Trouble::with("replace", &path, error.error);
            Trouble(format!("{trouble}; {done} of {} documents were replaced", documents.len()))
        })?;
    }
    Ok(())
}

/// Writes a document beside the file that it will replace.
fn write(folder: &Path, document: &Document) -> Result<(NamedTempFile, PathBuf), Trouble> {
    let path = folder.join(document.name);
    if path.is_dir() {
        return Err(Trouble::with("replace", &path, "it is a folder; move it away"));
    }
    let attempt = || {
        fs::create_dir_all(folder)?;
        let mut file = project::temporary(folder)?;
        file.write_all(&document.bytes)?;
        Ok(file)
    };
    let file = attempt().map_err(|error: std::io::Error| Trouble::with("write", &path, error))?;
    Ok((file, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_that_is_generally_available() {
        let list = br#"["2024-10-15", "2025-11-05~beta", "2023-01-30", "2025-01-02~experimental", "x"]"#;
        assert_eq!(newest(list).as_deref(), Ok("2024-10-15"));
        assert!(newest(br#"["2025-11-05~beta"]"#).is_err_and(|error| error.contains("no version")));
        assert!(newest(b"[1]").is_err_and(|error| error.starts_with("it is no list of versions")));
        assert!(["2024-1-15", "2024-10-15-1", "", "../v1"].iter().all(|text| !is_version(text)));
    }

    #[test]
    fn the_addresses_are_some() {
        for url in [REST_URL, V1_URL, INDEX_URL] {
            assert_eq!(address(url).map(|url| url.scheme().to_owned()), Ok("https".to_owned()));
        }
        let url = address("https://api.zoo.example/openapi/").expect("it is one");
        assert_eq!(below(&url, "a/../b").as_str(), "https://api.zoo.example/openapi/a%2F..%2Fb");
    }
}
