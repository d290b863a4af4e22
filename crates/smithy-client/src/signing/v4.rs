//! The signature of a request.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use aws_credential_types::Credentials;

use super::canonical::{
    self, PathStyle, is_signed, write_headers, write_names, write_path, write_query,
    write_query_value,
};
use super::hash::{self, write_sha256};
use super::key::{Scope, SigningKeys};

/// The name that SigV4 has in requests.
const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// A request as it will be sent.
#[derive(Clone, Debug)]
pub struct SigningRequest<'a> {
    /// Method, as `POST`.
    pub method: &'a str,
    /// Absolute URI, encoded for the wire.
    pub uri: &'a str,
    /// Headers, their names in lower case.
    pub headers: Vec<(&'a str, &'a str)>,
    /// What the signature says of the body.
    pub payload: Payload<'a>,
}

/// What a signature says of a body.
#[derive(Clone, Copy)]
pub enum Payload<'a> {
    /// Its hash.
    Bytes(&'a [u8]),
    /// Its hash, in hexadecimal, computed before.
    Hash(&'a str),
    /// `UNSIGNED-PAYLOAD`: nothing.
    Unsigned,
    /// `STREAMING-UNSIGNED-PAYLOAD-TRAILER`: nothing but that a checksum follows it.
    UnsignedTrailer,
    /// `STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER`: its chunks and the checksum that follows are
    /// signed as they go.
    SignedTrailer,
}

impl fmt::Debug for Payload<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::Hash(hash) => f.write_str(hash),
            fixed => f.write_str(fixed.fixed().unwrap_or_default()),
        }
    }
}

impl Payload<'_> {
    fn fixed(&self) -> Option<&'static str> {
        Some(match self {
            Self::Bytes(_) | Self::Hash(_) => return None,
            Self::Unsigned => "UNSIGNED-PAYLOAD",
            Self::UnsignedTrailer => "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
            Self::SignedTrailer => "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
        })
    }

    fn hash(&self) -> Cow<'_, str> {
        match (self, self.fixed()) {
            (_, Some(fixed)) => Cow::Borrowed(fixed),
            (Self::Hash(hash), _) => Cow::Borrowed(hash),
            (Self::Bytes([]), _) => Cow::Borrowed(hash::EMPTY),
            (Self::Bytes(bytes), _) => {
                let mut hash = String::with_capacity(64);
                write_sha256(&mut hash, bytes);
                Cow::Owned(hash)
            }
            _ => unreachable!("every other payload is fixed"),
        }
    }
}

/// How a request is signed.
#[derive(Clone, Copy, Debug)]
pub struct SigningSettings {
    /// How the path is written.
    pub path: PathStyle,
    /// Sends the hash of the payload as `x-amz-content-sha256`.
    pub content_sha256: bool,
    /// Header of the session token.
    pub token_header: &'static str,
    /// Sends the session token but does not sign it.
    pub omit_token: bool,
    /// Signs the query instead of the headers, for this long.
    pub expires_in: Option<Duration>,
}

impl Default for SigningSettings {
    /// What every service but S3 takes.
    fn default() -> Self {
        Self {
            path: PathStyle {
                normalize: true,
                double_encode: true,
            },
            content_sha256: false,
            token_header: "x-amz-security-token",
            omit_token: false,
            expires_in: None,
        }
    }
}

/// A signature and what carries it.
#[derive(Clone)]
pub struct Signature {
    /// The signature, in hexadecimal.
    pub signature: String,
    /// Headers to set.
    pub headers: Vec<(&'static str, String)>,
    /// Parameters to append to the query, encoded and joined; empty where headers are signed.
    pub query: String,
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signature").finish_non_exhaustive()
    }
}

/// Why a request cannot be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignError {
    /// The URI is not absolute.
    NoHost,
}

impl fmt::Display for SignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoHost => f.write_str("a request without a host cannot be signed"),
        }
    }
}

impl std::error::Error for SignError {}

/// Signs a request with SigV4.
///
/// # Errors
///
/// If the URI has no host.
pub fn sign(
    request: &SigningRequest<'_>,
    credentials: &Credentials,
    scope: &Scope<'_>,
    settings: &SigningSettings,
    keys: &SigningKeys,
) -> Result<Signature, SignError> {
    let mut text = String::with_capacity(64);
    scope.write(&mut text);
    let signer = Signer {
        algorithm: ALGORITHM,
        scope: &text,
        stamp: scope.stamp.as_str(),
        region_set: None,
        access_key: credentials.access_key_id(),
        token: credentials
            .session_token()
            .filter(|token| !token.is_empty()),
        sign: &|string_to_sign| keys.sign(credentials, scope, string_to_sign),
    };
    signer.sign(request, settings)
}

/// What SigV4 and SigV4a do differently, and whose signature it is.
pub(super) struct Signer<'a> {
    pub(super) algorithm: &'static str,
    pub(super) scope: &'a str,
    pub(super) stamp: &'a str,
    pub(super) region_set: Option<&'a str>,
    pub(super) access_key: &'a str,
    pub(super) token: Option<&'a str>,
    pub(super) sign: &'a dyn Fn(&str) -> String,
}

impl Signer<'_> {
    pub(super) fn sign(
        &self,
        request: &SigningRequest<'_>,
        settings: &SigningSettings,
    ) -> Result<Signature, SignError> {
        let host = canonical::host(request.uri).ok_or(SignError::NoHost)?;
        match settings.expires_in {
            None => Ok(self.sign_headers(request, host, settings)),
            Some(expires_in) => Ok(self.sign_query(request, &host, settings, expires_in)),
        }
    }

    fn sign_headers(
        &self,
        request: &SigningRequest<'_>,
        host: Cow<'_, str>,
        settings: &SigningSettings,
    ) -> Signature {
        let hash = request.payload.hash();
        let mut added = Vec::with_capacity(4);
        added.push(("x-amz-date", self.stamp));
        if let Some(region_set) = self.region_set {
            added.push(("x-amz-region-set", region_set));
        }
        if settings.content_sha256 {
            added.push(("x-amz-content-sha256", &*hash));
        }
        let unsigned_token = match (self.token, settings.omit_token) {
            (Some(token), false) => {
                added.push((settings.token_header, token));
                None
            }
            (token, _) => token,
        };

        let has_host = request.headers.iter().any(|(name, _)| *name == "host");
        let mut headers = Vec::with_capacity(request.headers.len() + added.len() + 1);
        headers.extend(request.headers.iter().filter(|(name, _)| {
            is_signed(name)
                && *name != settings.token_header
                && added.iter().all(|(added, _)| added != name)
        }));
        headers.extend(&added);
        if !has_host {
            headers.push(("host", &*host));
        }
        // Stable: values of one name keep their order.
        headers.sort_by_key(|(name, _)| *name);

        let (path, query) = target(request.uri);
        let canonical = canonical(request.method, path, query, &headers, settings.path, &hash);
        let signature = (self.sign)(&self.string_to_sign(&canonical));

        let mut authorization = String::with_capacity(256);
        authorization.push_str(self.algorithm);
        authorization.push_str(" Credential=");
        authorization.push_str(self.access_key);
        authorization.push('/');
        authorization.push_str(self.scope);
        authorization.push_str(", SignedHeaders=");
        write_names(&mut authorization, &headers);
        authorization.push_str(", Signature=");
        authorization.push_str(&signature);

        let mut headers: Vec<_> = added
            .into_iter()
            .map(|(name, value)| (name, value.to_owned()))
            .collect();
        headers.extend(unsigned_token.map(|token| (settings.token_header, token.to_owned())));
        headers.push(("authorization", authorization));
        if let (false, Cow::Owned(host)) = (has_host, host) {
            // The connection would send the host as the URI has it.
            headers.push(("host", host));
        }
        Signature {
            signature,
            headers,
            query: String::new(),
        }
    }

    fn sign_query(
        &self,
        request: &SigningRequest<'_>,
        host: &str,
        settings: &SigningSettings,
        expires_in: Duration,
    ) -> Signature {
        // What a browser or `curl` sends of itself is not what the client would send.
        const NOT_PRESIGNED: [&str; 2] = ["x-amz-user-agent", "x-amz-checksum-mode"];
        let mut headers: Vec<(&str, &str)> = request.headers.clone();
        headers.retain(|(name, _)| is_signed(name) && !NOT_PRESIGNED.contains(name));
        if !headers.iter().any(|(name, _)| *name == "host") {
            headers.push(("host", host));
        }
        headers.sort_by_key(|(name, _)| *name);
        let mut names = String::new();
        write_names(&mut names, &headers);

        let credential = format!("{}/{}", self.access_key, self.scope);
        let expires = expires_in.as_secs().to_string();
        let mut added = String::with_capacity(512);
        for (name, value) in [
            ("X-Amz-Algorithm", self.algorithm),
            ("X-Amz-Credential", &credential),
            ("X-Amz-Date", self.stamp),
            ("X-Amz-Expires", &expires),
            ("X-Amz-SignedHeaders", &names),
        ] {
            append_pair(&mut added, name, value);
        }
        let mut trailing = String::new();
        if let Some(region_set) = self.region_set {
            append_pair(&mut trailing, "X-Amz-Region-Set", region_set);
        }
        let token = self.token.map(|token| {
            let mut pair = String::new();
            let name = match settings.token_header {
                "x-amz-security-token" => "X-Amz-Security-Token",
                other => other,
            };
            append_pair(&mut pair, name, token);
            pair
        });
        let signed_token = token.as_deref().filter(|_| !settings.omit_token);

        let (path, query) = target(request.uri);
        let signed: Vec<&str> = [Some(query), Some(&added), Some(&trailing), signed_token]
            .into_iter()
            .flatten()
            .filter(|part| !part.is_empty())
            .collect();
        let hash = request.payload.hash();
        let query = signed.join("&");
        let canonical = canonical(request.method, path, &query, &headers, settings.path, &hash);
        let signature = (self.sign)(&self.string_to_sign(&canonical));

        append_pair(&mut added, "X-Amz-Signature", &signature);
        for part in [Some(trailing), token].into_iter().flatten() {
            if !part.is_empty() {
                added.push('&');
                added.push_str(&part);
            }
        }
        Signature {
            signature,
            headers: Vec::new(),
            query: added,
        }
    }

    fn string_to_sign(&self, canonical: &str) -> String {
        let mut text = String::with_capacity(192);
        for line in [self.algorithm, self.stamp, self.scope] {
            text.push_str(line);
            text.push('\n');
        }
        write_sha256(&mut text, canonical.as_bytes());
        tracing::trace!(string_to_sign = %text, "signing request");
        text
    }
}

fn append_pair(query: &mut String, name: &str, value: &str) {
    if !query.is_empty() {
        query.push('&');
    }
    query.push_str(name);
    query.push('=');
    write_query_value(query, value);
}

/// Path and query of an absolute URI.
fn target(uri: &str) -> (&str, &str) {
    let rest = uri.split_once("://").map_or(uri, |(_, rest)| rest);
    let rest = rest.split_once('#').map_or(rest, |(rest, _)| rest);
    let (before, query) = rest.split_once('?').unwrap_or((rest, ""));
    let path = before.find('/').map_or("", |slash| &before[slash..]);
    (path, query)
}

/// The canonical request, from headers that are sorted.
fn canonical(
    method: &str,
    path: &str,
    query: &str,
    headers: &[(&str, &str)],
    style: PathStyle,
    hash: &str,
) -> String {
    let mut text = String::with_capacity(1024);
    text.push_str(method);
    text.push('\n');
    write_path(&mut text, path, style);
    text.push('\n');
    write_query(&mut text, query);
    text.push('\n');
    write_headers(&mut text, headers);
    text.push('\n');
    write_names(&mut text, headers);
    text.push('\n');
    text.push_str(hash);
    text
}

#[cfg(test)]
mod tests;
