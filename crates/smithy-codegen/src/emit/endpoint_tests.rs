//! `smithy.rules#endpointTests` of a model, as unit tests of the client crate.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use super::docs::doc;
use super::paths::ident;
use super::rules::Param;

/// The test file, where the model has cases.
pub(super) fn file(tests: Option<&Value>, params: &[Param]) -> Option<TokenStream> {
    let cases = tests?.get("testCases")?.as_array()?;
    let rows = cases
        .iter()
        .enumerate()
        .map(|(index, case)| row(index, case, params));
    (!cases.is_empty()).then(|| {
        quote! {
            //! `smithy.rules#endpointTests` of the model.
            ::smithy_client::endpoint_tests! { #(#rows)* }
        }
    })
}

/// A test. Cases that name operations test the operation's own binding of parameters; the
/// parameters are the same, so they run like the others.
fn row(index: usize, case: &Value, params: &[Param]) -> TokenStream {
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
    quote! { #docs #name(#(#setters)*) => #expected; }
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
        return quote! { error #error };
    };
    let url = endpoint
        .get("url")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let part = |name: &str| {
        let json = raw(&endpoint.get(name)?.to_string());
        let name = ident(name);
        Some(quote! { , #name #json })
    };
    let (headers, properties) = (part("headers"), part("properties"));
    quote! { url #url #headers #properties }
}

/// A text as a literal without escapes, since JSON is full of what would be escaped.
fn raw(text: &str) -> Literal {
    let mut hashes = String::from("#");
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    let literal = format!("r{hashes}\"{text}\"{hashes}").parse();
    literal.unwrap_or_else(|_| Literal::string(text))
}
