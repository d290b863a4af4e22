//! One case is one run of a command, with the answers it gets. `case.schema.json` is generated from the types here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use base64::Engine as _;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One run of a command: what it is given, how the server answers, what must come of it.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Name of the case, unique, and that of its file.
    pub id: String,
    /// The part of the behaviour it belongs to; a report counts by group.
    pub group: String,
    /// Arguments after the command.
    pub argv: Vec<String>,
    /// Arguments between the program and the rest of the command.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub globals: Vec<String>,
    /// The answers in order, of which the last repeats.
    #[serde(default)]
    pub server: Vec<Answer>,
    /// Environment on top of the basic one; `null` takes a variable away.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub env: BTreeMap<String, Option<String>>,
    /// Files below the home, which is the working directory too.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub files: BTreeMap<String, Content>,
    /// What the command reads from standard input.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub stdin: String,
    /// Seconds the command may take, 60 unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<u64>,
    /// What is not compared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignore: Vec<Aspect>,
    /// Words that the error message must contain, instead of being equal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stderr_says: Option<Vec<String>>,
    /// Whether only the first line of the error message is compared.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stderr_first_line: bool,
    /// Why a different outcome is welcome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diverge: Option<String>,
    /// What the reference command did.
    pub expect: Outcome,
}

/// A part of the outcome that a case can leave out of the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Aspect {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
    /// The requests that reached the server.
    Requests,
}

/// The content of a file.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Content {
    /// As it stands.
    Text(String),
    /// In base64, for what is not UTF-8.
    Bytes {
        /// The bytes, encoded.
        base64: String,
    },
}

impl Content {
    /// The bytes of the file.
    ///
    /// # Errors
    /// Where the base64 is invalid.
    pub fn bytes(&self) -> Result<Vec<u8>, base64::DecodeError> {
        match self {
            Self::Text(text) => Ok(text.clone().into_bytes()),
            Self::Bytes { base64 } => base64::engine::general_purpose::STANDARD.decode(base64),
        }
    }
}

/// One answer of the scripted server.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// HTTP status.
    #[serde(default = "ok")]
    pub status: u16,
    /// Headers on top of content type, request id and date; `null` takes one of those away.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, Option<String>>,
    /// The body: a string as it stands, anything else as JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// What goes wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
    /// Seconds before the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay: Option<f64>,
    /// Seconds that a `hang` lasts, 5 unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
}

fn ok() -> u16 {
    200
}

impl Answer {
    /// The bytes of the body.
    #[must_use]
    pub fn payload(&self) -> Vec<u8> {
        match &self.body {
            None => Vec::new(),
            Some(Value::String(text)) => text.clone().into_bytes(),
            Some(document) => document.to_string().into_bytes(),
        }
    }
}

/// How an answer can fail to arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Fault {
    /// The connection is reset.
    Reset,
    /// The connection is closed without an answer.
    Close,
    /// No answer for a while, then the connection is closed.
    Hang,
    /// Bytes that are no HTTP.
    Garbage,
    /// The body ends before its announced length.
    Truncate,
}

/// What a run came to.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Exit code, that of a signal negative; none if the command did not end in time.
    pub exit: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    /// What reached the server, in order.
    pub requests: Vec<Arrival>,
}

/// What the server saw arrive.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Arrival {
    /// A request.
    Request(Request),
    /// A TLS handshake that the command refused.
    TlsFailed {
        /// Why, in words that nothing compares.
        tls_failed: String,
        /// The host and port it wanted.
        connect: String,
    },
}

/// One request.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
pub struct Request {
    /// HTTP method.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Whether it came through TLS.
    pub tls: bool,
    /// Headers, in order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
    /// What is wrong with the signature; nothing if it is right.
    pub signature: Option<String>,
    /// Access key, region and service of the signature.
    pub scope: Option<String>,
}

impl Request {
    /// The value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut found = self
            .headers
            .iter()
            .filter(|(key, _)| key.eq_ignore_ascii_case(name));
        found.next().map(|(_, value)| value.as_str())
    }
}

/// A case that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file system says no.
    #[error("cannot read {path}")]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is not in its format.
    #[error("{path} is not in the format that files of its folder have")]
    Format {
        /// The file.
        path: PathBuf,
        /// Why.
        source: serde_json::Error,
    },
}

/// The recorded cases of this package.
#[must_use]
pub fn recorded() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("cases")
}

/// The schema of a case.
#[must_use]
pub fn schema() -> String {
    format!("{:#}\n", Value::from(schemars::schema_for!(Case)))
}

/// Reads every case at or below `path`, ordered by id.
///
/// # Errors
/// Where a file cannot be read or is no case.
pub fn load(path: &Path) -> Result<Vec<Case>, LoadError> {
    let files = json_files(path)?;
    let mut cases = files
        .iter()
        .map(|file| read(file))
        .collect::<Result<Vec<_>, _>>()?;
    cases.sort_by(|a: &Case, b| a.id.cmp(&b.id));
    Ok(cases)
}

/// Reads one case.
///
/// # Errors
/// Where the file cannot be read or is no case.
pub fn read(path: &Path) -> Result<Case, LoadError> {
    read_json(path)
}

/// The document in a file.
pub(crate) fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, LoadError> {
    let io = |source| LoadError::Io {
        path: path.to_owned(),
        source,
    };
    let text = fs::read_to_string(path).map_err(io)?;
    serde_json::from_str(&text).map_err(|source| LoadError::Format {
        path: path.to_owned(),
        source,
    })
}

/// The file, or all JSON files below the folder.
pub(crate) fn json_files(path: &Path) -> Result<Vec<PathBuf>, LoadError> {
    let mut files = Vec::new();
    find(path, &mut files)?;
    Ok(files)
}

fn find(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), LoadError> {
    let io = |source| LoadError::Io {
        path: path.to_owned(),
        source,
    };
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path).map_err(io)? {
        let entry = entry.map_err(io)?.path();
        if entry.is_dir()
            || entry
                .extension()
                .is_some_and(|extension| extension == "json")
        {
            find(&entry, files)?;
        }
    }
    Ok(())
}
