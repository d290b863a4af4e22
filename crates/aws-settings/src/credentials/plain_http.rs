//! Requests to what is on the machine itself: no service of a model, no signature, no repetition, and so no
//! orchestrator.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use aws_smithy_async::rt::sleep::default_async_sleep;
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_runtime::client::auth::no_auth::{NO_AUTH_SCHEME_ID, NoAuthScheme};
use aws_smithy_runtime::client::identity::IdentityCache;
use aws_smithy_runtime::client::identity::no_auth::NoAuthIdentityResolver;
use aws_smithy_runtime::client::orchestrator::endpoints::StaticUriEndpointResolver;
use aws_smithy_runtime::client::retries::strategy::NeverRetryStrategy;
use aws_smithy_runtime_api::client::auth::static_resolver::StaticAuthSchemeOptionResolver;
use aws_smithy_runtime_api::client::http::{
    HttpClient as _, HttpConnector as _, HttpConnectorSettings, SharedHttpClient,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::{
    BuildError, RuntimeComponents, RuntimeComponentsBuilder,
};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use smithy_client::connection::{ConnectionError, cause};

use crate::endpoint;

/// A request that names a method, an address and headers.
pub(super) struct PlainRequest<'a> {
    pub(super) method: &'static str,
    pub(super) url: &'a str,
    pub(super) headers: Vec<(&'static str, &'a str)>,
    /// How long to wait for a connection, and then for every part of the answer.
    pub(super) timeout: Duration,
}

/// An answer.
#[derive(Clone)]
pub(super) struct PlainAnswer {
    pub(super) status: u16,
    pub(super) body: String,
}

/// The body may be credentials.
impl fmt::Debug for PlainAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlainAnswer")
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum PlainError {
    /// The request cannot be made of this.
    Request(String),
    /// Nothing came in time.
    Silence,
    /// There is nobody.
    Nobody,
    /// There is nobody who speaks HTTP.
    Connection(String),
}

impl PlainError {
    /// What the AWS CLI says of a request to this address.
    pub(super) fn about(&self, url: &str) -> String {
        let url = smithy_client::connection::masked(url);
        match self {
            Self::Nobody => format!("Could not connect to the endpoint URL: \"{url}\""),
            Self::Silence => format!("Read timeout on endpoint URL: \"{url}\""),
            Self::Request(reason) | Self::Connection(reason) => format!("{reason} (\"{url}\")"),
        }
    }
}

impl fmt::Display for PlainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(reason) | Self::Connection(reason) => f.write_str(reason),
            Self::Silence => f.write_str("no answer in time"),
            Self::Nobody => f.write_str("no connection"),
        }
    }
}

/// Sends a request.
///
/// # Errors
/// If no answer comes.
pub(super) async fn send(
    http: &SharedHttpClient,
    request: PlainRequest<'_>,
) -> Result<PlainAnswer, PlainError> {
    // A fragment is none of the server's business.
    let url = endpoint::encoded(&request.url.replace('#', "%23"));
    let (origin, path) = split(&url)
        .ok_or_else(|| PlainError::Request(format!("no URL: {}", shown(request.url))))?;
    let mut http_request = HttpRequest::new(SdkBody::empty());
    let refused = |_| PlainError::Request("a header or address that cannot be sent".to_owned());
    http_request
        .set_method(request.method)
        .map_err(|_| PlainError::Request("no method".to_owned()))?;
    http_request.set_uri(path).map_err(refused)?;
    for (name, value) in request.headers {
        http_request
            .headers_mut()
            .try_insert(name, value.to_owned())
            .map_err(refused)?;
    }
    http_request
        .uri_mut()
        .set_endpoint(origin)
        .map_err(|error| failure(&error))?;
    let timeouts = HttpConnectorSettings::builder()
        .connect_timeout(request.timeout)
        .read_timeout(request.timeout)
        .build();
    let components = components(http, origin).map_err(|error| failure(&error))?;
    let connector = http.http_connector(&timeouts, &components);
    let answer = connector.call(http_request).await;
    let answer = answer.map_err(|error| failure(&error))?;
    let status = answer.status().as_u16();
    let body = ByteStream::new(answer.into_body()).collect().await;
    let body = body.map_err(|error| failure(&error))?.into_bytes();
    Ok(PlainAnswer {
        status,
        body: String::from_utf8_lossy(&body).into_owned(),
    })
}

/// What an HTTP client may ask for, which is clock and sleep. The rest has to be there.
fn components(http: &SharedHttpClient, origin: &str) -> Result<RuntimeComponents, BuildError> {
    RuntimeComponentsBuilder::new("plain HTTP")
        .with_http_client(Some(http.clone()))
        .with_sleep_impl(default_async_sleep())
        .with_time_source(Some(SharedTimeSource::default()))
        .with_endpoint_resolver(Some(StaticUriEndpointResolver::uri(origin)))
        .with_auth_scheme_option_resolver(Some(StaticAuthSchemeOptionResolver::new(Vec::new())))
        .with_auth_scheme(NoAuthScheme::default())
        .with_identity_cache(Some(IdentityCache::no_cache()))
        .with_identity_resolver(NO_AUTH_SCHEME_ID, NoAuthIdentityResolver::new())
        .with_retry_strategy(Some(NeverRetryStrategy::new()))
        .build()
}

fn failure(error: &(dyn Error + 'static)) -> PlainError {
    if let Some(known) = ConnectionError::find(error) {
        return match known {
            ConnectionError::ReadTimeout => PlainError::Silence,
            ConnectionError::Connect(_) => PlainError::Nobody,
            known => PlainError::Connection(known.to_string()),
        };
    }
    let mut last = error;
    while let Some(deeper) = cause(last) {
        last = deeper;
    }
    PlainError::Connection(last.to_string())
}

/// Scheme and authority, and what follows them.
fn split(url: &str) -> Option<(&str, &str)> {
    let start = url.find("://")? + 3;
    let end = url[start..]
        .find(['/', '?', '#'])
        .map_or(url.len(), |at| start + at);
    let (origin, path) = url.split_at(end);
    let is_sendable = !origin.contains(|c: char| c.is_control() || c == ' ');
    is_sendable.then_some((origin, if path.is_empty() { "/" } else { path }))
}

/// The beginning of a text that may be anything.
fn shown(text: &str) -> String {
    let text = smithy_client::connection::masked(text);
    text.chars().filter(|c| !c.is_control()).take(100).collect()
}
