//! Unions.

/// Defines a union and everything that belongs to it.
///
/// A member is one row: its index and name in the model; its variant, with the type it holds unless that
/// is the unit type; the methods that ask for it; then what [`shape!`](crate::shape) takes.
#[macro_export]
macro_rules! union {
    (
        $(#[$meta:meta])*
        pub enum $name:ident: $($derive:ident),*;
        shape $namespace:literal, $shape:literal
        $(, wire $wire:tt)? $(, facts $facts:tt)? $(, $docs:literal)?;
        $(
            $(#[$member_meta:meta])*
            $index:literal $member:literal
            $variant:ident $(unit $is:ident)? $(($value:ident: $payload:ty as $inner:ty, $as:ident, $is_value:ident))?
            = $type:ident => $target:path
            $(, wire $member_wire:tt)? $(, facts $member_facts:tt)? $(, $member_docs:literal)?;
        )*
    ) => {
        #[doc = $crate::docs!($shape $(, $docs)?)]
        $(#[$meta])*
        #[non_exhaustive]
        #[derive($($derive),*)]
        pub enum $name {
            $(
                #[doc = $crate::docs!($member $(, $member_docs)?)]
                $(#[$member_meta])*
                $variant $(($payload))?,
            )*
            /// A member that this version of the model does not know. It cannot be sent.
            #[non_exhaustive]
            Unknown,
        }

        impl $name {
            $(
                $(
                    #[doc = concat!("The value of `", stringify!($variant), "`, if that is the member set.")]
                    pub fn $as(&self) -> ::core::result::Result<&$inner, &Self> {
                        match self {
                            Self::$variant(value) => ::core::result::Result::Ok(value),
                            _ => ::core::result::Result::Err(self),
                        }
                    }

                    #[doc = concat!("`", stringify!($variant), "` is the member set.")]
                    pub fn $is_value(&self) -> bool {
                        matches!(self, Self::$variant(_))
                    }
                )?
                $(
                    #[doc = concat!("`", stringify!($variant), "` is the member set.")]
                    pub fn $is(&self) -> bool {
                        matches!(self, Self::$variant)
                    }
                )?
            )*

            /// The member set is one that this version of the model does not know.
            pub fn is_unknown(&self) -> bool {
                matches!(self, Self::Unknown)
            }
        }

        $crate::shape! {
            Union $namespace, $shape $(, wire $wire)? $(, facts $facts)? $(, $docs)?;
            $(
                $index $member $type => $target
                $(, wire $member_wire)? $(, facts $member_facts)? $(, $member_docs)?;
            )*
        }

        impl $crate::wire::SerializableStruct for $name {
            fn schema(&self) -> &$crate::wire::Schema<'_> {
                &SCHEMA
            }

            fn serialize_members(
                &self,
                serializer: &mut dyn $crate::wire::ShapeSerializer,
            ) -> ::core::result::Result<(), $crate::wire::SerdeError> {
                match self {
                    $(Self::$variant $(($value))? => {
                        $crate::union!(@write serializer, &MEMBER_SCHEMAS[$index] $(, $value)?)
                    })*
                    Self::Unknown => ::core::result::Result::Err($crate::wire::SerdeError::unsupported(concat!(
                        stringify!($name),
                        "::Unknown cannot be sent: it stands for a member of a later model",
                    ))),
                }
            }
        }

        impl $crate::document::DeserializableStruct for $name {
            fn deserialize(
                deserializer: &mut dyn $crate::wire::ShapeDeserializer,
            ) -> ::core::result::Result<Self, $crate::wire::SerdeError> {
                let mut value = ::core::option::Option::None;
                deserializer.read_struct(&SCHEMA, &mut |member, deserializer| {
                    if deserializer.is_null() {
                        return deserializer.read_null();
                    }
                    if value.is_some() {
                        return ::core::result::Result::Err($crate::wire::SerdeError::invalid_input(
                            concat!(stringify!($name), ": more than one member is set"),
                        ));
                    }
                    value = ::core::option::Option::Some(match member.member_index() {
                        $(::core::option::Option::Some($index) => {
                            $crate::union!(@read deserializer, member, Self::$variant $(($payload))?)
                        })*
                        _ => {
                            deserializer.skip_value()?;
                            Self::Unknown
                        }
                    });
                    ::core::result::Result::Ok(())
                })?;
                value.ok_or_else(|| {
                    $crate::wire::SerdeError::invalid_input(concat!(stringify!($name), ": no member is set"))
                })
            }
        }

        $crate::aggregate_value!($name);
        $crate::impl_serde!($name);
    };
    (@write $serializer:expr, $schema:expr) => {
        $crate::value::ShapeValue::write(&$crate::document::Unit, $serializer, $schema)
    };
    (@write $serializer:expr, $schema:expr, $value:expr) => {
        $crate::value::ShapeValue::write($value, $serializer, $schema)
    };
    (@read $deserializer:expr, $schema:expr, Self::$variant:ident) => {{
        <$crate::document::Unit as $crate::value::ShapeValue>::read($deserializer, $schema)?;
        Self::$variant
    }};
    (@read $deserializer:expr, $schema:expr, Self::$variant:ident($payload:ty)) => {
        Self::$variant(<$payload as $crate::value::ShapeValue>::read($deserializer, $schema)?)
    };
}

/// `Debug` of a union that hides what must not be shown.
#[macro_export]
macro_rules! redacted_union_debug {
    ($name:ident { $($variant:ident $how:ident;)* }) => {
        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #[allow(unreachable_patterns, reason = "the arms are those of each kind of member")]
                match self {
                    $($crate::redacted_union_debug!(@pattern $how $variant value) => {
                        $crate::redacted_union_debug!(@$how f, $variant, value)
                    })*
                    Self::Unknown => f.write_str("Unknown"),
                }
            }
        }
    };
    (@pattern unit $variant:ident $value:ident) => { Self::$variant };
    (@pattern shown $variant:ident $value:ident) => { Self::$variant($value) };
    (@pattern hidden $variant:ident $value:ident) => { Self::$variant(_) };
    (@unit $f:ident, $variant:ident, $value:ident) => { $f.write_str(stringify!($variant)) };
    (@shown $f:ident, $variant:ident, $value:ident) => {
        $f.debug_tuple(stringify!($variant)).field($value).finish()
    };
    (@hidden $f:ident, $variant:ident, $value:ident) => {
        $f.debug_tuple(stringify!($variant)).field(&$crate::value::REDACTED).finish()
    };
}
