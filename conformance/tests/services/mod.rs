//! STS, IAM Identity Center, a container's endpoint, instance metadata and HealthOmics, all at one
//! address.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::SECRET;

/// What the services do with requests.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Habit {
    /// They answer.
    Answer,
    /// They read, and that is all.
    Silence,
    /// They begin to answer.
    Stall,
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
                let seen = Arc::clone(&seen);
                std::thread::spawn(move || serve(stream, habit, &seen));
            }
        });
        Self { address, requests }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What was asked so far, heads and bodies.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("no panic").clone()
    }
}

fn serve(mut stream: TcpStream, habit: Habit, seen: &Mutex<Vec<String>>) {
    let limit = Some(Duration::from_secs(30));
    stream.set_read_timeout(limit).expect("a socket");
    while let Some(request) = read(&mut stream) {
        let answer = answer(&request);
        seen.lock().expect("no panic").push(request);
        let (status, body) = answer;
        let head = format!(
            "HTTP/1.1 {status} X\r\nContent-Length: {}\r\nSet-Cookie: id={SECRET}\r\n\r\n",
            body.len()
        );
        let sent = match habit {
            Habit::Answer => stream.write_all(format!("{head}{body}").as_bytes()),
            Habit::Stall => {
                stream.write_all(format!("{head}{}", &body[..body.len() / 2]).as_bytes())
            }
            Habit::Silence => Ok(()),
        };
        if sent.is_err() {
            return;
        }
    }
}

/// A request with its body; none where the client has gone.
fn read(stream: &mut TcpStream) -> Option<String> {
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

fn answer(request: &str) -> (u16, String) {
    let target = request.split(' ').nth(1).unwrap_or_default();
    let target = match target.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |slash| &rest[slash..]),
        None => target,
    };
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
    let body = match target.split('?').next().unwrap_or_default() {
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
