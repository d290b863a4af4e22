//! The default HTTP client: rustls on ring, and only once there is something to encrypt.
//!
//! Setting up TLS parses the roots the system trusts, which takes longer than a small request.
//! So plain connections are made by a client that knows no TLS, and neither client is set up
//! before its first request.

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::{Builder, Connector};
use aws_smithy_runtime_api::client::connector_metadata::ConnectorMetadata;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::{
    RuntimeComponents, RuntimeComponentsBuilder,
};
use aws_smithy_runtime_api::client::runtime_plugin::{Order, StaticRuntimePlugin};

/// A client like the one clients have that are given none. To share its connections, give it to
/// several clients, or to `aws-config`.
pub fn default_client() -> SharedHttpClient {
    SharedHttpClient::new(LazyTls::new())
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

/// Two clients; the scheme of a request chooses.
#[derive(Clone, Debug)]
struct LazyTls {
    plain: SharedHttpClient,
    tls: SharedHttpClient,
}

impl LazyTls {
    fn new() -> Self {
        Self {
            plain: Builder::new().build_with_connector_fn(|settings, components| {
                let mut builder = Connector::builder().proxy_config(ProxyConfig::from_env());
                builder
                    .set_connector_settings(settings.cloned())
                    .set_sleep_impl(components.and_then(RuntimeComponents::sleep_impl));
                builder.build_http()
            }),
            tls: Builder::new().build_with_connector_fn(|settings, components| {
                let mut builder = Connector::builder()
                    .proxy_config(ProxyConfig::from_env())
                    .tls_provider(Provider::Rustls(CryptoMode::Ring));
                builder
                    .set_connector_settings(settings.cloned())
                    .set_sleep_impl(components.and_then(RuntimeComponents::sleep_impl));
                builder.build()
            }),
        }
    }
}

impl HttpClient for LazyTls {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(Chooser {
            clients: self.clone(),
            settings: settings.clone(),
            components: components.clone(),
        })
    }

    fn connector_metadata(&self) -> Option<ConnectorMetadata> {
        self.plain.connector_metadata()
    }
}

/// Asks the right client for a connector, when it sees the request. The clients keep their
/// connectors, and so their connections, per settings.
#[derive(Debug)]
struct Chooser {
    clients: LazyTls,
    settings: HttpConnectorSettings,
    components: RuntimeComponents,
}

impl HttpConnector for Chooser {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let client = match is_plain(request.uri()) {
            true => &self.clients.plain,
            false => &self.clients.tls,
        };
        client
            .http_connector(&self.settings, &self.components)
            .call(request)
    }
}

fn is_plain(uri: &str) -> bool {
    uri.starts_with("http://") && !plain_proxy_needs_tls()
}

/// A proxy for plain requests may itself be reached over TLS.
fn plain_proxy_needs_tls() -> bool {
    ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .any(|proxy| proxy.starts_with("https://"))
}
