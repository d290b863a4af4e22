//! Documents whose reading by the AWS CLI is known.

use super::*;
use crate::python::MapType;

fn document(text: &str) -> Value {
    read(text).unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

fn string(text: &str) -> Value {
    Value::String(text.into())
}

fn map<const N: usize>(pairs: [(&str, Value); N]) -> Value {
    Value::Map(
        pairs
            .map(|(key, value)| (key.to_owned(), value))
            .into_iter()
            .collect(),
    )
}

#[test]
fn scalars_are_resolved_by_the_core_schema() {
    for (text, value) in [
        ("yes", string("yes")),
        ("off", string("off")),
        ("True", Value::Bool(true)),
        ("tRue", string("tRue")),
        ("~", Value::Null),
        ("", Value::Null),
        ("''", string("")),
        ("'5'", string("5")),
        ("012", Value::Int(12)),
        ("-0o17", Value::Int(-15)),
        ("0x_fF", Value::Int(255)),
        ("1_000", Value::Int(1000)),
        (
            "123456789012345678901",
            Value::BigInt("123456789012345678901".into()),
        ),
        ("1e3", Value::Float(1000.0)),
        ("1.", Value::Float(1.0)),
        (".5e+1", Value::Float(5.0)),
        (".5e1", string(".5e1")),
        ("1.5.0", string("1.5.0")),
        ("-.inf", Value::Float(f64::NEG_INFINITY)),
        ("12:30", string("12:30")),
        ("2020-01-02", Value::Date("2020-01-02".into())),
        ("2020-1-2", string("2020-1-2")),
        (
            "2020-1-2 3:04:05.6 +1:00",
            Value::Date("2020-01-02T02:04:05.600000".into()),
        ),
        (
            "2020-01-02t03:04:05.0Z",
            Value::Date("2020-01-02T03:04:05".into()),
        ),
        ("2020-01-02 03:04:05+1:3", string("2020-01-02 03:04:05+1:3")),
        ("!!str 5", string("5")),
        ("!!int '5'", Value::Int(5)),
        ("!!float 5", Value::Float(5.0)),
        ("!!binary aGVs\n  bG8=", Value::Bytes(b"hello".into())),
    ] {
        assert_eq!(
            document(&format!("v: {text}")),
            map([("v", value)]),
            "{text}"
        );
    }
    assert!(matches!(document(".nan"), Value::Float(f) if f.is_nan()));
}

#[test]
fn documents_may_be_empty_or_json() {
    assert_eq!(document(""), Value::Null);
    assert_eq!(document("# nothing\n---\n"), Value::Null);
    assert_eq!(document("{\"a\": [1, \"é\\n\"]}"), {
        map([("a", Value::List(vec![Value::Int(1), string("é\n")]))])
    });
}

#[test]
fn anchors_and_merge_keys() {
    assert_eq!(
        document("a: &x {k: v}\nb: *x\n"),
        map([
            ("a", map([("k", string("v"))])),
            ("b", map([("k", string("v"))]))
        ])
    );
    let merged = "a: &x {k: 1, l: 2}\nb: &y {l: 3, m: 4}\nc: {m: 5, <<: [*x, *y], n: 6}\n";
    let Value::Map(all) = document(merged) else {
        panic!("a mapping");
    };
    let entries = |value: &Value| match value {
        Value::Map(map) => map.clone().into_iter().collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    let numbers = [("l", 2), ("m", 5), ("k", 1), ("n", 6)];
    let numbers = numbers.map(|(key, number)| (key.to_owned(), Value::Int(number)));
    assert_eq!(entries(&all["c"]), numbers);
    assert_eq!(document("'<<': 1"), map([("<<", Value::Int(1))]));
}

#[test]
fn block_scalars_keep_the_line_feeds_that_are_there() {
    for (text, value) in [
        ("a: |\n  é\n  b\n", "é\nb\n"),
        ("a: |\n  é\n  b", "é\nb"),
        ("a: >\n  é\n  b", "é b"),
        ("a: |\n  b\n# end", "b\n"),
        ("a: |-\n  b\n", "b"),
        ("a: |+\n  b\n\n", "b\n\n"),
    ] {
        assert_eq!(document(text), map([("a", string(value))]), "{text:?}");
    }
}

#[test]
fn what_is_refused() {
    for (text, reason) in [
        (
            "a: 1\nb: 2\na: 3",
            "the key 'a' occurs twice: line 1 column 1",
        ),
        (
            "a: 1\n---\nb: 2",
            "there must be one document only: line 2 column 1",
        ),
        ("a: !foo 1", "the tag !foo is not known: line 1 column 4"),
        (
            "a: !!omap {b}",
            "a value of this kind cannot have the tag !!omap: line 1 column 4",
        ),
        ("{a: 1}: 2", "a mapping cannot be a key: line 1 column 1"),
        ("a: =", "= is not a value; quote it: line 1 column 4"),
        ("a: 0x_", "0x_ is not an integer: line 1 column 4"),
        ("<<: 1", "only mappings can be merged: line 1 column 1"),
        ("&a [*a]", "a value cannot contain itself: line 1 column 5"),
        (
            "a:\n  b: \u{7}",
            "control characters are not allowed: line 2 column 6",
        ),
    ] {
        assert_eq!(read(text).expect_err(text).to_string(), reason);
    }
    for text in [
        "a: [b",
        "a:\n\tb: c",
        "*x",
        "a: 'b",
        "a: b: c",
        "a: @b",
        "- a\nb: c",
    ] {
        assert!(read(text).is_err(), "{text:?}");
    }
}

#[test]
fn what_only_python_has_keeps_its_text() {
    for (text, shown, json) in [
        ("a:\n  :\n", "{None: None}", "{\"null\":null}"),
        (
            "a: {1: x, y: 2}",
            "{1: 'x', 'y': 2}",
            "{\"1\":\"x\",\"y\":2}",
        ),
        (
            "a: !!omap [b: c]",
            "ordereddict([('b', 'c')])",
            "{\"b\":\"c\"}",
        ),
        ("a: !!set {b}", "{'b'}", "\"{'b'}\""),
        ("a: !!pairs [b: c]", "[('b', 'c')]", "[[\"b\",\"c\"]]"),
        ("a: {[b, 1]: c}", "{('b', 1): 'c'}", "\"{('b', 1): 'c'}\""),
    ] {
        let Value::Map(all) = document(text) else {
            panic!("{text} is no mapping");
        };
        assert_eq!(
            crate::python::repr(&all["a"], MapType::Dict),
            shown,
            "{text}"
        );
        assert_eq!(crate::json::write_compact(&all["a"]), json, "{text}");
    }
    for twice in ["{1: a, true: b}", "{1: a, 1.0: b}", "!!set {a, a}"] {
        assert!(read(twice).is_err(), "{twice}");
    }
}

#[test]
fn lines_are_as_free_as_the_parser_of_the_aws_cli_leaves_them() {
    for (text, value) in [
        ("a: \"first line\nsecond line\"\n", "first line second line"),
        ("a: 'a\n\nb'\n", "a\nb"),
        ("a: 'it''s\nso'\nb: don't\n", "it's so"),
        ("a: \"one\\\ntwo\"\n", "onetwo"),
        ("b: [x, \"y\nz\"] # it's\na: \"v\"\n", "v"),
        ("{\"a\": \"ok \\ud83d\\udc4d\"}", "ok \u{1f44d}"),
        ("a: >+\n\nb : 1", "\n"),
        ("a:   |\n", ""),
        ("\u{feff}a: b", "b"),
        ("%TAG ! tag:x,2000:\n---\na: !!str 1", "1"),
    ] {
        let Value::Map(all) = document(text) else {
            panic!("{text} is no mapping");
        };
        assert_eq!(all["a"], string(value), "{text}");
    }
    for text in [
        "a: \"open\nnext: 1\n",
        "a: [1\nb",
        "a: 'x'\n y: \"z\nw\"\n",
        "a: \"\\ud83d\"",
    ] {
        assert!(read(text).is_err(), "{text:?}");
    }
}

#[test]
fn the_older_version_is_read_where_a_directive_says_so() {
    for (text, value) in [
        ("190:20:30", Value::Int(685_230)),
        ("0777", Value::Int(511)),
        ("0o17", string("0o17")),
        ("yes", Value::Bool(true)),
        ("Off", Value::Bool(false)),
        ("089", string("089")),
        ("1:30.5", Value::Float(90.5)),
        ("12", Value::Int(12)),
    ] {
        let text = format!("%YAML 1.1\n---\nv: {text}\n");
        assert_eq!(document(&text), map([("v", value)]), "{text}");
    }
    assert!(read("%YAML 2.0\n---\na").is_err());
}

#[test]
fn a_key_is_up_to_1024_characters_long() {
    let key = |length| format!("{}: 1", "k".repeat(length));
    assert_eq!(
        document(&key(1024)),
        map([(&*"k".repeat(1024), Value::Int(1))])
    );
    for length in [1025, 1026, 2000] {
        assert!(read(&key(length)).is_err(), "{length}");
    }
}

#[test]
fn small_texts_stay_small_documents() {
    let deep = "- ".repeat(MAX_DEPTH + 1);
    assert!(read(&deep).is_err_and(|error| error.reason == "nested too deeply"));
    // Depth counts what is around a value, not what stands before it.
    assert!(read(&"- []\n".repeat(MAX_DEPTH * 2)).is_ok());
    let mut bomb = "a0: &a0 [x, x]\n".to_owned();
    for i in 1..40 {
        bomb += &format!("a{i}: &a{i} [*a{0}, *a{0}]\n", i - 1);
    }
    assert!(read(&bomb).is_err_and(|e| e.reason == "aliases stand for too many values"));
}

/// Texts as JSON, and the `repr()` of what ruamel.yaml 0.19, which has the parser of the AWS CLI, makes of them; `-` is
/// an error.
const READINGS: &str = include_str!("readings.tsv");

#[test]
fn texts_of_every_form_are_read_as_ruamel_reads_them() {
    let differs = |line: &str| {
        let (text, expected) = line.split_once('\t').expect("a text and its reading");
        let Ok(Value::String(text)) = crate::json::read(text) else {
            panic!("{text} is no string");
        };
        let shown = match read(&text) {
            Ok(value) => crate::python::repr(&value, MapType::Dict),
            Err(_) => "-".to_owned(),
        };
        (shown != expected).then(|| format!("{text:?} is {shown}, not {expected}"))
    };
    let differences: Vec<_> = READINGS.lines().filter_map(differs).collect();
    assert!(differences.is_empty(), "{differences:#?}");
}
