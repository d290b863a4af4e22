//! Answers whose body starts late.

use std::time::{Duration, Instant};

use aws_smithy_async::rt::sleep::TokioSleep;
use smithy_catalog::{AuthScheme, Operation};
use smithy_client::config::retry::RetryConfig;
use smithy_client::config::{Builder, Region, StalledStreamProtectionConfig};
use smithy_client::error::DisplayErrorContext;
use smithy_client::{Handle, dynamic};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::auth::{Locks, locked};
use crate::things::CreateThingInput;

static PROMPT: Operation = locked("Prompt", &[AuthScheme::NoAuth]);
static SLOW: Operation = Operation {
    stalls_fail: false,
    ..locked("Slow", &[AuthScheme::NoAuth])
};

/// A service that sends the head of its answer at once, and the body after some time.
async fn late_by(time: Duration) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut request = vec![0; 4096];
        let length = stream.read(&mut request).await.expect("a request");
        assert!(length > 0);
        let head = b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n";
        stream.write_all(head).await.expect("it is written");
        tokio::time::sleep(time).await;
        // The client may be gone by then.
        let _ = stream.write_all(b"{\"id\":\"7\"}").await;
    });
    format!("http://{address}")
}

async fn call(operation: &'static Operation, url: String) -> Result<Vec<u8>, String> {
    let grace = Duration::from_millis(200);
    let stalls = StalledStreamProtectionConfig::enabled().grace_period(grace);
    let config = Builder::<Locks>::default()
        .with_test_defaults()
        .region(Region::new("one"))
        .endpoint_url(url)
        .sleep_impl(TokioSleep::new())
        .retry_config(RetryConfig::disabled())
        // The system clock: a body that stalls is found by it.
        .time_source(aws_smithy_async::time::SystemTimeSource::new())
        .stalled_stream_protection(stalls.build());
    let handle = Handle::new(config.build()).expect("a client");
    let input = CreateThingInput {
        owner: Some("me".to_owned()),
        ..CreateThingInput::default()
    };
    let answer = dynamic::call(&handle, operation, input, None).await;
    answer
        .map(|answer| answer.body.to_vec())
        .map_err(|error| DisplayErrorContext(error).to_string())
}

#[tokio::test]
async fn a_body_may_start_late_where_the_service_may_work_for_long() {
    let late = Duration::from_millis(2_500);
    let start = Instant::now();
    let body = call(&SLOW, late_by(late).await).await.expect("it comes");
    assert_eq!(body, b"{\"id\":\"7\"}");
    assert!(start.elapsed() >= late);

    let error = call(&PROMPT, late_by(late).await)
        .await
        .expect_err("it stalls");
    assert!(error.contains("minimum throughput"), "{error}");
}

#[tokio::test]
async fn a_body_in_memory_is_sent_however_long_the_answer_takes() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let late = Duration::from_millis(2_500);
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut request = vec![0; 4096];
        let length = stream.read(&mut request).await.expect("a request");
        assert!(length > 0);
        tokio::time::sleep(late).await;
        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
        stream.write_all(answer).await.expect("it is written");
    });
    let body = call(&PROMPT, url).await.expect("it comes");
    assert_eq!(body, b"{}");
}
