//! What the prompt says about the place the cursor is at.

use smithy_catalog::Operation;

use super::{Completions, Context};
use crate::args::OptionSpec;
use crate::complete::table::{Command, Entry};
use crate::complete::typed::Typed;
use crate::help;
use crate::options::{INPUT_JSON, INPUT_YAML, SKELETON};
use crate::service::Service;

/// Options that do away with the need for others.
const INSTEAD_OF_REQUIRED: [&str; 3] = [INPUT_JSON, INPUT_YAML, SKELETON];

/// Where on a line the cursor is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    /// The operation that is named before it.
    pub(crate) operation: Option<(&'a Service, &'static Operation)>,
    /// The option whose name or value it is at.
    pub(crate) option: Option<&'a OptionSpec>,
    /// Where the value begins in the word.
    pub(crate) value: Option<usize>,
}

impl<'a> Completions<'a> {
    /// Where the cursor is.
    pub(crate) fn place(&'a self, typed: &Typed) -> Place<'a> {
        let context = self.context(&typed.before);
        let word = typed.word.as_str();
        let (entry, value) = match (context.awaiting, word.split_once('=')) {
            (Some(entry), _) if !word.starts_with('-') => (Some(entry), Some(0)),
            (_, Some((flag, _))) => (self.entry(context.command, flag), Some(flag.len() + 1)),
            _ => (self.entry(context.command, word), None),
        };
        Place {
            operation: self.operation(&context),
            option: entry.map(|entry| &entry.spec),
            value: value.filter(|_| entry.is_some()),
        }
    }

    /// The operation that these words name.
    pub(crate) fn named(&self, words: &[String]) -> Option<(&'a Service, &'static Operation)> {
        self.operation(&self.context(words))
    }

    /// What to say about the place the cursor is at.
    pub(crate) fn hint(&self, typed: &Typed) -> Option<String> {
        let context = self.context(&typed.before);
        let open = self.commands(context.command);
        let command = open.iter().find(|command| command.name == typed.word);
        match (context.awaiting, typed.word.as_str()) {
            (Some(entry), "") => Some(about(entry)),
            (None, flag) if flag.starts_with('-') => self.entry(context.command, flag).map(about),
            (None, "") => match context.command.filter(|_| open.is_empty()) {
                None => Some("Tab lists what may come next; Ctrl-C leaves".to_owned()),
                Some(command) => missing(command, &context),
            },
            (None, _) => command.map(|command| command.summary.clone()),
            _ => None,
        }
    }
}

/// What an option is for.
fn about(entry: &Entry) -> String {
    let (_, help) = help::row(&entry.spec);
    match &*entry.spec.metavar {
        "" => help,
        metavar => format!("{metavar}: {help}"),
    }
}

/// The options that must still be given.
fn missing(command: &Command, context: &Context<'_>) -> Option<String> {
    let given = |name: &str| context.given.iter().any(|entry| entry.spec.name == name);
    if INSTEAD_OF_REQUIRED.into_iter().any(given) {
        return None;
    }
    let required = command
        .entries
        .iter()
        .filter(|entry| entry.spec.required && !given(&entry.spec.name));
    let flags: Vec<_> = required.map(|entry| entry.spec.flag()).collect();
    (!flags.is_empty()).then(|| format!("required: {}", flags.join(", ")))
}
