//! An operation of the client crate: its spec, error, fluent builder and paginator.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::super::docs::doc;
use super::super::paths::{Names, ident};
use super::super::{catalog, members, raw};
use crate::model::{Kind, Member, Operation, Pagination};
use crate::names;

/// Everything of one operation.
pub(super) struct OperationEmitter<'a> {
    pub(super) operation: &'a Operation,
    pub(super) names: &'a Names<'a>,
    pub(super) marker: &'a Ident,
    pub(super) model_crate: &'a Ident,
}

impl OperationEmitter<'_> {
    fn type_name(&self, suffix: &str) -> Ident {
        format_ident!("{}{suffix}", self.operation.name)
    }

    fn members(&self, key: &str) -> &[Member] {
        match &self.names.shape(key).kind {
            Kind::Structure(members) => members,
            _ => &[],
        }
    }

    pub(super) fn module(&self) -> TokenStream {
        let module = ident(&self.operation.module);
        let model_crate = self.model_crate;
        let name = ident(&self.operation.name);
        let (input, output) = (self.type_name("Input"), self.type_name("Output"));
        let docs = doc(&format!("`{}`, as a type.", self.operation.model_name));
        let spec = self.spec(&name);
        let error = self.error();
        let builders = self.builders();
        let paginator = self.paginator();
        quote! {
            pub use ::#model_crate::operation::#module::{#input, #output};

            #docs
            #[derive(Clone, Copy, Debug, Default)]
            #[non_exhaustive]
            pub struct #name;

            impl #name {
                /// The operation.
                pub fn new() -> Self {
                    Self
                }
            }

            #spec
            #error
            #builders
            #paginator
        }
    }

    fn spec(&self, name: &Ident) -> TokenStream {
        let (marker, model_crate) = (self.marker, self.model_crate);
        let (input, output, error) = (
            self.type_name("Input"),
            self.type_name("Output"),
            self.type_name("Error"),
        );
        let builder = self.type_name("InputBuilder");
        let entry = catalog::static_name(self.operation);
        let arms = self.operation.errors.iter().map(|key| {
            let shape = self.names.shape(key);
            let code = shape.id.rsplit('#').next().unwrap_or(&shape.id);
            let variant = ident(shape.rust_name.as_deref().unwrap_or_default());
            quote! { #code => #error::#variant(crate::types::error::#variant::read(deserializer, meta)?), }
        });
        let arms: Vec<TokenStream> = arms.collect();
        let (code_name, deserializer) = if arms.is_empty() {
            (quote! { _ }, quote! { _ })
        } else {
            (quote! { code }, quote! { deserializer })
        };
        let read_error = if arms.is_empty() {
            quote! { #error::generic(meta) }
        } else {
            quote! { match code { #(#arms)* _ => #error::generic(meta), } }
        };
        let token = catalog::idempotency_token(self.operation, self.names).map(|member| {
            let field = ident(&member.rust_name);
            quote! {
                fn idempotency_token(
                    input: &mut Self::Input,
                ) -> ::std::option::Option<&mut ::std::option::Option<::std::string::String>> {
                    ::std::option::Option::Some(&mut input.#field)
                }
            }
        });
        let streaming = self.streaming();
        quote! {
            impl ::smithy_client::OperationSpec for #name {
                type Service = crate::#marker;
                type Input = #input;
                type InputBuilder = builders::#builder;
                type Output = #output;
                type Error = #error;
                const OPERATION: &'static ::smithy_catalog::Operation = &::#model_crate::operations::#entry;

                fn build_input(
                    builder: Self::InputBuilder,
                ) -> ::std::result::Result<Self::Input, ::smithy_client::error::BuildError> {
                    builder.build()
                }

                fn read_output(
                    deserializer: &mut dyn ::aws_smithy_schema::serde::ShapeDeserializer,
                    request_id: ::std::option::Option<&str>,
                ) -> ::std::result::Result<Self::Output, ::aws_smithy_schema::serde::SerdeError> {
                    let mut output: Self::Output =
                        ::smithy_catalog::document::DeserializableStruct::deserialize(deserializer)?;
                    output._set_request_id(request_id.map(str::to_owned));
                    ::std::result::Result::Ok(output)
                }

                fn read_error(
                    #code_name: &str,
                    #deserializer: &mut dyn ::aws_smithy_schema::serde::ShapeDeserializer,
                    meta: ::smithy_client::error::ErrorMetadata,
                ) -> ::std::result::Result<Self::Error, ::aws_smithy_schema::serde::SerdeError> {
                    ::std::result::Result::Ok(#read_error)
                }

                #token

                fn validate(input: &Self::Input) -> ::std::result::Result<(), ::smithy_client::error::BoxError> {
                    ::std::result::Result::Ok(input.validate()?)
                }

                #streaming
            }
        }
    }

    /// Streaming payloads: taken out of the input, put into the output.
    fn streaming(&self) -> TokenStream {
        let find = |key: &str| {
            self.members(key)
                .iter()
                .find(|member| self.names.streaming(member))
        };
        let take = find(&self.operation.input).map(|member| {
            let field = ident(&member.rust_name);
            quote! {
                fn take_body(input: &mut Self::Input) -> ::std::option::Option<::aws_smithy_types::byte_stream::ByteStream> {
                    ::std::option::Option::Some(::std::mem::take(&mut input.#field))
                }
            }
        });
        let put = find(&self.operation.output).map(|member| {
            let field = ident(&member.rust_name);
            quote! {
                const STREAMING_OUTPUT: bool = true;
                fn put_body(output: &mut Self::Output, body: ::aws_smithy_types::byte_stream::ByteStream) {
                    output.#field = body;
                }
            }
        });
        quote! { #take #put }
    }

    fn error(&self) -> TokenStream {
        let name = self.type_name("Error");
        let mut text = format!(
            "::smithy_client::operation_error! {{\n    /// Error of the `{}` operation.\n    pub enum {name} {{\n",
            self.operation.model_name
        );
        for key in &self.operation.errors {
            let shape = self.names.shape(key);
            let variant = shape.rust_name.as_deref().unwrap_or_default();
            let kind = match shape
                .traits
                .error
                .as_ref()
                .map(|error| (error.retryable, error.fault))
            {
                Some((Some(true), _)) => ", ThrottlingError",
                Some((Some(false), smithy_catalog::Fault::Server)) => ", ServerError",
                Some((Some(false), smithy_catalog::Fault::Client)) => ", ClientError",
                _ => "",
            };
            text += &raw::doc_lines(
                &super::super::docs::summary(&shape.docs, &format!("`{variant}`")),
                "        ",
            );
            text += &format!(
                "        {variant}(crate::types::error::{variant}), is_{}{kind};\n",
                names::snake(variant)
            );
        }
        text += "    }\n}";
        raw::item(&text)
    }

    fn builders(&self) -> TokenStream {
        let module = ident(&self.operation.module);
        let model_crate = self.model_crate;
        let input_members = self.members(&self.operation.input);
        let (input, output) = (
            self.type_name("InputBuilder"),
            self.type_name("OutputBuilder"),
        );
        let fluent = self.type_name("FluentBuilder");
        let clone = if input_members
            .iter()
            .any(|member| self.names.streaming(member))
        {
            ""
        } else {
            "\n        #[derive(Clone)]"
        };
        let summary = super::super::docs::summary(
            &self.operation.docs,
            &format!("Calls `{}`.", self.operation.model_name),
        );
        let setters =
            members::setters(input_members, self.names).replace("        ", "            ");
        let definition = format!(
            "    ::smithy_client::fluent_builder! {{\n{}{clone}\n        pub struct {fluent} for super::{} {{\n{setters}        }}\n    }}",
            raw::doc_lines(&summary, "        ").trim_end_matches('\n'),
            self.operation.name,
        );
        let paginator = self.pagination().map(|_| {
            let paginator = self.type_name("Paginator");
            format!(
                "\n    impl {fluent} {{\n        /// Pages through the results.\n        pub fn into_paginator(self) -> super::paginator::{paginator} {{\n            self.into_fluent().into_paginator()\n        }}\n    }}"
            )
        });
        raw::item(&format!(
            "/// Builders.\npub mod builders {{\n    pub use ::{model_crate}::operation::{module}::builders::{{{input}, {output}}};\n\n{definition}{}\n}}",
            paginator.unwrap_or_default()
        ))
    }

    /// The pagination, where its tokens are strings; paginators carry no others.
    fn pagination(&self) -> Option<&Pagination> {
        let pagination = self.operation.pagination.as_ref()?;
        let output = *self.output_members(&pagination.output_token).last()?;
        let is_string =
            |member: &Member| matches!(self.names.shape(&member.target).kind, Kind::String);
        (is_string(self.input_token(pagination)?) && is_string(output)).then_some(pagination)
    }

    fn input_token(&self, pagination: &Pagination) -> Option<&Member> {
        self.members(&self.operation.input)
            .iter()
            .find(|member| member.name == pagination.input_token)
    }

    fn paginator(&self) -> Option<TokenStream> {
        let pagination = self.pagination()?;
        let name = ident(&self.operation.name);
        let input = self.input_token(pagination)?;
        let field = ident(&input.rust_name);
        let token = self.output_path(&pagination.output_token, true);
        let page_size = pagination.page_size.as_ref().and_then(|page_size| {
            let member = self.members(&self.operation.input).iter().find(|member| member.name == *page_size)?;
            let setter = ident(&member.rust_name);
            let number = self.names.rust_type(&member.target);
            let size = if number.to_string() == "i32" { quote! { size } } else { quote! { size as #number } };
            matches!(self.names.shape(&member.target).kind, Kind::Integer | Kind::Long | Kind::Short | Kind::Byte).then(|| quote! {
                impl ::smithy_client::paginator::PageSize for #name {
                    fn set_page_size(builder: Self::InputBuilder, size: i32) -> Self::InputBuilder {
                        builder.#setter(#size)
                    }
                }
            })
        });
        let items = pagination.items.as_ref().map(|path| {
            let last = self
                .output_members(path)
                .last()
                .expect("resolve checks the path")
                .target
                .clone();
            let items_type = self.names.rust_type(&last);
            let items = self.output_path(path, false);
            quote! {
                impl ::smithy_client::paginator::PaginatedItems for #name {
                    type Items = #items_type;
                    fn items(output: Self::Output) -> ::std::option::Option<Self::Items> {
                        #items
                    }
                }
            }
        });
        let (paginator, paginator_items) = (
            self.type_name("Paginator"),
            self.type_name("PaginatorItems"),
        );
        let items_type = items.as_ref().map(|_| quote! {
            /// Every item of every page.
            pub type #paginator_items = ::smithy_client::paginator::PaginatorItems<super::#name>;
        });
        Some(quote! {
            impl ::smithy_client::paginator::Paginated for #name {
                fn input_token(input: &mut Self::Input) -> &mut ::std::option::Option<::std::string::String> {
                    &mut input.#field
                }
                fn output_token(output: &Self::Output) -> ::std::option::Option<&str> {
                    #token
                }
            }
            #page_size
            #items
            /// Paginator.
            pub mod paginator {
                /// Pages through the results.
                pub type #paginator = ::smithy_client::paginator::Paginator<super::#name>;
                #items_type
            }
        })
    }

    /// The members along a path of the output.
    fn output_members(&self, path: &[String]) -> Vec<&Member> {
        let mut key = self.operation.output.as_str();
        let mut found = Vec::new();
        for name in path {
            let Some(member) = self.members(key).iter().find(|member| member.name == *name) else {
                break;
            };
            found.push(member);
            key = &member.target;
        }
        found
    }

    /// The value at a path of the output, as an `Option`: a borrowed `str`, or the owned value.
    fn output_path(&self, path: &[String], borrowed: bool) -> TokenStream {
        let members = self.output_members(path);
        let mut code = quote! { output };
        for (index, member) in members.iter().enumerate() {
            let field = ident(&member.rust_name);
            let last = index + 1 == members.len();
            code = match (last, member.optional, borrowed) {
                (true, true, true) => quote! { #code.#field.as_deref() },
                (true, false, true) => {
                    quote! { ::std::option::Option::Some(#code.#field.as_str()) }
                }
                (true, true, false) => quote! { #code.#field },
                (true, false, false) => quote! { ::std::option::Option::Some(#code.#field) },
                (false, true, true) => quote! { #code.#field.as_ref()? },
                (false, true, false) => quote! { #code.#field? },
                (false, false, _) => quote! { #code.#field },
            };
        }
        code
    }
}
