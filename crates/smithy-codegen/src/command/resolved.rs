//! A service of a command: its model with the facts about it.

use std::collections::BTreeMap;
use std::path::Path;

use smithy_catalog::cli::{AbsentCommand, Customization, kebab};

use super::facts::{self, Facts, Order, ServiceEntry};
use super::waiters::{self, Waiter};
use super::{ServiceConfig, Summary, collisions, customizations};
use crate::ast;
use crate::error::Error;
use crate::model::{self, Kind, Model, Operation, Options};

/// A service of a command.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) model: Model,
    /// The word for it.
    pub(crate) command: String,
    pub(crate) facts: ServiceFacts,
    /// What is known of operations, by name; only of those of which something is.
    pub(crate) operations: BTreeMap<String, OperationFacts>,
    /// Operations that are left out, with the reason.
    pub(crate) left_out: Vec<(String, String)>,
    /// What the facts say of operations that the model has not.
    pub(crate) unknown_facts: Vec<String>,
}

/// As [`smithy_catalog::cli::ServiceFacts`].
#[derive(Debug, Default)]
pub(crate) struct ServiceFacts {
    pub(crate) command: Option<String>,
    pub(crate) waiters: Vec<Waiter>,
    pub(crate) customizations: &'static [Customization],
    pub(crate) absent: &'static [AbsentCommand],
}

/// As [`smithy_catalog::cli::OperationFacts`].
#[derive(Debug, Default)]
pub(crate) struct OperationFacts {
    pub(crate) command: Option<String>,
    pub(crate) paging: Paging,
    pub(crate) renamed: Vec<(String, String)>,
    pub(crate) aliases: Vec<(String, String)>,
    pub(crate) customizations: &'static [Customization],
}

/// As [`smithy_catalog::cli::Paging`].
#[derive(Debug, Default)]
pub(crate) enum Paging {
    #[default]
    AsModelled,
    Never,
    As(facts::Pages),
}

impl OperationFacts {
    fn is_empty(&self) -> bool {
        self.command.is_none()
            && matches!(self.paging, Paging::AsModelled)
            && self.renamed.is_empty()
            && self.aliases.is_empty()
            && self.customizations.is_empty()
    }

    /// The option of a member as it is typed.
    pub(super) fn option(&self, member: &str) -> String {
        let option = kebab(member);
        let renamed = self.renamed.iter().find(|(from, _)| *from == option);
        renamed.map_or(option.clone(), |(_, to)| to.clone())
    }
}

impl Service {
    pub(super) fn resolve(
        config: &ServiceConfig,
        base: &Path,
        facts: &Facts,
    ) -> Result<Self, Error> {
        let path = base.join(&config.model);
        let text = std::fs::read_to_string(&path).map_err(|source| Error::Io {
            path: path.clone(),
            source,
        })?;
        let options = Options {
            service: config.service.clone(),
            operations: config.operations.clone(),
            protocol: config.protocol,
            skip_unsupported: true,
            endpoints_only: false,
        };
        let ast = ast::Model::parse(&text)?;
        let all = operations(&ast, facts);
        let mut service = Self::of(model::resolve(ast, &options)?, config, facts)?;
        if let Some((_, entry)) = facts.service(&service.model.service.sdk_id) {
            service.unknown_facts = entry.unknown(&all);
        }
        Ok(service)
    }

    fn of(mut model: Model, config: &ServiceConfig, facts: &Facts) -> Result<Self, Error> {
        let none = ServiceEntry::default();
        let (known, entry) = match facts.service(&model.service.sdk_id) {
            Some((command, entry)) => (Some(command), entry),
            None => (None, &none),
        };
        let left_out = leave_out(&mut model);
        collisions::check_renames(config, &model)?;
        if entry.order == Some(Order::ByName) {
            order_by_name(&mut model);
        }
        let spelled = model.service.sdk_id.to_lowercase().replace(' ', "-");
        let command = config
            .command
            .clone()
            .or(entry.command.clone())
            .or(known.map(str::to_owned))
            .unwrap_or_else(|| spelled.clone());
        let sdk_id = model.service.sdk_id.clone();
        let service_facts = ServiceFacts {
            command: (command != spelled).then(|| command.clone()),
            waiters: waiters::of(&model, entry)?,
            customizations: customizations::of_service(&sdk_id),
            absent: customizations::absent(&sdk_id),
        };
        let operations = model
            .operations
            .iter()
            .map(|operation| {
                let known = operation_facts(&model, operation, config, entry, facts);
                (operation.model_name.clone(), known)
            })
            .collect();
        let mut service = Self {
            command,
            facts: service_facts,
            operations,
            left_out,
            unknown_facts: Vec::new(),
            model,
        };
        collisions::check(&service)?;
        service.operations.retain(|_, facts| !facts.is_empty());
        Ok(service)
    }

    /// The command of an operation.
    pub(super) fn operation_command(&self, operation: &Operation) -> String {
        let facts = self.operations.get(&operation.model_name);
        facts
            .and_then(|facts| facts.command.clone())
            .unwrap_or_else(|| kebab(&operation.model_name))
    }

    /// The module of the service in the command's sources.
    pub(crate) fn module(&self) -> String {
        let word = self
            .command
            .replace(|c: char| !c.is_ascii_alphanumeric(), "_");
        format!("{word}_service")
    }

    pub(super) fn summary(&self) -> Summary {
        let operations = self.model.operations.iter();
        Summary {
            command: self.command.clone(),
            operations: operations.map(|it| self.operation_command(it)).collect(),
            left_out: self.left_out.clone(),
            unknown_facts: self.unknown_facts.clone(),
        }
    }
}

/// All operations of the file, chosen or not, with their commands.
fn operations(ast: &ast::Model, facts: &Facts) -> BTreeMap<String, String> {
    let operations = ast.shapes.iter();
    let operations = operations.filter(|(_, shape)| matches!(shape, ast::Shape::Operation(_)));
    let named = operations.map(|(id, _)| {
        let name = id.rsplit('#').next().unwrap_or(id);
        let command = facts.operation_names.get(name).cloned();
        (name.to_owned(), command.unwrap_or_else(|| kebab(name)))
    });
    named.collect()
}

/// Takes operations out that a command line does not offer; says which and why.
fn leave_out(model: &mut Model) -> Vec<(String, String)> {
    let skipped = model.skipped.iter();
    let mut left_out: Vec<(String, String)> = skipped
        .map(|it| (it.operation.clone(), it.reason.clone()))
        .collect();
    let operations = std::mem::take(&mut model.operations);
    let streams = |operation: &Operation| {
        let sides = [&operation.input, &operation.output];
        sides
            .into_iter()
            .any(|key| model.event_stream(key).is_some())
    };
    let (out, kept): (Vec<_>, Vec<_>) = operations.into_iter().partition(streams);
    model.operations = kept;
    left_out.extend(out.into_iter().map(|operation| {
        let reason = "it holds an event stream, which the AWS CLI has no command for";
        (operation.id, reason.to_owned())
    }));
    left_out
}

fn order_by_name(model: &mut Model) {
    for shape in model.shapes.values_mut() {
        if let Kind::Structure(members) | Kind::Union(members) = &mut shape.kind {
            members.sort_by(|a, b| a.name.cmp(&b.name));
        }
    }
}

fn operation_facts(
    model: &Model,
    operation: &Operation,
    config: &ServiceConfig,
    entry: &ServiceEntry,
    facts: &Facts,
) -> OperationFacts {
    let name = &operation.model_name;
    let command = facts.operation_names.get(name).cloned();
    let word = command.clone().unwrap_or_else(|| kebab(name));
    let options: Vec<String> = match &model.shape(&operation.input).kind {
        Kind::Structure(members) => members.iter().map(|it| kebab(&it.name)).collect(),
        _ => Vec::new(),
    };
    let names = |table: &BTreeMap<String, indexmap::IndexMap<String, String>>| {
        let rows = ["*", word.as_str()]
            .into_iter()
            .filter_map(|key| table.get(key));
        let rows = rows.flatten().filter(|(from, _)| options.contains(from));
        rows.map(|(from, to)| (from.clone(), to.clone())).collect()
    };
    let mut renamed: Vec<(String, String)> = names(&entry.option_rename);
    let own = config.rename.get(name).into_iter().flatten();
    renamed.extend(own.map(|(member, to)| (kebab(member), to.clone())));
    OperationFacts {
        command,
        paging: match entry.pages.get(name) {
            None => Paging::AsModelled,
            Some(None) => Paging::Never,
            Some(Some(pages)) => Paging::As(pages.clone()),
        },
        renamed,
        aliases: names(&entry.option_alias),
        customizations: customizations::of_operation(&model.service.sdk_id, name),
    }
}
