//! The signature a request should carry, computed from the request as it arrived.

use std::fmt::Display;

use bytes::Bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::Request;
use http::header::HOST;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

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

/// Whether the claim has the signature that its request should carry.
///
/// Parameters are taken in one encoding, as the specification has it, or else as they were sent,
/// which is what botocore signs.
pub(super) fn is_good(
    request: &Request<Bytes>,
    claim: &Claim<'_>,
    secret: &str,
) -> Result<bool, Failure> {
    let Claim {
        date,
        region,
        service,
        ..
    } = *claim;
    let key = sign(format!("AWS4{secret}").as_bytes(), date);
    let key = sign(&sign(&sign(&key, region), service), "aws4_request");
    let time = claim.time_text(request)?;
    let is_good = |query: &str| -> Result<bool, Failure> {
        let canonical = hex::encode(Sha256::digest(canonical_request(request, claim, query)?));
        let scope = format!("{date}/{region}/{service}/aws4_request");
        let wanted = sign(&key, &format!("{ALGORITHM}\n{time}\n{scope}\n{canonical}"));
        Ok(hex::encode(wanted)
            .as_bytes()
            .ct_eq(claim.signature.as_bytes())
            .into())
    };
    let query = request.uri().query().unwrap_or("");
    let (encoded, sent) = (encoded_query(query), sent_query(query));
    Ok(is_good(&encoded)? || encoded != sent && is_good(&sent)?)
}

/// HMAC-SHA-256.
pub(crate) fn sign(key: &[u8], text: &str) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().into()
}

fn canonical_request(
    request: &Request<Bytes>,
    claim: &Claim<'_>,
    query: &str,
) -> Result<Vec<u8>, Failure> {
    let (method, path) = (request.method(), canonical_path(request.uri().path()));
    let mut text = format!("{method}\n{path}\n{query}\n").into_bytes();
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
fn encoded_query(query: &str) -> String {
    let encode = |text: &str| {
        let bytes: Vec<u8> = percent_decode_str(text).collect();
        percent_encode(&bytes, &UNRESERVED).to_string()
    };
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    sorted(pairs.map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (encode(name), encode(value))
    }))
}

/// Parameters as they were sent, sorted.
fn sent_query(query: &str) -> String {
    if query.is_empty() {
        return String::new();
    }
    let pairs = query.split('&');
    sorted(pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))))
}

fn sorted<T: Display + Ord>(pairs: impl Iterator<Item = (T, T)>) -> String {
    let mut pairs: Vec<_> = pairs.collect();
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
    for (number, value) in request.headers().get_all(name).iter().enumerate() {
        if number > 0 {
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
    use bytes::Bytes;
    use http::{Request, Uri};
    use serde_json::Value;

    use super::{canonical_path, encoded_query, is_good, sent_query};
    use crate::access::claim::Claim;

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
        assert_eq!(encoded_query("b=2&a=%2f&a=1&c"), "a=%2F&a=1&b=2&c=");
        assert_eq!(encoded_query("a=+"), "a=%2B");
        assert_eq!(sent_query("b=+&a=%2f&&c"), "=&a=%2f&b=+&c=");
    }

    /// Requests with any path, query and headers as botocore signs them; `SIGNING_VECTORS` names a
    /// file with others than those the client is held to.
    #[test]
    fn what_botocore_signs_is_good_and_nothing_else() {
        let path = "/../../conformance/signing/vectors.jsonl";
        let file = std::env::var("SIGNING_VECTORS")
            .unwrap_or_else(|_| format!("{}{path}", env!("CARGO_MANIFEST_DIR")));
        let text = std::fs::read_to_string(file).expect("the vectors can be read");
        let vectors = text
            .lines()
            .map(|line| -> Value { serde_json::from_str(line).expect("a line is a vector") });
        let mut count = 0;
        for vector in vectors.filter(|vector| vector["style"] == "v4") {
            let Some(request) = sent(&vector) else {
                continue;
            };
            let header = vector["authorization"]
                .as_str()
                .expect("botocore signed it");
            let claim = Claim::parse(header).expect("botocore claims as we read it");
            let secret = vector["secret"].as_str().expect("a secret");
            let good = is_good(&request, &claim, secret);
            assert!(matches!(good, Ok(true)), "{good:?}: {vector}");
            let good = is_good(&request, &claim, &format!("{secret}x"));
            assert!(matches!(good, Ok(false)), "{good:?}: {vector}");
            count += 1;
        }
        assert!(count > 100, "{count} vectors");
    }

    /// The request of a vector as it arrives, if HTTP lets it.
    fn sent(vector: &Value) -> Option<Request<Bytes>> {
        let text = |name: &str| vector[name].as_str();
        let url = text("url")?;
        let (scheme, rest) = url.split_once("://")?;
        let at = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, target) = rest.split_at(at);
        let target = match target {
            target if target.starts_with('/') => target.to_owned(),
            target => format!("/{target}"),
        };
        let mut request = Request::builder().method(text("method")?);
        let mut has_host = false;
        for header in vector["headers"].as_array()? {
            let (name, value) = (header[0].as_str()?, header[1].as_str()?);
            has_host |= name.eq_ignore_ascii_case("host");
            request = request.header(name, value.as_bytes());
        }
        if !has_host {
            let default = if scheme == "http" { ":80" } else { ":443" };
            let host = authority.strip_suffix(default).unwrap_or(authority);
            let host = host.strip_suffix(':').unwrap_or(host);
            request = request.header("host", host.to_ascii_lowercase());
        }
        let seconds = vector["seconds"].as_i64()?;
        let time = aws_smithy_types::DateTime::from_secs(seconds);
        let time = time
            .fmt(aws_smithy_types::date_time::Format::DateTime)
            .ok()?;
        request = request.header("x-amz-date", time.replace(['-', ':'], ""));
        if let Some(token) = text("token") {
            request = request.header("x-amz-security-token", token);
        }
        let uri: Uri = target.parse().ok()?;
        request
            .uri(uri)
            .body(Bytes::copy_from_slice(text("body")?.as_bytes()))
            .ok()
    }
}
