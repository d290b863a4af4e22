//! Credentials that somebody has to be asked for, as a provider.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, future};

use super::call::Context;
use super::container::Container;
use super::instance::Metadata;
use super::plan::{Plan, RemotePlan};
use super::{instance, login, plan, role};
use crate::error::SettingsError;

/// Credentials that a service has. Nobody is asked before they are needed.
#[derive(Clone)]
pub struct RemoteCredentials(Arc<Inner>);

struct Inner {
    plan: RemotePlan,
    context: Context,
}

type Fetching<'a> = Pin<Box<dyn Future<Output = Result<Credentials, SettingsError>> + Send + 'a>>;

impl RemoteCredentials {
    pub(super) fn new(plan: RemotePlan, context: Context) -> Self {
        Self(Arc::new(Inner { plan, context }))
    }

    /// The provider's name in messages.
    pub(super) fn name(&self) -> &'static str {
        self.0.plan.name()
    }

    /// Asks for the credentials.
    ///
    /// # Errors
    /// If there are none.
    pub(super) async fn resolve(&self) -> Result<Credentials, SettingsError> {
        remote(&self.0.plan, &self.0.context).await
    }
}

fn remote<'a>(plan: &'a RemotePlan, context: &'a Context) -> Fetching<'a> {
    Box::pin(async move {
        match plan {
            RemotePlan::AssumeRole { source, role } => match role.cached(context) {
                Some(cached) => Ok(cached),
                None => {
                    let keys = follow(source, context).await;
                    let keys = keys.map_err(|error| match (&**source, error) {
                        (
                            Plan::Remote(RemotePlan::InstanceMetadata),
                            SettingsError::NoCredentials { .. },
                        ) => plan::nothing_at(role::INSTANCE, &role.profile),
                        (_, error) => error,
                    });
                    role.assume(context, keys?).await
                }
            },
            RemotePlan::WebIdentity(identity) => identity.credentials(context).await,
            RemotePlan::Sso(sso) => sso.credentials(context).await,
            RemotePlan::Login { session_arn } => login::credentials(context, session_arn).await,
            RemotePlan::Container => {
                let container = Container::of(context.settings.env())?;
                container.credentials(&context.direct).await
            }
            RemotePlan::InstanceMetadata => of_instance(context).await,
        }
    })
}

/// The metadata service is only asked when nothing else is configured. Most machines have none, so
/// its silence means that there are no credentials.
async fn of_instance(context: &Context) -> Result<Credentials, SettingsError> {
    let nothing = || SettingsError::NoCredentials { source: None };
    if instance::is_disabled(&context.settings) {
        return Err(nothing());
    }
    let metadata = Metadata::new(&context.settings, context.http.clone())?;
    let found = metadata.credentials().await?;
    found.ok_or_else(nothing)
}

/// Follows a plan to its end.
///
/// # Errors
/// If there are no credentials there.
async fn follow(plan: &Plan, context: &Context) -> Result<Credentials, SettingsError> {
    match plan {
        Plan::Keys(credentials) => Ok(credentials.clone()),
        Plan::Process(process) => process.run(),
        Plan::Remote(plan) => remote(plan, context).await,
    }
}

impl ProvideCredentials for RemoteCredentials {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            self.resolve().await.map_err(|error| match error {
                SettingsError::NoCredentials { .. } => CredentialsError::not_loaded(error),
                _ => CredentialsError::provider_error(error),
            })
        })
    }
}

impl fmt::Debug for RemoteCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RemoteCredentials")
            .field(&self.name())
            .finish()
    }
}
