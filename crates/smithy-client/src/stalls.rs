//! Streams that stall.

use aws_smithy_runtime::client::stalled_stream_protection::StalledStreamProtectionInterceptor;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeDeserializationInterceptorContextMut, BeforeTransmitInterceptorContextMut,
};
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;

use crate::error::BoxError;

/// The runtime's protection against stalled streams, for streams: a body in memory is as fast as
/// the connection, which has time limits of its own.
#[derive(Debug, Default)]
pub(crate) struct StalledStreams(StalledStreamProtectionInterceptor);

#[dyn_dispatch_hint]
impl Intercept for StalledStreams {
    fn name(&self) -> &'static str {
        "StalledStreams"
    }

    fn modify_before_transmit(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        components: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        match context.request().body().bytes() {
            Some(_) => Ok(()),
            None => self.0.modify_before_transmit(context, components, cfg),
        }
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        components: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        match context.response().body().bytes() {
            Some(_) => Ok(()),
            None => self
                .0
                .modify_before_deserialization(context, components, cfg),
        }
    }
}
