//! What this crate adds to how the runtime retries.

use std::fmt;
use std::time::Duration;

use aws_runtime::retries::classifiers::{THROTTLING_ERRORS, TRANSIENT_ERRORS};
use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::orchestrator::{HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::retries::classifiers::{
    ClassifyRetry, RetryAction, RetryClassifierPriority, RetryReason,
};
use aws_smithy_types::error::metadata::ProvideErrorMetadata as _;
use aws_smithy_types::retry::ErrorKind;

use smithy_catalog::Service;

use crate::dynamic::DynamicError;

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

/// Decides by the error code that an application reads in answers and shows, where that is another
/// than the protocol's: what is shown as throttled is retried as throttled, and what the model calls retryable
/// is retried. For dynamic calls.
pub struct ByShownCode<F> {
    service: &'static Service,
    read: F,
}

impl<F> fmt::Debug for ByShownCode<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ByShownCode")
    }
}

impl<F> ByShownCode<F>
where
    F: Fn(&HttpResponse) -> Option<String> + Send + Sync + 'static,
{
    /// A classifier for answers of the service that gets the code from `read`.
    pub fn new(service: &'static Service, read: F) -> Self {
        Self { service, read }
    }

    /// What kind of error it is that has this code.
    fn kind(&self, code: &str) -> Option<ErrorKind> {
        if THROTTLING_ERRORS.contains(&code) {
            return Some(ErrorKind::ThrottlingError);
        }
        if TRANSIENT_ERRORS.contains(&code) {
            return Some(ErrorKind::TransientError);
        }
        let mut errors = self.service.operations.iter().flat_map(|it| it.errors);
        let error = errors.find(|error| error.has_code(code))?;
        Some(error.retryable?.kind(error.fault))
    }

    fn classify(&self, context: &InterceptorContext) -> Option<RetryAction> {
        /// Statuses that say that another attempt may succeed.
        const TRANSIENT: [u16; 4] = [500, 502, 503, 504];
        let error = context.output_or_error()?.err()?;
        let error = OrchestratorError::as_operation_error(error)?;
        let response = context.response()?;
        let shown = (self.read)(response);
        let read = error.downcast_ref::<DynamicError>()?.code();
        if shown.as_deref() == read {
            return None;
        }
        let by_code = self.kind(&shown.unwrap_or_default());
        let is_transient = TRANSIENT.contains(&response.status().as_u16());
        let by_status = is_transient.then_some(ErrorKind::TransientError);
        let Some(kind) = by_code.or(by_status) else {
            return Some(RetryAction::RetryForbidden);
        };
        Some(match retry_after(context) {
            Some(delay) => RetryAction::retryable_error_with_explicit_delay(kind, delay),
            None => RetryAction::retryable_error(kind),
        })
    }
}

impl<F> ClassifyRetry for ByShownCode<F>
where
    F: Fn(&HttpResponse) -> Option<String> + Send + Sync + 'static,
{
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        self.classify(context).unwrap_or_default()
    }

    fn name(&self) -> &'static str {
        "ByShownCode"
    }
}
