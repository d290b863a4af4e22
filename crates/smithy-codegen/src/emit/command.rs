//! The sources of a command.

use proc_macro2::TokenStream;
use quote::quote;

use super::catalog::auth_scheme;
use super::docs::inner_doc;
use super::paths::ident;
use super::{Files, MARK, Modules, cli_facts, client, endpoint, packed, service};
use crate::command::{Config, Service, Validation};
use crate::embedded::nested;
use crate::error::Error;

/// The program, and a module a service.
pub(super) fn sources(config: &Config, services: &[Service]) -> Result<Files, Error> {
    let mut program = Modules::default();
    program.add("main", main(config, services));
    let mut files = program.format()?;
    for service in services {
        let module = service.module();
        let mut modules = Modules::default();
        modules.root(root(service));
        modules.add(
            "config",
            quote! {
                //! Where requests go.
                pub mod endpoint;
            },
        );
        endpoint::modules(
            &service.model,
            &client::marker(&service.model),
            &mut modules,
        )?;
        files.extend(nested(modules.format()?, "crate", &module));
        let rows = packed::text(&service.model);
        files.insert(
            format!("{module}/catalog.jsonl"),
            format!("{}\n{rows}", serde_json::json!({ "generated": MARK })),
        );
    }
    Ok(files)
}

/// The module of a service: its catalog and `ServiceSpec`.
fn root(service: &Service) -> TokenStream {
    let model = &service.model;
    let docs = inner_doc(&format!(
        "{}: the catalog and the endpoint rules.\n\nFrom the Smithy model `{}`, version {}.",
        model.service.title(),
        model.service.id,
        model.service.version
    ));
    let text = format!("{}/catalog.jsonl", service.module());
    let schemes = packed::auth_schemes(model);
    let schemes = schemes.into_iter().map(auth_scheme);
    let facts = service.operations.iter().map(|(name, facts)| {
        let facts = cli_facts::operation(facts);
        quote! { (#name, #facts) }
    });
    let operations = quote! { ::smithy_catalog::Operations::packed(&CATALOG) };
    let entry = service::entry(model, &operations, &cli_facts::service(&service.facts));
    let spec = client::spec(model, &client::marker(model), &quote! { SERVICE });
    quote! {
        #docs
        #![allow(
            dead_code,
            reason = "parameters of endpoint rules can be read, and a command only sets them"
        )]
        #[rustfmt::skip]
        pub mod config;

        /// Operations and shapes.
        static CATALOG: ::smithy_catalog::packed::Packed = ::smithy_catalog::packed::Packed::new(
            include_str!(#text),
            &[#(#schemes),*],
            &[#(#facts),*],
        );

        #entry

        #spec
    }
}

fn main(config: &Config, services: &[Service]) -> TokenStream {
    let name = &config.name;
    let about = config.about.as_deref().map_or_else(
        || {
            let titles: Vec<&str> = services.iter().map(|it| it.model.service.title()).collect();
            format!("{} from the command line", titles.join(", "))
        },
        str::to_owned,
    );
    let docs = inner_doc(&format!("`{name}`: {about}."));
    let modules = services.iter().map(|service| {
        let module = ident(&service.module());
        quote! { #[rustfmt::skip] mod #module; }
    });
    let calls = services.iter().map(|service| {
        let (module, marker) = (ident(&service.module()), client::marker(&service.model));
        let word = &service.command;
        quote! { .service(::smithy_cli::Service::new::<#module::#marker>().word(#word)) }
    });
    let description = config
        .description
        .as_ref()
        .map(|text| quote! { .description(#text) });
    let regions = &config.regions;
    let regions = (!regions.is_empty()).then(|| quote! { .regions(&[#(#regions),*]) });
    let variables = config
        .variables
        .as_ref()
        .map(|prefix| quote! { .variables(#prefix) });
    let validation = config.validation.map(|level| {
        let level = match level {
            Validation::Strict => quote! { Strict },
            Validation::Basic => quote! { Basic },
            Validation::Off => quote! { Off },
        };
        quote! { .validation(::smithy_cli::Validation::#level) }
    });
    quote! {
        #docs

        #(#modules)*

        #[rustfmt::skip]
        fn main() -> ::std::process::ExitCode {
            let program = ::smithy_cli::Program::new(#name, env!("CARGO_PKG_VERSION"))
                .about(#about)
                #description
                #(#calls)*
                #regions
                #variables
                #validation;
            ::std::process::ExitCode::from(::smithy_cli::run(program, ::std::env::args_os()))
        }
    }
}
