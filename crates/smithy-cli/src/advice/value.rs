//! Values that a member does not take.

use std::path::Path;

use cli_formats::Value;
use cli_formats::python::{self, MapType};
use smithy_catalog::constraint::Rule;

use super::did_you_mean;

/// What is wrong with a text that breaks a rule, in words.
pub(crate) fn of_rule(rule: &Rule, text: &str) -> Option<String> {
    match rule {
        Rule::Enum { values } => did_you_mean(text, values.iter().copied()),
        Rule::Pattern { pattern } if pattern.starts_with("^s3://") => Some(location(text)),
        Rule::Pattern { pattern } if DIGITS.contains(pattern) => Some(digits(text)),
        _ => None,
    }
}

/// Patterns of what has digits alone.
const DIGITS: [&str; 3] = ["^[0-9]+$", "^\\d+$", "[0-9]+"];

/// What is wrong with a text that should be digits, as an id that was copied with what stood around it.
fn digits(text: &str) -> String {
    let is_id = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = text.rsplit(|c: char| !c.is_alphanumeric());
    match parts.find(|part| is_id(part)) {
        Some(id) => format!("It has digits alone. Here that may be {id}"),
        None => "It has digits alone.".to_owned(),
    }
}

/// Something else where a text belongs, at this place.
pub(crate) fn no_text(place: &str, value: &Value) -> Option<String> {
    let shown = python::text(value, MapType::Dict);
    match value {
        Value::Int(_) | Value::BigInt(_) | Value::Float(_) | Value::Bool(_) => Some(format!(
            "In JSON a text stands in double quotes, digits too: \"{shown}\""
        )),
        Value::List(parts) => {
            let text = |part: &Value| match part {
                Value::String(text) => Some(text.clone()),
                _ => None,
            };
            let texts: Option<Vec<_>> = parts.iter().map(text).collect();
            let key = place.rsplit('.').next().unwrap_or(place);
            Some(format!(
                "A comma begins another value. One that is part of a text is quoted: '{key}=\"{}\"'",
                texts?.join(",")
            ))
        }
        _ => None,
    }
}

/// What is wrong with a text that should be a location in S3.
fn location(text: &str) -> String {
    let form = "It must be s3://BUCKET or s3://BUCKET/PREFIX/";
    let of_bucket = "the name of a bucket has 3 to 63 small letters, digits, dots and hyphens, and \
                     begins and ends with a letter or digit";
    if let Some((bucket, key)) = in_url(text).or_else(|| in_arn(text)) {
        return format!("{form}. Here that is s3://{bucket}/{key}");
    }
    let Some(rest) = text.strip_prefix("s3://") else {
        let rest = text.trim_start_matches("S3://").trim_start_matches("s3:");
        return format!(
            "{form}. Did you mean s3://{}?",
            rest.trim_start_matches('/')
        );
    };
    let (bucket, _) = rest.split_once('/').unwrap_or((rest, ""));
    if bucket.is_empty() {
        return format!("{form}. The bucket is missing.");
    }
    if bucket.trim() != bucket || bucket.contains(char::is_whitespace) {
        return format!("{form}. There are blanks in the name of the bucket; {of_bucket}.");
    }
    if bucket.contains(char::is_uppercase) {
        let small = text.replacen(bucket, &bucket.to_lowercase(), 1);
        return format!("{form}. Buckets have no capitals: did you mean {small}?");
    }
    format!("{form}. \"{bucket}\" cannot be a bucket: {of_bucket}.")
}

/// Bucket and key of an address in the web: `https://BUCKET.s3.REGION.amazonaws.com/KEY`,
/// `https://s3.REGION.amazonaws.com/BUCKET/KEY`, or that of the console.
fn in_url(text: &str) -> Option<(&str, &str)> {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (path, _) = path.split_once('?').unwrap_or((path, ""));
    if host.contains("console.aws") {
        return path
            .strip_prefix("s3/buckets/")
            .map(|bucket| (bucket.trim_end_matches('/'), ""));
    }
    let in_path = || path.split_once('/').unwrap_or((path, ""));
    match host.split_once(".s3.").or_else(|| host.split_once(".s3-")) {
        Some((bucket, _)) => Some((bucket, path)),
        None if host.starts_with("s3.") || host.starts_with("s3-") => Some(in_path()),
        None => None,
    }
}

/// Bucket and key of `arn:aws:s3:::BUCKET/KEY`.
fn in_arn(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix("arn:")?;
    let (_, name) = rest.split_once(":s3:::")?;
    Some(name.split_once('/').unwrap_or((name, "")))
}

/// What is wrong with a JSON or YAML document, or that the name of a file was given in its place.
pub(crate) fn document(
    option: &str,
    text: &str,
    (line, column): (usize, usize),
    reason: &str,
) -> Vec<String> {
    if let Some(file) = file_in_place(option, text) {
        return vec![file];
    }
    if text.trim().is_empty() {
        return vec![format!("What --{option} is given is empty.")];
    }
    let mut lines = vec![format!("Line {line}, column {column}: {reason}")];
    if text.contains('\'') && !text.contains('"') {
        lines
            .push("JSON has double quotes: put all of it in single ones for the shell.".to_owned());
    } else {
        lines.extend(around(text, (line, column), reason));
    }
    lines
}

/// What stands around the place where JSON is broken, where that tells how to mend it.
fn around(text: &str, (line, column): (usize, usize), reason: &str) -> Option<String> {
    let before: usize = text
        .split_inclusive('\n')
        .take(line - 1)
        .map(str::len)
        .sum();
    let at = text[before..].char_indices().nth(column - 1);
    let (before, after) = text.split_at(at.map_or(text.len(), |(at, _)| before + at));
    if reason.starts_with("Expecting ',' delimiter") && after.starts_with('"') {
        return Some("A comma is missing before it.".to_owned());
    }
    if !reason.starts_with("Expecting property name") {
        return None;
    }
    if before.trim_end().ends_with(',') {
        return Some("The comma before it is one too many.".to_owned());
    }
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let name = after.split(|c| !is_name(c)).next()?;
    (!name.is_empty()).then(|| format!("Names stand in double quotes: \"{name}\""))
}

/// Whether the text is the name of a file and should say so.
pub(crate) fn file_in_place(option: &str, text: &str) -> Option<String> {
    /// Longer than any name of a file.
    const LONG: usize = 4096;
    let word = text.trim();
    let may_be = word.len() < LONG && !word.contains('\n') && !word.starts_with(['{', '[']);
    let word = word.strip_prefix("file:").unwrap_or(word);
    let ends = [".json", ".yaml", ".yml"];
    let is_file = || Path::new(word).is_file() || ends.iter().any(|end| word.ends_with(end));
    (may_be && is_file()).then(|| format!("Did you mean the file? Write --{option} file://{word}"))
}

/// Where a file that cannot be read was looked for, and what there is of a like name.
pub(crate) fn unreadable_file(path: &str) -> Vec<String> {
    if Path::new(path).is_dir() {
        return vec![format!("{path} is a folder: name a file in it.")];
    }
    let folder = Path::new(path)
        .parent()
        .filter(|folder| *folder != Path::new(""));
    let place = match folder {
        Some(folder) => folder.to_owned(),
        None => std::env::current_dir().unwrap_or_default(),
    };
    let name = Path::new(path)
        .file_name()
        .unwrap_or_default()
        .to_string_lossy();
    let entries = std::fs::read_dir(&place).into_iter().flatten().flatten();
    let names: Vec<_> = entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    let mut lines: Vec<_> = did_you_mean(&name, names.iter().map(String::as_str))
        .into_iter()
        .collect();
    lines.push(format!("It was looked for in {}.", place.display()));
    lines
}

/// How a file of another encoding is read.
pub(crate) fn undecodable_file() -> Vec<String> {
    vec![
        "Text is read as UTF-8. AWS_CLI_FILE_ENCODING=utf-16 reads what PowerShell writes with `>`."
            .to_owned(),
    ]
}

/// How a structure or map is written.
pub(crate) fn pairs(option: &str) -> Vec<String> {
    vec![format!(
        "Write --{option} KEY=VALUE,KEY=VALUE in one word, or JSON, or file://PATH"
    )]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_are_explained_in_words() {
        for (text, part) in [
            (
                "https://b.s3.eu-west-1.amazonaws.com/a/b",
                "Here that is s3://b/a/b",
            ),
            ("https://s3.amazonaws.com/b/a?x=1", "Here that is s3://b/a"),
            (
                "https://eu-west-1.console.aws.amazon.com/s3/buckets/my-b?tab=objects",
                "Here that is s3://my-b/",
            ),
            ("arn:aws:s3:::b/a", "Here that is s3://b/a"),
            ("s3://Big/a", "did you mean s3://big/a?"),
            ("s3:///a", "The bucket is missing"),
            ("s3:/b/a", "Did you mean s3://b/a?"),
            ("b/a", "Did you mean s3://b/a?"),
            ("s3://a b/c", "blanks in the name"),
            ("s3://..", "\"..\" cannot be a bucket"),
            ("https://example.com/x", "Did you mean"),
        ] {
            let advice = location(text);
            assert!(advice.contains(part), "{text}: {advice}");
        }
    }

    #[test]
    fn broken_json_is_explained_by_what_stands_there() {
        for (text, advice) in [
            ("{\"a\": 1,}", "The comma before it is one too many."),
            ("{ä: 1}", "Names stand in double quotes: \"ä\""),
            ("{\n \"ä\": 1\n \"b\": 2}", "A comma is missing before it."),
        ] {
            let error = cli_formats::json::read(text).expect_err("it is broken");
            let lines = document("x", text, (error.line, error.column), error.reason);
            assert_eq!(lines[1..], [advice], "{text}");
        }
        for text in ["{\"a\": ", "{", "[1 2]", "{\"a\" 1}", "nul", "{\"a\": 1,"] {
            let error = cli_formats::json::read(text).expect_err("it is broken");
            assert!(!document("x", text, (error.line, error.column), error.reason).is_empty());
        }
        assert_eq!(
            document("x", " \n", (1, 1), ""),
            ["What --x is given is empty."]
        );
    }

    #[test]
    fn an_id_is_found_in_what_was_copied() {
        assert!(digits("arn:aws:omics:us-west-2:123456789012:runCache/77").ends_with("be 77"));
        assert_eq!(digits("abc"), "It has digits alone.");
    }
}
