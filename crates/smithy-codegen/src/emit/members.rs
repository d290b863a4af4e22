//! Members as rows: of a structure, and of the setters of a builder.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::aggregate::member_row;
use super::docs::member_summary;
use super::literal::default_value;
use super::paths::{Names, ident, prefixed};
use crate::model::{Home, Kind, Member, Shape};

/// The rows of a structure's members.
pub(super) fn rows(members: &[Member], home: &Home, names: &Names<'_>) -> TokenStream {
    let input = matches!(home, Home::Input(_));
    let rows = members.iter().enumerate().map(|(index, member)| {
        let name = ident(&member.rust_name);
        let (set, get) = (
            prefixed("set", &member.rust_name),
            prefixed("get", &member.rust_name),
        );
        let presence = presence(member, names);
        let kind = kind(member, input, names);
        let rust = quote! { #name(#set, #get): #presence #kind };
        member_row(index, member, &rust, names)
    });
    quote! { #(#rows)* }
}

/// The rows of a fluent builder: `name, set_name, get_name: kind(types);`.
pub(super) fn setters(members: &[Member], names: &Names<'_>) -> TokenStream {
    let rows = members.iter().map(|member| {
        let docs = member_summary(member, names);
        let name = ident(&member.rust_name);
        let (set, get) = (
            prefixed("set", &member.rust_name),
            prefixed("get", &member.rust_name),
        );
        let kind = kind(member, true, names);
        quote! { #docs #name, #set, #get: #kind; }
    });
    quote! { #(#rows)* }
}

/// Whether the field is there, and what it is where nothing was set.
fn presence(member: &Member, names: &Names<'_>) -> TokenStream {
    if names.streaming(member) {
        return quote! { streaming };
    }
    if member.optional {
        return quote! { optional };
    }
    match &member.default {
        Some(default) => {
            let value = default_value(default, &member.target, names);
            quote! { default(#value) }
        }
        None => quote! { required },
    }
}

/// The type, in the words of the `builder!` macro.
fn kind(member: &Member, input: bool, names: &Names<'_>) -> TokenStream {
    if names.event_stream(member) {
        let stream = names.event_stream_type(member, input);
        return quote! { value(#stream) };
    }
    let is_string = |key: &str| matches!(names.shape(key).kind, Kind::String);
    let inner = names.rust_type(&member.target);
    match &names.shape(&member.target).kind {
        Kind::String => quote! { into(#inner) },
        Kind::List {
            member: element,
            sparse,
        } => {
            let inner = names.element_type(element, *sparse);
            match is_string(&element.target) && !sparse {
                true => quote! { list_into(#inner) },
                false => quote! { list(#inner) },
            }
        }
        Kind::Map { key, value, sparse } => {
            let key_type = names.rust_type(&key.target);
            let inner = names.element_type(value, *sparse);
            match (is_string(&key.target), is_string(&value.target) && !sparse) {
                (true, true) => quote! { map_into(#key_type, #inner) },
                (true, false) => quote! { map_key_into(#key_type, #inner) },
                (false, _) => quote! { map(#key_type, #inner) },
            }
        }
        _ if member.boxed => quote! { boxed(#inner) },
        Kind::Boolean
        | Kind::Byte
        | Kind::Short
        | Kind::Integer
        | Kind::IntEnum(_)
        | Kind::Long
        | Kind::Float
        | Kind::Double => quote! { copy(#inner) },
        _ => quote! { value(#inner) },
    }
}

/// Something of the structure must not be shown.
pub(super) fn redacted(shape: &Shape, members: &[Member], names: &Names<'_>) -> bool {
    shape.traits.sensitive || members.iter().any(|member| names.sensitive(member))
}

/// `Debug` that shows no sensitive value, for the structure and its builder, where something is sensitive.
pub(super) fn redacted_debug(
    name: &Ident,
    shape: &Shape,
    members: &[Member],
    names: &Names<'_>,
) -> Option<TokenStream> {
    let builder = format_ident!("{name}Builder");
    let fields = members.iter().map(|member| {
        let field = ident(&member.rust_name);
        let how = match shape.traits.sensitive || names.sensitive(member) {
            true => quote! { hidden },
            false => quote! { shown },
        };
        quote! { #field #how; }
    });
    redacted(shape, members, names)
        .then(|| quote! { ::smithy_catalog::redacted_debug! { #name, #builder { #(#fields)* } } })
}

/// The name of the builder's macro row: `build`, or `try_build` where it can fail because a required member
/// without a default may be missing. Inputs always say so.
pub(super) fn build(shape: &Shape, members: &[Member], names: &Names<'_>) -> Ident {
    let fallible = matches!(shape.home, Home::Input(_))
        || members
            .iter()
            .any(|member| !member.optional && member.default.is_none() && !names.streaming(member));
    format_ident!("{}", if fallible { "try_build" } else { "build" })
}
