//! What differs between two JSON values, by path.

use serde_json::Value;

/// Adds a line for everything that differs.
pub(crate) fn differences(path: &str, expected: &Value, actual: &Value, into: &mut Vec<String>) {
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => {
            for (name, expected) in expected {
                let path = format!("{path}.{name}");
                match actual.get(name) {
                    Some(actual) => differences(&path, expected, actual, into),
                    None => into.push(format!("{path}: expected {expected}, found nothing")),
                }
            }
            for (name, actual) in actual {
                if !expected.contains_key(name) {
                    into.push(format!("{path}.{name}: expected nothing, found {actual}"));
                }
            }
        }
        (Value::Array(expected), Value::Array(actual)) if expected.len() == actual.len() => {
            for (index, (expected, actual)) in expected.iter().zip(actual).enumerate() {
                differences(&format!("{path}[{index}]"), expected, actual, into);
            }
        }
        _ if same_scalar(expected, actual) => {}
        _ => into.push(format!("{path}: expected {expected}, found {actual}")),
    }
}

/// `1` and `1.0` are the same number.
fn same_scalar(expected: &Value, actual: &Value) -> bool {
    match (expected.as_f64(), actual.as_f64()) {
        (Some(expected), Some(actual)) => expected == actual,
        _ => expected == actual,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_difference_has_its_path() {
        let mut found = Vec::new();
        let expected = json!({ "same": 1, "list": [1, { "x": true }], "missing": null });
        let actual = json!({ "same": 1.0, "list": [1, { "x": false }], "more": "y" });
        differences("$", &expected, &actual, &mut found);
        assert_eq!(
            found,
            [
                "$.list[1].x: expected true, found false",
                "$.missing: expected null, found nothing",
                "$.more: expected nothing, found \"y\"",
            ]
        );
    }
}
