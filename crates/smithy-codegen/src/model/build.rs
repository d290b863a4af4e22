//! From the AST to the resolved model.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::operations::{self, ServiceDefaults};
use super::traits::Reader;
use super::{ContextParam, Home, Model, Operation, Service, Shape, Skipped};
use super::{check, closure, flatten, nullability, shapes};
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
    /// Leave operations out that need what is not supported, instead of refusing the model.
    pub skip_unsupported: bool,
}

/// Resolves a model: checks it, keeps the closure of the chosen operations and names everything.
/// All problems are reported at once.
pub fn resolve(mut ast: ast::Model, options: &Options) -> Result<Model, Error> {
    let mut problems = Problems(Vec::new());
    flatten::flatten(&mut ast, &mut problems);
    let (service_id, service) = find_service(&ast, options.service.as_deref())?;
    let all = closure::operations(&ast, service_id, service, &mut problems);
    let mut chosen = match options.endpoints_only {
        true => BTreeMap::new(),
        false => choose(service_id, &all, &options.operations)?,
    };
    fail(&problems)?;

    let skipped = unsupported_operations(&ast, service_id, service, &chosen);
    if !options.skip_unsupported && !skipped.is_empty() {
        return Err(refuse(&skipped));
    }
    chosen.retain(|id, _| !skipped.iter().any(|skipped| skipped.operation == *id));

    let model = Builder::new(&ast, service_id, service).build(&chosen, skipped, &mut problems);
    fail(&problems)?;
    Ok(model)
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
            ast::Shape::Service(service) => Some((id.as_str(), service)),
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
    if !service.traits.contains_key("aws.protocols#restJson1") {
        let protocols: Vec<&str> = service
            .traits
            .keys()
            .filter(|id| id.starts_with("aws.protocols#") || id.starts_with("smithy.protocols#"))
            .map(String::as_str)
            .collect();
        let reason = format!(
            "does not speak aws.protocols#restJson1, the protocol this generator supports (it speaks: {})",
            if protocols.is_empty() {
                "none".to_owned()
            } else {
                protocols.join(", ")
            },
        );
        return Err(Error::shape(id, "traits", reason));
    }
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

/// Operations that need what the generator does not have, with the reason.
fn unsupported_operations(
    ast: &ast::Model,
    service_id: &str,
    service: &ast::Service,
    operations: &BTreeMap<&str, &ast::Operation>,
) -> Vec<Skipped> {
    let mut ignored = Problems(Vec::new());
    let mut skipped = Vec::new();
    for (id, operation) in operations {
        let roots = [&operation.input, &operation.output];
        let roots = roots
            .into_iter()
            .flatten()
            .map(|reference| reference.target.as_str());
        let stream = closure::shapes(ast, roots, &mut ignored).into_iter().find(|shape| {
            matches!(&ast.shapes[*shape], ast::Shape::Union(union) if union.traits.contains_key("smithy.api#streaming"))
        });
        let scheme = foreign_auth(service, operation);
        let reason = match (stream, scheme) {
            (Some(union), _) => format!(
                "uses the event stream {union} (smithy.api#streaming), which is not supported"
            ),
            (None, Some(scheme)) => {
                format!("is authenticated by {scheme} ({service_id}), which is not supported")
            }
            (None, None) => continue,
        };
        skipped.push(Skipped {
            operation: (*id).to_owned(),
            reason,
        });
    }
    skipped
}

/// The first authentication scheme, where it is one other than SigV4.
fn foreign_auth(service: &ast::Service, operation: &ast::Operation) -> Option<String> {
    let schemes = operation
        .traits
        .get("smithy.api#auth")
        .or_else(|| service.traits.get("smithy.api#auth"));
    if let Some(schemes) = schemes.and_then(Value::as_array) {
        let names: Vec<&str> = schemes.iter().filter_map(Value::as_str).collect();
        if names.is_empty() || names.contains(&"aws.auth#sigv4") {
            return None;
        }
        return Some(names.join(", "));
    }
    if service.traits.contains_key("aws.auth#sigv4") {
        return None;
    }
    const SCHEMES: [&str; 5] = [
        "aws.auth#sigv4a",
        "smithy.api#httpBearerAuth",
        "smithy.api#httpApiKeyAuth",
        "smithy.api#httpBasicAuth",
        "smithy.api#httpDigestAuth",
    ];
    SCHEMES
        .iter()
        .find(|id| service.traits.contains_key(**id))
        .map(|id| (*id).to_owned())
}

struct Builder<'a> {
    ast: &'a ast::Model,
    service_id: &'a str,
    service: &'a ast::Service,
    defaults: ServiceDefaults<'a>,
}

impl<'a> Builder<'a> {
    fn new(ast: &'a ast::Model, service_id: &'a str, service: &'a ast::Service) -> Self {
        let defaults = ServiceDefaults {
            sigv4: service.traits.contains_key("aws.auth#sigv4"),
            paginated: service.traits.get("smithy.api#paginated"),
            errors: service
                .errors
                .iter()
                .map(|error| error.target.clone())
                .collect(),
        };
        Self {
            ast,
            service_id,
            service,
            defaults,
        }
    }

    fn build(
        &self,
        chosen: &BTreeMap<&str, &ast::Operation>,
        skipped: Vec<Skipped>,
        problems: &mut Problems,
    ) -> Model {
        let mut operations: Vec<Operation> = Vec::new();
        let mut reader = shapes::Reader::new(self.ast, &self.service.rename, problems);
        for (id, source) in chosen {
            let operation = operations::read(id, source, &self.defaults, reader.problems);
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
        Model {
            service: self.read_service(problems),
            operations,
            shapes,
            skipped,
        }
    }

    fn paginate(
        &self,
        operations: &mut [Operation],
        chosen: &BTreeMap<&str, &ast::Operation>,
        shapes: &BTreeMap<String, Shape>,
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

    fn read_service(&self, problems: &mut Problems) -> Service {
        const SERVICE: &str = "aws.api#service";
        let name = self
            .service_id
            .rsplit('#')
            .next()
            .unwrap_or(self.service_id)
            .to_owned();
        let mut traits = Reader::new(&self.service.traits, self.service_id, problems);
        let sdk_id = traits
            .property(SERVICE, "sdkId")
            .unwrap_or(&name)
            .to_owned();
        let arn_namespace = traits
            .property(SERVICE, "arnNamespace")
            .map_or_else(|| name.to_lowercase(), str::to_owned);
        let endpoint_prefix = traits
            .property(SERVICE, "endpointPrefix")
            .unwrap_or(&arn_namespace)
            .to_owned();
        Service {
            id: self.service_id.to_owned(),
            version: self.service.version.clone(),
            title: traits
                .string("smithy.api#title")
                .unwrap_or_default()
                .to_owned(),
            docs: traits.docs(),
            signing_name: traits.property("aws.auth#sigv4", "name").map(str::to_owned),
            endpoint_rules: traits
                .value("smithy.rules#endpointRuleSet")
                .cloned()
                .unwrap_or_else(no_endpoint_rules),
            endpoint_tests: traits.value("smithy.rules#endpointTests").cloned(),
            client_context_params: client_context_params(
                traits.value("smithy.rules#clientContextParams"),
            ),
            name,
            sdk_id,
            arn_namespace,
            endpoint_prefix,
        }
    }
}

/// The rules of a model without any: requests go where the configuration says.
fn no_endpoint_rules() -> Value {
    json!({
        "parameters": {
            "Region": { "type": "string", "builtIn": "AWS::Region", "documentation": "The Region." },
            "Endpoint": { "type": "string", "builtIn": "SDK::Endpoint", "documentation": "Where to send requests." }
        },
        "rules": [
            {
                "type": "endpoint",
                "conditions": [{ "fn": "isSet", "argv": [{ "ref": "Endpoint" }] }],
                "endpoint": { "url": { "ref": "Endpoint" } }
            },
            {
                "type": "error",
                "conditions": [],
                "error": "the model of this service has no endpoint rules: configure an endpoint URL"
            }
        ]
    })
}

fn client_context_params(value: Option<&Value>) -> Vec<ContextParam> {
    let text = |value: &Value, name: &str| {
        value
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    value
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(name, value)| ContextParam {
            name: name.clone(),
            boolean: text(value, "type") == "boolean",
            docs: text(value, "documentation"),
        })
        .collect()
}

fn has_path(shapes: &BTreeMap<String, Shape>, start: &str, path: &[String]) -> bool {
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
