//! One request on a socket, and its answer.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::{CONNECTION, HeaderValue};
use http::{Request, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::{Body, Incoming};
use tokio::task::spawn_blocking;

use super::answer::Answer;
use super::guard::Guard;
use super::stream::Breaker;
use crate::control;
use crate::failure::Failure;
use crate::faults::Travel;
use crate::journal::{Entry, Journal};
use crate::service::{Exchange, LocalService};

/// Largest body of a request.
const BODY_LIMIT: usize = 1024 * 1024;

/// Largest body for the server itself, as that of a snapshot.
const CONTROL_LIMIT: usize = 1024 * 1024 * 1024;

/// What takes the line of a request.
pub(super) type Log = Box<dyn Fn(&str) + Send + Sync>;

/// Where requests are taken and answers given out.
pub(super) struct Desk {
    pub(super) service: LocalService,
    pub(super) guard: Guard,
    pub(super) journal: Journal,
    pub(super) log: Option<Log>,
    pub(super) body_patience: Duration,
    /// How many requests are being answered.
    under_way: AtomicUsize,
    started: Instant,
}

/// One of the requests that are being answered, until it is dropped.
struct UnderWay<'d>(&'d AtomicUsize);

impl<'d> UnderWay<'d> {
    /// Counts it, and says whether there is no other.
    fn begin(count: &'d AtomicUsize) -> (Self, bool) {
        let others = count.fetch_add(1, Ordering::Relaxed);
        (Self(count), others == 0)
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Desk {
    pub(super) fn new(service: LocalService, guard: Guard) -> Self {
        Self {
            service,
            guard,
            journal: Journal::default(),
            log: None,
            body_patience: Duration::from_secs(30),
            under_way: AtomicUsize::new(0),
            started: Instant::now(),
        }
    }

    /// Answers a request. An error breaks the connection, which is a fault that was asked for.
    pub(super) async fn serve(
        self: Arc<Self>,
        request: Request<Incoming>,
        breaker: &Breaker,
    ) -> Result<Response<Answer>, io::Error> {
        let (clock, started) = (self.service.now(), Instant::now());
        let path = control::path(self.service.name(), request.uri().path()).map(str::to_owned);
        let admitted = self.guard.check(&request);
        let (parts, body) = request.into_parts();
        let limit = if path.is_some() {
            CONTROL_LIMIT
        } else {
            BODY_LIMIT
        };
        let body = match admitted {
            Ok(()) => self.read(body, limit).await,
            Err(failure) => Err(failure),
        };
        let (body, failure) = match body {
            Ok(body) => (body, None),
            Err(failure) => (Bytes::new(), Some(failure)),
        };
        let request = Request::from_parts(parts, body);
        if let (Some(path), None) = (&path, &failure) {
            return Ok(self.keep(path.clone(), request).await.map(Answer::whole));
        }
        let exchange = match failure {
            // Whatever else may come on this connection is not a request.
            Some(failure) => Exchange::closing(self.service.refuse(failure)),
            None => Arc::clone(&self).answer(&request).await,
        };
        let Exchange { response, travel } = exchange;
        let entry = Entry::new(&request, &response, clock, started.elapsed());
        if let Some(log) = &self.log {
            log(&serde_json::Value::Object(entry.line()).to_string());
        }
        self.journal.record(entry);
        match travel {
            Travel::Whole => Ok(response.map(Answer::whole)),
            Travel::Truncated => Ok(response.map(|body| Answer::half(&body))),
            Travel::Broken => {
                breaker.pull();
                Err(io::Error::other("broken, by a fault that was asked for"))
            }
        }
    }

    async fn read(&self, body: Incoming, limit: usize) -> Result<Bytes, Failure> {
        let too_large = || {
            let message = format!("The body must have at most {limit} bytes.");
            Failure::new("RequestEntityTooLargeException", message)
        };
        if body.size_hint().lower() > limit as u64 {
            return Err(too_large());
        }
        let whole = Limited::new(body, limit).collect();
        match tokio::time::timeout(self.body_patience, whole).await {
            Ok(Ok(body)) => Ok(body.to_bytes()),
            Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large()),
            Ok(Err(_)) => Err(Failure::serialization(
                "The body did not arrive whole: it was cut short, or its chunks are none.",
            )),
            Err(_) => {
                let seconds = self.body_patience.as_secs_f64();
                let message = format!("The body did not arrive within {seconds} seconds.");
                Err(Failure::new("RequestTimeoutException", message))
            }
        }
    }

    /// The service's answer, after the delay that was asked for.
    async fn answer(self: Arc<Self>, request: &Request<Bytes>) -> Exchange {
        let fate = self.service.fate(request);
        if fate.delay > Duration::ZERO {
            tokio::time::sleep(fate.delay).await;
        }
        let (_under_way, is_alone) = UnderWay::begin(&self.under_way);
        // Reads take less time than handing them to another thread. A write waits for the disk, which other requests
        // would wait for with it, if there were any.
        if is_alone || self.service.is_quick(request) {
            return self.service.fulfil(request, &fate);
        }
        let (desk, copy) = (Arc::clone(&self), request.clone());
        let answered = spawn_blocking(move || desk.service.fulfil(&copy, &fate));
        answered.await.unwrap_or_else(|_| {
            let message = "The local service failed on this request, and goes on.";
            Exchange::closing(self.service.refuse(Failure::internal(message)))
        })
    }

    /// The answer of the server itself.
    async fn keep(self: Arc<Self>, path: String, request: Request<Bytes>) -> Response<Bytes> {
        if path != "health"
            && let Err(failure) = self.guard.check_keeper(&request, self.service.callers())
        {
            let mut response = self.service.refuse(failure);
            *response.status_mut() = http::StatusCode::UNAUTHORIZED;
            let ask = HeaderValue::from_static("Basic realm=\"local service\"");
            response.headers_mut().insert("www-authenticate", ask);
            return response;
        }
        let desk = Arc::clone(&self);
        let answered = spawn_blocking(move || {
            let uptime = desk.started.elapsed();
            control::answer(&desk.service, &desk.journal, uptime, &path, &request)
        });
        answered.await.unwrap_or_else(|_| {
            let message = "The local service failed on this request, and goes on.";
            self.service.refuse(Failure::internal(message))
        })
    }
}

impl Exchange {
    /// An answer after which the connection is no good.
    fn closing(mut response: Response<Bytes>) -> Self {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(CONNECTION, close);
        Self {
            response,
            travel: Travel::Whole,
        }
    }
}
