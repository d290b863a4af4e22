//! What stands for the local service in a build without it: a refusal that says so.

use smithy_cli::CliError;
use smithy_cli::local::{
    Credentials, Environment, LocalBackend, LocalCommand, LocalHelp, RawOptions, SharedHttpClient,
};

/// No local service.
#[derive(Debug)]
struct Absent;

pub(crate) fn service() -> impl LocalBackend {
    Absent
}

impl LocalBackend for Absent {
    fn credentials(&self) -> Credentials {
        Credentials::new("none", "none", None, None, "no local service")
    }

    fn connector(
        &self,
        _: &'static smithy_catalog::Service,
        _: &Environment,
    ) -> Result<SharedHttpClient, CliError> {
        Err(missing())
    }

    fn commands(&self) -> Vec<LocalCommand> {
        vec![LocalCommand {
            name: "serve",
            about: "is not part of this build",
            options: Vec::new(),
        }]
    }

    fn run(&self, _: &str, _: &RawOptions, _: &Environment) -> Result<(), CliError> {
        Err(missing())
    }

    fn help(&self) -> LocalHelp {
        LocalHelp::default()
    }
}

fn missing() -> CliError {
    let message = "This omics was built without the local service. Build it with the feature \"local\" to use \
                   --local and \"omics local serve\".";
    CliError::configuration("LocalService", message)
}
