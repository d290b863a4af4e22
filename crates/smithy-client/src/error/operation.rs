//! The macro that makes the error type of an operation.

/// Makes the error enum of an operation.
///
/// Each variant names the type of a modelled error, the method that asks for it and, if the model
/// calls it retryable, its `ErrorKind`. Where it also names the error's code, as generated code does,
/// `read` reads the error of a response:
///
/// ```ignore
/// smithy_client::operation_error! {
///     /// Errors of `CreateThing`.
///     pub enum CreateThingError {
///         "NotFoundException" => NotFoundException(crate::types::error::NotFoundException), is_not_found_exception;
///         "ThrottlingException" => ThrottlingException(crate::types::error::ThrottlingException), is_throttling_exception, ThrottlingError;
///     }
/// }
/// ```
#[macro_export]
macro_rules! operation_error {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $(
                $(#[$variant_meta:meta])*
                $($code:literal $(| $query:literal)? =>)? $variant:ident($error:ty), $is:ident $(, $kind:ident)?;
            )*
        }
    ) => {
        $crate::private::error_enum! {
            $(#[$meta])*
            pub enum $name {
                $(
                    #[doc = concat!("The service answered with [`", stringify!($variant), "`](", stringify!($error), ").")]
                    $(#[$variant_meta])*
                    $variant($error);
                )*
            }
        }

        #[allow(deprecated, reason = "the enum itself has to handle its deprecated variant")]
        const _: () = {
            use $crate::error::{BoxError, ErrorMetadata, ProvideErrorMetadata, Unhandled};
            use $crate::private::aws_smithy_runtime_api::client::result::CreateUnhandledError;
            use $crate::private::aws_smithy_types::retry::{ErrorKind, ProvideErrorKind};

            impl $name {
                /// An unhandled error that came from another.
                pub fn unhandled(source: impl Into<BoxError>) -> Self {
                    Self::Unhandled(Unhandled::new(Some(source.into()), ErrorMetadata::default()))
                }

                /// Reads the modelled error `code`, or makes an unhandled one of `meta`.
                #[allow(dead_code, unused_variables, reason = "an operation may have no modelled errors")]
                pub(crate) fn read(
                    code: &str,
                    deserializer: &mut dyn $crate::private::ShapeDeserializer,
                    meta: ErrorMetadata,
                ) -> Result<Self, $crate::private::SerdeError> {
                    match code {
                        $($($code $(| $query)? => <$error>::read(deserializer, meta).map(Self::$variant),)?)*
                        _ => Ok(Self::generic(meta)),
                    }
                }

                /// An unhandled error the service answered with.
                pub fn generic(meta: ErrorMetadata) -> Self {
                    Self::Unhandled(Unhandled::new(None, meta))
                }

                /// Code, message and request id.
                pub fn meta(&self) -> &ErrorMetadata {
                    ProvideErrorMetadata::meta(self)
                }

                $(
                    #[doc = concat!("Whether the error is a `", stringify!($variant), "`.")]
                    pub fn $is(&self) -> bool {
                        matches!(self, Self::$variant(_))
                    }
                )*
            }

            impl ProvideErrorKind for $name {
                fn code(&self) -> Option<&str> {
                    ProvideErrorMetadata::code(self)
                }

                fn retryable_error_kind(&self) -> Option<ErrorKind> {
                    match self {
                        $($(Self::$variant(_) => Some(ErrorKind::$kind),)?)*
                        _ => None,
                    }
                }
            }

            impl $crate::RequestIdExt for $name {
                fn extended_request_id(&self) -> Option<&str> {
                    $crate::RequestIdExt::extended_request_id(self.meta())
                }
            }

            impl CreateUnhandledError for $name {
                fn create_unhandled_error(source: BoxError, meta: Option<ErrorMetadata>) -> Self {
                    Self::Unhandled(Unhandled::new(Some(source), meta.unwrap_or_default()))
                }
            }
        };
    };
}
