//! Events as messages.

use aws_smithy_schema::Schema;
use aws_smithy_schema::codec::DynCodec;
use aws_smithy_schema::protocol::SharedClientProtocol;
use aws_smithy_schema::serde::{SerdeError, SerializableStruct, ShapeSerializer};
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use aws_smithy_types::{BigDecimal, BigInteger, Blob, DateTime, Document};
use bytes::Bytes;

use crate::protocol::elements::Elements;

type Written = Result<(), SerdeError>;

/// Makes messages in the language of a protocol.
#[derive(Clone, Debug)]
pub(super) struct Writer(pub(super) SharedClientProtocol);

impl Writer {
    /// The first message, whose payload is what the protocol made of the input.
    pub(super) fn initial(&self, payload: Bytes) -> Message {
        let message = headers(Message::new(payload), "event", "initial-request");
        let media_type = self.0.event_stream_media_type().unwrap_or_default();
        message.add_header(content_type(media_type))
    }

    /// The member that is set in the union.
    pub(super) fn event(&self, union: &dyn SerializableStruct) -> Result<Message, SerdeError> {
        let mut member = Member {
            writer: self,
            message: None,
        };
        union.serialize_members(&mut member)?;
        member
            .message
            .ok_or_else(|| SerdeError::custom("an event is a union with a structure in it"))
    }

    /// An error among the members of the union.
    pub(super) fn exception(
        &self,
        name: &str,
        error: &dyn SerializableStruct,
    ) -> Result<Message, SerdeError> {
        self.message("exception", name, error)
    }

    fn message(
        &self,
        kind: &'static str,
        name: &str,
        event: &dyn SerializableStruct,
    ) -> Result<Message, SerdeError> {
        let codec = self.0.payload_codec();
        let codec = codec.ok_or_else(|| SerdeError::custom("the protocol has no event streams"))?;
        let media_type = self.0.event_stream_media_type().unwrap_or_default();
        let mut parts = Parts {
            codec,
            media_type,
            headers: Vec::new(),
            payload: None,
            document: false,
        };
        event.serialize_members(&mut parts)?;
        let document = parts.document || has_document(event.schema());
        if parts.payload.is_none() && document {
            let mut serializer = codec.create_serializer();
            serializer.write_struct(event.schema(), &Elements(event))?;
            parts.payload = Some((media_type.to_owned(), serializer.finish_boxed().into()));
        }
        let (media_type, payload) = parts.payload.unzip();
        let mut message = headers(Message::new(payload.unwrap_or_default()), kind, name);
        if let Some(media_type) = media_type {
            message = message.add_header(content_type(&media_type));
        }
        Ok(parts.headers.into_iter().fold(message, Message::add_header))
    }
}

/// The structure has members that are neither headers nor the payload.
fn has_document(schema: &Schema<'_>) -> bool {
    let bound =
        |member: &Schema<'_>| member.event_header().is_some() || member.event_payload().is_some();
    schema.members().iter().any(|member| !bound(member))
}

fn text(name: &'static str, value: &str) -> Header {
    Header::new(name, HeaderValue::String(value.to_owned().into()))
}

fn headers(message: Message, kind: &'static str, name: &str) -> Message {
    let name_header = if kind == "event" {
        ":event-type"
    } else {
        ":exception-type"
    };
    message
        .add_header(text(":message-type", kind))
        .add_header(text(name_header, name))
}

fn content_type(media_type: &str) -> Header {
    text(":content-type", media_type)
}

/// Finds the member set in a union.
struct Member<'a> {
    writer: &'a Writer,
    message: Option<Message>,
}

/// Sorts the members of an event into headers, payload and document.
struct Parts<'a> {
    codec: &'a dyn DynCodec,
    media_type: &'a str,
    headers: Vec<Header>,
    /// Content type and bytes.
    payload: Option<(String, Bytes)>,
    document: bool,
}

impl Parts<'_> {
    fn header(&mut self, schema: &Schema<'_>, value: impl FnOnce() -> HeaderValue) -> Written {
        match (schema.event_header(), schema.member_name()) {
            (Some(_), Some(name)) => self.headers.push(Header::new(name.to_owned(), value())),
            _ => self.document = true,
        }
        Ok(())
    }

    fn encoded(
        &mut self,
        schema: &Schema<'_>,
        write: impl FnOnce(&mut dyn ShapeSerializer) -> Written,
    ) -> Written {
        if schema.event_payload().is_none() {
            self.document = true;
            return Ok(());
        }
        let mut serializer = self.codec.create_serializer();
        write(&mut *serializer)?;
        self.payload = Some((self.media_type.to_owned(), serializer.finish_boxed().into()));
        Ok(())
    }
}

/// Writers of what is no structure.
macro_rules! no_events {
    ($($method:ident($value:ty);)*) => {
        $(fn $method(&mut self, _: &Schema<'_>, _: $value) -> Written {
            Ok(())
        })*
    };
}

impl ShapeSerializer for Member<'_> {
    fn write_struct(&mut self, schema: &Schema<'_>, value: &dyn SerializableStruct) -> Written {
        let name = schema.member_name().unwrap_or_default();
        self.message = Some(self.writer.message("event", name, value)?);
        Ok(())
    }

    fn write_null(&mut self, _: &Schema<'_>) -> Written {
        Ok(())
    }

    no_events! {
        write_list(&dyn Fn(&mut dyn ShapeSerializer) -> Written);
        write_map(&dyn Fn(&mut dyn ShapeSerializer) -> Written);
        write_boolean(bool);
        write_byte(i8);
        write_short(i16);
        write_integer(i32);
        write_long(i64);
        write_float(f32);
        write_double(f64);
        write_big_integer(&BigInteger);
        write_big_decimal(&BigDecimal);
        write_string(&str);
        write_blob(Blob);
        write_timestamp(&DateTime);
        write_document(&Document);
    }
}

/// Writers of what may be a header.
macro_rules! header {
    ($($method:ident($value:ident: $type:ty) => $header:expr;)*) => {
        $(fn $method(&mut self, schema: &Schema<'_>, $value: $type) -> Written {
            self.header(schema, || $header)
        })*
    };
}

/// Writers of what is part of the document.
macro_rules! document {
    ($($method:ident($type:ty);)*) => {
        $(fn $method(&mut self, _: &Schema<'_>, _: $type) -> Written {
            self.document = true;
            Ok(())
        })*
    };
}

impl ShapeSerializer for Parts<'_> {
    fn write_struct(&mut self, schema: &Schema<'_>, value: &dyn SerializableStruct) -> Written {
        self.encoded(schema, |serializer| {
            serializer.write_struct(value.schema(), &Elements(value))
        })
    }

    fn write_string(&mut self, schema: &Schema<'_>, value: &str) -> Written {
        if schema.event_payload().is_some() {
            self.payload = Some((
                "text/plain".to_owned(),
                Bytes::copy_from_slice(value.as_bytes()),
            ));
            return Ok(());
        }
        self.header(schema, || HeaderValue::String(value.to_owned().into()))
    }

    fn write_blob(&mut self, schema: &Schema<'_>, value: Blob) -> Written {
        let bytes = Bytes::from(value.into_inner());
        if schema.event_payload().is_some() {
            self.payload = Some(("application/octet-stream".to_owned(), bytes));
            return Ok(());
        }
        self.header(schema, || HeaderValue::ByteArray(bytes))
    }

    header! {
        write_boolean(value: bool) => HeaderValue::Bool(value);
        write_byte(value: i8) => HeaderValue::Byte(value);
        write_short(value: i16) => HeaderValue::Int16(value);
        write_integer(value: i32) => HeaderValue::Int32(value);
        write_long(value: i64) => HeaderValue::Int64(value);
        write_timestamp(value: &DateTime) => HeaderValue::Timestamp(*value);
    }

    document! {
        write_list(&dyn Fn(&mut dyn ShapeSerializer) -> Written);
        write_map(&dyn Fn(&mut dyn ShapeSerializer) -> Written);
        write_float(f32);
        write_double(f64);
        write_big_integer(&BigInteger);
        write_big_decimal(&BigDecimal);
        write_document(&Document);
    }

    fn write_null(&mut self, _: &Schema<'_>) -> Written {
        Ok(())
    }
}
