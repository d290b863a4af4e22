//! Schemas: the wire view of shapes and members, as calls on `aws-smithy-schema`'s `Schema`.

use proc_macro2::TokenStream;
use quote::quote;

use super::paths::{Names, ident};
use crate::model::{Binding, Kind, Member, Protocol, Shape, TimestampFormat, XmlNamespace};

/// Namespace and name, as the macros take them.
pub(super) fn id_parts(id: &str) -> TokenStream {
    let (namespace, name) = id.split_once('#').unwrap_or(("", id));
    quote! { #namespace, #name }
}

/// The `ShapeType` variant of a shape; that of a simple shape is also its catalog `Kind`.
pub(super) fn shape_type(kind: &Kind) -> &'static str {
    match kind {
        Kind::Blob { .. } => "Blob",
        Kind::Boolean => "Boolean",
        Kind::String | Kind::Enum(_) => "String",
        Kind::IntEnum(_) | Kind::Integer => "Integer",
        Kind::Byte => "Byte",
        Kind::Short => "Short",
        Kind::Long => "Long",
        Kind::Float => "Float",
        Kind::Double => "Double",
        Kind::BigInteger => "BigInteger",
        Kind::BigDecimal => "BigDecimal",
        Kind::Timestamp => "Timestamp",
        Kind::Document => "Document",
        Kind::List { .. } => "List",
        Kind::Map { .. } => "Map",
        Kind::Structure(_) => "Structure",
        Kind::Union(_) => "Union",
    }
}

/// What the schema of a member says beyond its type.
pub(super) fn member_traits(member: &Member, target: &Shape, names: &Names<'_>) -> TokenStream {
    let binding = match &member.binding {
        Binding::Body => None,
        Binding::Label => Some(quote! { .with_http_label() }),
        Binding::Query(name) => Some(quote! { .with_http_query(#name) }),
        Binding::QueryParams => Some(quote! { .with_http_query_params() }),
        Binding::Header(name) => Some(quote! { .with_http_header(#name) }),
        Binding::PrefixHeaders(prefix) => Some(quote! { .with_http_prefix_headers(#prefix) }),
        Binding::Payload => Some(quote! { .with_http_payload() }),
        Binding::ResponseCode => Some(quote! { .with_http_response_code() }),
    };
    let json_name = member
        .json_name
        .as_ref()
        .map(|name| quote! { .with_json_name(#name) });
    let host_label = member.host_label.then(|| quote! { .with_host_label() });
    let format = member
        .timestamp_format
        .or(target.traits.timestamp_format)
        .map(timestamp_format);
    let media_type = member
        .media_type
        .as_ref()
        .or(target.traits.media_type.as_ref());
    let media_type = media_type.map(|media_type| quote! { .with_media_type(#media_type) });
    let sensitive = target
        .traits
        .sensitive
        .then(|| quote! { .with_sensitive() });
    let streaming = names
        .streaming(member)
        .then(|| quote! { .with_streaming() });
    let nested = match &target.kind {
        Kind::List { .. } => {
            let element = element_schema(&member.target, "MEMBER", names);
            Some(quote! { .with_list_member(&#element) })
        }
        Kind::Map { .. } => {
            let key = element_schema(&member.target, "KEY", names);
            let value = element_schema(&member.target, "VALUE", names);
            Some(quote! { .with_map_members(&#key, &#value) })
        }
        _ => None,
    };
    let wire = wire_names(member, names);
    quote! { #binding #wire #json_name #host_label #format #media_type #sensitive #streaming #nested }
}

/// What XML, forms and event streams call a member, where the protocol has them.
fn wire_names(member: &Member, names: &Names<'_>) -> TokenStream {
    let event_header = member.event_header.then(|| quote! { .with_event_header() });
    let event_payload = member
        .event_payload
        .then(|| quote! { .with_event_payload() });
    let protocol = names.protocol();
    // Schemas have no trait for `ec2QueryName`: see `ec2_query` in smithy-client.
    let form_name = member
        .ec2_query_name
        .as_ref()
        .filter(|_| protocol == Protocol::Ec2Query)
        .map(|name| quote! { .with_original_name(#name) });
    let xml = protocol.reads_xml().then(|| {
        let name = xml_name(member.xml_name.as_deref());
        let flattened = member
            .xml_flattened
            .then(|| quote! { .with_xml_flattened() });
        let attribute = member
            .xml_attribute
            .then(|| quote! { .with_xml_attribute() });
        let namespace = member.xml_namespace.as_ref().map(xml_namespace);
        quote! { #name #flattened #attribute #namespace }
    });
    quote! { #event_header #event_payload #form_name #xml }
}

/// What XML calls a structure or union, where the protocol has it.
pub(super) fn xml_shape(shape: &Shape, names: &Names<'_>) -> Option<TokenStream> {
    names.protocol().reads_xml().then(|| {
        let name = xml_name(shape.traits.xml_name.as_deref());
        let namespace = shape.traits.xml_namespace.as_ref().map(xml_namespace);
        let unwrapped = names
            .unwrapped_output(shape)
            .then(|| quote! { .with_xml_unwrapped_output() });
        quote! { #name #namespace #unwrapped }
    })
}

fn xml_name(name: Option<&str>) -> Option<TokenStream> {
    name.map(|name| quote! { .with_xml_name(#name) })
}

fn xml_namespace(XmlNamespace { uri, prefix }: &XmlNamespace) -> TokenStream {
    let prefix = super::catalog::option(prefix.as_deref());
    quote! { .with_xml_namespace(#uri, #prefix) }
}

/// Path of the schema of a list's or map's member.
fn element_schema(key: &str, member: &str, names: &Names<'_>) -> TokenStream {
    let name = quote::format_ident!("{}__{member}__SCHEMA", names.static_name(key));
    quote! { crate::shapes::#name }
}

/// What the schema of a shape without members says beyond its type.
pub(super) fn shape_traits(shape: &Shape) -> TokenStream {
    let sensitive = shape.traits.sensitive.then(|| quote! { .with_sensitive() });
    let format = shape.traits.timestamp_format.map(timestamp_format);
    let media_type = shape
        .traits
        .media_type
        .as_ref()
        .map(|media_type| quote! { .with_media_type(#media_type) });
    let streaming = matches!(
        shape.kind,
        Kind::Blob {
            streaming: true,
            ..
        }
    )
    .then(|| quote! { .with_streaming() });
    quote! { #sensitive #format #media_type #streaming }
}

fn timestamp_format(format: TimestampFormat) -> TokenStream {
    let name = ident(match format {
        TimestampFormat::DateTime => "DateTime",
        TimestampFormat::HttpDate => "HttpDate",
        TimestampFormat::EpochSeconds => "EpochSeconds",
    });
    quote! { .with_timestamp_format(::aws_smithy_schema::traits::TimestampFormat::#name) }
}
