//! Takes all that is told by way of `tracing` and of `log`, whoever tells it.

use std::fmt::{Debug, Write as _};
use std::fs::File;
use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Event, Metadata, Subscriber};

/// Where lines go. Nothing is kept back for later: a program may end at any time.
type Sink = Arc<Mutex<dyn Write + Send>>;

/// The record of the whole program, if there is one.
static RECORD: OnceLock<Sink> = OnceLock::new();

/// Takes everything from now on.
pub(crate) fn install(file: File) {
    let sink = RECORD.get_or_init(|| Arc::new(Mutex::new(file)));
    tracing::subscriber::set_global_default(Collector::new([sink])).expect("nobody else collects");
    log::set_boxed_logger(Box::new(Logger(Arc::clone(sink)))).expect("nobody else logs");
    log::set_max_level(log::LevelFilter::Trace);
}

/// What this thread tells by way of `tracing`, until it is dropped.
pub struct Captured {
    text: Arc<Mutex<Vec<u8>>>,
    _guard: DefaultGuard,
}

/// Captures what this thread tells by way of `tracing`; a record of the whole program has it, too.
#[must_use = "it ends when it is dropped"]
pub fn capture() -> Captured {
    let text = Arc::new(Mutex::new(Vec::new()));
    let sink: Sink = text.clone();
    Captured { text, _guard: tracing::subscriber::set_default(Collector::new(RECORD.get().into_iter().chain([&sink]))) }
}

impl Captured {
    /// What was told so far.
    ///
    /// # Panics
    ///
    /// If a test panicked while it told something.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.text.lock().expect("no test panicked")).into_owned()
    }
}

fn write(sink: &Sink, line: &str) {
    sink.lock().expect("no test panicked").write_all(line.as_bytes()).expect("the record can be written");
}

struct Collector {
    sinks: Vec<Sink>,
    spans: AtomicU64,
}

impl Collector {
    fn new<'a>(sinks: impl IntoIterator<Item = &'a Sink>) -> Self {
        Self { sinks: sinks.into_iter().cloned().collect(), spans: AtomicU64::new(0) }
    }

    fn write(&self, line: &str) {
        self.sinks.iter().for_each(|sink| write(sink, line));
    }

    fn tell(&self, what: &str, metadata: &Metadata<'_>, fields: &Fields) {
        let (level, target, name) = (metadata.level(), metadata.target(), metadata.name());
        self.write(&format!("{level} {target} {what} {name}{}\n", fields.0));
    }
}

impl Subscriber for Collector {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        self.tell("span", attributes.metadata(), &fields);
        Id::from_u64(self.spans.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut fields = Fields::default();
        values.record(&mut fields);
        self.write(&format!("more of a span:{}\n", fields.0));
    }

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        self.tell("event", event.metadata(), &fields);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[derive(Default)]
struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {field}={value:?}").expect("a String takes all text");
    }
}

struct Logger(Sink);

impl log::Log for Logger {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        write(&self.0, &format!("{} {} log {}\n", record.level(), record.target(), record.args()));
    }

    fn flush(&self) {}
}
