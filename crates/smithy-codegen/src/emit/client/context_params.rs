//! Setters for `smithy.rules#clientContextParams`.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::emit::docs::doc;
use crate::emit::paths::{ident, prefixed};
use crate::model::{ContextKind, ContextParam, Model};

/// Setters that the runtime's builder has for services of a marker: name of the parameter, a boolean
/// in every AWS service, and the marker.
const HAS_SETTER: [(&str, &str); 5] = [
    ("Accelerate", "TakesAccelerate"),
    (
        "DisableMultiRegionAccessPoints",
        "TakesDisableMultiRegionAccessPoints",
    ),
    (
        "DisableS3ExpressSessionAuth",
        "TakesDisableS3ExpressSessionAuth",
    ),
    ("ForcePathStyle", "TakesForcePathStyle"),
    ("UseArnRegion", "TakesUseArnRegion"),
];

fn runtime_marker(param: &ContextParam) -> Option<&'static str> {
    let is_boolean = matches!(param.kind, ContextKind::Boolean);
    let known = HAS_SETTER.iter().find(|(name, _)| *name == param.name);
    known.filter(|_| is_boolean).map(|(_, marker)| *marker)
}

/// The setters: those that the runtime has are there for the asking; the rest is a trait of the
/// builder, which is the runtime's.
pub(super) fn context_params(model: &Model, service: &Ident) -> TokenStream {
    let params = &model.service.client_context_params;
    let markers = params.iter().filter_map(runtime_marker).map(ident);
    let others: Vec<&ContextParam> = params
        .iter()
        .filter(|param| runtime_marker(param).is_none())
        .collect();
    let others = setters(&others);
    quote! {
        #(impl ::smithy_client::config::client_params::#markers for crate::#service {})*
        #others
    }
}

fn setters(params: &[&ContextParam]) -> Option<TokenStream> {
    let setters = params.iter().map(|param| {
        let (name, docs) = (&param.name, docs_of(param));
        let setter = ident(&param.rust_name);
        let set = prefixed("set", &param.rust_name);
        let (argument, value) = match param.kind {
            ContextKind::Boolean => (quote! { impl Into<bool> }, quote! { bool }),
            ContextKind::String => (
                quote! { impl Into<::std::string::String> },
                quote! { ::std::string::String },
            ),
            ContextKind::StringArray => (
                quote! { impl Into<::std::vec::Vec<::std::string::String>> },
                quote! { ::std::vec::Vec<::std::string::String> },
            ),
        };
        let clears = format!(" Sets or clears `{name}` of the endpoint rules.");
        let declared = quote! {
            #docs
            fn #setter(self, value: #argument) -> Self;
            #[doc = #clears]
            fn #set(&mut self, value: ::std::option::Option<#value>) -> &mut Self;
        };
        let defined = quote! {
            fn #setter(mut self, value: #argument) -> Self {
                self.#set(::std::option::Option::Some(value.into()));
                self
            }
            fn #set(&mut self, value: ::std::option::Option<#value>) -> &mut Self {
                self.set_endpoint_param(#name, value.map(::std::convert::Into::into))
            }
        };
        (declared, defined)
    });
    let (declared, defined): (Vec<TokenStream>, Vec<TokenStream>) = setters.unzip();
    (!params.is_empty()).then(|| {
        quote! {
            /// Setters of the parameters that the endpoint rules of this service have.
            pub trait ContextParams: Sized {
                #(#declared)*
            }
            impl ContextParams for Builder {
                #(#defined)*
            }
        }
    })
}

fn docs_of(param: &ContextParam) -> TokenStream {
    match param.docs.as_str() {
        "" => doc(&format!("Sets `{}` of the endpoint rules.", param.name)),
        docs => doc(docs),
    }
}
