//! `smithy.api#httpPayload`: an input member that is the whole body.
//!
//! smithy-rs's schema protocol sends blobs and strings as they stand, but gives them no content type, and
//! wraps any other payload in its member's name unless generated code hides that name. This puts both
//! right, for typed and dynamic inputs alike.

use std::sync::LazyLock;

use aws_smithy_json::protocol::aws_rest_json_1::AwsRestJsonProtocol;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_schema::Schema;
use aws_smithy_schema::codec::Codec;
use aws_smithy_schema::serde::{SerdeError, SerializableStruct, ShapeSerializer};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::{BigDecimal, BigInteger, Blob, DateTime, Document};
use smithy_catalog::{Kind, Member, Operation};

static PROTOCOL: LazyLock<AwsRestJsonProtocol> = LazyLock::new(AwsRestJsonProtocol::new);

/// The member that is the body of the operation's requests.
pub(crate) fn member(operation: &'static Operation) -> Option<&'static Member> {
    let is_payload = |member: &&Member| member.schema.http_payload().is_some();
    operation.input.members().iter().find(is_payload)
}

/// Content type of a body that is sent as it stands.
pub(crate) fn content_type(member: &Member) -> &str {
    match (member.schema.media_type(), member.target.kind) {
        (Some(media_type), _) => media_type.value(),
        (None, Kind::Blob) => "application/octet-stream",
        (None, _) => "text/plain",
    }
}

/// Completes the body of a serialized request, where a member is its payload.
pub(crate) fn complete(
    request: &mut HttpRequest,
    operation: &'static Operation,
    input: &dyn SerializableStruct,
) -> Result<(), SerdeError> {
    let Some(member) = member(operation) else {
        return Ok(());
    };
    match member.target.kind {
        Kind::Blob | Kind::String | Kind::Enum(_) => {
            if request.body().content_length() != Some(0) {
                set_default_header(request, "content-type", content_type(member));
            }
        }
        _ => set_json(request, encode(member, input)?),
    }
    Ok(())
}

fn set_json(request: &mut HttpRequest, json: Option<Vec<u8>>) {
    let headers = request.headers_mut();
    headers.remove("content-length");
    match json {
        Some(json) => {
            headers.insert("content-length", json.len().to_string());
            set_default_header(request, "content-type", "application/json");
            *request.body_mut() = SdkBody::from(json);
        }
        None => {
            headers.remove("content-type");
            *request.body_mut() = SdkBody::empty();
        }
    }
}

fn set_default_header(request: &mut HttpRequest, name: &'static str, value: &str) {
    if !request.headers().contains_key(name) {
        request.headers_mut().insert(name, value.to_owned());
    }
}

/// The payload as JSON. A structure that is not set is an empty one; anything else is no body at all.
fn encode(
    member: &'static Member,
    input: &dyn SerializableStruct,
) -> Result<Option<Vec<u8>>, SerdeError> {
    let mut payload = Payload { member, json: None };
    input.serialize_members(&mut payload)?;
    let empty = matches!(member.target.kind, Kind::Structure(_)).then(|| b"{}".to_vec());
    Ok(payload.json.or(empty))
}

/// Encodes the payload member and ignores every other.
struct Payload {
    member: &'static Member,
    json: Option<Vec<u8>>,
}

impl Payload {
    fn encode(
        &mut self,
        schema: &Schema<'_>,
        write: impl FnOnce(&mut dyn ShapeSerializer, &Schema<'_>) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        if schema.member_name() == Some(self.member.name) {
            let mut serializer = PROTOCOL.inner().codec().create_serializer();
            write(&mut serializer, self.member.target.schema)?;
            self.json = Some(serializer.finish());
        }
        Ok(())
    }
}

/// Writers of what cannot be a payload encoded as JSON.
macro_rules! ignore {
    ($($method:ident($value:ty);)*) => {
        $(fn $method(&mut self, _schema: &Schema<'_>, _value: $value) -> Result<(), SerdeError> {
            Ok(())
        })*
    };
}

impl ShapeSerializer for Payload {
    fn write_struct(
        &mut self,
        schema: &Schema<'_>,
        value: &dyn SerializableStruct,
    ) -> Result<(), SerdeError> {
        self.encode(schema, |serializer, schema| {
            serializer.write_struct(schema, value)
        })
    }

    fn write_list(
        &mut self,
        schema: &Schema<'_>,
        elements: &dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        self.encode(schema, |serializer, schema| {
            serializer.write_list(schema, elements)
        })
    }

    fn write_map(
        &mut self,
        schema: &Schema<'_>,
        entries: &dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        self.encode(schema, |serializer, schema| {
            serializer.write_map(schema, entries)
        })
    }

    fn write_document(&mut self, schema: &Schema<'_>, value: &Document) -> Result<(), SerdeError> {
        self.encode(schema, |serializer, schema| {
            serializer.write_document(schema, value)
        })
    }

    fn write_null(&mut self, _schema: &Schema<'_>) -> Result<(), SerdeError> {
        Ok(())
    }

    ignore! {
        write_string(&str);
        write_boolean(bool);
        write_byte(i8);
        write_short(i16);
        write_integer(i32);
        write_long(i64);
        write_float(f32);
        write_double(f64);
        write_big_integer(&BigInteger);
        write_big_decimal(&BigDecimal);
        write_blob(Blob);
        write_timestamp(&DateTime);
    }
}
