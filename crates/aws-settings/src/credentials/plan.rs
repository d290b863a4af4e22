//! Where credentials are to be found, by the settings alone.

use aws_credential_types::Credentials;
use aws_credential_types::credential_feature::AwsCredentialFeature;
use cli_formats::Value;
use cli_formats::pytext::parse_int;

use super::expiry;
use super::keys::Keys;
use super::process::Process;
use super::role::{self, Role, WebIdentity};
use super::sso::{self, Sso};
use super::{container, instance, login};
use crate::Settings;
use crate::env::Environment;
use crate::error::SettingsError;
use crate::origin::{FileLine, Origin};
use crate::profile::{ConfigFiles, Profile};

/// A way to credentials.
#[derive(Debug)]
pub(super) enum Plan {
    /// The settings contain them.
    Keys(Credentials),
    /// A program prints them.
    Process(Process),
    /// A service has them.
    Remote(RemotePlan),
}

/// A way to credentials that leads over the network.
#[derive(Debug)]
pub(super) enum RemotePlan {
    /// Assume a role with other credentials.
    AssumeRole { source: Box<Plan>, role: Role },
    /// Assume a role with a token in a file.
    WebIdentity(WebIdentity),
    /// IAM Identity Center.
    Sso(Sso),
    /// A session of `aws login`.
    Login { session_arn: String },
    /// The endpoint that the environment of a container names.
    Container,
    /// The metadata service of an instance.
    InstanceMetadata,
}

impl RemotePlan {
    /// The provider's name in messages.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::AssumeRole { .. } => role::PROVIDER,
            Self::WebIdentity(_) => role::WEB_IDENTITY,
            Self::Sso(_) => sso::PROVIDER,
            Self::Login { .. } => login::PROVIDER,
            Self::Container => container::PROVIDER,
            Self::InstanceMetadata => instance::PROVIDER,
        }
    }
}

type Found = Result<Option<Plan>, SettingsError>;

/// The first way that the settings offer. A profile chosen on the command line keeps the
/// environment from being looked at; one chosen by the environment does not.
pub(super) fn plan(settings: &Settings) -> Found {
    let is_explicit = matches!(settings.profile_name().origin, Origin::Flag(_));
    let env = (!is_explicit).then_some(settings.env());
    if let Some(keys) = env.map(environment_keys).transpose()?.flatten() {
        return Ok(Some(keys));
    }
    let profile = settings.profile();
    if let Some(profile) = profile.filter(assumes_role) {
        return assume_role(settings, profile).map(Some);
    }
    match without_role(settings.files(), profile, env)? {
        Some(plan) => Ok(Some(plan)),
        None => Ok(ambient(settings)),
    }
}

/// What the machine offers if nothing is configured.
fn ambient(settings: &Settings) -> Option<Plan> {
    let env = settings.env();
    if container::is_named(env) {
        return Some(Plan::Remote(RemotePlan::Container));
    }
    let has_metadata = !instance::is_disabled(settings);
    has_metadata.then_some(Plan::Remote(RemotePlan::InstanceMetadata))
}

fn environment_keys(env: &Environment) -> Found {
    let Some(id) = env.non_empty("AWS_ACCESS_KEY_ID") else {
        return Ok(None);
    };
    let secret =
        env.non_empty("AWS_SECRET_ACCESS_KEY")
            .ok_or(SettingsError::PartialCredentials {
                provider: "env",
                missing: "AWS_SECRET_ACCESS_KEY",
            })?;
    let token = env
        .non_empty("AWS_SECURITY_TOKEN")
        .or_else(|| env.non_empty("AWS_SESSION_TOKEN"));
    let expiry = match env.non_empty("AWS_CREDENTIAL_EXPIRATION") {
        Some(text) => Some(expiry::parse(text).ok_or_else(|| {
            let message = "AWS_CREDENTIAL_EXPIRATION is not a time.";
            SettingsError::CredentialConfig(message.to_owned())
        })?),
        None => None,
    };
    let keys = Keys {
        id,
        secret,
        token,
        account: env.non_empty("AWS_ACCOUNT_ID"),
        expiry,
    };
    let checked = keys.checked("env", &[AwsCredentialFeature::CredentialsEnvVars])?;
    Ok(Some(Plan::Keys(checked)))
}

/// The ways of a profile other than its role. Web identity may also be configured by the
/// environment, where that is to be looked at.
fn without_role(
    files: &ConfigFiles,
    profile: Option<Profile<'_>>,
    env: Option<&Environment>,
) -> Found {
    if let Some(plan) = web_identity(profile, env)? {
        return Ok(Some(plan));
    }
    let Some(profile) = profile else {
        return Ok(None);
    };
    if let Some(plan) = sso(files, profile)? {
        return Ok(Some(plan));
    }
    if let Some(session_arn) = profile.get("login_session").map(str::to_owned) {
        return Ok(Some(Plan::Remote(RemotePlan::Login { session_arn })));
    }
    let in_credentials = |key: &str| {
        let value = profile.in_credentials_file(key)?;
        Some((value, profile.line_in_credentials_file(key)))
    };
    if let Some(plan) = file_keys("shared-credentials-file", in_credentials)? {
        return Ok(Some(plan));
    }
    if let Some(process) = Process::of(profile) {
        return Ok(Some(Plan::Process(process)));
    }
    file_keys("config-file", |key| {
        let value = profile.in_config_file(key)?;
        Some((value, profile.line_in_config_file(key)))
    })
}

/// Keys that a file has, each value with its line.
fn file_keys<'a>(
    provider: &'static str,
    get: impl Fn(&str) -> Option<(&'a str, Option<FileLine>)>,
) -> Found {
    let text = |key| get(key).map(|(value, _)| value);
    let Some(id) = text("aws_access_key_id") else {
        return Ok(None);
    };
    let missing = "aws_secret_access_key";
    let secret = text(missing).ok_or(SettingsError::PartialCredentials { provider, missing })?;
    let token = text("aws_security_token").or_else(|| text("aws_session_token"));
    let keys = Keys {
        id,
        secret,
        token,
        account: text("aws_account_id"),
        expiry: None,
    };
    let checked = keys.checked(provider, &[AwsCredentialFeature::CredentialsProfile]);
    let checked = checked.map_err(|error| {
        error.in_file(|key| match key {
            "aws_session_token" => get("aws_security_token").or_else(|| get(key))?.1,
            _ => get(key)?.1,
        })
    })?;
    Ok(Some(Plan::Keys(checked)))
}

fn web_identity(profile: Option<Profile<'_>>, env: Option<&Environment>) -> Found {
    let get = |variable, key| {
        let value = env
            .and_then(|env| env.get(variable))
            .or_else(|| profile?.get(key));
        value.filter(|value| !value.is_empty()).map(str::to_owned)
    };
    let Some(token_file) = get("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file") else {
        return Ok(None);
    };
    let role_arn = get("AWS_ROLE_ARN", "role_arn").ok_or_else(|| {
        let message = "The provided profile or the current environment is configured to assume \
                       role with web identity but has no role ARN configured. Ensure that the \
                       profile has the role_arn configuration set or the AWS_ROLE_ARN env var is \
                       set.";
        SettingsError::CredentialConfig(message.to_owned())
    })?;
    let session_name = get("AWS_ROLE_SESSION_NAME", "role_session_name");
    Ok(Some(Plan::Remote(RemotePlan::WebIdentity(WebIdentity {
        role_arn,
        token_file: token_file.into(),
        session_name,
    }))))
}

fn sso(files: &ConfigFiles, profile: Profile<'_>) -> Found {
    if profile.get("sso_account_id").is_none() && profile.get("sso_role_name").is_none() {
        return Ok(None);
    }
    let name = profile.get("sso_session");
    let session = match name {
        Some(name) => Some(files.sso_session(name).ok_or_else(|| {
            let message = format!("The specified sso-session does not exist: \"{name}\"");
            SettingsError::CredentialConfig(message)
        })?),
        None => None,
    };
    let get = |key: &str| {
        let in_session = session.and_then(|session| session.get(key)?.text());
        let value = in_session.or_else(|| profile.get(key));
        value.map(str::to_owned).ok_or_else(|| {
            SettingsError::CredentialConfig(format!(
                "The profile \"{}\" is configured to use SSO but is missing required \
                 configuration: {key}",
                profile.name()
            ))
        })
    };
    Ok(Some(Plan::Remote(RemotePlan::Sso(Sso {
        start_url: get("sso_start_url")?,
        region: get("sso_region")?,
        account_id: get("sso_account_id")?,
        role_name: get("sso_role_name")?,
        session: name.map(str::to_owned),
    }))))
}

/// A role with a web identity token is not assumed with other credentials.
fn assumes_role(profile: &Profile<'_>) -> bool {
    profile.get("role_arn").is_some() && profile.get("web_identity_token_file").is_none()
}

fn has_keys(profile: Profile<'_>) -> bool {
    ["aws_access_key_id", "aws_secret_access_key"]
        .iter()
        .any(|key| profile.get(key).is_some())
}

/// Follows `source_profile` from role to role until a profile has credentials of its own.
fn assume_role(settings: &Settings, profile: Profile<'_>) -> Result<Plan, SettingsError> {
    let files = settings.files();
    let fail = |message| Err(SettingsError::CredentialConfig(message));
    let mut roles = Vec::new();
    let mut visited = Vec::new();
    let mut current = profile;
    let base = loop {
        let name = current.name();
        visited.push(name);
        roles.push(role_of(current));
        let source = match (
            current.get("source_profile"),
            current.get("credential_source"),
        ) {
            (Some(source), None) => source,
            (None, Some(source)) => break named_source(settings, source, name)?,
            (None, None) => {
                return Err(SettingsError::PartialCredentials {
                    provider: role::PROVIDER,
                    missing: "source_profile or credential_source",
                });
            }
            (Some(_), Some(_)) => {
                return fail(format!(
                    "The profile \"{name}\" contains both source_profile and credential_source."
                ));
            }
        };
        let Some(next) = files.profile(source) else {
            return fail(format!(
                "The source_profile \"{source}\" referenced in the profile \"{name}\" does not \
                 exist."
            ));
        };
        // A profile may name itself if it has the keys to begin with.
        let is_own_source = source == name && has_keys(next);
        if visited.contains(&source) && !is_own_source {
            return fail(format!(
                "Infinite loop in credential configuration detected. Attempting to load from \
                 profile {source} which has already been visited. Visited profiles: [{}]",
                quoted(&visited)
            ));
        }
        if has_keys(next) || !assumes_role(&next) {
            match without_role(files, Some(next), None)? {
                Some(plan) => break plan,
                None => {
                    return fail(format!(
                        "The source profile \"{source}\" must have credentials."
                    ));
                }
            }
        }
        current = next;
    };
    let chained = roles.into_iter().rev().fold(base, |source, role| {
        let source = Box::new(source);
        Plan::Remote(RemotePlan::AssumeRole { source, role })
    });
    Ok(chained)
}

/// The names as a list of Python's.
fn quoted(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("'{name}'")).collect();
    quoted.join(", ")
}

/// The role that a profile describes. A duration that is no number is none, as for the AWS CLI.
fn role_of(profile: Profile<'_>) -> Role {
    let get = |key| profile.get(key).map(str::to_owned);
    let duration = profile.get("duration_seconds").and_then(parse_int);
    Role {
        profile: profile.name().to_owned(),
        arn: get("role_arn").unwrap_or_default(),
        external_id: get("external_id"),
        mfa_serial: get("mfa_serial"),
        session_name: get("role_session_name"),
        duration: match duration {
            Some(Value::Int(seconds)) => Some(seconds),
            _ => None,
        },
    }
}

/// There is nothing at the `credential_source` of a profile.
pub(super) fn nothing_at(provider: &'static str, profile: &str) -> SettingsError {
    SettingsError::CredentialRetrieval {
        provider,
        message: format!(
            "No credentials found in credential_source referenced in profile {profile}"
        ),
    }
}

fn named_source(settings: &Settings, source: &str, profile: &str) -> Result<Plan, SettingsError> {
    let env = settings.env();
    match source.to_ascii_lowercase().as_str() {
        "environment" => {
            environment_keys(env)?.ok_or_else(|| nothing_at(role::ENVIRONMENT, profile))
        }
        "ecscontainer" if container::is_named(env) => Ok(Plan::Remote(RemotePlan::Container)),
        "ecscontainer" => Err(nothing_at(role::CONTAINER, profile)),
        "ec2instancemetadata" => Ok(Plan::Remote(RemotePlan::InstanceMetadata)),
        _ => Err(SettingsError::CredentialConfig(format!(
            "The credential_source \"{source}\" referenced in profile \"{profile}\" is not valid."
        ))),
    }
}
