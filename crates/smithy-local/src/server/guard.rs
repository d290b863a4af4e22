//! Which requests get in: a page in somebody's browser must not.
//!
//! Such a page can make any name resolve to this machine and knows the credentials everybody knows.
//! It cannot choose the `Host` header, which has the name, nor hide its `Origin`.

use std::net::IpAddr;

use bytes::Bytes;
use http::header::{AUTHORIZATION, HOST, ORIGIN};
use http::{HeaderMap, Request};
use subtle::ConstantTimeEq;

use crate::caller::Caller;
use crate::failure::Failure;

/// Domains that nobody but AWS can give out names under.
const AWS_DOMAINS: [&str; 6] = [
    ".amazonaws.com",
    ".amazonaws.com.cn",
    ".amazonaws.eu",
    ".api.aws",
    ".api.amazonwebservices.com.cn",
    ".api.amazonwebservices.eu",
];

#[derive(Debug)]
pub(super) struct Guard {
    prefixes: Vec<&'static str>,
    names: Vec<String>,
    /// The network can reach the server.
    is_exposed: bool,
}

impl Guard {
    pub(super) fn new(prefixes: Vec<&'static str>, is_exposed: bool) -> Self {
        Self {
            prefixes,
            names: Vec::new(),
            is_exposed,
        }
    }

    pub(super) fn allow(&mut self, name: String) {
        self.names.push(name.to_ascii_lowercase());
    }

    #[cfg(feature = "tls")]
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether a request may go on, and why not.
    pub(super) fn check<B>(&self, request: &Request<B>) -> Result<(), Failure> {
        let headers = request.headers();
        for host in headers.get_all(HOST) {
            let host = host
                .to_str()
                .map_err(|_| refused("The Host header is no text."))?;
            self.check_host(host)?;
        }
        if headers.get_all(HOST).iter().count() > 1 {
            return Err(refused("The request has more than one Host header."));
        }
        if let Some(authority) = request.uri().authority() {
            self.check_host(authority.as_str())?;
        }
        check_origin(headers)
    }

    fn check_host(&self, host: &str) -> Result<(), Failure> {
        let name = host_name(host).to_ascii_lowercase();
        let bare = self
            .prefixes
            .iter()
            .find_map(|prefix| name.strip_prefix(prefix));
        let is_known = |name: &str| {
            let is_local = name == "localhost" || name.ends_with(".localhost");
            let inner = name
                .strip_prefix('[')
                .and_then(|name| name.strip_suffix(']'));
            let is_address = inner.unwrap_or(name).parse::<IpAddr>().is_ok();
            let is_aws = AWS_DOMAINS.iter().any(|domain| name.ends_with(domain));
            is_local || is_address || is_aws || self.names.iter().any(|known| known == name)
        };
        if is_known(&name) || bare.is_some_and(is_known) {
            return Ok(());
        }
        Err(refused(format!(
            "The host {name:?} is not one of this server. If it should be, start the server with \
             --allow-host {name}."
        )))
    }

    /// Whether somebody may see and change the server itself.
    pub(super) fn check_keeper(
        &self,
        request: &Request<Bytes>,
        callers: &[Caller],
    ) -> Result<(), Failure> {
        if !self.is_exposed {
            return Ok(());
        }
        let header = request.headers().get(AUTHORIZATION);
        let given = header
            .and_then(|header| header.to_str().ok()?.strip_prefix("Basic "))
            .and_then(|text| aws_smithy_types::base64::decode(text.trim()).ok());
        let is_keeper = |given: &Vec<u8>| {
            callers.iter().any(|caller| {
                let wanted = format!("{}:{}", caller.access_key_id, caller.secret_access_key);
                bool::from(given.as_slice().ct_eq(wanted.as_bytes()))
            })
        };
        if given.as_ref().is_some_and(is_keeper) {
            return Ok(());
        }
        Err(Failure::new(
            "MissingAuthenticationTokenException",
            "This server can be reached from the network, so this needs an access key and its \
             secret as HTTP basic authentication.",
        ))
    }
}

/// Pages of this server only. Tools send no origin.
fn check_origin(headers: &HeaderMap) -> Result<(), Failure> {
    let Some(origin) = headers.get(ORIGIN) else {
        return Ok(());
    };
    let host = headers.get(HOST).map_or(&b""[..], |host| host.as_bytes());
    let is_own = |scheme: &[u8]| origin.as_bytes().strip_prefix(scheme) == Some(host);
    if !host.is_empty() && (is_own(b"http://") || is_own(b"https://")) {
        return Ok(());
    }
    Err(refused("The request comes from a page of another origin."))
}

/// A host without its port.
fn host_name(host: &str) -> &str {
    let has_port = |(_, port): &(&str, &str)| port.bytes().all(|byte| byte.is_ascii_digit());
    match host.rsplit_once(':').filter(has_port) {
        // The colons of an address without brackets are no port's.
        Some((name, _)) if !name.contains(':') || name.ends_with(']') => name,
        _ => host,
    }
}

fn refused(message: impl Into<String>) -> Failure {
    Failure::new("AccessDeniedException", message)
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::Guard;

    fn lets_in(host: &str, origin: Option<&str>) -> bool {
        let mut guard = Guard::new(vec!["files-"], false);
        guard.allow("Notes.internal".to_owned());
        let mut request = Request::builder().header("host", host);
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        guard.check(&request.body(()).expect("a request")).is_ok()
    }

    #[test]
    fn hosts_that_others_can_name_are_refused() {
        for host in [
            "localhost",
            "LOCALHOST:80",
            "notes.localhost:1",
            "127.0.0.1:4566",
            "192.168.0.7",
            "[::1]:80",
            "::1",
            "files-127.0.0.1:80",
            "files-localhost",
            "notes.internal",
            "notes.us-east-1.amazonaws.com",
            "files-notes.us-east-1.amazonaws.com:443",
        ] {
            assert!(lets_in(host, None), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "127.0.0.1.evil.example",
            "localhost.evil.example:80",
            "evilamazonaws.com",
            "amazonaws.com.evil.example",
            "evillocalhost",
            "other-127.0.0.1",
            "files-evil.example",
            "[::1",
            "127.0.0.1:80:evil",
        ] {
            assert!(!lets_in(host, None), "{host}");
        }
    }

    #[test]
    fn pages_of_other_origins_are_refused() {
        assert!(lets_in("127.0.0.1:80", Some("http://127.0.0.1:80")));
        assert!(lets_in("localhost:80", Some("https://localhost:80")));
        for origin in [
            "null",
            "http://evil.example",
            "http://127.0.0.1:81",
            "127.0.0.1:80",
            "",
        ] {
            assert!(!lets_in("127.0.0.1:80", Some(origin)), "{origin}");
        }
    }
}
