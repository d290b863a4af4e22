//! Parameters of test cases and the documents of modelled values.
//!
//! Test cases write blobs as text and timestamps as epoch seconds; documents write blobs in base64 and
//! timestamps in the format of their member.

use aws_smithy_schema::Schema;
use aws_smithy_schema::traits::TimestampFormat;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use serde_json::{Map, Value, json};
use smithy_catalog::{Kind, Member, Operation, Shape};
use smithy_client::dynamic;

use crate::difference::differences;

/// The document that the parameters stand for.
pub(crate) fn document(shape: &'static Shape, params: &Value) -> Value {
    walk(
        shape,
        shape.schema,
        params,
        &|shape, schema, value| match (shape.kind, value) {
            (Kind::Blob, Value::String(text)) => {
                Some(Value::String(aws_smithy_types::base64::encode(text)))
            }
            (Kind::Timestamp, Value::Number(seconds)) => {
                Some(timestamp(schema, seconds.as_f64().unwrap_or_default()))
            }
            _ => None,
        },
    )
}

/// A document in the one form that documents are compared in.
pub(crate) fn comparable(shape: &'static Shape, document: &Value) -> Value {
    walk(shape, shape.schema, document, &compared)
}

/// Scalars in the one form that documents are compared in.
fn compared(shape: &'static Shape, _schema: &Schema<'_>, value: &Value) -> Option<Value> {
    match (shape.kind, value) {
        (Kind::Timestamp, Value::String(text)) => Some(milliseconds(seconds(text)?)),
        (Kind::Timestamp, Value::Number(seconds)) => Some(milliseconds(seconds.as_f64()?)),
        _ => None,
    }
}

/// A value as a document in the form that documents are compared in.
pub(crate) fn of_value(value: &dynamic::Value) -> Value {
    use dynamic::Value as Dynamic;
    let float = |number: f64| match number {
        // Read back as numbers of cases are, which is not to the last bit.
        _ if number.is_finite() => big(&json!(number).to_string()),
        _ if number.is_nan() => json!("NaN"),
        _ if number > 0.0 => json!("Infinity"),
        _ => json!("-Infinity"),
    };
    match value {
        Dynamic::Boolean(flag) => json!(flag),
        Dynamic::Integer(number) => json!(number),
        Dynamic::Float(number) => float(number.to_string().parse().unwrap_or(f64::NAN)),
        Dynamic::Double(number) => float(*number),
        Dynamic::BigInteger(number) => big(number.as_ref()),
        Dynamic::BigDecimal(number) => big(number.as_ref()),
        Dynamic::String(text) => json!(text),
        Dynamic::Blob(bytes) => json!(aws_smithy_types::base64::encode(bytes)),
        Dynamic::Timestamp(time) => milliseconds(time.as_secs_f64()),
        Dynamic::List(elements) => elements.iter().map(of_value).collect(),
        Dynamic::Map(entries) => Value::Object(
            entries
                .iter()
                .map(|(name, value)| (name.clone(), of_value(value)))
                .collect(),
        ),
        _ => Value::Null,
    }
}

/// Takes from `expected` the defaults of members that `actual` does not have.
pub(crate) fn remove_defaults(shape: &'static Shape, expected: &mut Value, actual: &Value) {
    match (shape.kind, expected) {
        (Kind::Structure(members) | Kind::Union(members), Value::Object(fields)) => {
            for member in members {
                let Some(field) = fields.get_mut(member.name) else {
                    continue;
                };
                match actual.get(member.name) {
                    Some(actual) => remove_defaults(member.target, field, actual),
                    None if is_default(member, field) => {
                        fields.shift_remove(member.name);
                    }
                    None => {}
                }
            }
        }
        (Kind::List { member, .. }, Value::Array(elements)) => {
            let actual = actual.as_array().into_iter().flatten();
            for (expected, actual) in elements.iter_mut().zip(actual) {
                remove_defaults(member.target, expected, actual);
            }
        }
        (Kind::Map { value, .. }, Value::Object(entries)) => {
            for (key, expected) in entries {
                if let Some(actual) = actual.get(key) {
                    remove_defaults(value.target, expected, actual);
                }
            }
        }
        _ => {}
    }
}

/// The value, in the form that documents are compared in, is the default of the member.
fn is_default(member: &Member, value: &Value) -> bool {
    let default: Option<Value> = member
        .default
        .and_then(|json| serde_json::from_str(json).ok());
    default.is_some_and(|default| {
        let default = walk(member.target, member.schema, &default, &compared);
        let mut differing = Vec::new();
        differences("", &default, value, &mut differing);
        differing.is_empty()
    })
}

/// Gives an error the message of its metadata, which may have come in another member or a header.
pub(crate) fn add_message(shape: &'static Shape, error: &mut Value, message: Option<&str>) {
    let mut members = shape.members().iter();
    let member = members.find(|member| member.name.eq_ignore_ascii_case("message"));
    if let (Some(member), Value::Object(fields), Some(message)) = (member, error, message) {
        let text = || Value::String(message.to_owned());
        fields.entry(member.name).or_insert_with(text);
    }
}

/// A big number as the JSON of cases has it.
fn big(number: &str) -> Value {
    serde_json::from_str(number).unwrap_or_else(|_| json!(number))
}

/// An input with nothing but what the URI and host need, to get any response at all.
pub(crate) fn least_input(operation: &'static Operation) -> Value {
    let in_host = |name: &str| {
        operation
            .host_prefix
            .is_some_and(|prefix| prefix.contains(&format!("{{{name}}}")))
    };
    let bound = |member: &&Member| member.schema.http_label().is_some() || in_host(member.name);
    let members = operation.input.members().iter().filter(bound);
    Value::Object(
        members
            .map(|member| (member.name.to_owned(), least_value(member)))
            .collect(),
    )
}

fn least_value(member: &Member) -> Value {
    match member.target.kind {
        Kind::String => json!("a"),
        Kind::Enum(values) => json!(values.first().map_or("a", |value| value.value)),
        Kind::Boolean => json!(true),
        Kind::Timestamp => timestamp(member.schema, 1.0),
        _ => json!(1),
    }
}

/// The member whose value is the streamed body.
pub(crate) fn streaming_member(shape: &'static Shape) -> Option<&'static Member> {
    shape
        .members()
        .iter()
        .find(|member| member.schema.streaming())
}

type Scalar<'a> = &'a dyn Fn(&'static Shape, &Schema<'_>, &Value) -> Option<Value>;

/// Rebuilds a value, with `scalar` replacing what it knows.
fn walk(shape: &'static Shape, schema: &Schema<'_>, value: &Value, scalar: Scalar<'_>) -> Value {
    if let Some(replaced) = scalar(shape, schema, value) {
        return replaced;
    }
    match (shape.kind, value) {
        (Kind::Structure(members) | Kind::Union(members), Value::Object(fields)) => {
            Value::Object(members_of(members.get(), fields, scalar))
        }
        (Kind::List { member, .. }, Value::Array(elements)) => elements
            .iter()
            .map(|element| walk(member.target, member.schema, element, scalar))
            .collect(),
        (Kind::Map { value: member, .. }, Value::Object(entries)) => entries
            .iter()
            .map(|(key, entry)| {
                (
                    key.clone(),
                    walk(member.target, member.schema, entry, scalar),
                )
            })
            .collect(),
        _ => value.clone(),
    }
}

/// A member that is null is not set.
fn members_of(
    members: &'static [Member],
    fields: &Map<String, Value>,
    scalar: Scalar<'_>,
) -> Map<String, Value> {
    let mut out = Map::new();
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
        let value = match members.iter().find(|member| member.name == name) {
            Some(member) => walk(member.target, member.schema, value, scalar),
            None => value.clone(),
        };
        out.insert(name.clone(), value);
    }
    out
}

fn timestamp(schema: &Schema<'_>, seconds: f64) -> Value {
    let format = match schema.timestamp_format().map(|format| format.format()) {
        Some(TimestampFormat::DateTime) => Format::DateTime,
        Some(TimestampFormat::HttpDate) => Format::HttpDate,
        _ => return json!(seconds),
    };
    match DateTime::from_secs_f64(seconds).fmt(format) {
        Ok(text) => json!(text),
        Err(_) => json!(seconds),
    }
}

/// Fractions of seconds are no exact floats; no test case goes beyond milliseconds.
fn milliseconds(seconds: f64) -> Value {
    json!((seconds * 1000.0).round())
}

fn seconds(text: &str) -> Option<f64> {
    let parse = |format| DateTime::from_str(text, format).ok();
    parse(Format::DateTimeWithOffset)
        .or_else(|| parse(Format::HttpDate))
        .map(|time| time.as_secs_f64())
}
