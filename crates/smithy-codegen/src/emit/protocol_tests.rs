//! `smithy.test` protocol tests of a model, as an integration test of the client crate.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::paths::{Names, ident};
use super::{CrateNames, format_file};
use crate::error::Error;
use crate::model::{Kind, Model, Operation, Protocol};
use crate::names;

/// The test file and what its functions test.
#[derive(Debug)]
pub struct ProtocolTests {
    /// The Rust file.
    pub file: String,
    /// Id of the test case by the path of its test function, as `requests::empty_input`.
    pub cases: BTreeMap<String, String>,
}

/// Writes the tests that apply to clients.
pub(super) fn emit(
    model: &Model,
    crates: &CrateNames,
    wanted: impl Fn(&str) -> bool,
) -> Result<Option<ProtocolTests>, Error> {
    let client = ident(&names::library(&crates.client));
    let mut emitter = Emitter {
        names: Names::new(model),
        client,
        wanted,
        cases: BTreeMap::new(),
    };
    let mut requests = TokenStream::new();
    let mut responses = TokenStream::new();
    let mut events = TokenStream::new();
    for operation in &model.operations {
        requests.extend(emitter.requests(operation));
        responses.extend(emitter.responses(operation));
        events.extend(emitter.events(operation));
    }
    for error in model.errors() {
        let raised_by = model
            .operations
            .iter()
            .find(|operation| operation.errors.contains(&error.key));
        responses.extend(raised_by.map(|operation| emitter.errors(operation, &error.key)));
    }
    if emitter.cases.is_empty() {
        return Ok(None);
    }
    let tokens = quote! {
        //! Protocol tests of the model.
        mod requests { #requests }
        mod responses { #responses }
        mod events { #events }
    };
    let file = format_file("protocol.rs", tokens)?;
    Ok(Some(ProtocolTests {
        file,
        cases: emitter.cases,
    }))
}

struct Emitter<'a, W> {
    names: Names<'a>,
    client: Ident,
    wanted: W,
    cases: BTreeMap<String, String>,
}

impl<W: Fn(&str) -> bool> Emitter<'_, W> {
    fn requests(&mut self, operation: &Operation) -> TokenStream {
        let name = self.operation_type(operation, "");
        let body = self.streaming_field(&operation.input);
        let set_body = match body {
            Some(field) => quote! { |input, body| input.#field = body },
            None => quote! { |_, _| {} },
        };
        self.functions("requests", &operation.request_tests, |case| {
            quote! { ::smithy_protocol_tests::request::<#name>(#case, #set_body) }
        })
    }

    fn responses(&mut self, operation: &Operation) -> TokenStream {
        let name = self.operation_type(operation, "");
        let take_body = match self.streaming_field(&operation.output) {
            Some(field) => {
                quote! { |output| ::std::option::Option::Some(::std::mem::take(&mut output.#field)) }
            }
            None => quote! { |_| ::std::option::Option::None },
        };
        self.functions("responses", &operation.response_tests, |case| {
            quote! { ::smithy_protocol_tests::response::<#name>(#case, #take_body) }
        })
    }

    fn events(&mut self, operation: &Operation) -> TokenStream {
        let name = self.operation_type(operation, "");
        let field = |key: &str| {
            let member = self.names.model().event_stream(key);
            member.map(|member| ident(&member.rust_name))
        };
        let send = match field(&operation.input) {
            Some(field) => {
                quote! { |input, events| input.#field = ::smithy_protocol_tests::sender(events) }
            }
            None => quote! { |_, _| {} },
        };
        let receive = match field(&operation.output) {
            Some(field) => quote! {
                |output| ::std::boxed::Box::pin(::smithy_protocol_tests::receive(&mut output.#field))
            },
            None => quote! { |_| ::std::boxed::Box::pin(async { ::std::vec::Vec::new() }) },
        };
        self.functions("events", &operation.event_tests, |case| {
            quote! { ::smithy_protocol_tests::events::<#name>(#case, #send, #receive) }
        })
    }

    fn errors(&mut self, operation: &Operation, error: &str) -> TokenStream {
        let shape = self.names.shape(error);
        let Some(traits) = &shape.traits.error else {
            return TokenStream::new();
        };
        let name = self.operation_type(operation, "");
        let error_type = self.operation_type(operation, "Error");
        let code = shape.id.rsplit('#').next().unwrap_or(&shape.id);
        let variant = ident(shape.rust_name.as_deref().unwrap_or_default());
        self.functions("responses", &traits.response_tests, |case| {
            quote! {
                ::smithy_protocol_tests::error::<#name>(#case, #code, |error| match error {
                    #error_type::#variant(error) => ::std::option::Option::Some(error),
                    _ => ::std::option::Option::None,
                })
            }
        })
    }

    fn operation_type(&self, operation: &Operation, suffix: &str) -> TokenStream {
        let (client, module, name) = (
            &self.client,
            ident(&operation.module),
            format_ident!("{}{suffix}", operation.name),
        );
        quote! { ::#client::operation::#module::#name }
    }

    fn streaming_field(&self, key: &str) -> Option<Ident> {
        match &self.names.shape(key).kind {
            Kind::Structure(members) => members
                .iter()
                .find(|member| self.names.byte_stream(member))
                .map(|member| ident(&member.rust_name)),
            _ => None,
        }
    }

    fn functions(
        &mut self,
        module: &str,
        cases: &[Value],
        call: impl Fn(&str) -> TokenStream,
    ) -> TokenStream {
        let mut functions = TokenStream::new();
        let protocol = self.names.protocol();
        for case in cases.iter().filter(|case| applies(case, protocol)) {
            let Some(id) = case
                .get("id")
                .and_then(Value::as_str)
                .filter(|id| (self.wanted)(id))
            else {
                continue;
            };
            let name = self.function_name(module, id);
            let call = call(&case.to_string());
            functions.extend(quote! {
                #[::tokio::test]
                async fn #name() {
                    #call.await;
                }
            });
        }
        functions
    }

    /// A name of its own, as ids may differ in casing only.
    fn function_name(&mut self, module: &str, id: &str) -> Ident {
        let mut name = names::snake(id);
        while self.cases.contains_key(&format!("{module}::{name}")) {
            name.push_str("_2");
        }
        self.cases
            .insert(format!("{module}::{name}"), id.to_owned());
        ident(&names::escape(name))
    }
}

/// The case is one of clients of the protocol.
fn applies(case: &Value, protocol: Protocol) -> bool {
    let text = |name: &str| case.get(name).and_then(Value::as_str);
    text("protocol") == Some(protocol.id()) && text("appliesTo") != Some("server")
}
