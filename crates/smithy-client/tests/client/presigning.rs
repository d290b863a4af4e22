//! Presigned requests.

use std::time::{Duration, UNIX_EPOCH};

use smithy_client::error::DisplayErrorContext;
use smithy_client::presigning::PresigningConfig;
use smithy_client::signing::{
    Payload, Scope, SigningKeys, SigningRequest, SigningSettings, Stamp, sign,
};

use crate::support::{TOKEN, client, replay};

fn config() -> PresigningConfig {
    PresigningConfig::builder()
        .start_time(UNIX_EPOCH + Duration::from_secs(1_440_938_160))
        .expires_in(Duration::from_secs(900))
        .build()
        .expect("it is valid")
}

#[tokio::test]
async fn presigned_requests_carry_their_signature_in_the_address_and_are_not_sent() {
    let http = replay(&[]);
    let call = client(&http).create_thing().name("box").owner("me");
    let presigned = call.presigned(config()).await.expect("it is signed");

    assert_eq!(http.actual_requests().count(), 0);
    assert_eq!(presigned.method(), "POST");
    let (address, query) = presigned.uri().split_once('?').expect("a query");
    assert_eq!(
        address,
        "https://me.control-things.us-east-1.amazonaws.com/owner/me/thing"
    );
    let scope = "ANOTREAL%2F20150830%2Fus-east-1%2Fthings%2Faws4_request";
    let expected = format!(
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={scope}&X-Amz-Date=20150830T123600Z\
         &X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature="
    );
    assert!(query.starts_with(&expected), "{query}");
    assert_eq!(
        presigned.headers().count(),
        0,
        "{:?}",
        presigned.headers().next()
    );

    // Whoever gets it sends the body that was signed.
    let body = format!(r#"{{"name":"box","requestId":"{TOKEN}"}}"#);
    let request = SigningRequest {
        method: "POST",
        uri: address,
        headers: Vec::new(),
        payload: Payload::Bytes(body.as_bytes()),
    };
    let scope = Scope {
        stamp: Stamp::new(config().start_time()),
        region: "us-east-1",
        service: "things",
    };
    let settings = SigningSettings {
        expires_in: Some(config().expires()),
        ..SigningSettings::default()
    };
    let credentials = smithy_client::config::Credentials::for_tests();
    let signed = sign(
        &request,
        &credentials,
        &scope,
        &settings,
        &SigningKeys::default(),
    );
    assert_eq!(signed.expect("it has a host").query, query);

    let request = presigned.make_http_1x_request(body);
    assert_eq!(request.uri().to_string(), presigned.uri());
    let shown = format!("{presigned:?}");
    assert!(!shown.contains("Signature"), "{shown}");
}

#[tokio::test]
async fn what_keeps_a_request_from_being_sent_keeps_it_from_being_presigned() {
    let call = client(&replay(&[])).create_thing();
    let error = call.presigned(config()).await.expect_err("no owner");
    let text = DisplayErrorContext(&error).to_string();
    assert!(text.contains("owner"), "{text}");
}

#[test]
fn requests_are_presigned_for_a_week_at_most() {
    let week = Duration::from_secs(604_800);
    PresigningConfig::expires_in(week).expect("a week is fine");
    let error = PresigningConfig::expires_in(week + Duration::from_secs(1)).expect_err("too long");
    assert_eq!(
        error.to_string(),
        "`expires_in` is 604801 seconds, and must be no longer than one week (604800 seconds)"
    );
    PresigningConfig::builder()
        .build()
        .expect_err("it is required");
}
