//! What a command line knows beside the model, as values of `smithy_catalog::cli`.

use std::fmt::Debug;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::catalog::option;
use super::paths::ident;
use crate::command::{
    Expected, Matcher, MatcherPath, OperationFacts, Pages, Paging, ServiceFacts, Waiter,
};

/// The value of a variant whose `Debug` is how Rust writes it: texts and flags in fields.
fn variant(path: &TokenStream, value: &impl Debug) -> TokenStream {
    let written: TokenStream = format!("{value:?}")
        .parse()
        .expect("`Debug` of a variant is an expression");
    quote! { #path::#written }
}

fn customizations(customizations: &[smithy_catalog::cli::Customization]) -> TokenStream {
    let path = quote! { ::smithy_catalog::cli::Customization };
    let values = customizations.iter().map(|value| variant(&path, value));
    quote! { &[#(#values),*] }
}

/// What is known of a service.
pub(super) fn service(facts: &ServiceFacts) -> TokenStream {
    let command = option(facts.command.as_deref());
    let waiters = facts.waiters.iter().map(waiter);
    let customizations = customizations(facts.customizations);
    let absent = facts.absent.iter().map(|absent| {
        let (command, reason) = (absent.command, absent.reason);
        quote! { ::smithy_catalog::cli::AbsentCommand { command: #command, reason: #reason } }
    });
    quote! {
        ::smithy_catalog::cli::ServiceFacts {
            command: #command,
            waiters: &[#(#waiters),*],
            customizations: #customizations,
            absent: &[#(#absent),*],
        }
    }
}

/// What is known of an operation.
pub(super) fn operation(facts: &OperationFacts) -> TokenStream {
    let command = option(facts.command.as_deref());
    let names = |names: &[(String, String)]| {
        let names = names.iter().map(|(from, to)| {
            quote! { ::smithy_catalog::cli::OptionName { from: #from, to: #to } }
        });
        quote! { &[#(#names),*] }
    };
    let (renamed, aliases) = (names(&facts.renamed), names(&facts.aliases));
    let customizations = customizations(facts.customizations);
    let paging = match &facts.paging {
        Paging::AsModelled => quote! { AsModelled },
        Paging::Never => quote! { Never },
        Paging::As(it) => {
            let pages = pages(it);
            quote! { As(#pages) }
        }
    };
    quote! {
        ::smithy_catalog::cli::OperationFacts {
            command: #command,
            paging: ::smithy_catalog::cli::Paging::#paging,
            renamed: #renamed,
            aliases: #aliases,
            customizations: #customizations,
        }
    }
}

fn pages(pages: &Pages) -> TokenStream {
    let (inputs, outputs) = (pages.input_token.all(), pages.output_token.all());
    let results = pages.result_key.all();
    let kept = &pages.non_aggregate_keys;
    let limit = option(pages.limit_key.as_deref());
    let more = option(pages.more_results.as_deref());
    quote! {
        ::smithy_catalog::cli::Pages {
            input_tokens: &[#(#inputs),*],
            output_tokens: &[#(#outputs),*],
            limit_key: #limit,
            result_keys: &[#(#results),*],
            non_aggregate_keys: &[#(#kept),*],
            more_results: #more,
        }
    }
}

fn waiter(waiter: &Waiter) -> TokenStream {
    let Waiter {
        name,
        operation,
        docs,
        deprecated,
        ..
    } = waiter;
    let delay = Literal::u32_unsuffixed(waiter.delay);
    let max_attempts = Literal::u32_unsuffixed(waiter.max_attempts);
    let acceptors = waiter.acceptors.iter().map(|(state, matcher)| {
        let state = variant(&quote! { ::smithy_catalog::cli::WaiterState }, state);
        let matcher = self::matcher(matcher);
        quote! { ::smithy_catalog::cli::Acceptor { state: #state, matcher: #matcher } }
    });
    quote! {
        ::smithy_catalog::cli::Waiter {
            name: #name,
            operation: #operation,
            documentation: #docs,
            deprecated: #deprecated,
            delay: #delay,
            max_attempts: #max_attempts,
            acceptors: &[#(#acceptors),*],
        }
    }
}

fn matcher(matcher: &Matcher) -> TokenStream {
    let variant = match matcher {
        Matcher::Output(it) => {
            let path = path(it);
            quote! { Output(#path) }
        }
        Matcher::InputOutput(it) => {
            let path = path(it);
            quote! { InputOutput(#path) }
        }
        Matcher::Status(status) => {
            let status = Literal::u16_unsuffixed(*status);
            quote! { Status(#status) }
        }
        Matcher::Error(code) => quote! { Error(#code) },
        Matcher::AnyError(any) => quote! { AnyError(#any) },
    };
    quote! { ::smithy_catalog::cli::Matcher::#variant }
}

fn path(matcher: &MatcherPath) -> TokenStream {
    let path = &matcher.path;
    let expected = match &matcher.expected {
        Expected::Text(text) => quote! { Text(#text) },
        Expected::Boolean(flag) => quote! { Boolean(#flag) },
        Expected::Integer(number) => {
            let number = Literal::i64_unsuffixed(*number);
            quote! { Integer(#number) }
        }
    };
    let comparator = ident(&format!("{:?}", matcher.comparator));
    quote! {
        ::smithy_catalog::cli::PathMatcher {
            path: #path,
            expected: ::smithy_catalog::cli::Expected::#expected,
            comparator: ::smithy_catalog::cli::Comparator::#comparator,
        }
    }
}
