//! `omics local serve` as a process, and a client for it that signs by itself and may misbehave.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::binary;

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
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let time = basic_time(now.map_or(0, |now| now.as_secs()));
    let day = &time[..8];
    let hash = hex::encode(Sha256::digest(body));
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let path = path.replace('%', "%25");
    let query = match query.is_empty() || query.contains('=') {
        true => query.to_owned(),
        false => format!("{query}="),
    };
    let canonical = format!(
        "{method}\n{path}\n{query}\nhost:{host}\nx-amz-date:{time}\n\nhost;x-amz-date\n{hash}"
    );
    let scope = format!("{day}/us-east-1/omics/aws4_request");
    let canonical = hex::encode(Sha256::digest(canonical));
    let text = format!("AWS4-HMAC-SHA256\n{time}\n{scope}\n{canonical}");
    let mut key = mac(b"AWS4test", day);
    for part in ["us-east-1", "omics", "aws4_request"] {
        key = mac(&key, part);
    }
    let signature = hex::encode(mac(&key, &text));
    format!(
        "{method} {target} HTTP/1.1\r\nhost: {host}\r\nx-amz-date: {time}\r\n\
         authorization: AWS4-HMAC-SHA256 Credential=test/{scope}, SignedHeaders=host;x-amz-date, \
         Signature={signature}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// Seconds since 1970 as `20221128T000000Z`, by the civil calendar.
fn basic_time(seconds: u64) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    // Years start in March, so that the leap day comes last.
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::basic_time;

    #[test]
    fn seconds_are_dates() {
        assert_eq!(basic_time(0), "19700101T000000Z");
        assert_eq!(basic_time(951_827_696), "20000229T123456Z");
        assert_eq!(basic_time(1_669_593_600), "20221128T000000Z");
    }
}
