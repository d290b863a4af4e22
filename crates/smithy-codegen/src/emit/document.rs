//! Documents as Rust expressions.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

/// An expression for a document.
pub(super) fn literal(value: &Value) -> TokenStream {
    match value {
        Value::Bool(flag) => quote! { ::aws_smithy_types::Document::Bool(#flag) },
        Value::String(text) => quote! { ::aws_smithy_types::Document::from(#text) },
        Value::Number(number) => match (number.as_u64(), number.as_f64().unwrap_or_default()) {
            (Some(number), _) => quote! { ::aws_smithy_types::Document::from(#number) },
            (None, number) => quote! { ::aws_smithy_types::Document::from(#number) },
        },
        Value::Array(elements) => {
            let elements = elements.iter().map(literal);
            quote! { ::aws_smithy_types::Document::Array(::std::vec::Vec::from([#(#elements),*])) }
        }
        Value::Object(entries) => {
            let entries = entries.iter().map(|(name, value)| {
                let value = literal(value);
                quote! { (::std::string::String::from(#name), #value) }
            });
            quote! { ::aws_smithy_types::Document::Object(::std::collections::HashMap::from([#(#entries),*])) }
        }
        Value::Null => quote! { ::aws_smithy_types::Document::Null },
    }
}
