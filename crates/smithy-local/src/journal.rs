//! What happened: the last requests, counts for Prometheus, and a line a request for logs.

mod metrics;

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use aws_smithy_types::date_time::{DateTime, Format};
use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Map, Value, json};

use self::metrics::Metrics;
use crate::trace::Trace;

/// How many requests are remembered.
const REMEMBERED: usize = 200;

/// Most bytes of a body that are remembered.
const BODY: usize = 16 * 1024;

/// What happened since the service was made.
#[derive(Debug, Default)]
pub(crate) struct Journal(Mutex<Pages>);

#[derive(Debug, Default)]
struct Pages {
    /// Number of the next request.
    next: u64,
    last: VecDeque<(u64, Value)>,
    metrics: Metrics,
}

/// One request and what became of it.
pub(crate) struct Entry<'a> {
    pub(crate) request: &'a Request<Bytes>,
    pub(crate) response: &'a Response<Bytes>,
    pub(crate) started: SystemTime,
    pub(crate) took: Duration,
}

impl Journal {
    /// Writes an entry down, and returns it as the line a log should have.
    pub(crate) fn record(&self, entry: &Entry<'_>) -> String {
        let unknown = Trace::default();
        let trace = entry.response.extensions().get::<Trace>();
        let trace = trace.unwrap_or(&unknown);
        let status = entry.response.status().as_u16();
        let line = entry.line(trace);
        let text = Value::Object(line.clone()).to_string();
        let mut pages = self.lock();
        pages.metrics.count(trace, status, entry.took);
        let number = pages.next;
        pages.next += 1;
        if pages.last.len() == REMEMBERED {
            pages.last.pop_front();
        }
        pages.last.push_back((number, entry.page(line)));
        text
    }

    /// The requests from this number on, and the number of the next.
    pub(crate) fn since(&self, number: u64) -> Value {
        let pages = self.lock();
        let new = pages.last.iter().filter(|(at, _)| *at >= number);
        let new: Vec<_> = new.map(|(_, entry)| entry.clone()).collect();
        json!({"next": pages.next, "requests": new})
    }

    /// All counts in the text format of Prometheus.
    pub(crate) fn metrics(&self, name: &str) -> String {
        self.lock().metrics.text(name)
    }

    /// The counts in one line for people.
    pub(crate) fn summary(&self) -> String {
        self.lock().metrics.summary()
    }

    fn lock(&self) -> MutexGuard<'_, Pages> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry<'_> {
    /// What a log says of it. No header is in it, hence no signature.
    fn line(&self, trace: &Trace) -> Map<String, Value> {
        let time = DateTime::from(self.started).fmt(Format::DateTime);
        let uri = self.request.uri();
        let line = json!({
            "time": time.unwrap_or_default(),
            "id": trace.id,
            "method": self.request.method().as_str(),
            "path": uri.path_and_query().map_or("/", |path| path.as_str()),
            "operation": trace.operation,
            "status": self.response.status().as_u16(),
            "code": trace.code,
            "message": trace.message,
            "ms": (self.took.as_secs_f64() * 1e6).round() / 1e3,
            "key": trace.key_id,
            "account": trace.account,
            "region": trace.region,
            "fault": trace.fault,
        });
        let mut line = match line {
            Value::Object(line) => line,
            _ => Map::new(),
        };
        line.retain(|_, value| !value.is_null());
        line
    }

    /// What a person who watches may open.
    fn page(&self, mut line: Map<String, Value>) -> Value {
        line.insert("request".to_owned(), text(self.request.body()));
        line.insert("response".to_owned(), text(self.response.body()));
        Value::Object(line)
    }
}

fn text(body: &Bytes) -> Value {
    let shown = &body[..body.len().min(BODY)];
    let mut text = String::from_utf8_lossy(shown).into_owned();
    if shown.len() < body.len() {
        text.push_str(&format!("… ({} bytes)", body.len()));
    }
    Value::from(text)
}
