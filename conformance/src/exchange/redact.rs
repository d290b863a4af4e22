//! Takes out of a recording what identifies somebody, so that it can be published.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde_json::Value;

use super::lint::{Kind, Secret, secrets};
use super::{Exchange, File, RANDOM};
use crate::compare::is_random;

/// Account ids of AWS's documentation, in the order in which they stand for others.
const ACCOUNTS: [&str; 6] = [
    "111122223333",
    "444455556666",
    "777788889999",
    "555566667777",
    "999988887777",
    "222233334444",
];

/// The id that all requests have in a recording.
const REQUEST_ID: &str = "00000000-1111-2222-3333-444444444444";

/// What was replaced, and by what.
pub type Replaced = Vec<(String, String)>;

/// Why a recording cannot be redacted.
#[derive(Debug, thiserror::Error)]
pub enum RedactError {
    /// There are more accounts in it than documentation has.
    #[error("the recording has more than {} accounts: record fewer calls at once", ACCOUNTS.len())]
    Accounts,
    /// A replacement broke the file.
    #[error("with the replacements it is no file of exchanges any more")]
    Broken(#[from] serde_json::Error),
}

/// Replaces accounts and access keys by those of AWS's documentation, request ids and random tokens by what stands
/// for any, and what the caller names.
///
/// # Errors
/// Where there are too many accounts, or what is left is no file of exchanges.
pub fn redact(mut file: File, named: &[(String, String)]) -> Result<(File, Replaced), RedactError> {
    let mut replaced = Replaced::new();
    for exchange in &mut file.exchanges {
        replaced.extend(tokens(exchange));
        replaced.extend(request_id(exchange));
    }
    let mut text = serde_json::to_string(&file)?;
    for (from, to) in named {
        let [quoted_from, quoted_to] = [from, to].map(|text| {
            let quoted = Value::from(text.as_str()).to_string();
            quoted[1..quoted.len() - 1].to_owned()
        });
        if text.contains(&quoted_from) {
            text = text.replace(&quoted_from, &quoted_to);
            replaced.push((from.clone(), to.clone()));
        }
    }
    let others = others(&text)?;
    text = words(&text, &others);
    replaced.extend(others);
    replaced.dedup();
    Ok((serde_json::from_str(&text)?, replaced))
}

/// Tokens that the client made: UUIDs of the body that the input does not have.
fn tokens(exchange: &mut Exchange) -> Replaced {
    let given = Value::Object(exchange.input.clone()).to_string();
    let mut replaced = Replaced::new();
    if let Some(Value::Object(members)) = &mut exchange.request.body {
        for value in members.values_mut() {
            if let Value::String(text) = value
                && is_random(text)
                && !given.contains(text.as_str())
            {
                replaced.push((
                    std::mem::replace(text, RANDOM.to_owned()),
                    RANDOM.to_owned(),
                ));
            }
        }
    }
    replaced
}

fn request_id(exchange: &mut Exchange) -> Option<(String, String)> {
    let headers = &mut exchange.response.as_mut()?.headers;
    let id = headers
        .get_mut("x-amzn-requestid")
        .filter(|id| *id != REQUEST_ID)?;
    Some((
        std::mem::replace(id, REQUEST_ID.to_owned()),
        REQUEST_ID.to_owned(),
    ))
}

/// What stands for the accounts and keys of a text.
fn others(text: &str) -> Result<Replaced, RedactError> {
    let mut free = ACCOUNTS.iter().filter(|account| !text.contains(**account));
    let replacement = |secret: Secret| match secret.kind {
        Kind::Account => {
            let account = free.next().ok_or(RedactError::Accounts);
            Some(account.map(|account| (secret.text, (*account).to_owned())))
        }
        Kind::AccessKey => Some(Ok((secret.text, "AKIAIOSFODNN7EXAMPLE".to_owned()))),
        // What lets somebody in is taken out by a person.
        Kind::Credential(_) => None,
    };
    secrets(text).filter_map(replacement).collect()
}

/// The text with whole words replaced: an account within a longer number is none.
fn words(text: &str, replaced: &[(String, String)]) -> String {
    static WORD: LazyLock<Regex> =
        LazyLock::new(|| Regex::new("[0-9A-Za-z]+").expect("the pattern compiles"));
    let by: BTreeMap<&str, &str> = replaced
        .iter()
        .map(|(from, to)| (from.as_str(), to.as_str()))
        .collect();
    let word = |found: &Captures<'_>| {
        let word = found.get(0).map_or("", |found| found.as_str());
        (*by.get(word).unwrap_or(&word)).to_owned()
    };
    WORD.replace_all(text, word).into_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nobody_is_left_and_the_rest_stays() {
        let token = "68615346-283a-4a47-8fac-08d3f205bcb4";
        let document = json!({
            "format": 1,
            "provenance": { "recorded": {
                "client": "omics", "version": "0.1.0", "date": "2026-01-02", "service": "https://h.example",
            }},
            "exchanges": [{
                "name": "a", "operation": "CreateRunCache",
                "input": { "cacheS3Location": "s3://corp-data/x", "cacheBucketOwnerId": "314159265358" },
                "request": { "method": "POST", "path": "/runCache", "body": { "requestId": token, "name": "1314159265358" } },
                "response": {
                    "status": 201, "headers": { "x-amzn-requestid": "5a8fca7c-1f7c-4b1e-8f5b-4f1d2f0c3c3e" },
                    "body": { "arn": "arn:aws:omics:us-west-2:271828182845:runCache/7" },
                },
                "output": { "arn": "arn:aws:omics:us-west-2:271828182845:runCache/7" },
            }],
        });
        let file: File = serde_json::from_value(document).expect("exchanges");
        let named = [("corp-data".to_owned(), "amzn-s3-demo-bucket".to_owned())];
        let (redacted, replaced) = redact(file, &named).expect("it can be redacted");
        let text = serde_json::to_string(&redacted).expect("JSON");
        for gone in [
            "\"314159265358\"",
            "271828182845",
            token,
            "5a8fca7c",
            "corp-data",
        ] {
            assert!(!text.contains(gone), "{gone} in {text}");
        }
        assert!(
            text.contains("runCache/7") && text.contains("1314159265358"),
            "{text}"
        );
        assert_eq!(
            redacted.exchanges[0].output,
            redacted.exchanges[0]
                .response
                .as_ref()
                .and_then(|response| { response.body.as_ref()?.as_object().cloned() })
        );
        assert_eq!(replaced.len(), 5, "{replaced:?}");
        assert_eq!(super::super::lint::exchange_file(&redacted, &text), [""; 0]);
    }
}
