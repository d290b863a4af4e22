//! Signature version 4, recomputed from the bytes that arrived.
//!
//! Written from the published algorithm and apart from `aws-sigv4`, so that a mistake in how a
//! client uses that crate cannot hide in the check as well.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use crate::credentials;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// The parts of a request that a signature covers.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    /// HTTP method.
    pub method: &'a str,
    /// Path and query as they arrived.
    pub target: &'a str,
    /// Headers as they arrived.
    pub headers: &'a [(String, String)],
    /// The body.
    pub body: &'a [u8],
}

/// The fields of an `Authorization` header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authorization<'a> {
    /// Access key.
    pub access_key: &'a str,
    /// Day of the scope, as `YYYYMMDD`.
    pub day: &'a str,
    /// Region of the scope.
    pub region: &'a str,
    /// Service of the scope.
    pub service: &'a str,
    /// Names of the signed headers, joined by semicolons.
    pub signed_headers: &'a str,
    /// The signature, in hexadecimal.
    pub signature: &'a str,
}

impl<'a> Authorization<'a> {
    /// Reads the value of the header.
    #[must_use]
    pub fn parse(value: &'a str) -> Option<Self> {
        let fields = value
            .strip_prefix(ALGORITHM)?
            .strip_prefix(" Credential=")?;
        let (credential, fields) = fields.split_once(',')?;
        let (signed_headers, fields) = fields
            .trim_start()
            .strip_prefix("SignedHeaders=")?
            .split_once(',')?;
        let signature = fields.trim_start().strip_prefix("Signature=")?;
        let [access_key, day, region, service, "aws4_request"] =
            credential.split('/').collect::<Vec<_>>()[..]
        else {
            return None;
        };
        Some(Self {
            access_key,
            day,
            region,
            service,
            signed_headers,
            signature,
        })
    }
}

impl Signed<'_> {
    /// What is wrong with the signature of a request; nothing if it is right.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        let Some(value) = self.header("authorization") else {
            return Some("unsigned".to_owned());
        };
        let Some(authorization) = Authorization::parse(value) else {
            return Some("authorization header malformed".to_owned());
        };
        let Some(secret) = credentials::secret(authorization.access_key) else {
            return Some(format!("unknown access key {}", authorization.access_key));
        };
        for required in ["host", "x-amz-date"] {
            if !authorization
                .signed_headers
                .split(';')
                .any(|name| name == required)
            {
                return Some(format!("{required} is not signed"));
            }
        }
        for name in authorization.signed_headers.split(';') {
            if self.header(name).is_none() {
                return Some(format!("signed header not sent: {name}"));
            }
        }
        self.judge(&authorization, secret)
    }

    /// What is wrong with a request whose signature is in its address; nothing if it is right. How long
    /// it is valid is not judged.
    #[must_use]
    pub fn presigned_problem(&self) -> Option<String> {
        let (path, query) = self.target.split_once('?').unwrap_or((self.target, ""));
        let mut signature = None;
        let mut fields = Vec::new();
        let mut rest = Vec::new();
        for pair in query.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            match name {
                "X-Amz-Signature" => signature = Some(value),
                _ => rest.push(pair),
            }
            fields.push((name, value.replace("%2F", "/").replace("%3B", ";")));
        }
        let field = |name: &str| {
            let mut fields = fields.iter().filter(|(field, _)| *field == name);
            fields.next().map_or("", |(_, value)| value.as_str())
        };
        if field("X-Amz-Expires").is_empty() {
            return Some("never expires".to_owned());
        }
        let credential = field("X-Amz-Credential");
        let names = field("X-Amz-SignedHeaders");
        let value = format!(
            "{ALGORITHM} Credential={credential}, SignedHeaders={names}, Signature={}",
            signature.unwrap_or_default()
        );
        let Some(authorization) = Authorization::parse(&value) else {
            return Some("signature malformed".to_owned());
        };
        let Some(secret) = credentials::secret(authorization.access_key) else {
            return Some(format!("unknown access key {}", authorization.access_key));
        };
        // As it would be with the same said in headers.
        let target = format!("{path}?{}", rest.join("&"));
        let mut headers = self.headers.to_vec();
        headers.push(("x-amz-date".to_owned(), field("X-Amz-Date").to_owned()));
        if authorization.service == "s3" && self.header("x-amz-content-sha256").is_none() {
            headers.push((
                "x-amz-content-sha256".to_owned(),
                "UNSIGNED-PAYLOAD".to_owned(),
            ));
        }
        let same = Signed {
            target: &target,
            headers: &headers,
            ..*self
        };
        same.judge(&authorization, secret)
    }

    fn judge(&self, authorization: &Authorization<'_>, secret: &str) -> Option<String> {
        let (path, _) = self.target.split_once('?').unwrap_or((self.target, ""));
        let paths = match authorization.service {
            "s3" => vec![path.to_owned()],
            _ => normalized(path)
                .iter()
                .map(|path| encode_path(path))
                .collect(),
        };
        let right = paths
            .iter()
            .any(|path| authorization.signature == self.signature(authorization, secret, path));
        (!right).then(|| "signature does not match".to_owned())
    }

    /// Access key, region and service that a request names in its signature.
    #[must_use]
    pub fn scope(&self) -> Option<String> {
        let Authorization {
            access_key,
            region,
            service,
            ..
        } = Authorization::parse(self.header("authorization")?)?;
        Some(format!("{access_key}/{region}/{service}"))
    }

    fn signature(&self, authorization: &Authorization<'_>, secret: &str, path: &str) -> String {
        let Authorization {
            day,
            region,
            service,
            signed_headers,
            ..
        } = authorization;
        let scope = format!("{day}/{region}/{service}/aws4_request");
        let date = self.header("x-amz-date").unwrap_or_default();
        let canonical = sha256(self.canonical_request(signed_headers, path).as_bytes());
        let to_sign = format!("{ALGORITHM}\n{date}\n{scope}\n{canonical}");
        let key = scope
            .split('/')
            .fold(format!("AWS4{secret}").into_bytes(), |key, part| {
                mac(&key, part)
            });
        hex::encode(mac(&key, &to_sign))
    }

    fn canonical_request(&self, signed_headers: &str, path: &str) -> String {
        let (_, query) = self.target.split_once('?').unwrap_or((self.target, ""));
        let mut pairs: Vec<_> = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .collect();
        pairs.sort_unstable();
        let query: Vec<_> = pairs
            .iter()
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        let headers: String = signed_headers
            .split(';')
            .map(|name| format!("{name}:{}\n", self.canonical_values(name)))
            .collect();
        let body_hash = match self.header("x-amz-content-sha256") {
            Some(announced) => announced.to_owned(),
            None => sha256(self.body),
        };
        [
            self.method,
            path,
            &query.join("&"),
            &headers,
            signed_headers,
            &body_hash,
        ]
        .join("\n")
    }

    fn canonical_values(&self, name: &str) -> String {
        let values = self
            .headers
            .iter()
            .filter(|(key, _)| key.eq_ignore_ascii_case(name));
        let values = values.map(|(_, value)| {
            value
                .split(' ')
                .filter(|word| !word.is_empty())
                .collect::<Vec<_>>()
        });
        values
            .map(|words| words.join(" "))
            .collect::<Vec<_>>()
            .join(",")
    }

    fn header(&self, name: &str) -> Option<&str> {
        let mut found = self
            .headers
            .iter()
            .filter(|(key, _)| key.eq_ignore_ascii_case(name));
        found.next().map(|(_, value)| value.trim())
    }
}

/// The path without what it says twice or takes back, as every service but S3 asks. Of a path that
/// ends in `/.` or `/..`, RFC 3986 and aws-sigv4 keep the slash, and botocore does not.
fn normalized(path: &str) -> Vec<String> {
    let mut kept = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(kept.pop()),
            name => kept.push(name),
        }
    }
    let closed = format!("/{}", kept.join("/"));
    let open = format!("{closed}/");
    match ["/", "/.", "/.."].map(|end| path.ends_with(end)) {
        _ if kept.is_empty() => vec![closed],
        [true, ..] => vec![open],
        [false, false, false] => vec![closed],
        _ => vec![open, closed],
    }
}

/// Encodes the path once more, as every service but S3 asks.
fn encode_path(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

fn mac(key: &[u8], message: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(message.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(authorization: &str) -> Vec<(String, String)> {
        let pairs = [
            ("Host", "example.amazonaws.com"),
            ("X-Amz-Date", "20150830T123600Z"),
            ("Authorization", authorization),
        ];
        pairs
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec()
    }

    fn problem(target: &str, authorization: &str) -> Option<String> {
        let headers = headers(authorization);
        Signed {
            method: "GET",
            target,
            headers: &headers,
            body: b"",
        }
        .problem()
    }

    // A request and its signature, computed with the standard library of another language.
    const GOOD: &str = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
         SignedHeaders=host;x-amz-date, \
         Signature=50d9917f49da4fae5c9a37e31daa00b4f3c1ee4b3f52484ac1d1b69803616728";

    #[test]
    fn a_right_signature_has_no_problem() {
        assert_eq!(problem("/?b=2&a=1", GOOD), None);
    }

    #[test]
    fn paths_are_normalized() {
        let cases: [(&str, &[&str]); 6] = [
            ("/", &["/"]),
            ("/runCache/", &["/runCache/"]),
            ("/runCache/.", &["/runCache/", "/runCache"]),
            ("/runCache/..", &["/"]),
            ("/a//b/./../c", &["/a/c"]),
            ("/runCache/.%2F", &["/runCache/.%2F"]),
        ];
        for (path, canonical) in cases {
            assert_eq!(normalized(path), canonical);
        }
    }

    #[test]
    fn anything_else_is_named() {
        assert_eq!(
            problem("/?a=1&b=3", GOOD).as_deref(),
            Some("signature does not match")
        );
        assert_eq!(
            problem("/", &GOOD.replace("host;", "")).as_deref(),
            Some("host is not signed")
        );
        assert_eq!(
            problem("/", &GOOD.replace("host;", "host;range;")).as_deref(),
            Some("signed header not sent: range")
        );
        assert_eq!(
            problem("/", &GOOD.replace("AKIDEXAMPLE", "AKIDOTHER")).as_deref(),
            Some("unknown access key AKIDOTHER")
        );
        assert_eq!(
            problem("/", "Basic x").as_deref(),
            Some("authorization header malformed")
        );
    }
}
