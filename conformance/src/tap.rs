//! A tap between a client and a server: passes everything on and keeps what it saw.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::http::{self, Answered, Incoming};

/// A request and, where one came, its answer.
pub(crate) type Seen = (Incoming, Option<Answered>);

/// A running tap; dropping it ends it.
#[derive(Debug)]
pub(crate) struct Tap {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    task: JoinHandle<()>,
}

impl Tap {
    /// Starts a tap before the server at this address.
    ///
    /// # Errors
    /// Where loopback cannot be listened on.
    pub(crate) async fn start(server: &str) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let seen = Arc::default();
        let task = tokio::spawn(accept(listener, server.to_owned(), Arc::clone(&seen)));
        Ok(Self {
            address,
            seen,
            task,
        })
    }

    /// Where it listens, as a URL.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What has been seen since this was last asked.
    pub(crate) fn take(&self) -> Vec<Seen> {
        std::mem::take(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Tap {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, server: String, seen: Arc<Mutex<Vec<Seen>>>) {
    // Connections live in this task, so that they end with it. One that breaks has nothing to record.
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        connections.spawn(pass(stream, server.clone(), Arc::clone(&seen)));
    }
}

async fn pass(
    mut client: TcpStream,
    server: String,
    seen: Arc<Mutex<Vec<Seen>>>,
) -> io::Result<()> {
    while let Some(request) = http::read(&mut client).await? {
        let answer = forward(&server, &request).await;
        let kept = answer.as_ref().ok().cloned();
        seen.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push((request, kept));
        client.write_all(&answer?.bytes).await?;
    }
    Ok(())
}

/// Sends a request as it came, on a connection of its own.
async fn forward(server: &str, request: &Incoming) -> io::Result<Answered> {
    let mut stream = TcpStream::connect(server).await?;
    let mut head = format!("{} {} HTTP/1.1\r\n", request.method, request.target);
    for (name, value) in &request.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    stream
        .write_all(&[head.as_bytes(), &request.body].concat())
        .await?;
    http::read_answer(&mut stream).await
}
