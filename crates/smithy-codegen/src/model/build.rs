//! From the AST to the resolved model.

use std::collections::BTreeMap;

use super::operations::{self, ServiceDefaults};
use super::traits::Reader;
use super::{AuthScheme, Home, Model, Operation, Protocol, Service, Shapes, Skipped};
use super::{
    amendments, auth, check, closure, customizations, flatten, nullability, service, shapes,
    support, upgrade,
};
use crate::ast;
use crate::error::{Error, Problem, Problems};

/// What to generate.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Service shape id; may be left out where the model has one service.
    pub service: Option<String>,
    /// Names of the operations to keep; all where empty.
    pub operations: Vec<String>,
    /// Keep no operation: only the endpoint rules are wanted.
    pub endpoints_only: bool,
    /// The protocol to speak; the best one where the service offers several and none is given.
    pub protocol: Option<Protocol>,
    /// Leave operations out that need what is not supported, instead of refusing the model.
    pub skip_unsupported: bool,
}

/// Resolves a model: checks it, keeps the closure of the chosen operations and names everything.
/// All problems are reported at once.
pub fn resolve(mut ast: ast::Model, options: &Options) -> Result<Model, Error> {
    let mut problems = Problems(Vec::new());
    flatten::flatten(&mut ast, &mut problems);
    upgrade::upgrade(&mut ast);
    let service_id = find_service(&ast, options.service.as_deref())?.0.to_owned();
    amendments::amend(&mut ast, &service_id);
    let (service_id, source) = find_service(&ast, Some(&service_id))?;
    let all = closure::operations(&ast, service_id, source, &mut problems);
    let mut chosen = match options.endpoints_only {
        true => BTreeMap::new(),
        false => choose(service_id, &all, &options.operations)?,
    };
    fail(&problems)?;

    let protocol = service::protocol(service_id, source, options)?;
    let mut traits = Reader::new(&source.traits, service_id, &mut problems);
    let auth = auth::of_service(&ast, &mut traits);
    let schemes: BTreeMap<&str, Vec<AuthScheme>> = chosen
        .iter()
        .map(|(id, operation)| {
            let schemes = auth::of_operation(&operation.traits, &auth, &mut traits);
            (*id, schemes)
        })
        .collect();
    let skipped = support::unsupported(service_id, &chosen, &schemes);
    if !options.skip_unsupported && !skipped.is_empty() {
        return Err(refuse(&skipped));
    }
    chosen.retain(|id, _| !skipped.iter().any(|skipped| skipped.operation == *id));

    let service = service::read(service_id, source, protocol, auth, &mut problems);
    let (mut operations, shapes) =
        Builder::new(&ast, source, &service, schemes).build(&chosen, &mut problems);
    fail(&problems)?;
    let rules = source.traits.contains_key("smithy.rules#endpointRuleSet");
    customizations::place_buckets(&service, rules, &mut operations);
    customizations::allow_unsigned(&service, &mut operations);
    Ok(Model {
        service,
        operations,
        shapes,
        skipped,
    })
}

fn fail(problems: &Problems) -> Result<(), Error> {
    if problems.0.is_empty() {
        Ok(())
    } else {
        Err(Error::Model(problems.clone()))
    }
}

fn refuse(skipped: &[Skipped]) -> Error {
    let problem = |skipped: &Skipped| Problem {
        shape: skipped.operation.clone(),
        path: String::new(),
        reason: format!("{}; leave it out with --skip-unsupported", skipped.reason),
    };
    Error::Model(Problems(skipped.iter().map(problem).collect()))
}

fn find_service<'a>(
    ast: &'a ast::Model,
    wanted: Option<&str>,
) -> Result<(&'a str, &'a ast::Service), Error> {
    let services: Vec<(&str, &ast::Service)> = ast
        .shapes
        .iter()
        .filter_map(|(id, shape)| match shape {
            ast::Shape::Service(service) if !service.traits.contains_key("smithy.api#mixin") => {
                Some((id.as_str(), service))
            }
            _ => None,
        })
        .collect();
    let names = || {
        services
            .iter()
            .map(|(id, _)| *id)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let (id, service) = match wanted {
        Some(wanted) => services
            .iter()
            .find(|(id, _)| *id == wanted || id.rsplit('#').next() == Some(wanted))
            .ok_or_else(|| {
                Error::shape(
                    wanted,
                    "",
                    format!("is no service of this model; it has: {}", names()),
                )
            })?,
        None => match services.as_slice() {
            [only] => only,
            [] => {
                return Err(Error::shape(
                    "(model)",
                    "shapes",
                    "the model has no service shape",
                ));
            }
            _ => {
                let reason = format!(
                    "the model has several services, choose one with --service: {}",
                    names()
                );
                return Err(Error::shape("(model)", "shapes", reason));
            }
        },
    };
    Ok((id, service))
}

fn choose<'a>(
    service: &str,
    all: &BTreeMap<&'a str, &'a ast::Operation>,
    wanted: &[String],
) -> Result<BTreeMap<&'a str, &'a ast::Operation>, Error> {
    if wanted.is_empty() {
        return Ok(all.clone());
    }
    let mut chosen = BTreeMap::new();
    let mut problems = Problems(Vec::new());
    for name in wanted {
        let found = all
            .iter()
            .find(|(id, _)| **id == name || id.rsplit('#').next() == Some(name));
        match found {
            Some((id, operation)) => {
                chosen.insert(*id, *operation);
            }
            None => problems.0.push(Problem {
                shape: service.to_owned(),
                path: "operations".to_owned(),
                reason: format!("has no operation `{name}`{}", nearest(name, all.keys())),
            }),
        }
    }
    fail(&problems)?;
    Ok(chosen)
}

/// A hint where a name differs in case only or is part of another.
fn nearest<'a>(name: &str, all: impl Iterator<Item = &'a &'a str>) -> String {
    let lower = name.to_lowercase();
    let near: Vec<&str> = all
        .filter_map(|id| id.rsplit('#').next())
        .filter(|other| {
            let other = other.to_lowercase();
            other.contains(&lower) || lower.contains(&other)
        })
        .take(3)
        .collect();
    if near.is_empty() {
        String::new()
    } else {
        format!(" (near: {})", near.join(", "))
    }
}

struct Builder<'a> {
    ast: &'a ast::Model,
    source: &'a ast::Service,
    schemes: BTreeMap<&'a str, Vec<AuthScheme>>,
    defaults: ServiceDefaults<'a>,
}

impl<'a> Builder<'a> {
    fn new(
        ast: &'a ast::Model,
        source: &'a ast::Service,
        service: &'a Service,
        schemes: BTreeMap<&'a str, Vec<AuthScheme>>,
    ) -> Self {
        let defaults = ServiceDefaults {
            protocol: service.protocol,
            name: &service.name,
            paginated: source.traits.get("smithy.api#paginated"),
            errors: source
                .errors
                .iter()
                .map(|error| error.target.clone())
                .collect(),
        };
        Self {
            ast,
            source,
            schemes,
            defaults,
        }
    }

    fn build(
        mut self,
        chosen: &BTreeMap<&'a str, &ast::Operation>,
        problems: &mut Problems,
    ) -> (Vec<Operation>, Shapes) {
        let mut operations: Vec<Operation> = Vec::new();
        let binds_http = self.defaults.protocol.binds_http();
        let mut reader = shapes::Reader::new(self.ast, &self.source.rename, binds_http, problems);
        for (id, source) in chosen {
            let schemes = self.schemes.remove(id).unwrap_or_default();
            let operation = operations::read(id, source, &self.defaults, schemes, reader.problems);
            reader.synthetic(
                &operation.input,
                source.input.as_ref(),
                Home::Input(operation.module.clone()),
                &operation.name,
            );
            reader.synthetic(
                &operation.output,
                source.output.as_ref(),
                Home::Output(operation.module.clone()),
                &operation.name,
            );
            for error in &operation.errors {
                reader.error(id, error);
            }
            operations.push(operation);
        }
        let (mut shapes, client_optional) = reader.finish();
        check::shapes(&shapes, problems);
        nullability::assign(&mut shapes, &client_optional);
        nullability::box_cycles(&mut shapes);
        self.paginate(&mut operations, chosen, &shapes, problems);
        check::bindings(&operations, &shapes, problems);
        check::names(&operations, problems);
        operations.sort_by(|a, b| a.name.cmp(&b.name));
        (operations, shapes)
    }

    fn paginate(
        &self,
        operations: &mut [Operation],
        chosen: &BTreeMap<&str, &ast::Operation>,
        shapes: &Shapes,
        problems: &mut Problems,
    ) {
        for operation in operations {
            let Some(source) = chosen.get(operation.id.as_str()) else {
                continue;
            };
            let Some(input) = shapes.get(&operation.input) else {
                continue;
            };
            let find = |path: &[String]| has_path(shapes, &operation.output, path);
            operation.pagination = operations::pagination(
                &operation.id,
                source,
                &self.defaults,
                input,
                find,
                problems,
            );
        }
    }
}

fn has_path(shapes: &Shapes, start: &str, path: &[String]) -> bool {
    let mut key = start;
    for name in path {
        let Some(member) = shapes
            .get(key)
            .and_then(|shape| operations::member(shape, name))
        else {
            return false;
        };
        key = &member.target;
    }
    true
}
