//! The HTTP client: proxies, trust and timeouts as the settings have them.
//!
//! Connections are made by `aws-smithy-http-client`, chosen when a request is seen: plain requests
//! never set up TLS. What that crate cannot do, accept any certificate, is in `unverified`.

mod unverified;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use aws_smithy_http_client::Connector;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;

use aws_smithy_types::retry::ErrorKind;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::{Connection, ProxyUrl};

/// An HTTP client for these settings.
pub fn client(connection: &Connection) -> SharedHttpClient {
    SharedHttpClient::new(Transport {
        connection: connection.clone(),
        connectors: Arc::default(),
    })
}

/// Connectors by what tells them apart: TLS or not, and the proxy.
type Connectors = Arc<Mutex<HashMap<(bool, Option<String>), SharedHttpConnector>>>;

#[derive(Debug, Clone)]
struct Transport {
    connection: Connection,
    connectors: Connectors,
}

impl HttpClient for Transport {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(Chooser {
            transport: self.clone(),
            settings: settings.clone(),
            components: components.clone(),
        })
    }
}

/// Finds or makes the connector for a request.
#[derive(Debug)]
struct Chooser {
    transport: Transport,
    settings: HttpConnectorSettings,
    components: RuntimeComponents,
}

impl HttpConnector for Chooser {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        match self.connector(request.uri()) {
            Ok(connector) => {
                let call = connector.call(request);
                HttpConnectorFuture::new(async move { call.await.map_err(transient) })
            }
            Err(error) => HttpConnectorFuture::ready(Err(ConnectorError::user(error.into()))),
        }
    }
}

/// Whatever happens on the way may pass, also what the connector has no name for, such as an answer
/// that is not HTTP.
fn transient(error: ConnectorError) -> ConnectorError {
    match error.is_other() {
        true => ConnectorError::other(error.into_source(), Some(ErrorKind::TransientError)),
        false => error,
    }
}

impl Chooser {
    fn connector(&self, uri: &str) -> Result<SharedHttpConnector, TransportError> {
        let target: http::Uri = uri
            .parse()
            .map_err(|_| TransportError::Uri(uri.to_owned()))?;
        let tls = match target.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            scheme => {
                return Err(TransportError::Scheme(
                    scheme.unwrap_or_default().to_owned(),
                ));
            }
        };
        let authority = target
            .authority()
            .map_or("", |authority| authority.as_str());
        let connection = &self.transport.connection;
        let proxy = connection.proxies.for_authority(tls, authority);
        let key = (tls, proxy.map(|proxy| proxy.as_str().to_owned()));
        let connectors = &self.transport.connectors;
        let mut connectors = connectors.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(connector) = connectors.get(&key) {
            return Ok(connector.clone());
        }
        let connector = self.make(tls, proxy)?;
        connectors.insert(key, connector.clone());
        Ok(connector)
    }

    fn make(
        &self,
        tls: bool,
        proxy: Option<&ProxyUrl>,
    ) -> Result<SharedHttpConnector, TransportError> {
        let connection = &self.transport.connection;
        if tls && !connection.verify_tls {
            return Ok(unverified::connector(
                proxy.map(ProxyUrl::as_str),
                &self.settings,
            ));
        }
        let mut builder = Connector::builder().proxy_config(proxy_config(proxy)?);
        builder
            .set_connector_settings(Some(self.settings.clone()))
            .set_sleep_impl(self.components.sleep_impl());
        let proxy_needs_tls = proxy.is_some_and(|proxy| proxy.as_str().starts_with("https://"));
        if !tls && !proxy_needs_tls {
            return Ok(SharedHttpConnector::new(builder.build_http()));
        }
        let (trust, problem) = match self.trust() {
            Ok(trust) => (trust, None),
            Err(problem) => (trust_nobody()?, Some(problem)),
        };
        let builder = builder
            .tls_provider(Provider::Rustls(CryptoMode::Ring))
            .tls_context(trust);
        let connector = SharedHttpConnector::new(builder.build());
        Ok(match problem {
            None => connector,
            Some(problem) => SharedHttpConnector::new(Distrustful { connector, problem }),
        })
    }

    /// The bundle of the settings in place of what the system trusts.
    fn trust(&self) -> Result<TlsContext, TransportError> {
        let Some(bundle) = &self.transport.connection.ca_bundle else {
            return Ok(TlsContext::default());
        };
        let path = bundle.value.display().to_string();
        let pem = std::fs::read(&bundle.value).map_err(|error| TransportError::Bundle {
            path: path.clone(),
            reason: reason(&error),
        })?;
        check_bundle(&pem).map_err(|reason| TransportError::Bundle {
            path: path.clone(),
            reason,
        })?;
        context(TrustStore::empty().with_pem_certificate(pem))
            .map_err(|reason| TransportError::Bundle { path, reason })
    }
}

/// Checks that every certificate can be used: the connector panics if one cannot.
fn check_bundle(pem: &[u8]) -> Result<(), String> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.map_err(|error| format!("[SSL] PEM lib: {error}"))?;
        roots
            .add(certificate)
            .map_err(|error| format!("[SSL] PEM lib: {error}"))?;
    }
    match roots.is_empty() {
        true => Err("[X509: NO_CERTIFICATE_OR_CRL_FOUND] no certificate or crl found".to_owned()),
        false => Ok(()),
    }
}

fn context(trust: TrustStore) -> Result<TlsContext, String> {
    TlsContext::builder()
        .with_trust_store(trust)
        .build()
        .map_err(|error| error.to_string())
}

fn trust_nobody() -> Result<TlsContext, TransportError> {
    context(TrustStore::empty()).map_err(|reason| TransportError::Bundle {
        path: String::new(),
        reason,
    })
}

/// A connector that trusts nobody, because the CA bundle cannot be used. Requests fail in the
/// handshake and are retried, as AWS CLI's do; what they fail with names the bundle.
#[derive(Debug)]
struct Distrustful {
    connector: SharedHttpConnector,
    problem: TransportError,
}

impl HttpConnector for Distrustful {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let call = self.connector.call(request);
        let problem = self.problem.clone();
        HttpConnectorFuture::new(async move {
            call.await.map_err(|_| ConnectorError::io(problem.into()))
        })
    }
}

/// The operating system's words, without Rust's error number.
fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "[Errno 2] No such file or directory".to_owned(),
        _ => error.to_string(),
    }
}

fn proxy_config(proxy: Option<&ProxyUrl>) -> Result<ProxyConfig, TransportError> {
    match proxy {
        None => Ok(ProxyConfig::disabled()),
        Some(proxy) => {
            ProxyConfig::all(proxy.as_str()).map_err(|_| TransportError::Proxy(proxy.to_string()))
        }
    }
}

/// What is wrong before a connection is tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TransportError {
    /// The request's address is none.
    Uri(String),
    /// The endpoint has a scheme that is neither `http` nor `https`.
    Scheme(String),
    /// The proxy's URL is none; user information is masked.
    Proxy(String),
    /// The CA bundle cannot be used.
    Bundle {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uri(uri) => write!(f, "Invalid endpoint: {uri}"),
            Self::Scheme(scheme) => write!(f, "Not supported URL scheme {scheme}"),
            Self::Proxy(url) => write!(f, "Failed to connect to proxy URL: \"{url}\""),
            Self::Bundle { path, reason } => write!(f, "{reason} (the CA bundle {path})"),
        }
    }
}

impl std::error::Error for TransportError {}
