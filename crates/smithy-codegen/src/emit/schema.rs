//! Schemas: the wire view of shapes and members, as `static` data on `aws-smithy-schema`.

use proc_macro2::TokenStream;
use quote::quote;

use super::paths::{Names, ident};
use super::{catalog, raw};
use crate::model::{Binding, Kind, Member, Operation, Shape, TimestampFormat};

/// `shape_id!(…)` of a shape.
pub(super) fn shape_id(id: &str) -> TokenStream {
    let (namespace, name) = id.split_once('#').unwrap_or(("", id));
    let name = name.split('$').next().unwrap_or(name);
    quote! { ::aws_smithy_schema::shape_id!(#namespace, #name) }
}

fn member_id(container: &str, member: &str) -> TokenStream {
    let (namespace, name) = container.split_once('#').unwrap_or(("", container));
    quote! { ::aws_smithy_schema::shape_id!(#namespace, #name, #member) }
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

/// The schema of a simple, list or map shape; `members` are the paths of its member schemas.
pub(super) fn shape_schema(shape: &Shape, members: &[TokenStream]) -> TokenStream {
    let id = shape_id(&shape.id);
    let base = match (&shape.kind, members) {
        (Kind::List { .. }, [member]) => {
            quote! { ::aws_smithy_schema::Schema::new_list(#id, &#member) }
        }
        (Kind::Map { .. }, [key, value]) => {
            quote! { ::aws_smithy_schema::Schema::new_map(#id, &#key, &#value) }
        }
        (kind, _) => {
            let shape_type = ident(shape_type(kind));
            quote! { ::aws_smithy_schema::Schema::new(#id, ::aws_smithy_schema::ShapeType::#shape_type) }
        }
    };
    let traits = shape_traits(shape);
    quote! { #base #traits }
}

/// The `shape!` call of a structure or union: schema and catalog entry at once. An operation's input
/// also carries its `@http` trait.
pub(super) fn aggregate(
    shape: &Shape,
    members: &[Member],
    operation: Option<&Operation>,
    names: &Names<'_>,
) -> TokenStream {
    let (namespace, name) = shape.id.split_once('#').unwrap_or(("", &shape.id));
    let kind = if matches!(shape.kind, Kind::Union(_)) {
        "Union"
    } else {
        "Structure"
    };
    let sensitive = if shape.traits.sensitive {
        "with_sensitive(), "
    } else {
        ""
    };
    let http = operation
        .map(|operation| http(operation, members, names))
        .unwrap_or_default();
    let wire = format!("{sensitive}{http}");
    let mut text = format!(
        "::smithy_catalog::shape! {{\n    {kind}({namespace:?}, {name:?}) wire[{}] facts[{}] {{\n",
        wire.trim_end_matches(", "),
        catalog::shape_facts(shape),
    );
    for (index, member) in members.iter().enumerate() {
        let target = names.shape(&member.target);
        let shape_type = shape_type(&target.kind);
        let path = raw::one_line(&names.shape_static(&member.target));
        let wire = member_wire(member, names);
        let facts = catalog::member_facts(member, names);
        text += &format!(
            "        {index} {:?}: {shape_type} => {path}, wire[{wire}], facts[{facts}];\n",
            member.name
        );
    }
    text += "    }\n}";
    raw::item(&text)
}

fn http(operation: &Operation, members: &[Member], names: &Names<'_>) -> String {
    let Operation {
        method, uri, code, ..
    } = operation;
    let body = if has_no_body(members, names) {
        ", with_no_body_members()"
    } else {
        ""
    };
    format!(
        "with_http(::aws_smithy_schema::traits::HttpTrait::new({method:?}, {uri:?}, Some({code}))){body}"
    )
}

/// The schema traits of a member, as `with_…` calls.
pub(super) fn member_wire(member: &Member, names: &Names<'_>) -> String {
    let traits = member_traits(member, names.shape(&member.target), names);
    raw::one_line(&quote! { x #traits })
        .trim_start_matches('x')
        .trim_start_matches('.')
        .replace(").with_", "), with_")
}

/// Every member is bound outside the body, or is a payload that is sent as it stands.
fn has_no_body(members: &[Member], names: &Names<'_>) -> bool {
    members.iter().all(|member| match member.binding {
        Binding::Body => false,
        Binding::Payload => matches!(
            names.shape(&member.target).kind,
            Kind::Blob { .. } | Kind::String | Kind::Enum(_)
        ),
        _ => true,
    })
}

/// The schema of one member.
pub(super) fn member_schema(
    container: &str,
    member: &Member,
    index: usize,
    names: &Names<'_>,
) -> TokenStream {
    let id = member_id(container, &member.name);
    let target = names.shape(&member.target);
    let shape_type = ident(shape_type(&target.kind));
    let name = &member.name;
    let index = proc_macro2::Literal::usize_unsuffixed(index);
    let traits = member_traits(member, target, names);
    quote! {
        ::aws_smithy_schema::Schema::new_member(#id, ::aws_smithy_schema::ShapeType::#shape_type, #name, #index) #traits
    }
}

fn member_traits(member: &Member, target: &Shape, names: &Names<'_>) -> TokenStream {
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
    quote! { #binding #json_name #host_label #format #media_type #sensitive #streaming #nested }
}

/// Path of the schema of a list's or map's member.
pub(super) fn element_schema(key: &str, member: &str, names: &Names<'_>) -> TokenStream {
    let name = quote::format_ident!("{}__{member}__SCHEMA", names.static_name(key));
    quote! { crate::shapes::#name }
}

fn shape_traits(shape: &Shape) -> TokenStream {
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
