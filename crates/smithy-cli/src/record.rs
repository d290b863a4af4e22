//! `--record`: the exchanges of a command as data, in the format that the conformance suite replays
//! (`conformance/exchange.schema.json`).
//!
//! What identifies the caller is left out: of a request only method, path, query and body are kept.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::time::SystemTime;

use aws_settings::TimestampFormat;
use aws_smithy_types::date_time::{DateTime, Format};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};
use smithy_catalog::{Operation, Protocol};

use crate::console::print;
use crate::error::CliError;
use crate::response::Answer;
use crate::wire::{Exchange, Message, Start};
use crate::{params, response};

/// Headers of an answer that mean something when it is replayed.
const KEPT_HEADERS: [&str; 4] = [
    "content-type",
    "x-amzn-errortype",
    "x-amzn-query-error",
    "x-amzn-requestid",
];

/// Version of the format.
const FORMAT: u32 = 1;

/// The exchanges so far, in order.
#[derive(Debug)]
pub(crate) struct Recorder {
    /// Name and version of the program that sends.
    client: (&'static str, &'static str),
    /// Scheme and host of the last request.
    service: String,
    entries: Vec<Value>,
}

impl Recorder {
    /// A recorder for a program of this name and version.
    pub(crate) fn new(client: (&'static str, &'static str)) -> Self {
        Self {
            client,
            service: String::new(),
            entries: Vec::new(),
        }
    }

    /// Adds what was exchanged for one request, every attempt at it.
    pub(crate) fn add(
        &mut self,
        protocol: Protocol,
        operation: &Operation,
        input: &Map<String, Value>,
        exchanges: &[Exchange],
    ) {
        if let Some(Exchange { request, .. }) = exchanges.last()
            && let Start::Request { uri, .. } = &request.start
        {
            let (origin, _) = split(uri);
            self.service = origin.to_owned();
        }
        self.entries.extend(
            exchanges
                .iter()
                .map(|exchange| entry(protocol, operation, input, exchange)),
        );
    }

    /// Adds what was exchanged for credentials. Neither bodies nor what proves who asks are kept.
    pub(crate) fn add_credentials(&mut self, exchanges: &[Exchange]) {
        let entries = exchanges.iter().map(|exchange| {
            let mut entry = json!({
                "name": "credentials, no answer",
                "request": request(&exchange.request),
            });
            if let Some(message) = &exchange.answer
                && let Start::Answer { status } = message.start
            {
                entry["name"] = format!("credentials, {status}").into();
                entry["response"] = response(status, message);
            }
            entry
        });
        self.entries.extend(entries);
    }

    /// Adds all that another has.
    pub(crate) fn append(&mut self, other: Option<Self>) {
        if let Some(other) = other {
            self.service = other.service;
            self.entries.extend(other.entries);
        }
    }

    /// The exchanges as text, with where they come from.
    fn text(&self) -> String {
        let now = DateTime::from(SystemTime::now()).fmt(Format::DateTime);
        let date = now.unwrap_or_default();
        let document = json!({
            "format": FORMAT,
            "provenance": { "recorded": {
                "client": self.client.0,
                "version": self.client.1,
                "date": date.split('T').next(),
                "service": self.service,
            }},
            "exchanges": self.entries,
        });
        format!("{document:#}\n")
    }
}

/// Where exchanges are written to, opened before there are any.
#[derive(Debug)]
pub(crate) enum Recording {
    /// A file, which only its owner can read.
    File {
        opened: std::fs::File,
        path: String,
        /// It was not there before.
        is_new: bool,
    },
    /// Standard output, after what else goes there.
    Stdout,
}

impl Recording {
    /// Opens a file, or standard output for `-`. Without `force`, a file that is there already is
    /// not replaced: it may be the only record of what was done. What is in it stays until there is
    /// something to write.
    ///
    /// # Errors
    /// If the file cannot be made or written.
    pub(crate) fn open(file: &str, force: bool) -> Result<Self, CliError> {
        if file == "-" {
            return Ok(Self::Stdout);
        }
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let made = |opened, is_new| Self::File {
            opened,
            path: file.to_owned(),
            is_new,
        };
        let opened = match options.open(file) {
            Err(error) if force && error.kind() == ErrorKind::AlreadyExists => {
                let mut options = std::fs::OpenOptions::new();
                options.write(true).open(file).map(|it| made(it, false))
            }
            opened => opened.map(|opened| made(opened, true)),
        };
        opened.map_err(|error| problem(file, &error))
    }

    /// Writes the exchanges. Where there are none, a new file is removed and an old one left as it
    /// is.
    ///
    /// # Errors
    /// If they cannot be written.
    pub(crate) fn finish(self, recorder: &Recorder) -> Result<(), CliError> {
        match self {
            Self::File { path, is_new, .. } if recorder.entries.is_empty() => {
                if is_new {
                    // What is gone already need not be removed.
                    let _gone = std::fs::remove_file(path);
                }
                Ok(())
            }
            Self::File { opened, path, .. } => {
                replace(opened, recorder.text().as_bytes()).map_err(|error| problem(&path, &error))
            }
            Self::Stdout if recorder.entries.is_empty() => Ok(()),
            Self::Stdout => print(&recorder.text()),
        }
    }
}

fn replace(mut file: std::fs::File, text: &[u8]) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        let owner_only = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        if file.metadata()?.is_file() {
            file.set_permissions(owner_only)?;
        }
    }
    file.set_len(0)
        .or_else(|error| match file.metadata()?.is_file() {
            true => Err(error),
            // A pipe has no length.
            false => Ok(()),
        })?;
    file.write_all(text)
}

fn problem(file: &str, error: &std::io::Error) -> CliError {
    if file.is_empty() {
        return CliError::param_validation(
            "--record takes the path of a file, and was given an empty text",
        );
    }
    let advice = match error.kind() {
        _ if Path::new(file).is_dir() => ". It is a folder: name a file in it",
        ErrorKind::AlreadyExists => ". Remove it, name another file, or replace it with --force",
        _ => "",
    };
    CliError::general(format!(
        "The exchanges cannot be recorded in {file}: {error}{advice}"
    ))
}

fn entry(
    protocol: Protocol,
    operation: &Operation,
    input: &Map<String, Value>,
    exchange: &Exchange,
) -> Value {
    let mut entry = json!({
        "name": format!("{}, no answer", operation.name),
        "operation": operation.name,
        "input": input,
        "request": request(&exchange.request),
    });
    if let Some(message) = &exchange.answer
        && let Start::Answer { status } = message.start
    {
        entry["name"] = format!("{}, {status}", operation.name).into();
        entry["response"] = response(status, message);
        let (name, outcome) = outcome(protocol, operation, status, message);
        entry[name] = outcome;
    }
    entry
}

fn request(message: &Message) -> Value {
    let Start::Request { method, uri } = &message.start else {
        return Value::Null;
    };
    let (_, target) = split(uri);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut request = json!({ "method": method, "path": path });
    if !query.is_empty() {
        request["query"] = parameters(query);
    }
    add_body(&mut request, &message.body);
    request
}

/// What stands before the path of an address, and the rest.
fn split(uri: &str) -> (&str, &str) {
    let host = uri.find("://").map_or(0, |at| at + 3);
    match uri[host..].find('/') {
        Some(at) => uri.split_at(host + at),
        None => (uri, "/"),
    }
}

/// The parameters of a query: a text each, or a list where one is given more than once.
fn parameters(query: &str) -> Value {
    let mut parameters: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in query.split('&').map(parameter) {
        parameters.entry(name).or_default().push(value);
    }
    let one_or_list = parameters.into_iter().map(|(name, mut values)| {
        let value = match values.len() {
            1 => Value::from(values.remove(0)),
            _ => Value::from(values),
        };
        (name, value)
    });
    Value::Object(one_or_list.collect())
}

/// A parameter of a query, decoded.
fn parameter(text: &str) -> (String, String) {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    let decode = |text| percent_decode_str(text).decode_utf8_lossy().into_owned();
    (decode(name), decode(value))
}

fn response(status: u16, message: &Message) -> Value {
    let kept = |name: &str| KEPT_HEADERS.contains(&name);
    let headers = message
        .headers
        .iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), value));
    let headers: BTreeMap<_, _> = headers.filter(|(name, _)| kept(name)).collect();
    let mut response = json!({ "status": status, "headers": headers });
    add_body(&mut response, &message.body);
    response
}

/// A body is kept as a document where it is one, else as text, or as base64 if it is no text.
fn add_body(message: &mut Value, body: &[u8]) {
    match std::str::from_utf8(body) {
        Ok("") => {}
        Ok(text) => {
            message["body"] = serde_json::from_str(text).unwrap_or_else(|_| text.into());
        }
        Err(_) => message["bodyBase64"] = aws_smithy_types::base64::encode(body).into(),
    }
}

/// What a client makes of the answer. An answer that is none is kept as an error without a code.
fn outcome(
    protocol: Protocol,
    operation: &Operation,
    status: u16,
    message: &Message,
) -> (&'static str, Value) {
    let answer = Answer {
        status,
        headers: message.headers.clone(),
        body: message.body.clone(),
    };
    let made = match status {
        200..300 => response::success(protocol, operation, &answer, TimestampFormat::Wire)
            .map(|output| ("output", params::value_to_json(&output))),
        _ => response::code_and_message(protocol, operation, &answer).map(|(code, message)| {
            let error = json!({ "code": code, "message": message });
            ("error", error)
        }),
    };
    made.unwrap_or_else(|error| ("error", json!({ "message": error.message })))
}

#[cfg(test)]
mod tests {
    use omics_model::SERVICE;

    use super::*;
    use crate::wire::REDACTED;

    fn recorded(answer: Option<Message>) -> Value {
        let operation = SERVICE
            .operation("ListRunCaches")
            .expect("an operation of the service");
        let request = Message {
            start: Start::Request {
                method: "GET".to_owned(),
                uri: "https://h.example/runCache?startingToken=a%20b%26c&k=1&k=2".to_owned(),
            },
            headers: vec![("authorization".to_owned(), REDACTED.to_owned())],
            body: Vec::new(),
        };
        let input = Map::from_iter([("startingToken".to_owned(), "a b&c".into())]);
        let mut recorder = Recorder::new(("omics", "1.2.3"));
        recorder.add(
            SERVICE.protocol,
            operation,
            &input,
            &[Exchange { request, answer }],
        );
        let mut document: Value = serde_json::from_str(&recorder.text()).expect("it is JSON");
        let source = &document["provenance"]["recorded"];
        assert_eq!(source["client"], "omics");
        assert_eq!(source["version"], "1.2.3");
        assert_eq!(source["service"], "https://h.example");
        assert_eq!(
            source["date"].as_str().map(str::len),
            Some("2026-01-02".len())
        );
        document["exchanges"][0].take()
    }

    fn answer(status: u16, header: (&str, &str), body: &str) -> Option<Message> {
        let headers = [("Date", "today"), header];
        Some(Message {
            start: Start::Answer { status },
            headers: headers
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .to_vec(),
            body: body.into(),
        })
    }

    #[test]
    fn an_answer_is_kept_with_what_it_means() {
        let body = r#"{"items":[],"unknown":1}"#;
        let entry = recorded(answer(200, ("Content-Type", "application/json"), body));
        let expected = json!({
            "name": "ListRunCaches, 200",
            "operation": "ListRunCaches",
            "input": { "startingToken": "a b&c" },
            "request": {
                "method": "GET",
                "path": "/runCache",
                "query": { "startingToken": "a b&c", "k": ["1", "2"] },
            },
            "response": {
                "status": 200,
                "headers": { "content-type": "application/json" },
                "body": { "items": [], "unknown": 1 },
            },
            "output": { "items": [] },
        });
        assert_eq!(entry, expected);
    }

    #[test]
    fn failures_are_kept_too() {
        let entry = recorded(answer(
            429,
            ("x-amzn-ErrorType", "ThrottlingException"),
            r#"{"message":"slow"}"#,
        ));
        assert_eq!(
            entry["error"],
            json!({ "code": "ThrottlingException", "message": "slow" })
        );
        let entry = recorded(answer(200, ("a", "b"), "<html>"));
        assert_eq!(entry["response"]["body"], "<html>");
        assert!(
            entry["error"]["message"]
                .as_str()
                .is_some_and(|text| text.contains("not JSON")),
            "{entry}"
        );
        let entry = recorded(None);
        assert!(
            entry.get("response").is_none() && entry["name"] == "ListRunCaches, no answer",
            "{entry}"
        );
    }
}
