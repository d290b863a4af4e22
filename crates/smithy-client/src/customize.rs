//! Changes to a single call.

use std::future::Future;
use std::marker::PhantomData;

use aws_smithy_runtime::client::interceptors::{MapRequestInterceptor, MutateRequestInterceptor};
use aws_smithy_runtime_api::client::interceptors::{Intercept, SharedInterceptor};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_plugin::{RuntimePlugin, SharedRuntimePlugin};

use crate::ServiceSpec;
use crate::config::Builder;
use crate::error::SdkError;

/// A call that can be sent with overrides of its configuration.
pub trait CustomizableSend<T, E>: Send + Sync {
    /// Service of the call.
    type Service: ServiceSpec;

    /// Sends it.
    fn send(
        self,
        overrides: Builder<Self::Service>,
    ) -> impl Future<Output = Result<T, SdkError<E>>> + Send;
}

/// A call and the changes to it.
#[derive(Debug)]
pub struct CustomizableOperation<T, E, B: CustomizableSend<T, E>> {
    call: B,
    overrides: Builder<B::Service>,
    interceptors: Vec<SharedInterceptor>,
    plugins: Vec<SharedRuntimePlugin>,
    result: PhantomData<fn() -> Result<T, E>>,
}

impl<T, E, B: CustomizableSend<T, E>> CustomizableOperation<T, E, B> {
    /// A call without changes yet.
    pub fn new(call: B) -> Self {
        Self {
            call,
            overrides: Builder::default(),
            interceptors: Vec::new(),
            plugins: Vec::new(),
            result: PhantomData,
        }
    }

    /// Adds an interceptor.
    pub fn interceptor(mut self, interceptor: impl Intercept + 'static) -> Self {
        self.interceptors.push(SharedInterceptor::new(interceptor));
        self
    }

    /// Adds a runtime plugin.
    pub fn runtime_plugin(mut self, plugin: impl RuntimePlugin + 'static) -> Self {
        self.plugins.push(SharedRuntimePlugin::new(plugin));
        self
    }

    /// Replaces the request before it is signed, or fails.
    pub fn map_request<F, M>(self, map: F) -> Self
    where
        F: Fn(HttpRequest) -> Result<HttpRequest, M> + Send + Sync + 'static,
        M: std::error::Error + Send + Sync + 'static,
    {
        self.interceptor(MapRequestInterceptor::new(map))
    }

    /// Changes the request before it is signed.
    pub fn mutate_request<F>(self, mutate: F) -> Self
    where
        F: Fn(&mut HttpRequest) + Send + Sync + 'static,
    {
        self.interceptor(MutateRequestInterceptor::new(mutate))
    }

    /// Overrides the client's configuration with what is set here. The last override counts;
    /// interceptors and plugins of the call stay.
    pub fn config_override(mut self, overrides: impl Into<Builder<B::Service>>) -> Self {
        self.overrides = overrides.into();
        self
    }

    /// Sends the request.
    pub async fn send(self) -> Result<T, SdkError<E>> {
        let mut overrides = self.overrides;
        for interceptor in self.interceptors {
            overrides.push_interceptor(interceptor);
        }
        for plugin in self.plugins {
            overrides.push_runtime_plugin(plugin);
        }
        self.call.send(overrides).await
    }
}
