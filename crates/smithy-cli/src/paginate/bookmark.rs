//! Where a listing was cut off, as the opaque text that users copy from `NextToken` into
//! `--starting-token`.

use aws_smithy_types::base64;

use cli_formats::json;
use cli_formats::{Map, Value, pytext};

/// The key of the number of items; what other tools written in Python call it as well.
const SKIP: &str = "boto_truncate_amount";

/// What stands between the tokens of a listing, and the number of items, where a bookmark is no JSON.
const SEPARATOR: &str = "___";

/// A place in a listing.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bookmark {
    /// The service's tokens of a page, by the member of the input; null for the first page.
    pub(super) tokens: Map,
    /// How many items of that page have been shown, if the place is not its start.
    pub(super) skip: Option<i64>,
}

impl Bookmark {
    /// The first page.
    pub(super) fn start(input_tokens: &[&str]) -> Self {
        let tokens = input_tokens.iter();
        Self {
            tokens: tokens
                .map(|token| ((*token).to_owned(), Value::Null))
                .collect(),
            skip: None,
        }
    }

    /// The bookmark as base64 of JSON in ASCII.
    pub(super) fn encode(&self) -> String {
        let mut fields = self.tokens.clone();
        if let Some(skip) = self.skip {
            fields.insert(SKIP.to_owned(), skip.into());
        }
        base64::encode(json::write_line(&Value::Map(fields)))
    }

    /// The bookmark of that text, if it is what [`Bookmark::encode`] makes for these tokens.
    pub(super) fn decode(text: &str, input_tokens: &[&str]) -> Option<Self> {
        let bookmark = Self::decode_any(text)?;
        let names = bookmark.tokens.keys();
        let own = names.len() == input_tokens.len()
            && bookmark
                .tokens
                .keys()
                .all(|name| input_tokens.contains(&name.as_str()));
        own.then_some(bookmark)
    }

    /// As [`Bookmark::decode`], for whatever tokens.
    fn decode_any(text: &str) -> Option<Self> {
        let text = String::from_utf8(base64::decode(text).ok()?).ok()?;
        let Value::Map(mut tokens) = json::read(&text).ok()? else {
            return None;
        };
        let skip = match tokens.shift_remove(SKIP) {
            None => None,
            Some(Value::Int(skip)) => Some(skip),
            Some(_) => return None,
        };
        Some(Self { tokens, skip })
    }

    /// The bookmark of a text that a user gave: one that was made here, or tokens of the service, and
    /// perhaps a number of items, with `___` between.
    ///
    /// # Errors
    /// If the text has more parts than the listing has tokens.
    pub(super) fn parse(text: &str, input_tokens: &[&str]) -> Result<Self, String> {
        if let Some(bookmark) = Self::decode_any(text) {
            return Ok(bookmark);
        }
        let mut parts: Vec<&str> = text.split(SEPARATOR).collect();
        let mut skip = None;
        if parts.len() == input_tokens.len() + 1 {
            match parts.pop().and_then(pytext::parse_int) {
                Some(Value::Int(number)) => skip = Some(number),
                _ => parts = vec![text],
            }
        }
        if parts.len() > input_tokens.len() {
            return Err(format!("Bad starting token: {text}"));
        }
        let mut bookmark = Self::start(input_tokens);
        for (value, part) in bookmark.tokens.values_mut().zip(parts) {
            *value = part.into();
        }
        Ok(Self { skip, ..bookmark })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKENS: &[&str] = &["startingToken"];

    fn bookmark(token: impl Into<Value>, skip: Option<i64>) -> Bookmark {
        Bookmark {
            tokens: Map::from([("startingToken".to_owned(), token.into())]),
            skip,
        }
    }

    #[test]
    fn a_bookmark_is_base64_of_json_as_python_writes_it() {
        for (bookmark, json) in [
            (
                bookmark(Value::Null, Some(1)),
                r#"{"startingToken": null, "boto_truncate_amount": 1}"#,
            ),
            (
                bookmark("t3", Some(-2)),
                r#"{"startingToken": "t3", "boto_truncate_amount": -2}"#,
            ),
            (bookmark("t3", None), r#"{"startingToken": "t3"}"#),
            (
                bookmark("é\"🧬\x7f", None),
                r#"{"startingToken": "\u00e9\"\ud83e\uddec\u007f"}"#,
            ),
        ] {
            let text = bookmark.encode();
            assert_eq!(text, base64::encode(json));
            assert_eq!(Bookmark::decode(&text, TOKENS), Some(bookmark));
        }
    }

    #[test]
    fn no_other_token_is_taken_for_a_bookmark() {
        for json in [
            "",
            "5",
            "{}",
            r#"{"boto_truncate_amount": 1}"#,
            r#"{"startingToken": "t", "boto_truncate_amount": "1"}"#,
            r#"{"startingToken": "t", "other": 1}"#,
            r#"{"nextToken": "t"}"#,
        ] {
            assert_eq!(
                Bookmark::decode(&base64::encode(json), TOKENS),
                None,
                "{json}"
            );
        }
        for text in ["tok/2+a==", "token", "", "/w=="] {
            assert_eq!(Bookmark::decode(text, TOKENS), None, "{text}");
        }
    }

    #[test]
    fn a_token_of_the_service_may_be_followed_by_a_number_of_items() {
        let parse = |text: &str| Bookmark::parse(text, TOKENS);
        assert_eq!(parse("T"), Ok(bookmark("T", None)));
        assert_eq!(parse(""), Ok(bookmark("", None)));
        assert_eq!(parse("T___3"), Ok(bookmark("T", Some(3))));
        assert_eq!(parse("T___x"), Ok(bookmark("T___x", None)));
        assert_eq!(
            parse("a___b___c"),
            Err("Bad starting token: a___b___c".to_owned())
        );
        let two = Bookmark::parse("a___b___1", &["x", "y"]).expect("two tokens");
        assert_eq!(
            (two.tokens, two.skip),
            (
                Map::from([("x".to_owned(), "a".into()), ("y".to_owned(), "b".into())]),
                Some(1)
            )
        );
    }
}
