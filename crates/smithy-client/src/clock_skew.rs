//! The clock of the service, as its answers show it.
//!
//! smithy-rs has an interceptor for this, but only its own signer can read what that measured.
//! This one measures the same, by the same rules, for the signer of this crate.

use std::marker::PhantomData;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use aws_runtime::service_clock_skew::DisableClockSkewCorrection;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeDeserializationInterceptorContextMut, BeforeTransmitInterceptorContextMut,
    BeforeTransmitInterceptorContextRef, InterceptorContext,
};
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::orchestrator::{HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::retries::classifiers::{
    ClassifyRetry, RetryAction, RetryClassifierPriority,
};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::DateTime;
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};
use aws_smithy_types::date_time::Format;
use aws_smithy_types::retry::ErrorKind;

use crate::OperationError;
use crate::error::BoxError;

/// A smaller skew is not what made a signature invalid.
const SIGNIFICANT: Duration = Duration::from_secs(4 * 60);
/// An answer that took longer says too little of the time.
const LONGEST_TRIP: Duration = Duration::from_secs(15 * 60);
/// Codes of errors that a wrong clock may have caused.
const CODES: [&str; 5] = [
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
    "AuthFailure",
    "RequestTimeTooSkewed",
    "AccessDeniedException",
];

/// How far the service's clock is ahead of ours, in milliseconds; negative where it is behind.
#[derive(Clone, Copy, Debug, Default)]
struct Skew(i64);

impl Storable for Skew {
    type Storer = StoreReplace<Self>;
}

impl Skew {
    fn between(service: SystemTime, own: SystemTime) -> Self {
        let millis = |duration: Duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        match service.duration_since(own) {
            Ok(ahead) => Self(millis(ahead)),
            Err(behind) => Self(-millis(behind.duration())),
        }
    }

    fn size(self) -> Duration {
        Duration::from_millis(self.0.unsigned_abs())
    }
}

/// When the request of an attempt was sent.
#[derive(Clone, Copy, Debug)]
struct Sent(SystemTime);

impl Storable for Sent {
    type Storer = StoreReplace<Self>;
}

/// The time to sign with.
pub(crate) fn corrected(now: SystemTime, cfg: &ConfigBag) -> SystemTime {
    let Some(skew) = cfg.load::<Skew>() else {
        return now;
    };
    let corrected = match skew.0 {
        0.. => now.checked_add(skew.size()),
        _ => now.checked_sub(skew.size()),
    };
    corrected.unwrap_or(now)
}

fn disabled(cfg: &ConfigBag) -> bool {
    cfg.load::<DisableClockSkewCorrection>()
        .is_some_and(DisableClockSkewCorrection::is_disabled)
}

/// Measures the skew with every answer, and keeps it for the calls that follow.
#[derive(Debug, Default)]
pub(crate) struct ClockSkew {
    last: Mutex<Skew>,
}

impl ClockSkew {
    fn last(&self) -> std::sync::MutexGuard<'_, Skew> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn now(components: &RuntimeComponents) -> SystemTime {
    components.time_source().unwrap_or_default().now()
}

#[dyn_dispatch_hint]
impl Intercept for ClockSkew {
    fn name(&self) -> &'static str {
        "ClockSkew"
    }

    fn modify_before_retry_loop(
        &self,
        _context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if !disabled(cfg) {
            let last = *self.last();
            cfg.interceptor_state().store_put(last);
        }
        Ok(())
    }

    fn read_before_transmit(
        &self,
        _context: &BeforeTransmitInterceptorContextRef<'_>,
        components: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if !disabled(cfg) {
            cfg.interceptor_state().store_put(Sent(now(components)));
        }
        Ok(())
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        components: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let Some(Sent(sent)) = cfg.load::<Sent>().copied() else {
            return Ok(());
        };
        if let Some(skew) = measure(context.response(), sent, || now(components)) {
            *self.last() = skew;
            cfg.interceptor_state().store_put(skew);
            // For the classifier, which sees no configuration.
            context.response_mut().add_extension(skew);
        }
        Ok(())
    }
}

/// The skew an answer shows, if it can be trusted: half the way lies behind the service's clock.
fn measure(
    response: &HttpResponse,
    sent: SystemTime,
    received: impl FnOnce() -> SystemTime,
) -> Option<Skew> {
    let headers = response.headers();
    let date = headers.get("date")?;
    if headers.contains_key("age") {
        // A cache answered, with the date of then.
        return None;
    }
    let date = DateTime::from_str(date, Format::HttpDate).ok()?;
    let service = SystemTime::try_from(date).ok()?;
    let trip = received().duration_since(sent).unwrap_or_default();
    (trip <= LONGEST_TRIP).then(|| Skew::between(service, sent + trip / 2))
}

/// Retries what failed because of the clock, which is right by then.
#[derive(Debug)]
pub(crate) struct ClockSkewClassifier<E>(PhantomData<fn() -> E>);

impl<E> Default for ClockSkewClassifier<E> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<E: OperationError> ClassifyRetry for ClockSkewClassifier<E> {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let skewed = context
            .response()
            .and_then(|response| response.extension::<Skew>())
            .is_some_and(|skew| skew.size() > SIGNIFICANT);
        let code = || {
            let error = context.output_or_error()?.err()?;
            let error = OrchestratorError::as_operation_error(error)?;
            aws_smithy_types::error::metadata::ProvideErrorMetadata::code(
                error.downcast_ref::<E>()?,
            )
        };
        match skewed && code().is_some_and(|code| CODES.contains(&code)) {
            true => RetryAction::retryable_error(ErrorKind::ServerError),
            false => RetryAction::NoActionIndicated,
        }
    }

    fn name(&self) -> &'static str {
        "ClockSkew"
    }

    fn priority(&self) -> RetryClassifierPriority {
        RetryClassifierPriority::run_after(RetryClassifierPriority::http_status_code_classifier())
    }
}

#[cfg(test)]
mod tests {
    use aws_smithy_types::body::SdkBody;

    use super::*;

    /// What an answer of this second shows that was asked for and received at these.
    fn measured(service: u64, sent: u64, received: u64) -> Option<i64> {
        let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let date = DateTime::from(at(service)).fmt(Format::HttpDate);
        let status = 200.try_into().expect("a status");
        let mut response = HttpResponse::new(status, SdkBody::empty());
        let date = date.expect("a year of four digits");
        response.headers_mut().insert("date", date);
        measure(&response, at(sent), || at(received)).map(|skew| skew.0)
    }

    #[test]
    fn half_the_way_lies_behind_the_clock_of_the_service() {
        assert_eq!(measured(1_000, 400, 600), Some(500_000));
        assert_eq!(measured(400, 1_000, 1_200), Some(-700_000));
        assert_eq!(measured(1_000, 1_000, 1_000), Some(0));
        // Ours was set back meanwhile.
        assert_eq!(measured(1_000, 700, 600), Some(300_000));
    }

    #[test]
    fn an_answer_that_took_long_says_nothing() {
        assert_eq!(measured(1_000, 0, 900), Some(550_000));
        assert_eq!(measured(1_000, 0, 901), None);
    }
}
