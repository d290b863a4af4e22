//! Why the command failed.

use std::fmt;

use aws_settings::{ErrorKind, SettingsError};

use crate::exit;
use crate::response::ServiceError;

/// A failure of the command: what to say, under which code, with which exit code.
#[derive(Debug, Clone, PartialEq)]
pub struct CliError {
    /// What kind of failure.
    pub kind: Kind,
    /// The text for people, without prefix.
    pub message: String,
}

/// Kinds of failures.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// A bad command line or parameter.
    ParamValidation,
    /// Words left over that no option or operation takes: the usage comes first.
    UnknownOptions,
    /// The environment is not set up; the code says what of it, as `NoRegion`.
    Configuration(&'static str),
    /// The service answered with an error.
    Service(Box<ServiceFailure>),
    /// Everything else; never structured.
    General,
    /// Interrupted by Ctrl-C.
    Interrupted,
    /// The prompt was left without running anything. The message is printed as it is.
    Abandoned,
}

/// An error answer and what it took to get it.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceFailure {
    /// API name of the operation, as `CreateRunCache`.
    pub operation: &'static str,
    /// The answer.
    pub error: ServiceError,
    /// Retries made, if the last allowed attempt failed.
    pub retries_exhausted: Option<u32>,
}

impl CliError {
    /// A bad command line or parameter.
    pub fn param_validation(message: impl Into<String>) -> Self {
        Self {
            kind: Kind::ParamValidation,
            message: message.into(),
        }
    }

    /// Words that nothing takes.
    pub fn unknown_options(message: impl Into<String>) -> Self {
        Self {
            kind: Kind::UnknownOptions,
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
    pub fn service(failure: ServiceFailure) -> Self {
        Self {
            message: failure.error.message.clone(),
            kind: Kind::Service(Box::new(failure)),
        }
    }

    /// Interrupted by Ctrl-C.
    pub fn interrupted() -> Self {
        Self {
            kind: Kind::Interrupted,
            message: String::new(),
        }
    }

    /// The prompt was left without running anything, with this to be printed.
    pub fn abandoned(message: String) -> Self {
        Self {
            kind: Kind::Abandoned,
            message,
        }
    }

    /// The exit code.
    pub fn exit_code(&self) -> u8 {
        match self.kind {
            Kind::ParamValidation | Kind::UnknownOptions => exit::USAGE,
            Kind::Configuration(_) => exit::CONFIGURATION,
            Kind::Service(_) => exit::SERVICE,
            Kind::General => exit::GENERAL,
            Kind::Interrupted | Kind::Abandoned => exit::INTERRUPTED,
        }
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for CliError {}

impl From<crate::args::ParseError> for CliError {
    fn from(error: crate::args::ParseError) -> Self {
        match error.is_unknown_options() {
            true => Self::unknown_options(error.message()),
            false => Self::param_validation(error.message()),
        }
    }
}

impl From<SettingsError> for CliError {
    fn from(error: SettingsError) -> Self {
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
