//! Error structures: the members, the metadata, and what `std` and smithy-rs expect of an error.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::docs::{doc_or, link};
use super::paths::{Names, ident};
use super::{catalog, members, raw, schema};
use crate::model::{Kind, Member, Shape};

/// The error and everything that belongs to it.
pub(super) fn error(shape: &Shape, names: &Names<'_>) -> TokenStream {
    let Kind::Structure(members) = &shape.kind else {
        return TokenStream::new();
    };
    let definition = definition(shape, members, names);
    let builder = builder(shape, members, names);
    let traits = std_traits(shape, members, names);
    let entry = schema::aggregate(shape, members, None, names);
    let serialization = serialization(shape, members, names);
    let error_entry = catalog::error(shape);
    quote! {
        #definition
        #builder
        #traits
        #entry
        #error_entry
        #serialization
    }
}

/// The member that carries the text for people.
fn message(members: &[Member]) -> Option<&Member> {
    members
        .iter()
        .find(|member| member.name.eq_ignore_ascii_case("message"))
}

fn definition(shape: &Shape, members: &[Member], names: &Names<'_>) -> TokenStream {
    let name = ident(shape.rust_name.as_deref().unwrap_or("Error"));
    let builder = format_ident!("{name}Builder");
    let docs = doc_or(&shape.docs, &format!("`{}` of the model.", shape.id));
    let fields = members::fields(members, names);
    let getters = members::getters(members, names);
    let builder_docs = format!(" A builder of {}.", link(&name));
    let retryable = retryable(shape);
    let (derive, debug) = debug(&name, shape, members, names);
    quote! {
        #docs
        #[non_exhaustive]
        #[derive(Clone, PartialEq #derive)]
        pub struct #name {
            #fields
            meta: ::aws_smithy_types::error::ErrorMetadata,
        }
        impl #name {
            #getters
            #[doc = #builder_docs]
            pub fn builder() -> #builder {
                #builder::default()
            }
            #retryable
        }
        #debug
    }
}

/// `Debug`: derived, or written where something must not be shown.
fn debug(
    name: &Ident,
    shape: &Shape,
    members: &[Member],
    names: &Names<'_>,
) -> (TokenStream, TokenStream) {
    if members::redacted(shape, members, names) {
        (
            TokenStream::new(),
            members::redacting_debug(name, shape, members, names),
        )
    } else {
        (quote! { , Debug }, TokenStream::new())
    }
}

fn retryable(shape: &Shape) -> Option<TokenStream> {
    let error = shape.traits.error.as_ref()?;
    let throttling = error.retryable?;
    let kind = ident(match (throttling, error.fault) {
        (true, _) => "ThrottlingError",
        (false, smithy_catalog::Fault::Server) => "ServerError",
        (false, smithy_catalog::Fault::Client) => "ClientError",
    });
    Some(quote! {
        /// What kind of retryable error this is.
        pub fn retryable_error_kind(&self) -> ::aws_smithy_types::retry::ErrorKind {
            ::aws_smithy_types::retry::ErrorKind::#kind
        }
    })
}

fn builder(shape: &Shape, members: &[Member], names: &Names<'_>) -> TokenStream {
    let name = ident(shape.rust_name.as_deref().unwrap_or("Error"));
    let builder = format_ident!("{name}Builder");
    let (derive, debug) = debug(&builder, shape, members, names);
    let definition = raw::item(&format!(
        "::smithy_catalog::builder! {{\n    /// A builder of {}.\n    #[derive(Clone, PartialEq, Default{derive})]\n    pub struct {builder} {{\n{}        /// Code, message and request id.\n        meta, set_meta, get_meta: value(::aws_smithy_types::error::ErrorMetadata);\n    }}\n}}",
        link(&name),
        members::setters(members, names),
    ));
    let fields: Vec<TokenStream> = members
        .iter()
        .map(|member| members::build_field(member, shape, names))
        .collect();
    let value = quote! { #name { #(#fields)* meta: self.meta.unwrap_or_default() } };
    let build = if members::fallible(shape, members, names) {
        quote! {
            /// Builds the error; a required member that is missing is an error of its own.
            pub fn build(self) -> ::std::result::Result<#name, ::aws_smithy_types::error::operation::BuildError> {
                ::std::result::Result::Ok(#value)
            }
        }
    } else {
        quote! {
            /// Builds the error.
            pub fn build(self) -> #name {
                #value
            }
        }
    };
    quote! {
        #definition
        impl #builder { #build }
        #debug
    }
}

fn std_traits(shape: &Shape, members: &[Member], names: &Names<'_>) -> TokenStream {
    let name = ident(shape.rust_name.as_deref().unwrap_or("Error"));
    let text = shape.rust_name.as_deref().unwrap_or_default();
    let show = match message(members) {
        Some(member) if names.sensitive(member) => Some(quote! {
            f.write_str(": *** Sensitive Data Redacted ***")?;
        }),
        Some(member) => {
            let field = ident(&member.rust_name);
            Some(if member.optional {
                quote! {
                    if let ::std::option::Option::Some(message) = &self.#field {
                        write!(f, ": {message}")?;
                    }
                }
            } else {
                quote! { write!(f, ": {}", self.#field)?; }
            })
        }
        None => None,
    };
    quote! {
        impl ::std::fmt::Display for #name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(#text)?;
                #show
                ::std::result::Result::Ok(())
            }
        }
        impl ::std::error::Error for #name {}
        impl ::aws_smithy_types::error::metadata::ProvideErrorMetadata for #name {
            fn meta(&self) -> &::aws_smithy_types::error::ErrorMetadata {
                &self.meta
            }
        }
        impl ::aws_types::request_id::RequestId for #name {
            fn request_id(&self) -> ::std::option::Option<&str> {
                ::aws_types::request_id::RequestId::request_id(&self.meta)
            }
        }
    }
}

fn serialization(shape: &Shape, members: &[Member], names: &Names<'_>) -> TokenStream {
    let name = ident(shape.rust_name.as_deref().unwrap_or("Error"));
    let builder = format_ident!("{name}Builder");
    let serialize = members::serialize(members, names);
    let read = members::read_into_builder(members, names);
    let fields = members
        .iter()
        .map(|member| members::corrected_field(member, names));
    let message = message(members).map(|member| {
        let field = ident(&member.rust_name);
        quote! {
            if builder.#field.is_none() {
                let message = ::aws_smithy_types::error::metadata::ProvideErrorMetadata::message(&meta);
                builder.#field = message.map(::std::convert::Into::into);
            }
        }
    });
    let binding = if members.is_empty() {
        None
    } else {
        Some(quote! { let mut builder = #builder::default(); })
    };
    quote! {
        impl ::aws_smithy_schema::serde::SerializableStruct for #name {
            fn schema(&self) -> &::aws_smithy_schema::Schema<'_> {
                &SCHEMA
            }
            #serialize
        }
        impl #name {
            /// Reads the error from a response; `meta` holds what every error has.
            pub fn read(
                deserializer: &mut dyn ::aws_smithy_schema::serde::ShapeDeserializer,
                meta: ::aws_smithy_types::error::ErrorMetadata,
            ) -> ::std::result::Result<Self, ::aws_smithy_schema::serde::SerdeError> {
                #binding
                #read
                #message
                ::std::result::Result::Ok(Self { #(#fields)* meta })
            }
        }
        impl ::smithy_catalog::document::DeserializableStruct for #name {
            fn deserialize(
                deserializer: &mut dyn ::aws_smithy_schema::serde::ShapeDeserializer,
            ) -> ::std::result::Result<Self, ::aws_smithy_schema::serde::SerdeError> {
                Self::read(deserializer, ::std::default::Default::default())
            }
        }
    }
}
