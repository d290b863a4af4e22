//! Events as messages.

use aws_smithy_schema::Schema;
use aws_smithy_schema::codec::DynCodec;
use aws_smithy_schema::protocol::SharedClientProtocol;
use aws_smithy_schema::serde::{SerdeError, SerializableStruct};
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use bytes::Bytes;

use crate::protocol::elements::Elements;
use crate::visitor::{Value, Visit, Visitor, Written};

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
        let mut member = Visit(Member {
            writer: self,
            message: None,
        });
        union.serialize_members(&mut member)?;
        member
            .0
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
        let mut parts = Visit(Parts {
            codec,
            media_type,
            headers: Vec::new(),
            payload: None,
            document: false,
        });
        event.serialize_members(&mut parts)?;
        let mut parts = parts.0;
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

impl Visitor for Member<'_> {
    fn visit(&mut self, schema: &Schema<'_>, value: Value<'_>) -> Written {
        if let Value::Struct(event) = value {
            let name = schema.member_name().unwrap_or_default();
            self.message = Some(self.writer.message("event", name, event)?);
        }
        Ok(())
    }
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

impl Visitor for Parts<'_> {
    fn visit(&mut self, schema: &Schema<'_>, value: Value<'_>) -> Written {
        if matches!(value, Value::Null) {
            return Ok(());
        }
        if schema.event_payload().is_some() {
            self.payload = Some(self.payload(schema, value)?);
            return Ok(());
        }
        let name = schema.event_header().and(schema.member_name());
        match (name, header(value)) {
            (Some(name), Some(value)) => self.headers.push(Header::new(name.to_owned(), value)),
            _ => self.document = true,
        }
        Ok(())
    }
}

impl Parts<'_> {
    /// Content type and bytes of the member that is the payload.
    fn payload(
        &self,
        schema: &Schema<'_>,
        value: Value<'_>,
    ) -> Result<(String, Bytes), SerdeError> {
        Ok(match value {
            Value::String(text) => (
                "text/plain".to_owned(),
                Bytes::copy_from_slice(text.as_bytes()),
            ),
            Value::Blob(bytes) => (
                "application/octet-stream".to_owned(),
                bytes.into_inner().into(),
            ),
            value => {
                let mut serializer = self.codec.create_serializer();
                match value {
                    Value::Struct(value) => {
                        serializer.write_struct(value.schema(), &Elements(value))?;
                    }
                    value => value.write(schema, &mut *serializer)?,
                }
                (self.media_type.to_owned(), serializer.finish_boxed().into())
            }
        })
    }
}

/// The value as that of a header, if it is of a type that headers have.
fn header(value: Value<'_>) -> Option<HeaderValue> {
    Some(match value {
        Value::Boolean(value) => HeaderValue::Bool(value),
        Value::Byte(value) => HeaderValue::Byte(value),
        Value::Short(value) => HeaderValue::Int16(value),
        Value::Integer(value) => HeaderValue::Int32(value),
        Value::Long(value) => HeaderValue::Int64(value),
        Value::String(value) => HeaderValue::String(value.to_owned().into()),
        Value::Blob(value) => HeaderValue::ByteArray(value.into_inner().into()),
        Value::Timestamp(value) => HeaderValue::Timestamp(*value),
        _ => return None,
    })
}
