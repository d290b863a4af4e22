//! The operation catalog: what `smithy-catalog` gives its types for.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use smithy_catalog::{Auth, Fault};

use super::docs::{allow_deprecated, inner_doc};
use super::members::member_docs;
use super::paths::{Names, ident};
use super::raw;
use crate::model::{
    AuthScheme, Constraints, EnumValue, Kind, Member, Model, Operation, Pagination, Shape,
};

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

/// The service's entry.
pub(super) fn service(model: &Model, _names: &Names<'_>) -> TokenStream {
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

/// Static name of an operation: `CREATE_RUN_CACHE`.
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

/// The operations' entries.
pub(super) fn operations(model: &Model, names: &Names<'_>) -> TokenStream {
    let entries = model
        .operations
        .iter()
        .map(|operation| operation_entry(operation, names));
    quote! {
        //! The operations' entries in the catalog.
        #(#entries)*
    }
}

fn operation_entry(operation: &Operation, names: &Names<'_>) -> TokenStream {
    let name = static_name(operation);
    let schema_name = format_ident!("{name}__SCHEMA");
    let id = super::schema::shape_id(&operation.id);
    let (input_schema, output_schema) = (
        names.schema_static(&operation.input),
        names.schema_static(&operation.output),
    );
    let (input, output) = (
        names.shape_static(&operation.input),
        names.shape_static(&operation.output),
    );
    let error_schemas = operation
        .errors
        .iter()
        .map(|error| names.schema_static(error));
    let errors = operation.errors.iter().map(|error| {
        let module = ident(&names.module(names.shape(error)));
        quote! { &crate::types::error::#module::ERROR }
    });
    let docs = format!(" `{}`", operation.model_name);
    let (model_name, documentation) = (&operation.model_name, &operation.docs);
    let (method, uri, code) = (
        &operation.method,
        &operation.uri,
        Literal::u16_unsuffixed(operation.code),
    );
    let deprecated = option(operation.deprecated.as_deref());
    let host_prefix = option(operation.host_prefix.as_deref());
    let token = option(idempotency_token(operation, names).map(|member| member.name.as_str()));
    let pagination = pagination(operation.pagination.as_ref());
    let auth = ident(match operation.auth {
        Auth::SigV4 => "SigV4",
        Auth::Optional => "Optional",
        Auth::None => "None",
    });
    let auth_schemes = operation.auth_schemes.iter().map(auth_scheme);
    let (readonly, idempotent) = (operation.readonly, operation.idempotent);
    let (checksum_required, unsigned_payload, compression) = (
        operation.checksum_required,
        operation.unsigned_payload,
        operation.compression,
    );
    let stalls_fail = !MAY_STALL.contains(&operation.id.as_str());
    quote! {
        static #schema_name: ::aws_smithy_schema::OperationSchema<'static> =
            ::aws_smithy_schema::OperationSchema::builder(#id)
                .input(&#input_schema)
                .output(&#output_schema)
                .errors(&[#(&#error_schemas),*])
                .build();

        #[doc = #docs]
        pub static #name: ::smithy_catalog::Operation = ::smithy_catalog::Operation {
            name: #model_name,
            schema: &#schema_name,
            documentation: #documentation,
            deprecated: #deprecated,
            http: ::smithy_catalog::Http { method: #method, uri: #uri, code: #code },
            input: &#input,
            output: &#output,
            errors: &[#(#errors),*],
            host_prefix: #host_prefix,
            idempotency_token: #token,
            pagination: #pagination,
            auth: ::smithy_catalog::Auth::#auth,
            auth_schemes: &[#(#auth_schemes),*],
            readonly: #readonly,
            idempotent: #idempotent,
            checksum_required: #checksum_required,
            unsigned_payload: #unsigned_payload,
            compression: #compression,
            stalls_fail: #stalls_fail,
        };
    }
}

fn auth_scheme(scheme: &AuthScheme) -> TokenStream {
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
const MAY_STALL: [&str; 3] = [
    "com.amazonaws.lambda#Invoke",
    "com.amazonaws.lambda#InvokeAsync",
    "com.amazonaws.s3#CopyObject",
];

/// The input member that carries the idempotency token.
pub(super) fn idempotency_token<'a>(
    operation: &Operation,
    names: &Names<'a>,
) -> Option<&'a Member> {
    match &names.shape(&operation.input).kind {
        Kind::Structure(members) => members.iter().find(|member| {
            member.idempotency_token && matches!(names.shape(&member.target).kind, Kind::String)
        }),
        _ => None,
    }
}

fn pagination(pagination: Option<&Pagination>) -> TokenStream {
    let Some(pagination) = pagination else {
        return quote! { ::std::option::Option::None };
    };
    let input_token = &pagination.input_token;
    let output_token = pagination.output_token.join(".");
    let page_size = option(pagination.page_size.as_deref());
    let items = option(
        pagination
            .items
            .as_ref()
            .map(|items| items.join("."))
            .as_deref(),
    );
    quote! {
        ::std::option::Option::Some(::smithy_catalog::Pagination {
            input_token: #input_token,
            output_token: #output_token,
            page_size: #page_size,
            items: #items,
        })
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
pub(super) fn error_module(shapes: &[&Shape], names: &Names<'_>) -> TokenStream {
    let exports = exports(shapes, names);
    let builders = builders(shapes.iter(), &quote! { super }, names);
    quote! {
        //! Modelled errors.
        #exports
        /// Builders of the errors.
        pub mod builders { #builders }
    }
}

fn exports(shapes: &[&Shape], names: &Names<'_>) -> TokenStream {
    let items = shapes.iter().map(|shape| {
        let module = ident(&names.module(shape));
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
        let module = ident(&names.module(shape));
        let name = format_ident!("{}Builder", shape.rust_name.as_deref().unwrap_or_default());
        quote! { pub use #parent::#module::#name; }
    });
    quote! { #(#items)* }
}

/// The entry of a simple, list or map shape.
pub(super) fn simple(shape: &Shape, names: &Names<'_>) -> TokenStream {
    let name = names.static_name(&shape.key);
    let kind = match &shape.kind {
        Kind::List { member, sparse } => {
            let member = element(shape, member, "MEMBER", names);
            quote! { ::smithy_catalog::Kind::List { member: &#member, sparse: #sparse } }
        }
        Kind::Map { key, value, sparse } => {
            let (key, value) = (
                element(shape, key, "KEY", names),
                element(shape, value, "VALUE", names),
            );
            quote! { ::smithy_catalog::Kind::Map { key: &#key, value: &#value, sparse: #sparse } }
        }
        Kind::IntEnum(values) => {
            let values = values
                .iter()
                .map(|(_, value)| Literal::i32_unsuffixed(*value));
            quote! { ::smithy_catalog::Kind::IntEnum(&[#(#values),*]) }
        }
        kind => {
            let name = ident(super::schema::shape_type(kind));
            quote! { ::smithy_catalog::Kind::#name }
        }
    };
    let id = &shape.id;
    let schema = format_ident!("{name}__SCHEMA");
    let properties = properties(shape);
    quote! {
        pub(crate) static #name: ::smithy_catalog::Shape =
            ::smithy_catalog::Shape::new(#id, &#schema, #kind) #properties;
    }
}

fn element(shape: &Shape, member: &Member, name: &str, names: &Names<'_>) -> TokenStream {
    let schema = super::schema::element_schema(&shape.key, name, names);
    entry(member, &schema, names)
}

/// What the catalog says of a shape, as calls on its entry.
pub(super) fn shape_facts(shape: &Shape) -> String {
    calls(&properties(shape))
}

/// What the catalog says of a member, as calls on its entry.
pub(super) fn member_facts(member: &Member, names: &Names<'_>) -> String {
    calls(&member_properties(member, names))
}

/// `.a() .b()` as `a(), b()`.
fn calls(properties: &TokenStream) -> String {
    let mut calls: Vec<String> = Vec::new();
    for token in properties.clone() {
        match (&token, calls.last_mut()) {
            (proc_macro2::TokenTree::Punct(punct), _) if punct.as_char() == '.' => {
                calls.push(String::new())
            }
            (proc_macro2::TokenTree::Group(group), Some(call)) => {
                call.push_str(&format!("({})", raw::one_line(&group.stream())));
            }
            (token, Some(call)) => call.push_str(&token.to_string()),
            (_, None) => {}
        }
    }
    calls.join(", ")
}

fn entry(member: &Member, schema: &TokenStream, names: &Names<'_>) -> TokenStream {
    let name = &member.name;
    let target = names.shape_static(&member.target);
    let properties = member_properties(member, names);
    quote! { ::smithy_catalog::Member::new(#name, &#schema, &#target) #properties }
}

fn member_properties(member: &Member, names: &Names<'_>) -> TokenStream {
    let required = member.required.then(|| quote! { .required() });
    let constraints =
        constraints(&member.constraints).map(|constraints| quote! { .constrained(#constraints) });
    let default = member.default.as_ref().map(|default| {
        let json = default.to_string();
        quote! { .default_json(#json) }
    });
    let deprecated = member
        .deprecated
        .as_ref()
        .map(|message| quote! { .deprecated(#message) });
    let docs = member_docs(member, names);
    let docs = (!docs.is_empty()).then(|| quote! { .documented(#docs) });
    quote! { #required #constraints #default #deprecated #docs }
}

/// The entry of an enum.
pub(super) fn enumeration(shape: &Shape, values: &[EnumValue]) -> TokenStream {
    let values = values.iter().map(|EnumValue { value, docs, .. }| {
        quote! { ::smithy_catalog::EnumValue { value: #value, documentation: #docs } }
    });
    let id = &shape.id;
    let properties = properties(shape);
    quote! {
        pub(crate) static SHAPE: ::smithy_catalog::Shape = ::smithy_catalog::Shape::new(
            #id,
            &SCHEMA,
            ::smithy_catalog::Kind::Enum(&[#(#values),*]),
        ) #properties;
    }
}

/// The entry of an error.
pub(super) fn error(shape: &Shape) -> TokenStream {
    let Some(error) = &shape.traits.error else {
        return TokenStream::new();
    };
    let code = shape.id.rsplit('#').next().unwrap_or(&shape.id);
    let status = Literal::u16_unsuffixed(error.status);
    let fault = ident(if error.fault == Fault::Client {
        "Client"
    } else {
        "Server"
    });
    let retryable = match error.retryable {
        Some(throttling) => {
            quote! { ::std::option::Option::Some(::smithy_catalog::Retryable { throttling: #throttling }) }
        }
        None => quote! { ::std::option::Option::None },
    };
    quote! {
        pub(crate) static ERROR: ::smithy_catalog::ErrorShape = ::smithy_catalog::ErrorShape {
            code: #code,
            shape: &SHAPE,
            status: #status,
            fault: ::smithy_catalog::Fault::#fault,
            retryable: #retryable,
        };
    }
}

fn properties(shape: &Shape) -> TokenStream {
    let constraints = constraints(&shape.traits.constraints)
        .map(|constraints| quote! { .constrained(#constraints) });
    let sensitive = shape.traits.sensitive.then(|| quote! { .sensitive() });
    let docs = (!shape.docs.is_empty()).then(|| {
        let docs = &shape.docs;
        quote! { .documented(#docs) }
    });
    quote! { #constraints #sensitive #docs }
}

fn constraints(constraints: &Constraints) -> Option<TokenStream> {
    let bound = |bound: Option<TokenStream>| match bound {
        Some(bound) => quote! { ::std::option::Option::Some(#bound) },
        None => quote! { ::std::option::Option::None },
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
        quote! { .length(#min, #max) }
    });
    let range = constraints.range.map(|(min, max)| {
        let (min, max) = (bound(min.map(float)), bound(max.map(float)));
        quote! { .range(#min, #max) }
    });
    let pattern = constraints
        .pattern
        .as_ref()
        .map(|pattern| quote! { .pattern(#pattern) });
    let unique = constraints.unique_items.then(|| quote! { .unique_items() });
    let any = length.is_some() || range.is_some() || pattern.is_some() || unique.is_some();
    any.then(|| quote! { ::smithy_catalog::Constraints::NONE #length #range #pattern #unique })
}
