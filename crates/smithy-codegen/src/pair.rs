//! A model in, the sources of two crates out: the model crate and the client crate.

use std::fs;
use std::path::{Path, PathBuf};

use crate::ast;
use crate::emit::{self, CrateNames, Files};
use crate::error::Error;
use crate::generate::{self, Stale};
use crate::model::{self, Model, Options};

/// The sources of a pair of crates.
#[derive(Debug)]
pub struct Pair {
    /// What the crates are called.
    pub names: CrateNames,
    /// Sources of the model crate.
    pub model: Files,
    /// Sources of the client crate.
    pub client: Files,
    /// What they are made from.
    pub resolved: Model,
}

impl Pair {
    /// Generates the pair from a model file. Without a `name` the crates are named after the service.
    pub fn from_file(file: &Path, name: Option<&str>, options: &Options) -> Result<Self, Error> {
        let text = fs::read_to_string(file).map_err(|source| Error::Io {
            path: file.to_owned(),
            source,
        })?;
        Self::from_text(&text, name, options)
    }

    /// Generates the pair from the text of a model.
    pub fn from_text(text: &str, name: Option<&str>, options: &Options) -> Result<Self, Error> {
        let resolved = model::resolve(ast::Model::parse(text)?, options)?;
        let name = name.map_or_else(|| kebab(&resolved.service.sdk_id), str::to_owned);
        if !is_crate_name(&name) {
            return Err(Error::Name(name));
        }
        let names = CrateNames::from_base(&name);
        let (model, client) = std::thread::scope(|scope| {
            let client = scope.spawn(|| emit::client_crate(&resolved, &names));
            let model = emit::model_crate(&resolved);
            (
                model,
                client
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            )
        });
        Ok(Self {
            model: model?,
            client: client?,
            names,
            resolved,
        })
    }

    /// Brings `crates/` of a workspace in line with the pair; returns what it changed.
    pub fn write(&self, crates: &Path) -> Result<Vec<Stale>, Error> {
        let mut changed = Vec::new();
        for (folder, files) in self.folders(crates) {
            changed.extend(generate::write(&folder, files)?);
        }
        Ok(changed)
    }

    /// What differs between `crates/` of a workspace and the pair.
    pub fn compare(&self, crates: &Path) -> Result<Vec<Stale>, Error> {
        let mut stale = Vec::new();
        for (folder, files) in self.folders(crates) {
            stale.extend(generate::compare(&folder, files)?);
        }
        Ok(stale)
    }

    fn folders(&self, crates: &Path) -> [(PathBuf, &Files); 2] {
        [
            (crates.join(&self.names.model).join("src"), &self.model),
            (crates.join(&self.names.client).join("src"), &self.client),
        ]
    }
}

/// The pair of this repository: `omics-model` and `omics-client`, from `model/omics.json`.
pub fn own(root: &Path) -> Result<Pair, Error> {
    Pair::from_file(
        &root.join("model/omics.json"),
        Some("omics"),
        &Options::default(),
    )
}

/// A letter, then letters, digits, hyphens and underscores: a name cargo and Rust both take.
fn is_crate_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

/// `API Gateway` as `api-gateway`.
fn kebab(sdk_id: &str) -> String {
    let words: Vec<String> = sdk_id
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    words.join("-")
}
