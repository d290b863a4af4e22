//! What the tests of the server share: a notebook, and a client that may misbehave.

#![allow(dead_code, reason = "each test file uses a part of this")]

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::{Value, json};
use smithy_local::{Answer, Backend, Call, Failure, LocalService, Records, Server};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

#[allow(
    unreachable_pub,
    reason = "the documentation shows it as a crate of its own"
)]
mod notes {
    include!("../fixture/notes.rs");
}
pub(crate) use notes::SERVICE;

/// Keeps notes.
#[derive(Debug)]
pub(crate) struct Notebook;

impl Backend for Notebook {
    fn answer(&self, call: &Call<'_>, notes: &mut Records<'_>) -> Result<Answer, Failure> {
        let id = call.text("id");
        match call.operation.name {
            "PutNote" if call.text("text") == "panic" => panic!("asked for"),
            "PutNote" => {
                if !notes.replace("note", id, call.input) {
                    notes.add("note", id, call.input);
                }
                Ok(json!({}).into())
            }
            "GetNote" => match notes.get("note", id)? {
                Some(note) => Ok(note.into()),
                None => Err(Failure::new("NotFound", format!("no note {id}"))),
            },
            _ => {
                let page = notes.page("note", call.input["token"].as_str(), 10)?;
                Ok(Answer::from(json!({"next": page.next})).with_list("notes", page.items))
            }
        }
    }
}

pub(crate) fn notebook() -> LocalService {
    LocalService::in_memory(&SERVICE, Notebook).allow_unsigned()
}

/// A server under way.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) stop: oneshot::Sender<()>,
    pub(crate) task: JoinHandle<String>,
}

pub(crate) async fn start(set_up: impl FnOnce(Server) -> Server) -> Running {
    start_with(notebook(), set_up).await
}

pub(crate) async fn start_with(
    service: LocalService,
    set_up: impl FnOnce(Server) -> Server,
) -> Running {
    let loopback = "127.0.0.1:0".parse().expect("an address");
    let server = Server::bind(service, loopback).await.expect("a free port");
    let server = set_up(server);
    let address = server.address();
    let (stop, stopped) = oneshot::channel();
    let task = tokio::spawn(server.run_until(async { stopped.await.unwrap_or_default() }));
    Running {
        address,
        stop,
        task,
    }
}

impl Running {
    pub(crate) async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address)
            .await
            .expect("the server listens")
    }

    /// Sends bytes on a connection of their own, ends the sending side, and reads all there is.
    pub(crate) async fn send(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect().await;
        stream.write_all(bytes).await.expect("the server reads");
        stream.shutdown().await.expect("a side can be closed");
        read_all(&mut stream).await.expect("the server answers")
    }

    /// One good request: its status, and its body as JSON.
    pub(crate) async fn call(&self, method: &str, path: &str, body: &str) -> (u16, Value) {
        let answer = self.send(request(method, path, body).as_bytes()).await;
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        let body = serde_json::from_str(body).unwrap_or_else(|_| Value::from(body));
        (status.expect("a status"), body)
    }

    pub(crate) async fn is_well(&self) -> bool {
        self.call("GET", "/notes", "").await.0 == 200
    }
}

pub(crate) fn request(method: &str, path: &str, body: &str) -> String {
    let length = body.len();
    format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {length}\r\n\r\n{body}")
}

/// Reads until the other side ends.
pub(crate) async fn read_all(stream: &mut TcpStream) -> std::io::Result<String> {
    let mut answer = Vec::new();
    let read = stream.read_to_end(&mut answer);
    tokio::time::timeout(Duration::from_secs(10), read)
        .await
        .expect("the server does not hang")?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
