//! What a word may become.

use super::table::Command;
use crate::args::OptionSpec;
use crate::help;

/// A word that may be what is being typed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Candidate {
    /// The word, not quoted.
    pub(crate) text: String,
    /// What the list of candidates calls it.
    pub(crate) title: String,
    /// What is said about it; may be empty.
    pub(crate) note: String,
    /// Whether the word goes on behind this, as a path does behind a folder.
    pub(crate) goes_on: bool,
}

impl Candidate {
    /// A word that says all there is to say.
    pub(crate) fn bare(text: String) -> Self {
        Self {
            title: text.clone(),
            text,
            note: String::new(),
            goes_on: false,
        }
    }

    pub(crate) fn command(command: &Command) -> Self {
        Self {
            note: command.summary.clone(),
            ..Self::bare(command.name.clone())
        }
    }

    pub(crate) fn option(spec: &OptionSpec) -> Self {
        let (title, help) = help::row(spec);
        let note = match spec.required {
            true => format!("(required) {help}"),
            false => help,
        };
        Self {
            text: spec.flag(),
            title,
            note,
            goes_on: false,
        }
    }
}
