//! The metadata service of an instance: a role's credentials, and the region.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::credential_feature::AwsCredentialFeature;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use cli_formats::Value as Number;
use cli_formats::pytext::parse_int;
use serde_json::Value;

use super::expiry;
use super::keys::Keys;
use super::plain_http::{self, PlainAnswer, PlainError, PlainRequest};
use crate::Settings;
use crate::error::SettingsError;
use crate::origin::Sourced;

/// The provider's name in messages.
pub(super) const PROVIDER: &str = "iam-role";

const ROLES: &str = "latest/meta-data/iam/security-credentials/";
const ZONE: &str = "latest/meta-data/placement/availability-zone/";

/// Credentials this near their end are used a while longer: the service is late, not the end near.
const WINDOW: Duration = Duration::from_secs(15 * 60 + 10 * 60);

/// A metadata service.
pub(super) struct Metadata {
    http: SharedHttpClient,
    /// Ends with a slash.
    base: String,
    timeout: Duration,
    attempts: u32,
    allows_v1: bool,
}

/// Why the service told nothing.
#[derive(Debug)]
enum Nothing {
    /// There is no such service here, or it does not want to.
    Absent,
    /// It cannot be asked, as the settings are.
    Refused(SettingsError),
}

/// Whether the settings forbid to ask.
pub(super) fn is_disabled(settings: &Settings) -> bool {
    settings.env().is_true("AWS_EC2_METADATA_DISABLED")
}

impl Metadata {
    /// # Errors
    /// If a setting is none that the service can have.
    pub(super) fn new(settings: &Settings, http: SharedHttpClient) -> Result<Self, SettingsError> {
        let number = |variable, key| match settings.lookup(&[variable], Some(key)) {
            None => Ok(1),
            Some(Sourced { value, origin }) => match parse_int(&value) {
                Some(Number::Int(number)) => Ok(u32::try_from(number.max(1)).unwrap_or(u32::MAX)),
                _ => Err(SettingsError::NotAnInteger { value, origin }),
            },
        };
        let timeout = number("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout")?;
        let attempts = number(
            "AWS_METADATA_SERVICE_NUM_ATTEMPTS",
            "metadata_service_num_attempts",
        )?;
        let v1_disabled =
            settings.switch("AWS_EC2_METADATA_V1_DISABLED", "ec2_metadata_v1_disabled");
        Ok(Self {
            http,
            base: base(settings)?,
            timeout: Duration::from_secs(timeout.into()),
            attempts,
            allows_v1: !v1_disabled.value,
        })
    }

    /// The region of the instance, from its zone; none where there is no instance.
    pub(super) async fn region(&self) -> Option<String> {
        let token = self.token().await.ok()?;
        let answer = self.get(ZONE, token.as_deref(), |answer| answer.status == 200);
        let mut zone = answer.await.ok()?.body;
        zone.pop()?;
        Some(zone)
    }

    /// The credentials of the role of the instance; none where there is no instance, or it has no
    /// role.
    ///
    /// # Errors
    /// If what the service gives cannot be used.
    pub(super) async fn credentials(&self) -> Result<Option<Credentials>, SettingsError> {
        let document = match self.document().await {
            Ok(document) => document,
            Err(Nothing::Absent) => return Ok(None),
            Err(Nothing::Refused(error)) => return Err(error),
        };
        let names = ["AccessKeyId", "SecretAccessKey", "Token", "Expiration"];
        if !names.iter().all(|name| document[name].is_string()) {
            tracing::debug!("the metadata service answered without credentials");
            return Ok(None);
        }
        let mut keys = match Keys::of(&document, [names[0], names[1], names[2]]) {
            Ok(keys) => keys,
            Err(_) => return Ok(None),
        };
        let end = document["Expiration"].as_str().unwrap_or_default();
        keys.expiry = Some(extended(end)?);
        keys.account = document["AccountId"].as_str();
        keys.checked(PROVIDER, &[AwsCredentialFeature::CredentialsImds])
            .map(Some)
    }

    async fn document(&self) -> Result<Value, Nothing> {
        let token = self.token().await?;
        let token = token.as_deref();
        let has_text = |answer: &PlainAnswer| answer.status == 200 && !answer.body.is_empty();
        let role = self.get(ROLES, token, has_text).await?.body;
        let path = format!("{ROLES}{role}");
        let answer = self
            .get(&path, token, |answer| {
                has_text(answer) && serde_json::from_str::<Value>(&answer.body).is_ok()
            })
            .await?;
        serde_json::from_str(&answer.body).map_err(|_| Nothing::Absent)
    }

    /// The token of version 2, or none where only version 1 is spoken.
    async fn token(&self) -> Result<Option<String>, Nothing> {
        for _ in 0..self.attempts {
            let request = PlainRequest {
                method: "PUT",
                url: &format!("{}latest/api/token", self.base),
                headers: vec![
                    ("x-aws-ec2-metadata-token-ttl-seconds", "21600"),
                    ("content-length", "0"),
                ],
                timeout: self.timeout,
            };
            match plain_http::send(&self.http, request).await {
                Ok(answer) => match answer.status {
                    200 => return Ok(Some(answer.body)),
                    403..=405 => return Ok(None),
                    400 => return Err(Nothing::Absent),
                    _ => {}
                },
                Err(PlainError::Silence) => return Ok(None),
                Err(PlainError::Request(_)) => {
                    return Err(Nothing::Refused(SettingsError::BadEndpoint(
                        smithy_client::connection::masked(&self.base),
                    )));
                }
                Err(error @ (PlainError::Nobody | PlainError::Connection(_))) => {
                    tracing::debug!("no metadata service: {error}");
                }
            }
        }
        Ok(None)
    }

    /// The first answer that will do.
    async fn get(
        &self,
        path: &str,
        token: Option<&str>,
        will_do: impl Fn(&PlainAnswer) -> bool,
    ) -> Result<PlainAnswer, Nothing> {
        if token.is_none() && !self.allows_v1 {
            return Err(Nothing::Refused(SettingsError::CredentialRetrieval {
                provider: PROVIDER,
                message: "Unable to retrieve token for use in IMDSv2 call and IMDSv1 has been \
                          disabled"
                    .to_owned(),
            }));
        }
        for _ in 0..self.attempts {
            let request = PlainRequest {
                method: "GET",
                url: &format!("{}{path}", self.base),
                headers: token
                    .map(|token| ("x-aws-ec2-metadata-token", token))
                    .into_iter()
                    .collect(),
                timeout: self.timeout,
            };
            match plain_http::send(&self.http, request).await {
                Ok(answer) if will_do(&answer) => return Ok(answer),
                Ok(answer) => tracing::debug!("the metadata service answered {}", answer.status),
                Err(error) => tracing::debug!("the metadata service did not answer: {error}"),
            }
        }
        Err(Nothing::Absent)
    }
}

/// When credentials are taken to end that are said to end at `end`.
fn extended(end: &str) -> Result<SystemTime, SettingsError> {
    let time = expiry::parse(end).ok_or_else(|| SettingsError::CredentialRetrieval {
        provider: PROVIDER,
        message: "its Expiration is not a time".to_owned(),
    })?;
    let soon = SystemTime::now() + WINDOW;
    // The AWS CLI prolongs the times that are as the service writes them.
    let is_usual = end.len() == "2099-01-01T00:00:00Z".len() && end.contains('T');
    Ok(if is_usual { time.max(soon) } else { time })
}

/// Where the service is.
fn base(settings: &Settings) -> Result<String, SettingsError> {
    let get = |variable, key| settings.lookup(&[variable], Some(key));
    let url = get(
        "AWS_EC2_METADATA_SERVICE_ENDPOINT",
        "ec2_metadata_service_endpoint",
    );
    if let Some(Sourced { value: url, .. }) = url.filter(|url| !url.value.is_empty()) {
        crate::endpoint::check(&url)?;
        let slash = if url.ends_with('/') { "" } else { "/" };
        return Ok(format!("{url}{slash}"));
    }
    let mode = get(
        "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
        "ec2_metadata_service_endpoint_mode",
    );
    match mode.map(|mode| mode.value.to_lowercase()).as_deref() {
        Some("ipv6") => Ok("http://[fd00:ec2::254]/".to_owned()),
        None | Some("ipv4") => Ok("http://169.254.169.254/".to_owned()),
        Some(mode) => Err(SettingsError::CredentialConfig(format!(
            "Invalid EC2 Instance Metadata endpoint mode: {mode} Valid endpoint modes \
             (case-insensitive): ['ipv4', 'ipv6']."
        ))),
    }
}
