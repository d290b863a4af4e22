//! The client crate: the thin layer of generated code over `smithy-client`.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::docs::{allow_deprecated, doc, doc_or, inner_doc};
use super::paths::{Names, ident};
use super::rules::params;
use super::{CrateNames, Modules, catalog, members, raw};
use crate::model::{Kind, Member, Model, Operation, Pagination};
use crate::names;

/// The unit struct that stands for the service: `Omics`.
pub(super) fn marker(model: &Model) -> Ident {
    let name = names::enum_variant(&model.service.sdk_id);
    ident(name.as_deref().unwrap_or("Service"))
}

/// Adds every module but the endpoint's.
pub(super) fn modules(model: &Model, names: &Names<'_>, crates: &CrateNames, modules: &mut Modules) {
    let marker = marker(model);
    let model_crate = format_ident!("{}", crates.model.replace('-', "_"));
    modules.add("lib", lib(model, &marker, &model_crate));
    modules.add("client", client(model, &marker));
    modules.add("config", config(&marker));
    modules.add("error_meta", error_meta(model, names));
    let list = model.operations.iter().map(|operation| {
        let module = ident(&operation.module);
        let docs = format!(" Types for the `{}` operation.", operation.model_name);
        quote! { #[doc = #docs] pub mod #module; }
    });
    modules.add(
        "operation",
        quote! {
            //! Every operation of the client.
            pub use ::smithy_client::RequestId;
            #(#list)*
        },
    );
    for operation in &model.operations {
        let path = format!("operation/{}", operation.module.trim_start_matches("r#"));
        let emitter = OperationEmitter { operation, names, marker: &marker, model_crate: &model_crate };
        modules.add(&path, emitter.module());
    }
}

fn lib(model: &Model, marker: &Ident, model_crate: &Ident) -> TokenStream {
    let service = &model.service;
    let title = service.title();
    let docs = inner_doc(&format!(
        "The client of {title}.\n\nGenerated from the Smithy model `{}`, version {}; with the API of the official \
         AWS SDK for Rust for the operations it has.",
        service.id, service.version
    ));
    let marker_docs = format!(" {title}, as a type: what the shared runtime knows the service by.");
    let binding = endpoint_params(model);
    let allow = allow_deprecated(model);
    quote! {
        #docs
        #allow
        #[rustfmt::skip]
        pub mod client;
        #[rustfmt::skip]
        pub mod config;
        #[rustfmt::skip]
        mod error_meta;
        #[rustfmt::skip]
        pub mod operation;

        #[doc(inline)]
        pub use client::Client;
        #[doc(inline)]
        pub use config::Config;
        pub use error_meta::Error;

        /// Error types that all operations share.
        pub mod error {
            pub use ::smithy_client::error::*;
        }

        /// Primitives such as `Blob` or `DateTime`.
        pub mod primitives {
            pub use ::smithy_client::primitives::*;
        }

        /// Data structures of the model.
        pub mod types {
            pub use ::#model_crate::types::*;
        }

        /// Facts about this crate.
        pub mod meta {
            /// Version of this crate.
            pub static PKG_VERSION: &str = env!("CARGO_PKG_VERSION");
        }

        #[doc = #marker_docs]
        #[derive(Clone, Copy, Debug, Default)]
        #[non_exhaustive]
        pub struct #marker;

        impl ::smithy_client::ServiceSpec for #marker {
            const SERVICE: &'static ::smithy_catalog::Service = &::#model_crate::SERVICE;
            const CRATE_NAME: &'static str = env!("CARGO_PKG_NAME");
            const PACKAGE_VERSION: &'static str = env!("CARGO_PKG_VERSION");
            type EndpointParams = config::endpoint::Params;

            #binding

            fn resolve_endpoint(
                params: &Self::EndpointParams,
            ) -> ::std::result::Result<
                ::smithy_client::endpoint::Endpoint,
                ::smithy_client::endpoint::ResolveEndpointError,
            > {
                config::endpoint::resolve(params)
            }
        }
    }
}

/// `endpoint_params`: built-ins from the configuration, the rest from the operation and its input.
fn endpoint_params(model: &Model) -> TokenStream {
    let params = params(&model.service.endpoint_rules);
    let mut setters = TokenStream::new();
    for param in &params {
        let set = super::paths::prefixed("set", &param.field);
        setters.extend(match param.built_in.as_deref() {
            Some("AWS::Region") => quote! { .#set(context.region().map(str::to_owned)) },
            Some("AWS::UseDualStack") => quote! { .#set(context.use_dual_stack()) },
            Some("AWS::UseFIPS") => quote! { .#set(context.use_fips()) },
            Some("SDK::Endpoint") => quote! { .#set(context.endpoint_url().map(str::to_owned)) },
            _ => TokenStream::new(),
        });
    }
    let arms: Vec<TokenStream> = model
        .operations
        .iter()
        .filter_map(|operation| {
            let bound = operation_params(model, operation, &params);
            let name = &operation.model_name;
            (!bound.is_empty()).then(|| quote! { #name => builder #bound, })
        })
        .collect();
    let operations = (!arms.is_empty()).then(|| {
        quote! {
            let builder = match context.operation().name {
                #(#arms)*
                _ => builder,
            };
        }
    });
    quote! {
        fn endpoint_params(
            context: &::smithy_client::endpoint::Context<'_>,
        ) -> ::std::result::Result<Self::EndpointParams, ::smithy_client::error::BoxError> {
            let builder = config::endpoint::Params::builder() #setters;
            #operations
            ::std::result::Result::Ok(builder.build()?)
        }
    }
}

/// `staticContextParams` of the operation and `contextParam` of its input's members.
fn operation_params(model: &Model, operation: &Operation, params: &[super::rules::Param]) -> TokenStream {
    let mut out = TokenStream::new();
    let known = |name: &str| params.iter().find(|param| param.name == name);
    for (name, value) in &operation.static_context_params {
        let Some(param) = known(name) else { continue };
        let setter = ident(&param.field);
        match value {
            serde_json::Value::Bool(flag) => out.extend(quote! { .#setter(#flag) }),
            serde_json::Value::String(text) => out.extend(quote! { .#setter(#text) }),
            _ => {}
        }
    }
    if let Kind::Structure(members) = &model.shape(&operation.input).kind {
        for member in members {
            let Some(param) = member.context_param.as_deref().and_then(known) else { continue };
            let (set, name) = (super::paths::prefixed("set", &param.field), &member.name);
            out.extend(quote! { .#set(context.string(#name)?) });
        }
    }
    out
}

fn client(model: &Model, marker: &Ident) -> TokenStream {
    let service = &model.service;
    let title = service.title();
    let definition = raw::item(&format!(
        "::smithy_client::client! {{\n    /// Client for {title}.\n    pub struct Client for crate::{marker};\n}}"
    ));
    let methods = model.operations.iter().map(|operation| {
        let docs = doc_or(&operation.docs, &format!("Calls `{}`.", operation.model_name));
        let deprecated = super::docs::deprecated(operation.deprecated.as_deref());
        let module = ident(&operation.module);
        let builder = format_ident!("{}FluentBuilder", operation.name);
        quote! {
            #docs
            #deprecated
            pub fn #module(&self) -> crate::operation::#module::builders::#builder {
                crate::operation::#module::builders::#builder::new(self.handle().clone())
            }
        }
    });
    quote! {
        //! The client and what customizes a single call.
        #definition
        impl Client { #(#methods)* }

        /// Customization of a single call.
        pub mod customize {
            pub use ::smithy_client::customize::*;
        }
    }
}

fn config(marker: &Ident) -> TokenStream {
    quote! {
        //! Configuration of the client.
        pub mod endpoint;
        pub use ::smithy_client::config::*;

        /// Configuration of the client.
        pub type Config = ::smithy_client::config::Config<crate::#marker>;
        /// A builder of [`Config`].
        pub type Builder = ::smithy_client::config::Builder<crate::#marker>;
    }
}

fn error_meta(model: &Model, names: &Names<'_>) -> TokenStream {
    let mut text = String::from("::smithy_client::service_error! {\n    /// Every error of this service.\n    pub enum Error {\n");
    for shape in model.errors() {
        let name = shape.rust_name.as_deref().unwrap_or_default();
        text += &raw::doc_lines(&super::docs::summary(&shape.docs, &format!("`{name}`")), "        ");
        text += &format!("        {name}(crate::types::error::{name});\n");
    }
    text += "    }\n";
    for operation in &model.operations {
        let errors: Vec<&str> = operation
            .errors
            .iter()
            .filter_map(|error| names.shape(error).rust_name.as_deref())
            .collect();
        text += &format!(
            "    from crate::operation::{}::{}Error {{ {} }}\n",
            operation.module,
            operation.name,
            errors.join(", ")
        );
    }
    text += "}";
    let item = raw::item(&text);
    quote! {
        //! The error of any operation.
        #item
    }
}

/// Everything of one operation.
struct OperationEmitter<'a> {
    operation: &'a Operation,
    names: &'a Names<'a>,
    marker: &'a Ident,
    model_crate: &'a Ident,
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

    fn module(&self) -> TokenStream {
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

            #spec
            #error
            #builders
            #paginator
        }
    }

    fn spec(&self, name: &Ident) -> TokenStream {
        let (marker, model_crate) = (self.marker, self.model_crate);
        let (input, output, error) = (self.type_name("Input"), self.type_name("Output"), self.type_name("Error"));
        let builder = self.type_name("InputBuilder");
        let entry = catalog::static_name(self.operation);
        let arms = self.operation.errors.iter().map(|key| {
            let shape = self.names.shape(key);
            let code = shape.id.rsplit('#').next().unwrap_or(&shape.id);
            let variant = ident(shape.rust_name.as_deref().unwrap_or_default());
            quote! { #code => #error::#variant(crate::types::error::#variant::read(deserializer, meta)?), }
        });
        let arms: Vec<TokenStream> = arms.collect();
        let (code_name, deserializer) = if arms.is_empty() { (quote! { _ }, quote! { _ }) } else { (quote! { code }, quote! { deserializer }) };
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
        let find = |key: &str| self.members(key).iter().find(|member| self.names.streaming(member));
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
            let kind = match shape.traits.error.as_ref().map(|error| (error.retryable, error.fault)) {
                Some((Some(true), _)) => ", ThrottlingError",
                Some((Some(false), smithy_catalog::Fault::Server)) => ", ServerError",
                Some((Some(false), smithy_catalog::Fault::Client)) => ", ClientError",
                _ => "",
            };
            text += &raw::doc_lines(&super::docs::summary(&shape.docs, &format!("`{variant}`")), "        ");
            text += &format!("        {variant}(crate::types::error::{variant}), is_{}{kind};\n", names::snake(variant));
        }
        text += "    }\n}";
        raw::item(&text)
    }

    fn builders(&self) -> TokenStream {
        let module = ident(&self.operation.module);
        let model_crate = self.model_crate;
        let input_members = self.members(&self.operation.input);
        let (input, output) = (self.type_name("InputBuilder"), self.type_name("OutputBuilder"));
        let fluent = self.type_name("FluentBuilder");
        let clone = if input_members.iter().any(|member| self.names.streaming(member)) { "" } else { "\n        #[derive(Clone)]" };
        let summary = super::docs::summary(&self.operation.docs, &format!("Calls `{}`.", self.operation.model_name));
        let setters = members::setters(input_members, self.names).replace("        ", "            ");
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
        let is_string = |member: &Member| matches!(self.names.shape(&member.target).kind, Kind::String);
        (is_string(self.input_token(pagination)?) && is_string(output)).then_some(pagination)
    }

    fn input_token(&self, pagination: &Pagination) -> Option<&Member> {
        self.members(&self.operation.input).iter().find(|member| member.name == pagination.input_token)
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
            let last = self.output_members(path).last().expect("resolve checks the path").target.clone();
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
        let (paginator, paginator_items) = (self.type_name("Paginator"), self.type_name("PaginatorItems"));
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
            let Some(member) = self.members(key).iter().find(|member| member.name == *name) else { break };
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
                (true, false, true) => quote! { ::std::option::Option::Some(#code.#field.as_str()) },
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
