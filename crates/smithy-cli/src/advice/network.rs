//! Connections that do not come about.

use super::service::Scope;
use super::{Situation, did_you_mean, sourced};

/// Why there is no connection, as far as it tells what to do.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum NoConnection {
    /// The name of the host is not known.
    Host(String),
    /// Nothing listens at the address, which is this.
    Refused(String),
    /// There is no way to the host.
    Unreachable(String),
    /// Nobody answers in time.
    Slow(String),
    /// The proxy at this address.
    Proxy(String),
    /// This cannot be the address of a proxy.
    ProxyUrl(String),
    /// The endpoint is of a scheme that is not HTTP's.
    Scheme,
    /// The CA bundle cannot be used.
    Bundle,
    /// The server's certificate was issued by nobody who is trusted.
    Untrusted,
    /// The certificate was not yet valid or is not valid any more.
    Dated,
    /// The certificate is another host's.
    WrongName,
    /// What answers speaks plain HTTP, at this address.
    PlainHttp(String),
    /// What answers at this address does not speak HTTP.
    NotHttp(String),
    /// The server closed the connection while TLS was set up, at this address.
    ClosedInHandshake(String),
    /// The connection was closed before there was an answer; this is the reason.
    Closed(String),
}

pub(super) fn of(
    reason: &NoConnection,
    scope: Option<&Scope>,
    situation: &Situation<'_>,
) -> Vec<String> {
    match reason {
        NoConnection::Host(host) => unknown_host(host, scope, situation),
        NoConnection::Refused(address) => refused(address, situation),
        NoConnection::Unreachable(host) => vec![format!(
            "There is no way from this machine to {host}: check the network, a VPN, or the proxy \
             in HTTPS_PROXY."
        )],
        NoConnection::Slow(host) => vec![format!(
            "Nothing came back from {host}: a firewall may drop what is sent, or the network needs \
             a proxy (HTTPS_PROXY). --cli-connect-timeout SECONDS and --cli-read-timeout SECONDS \
             wait longer."
        )],
        NoConnection::Proxy(address) => vec![format!(
            "The proxy {address} is set in HTTPS_PROXY or HTTP_PROXY, in capitals or small letters. \
             NO_PROXY lists hosts that need none."
        )],
        NoConnection::ProxyUrl(url) => vec![format!(
            "A proxy is http://HOST:PORT, and {url} is none. It is set in HTTPS_PROXY or HTTP_PROXY, \
             in capitals or small letters."
        )],
        NoConnection::Scheme => vec!["An endpoint begins with https:// or http://.".to_owned()],
        NoConnection::Bundle => vec![
            "The file must hold certificates in PEM form. It is named by --ca-bundle, AWS_CA_BUNDLE, \
             REQUESTS_CA_BUNDLE, or ca_bundle in the profile; without any, those of the system count."
                .to_owned(),
        ],
        NoConnection::Untrusted => vec![
            "If a proxy of your company opens TLS, name the file with its certificates: \
             --ca-bundle FILE, AWS_CA_BUNDLE, or ca_bundle in the profile."
                .to_owned(),
            "--no-verify-ssl accepts any certificate, of whoever answers.".to_owned(),
        ],
        NoConnection::Dated => {
            vec!["Check the clock of this machine; if it is right, the server's certificate must be \
                  renewed."
                .to_owned()]
        }
        NoConnection::WrongName => vec![
            "Another server than the one that was asked for answers: check the endpoint URL, and \
             whether a proxy stands in between."
                .to_owned(),
        ],
        NoConnection::PlainHttp(address) => vec![format!(
            "What answers at {address} speaks plain HTTP, and no TLS: write http://{address}"
        )],
        NoConnection::NotHttp(address) => vec![format!(
            "What answers at {address} speaks no plain HTTP. If it speaks TLS, write https://{address}"
        )],
        NoConnection::ClosedInHandshake(address) => vec![format!(
            "The server closed the connection while TLS was set up. If it speaks plain HTTP, write \
             http://{address}"
        )],
        NoConnection::Closed(reason) => vec![format!("The reason: {reason}")],
    }
}

fn unknown_host(host: &str, scope: Option<&Scope>, situation: &Situation<'_>) -> Vec<String> {
    let regions = situation.program.regions;
    if let Some(scope) = scope {
        let region = &scope.region;
        let in_name = host.split('.').any(|label| label == region.value);
        if in_name && !regions.is_empty() && !regions.contains(&region.value.as_str()) {
            let mut lines = vec![format!(
                "{} is no region in which this service is known to be.",
                sourced(region)
            )];
            lines.extend(did_you_mean(&region.value, regions.iter().copied()));
            lines.push(format!("Known are {}.", regions.join(", ")));
            return lines;
        }
    }
    vec![format!(
        "The name {host} is not known: check how it is written, the network, and whether a VPN or a \
         proxy (HTTPS_PROXY) is needed."
    )]
}

fn refused(address: &str, situation: &Situation<'_>) -> Vec<String> {
    let mut lines = vec![format!(
        "Nothing listens at {address}: check the port, and that the service runs."
    )];
    let is_here = ["127.", "localhost", "[::1]"]
        .iter()
        .any(|start| address.starts_with(start));
    if let (true, Some(_)) = (is_here, situation.program.backend()) {
        lines.push(format!(
            "`{} local serve` starts the service built in.",
            situation.program.name()
        ));
    }
    lines
}
