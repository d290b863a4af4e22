//! The endpoint that the environment of a container names.

use std::net::IpAddr;
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::credential_feature::AwsCredentialFeature;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use serde_json::Value;

use super::keys::{self, Keys};
use super::plain_http::{self, PlainRequest};
use crate::Environment;
use crate::error::SettingsError;

/// The provider's name in messages.
pub(super) const PROVIDER: &str = "container-role";

const RELATIVE: &str = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
const FULL: &str = "AWS_CONTAINER_CREDENTIALS_FULL_URI";

const TIMEOUT: Duration = Duration::from_secs(2);
const ATTEMPTS: usize = 3;
const PAUSE: Duration = Duration::from_secs(1);

/// Hosts that may be asked without TLS, beside loopback addresses.
const HOSTS: [&str; 4] = [
    "169.254.170.2",
    "169.254.170.23",
    "fd00:ec2::23",
    "localhost",
];

/// Whether the environment names an endpoint.
pub(super) fn is_named(env: &Environment) -> bool {
    [RELATIVE, FULL].iter().any(|name| env.get(name).is_some())
}

/// What to ask, and what proves who asks.
pub(super) struct Container {
    url: String,
    token: Option<String>,
}

impl Container {
    /// # Errors
    /// If the endpoint may not be asked, or the token cannot be read or sent.
    pub(super) fn of(env: &Environment) -> Result<Self, SettingsError> {
        let url = match env.get(RELATIVE) {
            Some(path) => format!("http://{}{path}", HOSTS[0]),
            None => env.get(FULL).unwrap_or_default().to_owned(),
        };
        check(&url)?;
        let token = match env.get("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
            Some(path) => Some(std::fs::read_to_string(path).map_err(|error| {
                failure(format!(
                    "cannot read the authorization token in {path}: {error}"
                ))
            })?),
            None => env
                .get("AWS_CONTAINER_AUTHORIZATION_TOKEN")
                .map(str::to_owned),
        };
        if let Some(problem) = token.as_deref().and_then(keys::problem) {
            let message = format!(
                "Auth token value is not a legal header value: the token of \
                 AWS_CONTAINER_AUTHORIZATION_TOKEN or its file {problem}"
            );
            return Err(SettingsError::CredentialConfig(message));
        }
        Ok(Self { url, token })
    }

    /// Asks for the credentials. `http` must not go through a proxy.
    ///
    /// # Errors
    /// If the endpoint does not answer, or with something else.
    pub(super) async fn credentials(
        &self,
        http: &SharedHttpClient,
    ) -> Result<Credentials, SettingsError> {
        let mut attempt = 1;
        let document = loop {
            match self.ask(http).await {
                Ok(document) => break document,
                Err(reason) if attempt == ATTEMPTS => {
                    return Err(failure(format!("Error retrieving metadata: {reason}")));
                }
                Err(_) => tokio::time::sleep(PAUSE).await,
            }
            attempt += 1;
        };
        let names = ["AccessKeyId", "SecretAccessKey", "Token"];
        let mut keys =
            Keys::lent(&document, names).map_err(|name| keys::missing(PROVIDER, name))?;
        keys.expiry = Some(keys::end(&document, "Expiration", PROVIDER)?);
        keys.account = document["AccountId"].as_str();
        keys.checked(PROVIDER, &[AwsCredentialFeature::CredentialsHttp])
    }

    async fn ask(&self, http: &SharedHttpClient) -> Result<Value, String> {
        let mut headers = vec![("accept", "application/json")];
        headers.extend(self.token.as_deref().map(|token| ("authorization", token)));
        let request = PlainRequest {
            method: "GET",
            url: &self.url,
            headers,
            timeout: TIMEOUT,
        };
        let answer = plain_http::send(http, request).await.map_err(|error| {
            let reason = error.about(&self.url);
            format!("Received error when attempting to retrieve container metadata: {reason}")
        })?;
        if answer.status != 200 {
            return Err(format!(
                "Received non 200 response {} from container metadata: {}",
                answer.status, answer.body
            ));
        }
        serde_json::from_str(&answer.body).map_err(|_| {
            "Unable to parse JSON returned from container metadata services".to_owned()
        })
    }
}

/// Checks that the endpoint is on this machine, or proves with TLS who it is.
fn check(url: &str) -> Result<(), SettingsError> {
    if let Some(problem) = keys::problem(url) {
        let message = format!("The endpoint that {RELATIVE} or {FULL} names {problem}");
        return Err(SettingsError::CredentialConfig(message));
    }
    let uri: Option<http::Uri> = url.parse().ok();
    let host = uri.as_ref().and_then(http::Uri::host).unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let is_loopback = host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    if url.starts_with("https://") || is_loopback || HOSTS.contains(&host) {
        return Ok(());
    }
    Err(SettingsError::CredentialConfig(format!(
        "Unsupported host '{host}'.  Can only retrieve metadata from a loopback address or one of \
         these hosts: {}",
        HOSTS.join(", ")
    )))
}

fn failure(message: String) -> SettingsError {
    SettingsError::CredentialRetrieval {
        provider: PROVIDER,
        message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn container(variables: &[(&str, &str)]) -> Result<Container, SettingsError> {
        Container::of(&variables.iter().copied().collect())
    }

    #[test]
    fn only_this_machine_and_tls_are_asked() {
        for url in [
            "http://127.0.0.1:51679/x",
            "http://[::1]/x",
            "http://localhost/x",
            "http://169.254.170.23/v1",
            "http://[fd00:ec2::23]/v1",
            "https://example.com/x",
        ] {
            assert!(container(&[(FULL, url)]).is_ok(), "{url}");
        }
        for url in [
            "http://example.com/",
            "http://1.2.3.4/",
            "ftp://h",
            "",
            "http://localhost\n/",
        ] {
            assert!(container(&[(FULL, url)]).is_err(), "{url:?}");
        }
        let relative = container(&[(RELATIVE, "/v2/x"), (FULL, "http://1.2.3.4/")]);
        assert_eq!(
            relative.expect("a container").url,
            "http://169.254.170.2/v2/x"
        );
    }

    #[test]
    fn a_token_that_no_header_takes_is_refused_and_not_shown() {
        for token in ["hush\n", "hush\0", "hush\u{e9}"] {
            let variables = [
                (FULL, "http://localhost/"),
                ("AWS_CONTAINER_AUTHORIZATION_TOKEN", token),
            ];
            let error = container(&variables).err().expect("it cannot be sent");
            assert!(!error.to_string().contains("hush"), "{error}");
        }
    }
}
