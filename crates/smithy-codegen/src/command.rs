//! Models in, a command out: `NAME SERVICE OPERATION …`, or `NAME OPERATION …` for a single service.
//!
//! The command is one binary crate on `smithy-cli`. Of each service it holds the catalog, packed, and
//! the endpoint rules; inputs and outputs have no types.

mod collisions;
mod config;
mod customizations;
mod facts;
mod files;
mod resolved;
mod surface;
mod waiters;

pub use config::{Config, ServiceConfig, Validation};
pub use facts::Facts;
pub(crate) use facts::Pages;
pub(crate) use resolved::{OperationFacts, Paging, Service, ServiceFacts};
pub use surface::{Change, Surface};
pub(crate) use waiters::{Expected, Matcher, Path as MatcherPath, Waiter};

use std::path::Path;

use crate::emit::Files;
use crate::error::{Error, Problems};
use crate::generate::{self, Stale};

/// A generated command.
#[derive(Debug)]
pub struct Command {
    /// Its name.
    pub name: String,
    /// Operations of each service by the word for it, and those left out with the reason.
    pub services: Vec<Summary>,
    files: Files,
}

/// What a command has of a service.
#[derive(Debug)]
pub struct Summary {
    /// The word for the service.
    pub command: String,
    /// Commands of its operations.
    pub operations: Vec<String>,
    /// Operations that the command has not, with the reason.
    pub left_out: Vec<(String, String)>,
    /// What the facts say of operations that the model has not, by the path in the file.
    pub unknown_facts: Vec<String>,
}

impl Command {
    /// Generates the command that a configuration describes. Paths in it are taken from `base`; `runtime` is the
    /// folder of the hand-written crates, as `smithy-cli`.
    ///
    /// # Errors
    ///
    /// If a file cannot be read, a model cannot be used, or an option could not be reached; all problems
    /// of all models together.
    pub fn generate(config: &Config, base: &Path, runtime: &Path) -> Result<Self, Error> {
        let facts = match &config.facts {
            Some(path) => Facts::read(&base.join(path))?,
            None => Facts::default(),
        };
        let (mut services, mut problems) = (Vec::new(), Vec::new());
        for service in &config.services {
            match Service::resolve(service, base, &facts) {
                Ok(service) => services.push(service),
                Err(Error::Model(Problems(of_service))) => problems.extend(of_service),
                Err(other) => return Err(other),
            }
        }
        if !problems.is_empty() {
            return Err(Error::Model(Problems(problems)));
        }
        collisions::check_services(config, &services)?;
        Ok(Self {
            name: config.name.clone(),
            files: files::files(config, &services, runtime)?,
            services: services.iter().map(Service::summary).collect(),
        })
    }

    /// Brings the folder in line; returns what it changed. Writes nothing where that would overwrite or
    /// remove a file that was not generated.
    ///
    /// # Errors
    ///
    /// If files that were not generated stand in the way, or the folder cannot be written to.
    pub fn write(&self, out: &Path) -> Result<Vec<Stale>, Error> {
        let stale = self.compare(out)?;
        generate::refuse_foreign(&stale)?;
        generate::apply(out, &self.files, &stale)?;
        Ok(stale)
    }

    /// What differs between the folder and the command.
    ///
    /// # Errors
    ///
    /// If the folder cannot be read.
    pub fn compare(&self, out: &Path) -> Result<Vec<Stale>, Error> {
        let mut stale = generate::differing(out, &self.files)?;
        let source = out.join("src");
        let orphans = generate::compare(&source, &self.below("src/"))?;
        let orphans = orphans
            .into_iter()
            .filter(|it| it.kind == generate::StaleKind::Orphaned);
        stale.extend(orphans);
        Ok(stale)
    }

    fn below(&self, folder: &str) -> Files {
        let files = self.files.iter();
        files
            .filter_map(|(name, text)| Some((name.strip_prefix(folder)?.to_owned(), text.clone())))
            .collect()
    }
}
