//! A service that a program brings along: `--local`, and `NAME local`.

use std::fmt;

pub use aws_credential_types::Credentials;
pub use aws_settings::Environment;
pub use aws_smithy_runtime_api::client::http::SharedHttpClient;

pub use crate::args::{OptionKind, OptionSpec, Origin, RawOptions, Source};
pub use crate::console::{note, print};
pub use crate::prose::LocalHelp;

use aws_settings::{
    ClientSettings, Connection, CredentialSource, GlobalFlags, Settings, SettingsError, Sourced,
};

use crate::advice;
use crate::error::CliError;
use crate::service::Service;

/// Region of calls to the local service where none is configured.
const DEFAULT_REGION: &str = "us-east-1";

/// What to do about a file that cannot be read, for [`CliError::advised`]: where it was looked for, and what
/// there is of a like name.
#[must_use]
pub fn advice_on_unreadable(path: &str) -> Vec<String> {
    advice::unreadable_file(path)
}

/// A copy of services that answers on this machine.
pub trait LocalBackend: fmt::Debug + Send + Sync {
    /// The keys that calls with `--local` are signed with.
    fn credentials(&self) -> Credentials;

    /// The service as the HTTP client of a call.
    ///
    /// # Errors
    /// If there is no copy of this service, or it has no place for its state.
    fn connector(
        &self,
        service: &'static smithy_catalog::Service,
        env: &Environment,
    ) -> Result<SharedHttpClient, CliError>;

    /// The commands of `NAME local`.
    fn commands(&self) -> Vec<LocalCommand>;

    /// `NAME local COMMAND`.
    ///
    /// # Errors
    /// If an option has a value it cannot have, or the service cannot listen or keep its state.
    fn run(&self, command: &str, options: &RawOptions, env: &Environment) -> Result<(), CliError>;

    /// What help says beyond what is true of every local service.
    fn help(&self) -> LocalHelp;
}

/// A command of `NAME local`.
#[derive(Debug, Clone)]
pub struct LocalCommand {
    /// Its word.
    pub name: &'static str,
    /// What it does, in one line.
    pub about: &'static str,
    /// Its options.
    pub options: Vec<OptionSpec>,
}

/// The settings of a call to the local service: its own keys, no configured endpoint, and no need
/// for a region.
pub(crate) async fn client(
    service: &Service,
    backend: &dyn LocalBackend,
    settings: &Settings,
    flags: &GlobalFlags,
    connect: &dyn Fn(&Connection) -> SharedHttpClient,
) -> Result<ClientSettings, CliError> {
    let mut flags = flags.clone();
    flags.no_sign_request = true;
    flags.endpoint_url = None;
    let mut client = match settings.client(service.identity(), &flags, connect).await {
        Err(SettingsError::NoRegion) => {
            flags.region = Some(DEFAULT_REGION.to_owned());
            let client = settings.client(service.identity(), &flags, connect).await?;
            ClientSettings {
                region: Sourced::flag("--local", client.region.value),
                ..client
            }
        }
        other => other?,
    };
    client.credentials = CredentialSource::Known(backend.credentials());
    client.endpoint_url = Some(Sourced::flag("--local", "http://localhost".to_owned()));
    Ok(client)
}
