//! `--dry-run`: the request that would be sent, for people and for `curl`.

use crate::wire::{Message, REDACTED, Start};

/// Headers that `curl` makes itself, that the signature brings, or that only tell of this program.
const LEFT_OUT: [&str; 9] = [
    "amz-sdk-invocation-id",
    "amz-sdk-request",
    "authorization",
    "content-length",
    "host",
    "user-agent",
    "x-amz-date",
    "x-amz-security-token",
    "x-amz-user-agent",
];

/// The request as a command for a POSIX shell. `curl` signs it with the keys that the usual
/// variables hold when it runs, so that the command holds no secret and does not grow stale.
/// `scope` is the region and the service to sign for.
pub(crate) fn as_curl(request: &Message, scope: (&str, &str)) -> String {
    let Start::Request { method, uri } = &request.start else {
        return String::new();
    };
    let mut words = vec![format!("curl --request {method} {}", quoted(uri))];
    let has = |name: &str| {
        request
            .headers
            .iter()
            .any(|(given, _)| given.eq_ignore_ascii_case(name))
    };
    if has("authorization") {
        let (region, service) = scope;
        words.push(format!(
            "--aws-sigv4 {}",
            quoted(&format!("aws:amz:{region}:{service}"))
        ));
        words.push("--user \"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\"".to_owned());
    }
    if has("x-amz-security-token") {
        words.push("--header \"x-amz-security-token: $AWS_SESSION_TOKEN\"".to_owned());
    }
    let sent = |(name, value): &&(String, String)| {
        value != REDACTED && !LEFT_OUT.contains(&name.to_ascii_lowercase().as_str())
    };
    let headers = request.headers.iter().filter(sent);
    words.extend(
        headers.map(|(name, value)| format!("--header {}", quoted(&format!("{name}: {value}")))),
    );
    if !request.body.is_empty() {
        words.push(format!("--data-binary {}", data(&request.body)));
    }
    format!("{}\n", words.join(" \\\n  "))
}

/// The body as an argument; what is no text through a pipe of the shell's.
fn data(body: &[u8]) -> String {
    match std::str::from_utf8(body) {
        Ok(text) => quoted(text),
        Err(_) => format!(
            "@<(base64 -d <<<{})",
            quoted(&aws_smithy_types::base64::encode(body))
        ),
    }
}

/// A word in which a shell finds nothing to interpret.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(headers: &[(&str, &str)], body: &str) -> Message {
        Message {
            start: Start::Request {
                method: "POST".to_owned(),
                uri: "https://h/runCache".to_owned(),
            },
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            body: body.into(),
        }
    }

    #[test]
    fn a_signed_request_takes_its_keys_from_the_environment() {
        let headers = [
            ("content-type", "application/json"),
            ("content-length", "9"),
            ("x-amz-date", "20260101T000000Z"),
            ("authorization", REDACTED),
            ("x-amz-security-token", REDACTED),
        ];
        let command = as_curl(
            &request(&headers, r#"{"a":"it's"}"#),
            ("us-west-2", "omics"),
        );
        let expected = r#"curl --request POST 'https://h/runCache' \
  --aws-sigv4 'aws:amz:us-west-2:omics' \
  --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" \
  --header "x-amz-security-token: $AWS_SESSION_TOKEN" \
  --header 'content-type: application/json' \
  --data-binary '{"a":"it'\''s"}'
"#;
        assert_eq!(command, expected);
    }

    #[test]
    fn an_unsigned_request_needs_no_keys() {
        let command = as_curl(&request(&[("accept", "*/*")], ""), ("us-west-2", "omics"));
        assert_eq!(
            command,
            "curl --request POST 'https://h/runCache' \\\n  --header 'accept: */*'\n"
        );
    }
}
