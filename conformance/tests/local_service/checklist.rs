//! The checklist passes against the local service, and names what is wrong with a server that is.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use conformance::checklist::target::Target;
use conformance::checklist::{self, Point};
use conformance::local::Served;
use conformance::report::{Format, Report, Verdict};
use conformance::signer::Signer;
use http::header::{AUTHORIZATION, CONTENT_LENGTH};
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

fn points() -> Vec<Point> {
    checklist::load(&checklist::recorded()).expect("the checklist can be read")
}

async fn check(endpoint: &str, points: &[Point]) -> Report {
    let target = Target::new(endpoint, |_| None).expect("an endpoint");
    checklist::run(&target, points, &BTreeMap::new()).await
}

/// The checks that failed.
fn failed(report: &Report) -> Vec<&str> {
    let checks = report.checks.iter();
    let failed = checks.filter(|check| matches!(check.verdict, Verdict::Failed(_)));
    failed.map(|check| check.id.as_str()).collect()
}

#[tokio::test]
async fn the_local_service_does_all_that_is_listed() {
    let served = Served::start(["--memory"]).expect("the server starts");
    let report = check(served.endpoint(), &points()).await;
    assert!(report.checks.len() >= 50, "{}", report.checks.len());
    assert!(report.is_success(), "{report}");
}

/// A request on its way to the local service, and its answer on the way back.
struct Exchange {
    method: String,
    target: String,
    body: Bytes,
    status: u16,
    answer: Value,
    error: Option<String>,
    id: Option<String>,
    kind: String,
}

/// One thing that a server does wrongly.
struct Flaw {
    name: &'static str,
    /// What becomes of a request. It is signed anew if it is changed.
    request: fn(&mut Exchange),
    answer: fn(&mut Exchange),
    /// Whether it is signed anew, whoever signed it.
    is_open: bool,
    /// A check that must name it.
    named_by: &'static [&'static str],
}

const HONEST: Flaw = Flaw {
    name: "none",
    request: |_| {},
    answer: |_| {},
    is_open: false,
    named_by: &[],
};

fn is_create(exchange: &Exchange) -> bool {
    exchange.method == "POST" && exchange.target == "/runCache"
}

/// Changes the members of the request.
fn in_request(exchange: &mut Exchange, change: impl FnOnce(&mut Value)) {
    if let Ok(mut body) = serde_json::from_slice(&exchange.body) {
        change(&mut body);
        exchange.body = body.to_string().into();
    }
}

const FLAWS: &[Flaw] = &[
    Flaw {
        name: "creates are answered with 200",
        answer: |exchange| {
            if exchange.status == 201 {
                exchange.status = 200;
            }
        },
        named_by: &["create/minimal", "get/found"],
        ..HONEST
    },
    Flaw {
        name: "every request makes another run cache",
        request: |exchange| {
            if is_create(exchange) {
                let token = format!("{:x}", number());
                in_request(exchange, |body| {
                    if body["requestId"]
                        .as_str()
                        .is_some_and(|text| text.len() < 100)
                    {
                        body["requestId"] = token.into();
                    }
                });
            }
        },
        named_by: &["create/same-token", "create/token-with-other-input"],
        ..HONEST
    },
    Flaw {
        name: "tags are dropped",
        request: |exchange| {
            if is_create(exchange) {
                in_request(exchange, |body| {
                    body.as_object_mut().map(|fields| fields.remove("tags"));
                });
            }
        },
        named_by: &["create/all-members", "tags/removed"],
        ..HONEST
    },
    Flaw {
        name: "a JSON name is wrong",
        answer: |exchange| {
            if let Some(fields) = exchange.answer.as_object_mut()
                && let Some(uri) = fields.remove("cacheS3Uri")
            {
                fields.insert("cacheS3URI".to_owned(), uri);
            }
        },
        named_by: &["get/found"],
        ..HONEST
    },
    Flaw {
        name: "what is missing is a fault of the server",
        answer: |exchange| {
            if exchange.status == 404 {
                exchange.status = 500;
            }
        },
        named_by: &["get/unknown", "update/unknown", "delete/unknown"],
        ..HONEST
    },
    Flaw {
        name: "error codes are misspelt",
        answer: |exchange| {
            if let Some(code) = &mut exchange.error {
                *code = code.replace("Exception", "Error");
            }
        },
        named_by: &["protocol/error-headers", "validation/no-location"],
        ..HONEST
    },
    Flaw {
        name: "answers have no id",
        answer: |exchange| exchange.id = None,
        named_by: &["protocol/answer-headers", "protocol/error-headers"],
        ..HONEST
    },
    Flaw {
        name: "errors say nothing",
        answer: |exchange| {
            if exchange.status >= 400 {
                exchange.answer = json!({});
            }
        },
        named_by: &["protocol/error-headers", "validation/tells-the-member"],
        ..HONEST
    },
    Flaw {
        name: "a list ends with its first page",
        answer: |exchange| {
            exchange
                .answer
                .as_object_mut()
                .map(|fields| fields.remove("nextToken"));
        },
        named_by: &["list/pages"],
        ..HONEST
    },
    Flaw {
        name: "a list never ends",
        answer: |exchange| {
            if exchange.answer["items"].is_array() {
                exchange.answer["items"] = json!([{"id": "1"}]);
                exchange.answer["nextToken"] = "again".into();
            }
        },
        request: |exchange| {
            if let Some((start, _)) = exchange.target.split_once("?startingToken=again") {
                exchange.target = start.to_owned();
            } else if let Some((start, _)) = exchange.target.split_once("&startingToken=again") {
                exchange.target = start.to_owned();
            }
        },
        named_by: &["list/contains"],
        ..HONEST
    },
    Flaw {
        name: "times are numbers",
        answer: |exchange| {
            if exchange.answer["creationTime"].is_string() {
                exchange.answer["creationTime"] = 1_700_000_000.into();
            }
        },
        named_by: &["protocol/times"],
        ..HONEST
    },
    Flaw {
        name: "updates are forgotten",
        request: |exchange| {
            if exchange.method == "POST" && exchange.target.starts_with("/runCache/") {
                in_request(exchange, |body| {
                    if body["cacheBehavior"] != "CACHE_NEVER" {
                        *body = json!({});
                    }
                });
            }
        },
        named_by: &["update/members"],
        ..HONEST
    },
    Flaw {
        name: "deleted run caches stay",
        request: |exchange| {
            if exchange.method == "DELETE"
                && exchange.target.starts_with("/runCache/")
                && !exchange.target.ends_with("999")
            {
                exchange.method = "POST".to_owned();
                exchange.body = Bytes::from_static(b"{}");
            }
        },
        named_by: &["delete/gone", "list/without-deleted"],
        ..HONEST
    },
    Flaw {
        name: "anyone is let in",
        is_open: true,
        named_by: &[
            "signature/none",
            "signature/wrong-secret",
            "signature/unknown-key",
            "signature/old",
            "signature/early",
            "signature/other-service",
            "signature/other-body",
        ],
        ..HONEST
    },
    Flaw {
        name: "names are cut after 100 characters",
        request: |exchange| {
            if is_create(exchange) {
                in_request(exchange, |body| {
                    if let Some(name) = body["name"].as_str().filter(|name| name.len() > 100) {
                        body["name"] = name.chars().take(100).collect::<String>().into();
                    }
                });
            }
        },
        named_by: &["validation/long-name"],
        ..HONEST
    },
    Flaw {
        name: "a body that is no JSON is taken for none",
        request: |exchange| {
            if serde_json::from_slice::<Value>(&exchange.body).is_err() && is_create(exchange) {
                let body = json!({"cacheS3Location": "s3://my-bucket/x", "requestId": "whatever"});
                exchange.body = body.to_string().into();
            }
        },
        named_by: &["protocol/no-json"],
        ..HONEST
    },
    Flaw {
        name: "texts lose what is not ASCII",
        request: |exchange| {
            let body = String::from_utf8_lossy(&exchange.body);
            exchange.body = body
                .chars()
                .filter(char::is_ascii)
                .collect::<String>()
                .into();
        },
        named_by: &["create/unicode"],
        ..HONEST
    },
    Flaw {
        name: "errors are pages",
        answer: |exchange| {
            if exchange.status >= 400 {
                exchange.answer = Value::Null;
                exchange.error = None;
                exchange.kind = "text/html".to_owned();
            }
        },
        named_by: &[
            "get/unknown",
            "validation/empty-name",
            "protocol/error-headers",
        ],
        ..HONEST
    },
];

/// A number of its own in every call.
fn number() -> u64 {
    static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
}

/// A server that is the local service but for a flaw; its endpoint.
async fn flawed(flaw: &'static Flaw, behind: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let behind = behind.clone();
            let answer = service_fn(move |request| pass(flaw, behind.clone(), request));
            let connection = hyper::server::conn::http1::Builder::new();
            tokio::spawn(connection.serve_connection(TokioIo::new(stream), answer));
        }
    });
    format!("http://{address}")
}

async fn pass(
    flaw: &'static Flaw,
    behind: String,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, hyper::Error> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await?.to_bytes();
    let target = parts.uri.to_string();
    let mut exchange = Exchange {
        method: parts.method.to_string(),
        target: target.clone(),
        body: body.clone(),
        status: 0,
        answer: Value::Null,
        error: None,
        id: None,
        kind: "application/json".to_owned(),
    };
    (flaw.request)(&mut exchange);
    let is_changed = exchange.method != parts.method.as_str()
        || exchange.target != target
        || exchange.body != body;
    let mut onward = Request::builder()
        .method(exchange.method.as_str())
        .uri(&exchange.target);
    for (name, value) in &parts.headers {
        let is_signature = name == AUTHORIZATION || name.as_str().starts_with("x-amz-");
        let is_replaced = (is_changed || flaw.is_open) && is_signature;
        if !is_replaced && name != CONTENT_LENGTH {
            onward = onward.header(name, value);
        }
    }
    if is_changed || flaw.is_open {
        let host = parts.headers["host"]
            .to_str()
            .expect("the checklist has a host");
        let body = std::str::from_utf8(&exchange.body).expect("the checklist sends text");
        let signed = Signer::test().sign(host, &exchange.method, &exchange.target, body);
        for (name, value) in signed {
            onward = onward.header(name, value);
        }
    }
    let onward = onward
        .body(Full::new(exchange.body.clone()))
        .expect("a request");
    let stream = TcpStream::connect(&behind)
        .await
        .expect("the local service listens");
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let answer = sender.send_request(onward).await?;
    let header = |name| {
        let value = answer.headers().get(name)?;
        Some(value.to_str().ok()?.to_owned())
    };
    exchange.status = answer.status().as_u16();
    exchange.error = header("x-amzn-errortype");
    exchange.id = header("x-amzn-requestid");
    let body = answer.collect().await?.to_bytes();
    exchange.answer = serde_json::from_slice(&body).unwrap_or_default();
    (flaw.answer)(&mut exchange);
    let mut answer = Response::builder()
        .status(StatusCode::from_u16(exchange.status).expect("a status"))
        .header("content-type", &exchange.kind);
    for (name, value) in [
        ("x-amzn-errortype", exchange.error),
        ("x-amzn-requestid", exchange.id),
    ] {
        if let Some(value) = value {
            answer = answer.header(name, value);
        }
    }
    let body = match exchange.answer {
        Value::Null if exchange.kind == "text/html" => "<html>No</html>".to_owned(),
        Value::Null => String::new(),
        body => body.to_string(),
    };
    Ok(answer.body(Full::new(body.into())).expect("an answer"))
}

#[tokio::test]
async fn every_flaw_of_a_server_is_named() {
    let served = Served::start(["--memory"]).expect("the server starts");
    let points = points();
    let report = check(&flawed(&HONEST, served.address().to_owned()).await, &points).await;
    assert!(report.is_success(), "a server without a flaw: {report}");
    for flaw in FLAWS {
        let report = check(&flawed(flaw, served.address().to_owned()).await, &points).await;
        let failed = failed(&report);
        for name in flaw.named_by {
            assert!(
                failed.contains(name),
                "{}: {name} passes\n{report}",
                flaw.name
            );
        }
        // What has nothing to do with it still passes.
        assert!(failed.len() < points.len(), "{}", flaw.name);
        let text = report.render(Format::Text).expect("text");
        for part in ["sent ", "expected "] {
            assert!(text.contains(part), "{text}");
        }
    }
}

/// Answers whatever comes with these bytes.
async fn stubborn(bytes: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut request = [0; 4096];
                // Who breaks off is answered all the same.
                drop(stream.read(&mut request).await);
                stream.write_all(bytes).await.ok();
                stream.shutdown().await.ok();
            });
        }
    });
    format!("http://{address}")
}

#[tokio::test]
async fn a_server_of_something_else_is_told_what_it_lacks() {
    // What moto's server says of a service that it does not have.
    let not_found =
        b"HTTP/1.1 404 NOT FOUND\r\ncontent-type: text/html\r\ncontent-length: 3\r\n\r\n<p>";
    for bytes in [
        &not_found[..],
        b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n{",
        b"\x00\x01 garbage\r\n\r\n",
        b"",
    ] {
        let report = check(&stubborn(bytes).await, &points()).await;
        let failed = failed(&report);
        for name in [
            "create/minimal",
            "list/contains",
            "tags/added",
            "signature/none",
        ] {
            assert!(failed.contains(&name), "{name}: {report}");
        }
        report.render(Format::Json).expect("JSON");
        report.render(Format::Junit).expect("XML");
    }
    let points = points();
    let nobody = check("http://127.0.0.1:1", &points);
    let nobody = tokio::time::timeout(Duration::from_secs(30), nobody);
    let report = nobody.await.expect("nobody is waited for");
    assert_eq!(failed(&report).len(), report.checks.len());
}
