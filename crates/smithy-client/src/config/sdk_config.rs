//! From what `aws-config` loaded.

use aws_types::sdk_config::SdkConfig;
use aws_types::service_config::ServiceConfigKey;

use super::{Builder, Config};
use crate::ServiceSpec;

impl<S: ServiceSpec> From<&SdkConfig> for Builder<S> {
    fn from(input: &SdkConfig) -> Self {
        let mut builder = Self::default();
        builder
            .set_credentials_provider(input.credentials_provider())
            .set_token_provider(input.token_provider())
            .set_region(input.region().cloned())
            .set_use_fips(input.use_fips())
            .set_use_dual_stack(input.use_dual_stack())
            .set_account_id_endpoint_mode(input.account_id_endpoint_mode().cloned())
            .set_endpoint_url(endpoint_url::<S>(input))
            .set_disable_host_prefix(disable_host_prefix::<S>(input))
            .set_retry_config(input.retry_config().cloned())
            .set_timeout_config(input.timeout_config().cloned())
            .set_sleep_impl(input.sleep_impl())
            .set_http_client(input.http_client())
            .set_time_source(input.time_source())
            .set_behavior_version(input.behavior_version())
            .set_auth_scheme_preference(input.auth_scheme_preference().cloned())
            .set_disable_clock_skew_correction(input.disable_clock_skew_correction())
            .set_app_name(input.app_name().cloned())
            .set_disable_request_compression(input.disable_request_compression())
            .set_request_min_compression_size_bytes(input.request_min_compression_size_bytes())
            .set_request_checksum_calculation(input.request_checksum_calculation())
            .set_response_checksum_validation(input.response_checksum_validation());
        // Unset, the defaults of the behaviour version hold.
        if let Some(config) = input.stalled_stream_protection() {
            builder.set_stalled_stream_protection(Some(config));
        }
        if let Some(cache) = input.identity_cache() {
            builder.set_identity_cache(cache);
        }
        for metadata in input.framework_metadata() {
            builder.push_framework_metadata(metadata.clone());
        }
        builder
    }
}

impl<S: ServiceSpec> From<&SdkConfig> for Config<S> {
    fn from(input: &SdkConfig) -> Self {
        Builder::from(input).build()
    }
}

/// Set in code, it goes before the service's own setting, and that before the general one.
fn endpoint_url<S: ServiceSpec>(input: &SdkConfig) -> Option<String> {
    let general = || input.endpoint_url().map(str::to_owned);
    if input.get_origin("endpoint_url").is_client_config() {
        general()
    } else {
        load::<S>(input, "AWS_ENDPOINT_URL", "endpoint_url").or_else(general)
    }
}

fn disable_host_prefix<S: ServiceSpec>(input: &SdkConfig) -> Option<bool> {
    const ENV: &str = "AWS_DISABLE_HOST_PREFIX_INJECTION";
    let value = load::<S>(input, ENV, "disable_host_prefix_injection")?;
    let parsed = match () {
        () if value.eq_ignore_ascii_case("true") => Some(true),
        () if value.eq_ignore_ascii_case("false") => Some(false),
        () => None,
    };
    if parsed.is_none() {
        tracing::warn!(%value, "{ENV} must be `true` or `false`; it is ignored");
    }
    parsed
}

/// A setting of the environment or the profile, the service's before the general one.
fn load<S: ServiceSpec>(input: &SdkConfig, env: &str, profile: &str) -> Option<String> {
    let key = ServiceConfigKey::builder()
        .service_id(S::SERVICE.sdk_id)
        .env(env)
        .profile(profile)
        .build()
        .expect("every part of the key is set");
    input.service_config()?.load_config(key)
}
