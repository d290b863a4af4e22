//! Everything that can be wrong with the configuration.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::path::PathBuf;

use super::credentials::CredentialCall;
use super::ini::IniError;
use super::origin::{FileLine, Origin};

/// What made a setting or the credentials unusable. The message is what the user sees; where the
/// AWS CLI has a message of its own for the case, it is that.
#[derive(Debug)]
#[non_exhaustive]
pub enum SettingsError {
    /// A configuration file is not of the INI dialect.
    ParseFile {
        /// The file.
        path: PathBuf,
        /// Where it is wrong, and how.
        reason: IniError,
    },
    /// A configuration file is not UTF-8.
    FileEncoding {
        /// The file.
        path: PathBuf,
    },
    /// A configuration file exists but cannot be read.
    ReadFile {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The chosen profile is in neither file.
    ProfileNotFound(String),
    /// No region is set anywhere.
    NoRegion,
    /// The region cannot be part of a host name.
    BadRegion {
        /// The region.
        region: String,
    },
    /// `--endpoint-url` has no scheme.
    EndpointScheme(String),
    /// The endpoint has no usable host. User information is masked.
    BadEndpoint(String),
    /// The profile refers to a `[services …]` section that does not exist.
    NoServicesSection(String),
    /// An entry of a `[services …]` section is text where settings of the service belong.
    ServicesEntry {
        /// The section.
        section: String,
        /// The entry.
        service: String,
        /// Where it stands.
        line: FileLine,
    },
    /// A setting that no request can hold. It is not shown.
    Unsendable {
        /// Where it was set.
        place: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A number of attempts that is not positive.
    MaxAttempts(String),
    /// A retry mode that does not exist.
    RetryMode(String),
    /// Text where a number is needed.
    NotAnInteger {
        /// The text.
        value: String,
        /// Where it was set.
        origin: Origin,
    },
    /// A negative timeout.
    Timeout {
        /// `read` or `connect`.
        kind: &'static str,
        /// The timeout.
        seconds: i64,
    },
    /// A timeout of more than 292 years.
    TimeoutTooLong,
    /// A CA bundle whose path is blank.
    BlankCaBundle,
    /// A configured output format that does not exist.
    OutputType(String),
    /// A setting that chooses among a few names has another value.
    UnknownChoice {
        /// The setting.
        key: Cow<'static, str>,
        /// Its value.
        value: String,
        /// What it may be.
        expected: &'static str,
        /// [`ErrorKind::Choice`], or [`ErrorKind::Other`] for the settings whose values the AWS CLI
        /// does not count among its choices.
        kind: ErrorKind,
    },
    /// A checksum setting has an unknown value.
    ChecksumMode {
        /// The setting.
        key: &'static str,
        /// Its value.
        value: String,
    },
    /// The account id endpoint mode is unknown.
    AccountIdEndpointMode(String),
    /// The smallest compressed request size is not a number in range.
    CompressionSize {
        /// The size.
        value: String,
        /// What it must be.
        expected: &'static str,
    },
    /// The pager command has an open quote or escape.
    PagerWords(super::WordsError),
    /// Half of a pair of settings that only work together.
    PartialCredentials {
        /// Where the other half is.
        provider: &'static str,
        /// The missing half.
        missing: &'static str,
    },
    /// Nothing offers credentials.
    NoCredentials {
        /// Why the last resort, instance metadata, did not help, if it was tried.
        source: Option<Box<dyn Error + Send + Sync>>,
    },
    /// A profile that describes credentials in a way that cannot work.
    CredentialConfig(String),
    /// A provider was asked for credentials and failed.
    CredentialRetrieval {
        /// The provider.
        provider: &'static str,
        /// What it said.
        message: String,
    },
    /// Credentials with a part that cannot be sent. It is not shown.
    UnusableCredentials {
        /// Where they come from.
        provider: &'static str,
        /// The part.
        name: &'static str,
        /// What is wrong with it.
        problem: &'static str,
        /// Where it stands, if in a file.
        line: Option<FileLine>,
    },
    /// Credentials that have ended.
    ExpiredCredentials,
    /// A service that has credentials did not give them.
    Call(Box<CredentialCall>),
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ParseFile { path, reason } => write!(
                f,
                "Unable to parse config file: {} ({reason})",
                path.display()
            ),
            Self::FileEncoding { path } => write!(
                f,
                "Unable to parse config file: {} (not valid UTF-8)",
                path.display()
            ),
            Self::ReadFile { path, source } => write!(
                f,
                "Unable to read config file: {}: {source}",
                path.display()
            ),
            Self::ProfileNotFound(profile) => {
                write!(f, "The config profile ({profile}) could not be found")
            }
            Self::NoRegion => f.write_str(
                "You must specify a region. You can also configure your region by running \
                     \"aws configure\".",
            ),
            Self::BadRegion { region } => write!(
                f,
                "Provided region_name '{region}' doesn't match a supported format.{}",
                hint(region)
            ),
            Self::EndpointScheme(url) => write!(
                f,
                "Bad value for --endpoint-url \"{url}\": scheme is missing.  Must be of the \
                     form http://<hostname>/ or https://<hostname>/"
            ),
            Self::BadEndpoint(why) => write!(f, "Invalid endpoint: {why}"),
            Self::NoServicesSection(section) => write!(
                f,
                "The profile is configured to use the services section but the \"{section}\" \
                     services configuration does not exist."
            ),
            Self::ServicesEntry {
                section,
                service,
                line,
            } => write!(
                f,
                "The entry \"{service}\" of the services section \"{section}\" is not a block \
                     of settings ({line}). Put them below it, indented: endpoint_url = …"
            ),
            Self::Unsendable { place, problem } => {
                write!(f, "{place} {problem}, so it cannot be sent.")
            }
            Self::MaxAttempts(value) => write!(
                f,
                "Value provided to \"max_attempts\": {value} must be an integer greater than \
                     or equal to one."
            ),
            Self::RetryMode(value) => write!(
                f,
                "Invalid value provided to \"mode\": \"{value}\" must be one of: \"standard\" \
                     or \"adaptive\""
            ),
            Self::NotAnInteger { value, .. } => {
                write!(f, "{}", cli_formats::pytext::invalid_int(value))
            }
            Self::Timeout { kind, seconds } => write!(
                f,
                "Attempted to set {kind} timeout to {seconds}, but the timeout cannot be set \
                     to a value less than or equal to 0."
            ),
            Self::TimeoutTooLong => f.write_str(
                "An HTTP Client raised an unhandled exception: timestamp too large to convert \
                     to C _PyTime_t",
            ),
            Self::BlankCaBundle => f.write_str(
                "Invalid CA bundle: the configured value (ca_bundle, AWS_CA_BUNDLE, \
                     REQUESTS_CA_BUNDLE, or verify) resolved to an empty or whitespace-only \
                     string. Provide a valid path to a CA bundle file.",
            ),
            Self::OutputType(value) => write!(f, "Unknown output type: {value}"),
            Self::UnknownChoice {
                key,
                value,
                expected,
                ..
            } => write!(
                f,
                "Unknown {key} value: {value}, valid values are {expected}"
            ),
            Self::ChecksumMode { key, value } => write!(
                f,
                "Unsupported configuration value for {key}. Expected one of ('when_supported', \
                     'when_required') but got {value}."
            ),
            Self::AccountIdEndpointMode(value) => write!(
                f,
                "The configured value '{value}' for 'account_id_endpoint_mode' is invalid. \
                     Valid values are: ('preferred', 'disabled', 'required')."
            ),
            Self::CompressionSize { value, expected } => write!(
                f,
                "Invalid value \"{value}\" for request_min_compression_size_bytes. Value must \
                     be {expected}."
            ),
            Self::PagerWords(why) => write!(f, "Cannot split the pager command into words: {why}"),
            Self::PartialCredentials { provider, missing } => write!(
                f,
                "Partial credentials found in {provider}, missing: {missing}"
            ),
            Self::NoCredentials { .. } => f.write_str(
                "Unable to locate credentials. You can configure credentials by running \"aws \
                     login\".",
            ),
            Self::CredentialConfig(why) => write!(f, "{why}"),
            Self::CredentialRetrieval { provider, message } => write!(
                f,
                "Error when retrieving credentials from {provider}: {message}"
            ),
            Self::UnusableCredentials {
                provider,
                name,
                problem,
                line,
            } => write!(
                f,
                "{} {problem}, so nothing can be signed with it.",
                place(provider, name, line.as_ref())
            ),
            Self::ExpiredCredentials => f.write_str(
                "Credentials were refreshed, but the refreshed credentials are still expired.",
            ),
            Self::Call(call) => write!(f, "{call}"),
        }
    }
}

impl Error for SettingsError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::ReadFile { source, .. } => Some(source),
            Self::NoCredentials { source } => source.as_deref().map(|source| source as _),
            _ => None,
        }
    }
}

/// What kind of failure a [`SettingsError`] is: what a program tells apart when it decides on an
/// exit code, or on what to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Something the program was told directly, and not by the configuration, cannot be used.
    Argument,
    /// No region is set anywhere.
    NoRegion,
    /// Nothing offers credentials.
    NoCredentials,
    /// A setting that chooses among a few names has another value.
    Choice,
    /// Everything else: files, values out of range, providers that fail.
    Other,
}

impl SettingsError {
    /// The same, with the line of the file that a part of credentials stands in, by its key.
    pub(super) fn in_file(mut self, line_of: impl Fn(&str) -> Option<FileLine>) -> Self {
        if let Self::UnusableCredentials { name, line, .. } = &mut self {
            *line = line_of(key_of(name));
        }
        self
    }

    /// What kind of failure this is.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::EndpointScheme(_) => ErrorKind::Argument,
            Self::NoRegion => ErrorKind::NoRegion,
            Self::NoCredentials { .. } => ErrorKind::NoCredentials,
            Self::UnknownChoice { kind, .. } => *kind,
            _ => ErrorKind::Other,
        }
    }
}

/// What is likely wrong with a region that came out of a configuration file.
fn hint(region: &str) -> &'static str {
    if region.contains(['#', ';']) {
        " (The configuration files have no comments at the end of a line.)"
    } else if region.contains(['"', '\'']) {
        " (Values in the configuration files are not quoted.)"
    } else {
        ""
    }
}

/// The key of a part of credentials in files; in capitals, the variable.
fn key_of(part: &str) -> &'static str {
    match part {
        "access key id" => "aws_access_key_id",
        "secret access key" => "aws_secret_access_key",
        "session token" => "aws_session_token",
        _ => "aws_account_id",
    }
}

/// Where a part of credentials stands, so that it can be found and mended.
fn place(provider: &str, part: &str, line: Option<&FileLine>) -> String {
    let key = key_of(part);
    match (provider, line) {
        (_, Some(line)) => format!("The value of {key} in {line}"),
        ("env", None) => format!("The variable {}", key.to_uppercase()),
        ("custom-process", None) => format!("The {part} that credential_process prints"),
        (_, None) => format!("The {part} of {provider}"),
    }
}
