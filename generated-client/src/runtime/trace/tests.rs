//! What a program that collects traces gets to see.

use std::collections::BTreeMap;
use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Event, Level, Metadata, Subscriber};

use crate::runtime::operation::*;
use crate::runtime::testing::{PLAIN, Reply, Server, TOKEN};
use crate::runtime::{Call, CallOptions, RetryPolicy};

const SEARCH: Operation = Operation {
    name: "rest.zoo.search",
    method: Method::Post,
    path: "/zoos/{zoo_id}/animals",
    parameters: &[Parameter { name: "zoo_id", ..Parameter::PATH }, Parameter { name: "name", ..Parameter::QUERY }],
    body: Some("application/json"),
    ..PLAIN
};

/// A span or an event, as far as it is ours.
#[derive(Clone, Debug, Default)]
struct Told {
    name: &'static str,
    level: Option<Level>,
    fields: BTreeMap<String, String>,
    /// The span that an event belongs to.
    parent: Option<u64>,
    ended: bool,
}

impl Told {
    fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(String::as_str)
    }
}

impl Visit for Told {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.fields.insert(field.name().to_owned(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.fields.insert(field.name().to_owned(), value.to_owned());
    }
}

/// Collects ours in full, and the text of everything, whoever tells it.
#[derive(Clone, Default)]
struct Collector(Arc<Mutex<Collected>>);

#[derive(Default)]
struct Collected {
    spans: Vec<Told>,
    events: Vec<Told>,
    text: String,
}

impl Collector {
    fn start() -> (Self, DefaultGuard) {
        let this = Self::default();
        (this.clone(), tracing::subscriber::set_default(this))
    }

    fn told(&self) -> (Vec<Told>, Vec<Told>) {
        let collected = self.0.lock().expect("no test panicked");
        let ours = |all: &[Told]| all.iter().filter(|told| told.level.is_some()).cloned().collect();
        (ours(&collected.spans), ours(&collected.events))
    }

    /// The one call that there was, and its attempts.
    fn call(&self) -> (Told, Vec<Told>) {
        let (mut spans, events) = self.told();
        assert_eq!(spans.len(), 1, "{spans:?}");
        (spans.remove(0), events)
    }

    fn hides(&self, secrets: &[&str]) {
        let collected = self.0.lock().expect("no test panicked");
        for secret in secrets {
            assert!(!collected.text.contains(secret), "{secret}: {}", collected.text);
        }
    }
}

fn told(metadata: &'static Metadata<'static>) -> Told {
    let level = (metadata.target() == "snyk_api").then(|| *metadata.level());
    Told { name: metadata.name(), level, ..Told::default() }
}

impl Subscriber for Collector {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut span = told(attributes.metadata());
        attributes.record(&mut span);
        let mut collected = self.0.lock().expect("no test panicked");
        write!(collected.text, "{span:?}").expect("a String takes all text");
        collected.spans.push(span);
        Id::from_u64(collected.spans.len() as u64)
    }

    fn record(&self, id: &Id, values: &Record<'_>) {
        let mut collected = self.0.lock().expect("no test panicked");
        let index = id.into_u64() as usize - 1;
        values.record(&mut collected.spans[index]);
        let text = format!("{values:?}");
        collected.text.push_str(&text);
    }

    fn event(&self, event: &Event<'_>) {
        let mut one = told(event.metadata());
        one.parent = event.parent().map(Id::into_u64);
        event.record(&mut one);
        let mut collected = self.0.lock().expect("no test panicked");
        write!(collected.text, "{one:?}").expect("a String takes all text");
        collected.events.push(one);
    }

    fn try_close(&self, id: Id) -> bool {
        self.0.lock().expect("no test panicked").spans[id.into_u64() as usize - 1].ended = true;
        true
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

fn search(server: &Server) -> Call {
    let mut call = server.client().call(&SEARCH);
    call.path("zoo-hunter2");
    call.query("name", "lion-hunter2");
    call.body(&["body-hunter2"]);
    call.options(CallOptions::new().header("x-own", "header-hunter2"));
    call
}

const HIDDEN: &[&str] = &[TOKEN, "hunter2"];

#[tokio::test]
async fn a_call_is_a_span_and_an_attempt_is_an_event() {
    let server = Server::script([Reply::json(r#"["answer-hunter2"]"#)
        .with("snyk-request-id: 1d9f7cce-b6a8-4c2f")
        .with("snyk-version-served: 2024-10-15")])
    .await;
    let (collector, _guard) = Collector::start();
    search(&server).send::<Vec<String>>().await.expect("an answer");
    let (span, events) = collector.call();
    let port = server.origin().rsplit(':').next().expect("a port").to_owned();
    let expected = BTreeMap::from(
        [
            ("otel.kind", "client"),
            ("otel.name", "POST /rest/zoos/{zoo_id}/animals"),
            ("http.request.method", "POST"),
            ("url.template", "/rest/zoos/{zoo_id}/animals"),
            ("server.address", "127.0.0.1"),
            ("server.port", &*port),
            ("http.response.status_code", "200"),
            ("snyk.operation", "rest.zoo.search"),
            ("snyk.request_id", "1d9f7cce-b6a8-4c2f"),
            ("snyk.version_served", "2024-10-15"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    assert_eq!((span.name, span.level), ("snyk_api.call", Some(Level::INFO)));
    assert_eq!(span.fields, expected);
    assert!(span.ended);
    let [event] = &events[..] else { panic!("{events:?}") };
    assert_eq!((event.level, event.parent.is_some()), (Some(Level::DEBUG), true));
    assert_eq!(event.field("http.response.status_code"), Some("200"));
    assert_eq!(event.field("snyk.request_id"), Some("1d9f7cce-b6a8-4c2f"));
    assert_eq!((event.field("error.type"), event.field("http.request.resend_count")), (None, None));
    collector.hides(HIDDEN);
}

#[tokio::test]
async fn an_error_answer_is_told_by_its_status() {
    for (status, level) in [(404, Level::DEBUG), (403, Level::DEBUG), (410, Level::DEBUG)] {
        let server = Server::script([Reply::new(status, r#"{"errors": [{"detail": "no lion-hunter2 here"}]}"#)]).await;
        let (collector, _guard) = Collector::start();
        search(&server).send::<()>().await.expect_err("an error");
        let (span, events) = collector.call();
        let text = status.to_string();
        assert_eq!(span.field("error.type"), Some(&*text));
        assert_eq!(span.field("http.response.status_code"), Some(&*text));
        assert_eq!(span.field("otel.status_code"), Some("ERROR"));
        let last = events.last().expect("an attempt");
        assert_eq!((last.field("error.type"), last.level), (Some(&*text), Some(level)), "{status}");
        collector.hides(HIDDEN);
    }
}

#[tokio::test(start_paused = true)]
async fn attempts_are_counted() {
    let server =
        Server::script([Reply::new(429, "").with("retry-after: 1"), Reply::new(503, ""), Reply::json("[]")]).await;
    let (collector, _guard) = Collector::start();
    let mut call = search(&server);
    call.options(CallOptions::new().retry(RetryPolicy::new()));
    call.send::<Vec<String>>().await.expect("an answer");
    let (span, events) = collector.call();
    let told: Vec<_> = events
        .iter()
        .map(|event| (event.field("http.request.resend_count"), event.field("error.type"), event.level))
        .collect();
    let expected = [
        (None, Some("429"), Some(Level::WARN)),
        (Some("1"), Some("503"), Some(Level::WARN)),
        (Some("2"), None, Some(Level::DEBUG)),
    ];
    assert_eq!(told, expected);
    assert_eq!((span.field("http.request.resend_count"), span.field("error.type")), (Some("2"), None));
    collector.hides(HIDDEN);
}

#[tokio::test]
async fn what_was_not_answered_is_told_by_its_kind() {
    let server = Server::script([Reply::hang()]).await;
    let (collector, _guard) = Collector::start();
    let mut call = search(&server);
    call.options(CallOptions::new().timeout(std::time::Duration::from_millis(20)));
    call.send::<()>().await.expect_err("a timeout");
    let (span, events) = collector.call();
    assert_eq!((span.field("error.type"), span.field("http.response.status_code")), (Some("Timeout"), None));
    assert_eq!(events.first().map(|event| event.level), Some(Some(Level::WARN)));
    collector.hides(HIDDEN);
}

#[tokio::test]
async fn what_was_not_sent_has_no_attempt() {
    let server = Server::script([Reply::hang()]).await;
    let (collector, _guard) = Collector::start();
    let mut call = server.client().call(&SEARCH);
    call.path("..");
    call.send::<()>().await.expect_err("no such segment");
    let (span, events) = collector.call();
    assert_eq!((span.field("error.type"), events.len()), (Some("InvalidArgument"), 0));
}

#[tokio::test]
async fn a_service_gets_no_token_into_a_trace() {
    let server = Server::script([Reply::json("[]")
        .with(format!("snyk-request-id: {TOKEN}"))
        .with("snyk-version-served: with blanks, and hunter2")])
    .await;
    let (collector, _guard) = Collector::start();
    search(&server).send::<Vec<String>>().await.expect("an answer");
    let (span, _) = collector.call();
    assert_eq!((span.field("snyk.request_id"), span.field("snyk.version_served")), (Some("(hidden)"), None));
    collector.hides(HIDDEN);
}

#[tokio::test]
async fn a_call_that_is_dropped_ends_its_span() {
    let server = Server::script([Reply::hang()]).await;
    let (collector, _guard) = Collector::start();
    let pending = search(&server).send::<()>();
    assert!(collector.told().0.is_empty(), "nothing is told before the first poll");
    let waited = tokio::time::timeout(std::time::Duration::from_millis(20), pending).await;
    assert!(waited.is_err());
    let (span, events) = collector.call();
    assert!(span.ended && events.is_empty() && span.field("error.type").is_none(), "{span:?}");
}
