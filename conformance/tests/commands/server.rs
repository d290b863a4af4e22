//! A server on loopback that gives answers by a script, one a request, and keeps the requests.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::{self, JoinHandle};

/// What the server says.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    status: u16,
    headers: Vec<(&'static str, &'static str)>,
    body: Vec<u8>,
    /// How often the body is sent, one after the other.
    repeat: usize,
}

impl Answer {
    pub(crate) fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.into(),
            repeat: 1,
        }
    }

    pub(crate) fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self::new(200, body)
    }

    pub(crate) fn status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    pub(crate) fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }

    pub(crate) fn repeat(mut self, times: usize) -> Self {
        self.repeat = times;
        self
    }

    fn write(&self, to: &mut TcpStream) -> std::io::Result<()> {
        let mut head = format!("HTTP/1.1 {} x\r\nconnection: close\r\n", self.status);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let length = self.body.len() * self.repeat;
        if !head.contains("content-length:") {
            head.push_str(&format!("content-length: {length}\r\n"));
        }
        write!(to, "{head}\r\n")?;
        for _ in 0..self.repeat {
            to.write_all(&self.body)?;
        }
        Ok(())
    }
}

/// What the server was sent.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    /// The first MiB of the body.
    pub(crate) body: Vec<u8>,
    /// Length of the whole body.
    pub(crate) length: u64,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let found = headers.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("a body of text")
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("a body of JSON")
    }

    fn read(stream: &TcpStream) -> Self {
        let mut reader = BufReader::new(stream);
        let line = |reader: &mut BufReader<&TcpStream>| {
            let mut line = String::new();
            reader.read_line(&mut line).expect("a head of text");
            line.trim_end().to_owned()
        };
        let first = line(&mut reader);
        let mut words = first.split(' ').map(str::to_owned);
        let (method, target) = (words.next(), words.next());
        let mut headers = Vec::new();
        loop {
            let header = line(&mut reader);
            let Some((name, value)) = header.split_once(':') else {
                break;
            };
            headers.push((name.to_owned(), value.trim().to_owned()));
        }
        let mut request = Self {
            method: method.expect("a method"),
            target: target.expect("a target"),
            headers,
            body: Vec::new(),
            length: 0,
        };
        let length = request.header("content-length");
        request.length = length.map_or(0, |length| length.parse().expect("a length"));
        let kept = request.length.min(1 << 20);
        let mut body = reader.by_ref().take(kept);
        body.read_to_end(&mut request.body).expect("a body");
        let mut rest = reader.take(request.length - kept);
        std::io::copy(&mut rest, &mut std::io::sink()).expect("the rest of the body");
        request
    }
}

/// Serves these answers. Gives its address, and the requests when all are answered.
pub(crate) fn serve(answers: Vec<Answer>) -> (String, JoinHandle<Vec<Request>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    let serving = thread::spawn(move || {
        let answers = answers.iter().map(|answer| {
            let (mut stream, _) = listener.accept().expect("a connection");
            let request = Request::read(&stream);
            answer.write(&mut stream).expect("a reader of the answer");
            request
        });
        answers.collect()
    });
    (format!("http://{address}"), serving)
}
