//! TLS, set up once and only where there is something to encrypt.

use std::path::PathBuf;
use std::sync::Arc;

use rustls::ClientConfig;
use rustls::client::danger::ServerCertVerifier;
use tokio::sync::OnceCell;

use super::bundle;
use super::error::ConnectionError;
use super::verifier::{AcceptAny, Verifier};

/// Who vouches for servers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Trust {
    /// The operating system, or the files that `SSL_CERT_FILE` and `SSL_CERT_DIR` name.
    #[default]
    System,
    /// The certificates of a PEM file, and no others.
    Bundle(PathBuf),
    /// Nobody needs to: any server is taken for what it says it is.
    Anyone,
}

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

    /// Reads the certificates. What is wrong with them is said where they are needed.
    pub(super) async fn prepare(&self) {
        let _ = self.configs().await;
    }

    /// How to speak with an endpoint or a proxy.
    ///
    /// # Errors
    /// If the CA bundle cannot be used.
    pub(super) async fn config(
        &self,
        is_endpoint: bool,
    ) -> Result<Arc<ClientConfig>, ConnectionError> {
        let configs = self.configs().await?;
        Ok(match is_endpoint {
            true => configs.endpoint.clone(),
            false => configs.proxy.clone(),
        })
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
