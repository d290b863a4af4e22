//! What happened: the last requests, counts for Prometheus, and a line a request for logs.

mod metrics;

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use aws_smithy_types::date_time::{DateTime, Format};
use bytes::Bytes;
use http::{Method, Request, Response, Uri};
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
    last: VecDeque<Entry>,
    metrics: Metrics,
}

/// One request and what became of it.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    method: Method,
    uri: Uri,
    status: u16,
    trace: Trace,
    started: SystemTime,
    took: Duration,
    request: Body,
    response: Body,
}

/// The start of a body, and how long it was.
#[derive(Debug, Clone)]
struct Body {
    start: Bytes,
    length: usize,
}

impl Journal {
    /// Writes an entry down.
    pub(crate) fn record(&self, entry: Entry) {
        let mut pages = self.lock();
        pages.metrics.count(&entry.trace, entry.status, entry.took);
        pages.next += 1;
        if pages.last.len() == REMEMBERED {
            pages.last.pop_front();
        }
        pages.last.push_back(entry);
    }

    /// The requests from this number on, and the number of the next.
    pub(crate) fn since(&self, number: u64) -> Value {
        let (next, new) = {
            let pages = self.lock();
            let first = pages.next - pages.last.len() as u64;
            let known = usize::try_from(number.saturating_sub(first)).unwrap_or(usize::MAX);
            let new: Vec<_> = pages.last.iter().skip(known).cloned().collect();
            (pages.next, new)
        };
        let new: Vec<_> = new.iter().map(Entry::page).collect();
        json!({"next": next, "requests": new})
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

impl Entry {
    pub(crate) fn new(
        request: &Request<Bytes>,
        response: &Response<Bytes>,
        started: SystemTime,
        took: Duration,
    ) -> Self {
        let trace = response.extensions().get::<Trace>();
        Self {
            method: request.method().clone(),
            uri: request.uri().clone(),
            status: response.status().as_u16(),
            trace: trace.cloned().unwrap_or_default(),
            started,
            took,
            request: Body::of(request.body()),
            response: Body::of(response.body()),
        }
    }

    /// What a log says of it. No header is in it, hence no signature.
    pub(crate) fn line(&self) -> Map<String, Value> {
        let time = DateTime::from(self.started).fmt(Format::DateTime);
        let path = self.uri.path_and_query();
        let trace = &self.trace;
        let line = json!({
            "time": time.unwrap_or_default(),
            "id": trace.id,
            "method": self.method.as_str(),
            "path": path.map_or("/", |path| path.as_str()),
            "operation": trace.operation,
            "status": self.status,
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
    fn page(&self) -> Value {
        let mut line = self.line();
        line.insert("request".to_owned(), self.request.text());
        line.insert("response".to_owned(), self.response.text());
        Value::Object(line)
    }
}

impl Body {
    fn of(body: &Bytes) -> Self {
        let start = match body.len() <= BODY {
            true => body.clone(),
            // Not to keep what is never shown.
            false => Bytes::copy_from_slice(&body[..BODY]),
        };
        Self {
            start,
            length: body.len(),
        }
    }

    fn text(&self) -> Value {
        let mut text = String::from_utf8_lossy(&self.start).into_owned();
        if self.start.len() < self.length {
            text.push_str(&format!("… ({} bytes)", self.length));
        }
        Value::from(text)
    }
}
