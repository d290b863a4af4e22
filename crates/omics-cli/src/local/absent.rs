//! What stands for the local service in a build without it: a refusal that says so.

use smithy_cli::CliError;
use smithy_cli::local::{
    Credentials, Environment, LocalBackend, LocalHelp, OptionSpec, RawOptions, SharedHttpClient,
};

/// No local service.
#[derive(Debug)]
pub(crate) struct RunCaches;

impl LocalBackend for RunCaches {
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

    fn options(&self) -> Vec<OptionSpec> {
        Vec::new()
    }

    fn serve(&self, _: &RawOptions, _: &Environment) -> Result<(), CliError> {
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
