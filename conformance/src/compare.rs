//! What an outcome must have in common with the recording.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use similar::TextDiff;

use crate::case::{Arrival, Aspect, Case, Outcome, Request};

/// How the reference names itself in its messages.
const REFERENCE: &str = "aws";

/// The differences that matter between a case's recording and an outcome; none if they agree.
#[must_use]
pub fn differences(case: &Case, got: &Outcome, tool: &str) -> Vec<String> {
    let compared = |aspect| !case.ignore.contains(&aspect);
    let want = &case.expect;
    let mut problems = Vec::new();
    if got.exit != want.exit {
        problems.push(format!(
            "exit: {}, expected {}",
            exit(got.exit),
            exit(want.exit)
        ));
    }
    if compared(Aspect::Stdout) && got.stdout != want.stdout {
        problems.push(format!("stdout:\n{}", diff(&want.stdout, &got.stdout)));
    }
    if compared(Aspect::Stderr) {
        problems.extend(stderr_difference(case, got, tool));
    }
    if compared(Aspect::Requests) {
        let [expected, sent] = [want, got]
            .map(|outcome| -> Vec<Value> { outcome.requests.iter().map(essence).collect() });
        if expected != sent {
            problems.push(format!(
                "requests:\n{}",
                diff(&pretty(expected), &pretty(sent))
            ));
        }
        let tokens = tokens(&got.requests);
        if tokens.len() > 1 {
            problems.push(format!(
                "the idempotency token changed between attempts: {tokens:?}"
            ));
        }
    }
    problems
}

fn exit(code: Option<i32>) -> String {
    code.map_or_else(
        || "none, it did not end in time".to_owned(),
        |code| code.to_string(),
    )
}

fn stderr_difference(case: &Case, got: &Outcome, tool: &str) -> Option<String> {
    let got = message(&got.stderr, tool);
    if let Some(words) = &case.stderr_says {
        let says = words.iter().all(|word| got.contains(word.as_str()));
        let problem = || {
            format!(
                "stderr: must begin with the tool's name and `[ERROR]:` and say {words:?}:\n{got}"
            )
        };
        return (!says || !got.starts_with("TOOL: [ERROR]:")).then(problem);
    }
    let want = message(&case.expect.stderr, REFERENCE);
    let (want, got) = if case.stderr_first_line {
        (first_line(&want), first_line(&got))
    } else {
        (want.as_str(), got.as_str())
    };
    (want != got).then(|| format!("stderr:\n{}", diff(want, got)))
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// The message in what a tool writes to stderr: its own name normalised, usage and blank lines
/// left out.
fn message(stderr: &str, tool: &str) -> String {
    let mut kept = Vec::new();
    let mut in_usage = false;
    for line in stderr.lines() {
        let rest = line
            .strip_prefix(tool)
            .and_then(|rest| rest.strip_prefix(": "));
        let line = rest.map_or_else(|| line.to_owned(), |rest| format!("TOOL: {rest}"));
        in_usage = line.starts_with("usage: ") || (in_usage && !line.starts_with("TOOL: "));
        if !in_usage && !line.trim().is_empty() {
            kept.push(line.trim_end().to_owned());
        }
    }
    kept.join("\n")
}

/// What of a request must be the same for any client of the service.
fn essence(arrival: &Arrival) -> Value {
    let Arrival::Request(request) = arrival else {
        return json!({ "tls_failed": true });
    };
    let (path, query) = request
        .target
        .split_once('?')
        .unwrap_or((&request.target, ""));
    let mut query: Vec<_> = query.split('&').filter(|pair| !pair.is_empty()).collect();
    query.sort_unstable();
    json!({
        "method": request.method,
        "host": request.header("host"),
        "path": path,
        "query": query,
        "tls": request.tls,
        "content-type": request.header("content-type"),
        "body": body(&request.body),
        "x-amz-security-token": request.header("x-amz-security-token"),
        "scope": request.scope,
        "signature": request.signature,
    })
}

/// The document in a body, its random token replaced; text where it is no JSON.
fn body(text: &str) -> Value {
    if text.is_empty() {
        return Value::Null;
    }
    let Ok(mut document) = serde_json::from_str::<Value>(text) else {
        return Value::from(text);
    };
    if let Some(token) = document.get_mut("requestId")
        && token.as_str().is_some_and(is_uuid4)
    {
        *token = Value::from("<uuid4>");
    }
    document
}

fn is_uuid4(text: &str) -> bool {
    is_random(text) && matches!(text.as_bytes()[19], b'8' | b'9' | b'a' | b'b' | b'A' | b'B')
}

/// A random token as any client makes one: `aws-sdk-omics` sets only one of the two bits of a UUID's variant.
pub(crate) fn is_random(text: &str) -> bool {
    let groups: Vec<_> = text.split('-').collect();
    let hexadecimal = |group: &&str| group.bytes().all(|byte| byte.is_ascii_hexdigit());
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(hexadecimal)
        && groups[2].starts_with('4')
        && !groups[3].starts_with(|digit: char| digit < '8')
}

/// The idempotency tokens of all create requests, of which there may be one.
fn tokens(requests: &[Arrival]) -> BTreeSet<String> {
    let token = |request: &Request| {
        let document = serde_json::from_str::<Value>(&request.body).ok()?;
        (request.method == "POST" && document.is_object()).then(|| {
            document
                .get("requestId")
                .unwrap_or(&Value::Null)
                .to_string()
        })
    };
    let requests = requests.iter().filter_map(|arrival| match arrival {
        Arrival::Request(request) => Some(request),
        Arrival::TlsFailed { .. } => None,
    });
    requests.filter_map(token).collect()
}

fn pretty(documents: Vec<Value>) -> String {
    format!("{:#}", Value::from(documents))
}

pub(crate) fn diff(want: &str, got: &str) -> String {
    TextDiff::from_lines(want, got)
        .unified_diff()
        .context_radius(2)
        .missing_newline_hint(false)
        .header("expected", "got")
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usage_and_the_tools_name_do_not_count() {
        let aws = "\nusage: aws [options]\nTo see help:\n\n  aws help\n\naws: [ERROR]: no \n";
        assert_eq!(message(aws, "aws"), "TOOL: [ERROR]: no");
        assert_eq!(message("omics: [ERROR]: no", "omics"), message(aws, "aws"));
        assert_eq!(message("omics-like: x", "omics"), "omics-like: x");
    }

    #[test]
    fn only_a_random_token_is_replaced() {
        let random = r#"{"requestId": "68615346-283a-4a47-8fac-08d3f205bcb4"}"#;
        assert_eq!(body(random), json!({ "requestId": "<uuid4>" }));
        for own in ["1a47-8fac", "4a47-cfac"] {
            let own = format!(r#"{{"requestId": "68615346-283a-{own}-08d3f205bcb4"}}"#);
            assert_ne!(body(&own), body(random));
        }
    }
}
