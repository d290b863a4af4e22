//! Error structures: the members, the metadata, and what `std` and smithy-rs expect of an error.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use smithy_catalog::{Fault, Retryable};

use super::paths::{Names, ident};
use super::structure::Structure;
use crate::model::{ErrorTraits, Kind, Member, Shape};

/// The error and everything that belongs to it.
pub(super) fn error(shape: &Shape, names: &Names<'_>) -> TokenStream {
    let (Kind::Structure(members), Some(traits)) = (&shape.kind, &shape.traits.error) else {
        return TokenStream::new();
    };
    let status = Literal::u16_unsuffixed(traits.status);
    let fault = ident(match traits.fault {
        Fault::Client => "Client",
        Fault::Server => "Server",
    });
    let query = traits
        .query_error
        .as_ref()
        .map(|(code, _)| quote! { , query #code });
    let message = message(members, names);
    let show = show(message, names);
    let fill = message.map(|member| {
        let field = ident(&member.rust_name);
        quote! { , fill #field }
    });
    let retry = retry_kind(traits).map(|kind| {
        let throttling = traits.retryable;
        quote! { , retry #kind #throttling }
    });
    let first = quote! { error #status #fault, show #show #query #fill #retry; };
    Structure::new(shape, members, names).tokens(&quote! { error }, &first)
}

/// The variant of `ErrorKind` that a retryable error is.
pub(super) fn retry_kind(traits: &ErrorTraits) -> Option<Ident> {
    let throttling = traits.retryable?;
    let kind = Retryable { throttling }.kind(traits.fault);
    Some(ident(&format!("{kind:?}")))
}

/// The member that carries the text for people.
fn message<'a>(members: &'a [Member], names: &Names<'_>) -> Option<&'a Member> {
    members.iter().find(|member| {
        member.name.eq_ignore_ascii_case("message")
            && matches!(
                names.shape(&member.target).kind,
                Kind::String | Kind::Enum(_)
            )
    })
}

/// The function that gives that text.
fn show(message: Option<&Member>, names: &Names<'_>) -> TokenStream {
    let Some(member) = message else {
        return quote! { |_| None };
    };
    if names.sensitive(member) {
        return quote! { |_| Some(::smithy_catalog::value::REDACTED) };
    }
    let field = ident(&member.rust_name);
    let is_string = matches!(names.shape(&member.target).kind, Kind::String);
    match (member.optional, is_string) {
        (true, true) => quote! { |error| error.#field.as_deref() },
        (true, false) => quote! { |error| error.#field.as_ref().map(|text| text.as_str()) },
        (false, _) => quote! { |error| Some(error.#field.as_str()) },
    }
}
