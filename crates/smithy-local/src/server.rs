//! The service on a socket.

mod answer;
mod exchange;
mod guard;
mod signal;
mod stream;
#[cfg(feature = "tls")]
mod tls;

use std::fmt;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs as _};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::net::TcpListener;

use self::exchange::Desk;
use self::guard::Guard;
use self::stream::{Breaker, Resettable, Stream};
#[cfg(feature = "tls")]
pub use self::tls::Tls;
use crate::access::UNSIGNED_REGION;
use crate::service::LocalService;

/// How long requests under way may take to end when the server stops.
const GRACE: Duration = Duration::from_secs(5);

/// How long to rest when connections cannot be accepted, as when file descriptors run out.
const REST: Duration = Duration::from_millis(50);

/// How long to wait for names of this machine to resolve.
const NAME_PATIENCE: Duration = Duration::from_millis(200);

/// How long the head of a request may take to arrive.
const HEAD_PATIENCE: Duration = Duration::from_secs(30);

/// A [`LocalService`] that listens on a socket and speaks HTTP/1.1.
///
/// Beside the service it answers `/_NAME/`: a page for people, and `health`, `metrics`, `status`,
/// `requests`, `records`, `faults`, `snapshot`, `restore` and `reset` for tools. Where it listens on
/// anything but loopback, these ask for a caller's credentials, as HTTP basic authentication.
///
/// Requests whose `Host` is no address, no name of this machine and no endpoint of AWS are refused,
/// and so are those of pages of other origins: a page in a browser must not reach a service whose
/// credentials everybody knows.
pub struct Server {
    desk: Desk,
    listener: TcpListener,
    address: SocketAddr,
    #[cfg(feature = "tls")]
    tls: Option<Tls>,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("address", &self.address)
            .field("service", &self.desk.service)
            .finish_non_exhaustive()
    }
}

impl Server {
    /// Listens on this address. Anything but loopback lets the whole network in.
    ///
    /// # Errors
    /// If the address cannot be listened on.
    pub async fn bind(service: LocalService, address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let guard = Guard::new(service.host_prefixes(), !address.ip().is_loopback());
        Ok(Self {
            desk: Desk::new(service, guard),
            listener,
            address,
            #[cfg(feature = "tls")]
            tls: None,
        })
    }

    /// The service behind it.
    pub fn service(&self) -> &LocalService {
        &self.desk.service
    }

    /// Answers under this name, too, as that of a container.
    pub fn allow_host(mut self, name: impl Into<String>) -> Self {
        self.desk.guard.allow(name.into());
        self
    }

    /// Gives a line of JSON for every request to `log`.
    pub fn log(mut self, log: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.desk.log = Some(Box::new(log));
        self
    }

    /// Waits this long for the body of a request, 30 seconds unless told otherwise.
    pub fn body_timeout(mut self, patience: Duration) -> Self {
        self.desk.body_patience = patience;
        self
    }

    /// Speaks TLS with this certificate.
    #[cfg(feature = "tls")]
    pub fn tls(mut self, tls: Tls) -> Self {
        self.tls = Some(tls);
        self
    }

    /// The address, with the port that was chosen where none was asked for.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The endpoint for clients, as `http://127.0.0.1:4566`.
    pub fn endpoint(&self) -> String {
        format!("{}://{}", self.scheme(), self.address)
    }

    #[cfg(feature = "tls")]
    fn scheme(&self) -> &'static str {
        if self.tls.is_some() { "https" } else { "http" }
    }

    #[cfg(not(feature = "tls"))]
    fn scheme(&self) -> &'static str {
        "http"
    }

    /// The variables that make any AWS SDK or tool talk to this server as the first of its callers.
    ///
    /// The host is a name where every prefix resolves, because some SDKs put one before it whatever
    /// they are told; where this machine knows no such name it is the address.
    pub fn environment(&self) -> Vec<(String, String)> {
        let mut variables = vec![(self.desk.service.endpoint_variable(), self.named_endpoint())];
        let mut add = |name: &str, value: &str| variables.push((name.to_owned(), value.to_owned()));
        if let Some(caller) = self.desk.service.callers().first() {
            add("AWS_ACCESS_KEY_ID", &caller.access_key_id);
            add("AWS_SECRET_ACCESS_KEY", &caller.secret_access_key);
            if let Some(token) = &caller.session_token {
                add("AWS_SESSION_TOKEN", token);
            }
        }
        add("AWS_REGION", UNSIGNED_REGION);
        add("AWS_DEFAULT_REGION", UNSIGNED_REGION);
        add("AWS_DISABLE_HOST_PREFIX_INJECTION", "true");
        variables
    }

    /// The names and addresses a certificate for this server should have.
    #[cfg(feature = "tls")]
    pub fn names(&self) -> Vec<String> {
        let own = format!("{}.localhost", self.desk.service.name());
        let mut names = vec!["localhost".to_owned(), own];
        names.extend(self.desk.guard.names().iter().cloned());
        let prefixes = self.desk.service.host_prefixes();
        let prefixed = prefixes.iter().flat_map(|prefix| {
            let names = names.iter();
            names.map(move |name| format!("{prefix}{name}"))
        });
        let mut all: Vec<_> = names.iter().cloned().chain(prefixed).collect();
        all.sort_unstable();
        all.dedup();
        all.extend([
            "127.0.0.1".to_owned(),
            "::1".to_owned(),
            self.address.ip().to_string(),
        ]);
        all
    }

    fn named_endpoint(&self) -> String {
        let name = format!("{}.localhost", self.desk.service.name());
        let mut names = vec![name.clone()];
        for prefix in self.desk.service.host_prefixes() {
            names.push(format!("{prefix}{name}"));
        }
        let port = self.address.port();
        match self.address.ip().is_loopback() && all_resolve(names, self.address) {
            true => format!("{}://{name}:{port}", self.scheme()),
            false => self.endpoint(),
        }
    }

    /// Answers requests until the process is asked to stop, by Ctrl-C or SIGTERM, as
    /// [`run_until`](Self::run_until) does. Asked again it stops at once.
    ///
    /// # Errors
    /// If the process cannot listen to signals.
    pub async fn run(self) -> io::Result<String> {
        let mut signals = signal::Signals::listen()?;
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let running = self.run_until(async { stopped.await.unwrap_or_default() });
        let mut running = pin!(running);
        tokio::select! {
            summary = &mut running => return Ok(summary),
            () = signals.next() => {}
        }
        stop.send(()).ok();
        tokio::select! {
            summary = running => Ok(summary),
            () = signals.next() => Ok("stopped at once, with requests under way".to_owned()),
        }
    }

    /// Answers requests until `stop` is ready, then lets those under way end. Returns how many
    /// there were and how they ended, in a line for people.
    pub async fn run_until(self, stop: impl Future<Output = ()>) -> String {
        let desk = Arc::new(self.desk);
        let connections = GracefulShutdown::new();
        let mut stop = pin!(stop);
        loop {
            let accepted = tokio::select! {
                accepted = self.listener.accept() => accepted,
                () = &mut stop => break,
            };
            let Ok((stream, _)) = accepted else {
                tokio::time::sleep(REST).await;
                continue;
            };
            // Answers are small and must not wait for one another. Without it they are late.
            stream.set_nodelay(true).ok();
            let (desk, watcher) = (Arc::clone(&desk), connections.watcher());
            #[cfg(feature = "tls")]
            if let Some(tls) = &self.tls {
                tokio::spawn(tls::serve(tls.clone(), watcher, desk, stream));
                continue;
            }
            tokio::spawn(serve(watcher, desk, stream));
        }
        // Nobody gets in any more, and those who try are told so at once.
        drop(self.listener);
        tokio::time::timeout(GRACE, connections.shutdown())
            .await
            .ok();
        desk.journal.summary()
    }
}

/// Answers the requests of one connection.
async fn serve(watcher: Watcher, desk: Arc<Desk>, stream: impl Resettable + Send + 'static) {
    let breaker = Breaker::default();
    let stream = TokioIo::new(Stream::new(stream, breaker.clone()));
    let answer = service_fn(move |request| {
        let (desk, breaker) = (Arc::clone(&desk), breaker.clone());
        async move { desk.serve(request, &breaker).await }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_PATIENCE)
        .half_close(true)
        .serve_connection(stream, answer);
    // A client that breaks off or speaks something else than HTTP is no concern of the others.
    watcher.watch(connection).await.ok();
}

/// Whether all names are known to stand for this address and no other.
fn all_resolve(names: Vec<String>, address: SocketAddr) -> bool {
    let (tell, told) = std::sync::mpsc::sync_channel(1);
    // Resolvers that ask a network may take their time, and starting must not.
    std::thread::spawn(move || {
        let resolves = |name: &String| {
            let found = (name.as_str(), address.port()).to_socket_addrs();
            found.is_ok_and(|mut found| found.all(|found| found == address))
        };
        // Nobody may be waiting any more.
        tell.send(names.iter().all(resolves)).ok();
    });
    told.recv_timeout(NAME_PATIENCE).unwrap_or(false)
}
