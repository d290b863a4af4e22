//! The macro that makes the error type of a service.

/// Makes the enum of every error of a service, with conversions from those of its operations.
///
/// ```ignore
/// smithy_client::service_error! {
///     /// Every error of the service.
///     pub enum Error {
///         /// No such thing.
///         NotFoundException(crate::types::error::NotFoundException);
///     }
///     from crate::operation::get_thing::GetThingError { NotFoundException }
/// }
/// ```
#[macro_export]
macro_rules! service_error {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $(
                $(#[$variant_meta:meta])*
                $variant:ident($error:ty);
            )*
        }
        $(from $from:path { $($known:ident),* $(,)? })*
    ) => {
        $crate::private::error_enum! {
            $(#[$meta])*
            pub enum $name {
                $($(#[$variant_meta])* $variant($error);)*
            }
        }

        #[allow(deprecated, reason = "the enum itself has to handle its deprecated variant")]
        const _: () = {
            use $crate::error::{BuildError, ErrorMetadata, ProvideErrorMetadata, SdkError, Unhandled};
            use ::std::fmt::Debug;
            use ::std::option::Option::Some;

            impl From<BuildError> for $name {
                fn from(source: BuildError) -> Self {
                    Self::Unhandled(Unhandled::new(Some(source.into()), ErrorMetadata::default()))
                }
            }

            $(
                const _: () = {
                    type Operation = $from;

                    impl From<Operation> for $name {
                        fn from(error: Operation) -> Self {
                            match error {
                                $(Operation::$known(inner) => Self::$known(inner),)*
                                Operation::Unhandled(inner) => Self::Unhandled(inner),
                            }
                        }
                    }

                    impl<R> From<SdkError<Operation, R>> for $name
                    where
                        R: Debug + Send + Sync + 'static,
                    {
                        fn from(error: SdkError<Operation, R>) -> Self {
                            match error {
                                SdkError::ServiceError(context) => Self::from(context.into_err()),
                                other => {
                                    let meta = ProvideErrorMetadata::meta(&other).clone();
                                    Self::Unhandled(Unhandled::new(Some(other.into()), meta))
                                }
                            }
                        }
                    }
                };
            )*
        };
    };
}
