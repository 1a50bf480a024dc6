//! The program that calls every operation, and what it says.

use std::env;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::log;
use crate::Trouble;

/// What became of an operation: a line of the driver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    operation: String,
    method: String,
    path: String,
    outcome: String,
    detail: String,
}

impl Answer {
    /// Reads a line. An operation and an outcome it must have.
    fn read(line: &str) -> Option<Self> {
        let line: Value = serde_json::from_str(line).ok()?;
        let text = |name: &str| match line.get(name) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        };
        let operation = line.get("operation")?.as_str()?.to_owned();
        let outcome = line.get("outcome")?.as_str()?.to_owned();
        Some(Self { operation, outcome, method: text("method"), path: text("path"), detail: text("detail") })
    }

    /// Whether the operation did what it should.
    pub(super) fn is_ok(&self) -> bool {
        self.outcome == "ok"
    }
}

/// Runs the driver against servers, and passes on what it prints.
pub(super) fn run(root: &Path, v1: &str, rest: &str, operations: &[String]) -> Result<Vec<Answer>, Trouble> {
    let trouble = |error: std::io::Error| Trouble(format!("cannot run the driver: {error}"));
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["run", "--quiet", "-p", "snyk-api-tests", "--bin", "conformance", "--"]);
    command.args(["--v1-url", v1, "--rest-url", rest]);
    command.args(operations.iter().flat_map(|operation| ["--operation", operation]));
    let mut child = command.current_dir(root).stdin(Stdio::null()).stdout(Stdio::piped()).spawn().map_err(trouble)?;
    let mut answers = Vec::new();
    let mut strange = None;
    let output = child.stdout.take().into_iter().flat_map(|output| BufReader::new(output).lines());
    for line in output {
        let line = line.map_err(trouble)?;
        // A reader that has gone away is no reason to stop half way.
        _ = writeln!(std::io::stdout(), "{line}");
        match Answer::read(&line) {
            Some(answer) => answers.push(answer),
            None => strange = strange.or(Some(line)),
        }
    }
    let status = child.wait().map_err(trouble)?;
    if !matches!(status.code(), Some(0 | 1)) {
        return Err(Trouble(format!("the driver did not finish: {status}")));
    }
    if let Some(line) = strange {
        return Err(Trouble(format!("the driver printed a line that is no answer: {line}")));
    }
    // Cargo ends with 1 as well where it cannot even build or find the driver.
    if !status.success() && answers.iter().all(Answer::is_ok) {
        return Err(Trouble(format!("the driver did not finish: {status}, though it complained of no operation")));
    }
    Ok(answers)
}

/// How many were fine, and all that is known of the others.
pub(super) fn summary(answers: &[Answer], log: &str) -> String {
    let mut text = String::new();
    let failed: Vec<&Answer> = answers.iter().filter(|answer| !answer.is_ok()).collect();
    for answer in &failed {
        _ = writeln!(text, "{}: {}: {}", answer.operation, answer.outcome, answer.detail);
        for complaint in log::complaints(log, &answer.method, &answer.path) {
            _ = writeln!(text, "  the mock server: {complaint}");
        }
    }
    match answers.len() {
        0 => text.push_str("no operation was called"),
        all => _ = write!(text, "{} of {all} ok", all - failed.len()),
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(line: &str) -> Answer {
        Answer::read(line).expect("it is an answer")
    }

    #[test]
    fn lines() {
        let line = r#"{"operation":"v1.orgs.list","method":"GET","path":"/orgs","status":200,"outcome":"ok","detail":null,"value":{}}"#;
        assert!(answer(line).is_ok());
        assert_eq!(Answer::read("warning: x"), None);
        assert_eq!(Answer::read("{}"), None);
        assert_eq!(Answer::read(r#"{"operation":"a"}"#), None);
    }

    #[test]
    fn summaries() {
        assert_eq!(summary(&[], ""), "no operation was called");
        let ok = answer(r#"{"operation":"a","outcome":"ok"}"#);
        assert_eq!(summary(std::slice::from_ref(&ok), ""), "1 of 1 ok");
        let bad =
            answer(r#"{"operation":"b","method":"GET","path":"/b/{c}","outcome":"refused","detail":"status 422"}"#);
        let log = "› [HTTP SERVER] get /b/1 ℹ  info      Request received\n›  [VALIDATOR] ✖  error     No.\n";
        assert_eq!(summary(&[ok, bad], log), "b: refused: status 422\n  the mock server: No.\n1 of 2 ok");
    }
}
