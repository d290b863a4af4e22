//! Test cases, as `smithy.test#httpRequestTests` and `httpResponseTests` write them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// What a client must send for an input.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct RequestCase {
    pub(crate) id: String,
    pub(crate) method: String,
    pub(crate) uri: String,
    pub(crate) host: Option<String>,
    pub(crate) resolved_host: Option<String>,
    #[serde(flatten)]
    pub(crate) message: Message,
    pub(crate) query_params: Vec<String>,
    pub(crate) forbid_query_params: Vec<String>,
    pub(crate) require_query_params: Vec<String>,
    pub(crate) forbid_headers: Vec<String>,
    pub(crate) require_headers: Vec<String>,
}

/// What a client must make of a response.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ResponseCase {
    pub(crate) id: String,
    pub(crate) code: u16,
    #[serde(flatten)]
    pub(crate) message: Message,
}

impl ResponseCase {
    /// A success with nothing in it.
    pub(crate) fn empty() -> Self {
        Self {
            id: String::new(),
            code: 200,
            message: Message::default(),
        }
    }
}

/// What requests and responses have in common.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Message {
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Option<String>,
    pub(crate) body_media_type: Option<String>,
    pub(crate) params: Map<String, Value>,
}

/// Reads a case that the generator wrote into the test.
#[track_caller]
pub(crate) fn read<T: DeserializeOwned>(json: &str) -> T {
    match serde_json::from_str(json) {
        Ok(case) => case,
        Err(error) => panic!("the test case is malformed: {error}"),
    }
}
