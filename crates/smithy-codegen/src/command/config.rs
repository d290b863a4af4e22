//! What a command is made of: `slim.toml`, or the options of `cargo xtask codegen --cli`.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

use crate::error::Error;
use crate::model::Protocol;

/// A command.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// Name of the binary.
    pub name: String,
    /// Version that `--version` says; `0.1.0` by default.
    pub version: Option<String>,
    /// What the command is, in half a sentence.
    pub about: Option<String>,
    /// What help says before anything else, in whole sentences.
    pub description: Option<String>,
    /// A file of facts that no model carries.
    pub facts: Option<PathBuf>,
    /// Folder of the crates `smithy-cli`, `smithy-catalog` and `smithy-client`.
    pub runtime: Option<PathBuf>,
    /// The crate is a member of the workspace it stands in, and has none of its own.
    #[serde(default)]
    pub member: bool,
    /// Regions that completion offers.
    #[serde(default)]
    pub regions: Vec<String>,
    /// What the names of the command's own environment variables begin with; its name in upper case by default.
    pub variables: Option<String>,
    /// How much of requests is checked before they are sent, unless a line or a setting says otherwise. By default
    /// a command of several services checks what AWS CLI v2 does, and that of one all that the model says.
    pub validation: Option<Validation>,
    /// The services, in the order help lists them.
    #[serde(rename = "service")]
    pub services: Vec<ServiceConfig>,
}

/// How much of requests is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Validation {
    /// All that the model says.
    Strict,
    /// What AWS CLI v2 checks.
    Basic,
    /// Nothing.
    Off,
}

/// A service of a command.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ServiceConfig {
    /// Smithy JSON AST.
    pub model: PathBuf,
    /// Name or shape id of the service, where the model has several.
    pub service: Option<String>,
    /// Names of the operations to have; all without.
    #[serde(default)]
    pub operations: Vec<String>,
    /// Protocol to speak, as `awsJson1_0`; by default the best of those the service offers.
    #[serde(default, deserialize_with = "protocol")]
    pub protocol: Option<Protocol>,
    /// The word for the service; by default that of the facts, else of the model.
    pub command: Option<String>,
    /// Options to rename: `CreateThing.version = "thing-version"`, by operation and member.
    #[serde(default)]
    pub rename: std::collections::BTreeMap<String, std::collections::BTreeMap<String, String>>,
}

impl Config {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// If it cannot be read, is no TOML, or has what a configuration has not.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path).map_err(|source| Error::Io {
            path: path.to_owned(),
            source,
        })?;
        Self::parse(&text).map_err(|reason| Error::Config {
            path: path.to_owned(),
            reason,
        })
    }

    fn parse(text: &str) -> Result<Self, String> {
        let config: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        if config.services.is_empty() {
            return Err(
                "it names no service: add `[[service]]` with `model = \"FILE\"`".to_owned(),
            );
        }
        Ok(config)
    }
}

fn protocol<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Protocol>, D::Error> {
    let name = String::deserialize(deserializer)?;
    name.parse().map(Some).map_err(D::Error::custom)
}
