//! The server among clients that break off, mislead and attack.

mod support;

use std::time::Duration;

use serde_json::json;
use smithy_local::Caller;
use support::{notebook, read_all, request, start, start_with};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

#[tokio::test]
async fn requests_that_are_no_text_are_refused_and_the_server_goes_on() {
    let server = start(|server| server).await;
    let signed = b"Authorization: AWS4-HMAC-SHA256 Credential=test/20261125/us-east-1/notes/\
        aws4_request, SignedHeaders=host;x-amz-date;x-odd, Signature=0\r\n\
        x-amz-date: 20261125T000000Z\r\nx-odd: \xff\xe9\r\n\r\n";
    for host in [
        &b"\xe9"[..],
        b"localhost",
        b"evil.example",
        b"\x80.amazonaws.com",
    ] {
        for line in [&b"GET /notes HTTP/1.1"[..], b"GET /n\xff HTTP/1.1"] {
            let bytes = [line, b"\r\nHost: ", host, b"\r\n", signed].concat();
            let answer = server.send(&bytes).await;
            let status = answer.get(9..12).unwrap_or_default();
            assert!(["400", "403", "404"].contains(&status), "{answer}");
            assert!(server.is_well().await);
        }
    }
}

#[tokio::test]
async fn a_request_that_panics_is_a_500_with_an_id_and_leaves_nothing() {
    let server = start(|server| server).await;
    let answer = server
        .send(request("PUT", "/notes/a", r#"{"text": "panic"}"#).as_bytes())
        .await;
    assert!(answer.starts_with("HTTP/1.1 500 "), "{answer}");
    assert!(answer.contains("x-amzn-requestid: "), "{answer}");
    assert_eq!(
        server.call("GET", "/notes", "").await,
        (200, json!({"notes": []}))
    );
}

#[tokio::test]
async fn bodies_that_do_not_arrive_whole_are_told_so_and_do_nothing() {
    let server = start(|server| server.body_timeout(Duration::from_millis(200))).await;
    let head = "PUT /notes/a HTTP/1.1\r\nhost: localhost\r\n";
    for (rest, status) in [
        ("content-length: 99\r\n\r\n{\"text\": \"x\"}", "400"),
        ("content-length: 1\r\n\r\n", "400"),
        ("transfer-encoding: chunked\r\n\r\nzz\r\n{}", "400"),
        (
            "transfer-encoding: chunked\r\n\r\nd\r\n{\"text\": \"x\"}\r\n",
            "400",
        ),
    ] {
        let answer = server.send(format!("{head}{rest}").as_bytes()).await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{rest}: {answer}"
        );
        assert!(answer.contains("did not arrive whole"), "{answer}");
    }
    let mut slow = server.connect().await;
    let bytes = format!("{head}content-length: 9\r\n\r\n{{");
    slow.write_all(bytes.as_bytes())
        .await
        .expect("the server reads");
    let answer = read_all(&mut slow).await.expect("the server answers");
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert_eq!(
        server.call("GET", "/notes", "").await,
        (200, json!({"notes": []}))
    );
}

#[tokio::test]
async fn large_bodies_are_refused() {
    let server = start(|server| server).await;
    let head = "PUT /notes/a HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9999999\r\n\r\n";
    let answer = server.send(head.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(answer.contains("1048576 bytes"), "{answer}");
}

#[tokio::test]
async fn a_connection_serves_many_requests() {
    let server = start(|server| server).await;
    let two = request("GET", "/notes", "").repeat(2);
    let answer = server.send(two.as_bytes()).await;
    assert_eq!(answer.matches("HTTP/1.1 200 OK").count(), 2, "{answer}");
}

#[tokio::test]
async fn stopping_closes_the_door_and_lets_those_inside_end() {
    let service = notebook();
    let delay = json!({"faults": [{"fault": "delay", "ms": 500}]});
    service.faults().set(&delay).expect("a good set");
    let server = start_with(service, |server| server).await;
    let address = server.address;
    let mut inside = server.connect().await;
    let bytes = request("GET", "/notes", "");
    inside
        .write_all(bytes.as_bytes())
        .await
        .expect("the server reads");
    tokio::time::sleep(Duration::from_millis(100)).await;
    server.stop.send(()).expect("the server runs");
    tokio::time::sleep(Duration::from_millis(100)).await;
    TcpStream::connect(address)
        .await
        .expect_err("nobody listens any more");
    let answer = read_all(&mut inside).await.expect("the server answers");
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    let summary = server.task.await.expect("the server does not panic");
    assert_eq!(
        summary,
        "1 requests: 1 answered, 0 refused, 0 failed; 1 faults asked for"
    );
}

#[tokio::test]
async fn pages_and_names_of_others_do_not_get_in() {
    let server = start(|server| server.allow_host("notes.internal")).await;
    let answer = async |path: &str, headers: &str| {
        let bytes = format!("GET {path} HTTP/1.1\r\n{headers}connection: close\r\n\r\n");
        server.send(bytes.as_bytes()).await
    };
    for path in ["/notes", "/_notes/faults"] {
        for headers in ["host: localhost\r\n", "host: notes.internal:1\r\n"] {
            let answer = answer(path, headers).await;
            assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        }
        for headers in [
            "host: evil.example\r\n",
            "host: localhost\r\norigin: http://evil.example\r\n",
            "host: localhost\r\nhost: evil.example\r\n",
        ] {
            let answer = answer(path, headers).await;
            assert!(answer.starts_with("HTTP/1.1 403 "), "{headers}: {answer}");
        }
    }
    let answer = server
        .send(b"GET http://evil.example/notes HTTP/1.1\r\nhost: localhost\r\n\r\n")
        .await;
    assert!(answer.starts_with("HTTP/1.1 403 "), "{answer}");
}

#[tokio::test]
async fn who_reaches_it_from_the_network_needs_credentials_to_keep_it() {
    let service = notebook().with_callers(vec![Caller::new("me", "secret")]);
    let any = "0.0.0.0:0".parse().expect("an address");
    let server = smithy_local::Server::bind(service, any)
        .await
        .expect("a free port");
    let address = format!("127.0.0.1:{}", server.address().port());
    tokio::spawn(server.run_until(std::future::pending()));
    let status = async |headers: &str, path: &str| {
        let mut stream = TcpStream::connect(&address)
            .await
            .expect("the server listens");
        let bytes =
            format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{headers}\r\n");
        stream
            .write_all(bytes.as_bytes())
            .await
            .expect("the server reads");
        let answer = read_all(&mut stream).await.expect("the server answers");
        answer.get(9..12).unwrap_or_default().to_owned()
    };
    let basic = "authorization: Basic bWU6c2VjcmV0\r\n";
    assert_eq!(status("", "/_notes/health").await, "200");
    assert_eq!(status("", "/_notes/faults").await, "401");
    assert_eq!(
        status("authorization: Basic bWU6c2VjcmVU\r\n", "/_notes/").await,
        "401"
    );
    assert_eq!(status(basic, "/_notes/faults").await, "200");
}
