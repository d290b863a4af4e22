//! The scripted server: an HTTP proxy on loopback that answers for every host.
//!
//! As a proxy it is reached under the real host names, over plain HTTP and, through `CONNECT`, over
//! TLS, and no packet leaves the machine.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;

use crate::case::{Answer, Arrival, Fault, Request};
use crate::http::{self, Incoming};
use crate::sigv4::Signed;

/// How long to wait for connections to end whose peer is gone: as long as a machine with too much to do
/// may need to notice that.
const SETTLE: Duration = Duration::from_secs(30);

/// A running server; dropping it ends it.
pub struct Server {
    address: SocketAddr,
    script: Arc<Script>,
    task: JoinHandle<()>,
}

impl Server {
    /// Starts a server that gives `answers` in order and repeats the last.
    ///
    /// # Errors
    /// Where loopback cannot be listened on.
    pub async fn start(answers: Vec<Answer>, acceptor: Option<TlsAcceptor>) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let script = Arc::new(Script {
            answers: Mutex::new(answers),
            log: Mutex::default(),
            open: watch::Sender::new(0),
        });
        let task = tokio::spawn(accept(listener, Arc::clone(&script), acceptor));
        Ok(Self {
            address,
            script,
            task,
        })
    }

    /// Where it listens, as a URL.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Forgets what has arrived, and gives these answers from now on.
    pub fn play(&self, answers: Vec<Answer>) {
        *self.script.answers() = answers;
        self.script.with_log(|log| *log = Log::default());
    }

    /// Waits until connections whose peer is gone have been read to their end.
    ///
    /// A client may end before the server has noticed, say, that it refused a handshake.
    ///
    /// # Errors
    /// Where the server cannot be connected to.
    pub async fn settle(&self) -> io::Result<()> {
        // Connections are accepted in order, so when this one has been served, all others are open.
        let mut last = TcpStream::connect(self.address).await?;
        last.shutdown().await?;
        last.read_to_end(&mut Vec::new()).await?;
        let mut open = self.script.open.subscribe();
        let settled = tokio::time::timeout(SETTLE, open.wait_for(|open| *open == 0)).await;
        // Only a peer that is not gone keeps its connection open, and what arrived on it is noted.
        drop(settled);
        Ok(())
    }

    /// What has arrived so far.
    #[must_use]
    pub fn arrivals(&self) -> Vec<Arrival> {
        self.script.with_log(|log| log.arrivals.clone())
    }

    /// What the server could not make sense of.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        self.script.with_log(|log| log.problems.clone())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Script {
    answers: Mutex<Vec<Answer>>,
    log: Mutex<Log>,
    open: watch::Sender<usize>,
}

#[derive(Default)]
struct Log {
    arrivals: Vec<Arrival>,
    problems: Vec<String>,
}

impl Script {
    fn with_log<T>(&self, work: impl FnOnce(&mut Log) -> T) -> T {
        work(&mut self.log.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Lets time pass. Nobody has to wait for a connection meanwhile: what arrived on it is noted.
    async fn pause(&self, seconds: Option<f64>) {
        if let Some(seconds) = seconds {
            self.open.send_modify(|open| *open -= 1);
            tokio::time::sleep(Duration::from_secs_f64(seconds)).await;
            self.open.send_modify(|open| *open += 1);
        }
    }

    fn answers(&self) -> MutexGuard<'_, Vec<Answer>> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes what arrived and gives the answer to it; none if the script has none at all.
    fn answer(&self, arrival: Arrival) -> Option<Answer> {
        let count = self.with_log(|log| {
            log.arrivals.push(arrival);
            log.arrivals.len()
        });
        let answers = self.answers();
        answers.get(count - 1).or(answers.last()).cloned()
    }
}

async fn accept(listener: TcpListener, script: Arc<Script>, acceptor: Option<TlsAcceptor>) {
    // Connections live in this task, so that they end with it.
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                script.open.send_modify(|open| *open += 1);
                connections.spawn(connection(stream, Arc::clone(&script), acceptor.clone()));
            }
            Err(error) => script.with_log(|log| log.problems.push(error.to_string())),
        }
    }
}

async fn connection(mut tcp: TcpStream, script: Arc<Script>, acceptor: Option<TlsAcceptor>) {
    let served = serve(&mut tcp, &script, acceptor).await;
    // A peer that hangs up in the middle is behaviour, which the case judges by what arrived.
    if let Err(error) = served
        && error.kind() == io::ErrorKind::InvalidData
    {
        script.with_log(|log| log.problems.push(error.to_string()));
    }
    drop(tcp);
    script.open.send_modify(|open| *open -= 1);
}

async fn serve(
    tcp: &mut TcpStream,
    script: &Script,
    acceptor: Option<TlsAcceptor>,
) -> io::Result<()> {
    let mut end = converse(tcp, script, false).await?;
    if let End::Tunnel(connect) = end {
        let Some(acceptor) = acceptor else {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "a tunnel, without TLS",
            ));
        };
        match acceptor.accept(&mut *tcp).await {
            Ok(mut tls) => {
                end = converse(&mut tls, script, true).await?;
                tls.shutdown().await?;
            }
            Err(error) => {
                let tls_failed = error.to_string();
                script.with_log(|log| {
                    log.arrivals.push(Arrival::TlsFailed {
                        tls_failed,
                        connect,
                    })
                });
                return Ok(());
            }
        }
    }
    if matches!(end, End::Reset) {
        tcp.set_zero_linger()?;
    }
    Ok(())
}

/// How a conversation ends.
enum End {
    Close,
    Reset,
    Tunnel(String),
}

async fn converse<S>(stream: &mut S, script: &Script, tls: bool) -> io::Result<End>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    while let Some(request) = http::read(stream).await? {
        if request.method == "CONNECT" {
            stream
                .write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")
                .await?;
            return Ok(End::Tunnel(request.target));
        }
        let keep_alive = request.keep_alive;
        let Some(answer) = script.answer(Arrival::Request(arrived(request, tls))) else {
            stream
                .write_all(b"HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n")
                .await?;
            continue;
        };
        script.pause(answer.delay).await;
        match answer.fault {
            Some(Fault::Reset) => return Ok(End::Reset),
            Some(Fault::Close) => return Ok(End::Close),
            Some(Fault::Hang) => {
                script.pause(answer.seconds.or(Some(5.0))).await;
                return Ok(End::Close);
            }
            Some(Fault::Garbage) => {
                stream
                    .write_all(b"\x00\x01\x02 this is not http\r\n\r\n")
                    .await?;
                return Ok(End::Close);
            }
            Some(Fault::Truncate) | None => stream.write_all(&http::response(&answer)).await?,
        }
        stream.flush().await?;
        if answer.fault.is_some() || !keep_alive {
            break;
        }
    }
    Ok(End::Close)
}

fn arrived(request: Incoming, tls: bool) -> Request {
    let Incoming {
        method,
        target,
        headers,
        body,
        ..
    } = request;
    let signed = Signed {
        method: &method,
        target: &target,
        headers: &headers,
        body: &body,
    };
    let (signature, scope) = (signed.problem(), signed.scope());
    let body = String::from_utf8_lossy(&body).into_owned();
    Request {
        method,
        target,
        tls,
        headers,
        body,
        signature,
        scope,
    }
}
