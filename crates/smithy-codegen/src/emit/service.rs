//! The service's entry in the catalog.

use proc_macro2::TokenStream;
use quote::quote;

use super::catalog::{option, static_name};
use crate::model::Model;

/// The service's entry.
pub(super) fn service(model: &Model) -> TokenStream {
    let service = &model.service;
    let (id, sdk_id, version, title) = (
        &service.id,
        &service.sdk_id,
        &service.version,
        &service.title,
    );
    let arn_namespace = &service.arn_namespace;
    let endpoint_prefix = &service.endpoint_prefix;
    let signing_name = option(service.signing_name.as_deref());
    let docs = &service.docs;
    let operations = model.operations.iter().map(static_name);
    quote! {
        //! The service.

        /// The service: the root of the catalog.
        pub static SERVICE: ::smithy_catalog::Service = ::smithy_catalog::Service {
            id: #id,
            sdk_id: #sdk_id,
            arn_namespace: #arn_namespace,
            endpoint_prefix: #endpoint_prefix,
            signing_name: #signing_name,
            version: #version,
            title: #title,
            documentation: #docs,
            operations: &[#(&crate::operations::#operations),*],
        };
    }
}
