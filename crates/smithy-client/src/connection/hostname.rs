//! Whether a certificate is for a host, by urllib3's rules.
//!
//! They go beyond RFC 6125 in two things: a wildcard may be part of the first label (`f*.example`),
//! and the common name counts if the certificate has no alternative names.

use std::net::IpAddr;

use rustls::CertificateError;
use rustls::pki_types::ServerName;

use super::certificate::Certificate;

/// # Errors
/// If the certificate is for other hosts, which are named.
pub(super) fn check(
    certificate: &Certificate<'_>,
    host: &ServerName<'_>,
) -> Result<(), CertificateError> {
    let names = &certificate.extensions.names;
    let mut presented: Vec<String> = names
        .dns
        .iter()
        .map(|name| format!("DnsName(\"{name}\")"))
        .collect();
    presented.extend(
        names
            .ip
            .iter()
            .filter_map(|bytes| address(bytes))
            .map(|address| format!("IpAddress(\"{address}\")")),
    );
    let is_for_host = match host {
        ServerName::DnsName(host) if presented.is_empty() => {
            let common = certificate.common_names();
            presented.extend(common.iter().map(|name| format!("DnsName(\"{name}\")")));
            common.iter().any(|name| matches(name, host.as_ref()))
        }
        ServerName::DnsName(host) => names.dns.iter().any(|name| matches(name, host.as_ref())),
        ServerName::IpAddress(ip) => {
            let ip = IpAddr::from(*ip);
            names.ip.iter().any(|bytes| address(bytes) == Some(ip))
        }
        _ => false,
    };
    match is_for_host {
        true => Ok(()),
        false => Err(CertificateError::NotValidForNameContext {
            expected: host.to_owned(),
            presented,
        }),
    }
}

fn address(bytes: &[u8]) -> Option<IpAddr> {
    <[u8; 4]>::try_from(bytes)
        .map(IpAddr::from)
        .or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from))
        .ok()
}

/// Whether a name, perhaps with a wildcard in its first label, is that of the host.
fn matches(name: &str, host: &str) -> bool {
    let (name, host) = (name.to_ascii_lowercase(), host.to_ascii_lowercase());
    if name.is_empty() {
        return false;
    }
    if !name.contains('*') {
        return name == host;
    }
    let (label, rest) = name.split_once('.').unwrap_or((&name, ""));
    let (host_label, host_rest) = host.split_once('.').unwrap_or((&host, ""));
    if rest != host_rest || rest.contains('*') {
        return false;
    }
    match label.split_once('*') {
        // One wildcard is enough, and in a label that stands for another script it means itself.
        Some((_, after)) if after.contains('*') => false,
        Some(("", "")) => !host_label.is_empty(),
        Some(_) if label.starts_with("xn--") || host_label.starts_with("xn--") => false,
        Some((before, after)) => {
            host_label.len() >= before.len() + after.len()
                && host_label.starts_with(before)
                && host_label.ends_with(after)
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_stand_for_one_label_or_a_part_of_it() {
        for (name, host) in [
            ("h.example", "H.Example"),
            ("*.example", "h.example"),
            ("f*.example", "foo.example"),
            ("*o.example", "foo.example"),
            ("f*o.example", "fo.example"),
        ] {
            assert!(matches(name, host), "{name} {host}");
        }
        for (name, host) in [
            ("h.example", "i.example"),
            ("*.example", "a.b.example"),
            ("*.example", "example"),
            ("*.example", ".example"),
            ("a.*", "a.b"),
            ("*.*", "a.b"),
            ("**.example", "a.example"),
            ("x*.example", "xn--a.example"),
            ("fo*oo.example", "foo.example"),
            ("", ""),
        ] {
            assert!(!matches(name, host), "{name} {host}");
        }
    }
}
