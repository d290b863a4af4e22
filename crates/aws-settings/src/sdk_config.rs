//! Settings as the configuration of any client of the SDK.

use std::time::Duration;

use aws_smithy_async::rt::sleep::default_async_sleep;
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_types::retry::{RetryConfig, RetrySpec};
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use aws_types::app_name::AppName;
use aws_types::region::Region;

use super::choice::RetryMode;
use super::{ClientSettings, Connection, RetrySettings};

impl ClientSettings {
    /// The configuration that clients of the SDK take. `http_client` is what they send with, most
    /// likely [`transport::client`](crate::transport::client) of the [`connection`](Self::connection).
    ///
    /// What an `SdkConfig` cannot say is left to the caller: whether requests go unsigned, which is
    /// [`CredentialSource::Unsigned`](crate::CredentialSource::Unsigned), and
    /// [`disable_host_prefix`](Self::disable_host_prefix).
    pub fn sdk_config(&self, http_client: SharedHttpClient) -> SdkConfig {
        let endpoint = self.endpoint_url.as_ref().map(|url| url.value.clone());
        // FIPS and dual stack say nothing about an endpoint that is given.
        let has_variants = endpoint.is_none();
        let mut config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(self.region.value.clone()))
            .use_fips(has_variants && self.use_fips.value)
            .use_dual_stack(has_variants && self.use_dual_stack.value)
            .account_id_endpoint_mode(self.request.account_id_endpoint_mode.value.clone())
            .request_checksum_calculation(self.request.checksum_calculation.value)
            .response_checksum_validation(self.request.checksum_validation.value)
            .disable_request_compression(self.request.disable_compression.value)
            .request_min_compression_size_bytes(self.request.min_compression_size.value)
            .retry_config(self.retry.config())
            .timeout_config(self.connection.timeouts())
            .time_source(SharedTimeSource::default())
            .http_client(http_client);
        config
            .set_sleep_impl(default_async_sleep())
            .set_endpoint_url(endpoint)
            .set_app_name(self.app_name())
            .set_credentials_provider(self.credentials.provider());
        config.build()
    }

    /// The application's name for the user agent, with what may not stand there replaced by
    /// hyphens.
    pub fn app_name(&self) -> Option<AppName> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        let name = &self.app_id.as_ref()?.value;
        let name: String = name
            .chars()
            .map(|c| if allowed(c) { c } else { '-' })
            .collect();
        AppName::new(name).ok()
    }
}

impl RetrySettings {
    /// What a client of the SDK takes: retries that wait as the AWS CLI's do, in either mode.
    pub fn config(&self) -> RetryConfig {
        let config = match self.mode.value {
            RetryMode::Standard => RetryConfig::standard(),
            RetryMode::Adaptive => RetryConfig::adaptive(),
        };
        // Every attempt waits for its turn in adaptive mode, and backs off from a second on.
        let spec = RetrySpec::v2_1().with_non_throttling_initial_backoff(Duration::from_secs(1));
        config
            .with_retry_spec(spec)
            .with_max_attempts(self.max_attempts.value)
    }
}

impl Connection {
    /// The timeouts as a client of the SDK takes them.
    pub fn timeouts(&self) -> TimeoutConfig {
        let mut timeouts = TimeoutConfig::builder();
        timeouts
            .set_connect_timeout(self.connect_timeout)
            .set_read_timeout(self.read_timeout);
        match self.connect_timeout {
            Some(_) => timeouts.build(),
            None => timeouts.disable_connect_timeout().build(),
        }
    }
}

#[cfg(test)]
mod tests {
    use aws_smithy_types::checksum_config::{
        RequestChecksumCalculation, ResponseChecksumValidation,
    };
    use aws_smithy_types::retry::RetryMode as SdkMode;
    use aws_types::endpoint_config::AccountIdEndpointMode;

    use super::*;
    use crate::testing::{User, no_http};
    use crate::{CredentialSource, GlobalFlags};

    fn config(user: &User, flags: &GlobalFlags) -> SdkConfig {
        let client = user.client(flags).expect("all is well");
        client.sdk_config(no_http())
    }

    #[test]
    fn a_client_gets_what_the_settings_say() {
        let mut user = User::new([
            ("AWS_SDK_UA_APP_ID", "my app"),
            ("AWS_USE_FIPS_ENDPOINT", "true"),
        ])
        .config("[default]\nregion = eu-west-1\nmax_attempts = 7\nretry_mode = adaptive\n")
        .credentials("[default]\naws_access_key_id = AKID\naws_secret_access_key = hush\n");
        let flags = GlobalFlags {
            connect_timeout: Some(0),
            read_timeout: Some(5),
            ..Default::default()
        };
        let built = config(&user, &flags);
        assert_eq!(built.region(), Some(&Region::new("eu-west-1")));
        assert_eq!(built.use_fips(), Some(true));
        assert_eq!(built.app_name().map(AppName::as_ref), Some("my-app"));
        let retry = built.retry_config().expect("retries are settled");
        assert_eq!((retry.mode(), retry.max_attempts()), (SdkMode::Adaptive, 7));
        let timeouts = built.timeout_config().expect("timeouts are settled");
        assert_eq!(timeouts.read_timeout(), Some(Duration::from_secs(5)));
        assert_eq!(timeouts.connect_timeout(), None);
        assert!(built.credentials_provider().is_some());
        assert_eq!(built.endpoint_url(), None);

        user.set("AWS_ENDPOINT_URL", "http://localhost:1");
        let built = config(&user, &flags);
        assert_eq!(built.endpoint_url(), Some("http://localhost:1"));
        assert_eq!(built.use_fips(), Some(false));
    }

    #[test]
    fn checksums_compression_and_accounts_are_those_of_environment_and_profile() {
        let user = User::new([
            ("AWS_REGION", "eu-west-1"),
            ("AWS_REQUEST_CHECKSUM_CALCULATION", "WHEN_REQUIRED"),
            ("AWS_DISABLE_REQUEST_COMPRESSION", "true"),
        ])
        .config(
            "[default]\nresponse_checksum_validation = when_required\n\
             request_min_compression_size_bytes = 512\naccount_id_endpoint_mode = required\n",
        );
        let built = config(&user, &GlobalFlags::default());
        assert_eq!(
            built.request_checksum_calculation(),
            Some(RequestChecksumCalculation::WhenRequired)
        );
        assert_eq!(
            built.response_checksum_validation(),
            Some(ResponseChecksumValidation::WhenRequired)
        );
        assert_eq!(built.disable_request_compression(), Some(true));
        assert_eq!(built.request_min_compression_size_bytes(), Some(512));
        assert_eq!(
            built.account_id_endpoint_mode(),
            Some(&AccountIdEndpointMode::Required)
        );

        let built = config(
            &User::new([("AWS_REGION", "eu-west-1")]),
            &GlobalFlags::default(),
        );
        assert_eq!(
            built.request_checksum_calculation(),
            Some(RequestChecksumCalculation::WhenSupported)
        );
        assert_eq!(built.request_min_compression_size_bytes(), Some(10_240));
        assert_eq!(
            built.account_id_endpoint_mode(),
            Some(&AccountIdEndpointMode::Preferred)
        );
    }

    #[test]
    fn without_credentials_the_provider_says_why_there_are_none() {
        let user = User::new([("AWS_REGION", "eu-west-1")]);
        let provider = config(&user, &GlobalFlags::default()).credentials_provider();
        let provider = provider.expect("a provider that knows of no credentials");
        let error = crate::testing::block_on(
            aws_credential_types::provider::ProvideCredentials::provide_credentials(&provider),
        );
        let source =
            std::error::Error::source(&error.expect_err("there are none")).map(ToString::to_string);
        assert!(source.is_some_and(|text| text.contains("Unable to locate credentials")));

        let flags = GlobalFlags {
            no_sign_request: true,
            ..Default::default()
        };
        assert!(config(&user, &flags).credentials_provider().is_none());
        assert!(CredentialSource::Unsigned.provider().is_none());
    }
}
