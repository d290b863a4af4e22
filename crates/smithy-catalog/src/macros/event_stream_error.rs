//! Errors of event streams.

/// Makes the error of an event stream: an enum with a variant for each error among the members of the
/// stream's union, each row with the member, the variant, its type and the method that asks for it.
#[macro_export]
macro_rules! event_stream_error {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $($member:literal => $variant:ident($error:ty), $is:ident;)*
        }
    ) => {
        $crate::error_enum! {
            $(#[$meta])*
            pub enum $name {
                $(
                    #[doc = concat!("The stream ended with [`", stringify!($variant), "`](", stringify!($error), ").")]
                    $variant($error);
                )*
            }
        }

        #[allow(deprecated, reason = "the enum itself has to handle its deprecated variant")]
        const _: () = {
            use $crate::unhandled::{BoxError, Unhandled};
            use $crate::wire::{
                ErrorMetadata, ProvideErrorMetadata, SerdeError, SerializableStruct, ShapeDeserializer,
            };

            impl $name {
                /// An unhandled error that came from another.
                pub fn unhandled(source: impl Into<BoxError>) -> Self {
                    Self::Unhandled(Unhandled::new(Some(source.into()), ErrorMetadata::default()))
                }

                /// An unhandled error the service sent.
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

            impl $crate::wire::CreateUnhandledError for $name {
                fn create_unhandled_error(
                    source: BoxError,
                    meta: Option<ErrorMetadata>,
                ) -> Self {
                    Self::Unhandled(Unhandled::new(Some(source), meta.unwrap_or_default()))
                }
            }

            impl $crate::event_stream::EventError for $name {
                #[allow(unused_variables, reason = "a stream may have no errors")]
                fn read(
                    name: &str,
                    deserializer: &mut dyn ShapeDeserializer,
                    meta: ErrorMetadata,
                ) -> Result<Self, SerdeError> {
                    match name {
                        $($member => <$error>::read(deserializer, meta).map(Self::$variant),)*
                        _ => Ok(Self::generic(meta)),
                    }
                }

                fn event(&self) -> Option<(&'static str, &dyn SerializableStruct)> {
                    match self {
                        $(Self::$variant(error) => Some(($member, error)),)*
                        Self::Unhandled(_) => None,
                    }
                }
            }
        };
    };
}
