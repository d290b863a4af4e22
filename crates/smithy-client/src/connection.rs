//! The HTTP client: one for every call, whose kind of connection the request's scheme decides.
//!
//! Plain HTTP sets up no TLS. For HTTPS the certificates to trust are read while the socket
//! connects. Proxies, timeouts and trust are what [`Options`] say, for calls of the service as for
//! those that fetch credentials. HTTP/2 is spoken only where it is asked for, and TLS only in builds
//! with the feature `default-https-client`.
//!
//! Answers are read as leniently as Python does: continued header lines, blanks before the colon,
//! header lines that are none, lengths that are no numbers or stand there twice, values that are not
//! UTF-8, and bodies where there may be none do not make an answer unreadable. Requests are never repeated here,
//! except one that found its pooled connection closed before a byte was sent.

#[cfg(feature = "default-https-client")]
mod bundle;
#[cfg(feature = "default-https-client")]
mod certificate;
#[cfg(feature = "default-https-client")]
mod der;
mod error;
#[cfg(feature = "default-https-client")]
mod hostname;
mod lenient;
mod proxy;
mod redact;
mod resolver;
mod route;
mod stream;
#[cfg_attr(
    not(feature = "default-https-client"),
    path = "connection/tls/absent.rs"
)]
mod tls;
mod tunnel;
#[cfg(feature = "default-https-client")]
mod verifier;

#[cfg(all(test, feature = "default-https-client"))]
mod tests;

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_smithy_runtime_api::client::connector_metadata::ConnectorMetadata;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::{
    RuntimeComponents, RuntimeComponentsBuilder,
};
use aws_smithy_runtime_api::client::runtime_plugin::{Order, StaticRuntimePlugin};
use aws_smithy_types::body::SdkBody;
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioTimer};

pub use error::{ConnectionError, cause};
pub use proxy::{Proxies, ProxyUrl};
pub use redact::masked;

use route::Route;
use tls::Tls;

/// What events about connections are told by: names, sockets and TLS, with their times.
const EVENTS: &str = "smithy_client::connection";

/// No timeout is longer than this, a hundred years: clocks overflow.
const MAX_TIMEOUT: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

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

/// How connections are made. Timeouts are settings of the client that uses them.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Options {
    /// The proxies.
    pub proxies: Proxies,
    /// Who vouches for servers.
    pub trust: Trust,
    /// Whether certificates are judged by RFC 5280 and RFC 6125 alone, and not as OpenSSL does.
    pub strict: bool,
    /// Whether to offer HTTP/2 to servers that speak TLS.
    #[cfg(feature = "http2")]
    pub http2: bool,
}

impl Options {
    #[cfg(feature = "http2")]
    fn http2(&self) -> bool {
        self.http2
    }

    #[cfg(not(feature = "http2"))]
    fn http2(&self) -> bool {
        false
    }
}

/// An HTTP client with these options. Its clones share connections.
pub fn client(options: Options) -> SharedHttpClient {
    SharedHttpClient::new(Connections::new(options))
}

/// A client like the one clients have that are given none: proxies are those of the environment,
/// trust is the operating system's, and with the feature `http2` servers are offered HTTP/2. To share
/// its connections, give it to several clients.
pub fn default_client() -> SharedHttpClient {
    client(Options {
        proxies: Proxies::from_env(),
        #[cfg(feature = "http2")]
        http2: true,
        ..Options::default()
    })
}

/// Provides the client where none is configured.
pub(crate) fn plugin() -> StaticRuntimePlugin {
    StaticRuntimePlugin::new()
        .with_order(Order::Defaults)
        .with_runtime_components(
            RuntimeComponentsBuilder::new("default HTTP client")
                .with_http_client(Some(default_client())),
        )
}

/// Connect and read timeout.
type Timeouts = (Option<Duration>, Option<Duration>);

/// Connections of clients with one set of options.
#[derive(Clone)]
struct Connections {
    proxies: Proxies,
    tls: Arc<Tls>,
    /// Idle connections, by what they were made with.
    pools: Arc<Mutex<HashMap<Timeouts, Pool>>>,
}

#[derive(Clone)]
struct Pool {
    route: Route,
    client: Client<Route, SdkBody>,
}

impl HttpClient for Connections {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        _components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let limit = |timeout: Option<Duration>| timeout.map(|it| it.min(MAX_TIMEOUT));
        let timeouts = (
            limit(settings.connect_timeout()),
            limit(settings.read_timeout()),
        );
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        let pool = pools.entry(timeouts).or_insert_with(|| self.pool(timeouts));
        SharedHttpConnector::new(pool.clone())
    }

    fn connector_metadata(&self) -> Option<ConnectorMetadata> {
        Some(ConnectorMetadata::new("hyper", Some("1.x".into())))
    }
}

impl Connections {
    fn new(options: Options) -> Self {
        let http2 = options.http2();
        Self {
            proxies: options.proxies,
            tls: Arc::new(Tls::new(options.trust, options.strict, http2)),
            pools: Arc::default(),
        }
    }

    fn pool(&self, (connect_timeout, read_timeout): Timeouts) -> Pool {
        let route = Route {
            proxies: self.proxies.clone(),
            tls: self.tls.clone(),
            connect_timeout,
            read_timeout,
        };
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .http1_allow_obsolete_multiline_headers_in_responses(true)
            .http1_allow_spaces_after_header_name_in_responses(true)
            .http1_ignore_invalid_headers_in_responses(true)
            .build(route.clone());
        Pool { route, client }
    }
}

impl HttpConnector for Pool {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let request = match self.prepare(request) {
            Ok(request) => request,
            Err(error) => {
                return HttpConnectorFuture::ready(Err(ConnectorError::user(error.into())));
            }
        };
        let answer = self.client.request(request);
        HttpConnectorFuture::new(async move {
            let mut answer = answer
                .await
                .map_err(|error| error::classify(error.into()))?;
            if answer.version() < http::Version::HTTP_2 {
                lenient::restore(answer.headers_mut());
            }
            HttpResponse::try_from(answer.map(SdkBody::from_body_1_x))
                .map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}

impl Pool {
    /// The request as hyper takes it, with what a proxy for plain HTTP wants to know.
    fn prepare(&self, request: HttpRequest) -> Result<http::Request<SdkBody>, ConnectionError> {
        let address = redact::masked(request.uri());
        let mut request = request
            .try_into_http1x()
            .map_err(|_| ConnectionError::Uri(address.clone()))?;
        let uri = request.uri();
        match uri.scheme_str() {
            Some("https") if !cfg!(feature = "default-https-client") => {
                return Err(ConnectionError::Scheme("https".to_owned()));
            }
            Some("http" | "https") if has_host(uri) => {}
            Some("http" | "https") | None => return Err(ConnectionError::Uri(address)),
            Some(scheme) => return Err(ConnectionError::Scheme(scheme.to_owned())),
        }
        let is_plain = uri.scheme() == Some(&http::uri::Scheme::HTTP);
        let proxy = self.route.proxy(uri)?;
        if let Some(secret) = proxy
            .filter(|_| is_plain)
            .and_then(|proxy| proxy.authorization)
        {
            let headers = request.headers_mut();
            headers.insert(http::header::PROXY_AUTHORIZATION, secret);
        }
        Ok(request)
    }
}

/// Whether an address names a host, and a port that ports have or none. `http` takes any text for a
/// port, and then knows none.
fn has_host(uri: &http::Uri) -> bool {
    let host = uri.host().unwrap_or_default();
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    let port = authority.rsplit('@').next().unwrap_or_default();
    let port = port.strip_prefix(host).unwrap_or_default();
    let port = port.strip_prefix(':').unwrap_or(port);
    !host.is_empty()
        && (port.bytes().all(|byte| byte.is_ascii_digit())
            && (port.is_empty() || port.parse::<u16>().is_ok()))
}

impl fmt::Debug for Connections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connections")
            .field("proxies", &self.proxies)
            .field("tls", &self.tls)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").finish_non_exhaustive()
    }
}
