//! Statuses that say what is wrong, or hide it.

use std::time::Duration;

use serde_json::json;
use snyk_api::Error;
use snyk_api_tests::service::Reply;

use crate::fault::{Fault, Scene, Times};

pub(crate) fn rows() -> Vec<Fault> {
    let mut rows = Vec::new();
    for (status, says) in [(500, "500 Internal"), (502, "502 Bad Gateway"), (503, "503 Service"), (504, "504 Gateway")]
    {
        let fault = Fault::new(status.to_string(), Times::Once, move |_| problem(status));
        rows.extend(fault.says(says).is(Error::is_server_error).acting().both());
    }
    rows.push(
        Fault::new("501", Times::Always, |_| problem(501)).says("501 Not Impl").is(Error::is_server_error).acting(),
    );
    let soon = |_: &Scene<'_>| problem(503).header("retry-after", "1");
    rows.push(Fault::new("503, Retry-After: 1", Times::Once, soon).says("503").waits(Duration::from_secs(1)).acting());
    let html = Fault::new("HTML page, 502", Times::Once, |_| {
        Reply::status(502).header("content-type", "text/html").body("<html><h1>Bad Gateway</h1></html>")
    });
    rows.extend(html.says("502 Bad Gateway").is(Error::is_server_error).acting().both());
    let cut = Fault::new("500 that breaks off", Times::Always, |_| {
        Reply::raw("HTTP/1.1 500 Status\r\ncontent-length: 100\r\n\r\n{\"errors\": [")
    });
    rows.push(cut.says("500").is(Error::is_server_error).acting());
    rows.push(Fault::new("403", Times::Always, |_| problem(403)).says("it needs").is(Error::is_permission_denied));
    rows.push(Fault::new("410", Times::Always, |_| problem(410)).says("410 Gone").is(is_gone));
    rows
}

/// A job of which nobody knows any more is of a kind of its own.
fn is_gone(error: &Error) -> bool {
    error.is_gone() || error.is_job_vanished()
}

fn problem(status: u16) -> Reply {
    Reply::json(status, json!({"errors": [{"status": status.to_string(), "detail": "it is said why"}]}))
        .header("snyk-request-id", "request-1")
}
