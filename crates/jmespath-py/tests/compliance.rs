//! The public compliance suite of JMESPath.

use cli_formats::{Value, json};
use jmespath_py::{Expression, SearchError};

fn value(text: &str) -> Value {
    json::read(text).expect(text)
}

fn member<'v>(map: &'v Value, key: &str) -> Option<&'v Value> {
    match map {
        Value::Map(entries) => entries.get(key),
        other => panic!("{other:?} is no map"),
    }
}

fn items<'v>(map: &'v Value, key: &str) -> &'v [Value] {
    match member(map, key) {
        Some(Value::List(items)) => items,
        other => panic!("{key} is no list: {other:?}"),
    }
}

#[test]
fn the_compliance_suite_passes() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/compliance");
    let mut cases = 0;
    for entry in std::fs::read_dir(folder).expect(folder) {
        let path = entry.expect(folder).path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let suites = value(&std::fs::read_to_string(&path).expect("a suite is readable text"));
        let Value::List(suites) = suites else {
            panic!("{path:?} is no list")
        };
        for suite in &suites {
            let given = member(suite, "given").expect("a suite has data");
            for case in items(suite, "cases") {
                assert_case(given, case);
                cases += 1;
            }
        }
    }
    assert!(cases > 800, "only {cases} cases were found in {folder}");
}

fn assert_case(given: &Value, case: &Value) {
    let Some(Value::String(expression)) = member(case, "expression") else {
        panic!("{case:?} has no expression");
    };
    let compiled = Expression::compile(expression);
    match (member(case, "error"), compiled) {
        (Some(kind), Err(error)) => assert_eq!(kind, &Value::from("syntax"), "{error}"),
        (Some(kind), Ok(compiled)) => {
            let error = compiled.search(given).expect_err(expression);
            let found = match error {
                SearchError::UnknownFunction(_) => "unknown-function",
                SearchError::Arity { .. } => "invalid-arity",
                SearchError::ZeroStep => "invalid-value",
                _ => "invalid-type",
            };
            assert_eq!(kind, &Value::from(found), "{expression}");
        }
        (None, compiled) => {
            let result = compiled.expect(expression).search(given).expect(expression);
            assert_eq!(Some(&result), member(case, "result"), "{expression}");
        }
    }
}
