//! Methods of a protocol that is made of another.

/// Methods of `ClientProtocolInner` as the protocol in the field `inner` has them.
macro_rules! as_inner {
    (protocol_id) => {
        fn protocol_id(&self) -> &::aws_smithy_schema::ShapeId<'static> {
            self.inner.protocol_id()
        }
    };
    (deserialize_response) => {
        fn deserialize_response<'a>(
            &self,
            response: &'a Self::Response,
            schema: &::aws_smithy_schema::Schema<'_>,
            cfg: &'a ::aws_smithy_types::config_bag::ConfigBag,
        ) -> Result<
            Box<dyn ::aws_smithy_schema::serde::ShapeDeserializer + 'a>,
            ::aws_smithy_schema::serde::SerdeError,
        > {
            self.inner.deserialize_response(response, schema, cfg)
        }
    };
    (deserialize_error_response) => {
        fn deserialize_error_response<'a>(
            &self,
            response: &'a Self::Response,
            cfg: &'a ::aws_smithy_types::config_bag::ConfigBag,
        ) -> Result<
            Box<dyn ::aws_smithy_schema::serde::ShapeDeserializer + 'a>,
            ::aws_smithy_schema::serde::SerdeError,
        > {
            self.inner.deserialize_error_response(response, cfg)
        }
    };
    (update_endpoint) => {
        fn update_endpoint(
            &self,
            request: &mut Self::Request,
            endpoint: &::aws_smithy_types::endpoint::Endpoint,
            cfg: &::aws_smithy_types::config_bag::ConfigBag,
        ) -> Result<(), ::aws_smithy_schema::serde::SerdeError> {
            self.inner.update_endpoint(request, endpoint, cfg)
        }
    };
    (payload_codec) => {
        fn payload_codec(&self) -> Option<&dyn ::aws_smithy_schema::codec::DynCodec> {
            self.inner.payload_codec()
        }
    };
    (event_stream_media_type) => {
        fn event_stream_media_type(&self) -> Option<&str> {
            self.inner.event_stream_media_type()
        }
    };
    (parse_event_stream_error_metadata) => {
        fn parse_event_stream_error_metadata(
            &self,
            payload: &[u8],
        ) -> Result<
            ::aws_smithy_types::error::metadata::Builder,
            ::aws_smithy_schema::serde::SerdeError,
        > {
            self.inner.parse_event_stream_error_metadata(payload)
        }
    };
    ($($method:ident)*) => {
        $($crate::protocol::within::as_inner! { $method })*
    };
}

pub(super) use as_inner;
