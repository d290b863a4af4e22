//! A create call that meets a fault is sent again with the same idempotency token, so that however
//! the first attempt ended, there is one cache.

use std::collections::BTreeSet;
use std::time::Duration;

use conformance::case::{Answer, Arrival, Request};
use conformance::credentials;
use conformance::server::Server;
use omics_client::Client;
use omics_client::config::retry::RetryConfig;
use omics_client::config::{Credentials, Region};
use serde_json::{Value, json};
use smithy_client::attempts::Attempts;

/// Meets `answers`, then success, and gives the requests sent.
async fn create_after(answers: &[Value]) -> Vec<Request> {
    let success = json!({ "status": 201, "body": { "id": "1234567" } });
    let script: Vec<Answer> = answers
        .iter()
        .chain([&success])
        .map(|answer| serde_json::from_value(answer.clone()).expect("an answer"))
        .collect();
    let server = Server::start(script, None)
        .await
        .expect("loopback can be listened on");
    let secret = credentials::secret(credentials::ACCESS_KEY).expect("the key is known");
    let config = omics_client::Config::builder()
        .region(Region::new("us-west-2"))
        .credentials_provider(Credentials::new(
            credentials::ACCESS_KEY,
            secret,
            None,
            None,
            "test",
        ))
        .retry_config(RetryConfig::standard().with_initial_backoff(Duration::from_millis(1)))
        .endpoint_url(server.url())
        .build();
    let attempts = Attempts::default();
    let output = Client::from_conf(config)
        .create_run_cache()
        .cache_s3_location("s3://my-bucket/cache/")
        .customize()
        .interceptor(attempts.clone())
        .send()
        .await
        .expect("the last attempt succeeds");
    assert_eq!(output.id(), Some("1234567"));

    let arrivals = server.arrivals();
    assert_eq!(usize::try_from(attempts.get()), Ok(arrivals.len()));
    let requests = arrivals.into_iter().map(|arrival| match arrival {
        Arrival::Request(request) => request,
        Arrival::TlsFailed { .. } => panic!("the client was told to speak plain HTTP"),
    });
    requests.collect()
}

/// The one token of all requests, each of which is signed by itself.
fn one_token(requests: &[Request]) -> String {
    let tokens: BTreeSet<String> = requests
        .iter()
        .map(|request| {
            assert_eq!(request.signature, None);
            let body: Value = serde_json::from_str(&request.body).expect("the body is JSON");
            body["requestId"].as_str().expect("a token").to_owned()
        })
        .collect();
    assert_eq!(tokens.len(), 1, "{tokens:?}");
    tokens.into_iter().collect()
}

#[tokio::test]
async fn one_token_for_all_attempts() {
    let throttled = json!({
        "status": 429,
        "headers": { "x-amzn-ErrorType": "ThrottlingException" },
        "body": { "message": "slow down" },
    });
    for fault in [
        json!({ "fault": "reset" }),
        json!({ "fault": "close" }),
        json!({ "status": 500 }),
        json!({ "status": 503, "headers": { "Content-Type": "text/html" }, "body": "<html>" }),
        throttled,
    ] {
        let requests = create_after(std::slice::from_ref(&fault)).await;
        assert_eq!(requests.len(), 2, "{fault}");
        assert!(!one_token(&requests).is_empty());
    }
}

#[tokio::test]
async fn one_token_for_different_faults_in_a_row() {
    let requests = create_after(&[json!({ "fault": "reset" }), json!({ "status": 500 })]).await;
    assert_eq!(requests.len(), 3);
    let other = create_after(&[]).await;
    assert_ne!(
        one_token(&requests),
        one_token(&other),
        "every call has its own"
    );
}
