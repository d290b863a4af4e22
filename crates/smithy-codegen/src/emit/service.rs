//! The service's entry in the catalog.

use proc_macro2::TokenStream;
use quote::quote;

use super::catalog::{option, static_name};
use smithy_catalog::Customization;

use crate::model::{Model, Protocol, XmlNamespace};

/// The service's entry, with its operations listed.
pub(super) fn service(model: &Model) -> TokenStream {
    let operations = model.operations.iter().map(static_name);
    let operations = quote! {
        ::smithy_catalog::Operations::listed(&[#(&crate::operations::#operations),*])
    };
    let entry = entry(
        model,
        &operations,
        &quote! { ::smithy_catalog::cli::ServiceFacts::NONE },
    );
    quote! {
        //! The service.

        #entry
    }
}

/// The service's entry.
pub(super) fn entry(model: &Model, operations: &TokenStream, cli: &TokenStream) -> TokenStream {
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
    let protocol = protocol(service.protocol);
    let query_compatible = service.query_compatible;
    let xml_namespace = match &service.xml_namespace {
        Some(XmlNamespace { uri, prefix }) => {
            let prefix = option(prefix.as_deref());
            quote! {
                ::std::option::Option::Some(::smithy_catalog::XmlNamespace { uri: #uri, prefix: #prefix })
            }
        }
        None => option(None),
    };
    let customizations = service.customizations.iter().map(customization);
    let docs = &service.docs;
    quote! {
        /// The service: the root of the catalog.
        pub static SERVICE: ::smithy_catalog::Service = ::smithy_catalog::Service {
            id: #id,
            sdk_id: #sdk_id,
            arn_namespace: #arn_namespace,
            endpoint_prefix: #endpoint_prefix,
            signing_name: #signing_name,
            protocol: ::smithy_catalog::Protocol::#protocol,
            query_compatible: #query_compatible,
            xml_namespace: #xml_namespace,
            customizations: &[#(::smithy_catalog::Customization::#customizations),*],
            version: #version,
            title: #title,
            documentation: #docs,
            operations: #operations,
            cli: #cli,
        };
    }
}

/// The variant of the catalog's `Protocol`.
fn protocol(protocol: Protocol) -> TokenStream {
    match protocol {
        Protocol::AwsJson1_0 => quote! { AwsJson1_0 },
        Protocol::AwsJson1_1 => quote! { AwsJson1_1 },
        Protocol::AwsQuery => quote! { AwsQuery },
        Protocol::Ec2Query => quote! { Ec2Query },
        Protocol::RestJson1 => quote! { RestJson1 },
        Protocol::RestXml { no_error_wrapping } => {
            quote! { RestXml { no_error_wrapping: #no_error_wrapping } }
        }
        Protocol::RpcV2Cbor => quote! { RpcV2Cbor },
        Protocol::RpcV2Json => quote! { RpcV2Json },
    }
}

/// The variant of the catalog's `Customization`.
fn customization(customization: &Customization) -> TokenStream {
    match customization {
        Customization::Header { name, value } => quote! { Header { name: #name, value: #value } },
        Customization::MemberDefault { member, value } => {
            quote! { MemberDefault { member: #member, value: #value } }
        }
        Customization::TrimmedLabels { prefixes } => {
            quote! { TrimmedLabels { prefixes: &[#(#prefixes),*] } }
        }
        Customization::Sessions {
            scheme,
            operation,
            member,
            token_header,
        } => {
            quote! {
                Sessions { scheme: #scheme, operation: #operation, member: #member, token_header: #token_header }
            }
        }
        Customization::TransientErrors { codes } => {
            quote! { TransientErrors { codes: &[#(#codes),*] } }
        }
        Customization::MemberEndpoint { member } => quote! { MemberEndpoint { member: #member } },
        // The rest are words.
        word => {
            let word = super::paths::ident(&format!("{word:?}"));
            quote! { #word }
        }
    }
}
