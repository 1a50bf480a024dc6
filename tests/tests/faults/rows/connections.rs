//! Connections that are not there, break or stall.

use std::time::Duration;

use snyk_api::ErrorKind;
use snyk_api_tests::service::Reply;

use super::head;
use crate::fault::{Before, Fault, Scene, Times, impatient, usual};

pub(crate) fn rows() -> Vec<Fault> {
    let none = |_: &Scene<'_>| Reply::raw("");
    let refused = Fault { before: Some(Before::Refused), ..Fault::new("connection refused", Times::Always, none) };
    let reset =
        Fault { before: Some(Before::Reset), ..Fault::new("reset before the request was read", Times::Once, none) };
    let after = Fault::new("reset after the request was read", Times::Once, |_| Reply::raw("").then_reset()).acting();
    let warm = Fault { is_warm: true, name: "reset, connection used before".to_owned(), ..after.clone() };
    let mut rows = vec![refused.says("no connection to 127.0.0.1").is(|error| error.is_connect() && !error.was_sent())];
    for fault in [reset, after, warm] {
        let is_broken = |error: &snyk_api::Error| error.kind() == ErrorKind::Transport && error.was_sent();
        rows.extend(fault.says("the connection to 127.0.0.1").is(is_broken).both());
    }
    rows.extend(stalls());
    rows
}

fn stalls() -> Vec<Fault> {
    let headers =
        Fault::new("stalled headers", Times::Once, |_| Reply::raw("HTTP/1.1 200 OK\r\ncontent-").then_stall());
    let body = Fault::new("stalled body", Times::Once, |scene| {
        let body = scene.good.parts().2;
        let half = &body[..body.len() / 2];
        Reply::raw([head(scene, &format!("content-length: {}\r\n", body.len())).as_bytes(), half].concat()).then_stall()
    });
    // It is never silent for long, and never done.
    let drip = Fault::new("body drop by drop", Times::Always, |scene| {
        let lines = "content-length: 20000\r\n";
        Reply::raw(head(scene, lines)).then_repeat(" ", Duration::from_millis(20))
    });
    let mut rows = Vec::new();
    for fault in [headers, body] {
        rows.extend(fault.timed(impatient).both());
    }
    rows.push(drip.timed(|builder| usual(builder).timeout(Duration::from_millis(1500))));
    let late = |fault: Fault| fault.acting().says("127.0.0.1").is(|error| error.is_timeout() && error.was_sent());
    rows.into_iter().map(late).collect()
}
