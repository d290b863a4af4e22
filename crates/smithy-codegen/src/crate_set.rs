//! A model in, the sources of a set of crates out: the model crate, the client crate, and whatever else is
//! made from the same model.

use std::fs;
use std::path::{Path, PathBuf};

use crate::ast;
use crate::emit::{self, CrateNames, Files};
use crate::error::Error;
use crate::generate::{self, Stale};
use crate::model::{self, Model, Options};

/// The crates of one model.
#[derive(Debug)]
pub struct CrateSet {
    /// What the crates are called.
    pub names: CrateNames,
    /// The crates, each after those it depends on.
    pub crates: Vec<Crate>,
    /// What they are made from.
    pub resolved: Model,
}

/// A generated crate.
#[derive(Debug)]
pub struct Crate {
    /// Name of the package, and of its folder.
    pub name: String,
    /// Its sources, by path below `src/`.
    pub sources: Files,
}

impl CrateSet {
    /// Generates the crates from a model file. Without a `name` they are named after the service.
    pub fn from_file(file: &Path, name: Option<&str>, options: &Options) -> Result<Self, Error> {
        let text = fs::read_to_string(file).map_err(|source| Error::Io {
            path: file.to_owned(),
            source,
        })?;
        Self::from_text(&text, name, options)
    }

    /// Generates the crates from the text of a model.
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
        let generated = |name: &str, sources| Crate {
            name: name.to_owned(),
            sources,
        };
        Ok(Self {
            crates: vec![
                generated(&names.model, model?),
                generated(&names.client, client?),
            ],
            names,
            resolved,
        })
    }

    /// Brings the folder that holds the crates in line with them; returns what it changed.
    pub fn write(&self, folder: &Path) -> Result<Vec<Stale>, Error> {
        let mut changed = Vec::new();
        for (folder, files) in self.folders(folder) {
            changed.extend(generate::write(&folder, files)?);
        }
        Ok(changed)
    }

    /// What differs between the crates and the folder that holds them.
    pub fn compare(&self, folder: &Path) -> Result<Vec<Stale>, Error> {
        let mut stale = Vec::new();
        for (folder, files) in self.folders(folder) {
            stale.extend(generate::compare(&folder, files)?);
        }
        Ok(stale)
    }

    /// Number of generated files.
    pub fn file_count(&self) -> usize {
        self.crates.iter().map(|each| each.sources.len()).sum()
    }

    fn folders(&self, folder: &Path) -> impl Iterator<Item = (PathBuf, &Files)> {
        let folder = folder.to_owned();
        let source = move |each: &Crate| folder.join(&each.name).join("src");
        self.crates
            .iter()
            .map(move |each| (source(each), &each.sources))
    }
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
