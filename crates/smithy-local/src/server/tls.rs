//! TLS with a certificate made for this machine.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use hyper_util::server::graceful::Watcher;
use rcgen::{CertificateParams, KeyPair};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::server::TlsStream;

use super::exchange::Desk;
use super::stream::Resettable;

/// How long a handshake may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// A certificate that signs itself, and its key. The key never leaves the process.
#[derive(Clone)]
pub struct Tls {
    acceptor: TlsAcceptor,
    certificate: String,
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").finish_non_exhaustive()
    }
}

impl Tls {
    /// Makes a certificate for these names and addresses.
    ///
    /// # Errors
    /// If one of them cannot stand in a certificate.
    pub fn generate(names: Vec<String>) -> io::Result<Self> {
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let certificate = CertificateParams::new(names)
            .and_then(|params| params.self_signed(&key))
            .map_err(io::Error::other)?;
        let secret = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|config| {
                let chain = vec![certificate.der().clone()];
                config.with_no_client_auth().with_single_cert(chain, secret)
            })
            .map_err(io::Error::other)?;
        Ok(Self {
            acceptor: TlsAcceptor::from(Arc::new(config)),
            certificate: certificate.pem(),
        })
    }

    /// The certificate in PEM, for `AWS_CA_BUNDLE` and the like.
    pub fn certificate(&self) -> &str {
        &self.certificate
    }
}

impl Resettable for TlsStream<TcpStream> {
    fn tcp(&self) -> &TcpStream {
        self.get_ref().0
    }
}

/// Answers the requests of one connection once its handshake is done.
pub(super) async fn serve(tls: Tls, watcher: Watcher, desk: Arc<Desk>, stream: TcpStream) {
    let handshake = tokio::time::timeout(PATIENCE, tls.acceptor.accept(stream));
    // Who does not trust the certificate ends here, and knows why.
    if let Ok(Ok(stream)) = handshake.await {
        super::serve(watcher, desk, stream).await;
    }
}
