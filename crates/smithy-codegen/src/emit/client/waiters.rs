//! Waiters: a builder each, and the trait that makes them of a client.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::super::docs::{deprecated, doc, summary};
use super::super::paths::{Names, ident};
use super::super::{Modules, members};
use crate::model::{
    AcceptorState, Comparator, Kind, Matcher, Model, Operation, PathMatcher, Waiter,
};
use crate::names;

/// Waiters with their operations. A stream cannot be sent again, so operations that send one have none.
fn all(model: &Model) -> impl Iterator<Item = (&Operation, &Waiter)> {
    let operations = model.operations.iter();
    let repeatable = operations.filter(|operation| !sends_stream(model, operation));
    repeatable.flat_map(|operation| operation.waiters.iter().map(move |each| (operation, each)))
}

fn sends_stream(model: &Model, operation: &Operation) -> bool {
    let Kind::Structure(input) = &model.shape(&operation.input).kind else {
        return false;
    };
    input.iter().any(|member| {
        let target = model.shape(&member.target);
        let is_blob = matches!(
            target.kind,
            Kind::Blob {
                streaming: true,
                ..
            }
        );
        is_blob || target.traits.event_stream
    })
}

/// The service has waiters.
pub(super) fn any(model: &Model) -> bool {
    all(model).next().is_some()
}

/// The module of a waiter. None may be in a file of the name `mod.rs`.
fn module(waiter: &Waiter) -> Ident {
    match names::escape(names::snake(&waiter.name)).as_str() {
        "r#mod" => ident("mod_"),
        name => ident(name),
    }
}

fn builder(waiter: &Waiter) -> Ident {
    format_ident!("{}FluentBuilder", names::pascal(&waiter.name))
}

fn docs(waiter: &Waiter) -> TokenStream {
    let fallback = format!("Waits for `{}`.", waiter.name);
    doc(&summary(&waiter.docs, &fallback))
}

/// Adds `waiters`, and a module below it for each.
pub(super) fn modules(model: &Model, names: &Names<'_>, modules: &mut Modules) {
    if !any(model) {
        return;
    }
    let list = all(model).map(|(_, waiter)| {
        let module = module(waiter);
        let docs = format!(" Types for the `{}` waiter.", waiter.name);
        quote! { #[doc = #docs] pub mod #module; }
    });
    modules.add(
        "waiters",
        quote! {
            //! Waiters: calls that are repeated until something is there.
            #(#list)*
        },
    );
    for (operation, waiter) in all(model) {
        let module = module(waiter).to_string();
        let path = format!("waiters/{}", module.trim_start_matches("r#"));
        modules.add(&path, file(operation, waiter, names));
    }
}

fn file(operation: &Operation, waiter: &Waiter, names: &Names<'_>) -> TokenStream {
    let docs = docs(waiter);
    let name = names::pascal(&waiter.name);
    let builder = builder(waiter);
    let (final_poll, error) = (
        format_ident!("{name}FinalPoll"),
        format_ident!("WaitUntil{name}Error"),
    );
    let (module, operation_name) = (ident(&operation.module), ident(&operation.name));
    let (min_delay, max_delay) = (
        proc_macro2::Literal::u32_unsuffixed(waiter.min_delay),
        proc_macro2::Literal::u32_unsuffixed(waiter.max_delay),
    );
    let acceptors = waiter.acceptors.iter().map(|acceptor| {
        let state = match acceptor.state {
            AcceptorState::Success => quote! { Success },
            AcceptorState::Failure => quote! { Failure },
            AcceptorState::Retry => quote! { Retry },
        };
        let matcher = matcher(&acceptor.matcher);
        quote! { #state #matcher; }
    });
    let setters = match &names.shape(&operation.input).kind {
        Kind::Structure(input) => members::setters(input, names),
        _ => TokenStream::new(),
    };
    quote! {
        ::smithy_client::waiter! {
            #docs
            pub struct #builder for crate::operation::#module::#operation_name;
            pub type #final_poll, #error;
            delay #min_delay, #max_delay;
            acceptors { #(#acceptors)* }
            setters { #setters }
        }
    }
}

fn matcher(matcher: &Matcher) -> TokenStream {
    match matcher {
        Matcher::Success(success) => quote! { Success(#success) },
        Matcher::ErrorType(code) => quote! { Error(#code) },
        Matcher::Output(path) => at_path(&quote! { Output }, path),
        Matcher::InputOutput(path) => at_path(&quote! { InputOutput }, path),
    }
}

fn at_path(what: &TokenStream, matcher: &PathMatcher) -> TokenStream {
    let (path, expected) = (&matcher.path, &matcher.expected);
    let expected = match matcher.comparator {
        Comparator::StringEquals => quote! { String(#expected) },
        Comparator::BooleanEquals => {
            let flag = expected == "true";
            quote! { Boolean(#flag) }
        }
        Comparator::AllStringEquals => quote! { AllStrings(#expected) },
        Comparator::AnyStringEquals => quote! { AnyString(#expected) },
    };
    quote! { #what(#path, #expected) }
}

/// The trait with a method for each waiter, which the client implements.
pub(super) fn of_client(model: &Model) -> Option<TokenStream> {
    let methods = all(model).map(|(_, waiter)| {
        let (module, builder, docs) = (module(waiter), builder(waiter), docs(waiter));
        let method = format_ident!("wait_until_{}", names::snake(&waiter.name));
        let deprecated = deprecated(waiter.deprecated.then_some(""));
        let declared = quote! {
            #docs
            #deprecated
            fn #method(&self) -> crate::waiters::#module::#builder;
        };
        let defined = quote! {
            fn #method(&self) -> crate::waiters::#module::#builder {
                crate::waiters::#module::#builder::new(self.handle().clone())
            }
        };
        (declared, defined)
    });
    let (declared, defined): (Vec<TokenStream>, Vec<TokenStream>) = methods.unzip();
    any(model).then(|| {
        quote! {
            /// Waiters: calls that are repeated until something is there.
            pub trait Waiters { #(#declared)* }
            impl Waiters for Client { #(#defined)* }
        }
    })
}
