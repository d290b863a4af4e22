//! `smithy.api#httpPayload`: an input member that is the whole body.
//!
//! smithy-rs's schema protocols send blobs and strings as they stand, but give them no content type, and
//! wrap any other payload in its member's name unless generated code hides that name. This puts both
//! right, for typed and dynamic inputs alike.

use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_schema::Schema;
use aws_smithy_schema::codec::DynCodec;
use aws_smithy_schema::protocol::ClientProtocol;
use aws_smithy_schema::serde::{SerdeError, SerializableStruct};
use aws_smithy_types::body::SdkBody;
use smithy_catalog::{Kind, Member, Operation, Service};

use crate::protocol::elements::Elements;
use crate::visitor::{Value, Visit, Visitor, Written};

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
    (service, operation): (&'static Service, &'static Operation),
    protocol: &dyn ClientProtocol,
    input: &dyn SerializableStruct,
) -> Result<(), SerdeError> {
    let Some(member) = member(operation) else {
        return Ok(());
    };
    let (codec, media_type) = match member.target.kind {
        Kind::Blob | Kind::String | Kind::Enum(_) => {
            if request.body().content_length() != Some(0) {
                set_default_header(request, "content-type", content_type(member));
            }
            return Ok(());
        }
        _ => match (protocol.payload_codec(), protocol.event_stream_media_type()) {
            (Some(codec), Some(media_type)) => (codec, media_type),
            // A protocol without HTTP bindings.
            _ => return Ok(()),
        },
    };
    let mut payload = Visit(Payload {
        member,
        service,
        codec,
        encoded: None,
    });
    input.serialize_members(&mut payload)?;
    let encoded = payload.0.encoded.or_else(|| empty(member, media_type));
    set_body(request, encoded, media_type);
    Ok(())
}

/// In JSON, a structure that is not set is an empty one; anything else is no body at all.
fn empty(member: &Member, media_type: &str) -> Option<Vec<u8>> {
    let object = matches!(member.target.kind, Kind::Structure(_));
    (object && media_type == "application/json").then(|| b"{}".to_vec())
}

fn set_body(request: &mut HttpRequest, body: Option<Vec<u8>>, media_type: &str) {
    let headers = request.headers_mut();
    headers.remove("content-length");
    match body {
        Some(body) => {
            headers.insert("content-length", body.len().to_string());
            set_default_header(request, "content-type", media_type);
            *request.body_mut() = SdkBody::from(body);
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

/// The schema of the payload as the root of a document: the target's, under the name and namespace that
/// XML gives it.
fn root(member: &'static Member, service: &'static Service) -> Schema<'static> {
    let target: &'static Schema<'static> = member.target.schema;
    let id = target.shape_id().clone();
    let mut root = Schema::new_struct(id, target.shape_type(), target.members());
    if let Some(name) = member.schema.xml_name().or(target.xml_name()) {
        root = root.with_xml_name(name.value());
    }
    let own = member.schema.xml_namespace().or(target.xml_namespace());
    let own = own.map(|namespace| (namespace.uri(), namespace.prefix()));
    let default = || {
        service
            .xml_namespace
            .map(|default| (default.uri, default.prefix))
    };
    match own.or_else(default) {
        Some((uri, prefix)) => root.with_xml_namespace(uri, prefix),
        None => root,
    }
}

/// Encodes the payload member and ignores every other.
struct Payload<'a> {
    member: &'static Member,
    service: &'static Service,
    codec: &'a dyn DynCodec,
    encoded: Option<Vec<u8>>,
}

impl Visitor for Payload<'_> {
    fn visit(&mut self, schema: &Schema<'_>, value: Value<'_>) -> Written {
        let is_payload = schema.member_name() == Some(self.member.name);
        if !is_payload || matches!(value, Value::Null) {
            return Ok(());
        }
        let mut serializer = self.codec.create_serializer();
        match (self.member.target.kind, value) {
            (Kind::Structure(_) | Kind::Union(_), Value::Struct(value)) => {
                let root = root(self.member, self.service);
                serializer.write_struct(&root, &Elements(value))?;
            }
            (_, value) => value.write(self.member.target.schema, &mut *serializer)?,
        }
        self.encoded = Some(serializer.finish_boxed());
        Ok(())
    }
}
