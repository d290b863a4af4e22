//! Unions: exactly one member is set, or one that this version of the model does not know.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::aggregate::{member_row, shape_row};
use super::docs::{deprecated, doc};
use super::members::redacted;
use super::paths::{Names, ident};
use crate::model::{Member, Shape};
use crate::names;

/// The union and everything that belongs to it.
pub(super) fn union(shape: &Shape, members: &[Member], names: &Names<'_>) -> TokenStream {
    let name = ident(shape.rust_name.as_deref().unwrap_or("Union"));
    let row = shape_row(shape, members, None, names);
    let redacted = redacted(shape, members, names);
    // Errors among the members of an event stream are its error's.
    let events = |member: &&Member| !(shape.traits.event_stream && names.is_error(member));
    let members: Vec<&Member> = members.iter().filter(events).collect();
    let deprecated = deprecated(shape.traits.deprecated.as_deref());
    let rows = members
        .iter()
        .enumerate()
        .map(|(index, member)| member_row(index, member, &variant(member, names), names));
    let derive_debug = (!redacted).then(|| quote! { , Debug });
    let debug = redacted.then(|| redacted_debug(&name, shape, &members, names));
    quote! {
        ::smithy_catalog::union! {
            #deprecated
            pub enum #name: Clone, PartialEq #derive_debug;
            #row
            #(#rows)*
        }
        #debug
    }
}

fn is_unit(member: &Member) -> bool {
    member.target == "smithy.api#Unit"
}

/// The variant, what it holds, and `as_member` and `is_member`.
fn variant(member: &Member, names: &Names<'_>) -> TokenStream {
    let variant = ident(&member.rust_name);
    let snake = names::union_accessor(&member.name, &member.rust_name);
    let (as_name, is_name) = (format_ident!("as_{snake}"), format_ident!("is_{snake}"));
    if is_unit(member) {
        return quote! { #variant unit #is_name };
    }
    let payload = names.builder_type(member);
    let inner = names.rust_type(&member.target);
    quote! { #variant(value: #payload as #inner, #as_name, #is_name) }
}

fn redacted_debug(
    name: &Ident,
    shape: &Shape,
    members: &[&Member],
    names: &Names<'_>,
) -> TokenStream {
    let arms = members.iter().map(|member| {
        let variant = ident(&member.rust_name);
        let how = if is_unit(member) {
            quote! { unit }
        } else if shape.traits.sensitive || names.sensitive(member) {
            quote! { hidden }
        } else {
            quote! { shown }
        };
        quote! { #variant #how; }
    });
    quote! { ::smithy_catalog::redacted_union_debug! { #name { #(#arms)* } } }
}

/// The error of an event stream: the errors among the members of its union.
pub(super) fn stream_error(shape: &Shape, members: &[Member], names: &Names<'_>) -> TokenStream {
    let name = names.stream_error(shape);
    let docs = doc(&format!("Error of the event stream `{}`.", shape.id));
    let variants = members
        .iter()
        .filter(|member| names.is_error(member))
        .map(|member| {
            let target = names.shape(&member.target);
            let variant = target.rust_name.as_deref().unwrap_or_default();
            let is = format_ident!("is_{}", names::snake(variant));
            let (member, variant) = (&member.name, ident(variant));
            quote! { #member => #variant(crate::types::error::#variant), #is; }
        });
    quote! {
        ::smithy_catalog::event_stream_error! {
            #docs
            pub enum #name { #(#variants)* }
        }
    }
}
