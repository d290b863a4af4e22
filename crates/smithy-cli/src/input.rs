//! A document as the input of a call: what a client writes into the request, member for member.
//!
//! Values go out as the AWS CLI writes them: numbers of any size, floats as Python spells them in
//! addresses and headers, times with six digits or none behind the point. What has no place in the shape
//! is written as plain JSON would have it, so that a caller who asks for no validation gets none.

use std::fmt;

use aws_smithy_schema::serde::{SerdeError, SerializableStruct, ShapeSerializer};
use aws_smithy_schema::traits::TimestampFormat;
use aws_smithy_schema::{Schema, prelude};
use aws_smithy_types::date_time::Format;
use aws_smithy_types::{BigInteger, Blob, DateTime, Document, Number};
use cli_formats::python::{self, MapType};
use cli_formats::{Map, Value, json};
use smithy_catalog::{Kind, Member, Protocol, Shape};

use crate::params;
use crate::timestamp::Moment;

/// The input of a call.
pub(crate) struct Input {
    shape: &'static Shape,
    members: Map,
    protocol: Protocol,
    /// The member that is left to a body that streams.
    streaming: Option<&'static str>,
}

impl Input {
    /// The input with these members. Where the body streams, its member is not written.
    pub(crate) fn new(
        shape: &'static Shape,
        members: Map,
        protocol: Protocol,
        body_streams: bool,
    ) -> Self {
        let streaming = crate::options::payload_blob(shape).map(|member| member.name);
        Self {
            shape,
            members,
            protocol,
            streaming: streaming.filter(|_| body_streams),
        }
    }
}

/// Values may be secrets.
impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Input");
        shown.field("shape", &self.shape.id).finish_non_exhaustive()
    }
}

impl SerializableStruct for Input {
    fn schema(&self) -> &Schema<'_> {
        self.shape.schema
    }

    fn serialize_members(&self, serializer: &mut dyn ShapeSerializer) -> Result<(), SerdeError> {
        for (name, value) in &self.members {
            if Some(name.as_str()) == self.streaming {
                continue;
            }
            let member = known(self.shape, name)?;
            let any =
                matches!(member.target.kind, Kind::Document) || params::is_json_header(member);
            // Nothing is sent for a null where it is a value like any other, nor where each member
            // has a place of its own in the request.
            if (any || self.protocol.binds_http()) && *value == Value::Null {
                continue;
            }
            let place = Place::of(member, self.protocol);
            let writer = Writer {
                place,
                protocol: self.protocol,
            };
            writer.member(serializer, member, value)?;
        }
        Ok(())
    }
}

/// Stands for an empty part of an address until that is made. The runtime refuses such, and who asks for no
/// validation means it. It is of the characters that mean nothing to anybody.
pub(crate) const EMPTY_LABEL: &str = "\u{10fffd}";

/// A nested structure, borrowed.
struct Nested<'a> {
    shape: &'static Shape,
    members: &'a Map,
    writer: Writer,
}

impl SerializableStruct for Nested<'_> {
    fn schema(&self) -> &Schema<'_> {
        self.shape.schema
    }

    fn serialize_members(&self, serializer: &mut dyn ShapeSerializer) -> Result<(), SerdeError> {
        for (name, value) in self.members {
            let member = known(self.shape, name)?;
            self.writer.member(serializer, member, value)?;
        }
        Ok(())
    }
}

fn known(shape: &'static Shape, name: &str) -> Result<&'static Member, SerdeError> {
    shape
        .member(name)
        .ok_or_else(|| SerdeError::unknown_member(name))
}

/// Where in the request a member goes.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Header,
    Address,
    Body,
}

impl Place {
    fn of(member: &Member, protocol: Protocol) -> Self {
        let schema = member.schema;
        if !protocol.binds_http() {
            Self::Body
        } else if schema.http_header().is_some() {
            Self::Header
        } else if schema.http_query().is_some() || schema.http_label().is_some() {
            Self::Address
        } else {
            Self::Body
        }
    }
}

#[derive(Clone, Copy)]
struct Writer {
    place: Place,
    protocol: Protocol,
}

impl Writer {
    fn member(
        self,
        serializer: &mut dyn ShapeSerializer,
        member: &'static Member,
        value: &Value,
    ) -> Result<(), SerdeError> {
        let schema = member.schema;
        if params::is_json_header(member) {
            return serializer.write_string(schema, &json::write_compact(value));
        }
        match (member.target.kind, value) {
            (Kind::Document, value) if schema.http_payload().is_some() => {
                serializer.write_document(schema, &document(value))
            }
            (Kind::Document, value) => any_json(serializer, schema, value),
            (_, Value::Null) => serializer.write_null(schema),
            (Kind::Structure(_) | Kind::Union(_), Value::Map(members)) => {
                let nested = Nested {
                    shape: member.target,
                    members,
                    writer: self,
                };
                serializer.write_struct(schema, &nested)
            }
            (Kind::List { member: of, .. }, Value::List(elements)) => {
                serializer.write_list(schema, &|serializer| {
                    elements
                        .iter()
                        .try_for_each(|element| self.element(serializer, of, element))
                })
            }
            (Kind::Map { key, value, .. }, Value::Map(entries)) => {
                serializer.write_map(schema, &|serializer| {
                    entries.iter().try_for_each(|(name, entry)| {
                        serializer.write_string(key.schema, name)?;
                        self.member(serializer, value, entry)
                    })
                })
            }
            (_, Value::String(text)) if text.is_empty() && schema.http_label().is_some() => {
                serializer.write_string(schema, EMPTY_LABEL)
            }
            (Kind::Timestamp, value) => self.time(serializer, member, value, false),
            (kind, other) if self.place == Place::Address && is_misplaced(kind, other) => {
                serializer.write_string(schema, &python::text(other, MapType::Dict))
            }
            (kind, scalar) => self.scalar(serializer, schema, kind, scalar),
        }
    }

    /// An element of a list.
    fn element(
        self,
        serializer: &mut dyn ShapeSerializer,
        of: &'static Member,
        element: &Value,
    ) -> Result<(), SerdeError> {
        match (of.target.kind, element) {
            (Kind::Timestamp, value) if *value != Value::Null => {
                self.time(serializer, of, value, true)
            }
            _ => self.member(serializer, of, element),
        }
    }

    /// A scalar by its kind; one that does not fit the kind goes out as it is.
    fn scalar(
        self,
        serializer: &mut dyn ShapeSerializer,
        schema: &Schema<'_>,
        kind: Kind,
        value: &Value,
    ) -> Result<(), SerdeError> {
        match value {
            Value::Bytes(bytes) => serializer.write_blob(schema, Blob::new(bytes.clone())),
            Value::String(text) | Value::Date(text) => serializer.write_string(schema, text),
            Value::Bool(flag) => serializer.write_boolean(schema, *flag),
            Value::Int(number) if kind.is_float() => {
                self.float(serializer, schema, kind, *number as f64)
            }
            Value::Int(number) => serializer.write_long(schema, *number),
            Value::BigInt(digits) => match digits.parse::<BigInteger>() {
                Ok(number) => serializer.write_big_integer(schema, &number),
                Err(_) => serializer.write_string(schema, digits),
            },
            Value::Float(number) => self.float(serializer, schema, kind, *number),
            Value::Null => serializer.write_null(schema),
            Value::Foreign(_) => any_json(serializer, schema, value),
            Value::List(_) | Value::Map(_) => serializer.write_document(schema, &document(value)),
        }
    }

    /// Whether values are text where they go.
    fn is_text(self) -> bool {
        self.place != Place::Body
            || matches!(
                self.protocol,
                Protocol::AwsQuery | Protocol::Ec2Query | Protocol::RestXml { .. }
            )
    }

    /// A float. Text has it as Python spells it, CBOR in as many bits as its kind has.
    fn float(
        self,
        serializer: &mut dyn ShapeSerializer,
        schema: &Schema<'_>,
        kind: Kind,
        number: f64,
    ) -> Result<(), SerdeError> {
        let single = number as f32;
        match (self.protocol, kind) {
            (Protocol::RpcV2Cbor, Kind::Float) if single.is_infinite() && number.is_finite() => {
                let trouble = format!("{number} is too large for a float of 32 bits");
                Err(SerdeError::invalid_input(trouble))
            }
            (Protocol::RpcV2Cbor, Kind::Float) => serializer.write_float(schema, single),
            _ if self.is_text() && number.is_finite() => {
                serializer.write_string(schema, &python::float(number))
            }
            _ => serializer.write_double(schema, number),
        }
    }

    fn time(
        self,
        serializer: &mut dyn ShapeSerializer,
        member: &'static Member,
        value: &Value,
        in_list: bool,
    ) -> Result<(), SerdeError> {
        let Ok(moment) = Moment::of(value) else {
            return self.scalar(serializer, member.schema, Kind::String, value);
        };
        let fraction = moment.micros * 1000;
        let exact = DateTime::from_secs_and_nanos(moment.seconds, fraction);
        match self.format(member) {
            // The fraction has six digits, where clients of Rust write as many as it needs.
            Format::DateTime
                if fraction != 0 && !in_list && self.protocol != Protocol::RpcV2Cbor =>
            {
                let whole = DateTime::from_secs(moment.seconds).fmt(Format::DateTime);
                let whole = whole.map_err(|error| SerdeError::custom(error.to_string()))?;
                let whole = whole.trim_end_matches('Z');
                let text = format!("{whole}.{:06}Z", moment.micros);
                serializer.write_string(member.schema, &text)
            }
            Format::DateTime => serializer.write_timestamp(member.schema, &exact),
            _ => serializer.write_timestamp(member.schema, &DateTime::from_secs(moment.seconds)),
        }
    }

    /// The format of a time: the member's, the shape's, or that of its place.
    fn format(self, member: &Member) -> Format {
        let modelled = [member.schema, member.target.schema];
        let mut modelled = modelled
            .iter()
            .filter_map(|schema| schema.timestamp_format());
        match (modelled.next(), self.place) {
            (Some(format), _) => match format.format() {
                TimestampFormat::EpochSeconds => Format::EpochSeconds,
                TimestampFormat::HttpDate => Format::HttpDate,
                _ => Format::DateTime,
            },
            (None, Place::Header) => Format::HttpDate,
            (None, Place::Address) => Format::DateTime,
            (None, Place::Body) => match self.protocol {
                Protocol::AwsQuery | Protocol::Ec2Query | Protocol::RestXml { .. } => {
                    Format::DateTime
                }
                _ => Format::EpochSeconds,
            },
        }
    }
}

/// Whether the value is none of the kind, nor a number or a text: an address has it as Python shows it.
fn is_misplaced(kind: Kind, value: &Value) -> bool {
    match value {
        Value::Bool(_) => !matches!(kind, Kind::Boolean),
        Value::Date(_) | Value::List(_) | Value::Map(_) | Value::Foreign(_) => true,
        _ => false,
    }
}

/// Any JSON, in the order it has and with numbers of any size, which a [`Document`] has not.
fn any_json(
    serializer: &mut dyn ShapeSerializer,
    schema: &Schema<'_>,
    value: &Value,
) -> Result<(), SerdeError> {
    match value {
        Value::Map(entries) => serializer.write_map(schema, &|serializer| {
            entries.iter().try_for_each(|(name, entry)| {
                serializer.write_string(&prelude::STRING, name)?;
                any_json(serializer, &prelude::DOCUMENT, entry)
            })
        }),
        Value::List(items) => serializer.write_list(schema, &|serializer| {
            let mut items = items.iter();
            items.try_for_each(|item| any_json(serializer, &prelude::DOCUMENT, item))
        }),
        Value::BigInt(digits) => match digits.parse::<BigInteger>() {
            Ok(number) => serializer.write_big_integer(schema, &number),
            Err(_) => serializer.write_string(schema, digits),
        },
        Value::Foreign(foreign) => match foreign.json() {
            Ok(json) => any_json(serializer, schema, json),
            Err(reason) => Err(SerdeError::invalid_input(reason)),
        },
        Value::Null => serializer.write_null(schema),
        scalar => serializer.write_document(schema, &document(scalar)),
    }
}

/// As much of any JSON as a [`Document`] can hold.
fn document(value: &Value) -> Document {
    match value {
        Value::Null => Document::Null,
        Value::Bool(flag) => Document::Bool(*flag),
        Value::Int(number) => Document::Number(match u64::try_from(*number) {
            Ok(number) => Number::PosInt(number),
            Err(_) => Number::NegInt(*number),
        }),
        Value::BigInt(digits) => Document::Number(match digits.parse() {
            Ok(number) => Number::PosInt(number),
            Err(_) => Number::Float(digits.parse().unwrap_or(f64::NAN)),
        }),
        Value::Float(number) => Document::Number(Number::Float(*number)),
        Value::String(text) | Value::Date(text) => Document::String(text.clone()),
        Value::Bytes(bytes) => Document::String(aws_smithy_types::base64::encode(bytes)),
        Value::List(items) => Document::Array(items.iter().map(document).collect()),
        Value::Map(entries) => Document::Object(
            entries
                .iter()
                .map(|(name, entry)| (name.clone(), document(entry)))
                .collect(),
        ),
        Value::Foreign(foreign) => match foreign.json() {
            Ok(json) => document(json),
            Err(_) => Document::String(foreign.repr().to_owned()),
        },
    }
}

#[cfg(all(test, feature = "cbor"))]
mod tests;
