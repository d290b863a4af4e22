//! Documents and files that cannot be read.

use std::path::Path;

use aws_settings::quote_word;
use cli_formats::Value;

use super::did_you_mean;

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
    (may_be && is_file()).then(|| {
        let file = quote_word(&format!("file://{word}"));
        format!("Did you mean the file? Write --{option} {file}")
    })
}

/// Where a file that cannot be read was looked for, and what there is of a like name.
pub(crate) fn unreadable_file(path: &str) -> Vec<String> {
    if path.is_empty() {
        return vec!["Behind file:// stands the path of a file.".to_owned()];
    }
    if let Some(rest) = path.strip_prefix("file:") {
        let bare = rest.strip_prefix("//").unwrap_or(rest);
        return vec![format!("Here a path stands alone: {}", quote_word(bare))];
    }
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

/// Something else where a document must have an object.
pub(crate) fn no_object(option: &str, value: &Value) -> Vec<String> {
    let file = match value {
        Value::String(word) => file_in_place(option, word),
        _ => None,
    };
    vec![file.unwrap_or_else(|| {
        "The input is an object, {\"NAME\": VALUE, …}: --generate-cli-skeleton prints one to fill in."
            .to_owned()
    })]
}

/// How a file of another encoding is read.
pub(crate) fn undecodable_file() -> Vec<String> {
    vec![
        "Text is read as UTF-8. AWS_CLI_FILE_ENCODING=utf-16 reads what PowerShell writes with `>`."
            .to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
