//! Time limits of an operation and of its attempts.

use std::fmt;
use std::future::Future;
use std::time::Duration;

use aws_smithy_async::future::timeout::Timeout;
use aws_smithy_async::rt::sleep::{AsyncSleep as _, SharedAsyncSleep};
use aws_smithy_runtime_api::client::interceptors::context::Error;
use aws_smithy_runtime_api::client::orchestrator::OrchestratorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::timeout::TimeoutConfig;

/// What takes too long, and how long that is.
#[derive(Clone, Copy, Debug)]
struct TimedOut {
    what: &'static str,
    after: Duration,
}

impl fmt::Display for TimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} occurred after {:?}", self.what, self.after)
    }
}

impl std::error::Error for TimedOut {}

/// A time limit, or none.
#[derive(Debug)]
pub(super) struct Limit(Option<(SharedAsyncSleep, TimedOut)>);

impl Limit {
    pub(super) fn of_operation(components: &RuntimeComponents, cfg: &ConfigBag) -> Self {
        Self::new(
            "operation timeout (all attempts including retries)",
            cfg.load::<TimeoutConfig>()
                .and_then(TimeoutConfig::operation_timeout),
            components,
        )
    }

    pub(super) fn of_attempt(components: &RuntimeComponents, cfg: &ConfigBag) -> Self {
        Self::new(
            "operation attempt timeout (single attempt)",
            cfg.load::<TimeoutConfig>()
                .and_then(TimeoutConfig::operation_attempt_timeout),
            components,
        )
    }

    fn new(what: &'static str, after: Option<Duration>, components: &RuntimeComponents) -> Self {
        let limit = after.and_then(|after| {
            let sleep = components.sleep_impl()?;
            Some((sleep, TimedOut { what, after }))
        });
        Self(limit)
    }

    /// Holds the future to the limit.
    pub(super) async fn hold(
        self,
        future: impl Future<Output = ()>,
    ) -> Result<(), OrchestratorError<Error>> {
        match self.0 {
            None => {
                future.await;
                Ok(())
            }
            Some((sleep, timed_out)) => Timeout::new(future, sleep.sleep(timed_out.after))
                .await
                .map_err(|_| OrchestratorError::timeout(timed_out.into())),
        }
    }
}
