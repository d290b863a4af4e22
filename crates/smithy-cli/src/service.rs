//! A service as a program calls it.

use std::borrow::Cow;

use aws_settings::ServiceIdentity;
use smithy_catalog::Operation;
use smithy_client::ServiceSpec;

use crate::caller::{self, Connect};
use crate::options;

/// A service of a program: its catalog, its endpoint rules, and the word that stands for it.
///
/// No generated input or output type takes part, so that a command of a large service is compiled
/// as fast as that of a small one.
#[derive(Debug, Clone)]
pub struct Service {
    word: Cow<'static, str>,
    summary: Cow<'static, str>,
    pub(crate) catalog: &'static smithy_catalog::Service,
    pub(crate) connect: Connect,
}

impl Service {
    /// The service that `S` stands for. Its word is that of the AWS CLI, as `lambda`.
    pub fn new<S: ServiceSpec>() -> Self {
        let catalog = S::SERVICE;
        let summary = match catalog.title {
            "" => catalog.sdk_id,
            title => title,
        };
        Self {
            word: catalog.command().into(),
            summary: summary.into(),
            catalog,
            connect: caller::connect::<S>,
        }
    }

    /// The word that stands for the service on the lines of a program with several of them.
    #[must_use]
    pub fn word(mut self, word: impl Into<Cow<'static, str>>) -> Self {
        self.word = word.into();
        self
    }

    /// What help says of the service in a line; its title if this is not called.
    #[must_use]
    pub fn summary(mut self, summary: impl Into<Cow<'static, str>>) -> Self {
        self.summary = summary.into();
        self
    }

    pub(crate) fn name(&self) -> &str {
        &self.word
    }

    pub(crate) fn about(&self) -> &str {
        &self.summary
    }

    /// The name that signatures are made for.
    pub(crate) fn signing_name(&self) -> &'static str {
        self.catalog
            .signing_name
            .unwrap_or(self.catalog.endpoint_prefix)
    }

    /// The commands, one for each operation, in the catalog's order.
    pub(crate) fn commands(&self) -> Vec<String> {
        options::commands(self.catalog)
    }

    /// Whether there is something to wait for.
    pub(crate) fn waits(&self) -> bool {
        !self.catalog.cli.waiters.is_empty()
    }

    /// The operation that a command stands for.
    pub(crate) fn operation(&self, command: &str) -> Option<&'static Operation> {
        options::operation(self.catalog, command)
    }

    /// The service, as far as settings are concerned.
    pub(crate) fn identity(&self) -> ServiceIdentity<'static> {
        ServiceIdentity {
            sdk_id: self.catalog.sdk_id,
            endpoint_prefix: self.catalog.endpoint_prefix,
        }
    }
}
