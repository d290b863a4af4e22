//! Roles: credentials that STS lends to whoever has others, or a token of an identity provider.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_credential_types::credential_feature::AwsCredentialFeature;
use serde_json::{Map, Value, json};

use super::call::{Context, Special};
use super::file_cache::CacheFile;
use super::keys::{self, Keys};
use super::sso::fresh;
use crate::error::SettingsError;
use crate::services::{Sts, sts};

/// The providers' names in messages.
pub(super) const PROVIDER: &str = "assume-role";
pub(super) const WEB_IDENTITY: &str = "assume-role-with-web-identity";

/// What a `credential_source` may be.
pub(super) const ENVIRONMENT: &str = "Environment";
pub(super) const CONTAINER: &str = "EcsContainer";
pub(super) const INSTANCE: &str = "Ec2InstanceMetadata";

/// A role to assume.
#[derive(Clone, PartialEq, Eq, Default)]
pub(super) struct Role {
    /// The profile that names it.
    pub(super) profile: String,
    pub(super) arn: String,
    pub(super) external_id: Option<String>,
    pub(super) mfa_serial: Option<String>,
    pub(super) session_name: Option<String>,
    /// In seconds.
    pub(super) duration: Option<i64>,
}

/// The external id is known to few, and the ARN is told by STS.
impl fmt::Debug for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Role").finish_non_exhaustive()
    }
}

/// A role to assume with a token in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WebIdentity {
    pub(super) role_arn: String,
    pub(super) token_file: PathBuf,
    pub(super) session_name: Option<String>,
}

impl Role {
    /// Credentials of this role that the AWS CLI or we have in the cache.
    pub(super) fn cached(&self, context: &Context) -> Option<Credentials> {
        let cached = self.cache(context).read()?;
        let keys = fresh(&cached["Credentials"])?;
        keys.checked(PROVIDER, FEATURES).ok()
    }

    /// Asks for the role with other credentials, and for a code of the device if there is one.
    ///
    /// # Errors
    /// If STS refuses, or there is nobody to tell the code.
    pub(super) async fn assume(
        &self,
        context: &Context,
        source: Credentials,
    ) -> Result<Credentials, SettingsError> {
        let mut document = self.parameters();
        document
            .entry("RoleSessionName")
            .or_insert_with(unique_session_name);
        if let Some(serial) = &self.mfa_serial {
            document.insert("TokenCode".to_owned(), ask_for_code(serial)?.into());
        }
        let special = Special {
            credentials: Some(source),
            ..Special::default()
        };
        let operation = &sts::operations::ASSUME_ROLE;
        let answer = context
            .call::<Sts>(operation, document.into(), special)
            .await?;
        lent(&answer, &self.cache(context), PROVIDER, FEATURES)
    }

    /// What is asked for, but for what is made up or told on the way.
    fn parameters(&self) -> Map<String, Value> {
        let mut document = Map::new();
        let mut set = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                document.insert(name.to_owned(), value);
            }
        };
        let text = |text: &Option<String>| text.as_deref().map(Value::from);
        // In the order of their names, which the hash of the cache depends on.
        set("DurationSeconds", self.duration.map(Value::from));
        set("ExternalId", text(&self.external_id));
        set("RoleArn", Some(self.arn.as_str().into()));
        set("RoleSessionName", text(&self.session_name));
        set("SerialNumber", text(&self.mfa_serial));
        document
    }

    fn cache(&self, context: &Context) -> CacheFile {
        cache(context, &self.parameters())
    }
}

const FEATURES: &[AwsCredentialFeature] = &[
    AwsCredentialFeature::CredentialsProfileSourceProfile,
    AwsCredentialFeature::CredentialsStsAssumeRole,
];

impl WebIdentity {
    /// The role's credentials, from the cache or with the token.
    ///
    /// # Errors
    /// If there is no token, or STS refuses it.
    pub(super) async fn credentials(
        &self,
        context: &Context,
    ) -> Result<Credentials, SettingsError> {
        let features = &[AwsCredentialFeature::CredentialsStsAssumeRoleWebId];
        let mut document = Map::new();
        document.insert("RoleArn".to_owned(), self.role_arn.as_str().into());
        if let Some(name) = &self.session_name {
            document.insert("RoleSessionName".to_owned(), name.as_str().into());
        }
        let cache = cache(context, &document);
        let cached = cache.read();
        if let Some(keys) = cached
            .as_ref()
            .and_then(|cached| fresh(&cached["Credentials"]))
        {
            return keys.checked(WEB_IDENTITY, features);
        }
        document
            .entry("RoleSessionName")
            .or_insert_with(unique_session_name);
        document.insert(
            "WebIdentityToken".to_owned(),
            token(&self.token_file)?.into(),
        );
        let operation = &sts::operations::ASSUME_ROLE_WITH_WEB_IDENTITY;
        let answer = context
            .call::<Sts>(operation, document.into(), Special::default())
            .await?;
        lent(&answer, &cache, WEB_IDENTITY, features)
    }
}

/// Where the AWS CLI keeps what was lent for these parameters.
fn cache(context: &Context, parameters: &Map<String, Value>) -> CacheFile {
    let folder = context.settings.env().expand("~/.aws/cli/cache");
    CacheFile::sha1(&folder, &python_json(parameters))
}

/// A flat document as Python's `json.dumps` writes it.
fn python_json(document: &Map<String, Value>) -> String {
    let pairs: Vec<String> = document
        .iter()
        .map(|(name, value)| format!("\"{name}\": {}", ascii(&value.to_string())))
        .collect();
    format!("{{{}}}", pairs.join(", "))
}

/// JSON with everything that is not ASCII escaped.
fn ascii(json: &str) -> String {
    let mut escaped = String::new();
    for c in json.chars() {
        if c.is_ascii() && c != '\x7f' {
            escaped.push(c);
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                escaped += &format!("\\u{unit:04x}");
            }
        }
    }
    escaped
}

fn token(file: &Path) -> Result<String, SettingsError> {
    let problem = |reason: String| SettingsError::CredentialRetrieval {
        provider: WEB_IDENTITY,
        message: format!("the token in {} {reason}", file.display()),
    };
    std::fs::read_to_string(file).map_err(|error| problem(format!("cannot be read: {error}")))
}

/// A name that tells sessions apart in the logs of the account.
fn unique_session_name() -> Value {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    format!("aws-settings-{}", since.map_or(0, |since| since.as_secs())).into()
}

/// Asks whoever sits at the terminal. What is typed is not shown.
#[cfg(feature = "mfa-prompt")]
fn ask_for_code(serial: &str) -> Result<String, SettingsError> {
    let question = format!("Enter MFA code for {}: ", shown(serial));
    rpassword::prompt_password(question)
        .map_err(|error| no_code(serial, &format!("cannot be asked for: {error}")))
}

/// A program that did not say it may ask at the terminal has nobody to ask.
#[cfg(not(feature = "mfa-prompt"))]
fn ask_for_code(serial: &str) -> Result<String, SettingsError> {
    let reason = "is not asked for by this program; it can be, with the feature `mfa-prompt` of the crate `aws-settings`, \
                  or use the credentials that `aws sts assume-role --token-code` gives";
    Err(no_code(serial, reason))
}

fn no_code(serial: &str, reason: &str) -> SettingsError {
    SettingsError::CredentialRetrieval {
        provider: PROVIDER,
        message: format!("the MFA code of {} {reason}", shown(serial)),
    }
}

fn shown(serial: &str) -> String {
    serial.chars().filter(|c| !c.is_control()).collect()
}

/// The credentials in an answer of STS, which go into the cache as well.
fn lent(
    answer: &Value,
    cache: &CacheFile,
    provider: &'static str,
    features: &[AwsCredentialFeature],
) -> Result<Credentials, SettingsError> {
    let names = ["AccessKeyId", "SecretAccessKey", "SessionToken"];
    let mut keys =
        Keys::lent(&answer["Credentials"], names).map_err(|name| keys::missing(provider, name))?;
    keys.expiry = Some(keys::end(&answer["Credentials"], "Expiration", provider)?);
    // The account is the fifth part of the ARN of the session.
    let arn = answer["AssumedRoleUser"]["Arn"]
        .as_str()
        .unwrap_or_default();
    let account = arn.split(':').nth(4).filter(|account| !account.is_empty());
    keys.account = account;
    let credentials = keys.checked(provider, features)?;
    let mut kept = json!({
        "Credentials": answer["Credentials"],
        "AssumedRoleUser": answer["AssumedRoleUser"],
    });
    if let Some(account) = account {
        kept["Credentials"]["AccountId"] = account.into();
    }
    cache.write(&kept);
    Ok(credentials)
}
