//! `smithy.waiters#waitable`.

use jmespath_py::Expression;
use serde_json::Value;

use super::docs::markdown;
use super::traits::Reader;

const ID: &str = "smithy.waiters#waitable";

/// A waiter of an operation.
#[derive(Debug, Clone)]
pub struct Waiter {
    /// Name in the model, as `BucketExists`.
    pub name: String,
    /// Documentation in Markdown.
    pub docs: String,
    /// Deprecated.
    pub deprecated: bool,
    /// Seconds before the second attempt, and the least between attempts.
    pub min_delay: u32,
    /// The most seconds between attempts.
    pub max_delay: u32,
    /// What ends or continues the wait; the first that matches counts.
    pub acceptors: Vec<Acceptor>,
}

/// An acceptor: a state and what leads to it.
#[derive(Debug, Clone)]
pub struct Acceptor {
    /// Where the waiter goes.
    pub state: AcceptorState,
    /// When.
    pub matcher: Matcher,
}

/// The state a waiter goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AcceptorState {
    /// What was waited for is there.
    Success,
    /// It will not come.
    Failure,
    /// Ask again.
    Retry,
}

/// What an acceptor looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Matcher {
    /// The call succeeded, or failed.
    Success(bool),
    /// The call failed with this error, named by its shape name or code.
    ErrorType(String),
    /// The output, looked at by a path.
    Output(PathMatcher),
    /// A structure of `input` and `output`, looked at by a path.
    InputOutput(PathMatcher),
}

/// A JMESPath and what must come of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathMatcher {
    /// The JMESPath.
    pub path: String,
    /// What the values must be.
    pub expected: String,
    /// Which of them.
    pub comparator: Comparator,
}

/// Which of the values a path leads to must be as expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparator {
    /// The one string.
    StringEquals,
    /// The one boolean.
    BooleanEquals,
    /// All strings of a list that is not empty.
    AllStringEquals,
    /// One string of a list at least.
    AnyStringEquals,
}

/// Reads the waiters of an operation.
pub(super) fn read(traits: &mut Reader<'_>) -> Vec<Waiter> {
    let Some(value) = traits.value(ID) else {
        return Vec::new();
    };
    let mut waiters = Vec::new();
    for (name, value) in value.as_object().into_iter().flatten() {
        match waiter(name, value) {
            Ok(waiter) => waiters.push(waiter),
            Err(reason) => traits.problem(ID, format!("`{name}` {reason}")),
        }
    }
    waiters
}

fn waiter(name: &str, value: &Value) -> Result<Waiter, String> {
    let acceptors = value
        .get("acceptors")
        .and_then(Value::as_array)
        .ok_or("needs `acceptors`")?;
    let (min_delay, max_delay) = (delay(value, "minDelay", 2)?, delay(value, "maxDelay", 120)?);
    if min_delay == 0 || min_delay > max_delay {
        return Err(format!(
            "waits {min_delay} s at least and {max_delay} s at most, which cannot be"
        ));
    }
    Ok(Waiter {
        name: name.to_owned(),
        docs: value
            .get("documentation")
            .and_then(Value::as_str)
            .map(markdown)
            .unwrap_or_default(),
        deprecated: value
            .get("deprecated")
            .and_then(Value::as_bool)
            .unwrap_or_default(),
        min_delay,
        max_delay,
        acceptors: acceptors.iter().map(acceptor).collect::<Result<_, _>>()?,
    })
}

fn delay(value: &Value, name: &str, default: u32) -> Result<u32, String> {
    let Some(delay) = value.get(name) else {
        return Ok(default);
    };
    delay
        .as_u64()
        .and_then(|delay| u32::try_from(delay).ok())
        .ok_or_else(|| format!("has the `{name}` `{delay}`, which is no number of seconds"))
}

fn acceptor(value: &Value) -> Result<Acceptor, String> {
    let state = match value.get("state").and_then(Value::as_str) {
        Some("success") => AcceptorState::Success,
        Some("failure") => AcceptorState::Failure,
        Some("retry") => AcceptorState::Retry,
        _ => return Err("has an acceptor whose `state` is none of success, failure, retry".into()),
    };
    let matcher = value
        .get("matcher")
        .and_then(Value::as_object)
        .and_then(|matcher| matcher.iter().next());
    let matcher = match matcher {
        Some((kind, Value::Bool(success))) if kind == "success" => Matcher::Success(*success),
        Some((kind, Value::String(error))) if kind == "errorType" => {
            Matcher::ErrorType(error.rsplit('#').next().unwrap_or_default().to_owned())
        }
        Some((kind, value)) if kind == "output" => Matcher::Output(path(value)?),
        Some((kind, value)) if kind == "inputOutput" => Matcher::InputOutput(path(value)?),
        _ => {
            let reason = "has an acceptor whose `matcher` is none of success, errorType, output, inputOutput";
            return Err(reason.to_owned());
        }
    };
    Ok(Acceptor { state, matcher })
}

fn path(value: &Value) -> Result<PathMatcher, String> {
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    let (Some(path), Some(expected), Some(comparator)) =
        (text("path"), text("expected"), text("comparator"))
    else {
        return Err("has a path matcher without `path`, `expected` or `comparator`".to_owned());
    };
    let comparator = match comparator {
        "stringEquals" => Comparator::StringEquals,
        "booleanEquals" => Comparator::BooleanEquals,
        "allStringEquals" => Comparator::AllStringEquals,
        "anyStringEquals" => Comparator::AnyStringEquals,
        other => return Err(format!("has the unknown comparator `{other}`")),
    };
    if comparator == Comparator::BooleanEquals && !matches!(expected, "true" | "false") {
        return Err(format!("expects `{expected}`, which is no boolean"));
    }
    let compiled = Expression::compile(path).map_err(|error| error.to_string());
    let checked = compiled.and_then(|path| path.check().map_err(|error| error.to_string()));
    checked.map_err(|reason| format!("has the path `{path}`, which is no JMESPath: {reason}"))?;
    Ok(PathMatcher {
        path: path.to_owned(),
        expected: expected.to_owned(),
        comparator,
    })
}
