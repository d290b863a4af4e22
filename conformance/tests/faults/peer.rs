//! A server that does what a situation says, byte by byte.

use std::collections::BTreeSet;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::Notify;
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;
use tokio_rustls::rustls::{ServerConfig, crypto};

use crate::situation::{Answer, End, Endpoint, Part, Situation, Step};

/// How long a server says nothing that says nothing.
const SILENCE: Duration = Duration::from_secs(60);

/// A server, running.
pub(crate) struct Peer {
    pub(crate) url: String,
    /// The authority to trust, as PEM.
    pub(crate) authority: Option<String>,
    shared: Arc<Shared>,
    tasks: Vec<JoinHandle<()>>,
    /// Connections that keep others out.
    _crowd: Vec<TcpStream>,
}

struct Shared {
    situation: Situation,
    acceptor: Option<TlsAcceptor>,
    log: Mutex<Log>,
    /// Told when the server is to go down.
    down: Notify,
}

#[derive(Default)]
struct Log {
    connections: usize,
    requests: usize,
    tokens: BTreeSet<String>,
    /// Seconds the server is about to be gone.
    gone: f64,
}

impl Peer {
    /// Starts the server, or what is there in its place.
    pub(crate) async fn start(situation: &Situation) -> io::Result<Self> {
        let pki = Certificates::of(situation.endpoint);
        let shared = Arc::new(Shared {
            situation: situation.clone(),
            acceptor: pki.as_ref().map(|pki| pki.acceptor.clone()),
            log: Mutex::default(),
            down: Notify::new(),
        });
        let mut peer = Self {
            url: "http://no-such-host.invalid".to_owned(),
            authority: pki.map(|pki| pki.authority),
            shared: Arc::clone(&shared),
            tasks: Vec::new(),
            _crowd: Vec::new(),
        };
        let endpoint = situation.endpoint;
        if endpoint == Endpoint::Unresolvable {
            return Ok(peer);
        }
        let (listener, address) = listen("127.0.0.1:0".parse().expect("an address"), endpoint)?;
        let scheme = match endpoint {
            Endpoint::Http | Endpoint::Refused | Endpoint::Silent | Endpoint::Unresolvable => {
                "http"
            }
            _ => "https",
        };
        peer.url = format!("{scheme}://localhost:{}", address.port());
        match endpoint {
            Endpoint::Refused => drop(listener),
            Endpoint::Silent => {
                // As many as its queue takes, and one to spare.
                for _ in 0..3 {
                    let connecting = TcpStream::connect(address);
                    let connected =
                        tokio::time::timeout(Duration::from_millis(100), connecting).await;
                    peer._crowd.extend(connected.ok().and_then(Result::ok));
                }
                peer.tasks.push(tokio::spawn(async move {
                    tokio::time::sleep(SILENCE).await;
                    drop(listener);
                }));
            }
            _ => peer
                .tasks
                .push(tokio::spawn(serve(listener, address, shared))),
        }
        Ok(peer)
    }

    /// Requests begun so far.
    pub(crate) fn requests(&self) -> usize {
        self.shared.log(|log| log.requests)
    }

    /// Connections so far.
    pub(crate) fn connections(&self) -> usize {
        self.shared.log(|log| log.connections)
    }

    /// Tokens of the requests read to their end.
    pub(crate) fn created(&self) -> usize {
        self.shared.log(|log| log.tokens.len())
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl Shared {
    fn log<T>(&self, act: impl FnOnce(&mut Log) -> T) -> T {
        act(&mut self.log.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What is done with the next connection.
    fn next(&self) -> Vec<Step> {
        let number = self.log(|log| {
            log.connections += 1;
            log.connections - 1
        });
        let steps = &self.situation.connections;
        let last = steps.last().filter(|_| self.situation.for_ever);
        steps.get(number).or(last).cloned().unwrap_or_else(success)
    }
}

/// Creates something.
fn success() -> Vec<Step> {
    let body = r#"{"id":"1234567","arn":"arn:aws:omics:us-west-2:123456789012:runCache/1234567","status":"ACTIVE","tags":{}}"#;
    let answer = Answer {
        status: 201,
        headers: Vec::new(),
        body: body.to_owned(),
    };
    vec![Step::Read(Part::Request), Step::Answer(answer)]
}

fn listen(address: SocketAddr, endpoint: Endpoint) -> io::Result<(TcpListener, SocketAddr)> {
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    let listener = socket.listen(if endpoint == Endpoint::Silent { 1 } else { 64 })?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

async fn serve(mut listener: TcpListener, address: SocketAddr, shared: Arc<Shared>) {
    loop {
        let mut open = JoinSet::new();
        loop {
            tokio::select! {
                accepted = listener.accept() => if let Ok((stream, _)) = accepted {
                    let steps = shared.next();
                    open.spawn(connection(stream, steps, Arc::clone(&shared)));
                },
                () = shared.down.notified() => break,
            }
        }
        drop(listener);
        drop(open);
        tokio::time::sleep(Duration::from_secs_f64(shared.log(|log| log.gone))).await;
        (listener, _) = listen(address, Endpoint::Http).expect("the port is still free");
    }
}

async fn connection(mut tcp: TcpStream, steps: Vec<Step>, shared: Arc<Shared>) {
    let end = match &shared.acceptor {
        None => follow(&mut tcp, steps, &shared).await,
        Some(acceptor) => match acceptor.accept(&mut tcp).await {
            Ok(mut tls) => follow(&mut tls, steps, &shared).await,
            // The client turned it down.
            Err(_) => Ok(End::Close),
        },
    };
    // A client that hangs up in the middle is seen in what it reports.
    match end.unwrap_or(End::Close) {
        End::Reset => tcp.set_zero_linger().expect("the socket is open"),
        End::Hang => tokio::time::sleep(SILENCE).await,
        End::Close => {}
    }
}

async fn follow<S>(stream: &mut S, steps: Vec<Step>, shared: &Shared) -> io::Result<End>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    for step in steps {
        match step {
            Step::Read(part) => read(stream, part, shared).await?,
            Step::Send(text) => stream.write_all(text.as_bytes()).await?,
            Step::Repeat(text, times) => stream.write_all(text.repeat(times).as_bytes()).await?,
            Step::Drip(text) => {
                for byte in text.bytes() {
                    stream.write_all(&[byte]).await?;
                    stream.flush().await?;
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            }
            Step::Answer(answer) => {
                stream.write_all(&bytes(&answer)).await?;
                stream.flush().await?;
                stream.shutdown().await?;
            }
            Step::Wait(seconds) => tokio::time::sleep(Duration::from_secs_f64(seconds)).await,
            Step::Down(seconds) => {
                shared.log(|log| log.gone = seconds);
                shared.down.notify_one();
                tokio::time::sleep(SILENCE).await;
            }
            Step::End(end) => {
                stream.flush().await?;
                return Ok(end);
            }
        }
    }
    stream.flush().await?;
    Ok(End::Close)
}

fn bytes(answer: &Answer) -> Vec<u8> {
    let mut text = format!(
        "HTTP/1.1 {} X\r\nConnection: close\r\nContent-Length: {}\r\n",
        answer.status,
        answer.body.len()
    );
    for (name, value) in &answer.headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    format!("{text}\r\n{}", answer.body).into_bytes()
}

/// Reads that much, and notes the token of a request that it has read to its end.
async fn read<S: AsyncRead + Unpin>(stream: &mut S, part: Part, shared: &Shared) -> io::Result<()> {
    let mut bytes = Vec::new();
    let mut counted = false;
    loop {
        let more = match part {
            // No more than that, so that the rest is lost when the connection is reset.
            Part::FirstByte | Part::Head => {
                let mut byte = [0];
                let read = stream.read(&mut byte).await?;
                bytes.extend(&byte[..read]);
                read
            }
            Part::Request => stream.read_buf(&mut bytes).await?,
        };
        if more == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if !std::mem::replace(&mut counted, true) {
            shared.log(|log| log.requests += 1);
        }
        let head = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        match (part, head) {
            (Part::FirstByte, _) | (Part::Head, Some(_)) => return Ok(()),
            (Part::Request, Some(head)) => {
                let text = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
                let length = text
                    .split("\r\n")
                    .find_map(|line| line.strip_prefix("content-length:"));
                let length: usize = length.and_then(|it| it.trim().parse().ok()).unwrap_or(0);
                if bytes.len() >= head + 4 + length {
                    let body: Value = serde_json::from_slice(&bytes[head + 4..])?;
                    let token = body["requestId"].as_str().unwrap_or_default().to_owned();
                    shared.log(|log| log.tokens.insert(token));
                    return Ok(());
                }
            }
            _ => {}
        }
    }
}

/// An authority, and a server that it vouches for, more or less.
struct Certificates {
    authority: String,
    acceptor: TlsAcceptor,
}

impl Certificates {
    fn of(endpoint: Endpoint) -> Option<Self> {
        let speaks_tls = matches!(
            endpoint,
            Endpoint::Tls | Endpoint::TlsUntrusted | Endpoint::TlsOtherHost | Endpoint::TlsExpired
        );
        speaks_tls.then(|| Self::make(endpoint).expect("certificates can be made"))
    }

    fn make(endpoint: Endpoint) -> Result<Self, Box<dyn std::error::Error>> {
        let mut authority = CertificateParams::default();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate()?)?;
        let host = if endpoint == Endpoint::TlsOtherHost {
            "example.com"
        } else {
            "localhost"
        };
        let mut server = CertificateParams::new([host.to_owned()])?;
        if endpoint == Endpoint::TlsExpired {
            server.not_before = date_time_ymd(1999, 1, 1);
            server.not_after = date_time_ymd(2000, 1, 1);
        }
        let key = KeyPair::generate()?;
        let certificate = server.signed_by(&key, &authority)?;
        let config =
            ServerConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()?
                .with_no_client_auth()
                .with_single_cert(
                    vec![certificate.der().clone()],
                    PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
                )?;
        // One that nobody has heard of vouches for a stranger.
        let known = match endpoint {
            Endpoint::TlsUntrusted => {
                let mut other = CertificateParams::default();
                other.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
                CertifiedIssuer::self_signed(other, KeyPair::generate()?)?.pem()
            }
            _ => authority.pem(),
        };
        Ok(Self {
            authority: known,
            acceptor: TlsAcceptor::from(Arc::new(config)),
        })
    }
}
