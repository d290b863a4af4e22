//! Messages as events.

use aws_smithy_schema::codec::DynCodec;
use aws_smithy_schema::serde::{SerdeError, ShapeDeserializer};
use aws_smithy_schema::{Schema, ShapeType, shape_id};
use aws_smithy_types::event_stream::{HeaderValue, Message};
use aws_smithy_types::{BigDecimal, BigInteger, Blob, DateTime, Document};
use bytes::Bytes;

/// Value of a header that is text.
pub(super) fn header<'a>(message: &'a Message, name: &str) -> Option<&'a str> {
    let mut headers = message.headers().iter();
    let header = headers.find(|header| header.name().as_str() == name)?;
    header.value().as_string().ok().map(|text| text.as_str())
}

type Consumer<'a> =
    &'a mut dyn FnMut(&Schema<'_>, &mut dyn ShapeDeserializer) -> Result<(), SerdeError>;

/// A part of a message, as shapes read it.
pub(super) enum Reader<'a> {
    /// A union in which the member with this name is set.
    Union(&'a str, &'a Message, &'a dyn DynCodec),
    /// The structure of an event.
    Event(&'a Message, &'a dyn DynCodec),
    /// A header, or a payload that is text or bytes.
    Scalar(HeaderValue),
    /// The structure of an error that has no members.
    Nothing,
}

impl<'a> Reader<'a> {
    pub(super) fn union(name: &'a str, message: &'a Message, codec: &'a dyn DynCodec) -> Self {
        Self::Union(name, message, codec)
    }

    pub(super) fn event(message: &'a Message, codec: &'a dyn DynCodec) -> Self {
        Self::Event(message, codec)
    }

    pub(super) fn nothing() -> Self {
        Self::Nothing
    }

    fn scalar<T>(
        &self,
        what: &str,
        read: impl FnOnce(&HeaderValue) -> Option<T>,
    ) -> Result<T, SerdeError> {
        match self {
            Self::Scalar(value) => read(value),
            _ => None,
        }
        .ok_or_else(|| SerdeError::invalid_input(format!("a part of the event is no {what}")))
    }
}

/// What a member of a union is called that this version of the model does not know.
static UNKNOWN: Schema<'static> = Schema::new_member(
    shape_id!("smithy.api", "Unit", "unknown"),
    ShapeType::Structure,
    "unknown",
    u16::MAX as usize,
);

fn read_event(
    message: &Message,
    codec: &dyn DynCodec,
    schema: &Schema<'_>,
    consumer: Consumer<'_>,
) -> Result<(), SerdeError> {
    let mut payload = None;
    for member in schema.members() {
        if member.event_payload().is_some() {
            payload = Some(member);
        } else if member.event_header().is_some() {
            let mut headers = message.headers().iter();
            let found = headers.find(|header| Some(header.name().as_str()) == member.member_name());
            if let Some(header) = found {
                consumer(member, &mut Reader::Scalar(header.value().clone()))?;
            }
        }
    }
    let bytes = message.payload();
    match payload.map(|member| (member, member.shape_type())) {
        Some((member, ShapeType::Blob | ShapeType::String)) => consumer(
            member,
            &mut Reader::Scalar(HeaderValue::ByteArray(bytes.clone())),
        ),
        _ if bytes.is_empty() => Ok(()),
        Some((member, _)) => consumer(member, &mut *codec.create_deserializer(bytes)),
        None => {
            let mut document = codec.create_deserializer(bytes);
            document.read_struct(
                schema,
                &mut |member, deserializer| match member.event_header() {
                    Some(_) => deserializer.skip_value(),
                    None => consumer(member, deserializer),
                },
            )
        }
    }
}

macro_rules! scalars {
    ($($method:ident -> $type:ty, $what:literal: $value:ident => $read:expr;)*) => {
        $(fn $method(&mut self, _: &Schema<'_>) -> Result<$type, SerdeError> {
            self.scalar($what, |$value| $read)
        })*
    };
}

fn bytes(value: &HeaderValue) -> Option<Bytes> {
    match value {
        HeaderValue::ByteArray(bytes) => Some(bytes.clone()),
        HeaderValue::String(text) => Some(text.as_bytes().clone()),
        _ => None,
    }
}

impl ShapeDeserializer for Reader<'_> {
    fn read_struct(
        &mut self,
        schema: &Schema<'_>,
        consumer: Consumer<'_>,
    ) -> Result<(), SerdeError> {
        match self {
            Self::Union(name, message, codec) => {
                let member = schema.member_schema(name).unwrap_or(&UNKNOWN);
                consumer(member, &mut Reader::Event(message, *codec))
            }
            Self::Event(message, codec) => read_event(message, *codec, schema, consumer),
            Self::Nothing => Ok(()),
            Self::Scalar(_) => Err(SerdeError::invalid_input("a header is no structure")),
        }
    }

    fn read_list(
        &mut self,
        _: &Schema<'_>,
        _: &mut dyn FnMut(&mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        Err(SerdeError::invalid_input("a part of the event is no list"))
    }

    fn read_map(
        &mut self,
        _: &Schema<'_>,
        _: &mut dyn FnMut(String, &mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        Err(SerdeError::invalid_input("a part of the event is no map"))
    }

    scalars! {
        read_boolean -> bool, "boolean": value => value.as_bool().ok();
        read_byte -> i8, "byte": value => value.as_byte().ok();
        read_short -> i16, "short": value => value.as_int16().ok();
        read_integer -> i32, "integer": value => value.as_int32().ok();
        read_long -> i64, "long": value => value.as_int64().ok();
        read_float -> f32, "float": _value => None;
        read_double -> f64, "double": _value => None;
        read_big_integer -> BigInteger, "big integer": _value => None;
        read_big_decimal -> BigDecimal, "big decimal": _value => None;
        read_string -> String, "text": value => String::from_utf8(bytes(value)?.into()).ok();
        read_blob -> Blob, "blob": value => bytes(value).map(|bytes| Blob::new(bytes.to_vec()));
        read_timestamp -> DateTime, "timestamp": value => value.as_timestamp().ok();
        read_document -> Document, "document": _value => None;
    }

    fn is_null(&self) -> bool {
        false
    }

    fn skip_value(&mut self) -> Result<(), SerdeError> {
        Ok(())
    }

    fn container_size(&self) -> Option<usize> {
        None
    }
}
