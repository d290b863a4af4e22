//! Help and completion scripts, made from the tables and the catalog that the parser uses.

pub(crate) mod completion;
mod example;
mod markdown;
mod operation;
mod overview;
mod page;
mod screen;
mod words;

#[cfg(test)]
mod tests;

use aws_settings::Environment;
use omics_model::SERVICE;
use smithy_catalog::Operation;

use crate::args::{OptionKind, OptionSpec};
use crate::error::CliError;
use crate::{options, run};
use page::Style;
use screen::Screen;

/// What there is a page about.
#[derive(Debug, Clone, Copy)]
enum Topic {
    Program,
    Operation(&'static Operation),
    Local,
    Completion,
}

impl Topic {
    /// The first word that names a topic; a line without one is about the program.
    fn of(words: &[String]) -> Self {
        let named = |word: &String| match word.as_str() {
            "local" => Some(Self::Local),
            "completion" => Some(Self::Completion),
            word => options::operation(&SERVICE, word).map(Self::Operation),
        };
        words.iter().find_map(named).unwrap_or(Self::Program)
    }

    fn page(self, style: Style) -> String {
        match self {
            Self::Program => overview::program(style),
            Self::Operation(operation) => operation::page(operation, style),
            Self::Local => overview::local(style),
            Self::Completion => overview::completion(style),
        }
    }
}

/// Prints help about what the words of a command line name first, through a pager if it is longer
/// than the screen.
///
/// # Errors
/// If standard output cannot be written.
pub fn show(words: &[String], env: &Environment) -> Result<(), CliError> {
    let screen = Screen::of_stdout(env);
    screen.show(&Topic::of(words).page(screen.style), env)
}

/// Prints the completion script for the shell that the words name.
///
/// # Errors
/// If they name none, or standard output cannot be written.
pub fn completion(words: &[String]) -> Result<(), CliError> {
    if let [only] = words
        && only == "help"
    {
        return run::print(&Topic::Completion.page(Style::PLAIN));
    }
    let script = match words {
        [name] => completion::script(name),
        _ => None,
    };
    let Some(script) = script else {
        let shells = completion::SHELLS.join(", ");
        let given = match words.is_empty() {
            true => "nothing".to_owned(),
            false => format!("'{}'", words.join(" ")),
        };
        return Err(CliError::param_validation(format!(
            "completion takes the name of one shell, {shells}; it was given {given}"
        )));
    };
    run::print(&script)
}

/// The options that help and completion know.
fn visible(specs: Vec<OptionSpec>) -> Vec<OptionSpec> {
    specs.into_iter().filter(|spec| !spec.hidden).collect()
}

/// An option with its value, as `--output FORMAT`.
fn usage(spec: &OptionSpec) -> String {
    match spec.kind {
        OptionKind::Flag | OptionKind::Version => spec.flag(),
        OptionKind::Value | OptionKind::Integer => format!("{} {}", spec.flag(), spec.metavar),
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
