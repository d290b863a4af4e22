//! String enums.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{deprecated, doc_or};
use super::paths::ident;
use super::{catalog, schema};
use crate::model::{EnumValue, Shape};

/// The enum and everything that belongs to it.
pub(super) fn string_enum(shape: &Shape, values: &[EnumValue]) -> TokenStream {
    let name = ident(shape.rust_name.as_deref().unwrap_or("Enum"));
    let docs = doc_or(&shape.docs, &format!("`{}` of the model.", shape.id));
    let deprecated_enum = deprecated(shape.traits.deprecated.as_deref());
    let variants = values.iter().map(|value| {
        let docs = doc_or(&value.docs, &format!("`{}`", value.value));
        let deprecated = deprecated(value.deprecated.as_deref());
        let variant = ident(&value.variant);
        let wire = &value.value;
        quote! { #docs #deprecated #variant = #wire, }
    });
    let schema = schema::shape_schema(shape, &[]);
    let entry = catalog::enumeration(shape, values);
    quote! {
        ::smithy_catalog::string_enum! {
            #docs
            #deprecated_enum
            pub enum #name { #(#variants)* }
        }
        ::smithy_catalog::impl_serde_enum!(#name);
        pub(crate) static SCHEMA: ::aws_smithy_schema::Schema<'static> = #schema;
        #entry
    }
}
