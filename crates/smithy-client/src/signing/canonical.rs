//! The canonical forms that a signature covers: path, query, host and headers.

use std::borrow::Cow;

/// How a path is written before it is signed. Every service but S3 has both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PathStyle {
    /// Removes empty segments, `.` and `..`.
    pub normalize: bool,
    /// Encodes once more what is already encoded for the wire.
    pub double_encode: bool,
}

/// Appends a path as it is signed.
pub(super) fn write_path(out: &mut String, path: &str, style: PathStyle) {
    let path = if path.is_empty() { "/" } else { path };
    if !style.normalize {
        return write_encoded(out, path, style.double_encode);
    }
    if !path.contains("//") && !path.contains("/.") {
        return write_encoded(out, path, style.double_encode);
    }
    let mut segments = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()),
            name => segments.push(name),
        }
    }
    if segments.is_empty() {
        out.push('/');
    }
    for segment in &segments {
        out.push('/');
        write_encoded(out, segment, style.double_encode);
    }
    // A path that ends in `/.` or `/..` ends without a slash, as botocore has it.
    if path.ends_with('/') && !segments.is_empty() {
        out.push('/');
    }
}

fn write_encoded(out: &mut String, path: &str, encode: bool) {
    let kept = |byte: u8| byte == b'/' || is_unreserved(byte);
    if !encode || path.bytes().all(kept) {
        return out.push_str(path);
    }
    for byte in path.bytes() {
        if kept(byte) {
            out.push(char::from(byte));
        } else {
            write_percent(out, byte);
        }
    }
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

fn write_percent(out: &mut String, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    out.push('%');
    out.push(char::from(DIGITS[usize::from(byte >> 4)]));
    out.push(char::from(DIGITS[usize::from(byte & 15)]));
}

/// Appends a value as it stands in a query.
pub(crate) fn write_query_value(out: &mut String, value: &str) {
    for byte in value.bytes() {
        if is_unreserved(byte) {
            out.push(char::from(byte));
        } else {
            write_percent(out, byte);
        }
    }
}

/// Appends a query as it is signed: its pairs sorted, and otherwise as they are sent. What is
/// encoded stays so, and a `+` stays a `+`: whoever wrote the query decided what it means.
pub(super) fn write_query(out: &mut String, query: &str) {
    if query.is_empty() {
        return;
    }
    let pair = |text| match str::split_once(text, '=') {
        Some(pair) => pair,
        None => (text, ""),
    };
    if !query.contains('&') {
        let (name, value) = pair(query);
        return write_pair(out, name, value);
    }
    let mut pairs: Vec<(&str, &str)> = query.split('&').map(pair).collect();
    pairs.sort_unstable();
    for (index, (name, value)) in pairs.into_iter().enumerate() {
        if index > 0 {
            out.push('&');
        }
        write_pair(out, name, value);
    }
}

fn write_pair(out: &mut String, name: &str, value: &str) {
    out.push_str(name);
    out.push('=');
    out.push_str(value);
}

/// The host of a URI as it goes into the `host` header: without user information, without the
/// port the scheme implies, and in lower case. It is owned where the case was changed.
pub(super) fn host(uri: &str) -> Option<Cow<'_, str>> {
    let (scheme, rest) = uri.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let authority = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    // What follows the last colon of an IPv6 address ends with a bracket, and so is no port that could be left out.
    let (host, port) = authority.rsplit_once(':').unwrap_or((authority, ""));
    if host.is_empty() {
        return None;
    }
    let implied = match scheme {
        "http" => "80",
        "https" => "443",
        _ => "",
    };
    let sent = match port.is_empty() || port == implied {
        true => host,
        false => authority,
    };
    Some(match sent.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(sent.to_ascii_lowercase()),
        false => Cow::Borrowed(sent),
    })
}

/// Headers that proxies add, change or drop on the way: they are never signed.
const UNSIGNED: [&str; 15] = [
    "authorization",
    "baggage",
    "connection",
    "expect",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "traceparent",
    "tracestate",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "x-amzn-trace-id",
];

/// Whether a header, named in lower case, is part of a signature.
pub(super) fn is_signed(name: &str) -> bool {
    !UNSIGNED.contains(&name)
}

/// Appends headers as they are signed, a line each, from pairs sorted by name. Values of the same
/// name stand in their order, joined by commas.
pub(super) fn write_headers(out: &mut String, sorted: &[(&str, &str)]) {
    let mut last = None;
    for (name, value) in sorted {
        if last == Some(name) {
            out.push(',');
        } else {
            if last.is_some() {
                out.push('\n');
            }
            out.push_str(name);
            out.push(':');
            last = Some(name);
        }
        write_trimmed(out, value);
    }
    out.push('\n');
}

/// Appends the names of headers, from pairs sorted by name.
pub(super) fn write_names(out: &mut String, sorted: &[(&str, &str)]) {
    let mut last = None;
    for (name, _) in sorted {
        if last == Some(name) {
            continue;
        }
        if last.is_some() {
            out.push(';');
        }
        out.push_str(name);
        last = Some(name);
    }
}

/// Appends a value without blanks around it and with single ones within.
fn write_trimmed(out: &mut String, value: &str) {
    let blank = [' ', '\t'];
    if !value.contains("  ") && !value.contains('\t') {
        return out.push_str(value.trim_matches(blank));
    }
    let words = value.split(blank).filter(|word| !word.is_empty());
    for (index, word) in words.enumerate() {
        if index > 0 {
            out.push(' ');
        }
        out.push_str(word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(path: &str) -> String {
        let mut out = String::new();
        let style = PathStyle {
            normalize: true,
            double_encode: true,
        };
        write_path(&mut out, path, style);
        out
    }

    #[test]
    fn paths_are_normalized_and_encoded_once_more() {
        for (given, canonical) in [
            ("", "/"),
            ("/", "/"),
            ("//", "/"),
            ("/a/b/", "/a/b/"),
            ("/a//b/./../c", "/a/c"),
            ("/../a", "/a"),
            ("/a/.", "/a"),
            ("/a/..", "/"),
            ("/a/%2E", "/a/%252E"),
            ("/a/.b/..c/d.", "/a/.b/..c/d."),
            ("/a/%20b~c", "/a/%2520b~c"),
            ("/a+b:c@d", "/a%2Bb%3Ac%40d"),
            ("/ä", "/%C3%A4"),
        ] {
            assert_eq!(path(given), canonical, "{given}");
        }
    }

    #[test]
    fn each_part_of_the_style_can_be_left_out() {
        for (normalize, double_encode, canonical) in [
            (false, false, "/a//b/../%20"),
            (false, true, "/a//b/../%2520"),
            (true, false, "/a/%20"),
        ] {
            let style = PathStyle {
                normalize,
                double_encode,
            };
            let mut out = String::new();
            write_path(&mut out, "/a//b/../%20", style);
            assert_eq!(out, canonical);
        }
    }

    #[test]
    fn queries_are_sorted_and_left_as_they_are() {
        for (given, canonical) in [
            ("", ""),
            ("a", "a="),
            ("b=2&a=1", "a=1&b=2"),
            ("a=2&a=1&a", "a=&a=1&a=2"),
            ("a=b+c&d=%2B", "a=b+c&d=%2B"),
            ("a=%26&a=b=c", "a=%26&a=b=c"),
            ("a-b=1&a=2", "a=2&a-b=1"),
            ("a=1&", "=&a=1"),
        ] {
            let mut out = String::new();
            write_query(&mut out, given);
            assert_eq!(out, canonical, "{given}");
        }
    }

    #[test]
    fn hosts_are_those_of_the_host_header() {
        for (uri, expected) in [
            ("https://example.com/a:b@c", "example.com"),
            ("https://example.com:443?x=:1", "example.com"),
            ("http://example.com:443", "example.com:443"),
            ("http://example.com:80/", "example.com"),
            ("http://example.com:/a", "example.com"),
            ("http://user:p@ss@Example.COM:8080", "example.com:8080"),
            ("http://[::1]:8080/", "[::1]:8080"),
            ("http://[::1]", "[::1]"),
            ("http://[::80]", "[::80]"),
            ("http://[::]", "[::]"),
            ("http://[FE80::1]:80", "[fe80::1]"),
        ] {
            assert_eq!(host(uri).as_deref(), Some(expected), "{uri}");
        }
        for uri in [
            "",
            "/a",
            "example.com",
            "http://",
            "http:///a",
            "http://:80",
        ] {
            assert_eq!(host(uri), None, "{uri}");
        }
    }

    #[test]
    fn values_of_a_name_are_joined_and_trimmed() {
        let sorted = [
            ("a", "  x   y\t z "),
            ("a", "ü"),
            ("a-b", ""),
            ("b", "1"),
            ("c", "x\ty"),
            ("d", "x  y"),
            ("e", "\tx y"),
        ];
        let mut out = String::new();
        write_headers(&mut out, &sorted);
        assert_eq!(out, "a:x y z,ü\na-b:\nb:1\nc:x y\nd:x y\ne:x y\n");
        let mut names = String::new();
        write_names(&mut names, &sorted);
        assert_eq!(names, "a;a-b;b;c;d;e");
    }
}
