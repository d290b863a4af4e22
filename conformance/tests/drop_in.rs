//! The same source compiles and behaves the same with the official SDK and with ours.
//!
//! `drop_in/*.rs` are written as a user of the official crate would write them, with `sdk` for its
//! name, and compiled twice. Every function gives an account of what it saw; the accounts must be
//! equal.

use std::collections::BTreeMap;

use aws_smithy_http_client::test_util::{ReplayEvent, StaticReplayClient};
use aws_smithy_types::body::SdkBody;
use serde_json::Value;

mod official {
    use super::{Account, Answer, StaticReplayClient, answers, sent};
    use aws_sdk_omics as sdk;
    include!("drop_in/calls.rs");
    include!("drop_in/errors.rs");
    include!("drop_in/types.rs");
    include!("drop_in/configuration.rs");
}

mod ours {
    use super::{Account, Answer, StaticReplayClient, answers, sent};
    use omics_client as sdk;
    include!("drop_in/calls.rs");
    include!("drop_in/errors.rs");
    include!("drop_in/types.rs");
    include!("drop_in/configuration.rs");
}

/// What a function saw, in order.
type Account = Vec<String>;

/// Status, headers and body.
type Answer<'a> = (u16, &'a [(&'a str, &'a str)], &'a str);

fn answers(answers: &[Answer<'_>]) -> StaticReplayClient {
    let events = answers.iter().map(|(status, headers, body)| {
        let mut response = http::Response::builder().status(*status);
        response = response.header("x-amzn-requestid", "request-1");
        for (name, value) in *headers {
            response = response.header(*name, *value);
        }
        let response = response
            .body(SdkBody::from(*body))
            .expect("the response is valid");
        let request = http::Request::builder()
            .body(SdkBody::empty())
            .expect("it is valid");
        ReplayEvent::new(request, response)
    });
    StaticReplayClient::new(events.collect())
}

/// What was sent, without headers in which a client speaks of itself.
fn sent(http: &StaticReplayClient) -> Account {
    let requests = http.actual_requests().map(|request| {
        let body = request.body().bytes().unwrap_or_default();
        let body: BTreeMap<String, Value> = serde_json::from_slice(body).unwrap_or_default();
        let names: Vec<_> = request.headers().iter().map(|(name, _)| name).collect();
        let names = names.into_iter().collect::<std::collections::BTreeSet<_>>();
        format!("{} {} {names:?} {body:?}", request.method(), request.uri())
    });
    requests.collect()
}

#[tokio::test]
async fn calls() {
    assert_eq!(
        official::every_operation().await,
        ours::every_operation().await
    );
    assert_eq!(official::pages().await, ours::pages().await);
    assert_eq!(official::customized().await, ours::customized().await);
}

#[tokio::test]
async fn errors() {
    assert_eq!(official::every_error().await, ours::every_error().await);
    assert_eq!(official::errors_by_hand(), ours::errors_by_hand());
}

#[test]
fn types() {
    assert_eq!(official::every_type(), ours::every_type());
    assert_eq!(official::every_builder(), ours::every_builder());
}

#[tokio::test]
async fn configuration() {
    assert_eq!(official::every_setting().await, ours::every_setting().await);
    assert_eq!(official::endpoints().await, ours::endpoints().await);
    assert_eq!(official::auth_schemes().await, ours::auth_schemes().await);
}
