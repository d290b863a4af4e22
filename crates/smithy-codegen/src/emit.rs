//! Stage three: Rust.
//!
//! Two crates come out of one resolved model: the model crate (data, no I/O) and the client crate.
//! Each emitter gives token streams; `Modules` formats them.

mod aggregate;
mod catalog;
mod cli_facts;
mod client;
mod command;
mod docs;
mod document;
mod endpoint;
mod endpoint_tests;
mod enums;
mod errors;
mod example;
mod layout;
mod literal;
mod members;
mod operation;
mod packed;
mod paths;
mod protocol_tests;
mod rules;
mod schema;
mod service;
mod shapes;
mod structure;
mod types;
mod union;

use std::collections::BTreeMap;

use proc_macro2::TokenStream;

use crate::error::Error;
use crate::model::{Model, Shape};

pub(crate) use example::{example, example_from_env};
pub(crate) use paths::Names;
pub use protocol_tests::ProtocolTests;

/// What the two crates are called.
#[derive(Debug, Clone)]
pub struct CrateNames {
    /// Package name of the model crate, as `lambda-model`.
    pub model: String,
    /// Package name of the client crate, as `lambda-client`.
    pub client: String,
}

impl CrateNames {
    /// `NAME-model` and `NAME-client`.
    pub fn from_base(base: &str) -> Self {
        Self {
            model: format!("{base}-model"),
            client: format!("{base}-client"),
        }
    }
}

/// Generated source files of one crate: path below `src/` to text.
pub type Files = BTreeMap<String, String>;

/// The sources of the model crate.
pub fn model_crate(model: &Model) -> Result<Files, Error> {
    let names = Names::new(model);
    let mut modules = Modules::default();
    modules.root(types::model_lib(model));
    modules.add("service", service::service(model));
    modules.add("operations", catalog::operations(model, &names));
    modules.add("shapes", shapes::shapes(model, &names));
    enums_and_structures(model, &names, &mut modules);
    operation::model_modules(model, &names, &mut modules);
    modules.format()
}

fn enums_and_structures(model: &Model, names: &Names<'_>, modules: &mut Modules) {
    use crate::model::Kind;
    let mut types = Vec::new();
    for shape in model.types() {
        let tokens = match &shape.kind {
            Kind::Enum(values) => enums::string_enum(shape, values),
            Kind::Union(members) => union::union(shape, members, names),
            Kind::Structure(members) => structure::structure(shape, members, names),
            _ => continue,
        };
        modules.add(&format!("types/{}", names.module(shape)), tokens);
        types.push(shape);
    }
    let streams: Vec<&Shape> = types
        .iter()
        .copied()
        .filter(|shape| shape.traits.event_stream)
        .collect();
    for shape in &streams {
        if let Kind::Union(members) = &shape.kind {
            modules.add(
                &format!("types/error/{}", names.stream_error_module(shape)),
                union::stream_error(shape, members, names),
            );
        }
    }
    let mut errors = Vec::new();
    for shape in model.errors() {
        modules.add(
            &format!("types/error/{}", names.module(shape)),
            errors::error(shape, names),
        );
        errors.push(shape);
    }
    modules.add("types", types::types_module(&types, names));
    modules.add("types/error", types::error_module(&errors, &streams, names));
}

/// The sources of the client crate.
pub fn client_crate(model: &Model, crates: &CrateNames) -> Result<Files, Error> {
    let names = Names::new(model);
    let mut modules = Modules::default();
    client::modules(model, &names, crates, &mut modules);
    endpoint::modules(model, &client::marker(model), &mut modules)?;
    modules.format()
}

/// The operations and shapes of a model as the text of a [packed](smithy_catalog::packed) catalog.
pub fn packed_catalog(model: &Model) -> String {
    packed::text(model)
}

/// The sources of a command, below `src/`: the program, and a module a service with its packed catalog.
pub(crate) fn command(
    config: &crate::command::Config,
    services: &[crate::command::Service],
) -> Result<Files, Error> {
    command::sources(config, services)
}

/// The protocol tests of the model as an integration test of the client crate, if it has any that
/// `wanted` lets through.
pub fn protocol_tests(
    model: &Model,
    crates: &CrateNames,
    wanted: impl Fn(&str) -> bool,
) -> Result<Option<ProtocolTests>, Error> {
    protocol_tests::emit(model, crates, wanted)
}

/// Token streams by module path, `types/_cache_behavior` for `src/types/_cache_behavior.rs`.
#[derive(Default)]
struct Modules(BTreeMap<String, TokenStream>);

impl Modules {
    fn root(&mut self, tokens: TokenStream) {
        self.add("lib", tokens);
    }

    fn add(&mut self, path: &str, tokens: TokenStream) {
        self.0.insert(path.to_owned(), tokens);
    }

    fn format(self) -> Result<Files, Error> {
        let mut files = Files::new();
        for (path, tokens) in self.0 {
            let file = format!("{path}.rs");
            let text = format_file(&file, tokens)?;
            files.insert(file, text);
        }
        Ok(files)
    }
}

fn format_file(file: &str, tokens: TokenStream) -> Result<String, Error> {
    let failed = |error: syn::Error| Error::Emit {
        file: file.to_owned(),
        reason: error.to_string(),
    };
    let text = layout::file(tokens).map_err(failed)?;
    Ok(format!("// {MARK}\n\n{text}"))
}

/// Says in the first line of every generated file that it is one.
pub const MARK: &str = "@generated by `cargo xtask codegen` from the Smithy model. Do not edit.";
