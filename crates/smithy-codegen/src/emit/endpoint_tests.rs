//! `smithy.rules#endpointTests` of a model, as unit tests of the client crate.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::docs::doc;
use super::document;
use super::paths::ident;
use super::rules::Param;

/// The test file, where the model has cases.
pub(super) fn file(tests: Option<&Value>, params: &[Param]) -> Option<TokenStream> {
    let cases = tests?.get("testCases")?.as_array()?;
    let functions = cases
        .iter()
        .enumerate()
        .map(|(index, case)| function(index, case, params));
    (!cases.is_empty()).then(|| {
        quote! {
            //! `smithy.rules#endpointTests` of the model.
            use super::{Endpoint, Params, resolve};
            use ::aws_smithy_types::Document;
            /// What a case expects of an endpoint; what it does not mention may be anything.
            #[derive(Debug, Default)]
            struct Expected {
                url: &'static str,
                headers: ::std::option::Option<Document>,
                properties: ::std::option::Option<Document>,
            }
            fn check(params: Params, expected: ::std::result::Result<Expected, &str>) {
                let resolved = resolve(&params);
                match (&resolved, &expected) {
                    (::std::result::Result::Ok(endpoint), ::std::result::Result::Ok(expected)) => {
                        assert_eq!(endpoint.url(), expected.url);
                        if let ::std::option::Option::Some(expected) = &expected.headers {
                            assert_eq!(&headers(endpoint), expected);
                        }
                        if let ::std::option::Option::Some(expected) = &expected.properties {
                            assert_eq!(&properties(endpoint), expected);
                        }
                    }
                    (::std::result::Result::Err(error), ::std::result::Result::Err(message)) => {
                        assert_eq!(error.to_string(), *message);
                    }
                    _ => panic!("resolved to {resolved:?}, expected {expected:?}"),
                }
            }
            fn headers(endpoint: &Endpoint) -> Document {
                let headers = endpoint.headers().map(|(name, values)| {
                    (name.to_owned(), Document::Array(values.map(Document::from).collect()))
                });
                Document::Object(headers.collect())
            }
            fn properties(endpoint: &Endpoint) -> Document {
                let mut properties: ::std::collections::HashMap<_, _> = endpoint
                    .properties()
                    .iter()
                    .map(|(name, value)| (name.to_string(), value.clone()))
                    .collect();
                let schemes = endpoint.auth_schemes();
                if !schemes.is_empty() {
                    let schemes = schemes.iter().map(|scheme| scheme.as_document()).collect();
                    properties.insert("authSchemes".to_owned(), Document::Array(schemes));
                }
                Document::Object(properties)
            }
            #(#functions)*
        }
    })
}

/// A test function. Cases that name operations test the operation's own binding of parameters; the
/// parameters are the same, so they run like the others.
fn function(index: usize, case: &Value, params: &[Param]) -> TokenStream {
    let name = quote::format_ident!("case_{index}");
    let docs = doc(case
        .get("documentation")
        .and_then(Value::as_str)
        .unwrap_or("(not described)"));
    let given = case.get("params").and_then(Value::as_object);
    let setters = params
        .iter()
        .filter_map(|param| setter(param, given?.get(&param.name)?));
    let expected = expected(case.get("expect").unwrap_or(&Value::Null));
    quote! {
        #docs
        #[test]
        fn #name() {
            let params = Params::builder() #(#setters)* .build().expect("complete parameters");
            check(params, #expected);
        }
    }
}

fn setter(param: &Param, value: &Value) -> Option<TokenStream> {
    let setter = ident(&param.field);
    match value {
        Value::Bool(flag) => Some(quote! { .#setter(#flag) }),
        Value::String(text) => Some(quote! { .#setter(#text) }),
        Value::Array(texts) => {
            let texts = texts.iter().filter_map(Value::as_str);
            Some(quote! { #(.#setter(#texts))* })
        }
        _ => None,
    }
}

fn expected(expect: &Value) -> TokenStream {
    let Some(endpoint) = expect.get("endpoint") else {
        let error = expect
            .get("error")
            .and_then(Value::as_str)
            .unwrap_or_default();
        return quote! { ::std::result::Result::Err(#error) };
    };
    let url = endpoint
        .get("url")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let part = |name: &str| {
        let literal = document::literal(endpoint.get(name)?);
        let field = ident(name);
        Some(quote! { #field: ::std::option::Option::Some(#literal), })
    };
    let (headers, properties) = (part("headers"), part("properties"));
    let rest = (headers.is_none() || properties.is_none())
        .then(|| quote! { ..::std::default::Default::default() });
    quote! { ::std::result::Result::Ok(Expected { url: #url, #headers #properties #rest }) }
}
