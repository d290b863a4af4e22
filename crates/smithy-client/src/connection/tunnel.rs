//! `CONNECT`: the way through a proxy to an endpoint that speaks TLS.

use http::{HeaderValue, Uri};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::error::ConnectionError;
use super::stream::Io;

/// More than this is no head of an answer to `CONNECT`.
const MAX_HEAD: usize = 16 * 1024;

/// Asks the proxy for a tunnel to `target`. Afterwards `io` is a connection to that.
pub(super) async fn open(
    io: &mut Box<dyn Io>,
    target: &Uri,
    authorization: Option<&HeaderValue>,
) -> Result<(), ConnectionError> {
    io.write_all(&request(target, authorization))
        .await
        .map_err(failed)?;
    io.flush().await.map_err(failed)?;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") && !head.ends_with(b"\n\n") {
        // Byte by byte: what follows the head is the endpoint's.
        match io.read_u8().await {
            Ok(byte) if head.len() < MAX_HEAD => head.push(byte),
            Ok(_) => return Err(ConnectionError::Tunnel("an endless answer".to_owned())),
            Err(error) => return Err(failed(error)),
        }
    }
    match status(&head) {
        Some(200..=299) => Ok(()),
        Some(status) => Err(ConnectionError::Tunnel(format!("status {status}"))),
        None => Err(ConnectionError::Tunnel("no HTTP answer".to_owned())),
    }
}

fn request(target: &Uri, authorization: Option<&HeaderValue>) -> Vec<u8> {
    let host = target.host().unwrap_or_default();
    let port = target.port_u16().unwrap_or(443);
    let mut request =
        format!("CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n").into_bytes();
    if let Some(authorization) = authorization {
        request.extend_from_slice(b"Proxy-Authorization: ");
        request.extend_from_slice(authorization.as_bytes());
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(b"\r\n");
    request
}

/// The status in the first line of an answer.
fn status(head: &[u8]) -> Option<u16> {
    let line = head.split(|&byte| byte == b'\n').next()?;
    let mut words = std::str::from_utf8(line).ok()?.split_ascii_whitespace();
    words.next().filter(|word| word.starts_with("HTTP/"))?;
    words.next()?.parse().ok()
}

fn failed(error: std::io::Error) -> ConnectionError {
    match ConnectionError::find(&error) {
        Some(ConnectionError::ReadTimeout) => ConnectionError::ReadTimeout,
        _ => ConnectionError::Tunnel(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_is_found_in_any_bytes() {
        assert_eq!(
            status(b"HTTP/1.0 200 Connection established\r\n\r\n"),
            Some(200)
        );
        assert_eq!(status(b"HTTP/1.1 407\n\n"), Some(407));
        for bytes in [
            &b""[..],
            b"\xff\n",
            b"SSH-2.0\n",
            b"HTTP/1.1 many\n",
            b"HTTP/1.1\n",
        ] {
            assert_eq!(status(bytes), None);
        }
    }

    #[test]
    fn the_request_names_the_port_even_if_it_is_the_usual_one() {
        let target = "https://h.example/path".parse().expect("a URL");
        let secret = HeaderValue::from_static("Basic eA==");
        assert_eq!(
            String::from_utf8(request(&target, Some(&secret))).expect("ASCII"),
            "CONNECT h.example:443 HTTP/1.1\r\nHost: h.example:443\r\n\
             Proxy-Authorization: Basic eA==\r\n\r\n"
        );
    }
}
