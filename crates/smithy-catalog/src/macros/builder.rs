//! Builders.

/// Defines the builder of a structure: for each member `x`, `set_x` and `get_x`.
///
/// Each member is one line, `name, set_name, get_name: kind`, where the kind is `into(T)` (a value
/// given as `impl Into<T>`), `value(T)`, `copy(T)` (the same for types that are `Copy`), `boxed(T)`, `list(T)` (`x` appends) or `map(K, V)` (`x` inserts). A list
/// or map whose elements are strings takes `impl Into<String>`: `list_into(T)`, `map_into(K, V)`. The setter
/// `set_x` of `metadata(T)` takes the builder by reference, as that of errors does in smithy-rs.
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
                $crate::builder!(@set $field $set $kind($($ty),+));
                /// What the member is set to.
                pub fn $get(&self) -> &::core::option::Option<$crate::builder!(@type $kind($($ty),+))> {
                    &self.$field
                }
            )*
        }
    };
    (@set $field:ident $set:ident metadata($ty:ty)) => {
        /// Sets the member, or clears it with `None`.
        pub fn $set(&mut self, input: ::core::option::Option<$ty>) -> &mut Self {
            self.$field = input;
            self
        }
    };
    (@set $field:ident $set:ident $kind:ident($($ty:ty),+)) => {
        /// Sets the member, or clears it with `None`.
        pub fn $set(
            mut self,
            input: ::core::option::Option<$crate::builder!(@type $kind($($ty),+))>,
        ) -> Self {
            self.$field = input;
            self
        }
    };
    (@type into($ty:ty)) => { $ty };
    (@type value($ty:ty)) => { $ty };
    (@type metadata($ty:ty)) => { $ty };
    (@type copy($ty:ty)) => { $ty };
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
    (@setter [$($doc:tt)*] $field:ident copy($ty:ty)) => {
        $crate::builder! { @setter [$($doc)*] $field value($ty) }
    };
    (@setter [$($doc:tt)*] $field:ident metadata($ty:ty)) => {
        $crate::builder! { @setter [$($doc)*] $field value($ty) }
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
