//! Waiters of a service: those of the model, and what the facts say of them.

use smithy_catalog::cli::{Comparator, WaiterState};

use super::facts::{self, ServiceEntry};
use crate::error::Error;
use crate::model::{self, AcceptorState, Model, Operation, PathMatcher, Protocol};

/// As [`smithy_catalog::cli::Waiter`].
#[derive(Debug)]
pub(crate) struct Waiter {
    pub(crate) name: String,
    pub(crate) operation: String,
    pub(crate) docs: String,
    pub(crate) deprecated: bool,
    pub(crate) delay: u32,
    pub(crate) max_attempts: u32,
    pub(crate) acceptors: Vec<(WaiterState, Matcher)>,
}

/// As [`smithy_catalog::cli::Matcher`].
#[derive(Debug)]
pub(crate) enum Matcher {
    Output(Path),
    InputOutput(Path),
    Status(u16),
    Error(String),
    AnyError(bool),
}

/// As [`smithy_catalog::cli::PathMatcher`].
#[derive(Debug)]
pub(crate) struct Path {
    pub(crate) path: String,
    pub(crate) expected: Expected,
    pub(crate) comparator: Comparator,
}

/// As [`smithy_catalog::cli::Expected`].
#[derive(Debug)]
pub(crate) enum Expected {
    Text(String),
    Boolean(bool),
    Integer(i64),
}

/// The waiters of a service by name. Those of operations that the command has not are left out.
pub(super) fn of(model: &Model, entry: &ServiceEntry) -> Result<Vec<Waiter>, Error> {
    let mut waiters = Vec::new();
    for operation in &model.operations {
        for waiter in &operation.waiters {
            if !entry.waiters_absent.contains(&waiter.name) {
                waiters.push(modelled(model, operation, waiter));
            }
        }
    }
    for (name, facts) in &entry.waiters {
        let at = waiters.iter().position(|waiter| waiter.name == *name);
        match (&facts.operation, at) {
            (Some(operation), _) => {
                if let Some(at) = at {
                    waiters.remove(at);
                }
                if model
                    .operations
                    .iter()
                    .any(|it| it.model_name == *operation)
                {
                    let problem = |reason| Error::shape(&model.service.id, name, reason);
                    waiters.push(whole(name, operation, facts).map_err(problem)?);
                }
            }
            (None, Some(at)) => {
                if let Some(attempts) = facts.max_attempts {
                    waiters[at].max_attempts = attempts;
                }
            }
            // It is of an operation that was not chosen.
            (None, None) => {}
        }
    }
    waiters.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(waiters)
}

fn modelled(model: &Model, operation: &Operation, waiter: &model::Waiter) -> Waiter {
    let acceptors = waiter.acceptors.iter().map(|acceptor| {
        let state = match acceptor.state {
            AcceptorState::Success => WaiterState::Success,
            AcceptorState::Failure => WaiterState::Failure,
            AcceptorState::Retry => WaiterState::Retry,
        };
        let matcher = match &acceptor.matcher {
            model::Matcher::Success(success) => Matcher::AnyError(!success),
            model::Matcher::ErrorType(error) => Matcher::Error(code(model, operation, error)),
            model::Matcher::Output(it) => Matcher::Output(path(it)),
            model::Matcher::InputOutput(it) => Matcher::InputOutput(path(it)),
        };
        (state, matcher)
    });
    Waiter {
        name: waiter.name.clone(),
        operation: operation.model_name.clone(),
        docs: waiter.docs.clone(),
        deprecated: waiter.deprecated,
        delay: waiter.min_delay,
        max_attempts: waiter.max_delay.div_ceil(waiter.min_delay.max(1)),
        acceptors: acceptors.collect(),
    }
}

/// The code on the wire of an error that a waiter names by shape.
fn code(model: &Model, operation: &Operation, error: &str) -> String {
    let name = error.rsplit('#').next().unwrap_or(error);
    let queries = model.service.query_compatible
        || matches!(
            model.service.protocol,
            Protocol::AwsQuery | Protocol::Ec2Query
        );
    let mut errors = operation.errors.iter();
    let shape = errors.find(|id| id.rsplit('#').next() == Some(name));
    let traits = shape.and_then(|id| model.shape(id).traits.error.as_ref());
    match traits.and_then(|traits| traits.query_error.as_ref()) {
        Some((code, _)) if queries => code.clone(),
        _ => name.to_owned(),
    }
}

fn path(matcher: &PathMatcher) -> Path {
    let (expected, comparator) = match matcher.comparator {
        model::Comparator::StringEquals => (None, Comparator::Equals),
        model::Comparator::BooleanEquals => (Some(matcher.expected == "true"), Comparator::Equals),
        model::Comparator::AllStringEquals => (None, Comparator::All),
        model::Comparator::AnyStringEquals => (None, Comparator::Any),
    };
    Path {
        path: matcher.path.clone(),
        expected: match expected {
            Some(boolean) => Expected::Boolean(boolean),
            None => Expected::Text(matcher.expected.clone()),
        },
        comparator,
    }
}

/// A waiter that the facts have whole.
fn whole(name: &str, operation: &str, waiter: &facts::Waiter) -> Result<Waiter, String> {
    let (Some(delay), Some(max_attempts), Some(acceptors)) =
        (waiter.delay, waiter.max_attempts, &waiter.acceptors)
    else {
        return Err("has an `operation`, and so needs `delay`, `maxAttempts`, `acceptors`".into());
    };
    Ok(Waiter {
        name: name.to_owned(),
        operation: operation.to_owned(),
        docs: String::new(),
        deprecated: false,
        delay,
        max_attempts,
        acceptors: acceptors.iter().map(acceptor).collect::<Result<_, _>>()?,
    })
}

fn acceptor(acceptor: &facts::Acceptor) -> Result<(WaiterState, Matcher), String> {
    use serde_json::Value;
    let state = match acceptor.state {
        facts::State::Success => WaiterState::Success,
        facts::State::Failure => WaiterState::Failure,
        facts::State::Retry => WaiterState::Retry,
    };
    let expected = &acceptor.expected;
    let at_path = |comparator| {
        let path = acceptor.argument.clone();
        let expected = match expected {
            Value::String(text) => Some(Expected::Text(text.clone())),
            Value::Bool(flag) => Some(Expected::Boolean(*flag)),
            number => number.as_i64().map(Expected::Integer),
        };
        match (path, expected) {
            (Some(path), Some(expected)) => Ok(Matcher::Output(Path {
                path,
                expected,
                comparator,
            })),
            _ => Err("has a path acceptor without `argument` or a plain `expected`"),
        }
    };
    let matcher = match (acceptor.matcher, expected) {
        (facts::Matcher::Path, _) => at_path(Comparator::Equals)?,
        (facts::Matcher::PathAll, _) => at_path(Comparator::All)?,
        (facts::Matcher::PathAny, _) => at_path(Comparator::Any)?,
        (facts::Matcher::Error, Value::String(code)) => Matcher::Error(code.clone()),
        (facts::Matcher::Error, Value::Bool(any)) => Matcher::AnyError(*any),
        (facts::Matcher::Status, status) => {
            let status = status.as_u64().and_then(|it| u16::try_from(it).ok());
            Matcher::Status(status.ok_or("has a status acceptor without a status")?)
        }
        (facts::Matcher::Error, other) => {
            return Err(format!("expects the error `{other}`, which is no code"));
        }
    };
    Ok((state, matcher))
}
