//! Defaults of the model as Rust expressions.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use super::document;
use super::paths::Names;
use crate::model::Kind;

/// A default of the model.
pub(super) fn default_value(default: &Value, key: &str, names: &Names<'_>) -> TokenStream {
    match (&names.shape(key).kind, default) {
        (Kind::Boolean, Value::Bool(flag)) => quote! { #flag },
        (Kind::String, Value::String(text)) => quote! { ::std::string::String::from(#text) },
        (Kind::Enum(_), Value::String(text)) => {
            let path = names.rust_type(key);
            quote! { #path::from(#text) }
        }
        (Kind::Float, Value::String(text)) => float_constant(&quote! { f32 }, text),
        (Kind::Double, Value::String(text)) => float_constant(&quote! { f64 }, text),
        (Kind::Float | Kind::Double, Value::Number(number)) => {
            let literal = Literal::f64_unsuffixed(number.as_f64().unwrap_or_default());
            quote! { #literal }
        }
        (Kind::BigInteger | Kind::BigDecimal, number) => {
            let text = number.to_string();
            let text = text.trim_matches('"');
            quote! { ::smithy_catalog::value::big_number(#text) }
        }
        (
            Kind::Byte | Kind::Short | Kind::Integer | Kind::IntEnum(_) | Kind::Long,
            Value::Number(number),
        ) => {
            let literal = Literal::i64_unsuffixed(number.as_i64().unwrap_or_default());
            quote! { #literal }
        }
        (Kind::Timestamp, value) => timestamp(value),
        (Kind::Blob { .. }, Value::String(base64)) if !base64.is_empty() => quote! {
            ::aws_smithy_types::Blob::new(
                ::aws_smithy_types::base64::decode(#base64).expect("base64 of the model"),
            )
        },
        (Kind::Document, value) => document::literal(value),
        _ => quote! { ::std::default::Default::default() },
    }
}

/// `NaN`, `Infinity` or `-Infinity`.
fn float_constant(float: &TokenStream, text: &str) -> TokenStream {
    match text {
        "Infinity" => quote! { #float::INFINITY },
        "-Infinity" => quote! { #float::NEG_INFINITY },
        _ => quote! { #float::NAN },
    }
}

fn timestamp(value: &Value) -> TokenStream {
    match value {
        Value::String(text) => quote! {
            ::aws_smithy_types::DateTime::from_str(#text, ::aws_smithy_types::date_time::Format::DateTime)
                .expect("a timestamp of the model")
        },
        _ => {
            let seconds = Literal::f64_unsuffixed(value.as_f64().unwrap_or_default());
            quote! { ::aws_smithy_types::DateTime::from_secs_f64(#seconds) }
        }
    }
}
