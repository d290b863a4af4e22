//! Structures.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs::{deprecated, doc_or, link};
use super::paths::{Names, ident};
use super::{members, raw, schema};
use crate::model::{Home, Member, Operation, Shape};

/// A structure that is no operation input or output and no error.
pub(super) fn structure(shape: &Shape, members: &[Member], names: &Names<'_>) -> TokenStream {
    Structure::new(shape, members, names).tokens()
}

/// A structure and everything that belongs to it: type, builder, schema, serialization, catalog entry.
pub(super) struct Structure<'a> {
    pub(super) shape: &'a Shape,
    pub(super) members: &'a [Member],
    pub(super) names: &'a Names<'a>,
    /// The operation whose input it is.
    pub(super) operation: Option<&'a Operation>,
}

impl<'a> Structure<'a> {
    pub(super) fn new(shape: &'a Shape, members: &'a [Member], names: &'a Names<'a>) -> Self {
        Self {
            shape,
            members,
            names,
            operation: None,
        }
    }

    pub(super) fn tokens(&self) -> TokenStream {
        let definition = self.definition();
        let builder = self.builder();
        let shape = schema::aggregate(self.shape, self.members, self.operation, self.names);
        let serialization = self.serialization();
        quote! { #definition #builder #shape #serialization }
    }

    fn name(&self) -> proc_macro2::Ident {
        ident(self.shape.rust_name.as_deref().unwrap_or("Structure"))
    }

    pub(super) fn is_output(&self) -> bool {
        matches!(self.shape.home, Home::Output(_))
    }

    fn streaming(&self) -> bool {
        self.members
            .iter()
            .any(|member| self.names.streaming(member))
    }

    fn redacted(&self) -> bool {
        members::redacted(self.shape, self.members, self.names)
    }

    fn derives(&self) -> TokenStream {
        let clone = (!self.streaming()).then(|| quote! { Clone, PartialEq, });
        let debug = (!self.redacted()).then(|| quote! { Debug });
        match (&clone, &debug) {
            (None, None) => TokenStream::new(),
            _ => quote! { #[derive(#clone #debug)] },
        }
    }

    fn builder_derives(&self) -> String {
        let clone = if self.streaming() {
            ""
        } else {
            "Clone, PartialEq, "
        };
        let debug = if self.redacted() { "" } else { ", Debug" };
        format!("#[derive({clone}Default{debug})]")
    }

    fn definition(&self) -> TokenStream {
        let name = self.name();
        let builder = format_ident!("{name}Builder");
        let docs = doc_or(
            &self.shape.docs,
            &format!("`{}` of the model.", self.shape.id),
        );
        let deprecated = deprecated(self.shape.traits.deprecated.as_deref());
        let derives = self.derives();
        let fields = members::fields(self.members, self.names);
        let getters = members::getters(self.members, self.names);
        let debug = self
            .redacted()
            .then(|| members::redacting_debug(&name, self.shape, self.members, self.names));
        let request_id = self
            .is_output()
            .then(|| quote! { _request_id: ::std::option::Option<::std::string::String>, });
        let builder_docs = format!(" A builder of {}.", link(&name));
        quote! {
            #docs
            #deprecated
            #derives
            #[non_exhaustive]
            pub struct #name {
                #fields
                #request_id
            }
            impl #name {
                #getters
                #[doc = #builder_docs]
                pub fn builder() -> #builder {
                    #builder::default()
                }
            }
            #debug
        }
    }

    fn builder(&self) -> TokenStream {
        let name = self.name();
        let builder = format_ident!("{name}Builder");
        let definition = raw::item(&format!(
            "::smithy_catalog::builder! {{\n    /// A builder of {}.\n    {}\n    pub struct {builder} {{\n{}    }}\n}}",
            link(&name),
            self.builder_derives(),
            members::setters(self.members, self.names),
        ));
        let fields = self
            .members
            .iter()
            .map(|member| members::build_field(member, self.shape, self.names));
        let fields: Vec<TokenStream> = fields.collect();
        let debug = self
            .redacted()
            .then(|| members::redacting_debug(&builder, self.shape, self.members, self.names));
        let request_id = self
            .is_output()
            .then(|| quote! { _request_id: ::std::option::Option::None, });
        let build = if members::fallible(self.shape, self.members, self.names) {
            quote! {
                /// Builds the value; a required member that is missing is an error where the type
                /// cannot be without it.
                pub fn build(self) -> ::std::result::Result<#name, ::aws_smithy_types::error::operation::BuildError> {
                    ::std::result::Result::Ok(#name { #(#fields)* #request_id })
                }
            }
        } else {
            quote! {
                /// Builds the value.
                pub fn build(self) -> #name {
                    #name { #(#fields)* #request_id }
                }
            }
        };
        quote! {
            #definition
            impl #builder { #build }
            #debug
        }
    }

    fn serialization(&self) -> TokenStream {
        let name = self.name();
        let builder = format_ident!("{name}Builder");
        let serialize = members::serialize(self.members, self.names);
        let read = members::read_into_builder(self.members, self.names);
        let fields = self
            .members
            .iter()
            .map(|member| members::corrected_field(member, self.names));
        let request_id = self
            .is_output()
            .then(|| quote! { _request_id: ::std::option::Option::None, });
        let reads = self
            .members
            .iter()
            .any(|member| !self.names.streaming(member));
        let binding = if reads {
            quote! { let mut builder = #builder::default(); }
        } else {
            quote! { let builder = #builder::default(); }
        };
        let (binding, read_fields) = if self.members.is_empty() {
            (None, Vec::new())
        } else {
            (Some(binding), fields.collect())
        };
        let serde = (!self.streaming()).then(|| quote! { ::smithy_catalog::impl_serde!(#name); });
        quote! {
            impl ::aws_smithy_schema::serde::SerializableStruct for #name {
                fn schema(&self) -> &::aws_smithy_schema::Schema<'_> {
                    &SCHEMA
                }
                #serialize
            }
            impl ::smithy_catalog::document::DeserializableStruct for #name {
                fn deserialize(
                    deserializer: &mut dyn ::aws_smithy_schema::serde::ShapeDeserializer,
                ) -> ::std::result::Result<Self, ::aws_smithy_schema::serde::SerdeError> {
                    #binding
                    #read
                    ::std::result::Result::Ok(Self { #(#read_fields)* #request_id })
                }
            }
            #serde
        }
    }
}
