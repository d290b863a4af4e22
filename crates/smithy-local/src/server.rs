//! The service on loopback.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Body, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};

use crate::caller::TEST_KEY;
use crate::failure::Failure;
use crate::service::LocalService;

/// Largest body that is read.
const BODY_LIMIT: usize = 1024 * 1024;

/// How long requests under way may take to end when the server stops.
const GRACE: Duration = Duration::from_secs(5);

/// How long to rest when connections cannot be accepted, as when file descriptors run out.
const REST: Duration = Duration::from_millis(50);

/// A [`LocalService`] that listens on a socket and speaks HTTP/1.1.
#[derive(Debug)]
pub struct Server {
    service: Arc<LocalService>,
    listener: TcpListener,
    address: SocketAddr,
}

impl Server {
    /// Listens on this address. Anything but loopback lets the whole network in.
    pub async fn bind(service: LocalService, address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok(Self {
            service: Arc::new(service),
            listener,
            address,
        })
    }

    /// The address, with the port that was chosen where none was asked for.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The endpoint for clients, as `http://127.0.0.1:4566`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What to tell a shell so that any AWS SDK or tool talks to this server.
    pub fn exports(&self) -> String {
        format!(
            "export {}={}\n\
             export AWS_ACCESS_KEY_ID={TEST_KEY}\n\
             export AWS_SECRET_ACCESS_KEY={TEST_KEY}\n\
             export AWS_DEFAULT_REGION=us-east-1\n\
             # Without this, SDKs put a prefix before the host, a name that does not resolve.\n\
             export AWS_DISABLE_HOST_PREFIX_INJECTION=true\n",
            self.service.endpoint_variable(),
            self.endpoint()
        )
    }

    /// Answers requests until `stop` is ready, then lets those under way end.
    pub async fn run_until(self, stop: impl Future<Output = ()>) {
        let mut stop = pin!(stop);
        let connections = GracefulShutdown::new();
        loop {
            let accepted = tokio::select! {
                accepted = self.listener.accept() => accepted,
                () = &mut stop => break,
            };
            match accepted {
                Ok((stream, _)) => serve(&connections, Arc::clone(&self.service), stream),
                Err(_) => tokio::time::sleep(REST).await,
            }
        }
        tokio::select! {
            () = connections.shutdown() => {}
            () = tokio::time::sleep(GRACE) => {}
        }
    }

    /// Answers requests until ctrl-c.
    pub async fn run(self) -> io::Result<()> {
        let mut interrupt = Ok(());
        self.run_until(async { interrupt = tokio::signal::ctrl_c().await })
            .await;
        interrupt
    }
}

/// Answers the requests of one connection, in a task of its own.
fn serve(connections: &GracefulShutdown, service: Arc<LocalService>, stream: TcpStream) {
    let answer = service_fn(move |request| {
        let service = Arc::clone(&service);
        async move { Ok::<_, Infallible>(answer(service, request).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), answer);
    let connection = connections.watch(connection);
    tokio::spawn(async move {
        // A client that breaks off or speaks something else than HTTP is no concern of the others.
        connection.await.ok();
    });
}

async fn answer(service: Arc<LocalService>, request: Request<Incoming>) -> Response<Full<Bytes>> {
    let (parts, body) = request.into_parts();
    if body.size_hint().lower() > BODY_LIMIT as u64 {
        return service.refuse(&too_large()).map(Full::new);
    }
    let body = match Limited::new(body, BODY_LIMIT).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => {
            return service.refuse(&too_large()).map(Full::new);
        }
        // The client broke off: nobody is left to read this.
        Err(_) => return Response::default(),
    };
    let request = Request::from_parts(parts, body);
    let answered = tokio::task::spawn_blocking(move || service.handle(&request)).await;
    answered
        .expect("answering does not panic and is not cancelled")
        .map(Full::new)
}

fn too_large() -> Failure {
    let message = format!("The body must have at most {BODY_LIMIT} bytes.");
    Failure::new("RequestEntityTooLargeException", message)
}
