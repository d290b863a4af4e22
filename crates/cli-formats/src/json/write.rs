//! JSON laid out and escaped as Python's `json` module does it.

use crate::{
    WriteError,
    python::{self, MapType},
    value::Value,
};

/// Writes a value as the AWS CLI prints an answer: one item a line, indented by four, with
/// characters beyond ASCII as they are, and a final newline.
///
/// # Errors
/// If the value contains bytes.
pub fn write(value: &Value) -> Result<String, WriteError> {
    if contains_bytes(value) {
        return Err(WriteError::Bytes);
    }
    let mut writer = Writer::new(Layout::Indented);
    writer.value(value, 0);
    writer.out.push('\n');
    Ok(writer.out)
}

/// Writes a value on one line and in ASCII, as `json.dumps(value, default=str)` does.
pub fn write_line(value: &Value) -> String {
    let mut writer = Writer::new(Layout::Line);
    writer.value(value, 0);
    writer.out
}

/// Writes a value without any spaces and in ASCII, as
/// `json.dumps(value, default=str, separators=(',', ':'))` does.
pub fn write_compact(value: &Value) -> String {
    let mut writer = Writer::new(Layout::Compact);
    writer.value(value, 0);
    writer.out
}

fn contains_bytes(value: &Value) -> bool {
    match value {
        Value::Bytes(_) => true,
        Value::List(items) => items.iter().any(contains_bytes),
        Value::Map(entries) => entries.values().any(contains_bytes),
        _ => false,
    }
}

/// How much room items get.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    Indented,
    Line,
    Compact,
}

struct Writer {
    out: String,
    layout: Layout,
}

impl Writer {
    fn new(layout: Layout) -> Self {
        Self {
            out: String::new(),
            layout,
        }
    }

    fn value(&mut self, value: &Value, depth: usize) {
        match value {
            Value::Null => self.out.push_str("null"),
            Value::Bool(value) => self.out.push_str(if *value { "true" } else { "false" }),
            Value::Int(value) => self.out.push_str(&value.to_string()),
            Value::BigInt(digits) => self.out.push_str(digits),
            Value::Float(value) => self.float(*value),
            Value::String(text) => self.string(text),
            Value::Date(iso) if self.layout == Layout::Indented => self.string(iso),
            Value::Bytes(_) | Value::Date(_) => self.string(&python::text(value, MapType::Dict)),
            Value::Foreign(foreign) => match foreign.json() {
                Ok(json) => self.value(json, depth),
                Err(_) => self.string(foreign.repr()),
            },
            Value::List(items) => self.block(items, ['[', ']'], depth, |writer, item| {
                writer.value(item, depth + 1);
            }),
            Value::Map(entries) => {
                self.block(entries, ['{', '}'], depth, |writer, (key, value)| {
                    writer.string(key);
                    writer.out.push(':');
                    if writer.layout != Layout::Compact {
                        writer.out.push(' ');
                    }
                    writer.value(value, depth + 1);
                });
            }
        }
    }

    /// The brackets of a container and its items; just the brackets if there are none.
    fn block<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        [open, close]: [char; 2],
        depth: usize,
        mut write_item: impl FnMut(&mut Self, T),
    ) {
        self.out.push(open);
        let mut is_empty = true;
        for item in items {
            if !is_empty {
                self.out.push(',');
            }
            match self.layout {
                Layout::Indented => self.start_line(depth + 1),
                Layout::Line if !is_empty => self.out.push(' '),
                Layout::Line | Layout::Compact => {}
            }
            is_empty = false;
            write_item(self, item);
        }
        if !is_empty && self.layout == Layout::Indented {
            self.start_line(depth);
        }
        self.out.push(close);
    }

    fn start_line(&mut self, depth: usize) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n("    ", depth));
    }

    fn float(&mut self, value: f64) {
        if value.is_nan() {
            self.out.push_str("NaN");
        } else if value.is_infinite() {
            let name = if value.is_sign_positive() {
                "Infinity"
            } else {
                "-Infinity"
            };
            self.out.push_str(name);
        } else {
            self.out.push_str(&python::float(value));
        }
    }

    fn string(&mut self, text: &str) {
        self.out.push('"');
        for c in text.chars() {
            match c {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\u{8}' => self.out.push_str("\\b"),
                '\u{c}' => self.out.push_str("\\f"),
                '\n' => self.out.push_str("\\n"),
                '\r' => self.out.push_str("\\r"),
                '\t' => self.out.push_str("\\t"),
                ' '..='~' => self.out.push(c),
                '\u{7f}'.. if self.layout == Layout::Indented => self.out.push(c),
                _ => {
                    for unit in c.encode_utf16(&mut [0; 2]) {
                        self.out.push_str(&format!("\\u{unit:04x}"));
                    }
                }
            }
        }
        self.out.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Map;

    fn rendered(value: impl Into<Value>) -> String {
        write(&value.into()).expect("a value JSON can show")
    }

    #[test]
    fn an_answer_keeps_its_order() {
        let answer = Value::map([
            ("id", Value::from("1234567")),
            (
                "arn",
                Value::from("arn:aws:sqs:us-west-2:123456789012:queue/1234567"),
            ),
            ("tags", Value::map([("team", Value::from("blue"))])),
            ("items", Value::list([1.into(), Value::List(Vec::new())])),
            ("none", Value::Map(Map::new())),
        ]);
        let expected = r#"{
    "id": "1234567",
    "arn": "arn:aws:sqs:us-west-2:123456789012:queue/1234567",
    "tags": {
        "team": "blue"
    },
    "items": [
        1,
        []
    ],
    "none": {}
}
"#;
        assert_eq!(rendered(answer), expected);
    }

    #[test]
    fn only_control_characters_quotes_and_backslashes_are_escaped() {
        assert_eq!(
            rendered("\"\\\u{8}\u{c}\n\r\t\0\u{1f}"),
            "\"\\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001f\"\n"
        );
        assert_eq!(rendered("\u{7f}\u{2028}/é🧬"), "\"\u{7f}\u{2028}/é🧬\"\n");
    }

    #[test]
    fn numbers_are_what_python_prints() {
        assert_eq!(rendered(1.0), "1.0\n");
        assert_eq!(rendered(1e20), "1e+20\n");
        assert_eq!(rendered(f64::NAN), "NaN\n");
        assert_eq!(rendered(f64::NEG_INFINITY), "-Infinity\n");
        assert_eq!(
            rendered(Value::BigInt("-99999999999999999999".into())),
            "-99999999999999999999\n"
        );
    }

    #[test]
    fn dates_keep_their_iso_form_and_bytes_are_refused() {
        assert_eq!(
            rendered(Value::Date("1970-01-01T00:00:00".into())),
            "\"1970-01-01T00:00:00\"\n"
        );
        let bytes = Value::list([Value::Bytes(vec![1])]);
        assert_eq!(write(&bytes), Err(WriteError::Bytes));
        assert_eq!(write(&Value::map([("a", bytes)])), Err(WriteError::Bytes));
    }

    #[test]
    fn one_line_is_in_ascii_with_or_without_spaces() {
        let value = Value::map([
            ("é\u{7f}🧬", Value::list([1.into(), Value::Null])),
            ("none", Value::Map(Map::new())),
            ("at", Value::Date("1970-01-01T00:00:00".into())),
            ("bytes", Value::Bytes(b"\xff\"".to_vec())),
        ]);
        assert_eq!(
            write_line(&value),
            r#"{"\u00e9\u007f\ud83e\uddec": [1, null], "none": {}, "at": "1970-01-01 00:00:00", "bytes": "b'\\xff\"'"}"#
        );
        assert_eq!(
            write_compact(&value),
            r#"{"\u00e9\u007f\ud83e\uddec":[1,null],"none":{},"at":"1970-01-01 00:00:00","bytes":"b'\\xff\"'"}"#
        );
    }
}
