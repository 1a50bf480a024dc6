//! Takes all that is told by way of `tracing` and of `log`, whoever tells it.

use std::fmt::{Debug, Write as _};
use std::fs::File;
use std::io::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Takes everything from now on.
pub(crate) fn install(file: File) {
    let file = Arc::new(Mutex::new(file));
    let collector = Collector { file: Arc::clone(&file), spans: AtomicU64::new(0) };
    tracing::subscriber::set_global_default(collector).expect("nobody else collects");
    log::set_boxed_logger(Box::new(Logger(file))).expect("nobody else logs");
    log::set_max_level(log::LevelFilter::Trace);
}

/// Nothing is kept back for later: a program may end at any time.
fn write(file: &Mutex<File>, line: &str) {
    file.lock().expect("no test panicked").write_all(line.as_bytes()).expect("the record can be written");
}

struct Collector {
    file: Arc<Mutex<File>>,
    spans: AtomicU64,
}

impl Collector {
    fn tell(&self, what: &str, metadata: &Metadata<'_>, fields: &Fields) {
        let (level, target, name) = (metadata.level(), metadata.target(), metadata.name());
        write(&self.file, &format!("{level} {target} {what} {name}{}\n", fields.0));
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
        write(&self.file, &format!("more of a span:{}\n", fields.0));
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

struct Logger(Arc<Mutex<File>>);

impl log::Log for Logger {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        write(&self.0, &format!("{} {} log {}\n", record.level(), record.target(), record.args()));
    }

    fn flush(&self) {}
}
