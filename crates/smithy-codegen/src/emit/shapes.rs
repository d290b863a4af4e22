//! Shapes without a Rust type of their own: simple shapes, lists and maps.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::paths::Names;
use super::{catalog, schema, serde};
use crate::model::{Kind, Member, Model, Shape};

/// The `shapes` module.
pub(super) fn shapes(model: &Model, names: &Names<'_>) -> TokenStream {
    let items = model
        .shapes
        .values()
        .filter(|shape| shape.rust_name.is_none() && shape.id != "smithy.api#Unit")
        .map(|shape| item(shape, names));
    quote! {
        //! Simple shapes, lists and maps.
        #(#items)*
    }
}

fn item(shape: &Shape, names: &Names<'_>) -> TokenStream {
    match &shape.kind {
        Kind::List { member, sparse } => list(shape, member, *sparse, names),
        Kind::Map { key, value, sparse } => map(shape, key, value, *sparse, names),
        _ => {
            let schema = schema_static(shape, &[], names);
            let entry = catalog::simple(shape, names);
            quote! { #schema #entry }
        }
    }
}

fn schema_static(shape: &Shape, members: &[TokenStream], names: &Names<'_>) -> TokenStream {
    let name = format_ident!("{}__SCHEMA", names.static_name(&shape.key));
    let schema = schema::shape_schema(shape, members);
    quote! { pub(crate) static #name: ::aws_smithy_schema::Schema<'static> = #schema; }
}

fn list(shape: &Shape, member: &Member, sparse: bool, names: &Names<'_>) -> TokenStream {
    let member_schema = member_static(shape, member, "MEMBER", 0, names);
    let path = schema::element_schema(&shape.key, "MEMBER", names);
    let schema = schema_static(shape, &[path], names);
    let entry = catalog::simple(shape, names);
    let functions = serde::list_functions(shape, member, sparse, names);
    quote! { #member_schema #schema #entry #functions }
}

fn map(
    shape: &Shape,
    key: &Member,
    value: &Member,
    sparse: bool,
    names: &Names<'_>,
) -> TokenStream {
    let key_schema = member_static(shape, key, "KEY", 0, names);
    let value_schema = member_static(shape, value, "VALUE", 1, names);
    let paths = ["KEY", "VALUE"].map(|member| schema::element_schema(&shape.key, member, names));
    let schema = schema_static(shape, &paths, names);
    let entry = catalog::simple(shape, names);
    let functions = serde::map_functions(shape, key, value, sparse, names);
    quote! { #key_schema #value_schema #schema #entry #functions }
}

fn member_static(
    shape: &Shape,
    member: &Member,
    name: &str,
    index: usize,
    names: &Names<'_>,
) -> TokenStream {
    let name = format_ident!("{}__{name}__SCHEMA", names.static_name(&shape.key));
    let schema = schema::member_schema(&shape.id, member, index, names);
    quote! { pub(crate) static #name: ::aws_smithy_schema::Schema<'static> = #schema; }
}
