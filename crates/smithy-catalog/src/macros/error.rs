//! Modelled errors.

/// Defines an error: a structure with metadata, and what `std` and the SDK expect of an error.
///
/// The first row says what the catalog and a reader of the error need: its HTTP status and whose fault it
/// is; `show`, a function that gives the text for people; `fill`, the member that carries that text, which
/// the metadata of the response fills where the body has none; and, where it is retryable, its
/// `ErrorKind` and whether it is a throttling error.
#[macro_export]
macro_rules! error {
    (
        error $status:literal $fault:ident, show $show:expr
        $(, query $query:literal)? $(, fill $fill:ident)? $(, retry $kind:ident $throttling:literal)?;
        $(#[$meta:meta])*
        pub struct $name:ident, $build:ident $builder:ident: $($derive:ident),*;
        shape $namespace:literal, $shape:literal
        $($rest:tt)*
    ) => {
        $crate::structure! {
            @define [
                "Code, message and request id." meta(set_meta, get_meta): absent metadata($crate::wire::ErrorMetadata);
            ]
            $(#[$meta])*
            pub struct $name, $build $builder: $($derive),*;
            shape $namespace, $shape
            $($rest)*
        }

        impl $name {
            $(
                /// What kind of retryable error this is.
                pub fn retryable_error_kind(&self) -> $crate::wire::ErrorKind {
                    $crate::wire::ErrorKind::$kind
                }
            )?

            /// Reads the error from a response; `meta` holds what every error has.
            pub fn read(
                deserializer: &mut dyn $crate::wire::ShapeDeserializer,
                meta: $crate::wire::ErrorMetadata,
            ) -> ::core::result::Result<Self, $crate::wire::SerdeError> {
                let mut builder = $builder::default();
                builder._read(deserializer)?;
                $(if builder.$fill.is_none() {
                    builder.$fill = meta.message().map(::core::convert::Into::into);
                })?
                builder.meta = ::core::option::Option::Some(meta);
                ::core::result::Result::Ok(builder._correct())
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                let show: fn(&Self) -> ::core::option::Option<&str> = $show;
                f.write_str(stringify!($name))?;
                match show(self) {
                    ::core::option::Option::Some(text) => write!(f, ": {text}"),
                    ::core::option::Option::None => ::core::result::Result::Ok(()),
                }
            }
        }

        impl ::core::error::Error for $name {}

        impl $crate::wire::ProvideErrorMetadata for $name {
            fn meta(&self) -> &$crate::wire::ErrorMetadata {
                &self.meta
            }
        }

        impl $crate::wire::RequestId for $name {
            fn request_id(&self) -> ::core::option::Option<&str> {
                $crate::wire::RequestId::request_id(&self.meta)
            }
        }

        pub(crate) static ERROR: $crate::ErrorShape = $crate::ErrorShape {
            code: $shape,
            query_code: {
                #[allow(unused_mut, unused_assignments, reason = "not every error has another code")]
                let mut code = ::core::option::Option::None;
                $(code = ::core::option::Option::Some($query);)?
                code
            },
            shape: &SHAPE,
            status: $status,
            fault: $crate::Fault::$fault,
            retryable: {
                #[allow(unused_mut, unused_assignments, reason = "not every error is retryable")]
                let mut retryable = ::core::option::Option::None;
                $(retryable = ::core::option::Option::Some($crate::Retryable { throttling: $throttling });)?
                retryable
            },
        };
    };
}
