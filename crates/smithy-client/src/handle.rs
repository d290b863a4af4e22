//! What the calls of one client share.

#[cfg(feature = "waiters")]
use aws_smithy_async::{rt::sleep::SharedAsyncSleep, time::SharedTimeSource};
use aws_smithy_observability::global::get_telemetry_provider;
use aws_smithy_runtime::client::defaults::{DefaultPluginParams, default_plugins};
use aws_smithy_runtime::client::metrics::MetricsRuntimePlugin;
use aws_smithy_runtime_api::client::runtime_plugin::{
    RuntimePlugin as _, RuntimePlugins, SharedRuntimePlugin, StaticRuntimePlugin,
};
use aws_smithy_runtime_api::shared::IntoShared as _;
use aws_smithy_types::config_bag::ConfigBag;

use crate::ServiceSpec;
use crate::config::Config;
use crate::error::BoxError;
use crate::orchestrate::Plans;
use crate::plugin::ServicePlugin;

/// Configuration of a client and the runtime plugins it comes down to.
#[derive(Debug)]
pub struct Handle<S: ServiceSpec> {
    config: Config<S>,
    /// In their order: later ones override earlier ones.
    plugins: Vec<SharedRuntimePlugin>,
    plans: Plans,
}

impl<S: ServiceSpec> Handle<S> {
    /// Assembles the plugins and checks that they make a client: that there is something to sleep
    /// with if there are retries, and the like.
    pub fn new(config: Config<S>) -> Result<Self, BoxError> {
        let plugins = client_plugins(&config)?;
        let mut cfg = ConfigBag::base();
        RuntimePlugins::new()
            .with_client_plugins(plugins.clone())
            .apply_client_configuration(&mut cfg)?
            .validate_base_client_config(&cfg)?;
        Ok(Self {
            config,
            plugins,
            plans: Plans::default(),
        })
    }

    /// The configuration.
    pub fn config(&self) -> &Config<S> {
        &self.config
    }

    /// What tells the time and what sleeps, the defaults included.
    #[cfg(feature = "waiters")]
    pub(crate) fn time(&self) -> Result<(SharedTimeSource, SharedAsyncSleep), BoxError> {
        let components = RuntimePlugins::new()
            .with_client_plugins(self.plugins.iter().cloned())
            .apply_client_configuration(&mut ConfigBag::base())?
            .into_time_components();
        let time = components
            .time_source()
            .ok_or("a waiter needs a time source")?;
        let sleep = components.sleep_impl().ok_or(
            "a waiter needs something to sleep with: set `sleep_impl`, or the feature `rt-tokio`",
        )?;
        Ok((time, sleep))
    }

    /// The plugins of every call.
    pub(crate) fn plugins(&self) -> &[SharedRuntimePlugin] {
        &self.plugins
    }

    /// The plans of the operations called so far.
    pub(crate) fn plans(&self) -> &Plans {
        &self.plans
    }
}

/// The plugins of a client, in their order.
fn client_plugins<S: ServiceSpec>(
    config: &Config<S>,
) -> Result<Vec<SharedRuntimePlugin>, BoxError> {
    let retry_partition = match config.region() {
        Some(region) => format!("{}-{region}", S::NAME),
        None => S::NAME.to_owned(),
    };
    let defaults = DefaultPluginParams::new()
        .with_retry_partition_name(retry_partition)
        .with_behavior_version(config.behavior_version)
        .with_is_aws_sdk(true);

    let mut plugins: Vec<_> = default_plugins(defaults).into_iter().collect();
    #[cfg(feature = "http-client")]
    plugins.push(crate::connection::plugin().into_shared());
    plugins.push(
        StaticRuntimePlugin::new()
            .with_config(config.layer.clone())
            .with_runtime_components(config.components.clone())
            .into_shared(),
    );
    plugins.push(ServicePlugin::new::<S>().into_shared());
    #[cfg(feature = "sessions")]
    plugins.extend(crate::auth::sessions::plugin(config).map(|plugin| plugin.into_shared()));
    if get_telemetry_provider()?.meter_provider().provider_name() != "noop" {
        let metrics = MetricsRuntimePlugin::builder()
            .with_scope(S::CRATE_NAME)
            .with_time_source(config.time_source().unwrap_or_default())
            .build()?;
        plugins.push(metrics.into_shared());
    }
    plugins.extend(config.plugins.iter().cloned());
    plugins.sort_by_key(|plugin| plugin.order());
    Ok(plugins)
}

/// Makes the `Client` of a service.
///
/// ```ignore
/// smithy_client::client! {
///     /// Client of the service.
///     pub struct Client for crate::Lambda;
/// }
/// ```
#[macro_export]
macro_rules! client {
    ($(#[$meta:meta])* pub struct $name:ident for $service:path;) => {
        $(#[$meta])*
        #[derive(Clone, Debug)]
        pub struct $name {
            handle: ::std::sync::Arc<$crate::Handle<$service>>,
        }

        impl $name {
            /// A client with the configuration `aws-config` loaded.
            ///
            /// # Panics
            ///
            /// As [`from_conf`](Self::from_conf).
            #[track_caller]
            pub fn new(config: &$crate::private::aws_types::sdk_config::SdkConfig) -> Self {
                Self::from_conf(config.into())
            }

            /// A client with this configuration.
            ///
            /// # Panics
            ///
            /// If the configuration contradicts itself, as one with retries and nothing to sleep
            /// with; [`try_from_conf`](Self::try_from_conf) returns the error instead.
            #[track_caller]
            pub fn from_conf(config: $crate::config::Config<$service>) -> Self {
                match Self::try_from_conf(config) {
                    Ok(client) => client,
                    Err(error) => panic!("invalid client configuration: {error}"),
                }
            }

            /// A client with this configuration, or what is wrong with it.
            pub fn try_from_conf(
                config: $crate::config::Config<$service>,
            ) -> Result<Self, $crate::error::BoxError> {
                let handle = ::std::sync::Arc::new($crate::Handle::new(config)?);
                Ok(Self { handle })
            }

            /// The configuration.
            pub fn config(&self) -> &$crate::config::Config<$service> {
                self.handle.config()
            }

            /// What the calls of this client share, for calls without generated types.
            pub fn handle(&self) -> &::std::sync::Arc<$crate::Handle<$service>> {
                &self.handle
            }
        }
    };
}

/// A method of the client for every operation. The second name is the module of the operations, each of which
/// has its builder in a module of its own.
///
/// ```ignore
/// smithy_client::client_methods! {
///     Client of operation;
///     /// Calls `Invoke`.
///     invoke InvokeFluentBuilder;
/// }
/// ```
#[macro_export]
macro_rules! client_methods {
    (
        $client:ident of $operation:ident;
        $($(#[$meta:meta])* $method:ident $builder:ident;)*
    ) => {
        impl $client {
            $(
                $(#[$meta])*
                pub fn $method(&self) -> $operation::$method::builders::$builder {
                    $operation::$method::builders::$builder::new(self.handle().clone())
                }
            )*
        }
    };
}
