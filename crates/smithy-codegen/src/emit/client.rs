//! The client crate: the thin layer of generated code over `smithy-client`.

mod context_params;
mod operation;
mod waiters;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use smithy_catalog::Customization;

use super::docs::{allow_deprecated, doc, inner_doc, summary};
use super::paths::{Names, ident};
use super::rules::params;
use super::{CrateNames, Modules};
use crate::model::{ContextKind, Kind, Model, Operation, PathStep, Protocol};
use crate::names;

/// The unit struct that stands for the service: `Lambda`.
pub(super) fn marker(model: &Model) -> Ident {
    ident(&names::service(&model.service.sdk_id))
}

/// Adds every module but the endpoint's.
pub(super) fn modules(
    model: &Model,
    names: &Names<'_>,
    crates: &CrateNames,
    modules: &mut Modules,
) {
    let marker = marker(model);
    let model_crate = ident(&names::library(&crates.model));
    modules.add("lib", lib(model, crates, &marker, &model_crate));
    modules.add("client", client(model, &marker));
    modules.add("config", config(model, &marker));
    modules.add("error_meta", error_meta(model, names));
    let list = model.operations.iter().map(|operation| {
        let module = ident(&operation.module);
        let docs = format!(" Types for the `{}` operation.", operation.model_name);
        quote! { #[doc = #docs] pub mod #module; }
    });
    let has_second_id = model
        .service
        .customizations
        .contains(&Customization::ErrorsInSuccess);
    let second_id = has_second_id.then(|| quote! { pub use ::smithy_client::RequestIdExt; });
    modules.add(
        "operation",
        quote! {
            //! Every operation of the client.
            pub use ::smithy_client::RequestId;
            #second_id
            #(#list)*
        },
    );
    waiters::modules(model, names, modules);
    for operation in &model.operations {
        let path = format!("operation/{}", operation.module.trim_start_matches("r#"));
        let emitter = operation::OperationEmitter {
            operation,
            names,
            marker: &marker,
            model_crate: &model_crate,
        };
        modules.add(&path, emitter.module());
    }
}

fn lib(model: &Model, crates: &CrateNames, marker: &Ident, model_crate: &Ident) -> TokenStream {
    let service = &model.service;
    let title = service.title();
    let example = super::example(model, crates);
    let docs = inner_doc(&format!(
        "The client of {title}.\n\nGenerated from the Smithy model `{}`, version {}; with the API of the official \
         AWS SDK for Rust for the operations it has.\n\n\
         ```no_run\n# async fn example() -> Result<(), {}::Error> {{\n{example}\n# Ok(())\n# }}\n```",
        service.id,
        service.version,
        names::library(&crates.client)
    ));
    let spec = spec(model, marker, &quote! { ::#model_crate::SERVICE });
    let allow = allow_deprecated(model);
    let waiters = waiters::any(model).then(|| {
        quote! {
            #[rustfmt::skip]
            pub mod waiters;
        }
    });
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
        #waiters

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

        /// Requests that are signed but not sent.
        pub mod presigning {
            pub use ::smithy_client::presigning::*;
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

        #spec
    }
}

/// The unit struct that stands for the service, with `ServiceSpec`; `catalog` is the path of the service's entry.
pub(super) fn spec(model: &Model, marker: &Ident, catalog: &TokenStream) -> TokenStream {
    let title = model.service.title();
    let marker_docs = format!(" {title}, as a type: what the shared runtime knows the service by.");
    let binding = endpoint_params(model);
    let protocol = protocol(model.service.protocol);
    let endpoint_auth = model
        .service
        .endpoint_schemes()
        .iter()
        .any(|name| *name != "sigv4");
    let endpoint_auth = endpoint_auth.then(|| {
        quote! { const ENDPOINT_AUTH_SCHEMES: bool = true; }
    });
    let (account_endpoints, account) = account(model);
    quote! {
        #[doc = #marker_docs]
        #[derive(Clone, Copy, Debug, Default)]
        #[non_exhaustive]
        pub struct #marker;

        impl ::smithy_client::ServiceSpec for #marker {
            const SERVICE: &'static ::smithy_catalog::Service = &#catalog;
            const CRATE_NAME: &'static str = env!("CARGO_PKG_NAME");
            const PACKAGE_VERSION: &'static str = env!("CARGO_PKG_VERSION");
            #endpoint_auth
            #account_endpoints
            type EndpointParams = config::endpoint::Params;

            #protocol

            #binding

            #account

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

/// `protocol`: which function of the runtime speaks it; restJson1 is the default.
fn protocol(protocol: Protocol) -> Option<TokenStream> {
    let function = match protocol {
        Protocol::RestJson1 => return None,
        Protocol::AwsJson1_0 => quote! { aws_json_1_0 },
        Protocol::AwsJson1_1 => quote! { aws_json_1_1 },
        Protocol::AwsQuery => quote! { aws_query },
        Protocol::Ec2Query => quote! { ec2_query },
        Protocol::RestXml { .. } => quote! { rest_xml },
        Protocol::RpcV2Cbor => quote! { rpc_v2_cbor },
        Protocol::RpcV2Json => quote! { rpc_v2_json },
    };
    Some(quote! {
        fn protocol() -> ::smithy_client::protocol::SharedClientProtocol {
            ::smithy_client::protocol::#function(Self::SERVICE)
        }
    })
}

/// `ACCOUNT_ENDPOINTS` and `set_account`, where a parameter of the endpoint rules is the account.
fn account(model: &Model) -> (Option<TokenStream>, Option<TokenStream>) {
    let takes_account = params(&model.service.endpoint_rules)
        .iter()
        .any(super::rules::Param::is_account);
    takes_account
        .then(|| {
            let constant = quote! { const ACCOUNT_ENDPOINTS: bool = true; };
            let function = quote! {
                fn set_account(
                    params: &mut Self::EndpointParams,
                    account: ::std::option::Option<&str>,
                ) {
                    config::endpoint::set_account(params, account);
                }
            };
            (constant, function)
        })
        .unzip()
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
            Some("AWS::Auth::AccountIdEndpointMode") => {
                quote! { .#set(context.account_id_endpoint_mode()) }
            }
            _ => client_param(model, &param.name)
                .map(|value| quote! { .#set(#value) })
                .unwrap_or_default(),
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

/// The value that the client is configured with for a parameter of `clientContextParams`.
fn client_param(model: &Model, name: &str) -> Option<TokenStream> {
    let params = &model.service.client_context_params;
    let param = params.iter().find(|param| param.name == name)?;
    Some(match param.kind {
        ContextKind::Boolean => quote! { context.client_boolean(#name) },
        ContextKind::String => quote! { context.client_string(#name) },
        ContextKind::StringArray => quote! { context.client_strings(#name) },
    })
}

/// What an operation binds to parameters: of its traits, `staticContextParams` and
/// `operationContextParams`; of its input's members, `contextParam`.
fn operation_params(
    model: &Model,
    operation: &Operation,
    params: &[super::rules::Param],
) -> TokenStream {
    let mut out = TokenStream::new();
    let known = |name: &str| params.iter().find(|param| param.name == name);
    for (name, value) in &operation.static_context_params {
        let Some(param) = known(name) else { continue };
        let setter = ident(&param.field);
        match value {
            serde_json::Value::Bool(flag) => out.extend(quote! { .#setter(#flag) }),
            serde_json::Value::String(text) => out.extend(quote! { .#setter(#text) }),
            serde_json::Value::Array(texts) => {
                let texts = texts.iter().filter_map(serde_json::Value::as_str);
                out.extend(quote! { #(.#setter(#texts))* });
            }
            _ => {}
        }
    }
    let mut bind = |name: &str, steps: &[PathStep]| {
        let Some(param) = known(name) else { return };
        let set = super::paths::prefixed("set", &param.field);
        let value = match (param.boolean, param.list, steps) {
            (false, false, [PathStep::Field(member)]) => quote! { context.string(#member)? },
            (true, _, _) => {
                let steps = path(steps);
                quote! { context.boolean_at(#steps)? }
            }
            (_, true, _) => {
                let steps = path(steps);
                quote! { context.strings_at(#steps)? }
            }
            _ => {
                let steps = path(steps);
                quote! { context.string_at(#steps)? }
            }
        };
        out.extend(quote! { .#set(#value) });
    };
    for (name, steps) in &operation.operation_context_params {
        bind(name, steps);
    }
    if let Kind::Structure(members) = &model.shape(&operation.input).kind {
        for member in members {
            if let Some(name) = &member.context_param {
                bind(name, &[PathStep::Field(member.name.clone())]);
            }
        }
    }
    out
}

/// The steps of a path, as the runtime takes them.
fn path(steps: &[PathStep]) -> TokenStream {
    let steps = steps.iter().map(|step| {
        let step = match step {
            PathStep::Field(name) => quote! { Field(#name) },
            PathStep::Each => quote! { Each },
            PathStep::Keys => quote! { Keys },
            PathStep::Select(paths) => {
                let paths = paths.iter().map(|steps| path(steps));
                quote! { Select(&[#(#paths),*]) }
            }
        };
        quote! { ::smithy_client::endpoint::Step::#step }
    });
    quote! { &[#(#steps),*] }
}

fn client(model: &Model, marker: &Ident) -> TokenStream {
    let service = &model.service;
    let title = service.title();
    let docs = doc(&format!("Client for {title}."));
    let methods = model.operations.iter().map(|operation| {
        let docs = match operation.docs.as_str() {
            "" => doc(&format!("Calls `{}`.", operation.model_name)),
            docs => doc(docs),
        };
        let deprecated = super::docs::deprecated(operation.deprecated.as_deref());
        let module = ident(&operation.module);
        let builder = format_ident!("{}FluentBuilder", operation.name);
        quote! {
            #docs
            #deprecated
            #module #builder;
        }
    });
    let (operations, methods) = (!model.operations.is_empty())
        .then(|| {
            let methods = quote! {
                ::smithy_client::client_methods! {
                    Client of operation;
                    #(#methods)*
                }
            };
            (quote! { use crate::operation; }, methods)
        })
        .unzip();
    let waiters = waiters::of_client(model);
    quote! {
        //! The client and what customizes a single call.
        #operations

        ::smithy_client::client! {
            #docs
            pub struct Client for crate::#marker;
        }

        #[cfg(feature = "from-env")]
        ::aws_settings::from_env! { Client for crate::#marker }

        #methods

        #waiters

        /// Customization of a single call.
        pub mod customize {
            pub use ::smithy_client::customize::*;
        }
    }
}

fn config(model: &Model, marker: &Ident) -> TokenStream {
    let context_params = context_params::context_params(model, marker);
    quote! {
        //! Configuration of the client.
        pub mod endpoint;
        pub use ::smithy_client::config::*;

        /// Configuration of the client.
        pub type Config = ::smithy_client::config::Config<crate::#marker>;
        /// A builder of [`Config`].
        pub type Builder = ::smithy_client::config::Builder<crate::#marker>;
        #context_params
    }
}

fn error_meta(model: &Model, names: &Names<'_>) -> TokenStream {
    let variants = model.errors().map(|shape| {
        let name = ident(shape.rust_name.as_deref().unwrap_or_default());
        let docs = doc(&summary(&shape.docs, &format!("`{name}`")));
        quote! { #docs #name(crate::types::error::#name); }
    });
    let conversions = model.operations.iter().map(|operation| {
        let module = ident(&operation.module);
        let error = format_ident!("{}Error", operation.name);
        let known = operation
            .errors
            .iter()
            .filter_map(|error| names.shape(error).rust_name.as_deref())
            .map(ident);
        quote! { from crate::operation::#module::#error { #(#known),* } }
    });
    quote! {
        //! The error of any operation.
        ::smithy_client::service_error! {
            /// Every error of this service.
            pub enum Error { #(#variants)* }
            #(#conversions)*
        }
    }
}
