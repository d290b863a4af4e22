//! Calls: a document out, the service's own answer back, and every failure in words.

mod failure;

use std::time::Duration;

use aws_credential_types::Credentials;
use aws_settings::{ClientSettings, Proxies, RetryMode};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::app_name::AppName;
use aws_types::region::Region;
use omics_client::Omics;
use omics_client::config::{BehaviorVersion, Builder, Config};
use serde_json::{Map, Value};
use smithy_catalog::Operation;
use smithy_catalog::document::DocumentStruct;
use smithy_client::Handle;
use smithy_client::attempts::Attempts;
use smithy_client::dynamic;

use crate::error::{CliError, ServiceFailure};
use crate::response;
use crate::wire::Tap;

/// A successful answer, as it came.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
}

/// The outcome of a call.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// The service did as asked.
    Answered(Answer),
    /// Nothing was sent: a dry run.
    NotSent,
}

/// Calls operations with one configuration.
#[derive(Debug)]
pub struct Caller {
    handle: Handle<Omics>,
    attempts: Attempts,
    max_attempts: u32,
    proxies: Proxies,
    tap: Tap,
}

impl Caller {
    /// A caller with these settings, over `tap`. Without credentials requests are not signed.
    pub fn new(
        settings: &ClientSettings,
        credentials: Option<Credentials>,
        tap: Tap,
    ) -> Result<Self, CliError> {
        let attempts = Attempts::default();
        let max_attempts = settings.retry.max_attempts.value;
        let retry = match settings.retry.mode.value {
            RetryMode::Standard => RetryConfig::standard(),
            RetryMode::Adaptive => RetryConfig::adaptive(),
        };
        let connection = &settings.connection;
        let mut config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(settings.region.value.clone()))
            .use_fips(settings.use_fips.value)
            .use_dual_stack(settings.use_dual_stack.value)
            .disable_host_prefix(settings.disable_host_prefix.value)
            .retry_config(retry.with_max_attempts(max_attempts))
            .timeout_config(timeouts(
                connection.connect_timeout,
                connection.read_timeout,
            ))
            .http_client(tap.client())
            // Scripts see the errors AWS CLI shows them, a wrong clock's too.
            .disable_clock_skew_correction(true)
            .interceptor(attempts.clone());
        config.set_app_name(app_name(settings));
        config = match credentials {
            Some(credentials) => config.credentials_provider(credentials),
            None => config.allow_no_auth(),
        };
        if let Some(endpoint) = &settings.endpoint_url {
            // FIPS and dual stack say nothing about an endpoint that is given.
            config = config
                .endpoint_url(&endpoint.value)
                .use_fips(false)
                .use_dual_stack(false);
        }
        let handle = build(config)?;
        Ok(Self {
            handle,
            attempts,
            max_attempts,
            proxies: connection.proxies.clone(),
            tap,
        })
    }

    /// Calls an operation.
    pub async fn call(
        &self,
        operation: &'static Operation,
        document: Map<String, Value>,
    ) -> Result<Outcome, CliError> {
        let input = DocumentStruct::new(operation.input, document);
        match dynamic::call(&self.handle, operation, input, None).await {
            Ok(answer) => Ok(Outcome::Answered(Answer {
                status: answer.status,
                headers: pairs(&answer.headers),
                body: answer.body.to_vec(),
            })),
            Err(SdkError::ServiceError(error)) => Err(self.service_error(operation, error.raw())?),
            Err(error) if failure::is_dry_run(&error) => Ok(Outcome::NotSent),
            Err(error) => {
                let uri = self.tap.last_uri().unwrap_or_default();
                Err(failure::describe(&error, &uri, &self.proxies))
            }
        }
    }

    /// What was seen on the wire.
    pub fn tap(&self) -> &Tap {
        &self.tap
    }

    fn service_error(
        &self,
        operation: &'static Operation,
        answer: &aws_smithy_runtime_api::client::orchestrator::HttpResponse,
    ) -> Result<CliError, CliError> {
        let answer = Answer {
            status: answer.status().as_u16(),
            headers: pairs(answer.headers()),
            body: answer.body().bytes().unwrap_or_default().to_vec(),
        };
        let error = response::service_error(operation, &answer)?;
        let exhausted = self.attempts.get() >= self.max_attempts;
        Ok(CliError::service(ServiceFailure {
            operation: operation.name,
            error,
            retries_exhausted: exhausted.then(|| self.max_attempts - 1),
        }))
    }
}

fn build(config: Builder) -> Result<Handle<Omics>, CliError> {
    Handle::new(config.build()).map_err(|error| CliError::general(error.to_string()))
}

fn pairs(headers: &aws_smithy_runtime_api::http::Headers) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

fn timeouts(connect: Option<Duration>, read: Option<Duration>) -> TimeoutConfig {
    let mut timeouts = TimeoutConfig::builder();
    timeouts.set_connect_timeout(connect).set_read_timeout(read);
    match connect {
        Some(_) => timeouts.build(),
        None => timeouts.disable_connect_timeout().build(),
    }
}

/// The application's name for the user agent, with what may not stand there replaced.
fn app_name(settings: &ClientSettings) -> Option<AppName> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    let name = &settings.app_id.as_ref()?.value;
    let name: String = name
        .chars()
        .map(|c| if allowed(c) { c } else { '-' })
        .collect();
    AppName::new(name).ok()
}
