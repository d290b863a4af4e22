//! Failures that are no answer of the service, in the words of AWS CLI.

use std::error::Error;
use std::io;

use aws_settings::transport::TransportError;
use aws_settings::{Proxies, ProxyUrl};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::{ConnectorError, SdkError};
use smithy_client::dynamic::DynamicError;

use crate::error::CliError;
use crate::wire::NotSent;

type CallError = SdkError<DynamicError, HttpResponse>;

/// Nothing was sent because that is what was asked for.
pub(super) fn is_dry_run(error: &CallError) -> bool {
    chain(error).any(|cause| cause.is::<NotSent>())
}

/// The handshake failed: the server was not trusted.
pub(super) fn is_tls(error: &CallError) -> bool {
    find::<rustls::Error>(error).is_some()
        || matches!(
            find::<TransportError>(error),
            Some(TransportError::Bundle { .. })
        )
}

/// The failure in words. `uri` is where the last request went.
pub(super) fn describe(error: &CallError, uri: &str, proxies: &Proxies) -> CliError {
    CliError::general(message(error, uri, proxies))
}

fn message(error: &CallError, uri: &str, proxies: &Proxies) -> String {
    if let Some(problem) = find::<TransportError>(error) {
        return transport_problem(problem);
    }
    match error {
        SdkError::ConstructionFailure(_) => root(error).to_string(),
        SdkError::TimeoutError(_) => format!("Read timeout on endpoint URL: \"{uri}\""),
        SdkError::DispatchFailure(failure) => match failure.as_connector_error() {
            Some(connector) => dispatch(connector, uri, proxies),
            None => root(error).to_string(),
        },
        _ => closed(uri),
    }
}

fn transport_problem(problem: &TransportError) -> String {
    match problem {
        TransportError::Scheme(_) => {
            format!("An HTTP Client raised an unhandled exception: {problem}")
        }
        TransportError::Bundle { .. } => format!("SSL validation failed for URL {problem}"),
        TransportError::Uri(_) | TransportError::Proxy(_) => problem.to_string(),
    }
}

fn dispatch(error: &ConnectorError, uri: &str, proxies: &Proxies) -> String {
    if error.is_user() {
        return root(error).to_string();
    }
    if let Some(tls) = find::<rustls::Error>(error) {
        return tls_problem(tls, uri);
    }
    let text = chain(error)
        .map(|cause| cause.to_string())
        .collect::<Vec<_>>()
        .join(": ");
    if error.is_timeout() {
        let kind = if text.contains("connect") {
            "Connect"
        } else {
            "Read"
        };
        return format!("{kind} timeout on endpoint URL: \"{uri}\"");
    }
    if !is_connect(error) {
        return closed(uri);
    }
    match proxy(uri, proxies) {
        Some(proxy) => format!("Failed to connect to proxy URL: \"{proxy}\""),
        None => format!("Could not connect to the endpoint URL: \"{uri}\""),
    }
}

/// The proxy that requests to the address go through.
fn proxy<'a>(uri: &str, proxies: &'a Proxies) -> Option<&'a ProxyUrl> {
    let uri: http::Uri = uri.parse().ok()?;
    proxies.for_authority(uri.scheme_str() == Some("https"), uri.authority()?.as_str())
}

/// The connection was never made: refused, or the name not found.
fn is_connect(error: &ConnectorError) -> bool {
    if find::<hyper_util::client::legacy::Error>(error).is_some_and(|error| error.is_connect()) {
        return true;
    }
    find::<io::Error>(error).is_some_and(|error| {
        matches!(
            error.kind(),
            io::ErrorKind::ConnectionRefused | io::ErrorKind::NotFound
        )
    })
}

fn closed(uri: &str) -> String {
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

/// What caused the error. An `io::Error` that wraps another hides it: its `source` is the wrapped
/// one's.
fn cause<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref)
    {
        Some(inner) => Some(inner),
        None => error.source(),
    }
}

fn find<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    chain(error).find_map(|cause| cause.downcast_ref::<E>())
}

fn root<'a>(error: &'a (dyn Error + 'static)) -> &'a (dyn Error + 'static) {
    chain(error).last().unwrap_or(error)
}
