//! What the prompt says about the place the cursor is at.

use super::{Completions, Context};
use crate::complete::table::{Command, Entry};
use crate::complete::typed::Typed;
use crate::help;
use crate::options::{INPUT_JSON, INPUT_YAML, SKELETON};

/// Options that do away with the need for others.
const INSTEAD_OF_REQUIRED: [&str; 3] = [INPUT_JSON, INPUT_YAML, SKELETON];

impl Completions<'_> {
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
