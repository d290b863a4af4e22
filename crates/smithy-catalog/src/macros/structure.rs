//! Structures: type, getters, builder, schema, catalog entry, reading and writing.

/// Defines a structure and everything that belongs to it.
///
/// A member is one row: its index and name in the model; field, setter and getter of the builder; whether
/// the field is `optional`, `required`, has a `default(value)` or is a `streaming` payload; its type, in
/// the words of [`builder!`](crate::builder); then what [`shape!`](crate::shape) takes. The documentation
/// of the row is that of field, getter, setter and catalog entry.
///
/// ```
/// mod shapes {
///     smithy_catalog::simple_shapes! {
///         NAME, NAME__SCHEMA = "example", "Name", String => String, facts[.sensitive()];
///     }
/// }
///
/// mod thing {
///     smithy_catalog::structure! {
///         pub struct Thing, build ThingBuilder: Clone, PartialEq;
///         shape "example", "Thing", "A thing.";
///         0 "name" name(set_name, get_name): optional into(String) = String => crate::shapes::NAME,
///             "What it is called.";
///     }
/// }
/// # fn main() {
/// let thing = thing::Thing::builder().name("x").build();
/// assert_eq!(thing.name(), Some("x"));
/// assert_eq!(smithy_catalog::document::to_document(&thing).unwrap()["name"], "x");
/// # }
/// ```
#[macro_export]
macro_rules! structure {
    ($(#[$meta:meta])* pub struct $($rest:tt)*) => {
        $crate::structure! { @define [] $(#[$meta])* pub struct $($rest)* }
    };
    (
        @define [$(
            $extra_docs:literal $extra:ident($extra_set:ident, $extra_get:ident): $extra_presence:ident $extra_kind:ident($extra_type:ty);
        )?]
        $(#[$meta:meta])*
        pub struct $name:ident, $build:ident $builder:ident: $($derive:ident),*;
        shape $namespace:literal, $shape:literal
        $(, wire $wire:tt)? $(, facts $facts:tt)? $(, $docs:literal)?;
        $(
            $(#[$member_meta:meta])*
            $index:literal $member:literal
            $field:ident($set:ident, $get:ident): $presence:ident $(($default:expr))? $kind:ident($($ty:ty),+)
            = $type:ident => $target:path
            $(, wire $member_wire:tt)? $(, facts $member_facts:tt)? $(, $member_docs:literal)?;
        )*
    ) => {
        #[doc = $crate::docs!($shape $(, $docs)?)]
        $(#[$meta])*
        #[derive($($derive),*)]
        #[non_exhaustive]
        pub struct $name {
            $(
                #[doc = $crate::docs!($member $(, $member_docs)?)]
                $(#[$member_meta])*
                pub $field: $crate::structure!(@field $presence $kind($($ty),+)),
            )*
            $($extra: $crate::structure!(@field $extra_presence $extra_kind($extra_type)),)?
        }

        impl $name {
            $(
                $crate::structure! {
                    @getter [#[doc = $crate::docs!($member $(, $member_docs)?)] $(#[$member_meta])*]
                    $field $presence $kind($($ty),+)
                }
            )*

            #[doc = concat!("A builder of [`", stringify!($name), "`](struct@", stringify!($name), ").")]
            pub fn builder() -> $builder {
                $builder::default()
            }
        }

        $crate::builder! {
            #[doc = concat!("A builder of [`", stringify!($name), "`](struct@", stringify!($name), ").")]
            #[derive(Default, $($derive),*)]
            pub struct $builder {
                $(
                    #[doc = $crate::docs!($member $(, $member_docs)?)]
                    $field, $set, $get: $kind($($ty),+);
                )*
                $(#[doc = $extra_docs] $extra, $extra_set, $extra_get: $extra_kind($extra_type);)?
            }
        }

        impl $builder {
            $crate::structure! {
                @build $build $name [
                    $($field $presence $(($default))?;)*
                    $($extra $extra_presence;)?
                ]
            }

            /// Reads the members that the deserializer has. Like that of [`_correct`](Self::_correct), the
            /// name is one that no member has.
            #[allow(unused_variables, unused_mut, reason = "a structure may have no members")]
            fn _read(
                &mut self,
                deserializer: &mut dyn $crate::wire::ShapeDeserializer,
            ) -> ::core::result::Result<(), $crate::wire::SerdeError> {
                deserializer.read_struct(&SCHEMA, &mut |member, deserializer| {
                    if deserializer.is_null() {
                        return deserializer.read_null();
                    }
                    match member.member_index() {
                        $(::core::option::Option::Some($index) => {
                            self.$field = ::core::option::Option::Some(
                                $crate::value::ShapeValue::read(deserializer, member)?,
                            );
                        })*
                        _ => {}
                    }
                    ::core::result::Result::Ok(())
                })
            }

            /// What was read; a required member that the service left out gets the value of error correction.
            fn _correct(self) -> $name {
                $name {
                    $($field: $crate::structure!(@correct self.$field, $presence $(($default))?),)*
                    $($extra: $crate::structure!(@correct self.$extra, $extra_presence),)?
                }
            }
        }

        $crate::shape! {
            Structure $namespace, $shape $(, wire $wire)? $(, facts $facts)? $(, $docs)?;
            $(
                $index $member $type => $target
                $(, wire $member_wire)? $(, facts $member_facts)? $(, $member_docs)?;
            )*
        }

        impl $crate::wire::SerializableStruct for $name {
            fn schema(&self) -> &$crate::wire::Schema<'_> {
                &SCHEMA
            }

            #[allow(unused_variables, reason = "a structure may have no members")]
            fn serialize_members(
                &self,
                serializer: &mut dyn $crate::wire::ShapeSerializer,
            ) -> ::core::result::Result<(), $crate::wire::SerdeError> {
                $($crate::value::ShapeValue::write_member(&self.$field, serializer, &MEMBER_SCHEMAS[$index])?;)*
                ::core::result::Result::Ok(())
            }
        }

        impl $crate::document::DeserializableStruct for $name {
            fn deserialize(
                deserializer: &mut dyn $crate::wire::ShapeDeserializer,
            ) -> ::core::result::Result<Self, $crate::wire::SerdeError> {
                let mut builder = $builder::default();
                builder._read(deserializer)?;
                ::core::result::Result::Ok(builder._correct())
            }
        }

        $crate::aggregate_value!($name);
    };

    (@field optional $kind:ident($($ty:ty),+)) => {
        ::core::option::Option<$crate::builder!(@type $kind($($ty),+))>
    };
    (@field $presence:ident $kind:ident($($ty:ty),+)) => { $crate::builder!(@type $kind($($ty),+)) };

    (@build build $name:ident [$($field:ident $presence:ident $(($default:expr))?;)*]) => {
        /// Builds the value.
        pub fn build(self) -> $name {
            $name { $($field: $crate::structure!(@value self.$field, $presence $(($default))?),)* }
        }
    };
    (@build try_build $name:ident [$($field:ident $presence:ident $(($default:expr))?;)*]) => {
        /// Builds the value; a required member that is missing is an error where the type cannot be
        /// without it.
        pub fn build(self) -> ::core::result::Result<$name, $crate::wire::BuildError> {
            ::core::result::Result::Ok($name {
                $($field: $crate::structure!(@value $name self.$field, $field $presence $(($default))?),)*
            })
        }
    };
    (@value $name:ident $value:expr, $field:ident required) => {
        match $value {
            ::core::option::Option::Some(value) => value,
            ::core::option::Option::None => {
                return ::core::result::Result::Err($crate::wire::BuildError::missing_field(
                    $crate::value::field_name(stringify!($field)),
                    concat!(
                        stringify!($field),
                        " was not specified but it is required when building ",
                        stringify!($name),
                    ),
                ));
            }
        }
    };
    (@value $name:ident $value:expr, $field:ident $($presence:tt)+) => {
        $crate::structure!(@value $value, $($presence)+)
    };
    (@value $value:expr, optional) => { $value };
    (@value $value:expr, default($default:expr)) => { $value.unwrap_or_else(|| $default) };
    (@value $value:expr, streaming) => { $value.unwrap_or_default() };
    (@value $value:expr, absent) => { $value.unwrap_or_default() };
    (@correct $value:expr, required) => { $value.unwrap_or_else($crate::value::Missing::missing) };
    (@correct $value:expr, $($presence:tt)+) => { $crate::structure!(@value $value, $($presence)+) };

    (@getter [$($doc:tt)*] $field:ident optional into($ty:ty)) => {
        $($doc)*
        pub fn $field(&self) -> ::core::option::Option<&str> {
            self.$field.as_deref()
        }
    };
    (@getter [$($doc:tt)*] $field:ident $presence:ident into($ty:ty)) => {
        $($doc)*
        pub fn $field(&self) -> &str {
            &self.$field
        }
    };
    (@getter [$($doc:tt)*] $field:ident optional copy($ty:ty)) => {
        $($doc)*
        pub fn $field(&self) -> ::core::option::Option<$ty> {
            self.$field
        }
    };
    (@getter [$($doc:tt)*] $field:ident $presence:ident copy($ty:ty)) => {
        $($doc)*
        pub fn $field(&self) -> $ty {
            self.$field
        }
    };
    (@getter [$($doc:tt)*] $field:ident optional list_into($ty:ty)) => {
        $crate::structure! { @getter [$($doc)*] $field optional list($ty) }
    };
    (@getter [$($doc:tt)*] $field:ident optional list($ty:ty)) => {
        $($doc)*
        pub fn $field(&self) -> &[$ty] {
            self.$field.as_deref().unwrap_or_default()
        }
    };
    (@getter [$($doc:tt)*] $field:ident $presence:ident list_into($ty:ty)) => {
        $crate::structure! { @getter [$($doc)*] $field $presence list($ty) }
    };
    (@getter [$($doc:tt)*] $field:ident $presence:ident list($ty:ty)) => {
        $($doc)*
        pub fn $field(&self) -> &[$ty] {
            &self.$field
        }
    };
    (@getter [$($doc:tt)*] $field:ident optional boxed($ty:ty)) => {
        $($doc)*
        pub fn $field(&self) -> ::core::option::Option<&$ty> {
            self.$field.as_deref()
        }
    };
    (@getter [$($doc:tt)*] $field:ident $presence:ident boxed($ty:ty)) => {
        $($doc)*
        pub fn $field(&self) -> &$ty {
            &self.$field
        }
    };
    (@getter [$($doc:tt)*] $field:ident optional $kind:ident($($ty:ty),+)) => {
        $($doc)*
        pub fn $field(&self) -> ::core::option::Option<&$crate::builder!(@type $kind($($ty),+))> {
            self.$field.as_ref()
        }
    };
    (@getter [$($doc:tt)*] $field:ident $presence:ident $kind:ident($($ty:ty),+)) => {
        $($doc)*
        pub fn $field(&self) -> &$crate::builder!(@type $kind($($ty),+)) {
            &self.$field
        }
    };
}

/// Defines the input of an operation: a structure that can be validated. The row before the members
/// names the member that carries the idempotency token, if one does.
#[macro_export]
macro_rules! input {
    (
        $(token $token:literal;)?
        $(#[$meta:meta])*
        pub struct $name:ident, $build:ident $builder:ident: $($rest:tt)*
    ) => {
        $crate::structure! { @define [] $(#[$meta])* pub struct $name, $build $builder: $($rest)* }

        impl $builder {
            /// Builds the input and calls the operation with this client.
            pub async fn send_with<C: $crate::SendWith<Self>>(
                self,
                client: &C,
            ) -> ::core::result::Result<C::Output, C::Error> {
                client.send_with(self).await
            }
        }

        $crate::validated! { $name, [$($token)?] }
    };
}

/// How an input is checked.
#[cfg(feature = "validation")]
#[doc(hidden)]
#[macro_export]
macro_rules! validated {
    ($name:ident, [$($token:literal)?]) => {
        impl $name {
            /// Checks the input against every constraint of the model, all violations at once.
            pub fn validate(&self) -> ::core::result::Result<(), $crate::constraint::InvalidInput> {
                #[allow(unused_mut, unused_assignments, reason = "not every input has a token")]
                let mut token = ::core::option::Option::None;
                $(token = ::core::option::Option::Some($token);)?
                $crate::constraint::validate_input(&SHAPE, self, token)
            }
        }
    };
}

/// Inputs are not checked without the feature `validation`.
#[cfg(not(feature = "validation"))]
#[doc(hidden)]
#[macro_export]
macro_rules! validated {
    ($name:ident, [$($token:literal)?]) => {};
}

/// Defines the output of an operation: a structure that knows the id of its request.
#[macro_export]
macro_rules! output {
    ($(#[$meta:meta])* pub struct $name:ident, $($rest:tt)*) => {
        $crate::structure! {
            @define [
                "Id of the request." _request_id(_set_request_id, _get_request_id): optional into(::std::string::String);
            ]
            $(#[$meta])* pub struct $name, $($rest)*
        }

        impl $name {
            #[doc(hidden)]
            pub fn _set_request_id(&mut self, request_id: ::core::option::Option<::std::string::String>) {
                self._request_id = request_id;
            }
        }

        impl $crate::wire::RequestId for $name {
            fn request_id(&self) -> ::core::option::Option<&str> {
                self._request_id.as_deref()
            }
        }
    };
}

/// `Debug` that hides what must not be shown, for a structure and its builder.
#[macro_export]
macro_rules! redacted_debug {
    ($name:ident, $builder:ident $fields:tt) => {
        $crate::redacted_debug! { @one $name $fields }
        $crate::redacted_debug! { @one $builder $fields }
    };
    (@one $name:ident { $($field:ident $how:ident;)* }) => {
        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct(stringify!($name))
                    $(.field(
                        $crate::value::field_name(stringify!($field)),
                        $crate::redacted_debug!(@$how &self.$field),
                    ))*
                    .finish()
            }
        }
    };
    (@shown $value:expr) => { $value };
    (@hidden $value:expr) => { &$crate::value::REDACTED };
}

/// The documentation of a shape or member, else a line that names it.
#[doc(hidden)]
#[macro_export]
macro_rules! docs {
    ($name:literal, $docs:literal) => {
        $docs
    };
    ($name:literal) => {
        concat!("`", $name, "` of the model, which does not describe it.")
    };
}

/// How a structure or union is a value.
#[doc(hidden)]
#[macro_export]
macro_rules! aggregate_value {
    ($name:ident) => {
        impl $crate::value::ShapeValue for $name {
            fn write(
                &self,
                serializer: &mut dyn $crate::wire::ShapeSerializer,
                schema: &$crate::wire::Schema<'_>,
            ) -> ::core::result::Result<(), $crate::wire::SerdeError> {
                serializer.write_struct(schema, self)
            }

            fn read(
                deserializer: &mut dyn $crate::wire::ShapeDeserializer,
                _: &$crate::wire::Schema<'_>,
            ) -> ::core::result::Result<Self, $crate::wire::SerdeError> {
                $crate::document::DeserializableStruct::deserialize(deserializer)
            }
        }
    };
}
