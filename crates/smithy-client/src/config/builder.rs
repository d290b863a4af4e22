//! The builder: settings that are data. Those that are components stand in `component`.

use std::marker::PhantomData;

use aws_runtime::service_clock_skew::DisableClockSkewCorrection;
use aws_runtime::user_agent::ApiMetadata;
use aws_smithy_runtime::client::retries::RetryPartition;
use aws_smithy_runtime_api::client::auth::AuthSchemePreference;
use aws_smithy_types::config_bag::CloneableLayer;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::telemetry::RequestedTelemetryAttributes;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SigningName;
use aws_types::endpoint_config::{EndpointUrl, UseDualStack, UseFips};
use aws_types::region::SigningRegion;

use super::{
    AccountIdEndpointMode, AppName, BehaviorVersion, Config, FrameworkMetadata,
    IdempotencyTokenProvider, InvocationIdGenerator, Layer, Region, RuntimeComponentsBuilder,
    SharedInvocationIdGenerator, SharedRuntimePlugin, StalledStreamProtectionConfig,
};
use crate::ServiceSpec;
use crate::endpoint::ParamValue;
use crate::endpoint::client_param::ClientParam;
use crate::host_prefix::DisableHostPrefix;

/// Builds a [`Config`], or overrides parts of one for a single call.
#[derive(Clone, Debug)]
pub struct Builder<S: ServiceSpec> {
    pub(crate) layer: CloneableLayer,
    pub(crate) components: RuntimeComponentsBuilder,
    pub(crate) plugins: Vec<SharedRuntimePlugin>,
    pub(crate) behavior_version: Option<BehaviorVersion>,
    pub(crate) service: PhantomData<S>,
}

impl<S: ServiceSpec> Default for Builder<S> {
    fn default() -> Self {
        Self {
            layer: CloneableLayer::default(),
            components: RuntimeComponentsBuilder::new("service config"),
            plugins: Vec::new(),
            behavior_version: None,
            service: PhantomData,
        }
    }
}

impl<S: ServiceSpec> Builder<S> {
    /// A builder that knows nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the region.
    pub fn region(mut self, region: impl Into<Option<Region>>) -> Self {
        self.set_region(region.into());
        self
    }

    /// Sets or clears the region.
    pub fn set_region(&mut self, region: Option<Region>) -> &mut Self {
        self.layer.store_or_unset(region);
        self
    }

    /// Sends to this URL whatever the endpoint rules say.
    pub fn endpoint_url(mut self, url: impl Into<String>) -> Self {
        self.set_endpoint_url(Some(url.into()));
        self
    }

    /// Sets or clears the endpoint URL.
    pub fn set_endpoint_url(&mut self, url: Option<String>) -> &mut Self {
        self.layer.store_or_unset(url.map(EndpointUrl));
        self
    }

    /// Sets or clears a parameter of the service's endpoint rules, by its name in the rules. Generated
    /// clients have a setter for each.
    pub fn set_endpoint_param(
        &mut self,
        name: &'static str,
        value: Option<ParamValue>,
    ) -> &mut Self {
        self.layer.store_append(ClientParam { name, value });
        self
    }

    /// Whether endpoints hold the account of the credentials; `preferred` by default. Services whose
    /// endpoint rules take no account have no use for it.
    pub fn account_id_endpoint_mode(mut self, mode: AccountIdEndpointMode) -> Self {
        self.set_account_id_endpoint_mode(Some(mode));
        self
    }

    /// Sets or clears whether endpoints hold the account.
    pub fn set_account_id_endpoint_mode(
        &mut self,
        mode: Option<AccountIdEndpointMode>,
    ) -> &mut Self {
        self.layer.store_or_unset(mode);
        self
    }

    /// Uses endpoints that speak IPv4 and IPv6.
    pub fn use_dual_stack(mut self, use_dual_stack: impl Into<bool>) -> Self {
        self.set_use_dual_stack(Some(use_dual_stack.into()));
        self
    }

    /// Sets or clears the use of dual-stack endpoints.
    pub fn set_use_dual_stack(&mut self, use_dual_stack: Option<bool>) -> &mut Self {
        self.layer.store_or_unset(use_dual_stack.map(UseDualStack));
        self
    }

    /// Uses FIPS endpoints.
    pub fn use_fips(mut self, use_fips: impl Into<bool>) -> Self {
        self.set_use_fips(Some(use_fips.into()));
        self
    }

    /// Sets or clears the use of FIPS endpoints.
    pub fn set_use_fips(&mut self, use_fips: Option<bool>) -> &mut Self {
        self.layer.store_or_unset(use_fips.map(UseFips));
        self
    }

    /// Leaves the modelled prefixes of host names off. Hosts that are IP addresses or `localhost`
    /// get none anyway.
    pub fn disable_host_prefix(mut self, disable: bool) -> Self {
        self.set_disable_host_prefix(Some(disable));
        self
    }

    /// Sets or clears the leaving off of host prefixes.
    pub fn set_disable_host_prefix(&mut self, disable: Option<bool>) -> &mut Self {
        self.layer.store_or_unset(disable.map(DisableHostPrefix));
        self
    }

    /// Sets how calls are retried.
    pub fn retry_config(mut self, retry_config: RetryConfig) -> Self {
        self.set_retry_config(Some(retry_config));
        self
    }

    /// Sets how calls are retried; `None` changes nothing.
    pub fn set_retry_config(&mut self, retry_config: Option<RetryConfig>) -> &mut Self {
        if let Some(retry_config) = retry_config {
            self.layer.store_put(retry_config);
        }
        self
    }

    /// Sets the retry partition: clients of the same share a retry quota.
    pub fn retry_partition(mut self, retry_partition: RetryPartition) -> Self {
        self.set_retry_partition(Some(retry_partition));
        self
    }

    /// Sets the retry partition; `None` changes nothing.
    pub fn set_retry_partition(&mut self, retry_partition: Option<RetryPartition>) -> &mut Self {
        if let Some(retry_partition) = retry_partition {
            self.layer.store_put(retry_partition);
        }
        self
    }

    /// Sets timeouts. Those it leaves unset keep their values.
    pub fn timeout_config(mut self, timeout_config: TimeoutConfig) -> Self {
        self.set_timeout_config(Some(timeout_config));
        self
    }

    /// Sets timeouts; `None` changes nothing.
    pub fn set_timeout_config(&mut self, timeout_config: Option<TimeoutConfig>) -> &mut Self {
        if let Some(mut timeout_config) = timeout_config {
            if let Some(base) = self.layer.load::<TimeoutConfig>() {
                timeout_config.take_defaults_from(base);
            }
            self.layer.store_put(timeout_config);
        }
        self
    }

    /// Sets the protection against stalled streams.
    pub fn stalled_stream_protection(mut self, config: StalledStreamProtectionConfig) -> Self {
        self.set_stalled_stream_protection(Some(config));
        self
    }

    /// Sets or clears the protection against stalled streams.
    pub fn set_stalled_stream_protection(
        &mut self,
        config: Option<StalledStreamProtectionConfig>,
    ) -> &mut Self {
        self.layer.store_or_unset(config);
        self
    }

    /// Sets where idempotency tokens come from.
    pub fn idempotency_token_provider(
        mut self,
        provider: impl Into<IdempotencyTokenProvider>,
    ) -> Self {
        self.set_idempotency_token_provider(Some(provider.into()));
        self
    }

    /// Sets or clears where idempotency tokens come from.
    pub fn set_idempotency_token_provider(
        &mut self,
        provider: Option<IdempotencyTokenProvider>,
    ) -> &mut Self {
        self.layer.store_or_unset(provider);
        self
    }

    /// Sets where invocation ids come from.
    pub fn invocation_id_generator(
        mut self,
        generator: impl InvocationIdGenerator + 'static,
    ) -> Self {
        self.set_invocation_id_generator(Some(SharedInvocationIdGenerator::new(generator)));
        self
    }

    /// Sets or clears where invocation ids come from.
    pub fn set_invocation_id_generator(
        &mut self,
        generator: Option<SharedInvocationIdGenerator>,
    ) -> &mut Self {
        self.layer.store_or_unset(generator);
        self
    }

    /// Names the application, for the user agent.
    pub fn app_name(mut self, app_name: AppName) -> Self {
        self.set_app_name(Some(app_name));
        self
    }

    /// Sets or clears the name of the application.
    pub fn set_app_name(&mut self, app_name: Option<AppName>) -> &mut Self {
        self.layer.store_or_unset(app_name);
        self
    }

    /// Adds a library on top of the client, for the user agent.
    pub fn framework_metadata(mut self, metadata: FrameworkMetadata) -> Self {
        self.push_framework_metadata(metadata);
        self
    }

    /// Adds a library on top of the client, for the user agent.
    pub fn push_framework_metadata(&mut self, metadata: FrameworkMetadata) -> &mut Self {
        self.layer.store_append(metadata);
        self
    }

    /// Trusts the own clock over the service's.
    pub fn disable_clock_skew_correction(mut self, disable: impl Into<Option<bool>>) -> Self {
        self.set_disable_clock_skew_correction(disable.into());
        self
    }

    /// Sets or clears the trust in the own clock.
    pub fn set_disable_clock_skew_correction(&mut self, disable: Option<bool>) -> &mut Self {
        self.layer
            .store_or_unset::<DisableClockSkewCorrection>(disable.map(Into::into));
        self
    }

    /// Sets the preference among the authentication schemes of an operation.
    pub fn auth_scheme_preference(mut self, preference: impl Into<AuthSchemePreference>) -> Self {
        self.set_auth_scheme_preference(Some(preference.into()));
        self
    }

    /// Sets or clears the preference among authentication schemes.
    pub fn set_auth_scheme_preference(
        &mut self,
        preference: Option<AuthSchemePreference>,
    ) -> &mut Self {
        self.layer.store_or_unset(preference);
        self
    }

    /// Captures these string members of inputs as attributes of the client's metrics. Sensitive
    /// members are never captured.
    pub fn emit_input_attributes(self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.request_attributes(|requested| requested.emit(names.into_iter().map(Into::into)))
    }

    /// Captures these string members of inputs for interceptors, not for the metrics.
    pub fn capture_input_attributes(
        self,
        names: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        self.request_attributes(|requested| {
            requested.capture_only(names.into_iter().map(Into::into));
        })
    }

    fn request_attributes(
        mut self,
        request: impl FnOnce(&mut RequestedTelemetryAttributes),
    ) -> Self {
        let mut requested = self
            .layer
            .load::<RequestedTelemetryAttributes>()
            .cloned()
            .unwrap_or_default();
        request(&mut requested);
        self.layer.store_put(requested);
        self
    }

    /// Pins defaults to those of a point in time.
    pub fn behavior_version(mut self, behavior_version: BehaviorVersion) -> Self {
        self.set_behavior_version(Some(behavior_version));
        self
    }

    /// Sets the behaviour version, or takes the latest.
    pub fn set_behavior_version(&mut self, version: Option<BehaviorVersion>) -> &mut Self {
        self.behavior_version = version;
        self
    }

    /// Follows the latest defaults, as clients do that set no version.
    pub fn behavior_version_latest(self) -> Self {
        self.behavior_version(BehaviorVersion::latest())
    }

    /// The configuration.
    pub fn build(mut self) -> Config<S> {
        if self.components.time_source().is_none() {
            self.components.set_time_source(Some(Default::default()));
        }
        let mut layer = self.layer;
        layer.store_put(ApiMetadata::new(S::NAME, S::PACKAGE_VERSION));
        layer.store_put(SigningName::from_static(
            S::SERVICE.signing_name.unwrap_or(S::NAME),
        ));
        sign_for_region(&mut layer);
        Config {
            layer: Layer::from(layer.clone()).with_name(S::CRATE_NAME).freeze(),
            cloneable: layer,
            components: self.components,
            plugins: self.plugins,
            behavior_version: self
                .behavior_version
                .unwrap_or_else(BehaviorVersion::latest),
            service: PhantomData,
        }
    }
}

/// Requests are signed for the region they go to.
pub(super) fn sign_for_region(layer: &mut CloneableLayer) {
    if let Some(region) = layer.load::<Region>().cloned() {
        layer.store_put(SigningRegion::from(region));
    }
}
