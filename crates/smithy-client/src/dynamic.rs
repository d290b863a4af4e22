//! Calls without generated types: a catalog entry, a document, and the service's own bytes back.

use std::fmt;
use std::marker::PhantomData;

use aws_smithy_runtime_api::client::interceptors::context::Input;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::CreateUnhandledError;
use aws_smithy_runtime_api::http::Headers;
use aws_smithy_schema::Schema;
use aws_smithy_schema::serde::{SerdeError, SerializableStruct, ShapeSerializer};
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
    let call = Dynamic::<S> {
        operation,
        service: PhantomData,
    };
    let input = DynamicInput {
        members: Box::new(input),
        token: None,
    };
    let plugins = call::plugins(call, handle, overrides);
    call::run::<Dynamic<S>>(operation, Input::erase(input), &plugins).await
}

/// Anything that serializes itself and can be shown.
trait Members: SerializableStruct + fmt::Debug + Send + Sync {}

impl<T: SerializableStruct + fmt::Debug + Send + Sync> Members for T {}

/// An input and the token it came without.
#[derive(Debug)]
struct DynamicInput {
    members: Box<dyn Members>,
    token: Option<(&'static Schema<'static>, String)>,
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
struct Dynamic<S> {
    operation: &'static Operation,
    service: PhantomData<S>,
}

impl<S> Clone for Dynamic<S> {
    fn clone(&self) -> Self {
        Self {
            operation: self.operation,
            service: PhantomData,
        }
    }
}

impl<S: ServiceSpec> Call for Dynamic<S> {
    type Service = S;
    type Output = RawResponse;
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
            if let Ok(None) = member::string(input, token.name) {
                input.token = Some((token.schema, provider.make_idempotency_token()));
            }
        }
    }

    fn validate(&self, _input: &Input) -> Result<(), BoxError> {
        Ok(())
    }

    fn read_output(
        &self,
        response: &HttpResponse,
        _cfg: &ConfigBag,
    ) -> Result<RawResponse, BoxError> {
        let body = response.body().bytes().unwrap_or_default();
        Ok(RawResponse {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: Bytes::copy_from_slice(body),
        })
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
            .find(|error| Some(error.code) == meta.code());
        let kind = modelled.and_then(|error| Some(error.retryable?.kind(error.fault)));
        Ok(DynamicError {
            meta,
            kind,
            source: None,
        })
    }
}
