//! What two clients must have in common for the same call.

use std::collections::BTreeMap;

use aws_smithy_types::date_time::{DateTime, Format};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use super::{Exchange, RANDOM, Request, ServiceError};
use crate::compare::{diff, is_random};

/// What a caller got: the output or the error.
pub type Outcome = Result<Map<String, Value>, ServiceError>;

/// How a request and an outcome differ from those of an exchange; nothing if they agree.
///
/// Clients may encode a path as they like, number the parameters of a query as they like, and make their own random
/// tokens. Where an answer has no code, what stands for it is the client's business.
#[must_use]
pub fn differences(exchange: &Exchange, request: &Request, outcome: &Outcome) -> Vec<String> {
    let random = has_random(&exchange.request);
    let [want, got] = [&exchange.request, request].map(|request| essence(request, random));
    let mut problems = differing("request", &want, &got);
    let (want, got) = match (&exchange.output, &exchange.error, outcome) {
        (Some(want), _, Ok(got)) => (canonical(want), canonical(got)),
        (None, Some(want), Err(got)) if want.code.is_some() => (told(want), told(got)),
        (None, Some(_), Err(_)) => return problems,
        (Some(_), _, Err(error)) => {
            problems.push(format!("an error in place of an output: {}", told(error)));
            return problems;
        }
        (None, _, Ok(output)) => {
            problems.push(format!(
                "an output in place of an error: {:#}",
                canonical(output)
            ));
            return problems;
        }
        (None, None, Err(_)) => return problems,
    };
    problems.extend(differing("outcome", &want, &got));
    problems
}

fn differing(what: &str, want: &Value, got: &Value) -> Vec<String> {
    match want == got {
        true => Vec::new(),
        false => {
            let lines = |value: &Value| format!("{value:#}\n");
            vec![format!("{what}:\n{}", diff(&lines(want), &lines(got)))]
        }
    }
}

fn told(error: &ServiceError) -> Value {
    serde_json::to_value(error).unwrap_or_default()
}

/// The request with its path and tokens as all clients have them, members of documents in order of their names.
/// Tokens count as random where the exchange says so.
fn essence(request: &Request, random: bool) -> Value {
    let path = request.path.split('/').map(|segment| {
        let decoded = percent_decode_str(segment).decode_utf8_lossy();
        decoded.into_owned()
    });
    let text = |text: &str| match random && is_random(text) {
        true => Value::from(RANDOM),
        false => Value::from(text),
    };
    json!({
        "method": request.method,
        "path": path.collect::<Vec<_>>(),
        "query": request.query,
        "body": request.body.as_ref().map(|body| sorted(body, &text)),
    })
}

/// Whether the exchange has a token that its client made.
fn has_random(request: &Request) -> bool {
    let body = request.body.as_ref().map(Value::to_string);
    body.is_some_and(|body| body.contains(RANDOM))
}

/// A document as all clients have it: timestamps written one way, members in the order of their names.
fn canonical(document: &Map<String, Value>) -> Value {
    sorted(&Value::Object(document.clone()), &|text| {
        Value::from(timestamp(text))
    })
}

/// The value with members in the order of their names, and its texts as `text` has them.
fn sorted(value: &Value, text: &dyn Fn(&str) -> Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members
                .iter()
                .map(|(name, value)| (name.clone(), sorted(value, text)));
            Value::Object(BTreeMap::from_iter(members).into_iter().collect())
        }
        Value::Array(items) => items.iter().map(|item| sorted(item, text)).collect(),
        Value::String(content) => text(content),
        other => other.clone(),
    }
}

/// A timestamp as RFC 3339 has it in UTC, to the millisecond: JavaScript has no more. Any other text as it is.
fn timestamp(text: &str) -> String {
    const MILLISECOND: u32 = 1_000_000;
    let time = DateTime::from_str(text, Format::DateTimeWithOffset).ok();
    let written = time.and_then(|time| {
        let nanos = time.subsec_nanos() / MILLISECOND * MILLISECOND;
        let time = DateTime::from_secs_and_nanos(time.secs(), nanos);
        time.fmt(Format::DateTime).ok()
    });
    written.unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(body: Value) -> Exchange {
        let exchange = json!({
            "name": "n", "operation": "Create", "input": {},
            "request": { "method": "POST", "path": "/a%3Ab/c", "body": body },
            "output": { "time": "2026-01-02T03:04:05.000Z", "id": "1" },
        });
        serde_json::from_value(exchange).expect("an exchange")
    }

    fn sent(token: &str) -> Request {
        let request = json!({ "method": "POST", "path": "/a:b/c", "body": { "token": token } });
        serde_json::from_value(request).expect("a request")
    }

    fn got(time: &str) -> Outcome {
        Ok(Map::from_iter([
            ("id".to_owned(), "1".into()),
            ("time".to_owned(), time.into()),
        ]))
    }

    const TOKEN: &str = "68615346-283a-4a47-8fac-08d3f205bcb4";

    #[test]
    fn what_clients_may_choose_does_not_count() {
        let exchange = exchange(json!({ "token": RANDOM }));
        let by_the_official_crate = "41c11c69-5460-4af2-ce36-fa74a722a61e";
        for time in ["2026-01-02T03:04:05.0004Z", "2026-01-02T05:04:05+02:00"] {
            for token in [TOKEN, by_the_official_crate] {
                assert_eq!(differences(&exchange, &sent(token), &got(time)), [""; 0]);
            }
        }
    }

    #[test]
    fn everything_else_counts() {
        let time = "2026-01-02T03:04:05Z";
        let given = exchange(json!({ "token": "t" }));
        assert_eq!(differences(&given, &sent("t"), &got(time)), [""; 0]);
        assert_eq!(differences(&given, &sent(TOKEN), &got(time)).len(), 1);
        assert_eq!(differences(&given, &sent("u"), &got("later")).len(), 2);
        let error = ServiceError {
            code: Some("Gone".to_owned()),
            message: None,
        };
        let problems = differences(&given, &sent("t"), &Err(error));
        assert!(problems[0].contains("Gone"), "{problems:?}");
    }
}
