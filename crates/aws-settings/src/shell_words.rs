//! Splitting a command line into words the way a POSIX shell does, without expanding anything, and
//! quoting a word so that it comes out whole.

use std::error::Error;
use std::fmt;

/// Why a command line cannot be split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordsError {
    /// A quote is open at the end.
    OpenQuote,
    /// The last character is a backslash.
    OpenEscape,
}

impl fmt::Display for WordsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OpenQuote => "No closing quotation",
            Self::OpenEscape => "No escaped character",
        })
    }
}

impl Error for WordsError {}

/// The words of a command line. Single quotes keep everything; in double quotes a backslash
/// escapes only itself and the quote; `#` is an ordinary character.
///
/// # Errors
/// If a quote or an escape is left open.
pub fn split(line: &str) -> Result<Vec<String>, WordsError> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut rest = line.chars();
    while let Some(c) = rest.next() {
        match c {
            ' ' | '\t' | '\r' | '\n' => words.extend(word.take()),
            '\'' | '"' => quoted(c, &mut rest, word.get_or_insert_default())?,
            '\\' => {
                let escaped = rest.next().ok_or(WordsError::OpenEscape)?;
                word.get_or_insert_default().push(escaped);
            }
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Ok(words)
}

/// A word as a shell's command line has it: quoted where it must be.
pub fn quote(word: &str) -> String {
    let is_safe = |c: char| c.is_ascii_alphanumeric() || "-_./:=,@%+".contains(c);
    match !word.is_empty() && word.chars().all(is_safe) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

/// Takes what follows an opening quote, up to the closing one.
fn quoted(
    quote: char,
    rest: &mut impl Iterator<Item = char>,
    word: &mut String,
) -> Result<(), WordsError> {
    while let Some(c) = rest.next() {
        match c {
            _ if c == quote => return Ok(()),
            '\\' if quote == '"' => match rest.next().ok_or(WordsError::OpenEscape)? {
                escaped @ ('"' | '\\') => word.push(escaped),
                other => word.extend(['\\', other]),
            },
            _ => word.push(c),
        }
    }
    Err(WordsError::OpenQuote)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_split_as_a_shell_would() {
        for (line, words) in [
            ("less -R", vec!["less", "-R"]),
            ("  a\tb\nc ", vec!["a", "b", "c"]),
            ("'a b'\"c d\"e", vec!["a bc de"]),
            ("'' \"\"", vec!["", ""]),
            (r#"a\ b "\x\"\\" '\'"#, vec!["a b", r#"\x"\"#, r"\"]),
            ("a #b", vec!["a", "#b"]),
            ("", vec![]),
        ] {
            assert_eq!(split(line).expect(line), words);
        }
    }

    #[test]
    fn words_are_quoted_where_a_shell_needs_it() {
        for (word, quoted) in [
            ("s3://b/p,x=y", "s3://b/p,x=y"),
            (r#"{"a": "it's"}"#, r#"'{"a": "it'\''s"}'"#),
            ("", "''"),
        ] {
            assert_eq!(quote(word), quoted);
            assert_eq!(split(quoted).as_deref(), Ok(&[word.to_owned()][..]));
        }
    }

    #[test]
    fn open_ends_are_errors() {
        assert_eq!(split("a 'b"), Err(WordsError::OpenQuote));
        assert_eq!(split("a\\"), Err(WordsError::OpenEscape));
        assert_eq!(split("\"a\\"), Err(WordsError::OpenEscape));
    }
}
