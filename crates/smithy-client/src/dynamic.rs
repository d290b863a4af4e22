//! Calls without generated types: a catalog entry, a document, and the service's own bytes back.
//!
//! [`call`] reads the answer into memory, and [`RawResponse::output`] makes a [`Value`] of it.
//! [`call_streaming`] takes a body that is read while it is sent and gives one that is read as it arrives.

mod value;

use std::fmt;
use std::marker::PhantomData;

use aws_smithy_runtime_api::client::interceptors::context::Input;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::CreateUnhandledError;
use aws_smithy_runtime_api::http::Headers;
use aws_smithy_schema::Schema;
use aws_smithy_schema::serde::{SerdeError, SerializableStruct, ShapeSerializer};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::error::metadata::{ErrorMetadata, ProvideErrorMetadata};
use aws_smithy_types::retry::{ErrorKind, ProvideErrorKind};
use aws_types::request_id::RequestId;
use bytes::Bytes;
use smithy_catalog::Operation;

use crate::call::{self, Call};
use crate::config::Builder;
use crate::error::{BoxError, SdkError, write_metadata};
use crate::idempotency::IdempotencyTokenProvider;
use crate::member;
use crate::{Handle, ServiceSpec};

pub use value::Value;

/// A successful response, as it came.
#[derive(Clone, Debug)]
pub struct RawResponse {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: Headers,
    /// Body.
    pub body: Bytes,
}

impl RequestId for RawResponse {
    fn request_id(&self) -> Option<&str> {
        self.headers.request_id()
    }
}

/// A successful response whose body is read as it arrives.
#[derive(Debug)]
pub struct StreamingResponse {
    /// The response without its body; [`RawResponse::output`] reads every member but the streaming one.
    pub head: RawResponse,
    /// The body: the member that streams, where the output has one.
    pub body: ByteStream,
}

impl RequestId for StreamingResponse {
    fn request_id(&self) -> Option<&str> {
        self.head.request_id()
    }
}

/// An error the service answered with. `SdkError::raw_response` has the response itself.
#[derive(Debug)]
pub struct DynamicError {
    meta: ErrorMetadata,
    kind: Option<ErrorKind>,
    source: Option<BoxError>,
}

impl fmt::Display for DynamicError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("service error")?;
        write_metadata(f, &self.meta)
    }
}

impl std::error::Error for DynamicError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

impl ProvideErrorMetadata for DynamicError {
    fn meta(&self) -> &ErrorMetadata {
        &self.meta
    }
}

impl ProvideErrorKind for DynamicError {
    fn code(&self) -> Option<&str> {
        self.meta.code()
    }

    fn retryable_error_kind(&self) -> Option<ErrorKind> {
        self.kind
    }
}

impl CreateUnhandledError for DynamicError {
    fn create_unhandled_error(source: BoxError, meta: Option<ErrorMetadata>) -> Self {
        Self {
            meta: meta.unwrap_or_default(),
            kind: None,
            source: Some(source),
        }
    }
}

impl RequestId for DynamicError {
    fn request_id(&self) -> Option<&str> {
        self.meta.request_id()
    }
}

/// Calls an operation of the catalog.
///
/// The input serializes itself with the schemas of the operation. An unset idempotency token is
/// filled in. Retries and signing are those of typed calls; constraints are the caller's to check.
/// Register an [`Attempts`](crate::attempts::Attempts) in `overrides` to know how many attempts
/// the call took.
pub async fn call<S, I>(
    handle: &Handle<S>,
    operation: &'static Operation,
    input: I,
    overrides: Option<Builder<S>>,
) -> Result<RawResponse, SdkError<DynamicError>>
where
    S: ServiceSpec,
    I: SerializableStruct + fmt::Debug + Send + Sync + 'static,
{
    run(
        handle,
        operation,
        DynamicInput::new(input, None),
        Buffered,
        overrides,
    )
    .await
}

/// As [`call`], with the streaming member of the input, if it has one, and without reading the body of
/// the answer.
pub async fn call_streaming<S, I>(
    handle: &Handle<S>,
    operation: &'static Operation,
    input: I,
    body: Option<ByteStream>,
    overrides: Option<Builder<S>>,
) -> Result<StreamingResponse, SdkError<DynamicError>>
where
    S: ServiceSpec,
    I: SerializableStruct + fmt::Debug + Send + Sync + 'static,
{
    run(
        handle,
        operation,
        DynamicInput::new(input, body),
        Streaming,
        overrides,
    )
    .await
}

async fn run<S: ServiceSpec, A: Answer>(
    handle: &Handle<S>,
    operation: &'static Operation,
    input: DynamicInput,
    answer: A,
    overrides: Option<Builder<S>>,
) -> Result<A::Response, SdkError<DynamicError>> {
    let call = Dynamic::<S, A> {
        operation,
        answer,
        service: PhantomData,
    };
    let prepared = call::prepare(call, handle, None, overrides);
    let prepared = prepared.map_err(SdkError::construction_failure)?;
    call::run::<Dynamic<S, A>>(operation, Input::erase(input), &prepared).await
}

/// What becomes of the answer's body.
trait Answer: Clone + fmt::Debug + Send + Sync + 'static {
    type Response: fmt::Debug + Send + Sync + 'static;

    /// Takes the body before it is read.
    fn take(&self, _response: &mut HttpResponse) -> Option<Self::Response> {
        None
    }

    /// Takes the body that was read.
    fn read(&self, response: &HttpResponse) -> Self::Response;
}

/// It is read into memory.
#[derive(Clone, Debug)]
struct Buffered;

impl Answer for Buffered {
    type Response = RawResponse;

    fn read(&self, response: &HttpResponse) -> RawResponse {
        RawResponse::from(response)
    }
}

/// It is left for the caller to read.
#[derive(Clone, Debug)]
struct Streaming;

impl Answer for Streaming {
    type Response = StreamingResponse;

    fn take(&self, response: &mut HttpResponse) -> Option<StreamingResponse> {
        let body = std::mem::replace(response.body_mut(), SdkBody::taken());
        Some(StreamingResponse {
            head: head(response, Bytes::new()),
            body: ByteStream::new(body),
        })
    }

    fn read(&self, response: &HttpResponse) -> StreamingResponse {
        let RawResponse { body, .. } = Buffered.read(response);
        StreamingResponse {
            head: head(response, Bytes::new()),
            body: ByteStream::from(body),
        }
    }
}

fn head(response: &HttpResponse, body: Bytes) -> RawResponse {
    RawResponse {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        body,
    }
}

/// Anything that serializes itself and can be shown.
trait Members: SerializableStruct + fmt::Debug + Send + Sync {}

impl<T: SerializableStruct + fmt::Debug + Send + Sync> Members for T {}

/// An input, the token it came without, and the body that streams.
#[derive(Debug)]
struct DynamicInput {
    members: Box<dyn Members>,
    token: Option<(&'static Schema<'static>, String)>,
    body: Option<ByteStream>,
}

impl DynamicInput {
    fn new(members: impl Members + 'static, body: Option<ByteStream>) -> Self {
        Self {
            members: Box::new(members),
            token: None,
            body,
        }
    }
}

impl SerializableStruct for DynamicInput {
    fn schema(&self) -> &Schema<'_> {
        self.members.schema()
    }

    fn serialize_members(&self, serializer: &mut dyn ShapeSerializer) -> Result<(), SerdeError> {
        self.members.serialize_members(serializer)?;
        match &self.token {
            Some((schema, token)) => serializer.write_string(schema, token),
            None => Ok(()),
        }
    }
}

#[derive(Debug)]
struct Dynamic<S, A> {
    operation: &'static Operation,
    answer: A,
    service: PhantomData<S>,
}

impl<S, A: Clone> Clone for Dynamic<S, A> {
    fn clone(&self) -> Self {
        Self {
            operation: self.operation,
            answer: self.answer.clone(),
            service: PhantomData,
        }
    }
}

impl<S: ServiceSpec, A: Answer> Call for Dynamic<S, A> {
    type Service = S;
    type Output = A::Response;
    type Error = DynamicError;

    fn operation(&self) -> &'static Operation {
        self.operation
    }

    fn members<'a>(&self, input: &'a Input) -> &'a dyn SerializableStruct {
        input
            .downcast_ref::<DynamicInput>()
            .expect("the call was begun with its own input")
    }

    fn fill_token(&self, input: &mut Input, provider: &IdempotencyTokenProvider) {
        let token = self
            .operation
            .idempotency_token
            .and_then(|name| self.operation.input.member(name));
        if let Some(token) = token {
            let input = input
                .downcast_mut::<DynamicInput>()
                .expect("the call was begun with its own input");
            // An input that fails to serialize fails again, and is heard, when it is sent.
            if let Ok(false) = member::is_set(input, token.name) {
                input.token = Some((token.schema, provider.make_idempotency_token()));
            }
        }
    }

    #[cfg(feature = "validation")]
    fn validate(&self, _input: &Input) -> Result<(), BoxError> {
        Ok(())
    }

    fn take_body(&self, input: &mut Input) -> Option<SdkBody> {
        let input = input
            .downcast_mut::<DynamicInput>()
            .expect("the call was begun with its own input");
        input.body.take().map(ByteStream::into_inner)
    }

    fn read_streaming(
        &self,
        response: &mut HttpResponse,
        _cfg: &ConfigBag,
    ) -> Option<Result<A::Response, BoxError>> {
        self.answer.take(response).map(Ok)
    }

    fn read_output(
        &self,
        response: &HttpResponse,
        _cfg: &ConfigBag,
    ) -> Result<A::Response, BoxError> {
        Ok(self.answer.read(response))
    }

    fn read_error(
        &self,
        _response: &HttpResponse,
        meta: ErrorMetadata,
        _cfg: &ConfigBag,
    ) -> Result<DynamicError, BoxError> {
        let modelled = self
            .operation
            .errors
            .iter()
            .find(|error| meta.code().is_some_and(|code| error.has_code(code)));
        let kind = modelled.and_then(|error| Some(error.retryable?.kind(error.fault)));
        Ok(DynamicError {
            meta,
            kind,
            source: None,
        })
    }
}
