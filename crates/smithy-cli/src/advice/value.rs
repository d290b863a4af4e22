//! Values that a member does not take.

use std::path::Path;

use smithy_catalog::constraint::Rule;

use super::did_you_mean;

/// What is wrong with a text that breaks a rule, in words.
pub(crate) fn of_rule(rule: &Rule, text: &str) -> Option<String> {
    match rule {
        Rule::Enum { values } => did_you_mean(text, values.iter().copied()),
        Rule::Pattern { pattern } if pattern.starts_with("^s3://") => Some(location(text)),
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
    let mut lines = vec![format!("Line {line}, column {column}: {reason}")];
    if text.contains('\'') && !text.contains('"') {
        lines
            .push("JSON has double quotes: put all of it in single ones for the shell.".to_owned());
    }
    lines
}

/// Whether the text is the name of a file and should say so.
pub(crate) fn file_in_place(option: &str, text: &str) -> Option<String> {
    /// Longer than any name of a file.
    const LONG: usize = 4096;
    let word = text.trim();
    let may_be = word.len() < LONG && !word.contains('\n') && !word.starts_with(['{', '[']);
    let ends = [".json", ".yaml", ".yml"];
    let is_file = || Path::new(word).is_file() || ends.iter().any(|end| word.ends_with(end));
    (may_be && is_file()).then(|| format!("Did you mean the file? Write --{option} file://{word}"))
}

/// Where a file that cannot be read was looked for, and what there is of a like name.
pub(crate) fn unreadable_file(path: &str) -> Vec<String> {
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
}
