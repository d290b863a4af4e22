//! The `operation` modules of the model crate: inputs, outputs and their builders.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::Modules;
use super::paths::{Names, ident};
use super::structure::Structure;
use crate::model::{Kind, Model, Operation};

/// Adds `operation` and a module for each operation.
pub(super) fn model_modules(model: &Model, names: &Names<'_>, modules: &mut Modules) {
    let list = model.operations.iter().map(|operation| {
        let module = ident(&operation.module);
        let docs = format!(" Input and output of `{}`.", operation.model_name);
        quote! { #[doc = #docs] pub mod #module; }
    });
    modules.add(
        "operation",
        quote! {
            //! Inputs and outputs, a module an operation.
            #(#list)*
        },
    );
    for operation in &model.operations {
        add_operation(operation, model, names, modules);
    }
}

fn add_operation(operation: &Operation, model: &Model, names: &Names<'_>, modules: &mut Modules) {
    let folder = format!("operation/{}", operation.module.trim_start_matches("r#"));
    let mut exports = Vec::new();
    let mut builders = Vec::new();
    for key in [&operation.input, &operation.output] {
        let shape = names.shape(key);
        let Kind::Structure(members) = &shape.kind else {
            continue;
        };
        let is_input = key == &operation.input;
        let structure = Structure {
            shape,
            members,
            names,
            operation: is_input.then_some(operation),
        };
        let name = ident(shape.rust_name.as_deref().unwrap_or_default());
        let tokens = match is_input {
            true => {
                let token = operation.idempotency_token(model).map(|member| {
                    let name = &member.name;
                    quote! { token #name; }
                });
                structure.tokens(&quote! { input }, &quote! { #token })
            }
            false => structure.tokens(&quote! { output }, &TokenStream::new()),
        };
        let module = names.module(shape);
        modules.add(&format!("{folder}/{module}"), tokens);
        let (module, builder) = (ident(module), format_ident!("{name}Builder"));
        exports.push(quote! {
            pub(crate) mod #module;
            pub use #module::#name;
        });
        builders.push(quote! { pub use super::#module::#builder; });
    }
    modules.add(
        &folder,
        quote! {
            #(#exports)*
            /// Builders of input and output.
            pub mod builders { #(#builders)* }
        },
    );
}
