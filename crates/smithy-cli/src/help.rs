//! Help, made from the tables and the catalog that the parser uses.

pub(crate) mod documents;
mod example;
mod markdown;
mod operation;
mod overview;
mod page;
mod screen;
pub(crate) mod words;

#[cfg(test)]
mod tests;

#[cfg(feature = "prompt")]
use std::mem::{Discriminant, discriminant};

use aws_settings::Environment;
use smithy_catalog::Operation;

use crate::args::{OptionKind, OptionSpec};
use crate::complete::{self, SHELLS};
use crate::console::print;
use crate::error::CliError;
use crate::program::{COMPLETION, CONFIG, LOCAL, Program, WAIT};
use crate::service::Service;
use page::Style;
use screen::Screen;

/// What there is a page about.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Topic<'p> {
    /// The program.
    Program,
    /// A service of a program with several.
    Service(&'p Service),
    /// What there is to wait for of a service.
    Wait(&'p Service),
    /// An operation.
    Operation(&'p Service, &'static Operation),
    /// The local service.
    Local,
    /// The settings.
    Config,
    /// Completion scripts.
    Completion,
}

impl<'p> Topic<'p> {
    /// The first words that name a topic; a line without any is about the program.
    pub(crate) fn of(program: &'p Program, words: &[String]) -> Self {
        for (at, word) in words.iter().enumerate() {
            let found = match word.as_str() {
                LOCAL if program.backend().is_some() => Some(Self::Local),
                CONFIG => Some(Self::Config),
                COMPLETION => Some(Self::Completion),
                word if program.names_service() => program
                    .find(word)
                    .map(|service| Self::in_service(service, &words[at + 1..])),
                word => program.services.iter().find_map(|service| {
                    match Self::in_service(service, &[word.to_owned()]) {
                        Self::Service(_) => None,
                        topic => Some(topic),
                    }
                }),
            };
            if let Some(topic) = found {
                return topic;
            }
        }
        Self::Program
    }

    /// The first operation that the words name, or else the service.
    pub(crate) fn in_service(service: &'p Service, words: &[String]) -> Self {
        let named = words.iter().find_map(|word| match service.operation(word) {
            Some(operation) => Some(Self::Operation(service, operation)),
            None => (word == WAIT && service.waits()).then_some(Self::Wait(service)),
        });
        named.unwrap_or(Self::Service(service))
    }

    /// What tells it from others: its kind, and the names of what it is about.
    #[cfg(feature = "prompt")]
    fn identity(&self) -> (Discriminant<Self>, Option<&str>, Option<&str>) {
        let (service, operation) = match self {
            Self::Service(service) | Self::Wait(service) => (Some(service), None),
            Self::Operation(service, operation) => (Some(service), Some(operation.name)),
            Self::Program | Self::Local | Self::Config | Self::Completion => (None, None),
        };
        (
            discriminant(self),
            service.map(|service| service.catalog.sdk_id),
            operation,
        )
    }

    fn page(self, program: &Program, style: Style) -> String {
        match self {
            Self::Program => overview::program(program, style),
            Self::Service(service) => overview::service(program, service, style),
            Self::Wait(service) => overview::wait(program, service, style),
            Self::Operation(service, operation) => {
                operation::page(program, service, operation, style)
            }
            Self::Local => overview::local(program, style),
            Self::Config => overview::config(program, style),
            Self::Completion => overview::completion(program, style),
        }
    }
}

#[cfg(feature = "prompt")]
impl PartialEq for Topic<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.identity() == other.identity()
    }
}

/// Prints help, through a pager if it is longer than the screen.
///
/// # Errors
/// If standard output cannot be written.
pub(crate) fn show(program: &Program, topic: Topic<'_>, env: &Environment) -> Result<(), CliError> {
    let screen = Screen::of_stdout(env);
    screen.show(&topic.page(program, screen.style), env)
}

/// What help says about a topic, or about the option at hand, for a panel of that width.
#[cfg(feature = "prompt")]
pub(crate) fn panel(
    program: &Program,
    topic: Topic<'_>,
    place: complete::Place<'_>,
    width: usize,
) -> String {
    let style = Style {
        width,
        ..Style::PLAIN
    };
    let Some(spec) = place.option else {
        return topic.page(program, style);
    };
    let of_member = place.operation.and_then(|(service, operation)| {
        operation::option(program, service, operation, &spec.name, style)
    });
    of_member.unwrap_or_else(|| {
        let (term, text) = row(spec);
        let mut page = page::Page::new(style);
        page.fill(page::BODY, page::BODY, term.split(' '));
        page.paragraph(page::BODY + 4, &text);
        page.finish()
    })
}

/// Prints the completion script for the shell that the words name.
///
/// # Errors
/// If they name none, or standard output cannot be written.
pub(crate) fn completion(program: &Program, words: &[String]) -> Result<(), CliError> {
    if let [only] = words
        && only == "help"
    {
        return print(&Topic::Completion.page(program, Style::PLAIN));
    }
    let script = match words {
        [name] => complete::script(program.name(), &program.variable(complete::VARIABLE), name),
        _ => None,
    };
    let Some(script) = script else {
        let shells = SHELLS.join(", ");
        let given = match words.is_empty() {
            true => "nothing".to_owned(),
            false => format!("'{}'", words.join(" ")),
        };
        return Err(CliError::param_validation(format!(
            "completion takes the name of one shell, {shells}; it was given {given}"
        )));
    };
    print(&script)
}

/// The options that help and completion know.
pub(crate) fn visible(specs: Vec<OptionSpec>) -> Vec<OptionSpec> {
    specs.into_iter().filter(|spec| !spec.hidden).collect()
}

/// An option with its value, as `--output FORMAT`.
fn usage(spec: &OptionSpec) -> String {
    match spec.kind {
        OptionKind::Flag | OptionKind::Version => spec.flag(),
        OptionKind::Value | OptionKind::Integer | OptionKind::Float | OptionKind::Words => {
            format!("{} {}", spec.flag(), spec.metavar)
        }
        OptionKind::OptionalValue { .. } => format!("{} [{}]", spec.flag(), spec.metavar),
    }
}

/// What a row says about an option: its line of help and its choices.
pub(crate) fn row(spec: &OptionSpec) -> (String, String) {
    let mut text = spec.help.to_string();
    if !spec.choices.is_empty() {
        text.push_str("; one of ");
        text.push_str(&spec.choices.join(", "));
    }
    if let OptionKind::OptionalValue { missing } = spec.kind {
        text.push_str(&format!("; {missing} if none is named"));
    }
    (usage(spec), text)
}
