//! The interceptors of a call, sorted by hook, so that none is asked for what it does not do.

use std::fmt::Debug;

use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeSerializationInterceptorContextRef, InterceptorContext,
};
use aws_smithy_runtime_api::client::interceptors::{
    Intercept, InterceptorError, OverriddenHooks, SharedInterceptor,
};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::error::display::DisplayErrorContext;

use crate::error::BoxError;

/// Interceptors, each in the hooks it has.
macro_rules! hooks {
    ($($access:tt $name:ident $hint:ident;)*) => {
        #[derive(Debug, Default)]
        pub(super) struct Hooks {
            /// No interceptor can be disabled, so none is asked whether it is.
            settled: bool,
            /// The client's and the operation's, which run apart.
            before_execution: [Vec<SharedInterceptor>; 2],
            $($name: Vec<SharedInterceptor>,)*
        }

        impl Hooks {
            pub(super) fn new(
                client: Vec<SharedInterceptor>,
                operation: Vec<SharedInterceptor>,
                settled: bool,
            ) -> Self {
                let with = |all: &[SharedInterceptor], hint: OverriddenHooks| {
                    let has = |it: &&SharedInterceptor| it.overridden_hooks().contains(hint);
                    all.iter().filter(has).cloned().collect::<Vec<_>>()
                };
                let first = OverriddenHooks::READ_BEFORE_EXECUTION;
                let before_execution = [with(&client, first), with(&operation, first)];
                let all: Vec<_> = client.into_iter().chain(operation).collect();
                Self {
                    settled,
                    before_execution,
                    $($name: with(&all, OverriddenHooks::$hint),)*
                }
            }

            $(hooks! { @run $access $name })*
        }
    };
    (@run modify $name:ident) => {
        pub(super) fn $name(
            &self,
            context: &mut InterceptorContext,
            components: &RuntimeComponents,
            cfg: &mut ConfigBag,
        ) -> Result<(), InterceptorError> {
            if self.$name.is_empty() {
                return Ok(());
            }
            let mut context = context.into();
            self.run(&self.$name, cfg, stringify!($name), |interceptor, cfg| {
                interceptor.$name(&mut context, components, cfg)
            })
            .map_err(|(name, error)| InterceptorError::$name(name, error))
        }
    };
    (@run read $name:ident) => {
        pub(super) fn $name(
            &self,
            context: &InterceptorContext,
            components: &RuntimeComponents,
            cfg: &mut ConfigBag,
        ) -> Result<(), InterceptorError> {
            if self.$name.is_empty() {
                return Ok(());
            }
            let context = context.into();
            self.run(&self.$name, cfg, stringify!($name), |interceptor, cfg| {
                interceptor.$name(&context, components, cfg)
            })
            .map_err(|(name, error)| InterceptorError::$name(name, error))
        }
    };
}

hooks! {
    modify modify_before_serialization MODIFY_BEFORE_SERIALIZATION;
    read read_before_serialization READ_BEFORE_SERIALIZATION;
    read read_after_serialization READ_AFTER_SERIALIZATION;
    modify modify_before_retry_loop MODIFY_BEFORE_RETRY_LOOP;
    read read_before_attempt READ_BEFORE_ATTEMPT;
    modify modify_before_signing MODIFY_BEFORE_SIGNING;
    read read_before_signing READ_BEFORE_SIGNING;
    read read_after_signing READ_AFTER_SIGNING;
    modify modify_before_transmit MODIFY_BEFORE_TRANSMIT;
    read read_before_transmit READ_BEFORE_TRANSMIT;
    read read_after_transmit READ_AFTER_TRANSMIT;
    modify modify_before_deserialization MODIFY_BEFORE_DESERIALIZATION;
    read read_before_deserialization READ_BEFORE_DESERIALIZATION;
    read read_after_deserialization READ_AFTER_DESERIALIZATION;
    modify modify_before_attempt_completion MODIFY_BEFORE_ATTEMPT_COMPLETION;
    read read_after_attempt READ_AFTER_ATTEMPT;
    modify modify_before_completion MODIFY_BEFORE_COMPLETION;
    read read_after_execution READ_AFTER_EXECUTION;
}

/// Whose interceptors run before the execution.
#[derive(Clone, Copy, Debug)]
pub(super) enum Level {
    Client = 0,
    Operation = 1,
}

impl Hooks {
    pub(super) fn read_before_execution(
        &self,
        level: Level,
        context: &InterceptorContext,
        cfg: &mut ConfigBag,
    ) -> Result<(), InterceptorError> {
        let context = BeforeSerializationInterceptorContextRef::from(context);
        let interceptors = &self.before_execution[level as usize];
        self.run(
            interceptors,
            cfg,
            "read_before_execution",
            |interceptor, cfg| interceptor.read_before_execution(&context, cfg),
        )
        .map_err(|(name, error)| InterceptorError::read_before_execution(name, error))
    }

    /// Runs every interceptor, whatever others do. The last error counts, and the others are logged.
    fn run<'a>(
        &self,
        interceptors: &'a [SharedInterceptor],
        cfg: &mut ConfigBag,
        hook: &str,
        mut call: impl FnMut(&SharedInterceptor, &mut ConfigBag) -> Result<(), BoxError>,
    ) -> Result<(), (&'a str, BoxError)> {
        let mut result: Result<(), (&str, BoxError)> = Ok(());
        for interceptor in interceptors {
            if !self.settled && !interceptor.enabled(cfg) {
                continue;
            }
            if let Err(error) = call(interceptor, cfg) {
                if let Err((name, earlier)) = &result {
                    tracing::debug!("{name}::{hook}: {}", DisplayErrorContext(&**earlier));
                }
                result = Err((interceptor.name(), error));
            }
        }
        result
    }
}
