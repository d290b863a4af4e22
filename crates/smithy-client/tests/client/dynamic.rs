//! Calls without generated types.

use aws_smithy_types::retry::{ErrorKind, ProvideErrorKind, RetryConfig};
use smithy_client::attempts::Attempts;
use smithy_client::{RequestId, dynamic};

use crate::support::{TOKEN, bodies, client, config, replay};
use crate::things::config::Config;
use crate::things::{CREATE_THING, Client, CreateThingInput};

#[tokio::test]
async fn dynamic_calls_return_the_bytes_as_they_came() {
    let http = replay(&[
        (503, r#"{"code": "BusyException"}"#),
        (201, r#"{ "id":"7", "new": 1 }"#),
    ]);
    let client = client(&http);
    let attempts = Attempts::default();
    let input = CreateThingInput {
        owner: Some("me".to_owned()),
        ..CreateThingInput::default()
    };
    let overrides = Config::builder().interceptor(attempts.clone());
    let response = dynamic::call(client.handle(), &CREATE_THING, input, Some(overrides))
        .await
        .expect("success");

    assert_eq!(response.status, 201);
    assert_eq!(response.request_id(), Some("req-1"));
    assert_eq!(response.body, r#"{ "id":"7", "new": 1 }"#);
    assert_eq!(attempts.get(), 2);
    let sent = format!(r#"{{"requestId":"{TOKEN}"}}"#);
    assert_eq!(bodies(&http), [sent.clone(), sent]);
}

#[tokio::test]
async fn dynamic_errors_know_the_catalog() {
    let http = replay(&[(503, r#"{"code": "BusyException", "message": "later"}"#)]);
    let config = config(&http).retry_config(RetryConfig::disabled()).build();
    let input = CreateThingInput {
        owner: Some("me".to_owned()),
        request_id: Some("mine".to_owned()),
        ..CreateThingInput::default()
    };
    let client = Client::from_conf(config);
    let error = dynamic::call(client.handle(), &CREATE_THING, input, None)
        .await
        .expect_err("busy");

    assert_eq!(
        error.raw_response().map(|raw| raw.status().as_u16()),
        Some(503)
    );
    let error = error.into_service_error();
    assert_eq!(error.retryable_error_kind(), Some(ErrorKind::ServerError));
    assert_eq!(
        error.to_string(),
        "service error (BusyException): later (request id req-1)"
    );
    assert_eq!(bodies(&http), [r#"{"requestId":"mine"}"#]);
}
