//! Clients of recorded connections.

use std::time::Duration;

use aws_smithy_http_client::test_util::{ReplayEvent, StaticReplayClient};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::retry::RetryConfig;

use crate::things::Client;
use crate::things::config::{Builder, Config};

/// The token of the test defaults.
pub(crate) const TOKEN: &str = "00000000-0000-4000-8000-000000000000";

/// Answers with these responses in turn.
pub(crate) fn replay(responses: &[(u16, &str)]) -> StaticReplayClient {
    let event = |(status, body): &(u16, &str)| {
        let response = http::Response::builder()
            .status(*status)
            .header("x-amzn-requestid", "req-1")
            .body(SdkBody::from(*body))
            .expect("a response");
        ReplayEvent::new(http::Request::new(SdkBody::empty()), response)
    };
    StaticReplayClient::new(responses.iter().map(event).collect())
}

pub(crate) fn config(http: &StaticReplayClient) -> Builder {
    let retries = RetryConfig::standard().with_initial_backoff(Duration::from_millis(1));
    Config::builder()
        .with_test_defaults_v2()
        .retry_config(retries)
        .http_client(http.clone())
}

pub(crate) fn client(http: &StaticReplayClient) -> Client {
    Client::from_conf(config(http).build())
}

pub(crate) fn uris(http: &StaticReplayClient) -> Vec<String> {
    http.actual_requests()
        .map(|request| request.uri().to_owned())
        .collect()
}

pub(crate) fn bodies(http: &StaticReplayClient) -> Vec<String> {
    http.actual_requests()
        .map(|request| {
            let bytes = request.body().bytes().expect("an in-memory body");
            String::from_utf8(bytes.to_vec()).expect("text")
        })
        .collect()
}
