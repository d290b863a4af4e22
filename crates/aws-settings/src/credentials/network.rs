//! The providers of `aws-config`, told what the settings say.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_config::ecs::EcsCredentialsProvider;
use aws_config::imds;
use aws_config::imds::credentials::ImdsCredentialsProvider;
use aws_config::login::LoginCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::sso::SsoCredentialsProvider;
use aws_config::sts::AssumeRoleProvider;
use aws_config::web_identity_token::{StaticConfiguration, WebIdentityTokenCredentialsProvider};
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_async::rt::sleep::default_async_sleep;
use aws_smithy_async::time::SharedTimeSource;
use cli_formats::Value;
use cli_formats::pytext::parse_int;

use super::Network;
use super::plan::{Plan, RemotePlan, Role, Sso};
use crate::endpoint;
use crate::error::SettingsError;
use crate::origin::Sourced;
use crate::service::ServiceIdentity;

/// The service that gives credentials for a role.
const STS: ServiceIdentity<'static> = ServiceIdentity {
    sdk_id: "STS",
    endpoint_prefix: "sts",
};

/// A provider that follows the plan. Nothing is asked before it is used.
///
/// # Errors
/// If a setting of the provider makes no sense, or a `credential_process` fails.
pub(super) async fn open(
    plan: RemotePlan,
    network: &Network<'_>,
    region: Option<&Sourced<String>>,
) -> Result<SharedCredentialsProvider, SettingsError> {
    let config = provider_config(network, region);
    Ok(match plan {
        RemotePlan::AssumeRole { base, roles } => {
            let base = match *base {
                Plan::Keys(credentials) => SharedCredentialsProvider::new(credentials),
                Plan::Process(process) => SharedCredentialsProvider::new(process.run()?),
                Plan::Remote(plan) => Box::pin(open(plan, network, region)).await?,
            };
            {
                let program = network.settings.program();
                assume_roles(base, roles, &sts_config(network, region)?, program).await
            }
        }
        RemotePlan::WebIdentity {
            role_arn,
            token_file,
            session_name,
        } => {
            let session_name =
                session_name.unwrap_or_else(|| unique_session_name(network.settings.program()));
            SharedCredentialsProvider::new(
                WebIdentityTokenCredentialsProvider::builder()
                    .static_configuration(StaticConfiguration {
                        web_identity_token_file: token_file,
                        role_arn,
                        session_name,
                    })
                    .configure(&config)
                    .build(),
            )
        }
        RemotePlan::Sso(sso) => SharedCredentialsProvider::new(sso_provider(sso, &config)),
        RemotePlan::Login { session_arn } => SharedCredentialsProvider::new(
            LoginCredentialsProvider::builder(session_arn)
                .configure(&config)
                .build(),
        ),
        RemotePlan::Container => SharedCredentialsProvider::new(
            EcsCredentialsProvider::builder().configure(&config).build(),
        ),
        RemotePlan::InstanceMetadata => SharedCredentialsProvider::new(
            ImdsCredentialsProvider::builder()
                .configure(&config)
                .imds_client(metadata_client(network, &config)?)
                .build(),
        ),
    })
}

async fn assume_roles(
    base: SharedCredentialsProvider,
    roles: Vec<Role>,
    sts: &SdkConfig,
    program: &str,
) -> SharedCredentialsProvider {
    let mut provider = base;
    for role in roles {
        let session_name = role
            .session_name
            .unwrap_or_else(|| unique_session_name(program));
        let mut builder = AssumeRoleProvider::builder(role.arn)
            .configure(sts)
            .session_name(session_name);
        if let Some(id) = role.external_id {
            builder = builder.external_id(id);
        }
        if let Some(duration) = role.duration {
            builder = builder.session_length(duration);
        }
        provider = SharedCredentialsProvider::new(builder.build_from_provider(provider).await);
    }
    provider
}

fn sso_provider(sso: Sso, config: &ProviderConfig) -> SsoCredentialsProvider {
    let mut builder = SsoCredentialsProvider::builder()
        .configure(config)
        .account_id(sso.account_id)
        .role_name(sso.role_name)
        .start_url(sso.start_url)
        .region(Region::new(sso.region));
    builder.set_session_name(sso.session);
    builder.build()
}

/// A name that tells sessions apart in the logs of the account.
fn unique_session_name(program: &str) -> String {
    let since_epoch = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    format!("{program}-{}", since_epoch.as_millis())
}

fn provider_config(network: &Network<'_>, region: Option<&Sourced<String>>) -> ProviderConfig {
    ProviderConfig::without_region()
        .with_http_client((network.connect)(network.connection))
        .with_region(region.map(|region| Region::new(region.value.clone())))
        .with_use_fips(Some(network.settings.use_fips().value))
        .with_use_dual_stack(Some(network.settings.use_dual_stack().value))
}

fn sts_config(
    network: &Network<'_>,
    region: Option<&Sourced<String>>,
) -> Result<SdkConfig, SettingsError> {
    let settings = network.settings;
    let mut builder = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client((network.connect)(network.connection))
        .region(region.map(|region| Region::new(region.value.clone())))
        .time_source(SharedTimeSource::default())
        .use_fips(settings.use_fips().value)
        .use_dual_stack(settings.use_dual_stack().value);
    builder.set_sleep_impl(default_async_sleep());
    let endpoint = endpoint::configured(settings, STS)?;
    builder.set_endpoint_url(endpoint.map(|url| url.value));
    Ok(builder.build())
}

/// The zone of the instance. Anything but an answer means that there is no metadata service.
pub(super) async fn availability_zone(network: &Network<'_>) -> Option<String> {
    let client = metadata_client(network, &provider_config(network, None)).ok()?;
    let answer = client
        .get("/latest/meta-data/placement/availability-zone/")
        .await
        .ok()?;
    Some(answer.as_ref().to_owned())
}

fn metadata_client(
    network: &Network<'_>,
    config: &ProviderConfig,
) -> Result<imds::Client, SettingsError> {
    let timeout = metadata_number(
        network,
        "AWS_METADATA_SERVICE_TIMEOUT",
        "metadata_service_timeout",
    )?;
    let attempts = metadata_number(
        network,
        "AWS_METADATA_SERVICE_NUM_ATTEMPTS",
        "metadata_service_num_attempts",
    )?;
    let timeout = Duration::from_secs(timeout.into());
    let url = metadata_endpoint(network);
    let builder = imds::Client::builder().configure(config).endpoint(&url);
    let builder = builder.map_err(|_| SettingsError::BadEndpoint(url))?;
    Ok(builder
        .max_attempts(attempts)
        .connect_timeout(timeout)
        .read_timeout(timeout)
        .operation_attempt_timeout(timeout)
        .build())
}

/// A positive number, one by default.
fn metadata_number(
    network: &Network<'_>,
    variable: &'static str,
    key: &'static str,
) -> Result<u32, SettingsError> {
    let Some(Sourced { value: text, .. }) = network.settings.lookup(&[variable], Some(key)) else {
        return Ok(1);
    };
    match parse_int(&text) {
        Some(Value::Int(number)) => Ok(u32::try_from(number.max(1)).unwrap_or(u32::MAX)),
        _ => Err(SettingsError::NotAnInteger(text)),
    }
}

/// Where the metadata service is. It is always said, because the client would read the
/// configuration files again to find out.
fn metadata_endpoint(network: &Network<'_>) -> String {
    let get = |variable, key| network.settings.lookup(&[variable], Some(key));
    let url = get(
        "AWS_EC2_METADATA_SERVICE_ENDPOINT",
        "ec2_metadata_service_endpoint",
    );
    if let Some(url) = url.filter(|url| !url.value.is_empty()) {
        return url.value;
    }
    let mode = get(
        "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
        "ec2_metadata_service_endpoint_mode",
    );
    match mode {
        Some(mode) if mode.value.eq_ignore_ascii_case("ipv6") => "http://[fd00:ec2::254]",
        _ => "http://169.254.169.254",
    }
    .to_owned()
}
