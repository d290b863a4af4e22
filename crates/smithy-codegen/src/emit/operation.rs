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
        add_operation(operation, names, modules);
    }
}

fn add_operation(operation: &Operation, names: &Names<'_>, modules: &mut Modules) {
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
        let mut tokens = structure.tokens();
        let name = ident(shape.rust_name.as_deref().unwrap_or_default());
        if is_input {
            let token = super::catalog::idempotency_token(operation, names);
            tokens.extend(validate(&name, token.map(|member| member.name.as_str())));
        } else {
            tokens.extend(request_id(&name));
        }
        let module = names.module(shape);
        modules.add(&format!("{folder}/{module}"), tokens);
        let (module, builder) = (ident(&module), format_ident!("{name}Builder"));
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

/// Constraint validation of an input.
fn validate(name: &proc_macro2::Ident, idempotency_token: Option<&str>) -> TokenStream {
    let token = super::catalog::option(idempotency_token);
    quote! {
        impl #name {
            /// Checks the input against every constraint of the model, all violations at once.
            pub fn validate(&self) -> ::std::result::Result<(), ::smithy_catalog::constraint::InvalidInput> {
                ::smithy_catalog::constraint::validate_input(&SHAPE, self, #token)
            }
        }
    }
}

/// The request id of an output.
fn request_id(name: &proc_macro2::Ident) -> TokenStream {
    quote! {
        impl #name {
            #[doc(hidden)]
            pub fn _set_request_id(&mut self, request_id: ::std::option::Option<::std::string::String>) {
                self._request_id = request_id;
            }
        }
        impl ::aws_types::request_id::RequestId for #name {
            fn request_id(&self) -> ::std::option::Option<&str> {
                self._request_id.as_deref()
            }
        }
    }
}
