//! The service, in a process of its own.

use std::env;
use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;
use snyk_api_tests::busy::Busy;
use snyk_api_tests::service::{Reply, example, parameter};

use crate::{ITEMS, ON_A_PAGE, ORG, PROJECT};

/// The variable that makes a process the service.
pub(crate) const ROLE: &str = "SNYK_API_BENCH_SERVICE";

/// The kinds of answers, by the first part of the path.
pub(crate) const KINDS: [&str; 2] = ["plain", "packed"];

/// Starts the service; its address.
pub(crate) fn start() -> (Child, String) {
    let mut command = Command::new(env::current_exe().expect("this program"));
    let mut child = command.env(ROLE, "yes").stdout(Stdio::piped()).spawn().expect("the service runs");
    let mut url = String::new();
    let output = child.stdout.take().expect("an output");
    BufReader::new(output).read_line(&mut url).expect("it tells its address");
    (child, url.trim().to_owned())
}

/// What the service does until it is killed.
pub(crate) fn run() {
    let answers = KINDS.map(|kind| Answers::new(kind == "packed"));
    let service = Busy::start(move |request| {
        let (kind, path) = request.path()[1..].split_once('/')?;
        let answers = &answers[KINDS.iter().position(|other| *other == kind)?];
        if path.ends_with(PROJECT) {
            return Some(answers.one.clone());
        }
        let page = parameter(request.query(), "starting_after").map_or(Ok(0), str::parse);
        answers.pages.get(page.ok()?).cloned()
    });
    writeln!(io::stdout(), "{}", service.url()).expect("somebody listens");
    loop {
        thread::sleep(Duration::from_secs(60));
    }
}

/// All answers, as they travel. Those of a list differ only in where they lead, and a processor keeps what it has just sent.
struct Answers {
    one: Bytes,
    pages: Vec<Bytes>,
}

impl Answers {
    fn new(packed: bool) -> Self {
        let reply = |text: String| match packed {
            true => Reply::packed(pack(text.as_bytes())).kept(),
            false => Reply::ok(text).kept(),
        };
        let one = example("rest/projects/get.200.json");
        let item = one["data"].to_string();
        let data = vec![item; ON_A_PAGE].join(",");
        let count = ITEMS / ON_A_PAGE;
        let page = |page: usize| {
            let next = format!(
                "/{}/rest/orgs/{ORG}/projects?limit={ON_A_PAGE}&starting_after={}",
                KINDS[usize::from(packed)],
                page + 1
            );
            let next = Some(next).filter(|_| page + 1 < count);
            reply(format!(r#"{{"data":[{data}],"jsonapi":{{"version":"1.0"}},"links":{{"next":{}}}}}"#, json!(next)))
        };
        Self { one: reply(one.to_string()), pages: (0..count).map(page).collect() }
    }
}

fn pack(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).and_then(|()| encoder.finish()).expect("memory takes it all")
}
