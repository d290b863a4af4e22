//! TLS, set up once and only where there is something to encrypt.

use std::sync::Arc;
use std::time::{Duration, Instant};

use http::Uri;
use rustls::ClientConfig;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::OnceCell;
use tokio_rustls::TlsConnector;
use tracing::debug;

use super::error::ConnectionError;
use super::route::bounded;
use super::stream::Io;
use super::verifier::{AcceptAny, Verifier};
use super::{Trust, bundle};

/// How long a server that was not trusted has to read the alert that says so. Closing a socket with
/// unread data in it may lose what was sent last.
const ALERT: Duration = Duration::from_secs(2);

/// TLS with one idea of trust.
#[derive(Debug)]
pub(super) struct Tls {
    trust: Trust,
    strict: bool,
    http2: bool,
    configs: OnceCell<Configs>,
}

#[derive(Debug, Clone)]
struct Configs {
    endpoint: Arc<ClientConfig>,
    proxy: Arc<ClientConfig>,
}

impl Tls {
    pub(super) fn new(trust: Trust, strict: bool, http2: bool) -> Self {
        Self {
            trust,
            strict,
            http2,
            configs: OnceCell::new(),
        }
    }

    /// Reads the certificates.
    ///
    /// # Errors
    /// If the CA bundle cannot be used.
    pub(super) async fn prepare(&self) -> Result<(), ConnectionError> {
        self.configs().await.map(drop)
    }

    /// TLS over what is there, with an endpoint or a proxy, and whether the server chose HTTP/2. The
    /// handshake may take as long as the limit.
    ///
    /// # Errors
    /// If the CA bundle cannot be used, or the handshake fails.
    pub(super) async fn handshake(
        &self,
        io: Box<dyn Io>,
        peer: &Uri,
        is_endpoint: bool,
        limit: Option<Duration>,
    ) -> Result<(Box<dyn Io>, bool), ConnectionError> {
        let begun = Instant::now();
        let configs = match self.configs().await {
            Ok(configs) => configs,
            Err(error) => {
                let_read(io).await;
                return Err(error);
            }
        };
        let config = match is_endpoint {
            true => configs.endpoint.clone(),
            false => configs.proxy.clone(),
        };
        let host = peer.host().unwrap_or_default();
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let name = ServerName::try_from(host.to_owned())
            .map_err(|_| ConnectionError::Uri(peer.to_string()))?;
        let step = async {
            match TlsConnector::from(config)
                .connect(name, io)
                .into_fallible()
                .await
            {
                Ok(stream) => Ok(stream),
                Err((error, io)) => {
                    let_read(io).await;
                    Err(match ConnectionError::find(&error) {
                        Some(ConnectionError::ReadTimeout) => ConnectionError::ReadTimeout,
                        _ => ConnectionError::Tls(error),
                    })
                }
            }
        };
        let stream = bounded(limit, step).await?;
        let (after, session) = (begun.elapsed(), stream.get_ref().1);
        let (version, cipher) = (
            session.protocol_version(),
            session.negotiated_cipher_suite(),
        );
        let cipher = cipher.map(|cipher| cipher.suite());
        debug!(target: super::EVENTS, ?version, ?cipher, ?after, "TLS set up");
        let speaks_h2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
        Ok((Box::new(stream), speaks_h2))
    }

    async fn configs(&self) -> Result<&Configs, ConnectionError> {
        let (trust, strict, http2) = (self.trust.clone(), self.strict, self.http2);
        self.configs
            .get_or_try_init(|| async move {
                // Files are read, and hundreds of certificates: not on the thread of the sockets.
                tokio::task::spawn_blocking(move || build(&trust, strict, http2))
                    .await
                    .unwrap_or_else(|stopped| Err(ConnectionError::Connect(stopped.into())))
            })
            .await
    }
}

fn build(trust: &Trust, strict: bool, http2: bool) -> Result<Configs, ConnectionError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier: Arc<dyn ServerCertVerifier> = match trust {
        Trust::Anyone => Arc::new(AcceptAny(provider.clone())),
        Trust::System => Arc::new(Verifier::new(provider.clone(), bundle::system(), strict)),
        Trust::Bundle(path) => {
            Arc::new(Verifier::new(provider.clone(), bundle::read(path)?, strict))
        }
    };
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring supports the default protocol versions")
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    let proxy = Arc::new(config.clone());
    if http2 {
        config.alpn_protocols.insert(0, b"h2".to_vec());
    }
    Ok(Configs {
        endpoint: Arc::new(config),
        proxy,
    })
}

/// Gives the server time to read the alert, or that nothing comes. What it does with it changes nothing
/// any more.
async fn let_read(mut io: Box<dyn Io>) {
    let drain = async {
        if io.shutdown().await.is_ok() {
            let mut rest = [0; 1024];
            while matches!(io.read(&mut rest).await, Ok(1..)) {}
        }
    };
    // A server that was told so closes; one that does not is not waited for.
    let _out_of_time = tokio::time::timeout(ALERT, drain).await;
}
