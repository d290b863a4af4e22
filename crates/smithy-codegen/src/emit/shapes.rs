//! Shapes without a Rust type of their own: simple shapes, lists and maps.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::aggregate::wire;
use super::catalog::{facts, member_facts, shape_facts};
use super::docs::{member_docs, row_docs};
use super::paths::{Names, ident};
use super::schema;
use crate::model::{Kind, Member, Model, Shape};

/// The `shapes` module.
pub(super) fn shapes(model: &Model, names: &Names<'_>) -> TokenStream {
    let (mut simple, mut lists, mut maps) = (Vec::new(), Vec::new(), Vec::new());
    let nameless = model
        .shapes
        .values()
        .filter(|shape| shape.rust_name.is_none() && shape.id != "smithy.api#Unit");
    for shape in nameless {
        let Row { head, tail } = row(shape, names);
        let element = |member: &Member, name| element(shape, member, name, names);
        match &shape.kind {
            Kind::List { member, sparse } => {
                let element = element(member, "MEMBER");
                lists.push(quote! { #head, #sparse #tail { #element } });
            }
            Kind::Map { key, value, sparse } => {
                let (key, value) = (element(key, "KEY"), element(value, "VALUE"));
                maps.push(quote! { #head, #sparse #tail { #key #value } });
            }
            kind => {
                let catalog_kind = simple_kind(kind);
                let shape_type = ident(schema::shape_type(kind));
                simple.push(quote! { #head, #catalog_kind => #shape_type #tail; });
            }
        }
    }
    let call = |name: &str, rows: &[TokenStream]| {
        let name = ident(name);
        (!rows.is_empty()).then(|| quote! { ::smithy_catalog::#name! { #(#rows)* } })
    };
    let (simple, lists, maps) = (
        call("simple_shapes", &simple),
        call("list_shapes", &lists),
        call("map_shapes", &maps),
    );
    quote! {
        //! Simple shapes, lists and maps.
        #simple
        #lists
        #maps
    }
}

/// What stands before and after what is particular to a kind.
struct Row {
    head: TokenStream,
    tail: TokenStream,
}

fn row(shape: &Shape, names: &Names<'_>) -> Row {
    let name = names.static_name(&shape.key);
    let schema = format_ident!("{name}__SCHEMA");
    let id = schema::id_parts(&shape.id);
    let wire = wire(&schema::shape_traits(shape));
    let facts = facts(&shape_facts(shape));
    let docs = row_docs(&shape.docs);
    Row {
        head: quote! { #name, #schema = #id },
        tail: quote! { #wire #facts #docs },
    }
}

fn simple_kind(kind: &Kind) -> TokenStream {
    match kind {
        Kind::IntEnum(values) => {
            let values = values
                .iter()
                .map(|(_, value)| Literal::i32_unsuffixed(*value));
            quote! { IntEnum(&[#(#values),*]) }
        }
        kind => {
            let name: Ident = ident(schema::shape_type(kind));
            quote! { #name }
        }
    }
}

fn element(shape: &Shape, member: &Member, name: &str, names: &Names<'_>) -> TokenStream {
    let schema = format_ident!("{}__{name}__SCHEMA", names.static_name(&shape.key));
    let target = names.shape(&member.target);
    let shape_type = ident(schema::shape_type(&target.kind));
    let path = names.shape_static(&member.target);
    let wire = wire(&schema::member_traits(member, target, names));
    let facts = facts(&member_facts(member));
    let docs = row_docs(&member_docs(member, names));
    let member = &member.name;
    quote! { #schema = #member #shape_type => #path #wire #facts #docs; }
}
