//! Overrides of a configuration for one call.

use std::borrow::Cow;

use aws_smithy_runtime::client::identity::IdentityCache;

use super::builder::sign_for_region;
use super::{Builder, FrozenLayer, Layer, RuntimeComponentsBuilder, RuntimePlugin};
use crate::ServiceSpec;

/// What a call overrides, as a plugin.
#[derive(Debug)]
pub(crate) struct Overlay {
    layer: FrozenLayer,
    components: RuntimeComponentsBuilder,
}

impl Overlay {
    pub(crate) fn new<S: ServiceSpec>(overrides: Builder<S>) -> Self {
        let Builder {
            mut layer,
            mut components,
            ..
        } = overrides;
        sign_for_region(&mut layer);
        // Identities of the call's own resolver must not fill the client's cache. A cache of its
        // own still serves its retries.
        if components.has_identity_resolvers() && components.identity_cache().is_none() {
            components.set_identity_cache(Some(IdentityCache::lazy().max_partitions(1).build()));
        }
        Self {
            layer: Layer::from(layer).with_name("config override").freeze(),
            components,
        }
    }
}

impl RuntimePlugin for Overlay {
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
