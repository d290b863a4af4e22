//! `--record`: the exchanges of a command as data, in the form the conformance suite replays.
//!
//! What identifies the caller is left out: of a request only method, path, query and body are kept.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Write};

use aws_settings::TimestampFormat;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};
use smithy_catalog::Operation;

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

/// The exchanges so far, in order.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    entries: Vec<Value>,
}

impl Recorder {
    /// Adds what was exchanged for one request, every attempt at it.
    pub(crate) fn add(
        &mut self,
        operation: &Operation,
        input: &Map<String, Value>,
        exchanges: &[Exchange],
    ) {
        self.entries.extend(
            exchanges
                .iter()
                .map(|exchange| entry(operation, input, exchange)),
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
    pub(crate) fn append(&mut self, other: Self) {
        self.entries.extend(other.entries);
    }

    /// The exchanges as text.
    fn text(&self) -> String {
        format!("{:#}\n", json!(self.entries))
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
    let advice = match error.kind() {
        ErrorKind::AlreadyExists => ". Name another file, or replace it with --force",
        _ => "",
    };
    CliError::general(format!(
        "The exchanges cannot be recorded in {file}: {error}{advice}"
    ))
}

fn entry(operation: &Operation, input: &Map<String, Value>, exchange: &Exchange) -> Value {
    let mut entry = json!({
        "name": format!("{}, no answer", operation.name),
        "input": input,
        "request": request(&exchange.request),
    });
    if let Some(message) = &exchange.answer
        && let Start::Answer { status } = message.start
    {
        entry["name"] = format!("{}, {status}", operation.name).into();
        entry["response"] = response(status, message);
        let (name, outcome) = outcome(operation, status, message);
        entry[name] = outcome;
    }
    entry
}

fn request(message: &Message) -> Value {
    let Start::Request { method, uri } = &message.start else {
        return Value::Null;
    };
    let behind_scheme = uri.split_once("://").map_or(uri.as_str(), |(_, rest)| rest);
    let target = behind_scheme
        .find('/')
        .map_or("/", |at| &behind_scheme[at..]);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut request = json!({ "method": method, "path": path });
    if !query.is_empty() {
        request["query"] = json!(query.split('&').map(parameter).collect::<BTreeMap<_, _>>());
    }
    add_body(&mut request, &message.body);
    request
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

/// A body is kept as a document where it is one, else as text.
fn add_body(message: &mut Value, body: &str) {
    if !body.is_empty() {
        message["body"] = serde_json::from_str(body).unwrap_or_else(|_| body.into());
    }
}

/// What a client makes of the answer. An answer that is none is kept as an error without a code.
fn outcome(operation: &Operation, status: u16, message: &Message) -> (&'static str, Value) {
    let answer = Answer {
        status,
        headers: message.headers.clone(),
        body: message.body.clone().into_bytes(),
    };
    let made = match status {
        200..300 => response::success(operation, &answer, TimestampFormat::Wire)
            .map(|output| ("output", params::value_to_json(&output))),
        _ => response::code_and_message(operation, &answer).map(|(code, message)| {
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
                uri: "https://h.example/runCache?startingToken=a%20b%26c".to_owned(),
            },
            headers: vec![("authorization".to_owned(), REDACTED.to_owned())],
            body: String::new(),
        };
        let input = Map::from_iter([("startingToken".to_owned(), "a b&c".into())]);
        let mut recorder = Recorder::default();
        recorder.add(operation, &input, &[Exchange { request, answer }]);
        recorder.entries.remove(0)
    }

    fn answer(status: u16, header: (&str, &str), body: &str) -> Option<Message> {
        let headers = [("Date", "today"), header];
        Some(Message {
            start: Start::Answer { status },
            headers: headers
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .to_vec(),
            body: body.to_owned(),
        })
    }

    #[test]
    fn an_answer_is_kept_with_what_it_means() {
        let body = r#"{"items":[],"unknown":1}"#;
        let entry = recorded(answer(200, ("Content-Type", "application/json"), body));
        let expected = json!({
            "name": "ListRunCaches, 200",
            "input": { "startingToken": "a b&c" },
            "request": { "method": "GET", "path": "/runCache", "query": { "startingToken": "a b&c" } },
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
