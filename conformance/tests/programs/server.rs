//! The server that programs talk to.

use std::time::Duration;

use conformance::case::{Answer, Arrival, Request};
use conformance::credentials;
use conformance::server::Server;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Access key and secret of every program.
pub(crate) const KEYS: (&str, &str) = (
    credentials::ACCESS_KEY,
    "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
);

/// An answer with these headers and this body; a string stands as it is.
pub(crate) fn answer(status: u16, headers: Value, body: Value) -> Answer {
    let answer = json!({ "status": status, "headers": headers, "body": body });
    serde_json::from_value(answer).expect("an answer")
}

/// A server that gives these answers in order.
pub(crate) async fn serve(answers: Vec<Answer>) -> Server {
    Server::start(answers, None).await.expect("loopback")
}

/// The requests so far, each with a signature that holds.
pub(crate) fn requests(server: &Server) -> Vec<Request> {
    assert_eq!(server.problems(), [""; 0]);
    let requests = server.arrivals().into_iter().map(|arrival| match arrival {
        Arrival::Request(request) => request,
        other => panic!("no request: {other:?}"),
    });
    requests.collect()
}

/// A server of one connection: it reads a request until `end` has arrived, then writes the pieces, each
/// after its pause. Gives what it read.
pub(crate) async fn serve_slowly(
    end: &'static [u8],
    pieces: Vec<(Duration, Vec<u8>)>,
) -> (String, JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("loopback");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let serving = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let request = read_until(&mut stream, end).await;
        for (pause, piece) in pieces {
            tokio::time::sleep(pause).await;
            stream.write_all(&piece).await.expect("the peer listens");
        }
        stream.shutdown().await.expect("the peer listens");
        request
    });
    (url, serving)
}

async fn read_until(stream: &mut TcpStream, end: &[u8]) -> Vec<u8> {
    let mut request = Vec::new();
    while !request.ends_with(end) {
        let read = stream.read_buf(&mut request).await.expect("a request");
        assert!(read > 0, "the request ended early");
    }
    request
}
