//! Doc comments.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::Model;

/// A doc comment, a line an attribute, so that the formatter writes `///` lines.
pub(super) fn doc(text: &str) -> TokenStream {
    let lines = text.lines().map(|line| {
        if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
        }
    });
    quote! { #(#[doc = #lines])* }
}

/// The documentation of the module or crate it stands in.
pub(super) fn inner_doc(text: &str) -> TokenStream {
    let lines = text.lines().map(|line| {
        if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
        }
    });
    quote! { #(#![doc = #lines])* }
}

/// Lets a crate use what it deprecates itself.
pub(super) fn allow_deprecated(model: &Model) -> Option<TokenStream> {
    let reason = "deprecated parts of the model are generated like all others";
    model
        .has_deprecated()
        .then(|| quote! { #![allow(deprecated, reason = #reason)] })
}

/// The documentation, or a fallback where the model has none.
pub(super) fn doc_or(text: &str, fallback: &str) -> TokenStream {
    doc(if text.is_empty() { fallback } else { text })
}

/// A link to a type; just its name where a derive macro of that name makes the link ambiguous.
pub(super) fn link(name: &proc_macro2::Ident) -> String {
    const DERIVES: [&str; 9] = [
        "Clone",
        "Copy",
        "Debug",
        "Default",
        "Eq",
        "Hash",
        "Ord",
        "PartialEq",
        "PartialOrd",
    ];
    if DERIVES.iter().any(|derive| name == derive) {
        format!("`{name}`")
    } else {
        format!("[`{name}`]")
    }
}

/// The first sentence of the documentation, or a fallback where the model has none.
pub(super) fn summary(text: &str, fallback: &str) -> String {
    let paragraph = text
        .split("\n\n")
        .next()
        .unwrap_or_default()
        .replace('\n', " ");
    let sentence = match paragraph.split_once(". ") {
        Some((sentence, _)) if balanced(sentence) => format!("{sentence}."),
        _ => paragraph,
    };
    let sentence = sentence.trim_end_matches(':');
    if sentence.is_empty() {
        fallback.to_owned()
    } else {
        sentence.to_owned()
    }
}

/// Code spans and links that begin in the text end in it.
fn balanced(text: &str) -> bool {
    text.matches('`').count().is_multiple_of(2)
        && text.matches('[').count() == text.matches(']').count()
        && text.matches('(').count() == text.matches(')').count()
        && text.matches("**").count().is_multiple_of(2)
}

/// `#[deprecated]`, if the shape or member is.
pub(super) fn deprecated(message: Option<&str>) -> Option<TokenStream> {
    message.map(|message| match message {
        "" => quote! { #[deprecated] },
        note => quote! { #[deprecated(note = #note)] },
    })
}
