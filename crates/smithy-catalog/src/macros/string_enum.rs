//! String enums.

/// Defines a string enum that keeps values it does not know. After `sensitive;`, `Debug` and errors do not
/// show the value.
#[macro_export]
macro_rules! string_enum {
    (sensitive; $(#[$meta:meta])* pub enum $name:ident $variants:tt) => {
        $crate::string_enum! { @define [] [|_| $crate::value::REDACTED] $(#[$meta])* pub enum $name $variants }

        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str($crate::value::REDACTED)
            }
        }
    };
    ($(#[$meta:meta])* pub enum $name:ident $variants:tt) => {
        $crate::string_enum! { @define [Debug] [|value| value] $(#[$meta])* pub enum $name $variants }
    };
    (
        @define [$($debug:ident)?] [$shown:expr]
        $(#[$meta:meta])*
        pub enum $name:ident {
            $($(#[$variant_meta:meta])* $variant:ident = $value:literal,)+
        }
    ) => {
        $(#[$meta])*
        #[non_exhaustive]
        #[derive(Clone, $($debug,)? PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)+
            /// A value that this version of the model does not know.
            #[deprecated(note = "match with a wildcard and read `as_str()`: a later version may know the value")]
            Unknown($crate::unknown::UnknownVariantValue),
        }

        #[allow(deprecated, reason = "this is where unknown and deprecated values are handled")]
        impl $name {
            /// The value on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)+
                    Self::Unknown(value) => value.as_str(),
                }
            }

            /// Every value this version of the model knows.
            pub const fn values() -> &'static [&'static str] {
                &[$($value),+]
            }

            /// Reads a known value; any other is an error.
            pub fn try_parse(
                value: &str,
            ) -> ::core::result::Result<Self, $crate::unknown::UnknownVariantError> {
                match Self::from(value) {
                    Self::Unknown(_) => {
                        let shown: fn(&str) -> &str = $shown;
                        ::core::result::Result::Err($crate::unknown::UnknownVariantError::new(shown(value)))
                    }
                    known => ::core::result::Result::Ok(known),
                }
            }
        }

        #[allow(deprecated, reason = "this is where unknown and deprecated values are handled")]
        impl ::core::convert::From<&str> for $name {
            fn from(value: &str) -> Self {
                match value {
                    $($value => Self::$variant,)+
                    other => Self::Unknown($crate::unknown::UnknownVariantValue::new(other)),
                }
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            fn from_str(value: &str) -> ::core::result::Result<Self, ::core::convert::Infallible> {
                ::core::result::Result::Ok(Self::from(value))
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::value::MapKey for $name {
            fn from_key(key: ::std::string::String) -> Self {
                Self::from(key.as_str())
            }
        }

        impl $crate::value::Missing for $name {
            fn missing() -> Self {
                Self::from("no value was set")
            }
        }

        impl $crate::value::ShapeValue for $name {
            fn write(
                &self,
                serializer: &mut dyn $crate::wire::ShapeSerializer,
                schema: &$crate::wire::Schema<'_>,
            ) -> ::core::result::Result<(), $crate::wire::SerdeError> {
                serializer.write_string(schema, self.as_str())
            }

            fn read(
                deserializer: &mut dyn $crate::wire::ShapeDeserializer,
                schema: &$crate::wire::Schema<'_>,
            ) -> ::core::result::Result<Self, $crate::wire::SerdeError> {
                ::core::result::Result::Ok(Self::from(deserializer.read_string(schema)?.as_str()))
            }
        }

        $crate::impl_serde_enum!($name);
    };
}

#[cfg(test)]
#[allow(
    dead_code,
    unreachable_pub,
    reason = "the macro makes public items, as generated crates have them"
)]
mod tests {
    crate::string_enum! {
        sensitive;
        /// A verdict.
        pub enum Verdict { Guilty = "GUILTY", }
    }

    #[test]
    fn sensitive_values_are_not_shown() {
        let shown = [
            format!("{:?}", Verdict::Guilty),
            format!("{:?}", Verdict::from("HUNG")),
            format!("{:?}", Verdict::try_parse("HUNG")),
        ];
        for shown in shown {
            assert!(
                !shown.contains("Guilty") && !shown.contains("HUNG"),
                "{shown}"
            );
        }
        assert_eq!(Verdict::from("HUNG").as_str(), "HUNG");
    }
}
