//! Fluent builders: input, client and overrides of a call in the making.

use std::fmt::{self, Debug};
use std::sync::Arc;

use crate::config::Builder;
use crate::error::SdkError;
use crate::paginator::{Paginated, Paginator};
use crate::typed::invoke;
use crate::{Handle, OperationSpec};

/// A call in the making. Generated fluent builders wrap one and add the setters.
pub struct Fluent<O: OperationSpec> {
    pub(crate) handle: Arc<Handle<O::Service>>,
    pub(crate) input: O::InputBuilder,
    pub(crate) overrides: Option<Builder<O::Service>>,
}

impl<O: OperationSpec> Fluent<O> {
    /// A call of this client, its input still empty.
    pub fn new(handle: Arc<Handle<O::Service>>) -> Self {
        Self {
            handle,
            input: O::InputBuilder::default(),
            overrides: None,
        }
    }

    /// The input so far.
    pub fn as_input(&self) -> &O::InputBuilder {
        &self.input
    }

    /// Changes the input.
    pub fn map(mut self, change: impl FnOnce(O::InputBuilder) -> O::InputBuilder) -> Self {
        self.input = change(self.input);
        self
    }

    /// Overrides configuration.
    pub fn config_override(mut self, overrides: Builder<O::Service>) -> Self {
        self.overrides = Some(overrides);
        self
    }

    /// Builds the input and calls the operation.
    pub async fn send(self) -> Result<O::Output, SdkError<O::Error>> {
        let input = O::build_input(self.input).map_err(SdkError::construction_failure)?;
        invoke::<O>(&self.handle, input, self.overrides).await
    }

    /// Pages through the results.
    pub fn into_paginator(self) -> Paginator<O>
    where
        O: Paginated,
    {
        Paginator::new(self)
    }
}

impl<O> Clone for Fluent<O>
where
    O: OperationSpec<InputBuilder: Clone>,
{
    fn clone(&self) -> Self {
        Self {
            handle: self.handle.clone(),
            input: self.input.clone(),
            overrides: self.overrides.clone(),
        }
    }
}

impl<O: OperationSpec> Debug for Fluent<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(O::OPERATION.name)
            .field("input", &self.input)
            .field("overrides", &self.overrides)
            .finish_non_exhaustive()
    }
}

/// Calls an operation with the input of a builder.
pub async fn send_with<O: OperationSpec>(
    handle: &Handle<O::Service>,
    input: O::InputBuilder,
) -> Result<O::Output, SdkError<O::Error>> {
    let input = O::build_input(input).map_err(SdkError::construction_failure)?;
    invoke::<O>(handle, input, None).await
}

/// Makes the fluent builder of an operation: all but the setters, or with setters in the lines of
/// [`smithy_catalog::builder!`] in braces; `=> …Paginator` before them for one that pages. With the
/// `Client` after the operation, input builders can be sent with it.
///
/// ```ignore
/// smithy_client::fluent_builder! {
///     /// A call of `CreateFunction` in the making.
///     #[derive(Clone)]
///     pub struct CreateFunctionFluentBuilder for super::CreateFunction;
/// }
/// ```
#[macro_export]
macro_rules! fluent_builder {
    (
        $(#[$meta:meta])*
        pub struct $name:ident for $operation:path $(, $client:path)? { $($setters:tt)* }
    ) => {
        $crate::fluent_builder! { $(#[$meta])* pub struct $name for $operation $(, $client)?; }
        $crate::fluent_setters! { $name $($setters)* }
    };
    (
        $(#[$meta:meta])*
        pub struct $name:ident for $operation:path $(, $client:path)? => $paginator:path {
            $($setters:tt)*
        }
    ) => {
        $crate::fluent_builder! {
            $(#[$meta])* pub struct $name for $operation $(, $client)? { $($setters)* }
        }

        impl $name {
            /// Pages through the results.
            pub fn into_paginator(self) -> $paginator {
                self.into_fluent().into_paginator()
            }
        }
    };
    ($(#[$meta:meta])* pub struct $name:ident for $operation:path $(, $client:path)?;) => {
        $(#[$meta])*
        #[derive(Debug)]
        pub struct $name($crate::fluent::Fluent<$operation>);

        $(
            impl $crate::private::SendWith<<$operation as $crate::OperationSpec>::InputBuilder>
                for $client
            {
                type Output = <$operation as $crate::OperationSpec>::Output;
                type Error =
                    $crate::error::SdkError<<$operation as $crate::OperationSpec>::Error>;

                async fn send_with(
                    &self,
                    input: <$operation as $crate::OperationSpec>::InputBuilder,
                ) -> ::core::result::Result<Self::Output, Self::Error> {
                    $crate::fluent::send_with::<$operation>(self.handle(), input).await
                }
            }
        )?

        impl $name {
            pub(crate) fn new(
                handle: ::std::sync::Arc<
                    $crate::Handle<<$operation as $crate::OperationSpec>::Service>,
                >,
            ) -> Self {
                Self($crate::fluent::Fluent::new(handle))
            }

            pub(crate) fn map_input(
                self,
                change: impl FnOnce(
                    <$operation as $crate::OperationSpec>::InputBuilder,
                ) -> <$operation as $crate::OperationSpec>::InputBuilder,
            ) -> Self {
                Self(self.0.map(change))
            }

            /// The call itself, for what the builder does not offer.
            pub fn into_fluent(self) -> $crate::fluent::Fluent<$operation> {
                self.0
            }

            /// The input so far.
            pub fn as_input(&self) -> &<$operation as $crate::OperationSpec>::InputBuilder {
                self.0.as_input()
            }

            /// Sends the request.
            pub async fn send(
                self,
            ) -> Result<
                <$operation as $crate::OperationSpec>::Output,
                $crate::error::SdkError<<$operation as $crate::OperationSpec>::Error>,
            > {
                self.0.send().await
            }

            /// Signs the request and returns it instead of sending it.
            pub async fn presigned(
                self,
                presigning_config: $crate::presigning::PresigningConfig,
            ) -> Result<
                $crate::presigning::PresignedRequest,
                $crate::error::SdkError<<$operation as $crate::OperationSpec>::Error>,
            > {
                self.0.presigned(presigning_config).await
            }

            /// Changes this one call: its request, its interceptors, its configuration.
            pub fn customize(
                self,
            ) -> $crate::customize::CustomizableOperation<
                <$operation as $crate::OperationSpec>::Output,
                <$operation as $crate::OperationSpec>::Error,
                Self,
            > {
                $crate::customize::CustomizableOperation::new(self)
            }
        }

        impl
            $crate::customize::CustomizableSend<
                <$operation as $crate::OperationSpec>::Output,
                <$operation as $crate::OperationSpec>::Error,
            > for $name
        {
            type Service = <$operation as $crate::OperationSpec>::Service;

            async fn send(
                self,
                overrides: $crate::config::Builder<Self::Service>,
            ) -> Result<
                <$operation as $crate::OperationSpec>::Output,
                $crate::error::SdkError<<$operation as $crate::OperationSpec>::Error>,
            > {
                self.0.config_override(overrides).send().await
            }
        }
    };
}
