//! Credentials that a program of the user prints.

use std::fmt;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::credential_feature::AwsCredentialFeature;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, future};
use serde_json::Value;

use super::keys::{self, Keys};
use crate::error::SettingsError;
use crate::profile::Profile;
use crate::shell_words;

/// A `credential_process`.
pub(super) struct Process {
    command: String,
    /// The account of the profile, for programs that do not name one.
    account_id: Option<String>,
}

impl Process {
    /// The program of a profile.
    pub(super) fn of(profile: Profile<'_>) -> Option<Self> {
        let get = |key| profile.get(key).map(str::to_owned);
        Some(Self {
            command: get("credential_process")?,
            account_id: get("aws_account_id"),
        })
    }

    /// Runs the program now, and again when what it printed is about to end.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub(super) fn credentials(self) -> Result<PrintedCredentials, SettingsError> {
        let first = self.run()?;
        let process = self;
        Ok(PrintedCredentials(Arc::new(Printed { first, process })))
    }

    /// Runs the program, without a shell and with our standard input, and reads what it prints.
    ///
    /// # Errors
    /// If it cannot be run, fails, or prints no credentials.
    pub(super) fn run(&self) -> Result<Credentials, SettingsError> {
        let output = self.output()?;
        let document: Value = serde_json::from_slice(&output)
            .map_err(|error| failure(format!("its output is not JSON: {error}")))?;
        let version = document.get("Version");
        // Python takes 1.0 for 1.
        if version.and_then(Value::as_f64) != Some(1.0) {
            return Err(failure(unsupported(version)));
        }
        let names = ["AccessKeyId", "SecretAccessKey", "SessionToken"];
        let mut keys = Keys::of(&document, names)
            .map_err(|key| failure(format!("Missing required key in response: '{key}'")))?;
        keys.expiry = keys::expiry(&document, "Expiration", PROVIDER)?;
        let account = document.get("AccountId").and_then(Value::as_str);
        keys.account = account.or(self.account_id.as_deref());
        let features = [
            AwsCredentialFeature::CredentialsProfileProcess,
            AwsCredentialFeature::CredentialsProcess,
        ];
        keys.checked(PROVIDER, &features)
    }

    fn output(&self) -> Result<Vec<u8>, SettingsError> {
        let words = shell_words::split(&self.command)
            .map_err(|error| failure(format!("cannot split credential_process: {error}")))?;
        let Some((program, arguments)) = words.split_first() else {
            return Err(failure("credential_process is empty".to_owned()));
        };
        let output = Command::new(program)
            .args(arguments)
            .stdin(Stdio::inherit())
            .output()
            .map_err(|error| failure(format!("cannot run \"{program}\": {error}")))?;
        if output.status.success() {
            Ok(output.stdout)
        } else {
            Err(failure(
                String::from_utf8_lossy(&output.stderr).into_owned(),
            ))
        }
    }
}

/// Credentials that a `credential_process` prints. It has been run once.
#[derive(Clone)]
pub struct PrintedCredentials(Arc<Printed>);

struct Printed {
    first: Credentials,
    process: Process,
}

/// The program is run anew when credentials last no longer than this.
const WINDOW: Duration = Duration::from_secs(60);

impl PrintedCredentials {
    /// What the program has printed, or prints now because that ends.
    ///
    /// # Errors
    /// If the program fails.
    pub(super) async fn resolve(&self) -> Result<Credentials, SettingsError> {
        let first = &self.0.first;
        if first.expiry().is_none_or(|end| keys::lasts(end, WINDOW)) {
            return Ok(first.clone());
        }
        let printed = self.clone();
        // It may take as long as it likes, so not on a thread that others wait for.
        tokio::task::spawn_blocking(move || printed.0.process.run())
            .await
            .map_err(|error| failure(format!("it was not run: {error}")))?
    }
}

impl ProvideCredentials for PrintedCredentials {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            self.resolve()
                .await
                .map_err(CredentialsError::provider_error)
        })
    }
}

/// Neither what was printed nor the arguments of the program are shown.
impl fmt::Debug for PrintedCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrintedCredentials").finish_non_exhaustive()
    }
}

/// The arguments of the program may be secrets.
impl fmt::Debug for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Process").finish_non_exhaustive()
    }
}

const PROVIDER: &str = "custom-process";

fn failure(message: String) -> SettingsError {
    SettingsError::CredentialRetrieval {
        provider: PROVIDER,
        message,
    }
}

fn unsupported(version: Option<&Value>) -> String {
    let version = match version {
        // Only a number is sure not to be a secret in the wrong place.
        Some(Value::Number(number)) => number.to_string(),
        Some(_) => "<not a number>".to_owned(),
        None => "<Version key not provided>".to_owned(),
    };
    format!(
        "Unsupported version '{version}' for credential process provider, supported versions: 1"
    )
}
