//! Downloading the vendor's documents from a server on this machine that does all that can go wrong.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;
use xtask::fetch::{Limits, Options, run};
use xtask::{Outcome, Report, Trouble};

const REST: &str = r#"{"openapi": "3.0.3", "paths": {"/zoos": {"get": {}}}}"#;
const V1: &str = "openapi: 3.0.0\npaths:\n  /zoos:\n    get: {}\n    post: {}\n";
const INDEX: &str = "## Zoos\n\n### [List](/reference/zoos#zoos)\n";
const FILES: [&str; 3] = ["rest-openapi.json", "v1-openapi.yaml", "api-endpoints-index.md"];

/// What a server answers, byte by byte, to the request for a path; then it closes, or says nothing more.
type Answers = HashMap<&'static str, (Vec<u8>, bool)>;

/// A server on this machine, with three good documents.
struct Server {
    listener: TcpListener,
    address: SocketAddr,
    answers: Answers,
}

impl Server {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        let address = listener.local_addr().expect("it has an address");
        let mut server = Self { listener, address, answers: Answers::new() };
        server.answer("/rest", ok(r#"["2023-01-30", "2024-10-15", "2024-10-16~beta"]"#));
        server.answer("/rest/2024-10-15", ok(REST));
        server.answer("/v1", ok(V1));
        server.answer("/index", ok(INDEX));
        server
    }

    /// Each connection is for one request, and says so: a client that keeps it would race with its end.
    fn answer(&mut self, path: &'static str, answer: impl AsRef<str>) {
        let answer = answer.as_ref().replacen("\r\n", "\r\nConnection: close\r\n", 1);
        self.answers.insert(path, (answer.into_bytes(), true));
    }

    /// Fetches into a folder that has something already; afterwards the folder is looked at.
    fn fetch(self, change: impl FnOnce(&mut Options)) -> (Result<Report, Trouble>, TempDir) {
        let out = TempDir::new().expect("a temporary folder");
        for name in FILES {
            fs::write(out.path().join(name), "before").expect("it is written");
        }
        let url = |path: &str| format!("http://{}{path}", self.address);
        let [rest_url, v1_url, index_url] = ["/rest", "/v1", "/index"].map(url);
        let limits = Limits { size: 4096, ..Limits::default() };
        let out_path = out.path().to_path_buf();
        let mut options = Options { out: out_path, rest_url, v1_url, index_url, rest_version: None, limits };
        change(&mut options);
        thread::spawn(move || {
            for connection in self.listener.incoming() {
                let Ok(connection) = connection else { return };
                let answers = self.answers.clone();
                thread::spawn(move || serve(connection, &answers));
            }
        });
        (run(&options), out)
    }

    /// What is complained of, after a look that nothing was replaced.
    fn complaint(self, change: impl FnOnce(&mut Options)) -> String {
        let address = self.address.to_string();
        let (result, out) = self.fetch(change);
        for name in FILES {
            assert_eq!(fs::read_to_string(out.path().join(name)).ok().as_deref(), Some("before"), "{name}");
        }
        let left = fs::read_dir(out.path()).expect("it is there").count();
        assert_eq!(left, FILES.len(), "nothing else was left behind");
        let complaint = result.expect_err("something is wrong").to_string();
        let told = complaint.strip_suffix(&format!("; nothing in {} was replaced", out.path().display()));
        told.unwrap_or_else(|| panic!("{complaint}")).replace(&address, "HOST")
    }
}

fn serve(mut connection: TcpStream, answers: &Answers) {
    let mut lines = BufReader::new(connection.try_clone().expect("it can be")).lines();
    let Some(Ok(request)) = lines.next() else { return };
    while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
    let path = request.split(' ').nth(1).unwrap_or_default();
    let missing = (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec(), true);
    let (answer, close) = answers.get(path).unwrap_or(&missing);
    // Who gave up early is not there to listen.
    drop(connection.write_all(answer));
    if !close {
        drop(connection.read(&mut [0]));
    }
}

fn ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

/// What is complained of if one answer is another one.
fn complaint(path: &'static str, answer: &str) -> String {
    let mut server = Server::new();
    server.answer(path, answer);
    server.complaint(|_| {})
}

#[test]
fn all_three() {
    let server = Server::new();
    let address = server.address;
    let (report, out) = server.fetch(|_| {});
    let report = report.expect("nothing is wrong");
    assert_eq!(report.outcome, Outcome::Good);
    let told = format!(
        "rest-openapi.json: 1 operation, {} bytes, from http://{address}/rest/2024-10-15\n\
         v1-openapi.yaml: 2 operations, {} bytes, from http://{address}/v1\n\
         api-endpoints-index.md: 1 entry, {} bytes, from http://{address}/index",
        REST.len(),
        V1.len(),
        INDEX.len()
    );
    assert_eq!(report.output, told);
    let texts = FILES.map(|name| fs::read_to_string(out.path().join(name)).expect("it is there"));
    assert_eq!(texts, [REST, V1, INDEX]);
}

#[test]
fn a_folder_that_is_new_and_a_version_that_is_asked_for() {
    let mut server = Server::new();
    server.answer("/rest/2023-01-30", ok(REST));
    let (report, out) = server.fetch(|options| {
        options.out.push("new");
        options.rest_version = Some("2023-01-30".to_owned());
    });
    assert!(report.expect("nothing is wrong").output.contains("/rest/2023-01-30"));
    assert!(out.path().join("new/rest-openapi.json").is_file());
}

#[test]
fn a_document_in_place_of_the_list_of_versions_and_answers_in_chunks() {
    let mut server = Server::new();
    let chunked =
        format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{REST}\r\n0\r\n\r\n", REST.len());
    server.answer("/rest", chunked);
    server.answer("/v1", "HTTP/1.1 302 Found\r\nLocation: /moved\r\nContent-Length: 0\r\n\r\n");
    server.answer("/moved", ok(V1));
    assert!(server.fetch(|_| {}).0.expect("nothing is wrong").output.contains("/moved"));
}

#[test]
fn a_download_that_is_cut_off() {
    let short = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{V1}", V1.len() + 10);
    let told = complaint("/v1", &short);
    let (came, all) = (V1.len(), V1.len() + 10);
    assert!(
        told.starts_with(&format!("cannot fetch http://HOST/v1: only {came} of {all} bytes of it came: ")),
        "{told}"
    );

    for end in ["", "5\r\nab"] {
        let chunks =
            format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{INDEX}\r\n{end}", INDEX.len());
        let told = complaint("/index", &chunks);
        assert!(told.starts_with("cannot fetch http://HOST/index: only "), "{told}");
    }

    let endless = format!("HTTP/1.1 200 OK\r\nX-Length: unknown\r\n\r\n{V1}");
    let told = "nothing tells where the answer ends, so it could be a part of the document";
    assert_eq!(complaint("/v1", &endless), format!("cannot fetch http://HOST/v1: {told}"));
}

#[test]
fn an_answer_that_is_none() {
    let gone = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";
    let told = "cannot fetch http://HOST/index: the server answers 503 Service Unavailable";
    assert_eq!(complaint("/index", gone), told);
    let part = "HTTP/1.1 206 Partial Content\r\nContent-Length: 1\r\n\r\n#";
    assert_eq!(complaint("/index", part), "cannot fetch http://HOST/index: the server answers 206 Partial Content");
    assert!(complaint("/rest", "").starts_with("cannot fetch http://HOST/rest: "));
}

#[test]
fn redirects_that_are_not_followed() {
    let to = |location: &str| format!("HTTP/1.1 301 Moved\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n");
    for location in ["https://127.0.0.1:1/v1", "http://docs.zoo.example/v1", "file:///etc/hosts"] {
        let told = complaint("/v1", &to(location));
        assert!(told.starts_with("cannot fetch http://HOST/v1: "), "{told}");
        if location != "file:///etc/hosts" {
            assert!(told.ends_with(&format!("it redirects to {location}, which is not as safe")), "{told}");
        }
    }
    let told = complaint("/v1", &to("/v1"));
    assert!(told.ends_with("there are more than 5 redirects"), "{told}");
}

#[test]
fn only_https_and_this_machine() {
    for url in ["http://docs.zoo.example/v1", "file:///etc/hosts", "ftp://127.0.0.1/v1"] {
        let told = Server::new().complaint(|options| options.v1_url = url.to_owned());
        let rule = "only https:// is fetched, and http:// from this machine";
        assert_eq!(told, format!("cannot fetch {url}: {rule}"));
    }
    let told = Server::new().complaint(|options| options.v1_url = "v1".to_owned());
    assert_eq!(told, "`v1` is no URL: relative URL without a base");
}

#[test]
fn what_is_no_document() {
    let html = "it is an HTML page in a document's place, perhaps of a sign-in or of an error";
    let page = ok("<!DOCTYPE html><p>### [Sign in](x)");
    assert_eq!(complaint("/index", &page), format!("cannot use http://HOST/index as api-endpoints-index.md: {html}"));
    let page = ok(V1).replace("OK\r\n", "OK\r\nContent-Type: text/html; charset=utf-8\r\n");
    assert_eq!(complaint("/v1", &page), format!("cannot use http://HOST/v1 as v1-openapi.yaml: {html}"));

    let v1 = |text: &str| complaint("/v1", &ok(text)).replace("cannot use http://HOST/v1 as v1-openapi.yaml: ", "");
    assert_eq!(v1("swagger: '2.0'\n"), "it is a Swagger 2 document; OpenAPI 3.0 is needed");
    assert_eq!(v1("openapi: 3.0.0\npaths: {}\n"), "it has no operations");
    assert!(v1(&V1[..V1.len() - 2]).starts_with("it is malformed YAML"));

    let told = complaint("/index", &ok("# Index\n\nNothing here.\n"));
    assert!(told.contains("as api-endpoints-index.md: line 3: the page has no entries"), "{told}");
}

#[test]
fn versions_of_rest_that_are_none() {
    let told = complaint("/rest", &ok("[\"2024-10-16~beta\"]"));
    assert_eq!(told, "cannot use http://HOST/rest: it lists no version that is generally available");
    let told = Server::new().complaint(|options| options.rest_version = Some("../v1".to_owned()));
    assert_eq!(told, "`../v1` is no version of the REST API; write a date, 2024-10-15");
    let told = Server::new().complaint(|options| options.rest_version = Some("2020-01-01".to_owned()));
    assert_eq!(told, "cannot fetch http://HOST/rest/2020-01-01: the server answers 404 Not Found");
}

#[test]
fn too_much() {
    let much = "x".repeat(5000);
    let told = "cannot fetch http://HOST/v1: it is larger than 4096 bytes";
    assert_eq!(complaint("/v1", &ok(&much)), told);
    let chunks = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1388\r\n{much}\r\n0\r\n\r\n");
    assert_eq!(complaint("/v1", &chunks), told);
}

#[test]
fn too_slow() {
    for (path, answer) in [("/v1", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nopen"), ("/index", "")] {
        let mut server = Server::new();
        server.answers.insert(path, (answer.as_bytes().to_vec(), false));
        let told = server.complaint(|options| options.limits.read = Duration::from_millis(700));
        assert!(told.contains(path) && told.contains("timed out"), "{told}");
    }
}

#[test]
fn a_folder_where_a_document_belongs() {
    let server = Server::new();
    let out = TempDir::new().expect("a temporary folder");
    fs::create_dir(out.path().join("v1-openapi.yaml")).expect("it is made");
    let path = out.path().to_path_buf();
    let told = server.fetch(|options| options.out = path).0.expect_err("it is in the way").to_string();
    assert!(told.ends_with("it is a folder; move it away; nothing was replaced"), "{told}");
    assert_eq!(fs::read_dir(out.path()).expect("it is there").count(), 1);
}
