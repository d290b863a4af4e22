//! Values that a member does not take.

use cli_formats::Value;
use cli_formats::python::{self, MapType};
use smithy_catalog::constraint::{self, Rule};
use smithy_catalog::{Kind, Member};

use super::did_you_mean;
use crate::help::words;

/// What a member takes, in the words of its help.
pub(crate) fn takes(place: &str, member: &Member) -> String {
    let mut words = vec![words::kind(member.target)];
    words.extend(match words::limits(member) {
        none if none.is_empty() => words::constraints(member),
        limits => limits,
    });
    format!("{place} takes: {}", words.join("; "))
}

/// An empty text where there must be some.
pub(crate) fn empty(may_be_left_out: bool) -> String {
    let variable = "If a variable of the shell was to fill it, that is empty or not set.";
    match may_be_left_out {
        true => format!("To give none, leave it out. {variable}"),
        false => variable.to_owned(),
    }
}

/// Of a map that has an empty key.
pub(crate) const NO_KEY: &str = "A key stands before each value: KEY=VALUE";

/// What is wrong with a text that breaks a rule, in words.
pub(crate) fn of_rule(rule: &Rule, text: &str) -> Vec<String> {
    match rule {
        Rule::Enum { values } => did_you_mean(text, values.iter().copied())
            .into_iter()
            .collect(),
        Rule::Pattern { pattern } => of_pattern(pattern, text),
        _ => Vec::new(),
    }
}

fn of_pattern(pattern: &str, text: &str) -> Vec<String> {
    let Ok(regex) = constraint::compile(pattern) else {
        return Vec::new();
    };
    let fits = |text: &str| regex.find(text).is_some();
    let bare = text.trim_matches(|c: char| c.is_whitespace() || "'\"`".contains(c));
    if bare != text && fits(bare) {
        return vec![format!(
            "Did you mean {bare}, without what stands around it?"
        )];
    }
    let form = match pattern {
        _ if pattern.starts_with("^s3://") => Some(location(text, fits)),
        _ if pattern.starts_with("^arn:") => Some(
            "It takes a whole ARN, from arn: on, as answers have it: not an id or a name."
                .to_owned(),
        ),
        _ if DIGITS.contains(&pattern) => Some(digits(text)),
        _ => None,
    };
    let variable = text.is_empty().then(|| empty(false));
    form.into_iter().chain(variable).collect()
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

/// How a value is written that is of another type than this, at this place.
pub(crate) fn of_type(place: &str, kind: Kind, value: &Value) -> Option<String> {
    let shown = python::text(value, MapType::Dict);
    let key = place.rsplit('.').next().unwrap_or(place);
    match (kind, value) {
        (_, Value::Null) => Some(format!("null stands for no value: leave {key} out.")),
        (
            Kind::String | Kind::Enum(_),
            Value::Int(_) | Value::BigInt(_) | Value::Float(_) | Value::Bool(_),
        ) => Some(format!(
            "In JSON a text stands in double quotes, digits too: \"{shown}\""
        )),
        (Kind::String | Kind::Enum(_), Value::List(parts)) => {
            let text = |part: &Value| match part {
                Value::String(text) => Some(text.clone()),
                _ => None,
            };
            let texts: Option<Vec<_>> = parts.iter().map(text).collect();
            Some(format!(
                "A comma begins another value. One that is part of a text is quoted: '{key}=\"{}\"'",
                texts?.join(",")
            ))
        }
        (kind, Value::String(text)) => {
            let is_number = (kind.is_integer() || kind.is_float()) && text.parse::<f64>().is_ok();
            let is_truth = matches!(kind, Kind::Boolean) && ["true", "false"].contains(&&**text);
            (is_number || is_truth).then(|| format!("In JSON it stands without quotes: {text}"))
        }
        _ => None,
    }
}

/// What is wrong with a text that should be a location in S3, where those `fits` takes are none.
fn location(text: &str, fits: impl Fn(&str) -> bool) -> String {
    let form = "It must be s3://BUCKET or s3://BUCKET/PREFIX/";
    let of_bucket = "the name of a bucket has 3 to 63 small letters, digits, dots and hyphens, and \
                     begins and ends with a letter or digit";
    let guess = |url: String| match fits(&url) {
        true => format!("{form}. Did you mean {url}?"),
        false => format!("{form}; {of_bucket}."),
    };
    if let Some((bucket, key)) = in_url(text).or_else(|| in_arn(text)) {
        return format!("{form}. Here that is s3://{bucket}/{key}");
    }
    let Some(rest) = text.strip_prefix("s3://") else {
        let rest = text.trim_start_matches("S3://").trim_start_matches("s3:");
        return guess(format!("s3://{}", rest.trim_start_matches('/')));
    };
    let (bucket, _) = rest.split_once('/').unwrap_or((rest, ""));
    if bucket.is_empty() {
        return format!("{form}. The bucket is missing.");
    }
    if bucket.contains(char::is_whitespace) {
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

/// How a structure or map is written.
pub(crate) fn pairs(option: &str) -> Vec<String> {
    vec![format!(
        "Write --{option} KEY=VALUE,KEY=VALUE in one word, or JSON, or file://PATH"
    )]
}

#[cfg(test)]
mod tests {
    use super::*;

    const S3: &str = "^s3://([a-z0-9][a-z0-9-.]{1,61}[a-z0-9])(/(.{0,1024}))?$";

    #[test]
    fn texts_that_break_a_pattern_are_explained_in_words() {
        for (pattern, text, part) in [
            (
                S3,
                "https://my-b.s3.eu-west-1.amazonaws.com/a/b",
                "Here that is s3://my-b/a/b",
            ),
            (
                S3,
                "https://s3.amazonaws.com/b/a?x=1",
                "Here that is s3://b/a",
            ),
            (
                S3,
                "https://eu-west-1.console.aws.amazon.com/s3/buckets/my-b?tab=objects",
                "Here that is s3://my-b/",
            ),
            (S3, "arn:aws:s3:::b/a", "Here that is s3://b/a"),
            (S3, "s3://Big/a", "did you mean s3://big/a?"),
            (S3, "s3:///a", "The bucket is missing"),
            (S3, "s3:/big/a", "Did you mean s3://big/a?"),
            (S3, "big/a", "Did you mean s3://big/a?"),
            (S3, "S3://big/a", "Did you mean s3://big/a?"),
            (S3, "{}", "PREFIX/; the name of a bucket has"),
            (S3, "s3://a b/c", "blanks in the name"),
            (S3, "s3://..", "\"..\" cannot be a bucket"),
            (S3, "https://example.com/x", "the name of a bucket has"),
            (S3, "", "empty or not set"),
            (S3, " s3://big/a\n", "Did you mean s3://big/a, without"),
            ("^[0-9]+$", "\"77\"", "Did you mean 77, without"),
            (
                "^[0-9]+$",
                "arn:aws:omics:us-west-2:123456789012:runCache/77",
                "be 77",
            ),
            ("^[0-9]+$", "abc", "It has digits alone."),
            ("^arn:.+$", "77", "a whole ARN"),
        ] {
            let advice = of_pattern(pattern, text).join("\n");
            assert!(advice.contains(part), "{text}: {advice}");
        }
        assert!(of_pattern("^[a-c]+$", "x").is_empty());
    }
}
