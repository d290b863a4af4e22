//! What acts on a terminal instead of standing on it, made visible.
//!
//! A name that a service answers with may hold any character, so also the beginnings of commands to
//! the terminal: to set its title, to fill the clipboard, to type. Escaped are
//!
//! - the control characters, DEL and those of the C1 block among them, but for tab and newline;
//! - the characters that turn the direction of text, with which a text can read as another one.
//!
//! They are written as JSON writes them, so that JSON means the same afterwards.

use std::borrow::Cow;
use std::fmt::Write;

use cli_formats::Value;

/// Whether the character acts on a terminal.
fn acts(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        // Arabic letter mark, marks, embeddings, overrides and isolates; line separators.
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            true
        }
        c => c.is_control(),
    }
}

/// The text with what acts on a terminal escaped.
pub(crate) fn text(text: &str) -> Cow<'_, str> {
    if !text.contains(acts) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match acts(c) {
            true => write!(shown, "\\u{:04x}", u32::from(c)).expect("a String takes all text"),
            false => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// The value with all texts in it, keys too, escaped.
pub(crate) fn value(value: &Value) -> Value {
    match value {
        Value::String(inner) => Value::String(text(inner).into_owned()),
        Value::List(items) => Value::List(items.iter().map(self::value).collect()),
        Value::Map(entries) => {
            let entries = entries.iter();
            Value::Map(
                entries
                    .map(|(key, inner)| (text(key).into_owned(), self::value(inner)))
                    .collect(),
            )
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn nothing_that_acts_is_left_and_json_means_the_same(any in any::<String>()) {
            prop_assert!(!text(&any).contains(acts));
            let json = serde_json::to_string(&any).expect("JSON of any text");
            let read: String = serde_json::from_str(&text(&json)).expect("JSON as before");
            prop_assert_eq!(read, any);
        }
    }

    #[test]
    fn what_stands_on_a_terminal_stays() {
        for plain in ["a\tb\nc", "grüße, 日本語 🙂 e\u{301}", "\\u001b"] {
            assert!(matches!(text(plain), Cow::Borrowed(same) if same == plain));
        }
        assert_eq!(
            text("\r\u{1b}]0;x\u{7}\u{7f}\u{9b}1m\u{202e}"),
            "\\u000d\\u001b]0;x\\u0007\\u007f\\u009b1m\\u202e"
        );
    }
}
