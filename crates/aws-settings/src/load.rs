//! Everything at once, for programs without options.

use aws_types::SdkConfig;

use super::{Environment, GlobalFlags, ServiceIdentity, Settings, SettingsError, transport};

/// The configuration for a client of this service, as the AWS CLI would find it without options:
/// `Client::new(&aws_settings::load(service).await?)`.
///
/// This reads the variables of the process and the two configuration files, for: profile, region
/// (the metadata service of the instance is asked at last), endpoint, FIPS and dual stack, retries,
/// proxies, trust, the application's name and where credentials come from. A `credential_process`
/// is run at once; services that have credentials are asked when the first request is signed, and
/// again when the credentials have ended.
///
/// # Errors
/// If a setting has a value it cannot have, there is no region, or keys are given by half.
pub async fn load<'a>(service: impl Into<ServiceIdentity<'a>>) -> Result<SdkConfig, SettingsError> {
    let settings = Settings::load(Environment::of_process(), None)?;
    let flags = GlobalFlags::default();
    let client = settings
        .client(service.into(), &flags, &transport::client)
        .await?;
    Ok(client.sdk_config(transport::client(&client.connection)))
}
