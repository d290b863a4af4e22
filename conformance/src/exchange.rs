//! The exchange format, version 1: calls of a service as data, for any client and any service.
//!
//! A file says where its exchanges come from and holds any number of them. An exchange is one request and its
//! answer, with what the caller gave and got. `exchange.schema.json` is generated from the types here, which take
//! nothing that they do not name; `omics --record` writes the same.

pub mod coverage;
pub mod lint;
pub mod redact;
pub mod same;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::case::{LoadError, json_files, read_json};

/// The version of the format that this crate reads and writes.
pub const FORMAT: u32 = 1;

/// What stands in a request body for a random token (a UUID, version 4) that the client made.
pub const RANDOM: &str = "<uuid4>";

/// A file of exchanges.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Exchanges of a service, format 1")]
pub struct File {
    /// Version of the format: 1.
    #[schemars(range(min = 1, max = 1))]
    pub format: u32,
    /// Where the exchanges come from.
    pub provenance: Provenance,
    /// The exchanges, in the order they took place.
    pub exchanges: Vec<Exchange>,
}

/// Where exchanges come from.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Provenance {
    /// A client made these calls, and a service answered.
    Recorded(Recorded),
    /// A person wrote them down.
    Written(Written),
}

/// The origin of a recording.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recorded {
    /// The client, by the name of its package: `omics`, `boto3`, `@aws-sdk/client-omics`.
    pub client: String,
    /// Its version.
    pub version: String,
    /// The day, as `2026-01-02`.
    pub date: String,
    /// What answered: an origin as `https://workflows-omics.us-west-2.amazonaws.com`, or a program and its version.
    pub service: String,
}

/// The origin of what no client sent.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Written {
    /// What the exchanges are there for, and where the facts in them come from.
    pub why: String,
    /// The day, as `2026-01-02`.
    pub date: String,
}

/// One request and its answer, with what the caller gave and got.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// What it shows, in a few words.
    pub name: String,
    /// The operation, as `CreateRunCache`.
    pub operation: String,
    /// Its input, by the names of the model.
    pub input: Map<String, Value>,
    /// What the client sent.
    pub request: Request,
    /// What came back; nothing where no answer came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<Response>,
    /// What the client made of the answer, by the names of the model, timestamps as RFC 3339 has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<Map<String, Value>>,
    /// The error that the client made of the answer instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<ServiceError>,
}

/// What was sent, without what identifies the caller.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// HTTP method.
    pub method: String,
    /// Path, as it was sent.
    pub path: String,
    /// Parameters of the query, decoded.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub query: BTreeMap<String, Texts>,
    /// The body: a document where it is one, else text. `"<uuid4>"` stands for a random token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
}

/// A text, or a list where a parameter is given more than once.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Texts {
    /// Once.
    One(String),
    /// More than once.
    Many(Vec<String>),
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// The headers that mean something to a client, by their names in lower case.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// The body: a document where it is one, else text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
}

/// An error in the caller's terms.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceError {
    /// Its code, as `ConflictException`; nothing where the answer has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Its message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

impl Request {
    /// A request by what arrived: its target is path and query.
    #[must_use]
    pub fn of(method: &str, target: &str, body: &[u8]) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut parameters: BTreeMap<String, Texts> = BTreeMap::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let [name, value] = [name, value].map(|text| {
                let decoded = percent_decode_str(text).decode_utf8_lossy();
                decoded.into_owned()
            });
            let joined = match parameters.remove(&name) {
                None => Texts::One(value),
                Some(Texts::One(first)) => Texts::Many(vec![first, value]),
                Some(Texts::Many(mut all)) => {
                    all.push(value);
                    Texts::Many(all)
                }
            };
            parameters.insert(name, joined);
        }
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            query: parameters,
            body: document(body),
        }
    }
}

/// A body: a document where it is one, else text; nothing where it is empty.
pub(crate) fn document(body: &[u8]) -> Option<Value> {
    (!body.is_empty()).then(|| {
        let text = || Value::from(String::from_utf8_lossy(body).into_owned());
        serde_json::from_slice(body).unwrap_or_else(|_| text())
    })
}

impl Provenance {
    /// The client, or who else wrote it.
    #[must_use]
    pub fn source(&self) -> &str {
        match self {
            Self::Recorded(recorded) => &recorded.client,
            Self::Written(_) => "by hand",
        }
    }

    /// The day.
    #[must_use]
    pub fn date(&self) -> &str {
        match self {
            Self::Recorded(recorded) => &recorded.date,
            Self::Written(written) => &written.date,
        }
    }
}

/// The exchanges of this package.
#[must_use]
pub fn recorded() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("exchanges")
}

/// Reads every file of exchanges at or below `path`, in the order of their names.
///
/// # Errors
/// Where a file cannot be read or is in another format.
pub fn load(path: &Path) -> Result<Vec<(PathBuf, File)>, LoadError> {
    let mut files = json_files(path)?;
    files.sort();
    let read = |file: PathBuf| Ok((file.clone(), read_json(&file)?));
    files.into_iter().map(read).collect()
}

/// The schema of the format.
#[must_use]
pub fn schema() -> String {
    format!("{:#}\n", Value::from(schemars::schema_for!(File)))
}
