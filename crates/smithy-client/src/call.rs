//! The one plugin of every call, typed or dynamic: what smithy-rs generates per operation.

mod request;

use std::borrow::Cow;
use std::fmt::Debug;
use std::pin::pin;
use std::sync::Arc;

use aws_runtime::auth::{PayloadSigningOverride, SigV4OperationSigningConfig, SigningOptions};
use aws_smithy_runtime::client::retries::classifiers::{
    ModeledAsRetryableClassifier, TransientErrorClassifier,
};
use aws_smithy_runtime_api::client::auth::AuthSchemeOptionResolverParams;
use aws_smithy_runtime_api::client::endpoint::EndpointResolverParams;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeSerializationInterceptorContextMut, BeforeSerializationInterceptorContextRef, Error,
    Input, Output,
};
use aws_smithy_runtime_api::client::interceptors::{
    Intercept, SharedInterceptor, dyn_dispatch_hint,
};
use aws_smithy_runtime_api::client::orchestrator::{
    HttpRequest, HttpResponse, Metadata, OrchestratorError, SensitiveOutput,
};
use aws_smithy_runtime_api::client::runtime_components::{
    RuntimeComponents, RuntimeComponentsBuilder,
};
use aws_smithy_runtime_api::client::runtime_plugin::{RuntimePlugin, SharedRuntimePlugin};
use aws_smithy_runtime_api::client::ser_de::{
    DeserializeResponse, SerializeRequest, SharedRequestSerializer, SharedResponseDeserializer,
};
use aws_smithy_runtime_api::shared::IntoShared as _;
use aws_smithy_schema::protocol::SharedClientProtocol;
use aws_smithy_schema::serde::SerializableStruct;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::{ConfigBag, FrozenLayer, Layer};
use aws_smithy_types::error::metadata::ErrorMetadata;
use aws_smithy_types::telemetry::{CapturedTelemetryAttributes, RequestedTelemetryAttributes};
use smithy_catalog::Operation;
use tracing::Instrument;

use crate::clock_skew::ClockSkewClassifier;
#[cfg(feature = "validation")]
use crate::config::validation::ValidateInput;
use crate::config::{Builder, Overlay};
use crate::customization;
use crate::endpoint::Context;
use crate::error::{BoxError, SdkError};
use crate::feature;
use crate::host_prefix::{DisableHostPrefix, HostPrefix};
use crate::idempotency::IdempotencyTokenProvider;
use crate::orchestrate::{self, Plan};
use crate::presigning::{Presigning, PresigningConfig};
use crate::stalls::StalledStreams;
use crate::{Handle, OperationError, ServiceSpec, member, request_id};

/// What typed and dynamic calls do differently. The runtime erases the type of inputs; a call
/// gets back those it was begun with.
pub(crate) trait Call: Clone + Debug + Send + Sync + 'static {
    type Service: ServiceSpec;
    type Output: Debug + Send + Sync + 'static;
    type Error: OperationError;

    fn operation(&self) -> &'static Operation;
    fn members<'a>(&self, input: &'a Input) -> &'a dyn SerializableStruct;
    fn fill_token(&self, input: &mut Input, provider: &IdempotencyTokenProvider);
    #[cfg(feature = "validation")]
    fn validate(&self, input: &Input) -> Result<(), BoxError>;

    /// The streaming payload of the input.
    fn take_body(&self, _input: &mut Input) -> Option<SdkBody> {
        None
    }

    /// The event stream of the input.
    #[cfg(feature = "event-stream")]
    fn take_events(&self, _input: &mut Input) -> Option<crate::event_stream::Outgoing> {
        None
    }

    /// Reads a successful response without its body, which stays with the output.
    fn read_streaming(
        &self,
        _response: &mut HttpResponse,
        _cfg: &ConfigBag,
    ) -> Option<Result<Self::Output, BoxError>> {
        None
    }

    fn read_output(
        &self,
        response: &HttpResponse,
        cfg: &ConfigBag,
    ) -> Result<Self::Output, BoxError>;

    /// Reads any other response, whose metadata holds an error code.
    fn read_error(
        &self,
        response: &HttpResponse,
        meta: ErrorMetadata,
        cfg: &ConfigBag,
    ) -> Result<Self::Error, BoxError>;
}

/// Prepares calls: with the plugins of the client, then their own, then those of `more`, then what
/// the caller overrides.
pub(crate) fn prepare<C: Call>(
    call: C,
    handle: &Handle<C::Service>,
    more: Option<SharedRuntimePlugin>,
    overrides: Option<Builder<C::Service>>,
) -> Result<Arc<Plan>, BoxError> {
    let operation = call.operation();
    let shared = more.is_none() && overrides.is_none();
    let plugins = operation_plugins(call, more, overrides);
    let config = handle.config();
    match shared && config.plugins.is_empty() {
        true => handle.plans().get::<C>(operation, || {
            let own = config.interceptors().next().is_none();
            Plan::new(handle.plugins(), &plugins, own)
        }),
        false => Ok(Arc::new(Plan::new(handle.plugins(), &plugins, false)?)),
    }
}

/// The plugins of calls, in their order.
fn operation_plugins<C: Call>(
    call: C,
    more: Option<SharedRuntimePlugin>,
    overrides: Option<Builder<C::Service>>,
) -> Vec<SharedRuntimePlugin> {
    let mut plugins = vec![CallPlugin(call).into_shared()];
    plugins.extend(more);
    if let Some(overrides) = overrides {
        plugins.extend(overrides.plugins.iter().cloned());
        plugins.push(Overlay::new(overrides).into_shared());
    }
    plugins.sort_by_key(|plugin: &SharedRuntimePlugin| plugin.order());
    plugins
}

/// Runs a call until its request is signed, and returns the request.
pub(crate) async fn presign<C: Call>(
    call: C,
    handle: &Handle<C::Service>,
    input: Input,
    config: &PresigningConfig,
    overrides: Option<Builder<C::Service>>,
) -> Result<HttpRequest, SdkError<C::Error>> {
    let operation = call.operation();
    let kept = request::headers_of_body(operation, call.members(&input))
        .map_err(SdkError::construction_failure)?;
    let mut plugins = operation_plugins(call, None, overrides);
    plugins.push(Presigning::new(config, kept).into_shared());
    let plan = Plan::new(handle.plugins(), &plugins, false);
    let plan = plan.map_err(SdkError::construction_failure)?.presigning();
    let mut request = orchestrate::presign(&plan, input)
        .await
        .map_err(|error| error.map_service_error(downcast::<C::Error>))?;
    *request.body_mut() = SdkBody::empty();
    Ok(request)
}

/// Runs a call to its end.
pub(crate) async fn run<C: Call>(
    operation: &'static Operation,
    input: Input,
    plan: &Plan,
) -> Result<C::Output, SdkError<C::Error>> {
    let service = C::Service::SERVICE.sdk_id;
    // The id tells concurrent calls apart in logs; it never leaves the process.
    let span = tracing::debug_span!(
        "call",
        "rpc.system" = "aws-api",
        "rpc.service" = service,
        "rpc.method" = operation.name,
        "sdk_invocation_id" = fastrand::u32(1_000_000..10_000_000),
    );
    // Pinned where it stands, for a future that is handed on is stored twice.
    let output = pin!(orchestrate::run(plan, input)).instrument(span).await;
    let output = output.map_err(|error| error.map_service_error(downcast::<C::Error>))?;
    Ok(output
        .downcast()
        .expect("the call's own deserializer made the output"))
}

fn downcast<E: OperationError>(error: Error) -> E {
    error
        .downcast()
        .expect("the call's own deserializer made the error")
}

/// The protocol of the service plugin.
pub(crate) fn protocol(cfg: &ConfigBag) -> &SharedClientProtocol {
    cfg.load::<SharedClientProtocol>()
        .expect("the service plugin always provides a protocol")
}

/// A call as plugin, serializer, deserializer and interceptor.
#[derive(Clone, Debug)]
struct CallPlugin<C>(C);

impl<C: Call> RuntimePlugin for CallPlugin<C> {
    fn config(&self) -> Option<FrozenLayer> {
        let operation = self.0.operation();
        let mut layer = Layer::new(operation.name);
        layer.store_put(SharedRequestSerializer::new(self.clone()));
        layer.store_put(SharedResponseDeserializer::new(self.clone()));
        layer.store_put(AuthSchemeOptionResolverParams::new(
            crate::auth::Params::of::<C::Service>(operation),
        ));
        layer.store_put(Metadata::new(operation.name, C::Service::SERVICE.sdk_id));
        // Any answer may hold what the model calls sensitive; none is logged.
        layer.store_put(SensitiveOutput);
        let mut signing_options = SigningOptions::default();
        customization::signing(C::Service::SERVICE, &mut signing_options);
        if operation.unsigned_payload {
            let payload = PayloadSigningOverride::unsigned_payload();
            signing_options.payload_override = Some(payload.to_signable_body());
        }
        #[cfg(feature = "event-stream")]
        if crate::event_stream::is_sent(operation) {
            crate::event_stream::sign_headers_only(&mut signing_options);
        }
        layer.store_put(SigV4OperationSigningConfig {
            signing_options,
            ..Default::default()
        });
        Some(layer.freeze())
    }

    fn runtime_components(
        &self,
        _: &RuntimeComponentsBuilder,
    ) -> Cow<'_, RuntimeComponentsBuilder> {
        let mut components = RuntimeComponentsBuilder::new(self.0.operation().name)
            .with_interceptor(SharedInterceptor::permanent(self.clone()));
        if self.0.operation().stalls_fail {
            components.push_interceptor(SharedInterceptor::permanent(StalledStreams::default()));
        }
        #[cfg(feature = "checksums")]
        if crate::checksum::follows_body(self.0.operation()) {
            let trailers = SharedInterceptor::permanent(crate::checksum::Trailers);
            components.push_interceptor(trailers);
        }
        Cow::Owned(
            components
                .with_retry_classifier(TransientErrorClassifier::<C::Error>::new())
                .with_retry_classifier(ModeledAsRetryableClassifier::<C::Error>::new())
                .with_retry_classifier(customization::error_codes::<C::Error>(C::Service::SERVICE))
                .with_retry_classifier(ClockSkewClassifier::<C::Error>::default()),
        )
    }
}

#[dyn_dispatch_hint]
impl<C: Call> Intercept for CallPlugin<C> {
    fn name(&self) -> &'static str {
        "CallPlugin"
    }

    /// Takes from the input what is needed after it is serialized and gone.
    fn read_before_execution(
        &self,
        context: &BeforeSerializationInterceptorContextRef<'_>,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let operation = self.0.operation();
        let input = self.0.members(context.input());

        let params = C::Service::endpoint_params(&Context::new(cfg, operation, input))?;
        let disabled = cfg.load::<DisableHostPrefix>().is_some_and(|off| off.0);
        let prefix = operation
            .host_prefix
            .filter(|_| !disabled)
            .map(|template| HostPrefix::new(template, input))
            .transpose()?;
        let endpoint = customization::endpoint(C::Service::SERVICE, operation, input)?;
        let captured = match cfg.load::<RequestedTelemetryAttributes>() {
            Some(requested) => capture(operation, input, requested)?,
            None => None,
        };

        #[cfg(feature = "sessions")]
        let place = crate::auth::sessions::place(C::Service::SERVICE, input)?;

        feature::note_account_mode::<C::Service>(cfg);
        let state = cfg.interceptor_state();
        state.store_put(EndpointResolverParams::new(params));
        if let Some(prefix) = prefix {
            state.store_put(prefix);
        }
        if let Some(endpoint) = endpoint {
            state.store_put(endpoint);
        }
        if let Some(captured) = captured {
            state.store_put(captured);
        }
        #[cfg(feature = "sessions")]
        if let Some(place) = place {
            state.store_put(place);
        }
        Ok(())
    }

    /// Completes and checks the input, once per call: retries send the request that comes of it.
    fn modify_before_serialization(
        &self,
        context: &mut BeforeSerializationInterceptorContextMut<'_>,
        _runtime_components: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let tokens = cfg
            .load::<IdempotencyTokenProvider>()
            .expect("the service plugin always provides tokens");
        self.0.fill_token(context.input_mut(), tokens);
        #[cfg(feature = "event-stream")]
        crate::event_stream::prepare(self.0.operation(), _runtime_components, cfg);
        #[cfg(feature = "validation")]
        if let Some(ValidateInput(true)) = cfg.load::<ValidateInput>() {
            self.0.validate(context.input())?;
        }
        Ok(())
    }
}

/// The string members an application asked for by name; never sensitive ones.
fn capture(
    operation: &Operation,
    input: &dyn SerializableStruct,
    requested: &RequestedTelemetryAttributes,
) -> Result<Option<CapturedTelemetryAttributes>, BoxError> {
    if requested.is_empty() {
        return Ok(None);
    }
    let mut captured = CapturedTelemetryAttributes::new();
    for member in operation.input.members() {
        if requested.should_capture(member.name)
            && !member.sensitive()
            && let Some(value) = member::string(input, member.name)?
        {
            captured.insert(member.name, value);
        }
    }
    Ok(Some(captured))
}

impl<C: Call> SerializeRequest for CallPlugin<C> {
    fn serialize_input(&self, input: Input, cfg: &mut ConfigBag) -> Result<HttpRequest, BoxError> {
        request::make(&self.0, input, cfg)
    }
}

impl<C: Call> CallPlugin<C> {
    fn is_success(&self, response: &HttpResponse) -> bool {
        let status = response.status();
        let success = status.is_success() || status.as_u16() == self.0.operation().http.code;
        success && !customization::is_error(C::Service::SERVICE, response)
    }

    /// Turns any response but a success into an error. What cannot be read becomes an unhandled
    /// error that still has code, message and request id.
    fn error(&self, response: &HttpResponse, cfg: &ConfigBag) -> C::Error {
        let meta = match protocol(cfg).parse_error_metadata(response, cfg) {
            Ok(meta) => meta.build(),
            Err(error) => return unhandled(error.into(), ErrorMetadata::default()),
        };
        if meta.code().is_none() {
            let status = response.status().as_u16();
            return unhandled(format!("HTTP status {status}, no error code").into(), meta);
        }
        self.0
            .read_error(response, meta.clone(), cfg)
            .unwrap_or_else(|error| unhandled(error, meta))
    }

    fn erase(
        &self,
        read: Result<C::Output, BoxError>,
        response: &HttpResponse,
    ) -> Result<Output, OrchestratorError<Error>> {
        read.map(Output::erase).map_err(|error| {
            let meta = ErrorMetadata::builder();
            let meta = request_id::apply(meta, response.headers());
            OrchestratorError::operation(Error::erase(unhandled::<C::Error>(error, meta.build())))
        })
    }
}

fn unhandled<E: OperationError>(source: BoxError, meta: ErrorMetadata) -> E {
    E::create_unhandled_error(source, Some(meta))
}

impl<C: Call> DeserializeResponse for CallPlugin<C> {
    fn deserialize_streaming_with_config(
        &self,
        response: &mut HttpResponse,
        cfg: &ConfigBag,
    ) -> Option<Result<Output, OrchestratorError<Error>>> {
        customization::mend(C::Service::SERVICE, response);
        if !self.is_success(response) {
            return None;
        }
        #[cfg(feature = "checksums")]
        crate::checksum::watch(response, self.0.operation(), cfg);
        let read = self.0.read_streaming(response, cfg)?;
        Some(self.erase(read, response))
    }

    fn deserialize_nonstreaming_with_config(
        &self,
        response: &HttpResponse,
        cfg: &ConfigBag,
    ) -> Result<Output, OrchestratorError<Error>> {
        if self.is_success(response) {
            #[cfg(feature = "checksums")]
            let read = crate::checksum::check(response, self.0.operation(), cfg)
                .and_then(|()| self.0.read_output(response, cfg));
            #[cfg(not(feature = "checksums"))]
            let read = self.0.read_output(response, cfg);
            self.erase(read, response)
        } else {
            let error = self.error(response, cfg);
            Err(OrchestratorError::operation(Error::erase(error)))
        }
    }
}
