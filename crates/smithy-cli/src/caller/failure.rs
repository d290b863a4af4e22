//! Failures that are no answer of the service, in the words of AWS CLI.

use std::error::Error;

use aws_settings::{Proxies, ProxyUrl};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use smithy_client::connection::{ConnectionError, cause, masked};
use smithy_client::dynamic::DynamicError;

use crate::error::CliError;
use crate::wire::NotSent;

/// Why a call has no output.
pub(super) type CallError = SdkError<DynamicError, HttpResponse>;

/// Nothing was sent because that is what was asked for.
pub(super) fn is_dry_run(error: &CallError) -> bool {
    chain(error).any(|cause| cause.is::<NotSent>())
}

/// The failure in words. `uri` is where the last request went; its user information is not shown.
pub(super) fn describe(error: &CallError, uri: &str, proxies: &Proxies) -> CliError {
    CliError::general(message(error, &masked(uri), proxies))
}

fn message(error: &CallError, uri: &str, proxies: &Proxies) -> String {
    if let Some(problem) = ConnectionError::find(error) {
        return connection_problem(problem, uri, proxies);
    }
    match error {
        SdkError::ConstructionFailure(_) => root(error).to_string(),
        // Nothing was sent, so nobody closed anything.
        _ if uri.is_empty() => root(error).to_string(),
        SdkError::TimeoutError(_) => read_timeout(uri),
        SdkError::DispatchFailure(failure) => match failure.as_connector_error() {
            Some(connector) if connector.is_timeout() => read_timeout(uri),
            Some(connector) if !connector.is_user() => closed(uri),
            _ => root(error).to_string(),
        },
        _ => closed(uri),
    }
}

fn connection_problem(problem: &ConnectionError, uri: &str, proxies: &Proxies) -> String {
    match problem {
        ConnectionError::Scheme(_) => {
            format!("An HTTP Client raised an unhandled exception: {problem}")
        }
        ConnectionError::Bundle { .. } => format!("SSL validation failed for URL {problem}"),
        ConnectionError::ConnectTimeout => format!("Connect timeout on endpoint URL: \"{uri}\""),
        ConnectionError::ReadTimeout => read_timeout(uri),
        ConnectionError::Tls(error) => match find::<rustls::Error>(error) {
            Some(tls) => tls_problem(tls, uri),
            None => closed(uri),
        },
        ConnectionError::Connect(_) | ConnectionError::Tunnel(_) => match proxy(uri, proxies) {
            Some(proxy) => format!("Failed to connect to proxy URL: \"{proxy}\""),
            None => format!("Could not connect to the endpoint URL: \"{uri}\""),
        },
        _ => problem.to_string(),
    }
}

/// The proxy that requests to the address go through.
fn proxy<'a>(uri: &str, proxies: &'a Proxies) -> Option<&'a ProxyUrl> {
    let uri: http::Uri = uri.parse().ok()?;
    proxies.for_authority(uri.scheme_str() == Some("https"), uri.authority()?.as_str())
}

fn read_timeout(uri: &str) -> String {
    format!("Read timeout on endpoint URL: \"{uri}\"")
}

pub(super) fn closed(uri: &str) -> String {
    format!(
        "Connection was closed before we received a valid response from endpoint URL: \"{uri}\"."
    )
}

/// What is wrong with the server's proof of who it is, with the reason OpenSSL gives first, as
/// scripts may look for it.
fn tls_problem(error: &rustls::Error, uri: &str) -> String {
    use rustls::CertificateError::NotValidForNameContext;
    match error {
        rustls::Error::InvalidCertificate(NotValidForNameContext {
            expected,
            presented,
        }) => {
            let names: Vec<_> = presented
                .iter()
                .map(|name| format!("'{}'", host_name(name)))
                .collect();
            let either = if names.len() > 1 { "either of " } else { "" };
            let (host, names) = (expected.to_str(), names.join(", "));
            format!("SSL validation failed for URL hostname '{host}' doesn't match {either}{names}")
        }
        rustls::Error::InvalidCertificate(reason) => format!(
            "SSL validation failed for {uri} [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: {reason}"
        ),
        other => format!("SSL validation failed for {uri} [SSL] {other}"),
    }
}

/// The name in `DnsName("h.example")`, as certificates' names are reported.
fn host_name(presented: &str) -> &str {
    presented.split('"').nth(1).unwrap_or(presented)
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| cause(*error))
}

fn find<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    chain(error).find_map(|cause| cause.downcast_ref::<E>())
}

fn root<'a>(error: &'a (dyn Error + 'static)) -> &'a (dyn Error + 'static) {
    chain(error).last().unwrap_or(error)
}
