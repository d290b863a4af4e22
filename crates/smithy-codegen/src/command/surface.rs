//! What can be typed: services, operations, options and waiters, and how two commands differ in it.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use smithy_catalog::cli::kebab;

use super::resolved::{OperationFacts, Service};
use super::{Config, Facts};
use crate::error::Error;
use crate::model::{Kind, Model, Operation, Shape};

/// Everything that can be typed, with what is to be said of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surface(BTreeMap<String, String>);

/// A difference between two surfaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Only the new command has it.
    Came(String),
    /// Only the old command has it.
    Went(String),
    /// Both have it, and it is something else now: what, before, after.
    Changed(String, String, String),
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Came(what) => write!(f, "+ {what}"),
            Self::Went(what) => write!(f, "- {what}"),
            Self::Changed(what, before, after) => write!(f, "~ {what}: {before} -> {after}"),
        }
    }
}

impl Surface {
    /// The surface of the command that a configuration describes; paths in it are taken from `base`.
    ///
    /// # Errors
    ///
    /// As [`Command::generate`](super::Command::generate).
    pub fn of(config: &Config, base: &Path) -> Result<Self, Error> {
        let facts = match &config.facts {
            Some(path) => Facts::read(&base.join(path))?,
            None => Facts::default(),
        };
        let mut surface = Self::default();
        for service in &config.services {
            surface.add(&Service::resolve(service, base, &facts)?);
        }
        Ok(surface)
    }

    /// What came, went and changed, in the order of what is typed. What goes with its operation is not
    /// listed by itself.
    pub fn changes(&self, newer: &Self) -> Vec<Change> {
        let mut changes = Vec::new();
        let both: BTreeMap<&String, ()> = self
            .0
            .keys()
            .chain(newer.0.keys())
            .map(|it| (it, ()))
            .collect();
        for what in both.into_keys() {
            let within = |surface: &Self| {
                let parent = what.rsplit_once(' ').map(|(parent, _)| parent);
                parent.is_none_or(|parent| surface.0.contains_key(parent))
            };
            match (self.0.get(what), newer.0.get(what)) {
                (None, Some(_)) if within(self) => changes.push(Change::Came(what.clone())),
                (Some(_), None) if within(newer) => changes.push(Change::Went(what.clone())),
                (Some(before), Some(after)) if before != after => {
                    changes.push(Change::Changed(what.clone(), before.clone(), after.clone()));
                }
                _ => {}
            }
        }
        changes
    }

    fn add(&mut self, service: &Service) {
        let word = &service.command;
        self.0
            .insert(word.clone(), service.model.service.id.clone());
        for operation in &service.model.operations {
            let line = format!("{word} {}", service.operation_command(operation));
            self.0.insert(line.clone(), operation.id.clone());
            let none = OperationFacts::default();
            let facts = service
                .operations
                .get(&operation.model_name)
                .unwrap_or(&none);
            self.options(&line, &service.model, operation, facts);
        }
        if !service.facts.waiters.is_empty() {
            self.0.insert(format!("{word} wait"), "waiters".to_owned());
        }
        for waiter in &service.facts.waiters {
            let line = format!("{word} wait {}", kebab(&waiter.name));
            let text = format!("{} every {} s", waiter.operation, waiter.delay);
            self.0.insert(line, text);
        }
    }

    fn options(
        &mut self,
        line: &str,
        model: &Model,
        operation: &Operation,
        facts: &OperationFacts,
    ) {
        let Kind::Structure(members) = &model.shape(&operation.input).kind else {
            return;
        };
        let token = operation.idempotency_token(model).map(|it| &it.name);
        for member in members {
            let required = member.required && token != Some(&member.name);
            let kind = kind(model.shape(&member.target));
            let text = format!("{kind}, {}", if required { "required" } else { "optional" });
            let option = facts.option(&member.name);
            self.0.insert(format!("{line} --{option}"), text);
        }
    }
}

/// What kind of value an option takes.
fn kind(shape: &Shape) -> String {
    match &shape.kind {
        Kind::Enum(values) => {
            let values: Vec<&str> = values.iter().map(|it| it.value.as_str()).collect();
            format!("one of {}", values.join(" "))
        }
        Kind::Blob {
            streaming: true, ..
        } => "streamed blob".to_owned(),
        Kind::Blob { .. } => "blob".to_owned(),
        Kind::Boolean => "boolean".to_owned(),
        Kind::String => "string".to_owned(),
        Kind::Byte | Kind::Short | Kind::Integer | Kind::IntEnum(_) => "integer".to_owned(),
        Kind::Long | Kind::BigInteger => "long".to_owned(),
        Kind::Float | Kind::Double | Kind::BigDecimal => "number".to_owned(),
        Kind::Timestamp => "timestamp".to_owned(),
        Kind::Document => "document".to_owned(),
        Kind::List { .. } => "list".to_owned(),
        Kind::Map { .. } => "map".to_owned(),
        Kind::Structure(_) => "structure".to_owned(),
        Kind::Union(_) => "union".to_owned(),
    }
}
