//! Why the command failed.

use std::fmt;

use aws_settings::{ErrorKind, SettingsError};
use cli_formats::{Map, Value};

use crate::advice::{self, Clue};
use crate::args::ParseError;
use crate::exit;

/// A failure of the command: what to say, under which code, with which exit code.
#[derive(Debug, Clone, PartialEq)]
pub struct CliError {
    /// What kind of failure.
    pub(crate) kind: Kind,
    /// The text for people, without prefix.
    pub(crate) message: String,
    /// What else is known, for advice.
    pub(crate) clues: Vec<Clue>,
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
    fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            clues: Vec::new(),
        }
    }

    /// The same with more known about it.
    #[must_use]
    pub(crate) fn with_clues(mut self, clues: impl IntoIterator<Item = Clue>) -> Self {
        self.clues.extend(clues);
        self
    }

    /// The same with advice that follows it on a terminal, a line each.
    #[must_use]
    pub fn advised(self, lines: impl IntoIterator<Item = String>) -> Self {
        self.with_clues(lines.into_iter().map(Clue::Text))
    }

    /// A bad command line or parameter.
    pub fn param_validation(message: impl Into<String>) -> Self {
        Self::new(Kind::ParamValidation, message)
    }

    /// The environment is not set up.
    pub fn configuration(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Kind::Configuration(code), message)
    }

    /// Everything without a code of its own.
    pub fn general(message: impl Into<String>) -> Self {
        Self::new(Kind::General, message)
    }

    /// An error answer. Texts of more than a screenful are cut.
    pub(crate) fn service(mut failure: ServiceFailure) -> Self {
        let error = &mut failure.error;
        for text in [&mut error.code, &mut error.message] {
            *text = cut(text);
        }
        error.members = error
            .members
            .iter()
            .map(|(name, value)| (cut(name), cut_all(value)))
            .collect();
        let message = failure.error.message.clone();
        Self::new(Kind::Service(Box::new(failure)), message)
    }

    /// Interrupted by Ctrl-C.
    pub(crate) fn interrupted() -> Self {
        Self::new(Kind::Interrupted, "")
    }

    /// The prompt was left without running anything, with this to be printed.
    #[cfg(feature = "prompt")]
    pub(crate) fn abandoned(message: String) -> Self {
        Self::new(Kind::Abandoned, message)
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

/// How many characters of a text that a service sends with an error are shown.
const LONG: usize = 16_000;

/// The text, if it is not too long, or else its beginning and how long it was.
fn cut(text: &str) -> String {
    match text.char_indices().nth(LONG) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}… ({} bytes in all)", &text[..end], text.len()),
    }
}

/// The value with all texts in it cut.
fn cut_all(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(cut(text)),
        Value::List(items) => Value::List(items.iter().map(cut_all).collect()),
        Value::Map(entries) => Value::Map(
            entries
                .iter()
                .map(|(name, value)| (cut(name), cut_all(value)))
                .collect(),
        ),
        other => other.clone(),
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
        let clue = Clue::Line(error.kind.clone());
        let kind = match error.is_unknown_options() {
            true => Kind::UnknownOptions(error.usage),
            false => Kind::ParamValidation,
        };
        Self::new(kind, message).with_clues([clue])
    }
}

impl From<SettingsError> for CliError {
    fn from(error: SettingsError) -> Self {
        if let SettingsError::Call(call) = &error {
            return crate::caller::credential_failure(call);
        }
        let message = error.to_string();
        let told = match error.kind() {
            ErrorKind::Argument => Self::param_validation(message),
            ErrorKind::NoRegion => Self::configuration("NoRegion", message),
            ErrorKind::NoCredentials => Self::configuration("NoCredentials", message),
            ErrorKind::Choice => Self::configuration("Configuration", message),
            _ => Self::general(message),
        };
        told.with_clues(advice::of_settings(&error))
    }
}
