//! The JSON protocols: restJson1, awsJson1_0, awsJson1_1 and rpcv2Json.

use aws_smithy_json::codec::{JsonCodec, JsonCodecSettings};
use aws_smithy_json::protocol::aws_json_rpc::AwsJsonRpcProtocol;
use aws_smithy_json::protocol::aws_rest_json_1::AwsRestJsonProtocol;
use aws_smithy_runtime_api::http::{Request, Response};
use aws_smithy_schema::http_protocol::HttpRpcProtocol;
use aws_smithy_schema::protocol::{ClientProtocolInner, SharedClientProtocol};
use aws_smithy_schema::serde::{SerdeError, SerializableStruct};
use aws_smithy_schema::{Schema, shape_id};
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::date_time::Format;
use aws_smithy_types::error::metadata::Builder;
use smithy_catalog::Service;

use super::elements::TextNumbers;
use super::share;
use super::within::as_inner;

/// `aws.protocols#restJson1`
pub fn rest_json_1(service: &'static Service) -> SharedClientProtocol {
    share(AwsRestJsonProtocol::new(), service)
}

/// `aws.protocols#awsJson1_0`
pub fn aws_json_1_0(service: &'static Service) -> SharedClientProtocol {
    share(
        AwsJsonRpcProtocol::aws_json_1_0().with_target_prefix(service.name()),
        service,
    )
}

/// `aws.protocols#awsJson1_1`
pub fn aws_json_1_1(service: &'static Service) -> SharedClientProtocol {
    share(
        AwsJsonRpcProtocol::aws_json_1_1().with_target_prefix(service.name()),
        service,
    )
}

/// `smithy.protocols#rpcv2Json`
pub fn rpc_v2_json(service: &'static Service) -> SharedClientProtocol {
    let id = shape_id!("smithy.protocols", "rpcv2Json");
    let settings = JsonCodecSettings::builder()
        .use_json_name(false)
        .default_timestamp_format(Format::EpochSeconds)
        .protocol_id(id.clone());
    let protocol = RpcV2Json {
        inner: HttpRpcProtocol::new(id, JsonCodec::new(settings.build()), "application/json"),
        errors: AwsJsonRpcProtocol::aws_json_1_0(),
    };
    share(protocol, service)
}

/// JSON with the addresses of rpcv2Cbor and big numbers as text, which smithy-rs has no protocol for. `path` is the
/// operation's.
#[derive(Debug)]
struct RpcV2Json {
    inner: HttpRpcProtocol<JsonCodec>,
    /// Errors are those of awsJson.
    errors: AwsJsonRpcProtocol,
}

impl ClientProtocolInner for RpcV2Json {
    type Request = Request;
    type Response = Response;

    as_inner! { protocol_id deserialize_response update_endpoint payload_codec }

    fn serialize_request(
        &self,
        input: &dyn SerializableStruct,
        input_schema: &Schema<'_>,
        path: &str,
        cfg: &ConfigBag,
    ) -> Result<Request, SerdeError> {
        let mut request =
            self.inner
                .serialize_request(&TextNumbers(input), input_schema, path, cfg)?;
        let headers = request.headers_mut();
        headers.insert("smithy-protocol", "rpc-v2-json");
        headers.insert("accept", "application/json");
        Ok(request)
    }

    fn parse_error_metadata(
        &self,
        response: &Response,
        cfg: &ConfigBag,
    ) -> Result<Builder, SerdeError> {
        self.errors.parse_error_metadata(response, cfg)
    }

    fn event_stream_media_type(&self) -> Option<&str> {
        Some("application/json")
    }

    fn parse_event_stream_error_metadata(&self, payload: &[u8]) -> Result<Builder, SerdeError> {
        self.errors.parse_event_stream_error_metadata(payload)
    }
}
