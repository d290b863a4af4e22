//! Where jmespath.py goes beyond the public compliance suite.

use cli_formats::json;
use cli_formats::{Map, Value};

use super::{CompileError, Expression, SearchError};

fn value(text: &str) -> Value {
    json::read(text).expect(text)
}

fn compile_error(expression: &str) -> String {
    Expression::compile(expression)
        .expect_err(expression)
        .to_string()
}

fn search(expression: &str, data: &str) -> Result<Value, SearchError> {
    let compiled = Expression::compile(expression).expect(expression);
    compiled.search(&value(data))
}

fn search_error(expression: &str, data: &str) -> String {
    search(expression, data).expect_err(expression).to_string()
}

fn text_of(expression: &str, data: &str) -> String {
    match search(&format!("to_string({expression})"), data) {
        Ok(Value::String(text)) => text,
        other => panic!("{expression}: {other:?}"),
    }
}

#[test]
fn syntax_errors_say_what_jmespath_py_says() {
    let grammar = |reason: &str, column: usize, token: &str, expression: &str| {
        let caret = " ".repeat(column + 1) + "^";
        format!(
            "{reason}: Parse error at column {column}, token {token}, \
             for expression:\n\"{expression}\"\n{caret}"
        )
    };
    for (expression, message) in [
        (
            "",
            "Invalid JMESPath expression: cannot be empty.".to_owned(),
        ),
        (
            "items[",
            "Invalid jmespath expression: Incomplete expression:\n\"items[\"\n       ^".to_owned(),
        ),
        (
            "$",
            "Bad jmespath expression: Unknown token $:\n$\n^".to_owned(),
        ),
        (
            "é.é",
            "Bad jmespath expression: Unknown token é:\né.é\n^".to_owned(),
        ),
        (
            "a = b",
            "Bad jmespath expression: Unknown token '=':\na = b\n  ^".to_owned(),
        ),
        (
            "`",
            "Bad jmespath expression: Unclosed ` delimiter:\n`\n^".to_owned(),
        ),
        (
            "'a\\",
            "Bad jmespath expression: Unclosed ' delimiter:\n'a\\\n^".to_owned(),
        ),
        (
            "a.\"b\\\"",
            "Bad jmespath expression: Unclosed \" delimiter:\na.\"b\\\"\n  ^".to_owned(),
        ),
        (
            "\"\\q\"",
            "Bad jmespath expression: Invalid \\escape:\n\"\\q\"\n^".to_owned(),
        ),
        (
            "`a\"`",
            "Bad jmespath expression: Bad token a\":\n`a\"`\n^".to_owned(),
        ),
        (
            "foo bar",
            grammar(
                "Unexpected token: bar",
                4,
                "\"bar\" (UNQUOTED_IDENTIFIER)",
                "foo bar",
            ),
        ),
        (
            "'é' `{\"a\":null}`",
            grammar(
                "Unexpected token: {'a': None}",
                4,
                "\"{'a': None}\" (LITERAL)",
                "'é' `{\"a\":null}`",
            ),
        ),
        (
            "a <= ]",
            grammar("invalid token", 5, "\"]\" (RBRACKET)", "a <= ]"),
        ),
        (
            "a[b]",
            grammar(
                "Expecting: star, got: unquoted_identifier",
                2,
                "\"b\" (UNQUOTED_IDENTIFIER)",
                "a[b]",
            ),
        ),
        (
            "a.",
            grammar(
                "Expecting: ['quoted_identifier', 'unquoted_identifier', 'lbracket', 'lbrace'], \
                 got: eof",
                2,
                "\"\" (EOF)",
                "a.",
            ),
        ),
        (
            "{a: b,}",
            grammar(
                "Expecting: ['quoted_identifier', 'unquoted_identifier'], got: rbrace",
                6,
                "\"}\" (RBRACE)",
                "{a: b,}",
            ),
        ),
        (
            "[1:2:3:4]",
            grammar("syntax error", 6, "\":\" (COLON)", "[1:2:3:4]"),
        ),
        (
            "@(a)",
            grammar("Invalid function name '@'", 0, "\"@\" (CURRENT)", "@(a)"),
        ),
        (
            "a || \"f\"(b)",
            grammar(
                "Quoted identifier not allowed for function names.",
                0,
                "\"(\" (LPAREN)",
                "a || \"f\"(b)",
            ),
        ),
    ] {
        assert_eq!(compile_error(expression), message);
    }
}

#[test]
fn evaluation_errors_say_what_jmespath_py_says() {
    for (expression, message) in [
        ("nofunc()", "Unknown function: nofunc()"),
        (
            "length(@, @)",
            "Expected 1 argument for function length(), received 2",
        ),
        (
            "join(@)",
            "Expected 2 arguments for function join(), received 1",
        ),
        (
            "not_null()",
            "Expected at least 1 argument for function not_null(), received 0",
        ),
        (
            "length(missing)",
            "In function length(), invalid type for value: None, \
             expected one of: ['string', 'array', 'object'], received: \"null\"",
        ),
        (
            "abs(`{\"a\": [\"it's\", 2.0, true]}`)",
            "In function abs(), invalid type for value: {'a': [\"it's\", 2.0, True]}, \
             expected one of: ['number'], received: \"object\"",
        ),
        (
            "max(`[1, \"a\"]`)",
            "In function max(), invalid type for value: a, \
             expected one of: ['array-number', 'array-string'], received: \"str\"",
        ),
        (
            "sort_by(items, &missing)",
            "In function sort_by(), invalid type for value: {'id': 1}, \
             expected one of: ['string', 'number'], received: \"null\"",
        ),
        (
            "sort_by(items, &id)",
            "In function sort_by(), invalid type for value: a, \
             expected one of: ['number'], received: \"string\"",
        ),
        (
            "min_by(items, &id)",
            "'<' not supported between instances of 'str' and 'int'",
        ),
        (
            "`1` >= 'a'",
            "'>=' not supported between instances of 'int' and 'str'",
        ),
        (
            "contains('a', `1`)",
            "'in <string>' requires string as left operand, not int",
        ),
        ("items[::0]", "slice step cannot be zero"),
        (
            "ceil(to_number('nan'))",
            "cannot convert float NaN to integer",
        ),
        ("&id", "Encountered unrecognized type in JSON encoder."),
        ("[&id]", "Encountered unrecognized type in JSON encoder."),
    ] {
        let data = r#"{"items": [{"id": 1}, {"id": "a"}]}"#;
        assert_eq!(search_error(expression, data), message);
    }
}

#[test]
fn what_fails_for_all_data_is_found_without_any() {
    let checked = |expression| Expression::compile(expression).expect(expression).check();
    for expression in [
        "sort_by(items, &id)[0].{a: length(id)}",
        "map(&join(', ', @), @)",
        "a || b",
    ] {
        assert_eq!(checked(expression), Ok(()));
    }
    for expression in [
        "items[?nofunc(@)]",
        "a || length()",
        "{a: [!join(@)]}",
        "map(&sum(), @)",
        "a.*.length(@, @)",
        "a[].b == &c",
    ] {
        // Nothing of these is evaluated for null, so only the check can tell.
        assert!(checked(expression).is_err(), "{expression}");
    }
    assert_eq!(
        checked("outer(inner())"),
        Err(SearchError::UnknownFunction("inner".into()))
    );
}

#[test]
fn order_is_kept() {
    let data = r#"{"b": {"z": 1, "y": 2}, "a": 3}"#;
    assert_eq!(text_of("@", data), r#"{"b":{"z":1,"y":2},"a":3}"#);
    assert_eq!(text_of("{q: a, p: b.y}", data), r#"{"q":3,"p":2}"#);
    assert_eq!(text_of("keys(@)", data), r#"["b","a"]"#);
    assert_eq!(text_of("b.*", data), "[1,2]");
    assert_eq!(
        text_of("merge(b, `{\"x\": 0, \"z\": 9}`)", data),
        r#"{"z":9,"y":2,"x":0}"#
    );
}

#[test]
fn numbers_are_pythons() {
    for (expression, text) in [
        ("`1` == `1.0`", "true"),
        ("`1` == `true`", "false"),
        ("contains(`[true]`, `1`)", "false"),
        ("`9007199254740993` == `9007199254740992.0`", "false"),
        ("`18446744073709551616` == `18446744073709551616.0`", "true"),
        ("`-18446744073709551616` < `-9223372036854775808`", "true"),
        (
            "sort(`[18446744073709551616, 1.5, 1e300, -2]`)",
            "[-2,1.5,18446744073709551616,1e+300]",
        ),
        ("sum(`[9223372036854775807, 1]`)", "9223372036854775808"),
        ("sum(`[1, 2.0]`)", "3.0"),
        ("avg(`[1, 2]`)", "1.5"),
        ("abs(`-9223372036854775808`)", "9223372036854775808"),
        ("ceil(`-0.5`)", "0"),
        ("floor(`1e16`)", "10000000000000000"),
        ("to_number(' 1_0 ')", "10"),
        ("to_number('1_0.5')", "10.5"),
        ("to_number('1__0.5')", "null"),
        ("to_number('0x10')", "null"),
        (
            "[`1e16`, `1e-5`, `0.0001`, `100.0`]",
            "[1e+16,1e-05,0.0001,100.0]",
        ),
        ("max(`[1, 1.0]`)", "1"),
    ] {
        assert_eq!(text_of(expression, "{}"), text, "{expression}");
    }
}

#[test]
fn to_string_writes_ascii_json() {
    let data = r#"["é🧬\u0001\b\u007f\"\\/", null, {"ключ": [1, 2.5]}]"#;
    let text =
        r#"["\u00e9\ud83e\uddec\u0001\b\u007f\"\\/",null,{"\u043a\u043b\u044e\u0447":[1,2.5]}]"#;
    assert_eq!(text_of("@", data), text);
    assert_eq!(text_of("'é'", data), "é");
}

#[test]
fn to_string_takes_an_expression_reference_for_a_text_like_any_other() {
    for expression in [
        "to_string(&a).b",
        "to_string(&`1`)[0]",
        "to_string(&@) | to_number(@)",
    ] {
        assert_eq!(search(expression, "{}"), Ok(Value::Null), "{expression}");
    }
    assert_eq!(search("type(to_string(&a))", "{}"), Ok("string".into()));
}

#[test]
fn quirks_of_the_grammar_are_kept() {
    let data = r#"{"a": [[1, 2], [3]], "b": 4}"#;
    for (expression, text) in [
        ("a[0][1:]", "[2]"),
        ("a[0][1:].x", "null"),
        ("a[0:][1:].x", "[[],[]]"),
        ("{x: b y: b}", r#"{"x":4,"y":4}"#),
        ("not_null(x b,)", "4"),
        ("`  unquoted`", "unquoted"),
        ("''", ""),
        ("!`0`", "false"),
    ] {
        assert_eq!(text_of(expression, data), text, "{expression}");
    }
}

#[test]
fn hostile_depth_is_an_error_and_not_a_crash() {
    let deep = [
        "[".repeat(100_000),
        "(".repeat(100_000),
        "!".repeat(100_000),
        "& ".repeat(100_000),
        "a.".repeat(100_000),
        "[]".repeat(100_000),
        "[0]".repeat(100_000),
        "a||".repeat(100_000),
        "f(".repeat(100_000),
        "{a:".repeat(100_000),
        "[?".repeat(100_000),
    ];
    for expression in deep {
        let error = Expression::compile(&expression).expect_err("too deep");
        assert!(matches!(error, CompileError::TooDeep { .. }));
    }
}

#[test]
fn the_deepest_expressions_can_be_evaluated() {
    let nested = |open: &str, close: &str| open.repeat(80) + "@" + &close.repeat(80);
    for expression in [
        "!".repeat(240) + "@",
        "[".repeat(240) + "@" + &"]".repeat(240),
        "{a:".repeat(240) + "@" + &"}".repeat(240),
        nested("to_array(", ")"),
        nested("@[?", "]"),
        nested("map(&", ",[@])"),
        "@".to_owned() + &"[]".repeat(240),
        "@".to_owned() + &"[*]".repeat(240),
        "@".to_owned() + &".a".repeat(240),
        "@".to_owned() + &"|[@]".repeat(200),
    ] {
        let compiled = Expression::compile(&expression).expect(&expression);
        assert_eq!(compiled.check(), Ok(()));
        assert!(
            compiled
                .search(&Value::List(vec![Value::Map(Map::new())]))
                .is_ok(),
            "{expression}"
        );
    }
}

#[test]
fn every_function_is_named_in_order() {
    let names: Vec<_> = super::function_names().collect();
    assert!(names.is_sorted() && names.len() > 20, "{names:?}");
    for name in names {
        let called = Expression::compile(&format!("{name}()")).expect(name);
        let unknown = called
            .search(&Value::Null)
            .err()
            .map(|error| error.to_string());
        assert!(
            !unknown.is_some_and(|error| error.contains("Unknown function")),
            "{name}"
        );
    }
}

/// Data, and expressions as JSON with what jmespath.py 1.1 finds in it; behind `!` stands what it says is wrong.
const READINGS: &str = include_str!("readings.tsv");

#[test]
fn expressions_of_every_form_find_what_jmespath_py_finds() {
    let (data, readings) = READINGS.split_once('\n').expect("data, and expressions");
    let data = value(data);
    let found = |expression: &str| {
        let compiled = Expression::compile(expression).map_err(|error| error.to_string())?;
        let found = compiled.search(&data).map_err(|error| error.to_string())?;
        Ok::<_, String>(json::write_line(&found))
    };
    let differs = |line: &str| {
        let (expression, expected) = line.split_once('\t').expect("an expression and its result");
        let Value::String(expression) = value(expression) else {
            panic!("{expression} is no string");
        };
        let shown = found(&expression).unwrap_or_else(|error| {
            let error = json::write_line(&error.as_str().into());
            format!("!{error}")
        });
        (shown != expected).then(|| format!("{expression:?} is {shown}, not {expected}"))
    };
    let differences: Vec<_> = readings.lines().filter_map(differs).collect();
    assert!(differences.is_empty(), "{differences:#?}");
}
