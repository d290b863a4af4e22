//! The signature a request should carry, computed from the request as it arrived.

use bytes::Bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::Request;
use http::header::HOST;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode};
use sha2::{Digest as _, Sha256};

use super::claim::{ALGORITHM, Claim};
use super::incomplete;
use crate::failure::Failure;

/// What SigV4 writes as it is.
const UNRESERVED: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

const PAYLOAD_HASH: &str = "x-amz-content-sha256";

/// Stands for the hash of a body that is not signed.
const UNSIGNED_PAYLOAD: &[u8] = b"UNSIGNED-PAYLOAD";

/// The signature in hexadecimal digits.
pub(super) fn of(
    request: &Request<Bytes>,
    claim: &Claim<'_>,
    secret: &str,
) -> Result<String, Failure> {
    let canonical = canonical_request(request, claim)?;
    let Claim {
        date,
        region,
        service,
        ..
    } = *claim;
    let text = format!(
        "{ALGORITHM}\n{}\n{date}/{region}/{service}/aws4_request\n{}",
        claim.time_text(request)?,
        hex::encode(Sha256::digest(canonical))
    );
    let key = sign(format!("AWS4{secret}").as_bytes(), date);
    let key = sign(&sign(&sign(&key, region), service), "aws4_request");
    Ok(hex::encode(sign(&key, &text)))
}

/// HMAC-SHA-256.
pub(crate) fn sign(key: &[u8], text: &str) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().into()
}

fn canonical_request(request: &Request<Bytes>, claim: &Claim<'_>) -> Result<Vec<u8>, Failure> {
    let mut text = format!(
        "{}\n{}\n{}\n",
        request.method(),
        canonical_path(request.uri().path()),
        canonical_query(request.uri().query().unwrap_or(""))
    )
    .into_bytes();
    let mut names = claim.signed_headers.clone();
    names.sort_unstable();
    for name in &names {
        text.extend(name.as_bytes());
        text.push(b':');
        text.extend(header(request, name)?);
        text.push(b'\n');
    }
    text.push(b'\n');
    text.extend(names.join(";").as_bytes());
    text.push(b'\n');
    text.extend(payload_hash(request)?);
    Ok(text)
}

/// The path as it was sent, encoded once more, as all services but S3 have it.
fn canonical_path(path: &str) -> String {
    let mut segments = Vec::new();
    let mut rest = path.split('/').skip(1).peekable();
    while let Some(segment) = rest.next() {
        match segment {
            "" if rest.peek().is_some() => {}
            "." => {}
            ".." => drop(segments.pop()),
            segment => segments.push(percent_encode(segment.as_bytes(), &UNRESERVED).to_string()),
        }
    }
    let mut path = String::new();
    for segment in &segments {
        path.push('/');
        path.push_str(segment);
    }
    if path.is_empty() {
        "/".to_owned()
    } else {
        path
    }
}

/// Parameters in one encoding, sorted.
fn canonical_query(query: &str) -> String {
    let encode = |text: &str| {
        let bytes: Vec<u8> = percent_decode_str(text).collect();
        percent_encode(&bytes, &UNRESERVED).to_string()
    };
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let mut pairs: Vec<_> = pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (encode(name), encode(value)))
        .collect();
    pairs.sort_unstable();
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    pairs.join("&")
}

/// The values of a header, trimmed, spaces in a row as one, joined by commas.
fn header(request: &Request<Bytes>, name: &str) -> Result<Vec<u8>, Failure> {
    let mut joined = Vec::new();
    for value in request.headers().get_all(name) {
        if !joined.is_empty() {
            joined.push(b',');
        }
        let words = value.as_bytes().split(|byte| matches!(byte, b' ' | b'\t'));
        let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
        joined.extend(words.join(&b' '));
    }
    if joined.is_empty() && !request.headers().contains_key(name) {
        // In process there may be a URI with the host and no header.
        let authority = request.uri().authority().filter(|_| name == HOST.as_str());
        return match authority {
            Some(authority) => Ok(authority.as_str().as_bytes().to_vec()),
            None => Err(incomplete(format!(
                "The request has no {name} header, though its signature lists it."
            ))),
        };
    }
    Ok(joined)
}

/// The hash of the body, or what the client says instead of it. What it says must be true.
fn payload_hash(request: &Request<Bytes>) -> Result<Vec<u8>, Failure> {
    let hash = hex::encode(Sha256::digest(request.body())).into_bytes();
    match request.headers().get(PAYLOAD_HASH) {
        Some(said) if said.as_bytes() == UNSIGNED_PAYLOAD => Ok(UNSIGNED_PAYLOAD.to_vec()),
        Some(said) if said.as_bytes() != hash => Err(super::invalid(
            "The x-amz-content-sha256 header does not match what was computed from the body.",
        )),
        _ => Ok(hash),
    }
}

#[cfg(test)]
mod tests {
    use super::{canonical_path, canonical_query};

    #[test]
    fn paths_are_encoded_once_more() {
        assert_eq!(canonical_path("/"), "/");
        assert_eq!(canonical_path(""), "/");
        assert_eq!(canonical_path("/a%20b/c"), "/a%2520b/c");
        assert_eq!(canonical_path("/a/../b/./c"), "/b/c");
        assert_eq!(canonical_path("//a/"), "/a/");
    }

    #[test]
    fn parameters_are_sorted_and_of_one_encoding() {
        assert_eq!(canonical_query("b=2&a=%2f&a=1&c"), "a=%2F&a=1&b=2&c=");
        assert_eq!(canonical_query("a=+"), "a=%2B");
    }
}
