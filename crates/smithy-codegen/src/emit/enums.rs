//! String enums.

use proc_macro2::TokenStream;
use quote::quote;

use super::aggregate::wire;
use super::catalog::{facts, shape_facts};
use super::docs::{deprecated, doc, row_docs, shape_docs};
use super::paths::ident;
use super::schema;
use crate::model::{EnumValue, Shape};

/// The enum and everything that belongs to it.
pub(super) fn string_enum(shape: &Shape, values: &[EnumValue]) -> TokenStream {
    let name = ident(shape.rust_name.as_deref().unwrap_or("Enum"));
    let docs = shape_docs(shape);
    let deprecated_enum = deprecated(shape.traits.deprecated.as_deref());
    // Sorted as in the official crates, whose `values()` and `Ord` follow the names; the catalog keeps
    // the order of the model.
    let mut sorted: Vec<&EnumValue> = values.iter().collect();
    sorted.sort_by(|a, b| a.value.cmp(&b.value));
    let variants = sorted.into_iter().map(|value| {
        let docs = match value.docs.as_str() {
            "" => doc(&format!("`{}`", value.value)),
            docs => doc(docs),
        };
        let deprecated = deprecated(value.deprecated.as_deref());
        let (variant, value) = (ident(&value.variant), &value.value);
        quote! { #docs #deprecated #variant = #value, }
    });
    let id = schema::id_parts(&shape.id);
    let wire = wire(&schema::shape_traits(shape));
    let facts = facts(&shape_facts(shape));
    let shape_docs = row_docs(&shape.docs);
    let entries = values.iter().map(|EnumValue { value, docs, .. }| {
        let docs = row_docs(docs);
        quote! { #value #docs; }
    });
    let sensitive = shape.traits.sensitive.then(|| quote! { sensitive; });
    quote! {
        ::smithy_catalog::string_enum! {
            #sensitive
            #docs
            #deprecated_enum
            pub enum #name { #(#variants)* }
        }

        ::smithy_catalog::enum_shape! {
            #id #wire #facts #shape_docs;
            #(#entries)*
        }
    }
}
