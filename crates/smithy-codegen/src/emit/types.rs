//! The files of the model crate that only say what is where: `lib.rs`, `types` and `types::error`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs::{allow_deprecated, inner_doc};
use super::paths::{Names, ident};
use crate::model::{Kind, Model, Shape};

/// `lib.rs` of the model crate.
pub(super) fn model_lib(model: &Model) -> TokenStream {
    let service = &model.service;
    let title = service.title();
    let docs = inner_doc(&format!(
        "The model of {title}: shapes, schemas, constraints, errors and the operation catalog.\n\n\
         Generated from the Smithy model `{}`, version {}. It does no I/O.",
        service.id, service.version
    ));
    let allow = allow_deprecated(model);
    quote! {
        #docs
        #allow
        #[rustfmt::skip]
        pub mod operation;
        #[rustfmt::skip]
        pub mod operations;
        #[rustfmt::skip]
        mod service;
        #[rustfmt::skip]
        pub(crate) mod shapes;
        #[rustfmt::skip]
        pub mod types;
        pub use service::SERVICE;
    }
}

/// The `types` module: re-exports and builders.
pub(super) fn types_module(shapes: &[&Shape], names: &Names<'_>) -> TokenStream {
    let exports = exports(shapes, names);
    let builders = builders(
        shapes
            .iter()
            .filter(|shape| matches!(shape.kind, Kind::Structure(_))),
        &quote! { super },
        names,
    );
    quote! {
        //! Data types.
        #exports
        /// Builders of the data types.
        pub mod builders { #builders }
        pub mod error;
    }
}

/// The `types::error` module.
pub(super) fn error_module(
    shapes: &[&Shape],
    streams: &[&Shape],
    names: &Names<'_>,
) -> TokenStream {
    let exports = exports(shapes, names);
    let streams = streams.iter().map(|shape| {
        let module = ident(&names.stream_error_module(shape));
        let name = names.stream_error(shape);
        quote! {
            pub(crate) mod #module;
            pub use #module::#name;
        }
    });
    let builders = builders(shapes.iter(), &quote! { super }, names);
    quote! {
        //! Modelled errors.
        #exports
        #(#streams)*
        /// Builders of the errors.
        pub mod builders { #builders }
    }
}

fn exports(shapes: &[&Shape], names: &Names<'_>) -> TokenStream {
    let items = shapes.iter().map(|shape| {
        let module = ident(names.module(shape));
        let name = ident(shape.rust_name.as_deref().unwrap_or_default());
        quote! {
            pub(crate) mod #module;
            pub use #module::#name;
        }
    });
    quote! { #(#items)* }
}

fn builders<'a, 'b: 'a>(
    shapes: impl Iterator<Item = &'a &'b Shape>,
    parent: &TokenStream,
    names: &Names<'_>,
) -> TokenStream {
    let items = shapes.map(|shape| {
        let module = ident(names.module(shape));
        let name = format_ident!("{}Builder", shape.rust_name.as_deref().unwrap_or_default());
        quote! { pub use #parent::#module::#name; }
    });
    quote! { #(#items)* }
}
