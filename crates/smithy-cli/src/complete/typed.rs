//! A line that is still being typed, as words.

use aws_settings::split_words;

/// The words of a line up to the cursor. The last one may have an open quote.
#[derive(Debug, PartialEq)]
pub(crate) struct Typed {
    /// The words before the one the cursor is at.
    pub(crate) before: Vec<String>,
    /// Where the last word begins in the line, its quote included.
    pub(crate) start: usize,
    /// The last word without quotes; empty behind a space.
    pub(crate) word: String,
}

impl Typed {
    /// Splits what stands before the cursor.
    pub(crate) fn new(line: &str) -> Self {
        // The last word begins behind the last space that is neither quoted nor escaped.
        let spaces = line
            .char_indices()
            .rev()
            .filter(|(_, c)| matches!(c, ' ' | '\t' | '\r' | '\n'));
        let split = spaces
            .filter_map(|(at, c)| Some((split_words(&line[..at]).ok()?, at + c.len_utf8())))
            .next();
        let (before, start) = split.unwrap_or_default();
        Self {
            before,
            start,
            word: unquoted(&line[start..]),
        }
    }

    /// What a shell has split.
    pub(crate) fn of_words(before: &[String], word: &str) -> Self {
        Self {
            before: before.to_vec(),
            start: 0,
            word: unquoted(word),
        }
    }
}

/// A word without its quotes, the last of which may be missing.
fn unquoted(text: &str) -> String {
    let closings = ["", "\\", "'", "\"", "\\\""].into_iter();
    let mut closed = closings.filter_map(|closing| split_words(&format!("{text}{closing}")).ok());
    closed
        .next()
        .unwrap_or_default()
        .into_iter()
        .next()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_may_be_open() {
        for (line, before, start, word) in [
            ("", &[][..], 0, ""),
            ("create", &[], 0, "create"),
            ("create ", &["create"], 7, ""),
            ("a 'b c' --d", &["a", "b c"], 8, "--d"),
            ("a 'b c", &["a"], 2, "b c"),
            ("a \"b \\\" ", &["a"], 2, "b \" "),
            ("a b\\ c", &["a"], 2, "b c"),
            ("a b\\", &["a"], 2, "b\\"),
            ("ä  ö", &["ä"], 4, "ö"),
        ] {
            let before = before.iter().map(|&word| word.to_owned()).collect();
            assert_eq!(
                Typed::new(line),
                Typed {
                    before,
                    start,
                    word: word.to_owned()
                },
                "{line}"
            );
        }
    }
}
