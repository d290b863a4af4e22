//! Failures that are no answer of the service, in the words of AWS CLI.

use std::error::Error;
use std::io;

use aws_settings::{Proxies, ProxyUrl};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use smithy_client::connection::{ConnectionError, cause, masked};
use smithy_client::dynamic::DynamicError;

use crate::advice::{Clue, NoConnection};
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
    let uri = masked(uri);
    CliError::general(message(error, &uri, proxies)).with_clues(clue(error, &uri, proxies))
}

/// What the failure tells beyond its text.
fn clue(error: &CallError, uri: &str, proxies: &Proxies) -> Option<Clue> {
    let at: http::Uri = uri.parse().ok()?;
    let host = at.host().unwrap_or_default().to_owned();
    let address = at
        .authority()
        .map_or("", http::uri::Authority::as_str)
        .to_owned();
    let reason = match ConnectionError::find(error) {
        Some(ConnectionError::Connect(_) | ConnectionError::Tunnel(_))
            if proxy(uri, proxies).is_some() =>
        {
            NoConnection::Proxy(proxy(uri, proxies)?.to_string())
        }
        Some(ConnectionError::Connect(error)) => no_socket(error.as_ref(), host, address),
        Some(ConnectionError::ConnectTimeout | ConnectionError::ReadTimeout) => {
            NoConnection::Slow(host)
        }
        Some(ConnectionError::Tls(error)) => match find::<rustls::Error>(error) {
            Some(tls) => no_trust(tls, address)?,
            None => NoConnection::ClosedInHandshake(address),
        },
        Some(ConnectionError::Bundle { .. }) => NoConnection::Bundle,
        Some(ConnectionError::Proxy(url)) => NoConnection::ProxyUrl(url.clone()),
        Some(ConnectionError::Scheme(_)) => NoConnection::Scheme,
        Some(_) => return None,
        None => match error {
            SdkError::DispatchFailure(failure) if failure.is_timeout() => NoConnection::Slow(host),
            SdkError::TimeoutError(_) => NoConnection::Slow(host),
            SdkError::DispatchFailure(failure) if !failure.is_user() => {
                let reason = root(error).to_string();
                // What reads HTTP has no kinds of errors that can be told apart, but for this text.
                match reason.starts_with("invalid HTTP version") {
                    true => NoConnection::NotHttp(address),
                    false => NoConnection::Closed(reason),
                }
            }
            SdkError::ResponseError(_) => NoConnection::Closed(root(error).to_string()),
            _ => return None,
        },
    };
    Some(Clue::NoConnection(reason))
}

fn no_socket(error: &(dyn Error + 'static), host: String, address: String) -> NoConnection {
    let kinds: Vec<_> = chain(error)
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .map(io::Error::kind)
        .collect();
    if kinds.contains(&io::ErrorKind::ConnectionRefused) {
        return NoConnection::Refused(address);
    }
    // What resolves names has no kinds of errors, but for this text.
    match chain(error).any(|cause| cause.to_string().starts_with("dns error")) {
        true => NoConnection::Host(host),
        false => NoConnection::Unreachable(host),
    }
}

fn no_trust(error: &rustls::Error, address: String) -> Option<NoConnection> {
    use rustls::{CertificateError, InvalidMessage};
    Some(match error {
        rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType) => {
            NoConnection::PlainHttp(address)
        }
        rustls::Error::InvalidCertificate(reason) => match reason {
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. } => NoConnection::Dated,
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                NoConnection::WrongName
            }
            _ => NoConnection::Untrusted,
        },
        _ => return None,
    })
}

/// Whether the service may have done what it was asked for, although nothing says so: the request
/// was sent, or may have been.
pub(super) fn may_be_done(error: &CallError) -> bool {
    match ConnectionError::find(error) {
        Some(ConnectionError::ReadTimeout) => true,
        Some(_) => false,
        None => match error {
            SdkError::ConstructionFailure(_) => false,
            SdkError::DispatchFailure(failure) => !failure.is_user(),
            _ => true,
        },
    }
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
