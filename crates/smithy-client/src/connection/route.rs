//! The way to an endpoint: a socket, a proxy, a tunnel, TLS.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use aws_smithy_runtime_api::box_error::BoxError;
use http::Uri;
use hyper_util::client::legacy::connect::HttpConnector as Tcp;
use tokio::net::TcpStream;
use tower_service::Service;
use tracing::debug;

use super::error::ConnectionError;
use super::lenient::Lenient;
use super::proxy::{Proxies, ProxyAddress};
use super::resolver::Resolver;
use super::stream::{Io, Stream, Timed};
use super::tls::Tls;
use super::tunnel;

/// Makes connections to whatever a request names.
#[derive(Clone)]
pub(super) struct Route {
    pub(super) proxies: Proxies,
    pub(super) tls: Arc<Tls>,
    /// How long each step may take: the socket, the tunnel, the handshake.
    pub(super) connect_timeout: Option<Duration>,
    /// How long nothing may move afterwards.
    pub(super) read_timeout: Option<Duration>,
}

impl Service<Uri> for Route {
    type Response = Stream;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Stream, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, target: Uri) -> Self::Future {
        let route = self.clone();
        Box::pin(async move { Ok(route.connect(target).await?) })
    }
}

impl Route {
    async fn connect(&self, target: Uri) -> Result<Stream, ConnectionError> {
        let is_tls = target.scheme() == Some(&http::uri::Scheme::HTTPS);
        let proxy = self.proxy(&target)?;
        let needs_tls = is_tls || proxy.as_ref().is_some_and(|proxy| proxy.is_tls);
        let first = proxy.as_ref().map_or(&target, |proxy| &proxy.uri);
        if needs_tls {
            // The certificates to trust are read while the server answers.
            let tls = self.tls.clone();
            // What is wrong with them is said where they are needed.
            tokio::spawn(async move { tls.prepare().await.ok() });
        }
        let socket = match self.socket(first.clone()).await {
            Ok(socket) => socket,
            Err(error) => {
                // A bundle that cannot be used is worth more than an endpoint that is not there.
                if needs_tls {
                    self.tls.prepare().await?;
                }
                return Err(error);
            }
        };
        let mut io: Box<dyn Io> = match self.read_timeout {
            Some(limit) => Box::new(Timed::new(socket, limit)),
            None => Box::new(socket),
        };
        let mut is_proxied = false;
        let mut speaks_h2 = false;
        if let Some(proxy) = &proxy {
            if proxy.is_tls {
                let limit = self.connect_timeout;
                (io, _) = self.tls.handshake(io, &proxy.uri, false, limit).await?;
            }
            if is_tls {
                let open = tunnel::open(&mut io, &target, proxy.authorization.as_ref());
                bounded(self.connect_timeout, open).await?;
            } else {
                is_proxied = true;
            }
        }
        if is_tls {
            let limit = self.connect_timeout;
            (io, speaks_h2) = self.tls.handshake(io, &target, true, limit).await?;
        }
        if !speaks_h2 {
            io = Box::new(Lenient::new(io));
        }
        Ok(Stream::new(io, is_proxied, speaks_h2))
    }

    /// The proxy for this address, if one is set.
    pub(super) fn proxy(&self, target: &Uri) -> Result<Option<ProxyAddress>, ConnectionError> {
        let is_tls = target.scheme() == Some(&http::uri::Scheme::HTTPS);
        let authority = target.authority().map_or("", |it| it.as_str());
        let Some(url) = self.proxies.for_authority(is_tls, authority) else {
            return Ok(None);
        };
        match url.address() {
            Some(address) => Ok(Some(address)),
            None => Err(ConnectionError::Proxy(url.to_string())),
        }
    }

    /// A socket: name resolution and all addresses of the host share the connect timeout.
    async fn socket(&self, address: Uri) -> Result<TcpStream, ConnectionError> {
        let begun = Instant::now();
        let mut tcp = Tcp::new_with_resolver(Resolver::new());
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(self.connect_timeout);
        let socket = match self.connect_timeout {
            Some(limit) => tokio::time::timeout(limit, tcp.call(address))
                .await
                .map_err(|_| ConnectionError::ConnectTimeout)?,
            None => tcp.call(address).await,
        };
        match socket {
            Ok(socket) => {
                let (socket, after) = (socket.into_inner(), begun.elapsed());
                let peer = socket.peer_addr().ok();
                debug!(target: super::EVENTS, ?peer, ?after, "connected, name and all");
                Ok(socket)
            }
            Err(error) if timed_out(&error) => Err(ConnectionError::ConnectTimeout),
            Err(error) => Err(ConnectionError::Connect(error.into())),
        }
    }
}

/// A step after the socket that is to be done within the connect timeout.
pub(super) async fn bounded<T>(
    limit: Option<Duration>,
    step: impl Future<Output = Result<T, ConnectionError>>,
) -> Result<T, ConnectionError> {
    match limit {
        None => step.await,
        Some(limit) => tokio::time::timeout(limit, step)
            .await
            .unwrap_or(Err(ConnectionError::ReadTimeout)),
    }
}

fn timed_out(error: &(dyn std::error::Error + 'static)) -> bool {
    std::iter::successors(Some(error), |error| super::error::cause(*error))
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|error| error.kind() == std::io::ErrorKind::TimedOut)
}
