//! What there is to complete, found once.

use smithy_catalog::cli::Waiter;
use smithy_catalog::{Kind, Operation};

use super::commands::{self, SHELLS};
use crate::args::{OptionKind, OptionSpec, Source};
use crate::help::visible;
use crate::local::LocalCommand;
use crate::options;
use crate::program::{COMPLETION, CONFIG, HELP, LOCAL, Program, WAIT};
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
    /// The name of a file follows it.
    pub(crate) takes_file: bool,
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
        let command = Self::plain(name, summary);
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
                    ..Self::plain(name.to_owned(), command.summary.clone())
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
            _ => {
                let mut services = program.services.iter();
                match services.next() {
                    Some(only) => command.within(only),
                    None => command,
                }
            }
        }
    }

    /// A command that nothing follows.
    fn plain(name: String, summary: String) -> Self {
        Self {
            words: Vec::new(),
            takes_file: false,
            entries: Vec::new(),
            commands: Vec::new(),
            name,
            summary,
        }
    }

    /// A command of a service, with what may follow it.
    fn within(self, service: &Service) -> Self {
        match service.operation(&self.name) {
            Some(operation) => Self {
                takes_file: options::takes_outfile(operation),
                entries: entries(operation),
                ..self
            },
            None if self.name == WAIT => {
                let waiters = service.catalog.cli.waiters.iter();
                Self {
                    words: waiters.map(Waiter::command).collect(),
                    ..self
                }
            }
            None => self,
        }
    }

    fn of_local(local: LocalCommand) -> Self {
        let entries = local.options.iter();
        Self {
            entries: entries.map(|spec| Entry::new(spec, None)).collect(),
            ..Self::plain(local.name.to_owned(), local.about.to_owned())
        }
    }

    fn of_service(service: &Service) -> Vec<Self> {
        let rows = commands::of_service(service).into_iter();
        let commands = rows.map(|(name, summary)| Self::plain(name, summary).within(service));
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
