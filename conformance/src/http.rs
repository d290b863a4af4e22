//! As much of HTTP/1.1 as the scripted server needs.
//!
//! A library would hide what cases are about: bytes that are no HTTP, bodies cut short, resets.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt as _};

use crate::case::{Answer, Fault};

/// One request as it arrived.
#[derive(Debug)]
pub(crate) struct Incoming {
    pub(crate) method: String,
    /// Host and port of a `CONNECT`, otherwise path and query.
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Whether the connection stays open for another request.
    pub(crate) keep_alive: bool,
}

/// Reads the next request; none if the peer has closed the connection.
pub(crate) async fn read<S: AsyncRead + Unpin>(stream: &mut S) -> io::Result<Option<Incoming>> {
    let mut bytes = Vec::new();
    let (mut request, head) = loop {
        if stream.read_buf(&mut bytes).await? == 0 {
            return if bytes.is_empty() {
                Ok(None)
            } else {
                Err(io::ErrorKind::UnexpectedEof.into())
            };
        }
        if let Some(parsed) = parse(&bytes)? {
            break parsed;
        }
    };
    let length = head + content_length(&request.headers)?;
    while bytes.len() < length {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    request.body = bytes.split_off(head);
    request.body.truncate(length - head);
    Ok(Some(request))
}

/// The request line and the headers, once complete, and how long they are.
fn parse(bytes: &[u8]) -> io::Result<Option<(Incoming, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut request = httparse::Request::new(&mut headers);
    let httparse::Status::Complete(length) = request.parse(bytes).map_err(invalid)? else {
        return Ok(None);
    };
    let headers = texts(request.headers);
    let closes = headers.iter().any(|(name, value)| {
        name.eq_ignore_ascii_case("connection") && value.eq_ignore_ascii_case("close")
    });
    let incoming = Incoming {
        method: request.method.unwrap_or_default().to_owned(),
        target: origin_form(request.path.unwrap_or_default()).to_owned(),
        keep_alive: request.version == Some(1) && !closes,
        headers,
        body: Vec::new(),
    };
    Ok(Some((incoming, length)))
}

/// Path and query of a target, which a proxy gets with scheme and host before them.
fn origin_form(target: &str) -> &str {
    match target.strip_prefix("http://") {
        None => target,
        Some(rest) => rest.find('/').map_or("/", |slash| &rest[slash..]),
    }
}

/// One answer as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Answered {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// All of it.
    pub(crate) bytes: Vec<u8>,
}

/// Reads an answer that says how long it is.
pub(crate) async fn read_answer<S: AsyncRead + Unpin>(stream: &mut S) -> io::Result<Answered> {
    let mut bytes = Vec::new();
    let (status, headers, head) = loop {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let mut headers = [httparse::EMPTY_HEADER; 64];
        let mut response = httparse::Response::new(&mut headers);
        if let httparse::Status::Complete(head) = response.parse(&bytes).map_err(invalid)? {
            break (
                response.code.unwrap_or_default(),
                texts(response.headers),
                head,
            );
        }
    };
    let length = head + content_length(&headers)?;
    while bytes.len() < length {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    let body = bytes[head..length].to_vec();
    Ok(Answered {
        status,
        headers,
        body,
        bytes,
    })
}

/// Headers as text, in order.
fn texts(headers: &[httparse::Header<'_>]) -> Vec<(String, String)> {
    let text = |header: &httparse::Header<'_>| {
        let value = String::from_utf8_lossy(header.value);
        (header.name.to_owned(), value.into_owned())
    };
    headers.iter().map(text).collect()
}

fn content_length(headers: &[(String, String)]) -> io::Result<usize> {
    let header = |wanted: &str| {
        headers
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
    };
    if header("transfer-encoding").is_some() {
        return Err(invalid(
            "a request with a transfer encoding, which no case needs",
        ));
    }
    header("content-length").map_or(Ok(0), |(_, value)| value.trim().parse().map_err(invalid))
}

fn invalid(problem: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, problem)
}

/// The bytes of an answer.
pub(crate) fn response(answer: &Answer) -> Vec<u8> {
    let payload = answer.payload();
    let missing = if answer.fault == Some(Fault::Truncate) {
        50
    } else {
        0
    };
    let mut headers = vec![
        ("Content-Type", "application/json"),
        ("x-amzn-RequestId", "00000000-1111-2222-3333-444444444444"),
        ("Date", "Thu, 01 Jan 2026 00:00:00 GMT"),
    ];
    for (name, value) in &answer.headers {
        headers.retain(|(default, _)| !default.eq_ignore_ascii_case(name));
        headers.extend(value.as_deref().map(|value| (name.as_str(), value)));
    }
    let mut head = format!("HTTP/1.1 {} X\r\n", answer.status);
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!(
        "Content-Length: {}\r\n\r\n",
        payload.len() + missing
    ));
    [head.into_bytes(), payload].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn reads_a_proxied_request_and_its_body() {
        let mut bytes: &[u8] =
            b"POST http://host/runCache?a=b HTTP/1.1\r\nHost: host\r\nContent-Length: 2\r\n\r\n{}";
        let request = read(&mut bytes)
            .await
            .expect("complete")
            .expect("there is one");
        assert_eq!(
            (request.method.as_str(), request.target.as_str()),
            ("POST", "/runCache?a=b")
        );
        assert_eq!(request.body, b"{}");
        assert!(request.keep_alive);
        assert!(read(&mut bytes).await.expect("closed cleanly").is_none());
    }

    #[tokio::test]
    async fn a_request_cut_short_is_an_error() {
        let mut bytes: &[u8] = b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n{}";
        let error = read(&mut bytes).await.expect_err("seven bytes are missing");
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    }
}
