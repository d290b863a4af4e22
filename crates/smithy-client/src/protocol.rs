//! The protocols of AWS services: what goes into a request, and what comes out of an answer.
//!
//! smithy-rs's schema protocols write and read shapes; what they leave to their caller, or do not have,
//! is here, a module a protocol. A generated client names the one function it needs
//! ([`ServiceSpec::protocol`](crate::ServiceSpec::protocol)), and the cargo feature that has it:
//! `protocol-xml` for restXml, awsQuery and ec2Query, `protocol-cbor` for rpcv2Cbor. The JSON protocols
//! are always there.

#[cfg(feature = "protocol-xml")]
mod ec2_query;
pub(crate) mod elements;
mod json;
#[cfg(feature = "protocol-xml")]
mod query;
#[cfg(feature = "protocol-xml")]
mod rest_xml;
mod within;
#[cfg(feature = "protocol-xml")]
mod xml;

use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_runtime_api::http::{Request, Response};
use aws_smithy_schema::error_envelope::sanitize_error_code;
use aws_smithy_schema::protocol::ClientProtocolInner;
use aws_smithy_schema::serde::{SerdeError, SerializableStruct};
use aws_smithy_schema::{Schema, prelude};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::endpoint::Endpoint;
use aws_smithy_types::error::metadata::{Builder, ErrorMetadata};
use smithy_catalog::{Protocol, Service};

use crate::customization::MemberEndpoint;
use crate::host_prefix::HostPrefix;
use crate::request_id;
use within::as_inner;

pub use aws_smithy_schema::protocol::SharedClientProtocol;
pub use json::{aws_json_1_0, aws_json_1_1, rest_json_1, rpc_v2_json};
#[cfg(feature = "protocol-xml")]
pub use query::{aws_query, ec2_query};
#[cfg(feature = "protocol-xml")]
pub use rest_xml::rest_xml;

/// `smithy.protocols#rpcv2Cbor`
#[cfg(feature = "protocol-cbor")]
pub fn rpc_v2_cbor(service: &'static Service) -> SharedClientProtocol {
    share(aws_smithy_cbor::protocol::RpcV2CborProtocol::new(), service)
}

/// A protocol with what all of AWS's have in common: host prefixes only before hosts that take one,
/// endpoints with a query, the header of query-compatible services, and code and request id of errors
/// whose body the protocol cannot read, as a proxy's page.
#[derive(Debug)]
struct Wire<P> {
    inner: P,
    service: &'static Service,
}

fn share<P>(inner: P, service: &'static Service) -> SharedClientProtocol
where
    P: ClientProtocolInner<Request = Request, Response = Response> + 'static,
{
    SharedClientProtocol::new(Wire { inner, service })
}

/// Name of the operation that is called.
fn operation_name(cfg: &ConfigBag) -> &str {
    cfg.load::<Metadata>()
        .expect("the call plugin always says which operation it calls")
        .name()
}

impl<P> Wire<P> {
    /// The path of the operation, for protocols that do not know it from `smithy.api#http`.
    fn path(&self, cfg: &ConfigBag) -> String {
        match self.service.protocol {
            Protocol::RpcV2Cbor | Protocol::RpcV2Json => {
                let (service, operation) = (self.service.name(), operation_name(cfg));
                format!("/service/{service}/operation/{operation}")
            }
            _ => String::new(),
        }
    }
}

impl<P> ClientProtocolInner for Wire<P>
where
    P: ClientProtocolInner<Request = Request, Response = Response>,
{
    type Request = Request;
    type Response = Response;

    as_inner! {
        protocol_id deserialize_response deserialize_error_response payload_codec event_stream_media_type
        parse_event_stream_error_metadata
    }

    fn serialize_request(
        &self,
        input: &dyn SerializableStruct,
        input_schema: &Schema<'_>,
        _endpoint: &str,
        cfg: &ConfigBag,
    ) -> Result<Request, SerdeError> {
        let path = self.path(cfg);
        let mut request = self
            .inner
            .serialize_request(input, input_schema, &path, cfg)?;
        let rpc_v2 = !path.is_empty();
        if rpc_v2 && input_schema.shape_id() == prelude::UNIT.shape_id() {
            // An operation without an input has no body, while one with an empty input has an empty map.
            *request.body_mut() = SdkBody::empty();
            request.headers_mut().remove("content-type");
            request.headers_mut().remove("content-length");
        }
        if self.service.query_compatible {
            request.headers_mut().insert("x-amzn-query-mode", "true");
        }
        Ok(request)
    }

    fn parse_error_metadata(
        &self,
        response: &Response,
        cfg: &ConfigBag,
    ) -> Result<Builder, SerdeError> {
        let headers = response.headers();
        let parsed = self.inner.parse_error_metadata(response, cfg);
        let builder = parsed.unwrap_or_else(|error| {
            tracing::debug!(%error, "the body of the error response is not the protocol's");
            let builder = ErrorMetadata::builder();
            match headers.get("x-amzn-errortype") {
                Some(code) => builder.code(sanitize_error_code(code)),
                None => builder,
            }
        });
        Ok(request_id::apply(builder, headers))
    }

    fn update_endpoint(
        &self,
        request: &mut Request,
        endpoint: &Endpoint,
        cfg: &ConfigBag,
    ) -> Result<(), SerdeError> {
        let named = cfg.load::<MemberEndpoint>();
        let named = named.map(|endpoint| Endpoint::builder().url(endpoint.0.clone()).build());
        let endpoint = named.as_ref().unwrap_or(endpoint);
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
