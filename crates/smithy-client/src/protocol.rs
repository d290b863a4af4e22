//! restJson1, with the two things smithy-rs's implementation leaves to its caller.

use aws_smithy_json::protocol::aws_rest_json_1::AwsRestJsonProtocol;
use aws_smithy_runtime_api::http::{Request, Response};
use aws_smithy_schema::codec::DynCodec;
use aws_smithy_schema::error_envelope::sanitize_error_code;
use aws_smithy_schema::protocol::ClientProtocolInner;
use aws_smithy_schema::serde::{SerdeError, SerializableStruct, ShapeDeserializer};
use aws_smithy_schema::{Schema, ShapeId};
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::endpoint::Endpoint;
use aws_smithy_types::error::metadata::{Builder, ErrorMetadata};
use aws_types::request_id::apply_request_id;

use crate::host_prefix::HostPrefix;

/// [`AwsRestJsonProtocol`] that prepends host prefixes only to hosts that take one, and that finds
/// code and request id of an error whose body is not JSON (as a proxy's is).
#[derive(Debug, Default)]
pub(crate) struct RestJson {
    inner: AwsRestJsonProtocol,
}

impl ClientProtocolInner for RestJson {
    type Request = Request;
    type Response = Response;

    fn protocol_id(&self) -> &ShapeId<'static> {
        self.inner.protocol_id()
    }

    fn serialize_request(
        &self,
        input: &dyn SerializableStruct,
        input_schema: &Schema<'_>,
        endpoint: &str,
        cfg: &ConfigBag,
    ) -> Result<Request, SerdeError> {
        self.inner
            .serialize_request(input, input_schema, endpoint, cfg)
    }

    fn deserialize_response<'a>(
        &self,
        response: &'a Response,
        output_schema: &Schema<'_>,
        cfg: &'a ConfigBag,
    ) -> Result<Box<dyn ShapeDeserializer + 'a>, SerdeError> {
        self.inner
            .deserialize_response(response, output_schema, cfg)
    }

    fn parse_error_metadata(
        &self,
        response: &Response,
        cfg: &ConfigBag,
    ) -> Result<Builder, SerdeError> {
        let headers = response.headers();
        let parsed = self.inner.parse_error_metadata(response, cfg);
        let builder = parsed.unwrap_or_else(|error| {
            tracing::debug!(%error, "error response has no JSON body");
            let builder = ErrorMetadata::builder();
            match headers.get("x-amzn-errortype") {
                Some(code) => builder.code(sanitize_error_code(code)),
                None => builder,
            }
        });
        Ok(apply_request_id(builder, headers))
    }

    fn deserialize_error_response<'a>(
        &self,
        response: &'a Response,
        cfg: &'a ConfigBag,
    ) -> Result<Box<dyn ShapeDeserializer + 'a>, SerdeError> {
        self.inner.deserialize_error_response(response, cfg)
    }

    fn update_endpoint(
        &self,
        request: &mut Request,
        endpoint: &Endpoint,
        cfg: &ConfigBag,
    ) -> Result<(), SerdeError> {
        match cfg.load::<HostPrefix>() {
            Some(prefix) => self
                .inner
                .update_endpoint(request, &prefix.apply(endpoint), cfg),
            None => self.inner.update_endpoint(request, endpoint, cfg),
        }?;
        match endpoint.url().split_once('?') {
            Some((_, query)) if !query.is_empty() => request
                .set_uri(with_query(request.uri(), query))
                .map_err(|error| SerdeError::custom(format!("invalid endpoint query: {error}"))),
            _ => Ok(()),
        }
    }

    fn payload_codec(&self) -> Option<&dyn DynCodec> {
        self.inner.payload_codec()
    }
}

/// The address with the query of an endpoint before its own: the runtime drops the endpoint's.
fn with_query(uri: &str, query: &str) -> String {
    match uri.split_once('?') {
        Some((address, own)) => format!("{address}?{query}&{own}"),
        None => format!("{uri}?{query}"),
    }
}

#[cfg(test)]
mod tests {
    use super::with_query;

    #[test]
    fn the_query_of_an_endpoint_is_kept() {
        assert_eq!(with_query("http://h/base/x", "a=1"), "http://h/base/x?a=1");
        assert_eq!(with_query("http://h/x?b=2", "a=1"), "http://h/x?a=1&b=2");
    }
}
