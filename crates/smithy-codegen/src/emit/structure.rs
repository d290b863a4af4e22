//! Structures, those of operations and errors among them.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::aggregate::shape_row;
use super::docs::deprecated;
use super::members;
use super::paths::{Names, ident};
use crate::model::{Member, Operation, Shape};

/// A structure that is no operation input or output and no error.
pub(super) fn structure(shape: &Shape, members: &[Member], names: &Names<'_>) -> TokenStream {
    Structure::new(shape, members, names).tokens(&quote! { structure }, &TokenStream::new())
}

/// A structure and everything that belongs to it: type, builder, schema, serialization, catalog entry.
pub(super) struct Structure<'a> {
    pub(super) shape: &'a Shape,
    pub(super) members: &'a [Member],
    pub(super) names: &'a Names<'a>,
    /// The operation whose input it is.
    pub(super) operation: Option<&'a Operation>,
}

impl<'a> Structure<'a> {
    pub(super) fn new(shape: &'a Shape, members: &'a [Member], names: &'a Names<'a>) -> Self {
        Self {
            shape,
            members,
            names,
            operation: None,
        }
    }

    /// A call of `macro_name`, with what is its own in the `first` row.
    pub(super) fn tokens(&self, macro_name: &TokenStream, first: &TokenStream) -> TokenStream {
        let Self {
            shape,
            members,
            names,
            operation,
        } = self;
        let name = ident(shape.rust_name.as_deref().unwrap_or("Structure"));
        let builder = format_ident!("{name}Builder");
        let build = members::build(shape, members, names);
        let derives = self.derives();
        let deprecated = deprecated(shape.traits.deprecated.as_deref());
        let row = shape_row(shape, members, *operation, names);
        let rows = members::rows(members, &shape.home, names);
        let debug = members::redacted_debug(&name, shape, members, names);
        let serde = (!self.streaming()).then(|| quote! { ::smithy_catalog::impl_serde!(#name); });
        quote! {
            ::smithy_catalog::#macro_name! {
                #first
                #deprecated
                pub struct #name, #build #builder: #(#derives),*;
                #row
                #rows
            }
            #debug
            #serde
        }
    }

    fn streaming(&self) -> bool {
        self.members
            .iter()
            .any(|member| self.names.streaming(member))
    }

    fn derives(&self) -> Vec<proc_macro2::Ident> {
        let mut derives = Vec::new();
        if !self.streaming() {
            derives.extend(["Clone", "PartialEq"]);
        }
        if !members::redacted(self.shape, self.members, self.names) {
            derives.push("Debug");
        }
        derives.into_iter().map(ident).collect()
    }
}
