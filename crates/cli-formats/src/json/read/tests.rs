//! Texts whose reading by Python is known.

use super::*;

#[test]
fn errors_say_what_python_says() {
    for (text, message) in [
        ("", "Expecting value: line 1 column 1 (char 0)"),
        (
            "{",
            "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
        ),
        (
            "{a",
            "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
        ),
        (
            "{\"a\":1,}",
            "Expecting property name enclosed in double quotes: line 1 column 8 (char 7)",
        ),
        (
            "{\"é\" 1}",
            "Expecting ':' delimiter: line 1 column 6 (char 5)",
        ),
        ("{\"a\":", "Expecting value: line 1 column 6 (char 5)"),
        ("{\"a\":tru}", "Expecting value: line 1 column 6 (char 5)"),
        ("{\"a\":-}", "Expecting value: line 1 column 6 (char 5)"),
        ("[1,]", "Expecting value: line 1 column 4 (char 3)"),
        (
            "{\"a\":01}",
            "Expecting ',' delimiter: line 1 column 7 (char 6)",
        ),
        (
            "{\"a\":1",
            "Expecting ',' delimiter: line 1 column 7 (char 6)",
        ),
        (
            "{\n \"a",
            "Unterminated string starting at: line 2 column 2 (char 3)",
        ),
        (
            "{\"a\": \"b\n\"}",
            "Invalid control character at: line 1 column 9 (char 8)",
        ),
        (
            "{\"a\": \"\\x\"}",
            "Invalid \\escape: line 1 column 8 (char 7)",
        ),
        (
            "{\"a\": \"\\u12",
            "Invalid \\uXXXX escape: line 1 column 9 (char 8)",
        ),
        ("{}\n x", "Extra data: line 2 column 2 (char 4)"),
        (
            "{\"a\":\"\\ud83dx\"}",
            "Unpaired surrogate escape: line 1 column 7 (char 6)",
        ),
        (
            "\u{feff}{}",
            "Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)",
        ),
    ] {
        assert_eq!(read(text).expect_err(text).to_string(), message);
    }
}

#[test]
fn values_are_pythons() {
    for (text, value) in [
        (" -0 ", Value::Int(0)),
        ("1E5", Value::Float(1e5)),
        (
            r#""\b\f\n\r\t\"\\\/""#,
            Value::String("\u{8}\u{c}\n\r\t\"\\/".into()),
        ),
        ("-0.5e-1", Value::Float(-0.05)),
        ("1e999", Value::Float(f64::INFINITY)),
        ("-Infinity", Value::Float(f64::NEG_INFINITY)),
        (
            "-12345678901234567890",
            Value::BigInt("-12345678901234567890".into()),
        ),
        ("\"\\ud83e\\uddec\\/\\u00e9\"", Value::String("🧬/é".into())),
        (
            "[null,true,[]]",
            Value::List(vec![Value::Null, Value::Bool(true), Value::List(vec![])]),
        ),
    ] {
        assert_eq!(read(text), Ok(value));
    }
    assert!(matches!(read("NaN"), Ok(Value::Float(f)) if f.is_nan()));
    for (text, shown) in [
        ("\\udc00x", "\u{fffd}x"),
        ("\\udc00\\udc00x", "\u{fffd}\u{fffd}x"),
        ("\\ud83e\\ud83e\\uddec", "\u{fffd}🧬"),
        ("\\ud83e\\u0041", "\u{fffd}A"),
        ("\\ud83e", "\u{fffd}"),
    ] {
        let read = read_lossy(&format!("\"{text}\""));
        assert_eq!(read, Ok(Value::String(shown.into())), "{text}");
    }
}

#[test]
fn the_last_of_equal_keys_counts_and_keeps_the_first_place() {
    let Ok(Value::Map(map)) = read(r#"{"a":1,"b":2,"a":3}"#) else {
        panic!("an object is accepted");
    };
    let entries: Vec<_> = map.into_iter().collect();
    assert_eq!(
        entries,
        [("a".into(), Value::Int(3)), ("b".into(), Value::Int(2))]
    );
}

#[test]
fn depth_is_limited() {
    let nested = |depth| "[".repeat(depth) + &"]".repeat(depth);
    assert!(read(&nested(MAX_DEPTH)).is_ok());
    // What stands before a value does not count.
    assert!(read(&format!("[{}1]", "[],".repeat(MAX_DEPTH * 2))).is_ok());
    assert_eq!(
        read(&nested(MAX_DEPTH + 1)).expect_err("too deep").reason,
        "Nested too deeply"
    );
}
