//! Features a call uses, for the user agent.

use aws_runtime::sdk_feature::AwsSdkFeature;
use aws_smithy_runtime::client::sdk_feature::SmithySdkFeature;
use aws_smithy_runtime_api::client::interceptors::context::BeforeSerializationInterceptorContextRef;
use aws_smithy_runtime_api::client::interceptors::{
    Intercept, SharedInterceptor, dyn_dispatch_hint,
};
use aws_smithy_runtime_api::client::runtime_components::{
    RuntimeComponents, RuntimeComponentsBuilder,
};
use aws_smithy_runtime_api::client::runtime_plugin::StaticRuntimePlugin;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::retry::{RetryConfig, RetryMode};
use aws_types::endpoint_config::{AccountIdEndpointMode, EndpointUrl};

use crate::ServiceSpec;
use crate::error::BoxError;

/// Notes what the configuration of a call says: retry mode and endpoint override.
#[derive(Debug)]
pub(crate) struct ConfiguredFeatures;

#[dyn_dispatch_hint]
impl Intercept for ConfiguredFeatures {
    fn name(&self) -> &'static str {
        "ConfiguredFeatures"
    }

    fn read_before_serialization(
        &self,
        _context: &BeforeSerializationInterceptorContextRef<'_>,
        _runtime_components: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let retry_mode = cfg.load::<RetryConfig>().map(RetryConfig::mode);
        let endpoint_override = cfg.load::<EndpointUrl>().is_some();
        let state = cfg.interceptor_state();
        match retry_mode {
            Some(RetryMode::Adaptive) => {
                state.store_append(SmithySdkFeature::RetryModeAdaptive);
            }
            Some(RetryMode::Standard) => {
                state.store_append(SmithySdkFeature::RetryModeStandard);
            }
            _ => {}
        }
        if endpoint_override {
            state.store_append(AwsSdkFeature::EndpointOverride);
        }
        Ok(())
    }
}

/// The plugin that notes who made the call: a paginator, or a waiter.
pub(crate) fn made_by(feature: SmithySdkFeature) -> StaticRuntimePlugin {
    StaticRuntimePlugin::new().with_runtime_components(
        RuntimeComponentsBuilder::new("made by")
            .with_interceptor(SharedInterceptor::permanent(MadeBy(feature))),
    )
}

/// Notes whether endpoints hold the account, of services whose endpoint rules take it.
pub(crate) fn note_account_mode<S: ServiceSpec>(cfg: &mut ConfigBag) {
    if !S::ACCOUNT_ENDPOINTS {
        return;
    }
    let feature = match cfg.load::<AccountIdEndpointMode>() {
        Some(AccountIdEndpointMode::Disabled) => AwsSdkFeature::AccountIdModeDisabled,
        Some(AccountIdEndpointMode::Required) => AwsSdkFeature::AccountIdModeRequired,
        _ => AwsSdkFeature::AccountIdModePreferred,
    };
    cfg.interceptor_state().store_append(feature);
}

/// Notes who made the call.
#[derive(Debug)]
struct MadeBy(SmithySdkFeature);

#[dyn_dispatch_hint]
impl Intercept for MadeBy {
    fn name(&self) -> &'static str {
        "MadeBy"
    }

    fn read_before_execution(
        &self,
        _context: &BeforeSerializationInterceptorContextRef<'_>,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        cfg.interceptor_state().store_append(self.0.clone());
        Ok(())
    }
}
