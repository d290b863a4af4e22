//! Documents: JSON in and out of modelled types, by their schemas.
//!
//! Member names are the model's, HTTP bindings play no part: a document is the whole structure. The
//! command line, the local service and tests speak in documents.

#[cfg(test)]
pub(crate) mod tests;

use std::sync::LazyLock;

use aws_smithy_json::codec::{JsonCodec, JsonCodecSettings};
use aws_smithy_schema::codec::Codec;
use aws_smithy_schema::serde::{
    SerdeError, SerializableStruct, ShapeDeserializer, ShapeSerializer,
};
use aws_smithy_schema::{Schema, prelude};
use serde_json::Value;

use crate::{Kind, Member, Shape};

/// A modelled structure or union that can be read by its schema.
pub trait DeserializableStruct: Sized {
    /// Reads the value. Required members that are missing get the value of error correction.
    fn deserialize(deserializer: &mut dyn ShapeDeserializer) -> Result<Self, SerdeError>;
}

static CODEC: LazyLock<JsonCodec> =
    LazyLock::new(|| JsonCodec::new(JsonCodecSettings::builder().use_json_name(false).build()));

/// The document of a modelled value.
pub fn to_document(value: &dyn SerializableStruct) -> Result<Value, SerdeError> {
    let mut serializer = CODEC.create_serializer();
    serializer.write_struct(value.schema(), value)?;
    serde_json::from_slice(&serializer.finish())
        .map_err(|error| SerdeError::custom(format!("the codec wrote no JSON: {error}")))
}

/// The modelled value of a document.
pub fn from_document<T: DeserializableStruct>(document: &Value) -> Result<T, SerdeError> {
    let text = document.to_string();
    let mut deserializer = CODEC.create_deserializer(text.as_bytes());
    T::deserialize(&mut deserializer)
}

/// A JSON document that serializes as the structure `shape`, member for member in the document's own
/// order. What has no place in the shape is written as plain JSON would have it, so that a caller who
/// asks for no validation gets none.
#[derive(Debug, Clone)]
pub struct DocumentStruct {
    shape: &'static Shape,
    members: serde_json::Map<String, Value>,
}

impl DocumentStruct {
    /// A structure with these members.
    pub fn new(shape: &'static Shape, members: serde_json::Map<String, Value>) -> Self {
        Self { shape, members }
    }
}

impl SerializableStruct for DocumentStruct {
    fn schema(&self) -> &Schema<'_> {
        self.shape.schema
    }

    fn serialize_members(&self, serializer: &mut dyn ShapeSerializer) -> Result<(), SerdeError> {
        write_members(serializer, self.shape, &self.members)
    }
}

/// A nested structure, borrowed.
struct Nested<'a> {
    shape: &'static Shape,
    members: &'a serde_json::Map<String, Value>,
}

impl SerializableStruct for Nested<'_> {
    fn schema(&self) -> &Schema<'_> {
        self.shape.schema
    }

    fn serialize_members(&self, serializer: &mut dyn ShapeSerializer) -> Result<(), SerdeError> {
        write_members(serializer, self.shape, self.members)
    }
}

fn write_members(
    serializer: &mut dyn ShapeSerializer,
    shape: &'static Shape,
    members: &serde_json::Map<String, Value>,
) -> Result<(), SerdeError> {
    for (name, value) in members {
        let member = shape
            .member(name)
            .ok_or_else(|| SerdeError::unknown_member(name.as_str()))?;
        write_value(serializer, member, value)?;
    }
    Ok(())
}

fn write_value(
    serializer: &mut dyn ShapeSerializer,
    member: &'static Member,
    value: &Value,
) -> Result<(), SerdeError> {
    let schema = member.schema;
    match (member.target.kind, value) {
        (_, Value::Null) => serializer.write_null(schema),
        (Kind::Structure(_) | Kind::Union(_), Value::Object(members)) => {
            let nested = Nested {
                shape: member.target,
                members,
            };
            serializer.write_struct(schema, &nested)
        }
        (Kind::List { member, .. }, Value::Array(elements)) => {
            serializer.write_list(schema, &|serializer| {
                elements
                    .iter()
                    .try_for_each(|element| write_value(serializer, member, element))
            })
        }
        (Kind::Map { key, value, .. }, Value::Object(entries)) => {
            serializer.write_map(schema, &|serializer| {
                // A query has no nulls: what has no value is not in it.
                let in_query = schema.http_query_params().is_some();
                let mut entries = entries
                    .iter()
                    .filter(|(_, entry)| !(in_query && entry.is_null()));
                entries.try_for_each(|(name, entry)| {
                    serializer.write_string(key.schema, name)?;
                    write_value(serializer, value, entry)
                })
            })
        }
        (_, Value::Array(_) | Value::Object(_)) => write_plain(serializer, schema, value),
        (kind, scalar) => write_scalar(serializer, schema, kind, scalar),
    }
}

/// A scalar by its kind; one that does not fit the kind goes out as it is.
fn write_scalar(
    serializer: &mut dyn ShapeSerializer,
    schema: &Schema<'_>,
    kind: Kind,
    value: &Value,
) -> Result<(), SerdeError> {
    match (kind, value) {
        (Kind::Document, _) => write_plain(serializer, schema, value),
        (Kind::Blob, Value::String(base64)) => {
            let bytes = aws_smithy_types::base64::decode(base64)
                .map_err(|error| SerdeError::invalid_input(format!("not base64: {error}")))?;
            serializer.write_blob(schema, aws_smithy_types::Blob::new(bytes))
        }
        (Kind::Timestamp, Value::String(_) | Value::Number(_)) => {
            serializer.write_timestamp(schema, &timestamp(value)?)
        }
        (Kind::BigInteger, Value::Number(number)) => {
            let number = number.to_string().parse().map_err(not_a_number)?;
            serializer.write_big_integer(schema, &number)
        }
        (Kind::BigDecimal, Value::Number(number)) => {
            let number = number.to_string().parse().map_err(not_a_number)?;
            serializer.write_big_decimal(schema, &number)
        }
        (Kind::Float | Kind::Double, Value::Number(number)) => write_float(
            serializer,
            schema,
            kind,
            number.as_f64().unwrap_or(f64::NAN),
        ),
        (Kind::Float | Kind::Double, Value::String(text)) if non_finite(text).is_some() => {
            write_float(
                serializer,
                schema,
                kind,
                non_finite(text).unwrap_or(f64::NAN),
            )
        }
        (_, Value::String(text)) => serializer.write_string(schema, text),
        (_, Value::Bool(flag)) => serializer.write_boolean(schema, *flag),
        (_, Value::Number(number)) => match (number.as_i64(), number.as_f64()) {
            (Some(integer), _) => serializer.write_long(schema, integer),
            (None, Some(float)) => serializer.write_double(schema, float),
            (None, None) => Err(SerdeError::invalid_input(format!(
                "{number} is out of range"
            ))),
        },
        _ => serializer.write_null(schema),
    }
}

/// A float of 32 bits as such, which is another thing than one of 64 in CBOR. One that it cannot hold goes out
/// as it is.
fn write_float(
    serializer: &mut dyn ShapeSerializer,
    schema: &Schema<'_>,
    kind: Kind,
    number: f64,
) -> Result<(), SerdeError> {
    let narrow = number as f32;
    match kind {
        Kind::Float if narrow.is_finite() || !number.is_finite() => {
            serializer.write_float(schema, narrow)
        }
        _ => serializer.write_double(schema, number),
    }
}

fn not_a_number(error: impl std::fmt::Display) -> SerdeError {
    SerdeError::invalid_input(format!("not a number of any size: {error}"))
}

/// A number that JSON has no literal for.
fn non_finite(text: &str) -> Option<f64> {
    match text {
        "NaN" => Some(f64::NAN),
        "Infinity" => Some(f64::INFINITY),
        "-Infinity" => Some(f64::NEG_INFINITY),
        _ => None,
    }
}

fn timestamp(value: &Value) -> Result<aws_smithy_types::DateTime, SerdeError> {
    use aws_smithy_types::{DateTime, date_time::Format};
    match value {
        Value::String(text) => DateTime::from_str(text, Format::DateTimeWithOffset)
            .or_else(|error| DateTime::from_str(text, Format::HttpDate).map_err(|_| error))
            .map_err(|error| SerdeError::timestamp_parse_failed(error.to_string())),
        _ => Ok(DateTime::from_secs_f64(value.as_f64().unwrap_or_default())),
    }
}

/// JSON as it stands, its members in order: those of a [`Document`](aws_smithy_types::Document) have none.
fn write_plain(
    serializer: &mut dyn ShapeSerializer,
    schema: &Schema<'_>,
    value: &Value,
) -> Result<(), SerdeError> {
    match value {
        Value::Array(elements) => serializer.write_list(schema, &|serializer| {
            let mut elements = elements.iter();
            elements.try_for_each(|element| write_plain(serializer, &prelude::DOCUMENT, element))
        }),
        Value::Object(entries) => serializer.write_map(schema, &|serializer| {
            entries.iter().try_for_each(|(name, entry)| {
                serializer.write_string(&prelude::STRING, name)?;
                write_plain(serializer, &prelude::DOCUMENT, entry)
            })
        }),
        scalar => serializer.write_document(schema, &plain_scalar(scalar)),
    }
}

fn plain_scalar(value: &Value) -> aws_smithy_types::Document {
    use aws_smithy_types::{Document, Number};
    match value {
        Value::Bool(flag) => Document::Bool(*flag),
        Value::Number(number) => Document::Number(match (number.as_u64(), number.as_i64()) {
            (Some(integer), _) => Number::PosInt(integer),
            (None, Some(integer)) => Number::NegInt(integer),
            (None, None) => Number::Float(number.as_f64().unwrap_or(f64::NAN)),
        }),
        Value::String(text) => Document::String(text.clone()),
        _ => Document::Null,
    }
}

/// The value of a union member that targets `smithy.api#Unit`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit;

impl SerializableStruct for Unit {
    fn schema(&self) -> &Schema<'_> {
        &prelude::UNIT
    }

    fn serialize_members(&self, _: &mut dyn ShapeSerializer) -> Result<(), SerdeError> {
        Ok(())
    }
}
