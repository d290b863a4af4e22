//! What generated code would otherwise spell out for every member and every enum.

/// Defines the builder of a structure: for each member `x`, `set_x` and `get_x`.
///
/// Each member is one line, `name, set_name, get_name: kind`, where the kind is `into(T)` (a value
/// given as `impl Into<T>`), `value(T)`, `boxed(T)`, `list(T)` (`x` appends) or `map(K, V)` (`x` inserts). A list
/// or map whose elements are strings takes `impl Into<String>`: `list_into(T)`, `map_into(K, V)`.
#[macro_export]
macro_rules! builder {
    (
        $(#[$meta:meta])*
        pub struct $builder:ident {
            $($(#[doc = $doc:expr])* $field:ident, $set:ident, $get:ident: $kind:ident($($ty:ty),+);)*
        }
    ) => {
        $(#[$meta])*
        #[non_exhaustive]
        pub struct $builder {
            $(pub(crate) $field: ::core::option::Option<$crate::builder!(@type $kind($($ty),+))>,)*
        }

        impl $builder {
            $(
                $crate::builder!(@setter [$(#[doc = $doc])*] $field $kind($($ty),+));
                #[doc = concat!("Sets or clears [`", stringify!($field), "`](Self::", stringify!($field), ").")]
                pub fn $set(
                    mut self,
                    input: ::core::option::Option<$crate::builder!(@type $kind($($ty),+))>,
                ) -> Self {
                    self.$field = input;
                    self
                }
                #[doc = concat!("What [`", stringify!($field), "`](Self::", stringify!($field), ") is set to.")]
                pub fn $get(&self) -> &::core::option::Option<$crate::builder!(@type $kind($($ty),+))> {
                    &self.$field
                }
            )*
        }
    };
    (@type into($ty:ty)) => { $ty };
    (@type value($ty:ty)) => { $ty };
    (@type boxed($ty:ty)) => { ::std::boxed::Box<$ty> };
    (@type list($ty:ty)) => { ::std::vec::Vec<$ty> };
    (@type list_into($ty:ty)) => { ::std::vec::Vec<$ty> };
    (@type map($key:ty, $value:ty)) => { ::std::collections::HashMap<$key, $value> };
    (@type map_into($key:ty, $value:ty)) => { ::std::collections::HashMap<$key, $value> };
    (@type map_key_into($key:ty, $value:ty)) => { ::std::collections::HashMap<$key, $value> };
    (@setter [$($doc:tt)*] $field:ident into($ty:ty)) => {
        $($doc)*
        pub fn $field(mut self, input: impl ::core::convert::Into<$ty>) -> Self {
            self.$field = ::core::option::Option::Some(input.into());
            self
        }
    };
    (@setter [$($doc:tt)*] $field:ident value($ty:ty)) => {
        $($doc)*
        pub fn $field(mut self, input: $ty) -> Self {
            self.$field = ::core::option::Option::Some(input);
            self
        }
    };
    (@setter [$($doc:tt)*] $field:ident boxed($ty:ty)) => {
        $($doc)*
        pub fn $field(mut self, input: $ty) -> Self {
            self.$field = ::core::option::Option::Some(::std::boxed::Box::new(input));
            self
        }
    };
    (@setter [$($doc:tt)*] $field:ident list($ty:ty)) => {
        $($doc)*
        ///
        /// Appends an element; the setter with `set_` replaces the list.
        pub fn $field(mut self, input: $ty) -> Self {
            self.$field.get_or_insert_default().push(input);
            self
        }
    };
    (@setter [$($doc:tt)*] $field:ident list_into($ty:ty)) => {
        $($doc)*
        ///
        /// Appends an element; the setter with `set_` replaces the list.
        pub fn $field(mut self, input: impl ::core::convert::Into<$ty>) -> Self {
            self.$field.get_or_insert_default().push(input.into());
            self
        }
    };
    (@setter [$($doc:tt)*] $field:ident map($key:ty, $value:ty)) => {
        $($doc)*
        ///
        /// Inserts an entry; the setter with `set_` replaces the map.
        pub fn $field(mut self, key: $key, value: $value) -> Self {
            self.$field.get_or_insert_default().insert(key, value);
            self
        }
    };
    (@setter [$($doc:tt)*] $field:ident map_key_into($key:ty, $value:ty)) => {
        $($doc)*
        ///
        /// Inserts an entry; the setter with `set_` replaces the map.
        pub fn $field(mut self, key: impl ::core::convert::Into<$key>, value: $value) -> Self {
            self.$field.get_or_insert_default().insert(key.into(), value);
            self
        }
    };
    (@setter [$($doc:tt)*] $field:ident map_into($key:ty, $value:ty)) => {
        $($doc)*
        ///
        /// Inserts an entry; the setter with `set_` replaces the map.
        pub fn $field(
            mut self,
            key: impl ::core::convert::Into<$key>,
            value: impl ::core::convert::Into<$value>,
        ) -> Self {
            self.$field.get_or_insert_default().insert(key.into(), value.into());
            self
        }
    };
}

/// Defines a string enum that keeps values it does not know.
#[macro_export]
macro_rules! string_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $($(#[$variant_meta:meta])* $variant:ident = $value:literal,)+
        }
    ) => {
        $(#[$meta])*
        #[non_exhaustive]
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
                        ::core::result::Result::Err($crate::unknown::UnknownVariantError::new(value))
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

            fn from_str(value: &str) -> ::core::result::Result<Self, Self::Err> {
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
    };
}

/// `serde` for a modelled structure or union, by its schema: the JSON is the document of
/// [`document`](crate::document).
#[cfg(feature = "serde")]
#[macro_export]
macro_rules! impl_serde {
    ($name:ty) => {
        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                let document = $crate::document::to_document(self)
                    .map_err($crate::serde::ser::Error::custom)?;
                $crate::serde::Serialize::serialize(&document, serializer)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let document = $crate::serde::Deserialize::deserialize(deserializer)?;
                $crate::document::from_document(&document).map_err($crate::serde::de::Error::custom)
            }
        }
    };
}

/// `serde` for a string enum: its value on the wire.
#[cfg(feature = "serde")]
#[macro_export]
macro_rules! impl_serde_enum {
    ($name:ty) => {
        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let value: ::std::borrow::Cow<'de, str> =
                    $crate::serde::Deserialize::deserialize(deserializer)?;
                ::core::result::Result::Ok(Self::from(&*value))
            }
        }
    };
}

/// Without the `serde` feature nothing is implemented.
#[cfg(not(feature = "serde"))]
#[macro_export]
macro_rules! impl_serde {
    ($name:ty) => {};
}

/// Without the `serde` feature nothing is implemented.
#[cfg(not(feature = "serde"))]
#[macro_export]
macro_rules! impl_serde_enum {
    ($name:ty) => {};
}

/// Defines the schema and the catalog entry of a structure or union: `MEMBER_SCHEMAS`, `SCHEMA` and
/// `SHAPE` in the module that calls it.
///
/// A member is one line: its index, its name, its type on the wire and the catalog entry of its
/// target; then what its schema says of it (`wire`) and what the catalog says (`facts`), each a list of
/// calls.
#[macro_export]
macro_rules! shape {
    (
        $kind:ident($namespace:literal, $name:literal)
        wire[$($wire:ident($($wire_argument:expr),*)),*]
        facts[$($fact:ident($($fact_argument:expr),*)),*] {
            $(
                $index:literal $member:literal: $member_type:ident => $target:path,
                wire[$($member_wire:ident($($member_wire_argument:expr),*)),*],
                facts[$($member_fact:ident($($member_fact_argument:expr),*)),*];
            )*
        }
    ) => {
        #[allow(dead_code, reason = "a structure without members has no member schemas to read")]
        static MEMBER_SCHEMAS: [$crate::wire::Schema<'static>; <[usize]>::len(&[$($index),*])] = {
            #[allow(unused_imports, reason = "a structure may have no members")]
            use $crate::wire::{Schema, ShapeType, shape_id};
            [$(
                Schema::new_member(
                    shape_id!($namespace, $name, $member),
                    ShapeType::$member_type,
                    $member,
                    $index,
                )
                $(.$member_wire($($member_wire_argument),*))*,
            )*]
        };

        static MEMBER_SCHEMA_REFERENCES: [&$crate::wire::Schema<'static>; MEMBER_SCHEMAS.len()] =
            [$(&MEMBER_SCHEMAS[$index]),*];

        pub(crate) static SCHEMA: $crate::wire::Schema<'static> = $crate::wire::Schema::new_struct(
            $crate::wire::shape_id!($namespace, $name),
            $crate::wire::ShapeType::$kind,
            &MEMBER_SCHEMA_REFERENCES,
        )
        $(.$wire($($wire_argument),*))*;

        static MEMBERS: [$crate::Member; <[usize]>::len(&[$($index),*])] = [$(
            $crate::Member::new($member, &MEMBER_SCHEMAS[$index], &$target)
                $(.$member_fact($($member_fact_argument),*))*,
        )*];

        pub(crate) static SHAPE: $crate::Shape = $crate::Shape::new(
            concat!($namespace, "#", $name),
            &SCHEMA,
            $crate::Kind::$kind(&MEMBERS),
        )
        $(.$fact($($fact_argument),*))*;
    };
}
