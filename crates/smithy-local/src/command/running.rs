//! A server that runs, found by the file that tells a shell of it.

use std::io;
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use aws_smithy_types::base64;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use smithy_cli::CliError;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::caller::{ACCOUNT, Caller};

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server that listens.
#[derive(Debug)]
pub(super) struct Running {
    exports: String,
    variables: Vec<(String, String)>,
    /// Host and port.
    address: String,
}

impl Running {
    /// The server that wrote this file, if it still listens.
    pub(super) fn find(file: &Path) -> Option<Self> {
        let exports = std::fs::read_to_string(file).ok()?;
        let variables: Vec<_> = exports.lines().filter_map(variable).collect();
        let (_, address) = variables.first()?.1.split_once("://")?;
        let address = address.to_owned();
        // A server that was killed leaves the file.
        TcpStream::connect(&address).ok()?;
        Some(Self {
            exports,
            variables,
            address,
        })
    }

    /// What a shell should evaluate.
    pub(super) fn exports(&self) -> &str {
        &self.exports
    }

    /// As `http://127.0.0.1:4599`.
    pub(super) fn endpoint(&self) -> &str {
        // Without a variable there would be no address.
        self.variables.first().map_or("", |(_, value)| value)
    }

    fn variable(&self, name: &str) -> Option<&str> {
        let mut all = self.variables.iter();
        all.find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Asks the server for something of its own, as `POST` `/_NAME/reset`.
    pub(super) fn ask(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Value, CliError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| self.failed(&error))?;
        let body = body.map(Value::to_string).unwrap_or_default();
        let answer = async { tokio::time::timeout(PATIENCE, self.send(method, path, body)).await };
        let answer = runtime
            .block_on(answer)
            .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
            .map_err(|error| self.failed(&error))?;
        let document: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
        if answer.status().is_success() {
            return Ok(document);
        }
        let said = document["message"].as_str().unwrap_or_default();
        let (endpoint, status) = (self.endpoint(), answer.status());
        Err(CliError::general(format!(
            "The server at {endpoint} answered {status}: {said}"
        )))
    }

    fn failed(&self, error: &io::Error) -> CliError {
        let endpoint = self.endpoint();
        CliError::general(format!("The server at {endpoint} did not answer: {error}"))
    }

    async fn send(&self, method: &str, path: &str, body: String) -> io::Result<Response<Bytes>> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, &self.address)
            .header(CONTENT_TYPE, "application/json");
        if let Some(keeper) = self.keeper()? {
            request = request.header(AUTHORIZATION, keeper);
        }
        let request = request
            .body(Full::new(Bytes::from(body)))
            .map_err(io::Error::other)?;
        let stream = tokio::net::TcpStream::connect(&self.address).await?;
        match self.variable("AWS_CA_BUNDLE") {
            Some(bundle) if self.endpoint().starts_with("https:") => {
                exchange(self.shake_hands(bundle, stream).await?, request).await
            }
            _ => exchange(stream, request).await,
        }
    }

    /// Who may see and change the server itself: its first caller.
    fn keeper(&self) -> io::Result<Option<String>> {
        let given = |name| self.variable(name).map(str::to_owned);
        let keys = match self.variable("AWS_SHARED_CREDENTIALS_FILE") {
            Some(path) => {
                let text = std::fs::read_to_string(path)?;
                let callers = Caller::read_file(&text, ACCOUNT).map_err(io::Error::other)?;
                callers.into_iter().next().map(|(_, caller)| {
                    format!("{}:{}", caller.access_key_id, caller.secret_access_key)
                })
            }
            None => given("AWS_ACCESS_KEY_ID")
                .zip(given("AWS_SECRET_ACCESS_KEY"))
                .map(|(id, secret)| format!("{id}:{secret}")),
        };
        Ok(keys.map(|keys| format!("Basic {}", base64::encode(keys))))
    }

    async fn shake_hands(
        &self,
        bundle: &str,
        stream: tokio::net::TcpStream,
    ) -> io::Result<impl AsyncRead + AsyncWrite + Unpin + Send + 'static> {
        let mut trusted = RootCertStore::empty();
        for certificate in CertificateDer::pem_file_iter(bundle).map_err(io::Error::other)? {
            let certificate = certificate.map_err(io::Error::other)?;
            trusted.add(certificate).map_err(io::Error::other)?;
        }
        let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_root_certificates(trusted)
            .with_no_client_auth();
        let host = self.address.rsplit_once(':').map_or("", |(host, _)| host);
        let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned());
        let name = name.map_err(io::Error::other)?;
        TlsConnector::from(Arc::new(config))
            .connect(name, stream)
            .await
    }
}

async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    request: Request<Full<Bytes>>,
) -> io::Result<Response<Bytes>> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(io::Error::other)?;
    // What ends the connection is told to the request.
    tokio::spawn(async { connection.await.ok() });
    let answer = sender
        .send_request(request)
        .await
        .map_err(io::Error::other)?;
    let (parts, body) = answer.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?;
    Ok(Response::from_parts(parts, body.to_bytes()))
}

/// The name and the value of a line of exports.
fn variable(line: &str) -> Option<(String, String)> {
    let (name, value) = line.strip_prefix("export ")?.split_once('=')?;
    let quoted = value
        .strip_prefix('\'')
        .and_then(|value| value.strip_suffix('\''));
    let value = match quoted {
        Some(value) => value.replace("'\\''", "'"),
        None => value.to_owned(),
    };
    Some((name.to_owned(), value))
}
