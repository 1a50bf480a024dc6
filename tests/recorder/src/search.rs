//! The search for secrets, and for signs that there was something to search.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use crate::{CANARY, FOREIGN, MARKER, TRACE};

/// What is searched for, apart from [`MARKER`]: what unit tests call passwords, how an assertion for a token endpoint begins,
/// and what every private RSA key in PEM has in it.
const OTHERS: &[&str] = &["hunter2", "eyJhbGciOi", "ADANBgkqhkiG9w0BAQEFAASC"];

/// Who must have told something. Without them there was no call, or nobody listened.
const TELLERS: &[&str] = &["snyk_api", "reqwest", "hyper_util", "h2"];

/// With what a line of a record begins, unless it goes on with what stands before it.
const LEVELS: &[&str] = &["TRACE", "DEBUG", "INFO", "WARN", "ERROR"];

/// What the output of a test run has in it.
const TESTED: &str = "test result: ok";

/// A secret, where it should not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The file's name.
    pub file: String,
    /// From 1 on.
    pub line: usize,
    /// The marker, and in which form it was found.
    pub what: String,
}

/// What was searched, and found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Secrets that were found.
    pub hits: Vec<Hit>,
    /// Why a search without hits would say nothing.
    pub gaps: Vec<String>,
    files: usize,
    bytes: u64,
    foreign: usize,
    /// Lines by who told them.
    tellers: BTreeMap<String, usize>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { hits, gaps, files, bytes, foreign, tellers } = self;
        writeln!(f, "searched {files} files, {bytes} bytes, of which {foreign} files of foreign servers")?;
        for (teller, lines) in tellers {
            writeln!(f, "  {lines:>8} lines of {teller}")?;
        }
        for Hit { file, line, what } in hits {
            writeln!(f, "FOUND {file}:{line}: {what}")?;
        }
        gaps.iter().try_for_each(|gap| writeln!(f, "MISSING {gap}"))?;
        write!(f, "{} hits", hits.len())
    }
}

/// Searches a folder of records, to which the output of the test run was added.
///
/// # Errors
///
/// If something there cannot be read.
pub fn search(folder: &Path) -> io::Result<Report> {
    let mut report = Report::default();
    let mut outputs = 0;
    let mut paths =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        report.hits.extend(hits(&name, BufReader::new(File::open(&path)?))?);
        report.files += 1;
        report.bytes += fs::metadata(&path)?.len();
        let text = String::from_utf8_lossy(&fs::read(&path)?).into_owned();
        match path.extension().and_then(|ending| ending.to_str()) {
            Some(TRACE) => report.trace(&name, &text),
            Some(FOREIGN) => report.foreign += usize::from(text.contains(CANARY)),
            _ => outputs += text.matches(TESTED).count(),
        }
    }
    report.look_for_gaps(outputs);
    Ok(report)
}

impl Report {
    fn trace(&mut self, name: &str, text: &str) {
        for (what, sign) in [("tracing", "event"), ("log", "log")] {
            let has = |line: &str| line.contains(CANARY) && line.split(' ').nth(2) == Some(sign);
            if !text.lines().any(has) {
                self.gaps.push(format!("{name} has nothing by way of {what}"));
            }
        }
        for line in text.lines() {
            let mut words = line.split(' ');
            if words.next().is_some_and(|level| LEVELS.contains(&level)) {
                let teller = words.next().and_then(|target| target.split("::").next()).unwrap_or_default();
                *self.tellers.entry(teller.to_owned()).or_default() += 1;
            }
        }
    }

    fn look_for_gaps(&mut self, outputs: usize) {
        let silent = TELLERS.iter().filter(|teller| !self.tellers.contains_key(**teller));
        self.gaps.extend(silent.map(|teller| format!("nothing was told by {teller}")));
        if self.foreign == 0 {
            self.gaps.push("no foreign server was there to be spoken to".to_owned());
        }
        if outputs == 0 {
            self.gaps.push(format!("no file has the output of tests in it, `{TESTED}`"));
        }
    }
}

/// The secrets in a text, and in which lines they end.
///
/// # Errors
///
/// If it cannot be read.
pub fn hits(name: &str, text: impl BufRead) -> io::Result<Vec<Hit>> {
    let forms: Vec<_> = [MARKER].iter().chain(OTHERS).flat_map(|marker| forms(marker)).collect();
    let longest = forms.iter().map(|(_, form)| form.len()).max().unwrap_or_default();
    let (mut line, mut hits) = (1, Vec::new());
    // White space is left out: pretty output and narrow columns put it in where nobody expects it.
    let mut tail: Vec<u8> = Vec::with_capacity(2 * longest);
    for byte in text.bytes() {
        let byte = byte?;
        line += usize::from(byte == b'\n');
        if byte.is_ascii_whitespace() {
            continue;
        }
        tail.push(byte);
        for (what, _) in forms.iter().filter(|(_, form)| tail.ends_with(form)) {
            hits.push(Hit { file: name.to_owned(), line, what: what.clone() });
        }
        if tail.len() == 2 * longest {
            tail.drain(..longest);
        }
    }
    Ok(hits)
}

/// A marker as it may stand in a text: as it is, as bytes are printed, and packed into base64 with something before it.
fn forms(marker: &str) -> Vec<(String, Vec<u8>)> {
    let mut forms = vec![("as it is", marker.to_owned()), ("in capitals", marker.to_ascii_uppercase())];
    forms.push(("as numbers", marker.bytes().map(|byte| byte.to_string()).collect::<Vec<_>>().join(",")));
    let hex = marker.bytes().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes all text");
        text
    });
    let capitals = hex.to_ascii_uppercase();
    forms.extend(Some(("in HEX", capitals)).filter(|(_, capitals)| *capitals != hex));
    forms.push(("in hex", hex));
    forms.extend((0..3).map(|before| ("in base64", base64(marker, before))));
    forms.into_iter().map(|(form, text)| (format!("{marker} {form}"), text.into_bytes())).collect()
}

/// What is the same of a text in base64 whatever stands behind it and before it, so many bytes.
fn base64(text: &str, before: usize) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bytes: Vec<u8> = std::iter::repeat_n(0, before).chain(text.bytes()).collect();
    let bit = |index: usize| bytes[index / 8] >> (7 - index % 8) & 1;
    let first = (before * 8).div_ceil(6);
    let letter = |index: usize| (index * 6..index * 6 + 6).fold(0, |value, index| value << 1 | usize::from(bit(index)));
    (first..bytes.len() * 8 / 6).map(|index| char::from(LETTERS[letter(index)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(usize, String)> {
        let hits = hits("x", text.as_bytes()).expect("it can be read");
        hits.into_iter().map(|hit| (hit.line, hit.what)).collect()
    }

    #[test]
    fn a_leak_is_found_in_every_form() {
        let bytes = "token s3cr3t-t0ken".as_bytes();
        for (text, form) in [
            ("a\nAuthorization: token s3cr3t-t0ken".to_owned(), "as it is"),
            ("a\nTOKEN S3CR3T-T0KEN".to_owned(), "in capitals"),
            (format!("a\n{bytes:?}"), "as numbers"),
            (format!("{bytes:#?}"), "as numbers"),
            (format!("a\n{bytes:02x?}").replace(", ", ""), "in hex"),
            ("a\n eyJhbGciOiJSUzI1NiJ9".to_owned(), "as it is"),
            ("a\n65794A68624763694F69".to_owned(), "in HEX"),
            ("\nOnMzY3IzdC10MGtlbg==".to_owned(), "in base64"), // :s3cr3t-t0ken
            ("\nYTpzM2NyM3QtdDBrZW4=".to_owned(), "in base64"), // a:s3cr3t-t0ken
            ("\nYWI6czNjcjN0LXQwa2Vu".to_owned(), "in base64"), // ab:s3cr3t-t0ken
            ("a s3c\nr3t-t0ken".to_owned(), "as it is"),
        ] {
            let found = found(&text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert!(found[0].1.ends_with(form), "{text}: {found:?}");
        }
        assert_eq!(found("s3cr3t\n\n hunter2"), [(1, "s3cr3t as it is".into()), (3, "hunter2 as it is".into())]);
        assert_eq!(found("secret, (hidden), s3cr3, hunter 3, token"), []);
    }

    #[test]
    fn a_long_text_is_searched_to_its_end() {
        for before in 0..200 {
            assert_eq!(found(&format!("{}s3cr3t{}", "s3c".repeat(before), "r3t".repeat(90))).len(), 1, "{before}");
        }
    }

    fn report(files: &[(&str, &str)]) -> Report {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            fs::write(folder.path().join(name), text).expect("it is written");
        }
        search(folder.path()).expect("it can be read")
    }

    fn trace() -> String {
        let told = TELLERS.iter().map(|teller| format!("TRACE {teller}::a event b message=c\n"));
        format!("TRACE r event x message={CANARY}\nTRACE r log {CANARY}\n{}", told.collect::<String>())
    }

    #[test]
    fn what_was_not_recorded_is_missed() {
        let (trace, output) = (trace(), "test result: ok. 3 passed");
        let good = report(&[("a.trace", &trace), ("a.foreign", CANARY), ("output.log", output)]);
        assert!(good.hits.is_empty() && good.gaps.is_empty(), "{good}");
        assert!(good.to_string().contains("1 lines of reqwest") && good.to_string().ends_with("0 hits"), "{good}");
        let silent = trace.replace("h2::", "other::");
        for (files, missing) in [
            (&[("a.foreign", CANARY), ("output.log", output)][..], "told by snyk_api"),
            (&[("a.trace", &trace), ("output.log", output)], "no foreign server"),
            (&[("a.trace", &trace), ("a.foreign", CANARY)], "output of tests"),
            (&[("a.trace", &trace), ("b.trace", ""), ("a.foreign", CANARY), ("output.log", output)], "b.trace has"),
            (&[("a.trace", &silent), ("a.foreign", CANARY), ("output.log", output)], "told by h2"),
        ] {
            let report = report(files);
            assert!(report.gaps.iter().any(|gap| gap.contains(missing)), "{missing}: {report}");
        }
    }

    #[test]
    fn a_leak_in_any_file_is_found() {
        let trace = trace();
        for name in ["a.trace", "b.foreign", "c.log"] {
            let mut files =
                [("a.trace", trace.clone()), ("b.foreign", CANARY.to_owned()), ("c.log", TESTED.to_owned())];
            let (_, text) = files.iter_mut().find(|(other, _)| *other == name).expect("it is one of them");
            text.push_str("\nauthorization: token s3cr3t-t0ken");
            let files: Vec<_> = files.iter().map(|(name, text)| (*name, &**text)).collect();
            let report = report(&files);
            assert_eq!(report.hits.iter().map(|hit| &*hit.file).collect::<Vec<_>>(), [name], "{report}");
        }
    }
}
