//! Who signs the request.
//!
//! [`plan`] reads the settings and decides where credentials come from, without asking anyone.
//! What the settings contain or a local program prints is then taken at once; the rest is asked for
//! when the request is about to be signed: STS ([`role`]), IAM Identity Center ([`sso`]), the
//! sign-in service ([`login`]), the endpoint of a [`container`] or the metadata service of an
//! [`instance`]. Whatever comes of it is checked by [`keys`] before it is used.

mod call;
mod container;
mod expiry;
mod file_cache;
mod instance;
mod keys;
mod login;
mod plain_http;
mod plan;
mod process;
mod provider;
mod role;
mod sso;

use aws_credential_types::Credentials;
use aws_credential_types::credential_feature::AwsCredentialFeature;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use aws_smithy_runtime_api::client::http::SharedHttpClient;

use self::call::Context;
pub use self::call::CredentialCall;
use self::instance::Metadata;
use self::plan::Plan;
pub use self::process::PrintedCredentials;
pub use self::provider::RemoteCredentials;
use super::Settings;
use super::connection::Connection;
use super::error::SettingsError;
use super::origin::Sourced;
use super::region;
use smithy_client::connection::Proxies;

/// Where credentials come from.
#[derive(Debug, Clone)]
pub enum CredentialSource {
    /// Requests are not signed.
    Unsigned,
    /// They are here already.
    Known(Credentials),
    /// A program of the user has printed them, and can print others.
    Printed(PrintedCredentials),
    /// A service has to be asked.
    Remote(RemoteCredentials),
    /// Nowhere.
    Missing,
}

impl CredentialSource {
    /// Where the credentials come from, for people. The credentials are left out.
    pub fn description(&self) -> &'static str {
        let known = match self {
            Self::Unsigned => return "none (requests are not signed)",
            Self::Missing => return "none (nothing names any)",
            Self::Remote(remote) => return remote.name(),
            Self::Printed(_) => return "credential_process of the profile",
            Self::Known(credentials) => credentials.get_property::<Vec<AwsCredentialFeature>>(),
        };
        match known.and_then(|features| features.last()) {
            Some(AwsCredentialFeature::CredentialsEnvVars) => "environment variables",
            Some(AwsCredentialFeature::CredentialsProfile) => "keys in the profile",
            _ => "keys built into the program",
        }
    }

    /// A provider for clients, which asks for the credentials when they are needed, or `None` if
    /// requests are not to be signed.
    pub fn provider(&self) -> Option<SharedCredentialsProvider> {
        match self {
            Self::Unsigned => None,
            Self::Known(credentials) => Some(SharedCredentialsProvider::new(credentials.clone())),
            Self::Printed(printed) => Some(SharedCredentialsProvider::new(printed.clone())),
            Self::Remote(remote) => Some(SharedCredentialsProvider::new(remote.clone())),
            Self::Missing => Some(SharedCredentialsProvider::new(Nobody)),
        }
    }

    /// The credentials, or `None` if the request is not to be signed.
    ///
    /// # Errors
    /// If there are none, or the service that has them does not give them.
    pub async fn resolve(&self) -> Result<Option<Credentials>, SettingsError> {
        match self {
            Self::Unsigned => Ok(None),
            Self::Known(credentials) => Ok(Some(credentials.clone())),
            Self::Printed(printed) => printed.resolve().await.map(Some),
            Self::Remote(remote) => remote.resolve().await.map(Some),
            Self::Missing => Err(SettingsError::NoCredentials { source: None }),
        }
    }
}

/// The provider of those who have no credentials.
#[derive(Debug)]
struct Nobody;

impl ProvideCredentials for Nobody {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let none = SettingsError::NoCredentials { source: None };
        future::ProvideCredentials::ready(Err(CredentialsError::not_loaded(none)))
    }
}

/// What is needed to ask a service on the way.
pub(super) struct Network<'a> {
    pub(super) settings: &'a Settings,
    pub(super) connection: &'a Connection,
    pub(super) connect: &'a dyn Fn(&Connection) -> SharedHttpClient,
}

impl Network<'_> {
    /// The region of the instance, as its metadata service has it. No metadata service, no region.
    pub(super) async fn region(&self) -> Option<String> {
        if instance::is_disabled(self.settings) {
            return None;
        }
        let http = (self.connect)(self.connection);
        Metadata::new(self.settings, http).ok()?.region().await
    }

    fn context(&self, region: Option<String>) -> Context {
        let mut direct = self.connection.clone();
        direct.proxies = Proxies::default();
        Context {
            settings: self.settings.clone(),
            connection: self.connection.clone(),
            http: (self.connect)(self.connection),
            direct: (self.connect)(&direct),
            region,
        }
    }
}

/// Finds where the credentials come from, and takes them if they are at hand.
///
/// # Errors
/// If credentials are configured by half or in a way that cannot work, or a
/// `credential_process` fails.
pub(super) async fn find(
    network: &Network<'_>,
    region: Option<&Sourced<String>>,
) -> Result<CredentialSource, SettingsError> {
    let settings = network.settings;
    let plan = plan::plan(settings)?;
    sso::check_session(settings)?;
    match plan {
        None => Ok(CredentialSource::Missing),
        Some(Plan::Keys(credentials)) => Ok(CredentialSource::Known(credentials)),
        Some(Plan::Process(process)) => Ok(CredentialSource::Printed(process.credentials()?)),
        Some(Plan::Remote(plan)) => {
            let region = region.map(|region| region::without_fips(&region.value).0);
            let context = network.context(region);
            Ok(CredentialSource::Remote(RemoteCredentials::new(
                plan, context,
            )))
        }
    }
}

#[cfg(test)]
mod tests;
