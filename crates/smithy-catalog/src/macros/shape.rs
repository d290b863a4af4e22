//! Schemas and catalog entries.
//!
//! What a schema says beyond its type stands in `wire[…]`, what the catalog says in `facts[…]`, both as
//! calls in a chain; the documentation comes last. Each of the three may be left out.

/// Defines the schema and the catalog entry of a structure or union: `MEMBER_SCHEMAS`, `SCHEMA` and
/// `SHAPE` in the module that calls it.
#[doc(hidden)]
#[macro_export]
macro_rules! shape {
    (
        $kind:ident $namespace:literal, $name:literal
        $(, wire[$($wire:tt)*])? $(, facts[$($fact:tt)*])? $(, $docs:literal)?;
        $(
            $index:literal $member:literal $member_type:ident => $target:path
            $(, wire[$($member_wire:tt)*])? $(, facts[$($member_fact:tt)*])? $(, $member_docs:literal)?;
        )*
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
                $($($member_wire)*)?,
            )*]
        };

        static MEMBER_SCHEMA_REFERENCES: [&$crate::wire::Schema<'static>; MEMBER_SCHEMAS.len()] =
            [$(&MEMBER_SCHEMAS[$index]),*];

        pub(crate) static SCHEMA: $crate::wire::Schema<'static> = $crate::wire::Schema::new_struct(
            $crate::wire::shape_id!($namespace, $name),
            $crate::wire::ShapeType::$kind,
            &MEMBER_SCHEMA_REFERENCES,
        )
        $($($wire)*)?;

        static MEMBERS: [$crate::Member; <[usize]>::len(&[$($index),*])] = [$(
            $crate::Member::new($member, &MEMBER_SCHEMAS[$index], &$target)
                $($($member_fact)*)? $(.documented($member_docs))?,
        )*];

        pub(crate) static SHAPE: $crate::Shape = $crate::Shape::new(
            concat!($namespace, "#", $name),
            &SCHEMA,
            $crate::Kind::$kind($crate::Members::listed(&MEMBERS)),
        )
        $($($fact)*)? $(.documented($docs))?;
    };
}

/// Defines schemas and catalog entries of shapes without members: `NAME, SCHEMA_NAME = id, type`.
#[macro_export]
macro_rules! simple_shapes {
    ($(
        $name:ident, $schema:ident = $namespace:literal, $shape:literal,
        $kind:ident $(($values:expr))? => $type:ident
        $(, wire[$($wire:tt)*])? $(, facts[$($fact:tt)*])? $(, $docs:literal)?;
    )*) => {$(
        pub(crate) static $schema: $crate::wire::Schema<'static> = $crate::wire::Schema::new(
            $crate::wire::shape_id!($namespace, $shape),
            $crate::wire::ShapeType::$type,
        )
        $($($wire)*)?;

        pub(crate) static $name: $crate::Shape = $crate::Shape::new(
            concat!($namespace, "#", $shape),
            &$schema,
            $crate::Kind::$kind $(($values))?,
        )
        $($($fact)*)? $(.documented($docs))?;
    )*};
}

/// Defines schemas and catalog entries of lists: those of the list, and the schema of its element.
#[macro_export]
macro_rules! list_shapes {
    ($(
        $name:ident, $schema:ident = $namespace:literal, $shape:literal, $sparse:literal
        $(, wire[$($wire:tt)*])? $(, facts[$($fact:tt)*])? $(, $docs:literal)? {
            $($element:tt)*
        }
    )*) => {$(
        $crate::list_shapes! {
            @one $name, $schema = $namespace, $shape, $sparse
            [$($($wire)*)?] [$($($fact)*)? $(.documented($docs))?] $($element)*
        }
    )*};
    (
        @one $name:ident, $schema:ident = $namespace:literal, $shape:literal, $sparse:literal
        [$($wire:tt)*] [$($fact:tt)*]
        $element:ident = $member:literal $type:ident => $target:path
        $(, wire[$($member_wire:tt)*])? $(, facts[$($member_fact:tt)*])? $(, $member_docs:literal)?;
    ) => {
        $crate::element_schema! { $element = 0, $namespace, $shape, $member $type [$($($member_wire)*)?] }

        pub(crate) static $schema: $crate::wire::Schema<'static> =
            $crate::wire::Schema::new_list($crate::wire::shape_id!($namespace, $shape), &$element)
                $($wire)*;

        pub(crate) static $name: $crate::Shape = $crate::Shape::new(
            concat!($namespace, "#", $shape),
            &$schema,
            $crate::Kind::List {
                member: &$crate::Member::new($member, &$element, &$target)
                    $($($member_fact)*)? $(.documented($member_docs))?,
                sparse: $sparse,
            },
        )
        $($fact)*;
    };
}

/// Defines schemas and catalog entries of maps: those of the map, and the schemas of key and value.
#[macro_export]
macro_rules! map_shapes {
    ($(
        $name:ident, $schema:ident = $namespace:literal, $shape:literal, $sparse:literal
        $(, wire[$($wire:tt)*])? $(, facts[$($fact:tt)*])? $(, $docs:literal)? {
            $($elements:tt)*
        }
    )*) => {$(
        $crate::map_shapes! {
            @one $name, $schema = $namespace, $shape, $sparse
            [$($($wire)*)?] [$($($fact)*)? $(.documented($docs))?] $($elements)*
        }
    )*};
    (
        @one $name:ident, $schema:ident = $namespace:literal, $shape:literal, $sparse:literal
        [$($wire:tt)*] [$($fact:tt)*]
        $key:ident = $key_name:literal $key_type:ident => $key_target:path
        $(, wire[$($key_wire:tt)*])? $(, facts[$($key_fact:tt)*])? $(, $key_docs:literal)?;
        $value:ident = $value_name:literal $value_type:ident => $value_target:path
        $(, wire[$($value_wire:tt)*])? $(, facts[$($value_fact:tt)*])? $(, $value_docs:literal)?;
    ) => {
        $crate::element_schema! { $key = 0, $namespace, $shape, $key_name $key_type [$($($key_wire)*)?] }
        $crate::element_schema! { $value = 1, $namespace, $shape, $value_name $value_type [$($($value_wire)*)?] }

        pub(crate) static $schema: $crate::wire::Schema<'static> =
            $crate::wire::Schema::new_map($crate::wire::shape_id!($namespace, $shape), &$key, &$value)
                $($wire)*;

        pub(crate) static $name: $crate::Shape = $crate::Shape::new(
            concat!($namespace, "#", $shape),
            &$schema,
            $crate::Kind::Map {
                key: &$crate::Member::new($key_name, &$key, &$key_target)
                    $($($key_fact)*)? $(.documented($key_docs))?,
                value: &$crate::Member::new($value_name, &$value, &$value_target)
                    $($($value_fact)*)? $(.documented($value_docs))?,
                sparse: $sparse,
            },
        )
        $($fact)*;
    };
}

/// The schema of the element of a list, or of the key or value of a map.
#[doc(hidden)]
#[macro_export]
macro_rules! element_schema {
    (
        $name:ident = $index:literal, $namespace:literal, $shape:literal, $member:literal $type:ident
        [$($wire:tt)*]
    ) => {
        pub(crate) static $name: $crate::wire::Schema<'static> = $crate::wire::Schema::new_member(
            $crate::wire::shape_id!($namespace, $shape, $member),
            $crate::wire::ShapeType::$type,
            $member,
            $index,
        )
        $($wire)*;
    };
}

/// Defines schema and catalog entry of a string enum: its values in the order of the model, each with
/// its documentation.
#[macro_export]
macro_rules! enum_shape {
    (
        $namespace:literal, $shape:literal
        $(, wire[$($wire:tt)*])? $(, facts[$($fact:tt)*])? $(, $docs:literal)?;
        $($value:literal $(, $value_docs:literal)?;)*
    ) => {
        pub(crate) static SCHEMA: $crate::wire::Schema<'static> = $crate::wire::Schema::new(
            $crate::wire::shape_id!($namespace, $shape),
            $crate::wire::ShapeType::String,
        )
        $($($wire)*)?;

        pub(crate) static SHAPE: $crate::Shape = $crate::Shape::new(
            concat!($namespace, "#", $shape),
            &SCHEMA,
            $crate::Kind::Enum(&[$(
                $crate::EnumValue { value: $value, documentation: concat!($($value_docs)?) },
            )*]),
        )
        $($($fact)*)? $(.documented($docs))?;
    };
}
