//! The catalog: operations, and what `smithy-catalog` says of shapes and members.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use smithy_catalog::Auth;

use super::docs::row_docs;
use super::paths::{Names, ident};
use super::schema;
use crate::model::{
    AuthScheme, Constraints, HttpChecksum, Member, Model, Operation, Pagination, Shape,
};

/// Static name of an operation: `CREATE_FUNCTION`.
pub(super) fn static_name(operation: &Operation) -> proc_macro2::Ident {
    format_ident!(
        "{}",
        operation.module.trim_start_matches("r#").to_uppercase()
    )
}

/// `Some("text")` or `None`.
pub(super) fn option(text: Option<&str>) -> TokenStream {
    match text {
        Some(text) => quote! { ::std::option::Option::Some(#text) },
        None => quote! { ::std::option::Option::None },
    }
}

/// `, facts[…]`, unless there is nothing to say.
pub(super) fn facts(calls: &TokenStream) -> Option<TokenStream> {
    (!calls.is_empty()).then(|| quote! { , facts[#calls] })
}

/// The operations' entries.
pub(super) fn operations(model: &Model, names: &Names<'_>) -> TokenStream {
    let entries = model
        .operations
        .iter()
        .map(|operation| entry(operation, model, names));
    quote! {
        //! The operations' entries in the catalog.
        ::smithy_catalog::operations! { #(#entries)* }
    }
}

fn entry(operation: &Operation, model: &Model, names: &Names<'_>) -> TokenStream {
    let name = static_name(operation);
    let schema = format_ident!("{name}__SCHEMA");
    let id = schema::id_parts(&operation.id);
    let docs = row_docs(&operation.docs);
    let (method, uri) = (&operation.method, &operation.uri);
    let code = Literal::u16_unsuffixed(operation.code);
    let (input, output) = (
        names.shape_static(&operation.input),
        names.shape_static(&operation.output),
    );
    let errors: Vec<TokenStream> = operation
        .errors
        .iter()
        .map(|error| {
            let module = ident(names.module(names.shape(error)));
            quote! { crate::types::error::#module::ERROR }
        })
        .collect();
    let errors = (!errors.is_empty()).then(|| quote! { errors #(#errors),*; });
    let facts = operation_facts(operation, model);
    let facts = (!facts.is_empty()).then(|| quote! { facts[#facts]; });
    quote! {
        #name, #schema = #id #docs {
            #method #uri #code;
            #input => #output;
            #errors
            #facts
        }
    }
}

fn operation_facts(operation: &Operation, model: &Model) -> TokenStream {
    let deprecated = operation
        .deprecated
        .as_ref()
        .map(|message| quote! { .deprecated(#message) });
    let host_prefix = operation
        .host_prefix
        .as_ref()
        .map(|prefix| quote! { .host_prefix(#prefix) });
    let token = operation.idempotency_token(model).map(|member| {
        let name = &member.name;
        quote! { .idempotency_token(#name) }
    });
    let pagination = operation.pagination.as_ref().map(pagination);
    let auth = match operation.auth {
        Auth::SigV4 => None,
        Auth::Optional => Some(quote! { .auth(::smithy_catalog::Auth::Optional) }),
        Auth::None => Some(quote! { .auth(::smithy_catalog::Auth::None) }),
    };
    let schemes = (operation.auth_schemes != [AuthScheme::SigV4]).then(|| {
        let schemes = operation.auth_schemes.iter().map(auth_scheme);
        quote! { .auth_schemes(&[#(#schemes),*]) }
    });
    let checksum = operation.checksum.as_ref().map(checksum);
    let flags = [
        (MAY_STALL.contains(&operation.id.as_str()), "may_stall"),
        (operation.readonly, "readonly"),
        (operation.idempotent, "idempotent"),
        (operation.checksum_required, "checksum_required"),
        (operation.unsigned_payload, "unsigned_payload"),
        (operation.compression, "compression"),
    ];
    let flags = flags
        .into_iter()
        .filter(|(is_set, _)| *is_set)
        .map(|(_, name)| ident(name));
    quote! { #deprecated #host_prefix #token #pagination #auth #schemes #checksum #(.#flags())* }
}

fn checksum(checksum: &HttpChecksum) -> TokenStream {
    let algorithm = option(checksum.request_algorithm_member.as_deref());
    let required = checksum.request_checksum_required;
    let mode = option(checksum.request_validation_mode_member.as_deref());
    let algorithms = &checksum.response_algorithms;
    quote! {
        .checksum(::smithy_catalog::HttpChecksum {
            request_algorithm_member: #algorithm,
            request_required: #required,
            response_mode_member: #mode,
            response_algorithms: &[#(#algorithms),*],
        })
    }
}

pub(super) fn auth_scheme(scheme: &AuthScheme) -> TokenStream {
    let scheme = match scheme {
        AuthScheme::SigV4 => quote! { SigV4 },
        AuthScheme::SigV4a => quote! { SigV4a },
        AuthScheme::Bearer => quote! { Bearer },
        AuthScheme::Basic => quote! { Basic },
        AuthScheme::Digest => quote! { Digest },
        AuthScheme::NoAuth => quote! { NoAuth },
        AuthScheme::Custom(id) => quote! { Custom(#id) },
        AuthScheme::ApiKey(key) => {
            let (name, in_query) = (&key.name, key.in_query);
            let scheme = option(key.scheme.as_deref());
            quote! {
                ApiKey(::smithy_catalog::ApiKey {
                    name: #name,
                    in_query: #in_query,
                    scheme: #scheme,
                })
            }
        }
    };
    quote! { ::smithy_catalog::AuthScheme::#scheme }
}

/// Operations whose answers may begin minutes after their headers: official SDKs do not watch them.
pub(super) const MAY_STALL: [&str; 3] = [
    "com.amazonaws.lambda#Invoke",
    "com.amazonaws.lambda#InvokeAsync",
    "com.amazonaws.s3#CopyObject",
];

fn pagination(pagination: &Pagination) -> TokenStream {
    let input_token = &pagination.input_token;
    let output_token = pagination.output_token.join(".");
    let page_size = pagination
        .page_size
        .as_ref()
        .map(|member| quote! { .page_size(#member) });
    let items = pagination.items.as_ref().map(|items| {
        let path = items.join(".");
        quote! { .items(#path) }
    });
    quote! {
        .paginated(::smithy_catalog::Pagination::new(#input_token, #output_token) #page_size #items)
    }
}

/// What the catalog says of a shape, but for its documentation.
pub(super) fn shape_facts(shape: &Shape) -> TokenStream {
    let constraints = constraints(&shape.traits.constraints);
    let sensitive = shape.traits.sensitive.then(|| quote! { .sensitive() });
    quote! { #constraints #sensitive }
}

/// What the catalog says of a member, but for its documentation.
pub(super) fn member_facts(member: &Member) -> TokenStream {
    let required = member.required.then(|| quote! { .required() });
    let constraints = constraints(&member.constraints);
    let default = member.default.as_ref().map(|default| {
        let json = default.to_string();
        quote! { .default_json(#json) }
    });
    let deprecated = member
        .deprecated
        .as_ref()
        .map(|message| quote! { .deprecated(#message) });
    quote! { #required #constraints #default #deprecated }
}

fn constraints(constraints: &Constraints) -> TokenStream {
    let bound = |bound: Option<TokenStream>| match bound {
        Some(bound) => quote! { Some(#bound) },
        None => quote! { None },
    };
    let integer = |value: u64| {
        let literal = Literal::u64_unsuffixed(value);
        quote! { #literal }
    };
    let float = |value: f64| {
        let literal = Literal::f64_unsuffixed(value.abs());
        if value < 0.0 {
            quote! { -#literal }
        } else {
            quote! { #literal }
        }
    };
    let length = constraints.length.map(|(min, max)| {
        let (min, max) = (bound(min.map(integer)), bound(max.map(integer)));
        quote! { .with_length(#min, #max) }
    });
    let range = constraints.range.map(|(min, max)| {
        let (min, max) = (bound(min.map(float)), bound(max.map(float)));
        let decimal = constraints
            .decimal_min
            .then(|| quote! { .with_decimal_min() });
        quote! { .with_range(#min, #max) #decimal }
    });
    let pattern = constraints
        .pattern
        .as_ref()
        .map(|pattern| quote! { .with_pattern(#pattern) });
    let unique = constraints
        .unique_items
        .then(|| quote! { .with_unique_items() });
    quote! { #length #range #pattern #unique }
}
