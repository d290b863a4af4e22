//! `omics local serve` as a process, and a client for it that signs by itself and may misbehave.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::binary;
use crate::signer::Signer;

/// A server that ends with the value.
#[derive(Debug)]
pub struct Served {
    child: Child,
    /// What it told the shell, by name.
    pub exports: BTreeMap<String, String>,
}

impl Served {
    /// Starts a server on a free port with these further options, and waits until it listens.
    ///
    /// # Errors
    /// Where the command cannot be built or started, or ends without listening.
    pub fn start<S: AsRef<OsStr>>(options: impl IntoIterator<Item = S>) -> io::Result<Self> {
        let command = binary::omics()?;
        let words = shlex::split(&command).unwrap_or_default();
        let (program, arguments) = words
            .split_first()
            .ok_or_else(|| io::Error::other("no command to test"))?;
        let mut child = Command::new(program)
            .args(arguments)
            .args(["local", "serve", "--port", "0", "--quiet"])
            .args(options)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let output = child.stdout.take();
        let mut served = Self {
            child,
            exports: BTreeMap::new(),
        };
        for line in BufReader::new(output.ok_or_else(|| io::Error::other("no output"))?).lines() {
            let line = line?;
            if line.starts_with("# Listening") {
                return Ok(served);
            }
            let export = line.strip_prefix("export ").unwrap_or_default();
            if let Some((name, value)) = export.split_once('=') {
                served.exports.insert(name.to_owned(), value.to_owned());
            }
        }
        Err(io::Error::other("the server ended without listening"))
    }

    /// The endpoint, as `http://127.0.0.1:4599`.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        self.exports
            .get("AWS_ENDPOINT_URL_OMICS")
            .map_or("", String::as_str)
    }

    /// Host and port.
    #[must_use]
    pub fn address(&self) -> &str {
        self.endpoint().trim_start_matches("http://")
    }

    /// Kills it as nothing can be prepared for.
    ///
    /// # Errors
    /// Where it cannot be killed.
    pub fn kill(&mut self) -> io::Result<()> {
        self.child.kill()?;
        self.child.wait().map(drop)
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// The process id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself.
        self.kill().ok();
    }
}

/// A connection that is kept from one request to the next.
#[derive(Debug)]
pub struct Connection {
    stream: BufReader<TcpStream>,
    address: String,
}

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(20);

impl Connection {
    /// Connects.
    ///
    /// # Errors
    /// Where nobody listens.
    pub fn open(address: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self {
            stream: BufReader::with_capacity(64 * 1024, stream),
            address: address.to_owned(),
        })
    }

    /// One signed request, and the status and body of its answer.
    ///
    /// # Errors
    /// Where the connection breaks, or what comes is no answer.
    pub fn call(&mut self, method: &str, target: &str, body: &str) -> io::Result<(u16, Vec<u8>)> {
        let bytes = signed(&self.address, method, target, body);
        self.send(&bytes)
    }

    /// Bytes as they are, and the status and body of the answer.
    ///
    /// # Errors
    /// Where the connection breaks, or what comes is no answer.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<(u16, Vec<u8>)> {
        self.stream.get_mut().write_all(bytes)?;
        self.receive()
    }

    /// Bytes as they are and no more after them, and the status and body of the answer.
    ///
    /// # Errors
    /// Where the connection breaks, or what comes is no answer.
    pub fn send_all(&mut self, bytes: &[u8]) -> io::Result<(u16, Vec<u8>)> {
        self.stream.get_mut().write_all(bytes)?;
        self.stream.get_mut().shutdown(Shutdown::Write)?;
        self.receive()
    }

    fn receive(&mut self) -> io::Result<(u16, Vec<u8>)> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let status = line.get(9..12).and_then(|status| status.parse().ok());
        let status = status.ok_or_else(|| io::Error::other(format!("no answer: {line}")))?;
        let mut length = 0;
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(':') else {
                break;
            };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().map_err(io::Error::other)?;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok((status, body))
    }

    /// One signed request, and its answer as JSON.
    ///
    /// # Errors
    /// As [`call`](Self::call), and where the body is no JSON.
    pub fn json(&mut self, method: &str, target: &str, body: &str) -> io::Result<(u16, Value)> {
        let (status, body) = self.call(method, target, body)?;
        let body = match body.is_empty() {
            true => Value::Null,
            false => serde_json::from_slice(&body)?,
        };
        Ok((status, body))
    }
}

/// The bytes of a request that `test` signed for `us-east-1`. The target needs no encoding.
#[must_use]
pub fn signed(host: &str, method: &str, target: &str, body: &str) -> Vec<u8> {
    let headers = Signer::test().sign(host, method, target, body);
    let headers: String = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    format!(
        "{method} {target} HTTP/1.1\r\nhost: {host}\r\n{headers}content-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}
