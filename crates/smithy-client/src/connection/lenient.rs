//! Answers that hyper refuses and Python's `http.client` reads.
//!
//! hyper can be told to take odd header lines, but not odd lengths, nor a body after a status that
//! has none. So the head of every answer is held back until it is complete, and what is odd in it is
//! written as hyper wants it. Bodies pass as they are. What hyper would take away from values, blanks
//! at their ends, is marked on its way in, and put right on its way out by [`restore`].

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use http::{HeaderMap, HeaderValue};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A longer head is passed on as it is, for hyper to refuse.
const MAX_HEAD: usize = 256 * 1024;

/// A connection whose answers are mended.
pub(super) struct Lenient<T> {
    io: T,
    /// What was read and not passed on.
    held: Vec<u8>,
    state: State,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    /// The head of an answer is awaited, or has begun.
    Head,
    /// What is held is passed on, then everything that comes.
    Body,
    /// What is held is passed on, and nothing that comes before the next request: the status allows
    /// no body.
    Skip,
}

impl<T> Lenient<T> {
    pub(super) fn new(io: T) -> Self {
        Self {
            io,
            held: Vec::new(),
            state: State::Head,
        }
    }

    /// Looks at what is held after more was read; at the end of the stream nothing more will come.
    fn consider(&mut self, is_end: bool) {
        let start = b"HTTP/";
        let compared = start.len().min(self.held.len());
        let is_answer = self.held[..compared] == start[..compared];
        if !is_answer || is_end || self.held.len() > MAX_HEAD {
            self.state = State::Body;
            return;
        }
        let Some(end) = end_of_head(&self.held) else {
            return;
        };
        match status(&self.held) {
            // Another head follows.
            Some(100 | 102..=199) if self.held.len() == end => {}
            Some(100 | 102..=199) => {
                let rest = self.held.split_off(end);
                // Only what follows matters; nobody waits for these.
                self.held = rest;
                self.consider(false);
            }
            Some(204 | 304) => {
                self.held.truncate(end);
                self.held = marked(&without_length(&self.held));
                self.state = State::Skip;
            }
            _ => {
                let body = self.held.split_off(end);
                self.held = marked(&mended(&self.held));
                self.held.extend(body);
                self.state = State::Body;
            }
        }
    }
}

/// Where the head ends: behind the first empty line.
fn end_of_head(bytes: &[u8]) -> Option<usize> {
    let mut line = 0;
    for (at, _) in bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n') {
        if matches!(&bytes[line..at], b"" | b"\r") && line > 0 {
            return Some(at + 1);
        }
        line = at + 1;
    }
    None
}

fn status(head: &[u8]) -> Option<u16> {
    let line = head.split(|&byte| byte == b'\n').next()?;
    let mut words = line.split(|byte| byte.is_ascii_whitespace());
    std::str::from_utf8(words.nth(1)?).ok()?.parse().ok()
}

/// The head without a length, which would be that of a body that is not read.
fn without_length(head: &[u8]) -> Vec<u8> {
    let lines = head.split_inclusive(|&byte| byte == b'\n');
    lines
        .filter(|line| !is_length(line))
        .flatten()
        .copied()
        .collect()
}

/// Whether the line of a head is a length.
fn is_length(line: &[u8]) -> bool {
    let name = line.split(|&byte| byte == b':').next().unwrap_or_default();
    name.trim_ascii().eq_ignore_ascii_case(b"content-length") && name.len() < line.len()
}

/// The head with at most one length, which is a number. Of several the first counts; one that is no
/// number is none.
fn mended(head: &[u8]) -> Vec<u8> {
    let lines = head.split_inclusive(|&byte| byte == b'\n');
    let lengths: Vec<&[u8]> = lines.clone().filter(|line| is_length(line)).collect();
    let is_plain = |line: &[u8]| number(line).is_some_and(|(_, is_plain)| is_plain);
    if lengths.len() <= 1 && lengths.iter().all(|line| is_plain(line)) {
        return head.to_vec();
    }
    let first = lengths.first().and_then(|line| number(line));
    let mut mended = Vec::with_capacity(head.len());
    let mut is_first = true;
    for line in lines {
        if !is_length(line) {
            mended.extend_from_slice(line);
        } else if is_first {
            is_first = false;
            if let Some((length, _)) = first {
                mended.extend_from_slice(format!("Content-Length: {length}\r\n").as_bytes());
            }
        }
    }
    mended
}

/// Behind what hyper would trim. No UTF-8 has this byte.
const MARK: u8 = 0xff;

/// The head with a mark behind each value that ends with a blank, or with that mark.
fn marked(head: &[u8]) -> Vec<u8> {
    let mut marked = Vec::with_capacity(head.len());
    for line in head.split_inclusive(|&byte| byte == b'\n') {
        let end = line.len()
            - line
                .iter()
                .rev()
                .take_while(|b| b"\r\n".contains(b))
                .count();
        let (line, line_end) = line.split_at(end);
        let value = line.splitn(2, |&byte| byte == b':').nth(1);
        let has_text = value.is_some_and(|value| !value.trim_ascii().is_empty());
        marked.extend_from_slice(line);
        if has_text && matches!(line.last(), Some(b' ' | b'\t' | &MARK)) {
            marked.push(MARK);
        }
        marked.extend_from_slice(line_end);
    }
    marked
}

/// Takes the marks away again, and makes text of values that are not UTF-8: as Python does, byte by
/// byte.
pub(super) fn restore(headers: &mut HeaderMap) {
    for value in headers.values_mut() {
        let bytes = value.as_bytes();
        let unmarked = bytes.strip_suffix(&[MARK]).unwrap_or(bytes);
        let restored = match std::str::from_utf8(unmarked) {
            Ok(_) if unmarked.len() == bytes.len() => continue,
            Ok(text) => HeaderValue::from_bytes(text.as_bytes()).ok(),
            Err(_) => {
                let text: String = unmarked.iter().map(|&byte| char::from(byte)).collect();
                HeaderValue::from_bytes(text.as_bytes()).ok()
            }
        };
        if let Some(restored) = restored {
            *value = restored;
        }
    }
}

/// The number in a line, as Python's `int` reads it, and whether it is written with digits only.
fn number(line: &[u8]) -> Option<(u64, bool)> {
    let value = line.splitn(2, |&byte| byte == b':').nth(1)?;
    let text = std::str::from_utf8(value.trim_ascii()).ok()?;
    let digits = text.strip_prefix('+').unwrap_or(text);
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    let length = digits.parse().ok().filter(|_| is_number)?;
    Some((length, digits.len() == text.len()))
}

impl<T: AsyncRead + Unpin> AsyncRead for Lenient<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        while self.state == State::Head {
            let mut chunk = [0; 4096];
            let mut chunk = ReadBuf::new(&mut chunk);
            ready!(Pin::new(&mut self.io).poll_read(cx, &mut chunk))?;
            self.held.extend_from_slice(chunk.filled());
            self.consider(chunk.filled().is_empty());
        }
        if !self.held.is_empty() {
            let count = self.held.len().min(buf.remaining());
            buf.put_slice(&self.held[..count]);
            self.held.drain(..count);
            return Poll::Ready(Ok(()));
        }
        while self.state == State::Skip {
            let mut chunk = [0; 512];
            let mut chunk = ReadBuf::new(&mut chunk);
            ready!(Pin::new(&mut self.io).poll_read(cx, &mut chunk))?;
            if chunk.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
        }
        Pin::new(&mut self.io).poll_read(cx, buf)
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Lenient<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        // What is written after an answer begins the next request.
        if self.state != State::Head && self.held.is_empty() {
            self.state = State::Head;
        }
        Pin::new(&mut self.io).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_as_python_reads_them() {
        let mend = |head: &str| String::from_utf8(mended(head.as_bytes())).expect("ASCII");
        let head = |lengths: &str| format!("HTTP/1.1 200 OK\r\n{lengths}A: b\r\n\r\n");
        for (given, wanted) in [
            ("Content-Length: 5\r\n", "Content-Length: 5\r\n"),
            ("content-length: +5\r\n", "Content-Length: 5\r\n"),
            ("Content-Length: -5\r\n", ""),
            ("Content-Length: five\r\n", ""),
            (
                "Content-Length: 5\r\nContent-Length: 7\r\n",
                "Content-Length: 5\r\n",
            ),
            ("Content-Length: 5, 5\r\n", ""),
            ("", ""),
        ] {
            assert_eq!(mend(&head(given)), head(wanted), "{given}");
        }
    }

    #[test]
    fn a_body_that_is_not_read_has_no_length() {
        let head = b"HTTP/1.1 204 X\r\nA: b\r\ncontent-length : 4\r\nContent-Length: 4\r\n\r\n";
        assert_eq!(without_length(head), b"HTTP/1.1 204 X\r\nA: b\r\n\r\n");
    }

    #[test]
    fn blanks_at_the_end_of_a_value_come_through() {
        let head = b"HTTP/1.1 200 OK \r\nA: b \r\nB:  \r\nC: d\r\nD: \xff\n\r\n";
        let wanted = b"HTTP/1.1 200 OK \r\nA: b \xff\r\nB:  \r\nC: d\r\nD: \xff\xff\n\r\n";
        assert_eq!(marked(head), wanted);
        let values = [
            (&b"b \xff"[..], "b "),
            (b"d", "d"),
            (b"\xff\xff", "\u{ff}"),
            (b"\xe9", "\u{e9}"),
        ];
        for (arrived, restored) in values {
            let value = HeaderValue::from_bytes(arrived).expect("a value");
            let mut headers = HeaderMap::from_iter([(http::header::SERVER, value)]);
            restore(&mut headers);
            assert_eq!(
                headers[http::header::SERVER].as_bytes(),
                restored.as_bytes()
            );
        }
    }

    #[test]
    fn a_head_ends_with_an_empty_line_of_either_kind() {
        assert_eq!(end_of_head(b"HTTP/1.1 200\r\n\r\nx"), Some(16));
        assert_eq!(end_of_head(b"HTTP/1.1 200\n\nx"), Some(14));
        assert_eq!(end_of_head(b"HTTP/1.1 200\r\nA: b\r\n"), None);
        assert_eq!(end_of_head(b""), None);
    }
}
