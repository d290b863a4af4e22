//! What structures, unions and errors say of their shape and members: rows of `smithy-catalog`'s macros.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::catalog::facts;
use super::docs::{deprecated, member_docs, row_docs};
use super::paths::{Names, ident};
use super::schema;
use crate::model::{Binding, Kind, Member, Operation, Shape};

/// `, wire[…]`, unless there is nothing to say.
pub(super) fn wire(calls: &TokenStream) -> Option<TokenStream> {
    (!calls.is_empty()).then(|| quote! { , wire[#calls] })
}

/// The row of the shape. An operation's input also carries its `@http` trait.
pub(super) fn shape_row(
    shape: &Shape,
    members: &[Member],
    operation: Option<&Operation>,
    names: &Names<'_>,
) -> TokenStream {
    let id = schema::id_parts(&shape.id);
    let sensitive = shape.traits.sensitive.then(|| quote! { .with_sensitive() });
    let http = operation.map(|operation| http(operation, members, names));
    let xml = schema::xml_shape(shape, names);
    let wire = wire(&quote! { #sensitive #xml #http });
    let facts = facts(&super::catalog::shape_facts(shape));
    let docs = row_docs(&shape.docs);
    quote! { shape #id #wire #facts #docs; }
}

fn http(operation: &Operation, members: &[Member], names: &Names<'_>) -> TokenStream {
    let Operation { method, uri, .. } = operation;
    let code = Literal::u16_unsuffixed(operation.code);
    let body = has_no_body(members, names).then(|| quote! { .with_no_body_members() });
    quote! {
        .with_http(::aws_smithy_schema::traits::HttpTrait::new(#method, #uri, Some(#code))) #body
    }
}

/// Every member is bound outside the body, or is a payload that is sent as it stands.
pub(super) fn has_no_body(members: &[Member], names: &Names<'_>) -> bool {
    members.iter().all(|member| match member.binding {
        Binding::Body => false,
        Binding::Payload => {
            names.event_stream(member)
                || matches!(
                    names.shape(&member.target).kind,
                    Kind::Blob { .. } | Kind::String | Kind::Enum(_)
                )
        }
        _ => true,
    })
}

/// The row of a member; `rust` is what Rust knows it by.
pub(super) fn member_row(
    index: usize,
    member: &Member,
    rust: &TokenStream,
    names: &Names<'_>,
) -> TokenStream {
    let deprecated = deprecated(member.deprecated.as_deref());
    let index = Literal::usize_unsuffixed(index);
    let name = &member.name;
    let target = names.shape(&member.target);
    let shape_type = ident(schema::shape_type(&target.kind));
    let path = names.shape_static(&member.target);
    let wire = wire(&schema::member_traits(member, target, names));
    let facts = facts(&super::catalog::member_facts(member));
    let docs = row_docs(&member_docs(member, names));
    quote! { #deprecated #index #name #rust = #shape_type => #path #wire #facts #docs; }
}
