//! The macro that makes an operation.

/// Makes the type that stands for an operation, and implements [`OperationSpec`](crate::OperationSpec) for
/// it. The input's type has `validate` (feature `validation`), the output's `_set_request_id`, the error's `read`, as generated
/// ones do. The rows after the first are there where the operation has them: the field of the idempotency
/// token, the streaming payloads and the event streams of input and output.
///
/// ```ignore
/// smithy_client::operation! {
///     /// `CreateThing`, as a type.
///     pub struct CreateThing of crate::Things = things_model::operations::CREATE_THING;
///     CreateThingInput, CreateThingInputBuilder => CreateThingOutput, CreateThingError;
///     token client_token;
///     send body;
///     receive body;
///     send_events requests;
///     receive_events answers;
/// }
/// ```
#[macro_export]
macro_rules! operation {
    (
        $(#[$meta:meta])*
        pub struct $name:ident of $service:path = $entry:path;
        $input:ty, $builder:ty => $output:ty, $error:ty;
        $(token $token:ident;)?
        $(send $send:ident;)?
        $(receive $receive:ident;)?
        $(send_events $send_events:ident;)?
        $(receive_events $receive_events:ident;)?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default)]
        #[non_exhaustive]
        pub struct $name;

        impl $name {
            /// The operation.
            pub fn new() -> Self {
                Self
            }
        }

        impl $crate::OperationSpec for $name {
            type Service = $service;
            type Input = $input;
            type InputBuilder = $builder;
            type Output = $output;
            type Error = $error;

            const OPERATION: &'static $crate::private::Operation = &$entry;

            fn build_input(builder: $builder) -> ::core::result::Result<$input, $crate::error::BuildError> {
                builder.build()
            }

            fn read_output(
                deserializer: &mut dyn $crate::private::ShapeDeserializer,
                request_id: ::core::option::Option<&str>,
            ) -> ::core::result::Result<$output, $crate::private::SerdeError> {
                let mut output =
                    <$output as $crate::private::DeserializableStruct>::deserialize(deserializer)?;
                output._set_request_id(request_id.map(str::to_owned));
                ::core::result::Result::Ok(output)
            }

            fn read_error(
                code: &str,
                deserializer: &mut dyn $crate::private::ShapeDeserializer,
                meta: $crate::error::ErrorMetadata,
            ) -> ::core::result::Result<$error, $crate::private::SerdeError> {
                <$error>::read(code, deserializer, meta)
            }

            $crate::checks_input! { $input }

            $(
                fn idempotency_token(
                    input: &mut $input,
                ) -> ::core::option::Option<&mut ::core::option::Option<::std::string::String>> {
                    ::core::option::Option::Some(&mut input.$token)
                }
            )?

            $(
                fn take_body(input: &mut $input) -> ::core::option::Option<$crate::primitives::ByteStream> {
                    ::core::option::Option::Some(::core::mem::take(&mut input.$send))
                }
            )?

            $(
                fn take_events(
                    input: &mut $input,
                ) -> ::core::option::Option<$crate::event_stream::Outgoing> {
                    let events = ::core::mem::take(&mut input.$send_events);
                    ::core::option::Option::Some($crate::event_stream::Outgoing::new(events))
                }
            )?

            $(
                const EVENT_OUTPUT: bool = true;

                fn put_events(output: &mut $output, events: $crate::event_stream::Incoming) {
                    output.$receive_events = events.receiver();
                }
            )?

            $(
                const STREAMING_OUTPUT: bool = true;

                fn put_body(output: &mut $output, body: $crate::primitives::ByteStream) {
                    output.$receive = body;
                }
            )?
        }
    };
}

/// How a call checks its input.
#[cfg(feature = "validation")]
#[doc(hidden)]
#[macro_export]
macro_rules! checks_input {
    ($input:ty) => {
        fn validate(input: &$input) -> ::core::result::Result<(), $crate::error::BoxError> {
            ::core::result::Result::Ok(input.validate()?)
        }
    };
}

/// Calls do not check their inputs without the feature `validation`.
#[cfg(not(feature = "validation"))]
#[doc(hidden)]
#[macro_export]
macro_rules! checks_input {
    ($input:ty) => {};
}
