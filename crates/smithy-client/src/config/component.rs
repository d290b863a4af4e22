//! The builder: settings that are components of the runtime.

use aws_runtime::auth::sigv4;
use aws_smithy_async::time::{SharedTimeSource, TimeSource};
use aws_smithy_runtime::client::auth::no_auth::NoAuthRuntimePluginV2;
use aws_smithy_runtime_api::client::auth::http::{
    HTTP_API_KEY_AUTH_SCHEME_ID, HTTP_BASIC_AUTH_SCHEME_ID, HTTP_BEARER_AUTH_SCHEME_ID,
};
use aws_smithy_runtime_api::client::auth::{AuthScheme, AuthSchemeId};
use aws_smithy_runtime_api::client::endpoint::SharedEndpointResolver;
use aws_smithy_runtime_api::client::identity::ResolveIdentity;
use aws_smithy_runtime_api::client::retries::classifiers::{ClassifyRetry, SharedRetryClassifier};

use super::auth::ResolveAuthScheme;
use super::{
    AsyncSleep, Builder, HttpClient, Intercept, IntoShared, Login, ProvideCredentials,
    ProvideToken, ResolveCachedIdentity, RuntimePlugin, SharedAsyncSleep,
    SharedCredentialsProvider, SharedHttpClient, SharedInterceptor, SharedRuntimePlugin,
    SharedTokenProvider, Token,
};
use crate::ServiceSpec;
use crate::endpoint::AcceptsResolver;

impl<S: ServiceSpec> Builder<S> {
    /// Sets where credentials come from.
    pub fn credentials_provider(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.set_credentials_provider(Some(SharedCredentialsProvider::new(provider)));
        self
    }

    /// Sets where credentials come from; `None` changes nothing.
    pub fn set_credentials_provider(
        &mut self,
        provider: Option<SharedCredentialsProvider>,
    ) -> &mut Self {
        self.set_identity(sigv4::SCHEME_ID, provider)
    }

    /// Sets where bearer tokens come from.
    pub fn token_provider(mut self, provider: impl ProvideToken + 'static) -> Self {
        self.set_token_provider(Some(SharedTokenProvider::new(provider)));
        self
    }

    /// Sets where bearer tokens come from; `None` changes nothing.
    pub fn set_token_provider(&mut self, provider: Option<SharedTokenProvider>) -> &mut Self {
        self.set_identity(HTTP_BEARER_AUTH_SCHEME_ID, provider)
    }

    /// Sets the bearer token.
    pub fn bearer_token(self, token: Token) -> Self {
        self.bearer_token_resolver(token)
    }

    /// Sets what resolves bearer tokens.
    pub fn bearer_token_resolver(mut self, resolver: impl ResolveIdentity + 'static) -> Self {
        self.set_identity(HTTP_BEARER_AUTH_SCHEME_ID, Some(resolver));
        self
    }

    /// Sets the API key.
    pub fn api_key(self, key: Token) -> Self {
        self.api_key_resolver(key)
    }

    /// Sets what resolves API keys.
    pub fn api_key_resolver(mut self, resolver: impl ResolveIdentity + 'static) -> Self {
        self.set_identity(HTTP_API_KEY_AUTH_SCHEME_ID, Some(resolver));
        self
    }

    /// Sets user and password of HTTP Basic authentication.
    pub fn basic_auth_login(mut self, login: Login) -> Self {
        self.set_identity(HTTP_BASIC_AUTH_SCHEME_ID, Some(login));
        self
    }

    fn set_identity(
        &mut self,
        scheme: AuthSchemeId,
        resolver: Option<impl ResolveIdentity + 'static>,
    ) -> &mut Self {
        if let Some(resolver) = resolver {
            self.components.set_identity_resolver(scheme, resolver);
        }
        self
    }

    /// Sets the HTTP client.
    pub fn http_client(mut self, http_client: impl HttpClient + 'static) -> Self {
        self.set_http_client(Some(http_client.into_shared()));
        self
    }

    /// Sets the HTTP client, or takes the default one.
    pub fn set_http_client(&mut self, http_client: Option<SharedHttpClient>) -> &mut Self {
        self.components.set_http_client(http_client);
        self
    }

    /// Replaces the endpoint rules.
    pub fn endpoint_resolver<R>(mut self, resolver: R) -> Self
    where
        S: AcceptsResolver<R>,
    {
        self.set_endpoint_resolver(Some(S::share_resolver(resolver)));
        self
    }

    /// Replaces or restores the endpoint rules.
    pub fn set_endpoint_resolver(&mut self, resolver: Option<SharedEndpointResolver>) -> &mut Self {
        self.components.set_endpoint_resolver(resolver);
        self
    }

    /// Sets how the client sleeps between retries.
    pub fn sleep_impl(mut self, sleep_impl: impl AsyncSleep + 'static) -> Self {
        self.set_sleep_impl(Some(sleep_impl.into_shared()));
        self
    }

    /// Sets how the client sleeps, or takes the default way.
    pub fn set_sleep_impl(&mut self, sleep_impl: Option<SharedAsyncSleep>) -> &mut Self {
        self.components.set_sleep_impl(sleep_impl);
        self
    }

    /// Sets the clock.
    pub fn time_source(mut self, time_source: impl TimeSource + 'static) -> Self {
        self.set_time_source(Some(time_source.into_shared()));
        self
    }

    /// Sets the clock, or takes the system's.
    pub fn set_time_source(&mut self, time_source: Option<SharedTimeSource>) -> &mut Self {
        self.components.set_time_source(time_source);
        self
    }

    /// Sets the identity cache.
    pub fn identity_cache(mut self, cache: impl ResolveCachedIdentity + 'static) -> Self {
        self.set_identity_cache(cache);
        self
    }

    /// Sets the identity cache.
    pub fn set_identity_cache(&mut self, cache: impl ResolveCachedIdentity + 'static) -> &mut Self {
        self.components.set_identity_cache(Some(cache));
        self
    }

    /// Adds an authentication scheme.
    pub fn push_auth_scheme(mut self, auth_scheme: impl AuthScheme + 'static) -> Self {
        self.components.push_auth_scheme(auth_scheme);
        self
    }

    /// Replaces how authentication schemes are chosen.
    pub fn auth_scheme_resolver(mut self, resolver: impl ResolveAuthScheme + 'static) -> Self {
        self.set_auth_scheme_resolver(resolver);
        self
    }

    /// Replaces how authentication schemes are chosen.
    pub fn set_auth_scheme_resolver(
        &mut self,
        resolver: impl ResolveAuthScheme + 'static,
    ) -> &mut Self {
        self.components
            .set_auth_scheme_option_resolver(Some(resolver.into_shared_resolver()));
        self
    }

    /// Sends unsigned what cannot be signed for lack of credentials.
    pub fn allow_no_auth(mut self) -> Self {
        self.set_allow_no_auth();
        self
    }

    /// Sends unsigned what cannot be signed for lack of credentials.
    pub fn set_allow_no_auth(&mut self) -> &mut Self {
        self.push_runtime_plugin(NoAuthRuntimePluginV2::new().into_shared())
    }

    /// Adds an interceptor of every call.
    pub fn interceptor(mut self, interceptor: impl Intercept + 'static) -> Self {
        self.push_interceptor(SharedInterceptor::new(interceptor));
        self
    }

    /// Adds an interceptor of every call.
    pub fn push_interceptor(&mut self, interceptor: SharedInterceptor) -> &mut Self {
        self.components.push_interceptor(interceptor);
        self
    }

    /// Replaces the interceptors added so far.
    pub fn set_interceptors(
        &mut self,
        interceptors: impl IntoIterator<Item = SharedInterceptor>,
    ) -> &mut Self {
        self.components.set_interceptors(interceptors.into_iter());
        self
    }

    /// Adds a classifier that decides what is retried.
    pub fn retry_classifier(mut self, classifier: impl ClassifyRetry + 'static) -> Self {
        self.push_retry_classifier(SharedRetryClassifier::new(classifier));
        self
    }

    /// Adds a classifier that decides what is retried.
    pub fn push_retry_classifier(&mut self, classifier: SharedRetryClassifier) -> &mut Self {
        self.components.push_retry_classifier(classifier);
        self
    }

    /// Replaces the retry classifiers added so far.
    pub fn set_retry_classifiers(
        &mut self,
        classifiers: impl IntoIterator<Item = SharedRetryClassifier>,
    ) -> &mut Self {
        self.components
            .set_retry_classifiers(classifiers.into_iter());
        self
    }

    /// Adds a runtime plugin.
    pub fn runtime_plugin(mut self, plugin: impl RuntimePlugin + 'static) -> Self {
        self.push_runtime_plugin(SharedRuntimePlugin::new(plugin));
        self
    }

    /// Adds a runtime plugin.
    pub fn push_runtime_plugin(&mut self, plugin: SharedRuntimePlugin) -> &mut Self {
        self.plugins.push(plugin);
        self
    }

    /// A fixed token, clock, user agent and credentials, for tests.
    #[cfg(feature = "test-util")]
    pub fn with_test_defaults(mut self) -> Self {
        self.apply_test_defaults();
        self
    }

    /// A fixed token, clock, user agent and credentials, for tests.
    #[cfg(feature = "test-util")]
    pub fn apply_test_defaults(&mut self) -> &mut Self {
        use std::time::{Duration, UNIX_EPOCH};

        let now = UNIX_EPOCH + Duration::from_secs(1_234_567_890);
        self.set_idempotency_token_provider(Some("00000000-0000-4000-8000-000000000000".into()));
        self.set_time_source(Some(SharedTimeSource::new(
            aws_smithy_async::time::StaticTimeSource::new(now),
        )));
        self.layer
            .store_put(aws_runtime::user_agent::AwsUserAgent::for_tests());
        self.set_credentials_provider(Some(SharedCredentialsProvider::new(
            super::Credentials::for_tests(),
        )))
    }

    /// [`with_test_defaults`](Self::with_test_defaults) and a region.
    #[cfg(feature = "test-util")]
    pub fn with_test_defaults_v2(mut self) -> Self {
        self.apply_test_defaults_v2();
        self
    }

    /// [`apply_test_defaults`](Self::apply_test_defaults) and a region.
    #[cfg(feature = "test-util")]
    pub fn apply_test_defaults_v2(&mut self) -> &mut Self {
        self.apply_test_defaults();
        if self.layer.load::<super::Region>().is_none() {
            self.set_region(Some(super::Region::new("us-east-1")));
        }
        self
    }
}
