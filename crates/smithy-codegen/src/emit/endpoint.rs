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
    let rows = params.iter().map(row);
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
            ::smithy_client::endpoint_params! { #(#rows)* }
            /// Applies the endpoint rules.
            #[allow(
                clippy::bool_comparison,
                clippy::comparison_to_empty,
                clippy::get_first,
                clippy::needless_borrow,
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

/// A row of `endpoint_params!`.
fn row(param: &Param) -> TokenStream {
    let docs = doc(&docs(param));
    let name = ident(&param.field);
    let (set, get) = (prefixed("set", &param.field), prefixed("get", &param.field));
    let kind = match (param.boolean, param.list) {
        (true, _) => quote! { copy(bool) },
        (_, true) => quote! { list_into(::std::string::String) },
        _ => quote! { into(::std::string::String) },
    };
    let end = match &param.default {
        Some(default) => default_value(param, default),
        None if param.required => quote! { , required },
        None => TokenStream::new(),
    };
    quote! { #docs #name, #set, #get: #kind #end; }
}

fn default_value(param: &Param, default: &Value) -> TokenStream {
    if param.boolean {
        let flag = default.as_bool().unwrap_or_default();
        quote! { = #flag }
    } else if param.list {
        let texts = default.as_array().into_iter().flatten();
        let texts = texts.filter_map(Value::as_str);
        quote! { = [#(#texts),*] }
    } else {
        let text = default.as_str().unwrap_or_default();
        quote! { = #text }
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
