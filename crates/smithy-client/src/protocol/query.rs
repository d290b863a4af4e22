//! awsQuery and ec2Query: a form out, XML back.

use aws_smithy_query::codec::QueryShapeSerializer;
use aws_smithy_runtime_api::http::{Request, Response};
use aws_smithy_schema::codec::{Codec, DynCodec, FinishSerializer};
use aws_smithy_schema::protocol::{ClientProtocolInner, SharedClientProtocol, apply_http_endpoint};
use aws_smithy_schema::serde::{
    SerdeError, SerializableStruct, ShapeDeserializer, ShapeSerializer,
};
use aws_smithy_schema::{Schema, ShapeId, shape_id};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::endpoint::Endpoint;
use aws_smithy_types::error::metadata::Builder;
use aws_smithy_xml::codec::XmlCodec;
use smithy_catalog::Service;

use super::ec2_query::Ec2QuerySerializer;
use super::elements::Elements;
use super::{operation_name, share, xml};

/// `aws.protocols#awsQuery`
pub fn aws_query(service: &'static Service) -> SharedClientProtocol {
    let protocol = Query {
        id: shape_id!("aws.protocols", "awsQuery"),
        version: service.version,
        write: |action, version, schema, input| {
            finish(QueryShapeSerializer::new(action, version), schema, input)
        },
        output: xml::result,
        codec: xml::codec(),
    };
    share(protocol, service)
}

/// `aws.protocols#ec2Query`
pub fn ec2_query(service: &'static Service) -> SharedClientProtocol {
    let protocol = Query {
        id: shape_id!("aws.protocols", "ec2Query"),
        version: service.version,
        write: |action, version, schema, input| {
            finish(Ec2QuerySerializer::new(action, version), schema, input)
        },
        output: |body| body,
        codec: xml::codec(),
    };
    share(protocol, service)
}

fn finish(
    mut serializer: impl ShapeSerializer + FinishSerializer,
    schema: &Schema<'_>,
    input: &dyn SerializableStruct,
) -> Result<Vec<u8>, SerdeError> {
    serializer.write_struct(schema, &Elements(input))?;
    Ok(serializer.finish())
}

type Write = fn(&str, &str, &Schema<'_>, &dyn SerializableStruct) -> Result<Vec<u8>, SerdeError>;

/// smithy-rs's awsQuery reads no error's code, takes a missing body for a failure, and has no ec2Query.
#[derive(Debug)]
struct Query {
    id: ShapeId<'static>,
    version: &'static str,
    /// Writes the form: action, version, schema of the input, input.
    write: Write,
    /// Finds the element with the output's members.
    output: fn(&[u8]) -> &[u8],
    codec: XmlCodec,
}

impl ClientProtocolInner for Query {
    type Request = Request;
    type Response = Response;

    fn protocol_id(&self) -> &ShapeId<'static> {
        &self.id
    }

    fn serialize_request(
        &self,
        input: &dyn SerializableStruct,
        input_schema: &Schema<'_>,
        _endpoint: &str,
        cfg: &ConfigBag,
    ) -> Result<Request, SerdeError> {
        let invalid = |error| SerdeError::custom(format!("not a request: {error}"));
        let body = (self.write)(operation_name(cfg), self.version, input_schema, input)?;
        let length = body.len().to_string();
        let mut request = Request::new(SdkBody::from(body));
        request.set_method("POST").map_err(invalid)?;
        request
            .set_uri("/")
            .map_err(|error| SerdeError::custom(format!("not an address: {error}")))?;
        let headers = request.headers_mut();
        headers.insert("content-type", "application/x-www-form-urlencoded");
        headers.insert("content-length", length);
        Ok(request)
    }

    fn deserialize_response<'a>(
        &self,
        response: &'a Response,
        _output_schema: &Schema<'_>,
        _cfg: &'a ConfigBag,
    ) -> Result<Box<dyn ShapeDeserializer + 'a>, SerdeError> {
        let body = (self.output)(xml::body(response.body().bytes()));
        Ok(Box::new(Codec::create_deserializer(&self.codec, body)))
    }

    fn parse_error_metadata(
        &self,
        response: &Response,
        _cfg: &ConfigBag,
    ) -> Result<Builder, SerdeError> {
        xml::error_metadata(response.body().bytes().unwrap_or_default())
    }

    fn deserialize_error_response<'a>(
        &self,
        response: &'a Response,
        _cfg: &'a ConfigBag,
    ) -> Result<Box<dyn ShapeDeserializer + 'a>, SerdeError> {
        let body = xml::error(xml::body(response.body().bytes()));
        Ok(Box::new(Codec::create_deserializer(&self.codec, body)))
    }

    fn update_endpoint(
        &self,
        request: &mut Request,
        endpoint: &Endpoint,
        cfg: &ConfigBag,
    ) -> Result<(), SerdeError> {
        apply_http_endpoint(request, endpoint, cfg)
    }

    fn payload_codec(&self) -> Option<&dyn DynCodec> {
        Some(&self.codec)
    }

    fn event_stream_media_type(&self) -> Option<&str> {
        Some("application/xml")
    }

    fn parse_event_stream_error_metadata(&self, payload: &[u8]) -> Result<Builder, SerdeError> {
        xml::error_metadata(payload)
    }
}
