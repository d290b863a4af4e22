//! Stands in for the network providers in builds without them.

use aws_credential_types::provider::SharedCredentialsProvider;

use super::Network;
use super::plan::RemotePlan;
use crate::error::SettingsError;
use crate::origin::Sourced;

/// # Errors
/// Always: no provider was built.
pub(super) async fn open(
    plan: RemotePlan,
    _network: &Network<'_>,
    _region: Option<&Sourced<String>>,
) -> Result<SharedCredentialsProvider, SettingsError> {
    Err(SettingsError::NeedsNetworkFeature(plan.name()))
}

pub(super) async fn availability_zone(_network: &Network<'_>) -> Option<String> {
    None
}
