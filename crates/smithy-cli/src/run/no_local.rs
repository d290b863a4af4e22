//! What stands for the embedded local service in a build without it: a refusal that says so.

use aws_settings::ClientSettings;
use aws_smithy_runtime_api::client::http::SharedHttpClient;

use super::Line;
use crate::args::OptionSpec;
use crate::error::CliError;

pub(super) async fn client(_: &Line) -> Result<ClientSettings, CliError> {
    Err(missing())
}

pub(super) fn connector(_: &Line) -> Result<SharedHttpClient, CliError> {
    Err(missing())
}

pub(super) fn serve(_: &[String], _: &Line) -> Result<(), CliError> {
    Err(missing())
}

pub(crate) fn serve_options() -> Vec<OptionSpec> {
    Vec::new()
}

fn missing() -> CliError {
    let message = "This omics was built without the local service. Build it with the feature \"local\" to use \
                   --local and \"omics local serve\".";
    CliError::configuration("LocalService", message)
}
