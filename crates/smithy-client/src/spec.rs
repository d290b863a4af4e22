//! What generated code says about a service and its operations.

use std::fmt::Debug;

use aws_smithy_runtime_api::client::result::CreateUnhandledError;
use aws_smithy_schema::protocol::SharedClientProtocol;
use aws_smithy_schema::serde::{SerdeError, SerializableStruct, ShapeDeserializer};
use aws_smithy_types::byte_stream::ByteStream;
use aws_smithy_types::error::metadata::{ErrorMetadata, ProvideErrorMetadata};
use aws_smithy_types::error::operation::BuildError;
use aws_smithy_types::retry::ProvideErrorKind;
use smithy_catalog::{Operation, Service};

use crate::endpoint::{Context, Endpoint, ResolveEndpointError};
use crate::error::BoxError;

/// A service: implemented once per generated client, by a unit struct.
pub trait ServiceSpec: Copy + Debug + Default + Send + Sync + 'static {
    /// The catalog of the service.
    const SERVICE: &'static Service;
    /// Short lower-case name, as `lambda`: in the user agent, retry partition and, for lack of a
    /// modelled one, the signing name.
    const NAME: &'static str = Self::SERVICE.arn_namespace;
    /// Name of the generated crate: the scope of its metrics.
    const CRATE_NAME: &'static str;
    /// Version of the generated crate, for the user agent.
    const PACKAGE_VERSION: &'static str;
    /// The endpoint rules choose authentication schemes other than the modelled ones, as `sigv4a`
    /// for endpoints of several regions.
    const ENDPOINT_AUTH_SCHEMES: bool = false;

    /// The endpoint rules take the account of the credentials.
    const ACCOUNT_ENDPOINTS: bool = false;

    /// The protocol of the service. A client that speaks restJson1 leaves it as it is.
    fn protocol() -> SharedClientProtocol {
        crate::protocol::rest_json_1(Self::SERVICE)
    }

    /// Parameters of the endpoint rules.
    type EndpointParams: Clone + Debug + PartialEq + Send + Sync + 'static;

    /// Binds the parameters of the endpoint rules for one call.
    fn endpoint_params(context: &Context<'_>) -> Result<Self::EndpointParams, BoxError>;

    /// Puts the account of the credentials, which the attempt has found, into the parameters. Called
    /// where [`ACCOUNT_ENDPOINTS`](Self::ACCOUNT_ENDPOINTS) says so.
    fn set_account(_params: &mut Self::EndpointParams, _account: Option<&str>) {}

    /// The endpoint rules.
    fn resolve_endpoint(params: &Self::EndpointParams) -> Result<Endpoint, ResolveEndpointError>;
}

/// An operation: implemented once per operation, by a unit struct.
///
/// Whatever the catalog knows (HTTP binding, host prefix, authentication) is read from
/// [`OPERATION`](Self::OPERATION); the functions are what needs Rust types.
pub trait OperationSpec: Debug + Send + Sync + 'static {
    /// Service of the operation.
    type Service: ServiceSpec;
    /// Input structure.
    type Input: SerializableStruct + Debug + Send + Sync + 'static;
    /// Builder of the input.
    type InputBuilder: Debug + Default + Send + Sync + 'static;
    /// Output structure.
    type Output: Debug + Send + Sync + 'static;
    /// Error enum, as [`operation_error!`](crate::operation_error) makes it.
    type Error: OperationError;

    /// The operation in the catalog.
    const OPERATION: &'static Operation;
    /// The output has a streaming payload: [`put_body`](Self::put_body) receives it.
    const STREAMING_OUTPUT: bool = false;

    /// Builds the input, or says which required member is missing.
    fn build_input(builder: Self::InputBuilder) -> Result<Self::Input, BuildError>;

    /// Reads the output of a successful response. HTTP bindings are composed in already.
    fn read_output(
        deserializer: &mut dyn ShapeDeserializer,
        request_id: Option<&str>,
    ) -> Result<Self::Output, SerdeError>;

    /// Reads the modelled error `code`, or makes an unhandled one of `meta`.
    fn read_error(
        code: &str,
        deserializer: &mut dyn ShapeDeserializer,
        meta: ErrorMetadata,
    ) -> Result<Self::Error, SerdeError>;

    /// The member to fill with a token where the caller left it unset.
    fn idempotency_token(_input: &mut Self::Input) -> Option<&mut Option<String>> {
        None
    }

    /// Checks modelled constraints (feature `validation`). Called where the configuration asks for it
    /// (`Config::builder().validate(true)`).
    #[cfg(feature = "validation")]
    fn validate(_input: &Self::Input) -> Result<(), BoxError> {
        Ok(())
    }

    /// Takes the streaming payload out of the input.
    fn take_body(_input: &mut Self::Input) -> Option<ByteStream> {
        None
    }

    /// Takes the event stream out of the input.
    #[cfg(feature = "event-stream")]
    fn take_events(_input: &mut Self::Input) -> Option<crate::event_stream::Outgoing> {
        None
    }

    /// The output has an event stream: [`put_events`](Self::put_events) receives it.
    const EVENT_OUTPUT: bool = false;

    /// Puts the event stream into the output.
    #[cfg(feature = "event-stream")]
    fn put_events(_output: &mut Self::Output, _events: crate::event_stream::Incoming) {}

    /// Puts the streaming payload into the output.
    fn put_body(_output: &mut Self::Output, _body: ByteStream) {}
}

/// What an operation's error type can do; implemented for every type that can.
pub trait OperationError:
    std::error::Error
    + ProvideErrorKind
    + ProvideErrorMetadata
    + CreateUnhandledError
    + Send
    + Sync
    + 'static
{
}

impl<E> OperationError for E where
    E: std::error::Error
        + ProvideErrorKind
        + ProvideErrorMetadata
        + CreateUnhandledError
        + Send
        + Sync
        + 'static
{
}
