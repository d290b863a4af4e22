//! String enums.

use proc_macro2::TokenStream;
use quote::quote;

use super::paths::ident;
use super::{catalog, raw, schema};
use crate::model::{EnumValue, Shape};

/// The enum and everything that belongs to it.
pub(super) fn string_enum(shape: &Shape, values: &[EnumValue]) -> TokenStream {
    let name = ident(shape.rust_name.as_deref().unwrap_or("Enum"));
    let mut text = String::from("::smithy_catalog::string_enum! {\n");
    text += &raw::doc_lines(
        or(&shape.docs, &format!("`{}` of the model.", shape.id)),
        "    ",
    );
    text += &deprecated(shape.traits.deprecated.as_deref(), "    ");
    text += &format!("    pub enum {name} {{\n");
    // Sorted as in the official crates, whose `values()` and `Ord` follow the names; the catalog keeps
    // the order of the model.
    let mut sorted: Vec<&EnumValue> = values.iter().collect();
    sorted.sort_by(|a, b| a.value.cmp(&b.value));
    for value in sorted {
        text += &raw::doc_lines(or(&value.docs, &format!("`{}`", value.value)), "        ");
        text += &deprecated(value.deprecated.as_deref(), "        ");
        text += &format!("        {} = {:?},\n", value.variant, value.value);
    }
    text += "    }\n}";
    let definition = raw::item(&text);
    let schema = schema::shape_schema(shape, &[]);
    let entry = catalog::enumeration(shape, values);
    quote! {
        #definition
        ::smithy_catalog::impl_serde_enum!(#name);
        pub(crate) static SCHEMA: ::aws_smithy_schema::Schema<'static> = #schema;
        #entry
    }
}

fn or<'a>(text: &'a str, fallback: &'a str) -> &'a str {
    if text.is_empty() { fallback } else { text }
}

fn deprecated(message: Option<&str>, indent: &str) -> String {
    match message {
        None => String::new(),
        Some("") => format!("{indent}#[deprecated]\n"),
        Some(note) => format!("{indent}#[deprecated(note = {note:?})]\n"),
    }
}
