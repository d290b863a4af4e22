//! The HTTP client of a client that is given none.

use crate::things::Client;
use crate::things::config::Config;
use smithy_client::error::SdkError;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

fn client(endpoint: String) -> Client {
    let config = Config::builder()
        .with_test_defaults_v2()
        .endpoint_url(endpoint);
    Client::from_conf(config.build())
}

#[tokio::test]
async fn plain_endpoints_are_reached_without_tls() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut request = vec![0; 4096];
        let length = stream.read(&mut request).await.expect("a request");
        stream
            .write_all(b"HTTP/1.1 201 Created\r\ncontent-length: 10\r\n\r\n{\"id\":\"7\"}")
            .await
            .expect("an answer");
        String::from_utf8_lossy(&request[..length]).into_owned()
    });

    let call = client(format!("http://{address}"))
        .create_thing()
        .owner("me");
    let output = call.send().await.expect("success");
    assert_eq!(output.id.as_deref(), Some("7"));
    let request = server.await.expect("the server runs to its end");
    assert!(
        request.starts_with("POST /owner/me/thing HTTP/1.1\r\n"),
        "{request}"
    );
}

#[tokio::test]
async fn encrypted_endpoints_are_spoken_to_in_tls() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut hello = [0; 1];
        stream.read_exact(&mut hello).await.expect("a hello");
        hello[0]
    });

    let call = client(format!("https://{address}"))
        .create_thing()
        .owner("me");
    let overrides =
        Config::builder().retry_config(smithy_client::config::retry::RetryConfig::disabled());
    let error = call
        .customize()
        .config_override(overrides)
        .send()
        .await
        .expect_err("no TLS there");
    assert!(matches!(error, SdkError::DispatchFailure(_)), "{error:?}");
    let handshake = 22;
    assert_eq!(server.await.expect("the server runs to its end"), handshake);
}
