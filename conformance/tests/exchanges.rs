//! Recorded exchanges replayed against the client: each input makes the recorded request, and each
//! answer becomes the recorded output or error.

use std::collections::BTreeMap;
use std::path::Path;

use omics_client::Client;
use omics_client::config::retry::RetryConfig;
use omics_client::config::{Credentials, Region};
use omics_client::error::ProvideErrorMetadata;
use omics_client::operation::RequestId;
use omics_client::operation::create_run_cache::CreateRunCache;
use omics_client::operation::delete_run_cache::DeleteRunCache;
use omics_client::operation::get_run_cache::GetRunCache;
use omics_client::operation::list_run_caches::ListRunCaches;
use omics_client::operation::update_run_cache::UpdateRunCache;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use smithy_client::OperationSpec;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exchange {
    name: String,
    input: Value,
    request: Expected,
    response: Answer,
    output: Option<Value>,
    error: Option<ServiceError>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    method: String,
    path: String,
    #[serde(default)]
    query: BTreeMap<String, String>,
    body: Option<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    status: u16,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    body: Option<Value>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct ServiceError {
    code: Option<String>,
    message: Option<String>,
}

const REQUEST_ID: &str = "00000000-1111-2222-3333-444444444444";

/// Replays every exchange in a file.
async fn replay<O>(file: &str)
where
    O: OperationSpec<Service = omics_client::Omics>,
    O::Input: DeserializeOwned,
    O::Output: Serialize + RequestId,
    O::Error: ProvideErrorMetadata + RequestId,
{
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("exchanges")
        .join(file);
    let text = std::fs::read_to_string(path).expect("the file is there");
    let exchanges: Vec<Exchange> = serde_json::from_str(&text).expect("the file is well-formed");
    for exchange in exchanges {
        let server = MockServer::start().await;
        let answer = template(&exchange.response);
        Mock::given(any())
            .respond_with(answer)
            .expect(1)
            .mount(&server)
            .await;
        let client = client(&server.uri());

        let name = &exchange.name;
        let input = serde_json::from_value(exchange.input).expect("the input is well-formed");
        let result = smithy_client::invoke::<O>(client.handle(), input, None).await;

        let requests = server
            .received_requests()
            .await
            .expect("requests are recorded");
        assert_request(name, &exchange.request, &requests[0]);
        let error = result.as_ref().err().map(|error| ServiceError {
            code: error.code().map(str::to_owned),
            message: error.message().map(str::to_owned),
        });
        assert_eq!(error, exchange.error, "{name}");
        let output = result.as_ref().ok().map(|output| json!(output));
        assert_eq!(output, exchange.output, "{name}");
        let request_id = match &result {
            Ok(output) => output.request_id(),
            Err(error) => error.as_service_error().and_then(RequestId::request_id),
        };
        assert_eq!(request_id, Some(REQUEST_ID), "{name}");
    }
}

fn client(url: &str) -> Client {
    let config = omics_client::Config::builder()
        .region(Region::new("us-west-2"))
        .credentials_provider(Credentials::new(
            "AKIDEXAMPLE",
            "secret",
            None,
            None,
            "test",
        ))
        .retry_config(RetryConfig::disabled())
        .endpoint_url(url)
        .build();
    Client::from_conf(config)
}

fn template(answer: &Answer) -> ResponseTemplate {
    let mut response =
        ResponseTemplate::new(answer.status).insert_header("x-amzn-requestid", REQUEST_ID);
    response = match &answer.body {
        Some(Value::String(text)) => response.set_body_string(text),
        Some(document) => response.set_body_json(document),
        None => response,
    };
    for (name, value) in &answer.headers {
        response = response.insert_header(name.as_str(), value.as_str());
    }
    response
}

fn assert_request(name: &str, expected: &Expected, request: &Request) {
    assert_eq!(request.method.as_str(), expected.method, "{name}");
    assert_eq!(request.url.path(), expected.path, "{name}");
    let query: BTreeMap<_, _> = request.url.query_pairs().into_owned().collect();
    assert_eq!(query, expected.query, "{name}");
    let body = (!request.body.is_empty())
        .then(|| serde_json::from_slice::<Value>(&request.body).expect("the body is JSON"));
    assert_eq!(body, expected.body, "{name}");
    let content_type = request
        .headers
        .get("content-type")
        .map(|value| value.as_bytes());
    assert_eq!(
        content_type,
        expected.body.as_ref().map(|_| &b"application/json"[..]),
        "{name}"
    );
    assert!(request.headers.contains_key("authorization"), "{name}");
}

#[tokio::test]
async fn create() {
    replay::<CreateRunCache>("create.json").await;
}

#[tokio::test]
async fn get() {
    replay::<GetRunCache>("get.json").await;
}

#[tokio::test]
async fn list() {
    replay::<ListRunCaches>("list.json").await;
}

#[tokio::test]
async fn update() {
    replay::<UpdateRunCache>("update.json").await;
}

#[tokio::test]
async fn delete() {
    replay::<DeleteRunCache>("delete.json").await;
}
