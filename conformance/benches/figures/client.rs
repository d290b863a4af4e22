//! Calls of the client: ours, the official one, and bare hyper.

use std::error::Error;
use std::str::FromStr;

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::{Builder, Connector};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client as Hyper;
use hyper_util::client::legacy::connect::HttpConnector as Sockets;
use hyper_util::rt::TokioExecutor;

use crate::CACHE;

/// Whose client makes the calls.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Whose {
    Ours,
    Official,
    /// No client at all: what sending and receiving costs.
    Hyper,
}

impl FromStr for Whose {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "ours" => Ok(Self::Ours),
            "official" => Ok(Self::Official),
            "hyper" => Ok(Self::Hyper),
            other => Err(format!("no such client: {other}")),
        }
    }
}

/// What is called.
#[derive(Clone, Copy)]
pub(crate) enum Operation {
    Get,
    Create,
}

impl FromStr for Operation {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "get" => Ok(Self::Get),
            "create" => Ok(Self::Create),
            other => Err(format!("no such operation: {other}")),
        }
    }
}

/// Answers every request with the same run cache.
#[derive(Clone, Copy, Debug)]
struct Canned;

impl HttpConnector for Canned {
    fn call(&self, _request: HttpRequest) -> HttpConnectorFuture {
        let status = StatusCode::try_from(200).expect("200 is a status");
        let mut response = HttpResponse::new(status, SdkBody::from(CACHE));
        response
            .headers_mut()
            .insert("x-amzn-requestid", "00000000-1111-2222-3333-444444444444");
        HttpConnectorFuture::ready(Ok(response))
    }
}

/// Runs one call after the other, or some at a time.
macro_rules! repeat {
    ($calls:expr, $in_flight:expr, $call:expr) => {{
        let mut left: usize = $calls;
        while left > 0 {
            let batch = left.min($in_flight);
            left -= batch;
            if batch == 1 {
                $call.await;
                continue;
            }
            let mut running = tokio::task::JoinSet::new();
            for _ in 0..batch {
                running.spawn($call);
            }
            running.join_all().await;
        }
    }};
}

/// Makes a client of one crate, and calls with it.
macro_rules! calls {
    ($sdk:ident, $http:expr, $operation:expr, $calls:expr, $in_flight:expr, $url:expr) => {{
        use $sdk::config::{BehaviorVersion, Credentials, Region};
        let mut config = $sdk::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-west-2"))
            .credentials_provider(Credentials::new(
                "AKIDEXAMPLE",
                "secret",
                None,
                None,
                "bench",
            ))
            .http_client($http);
        config.set_endpoint_url($url.map(str::to_owned));
        let client = $sdk::Client::from_conf(config.build());
        let call = |client: $sdk::Client| async move {
            match $operation {
                Operation::Get => {
                    let answer = client.get_run_cache().id("1234567").send().await;
                    assert_eq!(answer.expect("it is canned").name(), Some("cache"));
                }
                Operation::Create => {
                    let call = client
                        .create_run_cache()
                        .cache_s3_location("s3://bucket/caches")
                        .name("cache")
                        .tags("a", "b");
                    assert!(call.send().await.expect("it is canned").id().is_some());
                }
            }
        };
        repeat!($calls, $in_flight, call(client.clone()));
    }};
}

/// Makes the calls.
pub(crate) fn run(
    whose: Whose,
    operation: Operation,
    calls: usize,
    in_flight: usize,
    url: Option<&str>,
) -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let canned = http_client_fn(|_, _| SharedHttpConnector::new(Canned));
        match (whose, url) {
            (Whose::Hyper, None) => return Err("hyper needs an address".into()),
            (Whose::Hyper, Some(url)) => bare(operation, calls, in_flight, url).await,
            (Whose::Ours, None) => calls!(omics_client, canned, operation, calls, in_flight, url),
            (Whose::Ours, Some(_)) => {
                let http = smithy_client::connection::default_client();
                calls!(omics_client, http, operation, calls, in_flight, url);
            }
            (Whose::Official, None) => {
                calls!(aws_sdk_omics, canned, operation, calls, in_flight, url);
            }
            (Whose::Official, Some(url)) => {
                let http = official_http(url)?;
                let url = Some("http://omics.test");
                calls!(aws_sdk_omics, http, operation, calls, in_flight, url);
            }
        }
        Ok(())
    })
}

/// What the official crate has by default, but for TLS, which it would bring along. The server is its proxy:
/// `workflows-` before an address resolves nowhere, and that crate cannot leave it off.
fn official_http(server: &str) -> Result<SharedHttpClient, Box<dyn Error>> {
    let proxy = ProxyConfig::http(server)?;
    Ok(
        Builder::new().build_with_connector_fn(move |settings, components| {
            let mut connector = Connector::builder().proxy_config(proxy.clone());
            connector
                .set_connector_settings(settings.cloned())
                .set_sleep_impl(components.and_then(RuntimeComponents::sleep_impl));
            connector.build_http()
        }),
    )
}

/// The same bytes without a client: neither signed nor read.
async fn bare(operation: Operation, calls: usize, in_flight: usize, url: &str) {
    let hyper: Hyper<Sockets, Full<bytes::Bytes>> =
        Hyper::builder(TokioExecutor::new()).build_http();
    let (method, uri, body) = match operation {
        Operation::Get => ("GET", format!("{url}/runCache/1234567"), ""),
        Operation::Create => ("POST", format!("{url}/runCache"), CACHE),
    };
    let call = |hyper: Hyper<Sockets, Full<bytes::Bytes>>, uri: String| async move {
        let request = http::Request::builder().method(method).uri(uri);
        let request = request.body(Full::from(body)).expect("a sound request");
        let answer = hyper.request(request).await.expect("an answer");
        assert!(answer.status().is_success());
        answer.into_body().collect().await.expect("a whole answer");
    };
    repeat!(calls, in_flight, call(hyper.clone(), uri.clone()));
}
