//! CBOR bodies: compared as values, as one value has several encodings.

use ciborium::Value as Cbor;
use serde_json::{Map, Value, json};

use crate::difference::differences;

/// Adds a line for everything that differs; `expected` is in base64.
pub(crate) fn compare(expected: &str, actual: &[u8], found: &mut Vec<String>) {
    let expected = aws_smithy_types::base64::decode(expected).expect("the case has base64");
    match (read(&expected), read(actual)) {
        (Ok(expected), Ok(actual)) => differences("body", &expected, &actual, found),
        (_, Err(error)) => found.push(format!("body: not CBOR: {error}")),
        (Err(error), _) => found.push(format!("body of the case: not CBOR: {error}")),
    }
}

fn read(bytes: &[u8]) -> Result<Value, String> {
    let value: Cbor = ciborium::from_reader(bytes).map_err(|error| error.to_string())?;
    Ok(comparable(&value))
}

/// JSON that is the same for the same value, with what JSON lacks in strings.
fn comparable(value: &Cbor) -> Value {
    match value {
        Cbor::Null => Value::Null,
        Cbor::Bool(flag) => json!(flag),
        Cbor::Integer(number) => json!(i128::from(*number) as f64),
        Cbor::Float(number) if number.is_finite() => json!(number),
        Cbor::Float(number) => json!(format!("float {number}")),
        Cbor::Text(text) => json!(text),
        Cbor::Bytes(bytes) => json!(format!("bytes {}", aws_smithy_types::base64::encode(bytes))),
        Cbor::Array(elements) => elements.iter().map(comparable).collect(),
        Cbor::Map(entries) => {
            let entry = |(key, value): &(Cbor, Cbor)| match key {
                Cbor::Text(key) => (key.clone(), comparable(value)),
                key => (format!("{key:?}"), comparable(value)),
            };
            Value::Object(entries.iter().map(entry).collect::<Map<_, _>>())
        }
        Cbor::Tag(tag, value) => json!({ "tag": tag, "value": comparable(value) }),
        other => json!(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_value_in_another_encoding_is_the_same() {
        let mut found = Vec::new();
        // {"t": 1(0)} and {"t": 1(0.0)}
        compare("oWF0wQA=", b"\xbf\x61t\xc1\xf9\x00\x00\xff", &mut found);
        assert_eq!(found, [""; 0]);
        compare("oWF0wQA=", b"\xa1\x61t\xc1\x01", &mut found);
        assert_eq!(found, ["body.t.value: expected 0.0, found 1.0"]);
    }
}
