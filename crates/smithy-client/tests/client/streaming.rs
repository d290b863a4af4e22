//! Payloads that are streams.

use aws_smithy_types::body::SdkBody;
use smithy_client::error::ProvideErrorMetadata;

use crate::support::{bodies, client, replay};

#[tokio::test]
async fn payloads_are_streamed_in_both_directions() {
    let http = replay(&[(200, "down")]);
    let output = client(&http)
        .transfer()
        .body(SdkBody::from("up").into())
        .send()
        .await
        .expect("success");

    let down = output.body.collect().await.expect("a body").into_bytes();
    assert_eq!(down, "down");
    assert_eq!(bodies(&http), ["up"]);
    let request = http.actual_requests().next().expect("a request");
    let header = |name| request.headers().get(name);
    assert_eq!(header("content-type"), Some("application/octet-stream"));
    assert_eq!(header("content-length"), Some("2"));
    assert_eq!(header("content-md5"), Some("RsSL7A0oIBi50Wfu93EbLA=="));
}

#[tokio::test]
async fn streaming_operations_still_read_errors() {
    let http = replay(&[(400, r#"{"code": "Nope"}"#)]);
    let error = client(&http).transfer().send().await.expect_err("refused");
    assert_eq!(ProvideErrorMetadata::code(&error), Some("Nope"));
}
