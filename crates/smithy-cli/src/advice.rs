//! What to do next: advice that follows an error on lines of its own, on a terminal.
//!
//! The text of an error is the AWS CLI's, which scripts compare. Where more is known, the error
//! carries [`Clue`]s, and here they become sentences for whoever typed the line.

mod document;
mod line;
mod network;
mod query;
mod service;
mod setup;
mod value;

use std::collections::HashSet;
use std::io::{self, IsTerminal};

use aws_settings::{Environment, ErrorFormat, Settings, Sourced};

use crate::args::ParseErrorKind;
use crate::error::{CliError, Kind};
use crate::program::Program;

pub(crate) use document::{document, file_in_place, no_object, undecodable_file, unreadable_file};
pub(crate) use line::write;
pub(crate) use network::NoConnection;
pub(crate) use query::{of_query, of_search, unreadable};
pub(crate) use service::{Scope, Unanswered};
pub(crate) use setup::of_settings;
pub(crate) use value::{NO_KEY, empty, of_rule, of_type, pairs, takes};

/// What is known of a failure beyond its text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Clue {
    /// Advice that needs to know nothing else.
    Text(String),
    /// The line is wrong.
    Line(ParseErrorKind),
    /// A text where a number belongs, and what it was given for.
    NoNumber(String),
    /// The profile of that name does not exist.
    NoProfile(String),
    /// There was no connection.
    NoConnection(NoConnection),
    /// Which call failed.
    Call(Scope),
    /// A call that may have been carried out has no answer.
    Unanswered(Unanswered),
}

/// What else is known when a failure is told.
#[derive(Debug)]
pub(crate) struct Situation<'a> {
    /// The program.
    pub(crate) program: &'a Program,
    /// The settings, once they are read.
    pub(crate) settings: Option<&'a Settings>,
    /// The line as it was typed.
    pub(crate) args: &'a [String],
}

/// Whether advice is given: where a person reads, and in the formats that are for people. The
/// program's own variable `ADVICE`, `always` or `never`, decides otherwise.
pub(crate) fn is_wanted(program: &Program, env: &Environment, format: ErrorFormat) -> bool {
    let choice = env.get(&program.variable("ADVICE")).unwrap_or_default();
    let for_people = matches!(format, ErrorFormat::Enhanced | ErrorFormat::Legacy);
    match choice.to_lowercase().as_str() {
        "always" => true,
        "never" => false,
        _ => for_people && io::stderr().is_terminal(),
    }
}

/// The advice on a failure, a line each.
pub(crate) fn of(error: &CliError, situation: &Situation<'_>) -> Vec<String> {
    let mut lines = match &error.kind {
        Kind::Configuration("NoRegion") => setup::no_region(situation),
        Kind::Configuration("NoCredentials") => setup::no_credentials(situation),
        Kind::Service(failure) => service::of_failure(failure, scope(error)),
        _ => Vec::new(),
    };
    for clue in &error.clues {
        match clue {
            Clue::Text(text) => lines.push(text.clone()),
            Clue::Line(kind) => lines.extend(line::of(kind, situation)),
            Clue::NoNumber(place) => lines.push(format!("{place} takes a number.")),
            Clue::NoProfile(name) => lines.extend(setup::no_profile(name, situation)),
            Clue::NoConnection(reason) => {
                lines.extend(network::of(reason, scope(error), situation));
            }
            Clue::Unanswered(call) => lines.push(call.advice()),
            Clue::Call(_) => {}
        }
    }
    let mut told = HashSet::new();
    lines.retain(|line| told.insert(line.clone()));
    lines
}

/// The call that failed, if one was made.
fn scope(error: &CliError) -> Option<&Scope> {
    error.clues.iter().find_map(|clue| match clue {
        Clue::Call(scope) => Some(scope),
        _ => None,
    })
}

/// A value with its origin, as `us-west-2 (from AWS_REGION)`.
fn sourced(setting: &Sourced<String>) -> String {
    format!("{} (from {})", setting.value, setting.origin)
}

/// The words for "did you mean": the nearest choices, if any is near.
pub(crate) fn did_you_mean<'c>(
    word: &str,
    choices: impl IntoIterator<Item = &'c str>,
) -> Option<String> {
    let near = crate::args::nearest(word, choices);
    (!near.is_empty()).then(|| format!("Did you mean {}?", near.join(" or ")))
}
