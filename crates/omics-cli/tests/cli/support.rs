//! A clean machine for the program to run on, and a service that answers by script.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::Value;
use tempfile::TempDir;

pub(crate) const CREATED: &str = r#"{"arn":"arn:aws:omics:us-west-2:1:runCache/7","id":"7","status":"ACTIVE","tags":{"b":"2","a":"1"}}"#;
pub(crate) const CREATE: [&str; 3] = ["create-run-cache", "--cache-s3-location", "s3://bucket/p"];
pub(crate) const GET: [&str; 3] = ["get-run-cache", "--id", "7"];

/// What the service does with a request.
#[derive(Clone)]
pub(crate) enum Answer {
    /// Answers with these bytes and closes the connection.
    Bytes(Vec<u8>),
    /// Says nothing until the client has gone.
    Silence,
}

/// An answer with a JSON body.
pub(crate) fn json(status: u16, body: &str) -> Answer {
    with_header(status, "content-type: application/json", body)
}

/// An answer with a header of its own.
pub(crate) fn with_header(status: u16, header: &str, body: &str) -> Answer {
    raw(&format!(
        "HTTP/1.1 {status} X\r\n{header}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    ))
}

/// An answer that may be none.
pub(crate) fn raw(text: &str) -> Answer {
    Answer::Bytes(text.as_bytes().to_vec())
}

/// A request as it arrived.
#[derive(Debug, Clone, Default)]
pub(crate) struct Request {
    pub(crate) line: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(given, _)| given.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn document(&self) -> Value {
        serde_json::from_str(&self.body).expect("the body is JSON")
    }

    fn read(connection: &TcpStream) -> Option<Self> {
        let mut reader = BufReader::new(connection);
        let mut request = Self::default();
        reader
            .read_line(&mut request.line)
            .ok()
            .filter(|read| *read > 0)?;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            let Some((name, value)) = line.trim_end().split_once(": ") else {
                break;
            };
            request.headers.push((name.to_owned(), value.to_owned()));
        }
        let length = request
            .header("content-length")
            .map_or(0, |text| text.parse().expect("a number"));
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        request.body = String::from_utf8(body).expect("the body is text");
        request.line.truncate(request.line.trim_end().len());
        Some(request)
    }
}

/// A service on loopback. The last answer repeats.
pub(crate) struct Server {
    pub(crate) address: String,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    pub(crate) fn start(answers: &[Answer]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let address = listener.local_addr().expect("it is bound").to_string();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (seen, answers) = (Arc::clone(&requests), answers.to_vec());
        thread::spawn(move || {
            for connection in listener.incoming().map_while(Result::ok) {
                let (seen, answers) = (Arc::clone(&seen), answers.clone());
                thread::spawn(move || answer(connection, &seen, &answers));
            }
        });
        Self { address, requests }
    }

    pub(crate) fn created() -> Self {
        Self::start(&[json(201, CREATED)])
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests
            .lock()
            .expect("no thread panics with it")
            .clone()
    }

    /// The only request.
    pub(crate) fn request(&self) -> Request {
        let mut requests = self.requests();
        assert_eq!(requests.len(), 1, "{requests:?}");
        requests.remove(0)
    }
}

fn answer(mut connection: TcpStream, seen: &Mutex<Vec<Request>>, answers: &[Answer]) {
    let Some(request) = Request::read(&connection) else {
        return;
    };
    let number = {
        let mut seen = seen.lock().expect("no thread panics with it");
        seen.push(request);
        seen.len()
    };
    match &answers[number.min(answers.len()) - 1] {
        // A client that has gone is none of the service's concern.
        Answer::Bytes(bytes) => drop(connection.write_all(bytes)),
        Answer::Silence => drop(connection.read(&mut [0])),
    }
}

/// A run of the program in a home folder of its own, with credentials and a region.
pub(crate) struct Omics {
    command: Command,
    home: TempDir,
    stdin: String,
}

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) home: TempDir,
}

impl Outcome {
    /// Standard output of a run that went well and had nothing to say besides.
    pub(crate) fn ok(self) -> String {
        assert_eq!(
            (self.code, self.stderr.as_str()),
            (Some(0), ""),
            "{}",
            self.stdout
        );
        self.stdout
    }

    /// Standard error of a run that ended with this code and printed nothing.
    pub(crate) fn fails(self, code: i32) -> String {
        assert_eq!(
            (self.code, self.stdout.as_str()),
            (Some(code), ""),
            "{}",
            self.stderr
        );
        self.stderr
    }

    pub(crate) fn file(&self, name: &str) -> String {
        fs::read_to_string(self.home.path().join(name)).expect("the file is there")
    }
}

/// The program with these arguments, sending to nobody.
pub(crate) fn omics(args: &[&str]) -> Omics {
    let mut command = Command::new(env!("CARGO_BIN_EXE_omics"));
    let home = tempfile::tempdir().expect("a folder can be made");
    command
        .args(args)
        .env_clear()
        .current_dir(home.path())
        .env("HOME", home.path())
        .stdout(Stdio::piped());
    Omics {
        command,
        home,
        stdin: String::new(),
    }
    .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    .env("AWS_SECRET_ACCESS_KEY", "hush")
    .env("AWS_REGION", "us-west-2")
    .env("AWS_EC2_METADATA_DISABLED", "true")
    .env("AWS_DISABLE_HOST_PREFIX_INJECTION", "true")
    .env("AWS_ENDPOINT_URL_OMICS", "http://127.0.0.1:1")
    .env("AWS_MAX_ATTEMPTS", "1")
}

impl Omics {
    pub(crate) fn to(self, server: &Server) -> Self {
        self.env("AWS_ENDPOINT_URL_OMICS", &server.url())
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn without(mut self, names: &[&str]) -> Self {
        for name in names {
            self.command.env_remove(name);
        }
        self
    }

    pub(crate) fn args(mut self, args: &[&str]) -> Self {
        self.command.args(args);
        self
    }

    pub(crate) fn file(self, name: &str, text: &str) -> Self {
        let path = self.home.path().join(name);
        fs::create_dir_all(path.parent().expect("it is in the home folder"))
            .expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
        self
    }

    pub(crate) fn config(self, text: &str) -> Self {
        self.file(".aws/config", text)
    }

    pub(crate) fn stdin(mut self, text: &str) -> Self {
        self.stdin = text.to_owned();
        self
    }

    pub(crate) fn stdout(mut self, to: Stdio) -> Self {
        self.command.stdout(to);
        self
    }

    pub(crate) fn run(self) -> Outcome {
        self.supervised(|_| ())
    }

    /// Runs until `ready`, and is sent what Ctrl-C sends then.
    #[cfg(unix)]
    pub(crate) fn interrupted_once(self, ready: impl Fn() -> bool) -> Outcome {
        self.supervised(|child| {
            while !ready() {
                thread::yield_now();
            }
            let id = child.id().to_string();
            let killed = Command::new("kill")
                .args(["-INT", &id])
                .status()
                .expect("kill is there");
            assert!(killed.success());
        })
    }

    fn supervised(mut self, meanwhile: impl FnOnce(&Child)) -> Outcome {
        let stdin = if self.stdin.is_empty() {
            Stdio::null()
        } else {
            Stdio::piped()
        };
        let mut child = self
            .command
            .stdin(stdin)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        if let Some(mut stdin) = child.stdin.take() {
            stdin
                .write_all(self.stdin.as_bytes())
                .expect("the program reads its input");
        }
        meanwhile(&child);
        let output = child.wait_with_output().expect("the program ends");
        let text = |bytes| String::from_utf8(bytes).expect("output is text");
        Outcome {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
            home: self.home,
        }
    }
}

/// `create-run-cache` with these arguments, answered by a server of its own.
pub(crate) fn create(args: &[&str]) -> (Outcome, Vec<Request>) {
    let server = Server::created();
    let outcome = omics(&CREATE).args(args).to(&server).run();
    (outcome, server.requests())
}
