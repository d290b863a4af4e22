//! Enums of errors.

/// What the error enums of operations, services and event streams have in common.
#[doc(hidden)]
#[macro_export]
macro_rules! error_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $(
                $(#[$variant_meta:meta])*
                $variant:ident($error:ty);
            )*
        }
    ) => {
        $(#[$meta])*
        #[non_exhaustive]
        #[derive(Debug)]
        pub enum $name {
            $(
                $(#[$variant_meta])*
                $variant($error),
            )*
            /// Anything else: an error the model does not know, or an answer that cannot be read.
            #[deprecated(note = "newer versions may model the error: match a wildcard and ask for its `code()`")]
            Unhandled($crate::unhandled::Unhandled),
        }

        #[allow(deprecated, reason = "the enum itself has to handle its deprecated variant")]
        const _: () = {
            use $crate::wire::{ErrorMetadata, ProvideErrorMetadata};
            use ::std::fmt;

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    match self {
                        $(Self::$variant(inner) => fmt::Display::fmt(inner, f),)*
                        Self::Unhandled(inner) => fmt::Display::fmt(inner, f),
                    }
                }
            }

            impl ::std::error::Error for $name {
                fn source(&self) -> Option<&(dyn ::std::error::Error + 'static)> {
                    match self {
                        $(Self::$variant(inner) => ::std::error::Error::source(inner),)*
                        Self::Unhandled(inner) => inner.source(),
                    }
                }
            }

            impl ProvideErrorMetadata for $name {
                fn meta(&self) -> &ErrorMetadata {
                    match self {
                        $(Self::$variant(inner) => ProvideErrorMetadata::meta(inner),)*
                        Self::Unhandled(inner) => inner.meta(),
                    }
                }
            }

            impl $crate::wire::RequestId for $name {
                fn request_id(&self) -> Option<&str> {
                    $crate::wire::RequestId::request_id(ProvideErrorMetadata::meta(self))
                }
            }
        };
    };
}
