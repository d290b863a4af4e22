//! The service behind its two transports.

#![cfg(all(feature = "connector", feature = "server"))]

mod support;

use aws_smithy_runtime_api::client::http::HttpConnector;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use omics_local::{InProcess, Server};
use support::{TEST, input, request, service};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

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

/// Sends one request over a connection and reads until the answer holds `last`.
async fn exchange(stream: &mut TcpStream, request: &str, last: &str) -> String {
    stream
        .write_all(request.as_bytes())
        .await
        .expect("the server reads");
    let mut answer = Vec::new();
    while !String::from_utf8_lossy(&answer).contains(last) {
        let read = stream
            .read_buf(&mut answer)
            .await
            .expect("the server answers");
        assert_ne!(read, 0, "{}", String::from_utf8_lossy(&answer));
    }
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn the_server_keeps_connections_limits_bodies_and_stops() {
    let (service, _home) = service();
    let loopback = "127.0.0.1:0".parse().expect("an address");
    let server = Server::bind(service.allow_unsigned(), loopback)
        .await
        .expect("a free port");
    let address = server.address();
    assert!(
        server
            .exports()
            .contains(&format!("AWS_ENDPOINT_URL_OMICS=http://{address}\n"))
    );
    let (stop, stopped) = oneshot::channel();
    let running = tokio::spawn(server.run_until(async { stopped.await.unwrap_or_default() }));

    let mut stream = TcpStream::connect(address)
        .await
        .expect("the server listens");
    for _ in 0..2 {
        let request = "GET /runCache HTTP/1.1\r\nhost: localhost\r\n\r\n";
        let answer = exchange(&mut stream, request, r#"{"items":[]}"#).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    }
    let large = "POST /runCache HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9999999\r\n\r\n";
    let answer = exchange(&mut stream, large, "1048576 bytes").await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");

    stop.send(()).expect("the server runs");
    running.await.expect("the server stops without panic");
    TcpStream::connect(address)
        .await
        .expect_err("nobody listens any more");
}
