//! Lines that cannot be understood.

use jmespath_py::SearchError;
use smithy_catalog::{Kind, Operation};

use super::{Situation, did_you_mean};
use crate::args::{OptionSpec, ParseErrorKind};
use crate::options;
use crate::program::Program;
use crate::service::Service;

pub(super) fn of(kind: &ParseErrorKind, situation: &Situation<'_>) -> Vec<String> {
    match kind {
        ParseErrorKind::UnknownOptions { tokens } => left_over(tokens, situation),
        ParseErrorKind::InvalidChoice {
            argument,
            value,
            suggestions,
        } => no_choice(argument, value, suggestions, situation),
        ParseErrorKind::ExpectedValue { option } => expected_value(option, situation),
        ParseErrorKind::Missing { names } => missing(names, situation),
        ParseErrorKind::Ambiguous { .. } => vec!["Write the option out.".to_owned()],
        ParseErrorKind::UnexpectedValue { option, .. } => {
            vec![format!("{option} takes no value: give it alone.")]
        }
        ParseErrorKind::InvalidInt { option, .. } => {
            vec![format!("{option} takes digits alone, as in `{option} 10`.")]
        }
        ParseErrorKind::InvalidFloat { option, .. } => {
            vec![format!("{option} takes a number, as in `{option} 1.5`.")]
        }
        ParseErrorKind::PromptConflict => vec!["Leave one of them out.".to_owned()],
        ParseErrorKind::NotUnicode { .. } => vec![
            "A value of any bytes can come out of a file, where the option takes bytes: \
             fileb://PATH"
                .to_owned(),
        ],
    }
}

/// Queries that cannot be evaluated, whatever the answer.
pub(crate) fn of_query(error: &SearchError) -> Vec<String> {
    let SearchError::UnknownFunction(name) = error else {
        return Vec::new();
    };
    let mut lines: Vec<_> = did_you_mean(name, jmespath_py::function_names())
        .into_iter()
        .collect();
    let all: Vec<_> = jmespath_py::function_names().collect();
    lines.push(format!("Functions: {}", all.join(", ")));
    lines
}

/// The operation that the line names, with what a line about it begins with.
fn operation(situation: &Situation<'_>) -> Option<(String, &'static Operation)> {
    let program = situation.program;
    let mut words = situation.args.iter();
    let found = |service: &Service, word: &String| {
        let operation = service.operation(word)?;
        Some((format!("{} {word}", program.invocation(service)), operation))
    };
    match program.names_service() {
        true => {
            let service = words.find_map(|word| program.find(word))?;
            words.find_map(|word| found(service, word))
        }
        false => words.find_map(|word| {
            let mut services = program.services.iter();
            services.find_map(|service| found(service, word))
        }),
    }
}

/// All options that may stand on the line.
fn specs(program: &Program, operation: Option<&'static Operation>) -> Vec<OptionSpec> {
    let own = operation.map(options::of).unwrap_or_default();
    let table = program.parser().table().map(|global| global.spec.clone());
    own.into_iter().chain(table).collect()
}

fn left_over(tokens: &[String], situation: &Situation<'_>) -> Vec<String> {
    let named = operation(situation);
    let specs = specs(
        situation.program,
        named.as_ref().map(|(_, operation)| *operation),
    );
    let flags: Vec<_> = specs.iter().map(OptionSpec::flag).collect();
    let mut lines = Vec::new();
    for token in tokens {
        let (name, _) = token.split_once('=').unwrap_or((token, ""));
        let advice = match name.starts_with("--") {
            true => did_you_mean(name, flags.iter().map(String::as_str)),
            false => stray(token, situation.args, named.as_ref().map(|(_, of)| *of)),
        };
        lines.extend(advice.filter(|advice| !lines.contains(advice)));
    }
    if let Some((invocation, _)) = named {
        lines.push(format!("All options: {invocation} --help"));
    }
    lines
}

/// A word that belongs to the value of the option before it.
fn stray(token: &str, args: &[String], operation: Option<&'static Operation>) -> Option<String> {
    let at = args.iter().position(|arg| arg == token)?;
    let before = args[..at].iter().rposition(|arg| arg.starts_with("--"))?;
    let (option, values) = (&args[before], &args[before + 1..]);
    let values: Vec<_> = values
        .iter()
        .take_while(|arg| !arg.starts_with("--"))
        .map(String::as_str)
        .collect();
    if values.len() < 2 {
        return None;
    }
    let is_map = operation.is_some_and(|operation| takes_pairs(operation, option));
    Some(match is_map {
        true => format!(
            "{option} takes its pairs in one word, with commas between them: {option} {}",
            values.join(",")
        ),
        false => format!(
            "A value with blanks must be quoted: {option} '{}'",
            values.join(" ")
        ),
    })
}

fn takes_pairs(operation: &Operation, option: &str) -> bool {
    let members = operation.input.members();
    let mut members = members.iter();
    members.any(|member| {
        option.strip_prefix("--") == Some(&options::name(operation, member.name))
            && matches!(member.target.kind, Kind::Map { .. } | Kind::Structure(_))
    })
}

fn no_choice(
    argument: &str,
    value: &str,
    suggestions: &[String],
    situation: &Situation<'_>,
) -> Vec<String> {
    let program = situation.program;
    if argument.starts_with("--") {
        let named = operation(situation);
        let specs = specs(program, named.map(|(_, operation)| operation));
        let Some(spec) = specs.iter().find(|spec| spec.flag() == argument) else {
            return Vec::new();
        };
        let mut lines: Vec<_> = did_you_mean(value, spec.choices.iter().copied())
            .filter(|_| suggestions.is_empty())
            .into_iter()
            .collect();
        lines.push(format!("{argument} takes {}.", spec.choices.join(", ")));
        return lines;
    }
    let mut lines: Vec<_> = program.found_elsewhere(value).into_iter().collect();
    if lines.is_empty() && suggestions.is_empty() {
        let words = program.words();
        let service = match program.names_service() {
            true => situation.args.iter().find_map(|word| program.find(word)),
            false => None,
        };
        let words = service.map_or(words, Service::commands);
        lines.extend(did_you_mean(value, words.iter().map(String::as_str)));
    }
    lines.push(format!("What there is: {} --help", program.name()));
    lines
}

fn expected_value(option: &str, situation: &Situation<'_>) -> Vec<String> {
    let named = operation(situation);
    let specs = specs(situation.program, named.map(|(_, operation)| operation));
    let Some(spec) = specs.iter().find(|spec| spec.flag() == option) else {
        return Vec::new();
    };
    let mut lines = vec![match spec.choices {
        [] => format!("Write {option} {}", spec.metavar),
        choices => format!("{option} takes {}.", choices.join(", ")),
    }];
    let at = situation.args.iter().position(|arg| arg == option);
    let next = at.and_then(|at| situation.args.get(at + 1));
    if let Some(next) = next.filter(|next| next.starts_with('-')) {
        lines.push(format!(
            "If {next} is the value, join them: {option}={next}"
        ));
    }
    lines
}

fn missing(names: &[String], situation: &Situation<'_>) -> Vec<String> {
    let Some((invocation, operation)) = operation(situation) else {
        return vec![format!(
            "What there is: {} --help",
            situation.program.name()
        )];
    };
    let specs = options::of(operation);
    let needed = names.iter().filter_map(|name| {
        let spec = specs.iter().find(|spec| spec.flag() == *name)?;
        Some(format!("{name} {}", spec.metavar))
    });
    let needed: Vec<_> = needed.collect();
    let mut lines = Vec::new();
    if !needed.is_empty() {
        lines.push(format!("Write {invocation} … {}", needed.join(" ")));
    }
    lines.push(format!("An example: {invocation} --help"));
    lines
}
