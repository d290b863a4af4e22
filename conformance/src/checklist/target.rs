//! The server under test: signed requests, and its answers.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::Uri;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::signer::Signer;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Most bytes of a body that a report shows.
const SHOWN: usize = 600;

/// A server, and who calls it.
#[derive(Clone, Debug)]
pub struct Target {
    endpoint: Uri,
    authority: String,
    signer: Signer,
}

/// How a request is signed: as the caller does, but for what is said here.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Signing {
    /// Not at all.
    pub unsigned: bool,
    /// With this access key.
    pub access_key: Option<String>,
    /// With this secret.
    pub secret_key: Option<String>,
    /// For this region.
    pub region: Option<String>,
    /// For this service.
    pub service: Option<String>,
    /// With a clock that is so many seconds ahead.
    pub ahead: i64,
    /// For this body, whatever is sent.
    pub body: Option<String>,
}

/// A request as it is sent, but for its signature.
#[derive(Clone, Debug)]
pub struct Sent {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
    pub(super) signing: Signing,
}

impl fmt::Display for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.target)?;
        for (name, value) in &self.headers {
            write!(f, ", {name}: {value}")?;
        }
        if !self.body.is_empty() {
            write!(f, " {}", shown(self.body.as_bytes()))?;
        }
        Ok(())
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// The body, if it is JSON.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut all = self.headers.iter();
        all.find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The code of an error: in the header, or in the body as `__type` or `code`, without what may
    /// stand around it.
    pub(super) fn error_code(&self) -> Option<String> {
        let body = self.json().unwrap_or_default();
        let in_body = ["__type", "code"]
            .iter()
            .find_map(|name| body[*name].as_str());
        let code = self.header("x-amzn-errortype").or(in_body)?;
        let code = code.split(':').next().unwrap_or(code);
        Some(code.rsplit('#').next().unwrap_or(code).to_owned())
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status)?;
        if let Some(code) = self.header("x-amzn-errortype") {
            write!(f, " {code}")?;
        }
        write!(f, " {}", shown(&self.body))
    }
}

fn shown(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(SHOWN)]).into_owned();
    match bytes.len() > SHOWN {
        true => format!("{text}… ({} bytes)", bytes.len()),
        false => text,
    }
}

impl Target {
    /// A server at this endpoint, whom the caller of the environment calls: `AWS_ACCESS_KEY_ID`,
    /// `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` and `AWS_REGION`, or else `test` for `us-east-1`.
    ///
    /// # Errors
    /// If the endpoint is none.
    pub fn new(endpoint: &str, variable: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        let uri: Uri = endpoint
            .parse()
            .map_err(|error| format!("{endpoint} is no endpoint: {error}"))?;
        let scheme = uri.scheme_str();
        let authority = uri.authority().map(ToString::to_string);
        let (Some("http" | "https"), Some(authority)) = (scheme, authority) else {
            return Err(format!(
                "{endpoint} is no endpoint: it does not start with http:// or https://"
            ));
        };
        let mut signer = Signer::test();
        for (name, field) in [
            ("AWS_ACCESS_KEY_ID", &mut signer.access_key),
            ("AWS_SECRET_ACCESS_KEY", &mut signer.secret_key),
            ("AWS_REGION", &mut signer.region),
        ] {
            if let Some(value) = variable(name).filter(|value| !value.is_empty()) {
                *field = value;
            }
        }
        signer.session_token = variable("AWS_SESSION_TOKEN").filter(|token| !token.is_empty());
        Ok(Self {
            endpoint: uri,
            authority,
            signer,
        })
    }

    /// The endpoint, as it was given.
    #[must_use]
    pub fn endpoint(&self) -> String {
        self.endpoint.to_string()
    }

    /// What `${…}` stands for in a check.
    pub(super) fn texts(&self) -> BTreeMap<String, String> {
        static CHECKS: AtomicU64 = AtomicU64::new(0);
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let number = CHECKS.fetch_add(1, Ordering::Relaxed);
        let texts = [
            ("unique", format!("check-{:x}-{number}", now.as_micros())),
            ("location", "s3://my-bucket/cache".to_owned()),
            ("region", self.signer.region.clone()),
        ];
        texts.map(|(name, text)| (name.to_owned(), text)).into()
    }

    /// Sends a request, and waits for the answer.
    ///
    /// # Errors
    /// Why none came.
    pub(super) async fn send(&self, sent: &Sent) -> Result<Answer, String> {
        let answer = tokio::time::timeout(PATIENCE, self.exchange(sent)).await;
        let answer = answer.map_err(|_| format!("expected an answer within {PATIENCE:?}"))?;
        answer.map_err(|error| format!("expected an answer, and there is none: {error}"))
    }

    async fn exchange(&self, sent: &Sent) -> io::Result<Answer> {
        let request = self.request(sent).map_err(io::Error::other)?;
        let is_tls = self.endpoint.scheme_str() == Some("https");
        let host = self.endpoint.host().unwrap_or_default();
        let port = self
            .endpoint
            .port_u16()
            .unwrap_or(if is_tls { 443 } else { 80 });
        let name = host.trim_matches(['[', ']']).to_owned();
        let stream = TcpStream::connect((name.as_str(), port)).await?;
        match is_tls {
            true => {
                let name = ServerName::try_from(name).map_err(io::Error::other)?;
                let connector = TlsConnector::from(Arc::new(trust()?));
                speak(connector.connect(name, stream).await?, request).await
            }
            false => speak(stream, request).await,
        }
    }

    fn request(&self, sent: &Sent) -> Result<http::Request<Full<Bytes>>, http::Error> {
        let Signing {
            unsigned,
            access_key,
            secret_key,
            region,
            service,
            ahead,
            body,
        } = &sent.signing;
        let mut request = http::Request::builder()
            .method(sent.method.as_str())
            .uri(&sent.target)
            .header("host", &self.authority);
        if !sent.body.is_empty() {
            request = request.header("content-type", "application/json");
        }
        for (name, value) in &sent.headers {
            request = request.header(name, value);
        }
        if !unsigned {
            let own = &self.signer;
            let or = |given: &Option<String>, own: &String| given.as_ref().unwrap_or(own).clone();
            let signer = Signer {
                access_key: or(access_key, &own.access_key),
                secret_key: or(secret_key, &own.secret_key),
                region: or(region, &own.region),
                service: or(service, &own.service),
                ahead: *ahead,
                ..own.clone()
            };
            let body = body.as_ref().unwrap_or(&sent.body);
            let signed = signer.sign(&self.authority, &sent.method, &sent.target, body);
            for (name, value) in signed {
                request = request.header(name, value);
            }
        }
        request.body(Full::new(Bytes::from(sent.body.clone())))
    }
}

async fn speak(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    request: http::Request<Full<Bytes>>,
) -> io::Result<Answer> {
    let handshake = http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = handshake.map_err(io::Error::other)?;
    // What ends the connection is told to the request.
    tokio::spawn(async { connection.await.ok() });
    let answer = sender
        .send_request(request)
        .await
        .map_err(io::Error::other)?;
    let (head, body) = answer.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?;
    let headers = head.headers.iter();
    Ok(Answer {
        status: head.status.as_u16(),
        headers: headers
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                (name.to_string(), value)
            })
            .collect(),
        body: body.to_bytes().to_vec(),
    })
}

/// Trusts whom `AWS_CA_BUNDLE` names, or else whom the system does.
fn trust() -> io::Result<ClientConfig> {
    let mut trusted = RootCertStore::empty();
    match std::env::var_os("AWS_CA_BUNDLE") {
        Some(bundle) => {
            for certificate in CertificateDer::pem_file_iter(bundle).map_err(io::Error::other)? {
                let certificate = certificate.map_err(io::Error::other)?;
                trusted.add(certificate).map_err(io::Error::other)?;
            }
        }
        None => {
            let found = rustls_native_certs::load_native_certs();
            trusted.add_parsable_certificates(found.certs);
        }
    }
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?;
    Ok(config.with_root_certificates(trusted).with_no_client_auth())
}

/// A text as it stands in a path or a query.
pub(super) fn encoded(text: &str) -> String {
    const AS_IT_IS: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'~');
    utf8_percent_encode(text, AS_IT_IS).to_string()
}
