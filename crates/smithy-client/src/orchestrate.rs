//! Runs calls.
//!
//! This does what smithy-rs's orchestrator does, in the same order: the same hooks, spans,
//! timeouts and retries, with the same components. What that one puts together for every call,
//! this one takes from a [`Plan`] that calls of an operation share; half of what a call costs is
//! saved by that.

mod attempt;
mod hooks;
mod plan;
mod timeout;

use std::pin::pin;

use aws_smithy_async::rt::sleep::AsyncSleep as _;
use aws_smithy_runtime_api::client::interceptors::context::{
    Error, Input, InterceptorContext, Output, RewindResult,
};
use aws_smithy_runtime_api::client::orchestrator::{
    HttpRequest, HttpResponse, LoadedRequestBody, OrchestratorError,
};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::client::retries::{RequestAttempts, RetryStrategy as _, ShouldAttempt};
use aws_smithy_runtime_api::client::ser_de::{SerializeRequest as _, SharedRequestSerializer};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::retry::{MergeRetryConfig, RetryConfig, RetrySpec};
use aws_smithy_types::timeout::MergeTimeoutConfig;
use tracing::{Instrument as _, debug, debug_span};

pub(crate) use plan::{Plan, Plans};

use crate::error::BoxError;
use hooks::Level;
use timeout::Limit;

/// Leaves the function, the call failed.
macro_rules! halt_on_err {
    ($context:ident, $result:expr) => {
        match $result {
            Ok(value) => value,
            Err(error) => {
                tracing::debug!("encountered orchestrator error; halting");
                $context.fail(error.into());
                return;
            }
        }
    };
}
use halt_on_err;

/// Marks the call as failed, and goes on.
fn note(context: &mut InterceptorContext, result: Result<(), impl Into<OrchestratorError<Error>>>) {
    if let Err(error) = result {
        let error = error.into();
        debug!(err = ?error, "encountered orchestrator error; continuing");
        context.fail(error);
    }
}

/// Runs a call to its end.
pub(crate) async fn run(
    plan: &Plan,
    input: Input,
) -> Result<Output, SdkError<Error, HttpResponse>> {
    pin!(run_to_context(plan, input)).await?.finalize()
}

/// Runs a call until its request is signed, by a plan that presigns.
pub(crate) async fn presign(
    plan: &Plan,
    input: Input,
) -> Result<HttpRequest, SdkError<Error, HttpResponse>> {
    let mut context = run_to_context(plan, input).await?;
    if context.is_failed() {
        return Err(context.finalize().expect_err("it is failed"));
    }
    let request = context.take_request();
    Ok(request.expect("the plan leaves it there"))
}

async fn run_to_context(
    plan: &Plan,
    input: Input,
) -> Result<InterceptorContext, SdkError<Error, HttpResponse>> {
    let mut cfg = ConfigBag::base();
    let cfg = &mut cfg;
    let mut context = InterceptorContext::new(input);
    configure(plan, &mut context, cfg).map_err(SdkError::construction_failure)?;

    // Outside the time limit, and so still there when that has cancelled an attempt.
    let mut attempt_in_flight = false;
    if !context.is_failed() {
        let limit = Limit::of_operation(&plan.components, cfg);
        // Pinned where they stand, here and below: a future that is handed on is stored twice.
        let outcome = {
            let operation = pin!(try_op(plan, &mut context, cfg, &mut attempt_in_flight));
            limit
                .hold(operation.instrument(debug_span!("try_op")))
                .await
        };
        note(&mut context, outcome);
    }
    if attempt_in_flight {
        debug!("operation cancelled mid-attempt; running attempt finalizers");
        let _span = debug_span!("finally_attempt", "attempt" = "cancelled").entered();
        attempt::finish(plan, &mut context, cfg);
    }
    {
        let _span = debug_span!("finally_op").entered();
        let (hooks, components) = (&plan.hooks, &plan.components);
        let result = hooks.modify_before_completion(&mut context, components, cfg);
        note(&mut context, result);
        let result = hooks.read_after_execution(&context, components, cfg);
        note(&mut context, result);
    }
    Ok(context)
}

/// Fills the configuration of the call.
fn configure(
    plan: &Plan,
    context: &mut InterceptorContext,
    cfg: &mut ConfigBag,
) -> Result<(), BoxError> {
    let _span = debug_span!("apply_configuration").entered();
    for (level, layers) in [
        (Level::Client, &plan.client_layers),
        (Level::Operation, &plan.operation_layers),
    ] {
        for layer in layers {
            cfg.push_shared_layer(layer.clone());
        }
        let result = plan.hooks.read_before_execution(level, context, cfg);
        note(context, result);
    }
    if plan.settled {
        // The last layer of the plan holds what follows, and nothing has changed it.
        return Ok(());
    }
    let timeouts = cfg.load::<MergeTimeoutConfig>();
    debug!("timeout settings for this operation: {timeouts:?}");
    cfg.interceptor_state().store_put(timeouts);
    let retries = cfg.load::<MergeRetryConfig>();
    debug!("retry settings for this operation: {retries:?}");
    cfg.interceptor_state().store_put(retries);
    plan.components.validate_final_config(cfg)
}

async fn try_op(
    plan: &Plan,
    context: &mut InterceptorContext,
    cfg: &mut ConfigBag,
    attempt_in_flight: &mut bool,
) {
    let (hooks, components) = (&plan.hooks, &plan.components);
    halt_on_err!(
        context,
        hooks.modify_before_serialization(context, components, cfg)
    );
    halt_on_err!(
        context,
        hooks.read_before_serialization(context, components, cfg)
    );

    context.enter_serialization_phase();
    {
        let _span = debug_span!("serialization").entered();
        let serializer = cfg
            .load::<SharedRequestSerializer>()
            .expect("the plugin of the call has a serializer")
            .clone();
        let input = context.take_input().expect("nothing took it before");
        let serialized = serializer.serialize_input(input, cfg);
        let request = halt_on_err!(context, serialized.map_err(OrchestratorError::other));
        context.set_request(request);
    }
    if let Some(LoadedRequestBody::Requested) = cfg.load::<LoadedRequestBody>() {
        halt_on_err!(context, load_body(context, cfg).await);
    }

    context.enter_before_transmit_phase();
    halt_on_err!(
        context,
        hooks.read_after_serialization(context, components, cfg)
    );
    halt_on_err!(
        context,
        hooks.modify_before_retry_loop(context, components, cfg)
    );

    halt_on_err!(context, await_send_token(plan, cfg, true).await);
    if !plan.settled {
        // Interceptors may have changed the request since it entered this phase.
        context.save_checkpoint();
    }
    let mut delay = None;
    for attempt in 1u32.. {
        if let RewindResult::Impossible = context.rewind(cfg) {
            debug!("request cannot be retried since the request body cannot be cloned");
            break;
        }
        let state = cfg.interceptor_state();
        state.store_put::<RequestAttempts>(attempt.into());
        if let Some(delay) = delay.take() {
            halt_on_err!(context, sleep(plan, delay).await);
        }
        if attempt > 1 && takes_token_per_attempt(cfg) {
            halt_on_err!(context, await_send_token(plan, cfg, false).await);
        }
        *attempt_in_flight = true;
        let limit = Limit::of_attempt(components, cfg);
        debug!("beginning attempt #{attempt}");
        let outcome = {
            let running = pin!(attempt::run(plan, context, cfg));
            let span = debug_span!("try_attempt", "attempt" = attempt);
            limit.hold(running.instrument(span)).await
        };
        note(context, outcome);
        {
            let _span = debug_span!("finally_attempt", "attempt" = attempt).entered();
            attempt::finish(plan, context, cfg);
        }
        *attempt_in_flight = false;

        let strategy = components.retry_strategy();
        let verdict = strategy.should_attempt_retry(context, components, cfg);
        match halt_on_err!(context, verdict.map_err(OrchestratorError::other)) {
            ShouldAttempt::Yes => {}
            ShouldAttempt::YesAfterDelay(time) => delay = Some(time),
            ShouldAttempt::No => {
                debug!("a retry is either unnecessary or not possible, exiting attempt loop");
                break;
            }
        }
    }
}

/// Replaces the body by the same in memory, where an interceptor asked for that.
async fn load_body(
    context: &mut InterceptorContext,
    cfg: &mut ConfigBag,
) -> Result<(), OrchestratorError<Error>> {
    debug!("loading request body into memory");
    let request = context.request_mut().expect("it was serialized");
    let body = std::mem::replace(request.body_mut(), SdkBody::taken());
    let loaded = ByteStream::new(body).collect().await;
    let loaded = loaded.map_err(OrchestratorError::other)?.into_bytes();
    *request.body_mut() = SdkBody::from(loaded.clone());
    let state = cfg.interceptor_state();
    state.store_put(LoadedRequestBody::Loaded(loaded));
    Ok(())
}

/// Retry behavior 2.1 in adaptive mode, as botocore has it: every attempt waits for its turn.
fn takes_token_per_attempt(cfg: &ConfigBag) -> bool {
    cfg.load::<RetryConfig>()
        .and_then(RetryConfig::retry_spec)
        .is_some_and(|spec| spec.is_at_least(RetrySpec::V2_1))
}

/// Waits until the retry strategy lets a request go. Others may take the turn meanwhile, so it is
/// asked again after each delay.
async fn await_send_token(
    plan: &Plan,
    cfg: &ConfigBag,
    first: bool,
) -> Result<(), OrchestratorError<Error>> {
    let components = &plan.components;
    let strategy = components.retry_strategy();
    loop {
        let verdict = strategy.should_attempt_initial_request(components, cfg);
        match verdict.map_err(OrchestratorError::other)? {
            ShouldAttempt::Yes => return Ok(()),
            ShouldAttempt::No if first => {
                let error: BoxError = "the retry strategy indicates that an initial request \
                    shouldn't be made, but it didn't specify why"
                    .into();
                return Err(OrchestratorError::other(error));
            }
            ShouldAttempt::No => return Ok(()),
            ShouldAttempt::YesAfterDelay(delay) => sleep(plan, delay).await?,
        }
    }
}

async fn sleep(plan: &Plan, delay: std::time::Duration) -> Result<(), OrchestratorError<Error>> {
    let sleep = plan.components.sleep_impl().ok_or_else(|| {
        OrchestratorError::other(
            "the retry strategy requested a delay before sending the request, but no 'async \
             sleep' implementation was set",
        )
    })?;
    debug!("delaying for {delay:?}");
    sleep.sleep(delay).await;
    Ok(())
}
