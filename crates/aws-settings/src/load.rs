//! Everything at once, for programs without options.

use aws_types::SdkConfig;
use smithy_client::ServiceSpec;
use smithy_client::config::Builder;

use super::{
    ClientSettings, Environment, GlobalFlags, ServiceIdentity, Settings, SettingsError, transport,
};

/// The configuration for a client of this service, as the AWS CLI would find it without options:
/// `Client::new(&aws_settings::load(service).await?)`.
///
/// This reads the variables of the process and the two configuration files, for: profile, region
/// (the metadata service of the instance is asked at last), endpoint, FIPS and dual stack, retries,
/// proxies, trust, the application's name and where credentials come from. A `credential_process`
/// is run at once; services that have credentials are asked when the first request is signed.
/// Either is asked again when the credentials have ended.
///
/// # Errors
/// If a setting has a value it cannot have, there is no region, or keys are given by half.
pub async fn load<'a>(service: impl Into<ServiceIdentity<'a>>) -> Result<SdkConfig, SettingsError> {
    let client = settled(service.into()).await?;
    Ok(client.sdk_config(transport::client(&client.connection)))
}

/// As [`load`], for a generated client, whose configuration also says whether prefixes of hosts are
/// left off. What the builder is given on top goes before what was found.
///
/// # Errors
/// As [`load`].
pub async fn load_for<S: ServiceSpec>() -> Result<Builder<S>, SettingsError> {
    let client = settled(S::SERVICE.into()).await?;
    let config = client.sdk_config(transport::client(&client.connection));
    Ok(Builder::from(&config).disable_host_prefix(client.disable_host_prefix.value))
}

async fn settled(service: ServiceIdentity<'_>) -> Result<ClientSettings, SettingsError> {
    let settings = Settings::load(Environment::of_process(), None)?;
    let flags = GlobalFlags::default();
    settings.client(service, &flags, &transport::client).await
}

/// Gives the client of a service its `from_env`. Generated clients call this, behind their feature
/// `from-env`.
#[macro_export]
macro_rules! from_env {
    ($client:ident for $service:path) => {
        impl $client {
            /// A client with the settings and credentials that the AWS CLI would find without
            /// options, in its order:
            ///
            /// - the profile that `AWS_PROFILE` names, else `default`, of `~/.aws/config` and
            ///   `~/.aws/credentials` (`AWS_CONFIG_FILE`, `AWS_SHARED_CREDENTIALS_FILE`);
            /// - region: `AWS_REGION`, `AWS_DEFAULT_REGION`, `region` of the profile, the metadata
            ///   service of the instance;
            /// - endpoint: `AWS_ENDPOINT_URL_…` of the service, `AWS_ENDPOINT_URL`, the profile's
            ///   `services` section, its `endpoint_url`; FIPS, dual stack and host prefixes;
            /// - credentials: keys of the environment; of the profile a role, web identity, SSO,
            ///   keys, `aws login` or `credential_process`; a container's endpoint; the metadata
            ///   service of the instance. They are renewed when they end;
            /// - retries (`AWS_MAX_ATTEMPTS`, `AWS_RETRY_MODE`), proxies (`HTTPS_PROXY`,
            ///   `HTTP_PROXY`, `NO_PROXY`) and trust (`AWS_CA_BUNDLE`).
            ///
            /// # Errors
            ///
            /// If a setting has a value it cannot have, there is no region, or credentials are
            /// configured by half. That there are none is an error of the first call.
            pub async fn from_env() -> ::std::result::Result<Self, $crate::SettingsError> {
                let config = $crate::load_for::<$service>().await?;
                // It has all that a client needs, as what it sleeps with.
                ::std::result::Result::Ok(Self::from_conf(config.build()))
            }
        }
    };
}
