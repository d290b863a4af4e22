//! Reading and writing values through `ShapeSerializer` and `ShapeDeserializer`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::paths::Names;
use super::schema::element_schema;
use crate::model::{Kind, Member, Shape};

/// A statement-expression of type `Result<(), SerdeError>` that writes `value` (a reference) by
/// `schema` (a reference).
pub(super) fn write(
    key: &str,
    value: &TokenStream,
    schema: &TokenStream,
    names: &Names<'_>,
) -> TokenStream {
    let shape = names.shape(key);
    if let Some(method) = copy_writer(&shape.kind) {
        return quote! { serializer.#method(#schema, *#value) };
    }
    match &shape.kind {
        Kind::Enum(_) => quote! { serializer.write_string(#schema, #value.as_str()) },
        Kind::Blob { .. } => quote! { serializer.write_blob(#schema, #value.clone()) },
        Kind::Structure(_) | Kind::Union(_) => quote! { serializer.write_struct(#schema, #value) },
        Kind::List { .. } | Kind::Map { .. } => {
            let function = function("write", key, names);
            quote! { #function(serializer, #schema, #value) }
        }
        Kind::Timestamp => quote! { serializer.write_timestamp(#schema, #value) },
        Kind::Document => quote! { serializer.write_document(#schema, #value) },
        Kind::BigInteger => quote! { serializer.write_big_integer(#schema, #value) },
        Kind::BigDecimal => quote! { serializer.write_big_decimal(#schema, #value) },
        _ => quote! { serializer.write_string(#schema, #value) },
    }
}

/// The writer of values that are passed by value.
fn copy_writer(kind: &Kind) -> Option<proc_macro2::Ident> {
    let name = match kind {
        Kind::Boolean => "boolean",
        Kind::Byte => "byte",
        Kind::Short => "short",
        Kind::Integer | Kind::IntEnum(_) => "integer",
        Kind::Long => "long",
        Kind::Float => "float",
        Kind::Double => "double",
        _ => return None,
    };
    Some(format_ident!("write_{name}"))
}

/// As [`write`], for a place instead of a reference.
pub(super) fn write_field(
    key: &str,
    place: &TokenStream,
    schema: &TokenStream,
    names: &Names<'_>,
) -> TokenStream {
    let kind = &names.shape(key).kind;
    if let Some(method) = copy_writer(kind) {
        return quote! { serializer.#method(#schema, #place) };
    }
    match kind {
        Kind::Enum(_) | Kind::Blob { .. } => write(key, place, schema, names),
        _ => write(key, &quote! { &#place }, schema, names),
    }
}

/// An expression that reads a value by `schema` (a reference); uses `?`.
pub(super) fn read(key: &str, schema: &TokenStream, names: &Names<'_>) -> TokenStream {
    let shape = names.shape(key);
    let method = match &shape.kind {
        Kind::Enum(_) => {
            let path = names.type_path(shape);
            return quote! { <#path>::from(deserializer.read_string(#schema)?.as_str()) };
        }
        Kind::Structure(_) if shape.rust_name.is_none() => {
            return quote! {{
                deserializer.read_struct(&::aws_smithy_schema::prelude::UNIT, &mut |_, _| ::std::result::Result::Ok(()))?;
                ::smithy_catalog::document::Unit
            }};
        }
        Kind::Structure(_) | Kind::Union(_) => {
            let path = names.type_path(shape);
            return quote! { <#path as ::smithy_catalog::document::DeserializableStruct>::deserialize(deserializer)? };
        }
        Kind::List { .. } | Kind::Map { .. } => {
            let function = function("read", key, names);
            return quote! { #function(deserializer, #schema)? };
        }
        Kind::String => "string",
        Kind::Blob { .. } => "blob",
        Kind::Timestamp => "timestamp",
        Kind::Document => "document",
        Kind::BigInteger => "big_integer",
        Kind::BigDecimal => "big_decimal",
        Kind::Boolean => "boolean",
        Kind::Byte => "byte",
        Kind::Short => "short",
        Kind::Integer | Kind::IntEnum(_) => "integer",
        Kind::Long => "long",
        Kind::Float => "float",
        Kind::Double => "double",
    };
    let method = format_ident!("read_{method}");
    quote! { deserializer.#method(#schema)? }
}

/// Path of the function that reads or writes a list or map shape.
fn function(verb: &str, key: &str, names: &Names<'_>) -> TokenStream {
    let name = function_name(verb, key, names);
    quote! { crate::shapes::#name }
}

fn function_name(verb: &str, key: &str, names: &Names<'_>) -> proc_macro2::Ident {
    format_ident!(
        "{verb}_{}",
        names.static_name(key).to_string().to_lowercase()
    )
}

/// The functions that read and write a list shape.
pub(super) fn list_functions(
    shape: &Shape,
    member: &Member,
    sparse: bool,
    names: &Names<'_>,
) -> TokenStream {
    let element_schema = element_schema(&shape.key, "MEMBER", names);
    let schema = quote! { &#element_schema };
    let element = names.element_type(member, sparse);
    let write_element = element_writer(&member.target, &schema, sparse, names);
    let read_element = read(&member.target, &schema, names);
    let read_element = if sparse {
        quote! {
            values.push(if deserializer.is_null() {
                deserializer.read_null()?;
                ::std::option::Option::None
            } else {
                ::std::option::Option::Some(#read_element)
            });
        }
    } else {
        quote! {
            if deserializer.is_null() {
                deserializer.read_null()?;
            } else {
                values.push(#read_element);
            }
        }
    };
    let (write_name, read_name) = (
        function_name("write", &shape.key, names),
        function_name("read", &shape.key, names),
    );
    quote! {
        pub(crate) fn #write_name(
            serializer: &mut dyn ::aws_smithy_schema::serde::ShapeSerializer,
            schema: &::aws_smithy_schema::Schema<'_>,
            values: &[#element],
        ) -> ::std::result::Result<(), ::aws_smithy_schema::serde::SerdeError> {
            serializer.write_list_with_length(schema, values.len(), &|serializer| {
                values.iter().try_for_each(|value| #write_element)
            })
        }

        pub(crate) fn #read_name(
            deserializer: &mut dyn ::aws_smithy_schema::serde::ShapeDeserializer,
            schema: &::aws_smithy_schema::Schema<'_>,
        ) -> ::std::result::Result<::std::vec::Vec<#element>, ::aws_smithy_schema::serde::SerdeError> {
            let mut values = ::std::vec::Vec::new();
            deserializer.read_list(schema, &mut |deserializer| {
                #read_element
                ::std::result::Result::Ok(())
            })?;
            ::std::result::Result::Ok(values)
        }
    }
}

/// The functions that read and write a map shape.
pub(super) fn map_functions(
    shape: &Shape,
    key: &Member,
    value: &Member,
    sparse: bool,
    names: &Names<'_>,
) -> TokenStream {
    let key_schema = element_schema(&shape.key, "KEY", names);
    let value_schema = element_schema(&shape.key, "VALUE", names);
    let schema = quote! { &#value_schema };
    let key_type = names.rust_type(&key.target);
    let value_type = names.element_type(value, sparse);
    let write_key = write(
        &key.target,
        &quote! { key },
        &quote! { &#key_schema },
        names,
    );
    let write_value = element_writer(&value.target, &schema, sparse, names);
    let read_value = read(&value.target, &schema, names);
    let key_value = if matches!(names.shape(&key.target).kind, Kind::Enum(_)) {
        quote! { #key_type::from(key.as_str()) }
    } else {
        quote! { key }
    };
    let read_entry = if sparse {
        quote! {
            let value = if deserializer.is_null() {
                deserializer.read_null()?;
                ::std::option::Option::None
            } else {
                ::std::option::Option::Some(#read_value)
            };
            values.insert(#key_value, value);
        }
    } else {
        quote! {
            if deserializer.is_null() {
                deserializer.read_null()?;
            } else {
                let value = #read_value;
                values.insert(#key_value, value);
            }
        }
    };
    let (write_name, read_name) = (
        function_name("write", &shape.key, names),
        function_name("read", &shape.key, names),
    );
    quote! {
        pub(crate) fn #write_name(
            serializer: &mut dyn ::aws_smithy_schema::serde::ShapeSerializer,
            schema: &::aws_smithy_schema::Schema<'_>,
            values: &::std::collections::HashMap<#key_type, #value_type>,
        ) -> ::std::result::Result<(), ::aws_smithy_schema::serde::SerdeError> {
            serializer.write_map_with_length(schema, values.len(), &|serializer| {
                values.iter().try_for_each(|(key, value)| {
                    #write_key?;
                    #write_value
                })
            })
        }

        pub(crate) fn #read_name(
            deserializer: &mut dyn ::aws_smithy_schema::serde::ShapeDeserializer,
            schema: &::aws_smithy_schema::Schema<'_>,
        ) -> ::std::result::Result<
            ::std::collections::HashMap<#key_type, #value_type>,
            ::aws_smithy_schema::serde::SerdeError,
        > {
            let mut values = ::std::collections::HashMap::new();
            deserializer.read_map(schema, &mut |key, deserializer| {
                #read_entry
                ::std::result::Result::Ok(())
            })?;
            ::std::result::Result::Ok(values)
        }
    }
}

fn element_writer(key: &str, schema: &TokenStream, sparse: bool, names: &Names<'_>) -> TokenStream {
    let write = write(key, &quote! { value }, schema, names);
    if !sparse {
        return write;
    }
    quote! {
        match value {
            ::std::option::Option::Some(value) => #write,
            ::std::option::Option::None => serializer.write_null(#schema),
        }
    }
}
