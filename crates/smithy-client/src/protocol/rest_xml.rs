//! restXml, with errors that need no agreement about their envelope.

use aws_smithy_runtime_api::http::{Request, Response};
use aws_smithy_schema::Schema;
use aws_smithy_schema::codec::Codec;
use aws_smithy_schema::http_protocol::{http_error_deserializer, http_output_deserializer};
use aws_smithy_schema::protocol::{ClientProtocolInner, SharedClientProtocol};
use aws_smithy_schema::serde::{SerdeError, SerializableStruct, ShapeDeserializer};
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::error::metadata::Builder;
use aws_smithy_xml::codec::XmlCodec;
use aws_smithy_xml::protocol::aws_rest_xml::AwsRestXmlProtocol;
use smithy_catalog::{Service, XmlNamespace};

use super::elements::Elements;
use super::within::as_inner;
use super::{share, xml};

/// `aws.protocols#restXml`
pub fn rest_xml(service: &'static Service) -> SharedClientProtocol {
    let inner = AwsRestXmlProtocol::new();
    let inner = match service.xml_namespace {
        Some(XmlNamespace { uri, prefix }) => {
            inner.with_service_xml_namespace(uri, prefix.map(str::to_owned))
        }
        None => inner,
    };
    let protocol = RestXml {
        inner,
        codec: xml::codec(),
    };
    share(protocol, service)
}

/// [`AwsRestXmlProtocol`] that reads errors with and without `ErrorResponse` around them, keeps the
/// request id in them, and takes a missing body for an empty one.
#[derive(Debug)]
struct RestXml {
    inner: AwsRestXmlProtocol,
    codec: XmlCodec,
}

impl ClientProtocolInner for RestXml {
    type Request = Request;
    type Response = Response;

    as_inner! { protocol_id update_endpoint payload_codec event_stream_media_type }

    fn serialize_request(
        &self,
        input: &dyn SerializableStruct,
        input_schema: &Schema<'_>,
        endpoint: &str,
        cfg: &ConfigBag,
    ) -> Result<Request, SerdeError> {
        self.inner
            .serialize_request(&Elements(input), input_schema, endpoint, cfg)
    }

    fn deserialize_response<'a>(
        &self,
        response: &'a Response,
        output_schema: &Schema<'_>,
        cfg: &'a ConfigBag,
    ) -> Result<Box<dyn ShapeDeserializer + 'a>, SerdeError> {
        let body = xml::body(response.body().bytes());
        Ok(http_output_deserializer(
            Codec::create_deserializer(&self.codec, body),
            response,
            output_schema,
            cfg,
        ))
    }

    fn parse_error_metadata(
        &self,
        response: &Response,
        _cfg: &ConfigBag,
    ) -> Result<Builder, SerdeError> {
        let body = response.body().bytes().unwrap_or_default();
        let metadata = xml::error_metadata(body)?;
        // An answer to HEAD has no body to say so.
        Ok(match (response.status().as_u16(), body.is_empty()) {
            (404, true) => metadata.code("NotFound"),
            _ => metadata,
        })
    }

    fn deserialize_error_response<'a>(
        &self,
        response: &'a Response,
        cfg: &'a ConfigBag,
    ) -> Result<Box<dyn ShapeDeserializer + 'a>, SerdeError> {
        let body = xml::error(xml::body(response.body().bytes()));
        Ok(http_error_deserializer(
            Codec::create_deserializer(&self.codec, body),
            response,
            cfg,
        ))
    }

    fn parse_event_stream_error_metadata(&self, payload: &[u8]) -> Result<Builder, SerdeError> {
        xml::error_metadata(payload)
    }
}
