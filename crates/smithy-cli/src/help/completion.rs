//! Completion scripts: what there is to complete, found once, and written for each shell.

mod bash;
mod fish;
mod zsh;

use omics_model::SERVICE;
use smithy_catalog::{Kind, Operation};

use super::{overview, visible};
use crate::args::{GLOBALS, OptionKind, OptionSpec};
use crate::{options, run};

/// The shells that there are scripts for.
pub(super) const SHELLS: [&str; 3] = ["bash", "zsh", "fish"];

/// The script for a shell; none if there is none for it.
pub(super) fn script(shell: &str) -> Option<String> {
    let write = match shell {
        "bash" => bash::script,
        "zsh" => zsh::script,
        "fish" => fish::script,
        _ => return None,
    };
    Some(write(&Line::of_program()))
}

/// What a command line may consist of.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) globals: Vec<Entry>,
    pub(crate) commands: Vec<Command>,
}

/// A command.
#[derive(Debug)]
pub(crate) struct Command {
    pub(crate) name: String,
    pub(crate) summary: String,
    /// Words that may follow it.
    pub(crate) words: Vec<String>,
    pub(crate) entries: Vec<Entry>,
}

/// An option.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) spec: OptionSpec,
    pub(crate) takes: Takes,
}

/// What an option takes, as far as completion is concerned.
#[derive(Debug)]
pub(crate) enum Takes {
    Nothing,
    /// A value that nothing is known of, called so by help.
    Something(String),
    File,
    OneOf(Vec<String>),
}

impl Line {
    pub(crate) fn of_program() -> Self {
        let globals = GLOBALS.iter().filter(|option| !option.hidden);
        Self {
            globals: globals.map(|option| Entry::new(option, None)).collect(),
            commands: overview::commands()
                .into_iter()
                .map(|(name, summary)| Command::new(name, summary))
                .collect(),
        }
    }
}

impl Command {
    fn new(name: String, summary: String) -> Self {
        let operation = options::operation(&SERVICE, &name);
        let specs = match (operation, name.as_str()) {
            (Some(operation), _) => options::of(operation),
            (None, "local") => run::serve_options(),
            _ => Vec::new(),
        };
        let words = match name.as_str() {
            "local" => vec!["serve".to_owned()],
            "completion" => SHELLS.map(str::to_owned).to_vec(),
            "help" => options::commands(&SERVICE),
            _ => Vec::new(),
        };
        let specs = visible(specs);
        let entries = specs.iter().map(|spec| Entry::new(spec, operation));
        Self {
            entries: entries.collect(),
            name,
            summary,
            words,
        }
    }
}

impl Entry {
    fn new(spec: &OptionSpec, operation: Option<&Operation>) -> Self {
        let takes = match spec.kind {
            OptionKind::Flag | OptionKind::Version => Takes::Nothing,
            _ if !spec.choices.is_empty() => Takes::OneOf(
                spec.choices
                    .iter()
                    .map(|&choice| choice.to_owned())
                    .collect(),
            ),
            _ => match operation.and_then(|operation| known_values(operation, &spec.name)) {
                Some(values) => Takes::OneOf(values),
                None if spec.metavar == "FILE" => Takes::File,
                None => Takes::Something(spec.metavar.to_string()),
            },
        };
        Self {
            spec: spec.clone(),
            takes,
        }
    }
}

/// The known values of the member that an option stands for.
fn known_values(operation: &Operation, option: &str) -> Option<Vec<String>> {
    let members = operation.input.members();
    let member = members
        .iter()
        .find(|member| options::kebab(member.name) == option)?;
    match member.target.kind {
        Kind::Enum(values) => Some(values.iter().map(|known| known.value.to_owned()).collect()),
        Kind::IntEnum(values) => Some(values.iter().map(i32::to_string).collect()),
        _ => None,
    }
}
