//! A home directory and an environment to test with.

use std::path::PathBuf;

use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;

use super::{ClientSettings, Environment, GlobalFlags, ServiceIdentity, Settings, SettingsError};

/// A service that only tests know.
pub(super) const WAREHOUSE: ServiceIdentity<'static> = ServiceIdentity {
    sdk_id: "Ware House",
    endpoint_prefix: "warehouse",
};

/// A user whose files and variables a test decides.
pub(super) struct User {
    home: tempfile::TempDir,
    variables: Vec<(String, String)>,
}

impl User {
    /// A user with these variables and no metadata service.
    pub(super) fn new<const N: usize>(variables: [(&str, &str); N]) -> Self {
        let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let variables = [("AWS_EC2_METADATA_DISABLED", "true")]
            .into_iter()
            .chain(variables);
        let home = tempfile::tempdir().expect("a temporary directory");
        Self {
            home,
            variables: variables.map(own).collect(),
        }
    }

    /// Sets a variable.
    pub(super) fn set(&mut self, name: &str, value: &str) {
        self.remove(name);
        self.variables.push((name.to_owned(), value.to_owned()));
    }

    /// Unsets a variable.
    pub(super) fn remove(&mut self, name: &str) {
        self.variables.retain(|(known, _)| known != name);
    }

    /// The same user with this config file.
    pub(super) fn config(self, text: &str) -> Self {
        self.file("config", text)
    }

    /// The same user with this credentials file.
    pub(super) fn credentials(self, text: &str) -> Self {
        self.file("credentials", text)
    }

    /// The same user with this file in `~/.aws`.
    pub(super) fn file(self, name: &str, text: &str) -> Self {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("it has one")).expect("created");
        std::fs::write(path, text).expect("written");
        self
    }

    /// The path of a file in `~/.aws`.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(".aws").join(name)
    }

    /// The settings of a command with this `--profile`.
    pub(super) fn load(&self, profile: Option<&str>) -> Result<Settings, SettingsError> {
        let home = (
            "HOME".to_owned(),
            self.home.path().to_string_lossy().into_owned(),
        );
        let env = Environment::from_iter(self.variables.iter().cloned().chain([home]));
        Settings::load(env, profile)
    }

    /// The settings of a command without options.
    pub(super) fn settings(&self) -> Settings {
        self.load(None).expect("the files are well-formed")
    }

    /// The client settings of a command with these options.
    pub(super) fn client(&self, flags: &GlobalFlags) -> Result<ClientSettings, SettingsError> {
        let settings = self.load(flags.profile.as_deref())?;
        block_on(settings.client(WAREHOUSE, flags, &|_| no_http()))
    }
}

/// Runs a future that only waits for itself.
pub(super) fn block_on<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(future)
}

#[derive(Debug)]
struct Unreachable;

impl HttpConnector for Unreachable {
    fn call(&self, _request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::ready(Err(ConnectorError::io("unreachable".into())))
    }
}

/// An HTTP client that reaches nothing.
pub(super) fn no_http() -> SharedHttpClient {
    http_client_fn(|_, _| SharedHttpConnector::new(Unreachable))
}
