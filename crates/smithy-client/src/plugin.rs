//! The plugin of a service: everything its calls have in common but configuration.

use std::borrow::Cow;

use aws_runtime::invocation_id::InvocationIdInterceptor;
use aws_runtime::recursion_detection::RecursionDetectionInterceptor;
use aws_runtime::request_info::RequestInfoInterceptor;
use aws_smithy_runtime::client::http::connection_poisoning::ConnectionPoisoningInterceptor;
use aws_smithy_runtime::client::orchestrator::AuthSchemeAndEndpointOrchestrationV2;
use aws_smithy_runtime::client::retries::classifiers::HttpStatusCodeClassifier;
use aws_smithy_runtime_api::client::interceptors::SharedInterceptor;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;
use aws_smithy_runtime_api::client::runtime_plugin::{Order, RuntimePlugin};
use aws_smithy_types::config_bag::{FrozenLayer, Layer};

use crate::ServiceSpec;
use crate::auth::{self, DefaultAuthSchemeResolver, ResolveAuthScheme};
use crate::clock_skew::ClockSkew;
use crate::endpoint::{Rules, share_resolver};
use crate::feature::ConfiguredFeatures;
use crate::idempotency::IdempotencyTokenProvider;
use crate::retry::RetryAfter;
use crate::user_agent::UserAgent;

/// Signing, protocol, endpoint rules and AWS's request headers. Configuration goes before it.
#[derive(Debug)]
pub(crate) struct ServicePlugin {
    layer: FrozenLayer,
    components: RuntimeComponentsBuilder,
}

impl ServicePlugin {
    pub(crate) fn new<S: ServiceSpec>() -> Self {
        let mut layer = Layer::new(S::SERVICE.sdk_id);
        layer.store_put(IdempotencyTokenProvider::random());
        layer.store_put(AuthSchemeAndEndpointOrchestrationV2);
        layer.store_put(S::protocol());

        let components = RuntimeComponentsBuilder::new("ServicePlugin")
            .with_auth_scheme_option_resolver(Some(
                DefaultAuthSchemeResolver.into_shared_resolver(),
            ))
            .with_endpoint_resolver(Some(share_resolver::<S>(Rules(S::default()))))
            .with_retry_classifier(HttpStatusCodeClassifier::default())
            .with_retry_classifier(RetryAfter)
            .with_interceptor(SharedInterceptor::permanent(
                ConnectionPoisoningInterceptor::new(),
            ))
            .with_interceptor(SharedInterceptor::permanent(ConfiguredFeatures))
            .with_interceptor(SharedInterceptor::permanent(ClockSkew::default()))
            .with_interceptor(RequestInfoInterceptor::new())
            .with_interceptor(SharedInterceptor::permanent(UserAgent::default()))
            .with_interceptor(InvocationIdInterceptor::new())
            .with_interceptor(SharedInterceptor::permanent(
                RecursionDetectionInterceptor::new(),
            ));
        Self {
            layer: layer.freeze(),
            components: auth::register(S::SERVICE, components),
        }
    }
}

impl RuntimePlugin for ServicePlugin {
    fn order(&self) -> Order {
        Order::Defaults
    }

    fn config(&self) -> Option<FrozenLayer> {
        Some(self.layer.clone())
    }

    fn runtime_components(
        &self,
        _: &RuntimeComponentsBuilder,
    ) -> Cow<'_, RuntimeComponentsBuilder> {
        Cow::Borrowed(&self.components)
    }
}
