//! Answers that are not what HTTP and the docs say.

use std::io::Write as _;
use std::sync::LazyLock;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use snyk_api::ErrorKind;
use snyk_api_tests::service::Reply;

use super::{framed, head};
use crate::fault::{Fault, Scene, Times};

/// What a bomb unpacks to.
const BOMB: usize = 16 << 20;

static PACKED: LazyLock<Vec<u8>> = LazyLock::new(|| packed(&vec![b' '; BOMB]));

pub(crate) fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("a Vec takes all");
    encoder.finish().expect("a Vec takes all")
}

pub(crate) fn rows() -> Vec<Fault> {
    let mut rows: Vec<_> = broken()
        .into_iter()
        .map(|fault| fault.is(|error| matches!(error.kind(), ErrorKind::Transport) && !error.is_timeout()))
        .collect();
    rows.extend(unreadable().into_iter().map(|fault| fault.says("cannot be read").is(snyk_api::Error::is_decode)));
    rows.extend(harmless().into_iter().map(Fault::good));
    rows.extend(
        large()
            .into_iter()
            .map(|fault| fault.says("larger than 65536 bytes").is(|error| error.kind() == ErrorKind::TooLarge)),
    );
    rows.into_iter().map(Fault::acting).collect()
}

/// With a length that is not that of the body. Lengths are lines of the head.
fn framed_by(name: &str, lines: impl Fn(usize) -> String + Send + Sync + 'static) -> Fault {
    Fault::new(name, Times::Once, move |scene| Reply::raw(framed(scene, &lines(scene.good.parts().2.len()))))
}

/// What breaks a connection: it is tried again as such.
fn broken() -> Vec<Fault> {
    let truncated = framed_by("truncated body", |length| format!("content-length: {}\r\n", length + 9));
    let chunk = Fault::new("chunk that breaks off", Times::Once, |scene| {
        Reply::raw(head(scene, "transfer-encoding: chunked\r\n") + "8\r\n{\"data\":\r\nfff\r\n{\"id\"")
    });
    let no_number = framed_by("length that is no number", |_| "content-length: many\r\n".to_owned());
    let two = framed_by("lengths that contradict", |length| {
        format!("content-length: {length}\r\ncontent-length: {}\r\n", length - 9)
    });
    let garbage =
        Fault::new("garbage instead of HTTP", Times::Once, |_| Reply::raw("\0\x01\x02 220 mail.example ESMTP\r\n\r\n"));
    let never = Fault::new("header without end", Times::Always, |_| {
        Reply::raw("HTTP/1.1 200 OK\r\nx-a: ").then_repeat("a".repeat(8192), Duration::ZERO)
    });
    let thousands = Fault::new("thousands of headers", Times::Always, |scene| {
        Reply::raw(framed(scene, &"x-a: b\r\n".repeat(5000)))
    });
    let pack = Fault::new("gzip that breaks off", Times::Once, |scene| {
        let body = packed(scene.good.parts().2);
        gzipped(scene, &body[..body.len() - 9])
    });
    let mut rows = Vec::new();
    for fault in [truncated, chunk, no_number, two, garbage] {
        rows.extend(fault.both());
    }
    rows.extend([never, thousands]);
    rows.push(pack);
    rows
}

/// What is whole and makes no sense. That lasts, so it is not asked for again.
fn unreadable() -> Vec<Fault> {
    let whole = |name, make: fn(&Scene<'_>) -> Reply| Fault::new(name, Times::Always, make);
    vec![
        framed_by("length that is too small", |length| format!("content-length: {}\r\n", length - 9)),
        whole("garbage instead of JSON", |scene| {
            let (status, media, _) = scene.good.parts();
            Reply::status(status).header("content-type", media).body(b"\xff\xfe\0{]".as_slice())
        }),
        // A state that is not told is one that the client does not know, and may be told the next time.
        Fault::new("JSON of another shape", Times::Once, |scene| {
            Reply::json(scene.good.parts().0, r#"{"data": [[1]], "results": 1}"#)
        }),
        whole("wrong media type, no JSON", |scene| {
            Reply::status(scene.good.parts().0).header("content-type", "text/csv").body("id,name\n1,a\n")
        }),
        whole("HTML page, 200", |scene| {
            Reply::status(scene.good.parts().0)
                .header("content-type", "text/html")
                .body("<!DOCTYPE html><p>Sign in</p>")
        }),
        whole("empty body", |scene| Reply::status(scene.good.parts().0)),
    ]
}

/// What can be read nonetheless.
fn harmless() -> Vec<Fault> {
    vec![
        Fault::new("wrong media type, good JSON", Times::Always, |scene| {
            let (status, _, body) = scene.good.parts();
            Reply::status(status).header("content-type", "text/plain").body(body)
        }),
        Fault::new("no length, connection closed", Times::Always, |scene| Reply::raw(framed(scene, ""))),
        Fault::new("gzip that is good", Times::Always, |scene| gzipped(scene, &packed(scene.good.parts().2))),
    ]
}

fn large() -> Vec<Fault> {
    let spaces = || " ".repeat(8192);
    vec![
        Fault::new("gzip bomb, 16 MiB in 16 kB", Times::Always, |scene| gzipped(scene, &PACKED)),
        Fault::new("huge body by its length", Times::Always, move |scene| {
            Reply::raw(head(scene, "content-length: 1000000000000\r\n")).then_repeat(spaces(), Duration::ZERO)
        }),
        Fault::new("endless body in chunks", Times::Always, move |scene| {
            let chunk = format!("2000\r\n{}\r\n", spaces());
            Reply::raw(head(scene, "transfer-encoding: chunked\r\n")).then_repeat(chunk, Duration::ZERO)
        }),
        Fault::new("endless body without length", Times::Always, move |scene| {
            Reply::raw(head(scene, "")).then_repeat(spaces(), Duration::ZERO)
        }),
    ]
}

fn gzipped(scene: &Scene<'_>, body: &[u8]) -> Reply {
    let (status, media, _) = scene.good.parts();
    Reply::status(status).header("content-type", media).header("content-encoding", "gzip").body(body)
}
