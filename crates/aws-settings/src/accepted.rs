//! Settings that change nothing for this service, but must not be misspelt.

use cli_formats::Value;
use cli_formats::pytext::parse_int;

use super::Settings;
use super::error::SettingsError;

/// Checks them all.
///
/// # Errors
/// If one has a value that it cannot have.
pub(super) fn check(settings: &Settings) -> Result<(), SettingsError> {
    let get = |variable, key| {
        settings
            .lookup(&[variable], Some(key))
            .map(|found| found.value)
    };

    let compression = "request_min_compression_size_bytes";
    if let Some(value) = get("AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES", compression) {
        let expected = match parse_int(&value) {
            Some(Value::Int(1..=1_048_576)) => None,
            Some(_) => Some("between 1 and 1048576"),
            None => Some("an integer"),
        };
        if let Some(expected) = expected {
            return Err(SettingsError::CompressionSize { value, expected });
        }
    }
    for (variable, key) in [
        (
            "AWS_REQUEST_CHECKSUM_CALCULATION",
            "request_checksum_calculation",
        ),
        (
            "AWS_RESPONSE_CHECKSUM_VALIDATION",
            "response_checksum_validation",
        ),
    ] {
        let value = get(variable, key).map(|value| value.to_lowercase());
        if let Some(value) = value
            && !["when_supported", "when_required"].contains(&value.as_str())
        {
            return Err(SettingsError::ChecksumMode { key, value });
        }
    }
    let mode = get("AWS_ACCOUNT_ID_ENDPOINT_MODE", "account_id_endpoint_mode");
    match mode.map(|mode| mode.to_lowercase()) {
        Some(mode) if !["preferred", "disabled", "required"].contains(&mode.as_str()) => {
            Err(SettingsError::AccountIdEndpointMode(mode))
        }
        _ => Ok(()),
    }
}
