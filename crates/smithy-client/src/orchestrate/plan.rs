//! What the calls of an operation have in common.

use std::any::TypeId;
use std::collections::HashMap;
use std::fmt::Debug;
use std::sync::{Arc, PoisonError, RwLock};

use aws_smithy_runtime::client::retries::RetryPartition;
use aws_smithy_runtime_api::client::interceptors::SharedInterceptor;
use aws_smithy_runtime_api::client::runtime_components::{
    RuntimeComponents, RuntimeComponentsBuilder,
};
use aws_smithy_runtime_api::client::runtime_plugin::{RuntimePlugin as _, SharedRuntimePlugin};
use aws_smithy_schema::protocol::SharedClientProtocol;
use aws_smithy_types::config_bag::{ConfigBag, FrozenLayer, Layer, Storable, StoreReplace};
use aws_smithy_types::retry::MergeRetryConfig;
use aws_smithy_types::timeout::MergeTimeoutConfig;
use aws_types::SigningName;
use aws_types::region::{Region, SigningRegion};
use smithy_catalog::Operation;

use super::hooks::Hooks;
use crate::error::BoxError;
use crate::idempotency::IdempotencyTokenProvider;
use crate::user_agent::SettledAgent;

/// Components, configuration and interceptors of calls, put together once.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(super) client_layers: Vec<FrozenLayer>,
    pub(super) operation_layers: Vec<FrozenLayer>,
    pub(super) hooks: Hooks,
    pub(super) components: RuntimeComponents,
    /// Nothing from outside this crate takes part but values: the configuration of every call is
    /// the same, and its last layer holds what is read most.
    pub(super) settled: bool,
    /// Attempts end before the request is sent.
    pub(super) presigns: bool,
}

impl Plan {
    /// A plan from the plugins of the client and of the operation, each in their order. It is
    /// settled where `own`: where all plugins and interceptors are of this crate and the runtime.
    pub(crate) fn new(
        client: &[SharedRuntimePlugin],
        operation: &[SharedRuntimePlugin],
        own: bool,
    ) -> Result<Self, BoxError> {
        let mut cfg = ConfigBag::base();
        let (client_layers, client) = apply("apply_client_configuration", client, &mut cfg);
        let (mut operation_layers, operation) =
            apply("apply_operation_configuration", operation, &mut cfg);
        let hooks = Hooks::new(
            client.interceptors().collect::<Vec<SharedInterceptor>>(),
            operation.interceptors().collect(),
            own,
        );
        let components = client.merge_from(&operation).build()?;
        if own {
            operation_layers.push(settle(&mut cfg, &components)?);
        }
        Ok(Self {
            client_layers,
            operation_layers,
            hooks,
            components,
            settled: own,
            presigns: false,
        })
    }

    /// The plan for calls that end before their request is sent.
    pub(crate) fn presigning(self) -> Self {
        Self {
            presigns: true,
            ..self
        }
    }
}

/// Layers and components of plugins, as the runtime puts them together.
fn apply(
    name: &'static str,
    plugins: &[SharedRuntimePlugin],
    cfg: &mut ConfigBag,
) -> (Vec<FrozenLayer>, RuntimeComponentsBuilder) {
    let mut merged = RuntimeComponentsBuilder::new(name);
    let mut layers = Vec::new();
    for plugin in plugins {
        if let Some(layer) = plugin.config() {
            cfg.push_shared_layer(layer.clone());
            layers.push(layer);
        }
        let next = plugin.runtime_components(&merged);
        merged = merged.merge_from(&next);
    }
    (layers, merged)
}

/// The last layer of a settled plan: settings merged over all layers, and what is read most often,
/// so that it is found first.
fn settle(cfg: &mut ConfigBag, components: &RuntimeComponents) -> Result<FrozenLayer, BoxError> {
    let timeouts = cfg.load::<MergeTimeoutConfig>();
    let retries = cfg.load::<MergeRetryConfig>();
    tracing::debug!("timeout settings for this operation: {timeouts:?}");
    tracing::debug!("retry settings for this operation: {retries:?}");
    let mut layer = Layer::new("settled");
    layer.store_put(timeouts);
    layer.store_put(retries);
    repeat::<SharedClientProtocol>(cfg, &mut layer);
    repeat::<RetryPartition>(cfg, &mut layer);
    repeat::<SigningName>(cfg, &mut layer);
    repeat::<SigningRegion>(cfg, &mut layer);
    repeat::<Region>(cfg, &mut layer);
    repeat::<IdempotencyTokenProvider>(cfg, &mut layer);
    SettledAgent::store(cfg, components, &mut layer)?;

    let layer = layer.freeze();
    cfg.push_shared_layer(layer.clone());
    components.validate_final_config(cfg)?;
    Ok(layer)
}

fn repeat<T: Storable<Storer = StoreReplace<T>> + Clone>(cfg: &ConfigBag, layer: &mut Layer) {
    if let Some(value) = cfg.load::<T>().cloned() {
        layer.store_put(value);
    }
}

/// The plans of a client, made when an operation is first called.
#[derive(Debug, Default)]
pub(crate) struct Plans(RwLock<HashMap<(TypeId, usize), Arc<Plan>>>);

impl Plans {
    /// The plan for calls of type `C` of an operation.
    pub(crate) fn get<C: 'static>(
        &self,
        operation: &'static Operation,
        make: impl FnOnce() -> Result<Plan, BoxError>,
    ) -> Result<Arc<Plan>, BoxError> {
        // Two operations may have the same name, but not the same place.
        let key = (TypeId::of::<C>(), std::ptr::from_ref(operation).addr());
        let found = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(plan) = found.get(&key) {
            return Ok(Arc::clone(plan));
        }
        drop(found);
        let plan = Arc::new(make()?);
        let mut plans = self.0.write().unwrap_or_else(PoisonError::into_inner);
        Ok(Arc::clone(plans.entry(key).or_insert(plan)))
    }
}
