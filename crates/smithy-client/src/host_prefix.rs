//! `smithy.api#endpoint`: the host prefix of an operation.

use std::net::IpAddr;

use aws_smithy_schema::serde::SerializableStruct;
use aws_smithy_types::config_bag::{Storable, StoreReplace};
use aws_smithy_types::endpoint::Endpoint;

use crate::endpoint::rules::is_valid_host_label;
use crate::error::BoxError;
use crate::member;

/// Leaves host prefixes off (`Config::builder().disable_host_prefix(true)`).
#[derive(Clone, Copy, Debug)]
pub(crate) struct DisableHostPrefix(pub(crate) bool);

impl Storable for DisableHostPrefix {
    type Storer = StoreReplace<Self>;
}

/// The prefix of one call, its labels filled in.
///
/// smithy-rs has `EndpointPrefix` for this, but prepends it to any host; this one knows the hosts
/// that take none.
#[derive(Clone, Debug)]
pub(crate) struct HostPrefix(String);

impl Storable for HostPrefix {
    type Storer = StoreReplace<Self>;
}

impl HostPrefix {
    /// Fills the `{label}`s of a template from members of the input.
    pub(crate) fn new(template: &str, input: &dyn SerializableStruct) -> Result<Self, BoxError> {
        let mut prefix = String::with_capacity(template.len());
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            let (label, after) = after
                .split_once('}')
                .ok_or_else(|| format!("host prefix `{template}` has an unclosed label"))?;
            let value = member::string(input, label)?
                .ok_or_else(|| format!("`{label}` is part of the host name and must be set"))?;
            if !is_valid_host_label(&value, false) {
                return Err(format!(
                    "`{label}` is part of the host name: it must be 1 to 63 letters, digits and hyphens, and not start with a hyphen"
                )
                .into());
            }
            prefix.push_str(before);
            prefix.push_str(&value);
            rest = after;
        }
        prefix.push_str(rest);
        Ok(Self(prefix))
    }

    /// The endpoint with the prefix, or unchanged where its host takes none.
    pub(crate) fn apply(&self, endpoint: &Endpoint) -> Endpoint {
        match endpoint.url().split_once("://") {
            Some((scheme, rest)) if takes_prefix(host(rest)) => {
                let url = [scheme, "://", &self.0, rest].concat();
                endpoint.clone().into_builder().url(url).build()
            }
            _ => endpoint.clone(),
        }
    }
}

/// The host of what follows `://`.
fn host(rest: &str) -> &str {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let authority = authority.rsplit('@').next().unwrap_or(authority);
    match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or(v6),
        None => authority.split(':').next().unwrap_or(authority),
    }
}

/// `workflows-127.0.0.1` and `workflows-localhost` resolve nowhere.
fn takes_prefix(host: &str) -> bool {
    !host.eq_ignore_ascii_case("localhost") && host.parse::<IpAddr>().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(url: &'static str) -> String {
        HostPrefix("workflows-".to_owned())
            .apply(&Endpoint::builder().url(url).build())
            .url()
            .to_owned()
    }

    #[test]
    fn names_take_the_prefix() {
        assert_eq!(
            applied("https://omics.us-west-2.amazonaws.com"),
            "https://workflows-omics.us-west-2.amazonaws.com"
        );
        assert_eq!(
            applied("http://gateway:8080/base?x=1"),
            "http://workflows-gateway:8080/base?x=1"
        );
    }

    #[test]
    fn addresses_and_localhost_take_none() {
        for url in [
            "http://127.0.0.1:4566",
            "http://[::1]:4566/base",
            "http://localhost",
            "http://LOCALHOST:1",
        ] {
            assert_eq!(applied(url), url);
        }
    }
}
