//! Are the parameters valid? Asked before anything is sent.
//!
//! The basic checks are those of the AWS CLI. What the model says beyond is checked by
//! [`constraint`].

mod basic;

use aws_settings::Validation;
use cli_formats::Value;
use smithy_catalog::constraint::{self, Violation};
use smithy_catalog::{Member, Operation};

use crate::advice;
use crate::error::CliError;
use crate::params::{self, Parameters};
use basic::{Problem, Says, Walk, in_key};

/// Refuses parameters that break rules, with all problems in one message.
///
/// # Errors
/// If the level finds anything wrong. Without validation that is only a name the operation does
/// not know, because there is no place in the request for it.
pub(crate) fn validate(
    operation: &'static Operation,
    parameters: &Parameters,
    level: Validation,
) -> Result<(), CliError> {
    let Walk {
        problems,
        fatal,
        mut advice,
        ..
    } = basic::check(operation.input, operation.host_prefix, parameters);
    if let Some(message) = fatal {
        return Err(CliError::general(message));
    }
    if level == Validation::Off {
        return unknown(problems);
    }
    let mut lines = Vec::new();
    if level == Validation::Strict {
        let (beyond, more) = strict(operation, parameters, &problems);
        lines = beyond;
        advice.extend(more);
    }
    let basic = problems.into_iter().map(|problem| problem.line);
    lines.splice(..0, basic);
    failed(&lines).map_err(|error| error.advised(advice))
}

/// Refuses a made-up answer that breaks rules, as the AWS CLI does.
///
/// # Errors
/// If it does.
pub(crate) fn stub(operation: &'static Operation, stub: &Value) -> Result<(), CliError> {
    let Value::Map(document) = stub else {
        return Ok(());
    };
    let parameters = Parameters {
        document: document.clone(),
        ..Parameters::default()
    };
    let walk = basic::check(operation.output, None, &parameters);
    let lines: Vec<_> = walk
        .problems
        .into_iter()
        .map(|problem| problem.line)
        .collect();
    failed(&lines)
}

/// The failure of a validation that found this.
fn failed(lines: &[String]) -> Result<(), CliError> {
    if lines.is_empty() {
        return Ok(());
    }
    let lines = lines.join("\n");
    Err(CliError::param_validation(format!(
        "Parameter validation failed:\n{lines}"
    )))
}

/// Refuses names that the operation does not know, and nothing else.
fn unknown(problems: Vec<Problem>) -> Result<(), CliError> {
    let unknown = problems
        .into_iter()
        .filter(|problem| problem.says == Says::Unknown);
    let lines: Vec<_> = unknown.map(|problem| problem.line).collect();
    if lines.is_empty() {
        return Ok(());
    }
    Err(CliError::general(lines.join("\n")))
}

/// What breaks rules that the basic checks do not know, and advice on it. What these found is not
/// said again.
fn strict(
    operation: &'static Operation,
    parameters: &Parameters,
    basic: &[Problem],
) -> (Vec<String>, Vec<String>) {
    // Both name places, but not alike.
    let plain = |place: &str| place.replace('[', ".").replace(']', "");
    let document = serde_json::Value::Object(params::to_json(&parameters.document));
    let violations = constraint::validate(operation.input, &document);
    let beyond = violations.into_iter().filter(|violation| {
        let mut place = violation.path.clone();
        if let (true, Some(key)) = (violation.in_key, &violation.value) {
            place = in_key(&place, key);
        }
        let place = plain(&place);
        let mut reported = basic.iter();
        !reported
            .any(|problem| plain(&problem.place) == place && problem.says.covers(&violation.rule))
    });
    let beyond: Vec<_> = beyond.collect();
    let mut advice: Vec<_> = beyond
        .iter()
        .flat_map(|violation| advise(violation, &document))
        .collect();
    let mut lines: Vec<_> = beyond.iter().map(ToString::to_string).collect();
    for member in unsent(operation, parameters) {
        let name = member.name;
        lines.push(format!(
            "{name}: must have at least 1 element, because nothing is sent of an empty list"
        ));
        advice.extend(advice::write(operation, name));
    }
    (lines, advice)
}

/// Lists that must be there, and of which nothing would be sent: one in the query is a parameter for
/// each element.
fn unsent<'p>(
    operation: &'static Operation,
    parameters: &'p Parameters,
) -> impl Iterator<Item = &'static Member> + 'p {
    let members = operation.input.members();
    members.iter().filter(|member| {
        let value = parameters.document.get(member.name);
        matches!(value, Some(Value::List(items)) if items.is_empty())
            && member.required
            && member.schema.http_query().is_some()
    })
}

/// Advice on a value that may be shown.
fn advise(violation: &Violation, document: &serde_json::Value) -> Vec<String> {
    if violation.value.is_none() {
        return Vec::new();
    }
    let mut steps = violation.path.split('.');
    let value = steps.try_fold(document, |value, step| match step.parse::<usize>() {
        Ok(at) => value.get(at),
        Err(_) => value.get(step),
    });
    let text = value.and_then(serde_json::Value::as_str);
    text.map_or_else(Vec::new, |text| advice::of_rule(&violation.rule, text))
}

#[cfg(test)]
mod tests;
