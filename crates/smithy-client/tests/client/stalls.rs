//! Answers whose body starts late.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_runtime::client::interceptors::MutateRequestInterceptor;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use http_body::{Body, Frame};
use smithy_catalog::{AuthScheme, Operation};
use smithy_client::config::http::HttpRequest;
use smithy_client::config::retry::RetryConfig;
use smithy_client::config::{Builder, Region, StalledStreamProtectionConfig};
use smithy_client::error::DisplayErrorContext;
use smithy_client::primitives::ByteStream;
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

fn handle(url: String) -> Handle<Locks> {
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
    Handle::new(config.build()).expect("a client")
}

fn input() -> CreateThingInput {
    CreateThingInput {
        owner: Some("me".to_owned()),
        ..CreateThingInput::default()
    }
}

async fn call(operation: &'static Operation, url: String) -> Result<Vec<u8>, String> {
    let answer = dynamic::call(&handle(url), operation, input(), None).await;
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

/// Zeros, some time after one another.
struct Zeros {
    frames: usize,
    pause: Duration,
    sleep: Option<Pin<Box<tokio::time::Sleep>>>,
}

impl Body for Zeros {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        let pause = self.pause;
        let sleep = self
            .sleep
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(pause)));
        std::task::ready!(sleep.as_mut().poll(cx));
        self.sleep = None;
        if self.frames == 0 {
            return Poll::Ready(None);
        }
        self.frames -= 1;
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(&[0; 65_536])))))
    }
}

async fn upload(url: String, frames: usize, pause: Duration) -> Result<(), String> {
    let body = SdkBody::from_body_1_x(Zeros {
        frames,
        pause,
        sleep: None,
    });
    let body = Some(ByteStream::new(body));
    // The length is that of the body which the stream stands in for.
    let chunked = MutateRequestInterceptor::new(|request: &mut HttpRequest| {
        request.headers_mut().remove("content-length");
    });
    let overrides = Builder::default().interceptor(chunked);
    let answer =
        dynamic::call_streaming(&handle(url), &PROMPT, input(), body, Some(overrides)).await;
    answer
        .map(drop)
        .map_err(|error| DisplayErrorContext(error).to_string())
}

#[tokio::test]
async fn an_upload_fails_where_the_connection_stalls_and_waits_where_the_application_does() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let deaf = tokio::spawn(async move {
        let connection = listener.accept().await.expect("a connection");
        tokio::time::sleep(Duration::from_secs(60)).await;
        drop(connection);
    });
    let start = Instant::now();
    let error = upload(url, usize::MAX, Duration::ZERO).await;
    let error = error.expect_err("nobody reads it");
    assert!(
        error.contains("throughput of 0 B/s was observed"),
        "{error}"
    );
    assert!(start.elapsed() < Duration::from_secs(10));
    deaf.abort();

    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut request = Vec::new();
        while request.len() < 2 * 65_536 {
            let length = stream.read_buf(&mut request).await.expect("a part");
            assert!(length > 0, "the client gave up");
        }
        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
        stream.write_all(answer).await.expect("it is written");
    });
    upload(url, 2, Duration::from_secs(2))
        .await
        .expect("it is only slow to begin");
}
