//! Where a listing was cut off, as the opaque text that users copy from `NextToken` into
//! `--starting-token`.

use aws_smithy_types::base64;

use cli_formats::json;
use cli_formats::{Map, Value};

/// The key of the number of items; what other tools written in Python call it as well.
const SKIP: &str = "boto_truncate_amount";

/// A place in a listing.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bookmark {
    /// The service's token of a page; null for the first.
    pub(super) token: Value,
    /// How many items of that page have been shown, if the place is not its start.
    pub(super) skip: Option<i64>,
}

impl Bookmark {
    /// The bookmark as base64 of JSON in ASCII.
    pub(super) fn encode(&self, input_token: &str) -> String {
        let mut fields = Map::new();
        fields.insert(input_token.to_owned(), self.token.clone());
        if let Some(skip) = self.skip {
            fields.insert(SKIP.to_owned(), skip.into());
        }
        base64::encode(json::write_line(&Value::Map(fields)))
    }

    /// The bookmark of that text. Anything but exactly what [`Bookmark::encode`] makes is none.
    pub(super) fn decode(text: &str, input_token: &str) -> Option<Self> {
        let text = String::from_utf8(base64::decode(text).ok()?).ok()?;
        let Value::Map(mut fields) = json::read(&text).ok()? else {
            return None;
        };
        let token = fields.swap_remove(input_token)?;
        let skip = match fields.swap_remove(SKIP) {
            None => None,
            Some(Value::Int(skip)) => Some(skip),
            Some(_) => return None,
        };
        fields.is_empty().then_some(Self { token, skip })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bookmark(token: impl Into<Value>, skip: Option<i64>) -> Bookmark {
        Bookmark {
            token: token.into(),
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
            let text = bookmark.encode("startingToken");
            assert_eq!(text, base64::encode(json));
            assert_eq!(Bookmark::decode(&text, "startingToken"), Some(bookmark));
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
                Bookmark::decode(&base64::encode(json), "startingToken"),
                None,
                "{json}"
            );
        }
        for text in ["tok/2+a==", "token", "", "/w=="] {
            assert_eq!(Bookmark::decode(text, "startingToken"), None, "{text}");
        }
    }
}
