//! The system's resolver of names, with a clock.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use hyper_util::client::legacy::connect::dns::{GaiAddrs, GaiResolver, Name};
use tower_service::Service;
use tracing::debug;

/// Resolves names as the system does, and tells how long that took.
#[derive(Clone)]
pub(super) struct Resolver(GaiResolver);

impl Resolver {
    pub(super) fn new() -> Self {
        Self(GaiResolver::new())
    }
}

impl Service<Name> for Resolver {
    type Response = GaiAddrs;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = Result<GaiAddrs, io::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), io::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let (begun, host) = (Instant::now(), name.to_string());
        let resolving = self.0.call(name);
        Box::pin(async move {
            let found = resolving.await;
            let after = begun.elapsed();
            match &found {
                Ok(_) => debug!(target: super::EVENTS, %host, ?after, "name resolved"),
                Err(_) => debug!(target: super::EVENTS, %host, ?after, "name not resolved"),
            }
            found
        })
    }
}
