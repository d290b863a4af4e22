//! IAM Identity Center: credentials for a role of somebody who has signed in.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::credential_feature::AwsCredentialFeature;
use serde_json::{Value, json};

use super::call::{Context, Special};
use super::expiry;
use super::file_cache::CacheFile;
use super::keys::{self, Keys};
use crate::Settings;
use crate::error::SettingsError;
use crate::services::{Sso as SsoService, SsoOidc, sso, sso_oidc};

/// The provider's name in messages.
pub(super) const PROVIDER: &str = "sso";

/// A token that ends sooner is renewed, and credentials that do are asked for again.
const WINDOW: Duration = Duration::from_secs(15 * 60);

/// An account and a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sso {
    pub(super) account_id: String,
    pub(super) role_name: String,
    pub(super) start_url: String,
    pub(super) region: String,
    /// The `[sso-session …]` that the token belongs to; older profiles have none.
    pub(super) session: Option<String>,
}

/// Checks the session that the profile names, if it does, whoever the credentials come from: the AWS CLI makes
/// ready to use its token with every client.
///
/// # Errors
/// If there is no such session, or it lacks something.
pub(super) fn check_session(settings: &Settings) -> Result<(), SettingsError> {
    let Some(profile) = settings.profile() else {
        return Ok(());
    };
    let Some(name) = profile.get("sso_session") else {
        return Ok(());
    };
    let wrong = |what: String| {
        Err(SettingsError::CredentialConfig(format!(
            "The profile \"{}\" is configured to use the SSO token provider but {what}.",
            profile.name()
        )))
    };
    let Some(session) = settings.files().sso_session(name) else {
        return wrong(format!(
            "the \"{name}\" sso_session configuration does not exist"
        ));
    };
    let missing: Vec<_> = ["sso_start_url", "sso_region"]
        .into_iter()
        .filter(|key| !session.contains_key(*key))
        .map(|key| format!("'{key}'"))
        .collect();
    match missing.is_empty() {
        true => Ok(()),
        false => wrong(format!(
            "is missing the following configuration: [{}]",
            missing.join(", ")
        )),
    }
}

impl Sso {
    /// The credentials, from the cache of the AWS CLI or from the service.
    ///
    /// # Errors
    /// If nobody has signed in, or the service refuses.
    pub(super) async fn credentials(
        &self,
        context: &Context,
    ) -> Result<Credentials, SettingsError> {
        let cache = self.cache(context);
        let cached = cache.read();
        if let Some(keys) = cached
            .as_ref()
            .and_then(|cached| fresh(&cached["Credentials"]))
        {
            return self.checked(keys);
        }
        let document = self.ask(context).await?;
        let names = ["accessKeyId", "secretAccessKey", "sessionToken"];
        let mut keys =
            Keys::lent(&document, names).map_err(|name| keys::missing(PROVIDER, name))?;
        let milliseconds = document["expiration"].as_i64();
        let milliseconds = milliseconds.ok_or_else(|| keys::missing(PROVIDER, "expiration"))?;
        // What ended before 1970 has ended.
        let since = Duration::from_millis(milliseconds.try_into().unwrap_or_default());
        let expiry = SystemTime::UNIX_EPOCH + since;
        keys.expiry = Some(expiry);
        keys.account = Some(&self.account_id);
        let credentials = self.checked(keys)?;
        cache.write(&json!({
            "ProviderType": "sso",
            "Credentials": {
                "AccessKeyId": credentials.access_key_id(),
                "SecretAccessKey": credentials.secret_access_key(),
                "SessionToken": credentials.session_token(),
                "Expiration": expiry::format(expiry, "Z"),
                "AccountId": self.account_id,
            },
        }));
        Ok(credentials)
    }

    fn checked(&self, keys: Keys<'_>) -> Result<Credentials, SettingsError> {
        let features = [
            AwsCredentialFeature::CredentialsProfileSso,
            AwsCredentialFeature::CredentialsSso,
        ];
        keys.checked(PROVIDER, &features)
    }

    /// Where the AWS CLI keeps these credentials.
    fn cache(&self, context: &Context) -> CacheFile {
        let text = |text: &str| Value::from(text).to_string();
        let (kind, name) = match &self.session {
            Some(session) => ("sessionName", session),
            None => ("startUrl", &self.start_url),
        };
        let question = format!(
            "{{\"accountId\":{},\"roleName\":{},\"{kind}\":{}}}",
            text(&self.account_id),
            text(&self.role_name),
            text(name)
        );
        CacheFile::sha1(&folder(context, "~/.aws/cli/cache"), &question)
    }

    async fn ask(&self, context: &Context) -> Result<Value, SettingsError> {
        let token = self.token(context).await?;
        let document = json!({
            "roleName": self.role_name,
            "accountId": self.account_id,
            "accessToken": token,
        });
        let operation = &sso::operations::GET_ROLE_CREDENTIALS;
        let called = context
            .call::<SsoService>(operation, document, self.special())
            .await;
        let answer = called.map_err(|error| match &error {
            SettingsError::Call(call) if call.code() == Some("UnauthorizedException") => {
                SettingsError::CredentialConfig(UNAUTHORIZED.to_owned())
            }
            _ => error,
        })?;
        Ok(answer["roleCredentials"].clone())
    }

    fn special(&self) -> Special {
        Special {
            region: Some(self.region.clone()),
            ..Special::default()
        }
    }

    /// The token of whoever has signed in, renewed if it is about to end.
    async fn token(&self, context: &Context) -> Result<String, SettingsError> {
        let name = self.session.as_deref().unwrap_or(&self.start_url);
        let file = CacheFile::sha1(&folder(context, "~/.aws/sso/cache"), name);
        let load = |reason: String| {
            SettingsError::CredentialConfig(format!("Error loading SSO Token: {reason}"))
        };
        let token = file
            .read()
            .ok_or_else(|| load(format!("Token for {name} does not exist")))?;
        let (Some(access), Some(end)) =
            (token["accessToken"].as_str(), token["expiresAt"].as_str())
        else {
            return Err(load(format!("Token for {} is invalid", self.start_url)));
        };
        if let Some(problem) = keys::problem(access) {
            return Err(load(format!("The accessToken for {name} {problem}")));
        }
        let end = expiry::parse(end).ok_or_else(|| {
            load(format!(
                "The expiresAt of the token for {name} is not a time"
            ))
        })?;
        if self.session.is_none() {
            return match keys::lasts(end, Duration::ZERO) {
                true => Ok(access.to_owned()),
                false => Err(SettingsError::CredentialConfig(UNAUTHORIZED.to_owned())),
            };
        }
        if keys::lasts(end, WINDOW) {
            return Ok(access.to_owned());
        }
        if let Some(renewed) = self.renewed(context, &token).await? {
            file.write(&renewed);
            return Ok(renewed["accessToken"]
                .as_str()
                .unwrap_or_default()
                .to_owned());
        }
        match keys::lasts(end, Duration::ZERO) {
            true => Ok(access.to_owned()),
            false => Err(SettingsError::CredentialConfig(
                "Error when retrieving token from sso: Token has expired and refresh failed"
                    .to_owned(),
            )),
        }
    }

    /// A new token for an old one. None if the old one cannot be renewed, or the service does not
    /// want to.
    async fn renewed(
        &self,
        context: &Context,
        token: &Value,
    ) -> Result<Option<Value>, SettingsError> {
        let text = |name: &str| token[name].as_str();
        let (Some(refresh), Some(client), Some(secret), Some(registered)) = (
            text("refreshToken"),
            text("clientId"),
            text("clientSecret"),
            text("registrationExpiresAt"),
        ) else {
            return Ok(None);
        };
        if !expiry::parse(registered).is_some_and(|end| keys::lasts(end, Duration::ZERO)) {
            return Ok(None);
        }
        let document = json!({
            "clientId": client,
            "clientSecret": secret,
            "grantType": "refresh_token",
            "refreshToken": refresh,
        });
        let operation = &sso_oidc::operations::CREATE_TOKEN;
        let called = context
            .call::<SsoOidc>(operation, document, self.special())
            .await;
        let answer = match called {
            Ok(answer) => answer,
            // The AWS CLI says no more of it than that: with the old token it may go on.
            Err(SettingsError::Call(call)) if call.is_answered() => {
                tracing::warn!("the SSO token cannot be renewed: {call}");
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        let usable = |name: &str| {
            answer[name]
                .as_str()
                .filter(|it| keys::problem(it).is_none())
        };
        let Some(access) = usable("accessToken") else {
            return Ok(None);
        };
        let lasts = Duration::from_secs(answer["expiresIn"].as_u64().unwrap_or_default());
        let end = SystemTime::now().checked_add(lasts.min(WINDOW * 4 * 24 * 365));
        let mut renewed = json!({
            "startUrl": self.start_url,
            "region": self.region,
            "accessToken": access,
            "expiresAt": expiry::format(end.unwrap_or_else(SystemTime::now), "Z"),
            "clientId": client,
            "clientSecret": secret,
            "registrationExpiresAt": registered,
        });
        if let Some(refresh) = answer["refreshToken"].as_str() {
            renewed["refreshToken"] = refresh.into();
        }
        Ok(Some(renewed))
    }
}

const UNAUTHORIZED: &str = "The SSO session associated with this profile has expired or is \
                            otherwise invalid. To refresh this SSO session run aws sso login with \
                            the corresponding profile.";

fn folder(context: &Context, path: &str) -> PathBuf {
    context.settings.env().expand(path)
}

/// Keys of a cache that last for a while yet.
pub(super) fn fresh(cached: &Value) -> Option<Keys<'_>> {
    let names = ["AccessKeyId", "SecretAccessKey", "SessionToken"];
    let mut keys = Keys::of(cached, names).ok()?;
    let end = expiry::parse(cached["Expiration"].as_str()?)?;
    keys.expiry = Some(end);
    keys.account = cached["AccountId"].as_str();
    keys::lasts(end, WINDOW).then_some(keys)
}
