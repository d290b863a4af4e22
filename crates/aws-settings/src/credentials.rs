//! Who signs the request.
//!
//! [`plan`] reads the settings and decides where credentials come from, without asking anyone.
//! What the settings contain or a local program prints is then taken at once, by code of our own,
//! so that an ordinary command starts quickly; the rest is left to the providers of `aws-config`,
//! and asked for only when the request is about to be signed.

#[cfg(not(feature = "credentials-network"))]
mod absent;
#[cfg(feature = "credentials-network")]
mod network;
#[cfg(not(feature = "credentials-network"))]
use absent as network;
#[cfg_attr(
    not(feature = "credentials-network"),
    allow(dead_code, reason = "only the network providers read all of it")
)]
mod plan;
mod process;

use std::error::Error;
use std::fmt;

use aws_credential_types::Credentials;
use aws_credential_types::credential_feature::AwsCredentialFeature;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use aws_smithy_runtime_api::client::http::SharedHttpClient;

use self::plan::{Plan, RemotePlan};
use super::Settings;
use super::connection::Connection;
use super::error::SettingsError;
use super::origin::Sourced;

/// Where credentials come from.
#[derive(Debug, Clone)]
pub enum CredentialSource {
    /// Requests are not signed.
    Unsigned,
    /// They are here already.
    Known(Credentials),
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
            Self::Remote(remote) => return remote.name,
            Self::Known(credentials) => credentials.get_property::<Vec<AwsCredentialFeature>>(),
        };
        match known.and_then(|features| features.last()) {
            Some(AwsCredentialFeature::CredentialsEnvVars) => "environment variables",
            Some(AwsCredentialFeature::CredentialsProfile) => "keys in the profile",
            Some(AwsCredentialFeature::CredentialsProcess) => "credential_process of the profile",
            _ => "built in",
        }
    }

    /// A provider for clients, which asks for the credentials when they are needed, or `None` if
    /// requests are not to be signed.
    pub fn provider(&self) -> Option<SharedCredentialsProvider> {
        match self {
            Self::Unsigned => None,
            Self::Known(credentials) => Some(SharedCredentialsProvider::new(credentials.clone())),
            Self::Remote(remote) => Some(remote.provider.clone()),
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

/// Credentials that a service has.
#[derive(Clone)]
pub struct RemoteCredentials {
    provider: SharedCredentialsProvider,
    name: &'static str,
    /// What to do if the service refuses.
    remedy: Option<String>,
}

impl RemoteCredentials {
    /// The provider, for clients that outlive one set of credentials.
    pub fn provider(&self) -> &SharedCredentialsProvider {
        &self.provider
    }

    async fn resolve(&self) -> Result<Credentials, SettingsError> {
        let failure = match self.provider.provide_credentials().await {
            Ok(credentials) => return Ok(credentials),
            Err(failure) => failure,
        };
        // The metadata service is only asked when nothing else is configured. Most machines have
        // none, so its silence means that there are no credentials.
        if self.name == plan::INSTANCE_METADATA {
            return Err(SettingsError::NoCredentials {
                source: Some(failure.into()),
            });
        }
        let mut message = causes(&failure);
        if let Some(remedy) = &self.remedy {
            message = format!("{message}. {remedy}");
        }
        Err(SettingsError::CredentialRetrieval {
            provider: self.name,
            message,
        })
    }
}

impl fmt::Debug for RemoteCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RemoteCredentials")
            .field(&self.name)
            .finish()
    }
}

/// What led to an error, or the error itself where nothing did.
fn causes(error: &dyn Error) -> String {
    let mut causes = Vec::new();
    let mut cause = error.source();
    while let Some(error) = cause {
        causes.push(error.to_string());
        cause = error.source();
    }
    if causes.is_empty() {
        error.to_string()
    } else {
        causes.join(": ")
    }
}

/// What is needed to ask a service on the way.
#[cfg_attr(
    not(feature = "credentials-network"),
    allow(dead_code, reason = "only the network providers read all of it")
)]
pub(super) struct Network<'a> {
    pub(super) settings: &'a Settings,
    pub(super) connection: &'a Connection,
    pub(super) connect: &'a dyn Fn(&Connection) -> SharedHttpClient,
}

impl Network<'_> {
    /// The availability zone that the metadata service names. No metadata service, no zone.
    pub(super) async fn availability_zone(&self) -> Option<String> {
        if plan::metadata_is_disabled(self.settings) {
            None
        } else {
            network::availability_zone(self).await
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
    match plan::plan(settings)? {
        None => Ok(CredentialSource::Missing),
        Some(Plan::Keys(credentials)) => Ok(CredentialSource::Known(credentials)),
        Some(Plan::Process(process)) => Ok(CredentialSource::Known(process.run()?)),
        Some(Plan::Remote(plan)) => {
            let name = plan.name();
            let remedy = remedy(&plan, &settings.profile_name().value);
            let provider = network::open(plan, network, region).await?;
            Ok(CredentialSource::Remote(RemoteCredentials {
                provider,
                name,
                remedy,
            }))
        }
    }
}

fn remedy(plan: &RemotePlan, profile: &str) -> Option<String> {
    let command = match plan {
        RemotePlan::Sso(_) => "aws sso login",
        RemotePlan::Login { .. } => "aws login",
        _ => return None,
    };
    Some(format!(
        "If the session has expired, run \"{command} --profile {profile}\""
    ))
}

#[cfg(test)]
mod tests;
