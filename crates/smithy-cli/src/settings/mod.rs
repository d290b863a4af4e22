//! Settings: what the options, the environment and the configuration files together say.
//!
//! The order in which settings are looked at decides which error a user sees, so it is the
//! caller's: [`Settings::load`] reads the files, the methods that follow answer one question each,
//! and [`Settings::client`] settles all that is needed to send a request. Every answer remembers
//! where it came from. Nothing else in this crate reads environment variables.

mod accepted;
mod choice;
mod client;
mod connection;
mod credentials;
mod endpoint;
mod env;
mod error;
mod flags;
mod ini;
mod origin;
mod presentation;
mod profile;
mod proxy;
mod region;
mod retry;
mod words;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use choice::{
    AutoPrompt, BinaryFormat, Color, ErrorFormat, RetryMode, TimestampFormat, Validation,
};
pub use client::ClientSettings;
pub use connection::Connection;
pub use credentials::{CredentialSource, RemoteCredentials};
pub use endpoint::check_endpoint_flag;
pub use env::Environment;
pub use error::SettingsError;
pub use flags::GlobalFlags;
pub use ini::{IniError, IniProblem};
pub use origin::{Origin, Sourced};
pub use presentation::Pager;
pub use profile::{ConfigFiles, Profile};
pub use proxy::{Proxies, ProxyUrl};
pub use retry::RetrySettings;
pub use words::{WordsError, quote as quote_word, split as split_words};

/// The environment and the configuration files, with a profile chosen.
#[derive(Debug, Clone)]
pub struct Settings {
    env: Environment,
    files: ConfigFiles,
    profile: Sourced<String>,
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
        })
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
        let value = self.profile()?.get(key)?.to_owned();
        let origin = Origin::Profile {
            key,
            profile: self.profile.value.clone(),
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
            origin: Origin::Variable(name),
        })
    })
}
