//! Settings that are missing or wrong.

use aws_settings::{Settings, SettingsError};

use super::{Clue, Situation, did_you_mean};

/// What settings a failure tells of.
pub(crate) fn of_settings(error: &SettingsError) -> Vec<Clue> {
    let text = |text: &str| vec![Clue::Text(text.to_owned())];
    match error {
        SettingsError::ProfileNotFound(name) => vec![Clue::NoProfile(name.clone())],
        SettingsError::PartialCredentials { missing, .. } if missing.contains("source_profile") => {
            text(
                "Beside role_arn the profile needs `source_profile = NAME`, a profile whose keys take \
                 the role, or `credential_source =` Environment, Ec2InstanceMetadata or EcsContainer.",
            )
        }
        SettingsError::PartialCredentials { .. } => {
            text("Keys come in pairs: set both, or unset both to use a profile.")
        }
        SettingsError::Timeout { .. } | SettingsError::TimeoutTooLong => {
            text("A timeout is a number of seconds, and 0 waits for ever.")
        }
        SettingsError::NotAnInteger { origin, .. } => vec![Clue::NoNumber(origin.to_string())],
        SettingsError::OutputType(given) => choice(
            given,
            &cli_formats::Format::NAMES,
            "AWS_DEFAULT_OUTPUT or output in the profile",
        ),
        SettingsError::BadEndpoint(url) if url.contains("..") => {
            text("There is an empty name between two dots, as of an empty --region or AWS_REGION.")
        }
        SettingsError::EndpointScheme(url) | SettingsError::BadEndpoint(url)
            if !url.contains("://") && aws_settings::is_endpoint(&format!("https://{url}")) =>
        {
            text(&format!(
                "Put the scheme before it: https://{url}, or http://{url}"
            ))
        }
        SettingsError::EndpointScheme(_) | SettingsError::BadEndpoint(_) => text(
            "An endpoint is http:// or https://, a host, and perhaps a port up to 65535, as in \
             http://127.0.0.1:4599",
        ),
        SettingsError::FileEncoding { .. } => text("Save it as UTF-8, without a byte order mark."),
        SettingsError::ParseFile { .. } => text(
            "Sections are [default] and [profile NAME], and settings below them `key = value`, a \
             line each.",
        ),
        SettingsError::ExpiredCredentials => {
            text("Renew the keys where they come from, or choose another profile with --profile.")
        }
        SettingsError::BlankCaBundle => {
            text("Unset the variable or key to trust the certificates of the system.")
        }
        SettingsError::RetryMode(given) => choice(
            given,
            aws_settings::RetryMode::NAMES,
            "AWS_RETRY_MODE or retry_mode in the profile",
        ),
        SettingsError::BadRegion { .. } => text(
            "The name of a region has letters, digits and hyphens alone, as us-west-2. It comes \
             from --region, AWS_REGION, AWS_DEFAULT_REGION, or region in the profile.",
        ),
        SettingsError::CredentialConfig(message) => credential_config(message),
        SettingsError::CredentialRetrieval { provider, message } => match *provider {
            "custom-process" => text(
                "The command stands in credential_process of the profile: run it by itself to see \
                 what it prints.",
            ),
            "assume-role-with-web-identity" => text(
                "The path comes from AWS_WEB_IDENTITY_TOKEN_FILE, or web_identity_token_file in the \
                 profile: mount the token there, or unset it to use other credentials.",
            ),
            _ => sign_in_again(message),
        },
        _ => Vec::new(),
    }
}

/// A setting that takes one of a few names.
fn choice(given: &str, names: &[&'static str], place: &str) -> Vec<Clue> {
    let mut lines: Vec<_> = did_you_mean(given, names.iter().copied())
        .into_iter()
        .collect();
    lines.push(format!(
        "It is set by {place}, and takes {}.",
        names.join(", ")
    ));
    lines.into_iter().map(Clue::Text).collect()
}

/// Profiles that say in a way that cannot work where credentials come from.
fn credential_config(message: &str) -> Vec<Clue> {
    let text = if message.starts_with("The specified sso-session does not exist") {
        "Write a section [sso-session NAME] of that name, with sso_region and sso_start_url, or put \
         another name into sso_session of the profile."
    } else if message.starts_with("The source profile") {
        "Give that profile keys, or another source of credentials, or name another one in \
         source_profile."
    } else if message.starts_with("Infinite loop") {
        "A profile with source_profile takes the keys of another one: put the keys of its own into a \
         profile without role_arn, and name that."
    } else {
        return sign_in_again(message);
    };
    vec![Clue::Text(text.to_owned())]
}

/// Sessions that a person signs in to, and that end.
fn sign_in_again(message: &str) -> Vec<Clue> {
    let of_sso = ["SSO", "sso", "UnauthorizedException"]
        .iter()
        .any(|word| message.contains(word));
    if !of_sso {
        return Vec::new();
    }
    let text = "Sign in again with the AWS CLI: `aws sso login`, with --profile NAME if you use one. \
                The session is shared with this program.";
    vec![Clue::Text(text.to_owned())]
}

pub(super) fn no_region(situation: &Situation<'_>) -> Vec<String> {
    let regions = situation.program.regions;
    let example = regions.last().copied().unwrap_or("us-west-2");
    let profile = profile(situation.settings);
    let file = match situation.settings {
        Some(settings) => settings.files().config_path().display().to_string(),
        None => "~/.aws/config".to_owned(),
    };
    let mut lines = vec![
        format!("For this line: --region {example}"),
        format!("For this shell: export AWS_REGION={example}"),
        format!("For good: a line `region = {example}` under [{profile}] in {file}"),
    ];
    lines.extend(without_account(situation));
    lines
}

pub(super) fn no_credentials(situation: &Situation<'_>) -> Vec<String> {
    let mut lines = vec![
        "For this shell: export AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=…, and \
         AWS_SESSION_TOKEN=… if the keys came with one"
            .to_owned(),
        "With single sign-on: `aws sso login --profile NAME`, then --profile NAME here".to_owned(),
    ];
    lines.extend(profiles(situation.settings));
    lines.extend(without_account(situation));
    lines
}

pub(super) fn no_profile(name: &str, situation: &Situation<'_>) -> Vec<String> {
    let Some(settings) = situation.settings else {
        return Vec::new();
    };
    let names = || settings.files().profile_names();
    let mut lines: Vec<_> = did_you_mean(name, names()).into_iter().collect();
    match profiles(Some(settings)) {
        Some(all) => lines.push(all),
        None => lines.push(format!(
            "There are no profiles. Write one into {}: [profile {name}], and below it `region = …` \
             and where credentials come from.",
            settings.files().config_path().display()
        )),
    }
    if settings.files().has_bare_section(name) {
        lines.push(format!(
            "{} has a section [{name}]: there it must be [profile {name}].",
            settings.files().config_path().display()
        ));
    }
    let origin = &settings.profile_name().origin;
    if !matches!(origin, aws_settings::Origin::Flag(_)) {
        lines.push(format!("The name comes from {origin}."));
    }
    lines
}

/// The name of a section as it stands in the configuration file.
fn profile(settings: Option<&Settings>) -> String {
    match settings.map(|settings| settings.profile_name().value.as_str()) {
        None | Some("default") => "default".to_owned(),
        Some(name) => format!("profile {name}"),
    }
}

/// The profiles to choose from.
fn profiles(settings: Option<&Settings>) -> Option<String> {
    /// More than a line of them would hide the rest.
    const MANY: usize = 8;
    let names: Vec<_> = settings?.files().profile_names().collect();
    let more = match names.len() {
        0 => return None,
        1..=MANY => "",
        _ => ", …",
    };
    let shown = names[..names.len().min(MANY)].join(", ");
    Some(format!("Your profiles: {shown}{more}"))
}

fn without_account(situation: &Situation<'_>) -> Option<String> {
    situation.program.backend()?;
    Some("Without an account: --local runs the line against the service built in".to_owned())
}
