//! `parseURL` of endpoint rules.

use std::borrow::Cow;
use std::net::IpAddr;

/// A parsed endpoint URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Url<'a> {
    scheme: &'a str,
    authority: &'a str,
    path: &'a str,
    is_ip: bool,
}

impl<'a> Url<'a> {
    /// `http` or `https`.
    pub fn scheme(&self) -> &'a str {
        self.scheme
    }

    /// Host, and port if it has one.
    pub fn authority(&self) -> &'a str {
        self.authority
    }

    /// Path as written, empty where the URL has none.
    pub fn path(&self) -> &'a str {
        self.path
    }

    /// Path that begins and ends with a slash.
    pub fn normalized_path(&self) -> Cow<'a, str> {
        match self.path {
            "" => "/".into(),
            path if path.ends_with('/') => path.into(),
            path => format!("{path}/").into(),
        }
    }

    /// The host is an IP address.
    pub fn is_ip(&self) -> bool {
        self.is_ip
    }
}

/// Parses an endpoint URL. One with a query, or of another scheme than http and https, is none.
pub fn parse_url(url: &str) -> Option<Url<'_>> {
    let (scheme, rest) = url.split_once("://")?;
    if !matches!(scheme, "http" | "https") || rest.contains(['?', '#', ' ']) {
        return None;
    }
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split_once(']')?.0,
        None => authority.split(':').next().unwrap_or(authority),
    };
    if host.is_empty() {
        return None;
    }
    Some(Url {
        scheme,
        authority,
        path,
        is_ip: host.parse::<IpAddr>().is_ok(),
    })
}
