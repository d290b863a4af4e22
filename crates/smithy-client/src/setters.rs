//! The setters of fluent builders.

/// Adds setters to a fluent builder: for each member `x`, `set_x` and `get_x`, passed on to the input
/// builder. The lines are those of [`smithy_catalog::builder!`].
#[macro_export]
macro_rules! fluent_setters {
    (
        $name:ident
        $($(#[doc = $doc:expr])* $field:ident, $set:ident, $get:ident: $kind:ident($($ty:ty),+);)*
    ) => {
        impl $name {
            $(
                $crate::fluent_setters!(@setter [$(#[doc = $doc])*] $field $kind($($ty),+));
                /// Sets the member, or clears it with `None`.
                pub fn $set(
                    self,
                    input: ::core::option::Option<$crate::private::builder!(@type $kind($($ty),+))>,
                ) -> Self {
                    self.map_input(|builder| builder.$set(input))
                }
                /// What the member is set to.
                pub fn $get(
                    &self,
                ) -> &::core::option::Option<$crate::private::builder!(@type $kind($($ty),+))> {
                    self.as_input().$get()
                }
            )*
        }
    };
    (@setter [$($doc:tt)*] $field:ident $kind:ident($ty:ty)) => {
        $crate::fluent_setters!(@one [$($doc)*] $field $kind $ty);
    };
    (@setter [$($doc:tt)*] $field:ident $kind:ident($key:ty, $value:ty)) => {
        $crate::fluent_setters!(@two [$($doc)*] $field $kind $key, $value);
    };
    (@one [$($doc:tt)*] $field:ident into $ty:ty) => {
        $crate::fluent_setters!(@into [$($doc)*] $field $ty);
    };
    (@one [$($doc:tt)*] $field:ident list_into $ty:ty) => {
        $crate::fluent_setters!(@into [$($doc)* #[doc = ""] #[doc = " Appends an element; the setter with `set_` replaces the list."]] $field $ty);
    };
    (@one [$($doc:tt)*] $field:ident list $ty:ty) => {
        $crate::fluent_setters!(@value [$($doc)* #[doc = ""] #[doc = " Appends an element; the setter with `set_` replaces the list."]] $field $ty);
    };
    (@one [$($doc:tt)*] $field:ident $kind:ident $ty:ty) => {
        $crate::fluent_setters!(@value [$($doc)*] $field $ty);
    };
    (@into [$($doc:tt)*] $field:ident $ty:ty) => {
        $($doc)*
        pub fn $field(self, input: impl ::core::convert::Into<$ty>) -> Self {
            self.map_input(|builder| builder.$field(input))
        }
    };
    (@value [$($doc:tt)*] $field:ident $ty:ty) => {
        $($doc)*
        pub fn $field(self, input: $ty) -> Self {
            self.map_input(|builder| builder.$field(input))
        }
    };
    (@two [$($doc:tt)*] $field:ident map $key:ty, $value:ty) => {
        $crate::fluent_setters!(@entry [$($doc)*] $field ($key) ($value));
    };
    (@two [$($doc:tt)*] $field:ident map_key_into $key:ty, $value:ty) => {
        $crate::fluent_setters!(@entry [$($doc)*] $field (impl ::core::convert::Into<$key>) ($value));
    };
    (@two [$($doc:tt)*] $field:ident map_into $key:ty, $value:ty) => {
        $crate::fluent_setters!(
            @entry [$($doc)*] $field (impl ::core::convert::Into<$key>) (impl ::core::convert::Into<$value>)
        );
    };
    (@entry [$($doc:tt)*] $field:ident ($($key:tt)*) ($($value:tt)*)) => {
        $($doc)*
        ///
        /// Inserts an entry; the setter with `set_` replaces the map.
        pub fn $field(self, key: $($key)*, value: $($value)*) -> Self {
            self.map_input(|builder| builder.$field(key, value))
        }
    };
}
