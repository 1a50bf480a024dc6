//! Errors as people read them: one line, the operation first, what to do last.

use std::fmt::{self, Write as _};

use reqwest::Url;

use super::{ErrorKind, Inner};
use crate::runtime::operation::{Effect, Family, Operation};

/// As many problems as a line can bear.
const MOST_PROBLEMS: usize = 5;

/// An error as people read it.
pub(super) fn text(error: &Inner, request_id: Option<&str>) -> String {
    let mut text = String::new();
    write(error, request_id, &mut text).expect("a String takes all text");
    text
}

fn write(error: &Inner, request_id: Option<&str>, f: &mut String) -> fmt::Result {
    if let Some(operation) = error.operation {
        write!(f, "{} ({} {}): ", operation.name, operation.method, operation.path)?;
    }
    match error.kind {
        ErrorKind::Configuration => write!(f, "the client is not set up well: {}", error.message)?,
        ErrorKind::Credentials => write!(f, "there is no token to call with: {}", error.message)?,
        ErrorKind::InvalidArgument => write!(f, "nothing was sent: {}", error.message)?,
        ErrorKind::Connect => write!(f, "no connection to {}: {}{}", host(error), error.message, tls_hint(error))?,
        ErrorKind::Timeout => write!(f, "{} did not answer in time: {}", host(error), error.message)?,
        ErrorKind::Transport => write!(f, "the connection to {} broke: {}", host(error), error.message)?,
        ErrorKind::Status | ErrorKind::Gone => write_status(error, f)?,
        ErrorKind::Decode => write_decode(error, f)?,
        ErrorKind::Redirect => f.push_str(&error.message),
        ErrorKind::Paging => write!(f, "the next page cannot be had: {}", error.message)?,
        ErrorKind::JobFailed => write_failure(error, f)?,
        ErrorKind::JobTimeout => f.push_str(&error.message),
        ErrorKind::Throttled => write!(f, "nothing was sent: {}", error.message)?,
        ErrorKind::JobVanished => {
            write!(f, "the job{} is not there any more: ", job(error))?;
            write_status(error, f)?;
        }
        ErrorKind::TooLarge => write!(f, "{}{}", error.message, status(error))?,
    }
    if matches!(error.kind, ErrorKind::Status | ErrorKind::Gone) {
        write_advice(error, f)?;
    }
    if may_be_done(error) {
        f.write_str("; it may have been done nonetheless: look before calling again")?;
    }
    if error.attempts > 1 {
        write!(f, "; tried {} times", error.attempts)?;
    }
    request_id.map_or(Ok(()), |id| write!(f, "; request id {id}"))
}

fn write_status(error: &Inner, f: &mut String) -> fmt::Result {
    let Some(answer) = &error.answer else { return Ok(()) };
    write!(f, "{}", answer.status)?;
    write_problems(error, f)?;
    match (error.problems.is_empty(), answer.body.is_empty()) {
        (true, true) => f.write_str(": no explanation came with it"),
        (true, false) => f.write_str(": what came with it explains nothing"),
        _ => Ok(()),
    }
}

fn write_failure(error: &Inner, f: &mut String) -> fmt::Result {
    write!(f, "the job{} has failed; its state is {}", job(error), error.message)?;
    write_problems(error, f)
}

fn write_problems(error: &Inner, f: &mut String) -> fmt::Result {
    for (index, problem) in error.problems.iter().take(MOST_PROBLEMS).enumerate() {
        f.write_str(if index == 0 { ": " } else { " | " })?;
        write!(f, "{problem}")?;
    }
    if let Some(more) = error.problems.len().checked_sub(MOST_PROBLEMS).filter(|more| *more > 0) {
        write!(f, " | and {more} more")?;
    }
    Ok(())
}

fn write_decode(error: &Inner, f: &mut String) -> fmt::Result {
    write!(f, "the answer cannot be read{}", status(error))?;
    if let Some(path) = &error.json_path {
        write!(f, ", at `{path}`")?;
    }
    write!(f, ": {}", error.message)?;
    error.excerpt.as_ref().map_or(Ok(()), |excerpt| write!(f, "; there is {excerpt}"))
}

/// Whether nobody knows if something was created.
fn may_be_done(error: &Inner) -> bool {
    let creates = error.operation.is_some_and(|operation| operation.effect == Effect::Create);
    let is_lost = match error.kind {
        ErrorKind::Timeout | ErrorKind::Transport => true,
        // The service says that it is done, and its answer is of no use.
        ErrorKind::Decode | ErrorKind::TooLarge => true,
        ErrorKind::Status => error.answer.as_ref().is_some_and(|answer| answer.status.is_server_error()),
        _ => false,
    };
    creates && is_lost
}

/// What to do about a status.
fn write_advice(error: &Inner, f: &mut String) -> fmt::Result {
    let (Some(operation), Some(answer)) = (error.operation, &error.answer) else { return Ok(()) };
    match answer.status.as_u16() {
        401 => f.write_str("; check the credentials, and that they belong to this region")?,
        403 => write_permissions(operation, f)?,
        404 if operation.family == Family::V1 && speaks_of_permission(error) => write_permissions(operation, f)?,
        410 => write_ending(operation, f)?,
        429 => write_limits(error, operation, f)?,
        _ => {}
    }
    if matches!(answer.status.as_u16(), 404 | 410) && !operation.regions.is_empty() {
        let regions: Vec<_> = operation.regions.iter().map(|region| region.as_str()).collect();
        write!(f, "; only these regions have it: {}", regions.join(", "))?;
    }
    Ok(())
}

/// v1 answers 404 to whoever may not see a thing, and says so.
fn speaks_of_permission(error: &Inner) -> bool {
    let speaks = |text: &String| text.to_ascii_lowercase().contains("permission");
    error.problems.iter().flat_map(|problem| problem.detail.iter().chain(&problem.title)).any(speaks)
}

fn write_permissions(operation: &Operation, f: &mut String) -> fmt::Result {
    let permissions: Vec<_> = operation.permissions.iter().map(ToString::to_string).collect();
    match permissions.is_empty() {
        true => f.write_str("; the docs name no permission that it needs"),
        false => write!(f, "; it needs {}", permissions.join(", ")),
    }
}

fn write_ending(operation: &Operation, f: &mut String) -> fmt::Result {
    f.write_str("; the operation has ended, or is switched off for some hours in warning of its end")?;
    let replacement = operation.deprecated.as_ref().and_then(|ending| ending.replacement);
    replacement.map_or(Ok(()), |replacement| write!(f, "; use {replacement}"))
}

fn write_limits(error: &Inner, operation: &Operation, f: &mut String) -> fmt::Result {
    if error.is_quota() {
        return f.write_str("; the plan's quota is used up, and trying again does not help until it is renewed");
    }
    let limits = match operation.limits {
        [] => crate::generated::families::family(operation.family).limits,
        own => own,
    };
    for limit in limits {
        let per = format!("{:?}", limit.per).to_ascii_lowercase();
        write!(f, "; the limit is {} per {per}", limit.count)?;
    }
    let header = error.answer.as_ref().and_then(|answer| answer.headers.get(http::header::RETRY_AFTER));
    let after = header.and_then(|after| after.to_str().ok());
    after.map_or(Ok(()), |after| write!(f, "; retry after: {after}"))
}

fn job(error: &Inner) -> String {
    error.job_id.as_ref().map_or_else(String::new, |id| format!(" {id}"))
}

fn status(error: &Inner) -> String {
    error.answer.as_ref().map_or_else(String::new, |answer| format!(" (status {})", answer.status.as_u16()))
}

fn host(error: &Inner) -> String {
    let Some(url) = &error.url else { return "the service".to_owned() };
    let mut host = url.host_str().unwrap_or_default().to_owned();
    if let Some(port) = url.port() {
        write!(host, ":{port}").expect("a String takes all text");
    }
    host
}

/// Whether this build cannot speak to such an address at all.
pub(super) fn lacks_tls(error: &Inner) -> bool {
    let has_tls = cfg!(any(feature = "rustls", feature = "native-tls", feature = "rustls-no-provider"));
    !has_tls && error.url.as_ref().map(Url::scheme) == Some("https")
}

/// Without TLS the transport's message is about a wrong scheme, which helps nobody.
fn tls_hint(error: &Inner) -> &'static str {
    match lacks_tls(error) {
        true => "; this build has no TLS: switch on the feature `rustls` or `native-tls`",
        false => "",
    }
}
