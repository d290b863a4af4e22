//! AWS settings as AWS CLI v2 reads them: environment, profiles, regions, endpoints, retries,
//! proxies, trust and credentials. Every value remembers where it was set, every error says what
//! the AWS CLI says, and none of it belongs to a particular service.
//!
//! `aws-config` answers most of these questions for the SDKs, differently in many small ways:
//! which variable wins, what counts as true, what the INI files may contain, which mistakes are
//! errors, and where a value came from, which it does not tell. This crate is for programs whose
//! users bring the configuration and the habits of the AWS CLI.
//!
//! Without options, that is one call:
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let service = aws_settings::ServiceIdentity { sdk_id: "SQS", endpoint_prefix: "sqs" };
//! let config: aws_types::SdkConfig = aws_settings::load(service).await?;
//! // `aws_sdk_sqs::Client::new(&config)`
//! # Ok(())
//! # }
//! ```
//!
//! Clients that are generated have a `from_env` behind their feature `from-env`, which is that call.
//!
//! With options, or to know where values came from:
//!
//! ```no_run
//! use aws_settings::{Environment, GlobalFlags, ServiceIdentity, Settings, transport};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let service = ServiceIdentity { sdk_id: "SQS", endpoint_prefix: "sqs" };
//! let settings = Settings::load(Environment::of_process(), None)?;
//! let client = settings
//!     .client(service, &GlobalFlags::default(), &transport::client)
//!     .await?;
//!
//! // "us-west-2, from AWS_REGION", or "… from region in profile "dev", line 3 of …".
//! println!("{}, from {}", client.region.value, client.region.origin);
//!
//! // For any client of the SDK: `aws_sdk_sqs::Client::new(&config)`.
//! let config: aws_types::SdkConfig = client.sdk_config(transport::client(&client.connection));
//! # Ok(())
//! # }
//! ```
//!
//! # From settings to a client
//!
//! - [`Environment`] is a snapshot of the variables and the home directory. Nothing else here
//!   reads the environment of the process, so a test decides what there is:
//!   `Environment::from_iter([("HOME", "/tmp/x"), ("AWS_REGION", "eu-west-1")])`.
//! - [`Settings::load`] reads the two configuration files and chooses the profile. The order in
//!   which questions are asked decides which error a user sees, so it is the caller's: one method
//!   answers one question.
//! - [`Settings::client`] settles all that is needed to send a request, into [`ClientSettings`].
//!   What a program has options for is handed in as [`GlobalFlags`]; what is special to a service,
//!   as [`ServiceIdentity`].
//! - [`CredentialSource`] knows where credentials come from before anybody is asked for them.
//! - [`transport`] makes the HTTP client that connects as the settings say.
//!
//! The settings for the conversation with a user, such as output format and pager, are methods of
//! [`Settings`], too.

mod choice;
mod client;
mod connection;
mod credentials;
mod endpoint;
mod env;
mod error;
mod flags;
mod ini;
mod load;
mod origin;
mod presentation;
mod private_file;
mod profile;
mod region;
mod request;
mod retry;
mod sdk_config;
mod service;
mod services;
mod shell_words;
pub mod transport;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use choice::{
    AutoPrompt, BinaryFormat, Color, ErrorFormat, RetryMode, TimestampFormat, Validation,
};
pub use client::ClientSettings;
pub use connection::Connection;
pub use credentials::{CredentialCall, CredentialSource, PrintedCredentials, RemoteCredentials};
pub use endpoint::{check_endpoint_flag, is_endpoint};
pub use env::Environment;
pub use error::{ErrorKind, SettingsError};
pub use flags::GlobalFlags;
pub use ini::{IniError, IniProblem};
pub use load::{load, load_for};
pub use origin::{FileLine, Origin, Sourced};
pub use presentation::Pager;
pub use private_file::replace_private_file;
pub use profile::{ConfigFiles, Profile};
pub use request::RequestSettings;
pub use retry::RetrySettings;
pub use service::ServiceIdentity;
pub use shell_words::{WordsError, quote as quote_word, split as split_words};
pub use smithy_client::connection::{Proxies, ProxyUrl};

use std::borrow::Cow;

/// The environment and the configuration files, with a profile chosen.
///
/// ```
/// use aws_settings::{Environment, GlobalFlags, Settings};
///
/// let env = Environment::from_iter([
///     ("HOME", "/nowhere"),
///     ("AWS_PROFILE", "dev"),
///     ("AWS_DEFAULT_OUTPUT", "yaml"),
/// ]);
/// let settings = Settings::load(env, None)?;
///
/// let output = settings.output_format(&GlobalFlags::default())?;
/// assert_eq!(output.value.name(), "yaml");
/// assert_eq!(output.origin.to_string(), "AWS_DEFAULT_OUTPUT");
///
/// let profile = settings.profile_name();
/// assert_eq!(format!("{} ({})", profile.value, profile.origin), "dev (AWS_PROFILE)");
/// assert!(settings.profile().is_none(), "there are no files in /nowhere");
/// # Ok::<(), aws_settings::SettingsError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Settings {
    env: Environment,
    files: ConfigFiles,
    profile: Sourced<String>,
    program: Cow<'static, str>,
}

impl Settings {
    /// Reads the configuration files and chooses the profile: `--profile` unless it is empty, then
    /// the environment, then `default`. Whether the profile exists is not asked yet.
    ///
    /// # Errors
    /// If a file cannot be read or is not of the INI dialect.
    pub fn load(env: Environment, profile_flag: Option<&str>) -> Result<Self, SettingsError> {
        let files = ConfigFiles::load(&env)?;
        let profile = match profile_flag.filter(|name| !name.is_empty()) {
            Some(name) => Sourced::flag("--profile", name.to_owned()),
            None => variable(&env, &["AWS_PROFILE", "AWS_DEFAULT_PROFILE"])
                .unwrap_or_else(|| Sourced::default("default".to_owned())),
        };
        Ok(Self {
            env,
            files,
            profile,
            program: Cow::Borrowed(env!("CARGO_PKG_NAME")),
        })
    }

    /// The same settings for a program of that name: sessions of roles it assumes are called after
    /// it, unless the profile names them.
    #[must_use]
    pub fn for_program(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.program = name.into();
        self
    }

    /// The name of the program.
    pub fn program(&self) -> &str {
        &self.program
    }

    /// The environment.
    pub fn env(&self) -> &Environment {
        &self.env
    }

    /// The configuration files.
    pub fn files(&self) -> &ConfigFiles {
        &self.files
    }

    /// The name of the chosen profile.
    pub fn profile_name(&self) -> &Sourced<String> {
        &self.profile
    }

    /// The chosen profile, if it exists.
    pub fn profile(&self) -> Option<Profile<'_>> {
        self.files.profile(&self.profile.value)
    }

    /// Whether a profile was asked for that does not exist. `default` need not exist unless it was
    /// asked for.
    fn profile_is_missing(&self) -> bool {
        self.profile.origin != Origin::Default && self.profile().is_none()
    }

    /// A value from the first variable that is set, even if to nothing, or else from the profile.
    fn lookup(
        &self,
        variables: &[&'static str],
        key: Option<&'static str>,
    ) -> Option<Sourced<String>> {
        variable(&self.env, variables).or_else(|| self.in_profile(key?))
    }

    /// A value from the profile.
    fn in_profile(&self, key: &'static str) -> Option<Sourced<String>> {
        let profile = self.profile()?;
        let value = profile.get(key)?.to_owned();
        let origin = Origin::Profile {
            key,
            profile: self.profile.value.clone(),
            line: profile.line(key)?,
        };
        Some(Sourced { value, origin })
    }

    /// A switch that is off unless a variable or the profile says `true`.
    fn switch(&self, variable: &'static str, key: &'static str) -> Sourced<bool> {
        match self.lookup(&[variable], Some(key)) {
            Some(text) => text.map(|text| env::is_true(&text)),
            None => Sourced::default(false),
        }
    }
}

/// The value of the first of these variables that is set.
fn variable(env: &Environment, names: &[&'static str]) -> Option<Sourced<String>> {
    names.iter().find_map(|&name| {
        let value = env.get(name)?.to_owned();
        Some(Sourced {
            value,
            origin: Origin::Variable(name.into()),
        })
    })
}
