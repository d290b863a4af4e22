//! An HTTP client that keeps the request and answers with nothing in particular.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use aws_smithy_http_client::test_util::infallible_client_fn;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::shared::IntoShared as _;
use aws_smithy_types::body::SdkBody;
use conformance::sigv4::{Authorization, Signed};
use serde_json::Value;

/// What two clients must have in common.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sent {
    method: String,
    uri: String,
    headers: BTreeMap<String, String>,
    signed_headers: String,
    scope: String,
    body: Option<Value>,
}

/// Headers in which a client speaks of itself, or that are random.
const OWN: [&str; 4] = [
    "user-agent",
    "x-amz-user-agent",
    "amz-sdk-invocation-id",
    "authorization",
];

#[derive(Clone, Default)]
pub(crate) struct Capture(Arc<Mutex<Option<Sent>>>);

impl Capture {
    pub(crate) fn http_client(&self) -> SharedHttpClient {
        let kept = Arc::clone(&self.0);
        let client = infallible_client_fn(move |request: http::Request<SdkBody>| {
            *kept.lock().expect("no test panics in here") = Some(essence(&request));
            http::Response::builder()
                .status(200)
                .body("{}")
                .expect("the response is valid")
        });
        client.into_shared()
    }

    /// What was sent.
    pub(crate) fn sent(&self) -> Sent {
        let sent = self.0.lock().expect("no test panics in here").take();
        sent.expect("a call that succeeds has sent a request")
    }
}

/// What counts of a request, its signature checked.
fn essence(request: &http::Request<SdkBody>) -> Sent {
    let uri = request.uri();
    let body = request.body().bytes().expect("no operation streams");
    let mut headers: Vec<(String, String)> = request
        .headers()
        .iter()
        .map(|(name, value)| {
            (
                name.to_string(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        })
        .collect();
    if !request.headers().contains_key("host") {
        // The connector writes it, from the URI.
        let authority = uri.authority().map(ToString::to_string);
        headers.push(("host".to_owned(), authority.unwrap_or_default()));
    }
    let signed = Signed {
        method: request.method().as_str(),
        target: uri.path_and_query().map_or("/", |target| target.as_str()),
        headers: &headers,
        body,
    };
    assert_eq!(signed.problem(), None, "{uri}");
    let authorization = headers.iter().find(|(name, _)| name == "authorization");
    let authorization = authorization.and_then(|(_, value)| Authorization::parse(value));
    let Authorization {
        region,
        service,
        signed_headers,
        ..
    } = authorization.expect("the signature was found to be right");
    Sent {
        method: signed.method.to_owned(),
        uri: uri.to_string(),
        signed_headers: signed_headers.to_owned(),
        scope: format!("{region}/{service}"),
        body: (!body.is_empty()).then(|| serde_json::from_slice(body).expect("the body is JSON")),
        headers: headers
            .into_iter()
            .filter(|(name, _)| !OWN.contains(&name.as_str()))
            .collect(),
    }
}
