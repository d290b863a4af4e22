//! Faults on request: what a client should withstand, made to happen.

mod latency;
mod rule;

use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use bytes::Bytes;
use fastrand::Rng;
use http::Response;
use serde_json::{Value, json};

pub(crate) use self::rule::Act;
use self::rule::Rule;
use crate::failure::Failure;

/// Faults that hit calls by operation, rate or script.
///
/// A set of faults is a document:
///
/// ```
/// # use serde_json::json;
/// let faults = smithy_local::Faults::default();
/// faults.set(&json!({
///     "seed": 7,
///     "faults": [
///         {"fault": "throttle", "operation": "GetNote", "rate": 0.5, "retryAfter": 1},
///         {"fault": "error", "status": 503, "code": "ServiceUnavailable", "times": 2},
///         {"fault": "delay", "p50": 20, "p99": 400},
///         {"script": ["pass", "reset", "truncate"]},
///     ],
/// }))?;
/// # Ok::<(), String>(())
/// ```
///
/// - `fault` is `throttle` (429 with `Retry-After`), `error`, `delay`, `reset` (the connection
///   breaks before the call is made), `lost` (it breaks after the call is made) or `truncate` (half
///   of the answer's body arrives).
/// - `operation` limits it to one, else it hits all; `rate` is the share of calls it hits, 1 unless
///   given; `times` is how many it hits at most.
/// - `script` names what happens to one call after the other, `pass` for nothing, in place of
///   `fault` and `rate`; `repeat` starts it over.
/// - `delay` takes milliseconds: `ms`, or `min` and `max`, or `mean` for an exponential
///   distribution, or `p50` and `p99` for a log-normal one.
/// - `seed` makes chance repeat itself.
///
/// The first that hits a call is the one that happens, and delays come on top.
#[derive(Debug, Default)]
pub struct Faults(Mutex<State>);

#[derive(Debug)]
struct State {
    seed: u64,
    chance: Rng,
    rules: Vec<Rule>,
}

impl Default for State {
    fn default() -> Self {
        Self::new(fastrand::u64(..), Vec::new())
    }
}

impl State {
    fn new(seed: u64, rules: Vec<Rule>) -> Self {
        Self {
            seed,
            chance: Rng::with_seed(seed),
            rules,
        }
    }
}

/// How much of an answer arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Travel {
    /// All of it.
    Whole,
    /// The head and half of the body.
    Truncated,
    /// Nothing: the connection breaks.
    Broken,
}

/// What is to happen to one call.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fate {
    /// How long the answer is to wait.
    pub delay: Duration,
    pub(crate) act: Option<Act>,
}

impl Faults {
    /// Puts this set in the place of the one before.
    ///
    /// # Errors
    /// All that is wrong with the document, a line each. The set before stays then.
    pub fn set(&self, document: &Value) -> Result<(), String> {
        let rules = rule::read_all(document)?;
        let seed = match document.get("seed") {
            None | Some(Value::Null) => fastrand::u64(..),
            Some(seed) => seed
                .as_u64()
                .ok_or_else(|| format!("seed: {seed} is not a whole number from 0 on"))?,
        };
        *self.lock() = State::new(seed, rules);
        Ok(())
    }

    /// Takes all faults away.
    pub fn clear(&self) {
        *self.lock() = State::default();
    }

    /// The set as a document, with how often each hit.
    pub fn describe(&self) -> Value {
        let state = self.lock();
        let rules: Vec<_> = state.rules.iter().map(Rule::describe).collect();
        json!({"seed": state.seed, "faults": rules})
    }

    /// What is to happen to a call of this operation.
    pub(crate) fn decide(&self, operation: Option<&str>) -> Fate {
        let mut state = self.lock();
        let State { chance, rules, .. } = &mut *state;
        let mut fate = Fate::default();
        for rule in rules {
            // One that hits is spent, so those behind it wait for their turn.
            if fate.act.is_some() && !rule.delays() {
                continue;
            }
            match rule.meet(operation, chance) {
                Some(Act::Delay(delay)) => fate.delay += delay,
                Some(act) => fate.act = Some(act),
                None => {}
            }
        }
        fate
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Fate {
    /// What the fault is called, in logs.
    pub fn name(&self) -> Option<&'static str> {
        match &self.act {
            Some(act) => Some(act.name()),
            None if self.delay > Duration::ZERO => Some("delay"),
            None => None,
        }
    }
}

impl Act {
    /// The call is not made.
    pub(crate) fn comes_instead(&self) -> bool {
        matches!(
            self,
            Self::Throttle { .. } | Self::Error { .. } | Self::Reset
        )
    }

    /// What the caller is told of a call that is not made.
    pub(crate) fn failure(&self) -> Failure {
        match self {
            Self::Throttle { .. } => Failure::new(
                "ThrottlingException",
                "Rate exceeded, by a fault that was asked for.",
            ),
            Self::Error { code, message, .. } => Failure::new(code.clone(), message.clone()),
            // Nobody reads it but those who watch.
            _ => Failure::internal("The connection was broken, by a fault that was asked for."),
        }
    }

    /// How much of the answer is to arrive.
    pub(crate) fn travel(&self) -> Travel {
        match self {
            Self::Reset | Self::Lost => Travel::Broken,
            Self::Truncate => Travel::Truncated,
            _ => Travel::Whole,
        }
    }

    /// Gives the answer what its fault says of status and headers.
    pub(crate) fn adorn(&self, response: &mut Response<Bytes>) {
        let retry_after = match self {
            Self::Throttle { retry_after } => {
                *response.status_mut() = http::StatusCode::TOO_MANY_REQUESTS;
                *retry_after
            }
            Self::Error {
                status,
                retry_after,
                ..
            } => {
                *response.status_mut() = *status;
                *retry_after
            }
            _ => None,
        };
        if let Some(wait) = retry_after {
            let headers = response.headers_mut();
            let seconds = wait.as_secs_f64().ceil() as u64;
            headers.insert(http::header::RETRY_AFTER, seconds.into());
            // What AWS SDKs read, in milliseconds.
            let milliseconds = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
            headers.insert("x-amz-retry-after", milliseconds.into());
        }
    }
}
