//! Waiters: an operation called until its outcome is what is waited for (`smithy.waiters#waitable`).
//!
//! Delays and limits are those of smithy-rs's orchestrator. What a waiter looks at is data: acceptors
//! with JMESPaths, evaluated on the document of the output.

use std::fmt::Debug;
use std::time::Duration;

use aws_smithy_runtime::client::sdk_feature::SmithySdkFeature;
use aws_smithy_runtime::client::waiters::{WaiterOrchestrator, attach_waiter_tracing_span};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::shared::IntoShared as _;
use aws_smithy_schema::serde::SerializableStruct;
use aws_smithy_types::error::metadata::ProvideErrorMetadata as _;
use cli_formats::{Value, json};
use jmespath_py::Expression;
use smithy_catalog::ErrorShape;
use smithy_catalog::document::to_document;

pub use aws_smithy_runtime::client::waiters::AcceptorState;
pub use aws_smithy_runtime_api::client::waiters::FinalPoll;
pub use aws_smithy_runtime_api::client::waiters::error::WaiterError;

use crate::OperationSpec;
use crate::error::{BoxError, SdkError};
use crate::feature::made_by;
use crate::fluent::Fluent;
use crate::typed::{invoke_with, prepare};

/// A waiter of a service, as its model has it.
#[derive(Debug)]
pub struct Waiter {
    /// Seconds before the second call, and the least between calls.
    pub min_delay: u32,
    /// The most seconds between calls.
    pub max_delay: u32,
    /// What ends or continues the wait; the first that matches counts.
    pub acceptors: &'static [Acceptor],
}

/// Where an outcome leads to.
#[derive(Debug)]
pub struct Acceptor {
    /// Where to.
    pub state: AcceptorState,
    /// Which outcome.
    pub matcher: Matcher,
}

/// What an acceptor looks at.
#[derive(Debug)]
pub enum Matcher {
    /// The call succeeded, or failed with any error of the service.
    Success(bool),
    /// The call failed with this error code.
    Error(&'static str),
    /// What the path leads to in the output.
    Output(&'static str, Expected),
    /// What the path leads to in an object of `input` and `output`.
    InputOutput(&'static str, Expected),
}

/// What a path must lead to.
#[derive(Debug)]
pub enum Expected {
    /// This string.
    String(&'static str),
    /// This boolean.
    Boolean(bool),
    /// A list that is not empty, of this string alone.
    AllStrings(&'static str),
    /// A list with this string in it.
    AnyString(&'static str),
}

impl Expected {
    fn is_met(&self, value: &Value) -> bool {
        let is = |value: &Value, text: &str| matches!(value, Value::String(found) if found == text);
        match (self, value) {
            (Self::String(text), value) => is(value, text),
            (Self::Boolean(flag), value) => *value == Value::Bool(*flag),
            (Self::AllStrings(text), Value::List(found)) => {
                !found.is_empty() && found.iter().all(|value| is(value, text))
            }
            (Self::AnyString(text), Value::List(found)) => {
                found.iter().any(|value| is(value, text))
            }
            (Self::AllStrings(_) | Self::AnyString(_), _) => false,
        }
    }
}

/// What a wait comes to that ends well.
pub type Final<O> =
    FinalPoll<<O as OperationSpec>::Output, SdkError<<O as OperationSpec>::Error, HttpResponse>>;

/// Why a wait failed.
pub type WaitError<O> = WaiterError<<O as OperationSpec>::Output, <O as OperationSpec>::Error>;

/// Calls the operation until an acceptor ends the wait, or `max_wait` is over.
///
/// # Errors
///
/// If the input cannot be built, the outcome is one of failure, the call fails in a way that no acceptor
/// knows, or the time is over.
pub async fn wait<O>(
    call: Fluent<O>,
    waiter: &'static Waiter,
    max_wait: Duration,
) -> Result<Final<O>, WaitError<O>>
where
    O: OperationSpec<Input: Clone, Output: SerializableStruct>,
{
    let Fluent {
        handle,
        input,
        overrides,
    } = call;
    let input = O::build_input(input).map_err(WaiterError::construction_failure)?;
    let judge = Judge::new(waiter, &input).map_err(WaiterError::construction_failure)?;
    let (time_source, sleep_impl) = handle.time().map_err(WaiterError::construction_failure)?;
    let feature = made_by(SmithySdkFeature::Waiter).into_shared();
    let prepared = prepare::<O>(&handle, Some(feature), overrides)
        .map_err(WaiterError::construction_failure)?;
    let running = WaiterOrchestrator::builder()
        .min_delay(Duration::from_secs(waiter.min_delay.into()))
        .max_delay(Duration::from_secs(waiter.max_delay.into()))
        .max_wait(max_wait)
        .time_source(time_source)
        .sleep_impl(sleep_impl)
        .acceptor(|outcome: Result<&O::Output, &O::Error>| match outcome {
            Ok(output) => judge.of_output(output),
            Err(error) => judge.of_error(error.code(), O::OPERATION.errors),
        })
        .operation(|| invoke_with::<O>(input.clone(), &prepared))
        .build()
        .orchestrate();
    attach_waiter_tracing_span(running).await
}

/// The acceptors of a waiter, ready to judge outcomes.
struct Judge {
    acceptors: Vec<(&'static Acceptor, Option<Expression>)>,
    /// The document of the input, where an acceptor looks at it.
    input: Option<Value>,
}

impl Judge {
    fn new(waiter: &'static Waiter, input: &dyn SerializableStruct) -> Result<Self, BoxError> {
        let mut acceptors = Vec::new();
        let mut looks_at_input = false;
        for acceptor in waiter.acceptors {
            let path = match &acceptor.matcher {
                Matcher::Output(path, _) => Some(path),
                Matcher::InputOutput(path, _) => {
                    looks_at_input = true;
                    Some(path)
                }
                Matcher::Success(_) | Matcher::Error(_) => None,
            };
            acceptors.push((
                acceptor,
                path.map(|path| Expression::compile(path)).transpose()?,
            ));
        }
        let input = looks_at_input.then(|| document(input)).transpose()?;
        Ok(Self { acceptors, input })
    }

    /// An error is named by its code, or by the shape whose code it is.
    fn of_error(&self, code: Option<&str>, modelled: &[&ErrorShape]) -> AcceptorState {
        let is_of = |code: &str, name: &str| {
            let mut shapes = modelled.iter().filter(|shape| shape.code == name);
            code == name || shapes.any(|shape| shape.has_code(code))
        };
        self.first(|acceptor, _| match acceptor.matcher {
            Matcher::Success(success) => !success,
            Matcher::Error(name) => code.is_some_and(|code| is_of(code, name)),
            Matcher::Output(..) | Matcher::InputOutput(..) => false,
        })
    }

    fn of_output(&self, output: &dyn SerializableStruct) -> AcceptorState {
        let looks_at_output = self.acceptors.iter().any(|(_, path)| path.is_some());
        let document = looks_at_output.then(|| document(output));
        let output = match document.transpose() {
            Ok(output) => output.unwrap_or(Value::Null),
            Err(error) => {
                tracing::debug!(%error, "a waiter cannot look at the output");
                return AcceptorState::NoAcceptorsMatched;
            }
        };
        let both = self.input.as_ref().map(|input| {
            let entries = [("input", input.clone()), ("output", output.clone())];
            Value::Map(
                entries
                    .map(|(name, value)| (name.to_owned(), value))
                    .into_iter()
                    .collect(),
            )
        });
        self.first(|acceptor, path| match &acceptor.matcher {
            Matcher::Success(success) => *success,
            Matcher::Error(_) => false,
            Matcher::Output(_, expected) => is_met(path, &output, expected),
            Matcher::InputOutput(_, expected) => {
                is_met(path, both.as_ref().unwrap_or(&Value::Null), expected)
            }
        })
    }

    fn first(&self, matches: impl Fn(&Acceptor, Option<&Expression>) -> bool) -> AcceptorState {
        self.acceptors
            .iter()
            .find(|(acceptor, path)| matches(acceptor, path.as_ref()))
            .map_or(AcceptorState::NoAcceptorsMatched, |(acceptor, _)| {
                acceptor.state
            })
    }
}

/// Whether the path leads to what is expected. Where it fails, as for a function of a value that is not
/// there, it leads nowhere.
fn is_met(path: Option<&Expression>, data: &Value, expected: &Expected) -> bool {
    let found = path.map(|path| path.search(data));
    matches!(found, Some(Ok(value)) if expected.is_met(&value))
}

fn document(value: &dyn SerializableStruct) -> Result<Value, BoxError> {
    Ok(json::read(&to_document(value)?.to_string())?)
}

/// Makes the builder of a waiter: its setters, in the lines of [`smithy_catalog::builder!`], are those of
/// the operation's input. With it come the types of what a wait ends in.
///
/// ```ignore
/// smithy_client::waiter! {
///     /// Waits until a thing is there.
///     pub struct ThingExistsFluentBuilder for crate::operation::get_thing::GetThing;
///     pub type ThingExistsFinalPoll, WaitUntilThingExistsError;
///     delay 2, 120;
///     acceptors {
///         Retry Error("NotFound");
///         Success Output("thing.status", String("ACTIVE"));
///     }
///     setters {
///         name, set_name, get_name: into(String);
///     }
/// }
/// ```
#[macro_export]
macro_rules! waiter {
    (
        $(#[$meta:meta])*
        pub struct $name:ident for $operation:path;
        pub type $final:ident, $error:ident;
        delay $min_delay:literal, $max_delay:literal;
        acceptors {
            $($state:ident $matcher:ident($value:literal $(, $expected:ident($expected_value:literal))?);)*
        }
        setters { $($setters:tt)* }
    ) => {
        $(#[$meta])*
        ///
        /// Set the input of the calls, then [`wait`](Self::wait).
        #[derive(Clone, Debug)]
        pub struct $name($crate::fluent::Fluent<$operation>);

        /// What a wait that ends well ends in.
        pub type $final = $crate::waiters::Final<$operation>;

        /// Why a wait failed.
        pub type $error = $crate::waiters::WaitError<$operation>;

        impl $name {
            pub(crate) fn new(
                handle: ::std::sync::Arc<
                    $crate::Handle<<$operation as $crate::OperationSpec>::Service>,
                >,
            ) -> Self {
                Self($crate::fluent::Fluent::new(handle))
            }

            fn map_input(
                self,
                change: impl FnOnce(
                    <$operation as $crate::OperationSpec>::InputBuilder,
                ) -> <$operation as $crate::OperationSpec>::InputBuilder,
            ) -> Self {
                Self(self.0.map(change))
            }

            /// The input so far.
            pub fn as_input(&self) -> &<$operation as $crate::OperationSpec>::InputBuilder {
                self.0.as_input()
            }

            /// Calls the operation until it is as wanted or it is clear that it never will be, but no
            /// longer than `max_wait`.
            pub async fn wait(
                self,
                max_wait: ::std::time::Duration,
            ) -> ::core::result::Result<$final, $error> {
                static WAITER: $crate::waiters::Waiter = $crate::waiters::Waiter {
                    min_delay: $min_delay,
                    max_delay: $max_delay,
                    acceptors: &[$($crate::waiters::Acceptor {
                        state: $crate::waiters::AcceptorState::$state,
                        matcher: $crate::waiters::Matcher::$matcher(
                            $value $(, $crate::waiters::Expected::$expected($expected_value))?
                        ),
                    }),*],
                };
                $crate::waiters::wait(self.0, &WAITER, max_wait).await
            }
        }

        $crate::fluent_setters! { $name $($setters)* }
    };
}

#[cfg(test)]
mod tests;
