//! How often and how a request is repeated.

use cli_formats::Value;
use cli_formats::pytext::parse_int;

use super::Settings;
use super::choice::RetryMode;
use super::error::SettingsError;
use super::origin::Sourced;

/// How requests are repeated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetrySettings {
    /// How often a request is sent at most.
    pub max_attempts: Sourced<u32>,
    /// How pauses are chosen.
    pub mode: Sourced<RetryMode>,
}

impl RetrySettings {
    /// # Errors
    /// If the number is not a positive integer or the mode does not exist.
    pub(super) fn resolve(settings: &Settings) -> Result<Self, SettingsError> {
        let max_attempts = match settings.lookup(&["AWS_MAX_ATTEMPTS"], Some("max_attempts")) {
            Some(text) => max_attempts(text)?,
            None => Sourced::default(3),
        };
        let mode = match settings.lookup(&["AWS_RETRY_MODE"], Some("retry_mode")) {
            Some(text) => text.try_map(|text| {
                RetryMode::from_name(&text).ok_or(SettingsError::RetryMode(text))
            })?,
            None => Sourced::default(RetryMode::Standard),
        };
        Ok(Self { max_attempts, mode })
    }
}

/// A positive number of attempts; more than a `u32` can say is as good as its maximum.
fn max_attempts(text: Sourced<String>) -> Result<Sourced<u32>, SettingsError> {
    let Sourced {
        value: text,
        origin,
    } = text;
    let value = match parse_int(&text) {
        Some(Value::Int(number)) if number >= 1 => u32::try_from(number).unwrap_or(u32::MAX),
        Some(Value::BigInt(digits)) if !digits.starts_with('-') => u32::MAX,
        Some(Value::Int(number)) => return Err(SettingsError::MaxAttempts(number.to_string())),
        Some(Value::BigInt(digits)) => return Err(SettingsError::MaxAttempts(digits)),
        _ => {
            return Err(SettingsError::NotAnInteger {
                value: text,
                origin,
            });
        }
    };
    Ok(Sourced { value, origin })
}
