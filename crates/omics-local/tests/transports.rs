//! The service as an HTTP client.

mod support;

use aws_smithy_runtime_api::client::http::HttpConnector;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use omics_local::InProcess;
use support::{TEST, input, request, service};

#[tokio::test]
async fn the_connector_carries_requests_and_answers() {
    let (service, _home) = service();
    let client = InProcess::new(service);
    let request = TEST.sign(request("POST", "/runCache", &input("t").to_string()));
    let request = HttpRequest::try_from(request.map(SdkBody::from)).expect("a plain request");
    let response = client.call(request).await.expect("the service answers");
    assert_eq!(response.status().as_u16(), 201);
    assert!(response.headers().contains_key("x-amzn-requestid"));
    let body = response.body().bytes().expect("the answer is in memory");
    assert!(String::from_utf8_lossy(body).contains("runCache/"));
}
