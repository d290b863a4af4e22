//! What this crate adds to how the runtime retries.

use std::time::Duration;

use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::retries::classifiers::{
    ClassifyRetry, RetryAction, RetryClassifierPriority, RetryReason,
};

/// Honours `x-amz-retry-after`, in milliseconds, for whatever is retried.
///
/// smithy-rs reads the header for errors it knows by their code, and forgets it again where the
/// model calls the same error retryable.
#[derive(Debug)]
pub(crate) struct RetryAfter;

impl ClassifyRetry for RetryAfter {
    fn classify_retry(&self, _context: &InterceptorContext) -> RetryAction {
        RetryAction::NoActionIndicated
    }

    fn classify_retry_v2(
        &self,
        context: &InterceptorContext,
        previous: &RetryAction,
    ) -> RetryAction {
        match previous {
            RetryAction::RetryIndicated(RetryReason::RetryableError {
                kind,
                retry_after: None,
            }) => retry_after(context).map_or(RetryAction::NoActionIndicated, |delay| {
                RetryAction::retryable_error_with_explicit_delay(*kind, delay)
            }),
            _ => RetryAction::NoActionIndicated,
        }
    }

    fn name(&self) -> &'static str {
        "RetryAfter"
    }

    /// After every classifier of the runtime, and before those of the application.
    fn priority(&self) -> RetryClassifierPriority {
        RetryClassifierPriority::run_after(RetryClassifierPriority::transient_error_classifier())
    }
}

fn retry_after(context: &InterceptorContext) -> Option<Duration> {
    let header = context.response()?.headers().get("x-amz-retry-after")?;
    header.trim().parse().ok().map(Duration::from_millis)
}
