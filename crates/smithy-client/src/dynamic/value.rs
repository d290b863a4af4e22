//! Answers as values, read by the catalog.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_schema::Schema;
use aws_smithy_schema::serde::{SerdeError, ShapeDeserializer};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::{BigDecimal, BigInteger, Blob, DateTime, Document, Number};
use bytes::Bytes;
use smithy_catalog::{ErrorShape, Kind, Member, Operation, Shape};

use super::RawResponse;
use crate::ServiceSpec;
use crate::error::BoxError;

/// A value of any shape.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// No value: an element of a sparse collection, or a null in a document.
    Null,
    /// `boolean`
    Boolean(bool),
    /// `byte`, `short`, `integer`, `intEnum` and `long`.
    Integer(i64),
    /// `bigInteger`
    BigInteger(BigInteger),
    /// `float` as it is on the wire, not rounded to 64 bits and back.
    Float(f32),
    /// `double`
    Double(f64),
    /// `bigDecimal`
    BigDecimal(BigDecimal),
    /// `string` and `enum`.
    String(String),
    /// `blob`
    Blob(Blob),
    /// `timestamp`
    Timestamp(DateTime),
    /// `list`
    List(Vec<Value>),
    /// `map`, in the order of the answer, and `structure` and `union`, in the order of the model.
    Map(Vec<(String, Value)>),
}

impl Value {
    /// The entry or member with this name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        match self {
            Self::Map(entries) => entries
                .iter()
                .find_map(|(entry, value)| (entry == name).then_some(value)),
            _ => None,
        }
    }
}

impl RawResponse {
    /// The output: members from headers, prefixed headers, status, payload and body, whatever the
    /// protocol of `S` puts where. A streaming member is not among them.
    ///
    /// # Errors
    ///
    /// If the answer is not what the protocol and the model of the operation say.
    pub fn output<S: ServiceSpec>(&self, operation: &'static Operation) -> Result<Value, BoxError> {
        let (response, cfg) = (self.response()?, ConfigBag::base());
        let schema = operation.schema.output();
        let protocol = S::protocol();
        let mut deserializer = protocol.deserialize_response(&response, schema, &cfg)?;
        Ok(structure(&mut *deserializer, operation.output)?)
    }

    /// The members of a modelled error.
    ///
    /// # Errors
    ///
    /// If the answer is not what the protocol and the model of the error say.
    pub fn error<S: ServiceSpec>(&self, error: &'static ErrorShape) -> Result<Value, BoxError> {
        let (response, cfg) = (self.response()?, ConfigBag::base());
        let protocol = S::protocol();
        let mut deserializer = protocol.deserialize_error_response(&response, &cfg)?;
        Ok(structure(&mut *deserializer, error.shape)?)
    }

    /// The answer, as protocols read it.
    fn response(&self) -> Result<HttpResponse, BoxError> {
        let status = StatusCode::try_from(self.status)?;
        let mut response = HttpResponse::new(status, SdkBody::from(self.body.clone()));
        *response.headers_mut() = self.headers.clone();
        Ok(response)
    }
}

impl From<&HttpResponse> for RawResponse {
    /// The response, with its body if that was read into memory, as it is in every error.
    fn from(response: &HttpResponse) -> Self {
        let body = response.body().bytes().unwrap_or_default();
        super::head(response, Bytes::copy_from_slice(body))
    }
}

fn structure(
    deserializer: &mut dyn ShapeDeserializer,
    shape: &'static Shape,
) -> Result<Value, SerdeError> {
    let members = shape.members();
    let mut found: Vec<(usize, Value)> = Vec::new();
    deserializer.read_struct(shape.schema, &mut |schema, deserializer| {
        let member = schema
            .member_index()
            .and_then(|index| Some((index, members.get(index)?)));
        let Some((index, member)) = member.filter(|(_, member)| !member.schema.streaming()) else {
            return deserializer.skip_value();
        };
        if deserializer.is_null() {
            return deserializer.read_null();
        }
        let value = value(deserializer, member.schema, member.target)?;
        found.push((index, value));
        Ok(())
    })?;
    found.sort_by_key(|(index, _)| *index);
    let named = |(index, value): (usize, Value)| (members[index].name.to_owned(), value);
    Ok(Value::Map(found.into_iter().map(named).collect()))
}

fn value(
    deserializer: &mut dyn ShapeDeserializer,
    schema: &Schema<'_>,
    shape: &'static Shape,
) -> Result<Value, SerdeError> {
    Ok(match shape.kind {
        Kind::Structure(_) | Kind::Union(_) => structure(deserializer, shape)?,
        Kind::List { member, sparse } => {
            let mut elements = Vec::new();
            deserializer.read_list(schema, &mut |deserializer| {
                elements.extend(element(deserializer, member, sparse)?);
                Ok(())
            })?;
            Value::List(elements)
        }
        Kind::Map {
            value: member,
            sparse,
            ..
        } => {
            let mut entries = Vec::new();
            deserializer.read_map(schema, &mut |key, deserializer| {
                let value = element(deserializer, member, sparse)?;
                entries.extend(value.map(|value| (key, value)));
                Ok(())
            })?;
            Value::Map(entries)
        }
        Kind::Blob => Value::Blob(deserializer.read_blob(schema)?),
        Kind::Boolean => Value::Boolean(deserializer.read_boolean(schema)?),
        Kind::String | Kind::Enum(_) => Value::String(deserializer.read_string(schema)?),
        Kind::IntEnum(_) | Kind::Integer => {
            Value::Integer(deserializer.read_integer(schema)?.into())
        }
        Kind::Byte => Value::Integer(deserializer.read_byte(schema)?.into()),
        Kind::Short => Value::Integer(deserializer.read_short(schema)?.into()),
        Kind::Long => Value::Integer(deserializer.read_long(schema)?),
        Kind::Float => Value::Float(deserializer.read_float(schema)?),
        Kind::Double => Value::Double(deserializer.read_double(schema)?),
        Kind::BigInteger => Value::BigInteger(deserializer.read_big_integer(schema)?),
        Kind::BigDecimal => Value::BigDecimal(deserializer.read_big_decimal(schema)?),
        Kind::Timestamp => Value::Timestamp(deserializer.read_timestamp(schema)?),
        Kind::Document => document(deserializer.read_document(schema)?),
        other => {
            return Err(SerdeError::unsupported(format!(
                "{}: no value of {other:?} can be read",
                shape.id
            )));
        }
    })
}

/// An element of a collection; a null is one where the collection is sparse.
fn element(
    deserializer: &mut dyn ShapeDeserializer,
    member: &'static Member,
    sparse: bool,
) -> Result<Option<Value>, SerdeError> {
    if deserializer.is_null() {
        deserializer.read_null()?;
        return Ok(sparse.then_some(Value::Null));
    }
    value(deserializer, member.schema, member.target).map(Some)
}

/// Objects of documents come without an order; they are given that of their keys.
fn document(document: Document) -> Value {
    match document {
        Document::Null => Value::Null,
        Document::Bool(flag) => Value::Boolean(flag),
        Document::String(text) => Value::String(text),
        Document::Number(Number::PosInt(number)) => match i64::try_from(number) {
            Ok(number) => Value::Integer(number),
            Err(_) => Value::Double(number as f64),
        },
        Document::Number(Number::NegInt(number)) => Value::Integer(number),
        Document::Number(Number::Float(number)) => Value::Double(number),
        Document::Array(elements) => {
            Value::List(elements.into_iter().map(self::document).collect())
        }
        Document::Object(entries) => {
            let mut entries: Vec<(String, Value)> = entries
                .into_iter()
                .map(|(name, value)| (name, self::document(value)))
                .collect();
            entries.sort_by(|left, right| left.0.cmp(&right.0));
            Value::Map(entries)
        }
    }
}
