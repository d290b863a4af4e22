//! Names that could not be typed.

use std::collections::BTreeMap;

use smithy_catalog::cli::{GLOBAL_OPTIONS, OPERATION_OPTIONS, PROGRAM_COMMANDS};

use super::resolved::{OperationFacts, Service};
use super::{Config, ServiceConfig};
use crate::error::{Error, Problem, Problems};
use crate::model::{Kind, Model, Operation};

/// Fails where an operation or option of the service could not be reached, with all of them.
pub(super) fn check(service: &Service) -> Result<(), Error> {
    let mut problems = Vec::new();
    let mut commands: BTreeMap<String, &str> = BTreeMap::new();
    for operation in &service.model.operations {
        let command = service.operation_command(operation);
        if let Some(other) = commands.insert(command.clone(), &operation.id) {
            problems.push(Problem {
                shape: operation.id.clone(),
                path: String::new(),
                reason: format!("its command `{command}` is also that of `{other}`: leave one out"),
            });
        }
        if command == "help" {
            problems.push(Problem {
                shape: operation.id.clone(),
                path: String::new(),
                reason: "its command `help` shows help: leave it out".to_owned(),
            });
        }
        if command == "wait" && !service.facts.waiters.is_empty() {
            problems.push(Problem {
                shape: operation.id.clone(),
                path: String::new(),
                reason: "its command `wait` is that of the waiters: leave it out".to_owned(),
            });
        }
        options(service, operation, &mut problems);
    }
    fail(problems)
}

/// Fails where a configuration renames what is not there, with all of it.
pub(super) fn check_renames(config: &ServiceConfig, model: &Model) -> Result<(), Error> {
    let mut problems = Vec::new();
    for (name, members) in &config.rename {
        let mut problem = |reason: String| {
            problems.push(Problem {
                shape: model.service.id.clone(),
                path: format!("rename.{name}"),
                reason,
            });
        };
        let Some(operation) = model.operations.iter().find(|it| it.model_name == *name) else {
            problem(format!("the command has no operation `{name}`"));
            continue;
        };
        let known = match &model.shape(&operation.input).kind {
            Kind::Structure(members) => members.as_slice(),
            _ => &[],
        };
        for member in members.keys() {
            if !known.iter().any(|it| it.name == *member) {
                problem(format!("the input of `{name}` has no member `{member}`"));
            }
        }
    }
    fail(problems)
}

fn fail(problems: Vec<Problem>) -> Result<(), Error> {
    match problems.is_empty() {
        true => Ok(()),
        false => Err(Error::Model(Problems(problems))),
    }
}

fn options(service: &Service, operation: &Operation, problems: &mut Vec<Problem>) {
    let none = OperationFacts::default();
    let facts: &OperationFacts = service
        .operations
        .get(&operation.model_name)
        .unwrap_or(&none);
    let input = service.model.shape(&operation.input);
    let Kind::Structure(members) = &input.kind else {
        return;
    };
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    let named = members.iter().flat_map(|member| {
        let option = facts.option(&member.name);
        let is_boolean = matches!(service.model.shape(&member.target).kind, Kind::Boolean);
        let negation = is_boolean.then(|| format!("no-{option}"));
        std::iter::once(option)
            .chain(negation)
            .map(move |option| (member, option))
    });
    for (member, option) in named {
        let reason = match taken.insert(option.clone(), &member.name) {
            Some(other) => format!("its option `--{option}` is also that of `{other}`"),
            None if OPERATION_OPTIONS.contains(&option.as_str()) => {
                format!("its option `--{option}` is one that every operation has")
            }
            None => match global(&option) {
                Some(global) if global == option => {
                    format!("its option `--{option}` is a global one")
                }
                Some(global) => {
                    format!("its option `--{option}` is short for the global `--{global}`")
                }
                None => continue,
            },
        };
        let (name, member) = (&operation.model_name, &member.name);
        problems.push(Problem {
            shape: input.id.clone(),
            path: member.clone(),
            reason: format!(
                "{reason}: name it otherwise, `rename.{name}.{member} = \"OPTION\"` below `[[service]]` in the configuration"
            ),
        });
    }
}

/// The global option that a line means by these letters.
fn global(option: &str) -> Option<&'static str> {
    let begins = |global: &&&str| global.starts_with(option);
    if let Some(exact) = GLOBAL_OPTIONS.iter().find(|global| **global == option) {
        return Some(exact);
    }
    let mut candidates = GLOBAL_OPTIONS.iter().filter(begins);
    match (candidates.next(), candidates.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

/// Fails where two services have one word, or a word is one of the program's.
pub(super) fn check_services(config: &Config, services: &[Service]) -> Result<(), Error> {
    let mut problems = Vec::new();
    let mut words: BTreeMap<&str, &str> = BTreeMap::new();
    let mut problem = |shape: &str, reason: String| {
        problems.push(Problem {
            shape: shape.to_owned(),
            path: String::new(),
            reason,
        });
    };
    for service in services {
        let (word, id) = (service.command.as_str(), &service.model.service.id);
        let reserved = PROGRAM_COMMANDS.contains(&word);
        if reserved && services.len() > 1 {
            problem(
                id,
                format!(
                    "its word `{word}` is a command of `{}`: give it another, `command = \"WORD\"`",
                    config.name
                ),
            );
        }
        if let Some(other) = words.insert(word, id) {
            problem(
                id,
                format!(
                    "its word `{word}` is also that of `{other}`: give it another, `command = \"WORD\"`"
                ),
            );
        }
    }
    if let [only] = services {
        for operation in &only.model.operations {
            let command = only.operation_command(operation);
            if PROGRAM_COMMANDS.contains(&command.as_str()) {
                problem(
                    &operation.id,
                    format!(
                        "its command `{command}` is one of `{}` itself: leave it out",
                        config.name
                    ),
                );
            }
        }
    }
    fail(problems)
}
