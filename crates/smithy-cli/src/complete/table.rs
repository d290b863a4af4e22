//! What there is to complete, found once.

use smithy_catalog::{Kind, Operation};

use super::commands::{self, SHELLS};
use crate::args::{OptionKind, OptionSpec, Source};
use crate::help::visible;
use crate::local::LocalCommand;
use crate::options;
use crate::program::{COMPLETION, CONFIG, HELP, LOCAL, Program};
use crate::run::config;
use crate::service::Service;

/// What a command line may consist of.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) globals: Vec<Entry>,
    pub(crate) commands: Vec<Command>,
}

/// A command, or a service with commands of its own.
#[derive(Debug)]
pub(crate) struct Command {
    pub(crate) name: String,
    pub(crate) summary: String,
    /// Words that may follow it.
    pub(crate) words: Vec<String>,
    pub(crate) entries: Vec<Entry>,
    /// The commands of a service, or of the local one; one of them must follow.
    pub(crate) commands: Vec<Command>,
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
    /// A value that nothing is known of.
    Something,
    File,
    OneOf(Vec<String>),
}

impl Line {
    pub(crate) fn of(program: &Program) -> Self {
        let globals = program.parser().table();
        let commands = commands::of_program(program).into_iter();
        Self {
            globals: globals.map(|one| Entry::new(&one.spec, None)).collect(),
            commands: commands
                .map(|(name, summary)| Command::of_program(program, name, summary))
                .collect(),
        }
    }
}

impl Command {
    fn of_program(program: &Program, name: String, summary: String) -> Self {
        let command = Self {
            words: Vec::new(),
            entries: Vec::new(),
            commands: Vec::new(),
            name,
            summary,
        };
        match command.name.as_str() {
            LOCAL => {
                let own = program.backend().map(|backend| backend.commands());
                Self {
                    commands: own.into_iter().flatten().map(Self::of_local).collect(),
                    ..command
                }
            }
            CONFIG => {
                let own = config::COMMANDS.map(|name| Self {
                    entries: config::OPTIONS
                        .iter()
                        .map(|spec| Entry::new(spec, None))
                        .collect(),
                    name: name.to_owned(),
                    summary: command.summary.clone(),
                    words: Vec::new(),
                    commands: Vec::new(),
                });
                Self {
                    commands: own.into(),
                    ..command
                }
            }
            COMPLETION => Self {
                words: SHELLS.map(str::to_owned).to_vec(),
                ..command
            },
            HELP => {
                let own: Vec<_> = program.own_commands().collect();
                let words = program.words().into_iter();
                Self {
                    words: words.filter(|word| !own.contains(&word.as_str())).collect(),
                    ..command
                }
            }
            name if program.names_service() => {
                let services = program.find(name).into_iter();
                let commands = services.flat_map(Self::of_service);
                Self {
                    commands: commands.collect(),
                    ..command
                }
            }
            name => {
                let mut services = program.services.iter();
                let operation = services.find_map(|service| service.operation(name));
                Self {
                    entries: operation.map(entries).unwrap_or_default(),
                    ..command
                }
            }
        }
    }

    fn of_local(local: LocalCommand) -> Self {
        let entries = local.options.iter();
        Self {
            entries: entries.map(|spec| Entry::new(spec, None)).collect(),
            name: local.name.to_owned(),
            summary: local.about.to_owned(),
            words: Vec::new(),
            commands: Vec::new(),
        }
    }

    fn of_service(service: &Service) -> Vec<Self> {
        let operations = service.catalog.operations.iter();
        let rows = commands::of_service(service).into_iter();
        let commands = rows
            .zip(operations)
            .map(|((name, summary), operation)| Self {
                name,
                summary,
                words: Vec::new(),
                entries: entries(operation),
                commands: Vec::new(),
            });
        commands.collect()
    }
}

/// The options of an operation that completion offers.
fn entries(operation: &'static Operation) -> Vec<Entry> {
    let specs = visible(options::of(operation));
    let entries = specs.iter().map(|spec| Entry::new(spec, Some(operation)));
    entries.collect()
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
                None if spec.source == Source::Files => Takes::File,
                None => Takes::Something,
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
        .find(|member| options::name(operation, member.name) == option)?;
    match member.target.kind {
        Kind::Enum(values) => Some(values.iter().map(|known| known.value.to_owned()).collect()),
        Kind::IntEnum(values) => Some(values.iter().map(i32::to_string).collect()),
        Kind::List { member, .. } => match member.target.kind {
            Kind::Enum(values) => Some(values.iter().map(|known| known.value.to_owned()).collect()),
            _ => None,
        },
        _ => None,
    }
}
