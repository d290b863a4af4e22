//! Configuration of a client, generic over its service.

mod bodies;
mod builder;
pub mod client_params;
mod component;
mod overlay;
mod sdk_config;
#[cfg(feature = "validation")]
pub(crate) mod validation;

use std::marker::PhantomData;

use aws_runtime::service_clock_skew::DisableClockSkewCorrection;
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_runtime::client::retries::RetryPartition;
use aws_smithy_runtime_api::client::auth::{
    AuthSchemePreference, SharedAuthScheme, SharedAuthSchemeOptionResolver,
};
use aws_smithy_runtime_api::client::endpoint::SharedEndpointResolver;
use aws_smithy_runtime_api::client::retries::classifiers::SharedRetryClassifier;
use aws_smithy_types::config_bag::CloneableLayer;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::sdk_config::SdkConfig;

pub use crate::auth;
pub use crate::idempotency::IdempotencyTokenProvider;
pub use aws_credential_types::Credentials;
pub use aws_credential_types::provider::token::{ProvideToken, SharedTokenProvider};
pub use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
pub use aws_runtime::invocation_id::{InvocationIdGenerator, SharedInvocationIdGenerator};
pub use aws_smithy_async::rt::sleep::{AsyncSleep, SharedAsyncSleep, Sleep};
pub use aws_smithy_runtime::client::identity::IdentityCache;
pub use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
pub use aws_smithy_runtime_api::client::http::{HttpClient, SharedHttpClient};
pub use aws_smithy_runtime_api::client::identity::http::{Login, Token};
pub use aws_smithy_runtime_api::client::identity::{ResolveCachedIdentity, SharedIdentityCache};
pub use aws_smithy_runtime_api::client::interceptors::{Intercept, SharedInterceptor};
pub use aws_smithy_runtime_api::client::runtime_components::{
    RuntimeComponents, RuntimeComponentsBuilder,
};
pub use aws_smithy_runtime_api::client::runtime_plugin::{RuntimePlugin, SharedRuntimePlugin};
pub use aws_smithy_runtime_api::client::stalled_stream_protection::StalledStreamProtectionConfig;
pub use aws_smithy_runtime_api::shared::IntoShared;
pub use aws_smithy_types::checksum_config::{
    RequestChecksumCalculation, ResponseChecksumValidation,
};
pub use aws_smithy_types::config_bag::{ConfigBag, FrozenLayer, Layer};
pub use aws_types::app_name::AppName;
pub use aws_types::endpoint_config::AccountIdEndpointMode;
pub use aws_types::region::Region;
pub use aws_types::sdk_ua_metadata::FrameworkMetadata;

#[cfg(feature = "request-compression")]
pub(crate) use bodies::{CompressionDisabled, CompressionSize};
pub use builder::Builder;
pub(crate) use overlay::Overlay;

use crate::ServiceSpec;
use crate::endpoint::{Rules, share_resolver};

/// Requests and responses on the wire.
pub mod http {
    pub use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
}

/// What interceptors see.
pub mod interceptors {
    pub use aws_smithy_runtime_api::client::interceptors::context::{
        AfterDeserializationInterceptorContextRef, BeforeDeserializationInterceptorContextMut,
        BeforeDeserializationInterceptorContextRef, BeforeSerializationInterceptorContextMut,
        BeforeSerializationInterceptorContextRef, BeforeTransmitInterceptorContextMut,
        BeforeTransmitInterceptorContextRef, FinalizerInterceptorContextMut,
        FinalizerInterceptorContextRef, InterceptorContext,
    };
}

/// Retries.
pub mod retry {
    pub use aws_smithy_runtime::client::retries::{ClientRateLimiter, RetryPartition, TokenBucket};
    pub use aws_smithy_runtime_api::client::retries::ShouldAttempt;
    pub use aws_smithy_runtime_api::client::retries::classifiers::{ClassifyRetry, RetryAction};
    pub use aws_smithy_types::retry::{ReconnectMode, RetryConfig, RetryConfigBuilder, RetryMode};
}

/// Timeouts.
pub mod timeout {
    pub use aws_smithy_types::timeout::{TimeoutConfig, TimeoutConfigBuilder};
}

/// Configuration of a client.
///
/// Usually made of an [`SdkConfig`], as `aws-config` loads it; or with a [`Builder`].
#[derive(Clone, Debug)]
pub struct Config<S: ServiceSpec> {
    /// The layer of the configuration, and the same in a form that can be built upon.
    pub(crate) layer: FrozenLayer,
    cloneable: CloneableLayer,
    pub(crate) components: RuntimeComponentsBuilder,
    pub(crate) plugins: Vec<SharedRuntimePlugin>,
    pub(crate) behavior_version: BehaviorVersion,
    service: PhantomData<S>,
}

impl<S: ServiceSpec> Config<S> {
    /// Configuration from what `aws-config` loaded.
    pub fn new(config: &SdkConfig) -> Self {
        Builder::from(config).build()
    }

    /// A builder. It knows nothing of the environment: no region, no credentials.
    pub fn builder() -> Builder<S> {
        Builder::default()
    }

    /// A builder that starts from this configuration.
    pub fn to_builder(&self) -> Builder<S> {
        Builder {
            layer: self.cloneable.clone(),
            components: self.components.clone(),
            plugins: self.plugins.clone(),
            behavior_version: Some(self.behavior_version),
            service: PhantomData,
        }
    }

    /// The region.
    pub fn region(&self) -> Option<&Region> {
        self.layer.load::<Region>()
    }

    /// Whether endpoints hold the account, if it was set.
    pub fn account_id_endpoint_mode(&self) -> Option<&AccountIdEndpointMode> {
        self.layer.load::<AccountIdEndpointMode>()
    }

    /// SigV4 name of the service.
    pub fn signing_name(&self) -> &'static str {
        S::SERVICE.signing_name.unwrap_or(S::NAME)
    }

    /// Always `None`: providers are kept per authentication scheme and cannot be taken out again.
    #[deprecated(note = "always returns `None`")]
    pub fn credentials_provider(&self) -> Option<SharedCredentialsProvider> {
        None
    }

    /// The HTTP client, if one was set.
    pub fn http_client(&self) -> Option<SharedHttpClient> {
        self.components.http_client()
    }

    /// The endpoint resolver: the one set, else the endpoint rules.
    pub fn endpoint_resolver(&self) -> SharedEndpointResolver {
        self.components
            .endpoint_resolver()
            .unwrap_or_else(|| share_resolver::<S>(Rules(S::default())))
    }

    /// Retries.
    pub fn retry_config(&self) -> Option<&RetryConfig> {
        self.layer.load::<RetryConfig>()
    }

    /// The retry partition: clients of the same share a retry quota.
    pub fn retry_partition(&self) -> Option<&RetryPartition> {
        self.layer.load::<RetryPartition>()
    }

    /// Retry classifiers added to those of the operations.
    pub fn retry_classifiers(&self) -> impl Iterator<Item = SharedRetryClassifier> + '_ {
        self.components.retry_classifiers()
    }

    /// Timeouts.
    pub fn timeout_config(&self) -> Option<&TimeoutConfig> {
        self.layer.load::<TimeoutConfig>()
    }

    /// How the client sleeps, if it was set.
    pub fn sleep_impl(&self) -> Option<SharedAsyncSleep> {
        self.components.sleep_impl()
    }

    /// The clock.
    pub fn time_source(&self) -> Option<SharedTimeSource> {
        self.components.time_source()
    }

    /// Protection against stalled streams.
    pub fn stalled_stream_protection(&self) -> Option<&StalledStreamProtectionConfig> {
        self.layer.load::<StalledStreamProtectionConfig>()
    }

    /// The identity cache, if one was set.
    pub fn identity_cache(&self) -> Option<SharedIdentityCache> {
        self.components.identity_cache()
    }

    /// Authentication schemes added to those of the service.
    pub fn auth_schemes(&self) -> impl Iterator<Item = SharedAuthScheme> + '_ {
        self.components.auth_schemes()
    }

    /// The authentication scheme resolver, if one was set.
    pub fn auth_scheme_resolver(&self) -> Option<SharedAuthSchemeOptionResolver> {
        self.components.auth_scheme_option_resolver()
    }

    /// Preference among the authentication schemes of an operation.
    pub fn auth_scheme_preference(&self) -> Option<&AuthSchemePreference> {
        self.layer.load::<AuthSchemePreference>()
    }

    /// Interceptors of every call.
    pub fn interceptors(&self) -> impl Iterator<Item = SharedInterceptor> + '_ {
        self.components.interceptors()
    }

    /// Name of the application, for the user agent.
    pub fn app_name(&self) -> Option<&AppName> {
        self.layer.load::<AppName>()
    }

    /// Libraries on top of the client, for the user agent, first added first.
    pub fn framework_metadata(&self) -> Vec<&FrameworkMetadata> {
        let mut newest_first: Vec<_> = self.layer.load::<FrameworkMetadata>().collect();
        newest_first.reverse();
        newest_first
    }

    /// Whether the client trusts its own clock over the service's.
    pub fn disable_clock_skew_correction(&self) -> Option<bool> {
        self.layer
            .load::<DisableClockSkewCorrection>()
            .map(DisableClockSkewCorrection::is_disabled)
    }

    /// Where invocation ids come from, if it was set.
    pub fn invocation_id_generator(&self) -> Option<SharedInvocationIdGenerator> {
        self.layer.load::<SharedInvocationIdGenerator>().cloned()
    }
}
