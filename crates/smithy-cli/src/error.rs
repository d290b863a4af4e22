//! Why the command failed.

use std::fmt;

use aws_settings::{ErrorKind, SettingsError};
use cli_formats::Map;

use crate::args::ParseError;
use crate::exit;

/// A failure of the command: what to say, under which code, with which exit code.
#[derive(Debug, Clone, PartialEq)]
pub struct CliError {
    /// What kind of failure.
    pub(crate) kind: Kind,
    /// The text for people, without prefix.
    pub(crate) message: String,
}

/// Kinds of failures.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    /// A bad command line or parameter.
    ParamValidation,
    /// Words left over that no option or operation takes: the usage, which is this, comes first.
    UnknownOptions(String),
    /// The environment is not set up; the code says what of it, as `NoRegion`.
    Configuration(&'static str),
    /// The service answered with an error.
    Service(Box<ServiceFailure>),
    /// Everything else; never structured.
    General,
    /// Interrupted by Ctrl-C.
    Interrupted,
    /// The prompt was left without running anything. The message is printed as it is.
    #[cfg(feature = "prompt")]
    Abandoned,
}

/// An error answer and what it took to get it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ServiceFailure {
    /// API name of the operation, as `PutObject`.
    pub operation: &'static str,
    /// The answer.
    pub error: ServiceError,
    /// Retries made, if the last allowed attempt failed.
    pub retries_exhausted: Option<u32>,
}

/// An error answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ServiceError {
    /// Error code.
    pub code: String,
    /// Text for people.
    pub message: String,
    /// The members, where the error is modelled.
    pub members: Map,
    /// HTTP status.
    pub status: u16,
    /// Request id.
    pub request_id: Option<String>,
}

impl CliError {
    /// A bad command line or parameter.
    pub fn param_validation(message: impl Into<String>) -> Self {
        Self {
            kind: Kind::ParamValidation,
            message: message.into(),
        }
    }

    /// The environment is not set up.
    pub fn configuration(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            kind: Kind::Configuration(code),
            message: message.into(),
        }
    }

    /// Everything without a code of its own.
    pub fn general(message: impl Into<String>) -> Self {
        Self {
            kind: Kind::General,
            message: message.into(),
        }
    }

    /// An error answer.
    pub(crate) fn service(failure: ServiceFailure) -> Self {
        Self {
            message: failure.error.message.clone(),
            kind: Kind::Service(Box::new(failure)),
        }
    }

    /// Interrupted by Ctrl-C.
    pub(crate) fn interrupted() -> Self {
        Self {
            kind: Kind::Interrupted,
            message: String::new(),
        }
    }

    /// The prompt was left without running anything, with this to be printed.
    #[cfg(feature = "prompt")]
    pub(crate) fn abandoned(message: String) -> Self {
        Self {
            kind: Kind::Abandoned,
            message,
        }
    }

    /// The exit code.
    pub fn exit_code(&self) -> u8 {
        match self.kind {
            Kind::ParamValidation | Kind::UnknownOptions(_) => exit::USAGE,
            Kind::Configuration(_) => exit::CONFIGURATION,
            Kind::Service(_) => exit::SERVICE,
            Kind::General => exit::GENERAL,
            Kind::Interrupted => exit::INTERRUPTED,
            #[cfg(feature = "prompt")]
            Kind::Abandoned => exit::INTERRUPTED,
        }
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for CliError {}

impl From<ParseError> for CliError {
    fn from(error: ParseError) -> Self {
        let message = error.message();
        match error.is_unknown_options() {
            true => Self {
                kind: Kind::UnknownOptions(error.usage),
                message,
            },
            false => Self::param_validation(message),
        }
    }
}

impl From<SettingsError> for CliError {
    fn from(error: SettingsError) -> Self {
        if let SettingsError::Call(call) = &error {
            return crate::caller::credential_failure(call);
        }
        let message = error.to_string();
        match error.kind() {
            ErrorKind::Argument => Self::param_validation(message),
            ErrorKind::NoRegion => Self::configuration("NoRegion", message),
            ErrorKind::NoCredentials => Self::configuration("NoCredentials", message),
            ErrorKind::Choice => Self::configuration("Configuration", message),
            _ => Self::general(message),
        }
    }
}
