//! What the tests of the local service share: signed requests, and time and chance that repeat.

#![allow(dead_code, reason = "each test file uses a part of this")]

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use aws_smithy_runtime_api::client::identity::Identity;
use bytes::Bytes;
use http::{Request, Response};
use omics_local::{LocalService, Source};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Time stands still, chance counts.
#[derive(Debug, Default)]
pub(crate) struct Repeatable(AtomicU64);

impl Source for Repeatable {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(1_669_593_600_250)
    }

    fn random(&self) -> u64 {
        self.0.fetch_add(1, Ordering::Relaxed)
    }
}

/// A service whose state goes away with the directory.
pub(crate) fn service() -> (LocalService, TempDir) {
    let home = tempfile::tempdir().expect("a temporary directory can be made");
    let service = omics_local::service(home.path().join("state/omics.state"));
    let service = service.with_source(Repeatable::default()).allow_any_date();
    (service, home)
}

pub(crate) fn request(method: &str, uri: &str, body: &str) -> Request<Bytes> {
    Request::builder()
        .method(method)
        .uri(uri)
        .header("host", "workflows-omics.us-east-1.amazonaws.com")
        .header("content-type", "application/json")
        .body(Bytes::copy_from_slice(body.as_bytes()))
        .expect("the tests' requests are well formed")
}

/// Who signs, and for what.
pub(crate) struct Signer {
    pub(crate) key: &'static str,
    pub(crate) secret: &'static str,
    pub(crate) region: &'static str,
    pub(crate) service: &'static str,
}

pub(crate) const TEST: Signer = Signer {
    key: "test",
    secret: "test",
    region: "us-east-1",
    service: "omics",
};

impl Signer {
    pub(crate) fn sign(&self, mut request: Request<Bytes>) -> Request<Bytes> {
        let credentials = Credentials::new(self.key, self.secret, None, None, "tests");
        let identity = Identity::from(credentials);
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(self.region)
            .name(self.service)
            .time(SystemTime::now())
            .settings(SigningSettings::default())
            .build()
            .expect("all parameters are given")
            .into();
        let headers = request.headers().iter();
        let headers = headers.map(|(name, value)| (name.as_str(), value.to_str().expect("ASCII")));
        let signable = SignableRequest::new(
            request.method().as_str(),
            request.uri().to_string(),
            headers,
            SignableBody::Bytes(request.body()),
        );
        let signable = signable.expect("the tests' requests are well formed");
        let (instructions, _) = sign(signable, &params).expect("can be signed").into_parts();
        instructions.apply_to_request_http1x(&mut request);
        request
    }

    pub(crate) fn send(
        &self,
        service: &LocalService,
        method: &str,
        uri: &str,
        body: &str,
    ) -> Answer {
        Answer::from(service.handle(&self.sign(request(method, uri, body))))
    }
}

/// An answer, taken apart.
#[derive(Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) code: Option<String>,
    pub(crate) body: Value,
}

impl From<Response<Bytes>> for Answer {
    fn from(response: Response<Bytes>) -> Self {
        assert!(response.headers().contains_key("x-amzn-requestid"));
        let code = response.headers().get("x-amzn-errortype");
        Self {
            status: response.status().as_u16(),
            code: code.map(|code| code.to_str().expect("ASCII").to_owned()),
            body: match response.body() {
                body if body.is_empty() => Value::Null,
                body => serde_json::from_slice(body).expect("answers are JSON"),
            },
        }
    }
}

impl Answer {
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: &str) -> &str {
        assert_eq!(
            (self.status, self.code.as_deref()),
            (status, Some(code)),
            "{self:?}"
        );
        self.body["message"]
            .as_str()
            .expect("errors have a message")
    }
}

/// Input that makes a run cache.
pub(crate) fn input(token: &str) -> Value {
    json!({"cacheS3Location": "s3://bucket/prefix", "requestId": token})
}

/// Makes a run cache and returns its id.
pub(crate) fn create(service: &LocalService, token: &str) -> String {
    let answer = TEST.send(service, "POST", "/runCache", &input(token).to_string());
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.body["id"].as_str().expect("an id").to_owned()
}
