//! The endpoint module of the client crate: parameters, compiled rules and the model's own tests.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use serde_json::Value;

use super::docs::doc;
use super::paths::{ident, prefixed};
use super::rules::{Compiler, Param, params};
use super::{Modules, endpoint_tests};
use crate::error::Error;
use crate::model::Model;

/// Adds `config/endpoint` and, where the model has endpoint tests, `config/endpoint/tests`.
pub(super) fn modules(
    model: &Model,
    marker: &proc_macro2::Ident,
    modules: &mut Modules,
) -> Result<(), Error> {
    let service = &model.service;
    let rules = &service.endpoint_rules;
    let params = params(rules);
    let body = Compiler::new(&service.id).compile(rules, &params)?;
    let cases = endpoint_tests::file(service.endpoint_tests.as_ref(), &params);
    let tests = cases.is_some().then(|| quote! { #[cfg(test)] mod tests; });
    let types = types(&params);
    let account = params
        .iter()
        .find(|param| param.is_account())
        .map(set_account);
    let closures = rules
        .get("nodes")
        .map(|_| quote! { clippy::redundant_closure_call, });
    // A function that always has a value, assigned in a condition.
    let always = mentions(body.clone(), "uri_encode").then(|| quote! { irrefutable_let_patterns, });
    let imports = ["EndpointAuthScheme", "rules"]
        .into_iter()
        .filter(|name| mentions(body.clone(), name))
        .map(ident);
    modules.add(
        "config/endpoint",
        quote! {
            //! Endpoint parameters and the endpoint rules, compiled.
            use ::smithy_client::endpoint::{#(#imports,)* ResolveEndpointError};
            ::smithy_client::endpoint_types! { crate::#marker, Params }
            #types
            /// Applies the endpoint rules.
            #[allow(
                clippy::bool_comparison,
                clippy::comparison_to_empty,
                clippy::get_first,
                clippy::nonminimal_bool,
                #closures
                #always
                reason = "the rules stand as the model writes them"
            )]
            pub(crate) fn resolve(params: &Params) -> ::std::result::Result<Endpoint, ResolveEndpointError> {
                #body
            }
            #account
            #tests
        },
    );
    if let Some(cases) = cases {
        modules.add("config/endpoint/tests", cases);
    }
    Ok(())
}

/// Whether an identifier stands anywhere in the code.
fn mentions(code: TokenStream, name: &str) -> bool {
    code.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == name,
        TokenTree::Group(group) => mentions(group.stream(), name),
        _ => false,
    })
}

fn types(params: &[Param]) -> TokenStream {
    let fields = params.iter().map(|param| {
        let name = ident(&param.field);
        let field_type = field_type(param);
        quote! { #name: #field_type, }
    });
    let getters = params.iter().map(getter);
    let builds = params.iter().map(build_field);
    let setters = params.iter().map(|param| {
        let docs = doc(&docs(param));
        let name = ident(&param.field);
        let (set, get) = (prefixed("set", &param.field), prefixed("get", &param.field));
        let kind = if param.boolean {
            quote! { copy(bool) }
        } else if param.list {
            quote! { list_into(::std::string::String) }
        } else {
            quote! { into(::std::string::String) }
        };
        quote! { #docs #name, #set, #get: #kind; }
    });
    quote! {
        /// Parameters of the endpoint rules.
        #[derive(Clone, PartialEq, Debug)]
        #[non_exhaustive]
        pub struct Params { #(#fields)* }
        impl Params {
            /// A builder of the parameters.
            pub fn builder() -> ParamsBuilder {
                ParamsBuilder::default()
            }
            #(#getters)*
        }
        ::smithy_catalog::builder! {
            /// A builder of [`Params`].
            #[derive(Clone, PartialEq, Default, Debug)]
            pub struct ParamsBuilder { #(#setters)* }
        }

        impl ParamsBuilder {
            /// Builds the parameters; one that is required and has no default must be set.
            pub fn build(self) -> ::std::result::Result<Params, InvalidParams> {
                ::std::result::Result::Ok(Params { #(#builds)* })
            }
        }
        /// A required endpoint parameter was not set.
        #[derive(Clone, PartialEq, Eq, Debug)]
        pub struct InvalidParams {
            field: &'static str,
        }
        impl InvalidParams {
            #[allow(dead_code, reason = "a rule set may require nothing")]
            fn missing(field: &'static str) -> Self {
                Self { field }
            }
        }
        impl ::std::fmt::Display for InvalidParams {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                write!(f, "the endpoint parameter `{}` is required and was not set", self.field)
            }
        }
        impl ::std::error::Error for InvalidParams {}
    }
}

/// The account is known only when the call has its credentials, after all other parameters.
fn set_account(param: &Param) -> TokenStream {
    let name = ident(&param.field);
    let body = if param.has_value() {
        quote! {
            if let ::std::option::Option::Some(account) = account {
                params.#name = account.to_owned();
            }
        }
    } else {
        quote! { params.#name = account.map(str::to_owned); }
    };
    quote! {
        /// Puts the account of the credentials into the parameters.
        pub(crate) fn set_account(params: &mut Params, account: ::std::option::Option<&str>) {
            #body
        }
    }
}

fn docs(param: &Param) -> String {
    if param.docs.is_empty() {
        format!("`{}` of the rule set.", param.name)
    } else {
        param.docs.clone()
    }
}

fn inner_type(param: &Param) -> TokenStream {
    if param.boolean {
        quote! { bool }
    } else if param.list {
        quote! { ::std::vec::Vec<::std::string::String> }
    } else {
        quote! { ::std::string::String }
    }
}

fn field_type(param: &Param) -> TokenStream {
    let inner = inner_type(param);
    if param.has_value() {
        inner
    } else {
        quote! { ::std::option::Option<#inner> }
    }
}

fn getter(param: &Param) -> TokenStream {
    let docs = doc(&docs(param));
    let name = ident(&param.field);
    let (result, value) = match (param.boolean, param.list, param.has_value()) {
        (true, _, _) => (quote! { ::std::option::Option<bool> }, {
            if param.has_value() {
                quote! { ::std::option::Option::Some(self.#name) }
            } else {
                quote! { self.#name }
            }
        }),
        (_, true, true) => (
            quote! { ::std::option::Option<&[::std::string::String]> },
            quote! { ::std::option::Option::Some(&self.#name) },
        ),
        (_, true, false) => (
            quote! { ::std::option::Option<&[::std::string::String]> },
            quote! { self.#name.as_deref() },
        ),
        (_, _, true) => (
            quote! { ::std::option::Option<&str> },
            quote! { ::std::option::Option::Some(&self.#name) },
        ),
        (_, _, false) => (
            quote! { ::std::option::Option<&str> },
            quote! { self.#name.as_deref() },
        ),
    };
    quote! { #docs pub fn #name(&self) -> #result { #value } }
}

fn build_field(param: &Param) -> TokenStream {
    let name = ident(&param.field);
    let field = &param.field;
    let value = match &param.default {
        Some(Value::Bool(flag)) => quote! { self.#name.unwrap_or(#flag) },
        Some(Value::String(text)) => {
            quote! { self.#name.unwrap_or_else(|| ::std::string::String::from(#text)) }
        }
        Some(Value::Array(texts)) => {
            let texts = texts.iter().filter_map(Value::as_str);
            quote! {
                self.#name.unwrap_or_else(|| ::std::vec![#(::std::string::String::from(#texts)),*])
            }
        }
        Some(_) => quote! { self.#name.unwrap_or_default() },
        None if param.required => {
            quote! { ::std::option::Option::Some(self.#name.ok_or_else(|| InvalidParams::missing(#field))?) }
        }
        None => quote! { self.#name },
    };
    quote! { #name: #value, }
}
