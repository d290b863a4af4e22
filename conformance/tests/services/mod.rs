//! STS, IAM Identity Center, a container's endpoint, instance metadata and HealthOmics, all at one
//! address.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio_rustls::rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::SECRET;

/// What the services do with requests.
#[derive(Clone)]
pub(crate) enum Habit {
    /// They answer.
    Answer,
    /// They read, and that is all.
    Silence,
    /// They begin to answer.
    Stall,
    /// They answer byte by byte.
    Slowness,
    /// Who asks for credentials gets this instead.
    Fault(Arc<Fault>),
    /// They answer over TLS alone.
    Tls(Arc<ServerConfig>),
    /// They answer as a proxy to whoever brings this `Proxy-Authorization`, and to who asks them directly.
    Proxy(&'static str),
}

/// An answer that is not what it should be.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Fault {
    /// In place of 200.
    status: Option<u16>,
    /// In place of the body.
    body: Option<String>,
    /// Changes of the body, one after the other.
    replace: Vec<(String, String)>,
}

impl Fault {
    fn of(&self, (status, body): (u16, String)) -> (u16, String) {
        let body = self.body.clone().unwrap_or(body);
        let changes = self.replace.iter();
        let body = changes.fold(body, |body, (from, to)| body.replace(from, to));
        (self.status.unwrap_or(status), body)
    }
}

pub(crate) struct Services {
    address: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Services {
    pub(crate) fn start(habit: Habit) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("bound").to_string();
        let requests = Arc::default();
        let seen = Arc::clone(&requests);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (seen, habit) = (Arc::clone(&seen), habit.clone());
                std::thread::spawn(move || accept(stream, &habit, &seen));
            }
        });
        Self { address, requests }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The same for TLS, where they are called `localhost`.
    pub(crate) fn tls_url(&self) -> String {
        format!("https://{}", self.address.replace("127.0.0.1", "localhost"))
    }

    /// What was asked so far, heads and bodies.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("no panic").clone()
    }
}

fn accept(stream: TcpStream, habit: &Habit, seen: &Mutex<Vec<String>>) {
    let limit = Some(Duration::from_secs(30));
    stream.set_read_timeout(limit).expect("a socket");
    stream.set_nodelay(true).expect("a socket");
    match habit {
        Habit::Tls(config) => {
            let session = ServerConnection::new(Arc::clone(config)).expect("a session");
            serve(StreamOwned::new(session, stream), habit, seen);
        }
        _ => serve(stream, habit, seen),
    }
}

fn serve(mut stream: impl Read + Write, habit: &Habit, seen: &Mutex<Vec<String>>) {
    while let Some(request) = read(&mut stream) {
        let good = answer(&request);
        let is_own = path(&request).starts_with("/runCache/");
        let (status, body) = match habit {
            Habit::Fault(fault) if !is_own => fault.of(good),
            Habit::Proxy(secret) if is_refused(&request, secret) => (407, String::new()),
            _ => good,
        };
        seen.lock().expect("no panic").push(request);
        let head = format!(
            "HTTP/1.1 {status} X\r\nContent-Length: {}\r\nSet-Cookie: id={SECRET}\r\n\r\n",
            body.len()
        );
        let whole = format!("{head}{body}");
        let sent = match habit {
            Habit::Silence => Ok(()),
            Habit::Stall => stream.write_all(&whole.as_bytes()[..head.len() + body.len() / 2]),
            Habit::Slowness => whole.as_bytes().chunks(1).try_for_each(|byte| {
                std::thread::sleep(Duration::from_millis(1));
                stream.write_all(byte)
            }),
            _ => stream.write_all(whole.as_bytes()),
        };
        if sent.and_then(|()| stream.flush()).is_err() {
            return;
        }
    }
}

/// Whether a proxy is asked, by somebody whom it does not know.
fn is_refused(request: &str, secret: &str) -> bool {
    let is_to_proxy = request
        .lines()
        .next()
        .is_some_and(|line| line.contains("://"));
    let is_known = request
        .lines()
        .filter_map(|line| line.split_once(": "))
        .any(|(name, value)| name.eq_ignore_ascii_case("proxy-authorization") && value == secret);
    is_to_proxy && !is_known
}

/// A request with its body; none where the client has gone.
fn read(stream: &mut impl Read) -> Option<String> {
    let mut request = Vec::new();
    let mut byte = [0];
    while !request.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).ok()?;
        request.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&request).to_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let length = length.map_or(0, |length| length.trim().parse().unwrap_or(0));
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    request.extend(body);
    Some(String::from_utf8_lossy(&request).into_owned())
}

/// What a request asks for, without its query.
fn path(request: &str) -> &str {
    let target = request.split(' ').nth(1).unwrap_or_default();
    let target = match target.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |slash| &rest[slash..]),
        None => target,
    };
    target.split('?').next().unwrap_or_default()
}

fn answer(request: &str) -> (u16, String) {
    const END: &str = "2099-01-01T00:00:00Z";
    let keys = format!(
        "{{\"Code\": \"Success\", \"AccessKeyId\": \"AKID\", \"SecretAccessKey\": \"{SECRET}key\", \
         \"Token\": \"{SECRET}token\", \"Expiration\": \"{END}\"}}"
    );
    let sts = |operation: &str| {
        format!(
            "<{operation}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
             <{operation}Result><AssumedRoleUser><AssumedRoleId>A:s</AssumedRoleId>\
             <Arn>arn:aws:sts::111122223333:assumed-role/demo/s</Arn></AssumedRoleUser>\
             <Credentials><AccessKeyId>AKIDSTS</AccessKeyId>\
             <SecretAccessKey>{SECRET}key</SecretAccessKey>\
             <SessionToken>{SECRET}token</SessionToken><Expiration>{END}</Expiration>\
             </Credentials></{operation}Result></{operation}Response>"
        )
    };
    let body = match path(request) {
        "/" if request.contains("AssumeRoleWithWebIdentity") => sts("AssumeRoleWithWebIdentity"),
        "/" => sts("AssumeRole"),
        "/federation/credentials" => format!(
            "{{\"roleCredentials\": {{\"accessKeyId\": \"AKIDSSO\", \"secretAccessKey\": \
             \"{SECRET}key\", \"sessionToken\": \"{SECRET}token\", \"expiration\": 4070908800000}}}}"
        ),
        "/token" => format!(
            "{{\"accessToken\": \"{SECRET}new\", \"expiresIn\": 28800, \"refreshToken\": \
             \"{SECRET}next\", \"tokenType\": \"Bearer\"}}"
        ),
        "/v1/token" => format!(
            "{{\"accessToken\": {{\"accessKeyId\": \"AKIDLOGIN\", \"secretAccessKey\": \
             \"{SECRET}key\", \"sessionToken\": \"{SECRET}token\"}}, \"tokenType\": \"aws_sigv4\", \
             \"expiresIn\": 900, \"refreshToken\": \"{SECRET}next\"}}"
        ),
        "/creds" => keys,
        "/latest/api/token" => format!("{SECRET}metadata"),
        "/latest/meta-data/iam/security-credentials/" => "demo".to_owned(),
        "/latest/meta-data/iam/security-credentials/demo" => keys,
        _ => "{\"id\": \"1234567\", \"status\": \"ACTIVE\"}".to_owned(),
    };
    (200, body)
}
