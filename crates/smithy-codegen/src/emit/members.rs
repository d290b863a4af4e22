//! What every structure has, whatever its home: fields, getters, builder, reading and writing.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::Value;

use super::docs::{deprecated, doc, doc_or, summary};
use super::paths::{Names, ident, prefixed};
use super::{document, raw, serde};
use crate::model::{Home, Kind, Member, Shape};

fn fallback(member: &Member) -> String {
    format!(
        "`{}` of the model, which does not describe it.",
        member.name
    )
}

/// Fields of the structure.
pub(super) fn fields(members: &[Member], names: &Names<'_>) -> TokenStream {
    let fields = members.iter().map(|member| {
        let docs = doc_or(&member_docs(member, names), &fallback(member));
        let deprecated = deprecated(member.deprecated.as_deref());
        let name = ident(&member.rust_name);
        let field_type = names.field_type(member);
        quote! { #docs #deprecated pub #name: #field_type, }
    });
    quote! { #(#fields)* }
}

/// The member's documentation, else its target's; a note where the name was changed.
pub(super) fn member_docs(member: &Member, names: &Names<'_>) -> String {
    let docs = if member.docs.is_empty() {
        &names.shape(&member.target).docs
    } else {
        &member.docs
    };
    if member.renamed {
        format!("{docs}\n\nNamed `{}` in the model.", member.name)
    } else {
        docs.clone()
    }
}

/// Getters: strings as `&str`, lists as slices, `Copy` values by value, the rest by reference.
pub(super) fn getters(members: &[Member], names: &Names<'_>) -> TokenStream {
    let getters = members.iter().map(|member| {
        let docs = doc(&summary(&member_docs(member, names), &fallback(member)));
        let deprecated = deprecated(member.deprecated.as_deref());
        let name = ident(&member.rust_name);
        let (result, value) = getter(member, &quote! { self.#name }, names);
        quote! {
            #docs
            #deprecated
            pub fn #name(&self) -> #result {
                #value
            }
        }
    });
    quote! { #(#getters)* }
}

fn getter(member: &Member, field: &TokenStream, names: &Names<'_>) -> (TokenStream, TokenStream) {
    let target = names.shape(&member.target);
    let inner = names.rust_type(&member.target);
    let optional = member.optional && !names.streaming(member);
    match (&target.kind, optional) {
        (
            Kind::List {
                member: element,
                sparse,
            },
            true,
        ) => {
            let element = names.element_type(element, *sparse);
            (
                quote! { &[#element] },
                quote! { #field.as_deref().unwrap_or_default() },
            )
        }
        (
            Kind::List {
                member: element,
                sparse,
            },
            false,
        ) => {
            let element = names.element_type(element, *sparse);
            (quote! { &[#element] }, quote! { &#field })
        }
        (Kind::String, true) => (
            quote! { ::std::option::Option<&str> },
            quote! { #field.as_deref() },
        ),
        (Kind::String, false) => (quote! { &str }, quote! { &#field }),
        (kind, true) if is_copy(kind) => (quote! { ::std::option::Option<#inner> }, field.clone()),
        (kind, false) if is_copy(kind) => (inner, field.clone()),
        (_, true) if member.boxed => (
            quote! { ::std::option::Option<&#inner> },
            quote! { #field.as_deref() },
        ),
        (_, true) => (
            quote! { ::std::option::Option<&#inner> },
            quote! { #field.as_ref() },
        ),
        (_, false) => (quote! { &#inner }, quote! { &#field }),
    }
}

fn is_copy(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Boolean
            | Kind::Byte
            | Kind::Short
            | Kind::Integer
            | Kind::IntEnum(_)
            | Kind::Long
            | Kind::Float
            | Kind::Double
    )
}

/// Something of the structure must not be shown.
pub(super) fn redacted(shape: &Shape, members: &[Member], names: &Names<'_>) -> bool {
    shape.traits.sensitive || members.iter().any(|member| names.sensitive(member))
}

/// `Debug` that shows no sensitive value, for the structure or its builder.
pub(super) fn redacting_debug(
    name: &Ident,
    shape: &Shape,
    members: &[Member],
    names: &Names<'_>,
) -> TokenStream {
    let text = name.to_string();
    let fields = members.iter().map(|member| {
        let field = ident(&member.rust_name);
        let label = &member.rust_name;
        if shape.traits.sensitive || names.sensitive(member) {
            quote! { .field(#label, &"*** Sensitive Data Redacted ***") }
        } else {
            quote! { .field(#label, &self.#field) }
        }
    });
    quote! {
        impl ::std::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct(#text) #(#fields)* .finish()
            }
        }
    }
}

/// The lines of the `builder!` and `fluent_builder!` macros: `name, set_name, get_name: kind(types);`.
pub(super) fn setters(members: &[Member], names: &Names<'_>) -> String {
    let mut out = String::new();
    for member in members {
        let docs = summary(&member_docs(member, names), &fallback(member));
        out += &raw::doc_lines(&docs, "        ");
        if member.required {
            out += "        ///\n        /// This member is required.\n";
        }
        let name = ident(&member.rust_name);
        let (set, get) = (
            prefixed("set", &member.rust_name),
            prefixed("get", &member.rust_name),
        );
        let kind = raw::one_line(&setter_kind(member, names));
        out += &format!("        {name}, {set}, {get}: {kind};\n");
    }
    out
}

fn setter_kind(member: &Member, names: &Names<'_>) -> TokenStream {
    let is_string = |key: &str| matches!(names.shape(key).kind, Kind::String);
    match &names.shape(&member.target).kind {
        Kind::String if !member.boxed => quote! { into(::std::string::String) },
        Kind::List {
            member: element,
            sparse,
        } => {
            let inner = names.element_type(element, *sparse);
            if is_string(&element.target) && !sparse {
                quote! { list_into(#inner) }
            } else {
                quote! { list(#inner) }
            }
        }
        Kind::Map { key, value, sparse } => {
            let key_type = names.rust_type(&key.target);
            let inner = names.element_type(value, *sparse);
            match (is_string(&key.target), is_string(&value.target) && !sparse) {
                (true, true) => quote! { map_into(#key_type, #inner) },
                (true, false) => quote! { map_key_into(#key_type, #inner) },
                (false, _) => quote! { map(#key_type, #inner) },
            }
        }
        _ if member.boxed => {
            let inner = names.rust_type(&member.target);
            quote! { boxed(#inner) }
        }
        _ => {
            let inner = names.rust_type(&member.target);
            quote! { value(#inner) }
        }
    }
}

/// How `build` turns the builder's `Option` into the field.
pub(super) fn build_field(member: &Member, shape: &Shape, names: &Names<'_>) -> TokenStream {
    let name = ident(&member.rust_name);
    let value = if names.streaming(member) {
        quote! { self.#name.unwrap_or_default() }
    } else if member.optional {
        quote! { self.#name }
    } else if let Some(default) = &member.default {
        let default = default_value(default, &member.target, names);
        unwrap_or(&quote! { self.#name }, &default)
    } else {
        let (field, type_name) = (
            &member.rust_name,
            shape.rust_name.as_deref().unwrap_or_default(),
        );
        let message =
            format!("{field} was not specified but it is required when building {type_name}");
        quote! {
            self.#name.ok_or_else(|| ::aws_smithy_types::error::operation::BuildError::missing_field(#field, #message))?
        }
    };
    quote! { #name: #value, }
}

/// `build` can fail: a required member without a default may be missing. Inputs always say so.
pub(super) fn fallible(shape: &Shape, members: &[Member], names: &Names<'_>) -> bool {
    matches!(shape.home, Home::Input(_))
        || members
            .iter()
            .any(|member| !member.optional && member.default.is_none() && !names.streaming(member))
}

/// How reading turns the builder's `Option` into the field: a required member that the service left
/// out gets an empty value, as smithy-rs corrects it.
pub(super) fn corrected_field(member: &Member, names: &Names<'_>) -> TokenStream {
    let name = ident(&member.rust_name);
    let value = if names.streaming(member) {
        quote! { builder.#name.unwrap_or_default() }
    } else if member.optional {
        quote! { builder.#name }
    } else if let Some(default) = member.default.as_ref().filter(|default| !default.is_null()) {
        let default = default_value(default, &member.target, names);
        unwrap_or(&quote! { builder.#name }, &default)
    } else {
        match empty_value(&member.target, names) {
            Some(empty) => unwrap_or(&quote! { builder.#name }, &empty),
            None => quote! { builder.#name.unwrap_or_default() },
        }
    };
    quote! { #name: #value, }
}

/// The value of an `Option`, or another; evaluated only where that is work.
fn unwrap_or(option: &TokenStream, other: &TokenStream) -> TokenStream {
    let text = other.to_string();
    let is_plain =
        !text.contains('(') || text.starts_with(":: aws_smithy_types :: Document :: Bool");
    if text == quote! { ::std::default::Default::default() }.to_string() {
        quote! { #option.unwrap_or_default() }
    } else if is_plain {
        quote! { #option.unwrap_or(#other) }
    } else {
        quote! { #option.unwrap_or_else(|| #other) }
    }
}

/// What stands in for a missing value where that is not the type's default.
fn empty_value(key: &str, names: &Names<'_>) -> Option<TokenStream> {
    Some(match &names.shape(key).kind {
        Kind::Timestamp => quote! { ::aws_smithy_types::DateTime::from_secs(0) },
        Kind::Document => quote! { ::aws_smithy_types::Document::Null },
        Kind::Enum(_) => {
            let path = names.rust_type(key);
            quote! { #path::from("no value was set") }
        }
        Kind::BigInteger | Kind::BigDecimal => number_text("0"),
        _ => return None,
    })
}

fn number_text(text: &str) -> TokenStream {
    quote! { #text.parse().expect("a number of the model") }
}

/// A default of the model as a Rust expression.
fn default_value(default: &Value, key: &str, names: &Names<'_>) -> TokenStream {
    match (&names.shape(key).kind, default) {
        (Kind::Boolean, Value::Bool(flag)) => quote! { #flag },
        (Kind::String, Value::String(text)) => quote! { ::std::string::String::from(#text) },
        (Kind::Enum(_), Value::String(text)) => {
            let path = names.rust_type(key);
            quote! { #path::from(#text) }
        }
        (Kind::Float | Kind::Double, Value::Number(number)) => {
            let literal = proc_macro2::Literal::f64_unsuffixed(number.as_f64().unwrap_or_default());
            quote! { #literal }
        }
        (Kind::BigInteger | Kind::BigDecimal, number) => {
            number_text(number.to_string().trim_matches('"'))
        }
        (
            Kind::Byte | Kind::Short | Kind::Integer | Kind::IntEnum(_) | Kind::Long,
            Value::Number(number),
        ) => {
            let literal = proc_macro2::Literal::i64_unsuffixed(number.as_i64().unwrap_or_default());
            quote! { #literal }
        }
        (Kind::Timestamp, value) => default_timestamp(value),
        (Kind::Blob { .. }, Value::String(base64)) if !base64.is_empty() => quote! {
            ::aws_smithy_types::Blob::new(
                ::aws_smithy_types::base64::decode(#base64).expect("base64 of the model"),
            )
        },
        (Kind::Document, value) => document::literal(value),
        _ => quote! { ::std::default::Default::default() },
    }
}

fn default_timestamp(value: &Value) -> TokenStream {
    match value {
        Value::String(text) => quote! {
            ::aws_smithy_types::DateTime::from_str(#text, ::aws_smithy_types::date_time::Format::DateTime)
                .expect("a timestamp of the model")
        },
        _ => {
            let seconds = proc_macro2::Literal::f64_unsuffixed(value.as_f64().unwrap_or_default());
            quote! { ::aws_smithy_types::DateTime::from_secs_f64(#seconds) }
        }
    }
}

/// The body of `serialize_members`.
pub(super) fn serialize(members: &[Member], names: &Names<'_>) -> TokenStream {
    let statements = members
        .iter()
        .enumerate()
        .filter(|(_, member)| !names.streaming(member))
        .map(|(index, member)| {
            let name = ident(&member.rust_name);
            let index = proc_macro2::Literal::usize_unsuffixed(index);
            let schema = quote! { &MEMBER_SCHEMAS[#index] };
            let deref = member.boxed.then(|| quote! { .as_ref() });
            if member.optional {
                let write = serde::write(&member.target, &quote! { value #deref }, &schema, names);
                quote! {
                    if let ::std::option::Option::Some(value) = &self.#name {
                        #write?;
                    }
                }
            } else {
                let write =
                    serde::write_field(&member.target, &quote! { self.#name }, &schema, names);
                quote! { #write?; }
            }
        });
    let serializer = if members.iter().all(|member| names.streaming(member)) {
        quote! { _ }
    } else {
        quote! { serializer }
    };
    quote! {
        fn serialize_members(
            &self,
            #serializer: &mut dyn ::aws_smithy_schema::serde::ShapeSerializer,
        ) -> ::std::result::Result<(), ::aws_smithy_schema::serde::SerdeError> {
            #(#statements)*
            ::std::result::Result::Ok(())
        }
    }
}

/// Reads the members into `builder`.
pub(super) fn read_into_builder(members: &[Member], names: &Names<'_>) -> TokenStream {
    let assignments = members
        .iter()
        .enumerate()
        .filter(|(_, member)| !names.streaming(member))
        .map(|(index, member)| {
            let index = proc_macro2::Literal::usize_unsuffixed(index);
            let name = ident(&member.rust_name);
            let read = serde::read(&member.target, &quote! { member }, names);
            let read = if member.boxed {
                quote! { ::std::boxed::Box::new(#read) }
            } else {
                read
            };
            (index, quote! { builder.#name = #read.into() })
        });
    let (indices, assignments): (Vec<_>, Vec<_>) = assignments.unzip();
    let body = match (indices.as_slice(), assignments.as_slice()) {
        ([], _) => {
            return quote! { deserializer.read_struct(&SCHEMA, &mut |_, _| ::std::result::Result::Ok(()))?; };
        }
        ([index], [assignment]) => quote! {
            if member.member_index() == ::std::option::Option::Some(#index) {
                #assignment;
            }
        },
        _ => quote! {
            match member.member_index().unwrap_or(usize::MAX) {
                #(#indices => #assignments,)*
                _ => {}
            }
        },
    };
    quote! {
        deserializer.read_struct(&SCHEMA, &mut |member, deserializer| {
            #body
            ::std::result::Result::Ok(())
        })?;
    }
}
