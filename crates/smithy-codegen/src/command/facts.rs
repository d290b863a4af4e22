//! The file of facts: what a command line knows of services and no model carries.
//!
//! JSON with `operationNames` (name to command) and `services` by command. What it leaves out is as in the
//! model.

use std::collections::BTreeMap;
use std::path::Path;

use indexmap::IndexMap;
use serde::Deserialize;

use crate::error::Error;

/// Facts of any number of services.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Facts {
    /// What the file says of itself.
    #[serde(rename = "about")]
    _about: serde_json::Value,
    /// Commands of operations that are not spelled by the rule.
    pub(super) operation_names: BTreeMap<String, String>,
    /// Services by their command.
    pub(super) services: BTreeMap<String, ServiceEntry>,
}

/// Facts of a service.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct ServiceEntry {
    pub(super) sdk_id: String,
    /// Its command where it is not spelled by the rule; the key says the same.
    pub(super) command: Option<String>,
    /// How members are listed.
    pub(super) order: Option<Order>,
    /// Paging of operations; none for an operation that is not paged.
    pub(super) pages: BTreeMap<String, Option<Pages>>,
    pub(super) waiters: BTreeMap<String, Waiter>,
    /// Waiters of the model that a command line has not.
    pub(super) waiters_absent: Vec<String>,
    /// By command of the operation, or `*`: option to option.
    pub(super) option_rename: BTreeMap<String, IndexMap<String, String>>,
    /// As above, for further names.
    pub(super) option_alias: BTreeMap<String, IndexMap<String, String>>,
}

impl ServiceEntry {
    /// What it says of operations that the model has not, by the path in the file: they came later or went, or
    /// are misspelt.
    pub(super) fn unknown(&self, operations: &BTreeMap<String, String>) -> Vec<String> {
        let has_command =
            |command: &String| command == "*" || operations.values().any(|known| known == command);
        let pages = self.pages.keys();
        let pages = pages.filter(|name| !operations.contains_key(*name));
        let pages = pages.map(|name| format!("pages.{name}"));
        let waiters = self.waiters.iter().filter_map(|(name, waiter)| {
            let operation = waiter.operation.as_ref()?;
            let unknown = !operations.contains_key(operation);
            unknown.then(|| format!("waiters.{name}.operation, `{operation}`,"))
        });
        let renamed = self.option_rename.keys();
        let renamed = renamed.filter(|command| !has_command(command));
        let renamed = renamed.map(|command| format!("optionRename.{command}"));
        let aliases = self.option_alias.keys();
        let aliases = aliases.filter(|command| !has_command(command));
        let aliases = aliases.map(|command| format!("optionAlias.{command}"));
        pages.chain(waiters).chain(renamed).chain(aliases).collect()
    }
}

/// The order of members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) enum Order {
    /// By name, not as in the model.
    #[serde(rename = "by name")]
    ByName,
}

/// One text or several.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum Texts {
    One(String),
    Several(Vec<String>),
}

impl Default for Texts {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
}

impl Texts {
    pub(crate) fn all(&self) -> Vec<String> {
        match self {
            Self::One(text) => vec![text.clone()],
            Self::Several(texts) => texts.clone(),
        }
    }
}

/// How an operation is paged.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Pages {
    pub(crate) input_token: Texts,
    pub(crate) output_token: Texts,
    pub(crate) limit_key: Option<String>,
    pub(crate) result_key: Texts,
    pub(crate) non_aggregate_keys: Vec<String>,
    pub(crate) more_results: Option<String>,
}

/// A waiter, whole, or only its number of attempts.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Waiter {
    pub(super) operation: Option<String>,
    pub(super) delay: Option<u32>,
    pub(super) max_attempts: Option<u32>,
    pub(super) acceptors: Option<Vec<Acceptor>>,
}

/// An acceptor.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Acceptor {
    pub(super) state: State,
    pub(super) matcher: Matcher,
    pub(super) argument: Option<String>,
    pub(super) expected: serde_json::Value,
}

/// Where a waiter goes.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum State {
    Success,
    Failure,
    Retry,
}

/// What an acceptor looks at.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Matcher {
    Path,
    PathAll,
    PathAny,
    Status,
    Error,
}

impl Facts {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// If it cannot be read, is no JSON, or says what the generator does not know.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path).map_err(|source| Error::Io {
            path: path.to_owned(),
            source,
        })?;
        serde_json::from_str(&text).map_err(|error| Error::Config {
            path: path.to_owned(),
            reason: error.to_string(),
        })
    }

    /// What is known of the service of this SDK id, and its command.
    pub(super) fn service(&self, sdk_id: &str) -> Option<(&str, &ServiceEntry)> {
        let mut services = self.services.iter();
        services
            .find(|(_, entry)| entry.sdk_id == sdk_id)
            .map(|(command, entry)| (command.as_str(), entry))
    }
}
