//! All that is needed to send a request.

use std::fmt;

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use smithy_client::connection::masked;

use super::choice::RetryMode;
use super::connection::Connection;
use super::credentials::{self, CredentialSource, Network};
use super::error::SettingsError;
use super::origin::{Origin, Sourced};
use super::request::RequestSettings;
use super::retry::RetrySettings;
use super::{GlobalFlags, ServiceIdentity, Settings, endpoint, region};

/// The settings of the client.
#[derive(Clone)]
pub struct ClientSettings {
    /// How to reach the endpoint.
    pub connection: Connection,
    /// The region; empty only if that was asked for.
    pub region: Sourced<String>,
    /// The endpoint to use instead of the service's own.
    pub endpoint_url: Option<Sourced<String>>,
    /// Whether to use FIPS endpoints.
    pub use_fips: Sourced<bool>,
    /// Whether to use dual-stack endpoints.
    pub use_dual_stack: Sourced<bool>,
    /// Whether to leave off the prefix that operations put before the host.
    pub disable_host_prefix: Sourced<bool>,
    /// How requests are repeated.
    pub retry: RetrySettings,
    /// How requests are made.
    pub request: RequestSettings,
    /// What to call the application in the user agent.
    pub app_id: Option<Sourced<String>>,
    /// Where the credentials come from.
    pub credentials: CredentialSource,
}

impl Settings {
    /// Settles all that is needed to send a request to a service. The first error in this order is reported:
    /// the profile, the connection, the form of the region, half-given credentials, the services
    /// section, a missing region, retries, what is done to requests, and the endpoint. That there are no credentials at all is not an error before they are needed.
    ///
    /// `connect` makes the HTTP client for metadata and credential services. It is called only if
    /// one of them is needed.
    ///
    /// # Errors
    /// If a setting has a value it cannot have, or there is no region.
    pub async fn client(
        &self,
        service: ServiceIdentity<'_>,
        flags: &GlobalFlags,
        connect: &dyn Fn(&Connection) -> SharedHttpClient,
    ) -> Result<ClientSettings, SettingsError> {
        if self.profile_is_missing() {
            return Err(SettingsError::ProfileNotFound(
                self.profile_name().value.clone(),
            ));
        }
        let connection = Connection::resolve(self, flags)?;
        let network = Network {
            settings: self,
            connection: &connection,
            connect,
        };
        let region = region::find(self, flags, &network).await?;
        let credentials = if flags.no_sign_request {
            CredentialSource::Unsigned
        } else {
            credentials::find(&network, region.as_ref()).await?
        };
        let endpoint_url = endpoint::find(self, service, flags)?;
        let region = region.ok_or(SettingsError::NoRegion)?;
        let retry = RetrySettings::resolve(self)?;
        let request = RequestSettings::resolve(self)?;
        check_endpoint(endpoint_url.as_ref(), service, &region.value)?;

        let (plain_region, is_fips_region) = region::without_fips(&region.value);
        let use_fips = if is_fips_region {
            Sourced {
                value: true,
                origin: region.origin.clone(),
            }
        } else {
            self.use_fips()
        };
        Ok(ClientSettings {
            region: region.map(|_| plain_region),
            endpoint_url,
            use_fips,
            use_dual_stack: self.use_dual_stack(),
            disable_host_prefix: self.switch(
                "AWS_DISABLE_HOST_PREFIX_INJECTION",
                "disable_host_prefix_injection",
            ),
            retry,
            request,
            app_id: self.lookup(&["AWS_SDK_UA_APP_ID"], Some("sdk_ua_app_id")),
            credentials,
            connection,
        })
    }

    /// Whether to use FIPS endpoints, of any service.
    pub(super) fn use_fips(&self) -> Sourced<bool> {
        self.switch("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint")
    }

    /// Whether to use dual-stack endpoints, of any service.
    pub(super) fn use_dual_stack(&self) -> Sourced<bool> {
        self.switch("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")
    }
}

/// Checks the named endpoint, or else that the region can be part of a host name.
fn check_endpoint(
    url: Option<&Sourced<String>>,
    service: ServiceIdentity<'_>,
    region: &str,
) -> Result<(), SettingsError> {
    match url {
        Some(url) => endpoint::check(&url.value),
        None => {
            let prefix = service.endpoint_prefix;
            endpoint::check(&format!("https://{prefix}.{region}.amazonaws.com"))
        }
    }
}

impl ClientSettings {
    /// Each setting with its value and where it came from, for people. Secrets are left out.
    pub fn explain(&self) -> Vec<(&'static str, String, &Origin)> {
        fn line<'a, T: fmt::Display>(
            name: &'static str,
            setting: &'a Sourced<T>,
        ) -> (&'static str, String, &'a Origin) {
            (name, setting.value.to_string(), &setting.origin)
        }
        let mut lines = vec![
            line("region", &self.region),
            line("use_fips_endpoint", &self.use_fips),
            line("use_dualstack_endpoint", &self.use_dual_stack),
            line("disable_host_prefix_injection", &self.disable_host_prefix),
            line::<u32>("max_attempts", &self.retry.max_attempts),
            line::<RetryMode>("retry_mode", &self.retry.mode),
        ];
        if let Some(Sourced { value, origin }) = &self.endpoint_url {
            lines.push(("endpoint_url", masked(value), origin));
        }
        if let Some(Sourced { value, origin }) = &self.connection.ca_bundle {
            lines.push(("ca_bundle", value.display().to_string(), origin));
        }
        lines.extend(
            self.app_id
                .iter()
                .map(|app_id| line("sdk_ua_app_id", app_id)),
        );
        lines
    }
}

impl fmt::Debug for ClientSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = self.explain();
        let mut shown = f.debug_struct("ClientSettings");
        for (name, value, origin) in &lines {
            shown.field(name, &format_args!("{value} ({origin})"));
        }
        shown
            .field("connection", &self.connection)
            .field("credentials", &self.credentials)
            .finish()
    }
}
