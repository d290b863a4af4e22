//! JSON, indented by four, laid out and escaped as Python's `json` module does it.

use super::OutputError;
use crate::{python, value::Value};

/// Renders a value and a final newline.
pub fn render(value: &Value) -> Result<String, OutputError> {
    let mut out = String::new();
    write_value(value, 0, &mut out)?;
    out.push('\n');
    Ok(out)
}

fn write_value(value: &Value, depth: usize, out: &mut String) -> Result<(), OutputError> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Int(value) => out.push_str(&value.to_string()),
        Value::BigInt(digits) => out.push_str(digits),
        Value::Float(value) => write_float(*value, out),
        Value::String(text) | Value::Date(text) => write_string(text, out),
        Value::Bytes(_) => return Err(OutputError::Bytes),
        Value::List(items) => {
            write_block(items, ['[', ']'], depth, out, |item, out| {
                write_value(item, depth + 1, out)
            })?;
        }
        Value::Map(entries) => {
            write_block(entries, ['{', '}'], depth, out, |(key, value), out| {
                write_string(key, out);
                out.push_str(": ");
                write_value(value, depth + 1, out)
            })?;
        }
    }
    Ok(())
}

/// The brackets of a container and its items, one a line; just the brackets if there are none.
fn write_block<T>(
    items: impl IntoIterator<Item = T>,
    [open, close]: [char; 2],
    depth: usize,
    out: &mut String,
    mut write_item: impl FnMut(T, &mut String) -> Result<(), OutputError>,
) -> Result<(), OutputError> {
    out.push(open);
    let mut items = items.into_iter().peekable();
    let empty = items.peek().is_none();
    while let Some(item) = items.next() {
        start_line(depth + 1, out);
        write_item(item, out)?;
        if items.peek().is_some() {
            out.push(',');
        }
    }
    if !empty {
        start_line(depth, out);
    }
    out.push(close);
    Ok(())
}

fn start_line(depth: usize, out: &mut String) {
    out.push('\n');
    out.extend(std::iter::repeat_n("    ", depth));
}

fn write_float(value: f64, out: &mut String) {
    if value.is_nan() {
        out.push_str("NaN");
    } else if value.is_infinite() {
        out.push_str(if value > 0.0 { "Infinity" } else { "-Infinity" });
    } else {
        out.push_str(&python::float(value));
    }
}

fn write_string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0'..='\u{1f}' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            _ => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Map;

    fn rendered(value: impl Into<Value>) -> String {
        render(&value.into()).expect("a value JSON can show")
    }

    #[test]
    fn an_answer_keeps_its_order() {
        let answer = Value::map([
            ("id", Value::from("1234567")),
            (
                "arn",
                Value::from("arn:aws:omics:us-west-2:123456789012:runCache/1234567"),
            ),
            ("tags", Value::map([("team", Value::from("genomics"))])),
            ("items", Value::list([1.into(), Value::List(Vec::new())])),
            ("none", Value::Map(Map::new())),
        ]);
        let expected = r#"{
    "id": "1234567",
    "arn": "arn:aws:omics:us-west-2:123456789012:runCache/1234567",
    "tags": {
        "team": "genomics"
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
        assert_eq!(render(&bytes), Err(OutputError::Bytes));
    }
}
