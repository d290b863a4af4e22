//! The prompt of a build that has none.

use aws_settings::{Environment, Origin, Settings};

use crate::error::CliError;

/// There is none.
#[derive(Debug)]
pub(crate) enum Prompt {}

impl Prompt {
    /// Refuses.
    ///
    /// # Errors
    /// Always.
    pub(crate) fn open(_: Settings, origin: &Origin) -> Result<Self, CliError> {
        let obstacle = "this omics was built without it (the cargo feature \"prompt\")";
        Err(super::refusal(origin, obstacle))
    }

    pub(crate) fn env(&self) -> &Environment {
        match *self {}
    }

    pub(crate) fn ask(self, _: &[String]) -> Result<Vec<String>, CliError> {
        match self {}
    }
}
