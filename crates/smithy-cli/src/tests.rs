//! A program for tests, with the service whose model stands in this repository.

use aws_credential_types::Credentials;
use aws_settings::Environment;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use omics_client::Omics;

use crate::args::{OptionSpec, Parser, RawOptions};
use crate::error::CliError;
use crate::local::{LocalBackend, LocalCommand, LocalHelp};
use crate::program::Program;
use crate::service::Service;

/// Reads the lines of [`program`].
pub(crate) const PARSER: Parser<'_> = Parser {
    name: "omics",
    names_service: false,
    has_local: true,
};

/// A program with one service and a local one.
pub(crate) fn program() -> Program {
    Program::new("omics", "0")
        .service(Service::new::<Omics>())
        .regions(&["eu-west-1", "us-west-2"])
        .local(Nowhere)
}

/// A program with two services.
pub(crate) fn two_services() -> Program {
    Program::new("slim", "0")
        .service(Service::new::<Omics>())
        .service(Service::new::<Omics>().word("other"))
}

/// A local service that is none.
#[derive(Debug)]
struct Nowhere;

impl LocalBackend for Nowhere {
    fn credentials(&self) -> Credentials {
        Credentials::new("test", "test", None, None, "tests")
    }

    fn connector(
        &self,
        _: &'static smithy_catalog::Service,
        _: &Environment,
    ) -> Result<SharedHttpClient, CliError> {
        Err(CliError::general("there is none"))
    }

    fn commands(&self) -> Vec<LocalCommand> {
        vec![LocalCommand {
            name: "serve",
            about: "answer over HTTP",
            options: vec![OptionSpec::own_value(
                "store",
                "FILE",
                "keep the state in this file",
            )],
        }]
    }

    fn run(&self, _: &str, _: &RawOptions, _: &Environment) -> Result<(), CliError> {
        Err(CliError::general("there is none"))
    }

    fn help(&self) -> LocalHelp {
        LocalHelp::default()
    }
}
