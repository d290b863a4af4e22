//! `wait NAME`: asks again and again until something is so.

use std::time::Duration;

use cli_formats::Value;
use jmespath_py::Expression;
use smithy_catalog::cli::{
    Acceptor, Comparator, Expected, Matcher, PathMatcher, Waiter, WaiterState,
};

use super::Line;
use super::call::Call;
use super::send::{self, Request};
use crate::error::{CliError, Kind, ServiceError};
use crate::validate;

/// Waits. Nothing is printed, whatever comes of it, but a failure.
pub(super) fn wait(
    waiter: &'static Waiter,
    request: Request<'_>,
    line: &Line<'_>,
) -> Result<(), CliError> {
    send::block_on(wait_for(waiter, request, line), line)
}

async fn wait_for(
    waiter: &'static Waiter,
    mut request: Request<'_>,
    line: &Line<'_>,
) -> Result<(), CliError> {
    let client = send::client(request.service, line).await?;
    request.fill_token(&client.region.value, line.globals.token);
    // Pages are not followed.
    request
        .pages
        .leave_to_validation(&mut request.parameters.document);
    request.decode(line)?;
    let level = send::validation(line)?;
    validate::validate(request.operation, &request.parameters, level)?;
    let input = Value::Map(request.parameters.document.clone());
    let mut call = send::call(request, client, line).await?;
    let done = ask(waiter, &input, &mut call, line).await;
    line.status.clear();
    done
}

/// Asks until it is so, or not any more.
async fn ask(
    waiter: &'static Waiter,
    input: &Value,
    call: &mut Call,
    line: &Line<'_>,
) -> Result<(), CliError> {
    let mut last = None;
    for attempt in 1..=waiter.max_attempts.max(1) {
        let Some(answer) = Polled::of(call).await? else {
            return Ok(());
        };
        match matching(waiter, input, &answer) {
            Some(acceptor) => match acceptor.state {
                WaiterState::Success => return Ok(()),
                WaiterState::Failure => {
                    let why = explanation(&acceptor.matcher);
                    let what = "Waiter encountered a terminal failure state";
                    return Err(failed(waiter, &format!("{what}: {why}")));
                }
                WaiterState::Retry => last = Some(acceptor),
            },
            None => {
                if let Polled::Error(error) = &answer {
                    let (code, message) = (&error.code, &error.message);
                    let what = format!("An error occurred ({code}): {message}");
                    return Err(failed(waiter, &what));
                }
            }
        }
        if attempt < waiter.max_attempts {
            let (most, delay) = (waiter.max_attempts, waiter.delay);
            line.status.show(&format!(
                "{}: not yet, asked {attempt} of {most} times; again in {delay} s",
                waiter.name
            ));
            tokio::time::sleep(Duration::from_secs(waiter.delay.into())).await;
        }
    }
    Err(failed(waiter, &exhausted(last)))
}

fn failed(waiter: &Waiter, what: &str) -> CliError {
    CliError::general(format!("Waiter {} failed: {what}", waiter.name))
}

fn exhausted(last: Option<&Acceptor>) -> String {
    match last {
        Some(acceptor) => format!(
            "Max attempts exceeded. Previously accepted state: {}",
            explanation(&acceptor.matcher)
        ),
        None => "Max attempts exceeded".to_owned(),
    }
}

/// What came of a call.
enum Polled {
    Output { status: u16, value: Value },
    Error(ServiceError),
}

impl Polled {
    /// Calls once; none where nothing is to be sent.
    async fn of(call: &mut Call) -> Result<Option<Self>, CliError> {
        match call.poll().await {
            Ok(None) => Ok(None),
            Ok(Some((status, value))) => Ok(Some(Self::Output { status, value })),
            Err(error) => match error.kind {
                Kind::Service(failure) => Ok(Some(Self::Error(failure.error))),
                _ => Err(error),
            },
        }
    }
}

/// The first acceptor that matches.
fn matching(waiter: &Waiter, input: &Value, answer: &Polled) -> Option<&'static Acceptor> {
    let mut acceptors = waiter.acceptors.iter();
    acceptors.find(|acceptor| matches(&acceptor.matcher, input, answer))
}

fn matches(matcher: &Matcher, input: &Value, answer: &Polled) -> bool {
    match (matcher, answer) {
        (Matcher::Output(path), Polled::Output { value, .. }) => matches_path(path, value),
        (Matcher::InputOutput(path), Polled::Output { value, .. }) => {
            let both = Value::map([("input", input.clone()), ("output", value.clone())]);
            matches_path(path, &both)
        }
        (Matcher::Output(_) | Matcher::InputOutput(_), Polled::Error(_)) => false,
        (Matcher::Status(expected), Polled::Output { status, .. }) => expected == status,
        (Matcher::Status(expected), Polled::Error(error)) => *expected == error.status,
        (Matcher::Error(code), Polled::Error(error)) => *code == error.code,
        (Matcher::Error(_), Polled::Output { .. }) => false,
        (Matcher::AnyError(expected), answer) => *expected == matches!(answer, Polled::Error(_)),
    }
}

fn matches_path(matcher: &PathMatcher, value: &Value) -> bool {
    let found = Expression::compile(matcher.path)
        .ok()
        .and_then(|expression| expression.search(value).ok());
    let is_expected = |value: &Value| match (matcher.expected, value) {
        (Expected::Text(text), Value::String(found)) => text == found,
        (Expected::Boolean(flag), Value::Bool(found)) => flag == *found,
        (Expected::Integer(number), Value::Int(found)) => number == *found,
        _ => false,
    };
    match (matcher.comparator, found) {
        (Comparator::Equals, Some(value)) => is_expected(&value),
        (Comparator::All, Some(Value::List(items))) => {
            !items.is_empty() && items.iter().all(is_expected)
        }
        (Comparator::Any, Some(Value::List(items))) => items.iter().any(is_expected),
        _ => false,
    }
}

/// Why a state was reached, in the AWS CLI's words.
fn explanation(matcher: &Matcher) -> String {
    match matcher {
        Matcher::Output(path) | Matcher::InputOutput(path) => {
            let expected = match path.expected {
                Expected::Text(text) => format!("\"{text}\""),
                Expected::Boolean(true) => "\"True\"".to_owned(),
                Expected::Boolean(false) => "\"False\"".to_owned(),
                Expected::Integer(number) => format!("\"{number}\""),
            };
            let expression = path.path;
            match path.comparator {
                Comparator::Equals => {
                    format!("For expression \"{expression}\" we matched expected path: {expected}")
                }
                Comparator::All => format!(
                    "For expression \"{expression}\" all members matched excepted path: {expected}"
                ),
                Comparator::Any => format!(
                    "For expression \"{expression}\" we matched expected path: {expected} at least once"
                ),
            }
        }
        Matcher::Status(status) => format!("Matched expected HTTP status code: {status}"),
        Matcher::Error(code) => format!("Matched expected service error code: {code}"),
        Matcher::AnyError(expected) => {
            let expected = if *expected { "True" } else { "False" };
            format!("Matched expected service error code: {expected}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(comparator: Comparator, expected: Expected) -> Matcher {
        Matcher::Output(PathMatcher {
            path: "items[].state",
            expected,
            comparator,
        })
    }

    fn output(states: &[&str]) -> Polled {
        let states = states
            .iter()
            .map(|state| Value::map([("state", (*state).into())]));
        Polled::Output {
            status: 200,
            value: Value::map([("items", Value::list(states))]),
        }
    }

    fn error(code: &str, status: u16) -> Polled {
        Polled::Error(ServiceError {
            code: code.to_owned(),
            message: String::new(),
            members: Default::default(),
            status,
            request_id: None,
        })
    }

    #[test]
    fn lists_match_by_all_or_any_of_their_items() {
        let up = Expected::Text("UP");
        for (comparator, states, expected) in [
            (Comparator::All, &["UP", "UP"][..], true),
            (Comparator::All, &["UP", "DOWN"], false),
            (Comparator::All, &[], false),
            (Comparator::Any, &["DOWN", "UP"], true),
            (Comparator::Any, &["DOWN"], false),
            (Comparator::Equals, &["UP"], false),
        ] {
            let matcher = path(comparator, up);
            let found = matches(&matcher, &Value::Null, &output(states));
            assert_eq!(found, expected, "{comparator:?} {states:?}");
        }
        assert!(!matches(
            &path(Comparator::Any, up),
            &Value::Null,
            &error("X", 400)
        ));
    }

    #[test]
    fn errors_match_by_code_status_or_at_all() {
        let answer = error("NotFound", 404);
        for (matcher, expected) in [
            (Matcher::Error("NotFound"), true),
            (Matcher::Error("Other"), false),
            (Matcher::Status(404), true),
            (Matcher::AnyError(true), true),
            (Matcher::AnyError(false), false),
        ] {
            assert_eq!(
                matches(&matcher, &Value::Null, &answer),
                expected,
                "{matcher:?}"
            );
        }
        assert!(matches(
            &Matcher::AnyError(false),
            &Value::Null,
            &output(&[])
        ));
    }
}
