//! Calls with generated types.

use std::marker::PhantomData;
use std::sync::Arc;

use aws_smithy_runtime_api::client::interceptors::context::Input;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_plugin::SharedRuntimePlugin;
use aws_smithy_schema::serde::SerializableStruct;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::error::metadata::ErrorMetadata;
use aws_types::request_id::RequestId;
use smithy_catalog::Operation;

#[cfg(feature = "event-stream")]
use crate::ServiceSpec;
use crate::call::{self, Call, protocol};
use crate::config::Builder;
use crate::error::{BoxError, SdkError};
#[cfg(feature = "event-stream")]
use crate::event_stream::{self, Incoming};
use crate::idempotency::IdempotencyTokenProvider;
use crate::orchestrate::Plan;
use crate::presigning::PresigningConfig;
use crate::{Handle, OperationSpec};

/// Calls an operation.
pub async fn invoke<O: OperationSpec>(
    handle: &Handle<O::Service>,
    input: O::Input,
    overrides: Option<Builder<O::Service>>,
) -> Result<O::Output, SdkError<O::Error>> {
    let prepared = prepare::<O>(handle, None, overrides).map_err(SdkError::construction_failure)?;
    invoke_with::<O>(input, &prepared).await
}

/// Prepares calls of an operation.
pub(crate) fn prepare<O: OperationSpec>(
    handle: &Handle<O::Service>,
    more: Option<SharedRuntimePlugin>,
    overrides: Option<Builder<O::Service>>,
) -> Result<Arc<Plan>, BoxError> {
    call::prepare(Typed::<O>(PhantomData), handle, more, overrides)
}

/// Calls an operation, with calls of it prepared before.
pub(crate) async fn invoke_with<O: OperationSpec>(
    input: O::Input,
    plan: &Plan,
) -> Result<O::Output, SdkError<O::Error>> {
    let answer = call::run::<Typed<O>>(O::OPERATION, Input::erase(input), plan).await?;
    #[cfg(feature = "event-stream")]
    let answer = answer.with_events().await;
    Ok(answer.output)
}

/// An output, and the events that are still to come with it.
struct Answer<O: OperationSpec> {
    output: O::Output,
    #[cfg(feature = "event-stream")]
    events: Option<Incoming>,
    #[cfg(feature = "event-stream")]
    request_id: Option<String>,
}

impl<O: OperationSpec> Answer<O> {
    fn new(output: O::Output) -> Self {
        Self {
            output,
            #[cfg(feature = "event-stream")]
            events: None,
            #[cfg(feature = "event-stream")]
            request_id: None,
        }
    }

    /// Reads the first message, where the protocol has the other members of the output in it, and puts the
    /// stream into the output.
    #[cfg(feature = "event-stream")]
    async fn with_events(mut self) -> Self {
        let Some(mut events) = self.events.take() else {
            return self;
        };
        let protocol = <O::Service as ServiceSpec>::SERVICE.protocol;
        if event_stream::has_initial_message(protocol)
            && let Some(payload) = events.initial().await
            && let Some(mut members) = events.deserializer(&payload)
        {
            // What the first message says wrongly is not worth the stream that follows it.
            match O::read_output(&mut *members, self.request_id.as_deref()) {
                Ok(output) => self.output = output,
                Err(error) => tracing::debug!(%error, "the first message cannot be read"),
            }
        }
        O::put_events(&mut self.output, events);
        self
    }
}

impl<O: OperationSpec> std::fmt::Debug for Answer<O> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.output.fmt(f)
    }
}

/// Signs the request of a call and returns it instead of sending it.
pub(crate) async fn presign<O: OperationSpec>(
    handle: &Handle<O::Service>,
    input: O::Input,
    config: PresigningConfig,
    overrides: Option<Builder<O::Service>>,
) -> Result<HttpRequest, SdkError<O::Error>> {
    let (call, input) = (Typed::<O>(PhantomData), Input::erase(input));
    call::presign(call, handle, input, &config, overrides).await
}

struct Typed<O>(PhantomData<O>);

impl<O> Clone for Typed<O> {
    fn clone(&self) -> Self {
        Self(PhantomData)
    }
}

impl<O: OperationSpec> std::fmt::Debug for Typed<O> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Typed").field(&O::OPERATION.name).finish()
    }
}

impl<O: OperationSpec> Typed<O> {
    fn input<'a>(&self, input: &'a Input) -> &'a O::Input {
        input
            .downcast_ref()
            .expect("the call was begun with its own input")
    }

    fn input_mut<'a>(&self, input: &'a mut Input) -> &'a mut O::Input {
        input
            .downcast_mut()
            .expect("the call was begun with its own input")
    }
}

impl<O: OperationSpec> Call for Typed<O> {
    type Service = O::Service;
    type Output = Answer<O>;
    type Error = O::Error;

    fn operation(&self) -> &'static Operation {
        O::OPERATION
    }

    fn members<'a>(&self, input: &'a Input) -> &'a dyn SerializableStruct {
        self.input(input)
    }

    fn fill_token(&self, input: &mut Input, provider: &IdempotencyTokenProvider) {
        if let Some(token) = O::idempotency_token(self.input_mut(input)) {
            token.get_or_insert_with(|| provider.make_idempotency_token());
        }
    }

    #[cfg(feature = "validation")]
    fn validate(&self, input: &Input) -> Result<(), BoxError> {
        O::validate(self.input(input))
    }

    fn take_body(&self, input: &mut Input) -> Option<SdkBody> {
        O::take_body(self.input_mut(input)).map(ByteStream::into_inner)
    }

    #[cfg(feature = "event-stream")]
    fn take_events(&self, input: &mut Input) -> Option<crate::event_stream::Outgoing> {
        O::take_events(self.input_mut(input))
    }

    fn read_streaming(
        &self,
        response: &mut HttpResponse,
        cfg: &ConfigBag,
    ) -> Option<Result<Answer<O>, BoxError>> {
        if !O::STREAMING_OUTPUT && !O::EVENT_OUTPUT {
            return None;
        }
        let body = std::mem::replace(response.body_mut(), SdkBody::taken());
        #[cfg(feature = "event-stream")]
        if O::EVENT_OUTPUT {
            return Some(self.read_output(response, cfg).map(|answer| Answer {
                events: Some(Incoming::new(protocol(cfg).clone(), body)),
                request_id: response.request_id().map(str::to_owned),
                ..answer
            }));
        }
        Some(self.read_output(response, cfg).map(|mut answer| {
            O::put_body(&mut answer.output, ByteStream::new(body));
            answer
        }))
    }

    fn read_output(&self, response: &HttpResponse, cfg: &ConfigBag) -> Result<Answer<O>, BoxError> {
        let schema = O::OPERATION.schema.output();
        let mut deserializer = protocol(cfg).deserialize_response(response, schema, cfg)?;
        let output = O::read_output(&mut *deserializer, response.request_id())?;
        Ok(Answer::new(output))
    }

    fn read_error(
        &self,
        response: &HttpResponse,
        meta: ErrorMetadata,
        cfg: &ConfigBag,
    ) -> Result<O::Error, BoxError> {
        let mut deserializer = protocol(cfg).deserialize_error_response(response, cfg)?;
        let code = meta.code().unwrap_or_default().to_owned();
        Ok(O::read_error(&code, &mut *deserializer, meta)?)
    }
}
