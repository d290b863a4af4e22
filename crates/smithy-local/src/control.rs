//! What the server answers for itself, under `/_NAME/`.

mod page;

use std::time::Duration;

use bytes::Bytes;
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use serde_json::{Value, json};

use crate::journal::Journal;
use crate::service::LocalService;

/// Records the page is shown at most.
const SHOWN: usize = 500;

/// What stands behind `/_NAME/`, if the path starts so.
pub(crate) fn path<'p>(name: &str, path: &'p str) -> Option<&'p str> {
    let rest = path.strip_prefix("/_")?.strip_prefix(name)?;
    match rest.strip_prefix('/') {
        Some(rest) => Some(rest),
        None if rest.is_empty() => Some(""),
        None => None,
    }
}

/// The answer to a request for one of those paths.
pub(crate) fn answer(
    service: &LocalService,
    journal: &Journal,
    uptime: Duration,
    path: &str,
    request: &Request<Bytes>,
) -> Response<Bytes> {
    let outcome = match (path, request.method()) {
        ("", &Method::GET) => return page::response(service.name()),
        ("health", &Method::GET) => health(service),
        ("metrics", &Method::GET) => return metrics(&journal.metrics(service.name())),
        ("status", &Method::GET) => status(service, journal, uptime),
        ("requests", &Method::GET) => Ok(journal.since(since(request))),
        ("records", &Method::GET) => service.list(SHOWN).map_err(Trouble::ours),
        ("faults", &Method::GET) => Ok(service.faults().describe()),
        ("faults", &Method::POST | &Method::PUT) => set_faults(service, request.body()),
        ("faults", &Method::DELETE) => {
            service.faults().clear();
            Ok(service.faults().describe())
        }
        ("reset", &Method::POST) => {
            let reset = service.reset().map_err(Trouble::ours);
            reset.and_then(|()| status(service, journal, uptime))
        }
        ("snapshot", &Method::GET) => service.snapshot().map_err(Trouble::ours),
        ("restore", &Method::POST) => {
            restore(service, request.body()).and_then(|()| status(service, journal, uptime))
        }
        (path, _) => Err(Trouble::unknown(path)),
    };
    match outcome {
        Ok(body) => json_response(StatusCode::OK, &body),
        Err(trouble) => trouble.response(),
    }
}

/// Why the server cannot do what it was asked for.
struct Trouble {
    status: StatusCode,
    message: String,
    allow: &'static str,
}

impl Trouble {
    fn ours(error: impl ToString) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string())
    }

    fn theirs(error: impl ToString) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error.to_string())
    }

    fn new(status: StatusCode, message: String) -> Self {
        Self {
            status,
            message,
            allow: "",
        }
    }

    /// Nothing is known by this path, or not by this method.
    fn unknown(path: &str) -> Self {
        let allow = match path {
            "" | "health" | "metrics" | "status" | "requests" | "records" | "snapshot" => "GET",
            "faults" => "GET, POST, PUT, DELETE",
            "reset" | "restore" => "POST",
            _ => "",
        };
        let (status, message) = match allow {
            "" => (StatusCode::NOT_FOUND, format!("there is no {path:?} here")),
            allow => (
                StatusCode::METHOD_NOT_ALLOWED,
                format!("{path:?} takes {allow}"),
            ),
        };
        Self {
            status,
            message,
            allow,
        }
    }

    fn response(self) -> Response<Bytes> {
        let mut response = json_response(self.status, &json!({"message": self.message}));
        if !self.allow.is_empty() {
            let allow = HeaderValue::from_static(self.allow);
            response.headers_mut().insert(ALLOW, allow);
        }
        response
    }
}

fn health(service: &LocalService) -> Result<Value, Trouble> {
    match service.check_state() {
        Ok(()) => Ok(json!({"status": "ok"})),
        Err(error) => Err(Trouble::new(
            StatusCode::SERVICE_UNAVAILABLE,
            error.to_string(),
        )),
    }
}

fn status(service: &LocalService, journal: &Journal, uptime: Duration) -> Result<Value, Trouble> {
    let catalog = service.catalog();
    let operations: Vec<_> = catalog
        .operations
        .iter()
        .map(|operation| operation.name)
        .collect();
    Ok(json!({
        "service": service.name(),
        "signingName": catalog.signing_name,
        "operations": operations,
        "pid": std::process::id(),
        "uptimeSeconds": uptime.as_secs(),
        "store": service.place(),
        "records": service.counts().map_err(Trouble::ours)?,
        "requests": journal.summary(),
        "faults": service.faults().describe()["faults"],
    }))
}

/// The number of the first request that is wanted.
fn since(request: &Request<Bytes>) -> u64 {
    let query = request.uri().query().unwrap_or("");
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let since = pairs.find(|(name, _)| name == "since");
    since
        .and_then(|(_, number)| number.parse().ok())
        .unwrap_or(0)
}

fn set_faults(service: &LocalService, body: &Bytes) -> Result<Value, Trouble> {
    service
        .faults()
        .set(&parse(body)?)
        .map_err(Trouble::theirs)?;
    Ok(service.faults().describe())
}

fn restore(service: &LocalService, body: &Bytes) -> Result<(), Trouble> {
    service.restore(&parse(body)?).map_err(Trouble::theirs)
}

fn parse(body: &Bytes) -> Result<Value, Trouble> {
    serde_json::from_slice(body)
        .map_err(|error| Trouble::theirs(format!("the body is not valid JSON: {error}")))
}

fn json_response(status: StatusCode, body: &Value) -> Response<Bytes> {
    text_response(status, "application/json", body.to_string())
}

fn metrics(text: &str) -> Response<Bytes> {
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    text_response(StatusCode::OK, kind, text.to_owned())
}

fn text_response(status: StatusCode, kind: &'static str, body: String) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let nosniff = HeaderValue::from_static("nosniff");
    headers.insert("x-content-type-options", nosniff);
    response
}
